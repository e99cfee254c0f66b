/*
 * work.c - intrusive lists over objects of three kinds; nothing here needs memory.
 */
#include "work.h"

#include <stddef.h>

#define US_BEGINS_AS_OBJECT(type)                                                                  \
    _Static_assert(offsetof(type, id) == offsetof(us_object, id) &&                                \
                       offsetof(type, work_next) == offsetof(us_object, work_next) &&              \
                       offsetof(type, pending) == offsetof(us_object, pending) &&                  \
                       offsetof(type, in_work) == offsetof(us_object, in_work),                    \
                   #type " begins as a us_object")
US_BEGINS_AS_OBJECT(us_contact);
US_BEGINS_AS_OBJECT(us_part);
US_BEGINS_AS_OBJECT(us_agent);

static void push(us_state *state, us_object *object, uint32_t entry)
{
    object->in_work = true;
    object->work_next = US_NIL;
    if (state->work.head == US_NIL) {
        state->work.head = entry;
    } else {
        us_work_object(state, state->work.tail)->work_next = entry;
    }
    state->work.tail = entry;
}

static void note(us_state *state, us_object *object, uint32_t entry, uint8_t pending)
{
    object->pending |= pending;
    if (!object->in_work) {
        push(state, object, entry);
    }
}

void us_work_contact(us_state *state, us_contact *contact, uint8_t pending)
{
    note(state, (us_object *)contact, (uint32_t)US_KIND_CONTACT << US_SLOT_BITS | us_slot(contact->id), pending);
}

void us_work_part(us_state *state, us_part *part, uint8_t pending)
{
    note(state, (us_object *)part, (uint32_t)US_KIND_PART << US_SLOT_BITS | us_slot(part->id), pending);
}

void us_work_agent(us_state *state, us_agent *agent, uint8_t pending)
{
    note(state, (us_object *)agent, (uint32_t)US_KIND_AGENT << US_SLOT_BITS | us_slot(agent->id), pending);
}

void us_object_give(us_state *state, uint32_t kind, us_object *object)
{
    uint32_t slot = us_slot(object->id);
    if (object->in_work) {
        object->id = 0; /* us_work_pop gives the slot back */
    } else {
        us_pool_give(&state->kinds[kind], slot);
    }
}

void us_changed_contact(us_state *state, us_contact *contact, uint32_t slot)
{
    if (!contact->changed) {
        contact->changed = true;
        contact->changed_next = state->changed_contacts;
        state->changed_contacts = slot;
    }
}

void us_changed_agent(us_state *state, us_agent *agent, uint32_t slot)
{
    if (!agent->changed) {
        agent->changed = true;
        agent->changed_next = state->changed_agents;
        state->changed_agents = slot;
    }
}

void us_settled_contact(us_state *state, uint32_t slot)
{
    uint32_t *link = &state->changed_contacts;
    while (*link != slot) {
        link = &us_contact_at(state, *link)->changed_next;
    }
    *link = us_contact_at(state, slot)->changed_next;
    us_contact_at(state, slot)->changed = false;
}

void us_settled_agent(us_state *state, uint32_t slot)
{
    uint32_t *link = &state->changed_agents;
    while (*link != slot) {
        link = &us_agent_at(state, *link)->changed_next;
    }
    *link = us_agent_at(state, slot)->changed_next;
    us_agent_at(state, slot)->changed = false;
}
