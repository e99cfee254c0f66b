/*
 * task.h - what an operator has ordered and is not done yet: the fourth kind of work.
 *
 * A task is an object of the work list like contacts, parts and agents, so that it goes on in units
 * and in its turn. It is no object for the host: it has no serial.
 */
#ifndef US_TASK_H
#define US_TASK_H

#include "state.h"

static inline us_task *us_task_at(const us_state *state, uint32_t slot)
{
    return US_POOL_ITEM(&state->tasks, slot, us_task);
}

/* Room for one more task. */
usher_status us_task_reserve(us_state *state);
/* A task with nothing pending. It is given back as all objects are. */
us_task *us_task_create(us_state *state);

/* ---- those who wait in a queue --------------------------------------------------------------- */

/* All are to end, or to move (reason MOVED); channel NONE: on all channels. Room for a task. */
void us_task_sweep(us_state *state, const us_task *order, usher_queue_ref queue,
                   usher_channel channel);
/* Who is next: the first of those that are left; NULL if there is none. */
us_contact *us_task_next(const us_state *state, const us_task *task);
/* How many wait in its lines. */
uint32_t us_task_left(const us_state *state, const us_task *task);
/* The next one begins to end; the one that has ended is forgotten, if it has nothing any more. */
void us_task_begin_end(us_state *state, us_task *task);
void us_task_finish_end(us_state *state, us_task *task);
/* Is this what it does? */
static inline bool us_task_sweeps(const us_task *task)
{
    return (task->pending & (US_TASK_TO_END | US_TASK_TO_MOVE)) != 0;
}
/* The next one goes to the other queue. */
void us_task_move(us_state *state, us_task *task);
/* The next one and all of his line stay where they are. */
void us_task_skip(us_state *state, us_task *task);
/* All is done: tells so, and forgets the task. */
void us_task_finish(us_state *state, us_task *task);

/* ---- no new contacts ------------------------------------------------------------------------- */

/* Nothing new comes in, or again. Room for a task, to stop. */
void us_entries_stop(us_state *state, uint64_t actor);
void us_entries_allow(us_state *state, uint64_t actor);
/* The last contact is gone, as entries are stopped: that is to be told. */
void us_entries_note_empty(us_state *state);
/* It is told now. */
void us_entries_tell_empty(us_state *state);

#endif
