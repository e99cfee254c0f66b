/*
 * fit.c - the predicate, obstacle by obstacle, in the order of routing.md SEL-1.
 */
#include "fit.h"

#include "state/agent.h"
#include "state/contact.h"
#include "state/line.h"

static bool has_open_offer(const us_state *state, const us_agent *agent, const us_contact *contact)
{
    for (uint32_t slot = contact->offers > 0 ? contact->parts : US_NIL; slot != US_NIL;) {
        const us_part *part = us_part_at(state, slot);
        if (us_part_is_open(part) && part->agent == agent) {
            return true;
        }
        slot = part->contact_next;
    }
    return false;
}

static bool is_held_back(const us_state *state, const us_agent *agent, const us_contact *contact)
{
    return contact->last_misser == agent->id && state->now < contact->reoffer_at;
}

bool us_is_barred(const us_state *state, const us_agent *agent, const us_contact *contact)
{
    return is_held_back(state, agent, contact) || has_open_offer(state, agent, contact);
}

const us_entry *us_entry_of(const us_profile *profile, uint32_t line)
{
    for (uint32_t i = 0; i < profile->entries_count; i++) {
        if (profile->entries[i].line == line) {
            return &profile->entries[i];
        }
    }
    return NULL;
}

static uint32_t contact_obstacles(const us_state *state, const us_contact *contact)
{
    if (contact->state != USHER_CONTACT_QUEUED) {
        return US_NOT_WAITING;
    }
    return contact->offers < us_line_fan_out(state, contact) ? 0 : US_OFFERED_ENOUGH;
}

static uint32_t place_obstacles(const us_state *state, const us_agent *agent,
                                const us_contact *contact)
{
    uint32_t owner = us_line_owner(state, contact->line);
    if (owner != US_NIL) {
        return us_agent_at(state, owner) == agent ? 0 : US_OTHERS_QUEUE;
    }
    const us_entry *entry = us_entry_of(us_agent_profile(state, agent), contact->line);
    if (entry == NULL) {
        return US_NO_ENTRY;
    }
    return entry->delay == 0 || us_contact_waited(state, contact) >= entry->delay ? 0 : US_DELAYED;
}

static uint32_t slot_obstacles(const us_state *state, const us_agent *agent, usher_channel channel)
{
    if (us_agent_open_channels(state, agent) >> channel & 1) {
        return 0;
    }
    bool full = agent->occupied[channel] >= us_agent_profile(state, agent)->max[channel];
    return full ? US_NO_SLOT : US_OTHER_CHANNEL;
}

uint32_t us_fit(const us_state *state, const us_agent *agent, const us_contact *contact)
{
    uint32_t obstacles = contact_obstacles(state, contact);
    if (obstacles == US_NOT_WAITING) {
        return obstacles;
    }
    obstacles |= place_obstacles(state, agent, contact);
    obstacles |= slot_obstacles(state, agent, contact->channel);
    obstacles |= us_agent_is_routable(state, agent) ? 0 : US_NOT_ROUTABLE;
    obstacles |= agent->next_status == 0 ? 0 : US_NEXT_STATUS;
    obstacles |= agent->gone ? US_UNREACHABLE : 0;
    obstacles |= has_open_offer(state, agent, contact) ? US_OFFERED_HERE : 0;
    obstacles |= is_held_back(state, agent, contact) ? US_HELD_BACK : 0;
    return obstacles;
}
