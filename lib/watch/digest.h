/*
 * digest.h - one number for what has happened, one for what is.
 */
#ifndef US_WATCH_DIGEST_H
#define US_WATCH_DIGEST_H

#include "state/state.h"

/* Adds the events from number `from` up to the last one. What tells about delivery is left out. */
uint64_t us_digest_events(const us_state *state, uint64_t from, uint64_t digest);
/* The whole state, room by room. Engine time, confirmations and spare memory are no part of it. */
uint64_t us_digest_state(const us_state *state);

#endif
