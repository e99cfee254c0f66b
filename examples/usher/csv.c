/*
 * csv.c - the reader of CSV files.
 *
 * Bytes come in chunks, a row is gathered in one growing block, and its fields point into that
 * block once the row is complete. What is wrong in a field is a finding, and reading goes on with
 * what stands there; only a row beyond the limit ends it, because then a quote is probably missing
 * and the rest of the file would be read as one field, and a quote that is indeed never closed.
 */
#include "csv.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum { END_OF_FILE = -1 };

/* What a field ended with. */
enum field_end { FIELD_ENDS_FIELD, FIELD_ENDS_ROW, FIELD_ENDS_FILE };

/* Fills the chunk; false when nothing is left. */
static bool refill(csv_reader *r)
{
    r->chunk_at = 0;
    r->chunk_end = r->read(r->user, r->chunk, CSV_CHUNK);
    return r->chunk_end > 0;
}

/* The next byte without taking it, or END_OF_FILE. */
static int peek(csv_reader *r)
{
    if (r->chunk_at == r->chunk_end && !refill(r)) {
        return END_OF_FILE;
    }
    return r->chunk[r->chunk_at];
}

/*
 * Takes the byte that peek has shown; columns count characters, so they pass over what continues
 * one.
 */
static void take(csv_reader *r)
{
    if ((r->chunk[r->chunk_at++] & 0xC0) != 0x80) {
        r->column++;
    }
}

static void next_line(csv_reader *r)
{
    r->line++;
    r->column = 1;
}

/* Takes CR, LF or both as one line end. */
static void take_line_end(csv_reader *r)
{
    bool was_cr = peek(r) == '\r';

    take(r);
    if (was_cr && peek(r) == '\n') {
        take(r);
    }
    next_line(r);
}

/* By the mark that such a file begins with: each of its bytes would be found wrong otherwise. */
static bool is_utf_16(const csv_reader *r)
{
    return r->chunk_end >= 2 &&
           (memcmp(r->chunk, "\xFF\xFE", 2) == 0 || memcmp(r->chunk, "\xFE\xFF", 2) == 0);
}

void csv_open(csv_reader *reader, const char *name, csv_read_fn read, void *user,
              input_findings *findings)
{
    static const unsigned char mark[3] = { 0xEF, 0xBB, 0xBF };

    memset(reader, 0, sizeof *reader);
    reader->name = name;
    reader->read = read;
    reader->user = user;
    reader->findings = findings;
    reader->chunk = memory_new(CSV_CHUNK, 1);
    reader->line = 1;
    reader->column = 1;
    if (refill(reader) && reader->chunk_end >= sizeof mark &&
        memcmp(reader->chunk, mark, sizeof mark) == 0) {
        reader->chunk_at = sizeof mark;
    }
    if (is_utf_16(reader)) {
        findings_add(findings, INPUT_NOT_UTF8, (file_place){ name, 1, 1 },
                     "the file is in UTF-16: save it as UTF-8");
        reader->broken = true;
    }
}

void csv_close(csv_reader *reader)
{
    free(reader->chunk);
    free(reader->row);
    memset(reader, 0, sizeof *reader);
}

file_place csv_place(const csv_reader *reader, const csv_field *field)
{
    return (file_place){ reader->name, field->line, field->column };
}

file_place csv_row_place(const csv_reader *reader)
{
    return csv_place(reader, &reader->fields[0]);
}

static void append(csv_reader *r, int byte)
{
    if (r->row_used == CSV_ROW_MAX) {
        if (!r->broken) {
            findings_add(r->findings, INPUT_ROW_TOO_LONG, csv_row_place(r),
                         "a row has more than %d bytes; is a quote missing?", (int)CSV_ROW_MAX);
        }
        r->broken = true;
        return;
    }
    r->row = memory_grow(r->row, &r->row_room, r->row_used + 1, 1);
    r->row[r->row_used++] = (char)byte;
}

/* Reads on until something ends the field; a quote in here is one that should not be. */
static enum field_end read_plain(csv_reader *r)
{
    bool quote_seen = false;

    while (!r->broken) {
        int c = peek(r);
        if (c == END_OF_FILE) {
            return FIELD_ENDS_FILE;
        }
        if (c == '\n' || c == '\r') {
            take_line_end(r);
            return FIELD_ENDS_ROW;
        }
        if (c == '"' && !quote_seen) {
            quote_seen = true;
            findings_add(r->findings, INPUT_BAD_QUOTE, (file_place){ r->name, r->line, r->column },
                         "a quote inside a field: quote the whole field and double this one");
        }
        take(r);
        if (c == ',') {
            return FIELD_ENDS_FIELD;
        }
        append(r, c);
    }
    return FIELD_ENDS_FILE;
}

/* Reads what stands between quotes, the first of which has been taken. */
static enum field_end read_quoted(csv_reader *r, csv_field *field)
{
    while (!r->broken) {
        int c = peek(r);
        if (c == END_OF_FILE) {
            findings_add(r->findings, INPUT_BAD_QUOTE, csv_place(r, field),
                         "this quote is never closed");
            r->broken = true; /* the rest of the file stands in this field */
            return FIELD_ENDS_FILE;
        }
        take(r);
        if (c == '"') {
            int after = peek(r);
            if (after != '"') {
                if (after != ',' && after != '\n' && after != '\r' && after != END_OF_FILE) {
                    findings_add(r->findings, INPUT_BAD_QUOTE,
                                 (file_place){ r->name, r->line, r->column },
                                 "text after a closing quote: double a quote that is meant");
                }
                return read_plain(r);
            }
            take(r);
        }
        append(r, c);
        if (c == '\n' || (c == '\r' && peek(r) != '\n')) {
            next_line(r);
        }
    }
    return FIELD_ENDS_FILE;
}

/*
 * Bytes of the character at text, 0 if it is none: no overlong form, no surrogate, at most
 * U+10FFFF.
 */
static size_t character_size(const unsigned char *text, size_t left)
{
    unsigned char c = text[0];
    size_t size = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;

    if (size == 0 || size > left) {
        return 0;
    }
    for (size_t i = 1; i < size; i++) {
        if ((text[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    if ((c == 0xE0 && text[1] < 0xA0) || (c == 0xED && text[1] > 0x9F) ||
        (c == 0xF0 && text[1] < 0x90) || (c == 0xF4 && text[1] > 0x8F)) {
        return 0;
    }
    return size;
}

/* Finds what no text may hold, tells the first of each kind, and puts "?" in its place. */
static void check_text(csv_reader *r, const csv_field *field, char *text)
{
    bool nul_seen = false;
    bool broken_seen = false;

    for (size_t i = 0; i < field->size;) {
        size_t size = character_size((unsigned char *)text + i, field->size - i);
        if (size > 0 && text[i] != '\0') {
            i += size;
            continue;
        }
        if (text[i] == '\0' && !nul_seen) {
            nul_seen = true;
            findings_add(r->findings, INPUT_NUL_BYTE, csv_place(r, field),
                         "byte %zu of this field is NUL", i + 1);
        }
        if (text[i] != '\0' && !broken_seen) {
            broken_seen = true;
            findings_add(r->findings, INPUT_NOT_UTF8, csv_place(r, field),
                         "byte %zu of this field (0x%02X) is not UTF-8", i + 1,
                         (unsigned)(unsigned char)text[i]);
        }
        text[i++] = '?';
    }
}

/* Reads one field to the end of the row's block, with a NUL behind it. */
static enum field_end read_field(csv_reader *r, csv_field *field)
{
    size_t begin = r->row_used;
    enum field_end end;

    field->line = r->line;
    field->column = r->column;
    if (peek(r) == '"') {
        take(r);
        end = read_quoted(r, field);
    } else {
        end = read_plain(r);
    }
    field->size = r->row_used - begin;
    append(r, '\0');
    if (!r->broken) {
        check_text(r, field, r->row + begin);
    }
    return end;
}

/* Skips lines with nothing in them; false at the end of the file. */
static bool skip_empty_lines(csv_reader *r)
{
    int c;

    while ((c = peek(r)) == '\n' || c == '\r') {
        take_line_end(r);
    }
    return c != END_OF_FILE;
}

bool csv_next(csv_reader *reader)
{
    enum field_end end = FIELD_ENDS_FIELD;
    size_t at = 0;

    reader->row_used = 0;
    reader->fields_count = 0;
    if (reader->broken || !skip_empty_lines(reader)) {
        return false;
    }
    while (end == FIELD_ENDS_FIELD) {
        if (reader->fields_count == CSV_FIELDS_MAX) {
            findings_add(reader->findings, INPUT_ROW_TOO_LONG, csv_row_place(reader),
                         "a row has more than %d fields", (int)CSV_FIELDS_MAX);
            reader->broken = true;
            return false;
        }
        end = read_field(reader, &reader->fields[reader->fields_count++]);
    }
    if (reader->broken) {
        return false;
    }
    for (size_t i = 0; i < reader->fields_count; i++) {
        reader->fields[i].text = reader->row + at;
        at += reader->fields[i].size + 1;
    }
    return true;
}
