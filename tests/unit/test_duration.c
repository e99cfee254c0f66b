/*
 * test_duration.c - durations and times as files write them.
 */
#include <usher/load.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* ---- durations ------------------------------------------------------------------------------- */

static const struct {
    const char *text;
    usher_duration value;
} durations[] = {
    { "20s", USHER_SECONDS(20) },
    { "5m", USHER_MINUTES(5) },
    { "1h30m", USHER_MINUTES(90) },
    { "250ms", USHER_MS(250) },
    { "90", USHER_SECONDS(90) },
    { "1.5", 1500000 },
    { "0", 0 },
    { "0s", 0 },
    { "007", USHER_SECONDS(7) },
    { "1h", USHER_MINUTES(60) },
    { "1h2m3s4ms", USHER_MINUTES(62) + USHER_SECONDS(3) + USHER_MS(4) },
    { "1h4ms", USHER_MINUTES(60) + USHER_MS(4) },
    { "1.5s", 1500000 },
    { "1.5h", USHER_MINUTES(90) },
    { "1m0.5s", USHER_SECONDS(60) + 500000 },
    { "0.001ms", 1 },
    { "0.000001", 1 },
    { "0.000001000000000000", 1 },
    { "100m", USHER_MINUTES(100) },
    { "9223372036854.775806", INT64_MAX - 1 },
};

static void test_durations(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
        usher_duration value = -1;
        usher_status status =
            usher_parse_duration(durations[i].text, strlen(durations[i].text), &value);
        if (status != USHER_OK || value != durations[i].value) {
            fail_msg("`%s` gave %d, %lld", durations[i].text, (int)status, (long long)value);
        }
    }
}

static const char *const no_durations[] = {
    "",
    " ",
    "s",
    "20 s",
    " 20s",
    "20s ",
    "20S",
    "-1",
    "+1",
    "1.",
    ".5",
    "1..5",
    "1.5.5",
    "1h90",
    "30m1h",
    "1h1h",
    "1m1h",
    "1ms1s",
    "1.5h30m",
    "1d",
    "400d",
    "1e3",
    "0x10",
    "1_000",
    "1,5",
    "1:30",
    "never",
    "1h30mm",
    "0.0000001",
    "0.0001ms",
    "0.0000000001h",
    "1hm",
    "h1",
    "9223372036854.775807",
    "9223372036854.775808",
    "99999999999999999999",
    "9223372036855s",
    "2562047789h",
    "2562047788h9999h",
    "1.s",
    "\xc2\xb5",
    "0.1234567891234567",
};

static void test_no_durations(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof no_durations / sizeof *no_durations; i++) {
        usher_duration value = 4711;
        if (usher_parse_duration(no_durations[i], strlen(no_durations[i]), &value) !=
                USHER_ERR_INVALID ||
            value != 4711) {
            fail_msg("`%s` is taken for %lld", no_durations[i], (long long)value);
        }
    }
}

/* The text need not end in a NUL; what stands behind it does not count. */
static void test_duration_size(void **state)
{
    (void)state;
    usher_duration value = 0;
    assert_int_equal(usher_parse_duration("20seconds", 3, &value), USHER_OK);
    assert_int_equal(value, USHER_SECONDS(20));
    assert_int_equal(usher_parse_duration("20s\0", 4, &value), USHER_ERR_INVALID);
    assert_int_equal(usher_parse_duration(NULL, 0, &value), USHER_ERR_INVALID);
    assert_int_equal(usher_parse_duration("20s", 3, NULL), USHER_ERR_INVALID);
}

/* Every number of microseconds, written with six decimals, comes back exactly. */
static void test_duration_exact(void **state)
{
    (void)state;
    uint64_t seed = 20260302;
    for (int i = 0; i < 20000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        usher_duration wanted = (usher_duration)(seed >> (1 + i % 60));
        char text[64];
        int size = snprintf(text, sizeof text, "%lld.%06llds", (long long)(wanted / 1000000),
                            (long long)(wanted % 1000000));
        usher_duration value = -1;
        assert_int_equal(usher_parse_duration(text, (size_t)size, &value), USHER_OK);
        assert_int_equal(value, wanted);
        assert_int_equal(usher_parse_duration(text, (size_t)size - 1, &value), USHER_OK);
        assert_int_equal(value, wanted);
    }
}

/* ---- times ----------------------------------------------------------------------------------- */

static const struct {
    const char *text;
    usher_time value;
} times[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "1970-01-01T00:00:00.000001Z", 1 },
    { "1969-12-31T23:59:59.999999Z", -1 },
    { "1970-01-01T01:00:00+01:00", 0 },
    { "1969-12-31T18:30:00-05:30", 0 },
    { "2026-03-02T08:00:03.250Z", 1772438403250000 },
    { "2026-03-02t08:00:03.25z", 1772438403250000 },
    { "2026-03-02T08:00:03.250000000Z", 1772438403250000 },
    { "2026-03-02T08:00:03-00:00", 1772438403000000 },
    { "2000-02-29T00:00:00Z", 951782400000000 },
    { "2000-03-01T00:00:00Z", 951868800000000 },
    { "9999-12-31T23:59:59.999999Z", 253402300799999999 },
    { "0000-01-01T00:00:00Z", -62167219200000000 },
    { "2038-01-19T03:14:08Z", 2147483648000000 },
};

static void test_times(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        usher_time value = -4711;
        usher_status status = usher_parse_time(times[i].text, strlen(times[i].text), &value);
        if (status != USHER_OK || value != times[i].value) {
            fail_msg("`%s` gave %d, %lld", times[i].text, (int)status, (long long)value);
        }
    }
}

static const char *const no_times[] = {
    "",
    "2026-03-02",
    "2026-03-02T08:00:03",
    "2026-03-02 08:00:03Z",
    "2026-03-02T08:00Z",
    "2026-3-2T08:00:03Z",
    "2026-13-02T08:00:03Z",
    "2026-00-02T08:00:03Z",
    "2026-02-29T08:00:03Z",
    "1900-02-29T00:00:00Z",
    "2026-04-31T08:00:03Z",
    "2026-03-00T08:00:03Z",
    "2026-03-02T24:00:00Z",
    "2026-03-02T08:60:03Z",
    "2026-03-02T08:00:60Z",
    "2026-03-02T08:00:03.Z",
    "2026-03-02T08:00:03.0000001Z",
    "2026-03-02T08:00:03+1:00",
    "2026-03-02T08:00:03+0100",
    "2026-03-02T08:00:03+24:00",
    "2026-03-02T08:00:03+01:60",
    "2026-03-02T08:00:03Z ",
    " 2026-03-02T08:00:03Z",
    "2026-03-02T08:00:03UTC",
    "12026-03-02T08:00:03Z",
    "+026-03-02T08:00:03Z",
    "-026-03-02T08:00:03Z",
    "2026/03/02T08:00:03Z",
    "1772438403",
    "2026-03-02T08:00:03,25Z",
    "2026-03-02T08:00:03+",
};

static void test_no_times(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof no_times / sizeof *no_times; i++) {
        usher_time value = 4711;
        if (usher_parse_time(no_times[i], strlen(no_times[i]), &value) != USHER_ERR_INVALID ||
            value != 4711) {
            fail_msg("`%s` is taken for %lld", no_times[i], (long long)value);
        }
    }
    assert_int_equal(usher_parse_time(NULL, 0, &(usher_time){ 0 }), USHER_ERR_INVALID);
    assert_int_equal(usher_parse_time("2026-03-02T08:00:03Z", 20, NULL), USHER_ERR_INVALID);
}

/* Every prefix of a good time is refused: nothing is read behind the end. */
static void test_time_prefixes(void **state)
{
    (void)state;
    static const char whole[] = "2026-03-02T08:00:03.250+01:00";
    for (size_t size = 0; size < sizeof whole - 1; size++) {
        usher_time value;
        assert_int_equal(usher_parse_time(whole, size, &value), USHER_ERR_INVALID);
    }
}

static bool day_exists(int year, int month, int day, usher_time *out)
{
    char text[64];
    int size = snprintf(text, sizeof text, "%04d-%02d-%02dT00:00:00Z", year, month, day);
    return usher_parse_time(text, (size_t)size, out) == USHER_OK;
}

/* Each calendar day is 24 hours after the one before, and no year has a day too many. */
static void test_calendar(void **state)
{
    (void)state;
    usher_time last;
    assert_true(day_exists(1799, 12, 31, &last));
    for (int year = 1800; year < 2200; year++) {
        int days = 0;
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= 31; day++) {
                usher_time now;
                if (!day_exists(year, month, day, &now)) {
                    assert_true(day > 28);
                    continue;
                }
                assert_int_equal(now - last, USHER_SECONDS(86400));
                last = now;
                days++;
            }
        }
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        assert_int_equal(days, leap ? 366 : 365);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_durations),     cmocka_unit_test(test_no_durations),
        cmocka_unit_test(test_duration_size), cmocka_unit_test(test_duration_exact),
        cmocka_unit_test(test_times),         cmocka_unit_test(test_no_times),
        cmocka_unit_test(test_time_prefixes), cmocka_unit_test(test_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
