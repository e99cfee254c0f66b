/*
 * shifts.c - reads shifts.csv.
 */
#include "shifts.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum column { COLUMN_AGENT, COLUMN_AT, COLUMN_DO, COLUMN_VALUE, COLUMNS };

static const row_column columns[COLUMNS] = {
    [COLUMN_AGENT] = { "agent", true },
    [COLUMN_AT] = { "at", true },
    [COLUMN_DO] = { "do", true },
    [COLUMN_VALUE] = { "value", true },
};

static const char *const actions[] = {
    [VIRTUAL_SHIFT_STATUS] = "status",
    [VIRTUAL_SHIFT_PROFILE] = "profile",
};

/* What a pass over the file carries along. */
typedef struct pass {
    csv_reader *reader;
    const input_names *names;
    row_clock *clock;
    row_header header;
    usher_time last;
    bool last_seen;
} pass;

static const csv_field *needed(const pass *p, enum column column)
{
    return rows_needed(p->reader, &p->header, column, columns[column].name);
}

static bool read_time(pass *p, usher_time *out)
{
    const csv_field *field = needed(p, COLUMN_AT);

    if (field == NULL || !rows_time(p->reader, p->clock, field, out)) {
        return false;
    }
    if (p->last_seen && *out < p->last) {
        findings_add(p->reader->findings, INPUT_UNSORTED, csv_place(p->reader, field),
                     "this time is before that of the row above: sort the file by `at`");
    }
    p->last = *out;
    p->last_seen = true;
    return true;
}

static bool read_action(const pass *p, enum virtual_shift_kind *out)
{
    const csv_field *field = needed(p, COLUMN_DO);
    char quoted[FINDING_QUOTED_MAX];

    if (field == NULL) {
        return false;
    }
    for (int i = VIRTUAL_SHIFT_STATUS; i <= VIRTUAL_SHIFT_PROFILE; i++) {
        if (strcmp(field->text, actions[i]) == 0) {
            *out = (enum virtual_shift_kind)i;
            return true;
        }
    }
    findings_add(p->reader->findings, INPUT_UNKNOWN_ACTION, csv_place(p->reader, field),
                 "%s is neither `status` nor `profile`",
                 finding_quoted(quoted, field->text, field->size));
    return false;
}

static bool read_value(const pass *p, enum virtual_shift_kind kind, uint32_t *out)
{
    const csv_field *field = needed(p, COLUMN_VALUE);

    if (field == NULL) {
        return false;
    }
    return kind == VIRTUAL_SHIFT_STATUS ? names_status(p->names, p->reader, field, out)
                                        : names_profile(p->names, p->reader, field, out);
}

/* Reads all fields of a row whatever is wrong in it. */
static void read_row(pass *p, shift_list *list)
{
    virtual_shift row = { 0 };
    const csv_field *agent = needed(p, COLUMN_AGENT);
    bool fine = agent != NULL && names_agent(p->names, p->reader, agent, &row.agent);

    fine = read_time(p, &row.at) && fine;
    fine = read_action(p, &row.kind) && read_value(p, row.kind, &row.value) && fine;
    if (fine) {
        list->rows = memory_grow(list->rows, &list->room, list->count + 1, sizeof *list->rows);
        list->rows[list->count++] = row;
    } else {
        list->left_out++;
    }
}

void shifts_read(shift_list *list, csv_reader *reader, const input_names *names, row_clock *clock)
{
    pass p = { .reader = reader, .names = names, .clock = clock };

    if (!rows_header(reader, columns, COLUMNS, NULL, &p.header)) {
        return;
    }
    while (rows_next(reader, &p.header)) {
        if (list->count == VIRTUAL_NOBODY - 1) {
            findings_add(reader->findings, INPUT_TOO_MANY_ROWS, csv_row_place(reader),
                         "more rows than a run can hold");
            break;
        }
        read_row(&p, list);
    }
}

void shifts_clear(shift_list *list)
{
    free(list->rows);
    memset(list, 0, sizeof *list);
}
