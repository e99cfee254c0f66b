/*
 * occupancy.c - adds up what agents did with their time.
 *
 * Each agent has a moment up to which the time is booked; whatever changes one of the three facts
 * (logged in, slots occupied, profile) books first. A part occupies its slot from offer.made until
 * slot.cleared or offer.withdrawn.
 */
#include "occupancy.h"

#include <stdlib.h>

#include "memory.h"
#include "virtual_host.h"

/* That an agent was logged in under a profile; a list per agent, because most have one only. */
typedef struct seen_profile {
    uint32_t profile;
    uint32_t next; /* index + 1 in `seen`; 0 = the last */
} seen_profile;

typedef struct crew_agent {
    usher_time booked;
    uint32_t group;
    uint32_t profile;
    uint32_t occupied; /* slots, over all channels */
    bool logged_in;
    bool counted;      /* in the group's agents */
    uint32_t seen;     /* index + 1 of the list's head */
} crew_agent;

struct occupancy {
    const usher_centre *centre;
    crew_agent *agents;
    uint32_t agents_count;
    crew_figures *groups;
    crew_figures *profiles;
    seen_profile *seen;
    size_t seen_count;
    size_t seen_room;
};

static uint32_t group_of(const usher_centre *centre, const usher_agent_def *def)
{
    uint32_t levels = 0;

    while (levels < USHER_GROUP_LEVELS && def->group[levels] != NULL) {
        levels++;
    }
    return levels > 0 ? usher_centre_find_group(centre, def->group, levels).v : 0;
}

occupancy *occupancy_new(const usher_centre *centre, usher_time start)
{
    occupancy *o = memory_new(1, sizeof *o);

    o->centre = centre;
    o->agents_count = usher_centre_agents(centre);
    o->agents = memory_new(o->agents_count, sizeof *o->agents);
    o->groups = memory_new((size_t)usher_centre_groups(centre) + 1, sizeof *o->groups);
    o->profiles = memory_new((size_t)usher_centre_profiles(centre) + 1, sizeof *o->profiles);
    for (uint32_t i = 0; i < o->agents_count; i++) {
        usher_agent_def def = USHER_AGENT_DEF_INIT;
        (void)usher_centre_agent(centre, i, &def);
        o->agents[i].booked = start;
        o->agents[i].group = group_of(centre, &def);
        o->agents[i].profile = def.profile.v;
    }
    return o;
}

void occupancy_free(occupancy *o)
{
    if (o == NULL) {
        return;
    }
    free(o->agents);
    free(o->groups);
    free(o->profiles);
    free(o->seen);
    free(o);
}

/* Gives the time since the last booking to the agent's crews. */
static void book(occupancy *o, crew_agent *agent, usher_time now)
{
    usher_duration time = now - agent->booked;

    agent->booked = now;
    if (agent->logged_in) {
        o->groups[agent->group].logged_in += time;
        o->profiles[agent->profile].logged_in += time;
    }
    if (agent->occupied > 0) {
        o->groups[agent->group].busy += time;
        o->profiles[agent->profile].busy += time;
    }
}

/* Counts an agent who is logged in once for the group and once for each profile. */
static void count_agent(occupancy *o, crew_agent *agent)
{
    if (!agent->logged_in) {
        return;
    }
    if (!agent->counted) {
        agent->counted = true;
        o->groups[agent->group].agents++;
    }
    for (uint32_t at = agent->seen; at != 0; at = o->seen[at - 1].next) {
        if (o->seen[at - 1].profile == agent->profile) {
            return;
        }
    }
    o->profiles[agent->profile].agents++;
    o->seen = memory_grow(o->seen, &o->seen_room, o->seen_count + 1, sizeof *o->seen);
    o->seen[o->seen_count] = (seen_profile){ agent->profile, agent->seen };
    agent->seen = (uint32_t)++o->seen_count;
}

static bool is_logged_in(const usher_centre *centre, usher_agent_status_ref status)
{
    usher_agent_status_def def = USHER_AGENT_STATUS_DEF_INIT;
    return usher_centre_status(centre, status, &def) && def.kind != USHER_STATUS_OFFLINE;
}

static void change(occupancy *o, crew_agent *agent, const usher_event *event)
{
    switch (event->type) {
    case USHER_EVENT_AGENT_STATUS:
        agent->logged_in = is_logged_in(o->centre, event->status);
        break;
    case USHER_EVENT_AGENT_PROFILE:
        agent->profile = event->profile.v;
        break;
    case USHER_EVENT_OFFER_MADE:
        agent->occupied++;
        break;
    case USHER_EVENT_OFFER_WITHDRAWN:
    case USHER_EVENT_SLOT_CLEARED:
        agent->occupied--;
        break;
    case USHER_EVENT_OFFER_ANSWERED:
        o->groups[agent->group].contacts++;
        o->profiles[event->profile.v].contacts++;
        break;
    default:
        break;
    }
}

void occupancy_event(occupancy *o, const usher_event *event, uint32_t agent)
{
    if (agent == VIRTUAL_NOBODY) {
        return;
    }
    book(o, &o->agents[agent], event->time);
    change(o, &o->agents[agent], event);
    count_agent(o, &o->agents[agent]);
}

void occupancy_finish(occupancy *o, usher_time end)
{
    for (uint32_t i = 0; i < o->agents_count; i++) {
        book(o, &o->agents[i], end);
    }
}

const crew_figures *occupancy_group(const occupancy *o, uint32_t group)
{
    return &o->groups[group];
}

const crew_figures *occupancy_profile(const occupancy *o, uint32_t profile)
{
    return &o->profiles[profile];
}
