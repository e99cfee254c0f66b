/*
 * number.c - decimals, seconds and times as text.
 *
 * Everything is counted in whole microseconds: what a file says to the microsecond comes out of a
 * run to the microsecond. A seventh decimal is refused rather than rounded.
 */
#include "number.h"

#include <stdio.h>

#include <usher/load.h>

enum { MICROS_PER_SECOND = 1000000, DECIMALS_MAX = 6 };

/* The first and the last second that have a four-digit year. */
#define YEAR_1_SECONDS INT64_C(-62135596800)
#define YEAR_9999_SECONDS INT64_C(253402300799)

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads the digits of [text, text + size) into *out; they must be all of it, and at least one. */
static enum number_result read_digits(const char *text, size_t size, int64_t max, int64_t *out)
{
    int64_t value = 0;

    if (size == 0) {
        return NUMBER_BAD;
    }
    for (size_t i = 0; i < size; i++) {
        if (!is_digit(text[i])) {
            return NUMBER_BAD;
        }
    }
    for (size_t i = 0; i < size; i++) {
        int digit = text[i] - '0';
        if (value > (max - digit) / 10) {
            return NUMBER_TOO_LARGE;
        }
        value = value * 10 + digit;
    }
    *out = value;
    return NUMBER_FINE;
}

enum number_result number_whole(const char *text, size_t size, int64_t *out)
{
    return read_digits(text, size, INT64_MAX, out);
}

enum number_result number_seconds(const char *text, size_t size, usher_duration *out)
{
    size_t point = 0;
    size_t decimals;
    int64_t seconds;
    int64_t micros = 0;
    enum number_result result;

    while (point < size && text[point] != '.') {
        point++;
    }
    result = read_digits(text, point, NUMBER_SECONDS_MAX, &seconds);
    if (result == NUMBER_BAD || point == size) {
        *out = result == NUMBER_FINE ? seconds * MICROS_PER_SECOND : 0;
        return result;
    }
    decimals = size - point - 1;
    if (read_digits(text + point + 1, decimals, INT64_MAX, &micros) == NUMBER_BAD) {
        return NUMBER_BAD;
    }
    if (decimals > DECIMALS_MAX) {
        return NUMBER_TOO_EXACT;
    }
    if (result != NUMBER_FINE) {
        return result;
    }
    for (size_t i = decimals; i < DECIMALS_MAX; i++) {
        micros *= 10;
    }
    *out = seconds * MICROS_PER_SECOND + micros;
    return NUMBER_FINE;
}

enum number_result number_signed_seconds(const char *text, size_t size, usher_duration *out)
{
    bool negative = size > 0 && text[0] == '-';
    size_t sign = negative || (size > 0 && text[0] == '+') ? 1 : 0;
    enum number_result result = number_seconds(text + sign, size - sign, out);

    if (result == NUMBER_FINE && negative) {
        *out = -*out;
    }
    return result;
}

bool number_looks_like_time(const char *text, size_t size)
{
    return size > 4 && is_digit(text[0]) && is_digit(text[1]) && is_digit(text[2]) &&
           is_digit(text[3]) && text[4] == '-';
}

enum number_result number_time(const char *text, size_t size, usher_time *out)
{
    if (usher_parse_time(text, size, out) != USHER_OK) {
        return NUMBER_BAD;
    }
    if (*out < YEAR_1_SECONDS * MICROS_PER_SECOND ||
        *out / MICROS_PER_SECOND > YEAR_9999_SECONDS) {
        return NUMBER_TOO_LARGE;
    }
    return NUMBER_FINE;
}

char *number_write_seconds(char *text, int64_t micros)
{
    uint64_t size = micros < 0 ? 0 - (uint64_t)micros : (uint64_t)micros;

    snprintf(text, NUMBER_TEXT_MAX, "%s%llu.%06llu", micros < 0 ? "-" : "",
             (unsigned long long)(size / MICROS_PER_SECOND),
             (unsigned long long)(size % MICROS_PER_SECOND));
    return text;
}

struct civil_date {
    int64_t year;
    int month; /* 1 .. 12 */
    int day;   /* 1 .. 31 */
};

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days before January 1st of `year`, counted from January 1st of the year 1. */
static int64_t days_before_year(int64_t year)
{
    int64_t whole = year - 1;
    return whole * 365 + whole / 4 - whole / 100 + whole / 400;
}

/* The Gregorian date of a day counted from 0001-01-01. */
static struct civil_date date_of_day(int64_t day)
{
    static const int month_days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    struct civil_date date = { day / 366 + 1, 1, 1 };
    int64_t rest;

    while (days_before_year(date.year + 1) <= day) {
        date.year++;
    }
    rest = day - days_before_year(date.year);
    for (;;) {
        int days = month_days[date.month - 1] + (date.month == 2 && is_leap(date.year) ? 1 : 0);
        if (rest < days) {
            break;
        }
        rest -= days;
        date.month++;
    }
    date.day = (int)rest + 1;
    return date;
}

char *number_write_time(char *text, usher_time time)
{
    int64_t since = time / MICROS_PER_SECOND - (time % MICROS_PER_SECOND < 0 ? 1 : 0);
    int64_t micros = time - since * MICROS_PER_SECOND;
    int64_t second = since - YEAR_1_SECONDS;
    struct civil_date date;
    int of_day;

    if (second < 0 || since > YEAR_9999_SECONDS) {
        snprintf(text, NUMBER_TEXT_MAX, "%s", "out-of-range");
        return text;
    }
    date = date_of_day(second / 86400);
    of_day = (int)(second % 86400);
    snprintf(text, NUMBER_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", (int)date.year,
             date.month, date.day, of_day / 3600, of_day / 60 % 60, of_day % 60, (int)micros);
    return text;
}
