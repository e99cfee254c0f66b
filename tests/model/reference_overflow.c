/*
 * reference_overflow.c - the reference: agents that a queue needs, and contacts that leave it
 * because they have waited too long or nobody serves them (docs/routing.md 1.6).
 */
#include "reference_room.h"

/* ---- agents ---------------------------------------------------------------------------------- */

static bool serves(const reference *r, const agent *a, usher_queue_ref queue, unsigned channel)
{
    usher_entry_def e;
    for (uint32_t i = 0; usher_centre_entry(r->centre, a->info.profile, i, &e); i++) {
        if (e.queue.v == queue.v && e.channel == channel) {
            return room_profile(r, a).max[channel] > 0;
        }
    }
    return false;
}

static bool is_needed(const reference *r, const agent *a, unsigned channel, uint8_t needs)
{
    usher_agent_status_def def;
    (void)usher_centre_status(r->centre, a->info.status, &def);
    bool staffed =
        def.kind == USHER_STATUS_ROUTABLE && a->info.next_status.v == 0 && !a->info.leaving;
    bool free = room_occupied(r, a, channel) < room_profile(r, a).max[channel] &&
                room_channel_let_in(r, a, channel);
    return !a->info.gone && def.kind != USHER_STATUS_OFFLINE &&
           (staffed || needs < USHER_NEEDS_STAFFED) && (free || needs < USHER_NEEDS_AVAILABLE);
}

bool room_attended(const reference *r, usher_queue_ref queue, unsigned channel, uint8_t needs)
{
    bool attended = needs == USHER_NEEDS_NOTHING;
    for (const agent *a = r->agents; a != NULL; a = a->is.next) {
        attended = attended || (serves(r, a, queue, channel) && is_needed(r, a, channel, needs));
    }
    return attended;
}

/* ---- one contact ----------------------------------------------------------------------------- */

static usher_queue_def queue_of(const reference *r, const contact *c)
{
    usher_queue_def def = USHER_QUEUE_DEF_INIT;
    (void)usher_centre_queue(r->centre, c->info.queue, &def);
    return def;
}

usher_time room_leaves_at(const reference *r, const contact *c)
{
    usher_duration longest = c->info.agent_queue.v == 0 ? queue_of(r, c).longest_wait : 0;
    bool never = longest == 0 || longest == USHER_FOREVER || c->info.overdue;
    return never ? USHER_TIME_NEVER : room_sum(c->info.enqueued, longest);
}

static void overflow(reference *r, contact *c)
{
    usher_queue_def def = queue_of(r, c);
    bool goes;
    part *p;
    do {
        goes = def.overflow_queue.v != 0 &&
               room_check_queue(r, def.overflow_queue, NULL, c->info.channel,
                                USHER_VIA_QUEUE_TRANSFER) == USHER_OK;
        if (!goes && def.overflow_end == USHER_REASON_NONE) {
            c->info.overdue = true;
            room_set_contact_timer(r, c);
            room_emit_contact(r, USHER_EVENT_CONTACT_OVERDUE, c)->queue = c->info.queue;
            return;
        }
        p = room_next_part(r->parts, NULL, c, -1, ROOM_OPEN);
        if (p != NULL) {
            room_withdraw(r, p, USHER_REASON_OVERFLOW);
        }
    } while (p != NULL);
    if (goes) {
        room_wait(r, c, def.overflow_queue, NULL)->reason = USHER_REASON_OVERFLOW;
    } else {
        room_end_contact(r, c, def.overflow_end);
    }
}

void room_overflow(reference *r, contact *c)
{
    uint64_t actor = r->actor;
    r->actor = USHER_ACTOR_ENGINE;
    overflow(r, c);
    r->actor = actor;
}

/* ---- all of a queue -------------------------------------------------------------------------- */

static contact *first_to_leave(const reference *r, usher_queue_ref queue, unsigned channel)
{
    contact *first = NULL;
    for (contact *c = r->contacts; c != NULL; c = c->is.next) {
        if (room_waits_in(c, queue, NULL) && c->info.channel == channel && !c->info.overdue &&
            (first == NULL || room_before(c, first))) {
            first = c;
        }
    }
    return first;
}

static contact *next_to_leave(const reference *r)
{
    usher_queue_def def = USHER_QUEUE_DEF_INIT;
    for (usher_queue_ref q = { 1 }; q.v <= usher_centre_queues(r->centre); q.v++) {
        bool there = usher_centre_queue(r->centre, q, &def);
        for (unsigned i = 0; there && i < usher_centre_channels(r->centre); i++) {
            contact *c = first_to_leave(r, q, i);
            if (c != NULL && !room_attended(r, q, i, def.stay_needs)) {
                return c;
            }
        }
    }
    return NULL;
}

void room_overflow_all(reference *r)
{
    contact *c;
    while ((c = next_to_leave(r)) != NULL) {
        room_overflow(r, c);
    }
}
