/*
 * civil.c - days and dates. Years are counted from March, so that the leap day is the last of its
 * year and the months before it follow one rule; 400 years are a whole cycle of 146,097 days.
 */
#include "civil.h"

enum {
    CYCLE_YEARS = 400,
    CYCLE_DAYS = 146097,
    DAYS_TO_1970 = 719468 /* from 0000-03-01 */
};

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

uint32_t us_civil_month_days(int64_t year, uint32_t month)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return days[month - 1] + (month == 2 && is_leap(year) ? 1u : 0u);
}

int64_t us_civil_day(int64_t year, uint32_t month, uint32_t day)
{
    int64_t from_march = (month + 9) % 12;
    int64_t y = year - (month <= 2);
    int64_t cycle = us_floor_div(y, CYCLE_YEARS);
    int64_t of_cycle = y - cycle * CYCLE_YEARS;
    int64_t of_year = (from_march * 153 + 2) / 5 + day - 1;
    return cycle * CYCLE_DAYS + of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + of_year -
           DAYS_TO_1970;
}

us_civil us_civil_date(int64_t day)
{
    int64_t from = day + DAYS_TO_1970;
    int64_t cycle = us_floor_div(from, CYCLE_DAYS);
    int64_t of_cycle = from - cycle * CYCLE_DAYS;
    /* Each correction takes out the leap days that came before: of 4, 100 and 400 years. */
    int64_t year = (of_cycle - of_cycle / 1460 + of_cycle / 36524 - of_cycle / 146096) / 365;
    int64_t of_year = of_cycle - (year * 365 + year / 4 - year / 100);
    int64_t from_march = (of_year * 5 + 2) / 153;
    us_civil date;
    date.day = (uint32_t)(of_year - (from_march * 153 + 2) / 5 + 1);
    date.month = (uint32_t)(from_march < 10 ? from_march + 3 : from_march - 9);
    date.year = cycle * CYCLE_YEARS + year + (date.month <= 2);
    return date;
}

uint8_t us_civil_weekday(int64_t day)
{
    int64_t from_monday = day + 3; /* 1970-01-01 was a Thursday */
    return (uint8_t)(from_monday - us_floor_div(from_monday, 7) * 7);
}
