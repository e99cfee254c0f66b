/*
 * buf.c - bounded writing and reading of record bytes.
 *
 * There is one encoding of every value: the reader refuses varints with a needless last byte, so
 * that equal records have equal bytes. A failed end stays failed and touches nothing any more; the
 * caller looks once, when it is through.
 */
#include "buf.h"

#include <string.h>

enum { VARINT_MAX = 10 }; /* bytes: nine of seven bits and one of one */

/* The next `size` bytes to write to; NULL when there is no room, or nothing but counting. */
static uint8_t *claim(us_writer *w, size_t size)
{
    if (w->failed || size > w->capacity - w->size) {
        w->failed = true;
        return NULL;
    }
    uint8_t *to = w->data != NULL ? w->data + w->size : NULL;
    w->size += size;
    return to;
}

void us_write_bytes(us_writer *w, const void *bytes, size_t size)
{
    if (size == 0) {
        return;
    }
    uint8_t *to = claim(w, size);
    if (to != NULL) {
        memcpy(to, bytes, size);
    }
}

void us_write_fixed32(us_writer *w, uint32_t value)
{
    uint8_t *to = claim(w, 4);
    if (to != NULL) {
        to[0] = (uint8_t)value;
        to[1] = (uint8_t)(value >> 8);
        to[2] = (uint8_t)(value >> 16);
        to[3] = (uint8_t)(value >> 24);
    }
}

void us_write_uint(us_writer *w, uint64_t value)
{
    size_t size = 1;
    for (uint64_t rest = value; rest >= 0x80; rest >>= 7) {
        size++;
    }
    uint8_t *to = claim(w, size);
    if (to == NULL) {
        return;
    }
    for (; value >= 0x80; value >>= 7) {
        *to++ = (uint8_t)(value | 0x80);
    }
    *to = (uint8_t)value;
}

/* Zigzag: 0, -1, 1, -2 ... become 0, 1, 2, 3 ..., so small numbers of either sign are short. */
void us_write_int(us_writer *w, int64_t value)
{
    uint64_t doubled = (uint64_t)value << 1;
    us_write_uint(w, value < 0 ? ~doubled : doubled);
}

const uint8_t *us_read_bytes(us_reader *r, size_t size)
{
    if (r->failed || size > r->size - r->at) {
        r->failed = true;
        return NULL;
    }
    size_t from = r->at;
    r->at += size;
    return r->data != NULL ? r->data + from : NULL;
}

uint32_t us_read_fixed32(us_reader *r)
{
    const uint8_t *p = us_read_bytes(r, 4);
    if (p == NULL) {
        return 0;
    }
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

uint64_t us_read_uint(us_reader *r)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < VARINT_MAX; i++) {
        const uint8_t *p = us_read_bytes(r, 1);
        if (p == NULL) {
            return 0;
        }
        value |= (uint64_t)(*p & 0x7f) << (7 * i);
        if (*p < 0x80) {
            bool padded = i > 0 && *p == 0;
            bool too_large = i == VARINT_MAX - 1 && *p > 1;
            r->failed = padded || too_large;
            return r->failed ? 0 : value;
        }
    }
    r->failed = true;
    return 0;
}

int64_t us_read_int(us_reader *r)
{
    uint64_t coded = us_read_uint(r);
    int64_t half = (int64_t)(coded >> 1);
    return coded & 1 ? -half - 1 : half;
}
