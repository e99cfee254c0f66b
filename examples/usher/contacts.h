/*
 * contacts.h - contacts.csv: who will arrive when, with how much patience and work.
 */
#ifndef COMMAND_CONTACTS_H
#define COMMAND_CONTACTS_H

#include <stddef.h>
#include <stdint.h>

#include "csv.h"
#include "names.h"
#include "rows.h"
#include "virtual_host.h"

enum { CONTACT_ID_MAX = 256 }; /* bytes */

/** All rows of the file, in its order. Begin with all zero. */
typedef struct contact_list {
    virtual_contact *rows;
    size_t count;
    size_t rows_room;
    size_t *id_at; /* per row: where its id begins in `ids` */
    size_t id_room;
    char *ids; /* one after the other, each with its NUL */
    size_t ids_size;
    size_t ids_room;
} contact_list;

/**
 * Reads the header and all rows. What is wrong goes to reader->findings, and then the list is not
 * fit for a run. answer_after is the ring time of contacts that name none.
 */
void contacts_read(contact_list *list, csv_reader *reader, const input_names *names,
                   row_clock *clock, usher_duration answer_after);
/**
 * Leaves out rows without a queue or channel: their names only the other centre knows. Returns
 * how many.
 */
size_t contacts_leave_out(contact_list *list);
const char *contacts_id(const contact_list *list, size_t row);
void contacts_clear(contact_list *list);

#endif
