/*
 * test_define_hours.c - zones, overrides and parents in the builder: what is kept, what is refused
 * and why.
 */
#include "hours_parts.h"

#include <usher/centre.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* ---- what is kept ---------------------------------------------------------------------------- */

static void same_override(const usher_override_def *a, const usher_override_def *b)
{
    assert_int_equal(a->size, sizeof *a);
    assert_string_equal(a->name, b->name);
    assert_int_equal(a->type, b->type);
    assert_int_equal(a->repeat, b->repeat);
    assert_int_equal(a->interval, b->interval);
    assert_int_equal(a->month, b->month);
    assert_int_equal(a->month_day, b->month_day);
    assert_int_equal(a->occurrence, b->occurrence);
    assert_memory_equal(&a->from, &b->from, sizeof a->from);
    assert_memory_equal(&a->till, &b->till, sizeof a->till);
    assert_int_equal(a->spans_count, b->spans_count);
    for (size_t i = 0; i < a->spans_count; i++) {
        assert_int_equal(a->spans[i].day, b->spans[i].day);
        assert_int_equal(a->spans[i].from, b->spans[i].from);
        assert_int_equal(a->spans[i].until, b->spans[i].until);
    }
}

static void what_was_given_can_be_read(void **state)
{
    (void)state;
    hours_parts p;
    hours_parts_fill(&p);
    usher_centre *centre = hours_parts_build(&p);
    usher_hours_ref office = { 1 };
    usher_hours_ref none = { 0 };
    usher_hours_ref other = { 4 };
    usher_override_def override;
    usher_zone_def zone;
    for (uint32_t i = 0; i < 2; i++) {
        assert_true(usher_centre_override(centre, office, i, &override));
        same_override(&override, &p.overrides[i]);
        assert_ptr_not_equal(override.spans, p.spans);
        assert_true(usher_centre_zone_data(centre, i, &zone));
        assert_int_equal(zone.size, sizeof zone);
        assert_string_equal(zone.name, p.zones[i].name);
        assert_int_equal(zone.data_size, p.zones[i].data_size);
        assert_memory_equal(zone.data, p.zones[i].data, zone.data_size);
        assert_int_equal(usher_centre_parent(centre, office, i).v, p.parents[i]);
    }
    assert_int_equal(usher_centre_zones(centre), 2);
    assert_false(usher_centre_override(centre, office, 2, &override));
    assert_false(usher_centre_override(centre, none, 0, &override));
    assert_false(usher_centre_override(centre, other, 0, &override));
    assert_false(usher_centre_override(centre, (usher_hours_ref){ 2 }, 0, &override));
    assert_false(usher_centre_zone_data(centre, 2, &zone));
    assert_int_equal(usher_centre_parent(centre, office, 2).v, 0);
    assert_int_equal(usher_centre_parent(centre, none, 0).v, 0);
    assert_int_equal(usher_centre_parent(centre, other, 0).v, 0);
    usher_centre_unref(centre);
    hours_parts_clear(&p);
}

/* Zones may be given after the hours that need them; what is built in may be given too. */
static void zones_come_in_any_order(void **state)
{
    (void)state;
    hours_parts p;
    usher_centre_builder *b;
    usher_centre *centre = NULL;
    usher_hours_state told;
    hours_parts_fill(&p);
    assert_int_equal(usher_centre_builder_new(NULL, &b), USHER_OK);
    assert_int_equal(usher_centre_add_hours(b, &p.hours[0], NULL), USHER_OK);
    assert_false(usher_centre_has_zone(b, "Europe/London"));
    assert_true(usher_centre_has_zone(b, "UTC") && usher_centre_has_zone(b, "Etc/UTC"));
    assert_false(usher_centre_has_zone(b, "utc"));
    assert_int_equal(usher_centre_add_zone(b, &p.zones[0]), USHER_OK);
    p.zones[1].name = "UTC";
    assert_int_equal(usher_centre_add_zone(b, &p.zones[1]), USHER_OK);
    assert_int_equal(usher_centre_build(b, &centre), USHER_OK);
    assert_false(usher_centre_has_zone(b, "UTC")); /* it is spent */
    usher_centre_builder_free(b);
    assert_int_equal(usher_centre_hours_at(centre, (usher_hours_ref){ 1 }, 0, &told), USHER_OK);
    usher_centre_unref(centre);
    hours_parts_clear(&p);
}

/* ---- what is refused ------------------------------------------------------------------------- */

typedef struct refusals {
    hours_parts p;
    usher_centre_builder *b;
} refusals;

static void open_refusals(refusals *r)
{
    hours_parts_fill(&r->p);
    assert_int_equal(usher_centre_builder_new(NULL, &r->b), USHER_OK);
    assert_int_equal(hours_parts_define(&r->p, r->b), USHER_OK);
}

/* Nothing that was refused has left a trace. */
static void close_refusals(refusals *r)
{
    usher_centre *centre = NULL;
    usher_centre *same = hours_parts_build(&r->p);
    assert_int_equal(usher_centre_build(r->b, &centre), USHER_OK);
    assert_true(usher_centre_hash(centre) == usher_centre_hash(same));
    usher_centre_builder_free(r->b);
    usher_centre_unref(centre);
    usher_centre_unref(same);
    hours_parts_clear(&r->p);
}

static void refused(const refusals *r, usher_status status, usher_status wanted, const char *text)
{
    assert_int_equal(status, wanted);
    assert_string_equal(usher_centre_builder_error(r->b), text);
}

static void zones_that_are_refused(void **state)
{
    (void)state;
    refusals r;
    open_refusals(&r);
    usher_zone_def zone = r.p.zones[0];
    refused(&r, usher_centre_add_zone(r.b, &zone), USHER_ERR_INVALID,
            "time zone `Europe/London` is defined twice");
    zone.name = "Mars/Olympus";
    zone.data_size = 10;
    refused(&r, usher_centre_add_zone(r.b, &zone), USHER_ERR_INVALID,
            "time zone `Mars/Olympus` is no TZif file");
    zone.data_size = USHER_ZONE_DATA_MAX + 1;
    refused(&r, usher_centre_add_zone(r.b, &zone), USHER_ERR_LIMIT,
            "time zone `Mars/Olympus` has more than 65536 bytes");
    zone.data_size = 0;
    zone.data = NULL;
    refused(&r, usher_centre_add_zone(r.b, &zone), USHER_ERR_INVALID,
            "time zone `Mars/Olympus` has no data");
    zone.name = NULL;
    refused(&r, usher_centre_add_zone(r.b, &zone), USHER_ERR_INVALID, "time zone has no name");
    zone.size--;
    refused(&r, usher_centre_add_zone(r.b, &zone), USHER_ERR_INVALID,
            "a time zone is not a struct of this version");
    refused(&r, usher_centre_add_zone(r.b, NULL), USHER_ERR_INVALID,
            "a time zone is not a struct of this version");
    assert_false(usher_centre_has_zone(r.b, "Mars/Olympus"));
    close_refusals(&r);
}

static const char *const reasons[] = {
    "has a value out of range",
    "has a value that does not go with how it repeats",
    "has a date that is none",
    "is on a day of the month and on a weekday of it",
    "is on a weekday of the month, but no span tells which",
    "does not repeat and has no last day",
    "ends before it begins",
    "is on a day that no year has",
    "has a span that ends before it begins",
    "is of no known type",
};
static const struct {
    uint8_t repeat, interval, month;
    int month_day, occurrence;
    uint8_t text;
} repetitions[] = {
    { 4, 1, 0, 0, 0, 0 },   { 1, 0, 0, 0, 0, 0 },   { 1, 7, 0, 0, 0, 0 },  { 3, 1, 13, 0, 0, 0 },
    { 3, 1, 0, 32, 0, 0 },  { 3, 1, 0, -2, 0, 0 },  { 3, 1, 0, 0, 5, 0 },  { 3, 1, 0, 0, -2, 0 },
    { 0, 2, 0, 0, 0, 1 },   { 0, 1, 1, 0, 0, 1 },   { 1, 1, 1, 0, 0, 1 },  { 2, 1, 1, 0, 0, 1 },
    { 0, 1, 0, 1, 0, 1 },   { 1, 1, 0, 1, 0, 1 },   { 0, 1, 0, 0, 1, 1 },  { 1, 1, 0, 0, 1, 1 },
    { 2, 1, 0, 1, 1, 3 },   { 3, 1, 1, -1, -1, 3 }, { 3, 1, 2, 30, 0, 7 }, { 3, 1, 4, 31, 0, 7 },
    { 3, 1, 11, 31, 0, 7 }, { 3, 1, 0, 31, 0, 7 },
};
static const usher_date no_dates[] = { { 0, 1, 1 },     { 10000, 1, 1 }, { 2026, 0, 1 },
                                       { 2026, 13, 1 }, { 2026, 1, 0 },  { 2026, 4, 31 },
                                       { 2026, 2, 29 }, { 1900, 2, 29 } };
static const usher_hours_span no_spans[] = {
    { 7, 1, 2 }, { 0, 5, 5 }, { 0, 6, 5 }, { 6, 0, 1441 }
};

/* One change to a good override, by number; *text: why it is refused. False past the last. */
static bool spoil(usher_override_def *o, usher_hours_span *span, int n, const char **text)
{
    const int values_count = (int)(sizeof repetitions / sizeof *repetitions);
    o->repeat = USHER_REPEAT_YEARLY;
    if (n < values_count) {
        o->repeat = repetitions[n].repeat;
        o->interval = repetitions[n].interval;
        o->month = repetitions[n].month;
        o->month_day = (int8_t)repetitions[n].month_day;
        o->occurrence = (int8_t)repetitions[n].occurrence;
        *text = reasons[repetitions[n].text];
        return true;
    }
    n -= values_count;
    if (n < 16) {
        usher_date *date = n < 8 ? &o->from : &o->till;
        *date = no_dates[n % 8];
        *text = n == 8 ? NULL : reasons[2]; /* year 0: no last day, which may be */
        return true;
    }
    n -= 16;
    if (n < 4) {
        *span = no_spans[n];
        *text = reasons[8];
        return true;
    }
    switch (n) {
    case 4:
        o->occurrence = 1;
        o->spans_count = 0;
        *text = reasons[4];
        return true;
    case 5:
        o->repeat = USHER_REPEAT_NONE;
        o->till.year = 0;
        *text = reasons[5];
        return true;
    case 6:
        o->from = (usher_date){ 2026, 9, 1 };
        *text = reasons[6];
        return true;
    case 7:
        o->type = 3;
        *text = reasons[9];
        return true;
    default:
        return false;
    }
}

static void overrides_that_are_refused(void **state)
{
    (void)state;
    refusals r;
    open_refusals(&r);
    usher_hours_ref office = { 1 };
    const char *why;
    for (int n = 0;; n++) {
        usher_hours_span spans[] = { { 6, 0, 1440 }, { 0, 1, 2 } };
        usher_override_def o = r.p.overrides[0];
        o.name = "new";
        o.from = (usher_date){ 2026, 4, 1 }; /* April has 30 days */
        o.spans = spans;
        if (!spoil(&o, &spans[1], n, &why)) {
            break;
        }
        char text[100];
        snprintf(text, sizeof text, "override `new` %s", why != NULL ? why : "");
        if (why != NULL) {
            refused(&r, usher_centre_add_override(r.b, office, &o), USHER_ERR_INVALID, text);
        }
    }
    usher_override_def o = r.p.overrides[0];
    refused(&r, usher_centre_add_override(r.b, office, &o), USHER_ERR_INVALID,
            "override `summer` is defined twice");
    usher_hours_span first_is_bad[] = { { 0, 6, 5 }, { 0, 1, 2 } };
    o.name = "new";
    o.spans = first_is_bad;
    refused(&r, usher_centre_add_override(r.b, office, &o), USHER_ERR_INVALID,
            "override `new` has a span that ends before it begins");
    o.spans = r.p.spans;
    o.name = "xmas"; /* a closed day */
    refused(&r, usher_centre_add_override(r.b, office, &o), USHER_ERR_INVALID,
            "override `xmas` is defined twice");
    o.name = "";
    refused(&r, usher_centre_add_override(r.b, office, &o), USHER_ERR_INVALID,
            "an override has no name");
    refused(&r, usher_centre_add_override(r.b, (usher_hours_ref){ 0 }, &o), USHER_ERR_INVALID,
            "an override belongs to no hours");
    refused(&r, usher_centre_add_override(r.b, (usher_hours_ref){ 4 }, &o), USHER_ERR_INVALID,
            "an override belongs to no hours");
    o.size++;
    refused(&r, usher_centre_add_override(r.b, office, &o), USHER_ERR_INVALID,
            "an override is not a struct of this version");
    refused(&r, usher_centre_add_override(r.b, office, NULL), USHER_ERR_INVALID,
            "an override is not a struct of this version");
    close_refusals(&r);
}

static void parents_that_are_refused(void **state)
{
    (void)state;
    refusals r;
    open_refusals(&r);
    usher_hours_ref child = { 1 };
    usher_hours_ref parent = { 2 };
    usher_hours_ref other = { 3 };
    usher_hours_ref none = { 4 };
    refused(&r, usher_centre_add_parent(r.b, child, parent), USHER_ERR_INVALID,
            "hours `office` have the same parent twice");
    refused(&r, usher_centre_add_parent(r.b, child, child), USHER_ERR_INVALID,
            "hours `office` cannot be their own parent");
    refused(&r, usher_centre_add_parent(r.b, parent, other), USHER_ERR_INVALID,
            "hours `holidays` are a parent, and cannot have one");
    refused(&r, usher_centre_add_parent(r.b, child, none), USHER_ERR_INVALID,
            "a parent or its child are no hours");
    refused(&r, usher_centre_add_parent(r.b, none, parent), USHER_ERR_INVALID,
            "a parent or its child are no hours");
    refused(&r, usher_centre_add_parent(r.b, child, (usher_hours_ref){ 0 }), USHER_ERR_INVALID,
            "a parent or its child are no hours");
    close_refusals(&r);
}

/* A grandparent, and one parent too many. */
static void families_have_limits(void **state)
{
    (void)state;
    usher_centre_builder *b;
    usher_hours_def def = USHER_HOURS_DEF_INIT;
    usher_hours_ref ref[6];
    char name[2] = "a";
    assert_int_equal(usher_centre_builder_new(NULL, &b), USHER_OK);
    for (int i = 0; i < 6; i++) {
        name[0] = (char)('a' + i);
        def.name = name;
        assert_int_equal(usher_centre_add_hours(b, &def, &ref[i]), USHER_OK);
    }
    for (int i = 1; i < 4; i++) {
        assert_int_equal(usher_centre_add_parent(b, ref[0], ref[i]), USHER_OK);
    }
    assert_int_equal(usher_centre_add_parent(b, ref[0], ref[4]), USHER_ERR_LIMIT);
    assert_string_equal(usher_centre_builder_error(b), "hours `a` have more than 3 parents");
    assert_int_equal(usher_centre_add_parent(b, ref[4], ref[0]), USHER_ERR_INVALID);
    assert_string_equal(usher_centre_builder_error(b),
                        "hours `e` have a parent that has a parent itself");
    assert_int_equal(usher_centre_add_parent(b, ref[4], ref[3]), USHER_OK); /* two children */
    assert_int_equal(usher_centre_add_parent(b, ref[5], ref[3]), USHER_OK);
    usher_centre_builder_free(b);
}

static void numbers_have_limits(void **state)
{
    (void)state;
    refusals r;
    open_refusals(&r);
    static usher_hours_span spans[USHER_HOURS_SPANS_MAX + 1];
    static usher_hours_closed days[USHER_HOURS_OVERRIDES_MAX + 1];
    usher_hours_def hours = USHER_HOURS_DEF_INIT;
    usher_override_def o = r.p.overrides[0];
    usher_centre_builder *b;
    usher_hours_ref ref;
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        spans[i] = (usher_hours_span){ 0, (uint16_t)i, (uint16_t)(i + 1) };
    }
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        days[i] = (usher_hours_closed){ NULL, 2026, 1, 1 };
    }
    hours.name = "many";
    hours.spans = o.spans = spans;
    hours.closed = days;
    hours.spans_count = o.spans_count = USHER_HOURS_SPANS_MAX + 1;
    o.name = "many";
    refused(&r, usher_centre_add_hours(r.b, &hours, NULL), USHER_ERR_LIMIT,
            "hours `many` have more than 100 spans");
    refused(&r, usher_centre_add_override(r.b, (usher_hours_ref){ 1 }, &o), USHER_ERR_LIMIT,
            "override `many` has more than 100 spans");
    hours.spans_count = o.spans_count = USHER_HOURS_SPANS_MAX;
    hours.closed_count = USHER_HOURS_OVERRIDES_MAX + 1;
    refused(&r, usher_centre_add_hours(r.b, &hours, NULL), USHER_ERR_LIMIT,
            "hours `many` have more than 50 closed days");
    close_refusals(&r);

    assert_int_equal(usher_centre_builder_new(NULL, &b), USHER_OK);
    hours.closed_count = USHER_HOURS_OVERRIDES_MAX;
    assert_int_equal(usher_centre_add_hours(b, &hours, NULL), USHER_OK);
    hours.name = "one less";
    hours.closed_count = USHER_HOURS_OVERRIDES_MAX - 1;
    assert_int_equal(usher_centre_add_hours(b, &hours, &ref), USHER_OK);
    o.from = (usher_date){ 1, 1, 1 };
    o.till = (usher_date){ 9999, 12, 31 };
    assert_int_equal(usher_centre_add_override(b, ref, &o), USHER_OK);
    o.name = "more";
    assert_int_equal(usher_centre_add_override(b, ref, &o), USHER_ERR_LIMIT);
    assert_string_equal(usher_centre_builder_error(b), "override `more` is one too many: hours "
                                                       "have 50 at most, closed days included");
    usher_centre_builder_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_given_can_be_read), cmocka_unit_test(zones_come_in_any_order),
        cmocka_unit_test(zones_that_are_refused),     cmocka_unit_test(overrides_that_are_refused),
        cmocka_unit_test(parents_that_are_refused),   cmocka_unit_test(families_have_limits),
        cmocka_unit_test(numbers_have_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
