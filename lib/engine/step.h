/*
 * step.h - the only place where effects are carried out.
 */
#ifndef US_STEP_H
#define US_STEP_H

#include "rules/effect.h"

/*
 * What a command may do after its fixed part. Written into its record, so that replay does the
 * same.
 */
typedef struct us_budget {
    uint32_t units;  /* work units: effects and moments of time */
    uint32_t offers; /* parts that there may be more than now: each offer needs one */
} us_budget;

enum { US_EVENTS_PER_UNIT = 3 }; /* slot.cleared, agent.status, contact.completed */

/* Does work units until none is left or the budget is used up. */
void us_step(us_state *state, us_budget budget);
/* The same, where there is something to do, and a part for each unit. */
US_APART void us_step_further(us_state *state, uint32_t units);
/* Is all that is left a pair, which needs a new part? */
bool us_waits_for_part(const us_state *state);
/* Is anything to be done at engine time? parts_max: no offers beyond so many parts. */
static inline bool us_work_left(const us_state *state, uint32_t parts_max)
{
    bool changed = state->changed_agents != NULL || state->changed_contacts != NULL;
    return state->work.head != US_NIL || us_timers_are_due(&state->sights, state->now) ||
           us_timers_are_due(&state->deadlines, state->now) ||
           (changed && state->parts.live < parts_max);
}

/* The first timer that is due, whatever it is for. */
static inline usher_time us_first_due(const us_state *state)
{
    usher_time seen = state->sights.due;
    usher_time deadline = state->deadlines.due;
    return seen < deadline ? seen : deadline;
}

/*
 * Is there nothing but timers, and none of them due? Nearly always, once something was done. If it
 * says no, there may still be nothing to do: a timer that was disarmed would be due.
 */
static inline bool us_is_calm(const us_state *state)
{
    return state->work.head == US_NIL && state->changed_agents == NULL &&
           state->changed_contacts == NULL && state->alarm.first > state->now;
}

/* The rest of a command that met a plain engine (pipeline.h): there is a part for each unit. */
static inline void us_step_on(us_state *state, uint32_t units)
{
    if (us_rarely(!us_is_calm(state))) {
        us_step_further(state, units);
    }
}

#endif
