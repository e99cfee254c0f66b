/*
 * reference.c - the reference: the commands (docs/routing.md 13.5 to 13.12), each as its checks in
 * their order and then its transitions. See reference.h, and reference_room.h for the other files.
 */
#include "reference_room.h"

#include <stdlib.h>
#include <string.h>

/* ---- contacts (13.5, 13.11) ------------------------------------------------------------------ */

static contact *contact_with_key(const reference *r, const char *key)
{
    contact *c = r->contacts;
    while (c != NULL && (key == NULL || c->key == NULL || strcmp(key, c->key) != 0)) {
        c = c->is.next;
    }
    return c;
}

static usher_status same_contact(const contact *c, const usher_command *k, uint64_t *id)
{
    bool dials = k->op == USHER_COMMAND_CONTACT_DIAL;
    int64_t priority = k->priority == 0 ? USHER_PRIORITY_DEFAULT : k->priority;
    *id = c->is.serial << 24;
    bool same = c->dialled == dials && c->info.channel == k->channel && c->info.tag == k->tag &&
                c->given_priority == priority && room_same_text(c->customer, k->endpoint) &&
                c->given_queue.v == k->queue.v && c->given_agent == USHER_SERIAL(k->agent);
    return same ? USHER_EXISTS : USHER_ERR_CONFLICT;
}

static contact *make_contact(reference *r, const usher_command *k, uint64_t *id)
{
    contact *c = room_fresh(sizeof *c);
    c->is.serial = ++r->serial;
    *id = c->is.serial << 24;
    c->key = room_copy_text(k->key);
    c->customer = room_copy_text(k->endpoint);
    c->dialled = k->op == USHER_COMMAND_CONTACT_DIAL;
    c->given_queue = k->queue;
    c->given_agent = USHER_SERIAL(k->agent);
    c->info.channel = k->channel;
    c->info.priority = k->priority == 0 ? USHER_PRIORITY_DEFAULT : k->priority;
    c->given_priority = c->info.priority;
    c->info.age = k->age;
    c->acw = k->acw;
    c->info.tag = k->tag;
    c->info.begun = r->now;
    c->info.enqueued = c->info.first_enqueued = USHER_TIME_NEVER;
    c->info.ended = USHER_TIME_NEVER;
    c->since = r->now;
    c->timer.due = USHER_TIME_NEVER;
    room_append(&r->contacts, c);
    room_emit_contact(r, USHER_EVENT_CONTACT_BEGUN, c);
    return c;
}

static void enter_queue(reference *r, contact *c, const usher_command *k, uint8_t via)
{
    bool keeps = via == USHER_VIA_AGENT_TRANSFER || via == USHER_VIA_CALLBACK;
    if (c->info.first_enqueued == USHER_TIME_NEVER) {
        c->info.first_enqueued = r->now;
    }
    c->info.state = USHER_CONTACT_QUEUED;
    c->info.held = false;
    c->info.enqueued = r->now;
    c->rank_time = keeps ? c->info.first_enqueued : r->now;
    c->info.transfers += via == USHER_VIA_QUEUE_TRANSFER || via == USHER_VIA_AGENT_TRANSFER;
    c->info.queue = k->queue;
    c->info.agent_queue.v = USHER_SERIAL(k->agent) << 24;
    c->timer.due = USHER_TIME_NEVER;
    usher_event *e = room_emit_contact(r, USHER_EVENT_CONTACT_QUEUED, c);
    e->queue = c->info.queue;
    e->agent = c->info.agent_queue;
    e->value = c->info.priority;
    e->until = c->info.age;
    room_set_contact_timer(r, c);
}

static usher_status begin(reference *r, const usher_command *k, uint64_t *id)
{
    const agent *own = room_find(r->agents, USHER_SERIAL(k->agent));
    bool enters = k->queue.v != 0 || k->agent.v != 0;
    if (k->agent.v != 0 && own == NULL) {
        return USHER_ERR_NOT_FOUND;
    }
    contact *c = contact_with_key(r, k->key);
    if (c != NULL) {
        return same_contact(c, k, id);
    }
    if (room_at_live_max(r, k->channel)) {
        return USHER_ERR_LIMIT;
    }
    usher_status status = enters ? room_may_enter(r, k->queue, own, USHER_VIA_FLOW) : USHER_OK;
    if (status != USHER_OK) {
        return status;
    }
    c = make_contact(r, k, id);
    if (enters) {
        enter_queue(r, c, k, USHER_VIA_FLOW);
    }
    return USHER_OK;
}

static usher_status dial(reference *r, const usher_command *k, uint64_t *id)
{
    agent *a = room_find(r->agents, USHER_SERIAL(k->agent));
    if (a == NULL) {
        return USHER_ERR_NOT_FOUND;
    }
    contact *c = contact_with_key(r, k->key);
    if (c != NULL) {
        return same_contact(c, k, id);
    }
    if (room_at_live_max(r, k->channel) || !room_slot_to_dial(r, a, k->channel)) {
        return USHER_ERR_LIMIT;
    }
    c = make_contact(r, k, id);
    c->info.queue = k->queue.v != 0 ? k->queue : room_profile(r, a).outbound_queue;
    c->info.state = USHER_CONTACT_DIALLING;
    part *p = room_make_part(r, c, a, USHER_PART_DIALLING, USHER_FOREVER);
    p->dialled = true;
    p->profile = a->info.profile;
    room_emit_part(r, USHER_EVENT_CONTACT_DIALLING, r->actor, p);
    return USHER_OK;
}

static bool may_come(const reference *r, const contact *c, uint8_t via)
{
    switch (via) {
    case USHER_VIA_QUEUE_TRANSFER:
        return c->info.state == USHER_CONTACT_QUEUED &&
               room_count_parts(r, NULL, c, -1, room_open_offer) == 0;
    case USHER_VIA_AGENT_TRANSFER:
        return c->info.state == USHER_CONTACT_CONNECTED;
    default:
        return c->info.state == USHER_CONTACT_NEW;
    }
}

static usher_status enqueue(reference *r, const usher_command *k, contact *c)
{
    const agent *own = room_find(r->agents, USHER_SERIAL(k->agent));
    bool transfer = k->reason == USHER_VIA_QUEUE_TRANSFER || k->reason == USHER_VIA_AGENT_TRANSFER;
    if (k->agent.v != 0 && own == NULL) {
        return USHER_ERR_NOT_FOUND;
    }
    if (!may_come(r, c, k->reason)) {
        return USHER_ERR_STATE;
    }
    if (transfer && c->info.transfers >= r->options->transfers_max) {
        return USHER_ERR_LIMIT;
    }
    usher_status status = room_may_enter(r, k->queue, own, k->reason);
    if (status != USHER_OK) {
        return status;
    }
    enter_queue(r, c, k, k->reason);
    part *p = room_live_part(r, c);
    if (p != NULL) {
        room_finish(r, p, c);
    }
    return USHER_OK;
}

static usher_status set_rank(reference *r, const usher_command *k, contact *c)
{
    if (c->info.state != USHER_CONTACT_NEW && c->info.state != USHER_CONTACT_QUEUED) {
        return USHER_ERR_STATE;
    }
    bool ages = k->op == USHER_COMMAND_CONTACT_SET_AGE;
    if (!ages) {
        c->info.priority = k->priority == 0 ? USHER_PRIORITY_DEFAULT : k->priority;
    } else if (r->options->age_adjustment == USHER_ADJUSTMENT_ADDS) {
        c->info.age = room_sum(c->info.age, k->age);
    } else {
        c->info.age = k->age;
    }
    usher_event *e = room_emit_contact(r, USHER_EVENT_CONTACT_RANKED, c);
    e->value = c->info.priority;
    e->until = c->info.age;
    bool adjusted = r->options->delay_clock == USHER_DELAY_ADJUSTED;
    if (ages && adjusted && c->info.state == USHER_CONTACT_QUEUED) {
        room_set_contact_timer(r, c);
    }
    return USHER_OK;
}

static usher_status hold(reference *r, const usher_command *k, contact *c)
{
    bool held = k->flag != 0;
    bool can_hold = room_channel_like(r, c->info.channel) != USHER_EMAIL;
    if (c->info.state != USHER_CONTACT_CONNECTED || !can_hold) {
        return USHER_ERR_STATE;
    }
    if (c->info.held != held) {
        c->info.held = held;
        room_emit_contact(r, held ? USHER_EVENT_CONTACT_HELD : USHER_EVENT_CONTACT_RESUMED, c);
    }
    return USHER_OK;
}

static usher_status contact_command(reference *r, const usher_command *k)
{
    contact *c = room_find(r->contacts, USHER_SERIAL(k->contact));
    if (c == NULL) {
        return USHER_ERR_NOT_FOUND;
    }
    switch (k->op) {
    case USHER_COMMAND_CONTACT_ENQUEUE:
        return enqueue(r, k, c);
    case USHER_COMMAND_CONTACT_HOLD:
        return hold(r, k, c);
    case USHER_COMMAND_CONTACT_END:
        if (c->info.state != USHER_CONTACT_ENDED) {
            room_end_contact(r, c, k->reason);
        }
        return USHER_OK;
    default:
        return set_rank(r, k, c);
    }
}

/* ---- agents (13.9) --------------------------------------------------------------------------- */

static agent *make_agent(reference *r, const char *name, const char *device,
                         const usher_duration *acw)
{
    agent *a = room_fresh(sizeof *a);
    a->is.serial = ++r->serial;
    a->name = room_copy_text(name);
    a->device = room_copy_text(device);
    for (unsigned i = 0; acw != NULL && i < USHER_CHANNELS_MAX; i++) {
        a->acw[i] = acw[i];
    }
    a->info.status.v = 2;
    a->info.status_since = a->info.available_since = r->now;
    room_append(&r->agents, a);
    return a;
}

static usher_status agent_add(reference *r, const usher_command *k, uint64_t *id)
{
    agent *a = r->agents;
    while (a != NULL && strcmp(a->name, k->key) != 0) {
        a = a->is.next;
    }
    if (a != NULL) {
        bool same = a->info.profile.v == k->profile.v && a->info.group.v == k->group.v &&
                    a->info.tag == k->tag && room_same_text(a->device, k->endpoint);
        *id = a->is.serial << 24;
        return same ? USHER_EXISTS : USHER_ERR_CONFLICT;
    }
    a = make_agent(r, k->key, k->endpoint, k->acw_by_channel);
    *id = a->is.serial << 24;
    a->info.profile = k->profile;
    a->info.group = k->group;
    a->info.auto_accept = k->flag;
    a->info.tag = k->tag;
    usher_event *e = room_emit_agent(r, USHER_EVENT_AGENT_ADDED, r->actor, a);
    e->profile = k->profile;
    e->status = a->info.status;
    return USHER_OK;
}

static usher_status agent_remove(reference *r, agent *a)
{
    usher_queue_ref none = { 0 };
    if (room_count_parts(r, a, NULL, -1, NULL) > 0 || room_count_waiting(r, none, a, -1) > 0) {
        return USHER_ERR_IN_USE;
    }
    room_emit_agent(r, USHER_EVENT_AGENT_REMOVED, r->actor, a);
    room_remove(&r->agents, a);
    room_free_agent(a);
    return USHER_OK;
}

static void set_next_status(reference *r, agent *a, usher_agent_status_ref next)
{
    a->info.next_status = next;
    room_emit_agent(r, USHER_EVENT_AGENT_NEXT_STATUS, r->actor, a)->status = next;
}

static void clear_all_acw(reference *r, const agent *a)
{
    part *next;
    for (part *p = r->parts; p != NULL; p = next) {
        next = p->is.next;
        if (p->agent == a->is.serial && p->info.state == USHER_PART_ACW) {
            room_clear(r, p, USHER_REASON_NEXT_STATUS);
        }
    }
}

/* 13.9, set_status; the numbers are the text's. */
static void set_status(reference *r, agent *a, usher_agent_status_ref s)
{
    const usher_agent_status_ref none = { 0 };
    usher_agent_status_ref next = a->info.next_status;
    bool present = a->info.status.v == s.v;
    if (present && next.v == 0) { /* 1 */
        return;
    }
    if (room_routable(r, s)) { /* 2 */
        if (next.v != 0) {
            set_next_status(r, a, none);
        }
        if (!present) {
            room_set_status(r, a, s, r->actor);
        }
    } else if (present) { /* 3 */
        set_next_status(r, a, none);
    } else if (room_count_parts(r, a, NULL, -1, NULL) == 0) { /* 4 */
        room_set_status(r, a, s, r->actor);
    } else { /* 5 */
        if (next.v != s.v) {
            set_next_status(r, a, s);
        }
        clear_all_acw(r, a);
    }
}

static usher_status agent_command(reference *r, const usher_command *k)
{
    agent *a = room_find(r->agents, USHER_SERIAL(k->agent));
    if (a == NULL) {
        return USHER_ERR_NOT_FOUND;
    }
    if (k->op == USHER_COMMAND_AGENT_REMOVE) {
        return agent_remove(r, a);
    }
    if (k->op == USHER_COMMAND_AGENT_SET_STATUS) {
        set_status(r, a, k->status);
    } else if (a->info.profile.v != k->profile.v) {
        a->info.profile = k->profile;
        room_emit_agent(r, USHER_EVENT_AGENT_PROFILE, r->actor, a)->profile = k->profile;
    }
    return USHER_OK;
}

/* ---- facts (13.6, 13.7, 13.11) --------------------------------------------------------------- */

static void agent_left(reference *r, part *p)
{
    if (room_live(p)) {
        room_end_contact(r, room_find(r->contacts, p->contact), USHER_REASON_AGENT_DISCONNECT);
    } else if (room_open_offer(p)) {
        room_withdraw(r, p, USHER_REASON_CANCELLED);
    }
}

static void agent_failed(reference *r, part *p, uint8_t cause)
{
    if (room_open_offer(p) && cause != USHER_REASON_CANCELLED) {
        room_miss(r, p, cause, r->actor);
    } else if (p->info.state != USHER_PART_DIALLING) {
        agent_left(r, p);
    }
}

static void agent_answered(reference *r, part *p, bool joined)
{
    if (room_missed(p)) {
        usher_event *e = room_emit(r, USHER_EVENT_OFFER_LOST, r->actor);
        e->participant.v = p->is.serial << 24;
        e->tag = p->tag;
        return;
    }
    if (room_open_offer(p)) {
        room_answer(r, p);
    }
    if (joined && p->info.state == USHER_PART_ANSWERED) {
        room_connect(r, p, room_find(r->contacts, p->contact));
    }
}

static void agent_rings(reference *r, part *p)
{
    usher_channel_def def;
    if (p->info.state == USHER_PART_OFFERED) {
        (void)usher_centre_channel(r->centre, p->info.channel, &def);
        usher_time until = room_enter(r, p, USHER_PART_RINGING, def.ring);
        room_emit_part(r, USHER_EVENT_OFFER_RINGING, r->actor, p)->until = until;
    }
}

static usher_status agent_fact(reference *r, const usher_command *k, part *p)
{
    switch (k->op) {
    case USHER_COMMAND_PARTICIPANT_CLEAR:
        if (room_open_offer(p) || room_live(p)) {
            return USHER_ERR_STATE;
        }
        room_clear(r, p, USHER_REASON_BY_HAND);
        break;
    case USHER_COMMAND_REPORT_RINGING:
        agent_rings(r, p);
        break;
    case USHER_COMMAND_REPORT_ANSWERED:
        agent_answered(r, p, false);
        break;
    case USHER_COMMAND_REPORT_JOINED:
        agent_answered(r, p, true);
        break;
    case USHER_COMMAND_REPORT_FAILED:
        agent_failed(r, p, k->reason);
        break;
    default:
        agent_left(r, p);
    }
    return USHER_OK;
}

static usher_status customer_fact(reference *r, const usher_command *k, contact *c)
{
    bool dialling = c->info.state == USHER_CONTACT_DIALLING;
    bool answers = k->op == USHER_COMMAND_REPORT_ANSWERED || k->op == USHER_COMMAND_REPORT_JOINED;
    bool fails = k->op == USHER_COMMAND_REPORT_FAILED;
    if (k->op == USHER_COMMAND_PARTICIPANT_CLEAR) {
        return USHER_ERR_STATE;
    }
    if (c->info.state == USHER_CONTACT_ENDED || k->op == USHER_COMMAND_REPORT_RINGING) {
        return USHER_OK;
    }
    if (answers && dialling) {
        part *p = room_live_part(r, c);
        p->answered = r->now;
        c->since = r->now;
        room_connect(r, p, c);
    } else if (fails && dialling) {
        room_end_contact(r, c, k->reason);
    } else if (!answers) {
        room_end_contact(r, c, USHER_REASON_CUSTOMER_DISCONNECT);
    }
    return USHER_OK;
}

static usher_status participant_command(reference *r, const usher_command *k)
{
    part *p = room_find(r->parts, USHER_SERIAL(k->participant));
    contact *c = room_find(r->contacts, USHER_SERIAL(k->participant));
    if (p != NULL) {
        return agent_fact(r, k, p);
    }
    return c != NULL ? customer_fact(r, k, c) : USHER_ERR_NOT_FOUND;
}

/* ---- all commands ---------------------------------------------------------------------------- */

static usher_status queue_command(reference *r, const usher_command *k)
{
    bool enabled = k->flag != 0;
    if (r->queue_enabled[k->queue.v] != enabled) {
        r->queue_enabled[k->queue.v] = enabled;
        uint16_t type = enabled ? USHER_EVENT_QUEUE_ENABLED : USHER_EVENT_QUEUE_DISABLED;
        room_emit(r, type, r->actor)->queue = k->queue;
    }
    return USHER_OK;
}

static usher_status run(reference *r, const usher_command *k, uint64_t *id)
{
    switch (k->op) {
    case USHER_COMMAND_ADVANCE:
    case USHER_COMMAND_RESUME:
        return USHER_OK;
    case USHER_COMMAND_AGENT_ADD:
        return agent_add(r, k, id);
    case USHER_COMMAND_AGENT_REMOVE:
    case USHER_COMMAND_AGENT_SET_STATUS:
    case USHER_COMMAND_AGENT_SET_PROFILE:
        return agent_command(r, k);
    case USHER_COMMAND_CONTACT_BEGIN:
        return begin(r, k, id);
    case USHER_COMMAND_CONTACT_DIAL:
        return dial(r, k, id);
    case USHER_COMMAND_QUEUE_SET_ENABLED:
        return queue_command(r, k);
    case USHER_COMMAND_CONTACT_ENQUEUE:
    case USHER_COMMAND_CONTACT_SET_PRIORITY:
    case USHER_COMMAND_CONTACT_SET_AGE:
    case USHER_COMMAND_CONTACT_END:
    case USHER_COMMAND_CONTACT_HOLD:
        return contact_command(r, k);
    default:
        return participant_command(r, k);
    }
}

usher_status reference_submit(reference *r, const usher_command *k, uint64_t *id)
{
    uint64_t made = 0;
    if (k->size != sizeof *k) {
        return USHER_ERR_INVALID;
    }
    room_pass_time(r, k->now);
    r->actor = k->actor;
    usher_status status = room_well_formed(r, k) ? run(r, k, &made) : USHER_ERR_INVALID;
    room_match(r);
    if (id != NULL && status >= 0) {
        *id = made;
    }
    return status;
}

/* ---- making and freeing ---------------------------------------------------------------------- */

static void add_agent_of_centre(reference *r, const usher_agent_def *def)
{
    agent *a = make_agent(r, def->name, def->device, def->acw);
    uint32_t levels = 0;
    while (levels < USHER_GROUP_LEVELS && def->group[levels] != NULL) {
        levels++;
    }
    a->info.profile = def->profile;
    a->info.group = usher_centre_find_group(r->centre, def->group, levels);
    a->info.auto_accept = def->auto_accept;
    a->info.tag = def->tag;
}

reference *reference_new(const usher_centre *centre, usher_time now)
{
    reference *r = room_fresh(sizeof *r);
    r->centre = centre;
    r->options = usher_centre_options(centre);
    r->now = now;
    usher_agent_def agent_def;
    for (uint32_t i = 0; usher_centre_agent(centre, i, &agent_def); i++) {
        add_agent_of_centre(r, &agent_def);
    }
    r->queue_enabled = room_fresh(usher_centre_queues(centre) + 1);
    usher_queue_def queue_def;
    for (uint32_t q = 1; usher_centre_queue(centre, (usher_queue_ref){ q }, &queue_def); q++) {
        r->queue_enabled[q] = !queue_def.disabled;
    }
    return r;
}

void reference_free(reference *r)
{
    void *next;
    for (contact *c = r->contacts; c != NULL; c = next) {
        next = c->is.next;
        room_free_contact(c);
    }
    for (agent *a = r->agents; a != NULL; a = next) {
        next = a->is.next;
        room_free_agent(a);
    }
    for (part *p = r->parts; p != NULL; p = next) {
        next = p->is.next;
        free(p);
    }
    free(r->queue_enabled);
    free(r->events);
    free(r);
}
