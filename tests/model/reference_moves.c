/*
 * reference_moves.c - the reference: transitions of parts and contacts, what follows, and time
 * (docs/routing.md 13.1 and 13.6 to 13.10). Each function changes the state and tells the event.
 */
#include "reference_room.h"

#include <stdlib.h>

/* ---- what follows at once (13.9, 13.10) ------------------------------------------------------- */

void room_set_status(reference *r, agent *a, usher_agent_status_ref status, uint64_t actor)
{
    if (room_routable(r, status) && !room_routable(r, a->info.status)) {
        a->info.available_since = r->now;
    }
    a->info.status = status;
    a->info.status_since = r->now;
    room_emit_agent(r, USHER_EVENT_AGENT_STATUS, actor, a)->status = status;
}

/* 13.9, settle an agent. */
static void settle(reference *r, uint64_t serial)
{
    agent *a = room_find(r->agents, serial);
    if (a->info.next_status.v == 0 || room_count_parts(r, a, NULL, -1, NULL) > 0) {
        return;
    }
    usher_agent_status_ref status = a->info.next_status;
    a->info.next_status.v = 0;
    room_set_status(r, a, status, USHER_ACTOR_ENGINE);
}

void room_free_contact(contact *c)
{
    free(c->key);
    free(c->customer);
    free(c);
}

void room_free_agent(agent *a)
{
    free(a->name);
    free(a->device);
    free(a);
}

static bool not_missed(const part *p)
{
    return !room_missed(p);
}

/* 13.10. */
static void complete(reference *r, uint64_t serial)
{
    contact *c = room_find(r->contacts, serial);
    if (c == NULL || c->info.state != USHER_CONTACT_ENDED ||
        room_count_parts(r, NULL, c, -1, not_missed) > 0) {
        return;
    }
    room_emit_contact(r, USHER_EVENT_CONTACT_COMPLETED, c)->actor = USHER_ACTOR_ENGINE;
    room_remove(&r->contacts, c);
    room_free_contact(c);
}

/* ---- parts (13.6, 13.8) ---------------------------------------------------------------------- */

/* Moves a part to a state whose timer runs for `length`; returns when it is due. */
usher_time room_enter(reference *r, part *p, uint8_t state, usher_duration length)
{
    p->info.state = state;
    p->info.since = r->now;
    room_set_timer(r, &p->timer, room_sum(r->now, length));
    return p->timer.due;
}

part *room_make_part(reference *r, contact *c, agent *a, uint8_t state, usher_duration length)
{
    part *p = room_fresh(sizeof *p);
    p->is.serial = ++r->serial;
    p->contact = c->is.serial;
    p->agent = a->is.serial;
    p->queue = c->info.queue;
    p->tag = c->info.tag;
    p->answered = p->connected = USHER_TIME_NEVER;
    p->info.role = USHER_ROLE_AGENT;
    p->info.channel = c->info.channel;
    room_enter(r, p, state, length);
    room_append(&r->parts, p);
    return p;
}

static void drop_part(reference *r, part *p)
{
    uint64_t agent_serial = p->agent;
    room_remove(&r->parts, p);
    free(p);
    settle(r, agent_serial);
}

void room_withdraw(reference *r, part *p, uint8_t reason)
{
    room_emit_part(r, USHER_EVENT_OFFER_WITHDRAWN, USHER_ACTOR_ENGINE, p)->reason = reason;
    drop_part(r, p);
}

static void withdraw_open_offers(reference *r, uint64_t serial, uint8_t reason)
{
    part *next;
    for (part *p = r->parts; p != NULL; p = next) {
        next = p->is.next;
        if (p->contact == serial && room_open_offer(p)) {
            room_withdraw(r, p, reason);
        }
    }
}

void room_clear(reference *r, part *p, uint8_t reason)
{
    uint64_t actor = reason == USHER_REASON_BY_HAND ? r->actor : USHER_ACTOR_ENGINE;
    room_emit_part(r, USHER_EVENT_SLOT_CLEARED, actor, p)->reason = reason;
    agent *a = room_find(r->agents, p->agent);
    bool inbound_only = room_profile(r, a).availability_timer == USHER_SINCE_LAST_INBOUND;
    if (!room_missed(p) && !(p->dialled && inbound_only)) {
        a->info.available_since = r->now;
    }
    uint64_t served = p->contact;
    drop_part(r, p);
    complete(r, served);
}

/* A live part at an end or an agent's transfer: after-contact work, or a free slot. */
void room_finish(reference *r, part *p, const contact *c)
{
    const agent *a = room_find(r->agents, p->agent);
    usher_duration length = c->acw == USHER_ACW_OF_AGENT ? a->acw[p->info.channel] : c->acw;
    if (p->info.state != USHER_PART_CONNECTED || length == 0) {
        room_clear(r, p, USHER_REASON_NO_ACW);
        return;
    }
    usher_time until = room_enter(r, p, USHER_PART_ACW, length);
    room_emit_part(r, USHER_EVENT_ACW_STARTED, USHER_ACTOR_ENGINE, p)->until = until;
}

static uint16_t miss_event(uint8_t cause, uint8_t *state)
{
    switch (cause) {
    case USHER_REASON_NO_ANSWER:
        *state = USHER_PART_MISSED;
        return USHER_EVENT_OFFER_MISSED;
    case USHER_REASON_REJECTED:
    case USHER_REASON_BUSY:
        *state = USHER_PART_REJECTED;
        return USHER_EVENT_OFFER_REJECTED;
    default:
        *state = USHER_PART_ERROR;
        return USHER_EVENT_OFFER_FAILED;
    }
}

void room_miss(reference *r, part *p, uint8_t cause, uint64_t actor)
{
    uint8_t state;
    uint16_t type = miss_event(cause, &state);
    usher_time until = room_enter(r, p, state, r->options->clear_missed_after);
    p->info.reason = cause;
    usher_event *e = room_emit_part(r, type, actor, p);
    e->until = until;
    e->reason = type == USHER_EVENT_OFFER_FAILED ? cause : USHER_REASON_NONE;
    contact *c = room_find(r->contacts, p->contact);
    c->misser = p->agent;
    c->missed_at = r->now;
    if (r->options->after_miss == USHER_MISS_TO_BOTTOM) {
        agent *a = room_find(r->agents, p->agent);
        a->info.available_since = r->now;
    }
    room_set_contact_timer(r, c);
}

void room_answer(reference *r, part *p)
{
    contact *c = room_find(r->contacts, p->contact);
    const agent *a = room_find(r->agents, p->agent);
    room_enter(r, p, USHER_PART_ANSWERED, USHER_FOREVER);
    c->info.state = USHER_CONTACT_ANSWERED;
    c->timer.due = USHER_TIME_NEVER;
    p->answered = r->now;
    p->profile = a->info.profile;
    room_emit_part(r, USHER_EVENT_OFFER_ANSWERED, r->actor, p)->profile = a->info.profile;
    withdraw_open_offers(r, c->is.serial, USHER_REASON_ANSWERED_ELSEWHERE);
}

void room_connect(reference *r, part *p, contact *c)
{
    room_enter(r, p, USHER_PART_CONNECTED, USHER_FOREVER);
    c->info.state = USHER_CONTACT_CONNECTED;
    p->connected = r->now;
    room_emit_part(r, USHER_EVENT_CONTACT_CONNECTED, r->actor, p);
}

/* ---- the end of a contact (13.7) ------------------------------------------------------------- */

void room_end_contact(reference *r, contact *c, uint8_t reason)
{
    uint64_t serial = c->is.serial;
    withdraw_open_offers(r, serial, reason);
    c->info.state = USHER_CONTACT_ENDED;
    c->info.held = false;
    c->info.ended = r->now;
    c->since = r->now;
    c->end_reason = reason;
    c->timer.due = USHER_TIME_NEVER;
    usher_event *e = room_emit_contact(r, USHER_EVENT_CONTACT_ENDED, c);
    e->queue = c->info.queue;
    e->reason = reason;
    part *p = room_live_part(r, c);
    if (p != NULL) {
        room_finish(r, p, c);
    }
    complete(r, serial);
}

/* ---- matching and time (13.1) --------------------------------------------------------------------- */

void room_match(reference *r)
{
    contact *c;
    agent *a;
    while (room_best_pair(r, &c, &a)) {
        usher_duration limit = r->options->presentation_limit;
        part *p = room_make_part(r, c, a, USHER_PART_OFFERED, limit);
        c->info.offers_made++;
        usher_event *e = room_emit_part(r, USHER_EVENT_OFFER_MADE, USHER_ACTOR_ENGINE, p);
        e->until = p->timer.due;
        if ((a->info.auto_accept >> c->info.channel) & 1) {
            e->flags = USHER_EVENT_AUTO_ACCEPT;
        }
    }
}

static void fire(reference *r, part *p)
{
    if (p->info.state == USHER_PART_OFFERED) {
        room_withdraw(r, p, USHER_REASON_NOT_PRESENTED);
    } else if (p->info.state == USHER_PART_RINGING) {
        room_miss(r, p, USHER_REASON_NO_ANSWER, USHER_ACTOR_ENGINE);
    } else {
        room_clear(r, p, USHER_REASON_TIME_LIMIT);
    }
}

void room_pass_time(reference *r, usher_time now)
{
    r->now = now > r->now ? now : r->now;
    part *p;
    contact *c;
    const timer *t;
    while ((t = room_first_timer(r, &p, &c)) != NULL && t->due <= r->now) {
        if (p != NULL) {
            fire(r, p);
        } else {
            room_set_contact_timer(r, c);
        }
        room_match(r);
    }
}
