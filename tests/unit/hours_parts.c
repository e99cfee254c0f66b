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
