/*
 * entry.h - one thing that waits in an inbox: a command with its texts, or work, and who hears of
 * it.
 *
 * Entries stand in one list in the order in which they came. An entry belongs to the inbox (a slot,
 * with room for texts) or lies on the stack of a thread that waits; the list does not care.
 */
#ifndef US_INBOX_ENTRY_H
#define US_INBOX_ENTRY_H

#include <usher/inbox.h>

struct us_waiter;

typedef struct us_entry {
    struct us_entry *before, *next;
    uint64_t number;          /* 1, 2, 3 ... in the order of coming */
    usher_inbox_work work;    /* NULL: it is the command */
    usher_inbox_done done;    /* NULL: nobody wants the answer */
    void *user;               /* of work or done */
    struct us_waiter *waiter; /* NULL: nobody waits, and the entry is a slot */
    usher_command command;
    usher_duration acw[USHER_CHANNELS_MAX]; /* a copy of command.acw_by_channel */
} us_entry;

typedef struct us_entries {
    us_entry *first, *last;
} us_entries;

void us_entries_add(us_entries *list, us_entry *entry);
void us_entries_remove(us_entries *list, us_entry *entry);

/*
 * Copies a command with what it points to: its texts into `text`. False if that has not enough
 * room.
 */
bool us_entry_copy(us_entry *entry, const usher_command *command, char *text, size_t room);

/* Does what the entry says. The status is OK and *id 0 for work. */
usher_status us_entry_run(us_entry *entry, usher_engine *engine, uint64_t *id);

#endif
