/*
 * reseat.c - the course of a change, and what it does to queues and their contacts.
 *
 * Agents are seat_agent.c's. A unit sees to one contact, one agent or one queue, or passes by a
 * number of agents who are as they should be. Facts may come between two units: contacts end,
 * agents leave. So what is next is found anew each time, behind what was last.
 */
#include "reseat.h"

#include "agent.h"
#include "changes.h"
#include "contact.h"
#include "line.h"
#include "overflow.h"
#include "seat_agent.h"
#include "task.h"
#include "work.h"

enum { QUEUES, AGENTS, HIRED, OVER }; /* stages */
enum { PASSED_BY = 64 };              /* agents of one unit who need nothing */

static const us_key before_all = { INT64_MIN, INT64_MIN, 0 };

/* ---- queues ---------------------------------------------------------------------------------- */

/* `disabled` of the file, unless somebody has set something else since. */
static void enable(us_state *state, const us_reseat *r, uint32_t queue)
{
    const us_queue_def *was = &r->old->queues[queue];
    const us_queue_def *is = &r->next->queues[queue];
    bool stays = was->presence == US_IS_PRESENT;
    if (is->presence != US_IS_PRESENT) {
        state->queue_enabled[queue] = false;
    } else if (!stays ||
               (was->disabled != is->disabled && state->queue_enabled[queue] != was->disabled)) {
        state->queue_enabled[queue] = !is->disabled;
        uint16_t type = is->disabled ? USHER_EVENT_QUEUE_DISABLED : USHER_EVENT_QUEUE_ENABLED;
        us_change(state, type, r->actor)->queue.v = queue + 1;
    }
}

static bool is_told(const us_state *state, const us_reseat *r, uint32_t queue)
{
    bool was_present = r->old->queues[queue].presence == US_IS_PRESENT;
    return was_present || state->lines[us_line_of(queue, 0)].ends;
}

static void begin_queue(us_state *state, us_reseat *r, uint32_t queue)
{
    r->begun = true;
    r->tells = is_told(state, r, queue);
    r->line = us_line_of(queue, 0);
    r->after = before_all;
    for (uint32_t line = r->line; line < r->line + US_LINES_PER_QUEUE; line++) {
        state->lines[line].delays = r->next->line_delays[line];
        state->lines[line].watched = us_centre_watches(r->next, line);
        state->lines[line].ends = false;
    }
    enable(state, r, queue);
}

/* Gone, if nobody waits in it any more; else it is leaving. */
static void end_or_leave(us_state *state, const us_reseat *r, uint32_t queue)
{
    us_line_end_queue(state, queue, r->actor);
    bool waits = state->lines[us_line_of(queue, 0)].ends;
    if (waits && r->old->queues[queue].presence == US_IS_PRESENT) {
        us_change(state, USHER_EVENT_QUEUE_LEAVING, r->actor)->queue.v = queue + 1;
    }
}

static void end_queue(us_state *state, us_reseat *r, uint32_t queue)
{
    if (r->next->queues[queue].presence != US_IS_PRESENT && r->tells) {
        end_or_leave(state, r, queue);
    }
    r->begun = false;
    r->at++;
}

/* The next contact of the present queue that has not been seen to; NULL when there is none. */
static us_contact *next_contact(us_state *state, us_reseat *r, uint32_t queue)
{
    uint32_t end = us_line_of(queue, 0) + US_LINES_PER_QUEUE;
    for (; r->line < end; r->line++) {
        us_key key;
        if (us_order_next(&state->lines[r->line].order, &r->after, INT64_MAX, &key)) {
            r->after = key;
            return us_contact_at(state, us_slot(key.id));
        }
        r->after = before_all;
    }
    return NULL;
}

/* One step for the queue whose turn it is. */
static void seat_queue(us_state *state, us_reseat *r)
{
    uint32_t queue = r->queues[r->at];
    if (!r->begun) {
        begin_queue(state, r, queue);
    }
    us_contact *contact = next_contact(state, r, queue);
    if (contact == NULL) {
        end_queue(state, r, queue);
        return;
    }
    const us_removal *item = us_plan_find(&r->plan, USHER_CHANGE_QUEUE, queue);
    if (item != NULL && item->action == USHER_MOVE) {
        us_contact_move(state, contact, us_line_of(item->to - 1, contact->channel), r->actor);
    } else {
        us_contact_reseat(state, contact, r->clock_differs);
    }
}

/* ---- agents ---------------------------------------------------------------------------------- */

/* First his statuses, then what waits in his own queue, then all else: three events at most. */
static void seat_agents(us_state *state, us_reseat *r)
{
    for (uint32_t passed = 0; state->to_seat != US_NIL && passed < PASSED_BY; passed++) {
        us_agent *agent = us_agent_at(state, state->to_seat);
        if (r->greeted != agent->id) {
            r->greeted = agent->id;
            if (us_seat_statuses(state, r, agent)) {
                return;
            }
        }
        us_contact *own = us_seat_next_own(state, r, agent);
        if (own != NULL) {
            us_contact_move(state, own, us_seat_line_for(state, r, agent, own), r->actor);
            return;
        }
        state->to_seat = agent->younger;
        if (us_seat_agent(state, r, agent)) {
            return;
        }
    }
    if (state->to_seat == US_NIL) {
        r->stage = HIRED;
        r->at = 0;
    }
}

/* ---- the course ------------------------------------------------------------------------------ */

static void begin_agents(us_state *state, us_reseat *r)
{
    r->stage = AGENTS;
    state->to_seat = r->agents_differ ? state->oldest_agent : US_NIL;
}

static void step(us_state *state, us_reseat *r)
{
    switch (r->stage) {
    case QUEUES:
        if (r->at < r->queues_count) {
            seat_queue(state, r);
        } else {
            begin_agents(state, r);
        }
        break;
    case AGENTS:
        seat_agents(state, r);
        break;
    case HIRED:
        if (r->at < r->hired_count) {
            us_seat_hired(state, &r->next->agents[r->hired[r->at++]], r->actor);
        } else {
            r->stage = OVER;
        }
        break;
    default:
        break;
    }
}

void us_reseat_step(us_state *state, us_task *task)
{
    us_reseat *r = state->reseat;
    step(state, r);
    if (r->stage == OVER) {
        us_reseat_free(r);
        us_lines_doubt_all(state);
        state->reseat = NULL;
        task->pending = 0;
        us_object_give(state, US_KIND_TASK, (us_object *)task);
    }
}

void us_reseat_begin(us_state *state, us_reseat *r)
{
    state->centre = r->next;
    state->places = 0; /* there may be more lines */
    for (uint32_t i = r->old->queues_count; i < r->next->queues_count; i++) {
        us_state_open_queue(state, i);
    }
    for (uint32_t i = r->old->profiles_count; i < r->next->profiles_count; i++) {
        us_state_open_profile(state, i);
    }
    us_profiles_recount(state);
    us_state_obey(state);
    us_change(state, USHER_EVENT_CENTRE_CHANGED, r->actor);
    state->reseat = r;
    us_work_note(state, (us_object *)us_task_create(state), US_KIND_TASK, US_TASK_TO_RESEAT);
}
