/*
 * hours_world.c - building and asking.
 */
#include "hours_world.h"

#include "model/civil.h"
#include "support/zones.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

const usher_hours_span always[] = { { MON, 0, DAY }, { TUE, 0, DAY }, { WED, 0, DAY },
                                    { THU, 0, DAY }, { FRI, 0, DAY }, { SAT, 0, DAY },
                                    { SUN, 0, DAY } };

usher_time at(int64_t year, uint32_t month, uint32_t day, uint32_t hour, uint32_t minute)
{
    return USHER_SECONDS(us_civil_day(year, month, day) * US_DAY_SECONDS) +
           USHER_MINUTES(hour * 60 + minute);
}

void open_world(world *w, const char *zone)
{
    w->centre = NULL;
    w->hours.v = 0;
    assert_int_equal(usher_centre_builder_new(NULL, &w->builder), USHER_OK);
    assert_int_equal(usher_centre_set_name(w->builder, "c", zone), USHER_OK);
    if (!usher_centre_has_zone(w->builder, zone)) {
        zones_add(w->builder, zone);
    }
    assert_true(usher_centre_has_zone(w->builder, zone));
}

usher_hours_ref add_hours(world *w, const char *name, const usher_hours_span *spans, size_t count)
{
    usher_hours_def def = USHER_HOURS_DEF_INIT;
    usher_hours_ref ref;
    def.name = name;
    def.spans = spans;
    def.spans_count = count;
    assert_int_equal(usher_centre_add_hours(w->builder, &def, &ref), USHER_OK);
    if (w->hours.v == 0) {
        w->hours = ref;
    }
    return ref;
}

usher_override_def override(const char *name, uint8_t type, const usher_hours_span *spans,
                            size_t count)
{
    usher_override_def def = USHER_OVERRIDE_DEF_INIT;
    def.name = name;
    def.type = type;
    def.from = (usher_date){ 2026, 1, 1 };
    def.till = (usher_date){ 2026, 12, 31 };
    def.spans = spans;
    def.spans_count = count;
    return def;
}

void add(world *w, usher_hours_ref ref, const usher_override_def *def)
{
    usher_status status = usher_centre_add_override(w->builder, ref, def);
    if (status != USHER_OK) {
        fail_msg("%s", usher_centre_builder_error(w->builder));
    }
}

void build(world *w)
{
    assert_int_equal(usher_centre_build(w->builder, &w->centre), USHER_OK);
    usher_centre_builder_free(w->builder);
}

void close_world(world *w)
{
    usher_centre_unref(w->centre);
}

bool is_open(const world *w, usher_time t)
{
    usher_hours_state state;
    assert_int_equal(usher_centre_hours_at(w->centre, w->hours, t, &state), USHER_OK);
    assert_int_equal(state.size, sizeof state);
    return state.open;
}

usher_time change(const world *w, usher_time t)
{
    usher_time found;
    assert_int_equal(usher_centre_hours_change(w->centre, w->hours, t, &found), USHER_OK);
    return found;
}

/* Opens (or closes) at exactly this time, and whoever asks before is told so. */
void turns(const world *w, usher_time t, bool open)
{
    assert_int_equal(is_open(w, t - 1), !open);
    assert_int_equal(is_open(w, t), open);
    assert_true(change(w, t - 1) == t);
    assert_true(change(w, t - USHER_SECONDS(59)) == t);
    assert_true(change(w, t) > t);
}

/* The override that decides, "-" for the week. */
const char *decides(const world *w, usher_time t)
{
    usher_hours_state state;
    assert_int_equal(usher_centre_hours_at(w->centre, w->hours, t, &state), USHER_OK);
    assert_int_equal(state.override_name == NULL, state.override_of.v == 0);
    return state.override_name != NULL ? state.override_name : "-";
}
