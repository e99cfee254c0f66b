/*
 * text.h - the texts of live objects (keys, names, devices, endpoints) in cells of one size.
 *
 * A text is a chain of cells from one pool with a byte budget, so texts of any length neither
 * fragment memory nor grow past the limit. Texts are bytes; the reader adds the NUL.
 */
#ifndef US_TEXT_H
#define US_TEXT_H

#include "pool.h"

typedef struct us_texts {
    us_pool cells;
    uint32_t cells_max; /* the budget */
} us_texts;

typedef uint32_t us_text; /* US_NIL = none */

void us_texts_init(us_texts *texts, us_mem *mem, uint32_t bytes_max);
void us_texts_clear(us_texts *texts);
/* Room for two texts, of `size` and `other` bytes: OK, ERR_LIMIT beyond the budget, ERR_NOMEM. */
usher_status us_texts_reserve(us_texts *texts, size_t size, size_t other);
/* Cells that a text takes; and room for so many. OK, ERR_LIMIT, ERR_NOMEM. */
uint32_t us_texts_cells(size_t size);
usher_status us_texts_reserve_cells(us_texts *texts, uint32_t cells);
/* Room for all that the budget allows. OK, ERR_NOMEM. */
usher_status us_texts_reserve_all(us_texts *texts);
/* Bytes that us_texts_reserve_all would get. */
uint64_t us_texts_growth_all(const us_texts *texts);
/* Stores a text that is not empty; room must be reserved. */
us_text us_texts_store(us_texts *texts, const char *bytes, size_t size);
/* The same; size 0 gives US_NIL. Most contacts have no text. */
static inline us_text us_texts_put(us_texts *texts, const char *bytes, size_t size)
{
    return size > 0 ? us_texts_store(texts, bytes, size) : US_NIL;
}
/* 63 bits that its owner keeps by a text that is not empty; 0 until they are noted. */
US_APART void us_texts_note(us_texts *texts, us_text text, uint64_t note);
uint64_t us_texts_noted(const us_texts *texts, us_text text);
void us_texts_drop(us_texts *texts, us_text text);
static inline void us_texts_free(us_texts *texts, us_text text)
{
    if (text != US_NIL) {
        us_texts_drop(texts, text);
    }
}
/* Copies at most size-1 bytes and a NUL (nothing if size is 0); returns the whole length. */
size_t us_texts_copy(const us_texts *texts, us_text text, char *buffer, size_t size);
bool us_texts_equal(const us_texts *texts, us_text text, const char *bytes, size_t size);
uint64_t us_texts_digest(const us_texts *texts, us_text text, uint64_t digest);

#endif
