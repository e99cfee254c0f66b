/*
 * zones.h - time zones by name: their bytes come from the caller, or from the system's files, and
 * go to the builder once.
 *
 * A name is made of letters, digits and `_+-`, in parts with `/` between them: no name leads out of
 * the folder of zones.
 */
#ifndef US_LOAD_ZONES_H
#define US_LOAD_ZONES_H

#include "context.h"

/* Has this text the form of a zone's name? */
bool us_zone_name_valid(const char *name);

/* Makes a zone known to the builder; a finding at `name` if there is none, or no good one. */
void us_zone_use(us_load *load, const us_node *name);

/* The system's zone files; `load` may be used for the names of zones. */
usher_load_zones us_system_zones(us_load *load);

#endif
