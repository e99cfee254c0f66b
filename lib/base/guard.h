/*
 * guard.h - what more than one thread may touch at once: who is inside, and how many hold.
 *
 * Atomics of C11 that need no lock, so they need no library, work in memory that processes share,
 * and know nothing of threads. This is the only place that has them. A guard does not wait: who
 * cannot come in is told so.
 */
#ifndef US_GUARD_H
#define US_GUARD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Zero: nobody is inside. */
typedef struct us_guard {
    atomic_bool taken;
} us_guard;

/* True if nobody was inside; the caller is now, and sees all that was done by who was before. */
static inline bool us_guard_enter(us_guard *guard)
{
    return !atomic_exchange_explicit(&guard->taken, true, memory_order_acquire);
}

/* The same without an exchange, where the host promises that nobody else tries at this moment. */
static inline bool us_guard_enter_alone(us_guard *guard)
{
    bool taken = atomic_load_explicit(&guard->taken, memory_order_relaxed);
    atomic_store_explicit(&guard->taken, true, memory_order_relaxed);
    return !taken;
}

static inline void us_guard_leave(us_guard *guard)
{
    atomic_store_explicit(&guard->taken, false, memory_order_release);
}

/* How many hold an object that is freed with the last of them. */
typedef struct us_holders {
    atomic_uint count;
} us_holders;

static inline void us_holders_begin(us_holders *holders)
{
    atomic_init(&holders->count, 1);
}

static inline void us_holders_add(us_holders *holders)
{
    (void)atomic_fetch_add_explicit(&holders->count, 1, memory_order_relaxed);
}

/* True for the last one, who sees all that the others did. */
static inline bool us_holders_drop(us_holders *holders)
{
    return atomic_fetch_sub_explicit(&holders->count, 1, memory_order_acq_rel) == 1;
}

#endif
