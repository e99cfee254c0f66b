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
#include "work.h"

usher_status us_part_reserve(us_state *state, uint32_t parts)
{
    usher_status status = us_pool_reserve(&state->parts, parts);
    if (status == USHER_OK) {
        status = us_timers_reserve(&state->deadlines, us_pool_capacity(&state->parts));
    }
    return status;
}

/* ---- lists ------------------------------------------------------------------------------------ */

static void append_to_agent(us_state *state, us_agent *agent, us_part *part, uint32_t slot)
{
    part->agent_next = US_NIL;
    part->agent_prev = slot;
    if (agent->parts == US_NIL) {
        agent->parts = slot;
        return;
    }
    us_part *first = us_part_at(state, agent->parts);
    part->agent_prev = first->agent_prev;
    us_part_at(state, part->agent_prev)->agent_next = slot;
    first->agent_prev = slot;
}

static void remove_from_agent(us_state *state, us_agent *agent, us_part *part, uint32_t slot)
{
    if (part->agent_next != US_NIL) {
        us_part_at(state, part->agent_next)->agent_prev = part->agent_prev;
    } else if (agent->parts != slot) {
        us_part_at(state, agent->parts)->agent_prev = part->agent_prev;
    }
    if (agent->parts == slot) {
        agent->parts = part->agent_next;
    } else {
        us_part_at(state, part->agent_prev)->agent_next = part->agent_next;
    }
}

static void append_to_contact(us_state *state, us_contact *contact, us_part *part, uint32_t slot)
{
    part->joined_up = true;
    part->contact_next = US_NIL;
    part->contact_prev = slot;
    if (contact->parts == US_NIL) {
        contact->parts = slot;
        return;
    }
    us_part *first = us_part_at(state, contact->parts);
    part->contact_prev = first->contact_prev;
    us_part_at(state, part->contact_prev)->contact_next = slot;
    first->contact_prev = slot;
}

static void remove_from_contact(us_state *state, us_contact *contact, us_part *part, uint32_t slot)
{
    part->joined_up = false;
    if (part->contact_next != US_NIL) {
        us_part_at(state, part->contact_next)->contact_prev = part->contact_prev;
    } else if (contact->parts != slot) {
        us_part_at(state, contact->parts)->contact_prev = part->contact_prev;
    }
    if (contact->parts == slot) {
        contact->parts = part->contact_next;
    } else {
        us_part_at(state, part->contact_prev)->contact_next = part->contact_next;
    }
}

/* ---- states and deadlines --------------------------------------------------------------------- */

/* Does a part in this state count as a contact in hand (options.handled)? */
static bool counts(const us_state *state, uint8_t part_state)
{
    return state->centre->options.handled == USHER_HANDLED_OCCUPIED || part_state < USHER_PART_ACW;
}

static void become(us_state *state, us_part *part, uint8_t to, usher_time until)
{
    uint32_t slot = us_slot(part->id);
    us_agent *agent = us_agent_at(state, part->agent);
    if (counts(state, part->state) && !counts(state, to)) {
        us_agent_hand(agent, -1);
        us_agent_refresh(state, agent);
    }
    part->state = to;
    part->since = state->now;
    part->until = until;
    us_timers_disarm(&state->deadlines, slot);
    us_timers_arm(&state->deadlines, slot, until);
}

static us_part *create(us_state *state, us_contact *contact, uint32_t agent_slot, uint8_t first_state)
{
    us_agent *agent = us_agent_at(state, agent_slot);
    uint32_t slot = us_pool_take(&state->parts);
    us_part *part = us_part_at(state, slot);
    *part = (us_part){ .id = us_new_id(state, slot),
                       .state = first_state,
                       .channel = contact->channel,
                       .contact = contact->id,
                       .agent = agent_slot,
                       .timer = US_NIL,
                       .since = state->now,
                       .until = USHER_TIME_NEVER,
                       .answered = USHER_TIME_NEVER,
                       .connected = USHER_TIME_NEVER,
                       .tag = contact->tag,
                       .line = contact->line,
                       .profile = agent->profile };
    append_to_agent(state, agent, part, slot);
    append_to_contact(state, contact, part, slot);
    us_agent_hand(agent, 1);
    us_agent_occupy(state, agent, part->channel, 1);
    return part;
}

/* A next status comes true when the last slot is free. */
static void finish_leaving(us_state *state, us_agent *agent)
{
    if (agent->next_status != 0 && agent->parts_count == 0) {
        us_agent_set_status(state, agent, (uint16_t)(agent->next_status - 1), USHER_ACTOR_ENGINE);
    }
}

/* The part is no more: its slot is free, and so is its place in all lists. */
static void release(us_state *state, us_part *part)
{
    uint32_t slot = us_slot(part->id);
    us_agent *agent = us_agent_at(state, part->agent);
    us_contact *contact = us_part_contact(state, part);
    us_timers_disarm(&state->deadlines, slot);
    remove_from_agent(state, agent, part, slot);
    if (contact != NULL) {
        remove_from_contact(state, contact, part, slot);
    }
    us_agent_hand(agent, counts(state, part->state) ? -1 : 0);
    us_agent_occupy(state, agent, part->channel, -1);
    us_object_give(state, US_KIND_PART, (us_object *)part);
}

/* ---- offers ----------------------------------------------------------------------------------- */

void us_part_offer(us_state *state, us_contact *contact, uint32_t agent_slot)
{
    us_part *part = create(state, contact, agent_slot, USHER_PART_OFFERED);
    contact->offers++;
    contact->offers_made++;
    us_line_mark(state, contact, contact->offers < us_line_fan_out(state, contact->line));
    usher_duration limit = state->centre->options.presentation_limit;
    become(state, part, USHER_PART_OFFERED, us_time_after(state->now, limit));
    usher_event *event = us_change_part(state, USHER_EVENT_OFFER_MADE, USHER_ACTOR_ENGINE, part);
    event->until = part->until;
    if (us_agent_at(state, agent_slot)->auto_accept >> part->channel & 1) {
        event->flags |= USHER_EVENT_AUTO_ACCEPT;
    }
    part->made = event->number;
}

void us_part_ring(us_state *state, us_part *part)
{
    usher_duration ring = state->centre->channels[part->channel].ring;
    become(state, part, USHER_PART_RINGING, us_time_after(state->now, ring));
    us_change_part(state, USHER_EVENT_OFFER_RINGING, part->actor, part)->until = part->until;
}

/* The contact has one open offer less: it may be offered to somebody else. */
static void close_offer(us_state *state, us_part *part, us_contact *contact)
{
    contact->offers--;
    remove_from_contact(state, contact, part, us_slot(part->id));
    us_contact_reopen(state, contact);
}

void us_part_answer(us_state *state, us_part *part)
{
    us_contact *contact = us_part_contact(state, part);
    part->profile = us_agent_at(state, part->agent)->profile;
    part->served = true;
    part->answered = state->now;
    contact->offers--;
    contact->state = USHER_CONTACT_ANSWERED;
    us_contact_dequeue(state, contact);
    become(state, part, USHER_PART_ANSWERED, USHER_TIME_NEVER);
    us_change_part(state, USHER_EVENT_OFFER_ANSWERED, part->actor, part)->profile.v = part->profile + 1;
    if (contact->offers > 0) {
        us_work_contact(state, contact, US_CONTACT_TAKEN);
    }
}

static uint16_t failure_event(uint8_t to)
{
    switch (to) {
    case USHER_PART_MISSED:
        return USHER_EVENT_OFFER_MISSED;
    case USHER_PART_REJECTED:
        return USHER_EVENT_OFFER_REJECTED;
    default:
        return USHER_EVENT_OFFER_FAILED;
    }
}

void us_part_fail(us_state *state, us_part *part, uint8_t to, uint8_t cause, uint64_t actor)
{
    const usher_routing_options *options = &state->centre->options;
    us_contact *contact = us_part_contact(state, part);
    us_agent *agent = us_agent_at(state, part->agent);
    contact->last_misser = agent->id;
    contact->reoffer_at = us_time_after(state->now, options->reoffer_after);
    close_offer(state, part, contact);
    if (options->after_miss == USHER_MISS_TO_BOTTOM) {
        us_agent_restart_clock(state, agent);
        us_agent_refresh(state, agent);
    }
    part->reason = cause;
    become(state, part, to, us_time_after(state->now, options->clear_missed_after));
    us_contact_watch(state, contact); /* after the part: the order of timers is told (13.4) */
    usher_event *event = us_change_part(state, failure_event(to), actor, part);
    event->until = part->until;
    event->reason = to == USHER_PART_ERROR ? cause : USHER_REASON_NONE;
}

/* The host has not seen the offer yet: it need not ring at all. */
static void cancel_unseen(us_state *state, const us_part *part)
{
    if (part->made >= state->outbox.first) {
        us_outbox_at(&state->outbox, part->made)->flags |= USHER_EVENT_CANCELLED;
    }
}

void us_part_withdraw(us_state *state, us_part *part, uint8_t reason)
{
    us_agent *agent = us_agent_at(state, part->agent);
    us_change_part(state, USHER_EVENT_OFFER_WITHDRAWN, USHER_ACTOR_ENGINE, part)->reason = reason;
    cancel_unseen(state, part);
    close_offer(state, part, us_part_contact(state, part));
    release(state, part);
    finish_leaving(state, agent);
}

void us_part_lose(us_state *state, const us_part *part)
{
    usher_event *event = us_change(state, USHER_EVENT_OFFER_LOST, part->actor);
    event->participant.v = part->id;
    event->tag = part->tag;
}

/* ---- conversations ---------------------------------------------------------------------------- */

void us_part_dial(us_state *state, us_contact *contact, uint32_t agent_slot, uint64_t actor)
{
    us_part *part = create(state, contact, agent_slot, USHER_PART_DIALLING);
    part->dialled = true;
    part->served = true;
    part->answered = state->now;
    contact->state = USHER_CONTACT_DIALLING;
    contact->customer = USHER_PART_DIALLING;
    us_change_part(state, USHER_EVENT_CONTACT_DIALLING, actor, part);
}

void us_part_connect(us_state *state, us_part *part, uint64_t actor)
{
    us_contact *contact = us_part_contact(state, part);
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

void us_part_wrap_up(us_state *state, us_part *part, usher_time until)
{
    become(state, part, USHER_PART_ACW, until);
    us_change_part(state, USHER_EVENT_ACW_STARTED, USHER_ACTOR_ENGINE, part)->until = until;
}

/* Does clearing this part restart the available clock (SEL-11, RP-14)? */
static bool restarts_clock(const us_state *state, const us_part *part)
{
    const us_profile *profile = us_agent_profile(state, us_agent_at(state, part->agent));
    bool inbound_only = profile->availability_timer == USHER_SINCE_LAST_INBOUND;
    return part->served && !(part->dialled && inbound_only);
}

void us_part_clear(us_state *state, us_part *part, uint8_t reason, uint64_t actor)
{
    us_agent *agent = us_agent_at(state, part->agent);
    us_contact *contact = us_part_contact(state, part);
    us_change_part(state, USHER_EVENT_SLOT_CLEARED, actor, part)->reason = reason;
    if (restarts_clock(state, part)) {
        us_agent_restart_clock(state, agent);
    }
    release(state, part);
    finish_leaving(state, agent);
    if (contact != NULL && contact->state == USHER_CONTACT_ENDED && contact->parts == US_NIL) {
        us_contact_complete(state, contact);
    }
}
