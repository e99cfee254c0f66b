/*
 * validate.c - may this command be carried out? Reads only.
 *
 * One function per command, each in the order that is part of the interface (docs/routing.md 13.3):
 * arguments, ids, keys, states, limits, the queue. What was looked up is handed to apply.
 */
#include "engine.h"

#include "base/hash.h"
#include "state/agent.h"
#include "state/contact.h"
#include "state/line.h"
#include "state/overflow.h"

#include <usher/operate.h>

#include <string.h>

enum { ENDPOINT_MAX = 1023 };

/* ---- ids ------------------------------------------------------------------------------------- */

static bool find_contact(const us_state *state, const usher_command *c, us_target *t)
{
    t->contact = us_pool_find(&state->contacts, c->contact.v);
    return t->contact != NULL;
}

static bool find_agent(const us_state *state, const usher_command *c, us_target *t)
{
    t->agent = us_pool_find(&state->agents, c->agent.v);
    return t->agent != NULL;
}

/* It has been told to end; what is left of that is work. */
static bool is_ending(const us_contact *contact)
{
    return (contact->pending & US_CONTACT_ENDING) != 0;
}

/* ---- entering a queue ------------------------------------------------------------------------ */

/* The queue that the command names, or the agent's own: may a contact of this channel come in? */
static usher_status check_queue(const us_state *state, const usher_command *c, us_target *t,
                                usher_channel channel, uint8_t via)
{
    if (t->agent != NULL && us_agent_is_leaving(t->agent)) {
        return USHER_ERR_DISABLED;
    }
    if (t->agent != NULL) {
        bool full = t->agent->own_count >= state->centre->options.agent_queue_max;
        return full ? USHER_ERR_FULL : USHER_OK;
    }
    if (c->queue.v == 0) {
        return USHER_OK;
    }
    t->line = us_line_of(c->queue.v - 1, channel);
    return us_line_admits(state, t->line, via != USHER_VIA_FLOW);
}

/* ---- beginning contacts ---------------------------------------------------------------------- */

static size_t text_size(const char *text)
{
    return text != NULL ? strlen(text) : 0;
}

static bool beginning_valid(const us_state *state, const usher_command *c, us_target *t)
{
    t->key_size = text_size(c->key);
    t->endpoint_size = text_size(c->endpoint);
    if (c->key != NULL && (t->key_size == 0 || t->key_size > US_KEY_MAX)) {
        return false;
    }
    return c->channel < state->centre->channels_count &&
           c->queue.v <= state->centre->queues_count && c->priority >= 0 &&
           c->acw >= USHER_ACW_OF_AGENT && t->endpoint_size <= ENDPOINT_MAX;
}

/* What makes a repeated beginning equal, in the 63 bits that can be kept of it. */
static uint64_t content_of(const usher_command *c, const us_target *t)
{
    const uint64_t words[] = {
        c->op,      c->channel, c->tag,
        c->queue.v, c->agent.v, (uint64_t)(c->priority == 0 ? USHER_PRIORITY_DEFAULT : c->priority)
    };
    uint64_t digest = us_hash_bytes(0, c->endpoint != NULL ? c->endpoint : "", t->endpoint_size);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        digest = us_digest(digest, words[i]);
    }
    return digest >> 1;
}

static usher_status check_key(const us_state *state, const usher_command *c, us_target *t)
{
    if (c->key == NULL) {
        return USHER_OK;
    }
    t->content = content_of(c, t);
    t->key_hash = us_hash_bytes(state->seed, c->key, t->key_size);
    uint32_t slot;
    for (uint32_t at = 0;
         (slot = us_table_find(&state->contact_keys, t->key_hash, &at)) != US_NIL;) {
        const us_contact *contact = us_contact_at(state, slot);
        if (us_texts_equal(&state->texts, contact->key, c->key, t->key_size)) {
            t->existing = contact->id;
            return us_texts_noted(&state->texts, contact->key) == t->content ? USHER_EXISTS
                                                                             : USHER_ERR_CONFLICT;
        }
    }
    return USHER_OK;
}

/* Is it there already? If not, does anything new come in? */
static usher_status check_newcomer(const us_state *state, const usher_command *c, us_target *t)
{
    usher_status status = check_key(state, c, t);
    return status == USHER_OK && state->closing != NULL ? USHER_ERR_STOPPED : status;
}

static bool channel_is_full(const us_state *state, usher_channel channel)
{
    return state->live[channel] >= state->centre->channels[channel].live_max;
}

US_APART static usher_status check_begin(const us_state *state, const usher_command *c,
                                         us_target *t)
{
    if (!beginning_valid(state, c, t) || (c->queue.v != 0 && c->agent.v != 0)) {
        return USHER_ERR_INVALID;
    }
    if (c->agent.v != 0 && !find_agent(state, c, t)) {
        return USHER_ERR_NOT_FOUND;
    }
    usher_status status = check_newcomer(state, c, t);
    if (status != USHER_OK) {
        return status;
    }
    if (channel_is_full(state, c->channel)) {
        return USHER_ERR_LIMIT;
    }
    return check_queue(state, c, t, c->channel, USHER_VIA_FLOW);
}

static uint32_t dialled_parts(const us_state *state, const us_agent *agent, usher_channel channel)
{
    uint32_t count = 0;
    for (uint32_t slot = agent->parts; slot != US_NIL; slot = us_part_at(state, slot)->agent_next) {
        const us_part *part = us_part_at(state, slot);
        count += part->dialled && part->channel == channel;
    }
    return count;
}

/* A free slot, or on e-mail twice the slots for what the agent began himself (RP-6). */
static bool has_slot_to_dial(const us_state *state, const us_agent *agent, usher_channel channel)
{
    uint32_t max = us_agent_profile(state, agent)->max[channel];
    if (max > 0 && state->centre->channels[channel].like == USHER_EMAIL) {
        return dialled_parts(state, agent, channel) < 2 * max;
    }
    return agent->occupied[channel] < max;
}

US_APART static usher_status check_dial(const us_state *state, const usher_command *c, us_target *t)
{
    if (!beginning_valid(state, c, t)) {
        return USHER_ERR_INVALID;
    }
    if (!find_agent(state, c, t)) {
        return USHER_ERR_NOT_FOUND;
    }
    usher_status status = check_newcomer(state, c, t);
    if (status != USHER_OK) {
        return status;
    }
    if (us_agent_is_leaving(t->agent)) {
        return USHER_ERR_STATE;
    }
    bool room =
        !channel_is_full(state, c->channel) && has_slot_to_dial(state, t->agent, c->channel);
    if (!room) {
        return USHER_ERR_LIMIT;
    }
    bool removed =
        c->queue.v != 0 && state->centre->queues[c->queue.v - 1].presence != US_IS_PRESENT;
    return removed ? USHER_ERR_DISABLED : USHER_OK;
}

/* ---- contacts -------------------------------------------------------------------------------- */

static bool may_enqueue(const us_contact *contact, uint8_t via)
{
    switch (contact->state) {
    case USHER_CONTACT_NEW:
        return via == USHER_VIA_FLOW || via == USHER_VIA_CALLBACK;
    case USHER_CONTACT_QUEUED:
        return via == USHER_VIA_QUEUE_TRANSFER && contact->offers == 0;
    case USHER_CONTACT_CONNECTED:
    case USHER_CONTACT_OUTSIDE:
        return via == USHER_VIA_AGENT_TRANSFER;
    default:
        return false;
    }
}

US_APART static usher_status check_enqueue(const us_state *state, const usher_command *c,
                                           us_target *t)
{
    bool one_target = (c->queue.v == 0) != (c->agent.v == 0);
    if (!one_target || c->queue.v > state->centre->queues_count || c->reason > USHER_VIA_CALLBACK) {
        return USHER_ERR_INVALID;
    }
    if (!find_contact(state, c, t) || (c->agent.v != 0 && !find_agent(state, c, t))) {
        return USHER_ERR_NOT_FOUND;
    }
    if (is_ending(t->contact) || !may_enqueue(t->contact, c->reason)) {
        return USHER_ERR_STATE;
    }
    bool transfer = c->reason == USHER_VIA_QUEUE_TRANSFER || c->reason == USHER_VIA_AGENT_TRANSFER;
    if (transfer && t->contact->transfers >= state->centre->options.transfers_max) {
        return USHER_ERR_LIMIT;
    }
    return check_queue(state, c, t, t->contact->channel, c->reason);
}

static usher_status check_rank(const us_state *state, const usher_command *c, us_target *t)
{
    if (c->op == USHER_COMMAND_CONTACT_SET_PRIORITY && c->priority < 0) {
        return USHER_ERR_INVALID;
    }
    if (!find_contact(state, c, t)) {
        return USHER_ERR_NOT_FOUND;
    }
    bool waits = t->contact->state <= USHER_CONTACT_QUEUED && !is_ending(t->contact);
    return waits ? USHER_OK : USHER_ERR_STATE;
}

static usher_status check_hold(const us_state *state, const usher_command *c, us_target *t)
{
    if (!find_contact(state, c, t)) {
        return USHER_ERR_NOT_FOUND;
    }
    bool has_hold = state->centre->channels[t->contact->channel].like != USHER_EMAIL;
    if (t->contact->state != USHER_CONTACT_CONNECTED || is_ending(t->contact) || !has_hold) {
        return USHER_ERR_STATE;
    }
    t->idle = t->contact->held == (c->flag != 0);
    return USHER_OK;
}

/* ---- agents ---------------------------------------------------------------------------------- */

/* A status that is leaving is given to nobody; nor is a profile. */
static bool has_status(const us_state *state, usher_agent_status_ref status)
{
    return status.v >= 1 && status.v <= state->centre->statuses_count &&
           state->centre->statuses[status.v - 1].presence == US_IS_PRESENT;
}

static bool has_profile(const us_state *state, usher_profile_ref profile)
{
    return profile.v >= 1 && profile.v <= state->centre->profiles_count &&
           state->centre->profiles[profile.v - 1].presence == US_IS_PRESENT;
}

static bool agent_valid(const us_state *state, const usher_command *c, us_target *t)
{
    t->key_size = text_size(c->key);
    t->endpoint_size = text_size(c->endpoint);
    for (uint32_t i = 0; c->acw_by_channel != NULL && i < USHER_CHANNELS_MAX; i++) {
        if (c->acw_by_channel[i] < 0) {
            return false;
        }
    }
    return has_profile(state, c->profile) && c->group.v <= state->centre->groups_count &&
           t->key_size >= 1 && t->key_size <= USHER_NAME_MAX && t->endpoint_size <= ENDPOINT_MAX;
}

static bool same_agent(const us_state *state, const us_agent *agent, const usher_command *c,
                       const us_target *t)
{
    return agent->profile + 1 == c->profile.v && agent->group == c->group.v &&
           agent->tag == c->tag &&
           us_texts_equal(&state->texts, agent->device, c->endpoint, t->endpoint_size);
}

US_APART static usher_status check_agent_add(const us_state *state, const usher_command *c,
                                             us_target *t)
{
    if (!agent_valid(state, c, t)) {
        return USHER_ERR_INVALID;
    }
    t->key_hash = us_hash_bytes(state->seed, c->key, t->key_size);
    uint32_t slot;
    for (uint32_t at = 0;
         (slot = us_table_find(&state->agent_names, t->key_hash, &at)) != US_NIL;) {
        const us_agent *agent = us_agent_at(state, slot);
        if (us_texts_equal(&state->texts, agent->name, c->key, t->key_size)) {
            t->existing = agent->id;
            return same_agent(state, agent, c, t) ? USHER_EXISTS : USHER_ERR_CONFLICT;
        }
    }
    return USHER_OK;
}

static usher_status check_agent_remove(const us_state *state, const usher_command *c, us_target *t)
{
    if (!find_agent(state, c, t)) {
        return USHER_ERR_NOT_FOUND;
    }
    bool idle = t->agent->parts == US_NIL && t->agent->own_lines == US_NIL;
    return idle ? USHER_OK : USHER_ERR_IN_USE;
}

static usher_status check_set_status(const us_state *state, const usher_command *c, us_target *t)
{
    if (!has_status(state, c->status)) {
        return USHER_ERR_INVALID;
    }
    if (!find_agent(state, c, t)) {
        return USHER_ERR_NOT_FOUND;
    }
    if (us_agent_is_leaving(t->agent)) {
        return USHER_ERR_STATE;
    }
    t->idle = t->agent->status + 1u == c->status.v && t->agent->next_status == 0;
    return USHER_OK;
}

static usher_status check_force_out(const us_state *state, const usher_command *c, us_target *t)
{
    const usher_centre *centre = state->centre;
    if (!has_status(state, c->status) ||
        centre->statuses[c->status.v - 1].kind == USHER_STATUS_ROUTABLE ||
        c->flag > USHER_FORCE_REQUEUE) {
        return USHER_ERR_INVALID;
    }
    if (!find_agent(state, c, t)) {
        return USHER_ERR_NOT_FOUND;
    }
    t->idle = t->agent->status + 1u == c->status.v && t->agent->parts == US_NIL;
    return USHER_OK;
}

static usher_status check_set_profile(const us_state *state, const usher_command *c, us_target *t)
{
    if (!has_profile(state, c->profile)) {
        return USHER_ERR_INVALID;
    }
    if (!find_agent(state, c, t)) {
        return USHER_ERR_NOT_FOUND;
    }
    t->idle = t->agent->profile + 1 == c->profile.v;
    return USHER_OK;
}

/* ---- queues ------------------------------------------------------------------------ */

static usher_status check_set_enabled(const us_state *state, const usher_command *c, us_target *t)
{
    if (c->queue.v < 1 || c->queue.v > state->centre->queues_count) {
        return USHER_ERR_INVALID;
    }
    if (state->centre->queues[c->queue.v - 1].presence != US_IS_PRESENT) {
        return USHER_ERR_DISABLED;
    }
    t->idle = state->queue_enabled[c->queue.v - 1] == (c->flag != 0);
    return USHER_OK;
}

static bool has_queue(const us_state *state, uint64_t ref)
{
    return ref >= 1 && ref <= state->centre->queues_count;
}

static usher_status check_sweep(const us_state *state, const usher_command *c)
{
    bool channel = c->channel < state->centre->channels_count || c->channel == USHER_CHANNEL_NONE;
    if (!channel || !has_queue(state, c->queue.v)) {
        return USHER_ERR_INVALID;
    }
    if (c->op == USHER_COMMAND_QUEUE_END_WAITING) {
        return us_is_end_reason(c->reason) ? USHER_OK : USHER_ERR_INVALID;
    }
    if (!has_queue(state, c->value) || c->value == c->queue.v) {
        return USHER_ERR_INVALID;
    }
    return state->queue_enabled[c->value - 1] ? USHER_OK : USHER_ERR_DISABLED;
}

usher_status us_validate(const us_state *state, const usher_command *c, us_target *t)
{
    *t = (us_target){ .line = US_NIL };
    switch (c->op) {
    case USHER_COMMAND_AGENT_ADD:
        return check_agent_add(state, c, t);
    case USHER_COMMAND_AGENT_REMOVE:
        return check_agent_remove(state, c, t);
    case USHER_COMMAND_AGENT_SET_STATUS:
        return check_set_status(state, c, t);
    case USHER_COMMAND_AGENT_FORCE_OUT:
        return check_force_out(state, c, t);
    case USHER_COMMAND_AGENT_SET_PROFILE:
        return check_set_profile(state, c, t);
    case USHER_COMMAND_CONTACT_BEGIN:
        return check_begin(state, c, t);
    case USHER_COMMAND_CONTACT_DIAL:
        return check_dial(state, c, t);
    case USHER_COMMAND_CONTACT_ENQUEUE:
        return check_enqueue(state, c, t);
    case USHER_COMMAND_CONTACT_SET_PRIORITY:
    case USHER_COMMAND_CONTACT_SET_AGE:
        return check_rank(state, c, t);
    case USHER_COMMAND_CONTACT_HOLD:
        return check_hold(state, c, t);
    case USHER_COMMAND_QUEUE_SET_ENABLED:
        return check_set_enabled(state, c, t);
    case USHER_COMMAND_QUEUE_END_WAITING:
    case USHER_COMMAND_QUEUE_MOVE_WAITING:
        return check_sweep(state, c);
    case USHER_COMMAND_STOP_ENTRIES:
        t->idle = (state->closing != NULL) == (c->flag != 0);
        return USHER_OK;
    default:
        return USHER_ERR_INVALID;
    }
}
