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

static inline usher_duration us_time_since(usher_time from, usher_time now)
{
    if (from < 0 && now > INT64_MAX + from) {
        return USHER_FOREVER;
    }
    return now - from;
}

#endif
