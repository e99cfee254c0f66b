/*
 * moves.h - what follows from what was reported, asked for, or is due (routing.md 13).
 */
#ifndef US_MOVES_H
#define US_MOVES_H

#include "effect.h"

/* The next thing for the first object of the work list. US_NOTHING with all of `pending` done: it can go. */
us_effect us_decide_contact(const us_state *state, uint32_t contact);
us_effect us_decide_part(const us_state *state, uint32_t part);
us_effect us_decide_agent(const us_state *state, uint32_t agent);
/* The deadline of a part is over. */
us_effect us_decide_deadline(const us_state *state, uint32_t part);

/* How long after-contact work lasts for a part whose conversation is over; 0 = there is none. */
usher_duration us_acw_of(const us_state *state, const us_part *part);

#endif
