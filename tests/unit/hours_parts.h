/*
 * hours_parts.h - a centre with zones, hours, overrides and parents, as definitions that a test may
 * change.
 */
#ifndef HOURS_PARTS_H
#define HOURS_PARTS_H

#include <usher/centre.h>

typedef struct hours_parts {
    usher_zone_def zones[2];
    uint8_t *bytes[2];
    usher_hours_def hours[3];
    usher_hours_closed closed;
    usher_hours_span spans[2];
    usher_override_def overrides[2]; /* of the first hours */
    uint32_t parents[2];             /* of the first hours: references */
    uint32_t parents_count;
    uint32_t overrides_count;
    uint32_t zones_count;
} hours_parts;

void hours_parts_fill(hours_parts *p);
void hours_parts_clear(hours_parts *p);
/*
 * Makes one of all changes that are to be seen in the hash: 0 none, 1 to 5 of zones, then others;
 * false past the last.
 */
bool hours_parts_change(hours_parts *p, int n);
/* Gives all of it to a builder: the first status that is not OK, or OK. */
usher_status hours_parts_define(const hours_parts *p, usher_centre_builder *b);
/* The centre of parts that are good. */
usher_centre *hours_parts_build(const hours_parts *p);

#endif
