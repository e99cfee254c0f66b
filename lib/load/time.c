/*
 * time.c - RFC 3339 times with offset, to the microsecond, without the C library's calendar.
 */
#include "scalar.h"

#include <usher/load.h>

bool us_date_valid(int64_t year, int64_t month, int64_t day)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

/* Days from 1970-01-01. Years count from March, so that the leap day is the last of its year. */
int64_t us_days_since_1970(int64_t year, int64_t month, int64_t day)
{
    int64_t from_march = (month + 9) % 12;
    int64_t y = year + 400 - (month <= 2); /* 400 more: never negative, and a whole cycle */
    int64_t of_year = (from_march * 153 + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + of_year - 719468 - 146097;
}

typedef struct cursor {
    const char *text;
    size_t size, at;
    bool failed;
} cursor;

static bool take(cursor *c, const char *one_of)
{
    for (; c->at < c->size && *one_of != '\0'; one_of++) {
        if (c->text[c->at] == *one_of) {
            c->at++;
            return true;
        }
    }
    return false;
}

static void expect(cursor *c, const char *one_of)
{
    c->failed |= !take(c, one_of);
}

/* A number of exactly `digits` digits, at most `max`. */
static int64_t number(cursor *c, size_t digits, int64_t max)
{
    int64_t value = 0;
    if (c->size - c->at < digits || !us_parse_whole(c->text + c->at, digits, &value) ||
        value > max) {
        c->failed = true;
        return 0;
    }
    c->at += digits;
    return value;
}

/* ".25" as microseconds; more than six decimals may only be zeros. */
static int64_t fraction(cursor *c)
{
    int64_t value = 0;
    int64_t weight = 100000;
    size_t digits = 0;
    for (; c->at < c->size && c->text[c->at] >= '0' && c->text[c->at] <= '9'; c->at++, digits++) {
        int64_t digit = c->text[c->at] - '0';
        c->failed |= weight == 0 && digit != 0;
        value += digit * weight;
        weight /= 10;
    }
    c->failed |= digits == 0;
    return value;
}

/* The offset from UTC in minutes. */
static int64_t offset(cursor *c)
{
    if (take(c, "Zz")) {
        return 0;
    }
    int64_t sign = take(c, "-") ? -1 : 1;
    if (sign > 0) {
        expect(c, "+");
    }
    int64_t hours = number(c, 2, 23);
    expect(c, ":");
    return sign * (hours * 60 + number(c, 2, 59));
}

usher_status usher_parse_time(const char *text, size_t size, usher_time *out)
{
    if (text == NULL || out == NULL) {
        return USHER_ERR_INVALID;
    }
    cursor c = { text, size, 0, false };
    int64_t year = number(&c, 4, 9999);
    expect(&c, "-");
    int64_t month = number(&c, 2, 12);
    expect(&c, "-");
    int64_t day = number(&c, 2, 31);
    expect(&c, "Tt");
    int64_t minutes = number(&c, 2, 23) * 60;
    expect(&c, ":");
    minutes += number(&c, 2, 59);
    expect(&c, ":");
    int64_t seconds = number(&c, 2, 59);
    int64_t micro = take(&c, ".") ? fraction(&c) : 0;
    minutes -= offset(&c);
    if (c.failed || c.at != size || !us_date_valid(year, month, day)) {
        return USHER_ERR_INVALID;
    }
    minutes += us_days_since_1970(year, month, day) * 24 * 60;
    *out = USHER_MINUTES(minutes) + USHER_SECONDS(seconds) + micro;
    return USHER_OK;
}
