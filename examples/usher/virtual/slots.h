/*
 * slots.h - from an id of the engine to what the virtual host keeps about that thing.
 *
 * An id holds a slot number in its low 24 bits, so a plain array does. Asking with a stale id gives
 * whatever lives in the slot now: each owner compares the whole id.
 */
#ifndef VIRTUAL_SLOTS_H
#define VIRTUAL_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct virtual_slots {
    void **items;
    size_t room;
} virtual_slots;

/** Keeps `item` under the id, in place of what was there. False when memory is out. */
bool slots_set(virtual_slots *s, uint64_t id, void *item);
/** NULL when nothing was kept there. */
void *slots_get(const virtual_slots *s, uint64_t id);
void slots_clear(virtual_slots *s);

#endif
