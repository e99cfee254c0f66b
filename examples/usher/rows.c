/*
 * rows.c - headers, numbers and times of the files of a run.
 *
 * Every reader here either gives a value or adds the finding that tells why there is none, so that
 * the callers just go on with the next field.
 */
#include "rows.h"

#include <errno.h>
#include <string.h>

#include "number.h"
#include "suggest.h"

/* ---- header ------------------------------------------------------------------------------ */

static bool is_text(const csv_field *field, const char *text)
{
    return field->size == strlen(text) && memcmp(field->text, text, field->size) == 0;
}

/* True for a name with the prefix and something behind it. */
static bool is_free_name(const csv_field *field, const char *prefix)
{
    size_t size = prefix != NULL ? strlen(prefix) : 0;
    return size > 0 && field->size > size && memcmp(field->text, prefix, size) == 0;
}

static void unknown_column(const csv_reader *reader, const csv_field *field,
                           const row_column *columns, size_t count, const char *prefix)
{
    char quoted[FINDING_QUOTED_MAX];
    char hint[SUGGEST_WORD_MAX + 32];
    suggestion s;

    suggest_start(&s, field->text, field->size);
    for (size_t i = 0; i < count; i++) {
        suggest_offer(&s, columns[i].name);
    }
    suggest_text(&s, hint, sizeof hint);
    finding_quoted(quoted, field->text, field->size);
    if (hint[0] == '\0' && prefix != NULL) {
        findings_add(reader->findings, INPUT_UNKNOWN_COLUMN, csv_place(reader, field),
                     "unknown column %s; columns of your own begin with `%s`", quoted, prefix);
        return;
    }
    findings_add(reader->findings, INPUT_UNKNOWN_COLUMN, csv_place(reader, field),
                 "unknown column %s%s", quoted, hint);
}

/* Finds out which column a name of the header means. */
static void read_name(csv_reader *reader, size_t at, const row_column *columns, size_t count,
                      const char *prefix, row_header *out)
{
    const csv_field *field = &reader->fields[at];

    for (size_t i = 0; i < count; i++) {
        if (!is_text(field, columns[i].name)) {
            continue;
        }
        if (out->place[i] != 0) {
            findings_add(reader->findings, INPUT_DUPLICATE_COLUMN, csv_place(reader, field),
                         "column `%s` is there twice", columns[i].name);
        }
        out->place[i] = at + 1;
        return;
    }
    if (!is_free_name(field, prefix)) {
        unknown_column(reader, field, columns, count, prefix);
    }
}

bool rows_header(csv_reader *reader, const row_column *columns, size_t count, const char *prefix,
                 row_header *out)
{
    memset(out, 0, sizeof *out);
    if (!csv_next(reader)) {
        if (!reader->broken) {
            findings_add(reader->findings, INPUT_NO_HEADER, (file_place){ reader->name, 0, 0 },
                         "the file is empty; its first row names the columns");
        }
        return false;
    }
    out->fields = reader->fields_count;
    if (out->fields == 1 && strpbrk(reader->fields[0].text, ";\t") != NULL) {
        findings_add(reader->findings, INPUT_WRONG_SEPARATOR, csv_row_place(reader),
                     "the columns are not separated by commas: save the file with commas");
        return false;
    }
    for (size_t i = 0; i < out->fields; i++) {
        read_name(reader, i, columns, count, prefix, out);
    }
    for (size_t i = 0; i < count; i++) {
        if (columns[i].required && out->place[i] == 0) {
            findings_add(reader->findings, INPUT_MISSING_COLUMN, csv_row_place(reader),
                         "column `%s` is missing", columns[i].name);
        }
    }
    return true;
}

/* ---- rows -------------------------------------------------------------------------------- */

bool rows_next(csv_reader *reader, const row_header *header)
{
    while (csv_next(reader)) {
        if (reader->fields_count == header->fields) {
            return true;
        }
        findings_add(reader->findings, INPUT_FIELD_COUNT, csv_row_place(reader),
                     "this row has %zu fields, the header %zu", reader->fields_count,
                     header->fields);
    }
    return false;
}

const csv_field *rows_field(const csv_reader *reader, const row_header *header, size_t column)
{
    const csv_field *field;

    if (header->place[column] == 0) {
        return NULL;
    }
    field = &reader->fields[header->place[column] - 1];
    return field->size > 0 ? field : NULL;
}

const csv_field *rows_needed(const csv_reader *reader, const row_header *header, size_t column,
                             const char *name)
{
    const csv_field *field = rows_field(reader, header, column);

    if (field == NULL && header->place[column] != 0) {
        findings_add(reader->findings, INPUT_MISSING_VALUE,
                     csv_place(reader, &reader->fields[header->place[column] - 1]), "`%s` is empty",
                     name);
    }
    return field;
}

/* ---- numbers ----------------------------------------------------------------------------- */

/* Turns what was wrong with a number into a finding; true when nothing was. */
static bool number_is_fine(const csv_reader *reader, const csv_field *field,
                           enum number_result result, const char *what)
{
    char quoted[FINDING_QUOTED_MAX];

    finding_quoted(quoted, field->text, field->size);
    switch (result) {
    case NUMBER_FINE:
        return true;
    case NUMBER_BAD:
        findings_add(reader->findings, INPUT_BAD_NUMBER, csv_place(reader, field),
                     "%s is not a number of %s", quoted, what);
        break;
    case NUMBER_TOO_EXACT:
        findings_add(reader->findings, INPUT_BAD_NUMBER, csv_place(reader, field),
                     "%s has more than six decimals", quoted);
        break;
    case NUMBER_TOO_LARGE:
        findings_add(reader->findings, INPUT_BAD_NUMBER, csv_place(reader, field),
                     "%s is too large", quoted);
        break;
    }
    return false;
}

bool rows_seconds(const csv_reader *reader, const csv_field *field, usher_duration *out)
{
    enum number_result result = number_seconds(field->text, field->size, out);
    return number_is_fine(reader, field, result, "seconds such as 20 or 2.5");
}

bool rows_signed_seconds(const csv_reader *reader, const csv_field *field, usher_duration *out)
{
    enum number_result result = number_signed_seconds(field->text, field->size, out);
    return number_is_fine(reader, field, result, "seconds such as 20 or -2.5");
}

bool rows_whole(const csv_reader *reader, const csv_field *field, int64_t least, int64_t *out)
{
    char quoted[FINDING_QUOTED_MAX];
    enum number_result result = number_whole(field->text, field->size, out);

    if (!number_is_fine(reader, field, result, "this kind: a whole one is needed")) {
        return false;
    }
    if (*out < least) {
        findings_add(reader->findings, INPUT_BAD_NUMBER, csv_place(reader, field),
                     "%s is less than %lld", finding_quoted(quoted, field->text, field->size),
                     (long long)least);
        return false;
    }
    return true;
}

/* ---- times ------------------------------------------------------------------------------- */

/* Dates and seconds in one run need a --start; told once. */
static void note_kind(const csv_reader *reader, row_clock *clock, const csv_field *field,
                      bool is_date)
{
    clock->dates_seen = clock->dates_seen || is_date;
    clock->seconds_seen = clock->seconds_seen || !is_date;
    if (clock->dates_seen && clock->seconds_seen && !clock->start_given && !clock->mixed_told) {
        clock->mixed_told = true;
        findings_add(reader->findings, INPUT_MIXED_TIMES, csv_place(reader, field),
                     "dates and seconds in one run: --start must tell what the seconds count from");
    }
}

static bool read_date(const csv_reader *reader, const row_clock *clock, const csv_field *field,
                      usher_time *out)
{
    char quoted[FINDING_QUOTED_MAX];

    if (number_time(field->text, field->size, out) != NUMBER_FINE) {
        findings_add(reader->findings, INPUT_BAD_TIME, csv_place(reader, field),
                     "%s is not a time such as 2026-03-02T08:00:00Z",
                     finding_quoted(quoted, field->text, field->size));
        return false;
    }
    if (clock->start_given && *out < clock->start) {
        findings_add(reader->findings, INPUT_BEFORE_START, csv_place(reader, field),
                     "%s is before --start", finding_quoted(quoted, field->text, field->size));
        return false;
    }
    return true;
}

bool rows_time(const csv_reader *reader, row_clock *clock, const csv_field *field, usher_time *out)
{
    char quoted[FINDING_QUOTED_MAX];
    usher_duration after;

    if (number_looks_like_time(field->text, field->size)) {
        note_kind(reader, clock, field, true);
        return read_date(reader, clock, field, out);
    }
    if (number_seconds(field->text, field->size, &after) != NUMBER_FINE) {
        findings_add(reader->findings, INPUT_BAD_TIME, csv_place(reader, field),
                     "%s is neither a time such as 2026-03-02T08:00:00Z nor seconds after --start",
                     finding_quoted(quoted, field->text, field->size));
        return false;
    }
    note_kind(reader, clock, field, false);
    *out = clock->start + after;
    return true;
}

/* ---- files ------------------------------------------------------------------------------- */

static size_t read_and_show(void *user, void *buffer, size_t size)
{
    row_file *file = user;
    size_t got = fread(buffer, 1, size, file->file);

    file->done += got;
    progress_show(file->bar, "reading", file->done, file->size);
    return got;
}

/* Bytes of a file, or 0: a pipe has no size. */
static uint64_t size_of(FILE *file)
{
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : 0;

    rewind(file);
    return size > 0 ? (uint64_t)size : 0;
}

bool rows_open(row_file *file, csv_reader *reader, const char *path, input_findings *findings,
               progress *bar)
{
    *file = (row_file){ .file = fopen(path, "rb"), .bar = bar };
    if (file->file == NULL) {
        findings_add(findings, INPUT_CANNOT_READ, (file_place){ path, 0, 0 }, "%s",
                     strerror(errno));
        return false;
    }
    file->size = size_of(file->file);
    csv_open(reader, path, read_and_show, file, findings);
    return true;
}

void rows_close(row_file *file, csv_reader *reader)
{
    if (ferror(file->file)) {
        findings_add(reader->findings, INPUT_CANNOT_READ, (file_place){ reader->name, 0, 0 },
                     "the file could not be read to its end");
    }
    csv_close(reader);
    fclose(file->file);
}
