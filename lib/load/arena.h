/*
 * arena.h - memory that is got piece by piece and given back as a whole.
 *
 * The tree of a file and the texts of its findings live in arenas, so no path through the reader
 * has anything to free on its way out. A failure sticks: the caller may ask once, at the end.
 */
#ifndef US_LOAD_ARENA_H
#define US_LOAD_ARENA_H

#include <usher/base.h>

typedef struct us_arena_chunk us_arena_chunk;

typedef struct us_arena {
    usher_mem mem;
    us_arena_chunk *chunks;
    bool failed; /* some request was not served */
} us_arena;

/* mem NULL = libc. */
void us_arena_init(us_arena *arena, const usher_mem *mem);
/* A block of zeros, aligned for any object; NULL without memory. */
void *us_arena_get(us_arena *arena, size_t size);
/* A copy of `size` bytes with a NUL behind them; NULL without memory. */
char *us_arena_text(us_arena *arena, const char *bytes, size_t size);
void us_arena_clear(us_arena *arena);

/*
 * Room for one more item in an array of `count` items that doubles; false without memory, and the
 * array is as before. The caller frees it with capacity * item_size.
 */
bool us_array_grow(const usher_mem *mem, void **items, size_t *capacity, size_t count,
                   size_t item_size);

/* The given functions, or those of libc. */
usher_mem us_load_mem(const usher_mem *mem);

#endif
