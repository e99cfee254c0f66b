/*
 * contacts.c - reads contacts.csv.
 *
 * A row keeps what the run needs: times as numbers, names as references, the id as text. The
 * customer's address and the attributes are checked as text and then left out, because nothing in
 * routing looks at them.
 */
#include "contacts.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "number.h"

enum column {
    COLUMN_ID,
    COLUMN_ARRIVAL,
    COLUMN_CHANNEL,
    COLUMN_QUEUE,
    COLUMN_NUMBER,
    COLUMN_PRIORITY,
    COLUMN_PATIENCE,
    COLUMN_HANDLE,
    COLUMN_ACW,
    COLUMN_RING,
    COLUMN_AGE,
    COLUMN_CUSTOMER,
    COLUMNS
};

static const row_column columns[COLUMNS] = {
    [COLUMN_ID] = { "id", true },
    [COLUMN_ARRIVAL] = { "arrival", true },
    [COLUMN_CHANNEL] = { "channel", true },
    [COLUMN_QUEUE] = { "queue", false },
    [COLUMN_NUMBER] = { "number", false },
    [COLUMN_PRIORITY] = { "priority", false },
    [COLUMN_PATIENCE] = { "patience", false },
    [COLUMN_HANDLE] = { "handle", true },
    [COLUMN_ACW] = { "acw", false },
    [COLUMN_RING] = { "ring", false },
    [COLUMN_AGE] = { "age", false },
    [COLUMN_CUSTOMER] = { "customer", false },
};

static const char attribute_prefix[] = "attr:";

/* ---- ids seen so far: a hash table of rows, with open addressing ------------------------- */

typedef struct id_table {
    uint32_t *rows; /* row + 1; 0 = free */
    size_t size;    /* a power of two, at least twice the rows */
} id_table;

static uint64_t hash_text(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    }
    return hash ^ hash >> 32;
}

/* Where this id is, or where it would be put. */
static uint32_t *find_id(const id_table *table, const contact_list *list, const char *id)
{
    size_t at = (size_t)hash_text(id) & (table->size - 1);

    while (table->rows[at] != 0 && strcmp(contacts_id(list, table->rows[at] - 1), id) != 0) {
        at = (at + 1) & (table->size - 1);
    }
    return &table->rows[at];
}

static void grow_ids(id_table *table, const contact_list *list)
{
    uint32_t *old = table->rows;
    size_t old_size = table->size;

    table->size = old_size > 0 ? old_size * 2 : 1024;
    table->rows = memory_new(table->size, sizeof *table->rows);
    for (size_t i = 0; i < old_size; i++) {
        if (old[i] != 0) {
            *find_id(table, list, contacts_id(list, old[i] - 1)) = old[i];
        }
    }
    free(old);
}

/* ---- one row ----------------------------------------------------------------------------- */

/* What a pass over the file carries along. */
typedef struct pass {
    contact_list *list;
    csv_reader *reader;
    const input_names *names;
    row_clock *clock;
    usher_duration answer_after;
    row_header header;
    id_table ids;
    usher_time last_arrival;
    bool arrival_seen;
} pass;

static const csv_field *field_of(const pass *p, enum column column)
{
    return rows_field(p->reader, &p->header, column);
}

static const csv_field *needed(const pass *p, enum column column)
{
    return rows_needed(p->reader, &p->header, column, columns[column].name);
}

static void read_arrival(pass *p, virtual_contact *row)
{
    const csv_field *field = needed(p, COLUMN_ARRIVAL);

    if (field == NULL || !rows_time(p->reader, p->clock, field, &row->arrival)) {
        return;
    }
    if (p->arrival_seen && row->arrival < p->last_arrival) {
        findings_add(p->reader->findings, INPUT_UNSORTED, csv_place(p->reader, field),
                     "this arrival is before that of the row above: sort the file by `arrival`");
    }
    p->last_arrival = row->arrival;
    p->arrival_seen = true;
}

static void read_queue(const pass *p, virtual_contact *row)
{
    const csv_field *queue = field_of(p, COLUMN_QUEUE);
    const csv_field *number = field_of(p, COLUMN_NUMBER);

    if (p->header.place[COLUMN_QUEUE] == 0 && p->header.place[COLUMN_NUMBER] == 0) {
        return; /* told once, for the header */
    }
    if ((queue == NULL) == (number == NULL)) {
        findings_add(p->reader->findings, INPUT_QUEUE_OR_NUMBER,
                     queue != NULL ? csv_place(p->reader, number) : csv_row_place(p->reader),
                     queue != NULL ? "`queue` and `number` are both there; one of them decides"
                                   : "either `queue` or `number` must be there");
        return;
    }
    if (queue != NULL) {
        names_queue(p->names, p->reader, queue, &row->queue);
    } else {
        names_number(p->names, p->reader, number, &row->queue);
    }
}

/* Seconds, or `otherwise` when the field is empty. */
static void read_seconds(const pass *p, enum column column, usher_duration otherwise,
                         usher_duration *out)
{
    const csv_field *field = field_of(p, column);

    *out = otherwise;
    if (field != NULL) {
        rows_seconds(p->reader, field, out);
    }
}

static void read_work(const pass *p, virtual_contact *row)
{
    const csv_field *handle = needed(p, COLUMN_HANDLE);

    if (handle != NULL) {
        rows_seconds(p->reader, handle, &row->handle);
    }
    read_seconds(p, COLUMN_PATIENCE, USHER_FOREVER, &row->patience);
    read_seconds(p, COLUMN_ACW, USHER_ACW_OF_AGENT, &row->acw);
    read_seconds(p, COLUMN_RING, p->answer_after, &row->ring);
}

static void read_rank(const pass *p, virtual_contact *row)
{
    const csv_field *priority = field_of(p, COLUMN_PRIORITY);
    const csv_field *age = field_of(p, COLUMN_AGE);

    if (priority != NULL) {
        rows_whole(p->reader, priority, 1, &row->priority);
    }
    if (age != NULL) {
        rows_signed_seconds(p->reader, age, &row->age);
    }
}

/* The id, when it can be kept: not empty, not too long, not there already. */
static const csv_field *read_id(pass *p)
{
    const csv_field *field = needed(p, COLUMN_ID);
    char quoted[FINDING_QUOTED_MAX];

    if (field == NULL) {
        return NULL;
    }
    if (field->size > CONTACT_ID_MAX) {
        findings_add(p->reader->findings, INPUT_BAD_ID, csv_place(p->reader, field),
                     "an id has at most %d bytes, this one has %zu", (int)CONTACT_ID_MAX,
                     field->size);
        return NULL;
    }
    if ((p->list->count + 1) * 2 > p->ids.size) {
        grow_ids(&p->ids, p->list);
    }
    if (*find_id(&p->ids, p->list, field->text) != 0) {
        findings_add(p->reader->findings, INPUT_DUPLICATE_ID, csv_place(p->reader, field),
                     "id %s is taken by an earlier row",
                     finding_quoted(quoted, field->text, field->size));
        return NULL;
    }
    return field;
}

static void keep(pass *p, const virtual_contact *row, const csv_field *id)
{
    contact_list *list = p->list;
    uint32_t *place = find_id(&p->ids, list, id->text);

    list->rows = memory_grow(list->rows, &list->rows_room, list->count + 1, sizeof *list->rows);
    list->id_at = memory_grow(list->id_at, &list->id_room, list->count + 1, sizeof *list->id_at);
    list->ids = memory_grow(list->ids, &list->ids_room, list->ids_size + id->size + 1, 1);
    list->rows[list->count] = *row;
    list->id_at[list->count] = list->ids_size;
    memcpy(list->ids + list->ids_size, id->text, id->size + 1);
    list->ids_size += id->size + 1;
    list->count++;
    *place = (uint32_t)list->count;
}

/*
 * Reads all fields of a row whatever is wrong in it. An id is kept even then, to find its double.
 */
static void read_row(pass *p)
{
    virtual_contact row = { 0 };
    const csv_field *id = read_id(p);
    const csv_field *channel = needed(p, COLUMN_CHANNEL);

    if (channel != NULL) {
        names_channel(p->names, p->reader, channel, &row.channel);
    }
    read_arrival(p, &row);
    read_queue(p, &row);
    read_rank(p, &row);
    read_work(p, &row);
    if (id != NULL) {
        keep(p, &row, id);
    }
}

/* ---- the file ---------------------------------------------------------------------------- */

void contacts_read(contact_list *list, csv_reader *reader, const input_names *names,
                   row_clock *clock, usher_duration answer_after)
{
    pass p = { .list = list, .reader = reader, .names = names, .clock = clock,
               .answer_after = answer_after };

    if (!rows_header(reader, columns, COLUMNS, attribute_prefix, &p.header)) {
        return;
    }
    if (p.header.place[COLUMN_QUEUE] == 0 && p.header.place[COLUMN_NUMBER] == 0) {
        findings_add(reader->findings, INPUT_MISSING_COLUMN, csv_row_place(reader),
                     "column `queue` or `number` is missing");
    }
    while (rows_next(reader, &p.header)) {
        if (list->count == VIRTUAL_NOBODY - 1) {
            findings_add(reader->findings, INPUT_TOO_MANY_ROWS, csv_row_place(reader),
                         "more rows than a run can hold");
            break;
        }
        read_row(&p);
    }
    free(p.ids.rows);
}

size_t contacts_leave_out(contact_list *list)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->count; i++) {
        if (list->rows[i].queue.v != 0 && list->rows[i].channel != USHER_CHANNEL_NONE) {
            list->rows[kept] = list->rows[i];
            list->id_at[kept++] = list->id_at[i];
        }
    }
    size_t left_out = list->count - kept;
    list->count = kept;
    return left_out;
}

const char *contacts_id(const contact_list *list, size_t row)
{
    return list->ids + list->id_at[row];
}

void contacts_clear(contact_list *list)
{
    free(list->rows);
    free(list->id_at);
    free(list->ids);
    memset(list, 0, sizeof *list);
}
