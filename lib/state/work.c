/*
 * work.c - intrusive lists over objects of four kinds; nothing here needs memory.
 */
#include "work.h"

#include <stddef.h>

#define US_BEGINS_AS_OBJECT(type)                                                     \
    _Static_assert(offsetof(type, id) == offsetof(us_object, id) &&                   \
                       offsetof(type, work_next) == offsetof(us_object, work_next) && \
                       offsetof(type, pending) == offsetof(us_object, pending) &&     \
                       offsetof(type, in_work) == offsetof(us_object, in_work),       \
                   #type " begins as a us_object")
US_BEGINS_AS_OBJECT(us_contact);
US_BEGINS_AS_OBJECT(us_part);
US_BEGINS_AS_OBJECT(us_agent);
US_BEGINS_AS_OBJECT(us_task);

void us_work_push(us_state *state, us_object *object, uint32_t kind)
{
    uint32_t entry = kind << US_SLOT_BITS | us_slot(object->id);
    object->in_work = true;
    object->work_next = US_NIL;
    if (state->work.head == US_NIL) {
        state->work.head = entry;
    } else {
        us_work_object(state, state->work.tail)->work_next = entry;
    }
    state->work.tail = entry;
}

void us_work_push_front(us_state *state, us_object *object, uint32_t kind, uint32_t slot)
{
    uint32_t entry = kind << US_SLOT_BITS | slot;
    us_assert(object->in_work); /* its turn is not over */
    us_assert(state->work.head != US_NIL || state->work.tail == entry); /* it was the last one */
    object->work_next = state->work.head;
    state->work.head = entry;
}

void us_unlink_contact(us_state *state, us_contact *contact)
{
    us_contact **link = &state->changed_contacts;
    while (*link != contact) {
        link = &(*link)->changed_next;
    }
    *link = contact->changed_next;
}

void us_unlink_agent(us_state *state, us_agent *agent)
{
    us_agent **link = &state->changed_agents;
    while (*link != agent) {
        link = &(*link)->changed_next;
    }
    *link = agent->changed_next;
}
