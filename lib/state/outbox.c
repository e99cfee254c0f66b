/*
 * outbox.c - chunks of events that never move while somebody may read them.
 */
#include "outbox.h"

#include <string.h>

/*
 * The last place of a chunk is never used. Without it the end of a chunk could be where another one
 * begins, which is read: all memory of a host may lie together.
 */
#define CHUNK_BYTES ((US_EVENTS_PER_CHUNK + 1) * sizeof(usher_event))

void us_outbox_init(us_outbox *outbox, us_mem *mem)
{
    *outbox = (us_outbox){ .mem = mem, .first = 1, .next = 1, .origin = 1, .end = 1 };
}

void us_outbox_clear(us_outbox *outbox)
{
    for (uint32_t i = 0; i < outbox->chunks_count; i++) {
        us_mem_free(outbox->mem, outbox->chunks[i], CHUNK_BYTES);
    }
    us_mem_free(outbox->mem, outbox->chunks, outbox->chunks_capacity * sizeof *outbox->chunks);
}

/* The first chunk always has the oldest event, or the place where it will be: to be read next. */
static void read_again(us_outbox *outbox)
{
    outbox->read = us_outbox_at(outbox, outbox->first);
    outbox->read_end = outbox->chunks[0] + US_EVENTS_PER_CHUNK;
    outbox->restart = outbox->origin + US_EVENTS_RESTART;
}

/* There are chunks, and no event: the next one comes to the beginning. */
static void start_over(us_outbox *outbox)
{
    outbox->end += outbox->first - outbox->origin;
    outbox->origin = outbox->first;
    outbox->place = outbox->chunks[0];
    outbox->limit = outbox->place + US_EVENTS_PER_CHUNK;
}

void us_outbox_turn(us_outbox *outbox)
{
    us_assert(outbox->next < outbox->end);
    outbox->place = us_outbox_at(outbox, outbox->next);
    outbox->limit = outbox->place + US_EVENTS_PER_CHUNK;
}

usher_status us_outbox_grow(us_outbox *outbox, uint64_t events)
{
    while (us_outbox_room(outbox) < events) {
        usher_status status =
            us_mem_grow(outbox->mem, (void **)&outbox->chunks, &outbox->chunks_capacity,
                        outbox->chunks_count + 1, sizeof *outbox->chunks);
        if (status != USHER_OK) {
            return status;
        }
        usher_event *chunk = us_mem_resize(outbox->mem, NULL, 0, CHUNK_BYTES);
        if (chunk == NULL) {
            return USHER_ERR_NOMEM;
        }
        outbox->chunks[outbox->chunks_count++] = chunk;
        outbox->end += US_EVENTS_PER_CHUNK;
        if (outbox->chunks_count == 1) {
            start_over(outbox);
            read_again(outbox);
        }
    }
    return USHER_OK;
}

uint64_t us_outbox_growth(const us_outbox *outbox, uint64_t events)
{
    uint64_t room = us_outbox_room(outbox);
    uint64_t chunks =
        events > room ? (events - room + US_EVENTS_PER_CHUNK - 1) >> US_EVENTS_SHIFT : 0;
    uint32_t capacity = outbox->chunks_capacity;
    while (capacity < outbox->chunks_count + chunks) { /* one chunk at a time */
        capacity = us_mem_grown(capacity, capacity + 1);
    }
    return chunks * CHUNK_BYTES +
           (uint64_t)(capacity - outbox->chunks_capacity) * sizeof *outbox->chunks;
}

/* A chunk that has been read becomes the last one. */
void us_outbox_reuse(us_outbox *outbox)
{
    if (outbox->first == outbox->next) {
        start_over(outbox);
    }
    while (outbox->first - outbox->origin >= US_EVENTS_PER_CHUNK) {
        usher_event *chunk = outbox->chunks[0];
        size_t others = outbox->chunks_count - 1;
        memmove(outbox->chunks, outbox->chunks + 1, others * sizeof *outbox->chunks);
        outbox->chunks[others] = chunk;
        outbox->origin += US_EVENTS_PER_CHUNK;
        outbox->end += US_EVENTS_PER_CHUNK;
    }
    read_again(outbox);
}

void us_outbox_confirm(us_outbox *outbox, uint64_t first)
{
    outbox->first = first;
    us_outbox_reuse(outbox);
}
