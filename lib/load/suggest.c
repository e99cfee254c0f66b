/*
 * suggest.c - edit distance of short words (optimal string alignment), three rows of the table.
 *
 * A word may have one slip, and one more for every four letters: `slaes` finds `sales`, but three
 * letters are not taken for three others. Longer words than 40 bytes get no hint.
 */
#include "suggest.h"

#include <string.h>

static unsigned char small(char letter)
{
    unsigned char byte = (unsigned char)letter;
    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte - 'A' + 'a') : byte;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Fills one row: `back` is two rows above, `above` one. */
static void fill_row(size_t *row, const size_t *above, const size_t *back, const char *a, size_t i,
                     const char *b, size_t b_size)
{
    row[0] = i;
    for (size_t j = 1; j <= b_size; j++) {
        size_t replaced = above[j - 1] + (small(a[i - 1]) != small(b[j - 1]));
        row[j] = least(replaced, least(above[j], row[j - 1]) + 1);
        if (i > 1 && j > 1 && small(a[i - 1]) == small(b[j - 2]) &&
            small(a[i - 2]) == small(b[j - 1])) {
            row[j] = least(row[j], back[j - 2] + 1);
        }
    }
}

static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t rows[3][US_SUGGEST_SIZE_MAX + 1];
    for (size_t j = 0; j <= b_size; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a_size; i++) {
        fill_row(rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3], a, i, b, b_size);
    }
    return rows[a_size % 3][b_size];
}

void us_suggest_begin(us_suggest *suggest, const char *word, size_t size, uint64_t *budget)
{
    *suggest = (us_suggest){ .word = word, .size = size, .budget = budget };
    suggest->best_distance = 1 + size / 4 + 1; /* one more than what is near enough */
}

void us_suggest_try(us_suggest *suggest, const char *candidate)
{
    if (*suggest->budget == 0) {
        return;
    }
    size_t size = strlen(candidate);
    uint64_t cost = 1;
    size_t apart = size > suggest->size ? size - suggest->size : suggest->size - size;
    if (size <= US_SUGGEST_SIZE_MAX && suggest->size <= US_SUGGEST_SIZE_MAX &&
        apart < suggest->best_distance) {
        cost += size * suggest->size;
        size_t found = distance(suggest->word, suggest->size, candidate, size);
        if (found < suggest->best_distance && found < suggest->size) {
            suggest->best_distance = found;
            suggest->best_text = candidate;
        }
    }
    *suggest->budget -= cost < *suggest->budget ? cost : *suggest->budget;
}
