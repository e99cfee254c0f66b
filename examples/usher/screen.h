/*
 * screen.h - colours for people, and none for files and pipes.
 */
#ifndef COMMAND_SCREEN_H
#define COMMAND_SCREEN_H

#include <stdbool.h>
#include <stdio.h>

/** What a piece of text is; a plain screen writes all of them the same. */
enum screen_style {
    SCREEN_PLAIN,
    SCREEN_STRONG,
    SCREEN_ERROR,
    SCREEN_WARNING,
    SCREEN_ADDED,
    SCREEN_REMOVED,
    SCREEN_CHANGED
};

/** True when `out` is a terminal on which a line can be written over: TERM is set, and not dumb. */
bool screen_is_terminal(FILE *out);
/** True when `out` is such a terminal, NO_COLOR is not set and the user did not say --no-color. */
bool screen_has_colour(FILE *out, bool no_color);
/** The bytes that begin a style, and those that end any; "" without colour. */
const char *screen_begin(bool colour, enum screen_style style);
const char *screen_end(bool colour);

#endif
