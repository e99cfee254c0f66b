/*
 * names.h - from a name to the place of a definition. The one room that uses uthash.
 */
#ifndef US_NAMES_H
#define US_NAMES_H

#include "base/mem.h"

typedef struct us_name us_name;

typedef struct us_names {
    us_name *head;
} us_names;

/*
 * Adds a name of `size` bytes that is not there yet; the bytes are borrowed for the life of the
 * table. ERR_NOMEM: the table is as before.
 */
usher_status us_names_add(us_names *names, us_mem *mem, const void *bytes, size_t size,
                          uint32_t index);
/* Takes a name out that is there. */
void us_names_remove(us_names *names, us_mem *mem, const void *bytes, size_t size);
/* The index under a name; false if there is none. */
bool us_names_find(const us_names *names, const void *bytes, size_t size, uint32_t *index);
void us_names_clear(us_names *names, us_mem *mem);

#endif
