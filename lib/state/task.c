/*
 * task.c - transitions of what an operator has ordered.
 */
#include "task.h"

#include "changes.h"
#include "contact.h"
#include "line.h"
#include "work.h"

usher_status us_task_reserve(us_state *state)
{
    return us_pool_reserve(&state->tasks, 1);
}

us_task *us_task_create(us_state *state)
{
    uint32_t slot = us_pool_take(&state->tasks);
    us_task *task = us_task_at(state, slot);
    *task = (us_task){ .id = (uint64_t)1 << US_SLOT_BITS | slot };
    return task;
}

/* ---- those who wait in a queue --------------------------------------------------------------- */

void us_task_sweep(us_state *state, const us_task *order, usher_queue_ref queue,
                   usher_channel channel)
{
    us_task *task = us_task_create(state);
    bool all = channel == USHER_CHANNEL_NONE;
    task->reason = order->reason;
    task->to = order->to;
    task->actor = order->actor;
    task->line = us_line_of(queue.v - 1, all ? 0 : channel);
    task->last = us_line_of(queue.v - 1, all ? USHER_CHANNELS_MAX - 1 : channel);
    us_work_note(state, (us_object *)task, US_KIND_TASK, order->pending);
}

us_contact *us_task_next(const us_state *state, const us_task *task)
{
    us_key key;
    for (uint32_t line = task->line; line <= task->last; line++) {
        if (us_order_first(&state->lines[line].order, INT64_MAX, &key)) {
            return us_contact_at(state, us_slot(key.id));
        }
    }
    return NULL;
}

uint32_t us_task_left(const us_state *state, const us_task *task)
{
    uint32_t left = 0;
    for (uint32_t line = task->line; line <= task->last; line++) {
        left += state->lines[line].order.count;
    }
    return left;
}

/* The order came before whatever has been reported since: its reason is the one that is told. */
void us_task_begin_end(us_state *state, us_task *task)
{
    us_contact *contact = us_task_next(state, task);
    contact->pending |= US_CONTACT_ENDING;
    contact->reason = task->reason;
    contact->actor = task->actor;
    task->ending = contact;
}

void us_task_finish_end(us_state *state, us_task *task)
{
    us_contact *contact = task->ending;
    task->ending = NULL;
    task->done++;
    contact->pending &= (uint8_t)~US_CONTACT_ENDING;
    if (contact->parts == US_NIL) {
        us_contact_complete(state, contact);
    }
}

void us_task_move(us_state *state, us_task *task)
{
    us_contact *contact = us_task_next(state, task);
    uint32_t line = us_line_of(task->to.v - 1, contact->channel);
    task->done++;
    us_contact_dequeue(state, contact);
    us_contact_queue(state, contact, line, contact->rank_time, task->actor)->reason =
        USHER_REASON_MOVED;
}

void us_task_skip(us_state *state, us_task *task)
{
    task->line = us_task_next(state, task)->line + 1;
}

void us_task_finish(us_state *state, us_task *task)
{
    usher_event *event = us_change(state, USHER_EVENT_QUEUE_SWEPT, task->actor);
    event->queue = us_line_queue(task->last);
    event->reason = task->reason;
    event->value = task->done;
    us_object_give(state, US_KIND_TASK, (us_object *)task);
}

/* ---- no new contacts ------------------------------------------------------------------------- */

void us_entries_stop(us_state *state, uint64_t actor)
{
    state->closing = us_task_create(state);
    us_state_admit(state);
    us_change(state, USHER_EVENT_ENTRIES_STOPPED, actor);
    if (state->there == 0) {
        us_entries_note_empty(state);
    }
}

void us_entries_allow(us_state *state, uint64_t actor)
{
    us_object_give(state, US_KIND_TASK, (us_object *)state->closing);
    state->closing = NULL;
    us_state_admit(state);
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
