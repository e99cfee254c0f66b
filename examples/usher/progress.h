/*
 * progress.h - a bar on the terminal while a run takes longer than a second.
 */
#ifndef COMMAND_PROGRESS_H
#define COMMAND_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct progress {
    bool on; /* standard error is a terminal */
    bool drawn;
    int64_t began; /* milliseconds of a steady clock */
    int64_t last;
} progress;

void progress_begin(progress *p);
/**
 * Draws part/whole of what is done ("reading"), now and then; cheap enough to be called every few
 * hundred steps. whole 0: it is not known, and nothing is drawn.
 */
void progress_show(progress *p, const char *what, uint64_t part, uint64_t whole);
/** Takes the bar away, before anything else is written. */
void progress_end(progress *p);

#endif
