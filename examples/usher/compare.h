/*
 * compare.h - what differs between two outlines: things, and of each its values.
 */
#ifndef COMMAND_COMPARE_H
#define COMMAND_COMPARE_H

#include "outline.h"

enum compare_action { COMPARE_ADDED, COMPARE_REMOVED, COMPARE_CHANGED, COMPARE_ACTIONS };

/** A value that differs. NULL: there is none on this side. */
typedef struct value_change {
    const char *key;
    const char *was, *is;
} value_change;

typedef struct thing_change {
    enum compare_action action;
    const outline_thing *was, *is; /* NULL: it is not on this side */
    size_t first, count;           /* in the comparison's values */
} thing_change;

/** Begin with all zero. */
typedef struct comparison {
    thing_change *things; /* by kind; of each what is new or changed as the new centre has it, */
    size_t count, room;   /* then what is removed as the old one had it */
    value_change *values;
    size_t values_count, values_room;
    size_t totals[COMPARE_ACTIONS];
} comparison;

/**
 * Compares; both outlines are borrowed by the result, and `is` keeps texts that are made here.
 * Definitions whose order alone differs are a value of the centre, entries and overrides one of the
 * thing that has them.
 */
void compare_outlines(comparison *c, const outline *was, outline *is);
void compare_clear(comparison *c);

/** The thing that a change is about, whichever side has it. */
const outline_thing *compare_thing(const thing_change *change);

#endif
