/*
 * reference_change.c - the reference: a change of centre, carried out (docs/routing.md 13.14, and
 * chapter 15).
 *
 * What is leaving is known by name: the centre has it, and the file in force does not.
 */
#include "reference_room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is leaving ------------------------------------------------------------------------- */

bool room_channel_stays(const reference *r, usher_channel channel)
{
    usher_channel_def def;
    return usher_centre_channel(r->centre, channel, &def) &&
           usher_centre_find_channel(r->file, def.name) != USHER_CHANNEL_NONE;
}

bool room_status_stays(const reference *r, usher_agent_status_ref ref)
{
    usher_agent_status_def def;
    return usher_centre_status(r->centre, ref, &def) &&
           usher_centre_find_status(r->file, def.name).v != 0;
}

bool room_queue_stays(const reference *r, usher_queue_ref ref)
{
    usher_queue_def def;
    return usher_centre_queue(r->centre, ref, &def) &&
           usher_centre_find_queue(r->file, def.name).v != 0;
}

bool room_profile_stays(const reference *r, usher_profile_ref ref)
{
    usher_profile_def def;
    return usher_centre_profile(r->centre, ref, &def) &&
           usher_centre_find_profile(r->file, def.name).v != 0;
}

bool room_queue_is_gone(const reference *r, usher_queue_ref ref)
{
    return !room_queue_stays(r, ref) && room_count_waiting(r, ref, NULL, -1) == 0;
}

void room_leave(reference *r, contact *c)
{
    if (c->info.state != USHER_CONTACT_QUEUED) {
        return;
    }
    c->info.state = USHER_CONTACT_NEW; /* for as long as nobody looks */
    if (c->info.agent_queue.v == 0 && room_queue_is_gone(r, c->info.queue)) {
        room_emit(r, USHER_EVENT_QUEUE_REMOVED, USHER_ACTOR_ENGINE)->queue = c->info.queue;
    }
}

void room_give_up(reference *r, contact *c)
{
    agent *own = room_find(r->agents, USHER_SERIAL(c->info.agent_queue));
    c->info.agent_queue.v = 0;
    if (own != NULL) {
        room_settle(r, own);
    }
}

bool room_place_is_left(const reference *r, const contact *c)
{
    const agent *own = room_find(r->agents, USHER_SERIAL(c->info.agent_queue));
    return own != NULL ? own->info.leaving : !room_queue_stays(r, c->info.queue);
}

/* ---- committing ------------------------------------------------------------------------------ */

usher_status reference_check_change(reference *r, usher_time now, const reference_change *c)
{
    room_pass_time(r, now);
    r->actor = c->actor;
    if (c->generation != r->generation) {
        return USHER_ERR_STALE;
    }
    for (uint32_t i = 0; i < c->removals_count; i++) {
        const removal *item = &c->removals[i];
        if (item->action == USHER_REFUSE && room_count_uses(r, c->file, item) > 0) {
            return c->refusals > 0 ? USHER_ERR_IN_USE : USHER_ERR_STALE;
        }
    }
    return USHER_OK;
}

/* Both centres, while one takes the place of the other. */
typedef struct passage {
    reference *r;
    const reference_change *change;
    const usher_centre *old; /* with its file's agents */
    const usher_centre *old_file;
} passage;

static const removal *moved(const passage *p, uint8_t kind, uint32_t place)
{
    const removal *item = room_find_removal(p->change, kind, place);
    return item != NULL && item->action == USHER_MOVE ? item : NULL;
}

/* The one that comes first in the order of H-36, of those behind `last`; NULL: no more. */
static contact *next_in_line(const reference *r, usher_queue_ref queue, const agent *own,
                             unsigned channel, const contact *last)
{
    contact *next = NULL;
    for (contact *c = r->contacts; c != NULL; c = c->is.next) {
        if (c->info.channel == channel && room_waits_in(c, queue, own) &&
            (last == NULL || room_before(last, c)) && (next == NULL || room_before(c, next))) {
            next = c;
        }
    }
    return next;
}

static void move_contact(reference *r, contact *c, usher_queue_ref to)
{
    usher_time enqueued = c->info.enqueued;
    c->info.state = USHER_CONTACT_NEW; /* the change itself tells what is removed */
    usher_event *e = room_wait(r, c, to, NULL);
    e->reason = USHER_REASON_QUEUE_REMOVED;
    c->info.enqueued = enqueued;
    c->is.due = USHER_TIME_NEVER;
    room_set_contact_timer(r, c);
}

/* ---- queues ---------------------------------------------------------------------------------- */

static void set_enabled(reference *r, usher_queue_ref ref, bool enabled)
{
    r->queue_enabled[ref.v] = enabled;
    room_emit(r, enabled ? USHER_EVENT_QUEUE_ENABLED : USHER_EVENT_QUEUE_DISABLED, r->actor)
        ->queue = ref;
}

static void enable(const passage *p, usher_queue_ref ref, bool was_leaving)
{
    reference *r = p->r;
    usher_queue_def was = USHER_QUEUE_DEF_INIT;
    usher_queue_def is = USHER_QUEUE_DEF_INIT;
    (void)usher_centre_queue(p->old, ref, &was);
    (void)usher_centre_queue(r->centre, ref, &is);
    if (!room_queue_stays(r, ref)) {
        r->queue_enabled[ref.v] = false;
    } else if (was_leaving ||
               (was.disabled != is.disabled && r->queue_enabled[ref.v] == !was.disabled)) {
        set_enabled(r, ref, !is.disabled);
    }
}

static void seat_contacts(const passage *p, usher_queue_ref ref)
{
    const removal *item = moved(p, USHER_CHANGE_QUEUE, ref.v);
    for (unsigned i = 0; i < USHER_CHANNELS_MAX; i++) {
        contact *c = NULL;
        while ((c = next_in_line(p->r, ref, NULL, i, item != NULL ? NULL : c)) != NULL) {
            if (item != NULL) {
                move_contact(p->r, c, usher_centre_find_queue(p->r->centre, item->to));
            } else {
                room_set_contact_timer(p->r, c);
            }
        }
    }
}

/* r->centre and r->file are the new ones already. */
static void seat_queue(const passage *p, usher_queue_ref ref, bool was_leaving, bool was_empty)
{
    reference *r = p->r;
    enable(p, ref, was_leaving);
    seat_contacts(p, ref);
    bool empty = room_count_waiting(r, ref, NULL, -1) == 0;
    if (room_queue_stays(r, ref)) {
        return;
    }
    if (empty && !(was_leaving && was_empty)) {
        room_emit(r, USHER_EVENT_QUEUE_REMOVED, r->actor)->queue = ref;
    } else if (!empty && !was_leaving) {
        room_emit(r, USHER_EVENT_QUEUE_LEAVING, r->actor)->queue = ref;
    }
}

static void seat_queues(const passage *p)
{
    for (uint32_t i = 1; i <= usher_centre_queues(p->old); i++) {
        usher_queue_ref ref = { i };
        usher_queue_def def;
        if (usher_centre_queue(p->old, ref, &def)) {
            bool was_leaving = usher_centre_find_queue(p->old_file, def.name).v == 0;
            bool was_empty = room_count_waiting(p->r, ref, NULL, -1) == 0;
            seat_queue(p, ref, was_leaving, was_empty);
        }
    }
}

/* ---- agents ---------------------------------------------------------------------------------- */

static uint8_t kind_of(const usher_centre *centre, usher_agent_status_ref ref)
{
    usher_agent_status_def def = USHER_AGENT_STATUS_DEF_INIT;
    (void)usher_centre_status(centre, ref, &def);
    return def.kind;
}

static usher_agent_status_ref status_then(const passage *p, usher_agent_status_ref ref)
{
    const removal *item = moved(p, USHER_CHANGE_STATUS, ref.v);
    return item != NULL ? usher_centre_find_status(p->r->centre, item->to) : ref;
}

static void seat_statuses(const passage *p, agent *a)
{
    reference *r = p->r;
    usher_agent_status_ref status = a->info.status;
    usher_agent_status_ref next = status_then(p, a->info.next_status);
    if (kind_of(p->old, status) != kind_of(r->centre, status) && room_routable(r, status)) {
        a->info.available_since = r->now;
    }
    a->info.status = status_then(p, status);
    bool moves = a->info.status.v != status.v;
    if (moves) {
        room_emit_agent(r, USHER_EVENT_AGENT_STATUS, a)->status = a->info.status;
    }
    if (next.v != 0 && (moves || next.v != a->info.next_status.v)) {
        a->info.next_status = next;
        room_emit_agent(r, USHER_EVENT_AGENT_NEXT_STATUS, a)->status = next;
    }
}

static void empty_own_queue(const passage *p, agent *a, const removal *item)
{
    usher_queue_ref none = { 0 };
    usher_queue_ref to = usher_centre_find_queue(p->r->centre, item->to);
    for (unsigned i = 0; i < USHER_CHANNELS_MAX; i++) {
        contact *c;
        while ((c = next_in_line(p->r, none, a, i, NULL)) != NULL) {
            move_contact(p->r, c, to);
        }
    }
}

static bool set_lengths(agent *a, const usher_agent_def *was, const usher_agent_def *is)
{
    bool differs = false;
    for (unsigned i = 0; i < USHER_CHANNELS_MAX; i++) {
        uint8_t bit = (uint8_t)(1u << i);
        if (a->acw[i] == was->acw[i] && a->acw[i] != is->acw[i]) {
            a->acw[i] = is->acw[i];
            differs = true;
        }
        if ((a->info.auto_accept & bit) == (was->auto_accept & bit) &&
            (a->info.auto_accept & bit) != (is->auto_accept & bit)) {
            a->info.auto_accept ^= bit;
            differs = true;
        }
    }
    return differs;
}

/* What is still as the old file says becomes as the new one says (CH-7). */
static bool set_values(const passage *p, agent *a, const usher_agent_def *was,
                       const usher_agent_def *is)
{
    usher_group_ref old_group = room_group_of(p->old, was);
    usher_group_ref group = room_group_of(p->r->centre, is);
    bool differs = set_lengths(a, was, is);
    if (a->info.group.v == old_group.v && group.v != old_group.v) {
        a->info.group = group;
        differs = true;
    }
    if (a->info.tag == was->tag && is->tag != was->tag) {
        a->info.tag = is->tag;
        differs = true;
    }
    if (room_same_text(a->device, was->device) && !room_same_text(is->device, was->device)) {
        snprintf(a->device, sizeof a->device, "%s", is->device != NULL ? is->device : "");
        differs = true;
    }
    return differs;
}

static void seat_profile(const passage *p, agent *a, const usher_agent_def *was,
                         const usher_agent_def *is)
{
    usher_profile_ref profile = a->info.profile;
    if (was != NULL && is != NULL && profile.v == was->profile.v) {
        profile = is->profile;
    }
    const removal *item = moved(p, USHER_CHANGE_PROFILE, profile.v);
    if (item != NULL) {
        profile = usher_centre_find_profile(p->r->centre, item->to);
    }
    if (profile.v != a->info.profile.v) {
        a->info.profile = profile;
        room_emit_agent(p->r, USHER_EVENT_AGENT_PROFILE, a)->profile = profile;
    }
}

static void seat_agent(const passage *p, agent *a)
{
    reference *r = p->r;
    usher_agent_def was;
    usher_agent_def is;
    bool had = room_agent_def(p->old, a->name, &was);
    bool has = room_agent_def(r->centre, a->name, &is);
    const removal *item = NULL;
    for (uint32_t i = 0; had && !has && i < p->change->removals_count; i++) {
        const removal *any = &p->change->removals[i];
        bool this = any->kind == USHER_CHANGE_AGENT && strcmp(any->name, a->name) == 0;
        item = this ? any : item;
    }
    seat_statuses(p, a);
    if (item != NULL && item->action == USHER_MOVE) {
        empty_own_queue(p, a, item);
    }
    bool stays = has && a->info.leaving;
    a->info.leaving = a->info.leaving && !has;
    seat_profile(p, a, had ? &was : NULL, has ? &is : NULL);
    bool differs = had && has && set_values(p, a, &was, &is);
    if (stays || differs) {
        room_emit_agent(r, USHER_EVENT_AGENT_CHANGED, a);
    }
    if (item == NULL) {
        return;
    }
    bool idle = room_count_parts(r, a, NULL, -1, ROOM_ALL) == 0 && room_count_own(r, a) == 0;
    room_emit_agent(r, idle ? USHER_EVENT_AGENT_REMOVED : USHER_EVENT_AGENT_LEAVING, a);
    a->info.leaving = true;
    a->info.next_status.v = 0;
    if (idle) {
        room_remove(&r->agents, a);
    }
}

static void hire(const passage *p)
{
    reference *r = p->r;
    usher_agent_def def;
    for (uint32_t i = 0; usher_centre_agent(r->centre, i, &def); i++) {
        usher_agent_def was;
        bool there = room_agent_def(p->old, def.name, &was);
        for (const agent *a = r->agents; a != NULL; a = a->is.next) {
            there = there || strcmp(a->name, def.name) == 0;
        }
        if (!there) {
            agent *a = room_make_agent(r, def.name, def.device, def.acw);
            room_set_agent(a, def.profile, room_group_of(r->centre, &def), def.auto_accept,
                           def.tag);
            usher_event *e = room_emit_agent(r, USHER_EVENT_AGENT_ADDED, a);
            e->profile = def.profile;
            e->status = a->info.status;
        }
    }
}

/* ---- all ------------------------------------------------------------------------------------- */

static void know_new_queues(reference *r, uint32_t before)
{
    uint32_t count = usher_centre_queues(r->centre);
    bool *grown = realloc(r->queue_enabled, (count + 1) * sizeof *grown);
    if (grown == NULL) {
        abort();
    }
    r->queue_enabled = grown;
    for (uint32_t i = before + 1; i <= count; i++) {
        usher_queue_def def = USHER_QUEUE_DEF_INIT;
        grown[i] = usher_centre_queue(r->centre, (usher_queue_ref){ i }, &def) && !def.disabled;
    }
}

void reference_commit(reference *r, const reference_change *change, const usher_centre *merged)
{
    passage p = { r, change, r->centre, r->file };
    r->generation++;
    r->centre = merged;
    r->file = change->file;
    r->options = usher_centre_options(merged);
    know_new_queues(r, usher_centre_queues(p.old));
    room_emit(r, USHER_EVENT_CENTRE_CHANGED, r->actor);
    seat_queues(&p);
    uint64_t serial = 0;
    for (agent *a = r->agents; a != NULL;) {
        serial = a->is.serial;
        seat_agent(&p, a);
        a = r->agents;
        while (a != NULL && a->is.serial <= serial) {
            a = a->is.next;
        }
    }
    hire(&p);
    room_overflow_all(r);
    room_fire_contacts(r);
    room_tell_empty(r);
    room_match(r);
}
