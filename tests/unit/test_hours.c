/*
 * test_hours.c - hours of operation by example: spans, clocks that are put forward and back, what
 * can be asked (routing.md H-1 to H-3).
 *
 * Times are UTC. London is at UTC in winter and an hour ahead in summer: the clock goes from 01:00
 * to 02:00 on 2026-03-29 and from 02:00 back to 01:00 on 2026-10-25.
 */
#include "hours_world.h"

#include <usher/centre.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* ---- spans and clocks ------------------------------------------------------------------------ */

static void a_span_has_its_first_minute_and_not_its_last(void **state)
{
    (void)state;
    world w;
    open_world(&w, "Europe/London");
    add_hours(&w, "office", SPANS({ MON, 8 * H, 12 * H }, { MON, 13 * H, DAY }, { TUE, 0, 60 }), 3);
    build(&w);
    turns(&w, at(2026, 3, 2, 8, 0), true);
    turns(&w, at(2026, 3, 2, 12, 0), false);
    turns(&w, at(2026, 3, 2, 13, 0), true);
    turns(&w, at(2026, 3, 3, 1, 0), false); /* over midnight, as two spans */
    turns(&w, at(2026, 7, 6, 7, 0), true);  /* an hour earlier in summer */
    assert_true(change(&w, at(2026, 3, 3, 2, 0)) == at(2026, 3, 9, 8, 0));
    close_world(&w);
}

/* The date is the zone's: Sunday evening in New York is Monday here. */
static void days_are_those_of_the_zone(void **state)
{
    (void)state;
    world w;
    open_world(&w, "America/New_York");
    add_hours(&w, "night", SPANS({ SUN, 20 * H, DAY }), 1);
    build(&w);
    turns(&w, at(2026, 1, 5, 1, 0), true);
    turns(&w, at(2026, 1, 5, 5, 0), false);
    close_world(&w);
}

static void open_all_week_never_closes(void **state)
{
    (void)state;
    static const char *const names[] = { "Europe/London",   "America/Sao_Paulo",
                                         "Pacific/Apia",    "America/Toronto",
                                         "Africa/Monrovia", "Australia/Lord_Howe" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        world w;
        open_world(&w, names[i]);
        add_hours(&w, "always", always, 7);
        build(&w);
        for (int64_t year = 1850; year < 2100; year++) {
            assert_true(is_open(&w, at(year, 6, 1, 0, 0)));
            assert_true(change(&w, at(year, 6, 1, 0, 0)) == USHER_TIME_NEVER);
        }
        close_world(&w);
    }
}

static void no_span_never_opens(void **state)
{
    (void)state;
    world w;
    open_world(&w, "UTC");
    add_hours(&w, "never", NULL, 0);
    build(&w);
    assert_false(is_open(&w, at(2026, 1, 1, 0, 0)));
    assert_true(change(&w, at(2026, 1, 1, 0, 0)) == USHER_TIME_NEVER);
    assert_false(is_open(&w, INT64_MIN));
    assert_false(is_open(&w, INT64_MAX));
    assert_true(change(&w, INT64_MIN) == USHER_TIME_NEVER);
    assert_true(change(&w, INT64_MAX) == USHER_TIME_NEVER);
    close_world(&w);
}

/* The clock leaves out 01:00 to 02:00: what begins or ends there does so an hour later. */
static void times_that_are_left_out_move_forward(void **state)
{
    (void)state;
    static const struct {
        uint16_t from, until;   /* by the clock, on the Sunday */
        uint32_t opens, closes; /* UTC, minutes of that day; 0 0 = not at all */
    } cases[] = {
        { 30, 90, 30, 90 },                          /* until 01:30, which is 02:30 */
        { 90, 5 * H, 90, 4 * H },                    /* from 01:30 on */
        { 75, 105, 75, 105 },                        /* both */
        { 60, 120, 60, 60 },                         /* just the hour that is left out */
        { 59, 121, 59, 61 },      { 90, 135, 0, 0 }, /* would begin at 02:30 and end at 02:15 */
        { 119, 179, 0, 0 },       { 119, 180, 119, 120 }, { 120, 180, 60, 120 }, { 0, 60, 0, 60 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        world w;
        open_world(&w, "Europe/London");
        add_hours(&w, "early", SPANS({ SUN, cases[i].from, cases[i].until }), 1);
        build(&w);
        usher_time sunday = at(2026, 3, 29, 0, 0);
        for (uint32_t minute = 0; minute < 5 * H; minute++) {
            bool wanted = minute >= cases[i].opens && minute < cases[i].closes;
            if (is_open(&w, sunday + USHER_MINUTES(minute)) != wanted) {
                fail_msg("case %zu, minute %u", i, (unsigned)minute);
            }
        }
        close_world(&w);
    }
}

/* From 02:00 the clock goes back to 01:00: both hours count. */
static void times_that_come_twice_count_twice(void **state)
{
    (void)state;
    world w;
    open_world(&w, "Europe/London");
    add_hours(&w, "early", SPANS({ SUN, 30, 90 }), 1);
    build(&w);
    turns(&w, at(2026, 10, 24, 23, 30), true);
    turns(&w, at(2026, 10, 25, 0, 30), false);
    turns(&w, at(2026, 10, 25, 1, 0), true);
    turns(&w, at(2026, 10, 25, 1, 30), false);
    close_world(&w);
}

/* Where the clock went from Saturday 24:00 to Sunday 01:00, Sunday begins at 01:00. */
static void a_day_may_begin_late(void **state)
{
    (void)state;
    world w;
    open_world(&w, "America/Sao_Paulo");
    add_hours(&w, "sunday", SPANS({ SUN, 0, 90 }), 1);
    build(&w);
    turns(&w, at(2017, 10, 15, 3, 0), true);
    turns(&w, at(2017, 10, 15, 3, 30), false);
    close_world(&w);
    open_world(&w, "America/Toronto"); /* from 23:30 to 00:30, 1919-03-30 */
    add_hours(&w, "both", SPANS({ SUN, 23 * H, DAY }, { MON, 15, 2 * H }), 2);
    build(&w);
    turns(&w, at(1919, 3, 31, 4, 0), true);
    turns(&w, at(1919, 3, 31, 4, 30), false); /* Sunday ends with its last minute */
    turns(&w, at(1919, 3, 31, 5, 15), true);  /* 00:15 was left out: 01:15 */
    turns(&w, at(1919, 3, 31, 6, 0), false);
    close_world(&w);
}

/* Samoa had no Friday, December 30, 2011. */
static void a_day_that_never_was_has_no_hours(void **state)
{
    (void)state;
    world w;
    open_world(&w, "Pacific/Apia");
    add_hours(&w, "friday", SPANS({ THU, 23 * H, DAY }, { FRI, 0, DAY }, { SAT, 60, 90 }), 3);
    build(&w);
    turns(&w, at(2011, 12, 30, 9, 0), true);
    turns(&w, at(2011, 12, 30, 10, 0), false);
    turns(&w, at(2011, 12, 30, 11, 0), true);
    turns(&w, at(2011, 12, 30, 11, 30), false);
    close_world(&w);
}

/* Liberia went forward by 44 minutes and 30 seconds, which counts as 44. */
static void gaps_count_in_whole_minutes(void **state)
{
    (void)state;
    world w;
    open_world(&w, "Africa/Monrovia");
    add_hours(&w, "friday", SPANS({ FRI, 20, 40 }), 1); /* 1972-01-07 was a Friday */
    build(&w);
    turns(&w, at(1972, 1, 7, 1, 4), true);
    turns(&w, at(1972, 1, 7, 1, 24), false);
    close_world(&w);
}

/* ---- asking ---------------------------------------------------------------------------------- */

static void what_cannot_be_answered(void **state)
{
    (void)state;
    world w;
    usher_hours_def def = USHER_HOURS_DEF_INIT;
    usher_hours_ref unknown;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_queue_ref queues[3];
    open_world(&w, "UTC");
    add_hours(&w, "office", SPANS({ MON, 0, 60 }), 1);
    def.name = "far";
    def.zone = "Europe/Nowhere";
    assert_int_equal(usher_centre_add_hours(w.builder, &def, &unknown), USHER_OK);
    assert_false(usher_centre_has_zone(w.builder, "Europe/Nowhere"));
    assert_false(usher_centre_has_zone(w.builder, NULL));
    static const char *const names[] = { "free", "office", "far" };
    for (uint32_t i = 0; i < 3; i++) {
        queue.name = names[i];
        queue.hours.v = i;
        assert_int_equal(usher_centre_add_queue(w.builder, &queue, &queues[i]), USHER_OK);
    }
    build(&w);
    usher_hours_state told;
    usher_time time;
    usher_time monday = at(2026, 3, 2, 0, 0);
    for (uint32_t ref = 0; ref < 4; ref++) {
        usher_hours_ref hours = { ref };
        usher_status wanted = ref == 1   ? USHER_OK
                              : ref == 2 ? USHER_ERR_STATE
                                         : USHER_ERR_NOT_FOUND;
        assert_int_equal(usher_centre_hours_at(w.centre, hours, monday, &told), wanted);
        assert_int_equal(usher_centre_hours_change(w.centre, hours, monday, &time), wanted);
    }
    static const usher_status wanted[] = { USHER_OK, USHER_OK, USHER_ERR_STATE };
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(usher_centre_queue_hours_at(w.centre, queues[i], monday, &told),
                         wanted[i]);
        assert_int_equal(usher_centre_queue_hours_change(w.centre, queues[i], monday, &time),
                         wanted[i]);
    }
    usher_queue_ref none = { 0 };
    usher_queue_ref other = { 4 };
    assert_int_equal(usher_centre_queue_hours_at(w.centre, none, monday, &told),
                     USHER_ERR_NOT_FOUND);
    assert_int_equal(usher_centre_queue_hours_change(w.centre, other, monday, &time),
                     USHER_ERR_NOT_FOUND);
    usher_time tuesday = monday + USHER_MINUTES(DAY);
    assert_int_equal(usher_centre_queue_hours_at(w.centre, queues[0], tuesday, &told), USHER_OK);
    assert_true(told.open && told.override_name == NULL && told.size == sizeof told);
    assert_int_equal(told.override_of.v, 0);
    assert_int_equal(usher_centre_queue_hours_change(w.centre, queues[0], tuesday, &time),
                     USHER_OK);
    assert_true(time == USHER_TIME_NEVER);
    assert_int_equal(usher_centre_queue_hours_at(w.centre, queues[1], tuesday, &told), USHER_OK);
    assert_false(told.open);
    assert_int_equal(usher_centre_queue_hours_change(w.centre, queues[1], monday, &time), USHER_OK);
    assert_true(time == monday + USHER_MINUTES(60));
    close_world(&w);
}

/* Times are told as far as there are any. */
static void far_from_now(void **state)
{
    (void)state;
    world w;
    open_world(&w, "Europe/London");
    add_hours(&w, "sunday", SPANS({ SUN, 8 * H, 12 * H }), 1);
    build(&w);
    usher_time sunday = at(292200, 3, 2, 8, 0);
    turns(&w, sunday, true);
    turns(&w, sunday + USHER_MINUTES(4 * H), false);
    assert_true(change(&w, INT64_MAX) == USHER_TIME_NEVER);
    close_world(&w);
}

/* 400 days are looked at, and not one second more. */
static void the_search_ends(void **state)
{
    (void)state;
    world w;
    open_world(&w, "UTC");
    usher_hours_ref h = add_hours(&w, "office", NULL, 0);
    usher_override_def def = override("one day", USHER_OVERRIDE_OPEN, NULL, 0);
    def.from = def.till = (usher_date){ 2026, 6, 1 };
    add(&w, h, &def);
    build(&w);
    usher_time opens = at(2026, 6, 1, 0, 0);
    usher_duration reach = USHER_MINUTES((usher_duration)USHER_HOURS_SEARCH_DAYS * DAY);
    assert_true(change(&w, opens - reach) == opens);
    assert_true(change(&w, opens - reach - 1) == USHER_TIME_NEVER);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_span_has_its_first_minute_and_not_its_last),
        cmocka_unit_test(days_are_those_of_the_zone),
        cmocka_unit_test(open_all_week_never_closes),
        cmocka_unit_test(no_span_never_opens),
        cmocka_unit_test(times_that_are_left_out_move_forward),
        cmocka_unit_test(times_that_come_twice_count_twice),
        cmocka_unit_test(a_day_may_begin_late),
        cmocka_unit_test(a_day_that_never_was_has_no_hours),
        cmocka_unit_test(gaps_count_in_whole_minutes),
        cmocka_unit_test(what_cannot_be_answered),
        cmocka_unit_test(far_from_now),
        cmocka_unit_test(the_search_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
