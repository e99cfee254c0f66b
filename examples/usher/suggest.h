/*
 * suggest.h - "did you mean": the known word that is nearest to one that is not known.
 *
 * Start with the word as it was written, offer every word that would have been right, read the
 * best.
 */
#ifndef COMMAND_SUGGEST_H
#define COMMAND_SUGGEST_H

#include <stddef.h>

enum { SUGGEST_WORD_MAX = 128 }; /* longer words are not compared */

typedef struct suggestion {
    char word[SUGGEST_WORD_MAX];
    size_t size;
    char best[SUGGEST_WORD_MAX];
    size_t distance; /* a word must be nearer than this to become the best */
} suggestion;

void suggest_start(suggestion *s, const char *word, size_t size);
void suggest_offer(suggestion *s, const char *candidate);
/** The nearest word offered, the first of equals; NULL when none is near. */
const char *suggest_best(const suggestion *s);

/** Writes ", did you mean `best`?" or nothing into text, and returns it. */
const char *suggest_text(const suggestion *s, char *text, size_t size);

#endif
