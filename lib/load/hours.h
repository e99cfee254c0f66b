/*
 * hours.h - what hours and their overrides have in common: weeks of spans.
 */
#ifndef US_LOAD_HOURS_H
#define US_LOAD_HOURS_H

#include "context.h"

/*
 * The spans of a week, day by day, in the load's arena; NULL is a week without any. what: whose
 * week it is, for messages. False without memory.
 */
bool us_week_read(us_load *load, const us_node *week, const char *what, usher_hours_span **spans,
                  size_t *count);

/* The overrides of a record of hours (a node whose number is its reference). */
void us_overrides_read(us_load *load, const us_node *hours);

#endif
