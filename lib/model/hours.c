/*
 * hours.c - are hours open at a time, what decides it, and when does that change (routing.md H-1
 * to H-7)?
 *
 * A time is seen as local date and local minute. What the clock shows decides, so that a minute
 * which comes twice counts twice; a span that begins or ends at a minute which the clock leaves out
 * does so that much later. All is asked anew each time: nothing is kept, nothing allocates. To find
 * the next change, each date until then is laid out as a map of its minutes.
 */
#include "centre.h"
#include "civil.h"

#include <string.h>

enum { DAY_MINUTES = 1440, MAP_WORDS = (DAY_MINUTES + 63) / 64 };

/* Times of a day that the clock leaves out, in seconds of the day: [from, until). */
typedef struct clock_gap {
    int64_t from, until;
    int64_t minutes; /* how many whole ones */
} clock_gap;

/* A local date, as it is from one shift of the zone to the next. */
typedef struct local_day {
    int64_t day; /* as in civil.h */
    us_civil date;
    uint8_t weekday;
    clock_gap gap; /* before the stretch of time that is looked at */
} local_day;

/* A time on a local clock. */
typedef struct local_time {
    local_day at;
    uint32_t minute;
    us_zone_stretch stretch;
} local_time;

/* What decides at a minute; `override` NULL: the week. */
typedef struct decision {
    bool open;
    const us_override *override;
    uint32_t hours; /* whose it is */
} decision;

/* ---- local time ------------------------------------------------------------------------------ */

static clock_gap gap_of(const us_zone_stretch *stretch, int64_t day)
{
    clock_gap none = { 0, 0, 0 };
    if (stretch->offset <= stretch->before) {
        return none;
    }
    int64_t midnight = day * US_DAY_SECONDS;
    return (clock_gap){ stretch->begin + stretch->before - midnight,
                        stretch->begin + stretch->offset - midnight,
                        (stretch->offset - stretch->before) / 60 };
}

/* seconds: UTC. */
static local_time local_time_at(const us_zone *zone, int64_t seconds)
{
    local_time local = { .stretch = us_zone_at(zone, seconds) };
    int64_t shown = seconds + local.stretch.offset;
    local.at.day = us_floor_div(shown, US_DAY_SECONDS);
    local.at.date = us_civil_date(local.at.day);
    local.at.weekday = us_civil_weekday(local.at.day);
    local.at.gap = gap_of(&local.stretch, local.at.day);
    local.minute = (uint32_t)((shown - local.at.day * US_DAY_SECONDS) / 60);
    return local;
}

/* The minute at which a span really begins or ends. The ends of a day are what they are. */
static uint32_t moved(const clock_gap *gap, uint32_t minute)
{
    int64_t second = (int64_t)minute * 60;
    if (minute == 0 || second < gap->from || second >= gap->until) {
        return minute;
    }
    int64_t later = minute + gap->minutes;
    return later < DAY_MINUTES ? (uint32_t)later : DAY_MINUTES;
}

/* ---- overrides ------------------------------------------------------------------------------- */

static bool has_weekday(const us_override *o, uint8_t weekday)
{
    for (size_t i = 0; i < o->def.spans_count; i++) {
        if (o->spans[i].day == weekday) {
            return true;
        }
    }
    return false;
}

/* Is this the day of its month that a monthly or yearly override is on? */
static bool is_its_day_of_month(const usher_override_def *def, const us_civil *date)
{
    uint32_t days = us_civil_month_days(date->year, date->month);
    if (def->occurrence > 0) {
        return (date->day - 1) / 7 + 1 == (uint32_t)def->occurrence;
    }
    if (def->occurrence < 0) {
        return date->day + 7 > days;
    }
    if (def->month_day < 0) {
        return date->day == days;
    }
    return date->day == (def->month_day > 0 ? (uint32_t)def->month_day : def->from.day);
}

/* Does it come back on this day? Weekdays of spans are not looked at yet. */
static bool comes_back(const us_override *o, const local_day *at)
{
    const usher_override_def *def = &o->def;
    int64_t years = at->date.year - def->from.year;
    switch (def->repeat) {
    case USHER_REPEAT_WEEKLY: {
        int64_t weeks = (at->day - at->weekday) - (o->from - us_civil_weekday(o->from));
        bool on_day = def->spans_count > 0 || at->weekday == us_civil_weekday(o->from);
        return on_day && weeks / 7 % def->interval == 0;
    }
    case USHER_REPEAT_MONTHLY: {
        int64_t months = years * 12 + at->date.month - def->from.month;
        return months % def->interval == 0 && is_its_day_of_month(def, &at->date);
    }
    case USHER_REPEAT_YEARLY: {
        uint32_t month = def->month > 0 ? def->month : def->from.month;
        return years % def->interval == 0 && at->date.month == month &&
               is_its_day_of_month(def, &at->date);
    }
    default:
        return true;
    }
}

/* Does an override count on this day? One that repeats counts on the weekdays of its spans. */
static bool counts_on(const us_override *o, const local_day *at)
{
    if (at->day < o->from || at->day > o->till || !comes_back(o, at)) {
        return false;
    }
    return o->def.repeat == USHER_REPEAT_NONE || o->def.spans_count == 0 ||
           has_weekday(o, at->weekday);
}

/* Closes it? Hours without any span in the place of the week's are a closure too. */
static bool closes(const us_override *o)
{
    return o->def.type == USHER_OVERRIDE_CLOSED ||
           (o->def.type == USHER_OVERRIDE_STANDARD && o->def.spans_count == 0);
}

/* 0 decides before 1, and so on. */
static uint32_t rank_of(const us_override *o)
{
    return closes(o) ? 0 : o->def.type == USHER_OVERRIDE_OPEN ? 1 : 2;
}
enum { RANK_STANDARD = 2, RANK_WEEK = 3 };

static bool within(const usher_hours_span *spans, size_t count, const local_day *at,
                   uint32_t minute)
{
    for (size_t i = 0; i < count; i++) {
        if (spans[i].day == at->weekday && minute >= moved(&at->gap, spans[i].from) &&
            minute < moved(&at->gap, spans[i].until)) {
            return true;
        }
    }
    return false;
}

/* Walks over the overrides of hours and of their parents, in their order. */
typedef struct walk {
    const usher_centre *centre;
    const us_hours *hours;
    uint32_t own;    /* index of the hours themselves */
    uint32_t parent; /* how many parents are behind us, the hours themselves included */
    uint32_t next;   /* override */
} walk;

static walk walk_begin(const usher_centre *centre, uint32_t hours)
{
    return (walk){ centre, &centre->hours[hours], hours, 0, 0 };
}

/* The next one, and whose it is; NULL at the end. */
static const us_override *walk_next(walk *w, uint32_t *whose)
{
    while (w->parent <= w->hours->parents_count) {
        *whose = w->parent == 0 ? w->own : w->hours->parents[w->parent - 1];
        const us_hours *source = &w->centre->hours[*whose];
        if (w->next < source->overrides_count) {
            return &source->overrides[w->next++];
        }
        w->parent++;
        w->next = 0;
    }
    return NULL;
}

/* ---- one minute ------------------------------------------------------------------------------ */

/* The first override of the best rank decides; else the week does. */
static decision decide(const usher_centre *centre, uint32_t hours, const local_time *local)
{
    const us_hours *own = &centre->hours[hours];
    decision best = { .hours = hours };
    uint32_t rank = RANK_WEEK;
    uint32_t whose;
    walk w = walk_begin(centre, hours);
    for (const us_override *o; (o = walk_next(&w, &whose)) != NULL;) {
        bool whole_day = o->def.spans_count == 0;
        if (rank_of(o) >= rank || !counts_on(o, &local->at)) {
            continue;
        }
        bool inside = whole_day || within(o->spans, o->def.spans_count, &local->at, local->minute);
        if (inside || rank_of(o) == RANK_STANDARD) {
            rank = rank_of(o);
            best = (decision){ !closes(o) && inside, o, whose };
        }
    }
    if (rank == RANK_WEEK) {
        best.open = within(own->spans, own->spans_count, &local->at, local->minute);
    }
    return best;
}

/* ---- a map of the minutes of a date ---------------------------------------------------------- */

typedef struct minute_map {
    uint64_t words[MAP_WORDS];
} minute_map;

static void map_set(minute_map *map, uint32_t from, uint32_t until, bool open)
{
    for (uint32_t minute = from; minute < until;) {
        uint32_t bit = minute % 64;
        uint32_t count = 64 - bit < until - minute ? 64 - bit : until - minute;
        uint64_t bits = (count == 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1) << bit;
        if (open) {
            map->words[minute / 64] |= bits;
        } else {
            map->words[minute / 64] &= ~bits;
        }
        minute += count;
    }
}

static void map_spans(minute_map *map, const usher_hours_span *spans, size_t count,
                      const local_day *at, bool open)
{
    for (size_t i = 0; i < count; i++) {
        if (spans[i].day == at->weekday) {
            map_set(map, moved(&at->gap, spans[i].from), moved(&at->gap, spans[i].until), open);
        }
    }
}

/* Lays all overrides of a rank that count on this date over the map. */
static void map_rank(minute_map *map, const usher_centre *centre, uint32_t hours,
                     const local_day *at, uint32_t rank)
{
    uint32_t whose;
    walk w = walk_begin(centre, hours);
    for (const us_override *o; (o = walk_next(&w, &whose)) != NULL;) {
        if (rank_of(o) == rank && counts_on(o, at)) {
            if (o->def.spans_count == 0) {
                map_set(map, 0, DAY_MINUTES, !closes(o));
            } else {
                map_spans(map, o->spans, o->def.spans_count, at, !closes(o));
            }
        }
    }
}

/* The first override that stands in the place of the week on this date, or NULL. */
static const us_override *standard_on(const usher_centre *centre, uint32_t hours,
                                      const local_day *at)
{
    uint32_t whose;
    walk w = walk_begin(centre, hours);
    for (const us_override *o; (o = walk_next(&w, &whose)) != NULL;) {
        if (rank_of(o) == RANK_STANDARD && counts_on(o, at)) {
            return o;
        }
    }
    return NULL;
}

/* From the weakest to the strongest: each lies over what was there. */
static minute_map map_date(const usher_centre *centre, uint32_t hours, const local_day *at)
{
    minute_map map = { { 0 } };
    const us_hours *own = &centre->hours[hours];
    const us_override *standard = standard_on(centre, hours, at);
    if (standard != NULL) {
        map_spans(&map, standard->spans, standard->def.spans_count, at, true);
    } else {
        map_spans(&map, own->spans, own->spans_count, at, true);
    }
    for (uint32_t rank = RANK_STANDARD; rank-- > 0;) {
        map_rank(&map, centre, hours, at, rank);
    }
    return map;
}

/* The first minute from `minute` on that is (or is not) open; DAY_MINUTES if there is none. */
static uint32_t map_find(const minute_map *map, uint32_t minute, bool open)
{
    for (; minute < DAY_MINUTES; minute++) {
        bool is_open = (map->words[minute / 64] >> minute % 64 & 1) != 0;
        if (is_open == open) {
            break;
        }
    }
    return minute;
}

/* ---- the next change ------------------------------------------------------------------------- */

/* Piece by piece: each is a local date, or what of it lies between two shifts of the zone. */
static usher_time find_change(const usher_centre *centre, uint32_t hours, int64_t seconds,
                              bool open)
{
    const us_zone *zone = centre->hours[hours].local;
    int64_t limit = seconds + (int64_t)USHER_HOURS_SEARCH_DAYS * US_DAY_SECONDS;
    for (int64_t at = seconds; at <= limit;) {
        local_time local = local_time_at(zone, at);
        int64_t midnight = local.at.day * US_DAY_SECONDS - local.stretch.offset;
        int64_t end = midnight + US_DAY_SECONDS;
        if (local.stretch.end < end) {
            end = local.stretch.end;
        }
        minute_map map = map_date(centre, hours, &local.at);
        int64_t found = midnight + (int64_t)map_find(&map, local.minute, !open) * 60;
        found = found > at ? found : at; /* a piece may begin within a minute */
        if (found < end) {
            bool in_reach = found <= limit && found <= INT64_MAX / USHER_SECONDS(1);
            return in_reach ? USHER_SECONDS(found) : USHER_TIME_NEVER;
        }
        at = end;
    }
    return USHER_TIME_NEVER;
}

/* ---- the public face ------------------------------------------------------------------------- */

static usher_status check(const usher_centre *centre, usher_hours_ref ref)
{
    if (ref.v == 0 || ref.v > centre->hours_count) {
        return USHER_ERR_NOT_FOUND;
    }
    return centre->hours[ref.v - 1].local != NULL ? USHER_OK : USHER_ERR_STATE;
}

static decision decide_at(const usher_centre *centre, uint32_t hours, int64_t seconds)
{
    local_time local = local_time_at(centre->hours[hours].local, seconds);
    return decide(centre, hours, &local);
}

usher_status usher_centre_hours_at(const usher_centre *centre, usher_hours_ref ref, usher_time at,
                                   usher_hours_state *out)
{
    usher_status status = check(centre, ref);
    if (status != USHER_OK) {
        return status;
    }
    decision found = decide_at(centre, ref.v - 1, us_floor_div(at, USHER_SECONDS(1)));
    *out = (usher_hours_state){ sizeof *out, found.open, NULL, { 0 } };
    if (found.override != NULL) {
        out->override_name = found.override->def.name;
        out->override_of.v = found.hours + 1;
    }
    return USHER_OK;
}

usher_status usher_centre_hours_change(const usher_centre *centre, usher_hours_ref ref,
                                       usher_time at, usher_time *out)
{
    usher_status status = check(centre, ref);
    if (status != USHER_OK) {
        return status;
    }
    int64_t seconds = us_floor_div(at, USHER_SECONDS(1));
    bool open = decide_at(centre, ref.v - 1, seconds).open;
    *out = find_change(centre, ref.v - 1, seconds, open);
    return USHER_OK;
}

/* Whether a queue is there; its hours, none if it has none. */
static usher_status find_queue(const usher_centre *centre, usher_queue_ref queue,
                               usher_hours_ref *hours)
{
    if (queue.v == 0 || queue.v > centre->queues_count) {
        return USHER_ERR_NOT_FOUND;
    }
    hours->v = centre->queues[queue.v - 1].hours;
    return USHER_OK;
}

usher_status usher_centre_queue_hours_at(const usher_centre *centre, usher_queue_ref queue,
                                         usher_time at, usher_hours_state *out)
{
    usher_hours_ref hours;
    usher_status status = find_queue(centre, queue, &hours);
    if (status == USHER_OK && hours.v == 0) {
        *out = (usher_hours_state){ sizeof *out, true, NULL, { 0 } };
        return USHER_OK;
    }
    return status == USHER_OK ? usher_centre_hours_at(centre, hours, at, out) : status;
}

usher_status usher_centre_queue_hours_change(const usher_centre *centre, usher_queue_ref queue,
                                             usher_time at, usher_time *out)
{
    usher_hours_ref hours;
    usher_status status = find_queue(centre, queue, &hours);
    if (status == USHER_OK && hours.v == 0) {
        *out = USHER_TIME_NEVER;
        return USHER_OK;
    }
    return status == USHER_OK ? usher_centre_hours_change(centre, hours, at, out) : status;
}
