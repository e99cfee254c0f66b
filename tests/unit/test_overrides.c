/*
 * test_overrides.c - overrides of hours by example: which one decides, on which days they count,
 * what parents give (routing.md H-4 to H-7).
 */
#include "hours_world.h"

#include "model/civil.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* ---- overrides ------------------------------------------------------------------------------- */

/* Closed, then open, then hours in the place of the week, then the week. */
static void the_strongest_override_decides(void **state)
{
    (void)state;
    world w;
    open_world(&w, "Etc/UTC");
    usher_hours_ref h = add_hours(&w, "office", SPANS({ MON, 8 * H, 18 * H }, { TUE, 0, 60 }), 2);
    usher_override_def summer =
        override("summer", USHER_OVERRIDE_STANDARD, SPANS({ MON, 9 * H, 12 * H }), 1);
    usher_override_def late =
        override("late", USHER_OVERRIDE_OPEN, SPANS({ MON, 11 * H, 20 * H }), 1);
    usher_override_def lunch =
        override("lunch", USHER_OVERRIDE_CLOSED, SPANS({ MON, 12 * H, 13 * H }), 1);
    add(&w, h, &summer);
    add(&w, h, &late);
    add(&w, h, &lunch);
    build(&w);
    static const struct {
        uint32_t hour;
        bool open;
        const char *decides;
    } monday[] = { { 8, false, "summer" }, { 9, true, "summer" }, { 11, true, "late" },
                   { 12, false, "lunch" }, { 13, true, "late" },  { 19, true, "late" },
                   { 20, false, "summer" } };
    for (size_t i = 0; i < sizeof monday / sizeof *monday; i++) {
        usher_time t = at(2026, 3, 2, monday[i].hour, 0);
        assert_int_equal(is_open(&w, t), monday[i].open);
        assert_string_equal(decides(&w, t), monday[i].decides);
    }
    turns(&w, at(2026, 3, 2, 9, 0), true);
    turns(&w, at(2026, 3, 2, 12, 0), false);
    turns(&w, at(2026, 3, 2, 13, 0), true);
    turns(&w, at(2026, 3, 2, 20, 0), false);
    assert_false(is_open(&w, at(2026, 3, 3, 0, 30))); /* no span for Tuesday: closed */
    assert_string_equal(decides(&w, at(2026, 3, 3, 0, 30)), "summer");
    assert_true(is_open(&w, at(2025, 12, 30, 0, 30))); /* before its first day */
    assert_true(is_open(&w, at(2027, 1, 5, 0, 30)));   /* after its last */
    assert_string_equal(decides(&w, at(2027, 1, 5, 0, 30)), "-");
    close_world(&w);
}

/* TV-16, and an override without spans, which is about whole days. */
static void a_closed_day_beats_all(void **state)
{
    (void)state;
    world w;
    open_world(&w, "UTC");
    usher_hours_ref h = add_hours(&w, "office", always, 7);
    usher_override_def late = override("late", USHER_OVERRIDE_OPEN, NULL, 0);
    usher_override_def summer = override("summer", USHER_OVERRIDE_STANDARD, always, 7);
    usher_override_def holiday = override("holiday", USHER_OVERRIDE_STANDARD, NULL, 0);
    usher_override_def may_day = override("may day", USHER_OVERRIDE_CLOSED, NULL, 0);
    holiday.from = holiday.till = (usher_date){ 2026, 4, 30 };
    may_day.repeat = USHER_REPEAT_YEARLY;
    may_day.from = (usher_date){ 2020, 5, 1 };
    add(&w, h, &late);
    add(&w, h, &summer);
    add(&w, h, &holiday);
    add(&w, h, &may_day);
    build(&w);
    turns(&w, at(2026, 4, 30, 0, 0), false);
    turns(&w, at(2026, 5, 2, 0, 0), true);
    assert_string_equal(decides(&w, at(2026, 4, 30, 12, 0)), "holiday");
    assert_string_equal(decides(&w, at(2026, 5, 1, 12, 0)), "may day");
    assert_string_equal(decides(&w, at(2026, 5, 2, 12, 0)), "late");
    close_world(&w);
}

/* A closed day is an override: it comes before the others, and beats them. */
static void closed_days(void **state)
{
    (void)state;
    static const usher_hours_closed days[] = { { "xmas", 0, 12, 25 },
                                               { "moving", 2026, 7, 1 },
                                               { NULL, 0, 2, 29 },
                                               { "first", 1, 1, 1 },
                                               { "last", 2030, 12, 31 } };
    world w;
    open_world(&w, "UTC");
    usher_hours_def def = USHER_HOURS_DEF_INIT;
    def.name = "office";
    def.spans = always;
    def.spans_count = 7;
    def.closed = days;
    def.closed_count = 5;
    assert_int_equal(usher_centre_add_hours(w.builder, &def, &w.hours), USHER_OK);
    usher_override_def open = override("open", USHER_OVERRIDE_OPEN, NULL, 0);
    add(&w, w.hours, &open);
    build(&w);
    for (int64_t year = 1999; year < 2050; year++) {
        turns(&w, at(year, 12, 25, 0, 0), false);
        turns(&w, at(year, 12, 26, 0, 0), true);
        assert_int_equal(is_open(&w, at(year, 7, 1, 12, 0)), year != 2026);
        assert_true(is_open(&w, at(year, 3, 1, 12, 0)));
    }
    turns(&w, at(1, 1, 1, 0, 0), false);
    turns(&w, at(1, 12, 25, 0, 0), false);
    assert_true(is_open(&w, at(2, 1, 1, 12, 0)));
    turns(&w, at(2030, 12, 31, 0, 0), false);
    assert_string_equal(decides(&w, at(2026, 12, 25, 12, 0)), "xmas");
    assert_string_equal(decides(&w, at(2024, 2, 29, 12, 0)), "");
    assert_false(is_open(&w, at(2024, 2, 29, 12, 0)));
    close_world(&w);
}

/* ---- overrides that come back ---------------------------------------------------------------- */

/* Closed on the days of `wanted` (month * 100 + day, 0 ends them), and on no other day of 2026. */
static void closed_in_2026(const usher_override_def *def, const uint32_t *wanted)
{
    world w;
    open_world(&w, "UTC");
    add(&w, add_hours(&w, "office", always, 7), def);
    build(&w);
    for (int64_t day = us_civil_day(2026, 1, 1); day <= us_civil_day(2026, 12, 31); day++) {
        us_civil date = us_civil_date(day);
        bool closed = date.month * 100 + date.day == *wanted;
        wanted += closed;
        if (is_open(&w, USHER_SECONDS(day * US_DAY_SECONDS) + USHER_MINUTES(600)) == closed) {
            fail_msg("%s: 2026-%02u-%02u", def->name, date.month, date.day);
        }
    }
    assert_int_equal(*wanted, 0);
    close_world(&w);
}

#define DAYS(...) ((const uint32_t[]){ __VA_ARGS__, 0 })

static usher_override_def repeating(const char *name, uint8_t repeat, uint8_t interval)
{
    usher_override_def def = override(name, USHER_OVERRIDE_CLOSED, NULL, 0);
    def.repeat = repeat;
    def.interval = interval;
    return def;
}

/* 2026-01-01 is a Thursday. */
static void weekly(void **state)
{
    (void)state;
    usher_override_def def = repeating("fifth week", USHER_REPEAT_WEEKLY, 5);
    def.till = (usher_date){ 2026, 3, 12 };
    closed_in_2026(&def, DAYS(101, 205, 312));
    def.name = "by spans"; /* of the week of `from`, only what is not before it */
    def.spans = SPANS({ WED, 0, DAY }, { FRI, 0, DAY });
    def.spans_count = 2;
    closed_in_2026(&def, DAYS(102, 204, 206, 311));
    def.name = "from another year";
    def.from = (usher_date){ 2025, 12, 31 }; /* the Wednesday of the same week */
    def.interval = 6;
    closed_in_2026(&def, DAYS(102, 211, 213));
}

static void monthly(void **state)
{
    (void)state;
    usher_override_def def = repeating("31st", USHER_REPEAT_MONTHLY, 1);
    def.month_day = 31;
    closed_in_2026(&def, DAYS(131, 331, 531, 731, 831, 1031, 1231));
    def.month_day = -1;
    def.interval = 3;
    closed_in_2026(&def, DAYS(131, 430, 731, 1031));
    def.month_day = 0; /* that of `from` */
    def.from = (usher_date){ 2025, 11, 30 };
    closed_in_2026(&def, DAYS(530, 830, 1130)); /* February has none */
    def.occurrence = 2;
    def.from = (usher_date){ 2026, 5, 12 }; /* the second Tuesday, and the first that counts */
    def.spans = SPANS({ TUE, 0, DAY }, { MON, 0, DAY });
    def.spans_count = 2;
    closed_in_2026(&def, DAYS(512, 810, 811, 1109, 1110));
    def.occurrence = -1;
    def.interval = 1;
    def.from = (usher_date){ 2026, 10, 1 };
    closed_in_2026(&def, DAYS(1026, 1027, 1124, 1130, 1228, 1229));
}

static void yearly(void **state)
{
    (void)state;
    usher_override_def def = repeating("every second year", USHER_REPEAT_YEARLY, 2);
    def.from = (usher_date){ 2020, 8, 9 };
    closed_in_2026(&def, DAYS(809));
    def.interval = 4;
    closed_in_2026(&def, DAYS(0));
    def.interval = 6;
    def.month = 2;
    def.month_day = -1;
    closed_in_2026(&def, DAYS(228));
    def.month_day = 29;
    closed_in_2026(&def, DAYS(0));
    def.month_day = 0;
    def.occurrence = 4; /* Thanksgiving, from another calendar */
    def.month = 11;
    def.spans = SPANS({ THU, 0, DAY });
    def.spans_count = 1;
    closed_in_2026(&def, DAYS(1126));
    def.occurrence = -1;
    def.month = 0;
    closed_in_2026(&def, DAYS(827));
    def.till = (usher_date){ 2026, 8, 26 };
    closed_in_2026(&def, DAYS(0));
    def.till = (usher_date){ 0, 0, 0 };
    def.occurrence = 0; /* the 9th of August is a Sunday: no Thursday, nothing */
    closed_in_2026(&def, DAYS(0));
}

/* Other hours that come back stand in the place of the week only where they have spans. */
static void other_hours_that_come_back(void **state)
{
    (void)state;
    world w;
    open_world(&w, "UTC");
    usher_hours_ref h = add_hours(&w, "office", always, 7);
    usher_override_def def =
        override("short", USHER_OVERRIDE_STANDARD, SPANS({ FRI, 8 * H, 12 * H }), 1);
    def.repeat = USHER_REPEAT_WEEKLY;
    def.interval = 2;
    add(&w, h, &def);
    build(&w);
    turns(&w, at(2026, 1, 2, 0, 0), false);
    turns(&w, at(2026, 1, 2, 8, 0), true);
    turns(&w, at(2026, 1, 2, 12, 0), false);
    turns(&w, at(2026, 1, 3, 0, 0), true);
    assert_true(change(&w, at(2026, 1, 3, 0, 0)) == at(2026, 1, 16, 0, 0));
    close_world(&w);
}

/* ---- parents --------------------------------------------------------------------------------- */

static void parents_give_their_overrides(void **state)
{
    (void)state;
    world w;
    open_world(&w, "Europe/London");
    usher_hours_ref child = add_hours(&w, "child", SPANS({ MON, 8 * H, 18 * H }), 1);
    usher_hours_def def = USHER_HOURS_DEF_INIT;
    usher_hours_ref first;
    usher_hours_closed xmas = { "xmas", 0, 12, 25 };
    def.name = "first";
    def.zone = "America/New_York"; /* the child's zone is what counts */
    def.spans = always;            /* and the child's week */
    def.spans_count = 7;
    def.closed = &xmas;
    def.closed_count = 1;
    assert_int_equal(usher_centre_add_hours(w.builder, &def, &first), USHER_OK);
    usher_hours_ref second = add_hours(&w, "second", NULL, 0);
    usher_override_def a =
        override("a", USHER_OVERRIDE_STANDARD, SPANS({ MON, 10 * H, 11 * H }), 1);
    usher_override_def b =
        override("b", USHER_OVERRIDE_STANDARD, SPANS({ MON, 14 * H, 15 * H }), 1);
    usher_override_def own =
        override("own", USHER_OVERRIDE_STANDARD, SPANS({ MON, 20 * H, 21 * H }), 1);
    usher_override_def shut = override("shut", USHER_OVERRIDE_CLOSED, SPANS({ MON, 0, DAY }), 1);
    own.till = (usher_date){ 2026, 3, 2 };
    shut.from = shut.till = (usher_date){ 2026, 3, 16 };
    add(&w, first, &a);
    add(&w, second, &b);
    add(&w, second, &shut);
    add(&w, child, &own);
    assert_int_equal(usher_centre_add_parent(w.builder, child, second), USHER_OK);
    assert_int_equal(usher_centre_add_parent(w.builder, child, first), USHER_OK);
    build(&w);
    turns(&w, at(2026, 3, 2, 20, 0), true); /* own before parents */
    turns(&w, at(2026, 3, 9, 14, 0), true); /* parents in the order they were given */
    assert_true(change(&w, at(2026, 3, 9, 15, 0)) == at(2026, 3, 23, 14, 0)); /* shut */
    turns(&w, at(2026, 3, 30, 13, 0), true); /* London's summer has begun */
    usher_hours_state state_at;
    assert_int_equal(usher_centre_hours_at(w.centre, child, at(2026, 3, 9, 14, 0), &state_at),
                     USHER_OK);
    assert_string_equal(state_at.override_name, "b");
    assert_int_equal(state_at.override_of.v, second.v);
    assert_string_equal(decides(&w, at(2026, 3, 2, 20, 0)), "own");
    assert_string_equal(decides(&w, at(2026, 12, 25, 12, 0)), "xmas");
    assert_string_equal(decides(&w, at(2027, 3, 1, 12, 0)), "-");
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_strongest_override_decides),
        cmocka_unit_test(a_closed_day_beats_all),
        cmocka_unit_test(closed_days),
        cmocka_unit_test(weekly),
        cmocka_unit_test(monthly),
        cmocka_unit_test(yearly),
        cmocka_unit_test(other_hours_that_come_back),
        cmocka_unit_test(parents_give_their_overrides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
