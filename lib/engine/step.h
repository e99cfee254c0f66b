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
/*
 * The same for a command that meets a plain engine (pipeline.h): there are units, and parts enough.
 * It begins with a part or a contact that has just been told something, or with one that is in the
 * changed set.
 */
void us_step_part(us_state *state, uint32_t units, us_part *part);
void us_step_contact(us_state *state, uint32_t units, us_contact *contact);
void us_step_changed(us_state *state, uint32_t units);
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

#endif
