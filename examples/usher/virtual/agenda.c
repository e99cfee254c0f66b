/*
 * agenda.c - a binary heap whose entries know their place.
 */
#include "agenda.h"

#include <assert.h>
#include <stdlib.h>

static bool is_before(const agenda_entry *a, const agenda_entry *b)
{
    if (a->time != b->time) {
        return a->time < b->time;
    }
    if (a->kind != b->kind) {
        return a->kind < b->kind;
    }
    if (a->row != b->row) {
        return a->row < b->row;
    }
    return a->serial < b->serial;
}

static void set_place(virtual_agenda *agenda, size_t place, agenda_entry *entry)
{
    agenda->heap[place] = entry;
    entry->place = place;
}

static void move_up(virtual_agenda *agenda, size_t place)
{
    agenda_entry *entry = agenda->heap[place];

    while (place > 1 && is_before(entry, agenda->heap[place / 2])) {
        set_place(agenda, place, agenda->heap[place / 2]);
        place /= 2;
    }
    set_place(agenda, place, entry);
}

static void move_down(virtual_agenda *agenda, size_t place)
{
    agenda_entry *entry = agenda->heap[place];

    for (;;) {
        size_t child = place * 2;
        if (child > agenda->count) {
            break;
        }
        if (child < agenda->count && is_before(agenda->heap[child + 1], agenda->heap[child])) {
            child++;
        }
        if (!is_before(agenda->heap[child], entry)) {
            break;
        }
        set_place(agenda, place, agenda->heap[child]);
        place = child;
    }
    set_place(agenda, place, entry);
}

/* An entry whose key has changed finds its place again, upwards or downwards. */
static void settle(virtual_agenda *agenda, agenda_entry *entry)
{
    move_up(agenda, entry->place);
    move_down(agenda, entry->place);
}

bool agenda_reserve(virtual_agenda *agenda)
{
    size_t room = agenda->room < 16 ? 16 : agenda->room;
    agenda_entry **heap;

    while (room < agenda->count + 2) {
        room *= 2;
    }
    if (room == agenda->room) {
        return true;
    }
    heap = realloc(agenda->heap, room * sizeof *heap);
    if (heap == NULL) {
        return false;
    }
    agenda->heap = heap;
    agenda->room = room;
    return true;
}

void agenda_put(virtual_agenda *agenda, agenda_entry *entry, usher_time time)
{
    if (entry->place == 0) {
        assert(agenda->count + 1 < agenda->room);
        agenda->count++;
        set_place(agenda, agenda->count, entry);
    }
    entry->time = time;
    settle(agenda, entry);
}

void agenda_remove(virtual_agenda *agenda, agenda_entry *entry)
{
    size_t place = entry->place;
    agenda_entry *last;

    if (place == 0) {
        return;
    }
    assert(agenda->heap[place] == entry);
    entry->place = 0;
    last = agenda->heap[agenda->count--];
    if (last != entry) {
        set_place(agenda, place, last);
        settle(agenda, last);
    }
}

agenda_entry *agenda_first(const virtual_agenda *agenda)
{
    return agenda->count > 0 ? agenda->heap[1] : NULL;
}

void agenda_clear(virtual_agenda *agenda)
{
    free(agenda->heap);
    agenda->heap = NULL;
    agenda->count = 0;
    agenda->room = 0;
}
