/*
 * zones.h - time zones for tests: a few TZif files that stand in tests/support/zones.
 *
 * They are those of the time zone database, 2025b, and stay as they are, so that a test says the
 * same on a machine with other zones or with none.
 */
#ifndef ZONES_H
#define ZONES_H

#include <usher/load.h>

/* The bytes of a zone, to be freed; NULL if there is no such zone. */
uint8_t *zones_read(const char *name, size_t *size);
/* The same for a load: these zones, and no others. */
extern const usher_load_zones zones_table;
/* Gives a zone to a builder; it must be there and must be taken. */
void zones_add(usher_centre_builder *builder, const char *name);

#endif
