/*
 * crowd.c - all that lives in the engine, as it reads now.
 */
#include "model.h"

#include <stdlib.h>

static void *room_for(size_t count, size_t size)
{
    void *room = calloc(count + 1, size);
    if (room == NULL) {
        abort();
    }
    return room;
}

void crowd_gather(const play *p, crowd *all)
{
    usher_engine_info info;
    usher_contact_id contact = { 0 };
    usher_participant_id part = { 0 };
    usher_agent_id agent = { 0 };
    usher_engine_get(p->engine, &info);
    all->contacts = room_for(info.contacts, sizeof *all->contacts);
    all->parts = room_for(info.participants, sizeof *all->parts);
    all->agents = room_for(info.agents, sizeof *all->agents);
    all->contacts_count = all->parts_count = all->agents_count = 0;
    while ((contact = usher_engine_next_contact(p->engine, contact)).v != 0) {
        usher_contact_get(p->engine, contact, &all->contacts[all->contacts_count++]);
    }
    while ((part = usher_engine_next_part_in(p->engine, USHER_STATES_ALL, part)).v != 0) {
        usher_participant_get(p->engine, part, &all->parts[all->parts_count++]);
    }
    while ((agent = usher_engine_next_agent(p->engine, agent)).v != 0) {
        usher_agent_get(p->engine, agent, &all->agents[all->agents_count++]);
    }
}

void crowd_free(crowd *all)
{
    free(all->contacts);
    free(all->parts);
    free(all->agents);
}
