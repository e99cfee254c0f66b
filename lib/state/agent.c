/*
 * agent.c - slots, status, and the places in the orders of free agents.
 *
 * The nodes that the orders may ever need for their members are reserved when an agent joins a
 * profile; freeing a slot, which must never fail, then finds a node whatever happened before.
 */
#include "agent.h"

#include "base/hash.h"
#include "changes.h"
#include "overflow.h"
#include "work.h"

#include <string.h>

#define LESS UINT32_MAX /* minus one, where a count is added to */

/* ---- memory for the orders of free agents ---------------------------------------------------- */

static uint32_t channels_on(const us_profile *profile)
{
    uint32_t on = 0;
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        on += profile->max[channel] > 0;
    }
    return on;
}

/* Nodes that a profile's orders need at most with so many members. */
static void worst(const us_state *state, uint32_t profile, uint32_t members, uint32_t *leaves,
                  uint32_t *inners)
{
    uint32_t on = channels_on(&state->centre->profiles[profile]);
    us_order_worst(members, leaves, inners);
    *leaves *= on;
    *inners *= on;
}

usher_status us_agent_reserve_member(us_state *state, uint32_t profile)
{
    uint32_t leaves;
    uint32_t inners;
    uint32_t leaves_more;
    uint32_t inners_more;
    worst(state, profile, state->staff[profile].members, &leaves, &inners);
    worst(state, profile, state->staff[profile].members + 1, &leaves_more, &inners_more);
    return us_orders_reserve_total(&state->free_nodes, state->free_leaves + leaves_more - leaves,
                                   state->free_inners + inners_more - inners);
}

/* One member more, or one less. */
static void count_members(us_state *state, uint32_t profile, uint32_t by)
{
    uint32_t leaves;
    uint32_t inners;
    uint32_t members = state->staff[profile].members + by;
    worst(state, profile, state->staff[profile].members, &leaves, &inners);
    state->free_leaves -= leaves;
    state->free_inners -= inners;
    worst(state, profile, members, &leaves, &inners);
    state->free_leaves += leaves;
    state->free_inners += inners;
    state->staff[profile].members = members;
}

/* ---- the orders ------------------------------------------------------------------------------ */

static us_key listed_key(const us_agent *agent)
{
    return (us_key){ agent->listed_in_hand, agent->listed_since, agent->id };
}

static void unlist(us_state *state, us_agent *agent)
{
    us_key key = listed_key(agent);
    for (usher_channel channel = 0; agent->listed >> channel != 0; channel++) {
        if (agent->listed >> channel & 1) {
            us_order_remove(&state->free_nodes, us_free_agents(state, agent->profile, channel),
                            &key);
        }
    }
    agent->listed = 0;
}

static void list(us_state *state, us_agent *agent)
{
    agent->listed = agent->offerable;
    agent->listed_in_hand = agent->in_hand;
    agent->listed_since = agent->since;
    us_key key = listed_key(agent);
    for (usher_channel channel = 0; agent->listed >> channel != 0; channel++) {
        if (agent->listed >> channel & 1) {
            us_order_insert(&state->free_nodes, us_free_agents(state, agent->profile, channel),
                            &key, 0);
        }
    }
}

/* What the cross-channel rule and the maxima of this profile, which is the agent's, allow. */
static inline uint8_t open_channels(const us_agent *agent, const us_profile *profile)
{
    uint8_t exclusive = agent->busy & (uint8_t)~profile->any; /* channels that let no other in */
    if (exclusive == 0) {
        return agent->room;
    }
    bool only_one = (exclusive & (exclusive - 1)) == 0;
    return only_one ? agent->room & exclusive : 0;
}

uint8_t us_agent_open_channels(const us_state *state, const us_agent *agent)
{
    return open_channels(agent, us_agent_profile(state, agent));
}

uint8_t us_agent_offerable(const us_state *state, const us_agent *agent)
{
    return agent->takes ? us_agent_open_channels(state, agent) : 0;
}

void us_agent_list(us_state *state, us_agent *agent)
{
    bool same_key = agent->listed_in_hand == agent->in_hand && agent->listed_since == agent->since;
    if (agent->listed != agent->offerable || (agent->listed != 0 && !same_key)) {
        unlist(state, agent);
        list(state, agent);
    }
}

void us_agents_list_changed(us_state *state)
{
    for (us_agent *agent = state->changed_agents; agent != NULL; agent = agent->changed_next) {
        us_agent_list(state, agent);
    }
}

void us_agent_settle(us_state *state, us_agent *agent)
{
    us_settled_agent(state, agent);
    us_agent_list(state, agent);
}

/* As us_agent_refresh, with his profile. Most agents are changed, or stand nowhere and stay so. */
static inline void refresh(us_state *state, us_agent *agent, const us_profile *profile)
{
    uint8_t before = agent->offerable;
    uint8_t now = agent->takes ? open_channels(agent, profile) : 0;
    agent->offerable = now;
    if ((now & (uint8_t)~before) != 0) {
        us_changed_agent(state, agent);
    } else if (agent->changed && now == 0) {
        us_settled_agent(state, agent);
        if (agent->listed != 0) { /* asked alone: what was just written is beside it */
            us_agent_list(state, agent);
        }
    } else if (!agent->changed && agent->listed != 0) {
        us_agent_list(state, agent);
    }
}

void us_agent_refresh(us_state *state, us_agent *agent)
{
    refresh(state, agent, us_agent_profile(state, agent));
}

/* Which channels are busy, which have room, from scratch. */
static void count_channel(const us_state *state, us_agent *agent, usher_channel channel)
{
    uint8_t bit = (uint8_t)(1u << channel);
    bool busy = agent->occupied[channel] > 0;
    bool room = agent->occupied[channel] < us_agent_profile(state, agent)->max[channel];
    agent->busy = (uint8_t)((agent->busy & ~bit) | (busy ? bit : 0));
    agent->room = (uint8_t)((agent->room & ~bit) | (room ? bit : 0));
}

static void count_channels(const us_state *state, us_agent *agent)
{
    for (usher_channel channel = 0; channel < state->centre->channels_count; channel++) {
        count_channel(state, agent, channel);
    }
}

void us_agent_take_slot(us_state *state, us_agent *agent, usher_channel channel)
{
    const us_profile *profile = us_agent_profile(state, agent);
    uint8_t bit = (uint8_t)(1u << channel);
    agent->parts_count++;
    agent->in_hand++;
    agent->busy |= bit;
    if (++agent->occupied[channel] >= profile->max[channel]) {
        agent->room &= (uint8_t)~bit;
    }
    refresh(state, agent, profile);
}

void us_agent_free_slot(us_state *state, us_agent *agent, usher_channel channel, bool in_hand)
{
    const us_profile *profile = us_agent_profile(state, agent);
    uint8_t bit = (uint8_t)(1u << channel);
    agent->parts_count--;
    agent->in_hand -= in_hand;
    if (--agent->occupied[channel] == 0) {
        agent->busy &= (uint8_t)~bit;
    }
    if (agent->occupied[channel] < profile->max[channel]) {
        agent->room |= bit;
    }
    refresh(state, agent, profile);
}

void us_agent_let_go(us_state *state, us_agent *agent)
{
    agent->in_hand--;
    us_agent_refresh(state, agent);
}

/* ---- counts of a profile --------------------------------------------------------------------- */

/* One more, or one less, with this profile. */
static void count_staff(us_state *state, const us_agent *agent, uint32_t by)
{
    us_staff *staff = &state->staff[agent->profile];
    staff->logged_in += agent->logged_in ? by : 0;
    staff->staffed += agent->takes ? by : 0;
}

/* ---- life ------------------------------------------------------------------------------------ */

usher_status us_agent_reserve(us_state *state, uint32_t profile, size_t name_size,
                              size_t device_size)
{
    usher_status status = us_texts_reserve(&state->texts, name_size, device_size);
    if (status == USHER_OK) {
        status = us_pool_reserve(&state->agents, 1);
    }
    if (status == USHER_OK) {
        status = us_table_reserve(&state->agent_names, 1);
    }
    return status == USHER_OK ? us_agent_reserve_member(state, profile) : status;
}

static void add_youngest(us_state *state, us_agent *agent, uint32_t slot)
{
    agent->older = state->youngest_agent;
    agent->younger = US_NIL;
    if (agent->older != US_NIL) {
        us_agent_at(state, agent->older)->younger = slot;
    } else {
        state->oldest_agent = slot;
    }
    state->youngest_agent = slot;
}

/* Out of the list of all agents; a change that was about to see to him goes on behind him. */
static void take_out(us_state *state, const us_agent *agent, uint32_t slot)
{
    if (agent->older != US_NIL) {
        us_agent_at(state, agent->older)->younger = agent->younger;
    } else {
        state->oldest_agent = agent->younger;
    }
    if (agent->younger != US_NIL) {
        us_agent_at(state, agent->younger)->older = agent->older;
    } else {
        state->youngest_agent = agent->older;
    }
    state->to_seat = state->to_seat == slot ? agent->younger : state->to_seat;
}

us_agent *us_agent_create(us_state *state, const us_agent_def *def, bool quiet, uint64_t actor)
{
    size_t name_size = strlen(def->name);
    uint32_t slot = us_pool_take(&state->agents);
    us_agent *agent = us_agent_at(state, slot);
    *agent = (us_agent){ .id = us_new_id(state, slot),
                         .status = 1, /* Offline, the second built-in one */
                         .profile = def->profile,
                         .group = def->group,
                         .parts = US_NIL,
                         .since = state->now,
                         .status_since = state->now,
                         .auto_accept = def->auto_accept,
                         .own_lines = US_NIL,
                         .name_hash = us_hash_bytes(state->seed, def->name, name_size),
                         .name = us_texts_put(&state->texts, def->name, name_size),
                         .device = us_texts_put(&state->texts, def->device, strlen(def->device)),
                         .tag = def->tag };
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        agent->acw[channel] = def->acw[channel];
    }
    count_channels(state, agent);
    us_table_insert(&state->agent_names, agent->name_hash, slot);
    add_youngest(state, agent, slot);
    count_members(state, agent->profile, 1);
    if (!quiet) {
        usher_event *event = us_change_agent(state, USHER_EVENT_AGENT_ADDED, actor, agent);
        event->profile.v = agent->profile + 1;
        event->status.v = agent->status + 1u;
    }
    return agent;
}

void us_agent_remove(us_state *state, us_agent *agent, uint64_t actor)
{
    uint32_t slot = us_slot(agent->id);
    us_change_agent(state, USHER_EVENT_AGENT_REMOVED, actor, agent);
    unlist(state, agent);
    count_staff(state, agent, LESS);
    count_members(state, agent->profile, LESS);
    us_profile_doubt(state, agent->profile);
    if (agent->changed) {
        us_settled_agent(state, agent);
    }
    us_table_remove(&state->agent_names, agent->name_hash, slot);
    take_out(state, agent, slot);
    us_texts_free(&state->texts, agent->name);
    us_texts_free(&state->texts, agent->device);
    us_object_give(state, US_KIND_AGENT, (us_object *)agent);
}

us_agent *us_agent_by_name(const us_state *state, const char *name, size_t size)
{
    uint64_t hash = us_hash_bytes(state->seed, name, size);
    uint32_t slot;
    for (uint32_t at = 0; (slot = us_table_find(&state->agent_names, hash, &at)) != US_NIL;) {
        us_agent *agent = us_agent_at(state, slot);
        if (us_texts_equal(&state->texts, agent->name, name, size)) {
            return agent;
        }
    }
    return NULL;
}

/* Status, next status or reach has changed: may the agent have offers at all? */
static void judge(us_state *state, us_agent *agent)
{
    uint8_t kind = state->centre->statuses[agent->status].kind;
    count_staff(state, agent, LESS);
    agent->takes = kind == USHER_STATUS_ROUTABLE && agent->next_status == 0 && !agent->gone;
    agent->logged_in = kind != USHER_STATUS_OFFLINE && !agent->gone;
    count_staff(state, agent, 1);
    us_agent_refresh(state, agent);
    us_profile_doubt(state, agent->profile);
}

/* ---- what was told --------------------------------------------------------------------------- */

void us_agent_reach(us_state *state, us_agent *agent)
{
    agent->gone = agent->told_gone;
    if (agent->gone) {
        bool keep = state->centre->options.when_gone == USHER_GONE_KEEP;
        us_work_agent(state, agent, keep ? US_AGENT_GOING : US_AGENT_GOING | US_AGENT_PARTING);
    }
    uint16_t type = agent->gone ? USHER_EVENT_AGENT_GONE : USHER_EVENT_AGENT_REACHABLE;
    us_change_agent(state, type, agent->actor, agent);
    judge(state, agent);
}

void us_agent_load(us_state *state, us_agent *agent, usher_channel channel)
{
    uint32_t more = (uint32_t)agent->told_outside[channel] - agent->outside[channel];
    agent->outside[channel] = agent->told_outside[channel];
    agent->occupied[channel] += more; /* less, modulo 2^32 */
    agent->in_hand += more;
    count_channel(state, agent, channel);
    usher_event *event =
        us_change_agent(state, USHER_EVENT_AGENT_OUTSIDE_LOAD, agent->actor, agent);
    event->channel = channel;
    event->value = agent->outside[channel];
    us_agent_refresh(state, agent);
}

/* ---- status and profile ---------------------------------------------------------------------- */

void us_agent_set_status(us_state *state, us_agent *agent, uint16_t status, uint64_t actor)
{
    bool was_routable = us_agent_is_routable(state, agent);
    agent->status = status;
    agent->status_since = state->now;
    agent->next_status = 0;
    if (us_agent_is_routable(state, agent) && !was_routable) {
        us_agent_restart_clock(state, agent);
    }
    us_change_agent(state, USHER_EVENT_AGENT_STATUS, actor, agent)->status.v = status + 1u;
    judge(state, agent);
}

void us_agent_want_status(us_state *state, us_agent *agent, uint16_t wanted, uint64_t actor)
{
    bool routable = state->centre->statuses[wanted].kind == USHER_STATUS_ROUTABLE;
    if (us_agent_is_leaving(agent)) {
        return;
    }
    if (routable || wanted == agent->status) {
        if (agent->next_status != 0) {
            us_agent_set_next_status(state, agent, 0, actor);
        }
        if (wanted != agent->status) {
            us_agent_set_status(state, agent, wanted, actor);
        }
    } else if (agent->parts_count == 0) {
        us_agent_set_status(state, agent, wanted, actor);
    } else {
        if (agent->next_status != wanted + 1) {
            us_agent_set_next_status(state, agent, (uint16_t)(wanted + 1), actor);
        }
        us_work_agent(state, agent, US_AGENT_LEAVING);
    }
}

void us_agent_set_next_status(us_state *state, us_agent *agent, uint16_t next, uint64_t actor)
{
    agent->next_status = next;
    us_change_agent(state, USHER_EVENT_AGENT_NEXT_STATUS, actor, agent)->status.v = next;
    judge(state, agent);
}

void us_agent_set_profile(us_state *state, us_agent *agent, uint32_t profile, uint64_t actor)
{
    unlist(state, agent);
    agent->offerable = 0; /* so that whatever the new profile offers counts as gained */
    uint32_t before = agent->profile;
    count_staff(state, agent, LESS);
    count_members(state, before, LESS);
    count_members(state, profile, 1);
    agent->profile = profile;
    count_staff(state, agent, 1);
    count_channels(state, agent);
    us_change_agent(state, USHER_EVENT_AGENT_PROFILE, actor, agent)->profile.v = profile + 1;
    us_agent_refresh(state, agent);
    us_profile_doubt(state, before);
}

/* ---- a change of centre ---------------------------------------------------------------------- */

void us_agent_rename_status(us_state *state, us_agent *agent, uint16_t status, uint64_t actor)
{
    agent->status = status;
    us_change_agent(state, USHER_EVENT_AGENT_STATUS, actor, agent)->status.v = status + 1u;
}

void us_agent_leave(us_state *state, us_agent *agent, uint64_t actor)
{
    if (agent->parts_count == 0 && agent->own_lines == US_NIL) {
        us_agent_remove(state, agent, actor);
        return;
    }
    if (!us_agent_is_leaving(agent)) {
        us_change_agent(state, USHER_EVENT_AGENT_LEAVING, actor, agent);
    }
    agent->next_status = US_NEXT_LEAVING;
    judge(state, agent);
}

void us_agent_stay(us_state *state, us_agent *agent)
{
    agent->next_status = 0;
    judge(state, agent);
}

void us_agent_end_stay(us_state *state, us_agent *agent)
{
    if (!us_agent_is_leaving(agent)) {
        us_agent_set_status(state, agent, (uint16_t)(agent->next_status - 1), USHER_ACTOR_ENGINE);
    } else if (agent->own_lines == US_NIL) {
        us_agent_remove(state, agent, USHER_ACTOR_ENGINE);
    }
}

static uint32_t count_in_hand(const us_state *state, const us_agent *agent)
{
    bool all = state->centre->options.handled == USHER_HANDLED_OCCUPIED;
    uint32_t count = 0;
    for (uint32_t slot = agent->parts; slot != US_NIL; slot = us_part_at(state, slot)->agent_next) {
        count += all || us_part_at(state, slot)->state < USHER_PART_ACW;
    }
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        count += agent->outside[channel];
    }
    return count;
}

void us_agent_recount(us_state *state, us_agent *agent, bool anew)
{
    agent->in_hand = count_in_hand(state, agent);
    count_channels(state, agent);
    if (anew) {
        agent->offerable = 0;
    }
    judge(state, agent);
}

void us_profiles_recount(us_state *state)
{
    state->free_leaves = 0;
    state->free_inners = 0;
    for (uint32_t i = 0; i < state->centre->profiles_count; i++) {
        uint32_t leaves;
        uint32_t inners;
        worst(state, i, state->staff[i].members, &leaves, &inners);
        state->free_leaves += leaves;
        state->free_inners += inners;
    }
}
