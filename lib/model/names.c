/*
 * names.c - the one room that uses uthash.
 *
 * uthash allocates when something is added, which a definition may and live state may not: so it
 * serves the model only. Its allocation macros are bound to the local variable `mem`, and a failed
 * growth takes the item back (HASH_NONFATAL_OOM) instead of ending the process.
 */
#include "names.h"

#include <string.h>

struct us_name;
static void *grow(us_mem *mem, size_t size)
{
    return us_mem_resize(mem, NULL, 0, size);
}

#define HASH_NONFATAL_OOM 1
#define uthash_malloc(size) grow(mem, (size))
#define uthash_free(ptr, size) us_mem_free(mem, (ptr), (size))
#define uthash_nonfatal_oom(element) (failed = true)
#include <uthash.h>

struct us_name {
    const void *bytes;
    uint32_t index;
    UT_hash_handle hh;
};

usher_status us_names_add(us_names *names, us_mem *mem, const void *bytes, size_t size,
                          uint32_t index)
{
    bool failed = false;
    us_name *name = us_mem_zero(mem, sizeof *name);
    if (name == NULL) {
        return USHER_ERR_NOMEM;
    }
    name->bytes = bytes;
    name->index = index;
    HASH_ADD_KEYPTR(hh, names->head, name->bytes, size, name);
    if (failed) {
        us_mem_free(mem, name, sizeof *name);
        return USHER_ERR_NOMEM;
    }
    return USHER_OK;
}

void us_names_remove(us_names *names, us_mem *mem, const void *bytes, size_t size)
{
    us_name *name = NULL;
    HASH_FIND(hh, names->head, bytes, size, name);
    us_assert(name != NULL);
    HASH_DEL(names->head, name);
    us_mem_free(mem, name, sizeof *name);
}

bool us_names_find(const us_names *names, const void *bytes, size_t size, uint32_t *index)
{
    us_name *name = NULL;
    HASH_FIND(hh, names->head, bytes, size, name);
    if (name == NULL) {
        return false;
    }
    *index = name->index;
    return true;
}

void us_names_clear(us_names *names, us_mem *mem)
{
    us_name *name = NULL;
    us_name *next = NULL;
    HASH_ITER(hh, names->head, name, next)
    {
        HASH_DEL(names->head, name);
        us_mem_free(mem, name, sizeof *name);
    }
}
