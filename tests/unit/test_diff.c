/*
 * test_diff.c - no field of a centre is left out when two are compared.
 *
 * A centre with one of everything is changed field by field. Whatever is seen in its bytes must be
 * told, in the right things; and what comes back must be told the other way round.
 */
#include "compare.h"
#include "hours_parts.h"

#include "support/centre_changes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static usher_centre *build(const centre_parts *p)
{
    usher_centre_builder *b;
    usher_centre *centre = NULL;
    usher_status status = USHER_OK;
    assert_int_equal(usher_centre_builder_new(NULL, &b), USHER_OK);
    for (uint32_t at = 0; centre_parts_define(p, at, b, &status); at++) {
        assert_int_equal(status, USHER_OK);
    }
    assert_int_equal(usher_centre_build(b, &centre), USHER_OK);
    usher_centre_builder_free(b);
    return centre;
}

static bool have_same_bytes(const usher_centre *a, const usher_centre *b)
{
    uint8_t x[4096];
    uint8_t y[4096];
    size_t size = usher_centre_encode(a, x, sizeof x);
    assert_true(size <= sizeof x);
    return usher_centre_encode(b, y, sizeof y) == size && memcmp(x, y, size) == 0;
}

/* What one side says the other does not say: each value must come back the other way round. */
static void expect_opposite(const comparison *there, const comparison *back)
{
    assert_int_equal(there->count, back->count);
    assert_int_equal(there->values_count, back->values_count);
    assert_int_equal(there->totals[COMPARE_ADDED], back->totals[COMPARE_REMOVED]);
    assert_int_equal(there->totals[COMPARE_REMOVED], back->totals[COMPARE_ADDED]);
    assert_int_equal(there->totals[COMPARE_CHANGED], back->totals[COMPARE_CHANGED]);
}

/* Compares both ways; returns how many things of a kind differ. */
static size_t differ(const usher_centre *a, const usher_centre *b, enum outline_kind kind,
                     size_t *all)
{
    outline x = { 0 };
    outline y = { 0 };
    comparison there = { 0 };
    comparison back = { 0 };
    size_t count = 0;
    outline_read(&x, a, NULL);
    outline_read(&y, b, NULL);
    compare_outlines(&there, &x, &y);
    compare_outlines(&back, &y, &x);
    expect_opposite(&there, &back);
    for (size_t i = 0; i < there.count; i++) {
        count += compare_thing(&there.things[i])->kind == kind ? 1 : 0;
    }
    *all = there.count;
    compare_clear(&there);
    compare_clear(&back);
    outline_clear(&x);
    outline_clear(&y);
    return count;
}

static void every_field_is_told(void **state)
{
    (void)state;
    static const enum outline_kind kinds[CENTRE_AREAS] = {
        OUTLINE_CENTRE, OUTLINE_OPTIONS, OUTLINE_CHANNEL, OUTLINE_HOURS,
        OUTLINE_QUEUE,  OUTLINE_PROFILE, OUTLINE_PROFILE, OUTLINE_AGENT,
    };
    centre_parts p;
    centre_parts_fill(&p);
    usher_centre *before = build(&p);
    size_t all;
    assert_int_equal(differ(before, before, OUTLINE_CENTRE, &all), 0);
    assert_int_equal(all, 0);
    for (int area = 0; area < CENTRE_AREAS; area++) {
        for (int n = 0; centre_parts_change(&p, area, n); n++) {
            usher_centre *after = build(&p);
            enum outline_kind kind = area == 2 && n > 5 ? OUTLINE_STATUS : kinds[area];
            size_t found = differ(before, after, kind, &all);
            assert_false(have_same_bytes(before, after));
            if (found == 0) {
                fail_msg("change %d of area %d is not told", n, area);
            }
            usher_centre_unref(after);
            centre_parts_fill(&p);
        }
        centre_parts_fill(&p);
    }
    usher_centre_unref(before);
}

/* The bytes of zones alone are not told: both centres are loaded with those of one system. */
static void every_field_of_hours_is_told(void **state)
{
    (void)state;
    enum { OF_ZONES_UNTIL = 5 };
    hours_parts p;
    hours_parts_fill(&p);
    usher_centre *before = hours_parts_build(&p);
    bool more = true;
    for (int n = 0; more; n++) {
        hours_parts changed;
        size_t all;
        hours_parts_fill(&changed);
        more = hours_parts_change(&changed, n);
        if (more) {
            usher_centre *after = hours_parts_build(&changed);
            size_t found = differ(before, after, OUTLINE_HOURS, &all);
            bool told = n > OF_ZONES_UNTIL;
            if (found != (told ? 1 : 0) || all != found) {
                fail_msg("change %d: %zu hours of %zu things differ", n, found, all);
            }
            usher_centre_unref(after);
        }
        hours_parts_clear(&changed);
    }
    usher_centre_unref(before);
    hours_parts_clear(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_told),
        cmocka_unit_test(every_field_of_hours_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
