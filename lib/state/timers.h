/*
 * timers.h - deadlines of objects, in (due, order of arming).
 *
 * A 4-ary heap with its positions stored in the objects, so that disarming is exact and next_due
 * never reports a dead deadline. Each object has at most one timer of a kind.
 */
#ifndef US_TIMERS_H
#define US_TIMERS_H

#include "base/pool.h"

typedef struct us_timer {
    usher_time due;
    uint64_t sequence;
    uint32_t *place; /* in its object: where this timer is in the heap; US_NIL = not armed */
} us_timer;

/* What several heaps of timers share, so that all of them are in one order. */
typedef struct us_alarm {
    uint64_t sequence; /* of the next arming */
    /*
     * No timer is due before this instant. It need not be the first one that is: who disarms a
     * timer leaves it, and who finds nothing due then puts it right.
     */
    usher_time first;
} us_alarm;

typedef struct us_timers {
    us_mem *mem;
    us_timer *heap;
    usher_time due; /* of the first; NEVER when none is armed */
    uint32_t count, capacity;
    us_alarm *alarm;
} us_timers;

void us_timers_init(us_timers *timers, us_mem *mem, us_alarm *alarm);
void us_timers_clear(us_timers *timers);
/* Room for `count` armed timers in all. */
usher_status us_timers_reserve(us_timers *timers, uint32_t count);
/* Bytes that us_timers_reserve would get. */
uint64_t us_timers_growth(const us_timers *timers, uint32_t count);
/* Arms a timer that is not armed. due NEVER arms nothing. */
void us_timers_arm(us_timers *timers, uint32_t *place, usher_time due);
/* Arms it for another time; if that is the same time, it keeps its place. */
void us_timers_rearm(us_timers *timers, uint32_t *place, usher_time due);
/* Disarms it; it must be armed. `at` is its place. */
void us_timers_remove(us_timers *timers, uint32_t at);
/* Heap order and positions. NULL when right. */
const char *us_timers_check(const us_timers *timers);

/* Is the first timer of a before the first one of b? One of them must be armed. */
bool us_timers_before(const us_timers *a, const us_timers *b);

/* Disarms a timer, if it is armed. */
static inline void us_timers_disarm(us_timers *timers, const uint32_t *place)
{
    if (*place != US_NIL) {
        us_timers_remove(timers, *place);
    }
}

/* The object of the first timer, which there is; `offset` of the place in it. */
static inline void *us_timers_first(const us_timers *timers, size_t offset)
{
    return (char *)timers->heap[0].place - offset;
}

static inline bool us_timers_are_due(const us_timers *timers, usher_time now)
{
    return timers->due <= now && timers->count > 0; /* now may be NEVER */
}

#endif
