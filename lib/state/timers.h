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
    uint32_t slot;
} us_timer;

typedef struct us_timers {
    us_mem *mem;
    const us_pool *objects;
    /* offset of the uint32_t in the object that holds its place: US_NIL = not armed */
    size_t position;
    us_timer *heap;
    usher_time due; /* of the first; NEVER when none is armed */
    uint32_t count, capacity;
    /* of the next arming; shared, so that all kinds of timers are in one order */
    uint64_t *sequence;
} us_timers;

void us_timers_init(us_timers *timers, us_mem *mem, const us_pool *objects, size_t position,
                    uint64_t *sequence);
void us_timers_clear(us_timers *timers);
/* Room for `count` armed timers in all. */
usher_status us_timers_reserve(us_timers *timers, uint32_t count);
/* Arms the timer of an object that is not armed. due NEVER arms nothing. */
void us_timers_arm(us_timers *timers, uint32_t slot, usher_time due);
/* Arms it for another time; if that is the same time, it keeps its place. */
void us_timers_rearm(us_timers *timers, uint32_t slot, usher_time due);
/* Disarms it; it must be armed. `at` is its place. */
void us_timers_remove(us_timers *timers, uint32_t at);
/* Heap order and positions. NULL when right. */
const char *us_timers_check(const us_timers *timers);

/* Is the first timer of a before the first one of b? One of them must be armed. */
bool us_timers_before(const us_timers *a, const us_timers *b);

static inline uint32_t *us_timers_position(const us_timers *timers, uint32_t slot)
{
    return (uint32_t *)((char *)us_pool_at(timers->objects, slot) + timers->position);
}

/* Disarms an object's timer, if it is armed. */
static inline void us_timers_disarm(us_timers *timers, uint32_t slot)
{
    if (timers->count > 0) {
        uint32_t at = *us_timers_position(timers, slot);
        if (at != US_NIL) {
            us_timers_remove(timers, at);
        }
    }
}

static inline bool us_timers_are_due(const us_timers *timers, usher_time now)
{
    return timers->due <= now && timers->count > 0; /* now may be NEVER */
}

#endif
