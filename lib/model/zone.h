/*
 * zone.h - a time zone: how far local time is ahead of UTC at each second.
 *
 * A zone is a list of shifts in ascending order, each with the offset that holds from then on, and
 * perhaps a rule that holds after the list and repeats each year. Nothing here allocates but
 * us_zone_read, which makes the list from the bytes of a TZif file (RFC 9636). All times are whole
 * seconds since 1970-01-01 UTC without leap seconds. Offsets of neighbouring shifts differ.
 */
#ifndef US_ZONE_H
#define US_ZONE_H

#include "base/mem.h"

enum {
    US_ZONE_SHIFTS_MAX = 2000,          /* the longest known has 310 */
    US_ZONE_OFFSET_MIN = -(25 * 3600 - 1),
    US_ZONE_OFFSET_MAX = 26 * 3600 - 1
};

/* Days of a year as a POSIX rule names them. */
enum {
    US_RULE_JULIAN,  /* 1 .. 365, February 29 is never counted */
    US_RULE_COUNTED, /* 0 .. 365, February 29 counts */
    US_RULE_WEEKDAY  /* the week-th weekday of a month; week 5 = the last */
};

typedef struct us_rule_day {
    uint8_t kind;
    uint8_t month, week, weekday; /* weekday 0 = Monday */
    uint16_t day;
    int32_t time; /* seconds from midnight, by the clock before the shift; may be below 0 */
} us_rule_day;

typedef struct us_zone_rule {
    int32_t standard;        /* seconds ahead of UTC */
    int32_t summer;          /* the same while summer time holds */
    bool has_summer;
    us_rule_day begin, end;  /* of summer time */
} us_zone_rule;

typedef struct us_zone_shift {
    int64_t at;
    int32_t offset; /* from `at` on */
} us_zone_shift;

typedef struct us_zone {
    int32_t first; /* offset before the first shift */
    us_zone_shift *shifts;
    uint32_t shifts_count, shifts_capacity;
    bool has_rule;
    int64_t rule_from; /* the rule holds from here on */
    us_zone_rule rule;
} us_zone;

/* A stretch of time with one offset: [begin, end), INT64_MIN and INT64_MAX if there is no limit. */
typedef struct us_zone_stretch {
    int64_t begin, end;
    int32_t offset;
    int32_t before; /* the offset until `begin`; the same as offset if there is no shift */
} us_zone_stretch;

/* A stretch around t. Cost: O(log shifts). */
us_zone_stretch us_zone_at(const us_zone *zone, int64_t t);

/*
 * A zone from the bytes of a TZif file, of any version. ERR_INVALID: *why tells what is wrong with
 * them, to stand behind the zone's name; ERR_NOMEM. On failure there is nothing to free.
 */
usher_status us_zone_read(us_mem *mem, const uint8_t *bytes, size_t size, us_zone *zone,
                          const char **why);
void us_zone_free(us_mem *mem, us_zone *zone);

/* The text in the footer of a TZif file, such as `EST5EDT,M3.2.0,M11.1.0`. False: it is none. */
bool us_zone_rule_read(const char *text, size_t size, us_zone_rule *rule);

#endif
