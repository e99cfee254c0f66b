/*
 * clock.h - engine time: never backwards, and the same scale after a restart.
 *
 * The wall clock jumps when it is set; a monotonic one begins anew with the machine, while the
 * records of a store go on. So engine time is the wall clock's at the start, and from then on as
 * much later as the monotonic clock says.
 */
#ifndef ADAPTER_CLOCK_H
#define ADAPTER_CLOCK_H

#include <usher/base.h>

typedef struct engine_clock {
    usher_duration offset; /* engine time minus monotonic time */
} engine_clock;

/* At the start. last: usher_engine_now of an engine that was opened from its store, else 0. */
void clock_start(engine_clock *clock, usher_time last);
usher_time clock_now(const engine_clock *clock);

#endif
