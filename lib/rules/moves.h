/*
 * moves.h - what follows from what was reported, asked for, or is due (routing.md 13).
 */
#ifndef US_MOVES_H
#define US_MOVES_H

#include "effect.h"

/*
 * The next thing for the first object of the work list. US_NOTHING with all of `pending` done: it
 * can go.
 */
us_effect us_decide_contact(const us_state *state, us_contact *contact);
us_effect us_decide_part(const us_state *state, us_part *part);
us_effect us_decide_agent(const us_state *state, us_agent *agent);
us_effect us_decide_task(const us_state *state, us_task *task);
/* The deadline of a part is over. */
us_effect us_decide_deadline(us_part *part);

#endif
