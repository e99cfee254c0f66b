/*
 * buf.h - bounded writing and reading of record bytes.
 *
 * Integers are LEB128 varints; signed ones are zigzag first; fixed 32-bit words are little-endian.
 * Both ends fail softly: `failed` is set once and everything after it is a no-op (reads give 0).
 * A writer without data only counts.
 */
#ifndef US_BUF_H
#define US_BUF_H

#include <usher/base.h>

typedef struct us_writer {
    uint8_t *data;
    size_t size, capacity;
    bool failed;
} us_writer;

typedef struct us_reader {
    const uint8_t *data;
    size_t size, at;
    bool failed;
} us_reader;

void us_write_bytes(us_writer *w, const void *bytes, size_t size);
void us_write_fixed32(us_writer *w, uint32_t value);
void us_write_uint(us_writer *w, uint64_t value);
void us_write_int(us_writer *w, int64_t value);

/* A borrowed slice of `size` bytes, or NULL. */
const uint8_t *us_read_bytes(us_reader *r, size_t size);
uint32_t us_read_fixed32(us_reader *r);
uint64_t us_read_uint(
    us_reader *r); /* refuses more than 10 bytes, values above 2^64, and padded encodings */
int64_t us_read_int(us_reader *r);

#endif
