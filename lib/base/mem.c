/*
 * mem.c - the allocator of one object, with a count of its live bytes.
 *
 * The only file of the core that calls malloc, realloc and free, and only when the host brought no
 * allocator of its own. Nothing here retries or gives up: a refusal is told to the caller, and the
 * count of live bytes moves only when a block really did.
 */
#include "mem.h"

#include <stdlib.h>
#include <string.h>

enum { GROW_FIRST = 8 }; /* items that a growing array begins with */

static void *libc_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    (void)ctx;
    (void)old_size;
    if (new_size == 0) {
        free(ptr);
        return NULL;
    }
    return ptr == NULL ? malloc(new_size) : realloc(ptr, new_size);
}

void us_mem_init(us_mem *mem, const usher_mem *host)
{
    mem->host = host != NULL ? *host : (usher_mem){ .resize = libc_resize, .ctx = NULL };
    mem->bytes = 0;
}

void *us_mem_resize(us_mem *mem, void *ptr, size_t old_size, size_t new_size)
{
    us_assert(old_size <= mem->bytes);
    us_assert((ptr == NULL) == (old_size == 0));
    if (new_size == 0) {
        us_mem_free(mem, ptr, old_size);
        return NULL;
    }
    void *moved = mem->host.resize(mem->host.ctx, ptr, old_size, new_size);
    if (moved != NULL) {
        mem->bytes = mem->bytes - old_size + new_size;
    }
    return moved;
}

void *us_mem_zero(us_mem *mem, size_t size)
{
    void *block = us_mem_resize(mem, NULL, 0, size);
    if (block != NULL) {
        memset(block, 0, size);
    }
    return block;
}

void us_mem_free(us_mem *mem, void *ptr, size_t size)
{
    if (ptr == NULL) {
        return;
    }
    us_assert(size <= mem->bytes);
    (void)mem->host.resize(mem->host.ctx, ptr, size, 0);
    mem->bytes -= size;
}

uint32_t us_mem_grown(uint32_t capacity, uint32_t need)
{
    if (need <= capacity) {
        return capacity;
    }
#ifdef US_EXACT_GROWTH
    return need;
#else
    uint32_t doubled = capacity > UINT32_MAX / 2 ? UINT32_MAX : capacity * 2;
    if (doubled < GROW_FIRST) {
        doubled = GROW_FIRST;
    }
    return doubled < need ? need : doubled;
#endif
}

usher_status us_mem_grow(us_mem *mem, void **items, uint32_t *capacity, uint32_t need,
                         size_t item_size)
{
    if (need <= *capacity) {
        return USHER_OK;
    }
    uint32_t wanted = us_mem_grown(*capacity, need);
    if (wanted > SIZE_MAX / item_size) {
        return USHER_ERR_NOMEM;
    }
    void *moved = us_mem_resize(mem, *items, *capacity * item_size, wanted * item_size);
    if (moved == NULL) {
        return USHER_ERR_NOMEM;
    }
    *items = moved;
    *capacity = wanted;
    return USHER_OK;
}
