/*
 * names.c - a crit-bit tree: each fork looks at one bit, the first in which the names below differ.
 *
 * A path has no more forks than its name has bits, and forks lie in the order of their bits from
 * the root down. Every name but the first brings one fork with it, so both stand in one item of an
 * array; a link is twice an item's place, plus 1 if the fork of that item is meant and not its
 * name. To undo the last addition, the fork of the last item is replaced by its other side.
 *
 * Bytes are read as symbols of 9 bits whose first tells that there is a byte. So no name is the
 * beginning of another, and names may hold any bytes.
 */
#include "names.h"

#include <string.h>

struct us_name {
    const uint8_t *bytes;
    uint32_t size;
    uint32_t bit; /* of the fork: 16 x byte + bit of the symbol, from 0 */
    uint32_t sides[2];
};

enum { SYMBOL_SHIFT = 4, SYMBOL_MASK = 15, BYTE_IS_THERE = 256 };

static uint32_t symbol(const uint8_t *bytes, size_t size, uint32_t at)
{
    return at < size ? BYTE_IS_THERE | (uint32_t)bytes[at] : 0;
}

static uint32_t side_of(const uint8_t *bytes, size_t size, uint32_t bit)
{
    return symbol(bytes, size, bit >> SYMBOL_SHIFT) >> (8 - (bit & SYMBOL_MASK)) & 1;
}

static bool is_fork(uint32_t link)
{
    return (link & 1) != 0;
}

/* The only name that can be equal. There must be one. */
static uint32_t candidate(const us_names *names, const uint8_t *bytes, size_t size)
{
    uint32_t link = names->root;
    while (is_fork(link)) {
        const us_name *fork = &names->items[link >> 1];
        link = fork->sides[side_of(bytes, size, fork->bit)];
    }
    return link >> 1;
}

/* The first bit in which two names differ; they do. */
static uint32_t first_difference(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size)
{
    uint32_t at = 0;
    while (symbol(a, a_size, at) == symbol(b, b_size, at)) {
        us_assert(at < a_size);
        at++;
    }
    uint32_t differs = symbol(a, a_size, at) ^ symbol(b, b_size, at);
    uint32_t bit = 0;
    while ((differs >> (8 - bit) & 1) == 0) {
        bit++;
    }
    return at << SYMBOL_SHIFT | bit;
}

/* Where the link to a fork of `bit` belongs on the way to a name. */
static uint32_t *place_of_fork(us_names *names, const us_name *name, uint32_t bit)
{
    uint32_t *link = &names->root;
    while (is_fork(*link) && names->items[*link >> 1].bit < bit) {
        us_name *fork = &names->items[*link >> 1];
        link = &fork->sides[side_of(name->bytes, name->size, fork->bit)];
    }
    return link;
}

usher_status us_names_add(us_names *names, us_mem *mem, const void *bytes, size_t size)
{
    us_assert(size < UINT32_MAX >> SYMBOL_SHIFT && names->count < UINT32_MAX / 2);
    void *items = names->items;
    usher_status status =
        us_mem_grow(mem, &items, &names->capacity, names->count + 1, sizeof *names->items);
    names->items = items;
    if (status != USHER_OK) {
        return status;
    }
    uint32_t place = names->count++;
    us_name *name = &names->items[place];
    *name = (us_name){ .bytes = bytes, .size = (uint32_t)size };
    if (place == 0) {
        names->root = 0;
        return USHER_OK;
    }
    const us_name *other = &names->items[candidate(names, name->bytes, size)];
    name->bit = first_difference(name->bytes, size, other->bytes, other->size);
    uint32_t *link = place_of_fork(names, name, name->bit);
    uint32_t side = side_of(name->bytes, size, name->bit);
    name->sides[side] = place << 1;
    name->sides[1 - side] = *link;
    *link = place << 1 | 1;
    return USHER_OK;
}

void us_names_drop_last(us_names *names)
{
    us_assert(names->count > 0);
    uint32_t place = --names->count;
    if (place > 0) {
        const us_name *name = &names->items[place];
        uint32_t side = side_of(name->bytes, name->size, name->bit);
        *place_of_fork(names, name, name->bit) = name->sides[1 - side];
    }
}

bool us_names_find(const us_names *names, const void *bytes, size_t size, uint32_t *place)
{
    if (names->count == 0) {
        return false;
    }
    uint32_t found = candidate(names, bytes, size);
    const us_name *name = &names->items[found];
    *place = found;
    return name->size == size && memcmp(name->bytes, bytes, size) == 0;
}

void us_names_clear(us_names *names, us_mem *mem)
{
    us_mem_free(mem, names->items, names->capacity * sizeof *names->items);
    *names = (us_names){ 0 };
}
