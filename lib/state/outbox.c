/*
 * outbox.c - chunks of events that never move while somebody may read them.
 */
#include "outbox.h"

#include <string.h>

void us_outbox_init(us_outbox *outbox, us_mem *mem)
{
    *outbox = (us_outbox){ .mem = mem, .first = 1, .next = 1, .origin = 1, .end = 1 };
}

void us_outbox_clear(us_outbox *outbox)
{
    for (uint32_t i = 0; i < outbox->chunks_count; i++) {
        us_mem_free(outbox->mem, outbox->chunks[i], US_EVENTS_PER_CHUNK * sizeof(usher_event));
    }
    us_mem_free(outbox->mem, outbox->chunks, outbox->chunks_capacity * sizeof *outbox->chunks);
}

void us_outbox_turn(us_outbox *outbox)
{
    if (outbox->next < outbox->end) {
        outbox->place = us_outbox_at(outbox, outbox->next);
    }
    if (outbox->first < outbox->end) {
        outbox->oldest = us_outbox_at(outbox, outbox->first);
    }
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
        usher_event *chunk =
            us_mem_resize(outbox->mem, NULL, 0, US_EVENTS_PER_CHUNK * sizeof *chunk);
        if (chunk == NULL) {
            return USHER_ERR_NOMEM;
        }
        outbox->chunks[outbox->chunks_count++] = chunk;
        outbox->end += US_EVENTS_PER_CHUNK;
        us_outbox_turn(outbox);
    }
    return USHER_OK;
}

/* A chunk that has been read becomes the last one. */
void us_outbox_rotate(us_outbox *outbox)
{
    while (outbox->first - outbox->origin >= US_EVENTS_PER_CHUNK) {
        usher_event *chunk = outbox->chunks[0];
        size_t others = outbox->chunks_count - 1;
        memmove(outbox->chunks, outbox->chunks + 1, others * sizeof *outbox->chunks);
        outbox->chunks[others] = chunk;
        outbox->origin += US_EVENTS_PER_CHUNK;
        outbox->end += US_EVENTS_PER_CHUNK;
    }
    us_outbox_turn(outbox);
}
