/*
 * test_work.c - work at changing speeds is exact: only its end is rounded, up to a whole
 * microsecond.
 */
#include "work.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { EIGHT = 800000, SIX = 650000 };

static virtual_work begin(usher_duration amount, uint32_t speed, usher_time now)
{
    virtual_work w;
    work_begin(&w, amount, now);
    work_set_speed(&w, speed, now);
    return w;
}

static void full_speed_takes_as_long_as_the_work(void **state)
{
    (void)state;
    virtual_work w = begin(USHER_SECONDS(245), WORK_FULL_SPEED, 1000);
    assert_true(work_end(&w) == 1000 + USHER_SECONDS(245));
}

static void no_work_ends_at_once_even_when_it_stands_still(void **state)
{
    (void)state;
    virtual_work w = begin(0, WORK_STANDS_STILL, 77);
    assert_true(work_end(&w) == 77);
    w = begin(0, WORK_FULL_SPEED, 77);
    assert_true(work_end(&w) == 77);
}

static void standing_still_never_ends_and_loses_nothing(void **state)
{
    (void)state;
    virtual_work w = begin(100, WORK_FULL_SPEED, 0);
    work_set_speed(&w, WORK_STANDS_STILL, 40);
    assert_true(work_end(&w) == USHER_TIME_NEVER);
    work_set_speed(&w, WORK_FULL_SPEED, USHER_SECONDS(1000));
    assert_true(work_end(&w) == USHER_SECONDS(1000) + 60);
}

static void the_end_is_rounded_up(void **state)
{
    (void)state;
    virtual_work w = begin(1, SIX, 0); /* 1 / 0.65 = 1.538... */
    assert_true(work_end(&w) == 2);
    w = begin(13, SIX, 0); /* exactly 20 */
    assert_true(work_end(&w) == 20);
    w = begin(1, 333333, 0); /* 3.000003 */
    assert_true(work_end(&w) == 4);
}

/* 100 s: 10 s at 1, 10 s at 0.8, 10 s at 0.65, and the rest, 75.5 s, at 1. */
static void several_speeds_add_up(void **state)
{
    (void)state;
    virtual_work w = begin(USHER_SECONDS(100), WORK_FULL_SPEED, 0);
    work_set_speed(&w, EIGHT, USHER_SECONDS(10));
    work_set_speed(&w, SIX, USHER_SECONDS(20));
    work_set_speed(&w, WORK_FULL_SPEED, USHER_SECONDS(30));
    assert_true(work_end(&w) == USHER_SECONDS(30) + 75500000);
}

/* A speed of 1/3 that is settled at every microsecond: rounding each time would end after 3 us. */
static void changing_often_costs_nothing(void **state)
{
    (void)state;
    virtual_work w = begin(1000, 333333, 0);
    usher_time end = work_end(&w); /* ceil(1000 / 0.333333) */
    assert_true(end == 3001);
    for (usher_time now = 1; now < end; now++) {
        work_set_speed(&w, 333333, now);
        assert_true(work_end(&w) == end);
    }
    work_set_speed(&w, 333333, end);
    assert_true(w.left_micros == 0 && w.left_millionths == 0);
    assert_true(work_end(&w) == end);
}

static void speeds_above_one_work(void **state)
{
    (void)state;
    virtual_work w = begin(USHER_SECONDS(30), 1500000, 0);
    assert_true(work_end(&w) == USHER_SECONDS(20));
    work_set_speed(&w, UINT32_MAX, USHER_SECONDS(10));
    /* 15 s left at 4294.967295 */
    assert_true(work_end(&w) == USHER_SECONDS(10) + 3493);
}

static void the_largest_numbers_do_not_overflow(void **state)
{
    (void)state;
    virtual_work w = begin(INT64_MAX, 1, 0);
    assert_true(work_end(&w) == USHER_TIME_NEVER);
    w = begin(INT64_MAX, WORK_FULL_SPEED, 1);
    assert_true(work_end(&w) == USHER_TIME_NEVER);
    w = begin(USHER_SECONDS(1000000000), 1, 0);
    assert_true(work_end(&w) == USHER_TIME_NEVER);
    w = begin(1000, UINT32_MAX, 0);
    work_set_speed(&w, WORK_FULL_SPEED, INT64_MAX);
    assert_true(work_end(&w) == INT64_MAX);
}

/* What was done is never more than the work: late is the same as in time. */
static void late_is_done(void **state)
{
    (void)state;
    virtual_work w = begin(100, WORK_FULL_SPEED, 0);
    work_set_speed(&w, EIGHT, 101);
    assert_true(work_end(&w) == 101);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_speed_takes_as_long_as_the_work),
        cmocka_unit_test(no_work_ends_at_once_even_when_it_stands_still),
        cmocka_unit_test(standing_still_never_ends_and_loses_nothing),
        cmocka_unit_test(the_end_is_rounded_up),
        cmocka_unit_test(several_speeds_add_up),
        cmocka_unit_test(changing_often_costs_nothing),
        cmocka_unit_test(speeds_above_one_work),
        cmocka_unit_test(the_largest_numbers_do_not_overflow),
        cmocka_unit_test(late_is_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
