/*
 * centre_changes.h - every field of a centre that decides, changed one by one.
 */
#ifndef CENTRE_CHANGES_H
#define CENTRE_CHANGES_H

#include "support/centre_parts.h"

/* Names, options, channels and statuses, hours, queues, profile, entries, agents. */
enum { CENTRE_AREAS = 8 };

/* Makes change `n`, from 0, of an area; false past the last one. Start from centre_parts_fill. */
bool centre_parts_change(centre_parts *p, int area, int n);

#endif
