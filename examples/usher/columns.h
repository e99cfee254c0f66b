/*
 * columns.h - text for a terminal of 80 columns, counted in characters.
 */
#ifndef COMMAND_COLUMNS_H
#define COMMAND_COLUMNS_H

#include <stddef.h>
#include <stdio.h>

enum { COLUMNS = 80 };

/** How many characters a text in UTF-8 has. */
size_t columns_of(const char *text);
/** Text flush left in so many columns; what does not fit ends with an ellipsis. */
void columns_left(FILE *out, const char *text, size_t width);
/** So many spaces. */
void columns_space(FILE *out, size_t width);
/**
 * Words from column `at` on; those that do not fit begin new lines in column `indent`. A word that
 * is longer than a line is broken. Returns the column behind the last.
 */
size_t columns_wrap(FILE *out, const char *text, size_t at, size_t indent);

#endif
