/*
 * fuzz_zone.c - any bytes as a TZif file: no crash, no hang, no leak, and hours that make sense.
 *
 * What is taken as a zone is the clock of some hours, which are asked at times from one end of time
 * to the other: the next change must be one, and must be the first.
 */
#include "support/fault_mem.h"

#include <usher/centre.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "fuzz_zone: %s\n", what);
        abort();
    }
}

static void add_hours(usher_centre_builder *builder)
{
    static const usher_hours_span week[] = { { 0, 0, 1440 },  { 1, 90, 150 }, { 2, 1, 1439 },
                                             { 4, 480, 720 }, { 6, 0, 61 },   { 6, 60, 1440 } };
    usher_hours_def hours = USHER_HOURS_DEF_INIT;
    usher_override_def override = USHER_OVERRIDE_DEF_INIT;
    usher_hours_ref ref;
    hours.name = "office";
    hours.zone = "fuzz";
    hours.spans = week;
    hours.spans_count = sizeof week / sizeof *week;
    override.name = "last of the month";
    override.type = USHER_OVERRIDE_CLOSED;
    override.repeat = USHER_REPEAT_MONTHLY;
    override.month_day = -1;
    override.from = (usher_date){ 1, 1, 1 };
    require(usher_centre_add_hours(builder, &hours, &ref) == USHER_OK, "hours are refused");
    require(usher_centre_add_override(builder, ref, &override) == USHER_OK,
            "an override is refused");
}

static bool is_open(const usher_centre *centre, usher_time t)
{
    usher_hours_state state;
    usher_hours_ref office = { 1 };
    require(usher_centre_hours_at(centre, office, t, &state) == USHER_OK, "no answer");
    return state.open;
}

static void ask(const usher_centre *centre, usher_time t)
{
    usher_hours_ref office = { 1 };
    bool open = is_open(centre, t);
    for (int i = 0; i < 3 && t < USHER_TIME_NEVER; i++) {
        usher_time next;
        require(usher_centre_hours_change(centre, office, t, &next) == USHER_OK, "no change");
        require(next > t, "a change in the past");
        if (next != USHER_TIME_NEVER) {
            require(is_open(centre, next - 1) == open, "a change before the next");
            require(is_open(centre, next) != open, "a change that changes nothing");
        }
        open = !open;
        t = next;
    }
}

static void ask_all(const usher_centre *centre)
{
    static const usher_time some[] = {
        INT64_MIN, INT64_MIN + 1, -1, 0, 1, INT64_MAX - 1, INT64_MAX
    };
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        ask(centre, some[i]);
    }
    for (int64_t year = -200; year < 200; year += 7) { /* around 1970 */
        ask(centre, USHER_SECONDS(year * 31556952));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fault_mem fault = { 0 };
    usher_mem mem = fault_mem_host(&fault);
    usher_centre_builder *builder = NULL;
    usher_centre *centre = NULL;
    usher_zone_def zone = USHER_ZONE_DEF_INIT;
    zone.name = "fuzz";
    zone.data = data;
    zone.data_size = size;
    require(usher_centre_builder_new(&mem, &builder) == USHER_OK, "no builder");
    usher_status status = usher_centre_add_zone(builder, &zone);
    require((usher_centre_builder_error(builder)[0] == '\0') == (status == USHER_OK),
            "no reason, or one too many");
    require(usher_centre_has_zone(builder, "fuzz") == (status == USHER_OK), "a zone by halves");
    if (status == USHER_OK) {
        add_hours(builder);
        require(usher_centre_build(builder, &centre) == USHER_OK, "the centre is refused");
        ask_all(centre);
    }
    usher_centre_builder_free(builder);
    usher_centre_unref(centre);
    require(fault.blocks == 0, "memory is left over");
    return 0;
}
