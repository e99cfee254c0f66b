/*
 * zone.c - the offset of a zone at a time: from the list of shifts, or from the yearly rule.
 *
 * A rule's shift may lie up to a week outside its year, so two years on each side are looked at.
 * Two shifts at one second happen when summer time has no end: the one that begins it counts.
 */
#include "zone.h"

#include "civil.h"

/* ---- the rule -------------------------------------------------------------------------------- */

/* The day of a year that a rule names. */
static int64_t rule_day(const us_rule_day *rule, int64_t year)
{
    int64_t first = us_civil_day(year, 1, 1);
    if (rule->kind == US_RULE_COUNTED) {
        return first + rule->day;
    }
    if (rule->kind == US_RULE_JULIAN) {
        bool leap = us_civil_month_days(year, 2) == 29;
        return first + rule->day - 1 + (leap && rule->day >= 60);
    }
    int64_t of_month = us_civil_day(year, rule->month, 1);
    uint32_t ahead = (rule->weekday + 7u - us_civil_weekday(of_month)) % 7;
    uint32_t day = 1 + ahead + (rule->week - 1u) * 7;
    while (day > us_civil_month_days(year, rule->month)) {
        day -= 7;
    }
    return of_month + day - 1;
}

/* When the rule begins (or ends) summer time in a year. */
static int64_t rule_shift(const us_zone_rule *rule, int64_t year, bool begins)
{
    const us_rule_day *day = begins ? &rule->begin : &rule->end;
    int32_t offset = begins ? rule->standard : rule->summer;
    return rule_day(day, year) * US_DAY_SECONDS + day->time - offset;
}

/* The stretch of the rule around t, without what was before it. */
static us_zone_stretch rule_stretch(const us_zone_rule *rule, int64_t t)
{
    us_zone_stretch stretch = { INT64_MIN, INT64_MAX, rule->standard, rule->standard };
    if (!rule->has_summer) {
        return stretch;
    }
    int64_t year = us_civil_date(us_floor_div(t, US_DAY_SECONDS)).year;
    for (int64_t y = year - 2; y <= year + 2; y++) {
        for (int begins = 0; begins < 2; begins++) {
            int64_t at = rule_shift(rule, y, begins != 0);
            if (at > t) {
                stretch.end = at < stretch.end ? at : stretch.end;
            } else if (at > stretch.begin || (at == stretch.begin && begins)) {
                stretch.begin = at;
                stretch.offset = begins ? rule->summer : rule->standard;
            }
        }
    }
    return stretch;
}

/* ---- the list -------------------------------------------------------------------------------- */

/* How many shifts are at or before t. */
static uint32_t shifts_until(const us_zone *zone, int64_t t)
{
    uint32_t from = 0;
    uint32_t until = zone->shifts_count;
    while (from < until) {
        uint32_t middle = from + (until - from) / 2;
        if (zone->shifts[middle].at <= t) {
            from = middle + 1;
        } else {
            until = middle;
        }
    }
    return from;
}

static us_zone_stretch list_stretch(const us_zone *zone, int64_t t)
{
    uint32_t next = shifts_until(zone, t);
    us_zone_stretch stretch = { INT64_MIN, INT64_MAX, zone->first, zone->first };
    if (next > 0) {
        stretch.begin = zone->shifts[next - 1].at;
        stretch.offset = zone->shifts[next - 1].offset;
        stretch.before = next > 1 ? zone->shifts[next - 2].offset : zone->first;
    }
    if (next < zone->shifts_count) {
        stretch.end = zone->shifts[next].at;
    } else if (zone->has_rule) {
        stretch.end = zone->rule_from;
    }
    return stretch;
}

us_zone_stretch us_zone_at(const us_zone *zone, int64_t t)
{
    if (!zone->has_rule || t < zone->rule_from) {
        return list_stretch(zone, t);
    }
    us_zone_stretch stretch = rule_stretch(&zone->rule, t);
    bool from_list = zone->rule_from > INT64_MIN && stretch.begin <= zone->rule_from;
    stretch.before = stretch.offset;
    if (from_list) {
        stretch.begin = zone->rule_from;
        stretch.before = list_stretch(zone, zone->rule_from - 1).offset;
    } else if (stretch.begin > INT64_MIN) {
        stretch.before = rule_stretch(&zone->rule, stretch.begin - 1).offset;
    }
    return stretch;
}
