/*
 * zone_rule.c - the yearly rule of a zone, as POSIX writes it: `EST5EDT,M3.2.0,M11.1.0`.
 *
 * Read with the extension that TZif allows: a time of a rule may have a sign and up to 167 hours.
 * A name with summer time but without its two days is refused: POSIX leaves open what it means.
 */
#include "zone.h"

#include <string.h>

typedef struct cursor {
    const char *at, *end;
    bool failed;
} cursor;

static bool take(cursor *c, char wanted)
{
    if (c->at < c->end && *c->at == wanted) {
        c->at++;
        return true;
    }
    return false;
}

static void expect(cursor *c, char wanted)
{
    c->failed |= !take(c, wanted);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A number from min to max, of at most three digits. */
static int32_t number(cursor *c, int32_t min, int32_t max)
{
    int32_t value = 0;
    int digits = 0;
    for (; c->at < c->end && is_digit(*c->at) && digits < 4; c->at++, digits++) {
        value = value * 10 + (*c->at - '0');
    }
    c->failed |= digits == 0 || digits > 3 || value < min || value > max;
    return value;
}

/* `EST`, or anything between < and >. What it is called does not matter here. */
static void name(cursor *c)
{
    const char *begin = c->at;
    if (take(c, '<')) {
        while (c->at < c->end &&
               (is_letter(*c->at) || is_digit(*c->at) || *c->at == '+' || *c->at == '-')) {
            c->at++;
        }
        expect(c, '>');
        c->failed |= c->at - begin < 5;
    } else {
        while (c->at < c->end && is_letter(*c->at)) {
            c->at++;
        }
        c->failed |= c->at - begin < 3;
    }
}

/* [+-]hh[:mm[:ss]] as seconds. */
static int32_t clock_time(cursor *c, int32_t hours_max)
{
    int32_t sign = take(c, '-') ? -1 : 1;
    if (sign > 0) {
        (void)take(c, '+');
    }
    int32_t seconds = number(c, 0, hours_max) * 3600;
    if (take(c, ':')) {
        seconds += number(c, 0, 59) * 60;
        if (take(c, ':')) {
            seconds += number(c, 0, 59);
        }
    }
    return sign * seconds;
}

/* `,M3.2.0/2`, `,J60` or `,59`. */
static us_rule_day rule_day(cursor *c)
{
    us_rule_day day = { .kind = US_RULE_COUNTED, .time = 2 * 3600 };
    expect(c, ',');
    if (take(c, 'M')) {
        day.kind = US_RULE_WEEKDAY;
        day.month = (uint8_t)number(c, 1, 12);
        expect(c, '.');
        day.week = (uint8_t)number(c, 1, 5);
        expect(c, '.');
        day.weekday = (uint8_t)((number(c, 0, 6) + 6) % 7); /* 0 is Sunday there */
    } else if (take(c, 'J')) {
        day.kind = US_RULE_JULIAN;
        day.day = (uint16_t)number(c, 1, 365);
    } else {
        day.day = (uint16_t)number(c, 0, 365);
    }
    if (take(c, '/')) {
        day.time = clock_time(c, 167);
    }
    return day;
}

bool us_zone_rule_read(const char *text, size_t size, us_zone_rule *rule)
{
    cursor c = { text, text + size, false };
    memset(rule, 0, sizeof *rule);
    name(&c);
    rule->standard = -clock_time(&c, 24); /* POSIX counts to the west */
    if (!c.failed && c.at < c.end) {
        rule->has_summer = true;
        name(&c);
        rule->summer = rule->standard + 3600;
        if (c.at < c.end && *c.at != ',') {
            rule->summer = -clock_time(&c, 24);
        }
        rule->begin = rule_day(&c);
        rule->end = rule_day(&c);
    }
    return !c.failed && c.at == c.end;
}
