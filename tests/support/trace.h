/*
 * trace.h - what an engine was after each record, and where in its scenario the player stood then.
 *
 * Given to a player as its `called` hook, trace_keep writes it down and trace_compare looks whether
 * another engine is the same after the same record.
 */
#ifndef TRACE_H
#define TRACE_H

#include "support/player.h"

enum { TRACE_MAX = 4096 };

typedef struct mark {
    bool kept;
    uint32_t next_step; /* the step to go on with, if the record is the last one there is */
    uint64_t state_digest, digest, picture;
    uint64_t event;       /* the last event */
    uint64_t unconfirmed; /* the first event that was not confirmed */
} mark;

typedef struct trace {
    mark marks[TRACE_MAX]; /* by number of record */
} trace;

void trace_keep(player *p, void *user);
void trace_compare(player *p, void *user);

/* What is to be seen of an engine now. */
mark trace_mark(const player *p);
/* Stops the program when an engine is not as a mark says. */
void trace_check(const player *p, const mark *expected);

/*
 * Lets a player that was just initialised with an engine opened from records go on behind the last
 * of them, with the events and outcomes before that as `whole` (a player of the whole scenario) had
 * them.
 */
void trace_resume(player *p, const player *whole, const trace *t);

#endif
