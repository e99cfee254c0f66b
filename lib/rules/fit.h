/*
 * fit.h - does this contact fit this agent now? The one predicate (routing.md SEL-1).
 *
 * Matching finds pairs through the orders of state; what it finds is by construction what this
 * predicate says, and the invariants check that from scratch.
 */
#ifndef US_FIT_H
#define US_FIT_H

#include "state/state.h"

enum { /* obstacles; 0 = the pair fits */
    US_NOT_WAITING = 1 << 0,     /* the contact is not QUEUED */
    US_OFFERED_ENOUGH = 1 << 1,  /* it has as many open offers as its queue allows */
    US_OFFERED_HERE = 1 << 2,    /* this agent has an open offer of it */
    US_NOT_ROUTABLE = 1 << 3,    /* the agent's status */
    US_NEXT_STATUS = 1 << 4,     /* the agent is on the way to another status */
    US_OTHERS_QUEUE = 1 << 5,    /* it waits in somebody else's own queue */
    US_NO_ENTRY = 1 << 6,        /* the profile does not serve its queue and channel */
    US_DELAYED = 1 << 7,         /* the entry's delay is not over */
    US_NO_SLOT = 1 << 8,         /* all slots of the channel are occupied, or it is off */
    US_OTHER_CHANNEL = 1 << 9,   /* what the agent has in hand lets no other channel in */
    US_HELD_BACK = 1 << 10,      /* the agent missed it and reoffer_after is not over */
    US_UNREACHABLE = 1 << 11            /* the agent cannot be reached */
};

uint32_t us_fit(const us_state *state, const us_agent *agent, const us_contact *contact);

/*
 * The part of the predicate that the orders of state do not know: may this contact, a visible
 * candidate of a line that the agent serves on an offerable channel, not be offered to him after
 * all?
 */
bool us_is_barred(const us_state *state, const us_agent *agent, const us_contact *contact);

/* The profile's entry for a line, or NULL. */
const us_entry *us_entry_of(const us_profile *profile, uint32_t line);

#endif
