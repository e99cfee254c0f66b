/*
 * names.h - from a name to the place of a definition: the n-th name that was added has place n.
 *
 * The one room that uses uthash. Whoever writes a centre chooses its names, so the hash is keyed:
 * nobody can choose names that all fall together.
 */
#ifndef US_NAMES_H
#define US_NAMES_H

#include "base/mem.h"

typedef struct us_name us_name;

typedef struct us_names {
    us_name *head;
    uint64_t key; /* of the hash */
    uint32_t count;
} us_names;

/*
 * Adds a name of `size` bytes, of any value, that is not there yet; the bytes are borrowed for the
 * life of the names. ERR_NOMEM: nothing has changed.
 */
usher_status us_names_add(us_names *names, us_mem *mem, const void *bytes, size_t size);
/* The next place has no name. */
void us_names_skip(us_names *names);
/* Forgets the name that was added last. */
void us_names_drop_last(us_names *names, us_mem *mem);
/* The place of a name, from 0; false if there is no such name. Cost: O(size). */
bool us_names_find(const us_names *names, const void *bytes, size_t size, uint32_t *place);
void us_names_clear(us_names *names, us_mem *mem);

#endif
