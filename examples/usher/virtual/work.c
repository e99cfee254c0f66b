/*
 * work.c - exact work at changing speeds, in 64-bit integers.
 *
 * A product of a duration and a speed does not fit 64 bits, so durations are split into whole
 * multiples of the divisor and a rest; both parts then do.
 */
#include "work.h"

enum { MILLION = 1000000 };

/* What is done in `micros` at `speed`: whole microseconds, and millionths in *millionths. */
static uint64_t done_in(uint64_t micros, uint32_t speed, uint32_t *millionths)
{
    uint64_t millions = micros / MILLION;
    uint64_t part = micros % MILLION * speed; /* below 2^52 */

    *millionths = (uint32_t)(part % MILLION);
    if (speed > 0 && millions > UINT64_MAX / 2 / speed) {
        return UINT64_MAX; /* more than any work there is */
    }
    return millions * speed + part / MILLION;
}

/* Takes away what was done since the last change. */
static void settle(virtual_work *w, usher_time now)
{
    uint32_t millionths;
    uint64_t micros = done_in((uint64_t)(now - w->since), w->speed, &millionths);

    w->since = now;
    if (micros > w->left_micros ||
        (micros == w->left_micros && millionths >= w->left_millionths)) {
        w->left_micros = 0;
        w->left_millionths = 0;
        return;
    }
    w->left_micros -= micros;
    if (millionths > w->left_millionths) {
        w->left_micros--;
        w->left_millionths += MILLION;
    }
    w->left_millionths -= millionths;
}

void work_begin(virtual_work *w, usher_duration amount, usher_time now)
{
    w->left_micros = amount > 0 ? (uint64_t)amount : 0;
    w->left_millionths = 0;
    w->speed = WORK_STANDS_STILL;
    w->since = now;
}

void work_set_speed(virtual_work *w, uint32_t speed, usher_time now)
{
    settle(w, now);
    w->speed = speed;
}

/* ceil((micros + millionths / 10^6) * 10^6 / speed), as (micros / speed) * 10^6 and a rest. */
usher_time work_end(const virtual_work *w)
{
    uint64_t millions;
    uint64_t rest;
    uint64_t wait;

    if (w->left_micros == 0 && w->left_millionths == 0) {
        return w->since;
    }
    if (w->speed == WORK_STANDS_STILL) {
        return USHER_TIME_NEVER;
    }
    millions = w->left_micros / w->speed;
    rest = w->left_micros % w->speed * MILLION + w->left_millionths; /* below 2^52 */
    if (millions > (uint64_t)INT64_MAX / 2 / MILLION) {
        return USHER_TIME_NEVER;
    }
    wait = millions * MILLION + (rest + w->speed - 1) / w->speed;
    return w->since > USHER_TIME_NEVER - (usher_time)wait ? USHER_TIME_NEVER
                                                         : w->since + (usher_time)wait;
}
