/*
 * step.c - one work unit at a time: ask the rules what is next, carry it out.
 *
 * The order is the contract (docs/routing.md 13.1): what is pending, first in first out; then
 * matching; then the next timer that is due, in the order in which they were armed. A contact is
 * visible by time alone, so matching sees all that has come into sight, whichever timer is next.
 */
#include "step.h"

#include "rules/match.h"
#include "rules/moves.h"
#include "state/agent.h"
#include "state/contact.h"
#include "state/overflow.h"
#include "state/part.h"
#include "state/reseat.h"
#include "state/task.h"
#include "state/work.h"

#include <stddef.h>

/* Who an event of this part names as the one who caused it. */
static uint64_t actor_of(us_effect effect)
{
    switch (us_by_of(effect)) {
    case US_BY_REPORT:
        return effect.part->actor;
    case US_BY_CUSTOMER:
        return effect.part->joined->actor;
    default:
        return USHER_ACTOR_ENGINE;
    }
}

US_APART static void end_contact(us_state *state, us_contact *contact, uint8_t reason,
                                 uint64_t actor)
{
    us_contact_note_end(contact, reason, actor);
    us_work_contact(state, contact, 0);
}

/*
 * Somebody else may see it, it may be offered again to the agent who missed it, or it has waited
 * for too long.
 */
US_APART static void come_into_sight(us_state *state, us_contact *contact)
{
    if (us_contact_leaves_at(state, contact) <= state->now) {
        us_work_contact(state, contact, US_CONTACT_OVERFLOWS);
    }
    us_contact_watch(state, contact);
    if (contact->candidate) {
        us_changed_contact(state, contact);
    }
}

/* What is hardly ever done. */
US_APART static void carry_out_rare(us_state *state, us_effect effect)
{
    uint16_t gone_status = (uint16_t)(state->centre->options.gone_status.v - 1);
    switch (us_kind_of(effect)) {
    case US_CANCEL:
        us_part_cancel(state, effect.part);
        break;
    case US_MOVE:
        us_part_move(state, effect.part, us_agent_at(state, us_taker_of(effect)));
        break;
    case US_UNJOIN:
        us_part_unjoin(state, effect.part, us_reason_of(effect), actor_of(effect));
        break;
    case US_SEND_BACK:
        us_part_send_back(state, effect.part);
        break;
    case US_GO_OUTSIDE:
        us_contact_go_outside(state, effect.part->joined, effect.part->actor);
        break;
    case US_REACH:
        us_agent_reach(state, effect.agent);
        break;
    case US_LOAD:
        us_agent_load(state, effect.agent, (usher_channel)us_taker_of(effect));
        break;
    case US_RESEAT:
        us_reseat_step(state, effect.task);
        break;
    case US_TURN:
        us_agent_want_status(state, effect.agent, gone_status, USHER_ACTOR_ENGINE);
        break;
    case US_REQUEUE:
        us_part_requeue(state, effect.part, effect.part->agent->forced_by);
        break;
    case US_CUT:
        effect.part->talked = false;
        end_contact(state, effect.part->joined, us_reason_of(effect),
                    effect.part->agent->forced_by);
        break;
    case US_OVERFLOW:
        us_contact_overflow(state, effect.contact);
        break;
    case US_EXPIRE:
        us_contact_note_end(effect.contact, us_reason_of(effect), USHER_ACTOR_ENGINE);
        break;
    case US_STRAND:
        us_contact_strand(state, effect.contact);
        break;
    case US_LEAVE:
        us_leaver_act(state, effect.task, us_reason_of(effect));
        break;
    case US_TELL_EMPTY:
        us_entries_tell_empty(state);
        break;
    case US_NEXT_ENDS:
        us_task_begin_end(state, effect.task);
        break;
    case US_NEXT_ENDED:
        us_task_finish_end(state, effect.task);
        break;
    case US_NEXT_MOVES:
        us_task_move(state, effect.task);
        break;
    case US_NEXT_STAYS:
        us_task_skip(state, effect.task);
        break;
    case US_SWEPT:
        us_task_finish(state, effect.task);
        break;
    default:
        break;
    }
}

static void carry_out(us_state *state, us_effect effect)
{
    us_part *part = effect.part;
    us_contact *contact = effect.contact;
    switch (us_kind_of(effect)) {
    case US_NOTHING:
        break;
    case US_SETTLE_CONTACT:
        us_settled_contact(state, contact);
        break;
    case US_SETTLE_AGENT:
        us_agent_settle(state, effect.agent);
        break;
    case US_SIGHT:
        come_into_sight(state, contact);
        break;
    case US_OFFER:
        us_part_offer(state, contact, us_agent_at(state, us_taker_of(effect)));
        break;
    case US_RING:
        us_part_ring(state, part);
        break;
    case US_ANSWER:
        us_part_answer(state, part);
        break;
    case US_CONNECT:
        us_part_connect(state, part, actor_of(effect));
        break;
    case US_FAIL:
        us_part_fail(state, part, us_reason_of(effect), actor_of(effect));
        break;
    case US_WITHDRAW:
        us_part_withdraw(state, part, us_reason_of(effect));
        break;
    case US_LOSE:
        us_part_lose(state, part);
        break;
    case US_END:
        end_contact(state, part->joined, us_reason_of(effect), actor_of(effect));
        break;
    case US_CLOSE:
        us_contact_close(state, contact);
        break;
    case US_WRAP_UP:
        us_part_wrap_up(state, part);
        break;
    case US_CLEAR:
        us_part_clear(state, part, us_reason_of(effect), actor_of(effect));
        break;
    case US_COMPLETE:
        us_contact_complete(state, contact);
        break;
    default:
        carry_out_rare(state, effect);
        break;
    }
}

/* ---- whose turn it is ------------------------------------------------------------------------ */

static us_effect decide_turn(const us_state *state, us_object *object, uint32_t kind)
{
    switch (kind) {
    case US_KIND_CONTACT:
        return us_decide_contact(state, (us_contact *)object);
    case US_KIND_PART:
        return us_decide_part(state, (us_part *)object);
    case US_KIND_AGENT:
        return us_decide_agent(state, (us_agent *)object);
    default:
        return us_decide_task(state, (us_task *)object);
    }
}

/* What an effect costs of the budget. */
static inline uint32_t cost_of(us_effect effect)
{
    return us_kind_of(effect) > US_SETTLE_AGENT;
}

/*
 * An object that is not in the work list goes on until it has nothing to do, or the units, of which
 * there are some, are used up. It counts as if it were at the head of the list: what it causes is
 * for objects behind it. If it is gone after that, its slot is given back. Returns the units that
 * are left.
 */
static inline uint32_t take_turn(us_state *state, us_object *object, uint32_t kind, uint32_t slot,
                                 uint32_t units)
{
    object->in_work = true;
    for (;;) {
        us_effect effect = decide_turn(state, object, kind);
        object->pending &= (uint8_t)~us_done_of(effect);
        units -= cost_of(effect);
        carry_out(state, effect);
        if (object->pending == 0 || object->id == 0) {
            break;
        }
        if (units == 0) {
            us_work_push_front(state, object, kind, slot);
            return 0;
        }
    }
    object->in_work = false;
    if (object->id == 0) {
        us_pool_give_item(&state->kinds[kind], object, slot);
    }
    return units;
}

/* The turn of the first one of the work list. */
static uint32_t take_next_turn(us_state *state, uint32_t units)
{
    uint32_t entry = state->work.head;
    us_object *object = us_work_object(state, entry);
    uint32_t kind = us_work_kind(entry);
    state->work.head = object->work_next;
    if (object->id == 0) { /* it was given back while it waited */
        us_pool_give_item(&state->kinds[kind], object, us_slot(entry));
        return units;
    }
    if (state->work.head != US_NIL && object == (us_object *)state->leaver &&
        state->leaver->contact == 0) {
        us_work_push(state, object, kind); /* its turn comes when all else is done */
        return units;
    }
    return take_turn(state, object, kind, us_slot(entry), units);
}

/* ---- what is next ---------------------------------------------------------------------------- */

static us_effect sight(const us_state *state)
{
    us_contact *contact = us_timers_first(&state->sights, offsetof(us_contact, sight));
    return (us_effect){ .what = US_SIGHT, .contact = contact };
}

/* The timer that was armed first of those that are due first. */
static us_effect decide_timer(us_state *state)
{
    state->fired_at = state->now;
    if (us_timers_before(&state->sights, &state->deadlines)) {
        return sight(state);
    }
    return us_decide_deadline(us_timers_first(&state->deadlines, offsetof(us_part, timer)));
}

/* One agent is all that has changed: the next pair is found without the orders of free agents. */
static bool one_agent_changed(const us_state *state)
{
    return state->changed_contacts == NULL && state->changed_agents->changed_next == NULL;
}

static us_effect decide_match(us_state *state)
{
    if (state->changed_agents != NULL && !one_agent_changed(state)) {
        us_agents_list_changed(state);
    }
    return us_decide_match(state);
}

static bool has_changed(const us_state *state)
{
    return state->changed_agents != NULL || state->changed_contacts != NULL;
}

static bool timer_is_due(const us_state *state)
{
    return us_timers_are_due(&state->sights, state->now) ||
           us_timers_are_due(&state->deadlines, state->now);
}

/*
 * What matching wants, or the next timer that is due; US_NOTHING when nothing is left. Before any
 * pair is chosen, all that is visible is looked at. With no part to be had, a pair stays as it is:
 * *blocked, until a part is given back or a later command finds room.
 */
US_APART static us_effect decide_rest(us_state *state, uint32_t parts_max, bool *blocked)
{
    bool changed = has_changed(state);
    if (timer_is_due(state)) {
        if ((changed || state->fired_at == state->now) && !*blocked &&
            us_timers_are_due(&state->sights, state->now)) {
            return sight(state);
        }
    } else if (!changed) {
        return (us_effect){ .what = US_NOTHING };
    }
    if (changed && !*blocked) {
        us_effect effect = decide_match(state);
        if (us_kind_of(effect) != US_OFFER || state->parts.live < parts_max) {
            return effect;
        }
        *blocked = true;
    }
    if (!timer_is_due(state)) {
        return (us_effect){ .what = US_NOTHING };
    }
    *blocked = false;
    return decide_timer(state);
}

bool us_waits_for_part(const us_state *state)
{
    return state->work.head == US_NIL && !timer_is_due(state) &&
           us_kind_of(us_decide_match(state)) == US_OFFER;
}

/* ---- the loop -------------------------------------------------------------------------------- */

/* Something is left for a later command. */
static void leave_work(us_state *state)
{
    state->alarm.first = INT64_MIN;
    us_agents_list_changed(state); /* who reads finds the orders as they are */
}

/* There is something to do, for as many units as are left. */
US_APART static void work_all(us_state *state, uint32_t units, uint32_t parts_max)
{
    bool blocked = false;
    do {
        if (units == 0) {
            leave_work(state);
            return;
        }
        if (state->work.head != US_NIL) {
            units = take_next_turn(state, units);
            continue;
        }
        us_effect effect = decide_rest(state, parts_max, &blocked);
        if (us_kind_of(effect) == US_NOTHING) {
            if (blocked) {
                leave_work(state);
            } else {
                state->alarm.first = us_first_due(state);
            }
            return;
        }
        units -= cost_of(effect);
        carry_out(state, effect);
    } while (!us_is_calm(state));
}

/* The same: mostly it is the changed set that is left, and a part for each offer. */
static void work(us_state *state, uint32_t units, uint32_t parts_max)
{
    do {
        if (units == 0 || state->work.head != US_NIL || state->alarm.first <= state->now ||
            state->parts.live >= parts_max) {
            work_all(state, units, parts_max);
            return;
        }
        us_effect effect = decide_match(state);
        units -= cost_of(effect);
        carry_out(state, effect);
    } while (!us_is_calm(state));
}

void us_step(us_state *state, us_budget budget)
{
    if (!us_is_calm(state)) {
        work(state, budget.units, state->parts.live + budget.offers);
    }
}

void us_step_further(us_state *state, uint32_t units)
{
    work(state, units, UINT32_MAX);
}
