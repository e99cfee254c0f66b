/*
 * diff.h - a change of centre as it is shown: to people as text, to programs as a document.
 */
#ifndef COMMAND_DIFF_H
#define COMMAND_DIFF_H

#include <stdio.h>

#include "compare.h"
#include "reach.h"
#include "report.h"

/** One day in one of the two centres. */
typedef struct diff_side {
    const report *figures;
    size_t unserved;                           /* contacts that nobody could have served */
    size_t contacts_left_out, shifts_left_out; /* rows that only the other centre understands */
} diff_side;

typedef struct diff_day {
    diff_side was, is;
} diff_day;

/** The same queue and channel in both; NULL: no contact came to it, or it is not there. */
typedef struct diff_line {
    const char *queue, *channel;
    const line_figures *was, *is;
} diff_line;

/** As the new centre has them, then those of the old one alone; the caller frees the list. */
diff_line *diff_day_lines(const diff_day *day, size_t *count);
void diff_day_print(FILE *out, const diff_day *day, bool colour);

/** What `usher diff` has found out. */
typedef struct diff {
    const char *old_path, *new_path;
    const comparison *changes;
    const reach_lost *lost;
    size_t lost_count;
    const diff_day *day; /* NULL: none was asked for */
} diff;

void diff_print_text(FILE *out, const diff *d, bool colour);
void diff_print_json(FILE *out, const diff *d);

#endif
