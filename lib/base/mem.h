/*
 * mem.h - the allocator of one object, with a count of its live bytes.
 *
 * Every block of the core is got, grown and freed here, so that a limit, a failing allocator in a
 * test, and usher_engine_info.bytes each have one place to look at.
 */
#ifndef US_MEM_H
#define US_MEM_H

#include <usher/base.h>

#include <assert.h>

/* An invariant of our own code. Kept in release builds: a wrong route is worse than a stop. */
#define us_assert(condition) assert(condition)

/*
 * US_APART: kept out of its caller, so that what is common does not save registers for what is not.
 * US_INLINE: written out in each caller, because an argument that is constant there decides much.
 * US_WHOLE: all that it calls is written out in it, but for what is kept apart.
 */
#if defined(__GNUC__)
#define US_APART __attribute__((noinline))
#define US_INLINE inline __attribute__((always_inline))
#define US_WHOLE __attribute__((flatten))
#else
#define US_APART
#define US_INLINE inline
#define US_WHOLE
#endif

/* What is so nearly always, or nearly never: the common way is laid out in one line. */
static US_INLINE bool us_mostly(bool so)
{
#if defined(__GNUC__)
    return __builtin_expect(so, true);
#else
    return so;
#endif
}

static US_INLINE bool us_rarely(bool so)
{
    return !us_mostly(!so);
}

/*
 * Memory that will be read soon: asked for line by line at once, it comes in the time of one line.
 */
static inline void us_mem_expect(const void *start, size_t size)
{
#if defined(__GNUC__)
    for (size_t at = 0; at < size; at += 64) {
        __builtin_prefetch((const void *)((uintptr_t)start + at)); /* also where there is none */
    }
#else
    (void)start;
    (void)size;
#endif
}

typedef struct us_mem {
    usher_mem host;
    size_t bytes; /* live */
} us_mem;

/* host NULL = libc. */
void us_mem_init(us_mem *mem, const usher_mem *host);
/* As usher_mem.resize. NULL: the old block stands and nothing was counted. */
void *us_mem_resize(us_mem *mem, void *ptr, size_t old_size, size_t new_size);
/* A new block of zeros. */
void *us_mem_zero(us_mem *mem, size_t size);
void us_mem_free(us_mem *mem, void *ptr, size_t size);

/* The capacity that us_mem_grow gives an array, for `need` items. */
uint32_t us_mem_grown(uint32_t capacity, uint32_t need);

/*
 * Makes room for `need` items in a growing array: *items of *capacity items of item_size bytes.
 * Doubles; with US_EXACT_GROWTH (test builds) it grows to exactly `need`, so that a reservation
 * that was counted too low shows at once. ERR_NOMEM: the array is as before.
 */
usher_status us_mem_grow(us_mem *mem, void **items, uint32_t *capacity, uint32_t need,
                         size_t item_size);

#endif
