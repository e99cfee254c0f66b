/*
 * clock.c - engine time from the clocks of a POSIX system.
 */
#define _POSIX_C_SOURCE 200809L

#include "clock.h"

#include <time.h>

static usher_time read_clock(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return USHER_SECONDS(t.tv_sec) + t.tv_nsec / 1000;
}

/* Behind the last record even if the wall clock has been put back since. */
void clock_start(engine_clock *clock, usher_time last)
{
    usher_time wall = read_clock(CLOCK_REALTIME);
    clock->offset = (wall > last ? wall : last) - read_clock(CLOCK_MONOTONIC);
}

usher_time clock_now(const engine_clock *clock)
{
    return read_clock(CLOCK_MONOTONIC) + clock->offset;
}
