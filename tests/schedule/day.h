/*
 * day.h - one working day of an engine, its host, and the world around them, from a seed.
 *
 * A step is a report that is due, a request, a report about anything, time that passes, a change of
 * centre, or trouble: the store is slow, refuses or fails, memory is refused, the host crashes or
 * reads no events. After each step all invariants hold. In the evening all contacts are ended, and
 * nothing may be left.
 */
#ifndef USHER_TESTS_DAY_H
#define USHER_TESTS_DAY_H

#include "facts.h"
#include "slots.h"
#include "support/fault_mem.h"
#include "support/journal.h"
#include "support/scenario.h"

enum { DAY_OPS = 80, DAY_EVENTS = 80 };

/* How a command was answered. */
typedef enum outcome {
    OUTCOME_OK,
    OUTCOME_NOT_FOUND,
    OUTCOME_STORE,
    OUTCOME_FENCED,
    OUTCOME_NOMEM,
    OUTCOME_REFUSED, /* for any other reason */
    OUTCOMES
} outcome;

typedef struct figures {
    uint64_t days, steps;
    uint64_t commands[DAY_OPS][OUTCOMES];
    uint64_t events[DAY_EVENTS]; /* by type */
    uint64_t redelivered;
    uint64_t lost, repeated, late; /* reports */
    uint64_t changes;              /* of centre */
    uint64_t stalls, failed, crashes, unwritten;
} figures;

typedef struct day {
    uint64_t seed;
    uint32_t step;
    uint64_t random;
    scenario scenario;  /* the requests */
    uint32_t requested; /* of them */
    usher_centre *centre;
    fault_mem fault;
    usher_mem mem;
    journal journal;
    bool stalled;          /* the store accepts, and writes later */
    uint64_t acknowledged; /* when stalled: so much is written */
    usher_engine *engine;
    usher_time now;
    uint64_t seen; /* the last event that the host has dealt with */
    bool deaf;     /* it reads none at present */
    uint32_t units;
    facts facts;
    slots slots;
    figures *figures;
} day;

/* Plays it; stops the program where something is wrong. */
void day_play(day *d, uint64_t seed, uint32_t steps, figures *f);

/* ---- for its parts --------------------------------------------------------------------------- */

void day_fail(const day *d, const char *format, const char *word);
uint32_t day_below(day *d, uint32_t n);
/* With what is kept of the store. */
void day_open(day *d);
/* Whatever it answers; a fenced engine is opened again. */
usher_status day_submit(day *d, usher_command *command);
void day_take_events(day *d);
/* The store writes all it has, and at once from now on. */
void day_end_stall(day *d);
/* The host is gone; it may have lost what was not acknowledged. */
void day_crash(day *d);

/* evening.c: ends all that is there, and looks for what is left. */
void day_evening(day *d);

#endif
