/*
 * agent.h - agents: their slots, their status, and the orders of free agents.
 *
 * For each profile and channel there is an order of the agents who may be offered a contact of that
 * channel now: fewest in hand first, then longest available, then oldest. An agent's place follows
 * every change of slots, status or profile, so choosing never looks at anybody who is not free. An
 * agent in the changed set may have an old place, though: most have the next contact before anybody
 * asks for it. So the orders are brought up to date before they are read.
 */
#ifndef US_AGENT_H
#define US_AGENT_H

#include "state.h"

/* Room for one more member in a profile; for moving one there as well. */
usher_status us_agent_reserve_member(us_state *state, uint32_t profile);
/*
 * Room for an agent with a name and a device of these sizes, in a profile. OK, ERR_LIMIT (texts),
 * ERR_NOMEM.
 */
usher_status us_agent_reserve(us_state *state, uint32_t profile, size_t name_size,
                              size_t device_size);
/* Adds an agent, offline. agent.added unless the centre itself brings him (quiet). */
us_agent *us_agent_create(us_state *state, const us_agent_def *def, bool quiet, uint64_t actor);
void us_agent_remove(us_state *state, us_agent *agent, uint64_t actor);
/* The live agent with this name, or NULL. */
us_agent *us_agent_by_name(const us_state *state, const char *name, size_t size);
/*
 * He is offered nothing more, and removed when nothing is left: no part, and nothing in his own
 * queue.
 */
void us_agent_leave(us_state *state, us_agent *agent, uint64_t actor);
/* He does not leave after all. */
void us_agent_stay(us_state *state, us_agent *agent);
/* A slot is free, or the own queue empty: a next status comes true, or he is removed. */
US_APART void us_agent_end_stay(us_state *state, us_agent *agent);

/* A slot of a channel is taken, for a contact in hand. */
void us_agent_take_slot(us_state *state, us_agent *agent, usher_channel channel);
/* ... and free again. in_hand: its contact still counts as one (options.handled). */
void us_agent_free_slot(us_state *state, us_agent *agent, usher_channel channel, bool in_hand);
/* What the agent has in a slot counts as in hand no longer. */
void us_agent_let_go(us_state *state, us_agent *agent);
/* The available clock starts again. */
static inline void us_agent_restart_clock(const us_state *state, us_agent *agent)
{
    agent->since = state->now;
}
/* Brings the changed set and the orders of free agents up to date with this agent. */
void us_agent_refresh(us_state *state, us_agent *agent);
/* Brings the orders up to date with an agent in the changed set, or with all of them. */
US_APART void us_agent_list(us_state *state, us_agent *agent);
void us_agents_list_changed(us_state *state);
/* Nothing fits this agent any more: out of the changed set. */
US_APART void us_agent_settle(us_state *state, us_agent *agent);

/* Gone, or to be reached again, as it was told last. */
void us_agent_reach(us_state *state, us_agent *agent);
/* Outside load of a channel, as it was told last. */
void us_agent_load(us_state *state, us_agent *agent, usher_channel channel);

/* Wants a status: it comes true now, or when nothing is in hand any more (docs/routing.md 13.9). */
void us_agent_want_status(us_state *state, us_agent *agent, uint16_t wanted, uint64_t actor);
void us_agent_set_status(us_state *state, us_agent *agent, uint16_t status, uint64_t actor);
/* next: index + 1, 0 = none any more. */
void us_agent_set_next_status(us_state *state, us_agent *agent, uint16_t next, uint64_t actor);
/* His status is another one from now on; he is to be recounted. */
void us_agent_rename_status(us_state *state, us_agent *agent, uint16_t status, uint64_t actor);
/* Room by us_agent_reserve_member. */
void us_agent_set_profile(us_state *state, us_agent *agent, uint32_t profile, uint64_t actor);

/*
 * What is derived from centre and parts, from scratch, after the centre has become another one.
 * anew: what he may be offered counts as gained.
 */
void us_agent_recount(us_state *state, us_agent *agent, bool anew);
/* The same for the nodes that the members of all profiles may need. */
void us_profiles_recount(us_state *state);

/* The channels of which this agent may be offered a contact now, a bit each (RP-8, SEL-10). */
uint8_t us_agent_offerable(const us_state *state, const us_agent *agent);
/* As above without asking for the status: what the cross-channel rule and the maxima allow. */
uint8_t us_agent_open_channels(const us_state *state, const us_agent *agent);

static inline us_order *us_free_agents(const us_state *state, uint32_t profile,
                                       usher_channel channel)
{
    return &state->free_agents[us_line_of(profile, channel)];
}

/* A change of centre has removed him; he is here for what he has. */
static inline bool us_agent_is_leaving(const us_agent *agent)
{
    return agent->next_status == US_NEXT_LEAVING;
}

static inline void us_agent_finish_leaving(us_state *state, us_agent *agent)
{
    if (agent->next_status != 0 && agent->parts_count == 0) {
        us_agent_end_stay(state, agent);
    }
}

static inline bool us_agent_is_routable(const us_state *state, const us_agent *agent)
{
    return state->centre->statuses[agent->status].kind == USHER_STATUS_ROUTABLE;
}

#endif
