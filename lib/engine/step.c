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

static void carry_out(us_state *state, us_effect effect)
{
    us_part *part = effect.part;
    us_contact *contact = effect.contact;
    switch ((us_effect_kind)effect.kind) {
    case US_NOTHING:
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
        end_contact(state, part->joined, effect.reason, part->actor);
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
    case US_SETTLE_CONTACT:
        us_settled_contact(state, contact);
        break;
    case US_SETTLE_AGENT:
        us_agent_settle(state, effect.agent);
        break;
    }
}

static us_effect decide_work(const us_state *state, uint32_t kind, us_object *object)
{
    switch (kind) {
    case US_KIND_CONTACT:
        return us_decide_contact(state, (us_contact *)object);
    case US_KIND_PART:
        return us_decide_part(state, (us_part *)object);
    default:
        return us_decide_agent(state, (us_agent *)object);
    }
}

/*
 * An object goes on until it has nothing to do, or the units are used up. Returns the units that
 * are left.
 */
static inline uint32_t go_through(us_state *state, us_object *object, uint32_t kind, uint32_t units)
{
    do {
        us_effect effect = decide_work(state, kind, object);
        object->pending &= (uint8_t)~effect.done;
        units -= effect.kind != US_NOTHING;
        carry_out(state, effect);
    } while (object->pending != 0 && units > 0);
    return units;
}

/* The first object of the work list. */
static uint32_t work(us_state *state, uint32_t units)
{
    uint32_t entry = state->work.head;
    us_object *object = us_work_object(state, entry);
    units = go_through(state, object, us_work_kind(entry), units);
    if (object->pending == 0) {
        us_work_pop(state, object);
    }
    return units;
}

/* As if the object were put on the work list. When that is empty, this is the same and quicker. */
static inline uint32_t work_on(us_state *state, us_object *object, uint32_t kind, uint32_t units)
{
    uint32_t slot = us_slot(object->id);
    if (object->pending == 0 || object->in_work) {
        return units;
    }
    if (state->work.head != US_NIL || units == 0) {
        us_work_push(state, object, kind);
        return units;
    }
    object->in_work = true;
    units = go_through(state, object, kind, units);
    if (object->pending == 0) {
        us_work_leave(state, object, kind, slot);
    } else {
        us_work_push_front(state, object, kind, slot);
    }
    return units;
}

static void come_into_sight(us_state *state)
{
    us_contact *contact = us_contact_at(state, state->sights.heap[0].slot);
    us_contact_watch(state, contact);
    if (contact->candidate) {
        us_changed_contact(state, contact);
    }
}

/* One agent is all that has changed: the next pair is found without the orders of free agents. */
static bool one_agent_changed(const us_state *state)
{
    return state->changed_contacts == US_NIL &&
           us_agent_at(state, state->changed_agents)->changed_next == US_NIL;
}

/*
 * One pair, or the knowledge that some member of the changed set fits nobody. With no part to be
 * had, a pair stays as it is: *blocked, until a part is given back or a later command finds room.
 */
static void match_once(us_state *state, uint32_t parts_max, uint32_t *units, bool *blocked)
{
    if (state->changed_agents != US_NIL && !one_agent_changed(state)) {
        us_agents_list_changed(state);
    }
    us_effect effect = us_decide_match(state);
    bool pair = effect.kind == US_OFFER;
    *blocked = pair && state->parts.live >= parts_max;
    if (!*blocked) {
        carry_out(state, effect);
        *units -= pair;
    }
}

static void fire_deadline(us_state *state)
{
    us_effect effect = us_decide_deadline(us_part_at(state, state->deadlines.heap[0].slot));
    carry_out(state, effect);
}

/* The timer that was armed first of those that are due first. */
static void fire_timer(us_state *state)
{
    state->fired_at = state->now;
    if (us_timers_before(&state->sights, &state->deadlines)) {
        come_into_sight(state);
    } else {
        fire_deadline(state);
    }
}

static bool has_changed(const us_state *state)
{
    return state->changed_agents != US_NIL || state->changed_contacts != US_NIL;
}

static usher_time first_due(const us_state *state)
{
    usher_time sight = state->sights.due;
    usher_time deadline = state->deadlines.due;
    return sight < deadline ? sight : deadline;
}

bool us_waits_for_part(const us_state *state)
{
    return state->work.head == US_NIL && !us_timers_are_due(&state->sights, state->now) &&
           !us_timers_are_due(&state->deadlines, state->now) &&
           us_decide_match(state).kind == US_OFFER;
}

void us_step(us_state *state, us_budget budget, us_object *first, uint32_t kind)
{
    uint32_t units = budget.units;
    uint32_t parts_max = state->parts.live + budget.offers;
    bool blocked = false;
    usher_time due = INT64_MIN;
    if (first != NULL) {
        units = work_on(state, first, kind, units);
    }
    while (units > 0) {
        if (state->work.head != US_NIL) {
            units = work(state, units);
            continue;
        }
        bool changed = has_changed(state);
        if ((changed || state->fired_at == state->now) && !blocked &&
            us_timers_are_due(&state->sights, state->now)) {
            come_into_sight(
                state); /* before any pair is chosen, all that is visible is looked at */
            units--;
        } else if (changed && !blocked) {
            match_once(state, parts_max, &units, &blocked);
        } else {
            due = first_due(state);
            if (due > state->now || due == USHER_TIME_NEVER) {
                break;
            }
            fire_timer(state);
            blocked = false;
            units--;
        }
    }
    state->calm_until = units > 0 && !blocked ? due : INT64_MIN;
}
