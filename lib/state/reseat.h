/*
 * reseat.h - what a change of centre does to the state, a unit at a time.
 *
 * Definitions keep their places, so most of the state is right as it is. What is not is seen to in
 * this order: queues that differ, each with its contacts; agents, oldest first; agents whom the new
 * file adds. As long as that is not through, its object stands at the head of the work list.
 */
#ifndef US_RESEAT_H
#define US_RESEAT_H

#include "model/merge.h"
#include "state.h"

typedef struct us_reseat {
    us_mem mem;             /* of all this, so that it may outlive an engine that never took it */
    usher_centre *old;      /* as it was; its agents are what the file before said */
    usher_centre *next;     /* as it is from the commit on */
    us_plan plan;
    uint32_t *queues;       /* places of the queues that must be seen to */
    uint32_t queues_count;
    bool *profiles;         /* by place: does it offer something else than before? */
    uint32_t *hired;        /* agents of the new file that were not in the old one */
    uint32_t hired_count;
    uint32_t text_cells;    /* that new names and devices take */
    bool agents_differ;     /* agents must be seen to */
    bool handled_differs;   /* options.handled */
    bool clock_differs;     /* options.delay_clock */
    uint64_t actor;
    /* Where it is. */
    uint8_t stage;
    bool begun;             /* the present queue */
    bool tells;             /* ... is told to be removed when it is empty */
    uint32_t at;            /* in queues, or in hired */
    uint32_t line;
    us_key after;           /* the contact of that line that was seen to last */
    uint64_t greeted;       /* the agent whose statuses have been seen to */
} us_reseat;

/* An empty one, whose plan is filled next; it takes a reference of its own. OK, ERR_NOMEM. */
usher_status us_reseat_new(const usher_mem *mem, usher_centre *old, uint64_t actor,
                           us_reseat **out);
/* What differs from the centre merged by the plan, whose reference it takes over. OK, ERR_NOMEM. */
usher_status us_reseat_compare(us_reseat *reseat, usher_centre *next);
/* NULL is allowed. */
void us_reseat_free(us_reseat *reseat);

/* All memory that the change of this state needs. OK, ERR_LIMIT (texts), ERR_NOMEM. */
usher_status us_reseat_reserve(us_state *state, const us_reseat *reseat);
/* The new centre decides; the rest is work. The state takes `reseat`. */
void us_reseat_begin(us_state *state, us_reseat *reseat);
/* One unit. When nothing is left of the change, it is freed, and its task is done. */
void us_reseat_step(us_state *state, us_task *task);

#endif
