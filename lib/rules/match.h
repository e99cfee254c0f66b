/*
 * match.h - which contact goes to which agent next (routing.md chapter 3).
 */
#ifndef US_MATCH_H
#define US_MATCH_H

#include "effect.h"

/*
 * Of all fitting pairs the one with the best contact, given to its best agent (SEL-16): US_OFFER;
 * or US_SETTLE_CONTACT, US_SETTLE_AGENT for a member of the changed set that fits nobody; or
 * US_NOTHING when the changed set is empty, and then no pair fits at all.
 * Cost: O(changed x (entries or profiles of a queue + log n)).
 */
us_effect us_decide_match(const us_state *state);

/* The best contact for an agent to whom nobody else would be preferred; NULL: none. */
us_contact *us_best_contact(const us_state *state, const us_agent *agent);

/*
 * Is nobody free in the profiles that serve the line of this contact, which waits? Then it fits
 * nobody, whatever else there is. The orders of free agents must be up to date.
 */
bool us_finds_nobody(const us_state *state, const us_contact *contact);

#endif
