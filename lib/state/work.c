/*
 * work.c - intrusive lists over objects of three kinds; nothing here needs memory.
 */
#include "work.h"

static uint32_t *next_of(us_state *state, uint32_t entry)
{
    uint32_t slot = us_slot(entry);
    switch (us_work_kind(entry)) {
    case US_KIND_CONTACT:
        return &us_contact_at(state, slot)->work_next;
    case US_KIND_PART:
        return &us_part_at(state, slot)->work_next;
    default:
        return &us_agent_at(state, slot)->work_next;
    }
}

static void push(us_state *state, uint32_t kind, uint32_t slot)
{
    uint32_t entry = kind << US_SLOT_BITS | slot;
    *next_of(state, entry) = US_NIL;
    if (state->work.head == US_NIL) {
        state->work.head = entry;
    } else {
        *next_of(state, state->work.tail) = entry;
    }
    state->work.tail = entry;
}

void us_work_contact(us_state *state, us_contact *contact, uint32_t slot, uint8_t pending)
{
    contact->pending |= pending;
    if (!contact->in_work) {
        contact->in_work = true;
        push(state, US_KIND_CONTACT, slot);
    }
}

void us_work_part(us_state *state, us_part *part, uint32_t slot, uint8_t pending)
{
    part->pending |= pending;
    if (!part->in_work) {
        part->in_work = true;
        push(state, US_KIND_PART, slot);
    }
}

void us_work_agent(us_state *state, us_agent *agent, uint32_t slot, uint8_t pending)
{
    agent->pending |= pending;
    if (!agent->in_work) {
        agent->in_work = true;
        push(state, US_KIND_AGENT, slot);
    }
}

void us_work_pop(us_state *state)
{
    uint32_t entry = state->work.head;
    uint32_t slot = us_slot(entry);
    state->work.head = *next_of(state, entry);
    switch (us_work_kind(entry)) {
    case US_KIND_CONTACT:
        us_contact_at(state, slot)->in_work = false;
        if (us_contact_at(state, slot)->id == 0) {
            us_pool_give(&state->contacts, slot);
        }
        break;
    case US_KIND_PART:
        us_part_at(state, slot)->in_work = false;
        if (us_part_at(state, slot)->id == 0) {
            us_pool_give(&state->parts, slot);
        }
        break;
    default:
        us_agent_at(state, slot)->in_work = false;
        if (us_agent_at(state, slot)->id == 0) {
            us_pool_give(&state->agents, slot);
        }
        break;
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
