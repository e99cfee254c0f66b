/*
 * suggest.h - did you mean: the candidate that is nearest to a word with a slip of the pen in it.
 *
 * Distance counts letters added, lost, replaced or swapped with their neighbour; capitals count as
 * small letters. Work is drawn from a budget, so that thousands of wrong names among thousands of
 * right ones cost no more than a few hints that are not given.
 */
#ifndef US_LOAD_SUGGEST_H
#define US_LOAD_SUGGEST_H

#include <stddef.h>
#include <stdint.h>

enum { US_SUGGEST_BUDGET = 50000000, US_SUGGEST_SIZE_MAX = 40 };

typedef struct us_suggest {
    const char *word;
    size_t size;
    uint64_t *budget;      /* cells of the table that may still be computed */
    const char *best_text; /* NULL = nothing is near enough */
    size_t best_distance;
} us_suggest;

void us_suggest_begin(us_suggest *suggest, const char *word, size_t size, uint64_t *budget);
/* Offers a candidate, NUL-terminated; it becomes the best if it is nearer than all before. */
void us_suggest_try(us_suggest *suggest, const char *candidate);

#endif
