/* clock.h - arithmetic of times that saturates at USHER_TIME_NEVER instead of overflowing. */
#ifndef US_CLOCK_H
#define US_CLOCK_H

#include <usher/base.h>

static inline usher_time us_time_add(usher_time time, usher_duration more)
{
    if (more > 0 && time > USHER_TIME_NEVER - more) {
        return USHER_TIME_NEVER;
    }
    if (more < 0 && time < INT64_MIN - more) {
        return INT64_MIN;
    }
    return time + more;
}

/* The difference of operands with unlike signs is wrong if its sign is not the first one's. */
static inline usher_time us_time_before(usher_time time, usher_duration less)
{
    usher_time before = (usher_time)((uint64_t)time - (uint64_t)less);
    if (((time ^ less) & (time ^ before)) < 0) {
        return less < 0 ? USHER_TIME_NEVER : INT64_MIN;
    }
    return before;
}

/* When a length of time, 0 or more, that begins at `now` is over: never, if it has no end. */
static inline usher_time us_time_after(usher_time now, usher_duration length)
{
    usher_time end = (usher_time)((uint64_t)now + (uint64_t)length);
    return length == USHER_FOREVER || end < now ? USHER_TIME_NEVER : end;
}

static inline usher_duration us_time_since(usher_time from, usher_time now)
{
    return us_time_before(now, from);
}

#endif
