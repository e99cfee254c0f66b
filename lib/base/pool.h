/*
 * pool.h - objects of one size in chunks that never move, named by a 24-bit slot.
 *
 * Taking the slot that was given back last keeps a small centre in the first-level cache; chunks
 * instead of one array mean that growing never copies and never doubles. Every item begins with a
 * uint64_t that is its id while it lives and 0 while it is free, so that a stale id fails one
 * compare; the four bytes behind it link free items. An item is not cleared when it is taken.
 */
#ifndef US_POOL_H
#define US_POOL_H

#include "mem.h"

#if defined(__GNUC__)
#define US_MAY_ALIAS __attribute__((may_alias))
#else
#define US_MAY_ALIAS
#endif

#define US_NIL UINT32_MAX /* no slot; too large for an enumerator */
enum { US_SLOT_BITS = 24, US_SLOT_MASK = (1 << US_SLOT_BITS) - 1 };

/*
 * The first chunks are small, so that a thousand small centres in one program do not cost much. All
 * behind them are as large as those together: a large centre then finds an item without missing the
 * pointer to its chunk. Exact builds have an item in each, and no large ones.
 */
#ifdef US_EXACT_GROWTH
enum { US_SMALL_SHIFT = US_SLOT_BITS + 1 };
#else
enum { US_SMALL_SHIFT = 6 };
#endif
enum { US_SMALL_CHUNKS = 1 << US_SMALL_SHIFT };

/* A small chunk is large enough that allocators serve it well. */
enum { US_CHUNK_BYTES = 2048 };

/*
 * Items of a small chunk = 1 << shift: as many as fit, or one. Exact builds give every item its own
 * block: a reservation that was counted too low then stops at once, and a sanitizer sees who writes
 * past an item. A sum of comparisons, so that nothing is left of it where the size is known.
 */
static inline uint32_t us_chunk_shift(size_t item_size)
{
#ifdef US_EXACT_GROWTH
    (void)item_size;
    return 0;
#else
    size_t items = US_CHUNK_BYTES / item_size;
    return (uint32_t)((items >= 2) + (items >= 4) + (items >= 8) + (items >= 16) + (items >= 32) +
                      (items >= 64) + (items >= 128));
#endif
}

typedef struct us_pool {
    us_mem *mem;
    void **chunks;
    uint32_t chunks_count, chunks_capacity;
    uint32_t item_size;
    uint32_t shift;     /* items of a small chunk = 1 << shift */
    uint32_t capacity;  /* items in all chunks */
    uint32_t touched;   /* slots that have ever been taken: 0 .. touched-1 */
    uint32_t live;
    uint32_t free_head;
} us_pool;

/*
 * item_size: the sizeof of a struct, at least 16. Small chunks hold a power of two of items in
 * 2 KiB, or one item.
 */
void us_pool_init(us_pool *pool, us_mem *mem, uint32_t item_size);
void us_pool_clear(us_pool *pool); /* frees all memory */
/* Gets the memory for `items` more items than live now. */
usher_status us_pool_grow(us_pool *pool, uint32_t items);
/* The capacity after us_pool_reserve of as many, and the bytes that it would get. */
uint32_t us_pool_grown(const us_pool *pool, uint32_t items);
uint64_t us_pool_growth(const us_pool *pool, uint32_t items);

/* Where an item of a pool lies whose small chunks have 1 << shift items. */
static inline void *us_pool_place(const us_pool *pool, uint32_t slot, uint32_t shift, size_t size)
{
    uint32_t small = slot >> shift;
    if (us_mostly(small < US_SMALL_CHUNKS)) {
        return (char *)pool->chunks[small] + (slot & ((1u << shift) - 1)) * size;
    }
    uint32_t large = small >> US_SMALL_SHIFT; /* from 1: the first ones are small */
    uint32_t at = slot & ((1u << (shift + US_SMALL_SHIFT)) - 1);
    return (char *)pool->chunks[US_SMALL_CHUNKS - 1 + large] + at * size;
}

static inline void *us_pool_at_sized(const us_pool *pool, uint32_t slot, size_t size)
{
    return us_pool_place(pool, slot, us_chunk_shift(size), size);
}

static inline void *us_pool_at(const us_pool *pool, uint32_t slot)
{
    return us_pool_place(pool, slot, pool->shift, pool->item_size);
}

/* The same where the type of the items is known, which leaves little to reckon. */
#define US_POOL_ITEM(pool, slot, type) ((type *)us_pool_at_sized((pool), (slot), sizeof(type)))

/* Items in so many chunks. */
static inline uint32_t us_pool_items_in(const us_pool *pool, uint32_t chunks)
{
    uint32_t large = chunks > US_SMALL_CHUNKS ? chunks - US_SMALL_CHUNKS : 0;
    return (chunks - large + (large << US_SMALL_SHIFT)) << pool->shift;
}

static inline uint32_t us_pool_room(const us_pool *pool)
{
    return pool->capacity - pool->live;
}

/* Makes room for `items` more items than live now. */
static inline usher_status us_pool_reserve(us_pool *pool, uint32_t items)
{
    return items <= us_pool_room(pool) ? USHER_OK : us_pool_grow(pool, items);
}

/* What the link of free items, and every item, begins with. */
typedef struct us_free_item {
    uint64_t id;
    uint32_t next;
} US_MAY_ALIAS us_free_item;

/* As us_pool_take, a slot that was never taken before. */
US_APART uint32_t us_pool_take_new(us_pool *pool);

/* A slot; room must have been reserved. The item's id is 0 until the caller sets it. */
static inline uint32_t us_pool_take(us_pool *pool)
{
    uint32_t slot = pool->free_head;
    if (us_rarely(slot == US_NIL)) {
        return us_pool_take_new(pool);
    }
    pool->free_head = ((const us_free_item *)us_pool_at(pool, slot))->next;
    pool->live++;
    return slot;
}

/* The same where the type of the items is known: *slot, and the item. */
#define US_POOL_TAKE(pool, slot, type) ((type *)us_pool_take_sized((pool), (slot), sizeof(type)))

static inline void *us_pool_take_sized(us_pool *pool, uint32_t *slot, size_t size)
{
    *slot = pool->free_head;
    if (us_rarely(*slot == US_NIL)) {
        *slot = us_pool_take_new(pool);
        return us_pool_at(pool, *slot);
    }
    void *item = us_pool_at_sized(pool, *slot, size);
    pool->free_head = ((const us_free_item *)item)->next;
    pool->live++;
    return item;
}

/* Gives an item of a slot back. Its id may be 0 already, to hide it where somebody links it. */
static inline void us_pool_give_item(us_pool *pool, void *item, uint32_t slot)
{
    us_assert(slot != pool->free_head);
    *(us_free_item *)item = (us_free_item){ 0, pool->free_head };
    pool->free_head = slot;
    pool->live--;
}

static inline void us_pool_give(us_pool *pool, uint32_t slot)
{
    us_pool_give_item(pool, us_pool_at(pool, slot), slot);
}

/* The live item with this id, or NULL. A wrong, stale or zero id gives NULL. */
static inline void *us_pool_find(const us_pool *pool, uint64_t id)
{
    uint32_t slot = (uint32_t)id & US_SLOT_MASK;
    if (us_rarely(id == 0 || slot >= pool->touched)) {
        return NULL;
    }
    void *item = us_pool_at(pool, slot);
    return *(const uint64_t *)item == id ? item : NULL;
}

/* The same where the type of the items is known. */
#define US_POOL_FIND(pool, id, type) ((type *)us_pool_find_sized((pool), (id), sizeof(type)))

static inline void *us_pool_find_sized(const us_pool *pool, uint64_t id, size_t size)
{
    uint32_t slot = (uint32_t)id & US_SLOT_MASK;
    if (us_rarely(id == 0 || slot >= pool->touched)) {
        return NULL;
    }
    void *item = us_pool_at_sized(pool, slot, size);
    return *(const uint64_t *)item == id ? item : NULL;
}

/* The first live slot at or after `slot`, or US_NIL. */
uint32_t us_pool_next(const us_pool *pool, uint32_t slot);

#endif
