/*
 * suggest.c - the nearest known word.
 *
 * Distance counts letters put in, left out, replaced or swapped with their neighbour; a change of
 * case alone counts least. A third of the word may be wrong, and at least one letter: further away
 * a suggestion would be noise. Words are compared byte by byte.
 */
#include "suggest.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LETTER = 2, CASE_ONLY = 1 }; /* costs */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t replace_cost(char a, char b)
{
    if (a == b) {
        return 0;
    }
    return lower(a) == lower(b) ? CASE_ONLY : LETTER;
}

/* The cost of turning a into b: a table of three rows that walks down a. */
static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t rows[3][SUGGEST_WORD_MAX + 1];
    size_t *before = rows[0];
    size_t *above = rows[1];
    size_t *row = rows[2];

    for (size_t j = 0; j <= b_size; j++) {
        above[j] = j * LETTER;
    }
    memcpy(before, above, sizeof rows[0]);
    for (size_t i = 1; i <= a_size; i++) {
        size_t *spare = before;
        row[0] = i * LETTER;
        for (size_t j = 1; j <= b_size; j++) {
            size_t cost = above[j - 1] + replace_cost(a[i - 1], b[j - 1]);
            cost = least(cost, least(above[j], row[j - 1]) + LETTER);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                cost = least(cost, before[j - 2] + LETTER);
            }
            row[j] = cost;
        }
        before = above;
        above = row;
        row = spare;
    }
    return above[b_size];
}

void suggest_start(suggestion *s, const char *word, size_t size)
{
    size_t letters_wrong = size / 3 > 1 ? size / 3 : 1;

    s->best[0] = '\0';
    s->distance = letters_wrong * LETTER + 1;
    s->size = size < SUGGEST_WORD_MAX ? size : 0;
    memcpy(s->word, word, s->size);
}

void suggest_offer(suggestion *s, const char *candidate)
{
    size_t size = strlen(candidate);
    size_t cost;

    if (s->size == 0 || size == 0 || size >= SUGGEST_WORD_MAX) {
        return;
    }
    if ((size > s->size ? size - s->size : s->size - size) * LETTER >= s->distance) {
        return;
    }
    cost = distance(s->word, s->size, candidate, size);
    if (cost < s->distance) {
        s->distance = cost;
        memcpy(s->best, candidate, size + 1);
    }
}

const char *suggest_best(const suggestion *s)
{
    return s->best[0] != '\0' ? s->best : NULL;
}

const char *suggest_text(const suggestion *s, char *text, size_t size)
{
    text[0] = '\0';
    if (s->best[0] != '\0') {
        snprintf(text, size, ", did you mean `%s`?", s->best);
    }
    return text;
}
