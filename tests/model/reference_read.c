/*
 * reference_read.c - the reference: what can be read (docs/routing.md 13.13). Every number is
 * counted on the spot.
 */
#include "reference_room.h"

#include <string.h>

/* ---- reading (13.13) ------------------------------------------------------------------------- */

usher_time reference_now(const reference *r)
{
    return r->now;
}

usher_time reference_next_due(const reference *r)
{
    part *p;
    contact *c;
    const timer *t = room_first_timer(r, &p, &c);
    return t != NULL ? t->due : USHER_TIME_NEVER;
}

const usher_event *reference_events(const reference *r, size_t *count)
{
    *count = r->events_count;
    return r->events;
}

void reference_clear_events(reference *r)
{
    r->events_count = 0;
}

/* Who has the contact: the part that was answered last, while it is live or in after-contact work. */
static void read_holder(const reference *r, const contact *c, usher_contact_info *out)
{
    out->answered = out->connected = USHER_TIME_NEVER;
    for (const part *p = r->parts; p != NULL; p = p->is.next) {
        if (p->contact == c->is.serial && (room_live(p) || p->info.state == USHER_PART_ACW)) {
            out->agent.v = p->agent << 24;
            out->profile = p->profile;
            out->answered = p->answered;
            out->connected = p->connected;
        }
    }
}

bool reference_contact(const reference *r, usher_contact_id id, usher_contact_info *out)
{
    const contact *c = room_find(r->contacts, USHER_SERIAL(id));
    if (c == NULL) {
        return false;
    }
    *out = c->info;
    out->id.v = c->is.serial << 24;
    out->offers = (uint16_t)room_count_parts(r, NULL, c, -1, room_open_offer);
    read_holder(r, c, out);
    return true;
}

static void read_customer(const contact *c, usher_participant_info *out)
{
    memset(out, 0, sizeof *out);
    out->id.v = out->contact.v = c->is.serial << 24;
    out->role = USHER_ROLE_CUSTOMER;
    out->state = USHER_PART_CONNECTED;
    if (c->info.state == USHER_CONTACT_DIALLING) {
        out->state = USHER_PART_DIALLING;
    } else if (c->info.state == USHER_CONTACT_ENDED) {
        out->state = USHER_PART_GONE;
    }
    out->reason = c->end_reason;
    out->channel = c->info.channel;
    out->since = c->since;
    out->until = USHER_TIME_NEVER;
}

bool reference_participant(const reference *r, usher_participant_id id, usher_participant_info *out)
{
    const part *p = room_find(r->parts, USHER_SERIAL(id));
    const contact *c = room_find(r->contacts, USHER_SERIAL(id));
    if (p != NULL) {
        *out = p->info;
        out->id.v = p->is.serial << 24;
        out->contact.v = p->contact << 24;
        out->agent.v = p->agent << 24;
        out->until = p->timer.due;
    } else if (c != NULL) {
        read_customer(c, out);
    }
    return p != NULL || c != NULL;
}

/* */
static uint16_t available(const reference *r, const agent *a, unsigned channel)
{
    bool keeps = r->options->slots_with_next_status == USHER_NEXT_STATUS_KEEP;
    bool leaves = a->info.next_status.v != 0 && !keeps;
    uint32_t max = room_profile(r, a).max[channel];
    uint32_t count = room_count_parts(r, a, NULL, (int)channel, NULL);
    bool open = room_routable(r, a->info.status) && !leaves && room_channel_let_in(r, a, channel);
    return open && count < max ? (uint16_t)(max - count) : 0;
}

bool reference_agent(const reference *r, usher_agent_id id, usher_agent_info *out)
{
    const agent *a = room_find(r->agents, USHER_SERIAL(id));
    usher_queue_ref none = { 0 };
    if (a == NULL) {
        return false;
    }
    *out = a->info;
    out->id.v = a->is.serial << 24;
    for (const part *p = r->parts; p != NULL; p = p->is.next) {
        out->in_hand += p->agent == a->is.serial && room_counts_in_hand(r, p);
    }
    for (unsigned i = 0; i < USHER_CHANNELS_MAX; i++) {
        out->occupied[i] = (uint16_t)room_count_parts(r, a, NULL, (int)i, NULL);
        out->slots[i] = room_profile(r, a).max[i];
        out->available[i] = available(r, a, i);
    }
    out->agent_queue_count = room_count_waiting(r, none, a, -1);
    return true;
}

bool reference_queue(const reference *r, usher_queue_ref queue, usher_queue_info *out)
{
    memset(out, 0, sizeof *out);
    if (queue.v == 0 || !room_queue_known(r, queue)) {
        return false;
    }
    out->ref = queue;
    out->enabled = r->queue_enabled[queue.v];
    out->waiting = room_count_waiting(r, queue, NULL, -1);
    for (unsigned i = 0; i < USHER_CHANNELS_MAX; i++) {
        out->waiting_by_channel[i] = room_count_waiting(r, queue, NULL, (int)i);
    }
    return true;
}

/* H-36. */
uint32_t reference_position(const reference *r, usher_contact_id id)
{
    const contact *c = room_find(r->contacts, USHER_SERIAL(id));
    uint32_t position = 1;
    if (c == NULL || c->info.state != USHER_CONTACT_QUEUED) {
        return 0;
    }
    const agent *own = room_find(r->agents, USHER_SERIAL(c->info.agent_queue));
    for (const contact *o = r->contacts; o != NULL; o = o->is.next) {
        position += o->info.channel == c->info.channel && room_waits_in(o, c->info.queue, own) &&
                    room_before(o, c);
    }
    return position;
}

/* The serial of the object after `serial`, or of the first one; 0 after the last. */
static uint64_t next_serial(const void *first, uint64_t serial)
{
    const thing *t = first;
    while (t != NULL && t->serial <= serial) {
        t = t->next;
    }
    return t != NULL ? t->serial << 24 : 0;
}

usher_contact_id reference_next_contact(const reference *r, usher_contact_id after)
{
    return (usher_contact_id){ next_serial(r->contacts, USHER_SERIAL(after)) };
}

usher_agent_id reference_next_agent(const reference *r, usher_agent_id after)
{
    return (usher_agent_id){ next_serial(r->agents, USHER_SERIAL(after)) };
}

usher_participant_id reference_next_part(const reference *r, usher_participant_id after)
{
    return (usher_participant_id){ next_serial(r->parts, USHER_SERIAL(after)) };
}
