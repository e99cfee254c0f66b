/*
 * number.h - decimals, seconds and times as text, to the microsecond, without floating point.
 */
#ifndef COMMAND_NUMBER_H
#define COMMAND_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <usher/base.h>

enum {
    NUMBER_TEXT_MAX = 64,              /* bytes that any of the writers below needs, NUL included */
    NUMBER_SECONDS_MAX = 1000000000,   /* of a duration or a distance from --start: some 31 years */
};

enum number_result {
    NUMBER_FINE,
    NUMBER_BAD,       /* not a number as it is written here */
    NUMBER_TOO_EXACT, /* more than six decimals */
    NUMBER_TOO_LARGE
};

/** Reads "180", "2.5", "0.000001": seconds to microseconds. No sign, no exponent, no spaces. */
enum number_result number_seconds(const char *text, size_t size, usher_duration *out);
/** The same with an optional sign before it. */
enum number_result number_signed_seconds(const char *text, size_t size, usher_duration *out);
/** Reads a whole number from 0 to INT64_MAX. */
enum number_result number_whole(const char *text, size_t size, int64_t *out);

/** True for a text that begins as a date does: four digits and a hyphen. */
bool number_looks_like_time(const char *text, size_t size);
/** Reads an RFC 3339 time with offset in the years 1 to 9999. */
enum number_result number_time(const char *text, size_t size, usher_time *out);

/** Writes microseconds as seconds with six decimals, "-0.250000", and returns `text`. */
char *number_write_seconds(char *text, int64_t micros);
/** Writes a time in UTC, "2026-03-02T08:00:03.250000Z", and returns `text`. */
char *number_write_time(char *text, usher_time time);

#endif
