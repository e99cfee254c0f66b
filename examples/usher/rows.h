/*
 * rows.h - what the two files of a run have in common: a header of known columns, numbers, times.
 */
#ifndef COMMAND_ROWS_H
#define COMMAND_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <usher/base.h>

#include "csv.h"
#include "progress.h"

/** A column that a file may have. */
typedef struct row_column {
    const char *name;
    bool required;
} row_column;

enum { ROW_COLUMNS_MAX = 16 };

/** Where each known column stands in this file. */
typedef struct row_header {
    size_t fields;                /* of every row */
    size_t place[ROW_COLUMNS_MAX]; /* from 1; 0 = the file has no such column */
} row_header;

/**
 * Reads the first row as names of columns. Names that begin with `prefix` (NULL = none) are free.
 * False, with a finding, when nothing can be read as columns.
 */
bool rows_header(csv_reader *reader, const row_column *columns, size_t count, const char *prefix,
                 row_header *out);
/** The next row that has as many fields as the header; others become findings. */
bool rows_next(csv_reader *reader, const row_header *header);
/** The field of a column in the present row; NULL when it is empty or the file lacks the column. */
const csv_field *rows_field(const csv_reader *reader, const row_header *header, size_t column);
/** The same for a column that must not be empty: adds a finding when it is. */
const csv_field *rows_needed(const csv_reader *reader, const row_header *header, size_t column,
                             const char *name);

/** Seconds to microseconds, not negative; a finding and false when they are not. */
bool rows_seconds(const csv_reader *reader, const csv_field *field, usher_duration *out);
bool rows_signed_seconds(const csv_reader *reader, const csv_field *field, usher_duration *out);
/** A whole number of at least `least`. */
bool rows_whole(const csv_reader *reader, const csv_field *field, int64_t least, int64_t *out);

/**
 * How times of a run are read: dates with offset, or seconds after the start. Without --start the
 * seconds count from 1970, and then all times of all files must be seconds.
 */
typedef struct row_clock {
    usher_time start;
    bool start_given;
    bool dates_seen;
    bool seconds_seen;
    bool mixed_told;
} row_clock;

bool rows_time(const csv_reader *reader, row_clock *clock, const csv_field *field, usher_time *out);

/** A file that is being read, and the bar that shows how far. */
typedef struct row_file {
    FILE *file;
    progress *bar;
    uint64_t done, size; /* bytes; size 0 = not known */
} row_file;

/** Opens a file and begins to read it; a finding and false when it cannot be opened. */
bool rows_open(row_file *file, csv_reader *reader, const char *path, input_findings *findings,
               progress *bar);
/** Ends reading; a finding when the file could not be read to its end. */
void rows_close(row_file *file, csv_reader *reader);

#endif
