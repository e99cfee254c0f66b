/*
 * task.h - what an operator has ordered and is not done yet: the fourth kind of work.
 *
 * A task is an object of the work list like contacts, parts and agents, so that it goes on in units
 * and in its turn. It is no object for the host: it has no serial.
 */
#ifndef US_TASK_H
#define US_TASK_H

#include "state.h"

/* Room for one more task. */
usher_status us_task_reserve(us_state *state);

/* Nothing new comes in, or again. Room for a task, to stop. */
void us_entries_stop(us_state *state, uint64_t actor);
void us_entries_allow(us_state *state, uint64_t actor);
/* The last contact is gone, as entries are stopped: that is to be told. */
void us_entries_note_empty(us_state *state);
/* It is told now. */
void us_entries_tell_empty(us_state *state);

#endif
