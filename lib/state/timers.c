/*
 * timers.c - the 4-ary heap of deadlines.
 *
 * Four children share a cache line or two, and the tree is half as deep as a binary one. The
 * sequence number makes the order total: two timers that are due at once fire as they were armed.
 */
#include "timers.h"

enum { ARITY = 4 };

void us_timers_init(us_timers *timers, us_mem *mem, us_alarm *alarm)
{
    *timers = (us_timers){ .mem = mem, .due = USHER_TIME_NEVER, .alarm = alarm };
}

void us_timers_clear(us_timers *timers)
{
    us_mem_free(timers->mem, timers->heap, timers->capacity * sizeof *timers->heap);
}

usher_status us_timers_reserve(us_timers *timers, uint32_t count)
{
    return us_mem_grow(timers->mem, (void **)&timers->heap, &timers->capacity, count,
                       sizeof *timers->heap);
}

uint64_t us_timers_growth(const us_timers *timers, uint32_t count)
{
    uint32_t capacity = us_mem_grown(timers->capacity, count);
    return (uint64_t)(capacity - timers->capacity) * sizeof *timers->heap;
}

static inline bool before(const us_timer *a, const us_timer *b)
{
    return a->due != b->due ? a->due < b->due : a->sequence < b->sequence;
}

static inline void put(us_timers *timers, uint32_t at, us_timer timer)
{
    timers->heap[at] = timer;
    *timer.place = at;
}

US_APART static void sift_up(us_timers *timers, uint32_t at, us_timer timer)
{
    while (at > 0) {
        uint32_t parent = (at - 1) / ARITY;
        if (!before(&timer, &timers->heap[parent])) {
            break;
        }
        put(timers, at, timers->heap[parent]);
        at = parent;
    }
    put(timers, at, timer);
}

static uint32_t first_child(const us_timers *timers, uint32_t at)
{
    uint32_t child = at * ARITY + 1;
    uint32_t best = child;
    for (uint32_t i = child + 1; i < child + ARITY && i < timers->count; i++) {
        if (before(&timers->heap[i], &timers->heap[best])) {
            best = i;
        }
    }
    return best;
}

static void sift_down(us_timers *timers, uint32_t at, us_timer timer)
{
    while (at * ARITY + 1 < timers->count) {
        uint32_t child = first_child(timers, at);
        if (!before(&timers->heap[child], &timer)) {
            break;
        }
        put(timers, at, timers->heap[child]);
        at = child;
    }
    put(timers, at, timer);
}

/* The timer is the only one, or due before its parent: perhaps it is the first. */
static inline void arm_before(us_timers *timers, uint32_t at, us_timer timer)
{
    if (us_mostly(at == 0)) {
        put(timers, 0, timer);
    } else {
        sift_up(timers, at, timer);
    }
    timers->due = timers->heap[0].due;
    if (timers->due < timers->alarm->first) {
        timers->alarm->first = timers->due;
    }
}

void us_timers_arm(us_timers *timers, uint32_t *place, usher_time due)
{
    if (due == USHER_TIME_NEVER) {
        return;
    }
    us_assert(*place == US_NIL && timers->count < timers->capacity);
    us_timer timer = { due, timers->alarm->sequence++, place };
    uint32_t at = timers->count++;
    if (at > 0 && !before(&timer, &timers->heap[(at - 1) / ARITY])) {
        put(timers, at, timer);
    } else {
        arm_before(timers, at, timer);
    }
}

/* The place `at` is free; the last timer, which stood behind all others, takes it. */
US_APART static void fill(us_timers *timers, uint32_t at)
{
    us_timer last = timers->heap[timers->count];
    if (at > 0 && before(&last, &timers->heap[(at - 1) / ARITY])) {
        sift_up(timers, at, last);
    } else {
        sift_down(timers, at, last);
    }
}

void us_timers_remove(us_timers *timers, uint32_t at)
{
    *timers->heap[at].place = US_NIL;
    timers->count--;
    if (at < timers->count) {
        fill(timers, at);
    }
    timers->due = timers->count > 0 ? timers->heap[0].due : USHER_TIME_NEVER;
}

void us_timers_rearm(us_timers *timers, uint32_t *place, usher_time due)
{
    if (*place != US_NIL && timers->heap[*place].due == due) {
        return;
    }
    us_timers_disarm(timers, place);
    us_timers_arm(timers, place, due);
}

bool us_timers_before(const us_timers *a, const us_timers *b)
{
    return b->count == 0 || (a->count > 0 && before(&a->heap[0], &b->heap[0]));
}

const char *us_timers_check(const us_timers *timers)
{
    if (timers->due != (timers->count > 0 ? timers->heap[0].due : USHER_TIME_NEVER)) {
        return "T-3 what is due first is not what is known to be";
    }
    if (timers->alarm->first > timers->due) {
        return "T-4 a timer would be due before anybody looks";
    }
    for (uint32_t i = 0; i < timers->count; i++) {
        if (i > 0 && before(&timers->heap[i], &timers->heap[(i - 1) / ARITY])) {
            return "T-1 a timer stands behind one that is due later";
        }
        if (*timers->heap[i].place != i) {
            return "T-2 an object does not know where its timer is";
        }
    }
    return NULL;
}
