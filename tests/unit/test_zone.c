/*
 * test_zone.c - zones from TZif bytes: real ones, small ones made here, broken ones, and noise.
 *
 * What is expected of real zones is history that everybody can look up; what holds for any zone is
 * that its stretches follow each other without gap, each told as the next one's `before`.
 */
#include "model/civil.h"
#include "model/zone.h"
#include "support/fault_mem.h"
#include "support/zones.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HOUR 3600

static uint32_t roll(uint64_t *seed, uint32_t n)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33) % n;
}

static int64_t utc(int64_t year, uint32_t month, uint32_t day, int64_t second)
{
    return us_civil_day(year, month, day) * US_DAY_SECONDS + second;
}

/* ---- reading --------------------------------------------------------------------------------- */

static usher_status read_zone(const void *bytes, size_t size, us_zone *zone, const char **why)
{
    us_mem mem;
    us_mem_init(&mem, NULL);
    return us_zone_read(&mem, bytes, size, zone, why);
}

static void free_zone(us_zone *zone)
{
    us_mem mem;
    us_mem_init(&mem, NULL);
    mem.bytes = zone->shifts_capacity * sizeof *zone->shifts;
    us_zone_free(&mem, zone);
}

static us_zone known_zone(const char *name)
{
    size_t size;
    uint8_t *bytes = zones_read(name, &size);
    us_zone zone;
    const char *why;
    assert_non_null(bytes);
    assert_int_equal(read_zone(bytes, size, &zone, &why), USHER_OK);
    free(bytes);
    return zone;
}

static void expect_stretch(const us_zone *zone, int64_t t, us_zone_stretch wanted)
{
    us_zone_stretch is = us_zone_at(zone, t);
    if (is.begin != wanted.begin || is.end != wanted.end || is.offset != wanted.offset ||
        is.before != wanted.before) {
        fail_msg("at %lld: [%lld, %lld) %d before %d, expected [%lld, %lld) %d before %d",
                 (long long)t, (long long)is.begin, (long long)is.end, is.offset, is.before,
                 (long long)wanted.begin, (long long)wanted.end, wanted.offset, wanted.before);
    }
}

/* ---- real zones ------------------------------------------------------------------------------ */

static void what_history_says(void **state)
{
    (void)state;
    us_zone london = known_zone("Europe/London");
    us_zone_stretch summer = { utc(2026, 3, 29, HOUR), utc(2026, 10, 25, HOUR), HOUR, 0 };
    us_zone_stretch winter = { summer.end, utc(2027, 3, 28, HOUR), 0, HOUR };
    expect_stretch(&london, summer.begin, summer);
    expect_stretch(&london, summer.end - 1, summer);
    expect_stretch(&london, summer.end, winter);
    expect_stretch(&london, winter.end - 1, winter);
    assert_int_equal(us_zone_at(&london, utc(1800, 1, 1, 0)).offset, -75);
    assert_true(us_zone_at(&london, utc(1800, 1, 1, 0)).begin == INT64_MIN);
    assert_int_equal(us_zone_at(&london, utc(1942, 7, 1, 0)).offset, 2 * HOUR);
    assert_int_equal(us_zone_at(&london, utc(1970, 1, 15, 0)).offset, HOUR);
    assert_int_equal(us_zone_at(&london, utc(250000, 7, 1, 0)).offset, HOUR);
    free_zone(&london);

    us_zone dublin = known_zone("Europe/Dublin"); /* its standard time is that of summer */
    expect_stretch(&dublin, summer.begin, summer);
    expect_stretch(&dublin, winter.begin, winter);
    free_zone(&dublin);

    us_zone new_york = known_zone("America/New_York");
    expect_stretch(&new_york, utc(2100, 7, 1, 0),
                   (us_zone_stretch){ utc(2100, 3, 14, 7 * HOUR), utc(2100, 11, 7, 6 * HOUR),
                                      -4 * HOUR, -5 * HOUR });
    free_zone(&new_york);

    us_zone apia = known_zone("Pacific/Apia"); /* went without December 30, 2011 */
    us_zone_stretch apia_at = us_zone_at(&apia, utc(2011, 12, 30, 10 * HOUR));
    assert_true(apia_at.begin == utc(2011, 12, 30, 10 * HOUR));
    assert_int_equal(apia_at.before, -10 * HOUR);
    assert_int_equal(apia_at.offset, 14 * HOUR);
    free_zone(&apia);

    us_zone monrovia = known_zone("Africa/Monrovia"); /* no footer rule with summer time */
    us_zone_stretch last = { utc(1972, 1, 7, 44 * 60 + 30), INT64_MAX, 0, -44 * 60 - 30 };
    expect_stretch(&monrovia, last.begin, last);
    expect_stretch(&monrovia, utc(200000, 1, 1, 0), last);
    free_zone(&monrovia);
}

/* From one end of a stretch to the next. */
static void expect_chain(const us_zone *zone, int64_t from, int64_t until, uint32_t steps)
{
    us_zone_stretch at = us_zone_at(zone, from);
    for (uint32_t i = 0; i < steps && at.end < until; i++) {
        assert_true(at.begin < at.end && at.begin <= from && from < at.end);
        expect_stretch(zone, at.end - 1, at);
        if (at.begin > INT64_MIN) {
            expect_stretch(zone, at.begin, at);
        }
        us_zone_stretch next = us_zone_at(zone, at.end);
        assert_true(next.begin == at.end);
        assert_int_equal(next.before, at.offset);
        from = at.end;
        at = next;
    }
}

static void stretches_follow_each_other(void **state)
{
    (void)state;
    static const char *const names[] = { "Europe/London",      "Europe/Paris",
                                         "Europe/Dublin",      "America/New_York",
                                         "America/Toronto",    "America/Sao_Paulo",
                                         "Pacific/Apia",       "Africa/Monrovia",
                                         "Australia/Lord_Howe" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        us_zone zone = known_zone(names[i]);
        expect_chain(&zone, utc(1700, 1, 1, 0), utc(2500, 1, 1, 0), 10000);
        free_zone(&zone);
    }
}

/* ---- zones made here ------------------------------------------------------------------------- */

enum { FILE_MAX = 4096 };

typedef struct tzif {
    uint8_t bytes[FILE_MAX];
    size_t size;
} tzif;

static void put(tzif *f, uint64_t value, int size)
{
    for (int i = size - 1; i >= 0; i--) {
        f->bytes[f->size++] = (uint8_t)(value >> (8 * i));
    }
}

static void put_header(tzif *f, uint8_t version, const uint32_t counts[6])
{
    memcpy(f->bytes + f->size, "TZif", 4);
    f->bytes[f->size + 4] = version;
    memset(f->bytes + f->size + 5, 0, 15);
    f->size += 20;
    for (int i = 0; i < 6; i++) {
        put(f, counts[i], 4);
    }
}

typedef struct change {
    int64_t at;
    int32_t offset;
} change;

/* Version 1 (footer NULL) or 2: `first`, then the changes, each with a type of its own. */
static tzif make_file(int32_t first, const change *changes, uint32_t count, const char *footer)
{
    tzif f = { .size = 0 };
    int time_size = footer != NULL ? 8 : 4;
    if (footer != NULL) { /* the first block may be as good as empty */
        put_header(&f, '2', (uint32_t[]){ 0, 0, 0, 0, 1, 1 });
        put(&f, 0, 7);
    }
    put_header(&f, footer != NULL ? '2' : 0, (uint32_t[]){ 0, 0, 0, count, count + 1, 1 });
    for (uint32_t i = 0; i < count; i++) {
        put(&f, (uint64_t)changes[i].at, time_size);
    }
    for (uint32_t i = 0; i < count; i++) {
        put(&f, i + 1, 1);
    }
    for (uint32_t i = 0; i <= count; i++) {
        put(&f, (uint32_t)(i > 0 ? changes[i - 1].offset : first), 4);
        put(&f, 0, 2);
    }
    put(&f, 0, 1);
    if (footer != NULL) {
        put(&f, '\n', 1);
        memcpy(f.bytes + f.size, footer, strlen(footer));
        f.size += strlen(footer);
        put(&f, '\n', 1);
    }
    return f;
}

static us_zone made_zone(int32_t first, const change *changes, uint32_t count, const char *footer)
{
    tzif f = make_file(first, changes, count, footer);
    us_zone zone;
    const char *why;
    assert_int_equal(read_zone(f.bytes, f.size, &zone, &why), USHER_OK);
    assert_null(why);
    return zone;
}

static void version_1_ends_with_its_last_shift(void **state)
{
    (void)state;
    const change changes[] = { { -1000, 60 }, { 0, 60 }, { 1000, -60 }, { 2000, 60 } };
    us_zone zone = made_zone(30, changes, 4, NULL);
    assert_int_equal(zone.shifts_count, 3); /* one changes nothing */
    expect_stretch(&zone, -1001, (us_zone_stretch){ INT64_MIN, -1000, 30, 30 });
    expect_stretch(&zone, -1000, (us_zone_stretch){ -1000, 1000, 60, 30 });
    expect_stretch(&zone, 1999, (us_zone_stretch){ 1000, 2000, -60, 60 });
    expect_stretch(&zone, 2000, (us_zone_stretch){ 2000, INT64_MAX, 60, -60 });
    free_zone(&zone);
}

/* Whatever stands in the first block, and however much: the second counts. */
static void the_block_for_old_readers_is_skipped(void **state)
{
    (void)state;
    tzif f = { .size = 0 };
    put_header(&f, '3', (uint32_t[]){ 2, 3, 4, 5, 6, 7 });
    for (int i = 0; i < 5 * 5 + 6 * 6 + 7 + 4 * 8 + 3 + 2; i++) {
        put(&f, 0xee, 1);
    }
    tzif second = make_file(120, (change[]){ { 7, 60 } }, 1, "");
    memcpy(f.bytes + f.size, second.bytes + 51, second.size - 51);
    f.size += second.size - 51;
    us_zone zone;
    const char *why;
    assert_int_equal(read_zone(f.bytes, f.size, &zone, &why), USHER_OK);
    expect_stretch(&zone, 7, (us_zone_stretch){ 7, INT64_MAX, 60, 120 });
    free_zone(&zone);
}

static void a_zone_may_be_a_rule_and_nothing_else(void **state)
{
    (void)state;
    us_zone fixed = made_zone(0, NULL, 0, "<+0530>-5:30");
    expect_stretch(&fixed, 0, (us_zone_stretch){ INT64_MIN, INT64_MAX, 19800, 19800 });
    us_zone silent = made_zone(77, NULL, 0, "");
    expect_stretch(&silent, 0, (us_zone_stretch){ INT64_MIN, INT64_MAX, 77, 77 });
    us_zone south = made_zone(0, NULL, 0, "AEST-10AEDT,M10.1.0,M4.1.0/3");
    expect_stretch(&south, utc(2026, 1, 1, 0),
                   (us_zone_stretch){ utc(2025, 10, 4, 16 * HOUR), utc(2026, 4, 4, 16 * HOUR),
                                      11 * HOUR, 10 * HOUR });
    expect_chain(&south, utc(-300, 1, 1, 0), utc(300, 1, 1, 0), 10000);
    free_zone(&fixed);
    free_zone(&silent);
    free_zone(&south);
}

/* The rule takes over at the last shift of the list, even if the two do not agree. */
static void the_rule_follows_the_list(void **state)
{
    (void)state;
    const int64_t at = utc(2020, 7, 1, 0);
    us_zone zone = made_zone(0, (change[]){ { at, 5 * HOUR } }, 1, "AAA1BBB,M3.2.0,M11.1.0");
    assert_int_equal(zone.rule_from, at);
    expect_stretch(&zone, at - 1, (us_zone_stretch){ INT64_MIN, at, 0, 0 });
    expect_stretch(&zone, at, (us_zone_stretch){ at, utc(2020, 11, 1, 2 * HOUR), 0, 0 });
    expect_stretch(
        &zone, utc(2020, 12, 1, 0),
        (us_zone_stretch){ utc(2020, 11, 1, 2 * HOUR), utc(2021, 3, 14, 3 * HOUR), -HOUR, 0 });
    free_zone(&zone);
    /* Also if the last transition of the list changes nothing. */
    us_zone late = made_zone(0, (change[]){ { at, 0 } }, 1, "AAA-2");
    assert_int_equal(late.shifts_count, 0);
    expect_stretch(&late, at - 1, (us_zone_stretch){ INT64_MIN, at, 0, 0 });
    expect_stretch(&late, at, (us_zone_stretch){ at, INT64_MAX, 2 * HOUR, 0 });
    free_zone(&late);
}

static void times_beyond_all_time_are_kept_out(void **state)
{
    (void)state;
    const change changes[] = {
        { INT64_MIN, 1 }, { INT64_MIN + 1, 2 }, { 0, 3 }, { INT64_MAX - 1, 4 }, { INT64_MAX, 5 }
    };
    us_zone zone = made_zone(0, changes, 5, "AAA7");
    expect_stretch(&zone, -1, (us_zone_stretch){ INT64_MIN, 0, 2, 2 });
    assert_int_equal(us_zone_at(&zone, 0).offset, 3);
    assert_int_equal(us_zone_at(&zone, INT64_MAX / 1000000).offset, 3);
    free_zone(&zone);
    us_zone early = made_zone(0, changes, 2, "AAA7"); /* the rule holds for all there is */
    assert_int_equal(us_zone_at(&early, INT64_MIN / 1000000).offset, -7 * HOUR);
    free_zone(&early);
}

/* ---- rules ----------------------------------------------------------------------------------- */

/* The n-th shift from `from` on of a zone that is a rule. */
static int64_t shift(const char *rule, int64_t from, int n)
{
    us_zone zone = made_zone(0, NULL, 0, rule);
    int64_t at = us_zone_at(&zone, from).end;
    for (; n > 1; n--) {
        at = us_zone_at(&zone, at).end;
    }
    free_zone(&zone);
    return at;
}

static void days_of_rules(void **state)
{
    (void)state;
    const int64_t y2023 = utc(2023, 1, 1, 12 * HOUR); /* no leap year */
    const int64_t y2024 = utc(2024, 1, 1, 12 * HOUR);
    assert_true(shift("AAA0BBB,J59/0,J300", y2023, 1) == utc(2023, 2, 28, 0));
    assert_true(shift("AAA0BBB,J60/0,J300", y2023, 1) == utc(2023, 3, 1, 0));
    assert_true(shift("AAA0BBB,J60/0,J300", y2024, 1) == utc(2024, 3, 1, 0));
    assert_true(shift("AAA0BBB,59/0,J300", y2023, 1) == utc(2023, 3, 1, 0));
    assert_true(shift("AAA0BBB,59/0,J300", y2024, 1) == utc(2024, 2, 29, 0));
    assert_true(shift("AAA0BBB,J10,365/0", y2024, 2) == utc(2024, 12, 30, 23 * HOUR));
    assert_true(shift("AAA0BBB,J10,365/0", y2023, 2) == utc(2023, 12, 31, 23 * HOUR));
    assert_true(shift("AAA0BBB,M2.5.3,M6.1.0", y2024, 1) == utc(2024, 2, 28, 2 * HOUR));
    assert_true(shift("AAA0BBB,M2.5.4,M6.1.0", y2024, 1) == utc(2024, 2, 29, 2 * HOUR));
    assert_true(shift("AAA0BBB,M2.5.4,M6.1.0", y2023, 1) == utc(2023, 2, 23, 2 * HOUR));
    assert_true(shift("AAA0BBB,M2.4.0,M6.1.0", y2023, 1) == utc(2023, 2, 26, 2 * HOUR));
    /* Godthab: a shift on the day before; and by seconds, with an offset of its own. */
    assert_true(shift("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", y2024, 1) == utc(2024, 3, 31, HOUR));
    assert_true(shift("AAA-1:00:01BBB+2:30,J100/1:02:03,J200", y2023, 1) ==
                utc(2023, 4, 10, 3723 - 3601));
    assert_true(shift("AAA-1:00:01BBB+2:30,J100,J200", y2023, 2) == utc(2023, 7, 19, 16200));
}

/* Times of rules up to a week outside their year. */
static void rules_at_the_edge_of_the_year(void **state)
{
    (void)state;
    us_zone late = made_zone(0, NULL, 0, "AAA0BBB,J300/0,J365/167");
    us_zone_stretch summer = { utc(2023, 10, 27, 0), utc(2024, 1, 6, 22 * HOUR), HOUR, 0 };
    expect_stretch(&late, utc(2024, 1, 1, 0), summer);
    expect_stretch(&late, utc(2023, 12, 25, 0), summer);
    us_zone early = made_zone(0, NULL, 0, "AAA0BBB,J1/-167,J100/1");
    us_zone_stretch spring = { utc(2023, 12, 25, HOUR), utc(2024, 4, 10, 0), HOUR, 0 };
    expect_stretch(&early, utc(2023, 12, 30, 0), spring);
    expect_stretch(&early, utc(2024, 1, 5, 0), spring);
    expect_chain(&late, utc(1900, 1, 1, 0), utc(2100, 1, 1, 0), 1000);
    expect_chain(&early, utc(1900, 1, 1, 0), utc(2100, 1, 1, 0), 1000);
    free_zone(&late);
    free_zone(&early);
}

/* Summer ends in the moment in which the next one begins: it never ends. */
static void summer_all_year(void **state)
{
    (void)state;
    us_zone zone = made_zone(0, NULL, 0, "EST5EDT,0/0,J365/25");
    for (int64_t t = utc(2020, 1, 1, 0); t < utc(2030, 1, 1, 0); t += HOUR) {
        us_zone_stretch at = us_zone_at(&zone, t);
        assert_true(at.offset == -4 * HOUR && at.before == -4 * HOUR);
        assert_true(at.begin <= t && t < at.end);
    }
    free_zone(&zone);
}

/* ---- what is refused ------------------------------------------------------------------------- */

static void refused_because(const tzif *f, const char *reason)
{
    us_zone zone;
    const char *why = NULL;
    assert_int_equal(read_zone(f->bytes, f->size, &zone, &why), USHER_ERR_INVALID);
    assert_non_null(why);
    assert_string_equal(why, reason);
}

enum { SECOND_BLOCK = 44 + 7, COUNTS = SECOND_BLOCK + 20 };

/* The file of two shifts, with one byte set. */
static tzif spoiled(size_t at, uint8_t value)
{
    const change changes[] = { { 0, 1 }, { 1000, 2 } };
    tzif f = make_file(0, changes, 2, "AAA0");
    f.bytes[at] = value;
    return f;
}

static void broken_files_are_refused(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        uint8_t value;
        const char *reason;
    } cases[] = {
        { 0, 'X', "is no TZif file" },
        { 4, '1', "is no TZif file" },
        { 20, 0xff, "has data that is cut off" },
        { SECOND_BLOCK, 'X', "has data that is cut off" },
        { COUNTS + 3, 1, "has counts that do not go together" }, /* UT marks */
        { COUNTS + 7, 2, "has counts that do not go together" }, /* standard marks */
        { COUNTS + 3, 3, "has no footer" },                      /* they would stand where it is */
        { COUNTS + 11, 1, "counts leap seconds, which no time here does" },
        { COUNTS + 14, 0x10, "has more than 2000 transitions" },
        { COUNTS + 19, 0, "has counts that do not go together" }, /* types */
        { COUNTS + 18, 2, "has counts that do not go together" },
        { COUNTS + 23, 0, "has counts that do not go together" }, /* characters */
        { COUNTS + 22, 1, "has data that is cut off" },
        { COUNTS + 24 + 14, 0xff, "has a footer that is no rule" }, /* only later: still in order */
        { COUNTS + 24 + 8, 0xff, "has transitions out of order" },
        { COUNTS + 24 + 16, 3, "has a type of local time that is none" },
        { COUNTS + 24 + 18, 0x7f, "is more than a day away from UTC" },
        { COUNTS + 24 + 18, 0x80, "is more than a day away from UTC" },
        { COUNTS + 24 + 18 + 12, 0x7f, "is more than a day away from UTC" },
        { COUNTS + 24 + 18 + 12 + 4, 2, "has a type of local time that is none" },
        { COUNTS + 24 + 18 + 12 + 5, 1, "has a type of local time that is none" },
        { COUNTS + 24 + 18 + 4, 2, "has a type of local time that is none" },
        { COUNTS + 24 + 18 + 5, 1, "has a type of local time that is none" },
        { COUNTS + 24 + 18 + 18 + 1, ' ', "has no footer" },
        { COUNTS + 24 + 18 + 18 + 2, ' ', "has a footer that is no rule" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tzif f = spoiled(cases[i].at, cases[i].value);
        if (cases[i].at == COUNTS + 24 + 14) {
            f.bytes[f.size - 2] = 'x';
        }
        refused_because(&f, cases[i].reason);
    }
    tzif f = spoiled(0, 'T');
    f.size--;
    refused_because(&f, "has no footer");
}

static void offsets_up_to_a_day_are_taken(void **state)
{
    (void)state;
    us_zone zone = made_zone(US_ZONE_OFFSET_MIN, NULL, 0, "");
    free_zone(&zone);
    zone = made_zone(US_ZONE_OFFSET_MAX, NULL, 0, "");
    free_zone(&zone);
    tzif f = make_file(US_ZONE_OFFSET_MIN - 1, NULL, 0, "");
    refused_because(&f, "is more than a day away from UTC");
    f = make_file(US_ZONE_OFFSET_MAX + 1, NULL, 0, "");
    refused_because(&f, "is more than a day away from UTC");
}

/* In a block of exactly its size, so that a byte read behind it is found. */
static usher_status read_copy(const uint8_t *bytes, size_t size, us_zone *zone)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);
    const char *why = NULL;
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    usher_status status = read_zone(copy, size, zone, &why);
    assert_int_equal(status == USHER_ERR_INVALID, why != NULL);
    free(copy);
    return status;
}

static void a_file_that_is_cut_off_is_refused(void **state)
{
    (void)state;
    size_t size;
    uint8_t *bytes = zones_read("Europe/London", &size);
    us_zone zone;
    for (size_t cut = 0; cut < size; cut++) {
        assert_int_equal(read_copy(bytes, cut, &zone), USHER_ERR_INVALID);
    }
    assert_int_equal(read_copy(bytes, size, &zone), USHER_OK);
    free_zone(&zone);
    free(bytes);
}

/* Noise in a real file: refused, or a zone like any other. */
static void noise_makes_no_harm(void **state)
{
    (void)state;
    uint64_t seed = 20260329;
    size_t size;
    uint8_t *bytes = zones_read("Europe/Paris", &size);
    uint8_t noisy[8192];
    uint32_t taken = 0;
    for (int round = 0; round < 6000; round++) {
        memcpy(noisy, bytes, size);
        for (uint32_t n = 1 + roll(&seed, 3); n > 0; n--) {
            uint32_t at = roll(&seed, 2) == 0 ? roll(&seed, 160) : roll(&seed, (uint32_t)size);
            noisy[at] = (uint8_t)roll(&seed, 256);
        }
        us_zone zone;
        if (read_copy(noisy, size, &zone) == USHER_OK) {
            expect_chain(&zone, INT64_MIN / 1000000, INT64_MAX / 1000000, 300);
            expect_chain(&zone, utc(2026, 1, 1, 0), INT64_MAX / 1000000, 10);
            free_zone(&zone);
            taken++;
        }
    }
    assert_true(taken > 300);
    free(bytes);
}

static void without_memory_nothing_is_kept(void **state)
{
    (void)state;
    size_t size;
    uint8_t *bytes = zones_read("Europe/London", &size);
    fault_mem fault = { .refuse_at = 1 };
    usher_mem host = fault_mem_host(&fault);
    us_mem mem;
    us_zone zone;
    const char *why;
    us_mem_init(&mem, &host);
    assert_int_equal(us_zone_read(&mem, bytes, size, &zone, &why), USHER_ERR_NOMEM);
    assert_int_equal(us_zone_read(&mem, bytes, size, &zone, &why), USHER_OK);
    us_zone_free(&mem, &zone);
    assert_int_equal(fault.blocks, 0);
    assert_int_equal(mem.bytes, 0);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_history_says),
        cmocka_unit_test(stretches_follow_each_other),
        cmocka_unit_test(version_1_ends_with_its_last_shift),
        cmocka_unit_test(the_block_for_old_readers_is_skipped),
        cmocka_unit_test(a_zone_may_be_a_rule_and_nothing_else),
        cmocka_unit_test(the_rule_follows_the_list),
        cmocka_unit_test(times_beyond_all_time_are_kept_out),
        cmocka_unit_test(days_of_rules),
        cmocka_unit_test(rules_at_the_edge_of_the_year),
        cmocka_unit_test(summer_all_year),
        cmocka_unit_test(broken_files_are_refused),
        cmocka_unit_test(offsets_up_to_a_day_are_taken),
        cmocka_unit_test(a_file_that_is_cut_off_is_refused),
        cmocka_unit_test(noise_makes_no_harm),
        cmocka_unit_test(without_memory_nothing_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
