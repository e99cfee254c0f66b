/*
 * outbox.h - the change list of the engine: every transition, written once, read by all.
 *
 * State functions append a transition as the event that tells it; the host, the digest and (later)
 * records and metrics read the same list. Events are written in place and never move: they lie in
 * chunks, and a chunk is used again once all its events are confirmed. When everything is
 * confirmed, writing starts over in the first chunk, so that a small centre stays in the
 * first-level cache: not every time, but once much of the chunk is behind it.
 */
#ifndef US_OUTBOX_H
#define US_OUTBOX_H

#include "base/mem.h"

#include <usher/event.h>

enum { US_EVENTS_SHIFT = 6, US_EVENTS_PER_CHUNK = 1 << US_EVENTS_SHIFT };
/* So many behind it are enough: two chunks then have room for all that 32 work units may append. */
enum { US_EVENTS_RESTART = 28 };

typedef struct us_outbox {
    us_mem *mem;
    usher_event **chunks;
    uint32_t chunks_count, chunks_capacity;
    uint64_t first;  /* number of the oldest unconfirmed event */
    uint64_t next;   /* number of the next event */
    uint64_t origin; /* number that would lie at the beginning of chunks[0] */
    uint64_t end;    /* the first number for which there is no room */
    uint64_t restart; /* from this one confirmed on, writing may start over */
    usher_event *place;  /* of event `next`, but for `limit`, */
    usher_event *limit;  /* where its chunk ends: then it is in the chunk behind that one */
    usher_event *read;   /* event `first`, or the one behind it once that was given to the host, */
    usher_event *read_end; /* but for the end of its chunk */
} us_outbox;

void us_outbox_init(us_outbox *outbox, us_mem *mem);
void us_outbox_clear(us_outbox *outbox);
/* Room for `events` more events. */
usher_status us_outbox_grow(us_outbox *outbox, uint64_t events);
/* Bytes that us_outbox_grow would get. */
uint64_t us_outbox_growth(const us_outbox *outbox, uint64_t events);
/* Forgets all events before number `first`, which is the next one to be given. */
void us_outbox_confirm(us_outbox *outbox, uint64_t first);
/* Chunks that have been read are used again; when none is left to be read, writing starts over. */
US_APART void us_outbox_reuse(us_outbox *outbox);
/* The next event comes to the beginning of a chunk: finds it; there must be one. */
US_APART void us_outbox_turn(us_outbox *outbox);

static inline uint64_t us_outbox_room(const us_outbox *outbox)
{
    return outbox->end - outbox->next;
}

static inline usher_event *us_outbox_at(const us_outbox *outbox, uint64_t number)
{
    uint64_t at = number - outbox->origin;
    return &outbox->chunks[at >> US_EVENTS_SHIFT][at & (US_EVENTS_PER_CHUNK - 1)];
}

static inline bool us_outbox_at_limit(const us_outbox *outbox)
{
    return us_rarely(outbox->place == outbox->limit);
}

/* The next event, numbered, to be filled. Room must have been reserved; not at a limit. */
static inline usher_event *us_outbox_add(us_outbox *outbox)
{
    usher_event *event = outbox->place++;
    event->number = outbox->next++;
    return event;
}

#endif
