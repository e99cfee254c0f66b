/*
 * reference.c - the reference: the checks in their order (docs/routing.md 13.3), then what each
 * command does (13.5 to 13.12). See reference.h, and reference_room.h for the other files.
 */
#include "reference_room.h"

/* may a contact enter the queue, or the agent's own? */
usher_status room_check_queue(const reference *r, usher_queue_ref queue, agent *own,
                              unsigned channel, int via)
{
    uint64_t count = room_count_waiting(r, queue, own, -1);
    if (own != NULL && own->info.leaving) {
        return USHER_ERR_DISABLED;
    }
    if (own != NULL) {
        return count >= r->options->agent_queue_max ? USHER_ERR_FULL : USHER_OK;
    }
    if (!r->queue_enabled[queue.v]) {
        return USHER_ERR_DISABLED;
    }
    usher_queue_def def = USHER_QUEUE_DEF_INIT;
    (void)usher_centre_queue(r->centre, queue, &def);
    if (!room_attended(r, queue, channel, def.join_needs) ||
        !room_attended(r, queue, channel, def.stay_needs)) {
        return USHER_ERR_UNATTENDED;
    }
    uint64_t max = def.max_contacts;
    if (via != USHER_VIA_FLOW) {
        max += (max + (r->options->buffer_rounding == USHER_ROUND_UP ? 4 : 0)) / 5;
    }
    bool full = def.max_contacts != USHER_UNLIMITED && count >= max;
    return full ? USHER_ERR_FULL : USHER_OK;
}

/* Q-20, and for dialling RP-6. */
static bool at_limit(const reference *r, const usher_command *k, const agent *dials)
{
    usher_channel_def def;
    uint32_t count = 0;
    for (const contact *c = r->contacts; c != NULL; c = c->is.next) {
        count += c->info.channel == k->channel && c->info.state != USHER_CONTACT_ENDED;
    }
    if (!room_channel_stays(r, k->channel)) {
        return true;
    }
    (void)usher_centre_channel(r->centre, k->channel, &def);
    if ((def.live_max != 0 && count >= def.live_max) || dials == NULL) {
        return def.live_max != 0 && count >= def.live_max;
    }
    bool twice = room_channel_like(r, k->channel) == USHER_EMAIL;
    uint32_t max = room_profile(r, dials).max[k->channel];
    if (!twice) {
        return room_occupied(r, dials, k->channel) >= max;
    }
    part *p = r->parts;
    for (count = 0; (p = room_next_part(p, dials, NULL, k->channel, ROOM_ALL)) != NULL;) {
        count += p->dialled;
        p = p->is.next;
    }
    return count >= 2 * max;
}

static usher_status check_begin_or_dial(const reference *r, const usher_command *k,
                                        const objects *o)
{
    bool dials = k->op == USHER_COMMAND_CONTACT_DIAL;
    if (k->channel >= usher_centre_channels(r->centre) ||
        k->queue.v > usher_centre_queues(r->centre) ||
        (!dials && k->queue.v != 0 && k->agent.v != 0) || k->priority < 0 ||
        k->acw < USHER_ACW_OF_AGENT || !room_text_in(k->key, 1, 255) ||
        !room_text_in(k->endpoint, 0, 1023)) {
        return USHER_ERR_INVALID;
    }
    if (o->agent == NULL && (dials || k->agent.v != 0)) {
        return USHER_ERR_NOT_FOUND;
    }
    if (o->same_key != NULL) {
        const usher_command *g = &o->same_key->given;
        bool same = g->op == k->op && g->channel == k->channel && g->tag == k->tag &&
                    g->priority == k->priority &&
                    room_same_text(o->same_key->customer, k->endpoint) &&
                    g->queue.v == k->queue.v && USHER_SERIAL(g->agent) == USHER_SERIAL(k->agent);
        return same ? USHER_EXISTS : USHER_ERR_CONFLICT;
    }
    if (r->stopped) {
        return USHER_ERR_STOPPED;
    }
    if (dials && o->agent->info.leaving) {
        return USHER_ERR_STATE;
    }
    if (at_limit(r, k, dials ? o->agent : NULL)) {
        return USHER_ERR_LIMIT;
    }
    if (dials && k->queue.v != 0 && !room_queue_stays(r, k->queue)) {
        return USHER_ERR_DISABLED;
    }
    bool enters = !dials && (k->queue.v != 0 || o->agent != NULL);
    return enters ? room_check_queue(r, k->queue, o->agent, k->channel, USHER_VIA_FLOW) : USHER_OK;
}

static usher_status check_enqueue(const reference *r, const usher_command *k, const objects *o)
{
    const contact *c = o->contact;
    bool moves = k->reason == USHER_VIA_QUEUE_TRANSFER;
    bool hands_on = k->reason == USHER_VIA_AGENT_TRANSFER;
    uint8_t from = moves ? USHER_CONTACT_QUEUED : USHER_CONTACT_NEW;
    bool outside = c != NULL && c->info.state == USHER_CONTACT_OUTSIDE;
    from = hands_on && !outside ? USHER_CONTACT_CONNECTED : from;
    from = hands_on && outside ? USHER_CONTACT_OUTSIDE : from;
    if ((k->queue.v != 0) == (k->agent.v != 0) || k->queue.v > usher_centre_queues(r->centre) ||
        k->reason > USHER_VIA_CALLBACK) {
        return USHER_ERR_INVALID;
    }
    if (c == NULL || (k->agent.v != 0 && o->agent == NULL)) {
        return USHER_ERR_NOT_FOUND;
    }
    if (c->info.state != from || room_count_parts(r, NULL, c, -1, ROOM_OPEN) > 0) {
        return USHER_ERR_STATE;
    }
    if ((moves || hands_on) && c->info.transfers >= r->options->transfers_max) {
        return USHER_ERR_LIMIT;
    }
    return room_check_queue(r, k->queue, o->agent, c->info.channel, k->reason);
}

static usher_status check_add(const reference *r, const usher_command *k, const agent *a)
{
    for (unsigned i = 0; k->acw_by_channel != NULL && i < USHER_CHANNELS_MAX; i++) {
        if (k->acw_by_channel[i] < 0) {
            return USHER_ERR_INVALID;
        }
    }
    if (k->key == NULL || !room_text_in(k->key, 1, USHER_NAME_MAX) ||
        !room_text_in(k->endpoint, 0, 1023) || !room_profile_stays(r, k->profile) ||
        k->group.v > usher_centre_groups(r->centre)) {
        return USHER_ERR_INVALID;
    }
    if (a == NULL) {
        return USHER_OK;
    }
    bool same = a->info.profile.v == k->profile.v && a->info.group.v == k->group.v &&
                a->info.tag == k->tag && room_same_text(a->device, k->endpoint);
    return same ? USHER_EXISTS : USHER_ERR_CONFLICT;
}

/* The first of these that holds: not well formed, not found, not in this state. */
static usher_status first_of(bool well_formed, bool found, bool state)
{
    usher_status status = !found ? USHER_ERR_NOT_FOUND : USHER_ERR_STATE;
    status = found && state ? USHER_OK : status;
    return well_formed ? status : USHER_ERR_INVALID;
}

static usher_status check(const reference *r, const usher_command *k, const objects *o)
{
    const contact *c = o->contact;
    uint8_t state = c != NULL ? c->info.state : USHER_CONTACT_NEW;
    bool joins = k->op == USHER_COMMAND_REPORT_JOIN_FAILED;
    bool cause = (k->reason >= USHER_REASON_BUSY && k->reason <= USHER_REASON_CANCELLED) ||
                 k->reason == USHER_REASON_NETWORK ||
                 (joins && k->reason == USHER_REASON_NOT_JOINED);
    bool in_use = o->agent != NULL && (room_count_parts(r, o->agent, NULL, -1, ROOM_ALL) > 0 ||
                                       room_count_own(r, o->agent) > 0);
    switch (k->op) {
    case USHER_COMMAND_ADVANCE:
    case USHER_COMMAND_RESUME:
        return USHER_OK;
    case USHER_COMMAND_AGENT_ADD:
        return check_add(r, k, o->same_name);
    case USHER_COMMAND_AGENT_REMOVE:
        return in_use ? USHER_ERR_IN_USE : first_of(true, o->agent != NULL, true);
    case USHER_COMMAND_AGENT_SET_STATUS:
        return first_of(room_status_stays(r, k->status), o->agent != NULL,
                        o->agent != NULL && !o->agent->info.leaving);
    case USHER_COMMAND_AGENT_SET_PROFILE:
        return first_of(room_profile_stays(r, k->profile), o->agent != NULL, true);
    case USHER_COMMAND_CONTACT_BEGIN:
    case USHER_COMMAND_CONTACT_DIAL:
        return check_begin_or_dial(r, k, o);
    case USHER_COMMAND_CONTACT_ENQUEUE:
        return check_enqueue(r, k, o);
    case USHER_COMMAND_CONTACT_SET_PRIORITY:
    case USHER_COMMAND_CONTACT_SET_AGE:
        return first_of(k->op == USHER_COMMAND_CONTACT_SET_AGE || k->priority >= 0, c != NULL,
                        state == USHER_CONTACT_NEW || state == USHER_CONTACT_QUEUED);
    case USHER_COMMAND_CONTACT_END:
        return first_of(k->reason >= USHER_REASON_CUSTOMER_DISCONNECT &&
                            k->reason <= USHER_REASON_END_MAX,
                        c != NULL, true);
    case USHER_COMMAND_CONTACT_HOLD:
        return first_of(true, c != NULL,
                        state == USHER_CONTACT_CONNECTED &&
                            room_channel_like(r, c->info.channel) != USHER_EMAIL);
    case USHER_COMMAND_PARTICIPANT_CLEAR:
        return first_of(true, o->part != NULL || o->customer != NULL,
                        o->part != NULL && room_is(o->part, ROOM_ACW | ROOM_MISSED));
    case USHER_COMMAND_QUEUE_SET_ENABLED:
        if (k->queue.v == 0 || k->queue.v > usher_centre_queues(r->centre)) {
            return USHER_ERR_INVALID;
        }
        return room_queue_stays(r, k->queue) ? USHER_OK : USHER_ERR_DISABLED;
    case USHER_COMMAND_REPORT_RINGING:
    case USHER_COMMAND_REPORT_ANSWERED:
    case USHER_COMMAND_REPORT_FAILED:
    case USHER_COMMAND_REPORT_JOINED:
    case USHER_COMMAND_REPORT_LEFT:
    case USHER_COMMAND_REPORT_JOIN_FAILED:
        return first_of((k->op != USHER_COMMAND_REPORT_FAILED && !joins) || cause,
                        o->part != NULL || o->customer != NULL, true);
    case USHER_COMMAND_REPORT_LEG:
    case USHER_COMMAND_REPORT_ANSWERED_BY:
        return first_of(
            true,
            (o->part != NULL || o->customer != NULL) &&
                (k->op == USHER_COMMAND_REPORT_LEG || k->agent.v == 0 || o->agent != NULL),
            true);
    case USHER_COMMAND_REPORT_AGENT_GONE:
    case USHER_COMMAND_REPORT_AGENT_REACHABLE:
        return first_of(true, o->agent != NULL, true);
    case USHER_COMMAND_REPORT_OUTSIDE_LOAD:
        return first_of(k->channel < usher_centre_channels(r->centre) && k->value <= 65535,
                        o->agent != NULL, true);
    default:
        return room_is_order(k->op) ? room_check_order(r, k, o->agent) : USHER_ERR_INVALID;
    }
}

static usher_event *emit_rank(reference *r, uint16_t type, const contact *c)
{
    usher_event *e = room_emit_contact(r, type, c);
    e->value = c->info.priority;
    e->until = c->info.age;
    return e;
}

usher_event *room_wait(reference *r, contact *c, usher_queue_ref queue, const agent *own)
{
    room_leave(r, c);
    room_give_up(r, c);
    c->info.state = USHER_CONTACT_QUEUED;
    c->info.held = false;
    c->info.overdue = false;
    c->info.enqueued = r->now;
    c->info.queue = queue;
    c->info.agent_queue.v = own != NULL ? own->is.serial << 24 : 0;
    c->is.due = USHER_TIME_NEVER;
    usher_event *e = emit_rank(r, USHER_EVENT_CONTACT_QUEUED, c);
    e->queue = c->info.queue;
    e->agent = c->info.agent_queue;
    room_set_contact_timer(r, c);
    return e;
}

static void enter_queue(reference *r, const usher_command *k, contact *c, uint8_t via)
{
    bool keeps = via != USHER_VIA_QUEUE_TRANSFER;
    bool first = c->info.first_enqueued == USHER_TIME_NEVER;
    c->info.first_enqueued = first ? r->now : c->info.first_enqueued;
    c->rank_time = keeps ? c->info.first_enqueued : r->now;
    c->info.transfers += via == USHER_VIA_QUEUE_TRANSFER || via == USHER_VIA_AGENT_TRANSFER;
    room_wait(r, c, k->queue, room_find(r->agents, USHER_SERIAL(k->agent)));
    part *p = room_next_part(r->parts, NULL, c, -1, ROOM_LIVE);
    if (p != NULL) {
        room_finish(r, p);
    }
}

static void dial(reference *r, const usher_command *k, contact *c, agent *a)
{
    c->info.queue = k->queue.v != 0 ? k->queue : room_profile(r, a).outbound_queue;
    c->info.state = USHER_CONTACT_DIALLING;
    part *p = room_make_part(r, c, a, USHER_PART_DIALLING, USHER_FOREVER);
    p->dialled = true;
    p->profile = a->info.profile;
    room_emit_part(r, USHER_EVENT_CONTACT_DIALLING, r->actor, p);
}

static void make_contact(reference *r, const usher_command *k, agent *a)
{
    contact *c = room_make_contact(r, k);
    room_emit_contact(r, USHER_EVENT_CONTACT_BEGUN, c);
    if (k->op == USHER_COMMAND_CONTACT_DIAL) {
        dial(r, k, c, a);
    } else if (k->queue.v != 0 || a != NULL) {
        enter_queue(r, k, c, USHER_VIA_FLOW);
    }
}

static void set_rank(reference *r, const usher_command *k, contact *c)
{
    bool adds = r->options->age_adjustment == USHER_ADJUSTMENT_ADDS;
    if (k->op == USHER_COMMAND_CONTACT_SET_PRIORITY) {
        c->info.priority = k->priority;
    } else {
        c->info.age = adds ? room_sum(c->info.age, k->age) : k->age;
    }
    emit_rank(r, USHER_EVENT_CONTACT_RANKED, c);
    if (c->info.state == USHER_CONTACT_QUEUED) {
        room_set_contact_timer(r, c);
    }
}

static void add_agent(reference *r, const usher_command *k)
{
    agent *a = room_make_agent(r, k->key, k->endpoint, k->acw_by_channel);
    room_set_agent(a, k->profile, k->group, k->flag, k->tag);
    usher_event *e = room_emit_agent(r, USHER_EVENT_AGENT_ADDED, a);
    e->profile = k->profile;
    e->status = a->info.status;
}

static void set_next_status(reference *r, agent *a, usher_agent_status_ref next)
{
    a->info.next_status = next;
    room_emit_agent(r, USHER_EVENT_AGENT_NEXT_STATUS, a)->status = next;
}

/* The numbers are those of 13.9. */
void room_want_status(reference *r, agent *a, usher_agent_status_ref s)
{
    usher_agent_status_ref next = a->info.next_status;
    bool present = a->info.status.v == s.v;
    if (a->info.leaving) {
        return;
    }
    if (next.v != 0 && (present || room_routable(r, s))) { /* 2 and 3; 1 does nothing */
        set_next_status(r, a, (usher_agent_status_ref){ 0 });
    }
    if (!present && (room_routable(r, s) || room_count_parts(r, a, NULL, -1, ROOM_ALL) == 0)) {
        room_set_status(r, a, s); /* 2 and 4 */
    } else if (!present) {        /* 5 */
        if (next.v != s.v) {
            set_next_status(r, a, s);
        }
        part *p;
        while ((p = room_next_part(r->parts, a, NULL, -1, ROOM_ACW)) != NULL) {
            room_clear(r, p, USHER_REASON_NEXT_STATUS);
        }
    }
}

/* 13.9. */
static void agent_goes(reference *r, agent *a)
{
    part *p;
    uint64_t serial = a->is.serial;
    a->info.gone = true;
    room_emit_agent(r, USHER_EVENT_AGENT_GONE, a);
    r->actor = USHER_ACTOR_ENGINE;
    while ((p = room_part_of(r, serial, ROOM_OPEN)) != NULL) {
        room_withdraw(r, p, USHER_REASON_AGENT_GONE);
    }
    a = room_find(r->agents, serial);
    if (r->options->gone_status.v != 0 && a != NULL) {
        room_want_status(r, a, r->options->gone_status);
    }
    while (r->options->when_gone == USHER_GONE_BACK &&
           (p = room_part_that_waited(r, serial)) != NULL) {
        room_return(r, room_find(r->contacts, p->contact));
        room_clear(r, p, USHER_REASON_AGENT_GONE);
    }
    while (r->options->when_gone != USHER_GONE_KEEP &&
           (p = room_part_of(r, serial, ROOM_LIVE)) != NULL) {
        room_end_contact(r, room_find(r->contacts, p->contact), USHER_REASON_NETWORK);
    }
}

static void fact_about_agent(reference *r, const usher_command *k, agent *a)
{
    if (k->op == USHER_COMMAND_REPORT_AGENT_GONE && !a->info.gone) {
        agent_goes(r, a);
    } else if (k->op == USHER_COMMAND_REPORT_AGENT_REACHABLE && a->info.gone) {
        a->info.gone = false;
        room_emit_agent(r, USHER_EVENT_AGENT_REACHABLE, a);
    } else if (k->op == USHER_COMMAND_REPORT_OUTSIDE_LOAD &&
               a->info.outside[k->channel] != k->value) {
        a->info.outside[k->channel] = (uint16_t)k->value;
        usher_event *e = room_emit_agent(r, USHER_EVENT_AGENT_OUTSIDE_LOAD, a);
        e->channel = k->channel;
        e->value = (int64_t)k->value;
    }
}

static void agent_left(reference *r, part *p)
{
    if (room_is(p, ROOM_LIVE)) {
        room_end_contact(r, room_find(r->contacts, p->contact), USHER_REASON_AGENT_DISCONNECT);
    } else if (room_is(p, ROOM_OPEN)) {
        room_fail(r, p, USHER_REASON_CANCELLED);
    }
}

static void agent_answered(reference *r, part *p, bool joined)
{
    if (room_is(p, ROOM_MISSED)) {
        usher_event *e = room_emit(r, USHER_EVENT_OFFER_LOST, r->actor);
        e->participant.v = p->is.serial << 24;
        e->tag = p->tag;
        e->value = (int64_t)p->info.leg;
    } else if (room_is(p, ROOM_OPEN)) {
        room_answer(r, p);
    }
    if (joined && p->info.state == USHER_PART_ANSWERED) {
        room_connect(r, p);
    }
}

/* on an open offer somebody else has answered. */
static void answered_elsewhere(reference *r, part *p, agent *by)
{
    contact *c = room_find(r->contacts, p->contact);
    if (by != NULL) {
        agent *had = room_find(r->agents, p->agent);
        room_emit_part(r, USHER_EVENT_OFFER_MOVED, r->actor, p);
        p->agent = by->is.serial;
        room_settle(r, had);
        room_answer(r, p);
        return;
    }
    room_leave(r, c);
    c->info.state = USHER_CONTACT_OUTSIDE;
    c->is.due = USHER_TIME_NEVER;
    usher_event *e = room_emit_contact(r, USHER_EVENT_CONTACT_OUTSIDE, c);
    e->queue = c->info.queue;
    e->value = (int64_t)c->leg;
    room_withdraw_offers(r, c, USHER_REASON_ANSWERED_ELSEWHERE);
}

static void agent_fact(reference *r, const usher_command *k, const objects *o, part *p)
{
    usher_channel_def def;
    bool by_another = k->op == USHER_COMMAND_REPORT_ANSWERED_BY &&
                      (o->agent == NULL || o->agent->is.serial != p->agent);
    if (k->op == USHER_COMMAND_REPORT_LEG) {
        p->info.leg = k->value;
    } else if (k->op == USHER_COMMAND_REPORT_JOIN_FAILED) {
        if (room_is(p, ROOM_OPEN)) {
            room_fail(r, p, k->reason);
        } else if (p->info.state == USHER_PART_ANSWERED) {
            room_unjoin(r, p, k->reason);
        }
    } else if (by_another && room_is(p, ROOM_OPEN)) {
        answered_elsewhere(r, p, o->agent);
    } else if (k->op == USHER_COMMAND_REPORT_ANSWERED_BY) {
        agent_answered(r, p, false);
    } else if (k->op == USHER_COMMAND_REPORT_ANSWERED || k->op == USHER_COMMAND_REPORT_JOINED) {
        agent_answered(r, p, k->op == USHER_COMMAND_REPORT_JOINED);
    } else if (k->op == USHER_COMMAND_REPORT_LEFT) {
        agent_left(r, p);
    } else if (k->op == USHER_COMMAND_REPORT_FAILED) {
        if (room_is(p, ROOM_OPEN) && k->reason != USHER_REASON_CANCELLED) {
            room_miss(r, p, k->reason);
        } else if (p->info.state != USHER_PART_DIALLING) {
            agent_left(r, p);
        }
    } else if (p->info.state == USHER_PART_OFFERED) {
        (void)usher_centre_channel(r->centre, p->info.channel, &def);
        room_enter(r, p, USHER_PART_RINGING, def.ring);
        room_emit_part(r, USHER_EVENT_OFFER_RINGING, r->actor, p)->until = p->is.due;
    }
}

static void customer_fact(reference *r, const usher_command *k, contact *c)
{
    bool dialling = c->info.state == USHER_CONTACT_DIALLING;
    bool fails = k->op == USHER_COMMAND_REPORT_FAILED;
    if (k->op == USHER_COMMAND_REPORT_LEG) {
        c->leg = k->value;
    } else if (fails || k->op == USHER_COMMAND_REPORT_LEFT) {
        if (c->info.state != USHER_CONTACT_ENDED) {
            bool cause = fails && dialling;
            room_end_contact(r, c, cause ? k->reason : USHER_REASON_CUSTOMER_DISCONNECT);
        }
    } else if (dialling && k->op != USHER_COMMAND_REPORT_RINGING &&
               k->op != USHER_COMMAND_REPORT_JOIN_FAILED) {
        part *p = room_next_part(r->parts, NULL, c, -1, ROOM_LIVE);
        p->answered = c->since = r->now;
        room_connect(r, p);
    }
}

static void act_on_contact(reference *r, const usher_command *k, contact *c)
{
    bool held = k->flag != 0;
    if (k->op == USHER_COMMAND_CONTACT_ENQUEUE) {
        enter_queue(r, k, c, k->reason);
    } else if (k->op == USHER_COMMAND_CONTACT_END) {
        if (c->info.state != USHER_CONTACT_ENDED) {
            room_end_contact(r, c, k->reason);
        }
    } else if (k->op != USHER_COMMAND_CONTACT_HOLD) {
        set_rank(r, k, c);
    } else if (c->info.held != held) {
        c->info.held = held;
        uint16_t type = held ? USHER_EVENT_CONTACT_HELD : USHER_EVENT_CONTACT_RESUMED;
        room_emit_contact(r, type, c)->value = (int64_t)c->leg;
    }
}

static void act_on_agent(reference *r, const usher_command *k, agent *a)
{
    if (k->op == USHER_COMMAND_AGENT_REMOVE) {
        room_emit_agent(r, USHER_EVENT_AGENT_REMOVED, a);
        room_remove(&r->agents, a);
    } else if (k->op == USHER_COMMAND_AGENT_SET_STATUS) {
        room_want_status(r, a, k->status);
    } else if (a->info.profile.v != k->profile.v) {
        a->info.profile = k->profile;
        room_emit_agent(r, USHER_EVENT_AGENT_PROFILE, a)->profile = k->profile;
        if (r->options->profile_change == USHER_PROFILE_OFFERS_WITHDRAWN) {
            room_withdraw_foreign(r, a->is.serial);
        }
    }
}

static void act(reference *r, const usher_command *k, const objects *o)
{
    if (room_is_order(k->op)) {
        room_order(r, k, o->agent);
    } else if (k->op == USHER_COMMAND_AGENT_ADD) {
        add_agent(r, k);
    } else if (k->op == USHER_COMMAND_CONTACT_BEGIN || k->op == USHER_COMMAND_CONTACT_DIAL) {
        make_contact(r, k, o->agent);
    } else if (k->op == USHER_COMMAND_QUEUE_SET_ENABLED) {
        if (r->queue_enabled[k->queue.v] != (k->flag != 0)) {
            uint16_t type = k->flag ? USHER_EVENT_QUEUE_ENABLED : USHER_EVENT_QUEUE_DISABLED;
            r->queue_enabled[k->queue.v] = k->flag != 0;
            room_emit(r, type, r->actor)->queue = k->queue;
        }
    } else if (k->op == USHER_COMMAND_PARTICIPANT_CLEAR) {
        room_clear(r, o->part, USHER_REASON_BY_HAND);
    } else if (k->op >= USHER_COMMAND_REPORT_AGENT_GONE) {
        fact_about_agent(r, k, o->agent);
    } else if (k->op >= USHER_COMMAND_REPORT_RINGING) {
        if (o->part != NULL) {
            agent_fact(r, k, o, o->part);
        } else {
            customer_fact(r, k, o->customer);
        }
    } else if (k->op >= USHER_COMMAND_CONTACT_ENQUEUE) {
        act_on_contact(r, k, o->contact);
    } else if (k->op >= USHER_COMMAND_AGENT_REMOVE) {
        act_on_agent(r, k, o->agent);
    }
}

usher_status reference_submit(reference *r, const usher_command *command, uint64_t *id)
{
    usher_command k = *command;
    if (k.size != sizeof k) {
        return USHER_ERR_INVALID;
    }
    k.priority = k.priority == 0 ? USHER_PRIORITY_DEFAULT : k.priority;
    room_pass_time(r, k.now);
    r->actor = k.actor;
    objects o = room_objects(r, &k);
    bool makes = k.op == USHER_COMMAND_AGENT_ADD || k.op == USHER_COMMAND_CONTACT_BEGIN ||
                 k.op == USHER_COMMAND_CONTACT_DIAL;
    uint64_t serial = makes ? r->serial + 1 : 0;
    usher_status status = check(r, &k, &o);
    if (status == USHER_EXISTS) {
        serial = k.op == USHER_COMMAND_AGENT_ADD ? o.same_name->is.serial : o.same_key->is.serial;
    } else if (status == USHER_OK) {
        act(r, &k, &o);
        room_overflow_all(r);
        room_fire_contacts(r); /* one that came back may have waited for too long */
        room_tell_empty(r);
        room_match(r);
        room_pass_time(r, r->now);
    }
    if (id != NULL && status >= 0) {
        *id = serial << 24;
    }
    return status;
}
