/*
 * screen.c - colours for people, and none for files and pipes.
 *
 * Colour is decoration only: whatever it says stands in the text as well.
 */
#define _POSIX_C_SOURCE 200809L

#include "screen.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool screen_is_terminal(FILE *out)
{
    const char *term = getenv("TERM");

    return term != NULL && strcmp(term, "dumb") != 0 && isatty(fileno(out)) != 0;
}

bool screen_has_colour(FILE *out, bool no_color)
{
    const char *wish = getenv("NO_COLOR");

    if (no_color || (wish != NULL && wish[0] != '\0')) {
        return false;
    }
    return screen_is_terminal(out);
}

const char *screen_begin(bool colour, enum screen_style style)
{
    if (!colour) {
        return "";
    }
    switch (style) {
    case SCREEN_PLAIN:
        return "";
    case SCREEN_STRONG:
        return "\033[1m";
    case SCREEN_ERROR:
        return "\033[1;31m";
    case SCREEN_WARNING:
        return "\033[1;33m";
    case SCREEN_ADDED:
        return "\033[32m";
    case SCREEN_REMOVED:
        return "\033[31m";
    case SCREEN_CHANGED:
        return "\033[33m";
    }
    return "";
}

const char *screen_end(bool colour)
{
    return colour ? "\033[0m" : "";
}
