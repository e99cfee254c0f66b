/*
 * work.h - what remains to be done: the work list and the changed set.
 *
 * The work list is first in, first out; an object stands in it at most once and leaves when its
 * turn comes. An object that is given back while it stands there, or while it is its turn, is only
 * marked (id 0) and freed when its turn is over. The changed set holds the contacts and agents for
 * whom somebody may have come to fit.
 */
#ifndef US_WORK_H
#define US_WORK_H

#include "state.h"

/* At the end of the work list; or at its beginning, where its object may be gone already. */
US_APART void us_work_push(us_state *state, us_object *object, uint32_t kind);
void us_work_push_front(us_state *state, us_object *object, uint32_t kind, uint32_t slot);
/* Gives an object's slot back, at once or when its turn in the work list comes. */
static inline void us_object_give(us_state *state, uint32_t kind, us_object *object)
{
    if (object->in_work) {
        object->id = 0; /* the slot is given back when its turn is over */
    } else {
        us_pool_give_item(&state->kinds[kind], object, us_slot(object->id));
    }
}

static inline void us_work_note(us_state *state, us_object *object, uint32_t kind, uint8_t pending)
{
    object->pending |= pending;
    if (!object->in_work) {
        us_work_push(state, object, kind);
    }
}

/* Notes what an object has to go through. */
static inline void us_work_contact(us_state *state, us_contact *contact, uint8_t pending)
{
    us_work_note(state, (us_object *)contact, US_KIND_CONTACT, pending);
}

static inline void us_work_part(us_state *state, us_part *part, uint8_t pending)
{
    us_work_note(state, (us_object *)part, US_KIND_PART, pending);
}

static inline void us_work_agent(us_state *state, us_agent *agent, uint8_t pending)
{
    us_work_note(state, (us_object *)agent, US_KIND_AGENT, pending);
}

static inline uint32_t us_work_kind(uint32_t entry)
{
    return entry >> US_SLOT_BITS;
}

static inline us_object *us_work_object(const us_state *state, uint32_t entry)
{
    return us_pool_at(&state->kinds[us_work_kind(entry)], us_slot(entry));
}

/* Into the changed set, if it is not there. */
static inline void us_changed_contact(us_state *state, us_contact *contact)
{
    if (!contact->changed) {
        contact->changed = true;
        contact->changed_next = state->changed_contacts;
        state->changed_contacts = contact;
    }
}

static inline void us_changed_agent(us_state *state, us_agent *agent)
{
    if (!agent->changed) {
        agent->changed = true;
        agent->changed_next = state->changed_agents;
        state->changed_agents = agent;
    }
}

/* Out of the changed set, in which it is: mostly at the head. */
US_APART void us_unlink_contact(us_state *state, us_contact *contact);
US_APART void us_unlink_agent(us_state *state, us_agent *agent);

static inline void us_settled_contact(us_state *state, us_contact *contact)
{
    contact->changed = false;
    if (state->changed_contacts == contact) {
        state->changed_contacts = contact->changed_next;
    } else {
        us_unlink_contact(state, contact);
    }
}

static inline void us_settled_agent(us_state *state, us_agent *agent)
{
    agent->changed = false;
    if (state->changed_agents == agent) {
        state->changed_agents = agent->changed_next;
    } else {
        us_unlink_agent(state, agent);
    }
}

#endif
