/*
 * text.c - the texts of live objects in cells of one size.
 *
 * A cell holds a part of one text and knows how many bytes follow from its first to the end of the
 * text; the first cell so knows the length of the whole. Cells are full but for the last of a text,
 * and never shared.
 */
#include "text.h"

#include "hash.h"

#include <string.h>

enum { CELL_BYTES = 48 };

/* A cell is found through its text only: its id tells nothing, so the first one has room there. */
#define CELL_LIVE ((uint64_t)1 << 63)

typedef struct us_cell {
    uint64_t id;   /* CELL_LIVE, and what is noted by the text */
    uint32_t next; /* US_NIL at the end */
    uint32_t size; /* bytes of the text from here on */
    uint8_t bytes[CELL_BYTES];
} us_cell;

static us_cell *cell_at(const us_texts *texts, uint32_t slot)
{
    return us_pool_at(&texts->cells, slot);
}

static size_t in_cell(size_t size)
{
    return size < CELL_BYTES ? size : CELL_BYTES;
}

static size_t cells_of(size_t size)
{
    return size / CELL_BYTES + (size % CELL_BYTES != 0);
}

/* Every byte that a cell takes counts against the budget, so that it bounds memory. */
void us_texts_init(us_texts *texts, us_mem *mem, uint32_t bytes_max)
{
    uint32_t cells = bytes_max / (uint32_t)sizeof(us_cell);
    us_pool_init(&texts->cells, mem, sizeof(us_cell));
    texts->cells_max = cells <= US_SLOT_MASK ? cells : US_SLOT_MASK;
}

void us_texts_clear(us_texts *texts)
{
    us_pool_clear(&texts->cells);
}

usher_status us_texts_reserve(us_texts *texts, size_t size, size_t other)
{
    size_t room = texts->cells_max - texts->cells.live;
    if (cells_of(size) > room || cells_of(other) > room - cells_of(size)) {
        return USHER_ERR_LIMIT;
    }
    return us_pool_reserve(&texts->cells, (uint32_t)(cells_of(size) + cells_of(other)));
}

uint32_t us_texts_cells(size_t size)
{
    return (uint32_t)cells_of(size);
}

usher_status us_texts_reserve_cells(us_texts *texts, uint32_t cells)
{
    if (cells > texts->cells_max - texts->cells.live) {
        return USHER_ERR_LIMIT;
    }
    return us_pool_reserve(&texts->cells, cells);
}

usher_status us_texts_reserve_all(us_texts *texts)
{
    return us_pool_reserve(&texts->cells, texts->cells_max - texts->cells.live);
}

uint64_t us_texts_growth_all(const us_texts *texts)
{
    return us_pool_growth(&texts->cells, texts->cells_max - texts->cells.live);
}

us_text us_texts_store(us_texts *texts, const char *bytes, size_t size)
{
    us_text text = US_NIL;
    uint32_t *link = &text;
    while (size > 0) {
        uint32_t slot = us_pool_take(&texts->cells);
        us_cell *cell = cell_at(texts, slot);
        size_t part = in_cell(size);
        cell->id = CELL_LIVE;
        cell->next = US_NIL;
        cell->size = (uint32_t)size;
        memcpy(cell->bytes, bytes, part);
        memset(cell->bytes + part, 0, CELL_BYTES - part);
        *link = slot;
        link = &cell->next;
        bytes += part;
        size -= part;
    }
    us_assert(texts->cells.live <= texts->cells_max);
    return text;
}

void us_texts_note(us_texts *texts, us_text text, uint64_t note)
{
    cell_at(texts, text)->id = CELL_LIVE | note;
}

uint64_t us_texts_noted(const us_texts *texts, us_text text)
{
    return cell_at(texts, text)->id & ~CELL_LIVE;
}

void us_texts_drop(us_texts *texts, us_text text)
{
    while (text != US_NIL) {
        uint32_t next = cell_at(texts, text)->next;
        us_pool_give(&texts->cells, text);
        text = next;
    }
}

size_t us_texts_copy(const us_texts *texts, us_text text, char *buffer, size_t size)
{
    size_t length = text != US_NIL ? cell_at(texts, text)->size : 0;
    if (size == 0) {
        return length;
    }
    size_t left = length < size - 1 ? length : size - 1;
    for (; left > 0; text = cell_at(texts, text)->next) {
        size_t part = in_cell(left);
        memcpy(buffer, cell_at(texts, text)->bytes, part);
        buffer += part;
        left -= part;
    }
    *buffer = '\0';
    return length;
}

bool us_texts_equal(const us_texts *texts, us_text text, const char *bytes, size_t size)
{
    if (text == US_NIL) {
        return size == 0;
    }
    if (cell_at(texts, text)->size != size) {
        return false;
    }
    for (; text != US_NIL; text = cell_at(texts, text)->next) {
        const us_cell *cell = cell_at(texts, text);
        size_t part = in_cell(cell->size);
        if (memcmp(cell->bytes, bytes, part) != 0) {
            return false;
        }
        bytes += part;
    }
    return true;
}

/* The bytes behind the end in the last cell are zeros, so whole words can be digested. */
static uint64_t digest_cell(const us_cell *cell, uint64_t digest)
{
    size_t size = in_cell(cell->size);
    for (size_t at = 0; at < size; at += 8) {
        uint64_t word = 0;
        for (unsigned i = 0; i < 8; i++) {
            word |= (uint64_t)cell->bytes[at + i] << (8 * i);
        }
        digest = us_digest(digest, word);
    }
    return digest;
}

uint64_t us_texts_digest(const us_texts *texts, us_text text, uint64_t digest)
{
    digest = us_digest(digest, text != US_NIL ? cell_at(texts, text)->size : 0);
    for (; text != US_NIL; text = cell_at(texts, text)->next) {
        digest = digest_cell(cell_at(texts, text), digest);
    }
    return digest;
}
