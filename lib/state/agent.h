/*
 * agent.h - agents: their slots, their status, and the orders of free agents.
 *
 * For each profile and channel there is an order of the agents who may be offered a contact of that
 * channel now: fewest in hand first, then longest available, then oldest. An agent's place follows
 * every change of slots, status or profile, so choosing never looks at anybody who is not free.
 */
#ifndef US_AGENT_H
#define US_AGENT_H

#include "state.h"

/* Room for one more member in a profile; for moving one there as well. */
usher_status us_agent_reserve_member(us_state *state, uint32_t profile);
/*
 * Room for an agent with a name and a device of these sizes, in a profile. OK, ERR_LIMIT (texts), ERR_NOMEM.
 */
usher_status us_agent_reserve(us_state *state, uint32_t profile, size_t name_size, size_t device_size);
/* Adds an agent, offline. agent.added unless the centre itself brings him (quiet). */
us_agent *us_agent_create(us_state *state, const us_agent_def *def, bool quiet, uint64_t actor);
void us_agent_remove(us_state *state, us_agent *agent, uint64_t actor);

/* A slot of a channel is taken (+1) or free again (-1). */
void us_agent_occupy(us_state *state, us_agent *agent, usher_channel channel, int by);
/* The contacts in hand changed by this much (options.handled decides what counts). */
void us_agent_hand(us_agent *agent, int by);
/* The available clock starts again. */
void us_agent_restart_clock(const us_state *state, us_agent *agent);
/* Brings the orders of free agents, and the changed set, up to date with this agent. */
void us_agent_refresh(us_state *state, us_agent *agent);

void us_agent_set_status(us_state *state, us_agent *agent, uint16_t status, uint64_t actor);
/* next: index + 1, 0 = none any more. */
void us_agent_set_next_status(us_state *state, us_agent *agent, uint16_t next, uint64_t actor);
/* Room by us_agent_reserve_member. */
void us_agent_set_profile(us_state *state, us_agent *agent, uint32_t profile, uint64_t actor);

/* The channels of which this agent may be offered a contact now, a bit each (RP-8, SEL-10). */
uint8_t us_agent_offerable(const us_state *state, const us_agent *agent);
/* As above without asking for the status: what the cross-channel rule and the maxima allow. */
uint8_t us_agent_open_channels(const us_state *state, const us_agent *agent);

static inline us_order *us_free_agents(const us_state *state, uint32_t profile, usher_channel channel)
{
    return &state->free_agents[profile * state->centre->channels_count + channel];
}

static inline bool us_agent_is_routable(const us_state *state, const us_agent *agent)
{
    return state->centre->statuses[agent->status].kind == USHER_STATUS_ROUTABLE;
}

#endif
