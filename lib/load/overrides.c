/*
 * overrides.c - `overrides:` of hours: what is other than the week says, and on which days.
 *
 * The builder would refuse what does not go together with one sentence for the whole override; here
 * each finding stands at the value that is wrong.
 */
#include "hours.h"
#include "scalar.h"
#include "schema.h"
#include "sections.h"

static usher_date date_of(const us_node *node)
{
    int64_t number = node != NULL ? node->number : 0;
    return (usher_date){ .year = (uint16_t)(number / 10000),
                         .month = (uint8_t)(number / 100 % 100),
                         .day = (uint8_t)(number % 100) };
}

static int64_t day_of(usher_date date)
{
    return us_days_since_1970(date.year, date.month, date.day);
}

/* ---- what must go together ------------------------------------------------------------------- */

/* A key that says nothing unless the override comes back in a certain way. */
static void check_needs(us_load *load, const us_node *node, const char *key, bool holds,
                        const char *needs)
{
    const us_node *value = us_typed(node, key);
    if (value != NULL && !holds) {
        us_report(load, US_CODE_BAD_OVERRIDE, value, "`%s` needs %s", key, needs);
    }
}

static void check_till(us_load *load, const us_node *node, const usher_override_def *def)
{
    const us_node *till = us_typed(node, "till");
    const us_node *from = us_typed(node, "from");
    if (us_node_get(node, "till") == NULL && us_node_get(node, "every") == NULL) {
        us_report(load, US_CODE_MISSING_KEY, node,
                  "the key `till` is missing in an override that does not come back");
    } else if (till != NULL && from != NULL && day_of(def->till) < day_of(def->from)) {
        us_report(load, US_CODE_BAD_OVERRIDE, till, "`till` %s is before `from` %s",
                  us_show_node(till).text, us_show_node(from).text);
    }
}

/* The day of a month that an override is on, and which month; 0 = any month. */
static void check_day(us_load *load, const us_node *node, const usher_override_def *def)
{
    const us_node *value = us_typed(node, "day");
    bool own = value != NULL;
    value = own ? value : us_typed(node, "from");
    int day = own ? def->month_day : def->from.day;
    int month = def->month != 0 ? def->month : def->from.month;
    if (value == NULL || month == 0 || def->repeat < USHER_REPEAT_MONTHLY || def->occurrence != 0 ||
        day < 29) {
        return;
    }
    if (def->repeat == USHER_REPEAT_MONTHLY) {
        us_report(load, US_CODE_SKIPPED_DAYS, value,
                  "months without a day %d are skipped; the last day of each is `day: last`", day);
    } else if (!us_date_valid(2000, month, day)) {
        us_report(load, US_CODE_BAD_OVERRIDE, value, "month %d has no day %d", month, day);
    } else if (month == 2) {
        us_report(load, US_CODE_SKIPPED_DAYS, value,
                  "years without a February 29 are skipped; the last day is `day: last`");
    }
}

static void check_repetition(us_load *load, const us_node *node, const usher_override_def *def)
{
    bool in_month = def->repeat >= USHER_REPEAT_MONTHLY;
    check_needs(load, node, "interval", def->repeat != USHER_REPEAT_NONE, "`every`");
    check_needs(load, node, "month", def->repeat == USHER_REPEAT_YEARLY, "`every: year`");
    check_needs(load, node, "day", in_month, "`every: month` or `every: year`");
    check_needs(load, node, "occurrence", in_month, "`every: month` or `every: year`");
    check_needs(load, node, "occurrence", def->spans_count > 0 || !in_month,
                "a `week` that tells which weekday");
    const us_node *occurrence = us_typed(node, "occurrence");
    if (occurrence != NULL && us_typed(node, "day") != NULL) {
        us_report(load, US_CODE_BAD_OVERRIDE, occurrence,
                  "`occurrence` and `day` exclude each other");
    }
    check_day(load, node, def);
}

/* ---- what is hardly meant -------------------------------------------------------------------- */

/* A few dates in a row may not have all weekdays on which spans stand. */
static void warn_unused_days(us_load *load, const us_node *node, const usher_override_def *def)
{
    const us_node *week = us_typed(node, "week");
    int64_t first = day_of(def->from);
    int64_t last = day_of(def->till);
    if (week == NULL || def->repeat != USHER_REPEAT_NONE || last - first > 5) {
        return;
    }
    unsigned there = 0;
    for (int64_t day = first; day <= last; day++) {
        there |= 1u << (((day + 3) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
    }
    for (const us_node *days = week->first; days != NULL; days = days->next) {
        unsigned bits = us_days_parse(days->key->text, days->key->size);
        if (bits != 0 && (bits & there) == 0) {
            us_report(load, US_CODE_UNUSED_DAYS, days->key,
                      "no day from %s till %s is `%s`: these spans never count",
                      us_text(node, "from"), us_text(node, "till"), us_show_node(days->key).text);
        }
    }
}

/* Hours in the place of the week's are those of the first override of the day. */
static void warn_overlap(us_load *load, const us_node *list, const us_node *node,
                         const usher_override_def *def)
{
    if (def->type != USHER_OVERRIDE_STANDARD || def->repeat != USHER_REPEAT_NONE) {
        return;
    }
    for (const us_node *other = list->first; other != node; other = other->next) {
        const us_node *from = us_typed(other, "from");
        const us_node *till = us_typed(other, "till");
        if (from != NULL && till != NULL && us_typed(other, "every") == NULL &&
            us_number(other, "type", USHER_OVERRIDE_STANDARD) == USHER_OVERRIDE_STANDARD &&
            day_of(date_of(from)) <= day_of(def->till) &&
            day_of(date_of(till)) >= day_of(def->from)) {
            us_report(load, US_CODE_OVERLAPPING_OVERRIDES, node->key,
                      "`%s` has days that `%s` in line %u has too: there the first one counts",
                      us_show_node(node->key).text, us_show_node(other->key).text,
                      (unsigned)other->key->line);
        }
    }
}

/* ---- reading --------------------------------------------------------------------------------- */

/* Names of closed days and of overrides are one list for who asks. */
static void check_name(us_load *load, const us_node *hours, const us_node *node)
{
    const us_node *closed = us_typed(hours, "closed");
    const us_node *twin = closed != NULL ? us_node_get(closed, node->key->text) : NULL;
    if (twin != NULL) {
        us_report(load, US_CODE_DUPLICATE, node->key, "`%s` is a closed day already, in line %u",
                  us_show_node(node->key).text, (unsigned)twin->key->line);
    }
}

/* False without memory. */
static bool read_override(us_load *load, const us_node *node, usher_override_def *def)
{
    usher_hours_span *spans = NULL;
    def->name = node->key->text;
    def->type = (uint8_t)us_number(node, "type", def->type);
    def->repeat = (uint8_t)us_number(node, "every", def->repeat);
    def->interval = (uint8_t)us_number(node, "interval", def->interval);
    def->month = (uint8_t)us_number(node, "month", def->month);
    def->month_day = (int8_t)us_number(node, "day", def->month_day);
    def->occurrence = (int8_t)us_number(node, "occurrence", def->occurrence);
    def->from = date_of(us_typed(node, "from"));
    def->till = date_of(us_typed(node, "till"));
    if (!us_week_read(load, us_typed(node, "week"), "an override", &spans, &def->spans_count)) {
        return false;
    }
    def->spans = spans;
    return true;
}

void us_overrides_read(us_load *load, const us_node *hours)
{
    const us_node *list = us_typed(hours, "overrides");
    if (list == NULL || list->size > USHER_HOURS_OVERRIDES_MAX) {
        return; /* too many have been reported; each is compared with all before it */
    }
    for (const us_node *node = list->first; node != NULL; node = node->next) {
        usher_override_def def = USHER_OVERRIDE_DEF_INIT;
        if (!node->typed) {
            continue;
        }
        if (!read_override(load, node, &def)) {
            return;
        }
        check_name(load, hours, node);
        check_till(load, node, &def);
        check_repetition(load, node, &def);
        if (def.from.year != 0 && def.till.year != 0) {
            warn_unused_days(load, node, &def);
            warn_overlap(load, list, node, &def);
        }
        if (us_load_clean(load)) {
            usher_hours_ref ref = { (uint32_t)hours->number };
            us_load_take(load, node->key, usher_centre_add_override(load->builder, ref, &def));
        }
    }
}
