/*
 * tzif.c - a zone from the bytes of a TZif file (RFC 9636), which may be anything.
 *
 * Everything is checked before anything is kept: counts against the size, times for their order,
 * types and offsets for their range. Version 1 has times of 32 bits; from version 2 on a second
 * block with 64 bits follows, and a footer with the rule for later times. Files that count leap
 * seconds are refused: usher's time has none. What files say about names, daylight saving and the
 * kind of clock is not used.
 */
#include "zone.h"

#include <string.h>

enum {
    HEADER_SIZE = 44,
    COUNTS_AT = 20, /* of six counts, four bytes each */
    TYPE_SIZE = 6,
    FOOTER_MAX = 200
};

/* No usher_time is further from 1970: what lies beyond is kept here, or not at all. */
static const int64_t time_limit = INT64_C(10000000000000);

typedef struct header {
    uint8_t version;
    uint32_t ut_marks, standard_marks, leaps, times, types, chars;
} header;

typedef struct block {
    const uint8_t *times, *kinds, *types;
    uint32_t times_count, types_count;
    uint32_t time_size; /* 4 or 8 */
} block;

static uint32_t read_u32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t read_time(const block *b, uint32_t index)
{
    const uint8_t *at = b->times + (size_t)index * b->time_size;
    if (b->time_size == 4) {
        return (int32_t)read_u32(at);
    }
    return (int64_t)((uint64_t)read_u32(at) << 32 | read_u32(at + 4));
}

static int32_t read_offset(const block *b, uint32_t type)
{
    return (int32_t)read_u32(b->types + (size_t)type * TYPE_SIZE);
}

static bool read_header(const uint8_t *bytes, size_t size, header *h)
{
    if (size < HEADER_SIZE || memcmp(bytes, "TZif", 4) != 0) {
        return false;
    }
    const uint8_t *counts = bytes + COUNTS_AT;
    *h = (header){ .version = bytes[4],
                   .ut_marks = read_u32(counts),
                   .standard_marks = read_u32(counts + 4),
                   .leaps = read_u32(counts + 8),
                   .times = read_u32(counts + 12),
                   .types = read_u32(counts + 16),
                   .chars = read_u32(counts + 20) };
    return true;
}

/* How many bytes follow a header. Counts have 32 bits, so the sum fits. */
static uint64_t block_size(const header *h, uint32_t time_size)
{
    return (uint64_t)h->times * (time_size + 1) + (uint64_t)h->types * TYPE_SIZE + h->chars +
           (uint64_t)h->leaps * (time_size + 4) + h->standard_marks + h->ut_marks;
}

/* The counts of a block that is to be used. NULL, or what is wrong with them. */
static const char *check_counts(const header *h)
{
    if (h->leaps > 0) {
        return "counts leap seconds, which no time here does";
    }
    if (h->times > US_ZONE_SHIFTS_MAX) {
        return "has more than 2000 transitions";
    }
    bool right = h->types >= 1 && h->types <= 256 && h->chars >= 1 &&
                 (h->standard_marks == 0 || h->standard_marks == h->types) &&
                 (h->ut_marks == 0 || h->ut_marks == h->types);
    return right ? NULL : "has counts that do not go together";
}

/* The values of a block. NULL, or what is wrong with them. */
static const char *check_values(const block *b, uint32_t chars)
{
    for (uint32_t i = 0; i < b->types_count; i++) {
        int32_t offset = read_offset(b, i);
        const uint8_t *type = b->types + (size_t)i * TYPE_SIZE;
        if (offset < US_ZONE_OFFSET_MIN || offset > US_ZONE_OFFSET_MAX) {
            return "is more than a day away from UTC";
        }
        if (type[4] > 1 || type[5] >= chars) {
            return "has a type of local time that is none";
        }
    }
    for (uint32_t i = 0; i < b->times_count; i++) {
        if (b->kinds[i] >= b->types_count) {
            return "has a type of local time that is none";
        }
        if (i > 0 && read_time(b, i) <= read_time(b, i - 1)) {
            return "has transitions out of order";
        }
    }
    return NULL;
}

/* Keeps what changes the offset, within the limits of time. */
static void keep_shifts(const block *b, us_zone *zone)
{
    int32_t last = read_offset(b, 0);
    zone->first = last;
    zone->rule_from = INT64_MIN;
    for (uint32_t i = 0; i < b->times_count; i++) {
        int64_t at = read_time(b, i);
        int32_t offset = read_offset(b, b->kinds[i]);
        zone->rule_from = at < -time_limit ? -time_limit : at > time_limit ? time_limit : at;
        if (at < -time_limit) {
            zone->first = last = offset;
        } else if (at <= time_limit && offset != last) {
            zone->shifts[zone->shifts_count++] = (us_zone_shift){ at, offset };
            last = offset;
        }
    }
}

static usher_status keep(us_mem *mem, const block *b, us_zone *zone)
{
    if (b->times_count > 0) {
        zone->shifts = us_mem_resize(mem, NULL, 0, b->times_count * sizeof *zone->shifts);
        if (zone->shifts == NULL) {
            return USHER_ERR_NOMEM;
        }
        zone->shifts_capacity = b->times_count;
    }
    keep_shifts(b, zone);
    return USHER_OK;
}

/* "\nRULE\n"; an empty rule says nothing. NULL, or what is wrong with it. */
static const char *read_footer(const uint8_t *at, size_t size, us_zone *zone)
{
    const uint8_t *end = size > 1 && at[0] == '\n' ? memchr(at + 1, '\n', size - 1) : NULL;
    if (end == NULL) {
        return "has no footer";
    }
    size_t length = (size_t)(end - at) - 1;
    if (length == 0) {
        return NULL;
    }
    zone->has_rule = true;
    bool read =
        length <= FOOTER_MAX && us_zone_rule_read((const char *)at + 1, length, &zone->rule);
    return read ? NULL : "has a footer that is no rule";
}

/* The block that counts, and what stands behind it. NULL, or what is wrong with the file. */
static const char *find_block(const uint8_t *bytes, size_t size, block *b, us_zone *zone)
{
    static const char *const no_tzif = "is no TZif file";
    static const char *const cut = "has data that is cut off";
    header h;
    if (!read_header(bytes, size, &h)) {
        return no_tzif;
    }
    b->time_size = 4;
    if (h.version != 0) {
        uint64_t skipped = HEADER_SIZE + block_size(&h, 4);
        if (h.version < '2') {
            return no_tzif;
        }
        if (skipped > size || !read_header(bytes + skipped, size - (size_t)skipped, &h)) {
            return cut;
        }
        bytes += skipped;
        size -= (size_t)skipped;
        b->time_size = 8;
    }
    const char *why = check_counts(&h);
    uint64_t length = HEADER_SIZE + block_size(&h, b->time_size);
    if (why != NULL || length > size) {
        return why != NULL ? why : cut;
    }
    b->times_count = h.times;
    b->types_count = h.types;
    b->times = bytes + HEADER_SIZE;
    b->kinds = b->times + (size_t)h.times * b->time_size;
    b->types = b->kinds + h.times;
    why = check_values(b, h.chars);
    if (why == NULL && b->time_size == 8) {
        why = read_footer(bytes + length, size - (size_t)length, zone);
    }
    return why;
}

usher_status us_zone_read(us_mem *mem, const uint8_t *bytes, size_t size, us_zone *zone,
                          const char **why)
{
    block b;
    memset(zone, 0, sizeof *zone);
    *why = find_block(bytes, size, &b, zone);
    return *why != NULL ? USHER_ERR_INVALID : keep(mem, &b, zone);
}

void us_zone_free(us_mem *mem, us_zone *zone)
{
    us_mem_free(mem, zone->shifts, zone->shifts_capacity * sizeof *zone->shifts);
}
