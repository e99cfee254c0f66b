/*
 * diff.h - a change of centre as it is shown: to people as text, to programs as a document.
 */
#ifndef COMMAND_DIFF_H
#define COMMAND_DIFF_H

#include <stdio.h>

#include "compare.h"
#include "reach.h"

/** What `usher diff` has found out. */
typedef struct diff {
    const char *old_path, *new_path;
    const comparison *changes;
    const reach_lost *lost;
    size_t lost_count;
} diff;

void diff_print_text(FILE *out, const diff *d, bool colour);
void diff_print_json(FILE *out, const diff *d);

#endif
