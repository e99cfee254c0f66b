/*
 * slots.c - an array that grows to the highest slot in use.
 */
#include "slots.h"

#include <stdlib.h>

enum { SLOT_BITS = 24 };

static size_t slot_of(uint64_t id)
{
    return (size_t)(id & ((UINT64_C(1) << SLOT_BITS) - 1));
}

bool slots_set(virtual_slots *s, uint64_t id, void *item)
{
    size_t slot = slot_of(id);

    if (slot >= s->room) {
        size_t room = s->room < 64 ? 64 : s->room;
        void **items;
        while (room <= slot) {
            room *= 2;
        }
        items = realloc(s->items, room * sizeof *items);
        if (items == NULL) {
            return false;
        }
        for (size_t i = s->room; i < room; i++) {
            items[i] = NULL;
        }
        s->items = items;
        s->room = room;
    }
    s->items[slot] = item;
    return true;
}

void *slots_get(const virtual_slots *s, uint64_t id)
{
    size_t slot = slot_of(id);

    return slot < s->room ? s->items[slot] : NULL;
}

void slots_clear(virtual_slots *s)
{
    free(s->items);
    s->items = NULL;
    s->room = 0;
}
