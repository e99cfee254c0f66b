/*
 * reference_state.c - the reference: what is now. Finding and counting objects, telling events, and
 * timers. Nothing here decides anything. Comments name paragraphs of docs/routing.md.
 */
#include "reference_room.h"

#include <stdlib.h>
#include <string.h>

void *room_fresh(size_t size)
{
    void *made = calloc(1, size);
    if (made == NULL) {
        abort();
    }
    return made;
}

/* An empty text is as none. */
char *room_copy_text(const char *text)
{
    if (text == NULL || text[0] == '\0') {
        return NULL;
    }
    size_t size = strlen(text) + 1;
    return memcpy(room_fresh(size), text, size);
}

bool room_same_text(const char *a, const char *b)
{
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

/* ---- lists: *head is a pointer to the first object of any kind ------------------------------- */

void room_append(void *head, void *item)
{
    void **link = head;
    while (*link != NULL) {
        link = &((thing *)*link)->next;
    }
    *link = item;
}

void room_remove(void *head, const void *item)
{
    void **link = head;
    while (*link != item) {
        link = &((thing *)*link)->next;
    }
    *link = ((const thing *)item)->next;
}

void *room_find(void *first, uint64_t serial)
{
    thing *t = first;
    while (t != NULL && t->serial != serial) {
        t = t->next;
    }
    return t;
}

/* ---- sums saturate (chapter 0) --------------------------------------------------------------- */

int64_t room_sum(int64_t a, int64_t b)
{
    if (b > 0 && a > INT64_MAX - b) {
        return INT64_MAX;
    }
    if (b < 0 && a < INT64_MIN - b) {
        return INT64_MIN;
    }
    return a + b;
}

int64_t room_difference(int64_t a, int64_t b)
{
    if (b < 0 && a > INT64_MAX + b) {
        return INT64_MAX;
    }
    if (b > 0 && a < INT64_MIN + b) {
        return INT64_MIN;
    }
    return a - b;
}

/* ---- what the centre says -------------------------------------------------------------------- */

/* The built-in channel whose rules hold for this one (RP-5). */
usher_channel room_channel_like(const reference *r, usher_channel channel)
{
    usher_channel_def def;
    if (channel <= USHER_EMAIL || !usher_centre_channel(r->centre, channel, &def)) {
        return channel;
    }
    return def.like;
}

bool room_routable(const reference *r, usher_agent_status_ref status)
{
    usher_agent_status_def def;
    return usher_centre_status(r->centre, status, &def) && def.kind == USHER_STATUS_ROUTABLE;
}

usher_profile_def room_profile(const reference *r, const agent *a)
{
    usher_profile_def def = USHER_PROFILE_DEF_INIT;
    (void)usher_centre_profile(r->centre, a->info.profile, &def);
    return def;
}

/* ---- counting -------------------------------------------------------------------------------- */

bool room_open_offer(const part *p)
{
    return p->info.state == USHER_PART_OFFERED || p->info.state == USHER_PART_RINGING;
}

bool room_live(const part *p)
{
    return p->info.state == USHER_PART_ANSWERED || p->info.state == USHER_PART_CONNECTED ||
           p->info.state == USHER_PART_DIALLING;
}

bool room_missed(const part *p)
{
    return p->info.state == USHER_PART_MISSED || p->info.state == USHER_PART_REJECTED ||
           p->info.state == USHER_PART_ERROR;
}

uint32_t room_count_parts(const reference *r, const agent *a, const contact *c, int channel,
                          bool (*which)(const part *))
{
    uint32_t count = 0;
    for (const part *p = r->parts; p != NULL; p = p->is.next) {
        count += (a == NULL || p->agent == a->is.serial) &&
                 (c == NULL || p->contact == c->is.serial) &&
                 (channel < 0 || p->info.channel == channel) && (which == NULL || which(p));
    }
    return count;
}

bool room_waits_in(const contact *c, usher_queue_ref queue, const agent *own)
{
    if (c->info.state != USHER_CONTACT_QUEUED) {
        return false;
    }
    if (own != NULL) {
        return USHER_SERIAL(c->info.agent_queue) == own->is.serial;
    }
    return c->info.queue.v != 0 && c->info.queue.v == queue.v;
}

uint32_t room_count_waiting(const reference *r, usher_queue_ref queue, const agent *own,
                            int channel)
{
    uint32_t count = 0;
    for (const contact *c = r->contacts; c != NULL; c = c->is.next) {
        count += room_waits_in(c, queue, own) && (channel < 0 || c->info.channel == channel);
    }
    return count;
}

part *room_live_part(const reference *r, const contact *c)
{
    part *p = r->parts;
    while (p != NULL && !(p->contact == c->is.serial && room_live(p))) {
        p = p->is.next;
    }
    return p;
}

/* ---- events (13.2) --------------------------------------------------------------------------- */

usher_event *room_emit(reference *r, uint16_t type, uint64_t actor)
{
    usher_event *grown = realloc(r->events, (r->events_count + 1) * sizeof *grown);
    if (grown == NULL) {
        abort();
    }
    r->events = grown;
    usher_event *e = &r->events[r->events_count++];
    memset(e, 0, sizeof *e);
    e->number = ++r->events_made;
    e->time = r->now;
    e->actor = actor;
    e->type = type;
    e->channel = USHER_CHANNEL_NONE;
    return e;
}

usher_event *room_emit_contact(reference *r, uint16_t type, const contact *c)
{
    usher_event *e = room_emit(r, type, r->actor);
    e->contact.v = c->is.serial << 24;
    e->channel = c->info.channel;
    e->tag = c->info.tag;
    return e;
}

usher_event *room_emit_agent(reference *r, uint16_t type, uint64_t actor, const agent *a)
{
    usher_event *e = room_emit(r, type, actor);
    e->agent.v = a->is.serial << 24;
    e->tag = a->info.tag;
    return e;
}

usher_event *room_emit_part(reference *r, uint16_t type, uint64_t actor, const part *p)
{
    usher_event *e = room_emit(r, type, actor);
    e->contact.v = p->contact << 24;
    e->agent.v = p->agent << 24;
    e->participant.v = p->is.serial << 24;
    e->queue = p->queue;
    e->channel = p->info.channel;
    e->tag = p->tag;
    return e;
}

/* ---- timers (13.4) --------------------------------------------------------------------------- */

void room_set_timer(reference *r, timer *t, usher_time due)
{
    t->due = due;
    t->set = ++r->timers_set;
}

/* The time at which the delay clock of a waiting contact stood at 0 (SEL-6). */
usher_time room_delay_base(const reference *r, const contact *c)
{
    if (r->options->delay_clock == USHER_DELAY_REAL) {
        return c->info.enqueued;
    }
    return room_difference(c->rank_time, c->info.age);
}

/* The earliest time at which a delay that has not been reached yet will be. */
static usher_time next_delay(const reference *r, const contact *c)
{
    usher_time best = USHER_TIME_NEVER;
    for (uint32_t p = 1; p <= usher_centre_profiles(r->centre); p++) {
        usher_entry_def e;
        for (uint32_t i = 0; usher_centre_entry(r->centre, (usher_profile_ref){ p }, i, &e); i++) {
            bool names_it = e.queue.v == c->info.queue.v && e.channel == c->info.channel;
            usher_time due = room_sum(room_delay_base(r, c), e.delay);
            if (names_it && e.delay > 0 && due > r->now && due < best) {
                best = due;
            }
        }
    }
    return best;
}

bool room_held_back(const reference *r, const contact *c)
{
    return c->misser != 0 && r->now < room_sum(c->missed_at, r->options->reoffer_after);
}

void room_set_contact_timer(reference *r, contact *c)
{
    usher_time due = USHER_TIME_NEVER;
    usher_time back = room_sum(c->missed_at, r->options->reoffer_after);
    if (c->info.queue.v != 0) {
        due = next_delay(r, c);
    }
    if (room_held_back(r, c) && back < due) {
        due = back;
    }
    if (due != c->timer.due) {
        room_set_timer(r, &c->timer, due);
    }
}

static bool sooner(const timer *a, const timer *b)
{
    return b == NULL || (a->due != b->due ? a->due < b->due : a->set < b->set);
}

/* The timer that fires next, and whose it is: *p or *c. NULL when none is set. */
const timer *room_first_timer(const reference *r, part **p, contact **c)
{
    const timer *best = NULL;
    *p = NULL;
    *c = NULL;
    for (part *each = r->parts; each != NULL; each = each->is.next) {
        if (each->timer.due != USHER_TIME_NEVER && sooner(&each->timer, best)) {
            best = &each->timer;
            *p = each;
        }
    }
    for (contact *each = r->contacts; each != NULL; each = each->is.next) {
        if (each->timer.due != USHER_TIME_NEVER && sooner(&each->timer, best)) {
            best = &each->timer;
            *c = each;
            *p = NULL;
        }
    }
    return best;
}
