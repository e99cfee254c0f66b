/*
 * test_hours_random.c - random hours, overrides and parents, minute by minute, against a naive
 * reading of routing.md H-1 to H-7.
 *
 * The reference goes from day to day with a calendar page in hand: it counts weeks, months and
 * weekdays as it walks, and never computes them. For each minute of some days it asks every span
 * whether it holds. It shares with the engine only the offsets of zones (test_zone.c and the tests
 * against another calendar have those) and the date of a day (test_civil.c).
 *
 *     test_hours_random [SEED]
 */
#include "model/civil.h"
#include "model/zone.h"
#include "support/zones.h"

#include <usher/centre.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    ROUNDS = 80,
    RECORDS = 3, /* the first is asked; the others are its parents, perhaps */
    OVERRIDES_MAX = 8,
    SPANS_MAX = 6,
    DAYS = 4, /* minute by minute */
    DAY_MINUTES = 1440,
    PAGES = 4000, /* of the calendar, from 2019-01-01 */
    RESULT_SIZE = DAYS * DAY_MINUTES
};

typedef struct calendar_page {
    us_civil date;
    uint8_t weekday;
    bool on[RECORDS][OVERRIDES_MAX]; /* which overrides count on this day */
} calendar_page;

typedef struct record {
    usher_hours_span spans[SPANS_MAX];
    uint32_t spans_count;
    usher_override_def overrides[OVERRIDES_MAX];
    usher_hours_span override_spans[OVERRIDES_MAX][SPANS_MAX];
    char names[OVERRIDES_MAX][12];
    uint32_t overrides_count;
} record;

typedef struct world {
    uint64_t seed;
    const char *zone_name;
    us_zone zone;
    record records[RECORDS];
    uint32_t parents[RECORDS];
    uint32_t parents_count;
    calendar_page pages[PAGES];
    int64_t first_day;
    usher_centre *centre;
} world;

static uint32_t roll(world *w, uint32_t n)
{
    w->seed = w->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(w->seed >> 33) % n;
}

/* ---- something random ------------------------------------------------------------------------ */

static uint16_t random_minute(world *w)
{
    static const uint16_t likely[] = { 0, 30, 59, 60, 90, 119, 120, 150, 180, 1380, 1410, 1439 };
    return roll(w, 2) == 0 ? likely[roll(w, 12)] : (uint16_t)roll(w, DAY_MINUTES);
}

static uint32_t random_spans(world *w, usher_hours_span *out)
{
    uint32_t count = roll(w, SPANS_MAX + 1);
    for (uint32_t i = 0; i < count; i++) {
        uint16_t a = random_minute(w);
        uint16_t b = roll(w, 4) == 0 ? DAY_MINUTES : random_minute(w);
        b = a == b ? (uint16_t)(a + 1) : b;
        out[i] = (usher_hours_span){ (uint8_t)roll(w, 7), a < b ? a : b, a < b ? b : a };
    }
    return count;
}

static usher_date date_of(int64_t day)
{
    us_civil date = us_civil_date(day);
    return (usher_date){ (uint16_t)date.year, (uint8_t)date.month, (uint8_t)date.day };
}

static void random_repetition(world *w, usher_override_def *def)
{
    def->repeat = (uint8_t)roll(w, 4);
    def->interval = def->repeat == USHER_REPEAT_NONE ? 1 : (uint8_t)(1 + roll(w, 3));
    if (def->repeat == USHER_REPEAT_YEARLY) {
        def->month = (uint8_t)roll(w, 13);
    }
    if (def->repeat >= USHER_REPEAT_MONTHLY && roll(w, 3) > 0) {
        if (roll(w, 2) == 0 && def->spans_count > 0) {
            def->occurrence = (int8_t)(roll(w, 5) == 0 ? -1 : 1 + (int)roll(w, 4));
        } else {
            def->month_day = (int8_t)(roll(w, 4) == 0 ? -1 : 1 + (int)roll(w, 31));
        }
    }
}

static void random_override(world *w, record *r, uint32_t i)
{
    usher_override_def *def = &r->overrides[i];
    *def = (usher_override_def)USHER_OVERRIDE_DEF_INIT;
    snprintf(r->names[i], sizeof r->names[i], "o%u", (unsigned)i);
    def->name = r->names[i];
    def->type = (uint8_t)roll(w, 3);
    def->spans = r->override_spans[i];
    def->spans_count = random_spans(w, r->override_spans[i]);
    random_repetition(w, def);
    int64_t from = w->first_day + roll(w, 2800);
    def->from = date_of(from);
    if (def->repeat == USHER_REPEAT_NONE || roll(w, 3) == 0) {
        def->till = date_of(from + roll(w, roll(w, 2) == 0 ? 10 : 1000));
    }
}

static void build(world *w)
{
    usher_centre_builder *b;
    assert_int_equal(usher_centre_builder_new(NULL, &b), USHER_OK);
    assert_int_equal(usher_centre_set_name(b, "c", w->zone_name), USHER_OK);
    zones_add(b, w->zone_name);
    for (uint32_t i = 0; i < RECORDS; i++) {
        record *r = &w->records[i];
        usher_hours_def def = USHER_HOURS_DEF_INIT;
        usher_hours_ref ref;
        char name[8];
        snprintf(name, sizeof name, "h%u", (unsigned)i);
        def.name = name;
        def.spans = r->spans;
        def.spans_count = r->spans_count = random_spans(w, r->spans);
        assert_int_equal(usher_centre_add_hours(b, &def, &ref), USHER_OK);
        uint32_t wanted = roll(w, OVERRIDES_MAX + 1);
        for (r->overrides_count = 0; r->overrides_count < wanted;) {
            random_override(w, r, r->overrides_count);
            /* A day that no year has is refused, and thrown again. */
            usher_status status =
                usher_centre_add_override(b, ref, &r->overrides[r->overrides_count]);
            r->overrides_count += status == USHER_OK;
        }
    }
    w->parents_count = roll(w, RECORDS);
    for (uint32_t i = 0; i < w->parents_count; i++) {
        w->parents[i] = w->parents_count == 1 || roll(w, 2) == 0 ? 1 + i : 2 - i;
        w->parents[i] = i == 1 ? 3 - w->parents[0] : w->parents[i];
        usher_hours_ref child = { 1 };
        usher_hours_ref parent = { w->parents[i] + 1 };
        assert_int_equal(usher_centre_add_parent(b, child, parent), USHER_OK);
    }
    assert_int_equal(usher_centre_build(b, &w->centre), USHER_OK);
    usher_centre_builder_free(b);
}

/* ---- the calendar ---------------------------------------------------------------------------- */

/* What has been counted on the way from an override's first day. */
typedef struct walker {
    uint32_t weeks, months, years;
} walker;

static bool same_month(const world *w, int64_t a, int64_t b)
{
    const us_civil *x = &w->pages[a].date;
    const us_civil *y = &w->pages[b].date;
    return x->year == y->year && x->month == y->month;
}

/* Which Tuesday of its month is this? */
static uint32_t nth_of_month(const world *w, int64_t page)
{
    uint32_t n = 1;
    while (page >= 7 && same_month(w, page, page - 7)) {
        page -= 7;
        n++;
    }
    return n;
}

static bool day_of_month_fits(const world *w, const usher_override_def *def, int64_t page)
{
    const us_civil *date = &w->pages[page].date;
    if (def->occurrence != 0) {
        return def->occurrence < 0 ? !same_month(w, page, page + 7)
                                   : nth_of_month(w, page) == (uint32_t)def->occurrence;
    }
    if (def->month_day == -1) {
        return !same_month(w, page, page + 1);
    }
    return date->day == (def->month_day != 0 ? (uint32_t)def->month_day : def->from.day);
}

static bool any_span_on(const usher_override_def *def, uint8_t weekday)
{
    bool found = false;
    for (size_t i = 0; i < def->spans_count; i++) {
        found |= def->spans[i].day == weekday;
    }
    return found;
}

static bool fits(const world *w, const usher_override_def *def, int64_t page, int64_t first,
                 const walker *walked)
{
    uint8_t weekday = w->pages[page].weekday;
    uint32_t month = def->month != 0 ? def->month : def->from.month;
    if (def->repeat == USHER_REPEAT_NONE) {
        return true;
    }
    if (def->spans_count > 0 && !any_span_on(def, weekday)) {
        return false;
    }
    if (def->repeat == USHER_REPEAT_WEEKLY) {
        return walked->weeks % def->interval == 0 &&
               (def->spans_count > 0 || weekday == w->pages[first].weekday);
    }
    if (def->repeat == USHER_REPEAT_MONTHLY) {
        return walked->months % def->interval == 0 && day_of_month_fits(w, def, page);
    }
    return walked->years % def->interval == 0 && w->pages[page].date.month == month &&
           day_of_month_fits(w, def, page);
}

static bool is_date(const us_civil *date, usher_date wanted)
{
    return date->year == wanted.year && date->month == wanted.month && date->day == wanted.day;
}

/* Walks from the first day of an override to its last, and marks the days on which it counts. */
static void mark(world *w, uint32_t r, uint32_t o)
{
    const usher_override_def *def = &w->records[r].overrides[o];
    int64_t first = 0;
    walker walked = { 0, 0, 0 };
    while (!is_date(&w->pages[first].date, def->from)) {
        first++;
    }
    for (int64_t page = first; page < PAGES - 8; page++) {
        if (page > first) {
            walked.weeks += w->pages[page].weekday == 0;
            walked.months += w->pages[page].date.day == 1;
            walked.years += w->pages[page].date.day == 1 && w->pages[page].date.month == 1;
        }
        w->pages[page].on[r][o] = fits(w, def, page, first, &walked);
        if (is_date(&w->pages[page].date, def->till)) {
            break;
        }
    }
}

static void draw_calendar(world *w)
{
    for (int64_t i = 0; i < PAGES; i++) {
        memset(&w->pages[i], 0, sizeof w->pages[i]);
        w->pages[i].date = us_civil_date(w->first_day + i);
        w->pages[i].weekday = (uint8_t)((1 + i) % 7); /* 2019-01-01 is a Tuesday */
    }
    for (uint32_t r = 0; r < RECORDS; r++) {
        for (uint32_t o = 0; o < w->records[r].overrides_count; o++) {
            mark(w, r, o);
        }
    }
}

/* ---- one minute ------------------------------------------------------------------------------ */

/* Where a minute of the clock on a date is, when the clock leaves it out. */
static uint32_t moved(const world *w, int64_t page, uint32_t minute)
{
    int64_t shown = (w->first_day + page) * US_DAY_SECONDS + minute * 60;
    us_zone_stretch at = us_zone_at(&w->zone, shown - 3 * US_DAY_SECONDS);
    if (minute == 0 || minute == DAY_MINUTES) {
        return minute;
    }
    while (at.end < shown + 3 * US_DAY_SECONDS) {
        us_zone_stretch next = us_zone_at(&w->zone, at.end);
        bool shown_before = shown < at.end + at.offset;
        bool shown_after = shown >= next.begin + next.offset;
        if (!shown_before && !shown_after) {
            uint32_t later = minute + (uint32_t)(next.offset - at.offset) / 60;
            return later < DAY_MINUTES ? later : DAY_MINUTES;
        }
        at = next;
    }
    return minute;
}

static bool in_spans(const world *w, const usher_hours_span *spans, size_t count, int64_t page,
                     uint32_t minute)
{
    for (size_t i = 0; i < count; i++) {
        if (spans[i].day == w->pages[page].weekday && minute >= moved(w, page, spans[i].from) &&
            minute < moved(w, page, spans[i].until)) {
            return true;
        }
    }
    return false;
}

enum { CLOSE, OPEN, REPLACE };

static int what_it_does(const usher_override_def *def)
{
    if (def->type == USHER_OVERRIDE_STANDARD) {
        return def->spans_count == 0 ? CLOSE : REPLACE;
    }
    return def->type == USHER_OVERRIDE_OPEN ? OPEN : CLOSE;
}

/* The first override of a kind that has a say at a minute, as its order among all; -1: none has. */
static int first_of(const world *w, int kind, int64_t page, uint32_t minute)
{
    for (uint32_t source = 0; source <= w->parents_count; source++) {
        uint32_t r = source == 0 ? 0 : w->parents[source - 1];
        for (uint32_t o = 0; o < w->records[r].overrides_count; o++) {
            const usher_override_def *def = &w->records[r].overrides[o];
            if (w->pages[page].on[r][o] && what_it_does(def) == kind &&
                (kind == REPLACE || def->spans_count == 0 ||
                 in_spans(w, def->spans, def->spans_count, page, minute))) {
                return (int)(r * OVERRIDES_MAX + o);
            }
        }
    }
    return -1;
}

/* Who decides, -1 for the week; and what. */
static int naive(const world *w, int64_t seconds, bool *open)
{
    int64_t shown = seconds + us_zone_at(&w->zone, seconds).offset;
    int64_t page = us_floor_div(shown, US_DAY_SECONDS) - w->first_day;
    uint32_t minute = (uint32_t)((shown - (w->first_day + page) * US_DAY_SECONDS) / 60);
    int who = -1;
    for (int kind = CLOSE; kind <= REPLACE && who < 0; kind++) {
        who = first_of(w, kind, page, minute);
        *open = kind == OPEN;
    }
    if (who < 0) {
        *open = in_spans(w, w->records[0].spans, w->records[0].spans_count, page, minute);
    } else {
        const record *r = &w->records[who / OVERRIDES_MAX];
        const usher_override_def *def = &r->overrides[who % OVERRIDES_MAX];
        if (what_it_does(def) == REPLACE) {
            *open = in_spans(w, def->spans, def->spans_count, page, minute);
        }
    }
    return who;
}

/* ---- the comparison -------------------------------------------------------------------------- */

static int decided_by(const usher_hours_state *state)
{
    return state->override_name == NULL
               ? -1
               : (int)(state->override_of.v - 1) * OVERRIDES_MAX + atoi(state->override_name + 1);
}

/* The first change within what was looked at, asked from some of its minutes. */
static void compare_changes(world *w, int64_t from, const bool *open)
{
    for (int i = 0; i < 40; i++) {
        uint32_t asked = i == 0 ? 0 : roll(w, RESULT_SIZE);
        uint32_t next = asked;
        while (next < RESULT_SIZE && open[next] == open[asked]) {
            next++;
        }
        usher_time found;
        usher_time t = USHER_SECONDS(from + asked * 60) + roll(w, 60000000);
        assert_int_equal(usher_centre_hours_change(w->centre, (usher_hours_ref){ 1 }, t, &found),
                         USHER_OK);
        usher_time end = USHER_SECONDS(from + next * 60);
        if (next < RESULT_SIZE ? found != end : found < end) {
            fail_msg("asked at %lld in %s: changes at %lld, not %lld", (long long)t, w->zone_name,
                     (long long)end, (long long)found);
        }
    }
}

static void compare(world *w, int64_t from)
{
    static bool open[RESULT_SIZE];
    for (uint32_t i = 0; i < RESULT_SIZE; i++) {
        int64_t seconds = from + i * 60;
        int who = naive(w, seconds, &open[i]);
        usher_hours_state state;
        usher_time t = USHER_SECONDS(seconds) + (i % 2 == 0 ? 0 : 59999999);
        assert_int_equal(usher_centre_hours_at(w->centre, (usher_hours_ref){ 1 }, t, &state),
                         USHER_OK);
        if (state.open != open[i] || decided_by(&state) != who) {
            fail_msg("at %lld in %s: %s by %d, not %s by %d", (long long)seconds, w->zone_name,
                     open[i] ? "open" : "closed", who, state.open ? "open" : "closed",
                     decided_by(&state));
        }
    }
    compare_changes(w, from, open);
}

static void open_world(world *w, us_mem *mem)
{
    static const char *const zones[] = { "Europe/London", "America/New_York", "Australia/Lord_Howe",
                                         "Europe/Dublin" };
    size_t size;
    const char *why;
    w->zone_name = zones[roll(w, 4)];
    uint8_t *bytes = zones_read(w->zone_name, &size);
    assert_int_equal(us_zone_read(mem, bytes, size, &w->zone, &why), USHER_OK);
    free(bytes);
    w->first_day = us_civil_day(2019, 1, 1);
    build(w);
    draw_calendar(w);
}

static uint64_t first_seed = 20260329;

static void each_minute_agrees(void **state)
{
    (void)state;
    static world w;
    us_mem mem;
    us_mem_init(&mem, NULL);
    print_message("seed %llu\n", (unsigned long long)first_seed);
    w.seed = first_seed;
    for (int round = 0; round < ROUNDS; round++) {
        open_world(&w, &mem);
        int64_t from =
            (w.first_day + 20 + roll(&w, 3200)) * US_DAY_SECONDS + roll(&w, DAY_MINUTES) * 60;
        if (roll(&w, 2) == 0) { /* around a shift of the clock */
            from = us_zone_at(&w.zone, from).end - (1 + roll(&w, 3)) * US_DAY_SECONDS;
        }
        compare(&w, from);
        usher_centre_unref(w.centre);
        us_zone_free(&mem, &w.zone);
    }
}

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(each_minute_agrees) };
    if (count > 1) {
        first_seed = strtoull(words[1], NULL, 10);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
