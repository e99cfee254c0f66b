/*
 * bench.h - what the engine's benches share: a centre of a given shape, time, order statistics.
 */
#ifndef BENCH_H
#define BENCH_H

#include <usher/usher.h>

typedef struct bench_centre {
    uint32_t agents;   /* spread evenly over the profiles */
    uint32_t profiles;
    uint32_t queues;
    uint32_t entries;  /* of each profile: consecutive queues, priorities 1 .. 5 in turn */
    usher_duration acw;
    const usher_mem *mem; /* of the engine; NULL = libc's */
} bench_centre;

/*
 * An engine without a store, voice only, one slot per agent. Ends the program if it cannot be made.
 */
usher_engine *bench_engine(const bench_centre *shape);
/* All agents become available. */
void bench_available(usher_engine *engine, usher_time now);

/* Ends the program with a message if a status is a refusal. */
void bench_fail(usher_status status);
static inline void bench_must(usher_status status)
{
    if (status < USHER_OK) {
        bench_fail(status);
    }
}

uint64_t bench_ns(void); /* monotonic */
/* A finer clock for single commands, with its own cost taken off. */
uint64_t bench_ticks(void);
uint32_t bench_ticks_since(uint64_t from); /* in nanoseconds */
int bench_compare_doubles(const void *a, const void *b);
int bench_compare_uint32(const void *a, const void *b);

/* A seeded generator of numbers below `bound`, for workloads. */
typedef struct bench_random {
    uint64_t state;
} bench_random;
uint32_t bench_below(bench_random *random, uint32_t bound);

/* Memory in huge pages, where there are any (pages.c). */
typedef struct bench_pages {
    void *region;
    char *first;
    size_t used;
} bench_pages;
/* False: there is no such memory. */
bool bench_pages_open(bench_pages *pages, usher_mem *mem);
void bench_pages_close(bench_pages *pages);

void bench_small(void);
/* So many of its cycles, measuring nothing: for tools that count. */
void bench_cycles(unsigned cycles);
/* heap: with libc's memory instead of huge pages. */
void bench_large(bool mixed, bool heap);
void bench_largest(bool heap);
void bench_growth(void);

#endif
