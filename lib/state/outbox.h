/*
 * outbox.h - the change list of the engine: every transition, written once, read by all.
 *
 * State functions append a transition as the event that tells it; the host, the digest and (later)
 * records and metrics read the same list. Events are written in place and never move: they lie in
 * chunks, and a chunk is used again once all its events are confirmed. When everything is
 * confirmed, writing starts over in the first chunk, so that a small centre stays in the
 * first-level cache.
 */
#ifndef US_OUTBOX_H
#define US_OUTBOX_H

#include "base/mem.h"

#include <usher/event.h>

enum { US_EVENTS_SHIFT = 6, US_EVENTS_PER_CHUNK = 1 << US_EVENTS_SHIFT };

typedef struct us_outbox {
    us_mem *mem;
    usher_event **chunks;
    uint32_t chunks_count, chunks_capacity;
    uint64_t first;  /* number of the oldest unconfirmed event */
    uint64_t next;   /* number of the next event */
    uint64_t origin; /* number that would lie at the beginning of chunks[0] */
    uint64_t end;    /* the first number for which there is no room */
    usher_event *place;  /* of event `next`, if there is room for it */
    usher_event *oldest; /* event `first`, if there is one */
} us_outbox;

void us_outbox_init(us_outbox *outbox, us_mem *mem);
void us_outbox_clear(us_outbox *outbox);
/* Room for `events` more events. */
usher_status us_outbox_grow(us_outbox *outbox, uint64_t events);
/* Chunks that have been read are used again. */
void us_outbox_rotate(us_outbox *outbox);
/* Finds the places of the oldest and the next event anew. */
void us_outbox_turn(us_outbox *outbox);

static inline uint64_t us_outbox_room(const us_outbox *outbox)
{
    return outbox->end - outbox->next;
}

static inline usher_event *us_outbox_at(const us_outbox *outbox, uint64_t number)
{
    uint64_t at = number - outbox->origin;
    return &outbox->chunks[at >> US_EVENTS_SHIFT][at & (US_EVENTS_PER_CHUNK - 1)];
}

/* Forgets all events before number `first`. When none is left, writing starts over. */
static inline void us_outbox_confirm(us_outbox *outbox, uint64_t first)
{
    uint64_t confirmed = first - outbox->first;
    outbox->first = first;
    if (first == outbox->next) {
        outbox->end += first - outbox->origin;
        outbox->origin = first;
        outbox->oldest = outbox->chunks[0];
        outbox->place = outbox->oldest;
    } else if (first - outbox->origin < US_EVENTS_PER_CHUNK) {
        outbox->oldest += confirmed;
    } else {
        us_outbox_rotate(outbox);
    }
}

/* The next event is filled: it can be read. Room must have been reserved. */
static inline void us_outbox_filled(us_outbox *outbox)
{
    us_assert(outbox->next < outbox->end);
    outbox->place++;
    outbox->next++;
    if (((outbox->next - outbox->origin) & (US_EVENTS_PER_CHUNK - 1)) == 0) {
        us_outbox_turn(outbox);
    }
}

/* A next event to be filled. */
static inline usher_event *us_outbox_add(us_outbox *outbox)
{
    usher_event *event = outbox->place;
    us_outbox_filled(outbox);
    return event;
}

#endif
