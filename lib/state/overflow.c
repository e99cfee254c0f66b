/*
 * overflow.c - agents that queues need, and the ways out of a queue.
 */
#include "overflow.h"

#include "agent.h"
#include "base/clock.h"
#include "changes.h"
#include "contact.h"
#include "line.h"
#include "task.h"
#include "work.h"

static const us_key before_all = { INT64_MIN, INT64_MIN, 0 };

static const us_queue_def *queue_of(const us_state *state, uint32_t line)
{
    return &state->centre->queues[us_line_queue_index(line)];
}

/* ---- agents that a queue needs --------------------------------------------------------------- */

/*
 * Agents of a profile who could be offered a contact now: those in the order, put right by who has
 * changed since he was listed.
 */
static uint32_t count_free(const us_state *state, uint32_t profile, usher_channel channel)
{
    uint32_t count = us_free_agents(state, profile, channel)->count;
    for (const us_agent *a = state->changed_agents; a != NULL; a = a->changed_next) {
        if (a->profile == profile) {
            count += a->offerable >> channel & 1;
            count -= a->listed >> channel & 1;
        }
    }
    return count;
}

static bool has_one(const us_state *state, uint32_t profile, usher_channel channel, uint8_t needs)
{
    switch (needs) {
    case USHER_NEEDS_LOGGED_IN:
        return state->staff[profile].logged_in > 0;
    case USHER_NEEDS_STAFFED:
        return state->staff[profile].staffed > 0;
    default:
        return count_free(state, profile, channel) > 0;
    }
}

bool us_line_is_attended(const us_state *state, uint32_t line, uint8_t needs)
{
    const usher_centre *centre = state->centre;
    usher_channel channel = (usher_channel)(line & (US_LINES_PER_QUEUE - 1));
    if (needs == USHER_NEEDS_NOTHING) {
        return true;
    }
    for (uint32_t i = centre->servers_from[line]; i < centre->servers_from[line + 1]; i++) {
        uint32_t profile = centre->servers[i].profile;
        if (centre->profiles[profile].max[channel] > 0 && has_one(state, profile, channel, needs)) {
            return true;
        }
    }
    return false;
}

usher_status us_line_admits(const us_state *state, uint32_t line, bool more)
{
    const us_queue_rules *rules = &queue_of(state, line)->rules;
    usher_status status = us_queue_admits(state, us_line_queue_index(line));
    if (status == USHER_ERR_DISABLED) {
        return status;
    }
    if (!us_line_is_attended(state, line, rules->join_needs) ||
        !us_line_is_attended(state, line, rules->stay_needs)) {
        return USHER_ERR_UNATTENDED;
    }
    return more ? us_queue_admits_more(state, us_line_queue_index(line)) : status;
}

/* ---- a contact ------------------------------------------------------------------------------- */

usher_time us_contact_leaves_at(const us_state *state, const us_contact *contact)
{
    usher_duration longest =
        us_line_is_own(contact->line) ? 0 : queue_of(state, contact->line)->rules.longest_wait;
    return longest > 0 && !contact->overdue ? us_time_after(contact->enqueued, longest)
                                            : USHER_TIME_NEVER;
}

static uint32_t way_of(const us_state *state, const us_contact *contact)
{
    uint32_t to = queue_of(state, contact->line)->rules.overflow_queue;
    return to != 0 ? us_line_of(to - 1, contact->channel) : US_NIL;
}

uint8_t us_contact_way_out(const us_state *state, const us_contact *contact)
{
    uint32_t line = way_of(state, contact);
    if (line != US_NIL && us_line_admits(state, line, true) == USHER_OK) {
        return US_WAY_GOES;
    }
    return queue_of(state, contact->line)->rules.overflow_end != 0 ? US_WAY_ENDS : US_WAY_STAYS;
}

void us_contact_overflow(us_state *state, us_contact *contact)
{
    uint32_t line = way_of(state, contact);
    us_contact_dequeue(state, contact);
    us_contact_queue(state, contact, line, contact->rank_time, USHER_ACTOR_ENGINE)->reason =
        USHER_REASON_OVERFLOW;
}

void us_contact_strand(us_state *state, us_contact *contact)
{
    contact->overdue = true;
    us_contact_watch(state, contact);
    us_change_contact(state, USHER_EVENT_CONTACT_OVERDUE, USHER_ACTOR_ENGINE, contact);
}

/* ---- doubt ----------------------------------------------------------------------------------- */

void us_overflow_open(us_state *state)
{
    const usher_centre *centre = state->centre;
    for (uint32_t i = 0; i < centre->queues_count; i++) {
        uint32_t to = centre->queues[i].rules.overflow_queue;
        for (usher_channel channel = 0; to != 0 && channel < centre->channels_count; channel++) {
            us_line_use(state, &state->lines[us_line_of(to - 1, channel)]);
        }
    }
    if (centre->stays && state->leaver == NULL) {
        state->leaver = us_task_create(state);
        us_leaver_act(state, state->leaver, US_LEAVER_RESTS);
    }
}

void us_line_doubt(us_state *state, uint32_t line)
{
    us_task *leaver = state->leaver;
    if (us_line_is_own(line) || state->lines[line].stranded ||
        queue_of(state, line)->rules.stay_needs == USHER_NEEDS_NOTHING) {
        return;
    }
    state->lines[line].doubtful = true;
    if (line <= leaver->line) { /* who is new in it may come before whom it has taken up */
        leaver->line = line;
        leaver->after = before_all;
    }
    leaver->last = line > leaver->last ? line : leaver->last;
    us_work_note(state, (us_object *)leaver, US_KIND_TASK, US_TASK_TO_LEAVE);
}

void us_profile_doubt(us_state *state, uint32_t profile)
{
    const us_profile *def = &state->centre->profiles[profile];
    const us_staff *staff = &state->staff[profile];
    if (!state->centre->stays || staff->staffed > 0) { /* who is staffed is logged in */
        return;
    }
    for (uint32_t i = 0; i < def->entries_count; i++) {
        us_line_doubt(state, def->entries[i].line);
    }
}

void us_lines_doubt_all(us_state *state)
{
    for (uint32_t line = 0; state->centre->stays && line < state->centre->lines_count; line++) {
        us_line_doubt(state, line);
    }
}

/* ---- the leaver ------------------------------------------------------------------------------ */

uint32_t us_leaver_line(const us_state *state, const us_task *leaver)
{
    for (uint32_t line = leaver->line; line <= leaver->last; line++) {
        if (state->lines[line].doubtful) {
            return line;
        }
    }
    return US_NIL;
}

us_contact *us_leaver_next(const us_state *state, const us_task *leaver, uint32_t line)
{
    const us_key *after = line == leaver->line ? &leaver->after : &before_all;
    us_key next;
    if (us_line_is_attended(state, line, queue_of(state, line)->rules.stay_needs) ||
        !us_order_next(&state->lines[line].order, after, INT64_MAX, &next)) {
        return NULL;
    }
    return us_contact_at(state, us_slot(next.id));
}

static void take(us_state *state, us_task *leaver)
{
    uint32_t line = us_leaver_line(state, leaver);
    us_contact *contact = us_leaver_next(state, leaver, line);
    leaver->line = line;
    leaver->after = us_contact_key(contact);
    leaver->contact = contact->id;
}

/* It has gone its way. One that has ended is forgotten, if nobody has it any more. */
static void pass(us_state *state, us_task *leaver)
{
    us_contact *contact = us_pool_find(&state->contacts, leaver->contact);
    leaver->contact = 0;
    leaver->reason = USHER_REASON_NONE;
    if (contact != NULL && contact->state == USHER_CONTACT_ENDED) {
        contact->pending &= (uint8_t)~US_CONTACT_ENDING;
        if (contact->parts == US_NIL) {
            us_contact_complete(state, contact);
        }
    }
}

static void believe(us_state *state, us_task *leaver)
{
    uint32_t line = us_leaver_line(state, leaver);
    uint8_t needs = queue_of(state, line)->rules.stay_needs;
    state->lines[line].doubtful = false;
    state->lines[line].stranded = !us_line_is_attended(state, line, needs);
    leaver->line = line + 1;
    leaver->after = before_all;
}

static void rest(us_task *leaver)
{
    leaver->line = US_NIL;
    leaver->last = 0;
}

void us_leaver_act(us_state *state, us_task *leaver, uint8_t act)
{
    us_contact *contact = us_pool_find(&state->contacts, leaver->contact);
    switch (act) {
    case US_LEAVER_TAKES:
        take(state, leaver);
        break;
    case US_LEAVER_SENDS:
        us_contact_overflow(state, contact);
        pass(state, leaver);
        break;
    case US_LEAVER_LEAVES:
        us_contact_strand(state, contact);
        pass(state, leaver);
        break;
    case US_LEAVER_ENDS:
        leaver->reason = queue_of(state, contact->line)->rules.overflow_end;
        us_contact_note_end(contact, leaver->reason, USHER_ACTOR_ENGINE);
        break;
    case US_LEAVER_PASSES:
        pass(state, leaver);
        break;
    case US_LEAVER_BELIEVES:
        believe(state, leaver);
        break;
    default:
        rest(leaver);
        break;
    }
}
