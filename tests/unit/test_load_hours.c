/*
 * test_load_hours.c - overrides, parents and time zones from files: what a centre has of them, and
 * where zones come from.
 */
#include "support/fault_mem.h"
#include "support/zones.h"
#include "unit/loading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const memory_file good[] = {
    { "centre.yaml",
      "usher: 1\n"
      "zone: Europe/London\n"
      "hours:\n"
      "  office:\n"
      "    parents: [late, holidays]\n"
      "    week: {mon-fri: [\"08:00-18:00\"]}\n"
      "    closed: {xmas: {date: 12-25}}\n"
      "    overrides:\n"
      "      summer: {from: 2026-07-13, till: 2026-08-21, week: {sat: [\"09:00-12:00\"], mon: "
      "[\"10:00-00:00\"]}}\n"
      "      open day: {type: open, from: 2026-02-28, every: year, interval: 2, month: 3, "
      "occurrence: last, week: {sun: [\"10:00-16:00\"]}}\n"
      "      counting: {type: closed, from: 2026-03-31, till: 2027-12-31, every: month, interval: "
      "3, day: last}\n"
      "      weekly: {from: 2026-01-01, every: week, type: closed}\n"
      "      tenth: {type: closed, from: 2026-01-01, every: month, day: 10}\n"
      "  late: {zone: Europe/Paris}\n"
      "  holidays: {zone: UTC}\n"
      "queues: {q: {hours: office}}\n"
      "profiles: {p: {channels: {voice: }, entries: [{queue: q, channels: [voice]}]}}\n" },
    { NULL, NULL },
};

static void same(const usher_centre *centre, uint32_t index, const usher_override_def *wanted)
{
    usher_override_def is;
    usher_hours_ref office = usher_centre_find_hours(centre, "office");
    assert_true(usher_centre_override(centre, office, index, &is));
    assert_string_equal(is.name, wanted->name);
    assert_int_equal(is.type, wanted->type);
    assert_int_equal(is.repeat, wanted->repeat);
    assert_int_equal(is.interval, wanted->interval);
    assert_int_equal(is.month, wanted->month);
    assert_int_equal(is.month_day, wanted->month_day);
    assert_int_equal(is.occurrence, wanted->occurrence);
    assert_memory_equal(&is.from, &wanted->from, sizeof is.from);
    assert_memory_equal(&is.till, &wanted->till, sizeof is.till);
    assert_int_equal(is.spans_count, wanted->spans_count);
    for (size_t i = 0; i < is.spans_count; i++) {
        assert_int_equal(is.spans[i].day, wanted->spans[i].day);
        assert_int_equal(is.spans[i].from, wanted->spans[i].from);
        assert_int_equal(is.spans[i].until, wanted->spans[i].until);
    }
}

static void overrides_and_parents_are_read(void **state)
{
    (void)state;
    static const usher_hours_span summer[] = { { 0, 600, 1440 }, { 5, 540, 720 } };
    static const usher_hours_span sunday[] = { { 6, 600, 960 } };
    const usher_override_def wanted[] = {
        { .name = "summer",
          .interval = 1,
          .from = { 2026, 7, 13 },
          .till = { 2026, 8, 21 },
          .spans = summer,
          .spans_count = 2 },
        { .name = "open day",
          .type = USHER_OVERRIDE_OPEN,
          .repeat = USHER_REPEAT_YEARLY,
          .interval = 2,
          .month = 3,
          .occurrence = -1,
          .from = { 2026, 2, 28 },
          .spans = sunday,
          .spans_count = 1 },
        { .name = "counting",
          .type = USHER_OVERRIDE_CLOSED,
          .repeat = USHER_REPEAT_MONTHLY,
          .interval = 3,
          .month_day = -1,
          .from = { 2026, 3, 31 },
          .till = { 2027, 12, 31 } },
        { .name = "weekly",
          .type = USHER_OVERRIDE_CLOSED,
          .repeat = USHER_REPEAT_WEEKLY,
          .interval = 1,
          .from = { 2026, 1, 1 } },
        { .name = "tenth",
          .type = USHER_OVERRIDE_CLOSED,
          .repeat = USHER_REPEAT_MONTHLY,
          .interval = 1,
          .month_day = 10,
          .from = { 2026, 1, 1 } },
    };
    usher_loaded *loaded = load_good(good, NULL);
    const usher_centre *centre = usher_loaded_centre(loaded);
    for (uint32_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        same(centre, i, &wanted[i]);
    }
    usher_hours_ref office = usher_centre_find_hours(centre, "office");
    assert_int_equal(usher_centre_parent(centre, office, 0).v,
                     usher_centre_find_hours(centre, "late").v);
    assert_int_equal(usher_centre_parent(centre, office, 1).v,
                     usher_centre_find_hours(centre, "holidays").v);
    expect_findings(loaded, "");
    usher_loaded_free(loaded);
}

/* Each zone once, in the order of the file; UTC needs none. */
static void zones_become_part_of_the_centre(void **state)
{
    (void)state;
    usher_loaded *loaded = load_good(good, NULL);
    const usher_centre *centre = usher_loaded_centre(loaded);
    usher_zone_def zone;
    usher_hours_state told;
    assert_int_equal(usher_centre_zones(centre), 2);
    assert_true(usher_centre_zone_data(centre, 0, &zone));
    assert_string_equal(zone.name, "Europe/London");
    assert_true(usher_centre_zone_data(centre, 1, &zone));
    assert_string_equal(zone.name, "Europe/Paris");
    for (uint32_t i = 1; i <= 3; i++) {
        assert_int_equal(usher_centre_hours_at(centre, (usher_hours_ref){ i }, 0, &told), USHER_OK);
    }
    usher_loaded_free(loaded);
}

/* ---- where zones come from ------------------------------------------------------------------- */

static const memory_file paris[] = { { "centre.yaml", "usher: 1\nzone: Europe/Paris\n" },
                                     { NULL, NULL } };
static const memory_file utc[] = { { "centre.yaml", "usher: 1\nhours: {h: {zone: Etc/UTC}}\n" },
                                   { NULL, NULL } };

static usher_status load(const memory_file *files, const usher_load_zones *zones,
                         usher_loaded **out)
{
    usher_load_files table = memory_files_table(files);
    usher_load_options options = USHER_LOAD_OPTIONS_INIT;
    options.files = &table;
    options.zones = zones;
    return usher_load_centre("centre.yaml", &options, out);
}

static void expect_message(const memory_file *files, const usher_load_zones *zones,
                           const char *name, const char *message)
{
    usher_loaded *loaded = NULL;
    assert_int_equal(load(files, zones, &loaded), USHER_ERR_CORRUPT);
    const usher_finding *finding = usher_findings_get(usher_loaded_findings(loaded), 0);
    assert_string_equal(finding->name, name);
    assert_string_equal(finding->message, message);
    usher_loaded_free(loaded);
}

/* Answers what `user` points to, and gives nothing. */
static usher_status refuse(void *user, const char *name, size_t size_max, char **data, size_t *size)
{
    (void)name;
    (void)size_max;
    (void)data;
    (void)size;
    return *(const usher_status *)user;
}

static void release_nothing(void *user, char *data)
{
    (void)user;
    assert_null(data);
}

static const char *no_name(void *user, size_t index)
{
    (void)user;
    assert_int_equal(index, 0);
    return NULL;
}

static void a_source_may_have_nothing(void **state)
{
    (void)state;
    usher_status answer = USHER_ERR_NOT_FOUND;
    usher_load_zones zones = { &answer, refuse, release_nothing, NULL };
    usher_loaded *loaded = NULL;
    expect_message(paris, &zones, "unknown-zone", "unknown time zone `Europe/Paris`");
    assert_int_equal(load(utc, &zones, &loaded), USHER_OK); /* UTC needs none */
    usher_loaded_free(loaded);
    zones.name = no_name;
    expect_message(paris, &zones, "unknown-zone",
                   "unknown time zone `Europe/Paris`; no list of time zones is installed here "
                   "(tzdata)");
    answer = USHER_ERR_INVALID;
    zones.name = NULL;
    expect_message(paris, &zones, "unknown-zone", "unknown time zone `Europe/Paris`");
    answer = USHER_ERR_LIMIT;
    expect_message(paris, &zones, "zone-data",
                   "time zone `Europe/Paris` has more than 65536 bytes");
    answer = USHER_ERR_NOMEM;
    assert_int_equal(load(paris, &zones, &loaded), USHER_ERR_NOMEM);
    answer = USHER_OK; /* no bytes at all */
    expect_message(paris, &zones, "zone-data", "time zone `Europe/Paris` is no TZif file");
}

/* More than it was allowed to give. */
static usher_status give_much(void *user, const char *name, size_t size_max, char **data,
                              size_t *size)
{
    (void)user;
    (void)name;
    *size = size_max + 1;
    *data = calloc(1, *size);
    return *data != NULL ? USHER_OK : USHER_ERR_NOMEM;
}

static void release_much(void *user, char *data)
{
    (void)user;
    free(data);
}

static void too_many_bytes_are_not_read(void **state)
{
    (void)state;
    const usher_load_zones zones = { NULL, give_much, release_much, NULL };
    expect_message(paris, &zones, "zone-data",
                   "time zone `Europe/Paris` has more than 65536 bytes");
}

/* The zones of this machine, if it has any. */
static void the_system_has_zones(void **state)
{
    (void)state;
    usher_loaded *loaded = NULL;
    FILE *file = fopen("/usr/share/zoneinfo/tzdata.zi", "rb");
    const memory_file wrong[] = { { "centre.yaml", "usher: 1\nzone: Europe/Pariss\n" },
                                  { NULL, NULL } };
    assert_int_equal(load(utc, NULL, &loaded), USHER_OK);
    usher_loaded_free(loaded);
    if (file == NULL) {
        skip();
    }
    fclose(file);
    assert_int_equal(load(paris, NULL, &loaded), USHER_OK);
    assert_int_equal(usher_centre_zones(usher_loaded_centre(loaded)), 1);
    usher_loaded_free(loaded);
    expect_message(wrong, NULL, "unknown-zone",
                   "unknown time zone `Europe/Pariss`, did you mean `Europe/Paris`?");
}

static void without_memory_nothing_is_left(void **state)
{
    (void)state;
    for (int for_ever = 0; for_ever <= 1; for_ever++) {
        bool refused = true;
        for (uint64_t n = 1; refused; n++) {
            fault_mem fault = { .refuse_at = n, .for_ever = for_ever != 0 };
            usher_mem mem = fault_mem_host(&fault);
            usher_load_files table = memory_files_table(good);
            usher_load_options options = USHER_LOAD_OPTIONS_INIT;
            usher_loaded *loaded = NULL;
            options.files = &table;
            options.zones = &zones_table;
            options.mem = &mem;
            usher_status status = usher_load_centre("centre.yaml", &options, &loaded);
            refused = fault.refused;
            assert_int_equal(status, refused ? USHER_ERR_NOMEM : USHER_OK);
            usher_loaded_free(loaded);
            assert_int_equal(fault.blocks, 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overrides_and_parents_are_read),
        cmocka_unit_test(zones_become_part_of_the_centre),
        cmocka_unit_test(a_source_may_have_nothing),
        cmocka_unit_test(too_many_bytes_are_not_read),
        cmocka_unit_test(the_system_has_zones),
        cmocka_unit_test(without_memory_nothing_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
