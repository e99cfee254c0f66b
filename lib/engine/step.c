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
#include "state/part.h"
#include "state/work.h"

/* Who an event of this part names as the one who caused it. */
static uint64_t actor_of(const us_effect *effect)
{
    switch (effect->by) {
    case US_BY_REPORT:
        return effect->part->actor;
    case US_BY_CUSTOMER:
        return effect->part->joined->actor;
    default:
        return USHER_ACTOR_ENGINE;
    }
}

static void end_contact(us_state *state, us_contact *contact, uint8_t reason, uint64_t actor)
{
    us_contact_note_end(contact, reason, actor);
    us_work_contact(state, contact, 0);
}

/* Somebody else may see it, or it may be offered again to the agent who missed it. */
static void come_into_sight(us_state *state, us_contact *contact)
{
    us_contact_watch(state, contact);
    if (contact->candidate) {
        us_changed_contact(state, contact);
    }
}

/* What follows from reports about agents. */
US_APART static void carry_out_rare(us_state *state, us_effect effect)
{
    uint16_t gone_status = (uint16_t)(state->centre->options.gone_status.v - 1);
    switch (effect.kind) {
    case US_REACH:
        us_agent_reach(state, effect.agent);
        break;
    case US_LOAD:
        us_agent_load(state, effect.agent, (usher_channel)effect.taker);
        break;
    case US_TURN:
        us_agent_want_status(state, effect.agent, gone_status, USHER_ACTOR_ENGINE);
        break;
    default:
        break;
    }
}

static inline void carry_out(us_state *state, us_effect effect)
{
    us_part *part = effect.part;
    us_contact *contact = effect.contact;
    switch ((us_effect_kind)effect.kind) {
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
        us_part_offer(state, contact, us_agent_at(state, effect.taker));
        break;
    case US_RING:
        us_part_ring(state, part);
        break;
    case US_ANSWER:
        us_part_answer(state, part);
        break;
    case US_CONNECT:
        us_part_connect(state, part, actor_of(&effect));
        break;
    case US_FAIL:
        us_part_fail(state, part, effect.reason, actor_of(&effect));
        break;
    case US_WITHDRAW:
        us_part_withdraw(state, part, effect.reason);
        break;
    case US_LOSE:
        us_part_lose(state, part);
        break;
    case US_END:
        end_contact(state, part->joined, effect.reason, actor_of(&effect));
        break;
    case US_CLOSE:
        us_contact_close(state, contact);
        break;
    case US_WRAP_UP:
        us_part_wrap_up(state, part);
        break;
    case US_CLEAR:
        us_part_clear(state, part, effect.reason, actor_of(&effect));
        break;
    case US_COMPLETE:
        us_contact_complete(state, contact);
        break;
    case US_REACH:
    case US_LOAD:
    case US_TURN:
        carry_out_rare(state, effect);
        break;
    }
}

/* ---- whose turn it is ------------------------------------------------------------------------ */

/*
 * The object that goes on now, until it has nothing to do. It is not in the work list any more, but
 * counts as if it were at its head: what it causes is for objects behind it.
 */
typedef struct turn {
    us_object *object; /* NULL: nobody's */
    uint32_t kind;
    uint32_t slot; /* known also when the object is gone */
} turn;

/* An object was told something: it is its turn, unless others are waiting for theirs. */
static inline turn turn_of(us_state *state, us_object *object, uint32_t kind)
{
    if (object == NULL || object->pending == 0 || object->in_work) {
        return (turn){ NULL, 0, 0 };
    }
    if (state->work.head != US_NIL) {
        us_work_push(state, object, kind);
        return (turn){ NULL, 0, 0 };
    }
    object->in_work = true;
    return (turn){ object, kind, us_slot(object->id) };
}

static turn next_turn(us_state *state)
{
    uint32_t entry = state->work.head;
    us_object *object = us_work_object(state, entry);
    state->work.head = object->work_next;
    return (turn){ object, us_work_kind(entry), us_slot(entry) };
}

/* Its turn is over. An object that is gone gives its slot back now. */
static inline void end_turn(us_state *state, turn *now)
{
    now->object->in_work = false;
    if (now->object->id == 0) {
        us_pool_give(&state->kinds[now->kind], now->slot);
    }
    now->object = NULL;
}

/* ---- what is next ---------------------------------------------------------------------------- */

static inline us_effect decide_turn(const us_state *state, const turn *now)
{
    switch (now->kind) {
    case US_KIND_CONTACT:
        return us_decide_contact(state, (us_contact *)now->object);
    case US_KIND_PART:
        return us_decide_part(state, (us_part *)now->object);
    default:
        return us_decide_agent(state, (us_agent *)now->object);
    }
}

static us_effect sight(const us_state *state)
{
    us_contact *contact = us_contact_at(state, state->sights.heap[0].slot);
    return (us_effect){ .kind = US_SIGHT, .contact = contact };
}

/* The timer that was armed first of those that are due first. */
static us_effect decide_timer(us_state *state)
{
    state->fired_at = state->now;
    if (us_timers_before(&state->sights, &state->deadlines)) {
        return sight(state);
    }
    return us_decide_deadline(us_part_at(state, state->deadlines.heap[0].slot));
}

/* One agent is all that has changed: the next pair is found without the orders of free agents. */
static bool one_agent_changed(const us_state *state)
{
    return state->changed_contacts == US_NIL &&
           us_agent_at(state, state->changed_agents)->changed_next == US_NIL;
}

static us_effect decide_match(us_state *state)
{
    if (state->changed_agents != US_NIL && !one_agent_changed(state)) {
        us_agents_list_changed(state);
    }
    return us_decide_match(state);
}

static bool has_changed(const us_state *state)
{
    return state->changed_agents != US_NIL || state->changed_contacts != US_NIL;
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
static inline us_effect decide_rest(us_state *state, uint32_t parts_max, bool *blocked)
{
    bool changed = has_changed(state);
    if (timer_is_due(state)) {
        if ((changed || state->fired_at == state->now) && !*blocked &&
            us_timers_are_due(&state->sights, state->now)) {
            return sight(state);
        }
    } else if (!changed) {
        return (us_effect){ .kind = US_NOTHING };
    }
    if (changed && !*blocked) {
        us_effect effect = decide_match(state);
        if (effect.kind != US_OFFER || state->parts.live < parts_max) {
            return effect;
        }
        *blocked = true;
    }
    if (!timer_is_due(state)) {
        return (us_effect){ .kind = US_NOTHING };
    }
    *blocked = false;
    return decide_timer(state);
}

bool us_waits_for_part(const us_state *state)
{
    return state->work.head == US_NIL && !timer_is_due(state) &&
           us_decide_match(state).kind == US_OFFER;
}

/* ---- the loop -------------------------------------------------------------------------------- */

static usher_time first_due(const us_state *state)
{
    usher_time seen = state->sights.due;
    usher_time deadline = state->deadlines.due;
    return seen < deadline ? seen : deadline;
}

void us_step(us_state *state, us_budget budget, us_object *first, uint32_t kind)
{
    uint32_t units = budget.units;
    uint32_t parts_max = state->parts.live + budget.offers;
    bool blocked = false;
    bool over = false;
    turn now = turn_of(state, first, kind);
    while (units > 0) {
        us_effect effect;
        if (now.object != NULL) {
            effect = decide_turn(state, &now);
            now.object->pending &= (uint8_t)~effect.done;
        } else if (state->work.head != US_NIL) {
            now = next_turn(state);
            continue;
        } else {
            effect = decide_rest(state, parts_max, &blocked);
            if (effect.kind == US_NOTHING) {
                over = true;
                break;
            }
        }
        units -= effect.kind > US_SETTLE_AGENT;
        carry_out(state, effect);
        if (now.object != NULL && now.object->pending == 0) {
            end_turn(state, &now);
        }
    }
    if (now.object != NULL) {
        us_work_push_front(state, now.object, now.kind, now.slot);
    }
    if (over && !blocked) {
        state->calm_until = first_due(state);
    } else {
        state->calm_until = INT64_MIN;
        us_agents_list_changed(state); /* who reads finds the orders as they are */
    }
}
