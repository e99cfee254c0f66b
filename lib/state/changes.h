/*
 * changes.h - appending a transition to the outbox, with the fields that its kind of object fills.
 */
#ifndef US_CHANGES_H
#define US_CHANGES_H

#include "state.h"

/*
 * A transition of this type, every other field empty. The caller fills in what its type has more.
 */
usher_event *us_change(us_state *state, uint16_t type, uint64_t actor);
/* ... of a contact: contact, tag, channel, queue. */
usher_event *us_change_contact(us_state *state, uint16_t type, uint64_t actor,
                               const us_contact *contact);
/* ... of an agent's part: contact, agent, participant, tag, channel, queue. */
usher_event *us_change_part(us_state *state, uint16_t type, uint64_t actor, const us_part *part);
/* ... of an agent: agent, tag. */
usher_event *us_change_agent(us_state *state, uint16_t type, uint64_t actor, const us_agent *agent);

#endif
