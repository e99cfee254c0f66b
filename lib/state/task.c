/*
 * task.c - transitions of what an operator has ordered.
 */
#include "task.h"

#include "changes.h"
#include "work.h"

usher_status us_task_reserve(us_state *state)
{
    return us_pool_reserve(&state->tasks, 1);
}

static us_task *create(us_state *state)
{
    uint32_t slot = us_pool_take(&state->tasks);
    us_task *task = US_POOL_ITEM(&state->tasks, slot, us_task);
    *task = (us_task){ .id = (uint64_t)1 << US_SLOT_BITS | slot };
    return task;
}

/* ---- no new contacts ------------------------------------------------------------------------- */

void us_entries_stop(us_state *state, uint64_t actor)
{
    state->closing = create(state);
    state->unconfirmed_max = 0;
    us_change(state, USHER_EVENT_ENTRIES_STOPPED, actor);
    if (state->there == 0) {
        us_entries_note_empty(state);
    }
}

void us_entries_allow(us_state *state, uint64_t actor)
{
    us_object_give(state, US_KIND_TASK, (us_object *)state->closing);
    state->closing = NULL;
    state->unconfirmed_max = state->unconfirmed_limit;
    us_change(state, USHER_EVENT_ENTRIES_ALLOWED, actor);
}

void us_entries_note_empty(us_state *state)
{
    us_work_note(state, (us_object *)state->closing, US_KIND_TASK, US_TASK_TO_TELL_EMPTY);
}

void us_entries_tell_empty(us_state *state)
{
    us_change(state, USHER_EVENT_ENGINE_EMPTY, USHER_ACTOR_ENGINE);
}
