/*
 * golden_hours.c - `show hours NAME TIME` and `show queue_hours NAME TIME`: what hours answer.
 *
 * The line says whether they are open then, which override decides that (and whose it is, when it
 * is a parent's), and when that changes; or the status, when there is no answer.
 */
#include "golden.h"

#include "model/civil.h"

#include <inttypes.h>

/* RFC 3339 in UTC, with decimals only if it is between two seconds. */
static void add_time(golden_text *out, usher_time time)
{
    if (time == USHER_TIME_NEVER) {
        golden_add(out, "never");
        return;
    }
    int64_t seconds = us_floor_div(time, USHER_SECONDS(1));
    int64_t day = us_floor_div(seconds, US_DAY_SECONDS);
    unsigned of_day = (unsigned)(seconds - day * US_DAY_SECONDS);
    us_civil date = us_civil_date(day);
    golden_add(out, "%04" PRId64 "-%02u-%02uT%02u:%02u:%02u", date.year, (unsigned)date.month,
               (unsigned)date.day, of_day / 3600, of_day / 60 % 60, of_day % 60);
    if (time != USHER_SECONDS(seconds)) {
        golden_add(out, ".%06u", (unsigned)(time - USHER_SECONDS(seconds)));
    }
    golden_add(out, "Z");
}

static void add_state(golden_play *play, usher_hours_ref asked, const usher_hours_state *state)
{
    usher_hours_def def;
    golden_add(&play->lines, " %s", state->open ? "open" : "closed");
    if (state->override_name == NULL) {
        return;
    }
    golden_add(&play->lines, " override=%s", state->override_name);
    if (state->override_of.v != asked.v &&
        usher_centre_hours(play->centre, state->override_of, &def)) {
        golden_add(&play->lines, " of=%s", def.name);
    }
}

/* The state and the next change, or the status without either. */
static void add_answer(golden_play *play, usher_hours_ref asked, usher_status status,
                       const usher_hours_state *state, usher_time change)
{
    if (status == USHER_OK) {
        add_state(play, asked, state);
        golden_add(&play->lines, " change=");
        add_time(&play->lines, change);
    } else {
        golden_add(&play->lines, " %s", usher_status_name(status));
    }
    golden_add(&play->lines, "\n");
}

void golden_hours_line(golden_play *play, const char *name, usher_time at, usher_time now)
{
    usher_hours_ref ref = usher_centre_find_hours(play->centre, name);
    usher_hours_state state;
    usher_time change = USHER_TIME_NEVER;
    usher_status status = usher_centre_hours_at(play->centre, ref, at, &state);
    if (status == USHER_OK) {
        status = usher_centre_hours_change(play->centre, ref, at, &change);
    }
    golden_seconds(&play->lines, now);
    golden_add(&play->lines, " show hours=%s ", name);
    add_time(&play->lines, at);
    add_answer(play, ref, status, &state, change);
}

void golden_queue_hours_line(golden_play *play, const char *name, usher_time at, usher_time now)
{
    usher_queue_ref ref = usher_centre_find_queue(play->centre, name);
    usher_queue_def def = USHER_QUEUE_DEF_INIT;
    usher_hours_state state;
    usher_time change = USHER_TIME_NEVER;
    usher_status status = usher_centre_queue_hours_at(play->centre, ref, at, &state);
    if (status == USHER_OK) {
        status = usher_centre_queue_hours_change(play->centre, ref, at, &change);
    }
    (void)usher_centre_queue(play->centre, ref, &def);
    golden_seconds(&play->lines, now);
    golden_add(&play->lines, " show queue_hours=%s ", name);
    add_time(&play->lines, at);
    add_answer(play, def.hours, status, &state, change);
}
