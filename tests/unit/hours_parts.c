/*
 * hours_parts.c - filling, defining and building.
 */
#include "hours_parts.h"

#include "support/zones.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

void hours_parts_fill(hours_parts *p)
{
    static const char *const zones[] = { "Europe/London", "Australia/Lord_Howe" };
    static const char *const names[] = { "office", "holidays", "region" };
    *p = (hours_parts){
        .parents = { 2, 3 }, .parents_count = 2, .overrides_count = 2, .zones_count = 2
    };
    for (int i = 0; i < 2; i++) {
        p->zones[i] = (usher_zone_def)USHER_ZONE_DEF_INIT;
        p->zones[i].name = zones[i];
        p->bytes[i] = zones_read(zones[i], &p->zones[i].data_size);
        assert_non_null(p->bytes[i]);
        p->zones[i].data = p->bytes[i];
        p->overrides[i] = (usher_override_def)USHER_OVERRIDE_DEF_INIT;
    }
    for (int i = 0; i < 3; i++) {
        p->hours[i] = (usher_hours_def)USHER_HOURS_DEF_INIT;
        p->hours[i].name = names[i];
    }
    p->closed = (usher_hours_closed){ "xmas", 0, 12, 25 };
    p->hours[0].zone = "Europe/London";
    p->hours[0].closed = &p->closed;
    p->hours[0].closed_count = 1;
    p->spans[0] = (usher_hours_span){ 1, 480, 720 };
    p->spans[1] = (usher_hours_span){ 4, 780, 1440 };
    p->overrides[0].name = "summer";
    p->overrides[0].from = (usher_date){ 2026, 7, 1 };
    p->overrides[0].till = (usher_date){ 2026, 8, 31 };
    p->overrides[0].spans = p->spans;
    p->overrides[0].spans_count = 2;
    p->overrides[1].name = "sunday";
    p->overrides[1].type = USHER_OVERRIDE_OPEN;
    p->overrides[1].repeat = USHER_REPEAT_YEARLY;
    p->overrides[1].interval = 2;
    p->overrides[1].month = 3;
    p->overrides[1].occurrence = -1;
    p->overrides[1].from = (usher_date){ 2026, 1, 2 };
    p->overrides[1].spans = p->spans;
    p->overrides[1].spans_count = 1;
}

void hours_parts_clear(hours_parts *p)
{
    free(p->bytes[0]);
    free(p->bytes[1]);
}

usher_status hours_parts_define(const hours_parts *p, usher_centre_builder *b)
{
    usher_status status = usher_centre_set_name(b, "c", "Etc/UTC");
    for (uint32_t i = 0; status == USHER_OK && i < p->zones_count; i++) {
        status = usher_centre_add_zone(b, &p->zones[i]);
    }
    for (uint32_t i = 0; status == USHER_OK && i < 3; i++) {
        status = usher_centre_add_hours(b, &p->hours[i], NULL);
    }
    usher_hours_ref first = { 1 };
    for (uint32_t i = 0; status == USHER_OK && i < p->overrides_count; i++) {
        status = usher_centre_add_override(b, first, &p->overrides[i]);
    }
    for (uint32_t i = 0; status == USHER_OK && i < p->parents_count; i++) {
        usher_hours_ref parent = { p->parents[i] };
        status = usher_centre_add_parent(b, first, parent);
    }
    return status;
}

usher_centre *hours_parts_build(const hours_parts *p)
{
    usher_centre_builder *b;
    usher_centre *centre = NULL;
    assert_int_equal(usher_centre_builder_new(NULL, &b), USHER_OK);
    assert_int_equal(hours_parts_define(p, b), USHER_OK);
    assert_int_equal(usher_centre_build(b, &centre), USHER_OK);
    usher_centre_builder_free(b);
    return centre;
}

/* ---- changes, by number ---------------------------------------------------------------------- */

static bool change_override(usher_override_def *o, usher_hours_span *span, int n)
{
    uint8_t *const words[] = { &o->type, &o->interval, &o->month, &o->from.day, &span->day };
    if (n < 5) {
        (*words[n])++;
        return true;
    }
    switch (n) {
    case 5:
        o->occurrence = 2;
        return true;
    case 6:
        o->occurrence = 0;
        return true;
    case 7:
        o->occurrence = 0;
        o->month_day = -1;
        return true;
    case 8:
        o->till = (usher_date){ 2027, 1, 1 };
        return true;
    case 9:
        o->name = "monday";
        return true;
    case 10:
        o->spans_count = 2;
        return true;
    case 11:
        span->from++;
        return true;
    case 12:
        span->until--;
        return true;
    case 13:
        o->repeat = USHER_REPEAT_MONTHLY;
        o->month = 0;
        return true;
    default:
        return false;
    }
}

bool hours_parts_change(hours_parts *p, int n)
{
    switch (n) {
    case 0:
        return true; /* nothing: the first hash */
    case 1:
        p->zones_count = 1;
        return true;
    case 2:
        p->zones_count = 0;
        return true;
    case 3:
        p->zones[1].name = "Europe/Lord_Howe";
        return true;
    case 4:
        p->zones[1].data = p->bytes[0];
        p->zones[1].data_size = p->zones[0].data_size;
        return true;
    case 5:
        p->bytes[1][19]++; /* a byte that nobody reads */
        return true;
    case 6:
        p->parents_count = 1;
        return true;
    case 7:
        p->parents_count = 0;
        return true;
    case 8:
        p->parents[0] = 3;
        p->parents[1] = 2;
        return true;
    case 9:
        p->overrides_count = 1;
        return true;
    case 10:
        p->overrides_count = 0;
        return true;
    case 11: {
        usher_override_def first = p->overrides[0];
        p->overrides[0] = p->overrides[1];
        p->overrides[1] = first;
        return true;
    }
    case 12: /* nothing of all this */
        p->overrides_count = p->parents_count = p->zones_count = 0;
        return true;
    default:
        return change_override(&p->overrides[1], &p->spans[0], n - 13);
    }
}
