/*
 * reference_rules.c - the reference: who fits whom and which pair is the best (docs/routing.md,
 * chapters 2 and 3); what becomes of parts and contacts (13.6 to 13.10); timers and time (13.4).
 */
#include "reference_room.h"

static usher_time after(usher_time from, usher_duration length)
{
    return length == USHER_FOREVER ? USHER_TIME_NEVER : room_sum(from, length);
}

static usher_time set_timer(reference *r, thing *t, usher_time due)
{
    t->due = due;
    t->set = ++r->timers_set;
    return due;
}

/* The time at which the delay clock of a waiting contact stood at 0 (SEL-5, SEL-6). */
static usher_time delay_base(const reference *r, const contact *c)
{
    bool real = r->options->delay_clock == USHER_DELAY_REAL;
    return real ? c->info.enqueued : room_difference(c->rank_time, c->info.age);
}

static bool visible(const reference *r, const contact *c, usher_duration delay)
{
    return delay == 0 || room_difference(r->now, delay_base(r, c)) >= delay;
}

/* When the latest misser may be asked again (SEL-33). */
static usher_time back(const reference *r, const contact *c)
{
    return c->misser == 0 ? r->now : c->back;
}

void room_set_contact_timer(reference *r, contact *c)
{
    if (c->info.state != USHER_CONTACT_QUEUED) {
        return;
    }
    usher_time due = back(r, c) > r->now ? back(r, c) : USHER_TIME_NEVER;
    for (uint32_t p = 1; p <= usher_centre_profiles(r->centre); p++) {
        usher_entry_def e;
        for (uint32_t i = 0; usher_centre_entry(r->centre, (usher_profile_ref){ p }, i, &e); i++) {
            usher_time reached = room_sum(delay_base(r, c), e.delay);
            if (e.queue.v == c->info.queue.v && e.channel == c->info.channel &&
                !visible(r, c, e.delay) && reached < due) {
                due = reached;
            }
        }
    }
    due = room_leaves_at(r, c) < due ? room_leaves_at(r, c) : due;
    if (due != c->is.due) {
        set_timer(r, &c->is, due);
    }
}

/* It comes into sight, or leaves. */
static void fire_contact(reference *r, contact *c)
{
    room_set_contact_timer(r, c);
    if (room_leaves_at(r, c) <= r->now) {
        room_overflow(r, c);
        room_overflow_all(r);
    }
}

/* RP-8, and whether the channel is on. */
bool room_channel_let_in(const reference *r, const agent *a, unsigned channel)
{
    usher_profile_def profile = room_profile(r, a);
    for (unsigned y = 0; y < USHER_CHANNELS_MAX; y++) {
        uint8_t rule = profile.while_busy[y];
        rule = rule == USHER_WHILE_BUSY_DEFAULT ? r->options->while_busy_default : rule;
        bool any = profile.max[y] > 0 && rule == USHER_WHILE_BUSY_ANY;
        if (y != channel && !any && room_occupied(r, a, y) > 0) {
            return false;
        }
    }
    return profile.max[channel] > 0;
}

/* The entry's priority if the agent sees the contact: 0 own queue, 1 .. 99; -1 = not visible. */
static int entry_priority(const reference *r, const agent *a, const contact *c)
{
    if (c->info.agent_queue.v != 0) {
        return room_waits_in(c, c->info.queue, a) ? 0 : -1;
    }
    usher_entry_def e;
    for (uint32_t i = 0; usher_centre_entry(r->centre, a->info.profile, i, &e); i++) {
        if (e.queue.v == c->info.queue.v && e.channel == c->info.channel) {
            return visible(r, c, e.delay) ? e.priority : -1;
        }
    }
    return -1;
}

static bool fits(const reference *r, const agent *a, const contact *c)
{
    usher_channel channel = c->info.channel;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT; /* offers: 1, as in an own queue */
    (void)usher_centre_queue(r->centre, c->info.queue, &queue);
    return c->info.state == USHER_CONTACT_QUEUED &&
           room_count_parts(r, NULL, c, -1, ROOM_OPEN) < queue.offers &&
           room_count_parts(r, a, c, -1, ROOM_OPEN) == 0 && room_routable(r, a->info.status) &&
           a->info.next_status.v == 0 && !a->info.leaving && !a->info.gone &&
           entry_priority(r, a, c) >= 0 &&
           room_occupied(r, a, channel) < room_profile(r, a).max[channel] &&
           room_channel_let_in(r, a, channel) &&
           (c->misser != a->is.serial || r->now >= back(r, c));
}

typedef struct key {
    int64_t v[4];
} key;

static bool smaller(key a, key b)
{
    int i = 0;
    while (i < 3 && a.v[i] == b.v[i]) {
        i++;
    }
    return a.v[i] < b.v[i];
}

static key contact_key(const contact *c, int level, bool by_priority)
{
    usher_time rank = room_difference(c->rank_time, c->info.age);
    return (key){ { level, by_priority ? c->info.priority : 0, rank, (int64_t)c->is.serial } };
}

static key agent_key(const reference *r, const contact *c, const agent *a)
{
    bool avoid = r->options->same_agent_twice == USHER_SAME_AGENT_AVOID;
    bool missed = avoid && c->misser == a->is.serial;
    return (key){ { missed, room_in_hand(r, a), a->info.available_since, (int64_t)a->is.serial } };
}

bool room_before(const contact *a, const contact *b)
{
    return smaller(contact_key(a, 0, true), contact_key(b, 0, true));
}

/* Is no other contact of the same queue and entry priority before it for this agent? */
static bool best_of_its_queue(const reference *r, const agent *a, const contact *c)
{
    int level = entry_priority(r, a, c);
    for (const contact *o = r->contacts; o != NULL; o = o->is.next) {
        if (o->info.queue.v == c->info.queue.v && fits(r, a, o) &&
            entry_priority(r, a, o) == level && room_before(o, c)) {
            return false;
        }
    }
    return true;
}

/* The best contact over all agents; NULL when no pair fits. */
static contact *best_contact(const reference *r)
{
    bool in_queue = r->options->priority_scope == USHER_PRIORITY_IN_QUEUE;
    contact *best = NULL;
    key best_key = { { 0 } };
    for (const agent *a = r->agents; a != NULL; a = a->is.next) {
        for (contact *c = r->contacts; c != NULL; c = c->is.next) {
            key k = contact_key(c, entry_priority(r, a, c), !in_queue);
            if (fits(r, a, c) && (!in_queue || best_of_its_queue(r, a, c)) &&
                (best == NULL || smaller(k, best_key))) {
                best = c;
                best_key = k;
            }
        }
    }
    return best;
}

static agent *best_agent(const reference *r, const contact *c)
{
    agent *best = NULL;
    for (agent *a = r->agents; a != NULL; a = a->is.next) {
        if (fits(r, a, c) && (best == NULL || smaller(agent_key(r, c, a), agent_key(r, c, best)))) {
            best = a;
        }
    }
    return best;
}

void room_match(reference *r)
{
    contact *c;
    while ((c = best_contact(r)) != NULL) {
        agent *a = best_agent(r, c);
        part *p = room_make_part(r, c, a, USHER_PART_OFFERED, r->options->presentation_limit);
        c->info.offers_made++;
        usher_event *e = room_emit_part(r, USHER_EVENT_OFFER_MADE, USHER_ACTOR_ENGINE, p);
        usher_channel_def def = USHER_CHANNEL_DEF_INIT;
        (void)usher_centre_channel(r->centre, c->info.channel, &def);
        e->until = after(r->now, def.ring);
        e->flags = (a->info.auto_accept >> c->info.channel) & 1 ? USHER_EVENT_AUTO_ACCEPT : 0;
    }
}

usher_event *room_set_status(reference *r, agent *a, usher_agent_status_ref status)
{
    if (room_routable(r, status) && !room_routable(r, a->info.status)) {
        a->info.available_since = r->now;
    }
    a->info.status = status;
    a->info.status_since = r->now;
    usher_event *e = room_emit_agent(r, USHER_EVENT_AGENT_STATUS, a);
    e->status = status;
    return e;
}

void room_settle(reference *r, agent *a)
{
    usher_agent_status_ref next = a->info.next_status;
    if (a->info.leaving) {
        if (room_count_parts(r, a, NULL, -1, ROOM_ALL) == 0 && room_count_own(r, a) == 0) {
            room_emit_agent(r, USHER_EVENT_AGENT_REMOVED, a)->actor = USHER_ACTOR_ENGINE;
            room_remove(&r->agents, a);
        }
        return;
    }
    if (next.v != 0 && room_count_parts(r, a, NULL, -1, ROOM_ALL) == 0) {
        a->info.next_status.v = 0;
        room_set_status(r, a, next)->actor = USHER_ACTOR_ENGINE;
    }
}

void room_tell_empty(reference *r)
{
    if (r->stopped && r->emptied) {
        room_emit(r, USHER_EVENT_ENGINE_EMPTY, USHER_ACTOR_ENGINE);
    }
    r->emptied = false;
}

static void complete(reference *r, uint64_t serial)
{
    contact *c = room_find(r->contacts, serial);
    if (c != NULL && c->info.state == USHER_CONTACT_ENDED &&
        room_count_parts(r, NULL, c, -1, ROOM_LIVE | ROOM_ACW) == 0) {
        room_emit_contact(r, USHER_EVENT_CONTACT_COMPLETED, c)->actor = USHER_ACTOR_ENGINE;
        room_remove(&r->contacts, c);
        r->emptied = r->contacts == NULL;
    }
}

usher_time room_enter(reference *r, part *p, uint8_t state, usher_duration length)
{
    p->info.state = state;
    p->info.since = r->now;
    return set_timer(r, &p->is, after(r->now, length));
}

part *room_make_part(reference *r, contact *c, agent *a, uint8_t state, usher_duration length)
{
    part *p = room_copy_part(r, c, a);
    room_enter(r, p, state, length);
    return p;
}

void room_withdraw(reference *r, part *p, uint8_t reason)
{
    agent *a = room_find(r->agents, p->agent);
    room_emit_part(r, USHER_EVENT_OFFER_WITHDRAWN, USHER_ACTOR_ENGINE, p)->reason = reason;
    room_remove(&r->parts, p);
    room_settle(r, a);
}

void room_withdraw_offers(reference *r, const contact *c, uint8_t reason)
{
    part *p;
    while ((p = room_next_part(r->parts, NULL, c, -1, ROOM_OPEN)) != NULL) {
        room_withdraw(r, p, reason);
    }
}

/* RP-16: his profile has no entry for it, or no slots. What waits in his own queue needs none. */
static bool is_foreign(const reference *r, const agent *a, const part *p)
{
    const contact *c = room_find(r->contacts, p->contact);
    bool has = c->info.agent_queue.v != 0;
    usher_entry_def e;
    for (uint32_t i = 0; usher_centre_entry(r->centre, a->info.profile, i, &e); i++) {
        has = has || (e.queue.v == c->info.queue.v && e.channel == p->info.channel &&
                      room_profile(r, a).max[p->info.channel] > 0);
    }
    return !has;
}

/* One who was leaving may be gone after any of these. */
void room_withdraw_foreign(reference *r, uint64_t serial)
{
    part *p = room_part_of(r, serial, ROOM_OPEN);
    while (p != NULL) {
        const agent *a = room_find(r->agents, serial);
        if (is_foreign(r, a, p)) {
            room_withdraw(r, p, USHER_REASON_PROFILE_CHANGED);
            p = room_part_of(r, serial, ROOM_OPEN);
        } else {
            p = room_next_part(p->is.next, a, NULL, -1, ROOM_OPEN);
        }
    }
}

void room_clear(reference *r, part *p, uint8_t reason)
{
    agent *a = room_find(r->agents, p->agent);
    uint64_t served = p->contact;
    uint64_t actor = reason == USHER_REASON_BY_HAND ? r->actor : USHER_ACTOR_ENGINE;
    bool inbound_only = room_profile(r, a).availability_timer == USHER_SINCE_LAST_INBOUND;
    room_emit_part(r, USHER_EVENT_SLOT_CLEARED, actor, p)->reason = reason;
    if (!room_is(p, ROOM_MISSED) && !(p->dialled && inbound_only)) {
        a->info.available_since = r->now;
    }
    room_remove(&r->parts, p);
    room_settle(r, a);
    complete(r, served);
}

/* A live part at an end or an agent's transfer: after-contact work, or a free slot. */
void room_finish(reference *r, part *p)
{
    const agent *a = room_find(r->agents, p->agent);
    const contact *c = room_find(r->contacts, p->contact);
    usher_duration own = c->given.acw;
    usher_duration length = own == USHER_ACW_OF_AGENT ? a->acw[p->info.channel] : own;
    if (p->info.state != USHER_PART_CONNECTED || length == 0 || a->info.gone || p->cut) {
        room_clear(r, p, USHER_REASON_NO_ACW);
        return;
    }
    usher_time until = room_enter(r, p, USHER_PART_ACW, length);
    room_emit_part(r, USHER_EVENT_ACW_STARTED, USHER_ACTOR_ENGINE, p)->until = until;
}

static const usher_failure_rule *rule_of(const reference *r, uint8_t cause)
{
    static const uint8_t causes[] = { USHER_REASON_BUSY,        USHER_REASON_REJECTED,
                                      USHER_REASON_UNREACHABLE, USHER_REASON_NO_ANSWER,
                                      USHER_REASON_CANCELLED,   USHER_REASON_NETWORK,
                                      USHER_REASON_NOT_JOINED };
    uint32_t i = 0;
    while (causes[i] != cause) {
        i++;
    }
    return &r->options->failures[i];
}

/* SEL-37: if it counts, the agent is the latest misser; the clock moves if it should. */
void room_count_miss(reference *r, const part *p, uint8_t cause)
{
    const usher_failure_rule *rule = rule_of(r, cause);
    contact *c = room_find(r->contacts, p->contact);
    agent *a = room_find(r->agents, p->agent);
    uint8_t after_miss = rule->after_miss;
    if (rule->counts == USHER_COUNTS_NO ||
        (rule->counts == USHER_COUNTS_AS_USUAL && cause == USHER_REASON_CANCELLED)) {
        return;
    }
    c->misser = a->is.serial;
    bool for_all = rule->reoffer_after == USHER_AS_FOR_ALL;
    c->back = after(r->now, for_all ? r->options->reoffer_after : rule->reoffer_after);
    after_miss = after_miss == USHER_MISS_AS_FOR_ALL ? r->options->after_miss : after_miss;
    if (after_miss == USHER_MISS_TO_BOTTOM) {
        a->info.available_since = r->now;
    }
}

/* The part becomes MISSED, REJECTED or ERROR, by its cause. */
usher_event *room_miss(reference *r, part *p, uint8_t cause)
{
    contact *c = room_find(r->contacts, p->contact);
    usher_duration clear = rule_of(r, cause)->clear_after;
    uint16_t type = USHER_EVENT_OFFER_FAILED;
    uint8_t state = USHER_PART_ERROR;
    if (cause == USHER_REASON_NO_ANSWER) {
        type = USHER_EVENT_OFFER_MISSED;
        state = USHER_PART_MISSED;
    } else if (cause == USHER_REASON_REJECTED || cause == USHER_REASON_BUSY) {
        type = USHER_EVENT_OFFER_REJECTED;
        state = USHER_PART_REJECTED;
    }
    room_enter(r, p, state, clear == USHER_AS_FOR_ALL ? r->options->clear_missed_after : clear);
    p->info.reason = cause;
    room_count_miss(r, p, cause);
    room_set_contact_timer(r, c);
    usher_event *e = room_emit_part(r, type, r->actor, p);
    e->until = p->is.due;
    e->reason = state == USHER_PART_ERROR ? cause : USHER_REASON_NONE;
    return e;
}

void room_answer(reference *r, part *p)
{
    contact *c = room_find(r->contacts, p->contact);
    const agent *a = room_find(r->agents, p->agent);
    room_enter(r, p, USHER_PART_ANSWERED, r->options->join_limit);
    p->answered = r->now;
    p->profile = a->info.profile;
    room_leave(r, c);
    c->info.state = USHER_CONTACT_ANSWERED;
    c->is.due = USHER_TIME_NEVER;
    room_emit_part(r, USHER_EVENT_OFFER_ANSWERED, r->actor, p)->profile = p->profile;
    room_withdraw_offers(r, c, USHER_REASON_ANSWERED_ELSEWHERE);
}

void room_connect(reference *r, part *p)
{
    contact *c = room_find(r->contacts, p->contact);
    room_enter(r, p, USHER_PART_CONNECTED, USHER_FOREVER);
    p->connected = r->now;
    c->info.state = USHER_CONTACT_CONNECTED;
    room_emit_part(r, USHER_EVENT_CONTACT_CONNECTED, r->actor, p);
}

void room_end_contact(reference *r, contact *c, uint8_t reason)
{
    uint64_t serial = c->is.serial;
    room_withdraw_offers(r, c, reason);
    room_leave(r, c);
    room_give_up(r, c);
    c->info.state = USHER_CONTACT_ENDED;
    c->info.held = false;
    c->info.ended = c->since = r->now;
    c->end_reason = reason;
    c->is.due = USHER_TIME_NEVER;
    usher_event *e = room_emit_contact(r, USHER_EVENT_CONTACT_ENDED, c);
    e->queue = c->info.queue;
    e->reason = reason;
    e->value = (int64_t)c->leg;
    part *p = room_next_part(r->parts, NULL, c, -1, ROOM_LIVE);
    if (p != NULL) {
        room_finish(r, p);
    }
    complete(r, serial);
}

/* */
void room_return(reference *r, contact *c)
{
    c->info.held = false;
    if (room_place_is_left(r, c)) {
        room_give_up(r, c);
        c->info.state = USHER_CONTACT_NEW;
        c->info.queue.v = 0;
        room_emit_contact(r, USHER_EVENT_CONTACT_RETURNED, c);
        return;
    }
    c->info.state = USHER_CONTACT_QUEUED;
    usher_event *e = room_emit_contact(r, USHER_EVENT_CONTACT_RETURNED, c);
    e->queue = c->info.queue;
    e->agent = c->info.agent_queue;
    e->value = c->info.priority;
    e->until = c->info.age;
    room_set_contact_timer(r, c);
}

/* An open offer was not taken, for this cause. */
void room_fail(reference *r, part *p, uint8_t cause)
{
    if (cause != USHER_REASON_CANCELLED) {
        room_miss(r, p, cause);
        return;
    }
    contact *c = room_find(r->contacts, p->contact);
    room_count_miss(r, p, cause);
    room_withdraw(r, p, cause);
    room_set_contact_timer(r, c);
}

/* answered, and not joined. */
void room_unjoin(reference *r, part *p, uint8_t cause)
{
    room_return(r, room_find(r->contacts, p->contact));
    room_fail(r, p, cause);
}

static void fire(reference *r, part *p)
{
    if (p->info.state == USHER_PART_OFFERED) {
        room_withdraw(r, p, USHER_REASON_NOT_PRESENTED);
    } else if (p->info.state == USHER_PART_RINGING) {
        room_miss(r, p, USHER_REASON_NO_ANSWER)->actor = USHER_ACTOR_ENGINE;
    } else if (p->info.state == USHER_PART_ANSWERED) {
        r->actor = USHER_ACTOR_ENGINE;
        room_unjoin(r, p, USHER_REASON_NOT_JOINED);
    } else {
        room_clear(r, p, USHER_REASON_TIME_LIMIT);
    }
}

void room_fire_contacts(reference *r)
{
    thing *t;
    while ((t = room_first_timer(r, true)) != NULL && t->due <= r->now) {
        fire_contact(r, room_find(r->contacts, t->serial));
    }
}

void room_pass_time(reference *r, usher_time now)
{
    thing *t;
    r->now = now > r->now ? now : r->now;
    while ((t = room_first_timer(r, false)) != NULL && t->due <= r->now) {
        part *p = room_find(r->parts, t->serial);
        if (p != NULL) {
            fire(r, p);
            room_overflow_all(r);
        }
        room_fire_contacts(r);
        room_tell_empty(r);
        room_match(r);
    }
}
