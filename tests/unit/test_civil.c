/*
 * test_civil.c - days and dates, against a calendar that only knows how to go to the next day.
 */
#include "model/civil.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The next date, by the rule that children learn. */
static us_civil next_date(us_civil date)
{
    static const uint32_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
    uint32_t last = date.month == 2 && leap ? 29 : days[date.month - 1];
    if (date.day < last) {
        return (us_civil){ date.year, date.month, date.day + 1 };
    }
    return date.month < 12 ? (us_civil){ date.year, date.month + 1, 1 }
                           : (us_civil){ date.year + 1, 1, 1 };
}

static void same_date(us_civil a, us_civil b)
{
    assert_true(a.year == b.year && a.month == b.month && a.day == b.day);
}

/* Every day of 2,400 years, year 0 among them. */
static void each_day_follows_the_one_before(void **state)
{
    (void)state;
    us_civil date = { -3, 1, 1 };
    int64_t day = us_civil_day(-3, 1, 1);
    uint8_t weekday = us_civil_weekday(day);
    int64_t last = us_civil_day(2400, 12, 31);
    for (; day <= last; day++) {
        same_date(us_civil_date(day), date);
        assert_true(us_civil_day(date.year, date.month, date.day) == day);
        assert_int_equal(us_civil_weekday(day), weekday);
        us_civil next = next_date(date);
        bool ends = next.day == 1;
        assert_int_equal(us_civil_month_days(date.year, date.month) == date.day, ends);
        date = next;
        weekday = (uint8_t)((weekday + 1) % 7);
    }
    same_date(date, (us_civil){ 2401, 1, 1 });
}

static void some_days_are_known(void **state)
{
    (void)state;
    assert_int_equal(us_civil_day(1970, 1, 1), 0);
    assert_int_equal(us_civil_weekday(0), 3);
    assert_int_equal(us_civil_day(2000, 2, 29), 11016);
    assert_int_equal(us_civil_weekday(us_civil_day(2026, 3, 2)), 0);
    assert_int_equal(us_civil_day(1969, 12, 31), -1);
    assert_int_equal(us_civil_weekday(-1), 2);
    same_date(us_civil_date(-719468), (us_civil){ 0, 3, 1 });
    same_date(us_civil_date(-719469), (us_civil){ 0, 2, 29 });
}

/* As far as a usher_time goes, 400 years at a time. */
static void the_ends_of_time_have_dates(void **state)
{
    (void)state;
    for (int64_t year = -300000; year <= 300000; year += 400) {
        int64_t day = us_civil_day(year, 2, 29);
        same_date(us_civil_date(day), (us_civil){ year, 2, 29 });
        same_date(us_civil_date(day + 1), (us_civil){ year, 3, 1 });
        assert_int_equal(us_civil_weekday(day), us_civil_weekday(us_civil_day(2000, 2, 29)));
    }
}

static void division_rounds_down(void **state)
{
    (void)state;
    assert_int_equal(us_floor_div(7, 7), 1);
    assert_int_equal(us_floor_div(6, 7), 0);
    assert_int_equal(us_floor_div(0, 7), 0);
    assert_int_equal(us_floor_div(-1, 7), -1);
    assert_int_equal(us_floor_div(-7, 7), -1);
    assert_int_equal(us_floor_div(-8, 7), -2);
    assert_true(us_floor_div(INT64_MIN, 1000000) == INT64_C(-9223372036855));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_day_follows_the_one_before),
        cmocka_unit_test(some_days_are_known),
        cmocka_unit_test(the_ends_of_time_have_dates),
        cmocka_unit_test(division_rounds_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
