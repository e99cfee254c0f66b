/*
 * duration.c - whole numbers, decimals and durations.
 *
 * A duration is a number of seconds ("90", "1.5") or parts from large to small, each unit at most
 * once: 1h30m, 5m, 20s, 250ms. Only the last part may have decimals. What is not a whole number of
 * microseconds is refused rather than rounded.
 */
#include "scalar.h"

#include <usher/load.h>

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool us_parse_whole(const char *text, size_t size, int64_t *out)
{
    int64_t value = 0;
    for (size_t i = 0; i < size; i++) {
        int digit = text[i] - '0';
        if (!is_digit(text[i]) || value > (INT64_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    *out = value;
    return size > 0;
}

/* The decimals behind a point, times scale: "25" with scale 1000 gives 250. */
static bool parse_decimals(const char *text, size_t size, int64_t scale, int64_t *out)
{
    if (size == 0) {
        return false;
    }
    while (size > 1 && text[size - 1] == '0') {
        size--;
    }
    int64_t value = 0;
    int64_t power = 1;
    if (size > 9 || !us_parse_whole(text, size, &value)) { /* 10^9 * 3.6 * 10^9 still fits */
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        power *= 10;
    }
    *out = value * scale / power;
    return value * scale % power == 0;
}

bool us_parse_scaled(const char *text, size_t size, int64_t scale, int64_t *out)
{
    const char *point = memchr(text, '.', size);
    size_t whole_size = point != NULL ? (size_t)(point - text) : size;
    int64_t whole = 0;
    int64_t part = 0;
    if (!us_parse_whole(text, whole_size, &whole)) {
        return false;
    }
    if (point != NULL && !parse_decimals(point + 1, size - whole_size - 1, scale, &part)) {
        return false;
    }
    if (whole > (INT64_MAX - part) / scale) {
        return false;
    }
    *out = whole * scale + part;
    return true;
}

typedef struct unit {
    const char *name;
    size_t size;
    int64_t microseconds;
} unit;

/* The units from `next` on; *next becomes the one behind the unit that was found. */
static const unit *find_unit(const char *text, size_t size, size_t *next)
{
    static const unit units[] = {
        { "h", 1, 3600000000 },
        { "m", 1, 60000000 },
        { "s", 1, 1000000 },
        { "ms", 2, 1000 },
    };
    for (size_t i = *next; i < sizeof units / sizeof *units; i++) {
        if (units[i].size == size && memcmp(units[i].name, text, size) == 0) {
            *next = i + 1;
            return &units[i];
        }
    }
    return NULL;
}

/* One part at *at: a number and its unit. Decimals are for the last part only. */
static bool parse_part(const char *text, size_t size, size_t *at, size_t *next, int64_t *out)
{
    size_t number = *at;
    while (*at < size && (is_digit(text[*at]) || text[*at] == '.')) {
        (*at)++;
    }
    size_t letters = *at;
    while (*at < size && !is_digit(text[*at]) && text[*at] != '.') {
        (*at)++;
    }
    const unit *found = find_unit(text + letters, *at - letters, next);
    bool last = *at == size;
    bool decimals = memchr(text + number, '.', letters - number) != NULL;
    return found != NULL && (last || !decimals) &&
           us_parse_scaled(text + number, letters - number, found->microseconds, out);
}

usher_status usher_parse_duration(const char *text, size_t size, usher_duration *out)
{
    if (text == NULL || out == NULL || size == 0) {
        return USHER_ERR_INVALID;
    }
    int64_t total = 0;
    if (!us_parse_scaled(text, size, USHER_SECONDS(1), &total)) {
        total = 0;
        for (size_t at = 0, next = 0; at < size;) {
            int64_t part = 0;
            if (!parse_part(text, size, &at, &next, &part) || total > INT64_MAX - part) {
                return USHER_ERR_INVALID;
            }
            total += part;
        }
    }
    if (total == USHER_FOREVER) {
        return USHER_ERR_INVALID;
    }
    *out = total;
    return USHER_OK;
}
