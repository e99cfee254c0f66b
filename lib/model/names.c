/*
 * names.c - the one room that uses uthash.
 *
 * uthash allocates when something is added, which a definition may and live state may not: so it
 * serves the model only. Its allocation macros are bound to the local variable `mem`, its hash to
 * `names`, and a failed growth takes the item back (HASH_NONFATAL_OOM) instead of ending the
 * process.
 */
#include "names.h"

#include "base/hash.h"

#include <string.h>

struct us_name;
static void *grow(us_mem *mem, size_t size)
{
    return us_mem_resize(mem, NULL, 0, size);
}

#define HASH_NONFATAL_OOM 1
#define HASH_FUNCTION(bytes, size, hash) \
    ((hash) = (unsigned)us_hash_bytes(names->key, (bytes), (size)))
#define uthash_malloc(size) grow(mem, (size))
#define uthash_free(ptr, size) us_mem_free(mem, (ptr), (size))
#define uthash_nonfatal_oom(element) (failed = true)
#include <uthash.h>

struct us_name {
    const void *bytes;
    uint32_t place;
    UT_hash_handle hh;
};

/*
 * The address of the first name, which nobody knows who writes a centre. Nothing but the order
 * within a bucket depends on it.
 */
static uint64_t new_key(const us_name *first)
{
    return us_digest(1, (uint64_t)(uintptr_t)first);
}

usher_status us_names_add(us_names *names, us_mem *mem, const void *bytes, size_t size)
{
    bool failed = false;
    us_name *name = us_mem_zero(mem, sizeof *name);
    if (name == NULL) {
        return USHER_ERR_NOMEM;
    }
    if (names->head == NULL) {
        names->key = new_key(name);
    }
    name->bytes = bytes;
    name->place = names->count;
    HASH_ADD_KEYPTR(hh, names->head, name->bytes, size, name);
    if (failed) {
        us_mem_free(mem, name, sizeof *name);
        return USHER_ERR_NOMEM;
    }
    names->count++;
    return USHER_OK;
}

void us_names_skip(us_names *names)
{
    names->count++;
}

void us_names_drop_last(us_names *names, us_mem *mem)
{
    us_assert(names->head != NULL);
    UT_hash_table *table = names->head->hh.tbl;
    us_name *last = ELMT_FROM_HH(table, table->tail);
    HASH_DEL(names->head, last);
    us_mem_free(mem, last, sizeof *last);
    names->count--;
}

bool us_names_find(const us_names *names, const void *bytes, size_t size, uint32_t *place)
{
    us_name *name = NULL;
    HASH_FIND(hh, names->head, bytes, size, name);
    if (name == NULL) {
        return false;
    }
    *place = name->place;
    return true;
}

void us_names_clear(us_names *names, us_mem *mem)
{
    while (names->head != NULL) {
        us_names_drop_last(names, mem);
    }
    names->count = 0;
}
