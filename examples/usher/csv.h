/*
 * csv.h - rows of fields from a CSV file as RFC 4180 writes it, one row at a time.
 *
 * Fields may be quoted and may then hold commas, line ends and doubled quotes. Rows end with LF,
 * CRLF or CR; a byte order mark at the beginning is skipped, and so are empty lines. Text is UTF-8
 * without NUL. Memory is that of the longest row, which has a limit, whatever the file's size.
 */
#ifndef COMMAND_CSV_H
#define COMMAND_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "findings.h"

enum { CSV_FIELDS_MAX = 256, CSV_ROW_MAX = 1 << 20, CSV_CHUNK = 1 << 16 };

typedef struct csv_field {
    const char *text; /* NUL-terminated; until the next row is read */
    size_t size;
    uint32_t line; /* where it begins */
    uint32_t column;
} csv_field;

/** Reads up to `size` bytes into buffer; fewer than that only at the end. */
typedef size_t (*csv_read_fn)(void *user, void *buffer, size_t size);

typedef struct csv_reader {
    const char *name;
    csv_read_fn read;
    void *user;
    input_findings *findings;
    unsigned char *chunk;
    size_t chunk_at, chunk_end;
    char *row;
    size_t row_used, row_room;
    csv_field fields[CSV_FIELDS_MAX];
    size_t fields_count;
    uint32_t line, column; /* of the next byte */
    bool broken;           /* nothing after this can be trusted */
} csv_reader;

/** Begins to read. name stands in findings and is borrowed, as is `findings`. */
void csv_open(csv_reader *reader, const char *name, csv_read_fn read, void *user,
              input_findings *findings);
void csv_close(csv_reader *reader);
/** The next row into reader->fields. False at the end, and after something that broke the file. */
bool csv_next(csv_reader *reader);
/** Where a field begins, for findings. */
file_place csv_place(const csv_reader *reader, const csv_field *field);
/** Where the present row begins. */
file_place csv_row_place(const csv_reader *reader);

#endif
