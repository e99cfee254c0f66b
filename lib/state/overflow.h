/*
 * overflow.h - what queues do by themselves: who waits too long leaves, and so do all when nobody
 * serves them any more.
 *
 * A line is *doubtful* when the last agent whom its queue needs may have gone. One task, the
 * *leaver*, sees to doubtful lines when all other work is done, the first line first. It is there
 * for as long as some queue has stay_needs.
 */
#ifndef US_OVERFLOW_H
#define US_OVERFLOW_H

#include "state.h"

/* ---- agents that a queue needs --------------------------------------------------------------- */

/* Is there one who serves this line of a queue, as USHER_NEEDS_* says? */
bool us_line_is_attended(const us_state *state, uint32_t line, uint8_t needs);
/*
 * May a contact come into this line of a queue? OK, ERR_DISABLED, ERR_UNATTENDED, ERR_FULL. more:
 * it may use the overflow buffer.
 */
usher_status us_line_admits(const us_state *state, uint32_t line, bool more);

/* ---- a contact ------------------------------------------------------------------------------- */

/* When its longest wait is over; NEVER if there is none, or it has been seen to. */
usher_time us_contact_leaves_at(const us_state *state, const us_contact *contact);

/* What becomes of one who overflows: 0 = it stays where it is. */
enum { US_WAY_STAYS = 0, US_WAY_ENDS = 1, US_WAY_GOES = 2 };
uint8_t us_contact_way_out(const us_state *state, const us_contact *contact);
/* Into the overflow queue. */
void us_contact_overflow(us_state *state, us_contact *contact);
/* It stays, and that is told. */
void us_contact_strand(us_state *state, us_contact *contact);

/* ---- all who wait in a line ------------------------------------------------------------------ */

/*
 * Makes the leaver, if some queue needs it; and has room kept in all lines that others overflow to,
 * since nobody knows when that will be. Room for a task.
 */
void us_overflow_open(us_state *state);
/* Whom this line needs may have gone. */
void us_line_doubt(us_state *state, uint32_t line);
/* Somebody of this profile has gone, or is not ready any more. */
void us_profile_doubt(us_state *state, uint32_t profile);
/* Everything may be otherwise. */
void us_lines_doubt_all(us_state *state);

/* The first doubtful line that is left; US_NIL if there is none. */
uint32_t us_leaver_line(const us_state *state, const us_task *leaver);
/* Who is next to leave that line; NULL if nobody is. */
us_contact *us_leaver_next(const us_state *state, const us_task *leaver, uint32_t line);
/* What the leaver does with the contact that it has taken up, and with lines. */
enum {
    US_LEAVER_TAKES,    /* takes up the next one */
    US_LEAVER_SENDS,    /* into the overflow queue */
    US_LEAVER_LEAVES,   /* where it is, stranded */
    US_LEAVER_ENDS,     /* it is to end */
    US_LEAVER_PASSES,   /* is done with it */
    US_LEAVER_BELIEVES, /* that nobody is to leave the line */
    US_LEAVER_RESTS     /* no line is left */
};
void us_leaver_act(us_state *state, us_task *leaver, uint8_t act);

#endif
