/*
 * part.c - transitions of agents' parts, and the two lists each part is in.
 *
 * A list's first item points back to its last one, so that appending needs no tail of its own;
 * walking forward ends at US_NIL.
 */
#include "part.h"

#include "agent.h"
#include "base/clock.h"
#include "changes.h"
#include "contact.h"
#include "line.h"
#include "overflow.h"
#include "work.h"

/*
 * Every part may be missed, and then its contact may need a timer: it is not offered to the same
 * agent for a while. Where contacts have delays, each has room for its timer anyway.
 */
static bool parts_back_off(const usher_centre *centre)
{
    return centre->backs_off && !centre->watches;
}

usher_status us_part_reserve_sights(us_state *state, const usher_centre *centre)
{
    return parts_back_off(centre)
               ? us_timers_reserve(&state->sights, state->sights.count + state->parts.capacity)
               : USHER_OK;
}

usher_status us_part_reserve(us_state *state, uint32_t parts)
{
    usher_status status = us_pool_reserve(&state->parts, parts);
    if (status == USHER_OK) {
        status = us_timers_reserve(&state->deadlines, state->parts.capacity);
    }
    return status == USHER_OK ? us_part_reserve_sights(state, state->centre) : status;
}

uint32_t us_part_room(const us_state *state)
{
    uint32_t room = state->parts.capacity;
    room = state->deadlines.capacity < room ? state->deadlines.capacity : room;
    uint32_t sights = state->sights.capacity - state->sights.count;
    return parts_back_off(state->centre) && sights < room ? sights : room;
}

uint64_t us_part_growth(const us_state *state, uint32_t parts)
{
    return us_pool_growth(&state->parts, parts) +
           us_timers_growth(&state->deadlines, us_pool_grown(&state->parts, parts));
}

/* ---- lists ----------------------------------------------------------------------------------- */

static inline void append_to_agent(us_state *state, us_agent *agent, us_part *part, uint32_t slot)
{
    if (us_mostly(agent->parts == US_NIL)) {
        agent->parts = slot;
        return;
    }
    us_part *first = us_part_at(state, agent->parts);
    part->agent_prev = first->agent_prev;
    us_part_at(state, part->agent_prev)->agent_next = slot;
    first->agent_prev = slot;
}

/* Among the agent's parts, which are in the order of their serials. */
static void insert_into_agent(us_state *state, us_agent *agent, us_part *part, uint32_t slot)
{
    uint32_t next = agent->parts;
    while (next != US_NIL && us_part_at(state, next)->id < part->id) {
        next = us_part_at(state, next)->agent_next;
    }
    part->agent_prev = slot;
    part->agent_next = US_NIL;
    if (next == US_NIL) {
        append_to_agent(state, agent, part, slot);
        return;
    }
    us_part *after = us_part_at(state, next);
    part->agent_next = next;
    part->agent_prev = after->agent_prev;
    after->agent_prev = slot;
    if (agent->parts == next) {
        agent->parts = slot;
    } else {
        us_part_at(state, part->agent_prev)->agent_next = slot;
    }
}

static inline void remove_from_agent(us_state *state, us_agent *agent, us_part *part, uint32_t slot)
{
    if (us_rarely(part->agent_next != US_NIL)) {
        us_part_at(state, part->agent_next)->agent_prev = part->agent_prev;
    } else if (us_rarely(agent->parts != slot)) {
        us_part_at(state, agent->parts)->agent_prev = part->agent_prev;
    }
    if (us_mostly(agent->parts == slot)) {
        agent->parts = part->agent_next;
    } else {
        us_part_at(state, part->agent_prev)->agent_next = part->agent_next;
    }
}

static void append_to_contact(us_state *state, us_contact *contact, us_part *part, uint32_t slot)
{
    if (us_mostly(contact->parts == US_NIL)) {
        contact->parts = slot;
        return;
    }
    us_part *first = us_part_at(state, contact->parts);
    part->contact_prev = first->contact_prev;
    us_part_at(state, part->contact_prev)->contact_next = slot;
    first->contact_prev = slot;
}

static inline void remove_from_contact(us_state *state, us_contact *contact, us_part *part,
                                       uint32_t slot)
{
    part->joined = NULL;
    if (us_rarely(part->contact_next != US_NIL)) {
        us_part_at(state, part->contact_next)->contact_prev = part->contact_prev;
    } else if (us_rarely(contact->parts != slot)) {
        us_part_at(state, contact->parts)->contact_prev = part->contact_prev;
    }
    if (us_mostly(contact->parts == slot)) {
        contact->parts = part->contact_next;
    } else {
        us_part_at(state, part->contact_prev)->contact_next = part->contact_next;
    }
}

/* ---- states and deadlines -------------------------------------------------------------------- */

/* Does a part in this state count as a contact in hand (options.handled)? */
static inline bool counts(const us_state *state, uint8_t part_state)
{
    return part_state < USHER_PART_ACW || state->centre->options.handled == USHER_HANDLED_OCCUPIED;
}

static inline void set_deadline(us_state *state, us_part *part, usher_time due)
{
    if (part->timer != US_NIL) {
        us_timers_remove(&state->deadlines, part->timer);
    }
    if (due != USHER_TIME_NEVER) {
        us_timers_arm(&state->deadlines, &part->timer, due);
    }
}

static inline us_tally *tally_of(const us_state *state, const us_part *part)
{
    return us_tally_of_queue(state, part->queue, part->channel);
}

static inline void become(us_state *state, us_part *part, uint8_t to, usher_time until)
{
    if (!counts(state, to) && counts(state, part->state)) {
        us_agent_let_go(state, part->agent);
    }
    part->state = to;
    part->since = state->now;
    part->until = until;
    set_deadline(state, part, until);
}

/* A new part, in both lists. Every field is given, as in a new contact. */
static us_part *create(us_state *state, us_contact *contact, us_agent *agent, uint8_t first_state,
                       usher_time until)
{
    uint32_t slot;
    us_part *part = US_POOL_TAKE(&state->parts, &slot, us_part);
    *part = (us_part){ .id = us_new_id(state, slot),
                       .work_next = US_NIL,
                       .pending = 0,
                       .in_work = false,
                       .state = first_state,
                       .channel = contact->channel,
                       .joined = contact,
                       .agent = agent,
                       .contact = contact->id,
                       .timer = US_NIL,
                       .agent_prev = slot,
                       .agent_next = US_NIL,
                       .contact_prev = slot,
                       .contact_next = US_NIL,
                       .since = state->now,
                       .until = until,
                       .answered = USHER_TIME_NEVER,
                       .connected = USHER_TIME_NEVER,
                       .tag = contact->tag,
                       .actor = 0,
                       .made = 0,
                       .leg = 0,
                       .answerer = 0,
                       .queue = contact->queue,
                       .profile = agent->profile,
                       .reason = 0,
                       .cause = 0,
                       .unjoined = false,
                       .dialled = false,
                       .served = false,
                       .talked = false };
    append_to_agent(state, agent, part, slot);
    append_to_contact(state, contact, part, slot);
    us_timers_arm(&state->deadlines, &part->timer, until);
    us_agent_take_slot(state, agent, part->channel);
    return part;
}

/* The part is no more: its slot is free, and so is its place in all lists. */
static inline void release(us_state *state, us_part *part)
{
    uint32_t slot = us_slot(part->id);
    set_deadline(state, part, USHER_TIME_NEVER);
    remove_from_agent(state, part->agent, part, slot);
    if (part->joined != NULL) {
        remove_from_contact(state, part->joined, part, slot);
    }
    us_agent_free_slot(state, part->agent, part->channel, counts(state, part->state));
    us_object_give(state, US_KIND_PART, (us_object *)part);
}

/* ---- offers ---------------------------------------------------------------------------------- */

/* When the ring window is over, if it begins now. */
static usher_time ring_end(const us_state *state, const us_part *part)
{
    return us_time_after(state->now, state->centre->channels[part->channel].ring);
}

void us_part_offer(us_state *state, us_contact *contact, us_agent *agent)
{
    usher_time until = us_time_after(state->now, state->centre->options.presentation_limit);
    us_part *part = create(state, contact, agent, USHER_PART_OFFERED, until);
    contact->offers++;
    contact->offers_made++;
    us_tally *tally = tally_of(state, part);
    tally->open++;
    tally->offered += contact->offers == 1;
    us_line_mark(state, contact, contact->offers < us_line_fan_out(state, contact));
    usher_event *event = us_change_part(state, USHER_EVENT_OFFER_MADE, USHER_ACTOR_ENGINE, part);
    event->until = ring_end(state, part);
    if (agent->auto_accept >> part->channel & 1) {
        event->flags |= USHER_EVENT_AUTO_ACCEPT;
    }
    part->made = event->number;
}

void us_part_ring(us_state *state, us_part *part)
{
    become(state, part, USHER_PART_RINGING, ring_end(state, part));
    us_change_part(state, USHER_EVENT_OFFER_RINGING, part->actor, part)->until = part->until;
}

/* The contact has one open offer less: it may be offered to somebody else. */
static void close_offer(us_state *state, us_part *part, us_contact *contact)
{
    contact->offers--;
    us_tally *tally = tally_of(state, part);
    tally->open--;
    if (contact->offers == 0 && contact->state == USHER_CONTACT_QUEUED) {
        state->tallies[us_tally_of(contact->line)].offered--;
    }
    remove_from_contact(state, contact, part, us_slot(part->id));
    us_contact_reopen(state, contact);
}

void us_part_answer(us_state *state, us_part *part)
{
    us_contact *contact = part->joined;
    part->profile = part->agent->profile;
    part->served = true;
    part->answered = state->now;
    contact->offers--;
    us_tally *tally = tally_of(state, part);
    tally->open--;
    state->tallies[us_tally_of(contact->line)].offered--; /* it may have moved since the offer */
    tally->live++;
    contact->state = USHER_CONTACT_ANSWERED;
    us_contact_dequeue(state, contact);
    usher_duration limit = state->centre->options.join_limit;
    become(state, part, USHER_PART_ANSWERED, us_time_after(state->now, limit));
    us_change_part(state, USHER_EVENT_OFFER_ANSWERED, part->actor, part)->profile.v =
        part->profile + 1;
    if (contact->offers > 0) {
        us_work_contact(state, contact, US_CONTACT_TAKEN);
    }
}

US_APART void us_part_move(us_state *state, us_part *part, us_agent *to)
{
    us_agent *from = part->agent;
    uint32_t slot = us_slot(part->id);
    us_change_part(state, USHER_EVENT_OFFER_MOVED, part->actor, part);
    remove_from_agent(state, from, part, slot);
    us_agent_free_slot(state, from, part->channel, true);
    part->agent = to;
    part->answerer = 0;
    insert_into_agent(state, to, part, slot);
    us_agent_take_slot(state, to, part->channel);
    us_agent_finish_leaving(state, from);
}

typedef struct failure {
    uint8_t state;
    uint16_t event;
} failure;

static failure failure_by(uint8_t cause)
{
    switch (cause) {
    case USHER_REASON_NO_ANSWER:
        return (failure){ USHER_PART_MISSED, USHER_EVENT_OFFER_MISSED };
    case USHER_REASON_REJECTED:
    case USHER_REASON_BUSY:
        return (failure){ USHER_PART_REJECTED, USHER_EVENT_OFFER_REJECTED };
    default:
        return (failure){ USHER_PART_ERROR, USHER_EVENT_OFFER_FAILED };
    }
}

/* What a cause costs (SEL-37). */
static const us_failure *rule_of(const us_state *state, uint8_t cause)
{
    switch (cause) {
    case USHER_REASON_NETWORK:
        return &state->centre->failures[USHER_FAILURE_NETWORK];
    case USHER_REASON_NOT_JOINED:
        return &state->centre->failures[USHER_FAILURE_NOT_JOINED];
    default:
        us_assert(cause >= USHER_REASON_BUSY && cause <= USHER_REASON_CANCELLED);
        return &state->centre->failures[cause - USHER_REASON_BUSY];
    }
}

/* If it counts, this agent is the latest to have missed the contact. */
static void mark_miss(us_state *state, us_contact *contact, us_agent *agent, const us_failure *rule)
{
    if (!rule->counts) {
        return;
    }
    contact->last_misser = agent->id;
    contact->reoffer_at = us_time_after(state->now, rule->reoffer_after);
    state->parts_enough = 0; /* its timer takes the room of a part's */
    if (rule->to_bottom) {
        us_agent_restart_clock(state, agent);
        us_agent_refresh(state, agent);
    }
}

void us_part_fail(us_state *state, us_part *part, uint8_t cause, uint64_t actor)
{
    failure failed = failure_by(cause);
    const us_failure *rule = rule_of(state, cause);
    us_contact *contact = part->joined;
    mark_miss(state, contact, part->agent, rule);
    close_offer(state, part, contact);
    part->reason = cause;
    tally_of(state, part)->missed++;
    become(state, part, failed.state, us_time_after(state->now, rule->clear_after));
    us_contact_watch(state, contact); /* after the part: the order of timers is told (13.4) */
    usher_event *event = us_change_part(state, failed.event, actor, part);
    event->until = part->until;
    event->reason = failed.state == USHER_PART_ERROR ? cause : USHER_REASON_NONE;
}

/* The host has not confirmed the offer: if it has not seen it yet, it need not ring at all. */
static void cancel_unseen(us_state *state, const us_part *part)
{
    if (part->made >= state->outbox.first) {
        us_outbox_at(&state->outbox, part->made)->flags |= USHER_EVENT_CANCELLED;
    }
}

void us_part_withdraw(us_state *state, us_part *part, uint8_t reason)
{
    us_agent *agent = part->agent;
    us_change_part(state, USHER_EVENT_OFFER_WITHDRAWN, USHER_ACTOR_ENGINE, part)->reason = reason;
    cancel_unseen(state, part);
    close_offer(state, part, part->joined);
    release(state, part);
    us_agent_finish_leaving(state, agent);
}

void us_part_cancel(us_state *state, us_part *part)
{
    us_contact *contact = part->joined;
    mark_miss(state, contact, part->agent, rule_of(state, USHER_REASON_CANCELLED));
    us_contact_watch(state, contact);
    us_part_withdraw(state, part, USHER_REASON_CANCELLED);
}

/* First the contact goes back; then this is an open offer of it, as it was before the answer. */
void us_part_unjoin(us_state *state, us_part *part, uint8_t cause, uint64_t actor)
{
    us_contact *contact = part->joined;
    us_contact_return(state, contact, actor);
    us_tally *tally = tally_of(state, part);
    tally->live--;
    tally->open++;
    contact->offers++;
    if (contact->state == USHER_CONTACT_QUEUED && contact->offers == 1) {
        state->tallies[us_tally_of(contact->line)].offered++; /* not its queue, if that is left */
    }
    part->served = false;
    part->answered = USHER_TIME_NEVER;
    if (cause == USHER_REASON_CANCELLED) {
        us_part_cancel(state, part);
    } else {
        us_part_fail(state, part, cause, actor);
    }
}

void us_part_lose(us_state *state, const us_part *part)
{
    usher_event *event = us_change(state, USHER_EVENT_OFFER_LOST, part->actor);
    event->participant.v = part->id;
    event->tag = part->tag;
    event->value = (int64_t)part->leg;
}

/* ---- conversations --------------------------------------------------------------------------- */

void us_part_dial(us_state *state, us_contact *contact, us_agent *agent, uint64_t actor)
{
    us_part *part = create(state, contact, agent, USHER_PART_DIALLING, USHER_TIME_NEVER);
    part->dialled = true;
    part->served = true;
    tally_of(state, part)->live++;
    contact->state = USHER_CONTACT_DIALLING;
    contact->customer = USHER_PART_DIALLING;
    us_change_part(state, USHER_EVENT_CONTACT_DIALLING, actor, part);
}

void us_part_connect(us_state *state, us_part *part, uint64_t actor)
{
    us_contact *contact = part->joined;
    contact->state = USHER_CONTACT_CONNECTED;
    if (contact->customer != USHER_PART_CONNECTED) {
        contact->customer = USHER_PART_CONNECTED;
        contact->customer_since = state->now;
    }
    part->talked = true;
    part->connected = state->now;
    become(state, part, USHER_PART_CONNECTED, USHER_TIME_NEVER);
    us_change_part(state, USHER_EVENT_CONTACT_CONNECTED, actor, part);
}

void us_part_wrap_up(us_state *state, us_part *part)
{
    usher_time until = us_time_after(state->now, us_part_acw(part));
    us_tally *tally = tally_of(state, part);
    tally->live--;
    tally->acw++;
    become(state, part, USHER_PART_ACW, until);
    us_change_part(state, USHER_EVENT_ACW_STARTED, USHER_ACTOR_ENGINE, part)->until = until;
}

/* A part that is no offer is no more. */
static void uncount(us_state *state, const us_part *part)
{
    us_tally *tally = tally_of(state, part);
    if (part->state == USHER_PART_ACW) {
        tally->acw--;
    } else if (us_part_is_over(part)) {
        tally->missed--;
    } else {
        tally->live--;
    }
}

/* Does clearing this part restart the available clock (SEL-11, RP-14)? */
static bool restarts_clock(const us_state *state, const us_part *part)
{
    const us_profile *profile = us_agent_profile(state, part->agent);
    bool inbound_only = profile->availability_timer == USHER_SINCE_LAST_INBOUND;
    return part->served && !(part->dialled && inbound_only);
}

void us_part_clear(us_state *state, us_part *part, uint8_t reason, uint64_t actor)
{
    us_agent *agent = part->agent;
    us_contact *contact = part->joined;
    us_change_part(state, USHER_EVENT_SLOT_CLEARED, actor, part)->reason = reason;
    if (restarts_clock(state, part)) {
        us_agent_restart_clock(state, agent);
    }
    uncount(state, part);
    release(state, part);
    us_agent_finish_leaving(state, agent);
    if (contact != NULL && contact->state == USHER_CONTACT_ENDED && contact->parts == US_NIL) {
        us_contact_complete(state, contact);
    }
}

void us_part_requeue(us_state *state, us_part *part, uint64_t actor)
{
    us_contact *contact = part->joined;
    if (us_line_is_left(state, contact->line)) {
        us_contact_return(state, contact, actor);
    } else {
        us_contact_queue(state, contact, contact->line, contact->rank_time, actor)->reason =
            USHER_REASON_AGENT_GONE;
        us_line_doubt(state, contact->line);
    }
    us_part_clear(state, part, USHER_REASON_AGENT_GONE, USHER_ACTOR_ENGINE);
}

void us_part_send_back(us_state *state, us_part *part)
{
    us_contact_return(state, part->joined, USHER_ACTOR_ENGINE);
    us_part_clear(state, part, USHER_REASON_AGENT_GONE, USHER_ACTOR_ENGINE);
}
