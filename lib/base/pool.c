/*
 * pool.c - objects of one size in chunks that never move, named by a 24-bit slot.
 *
 * Slots from `touched` on have never been used and are in no list; below it every slot is either
 * live (its id is not 0) or in the list of free slots, which is a stack. Chunks are got by
 * us_pool_grow only and freed all together by us_pool_clear.
 */
#include "pool.h"

#include <string.h>

enum { ITEMS_MAX = US_SLOT_MASK + 1 };

/* Bytes of a chunk. */
static size_t chunk_size(const us_pool *pool, uint32_t chunk)
{
    uint32_t shift = chunk < US_SMALL_CHUNKS ? pool->shift : pool->shift + US_SMALL_SHIFT;
    return (size_t)pool->item_size << shift;
}

static uint64_t get_id(const void *item)
{
    uint64_t id;
    memcpy(&id, item, sizeof id);
    return id;
}

static void clear_id(void *item)
{
    memset(item, 0, sizeof(uint64_t));
}

void us_pool_init(us_pool *pool, us_mem *mem, uint32_t item_size)
{
    us_assert(item_size >= 16);
    memset(pool, 0, sizeof *pool);
    pool->mem = mem;
    pool->item_size = item_size;
    pool->shift = us_chunk_shift(item_size);
    pool->free_head = US_NIL;
}

void us_pool_clear(us_pool *pool)
{
    for (uint32_t i = 0; i < pool->chunks_count; i++) {
        us_mem_free(pool->mem, pool->chunks[i], chunk_size(pool, i));
    }
    us_mem_free(pool->mem, pool->chunks, pool->chunks_capacity * sizeof *pool->chunks);
    us_pool_init(pool, pool->mem, pool->item_size);
}

/* Chunks that were got before a refusal stay: they are room for the next attempt. */
static usher_status add_chunks(us_pool *pool, uint32_t count)
{
    void *chunks = pool->chunks;
    usher_status status =
        us_mem_grow(pool->mem, &chunks, &pool->chunks_capacity, count, sizeof *pool->chunks);
    pool->chunks = chunks;
    while (status == USHER_OK && pool->chunks_count < count) {
        void *chunk = us_mem_resize(pool->mem, NULL, 0, chunk_size(pool, pool->chunks_count));
        if (chunk == NULL) {
            return USHER_ERR_NOMEM;
        }
        pool->chunks[pool->chunks_count++] = chunk;
        pool->capacity = us_pool_items_in(pool, pool->chunks_count);
    }
    return status;
}

/* The chunks that there are with room for `items` more. */
static uint32_t chunks_for(const us_pool *pool, uint32_t items)
{
    uint32_t chunks =
        (pool->live + items + (1u << pool->shift) - 1) >> pool->shift; /* if all were small */
    if (chunks > US_SMALL_CHUNKS) {
        chunks = US_SMALL_CHUNKS - 1 + ((chunks + US_SMALL_CHUNKS - 1) >> US_SMALL_SHIFT);
    }
    return chunks > pool->chunks_count ? chunks : pool->chunks_count;
}

usher_status us_pool_grow(us_pool *pool, uint32_t items)
{
    return items <= ITEMS_MAX - pool->live ? add_chunks(pool, chunks_for(pool, items))
                                           : USHER_ERR_LIMIT;
}

uint32_t us_pool_grown(const us_pool *pool, uint32_t items)
{
    return us_pool_items_in(pool, chunks_for(pool, items));
}

uint64_t us_pool_growth(const us_pool *pool, uint32_t items)
{
    uint32_t chunks = chunks_for(pool, items);
    uint64_t pointers = us_mem_grown(pool->chunks_capacity, chunks) - pool->chunks_capacity;
    uint32_t more = us_pool_items_in(pool, chunks) - pool->capacity;
    return (uint64_t)more * pool->item_size + pointers * sizeof *pool->chunks;
}

uint32_t us_pool_take_new(us_pool *pool)
{
    us_assert(pool->live < pool->capacity);
    uint32_t slot = pool->touched++;
    clear_id(us_pool_at(pool, slot));
    pool->live++;
    return slot;
}

uint32_t us_pool_next(const us_pool *pool, uint32_t slot)
{
    for (; slot < pool->touched; slot++) {
        if (get_id(us_pool_at(pool, slot)) != 0) {
            return slot;
        }
    }
    return US_NIL;
}
