/*
 * progress.h - a bar on the terminal while a run takes longer than a second.
 */
#ifndef COMMAND_PROGRESS_H
#define COMMAND_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct progress {
    bool on;      /* stderr is a terminal */
    bool drawn;
    int64_t began; /* milliseconds of a steady clock */
    int64_t last;
} progress;

void progress_begin(progress *p);
/** Draws part/whole, now and then; cheap enough to be called every few hundred steps. */
void progress_show(progress *p, uint64_t part, uint64_t whole);
/** Takes the bar away. */
void progress_end(progress *p);

#endif
