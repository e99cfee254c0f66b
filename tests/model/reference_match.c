/*
 * reference_match.c - the reference: who fits whom, and which pair is the best (docs/routing.md,
 * chapters 2 and 3). It only reads. Every question is answered by looking at everything.
 */
#include "reference_room.h"

/* RP-8, and whether the channel is on. */
bool room_channel_let_in(const reference *r, const agent *a, unsigned channel)
{
    usher_profile_def profile = room_profile(r, a);
    for (unsigned y = 0; y < USHER_CHANNELS_MAX; y++) {
        uint8_t rule = profile.while_busy[y];
        if (rule == USHER_WHILE_BUSY_DEFAULT) {
            rule = r->options->while_busy_default;
        }
        bool any = profile.max[y] > 0 && rule == USHER_WHILE_BUSY_ANY;
        if (y != channel && !any && room_count_parts(r, a, NULL, (int)y, NULL) > 0) {
            return false;
        }
    }
    return profile.max[channel] > 0;
}

/* SEL-5, SEL-6. */
static bool visible(const reference *r, const contact *c, usher_duration delay)
{
    return delay == 0 || room_difference(r->now, room_delay_base(r, c)) >= delay;
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

/* SEL-1.1. */
static bool wants_offers(const reference *r, const contact *c)
{
    usher_queue_def queue = USHER_QUEUE_DEF_INIT; /* offers: 1, as in an own queue */
    if (c->info.state != USHER_CONTACT_QUEUED) {
        return false;
    }
    if (c->info.queue.v != 0) {
        (void)usher_centre_queue(r->centre, c->info.queue, &queue);
    }
    return room_count_parts(r, NULL, c, -1, room_open_offer) < queue.offers;
}

/* SEL-1. */
static bool fits(const reference *r, const agent *a, const contact *c)
{
    usher_channel channel = c->info.channel;
    return wants_offers(r, c) && room_count_parts(r, a, c, -1, room_open_offer) == 0 &&
           room_routable(r, a->info.status) && a->info.next_status.v == 0 &&
           entry_priority(r, a, c) >= 0 &&
           room_count_parts(r, a, NULL, channel, NULL) < room_profile(r, a).max[channel] &&
           room_channel_let_in(r, a, channel) &&
           !(room_held_back(r, c) && c->misser == a->is.serial);
}

static usher_time rank(const contact *c)
{
    return room_difference(c->rank_time, c->info.age);
}

/* By rank time - age, then serial. */
static bool older(const contact *a, const contact *b)
{
    return rank(a) != rank(b) ? rank(a) < rank(b) : a->is.serial < b->is.serial;
}

/* By contact priority, then as older. */
bool room_before(const contact *a, const contact *b)
{
    return a->info.priority != b->info.priority ? a->info.priority < b->info.priority : older(a, b);
}

/* What an agent names: a contact, and the entry priority it has for the agent. */
typedef struct named {
    contact *contact;
    int level;
} named;

/* SEL-3, in_queue: is no contact of the same queue and entry priority before it for this agent? */
static bool best_of_its_queue(const reference *r, const agent *a, named n)
{
    for (const contact *o = r->contacts; o != NULL; o = o->is.next) {
        bool same = o->info.queue.v == n.contact->info.queue.v && fits(r, a, o) &&
                    entry_priority(r, a, o) == n.level;
        if (same && room_before(o, n.contact)) {
            return false;
        }
    }
    return true;
}

static bool better(const reference *r, named a, named b)
{
    if (b.contact == NULL || a.level != b.level) {
        return b.contact == NULL || a.level < b.level;
    }
    if (r->options->priority_scope == USHER_PRIORITY_IN_QUEUE) {
        return older(a.contact, b.contact);
    }
    return room_before(a.contact, b.contact);
}

/* The best contact that fits the agent (SEL-2, SEL-3). */
static named best_contact(const reference *r, const agent *a)
{
    bool in_queue = r->options->priority_scope == USHER_PRIORITY_IN_QUEUE;
    named best = { NULL, 0 };
    for (contact *c = r->contacts; c != NULL; c = c->is.next) {
        named n = { c, entry_priority(r, a, c) };
        if (fits(r, a, c) && better(r, n, best) && (!in_queue || best_of_its_queue(r, a, n))) {
            best = n;
        }
    }
    return best;
}

/* SEL-14. */
bool room_counts_in_hand(const reference *r, const part *p)
{
    return r->options->handled == USHER_HANDLED_OCCUPIED || room_open_offer(p) || room_live(p);
}

static uint32_t in_hand(const reference *r, const agent *a)
{
    uint32_t count = 0;
    for (const part *p = r->parts; p != NULL; p = p->is.next) {
        count += p->agent == a->is.serial && room_counts_in_hand(r, p);
    }
    return count;
}

/* SEL-11. */
static bool better_agent(const reference *r, const contact *c, const agent *a, const agent *b)
{
    bool avoid = r->options->same_agent_twice == USHER_SAME_AGENT_AVOID;
    bool a_missed = avoid && c->misser == a->is.serial;
    bool b_missed = avoid && c->misser == b->is.serial;
    if (a_missed != b_missed) {
        return b_missed;
    }
    if (in_hand(r, a) != in_hand(r, b)) {
        return in_hand(r, a) < in_hand(r, b);
    }
    if (a->info.available_since != b->info.available_since) {
        return a->info.available_since < b->info.available_since;
    }
    return a->is.serial < b->is.serial;
}

/* SEL-16. */
bool room_best_pair(const reference *r, contact **c, agent **a)
{
    named best = { NULL, 0 };
    for (const agent *each = r->agents; each != NULL; each = each->is.next) {
        named n = best_contact(r, each);
        if (n.contact != NULL && better(r, n, best)) {
            best = n;
        }
    }
    *c = best.contact;
    *a = NULL;
    for (agent *each = r->agents; *c != NULL && each != NULL; each = each->is.next) {
        if (fits(r, each, *c) && (*a == NULL || better_agent(r, *c, each, *a))) {
            *a = each;
        }
    }
    return *c != NULL;
}
