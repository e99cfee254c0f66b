/*
 * seat_agent.h - what a change of centre does to one agent.
 */
#ifndef US_SEAT_AGENT_H
#define US_SEAT_AGENT_H

#include "reseat.h"

/* The first contact of his own queue that the change moves elsewhere; NULL when there is none. */
us_contact *us_seat_next_own(const us_state *state, const us_reseat *reseat, const us_agent *agent);
/* ... and the line it goes to. */
uint32_t us_seat_line_for(const us_state *state, const us_reseat *reseat, const us_agent *agent,
                          const us_contact *contact);
/* His status and next status. False: they are as they should be. */
bool us_seat_statuses(us_state *state, const us_reseat *reseat, us_agent *agent);
/* All else of an agent. False: he is as he should be, and nothing was done. */
bool us_seat_agent(us_state *state, const us_reseat *reseat, us_agent *agent);
/* An agent of the new file, unless one of this name is there already. */
void us_seat_hired(us_state *state, const us_agent_def *def, uint64_t actor);

/* Does he have the profile of the old file, so that he gets that of the new one? */
bool us_seat_follows(const us_state *state, const usher_centre *old, const usher_centre *next,
                     const us_agent *agent);
/* Is he removed at once? */
bool us_seat_goes(const us_state *state, const usher_centre *old, const usher_centre *next,
                  const us_agent *agent);
/*
 * The index-th value that somebody has set otherwise than the old file says, and that stays; NULL
 * past the last, or if not both files have him. *name: what the new file calls him.
 */
const char *us_seat_override(const us_state *state, const us_reseat *reseat, const us_agent *agent,
                             uint32_t index, const char **name);

#endif
