/*
 * agenda.h - what is going to happen to virtual people, in one total order.
 *
 * An entry lives inside its owner and knows its place here, so that it can be taken out or moved
 * from the middle. Entries are ordered by time, then kind, then row, then serial: at one
 * microsecond ends of work come before answers, answers before customers who give up, and within a
 * kind the rows of the file decide.
 */
#ifndef VIRTUAL_AGENDA_H
#define VIRTUAL_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <usher/base.h>

enum agenda_kind { AGENDA_WORK_ENDS, AGENDA_ANSWERS, AGENDA_GIVES_UP };

typedef struct agenda_entry {
    usher_time time;
    enum agenda_kind kind;
    uint32_t row;
    uint64_t serial; /* the last word between equals; unique among them */
    void *owner;
    size_t place;    /* from 1; 0 = not in the virtual_agenda */
} agenda_entry;

typedef struct virtual_agenda {
    agenda_entry **heap; /* heap[0] is not used */
    size_t count;
    size_t room;
} virtual_agenda;

/** Makes room for one entry more than there are; false when memory is out. */
bool agenda_reserve(virtual_agenda *agenda);
/** Puts an entry in, or moves it if it is in; there must be room. */
void agenda_put(virtual_agenda *agenda, agenda_entry *entry, usher_time time);
/** Takes an entry out, if it is in. */
void agenda_remove(virtual_agenda *agenda, agenda_entry *entry);
/** The first entry; NULL when there is none. */
agenda_entry *agenda_first(const virtual_agenda *agenda);
void agenda_clear(virtual_agenda *agenda);

#endif
