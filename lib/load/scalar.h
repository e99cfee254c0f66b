/*
 * scalar.h - numbers in text, exactly: what usher_parse_duration and usher_parse_time are made of.
 */
#ifndef US_LOAD_SCALAR_H
#define US_LOAD_SCALAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Digits only; false if there is none, another character, or more than an int64_t holds. */
bool us_parse_whole(const char *text, size_t size, int64_t *out);
/*
 * "12.345" times `scale`, which must come out as a whole number: no rounding, no floating point.
 * scale is at most 3,600,000,000.
 */
bool us_parse_scaled(const char *text, size_t size, int64_t scale, int64_t *out);
/* Is this a day of the calendar? Years 0 to 9999. */
bool us_date_valid(int64_t year, int64_t month, int64_t day);
/* Days from 1970-01-01, a Thursday. */
int64_t us_days_since_1970(int64_t year, int64_t month, int64_t day);

#endif
