/*
 * test_number.c - decimals and times of the command: exact to the microsecond, nothing rounded.
 */
#include "number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void expect_seconds(const char *text, enum number_result result, int64_t micros)
{
    usher_duration out = -77;
    assert_int_equal(number_seconds(text, strlen(text), &out), result);
    if (result == NUMBER_FINE) {
        assert_true(out == micros);
    }
}

static void seconds_are_exact(void **state)
{
    (void)state;
    expect_seconds("0", NUMBER_FINE, 0);
    expect_seconds("180", NUMBER_FINE, 180000000);
    expect_seconds("2.5", NUMBER_FINE, 2500000);
    expect_seconds("0.000001", NUMBER_FINE, 1);
    expect_seconds("1.999999", NUMBER_FINE, 1999999);
    expect_seconds("0007", NUMBER_FINE, 7000000);
    expect_seconds("1000000000", NUMBER_FINE, INT64_C(1000000000000000));
}

static void what_is_no_number_is_refused(void **state)
{
    (void)state;
    const char *const bad[] = { "", ".", "1.", ".5", "-1", "+1", "1e3", " 1", "1 ", "1,5", "1.2.3",
                                "0x10", "20s", "abc", "1.-5", "\xC2\xB2" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        expect_seconds(bad[i], NUMBER_BAD, 0);
    }
}

static void a_seventh_decimal_is_refused_not_rounded(void **state)
{
    (void)state;
    expect_seconds("1.0000000", NUMBER_TOO_EXACT, 0);
    expect_seconds("1.1234567", NUMBER_TOO_EXACT, 0);
    expect_seconds("0.00000000000000000000000000000000001", NUMBER_TOO_EXACT, 0);
}

static void large_numbers_are_told_from_bad_ones(void **state)
{
    (void)state;
    expect_seconds("1000000001", NUMBER_TOO_LARGE, 0);
    expect_seconds("99999999999999999999999999", NUMBER_TOO_LARGE, 0);
    expect_seconds("99999999999999999999999999.5", NUMBER_TOO_LARGE, 0);
    expect_seconds("99999999999999999999999999x", NUMBER_BAD, 0);
}

static void a_sign_is_read_where_it_is_allowed(void **state)
{
    (void)state;
    usher_duration out;
    assert_int_equal(number_signed_seconds("-2.5", 4, &out), NUMBER_FINE);
    assert_true(out == -2500000);
    assert_int_equal(number_signed_seconds("+90", 3, &out), NUMBER_FINE);
    assert_true(out == 90000000);
    assert_int_equal(number_signed_seconds("90", 2, &out), NUMBER_FINE);
    assert_true(out == 90000000);
    assert_int_equal(number_signed_seconds("-", 1, &out), NUMBER_BAD);
    assert_int_equal(number_signed_seconds("--1", 3, &out), NUMBER_BAD);
    assert_int_equal(number_signed_seconds("", 0, &out), NUMBER_BAD);
}

static void whole_numbers_go_to_the_end_of_64_bits(void **state)
{
    (void)state;
    int64_t out;
    assert_int_equal(number_whole("9223372036854775807", 19, &out), NUMBER_FINE);
    assert_true(out == INT64_MAX);
    assert_int_equal(number_whole("9223372036854775808", 19, &out), NUMBER_TOO_LARGE);
    assert_int_equal(number_whole("5.0", 3, &out), NUMBER_BAD);
    assert_int_equal(number_whole("", 0, &out), NUMBER_BAD);
}

static void expect_written(int64_t micros, const char *seconds)
{
    char text[NUMBER_TEXT_MAX];
    assert_string_equal(number_write_seconds(text, micros), seconds);
}

static void seconds_are_written_with_six_decimals(void **state)
{
    (void)state;
    expect_written(0, "0.000000");
    expect_written(1, "0.000001");
    expect_written(3250000, "3.250000");
    expect_written(-250000, "-0.250000");
    expect_written(-3000001, "-3.000001");
    expect_written(INT64_MAX, "9223372036854.775807");
    expect_written(INT64_MIN, "-9223372036854.775808");
}

static void expect_time(usher_time time, const char *written)
{
    char text[NUMBER_TEXT_MAX];
    usher_time back = -1;
    assert_string_equal(number_write_time(text, time), written);
    assert_int_equal(number_time(text, strlen(text), &back), NUMBER_FINE);
    assert_true(back == time);
}

static void times_are_written_and_read_back(void **state)
{
    (void)state;
    expect_time(0, "1970-01-01T00:00:00.000000Z");
    expect_time(-1, "1969-12-31T23:59:59.999999Z");
    expect_time(INT64_C(1772438403250000), "2026-03-02T08:00:03.250000Z");
    expect_time(INT64_C(951782400000000), "2000-02-29T00:00:00.000000Z");
    expect_time(INT64_C(4107542399999999), "2100-02-28T23:59:59.999999Z");
    expect_time(INT64_C(4107542400000000), "2100-03-01T00:00:00.000000Z");
    expect_time(INT64_C(1735603200000000), "2024-12-31T00:00:00.000000Z");
    expect_time(INT64_C(253402300799999999), "9999-12-31T23:59:59.999999Z");
    expect_time(INT64_C(-62135596800000000), "0001-01-01T00:00:00.000000Z");
}

/* Every day of eight centuries comes back as itself. */
static void every_day_has_its_date(void **state)
{
    (void)state;
    char text[NUMBER_TEXT_MAX];
    for (int64_t day = -150000; day < 150000; day++) {
        usher_time time = day * INT64_C(86400000000);
        usher_time back;
        number_write_time(text, time);
        assert_int_equal(number_time(text, strlen(text), &back), NUMBER_FINE);
        assert_true(back == time);
    }
}

static void times_with_an_offset_are_the_same_moment(void **state)
{
    (void)state;
    usher_time utc;
    usher_time local;
    assert_int_equal(number_time("2026-03-02T08:00:00Z", 20, &utc), NUMBER_FINE);
    assert_int_equal(number_time("2026-03-02T09:30:00+01:30", 25, &local), NUMBER_FINE);
    assert_true(utc == local);
    assert_int_equal(number_time("2026-03-02T08:00:00", 19, &utc), NUMBER_BAD);
    assert_int_equal(number_time("2026-02-30T08:00:00Z", 20, &utc), NUMBER_BAD);
}

static void dates_are_told_from_seconds(void **state)
{
    (void)state;
    assert_true(number_looks_like_time("2026-03-02", 10));
    assert_true(number_looks_like_time("2026-", 5));
    assert_false(number_looks_like_time("2026", 4));
    assert_false(number_looks_like_time("180.5", 5));
    assert_false(number_looks_like_time("-2026", 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seconds_are_exact),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(a_seventh_decimal_is_refused_not_rounded),
        cmocka_unit_test(large_numbers_are_told_from_bad_ones),
        cmocka_unit_test(a_sign_is_read_where_it_is_allowed),
        cmocka_unit_test(whole_numbers_go_to_the_end_of_64_bits),
        cmocka_unit_test(seconds_are_written_with_six_decimals),
        cmocka_unit_test(times_are_written_and_read_back),
        cmocka_unit_test(every_day_has_its_date),
        cmocka_unit_test(times_with_an_offset_are_the_same_moment),
        cmocka_unit_test(dates_are_told_from_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
