/*
 * civil.h - days and dates of the Gregorian calendar, carried on before 1582, in whole numbers.
 *
 * A day is counted from 1970-01-01, which is day 0. Any day that a usher_time can fall on has a
 * date; years go on without a year zero being special (year 0 is the one before year 1).
 */
#ifndef US_CIVIL_H
#define US_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

enum { US_DAY_SECONDS = 86400 };

typedef struct us_civil {
    int64_t year;
    uint32_t month; /* 1 .. 12 */
    uint32_t day;   /* 1 .. 31 */
} us_civil;

/* Rounds down, also below zero. divisor > 0. */
static inline int64_t us_floor_div(int64_t number, int64_t divisor)
{
    return number / divisor - (number % divisor < 0);
}

/* The day of a date that exists. */
int64_t us_civil_day(int64_t year, uint32_t month, uint32_t day);
/* The date of a day. */
us_civil us_civil_date(int64_t day);
/* 0 = Monday ... 6 = Sunday. */
uint8_t us_civil_weekday(int64_t day);
/* 28 .. 31; month is 1 .. 12. */
uint32_t us_civil_month_days(int64_t year, uint32_t month);

#endif
