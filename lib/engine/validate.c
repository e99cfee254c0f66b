/*
 * validate.c - may this command be carried out? Reads only.
 *
 * The order of checks is part of the interface (docs/routing.md 13.3): arguments, then ids, then
 * keys, then states, then limits, then the queue. What was looked up is handed to apply.
 */
#include "engine.h"

#include "base/hash.h"
#include "state/contact.h"

#include <string.h>

enum { KEY_MAX = 255, ENDPOINT_MAX = 1023 };

/* ---- 1. arguments ------------------------------------------------------------------------------ */

static size_t text_size(const char *text)
{
    return text != NULL ? strlen(text) : 0;
}

static bool queue_known(const us_state *state, usher_queue_ref queue)
{
    return queue.v <= state->centre->queues_count;
}

static bool begin_valid(const us_state *state, const usher_command *c, us_target *t)
{
    t->key_size = text_size(c->key);
    t->endpoint_size = text_size(c->endpoint);
    if (c->key != NULL && (t->key_size == 0 || t->key_size > KEY_MAX)) {
        return false;
    }
    return c->channel < state->centre->channels_count && queue_known(state, c->queue) && c->priority >= 0 &&
           c->acw >= USHER_ACW_OF_AGENT && t->endpoint_size <= ENDPOINT_MAX;
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
    return c->profile.v >= 1 && c->profile.v <= state->centre->profiles_count &&
           c->group.v <= state->centre->groups_count && t->key_size >= 1 &&
           t->key_size <= USHER_NAME_MAX && t->endpoint_size <= ENDPOINT_MAX;
}

static bool cause_valid(uint8_t cause)
{
    return (cause >= USHER_REASON_BUSY && cause <= USHER_REASON_CANCELLED) || cause == USHER_REASON_NETWORK;
}

static bool arguments_valid(const us_state *state, const usher_command *c, us_target *t)
{
    switch (c->op) {
    case USHER_COMMAND_AGENT_ADD:
        return agent_valid(state, c, t);
    case USHER_COMMAND_AGENT_SET_STATUS:
        return c->status.v >= 1 && c->status.v <= state->centre->statuses_count;
    case USHER_COMMAND_AGENT_SET_PROFILE:
        return c->profile.v >= 1 && c->profile.v <= state->centre->profiles_count;
    case USHER_COMMAND_CONTACT_BEGIN:
        return begin_valid(state, c, t) && (c->queue.v == 0 || c->agent.v == 0);
    case USHER_COMMAND_CONTACT_DIAL:
        return begin_valid(state, c, t);
    case USHER_COMMAND_CONTACT_ENQUEUE:
        return queue_known(state, c->queue) && (c->queue.v == 0) != (c->agent.v == 0) &&
               c->reason <= USHER_VIA_CALLBACK;
    case USHER_COMMAND_CONTACT_SET_PRIORITY:
        return c->priority >= 0;
    case USHER_COMMAND_CONTACT_END:
        return c->reason >= USHER_REASON_CUSTOMER_DISCONNECT && c->reason <= USHER_REASON_OTHER;
    case USHER_COMMAND_QUEUE_SET_ENABLED:
        return c->queue.v >= 1 && queue_known(state, c->queue);
    case USHER_COMMAND_REPORT_FAILED:
        return cause_valid(c->reason);
    default:
        return usher_command_name(c->op)[0] != '?';
    }
}

/* ---- 2. ids ------------------------------------------------------------------------------------ */

/* The part with this id; for a customer's part the contact is found and part stays NULL. */
static bool find_part(const us_state *state, uint64_t id, us_target *t)
{
    if ((id & US_CUSTOMER_BIT) != 0) {
        t->contact = us_pool_find(&state->contacts, id & ~(uint64_t)US_CUSTOMER_BIT);
        return t->contact != NULL;
    }
    t->part = us_pool_find(&state->parts, id);
    return t->part != NULL;
}

static bool find_objects(const us_state *state, const usher_command *c, us_target *t)
{
    switch (c->op) {
    case USHER_COMMAND_CONTACT_ENQUEUE:
    case USHER_COMMAND_CONTACT_SET_PRIORITY:
    case USHER_COMMAND_CONTACT_SET_AGE:
    case USHER_COMMAND_CONTACT_END:
    case USHER_COMMAND_CONTACT_HOLD:
        t->contact = us_pool_find(&state->contacts, c->contact.v);
        if (t->contact == NULL) {
            return false;
        }
        break;
    case USHER_COMMAND_PARTICIPANT_CLEAR:
    case USHER_COMMAND_REPORT_RINGING:
    case USHER_COMMAND_REPORT_ANSWERED:
    case USHER_COMMAND_REPORT_FAILED:
    case USHER_COMMAND_REPORT_JOINED:
    case USHER_COMMAND_REPORT_LEFT:
        return find_part(state, c->participant.v, t);
    default:
        break;
    }
    bool optional = c->op == USHER_COMMAND_CONTACT_BEGIN || c->op == USHER_COMMAND_CONTACT_ENQUEUE;
    bool needed = c->op == USHER_COMMAND_AGENT_REMOVE || c->op == USHER_COMMAND_AGENT_SET_STATUS ||
                  c->op == USHER_COMMAND_AGENT_SET_PROFILE || c->op == USHER_COMMAND_CONTACT_DIAL;
    if (needed || (optional && c->agent.v != 0)) {
        t->agent = us_pool_find(&state->agents, c->agent.v);
        return t->agent != NULL;
    }
    return true;
}

/* ---- 3. keys ----------------------------------------------------------------------------------- */

static uint64_t content_of(const usher_command *c, const us_target *t)
{
    const uint64_t words[] = { c->op, c->channel, c->tag, c->queue.v, c->agent.v,
                               (uint64_t)(c->priority == 0 ? USHER_PRIORITY_DEFAULT : c->priority) };
    uint64_t digest = us_hash_bytes(0, c->endpoint != NULL ? c->endpoint : "", t->endpoint_size);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        digest = us_digest(digest, words[i]);
    }
    return digest;
}

static usher_status check_contact_key(const us_state *state, const usher_command *c, us_target *t)
{
    t->content = content_of(c, t);
    if (c->key == NULL) {
        return USHER_OK;
    }
    t->key_hash = us_hash_bytes(state->seed, c->key, t->key_size);
    uint32_t slot;
    for (uint32_t at = 0; (slot = us_table_find(&state->contact_keys, t->key_hash, &at)) != US_NIL;) {
        const us_contact *contact = us_contact_at(state, slot);
        if (us_texts_equal(&state->texts, contact->key, c->key, t->key_size)) {
            t->existing = contact->id;
            return contact->content == t->content ? USHER_EXISTS : USHER_ERR_CONFLICT;
        }
    }
    return USHER_OK;
}

static usher_status check_agent_name(const us_state *state, const usher_command *c, us_target *t)
{
    t->key_hash = us_hash_bytes(state->seed, c->key, t->key_size);
    uint32_t slot;
    for (uint32_t at = 0; (slot = us_table_find(&state->agent_names, t->key_hash, &at)) != US_NIL;) {
        const us_agent *agent = us_agent_at(state, slot);
        if (us_texts_equal(&state->texts, agent->name, c->key, t->key_size)) {
            t->existing = agent->id;
            bool equal = agent->profile + 1 == c->profile.v && agent->group == c->group.v && agent->tag == c->tag &&
                         us_texts_equal(&state->texts, agent->device, c->endpoint, t->endpoint_size);
            return equal ? USHER_EXISTS : USHER_ERR_CONFLICT;
        }
    }
    return USHER_OK;
}

/* ---- 4. states --------------------------------------------------------------------------------- */

static bool may_enqueue(const us_contact *contact, uint8_t via)
{
    switch (contact->state) {
    case USHER_CONTACT_NEW:
        return via == USHER_VIA_FLOW || via == USHER_VIA_CALLBACK;
    case USHER_CONTACT_QUEUED:
        return via == USHER_VIA_QUEUE_TRANSFER && contact->offers == 0;
    case USHER_CONTACT_CONNECTED:
        return via == USHER_VIA_AGENT_TRANSFER;
    default:
        return false;
    }
}

static bool may_hold(const us_state *state, const us_contact *contact)
{
    bool has_hold = state->centre->channels[contact->channel].like != USHER_EMAIL;
    return contact->state == USHER_CONTACT_CONNECTED && has_hold;
}

static bool may_clear(const us_target *t)
{
    return t->part != NULL && t->part->state >= USHER_PART_ACW && t->part->state <= USHER_PART_ERROR;
}

static usher_status check_state(const us_state *state, const usher_command *c, us_target *t)
{
    bool allowed = true;
    bool ending = t->contact != NULL && (t->contact->pending & US_CONTACT_ENDING) != 0;
    switch (c->op) {
    case USHER_COMMAND_AGENT_REMOVE:
        return t->agent->parts == US_NIL && t->agent->own_count == 0 ? USHER_OK : USHER_ERR_IN_USE;
    case USHER_COMMAND_AGENT_SET_STATUS:
        t->idle = t->agent->status + 1u == c->status.v && t->agent->next_status == 0;
        break;
    case USHER_COMMAND_AGENT_SET_PROFILE:
        t->idle = t->agent->profile + 1 == c->profile.v;
        break;
    case USHER_COMMAND_CONTACT_ENQUEUE:
        allowed = !ending && may_enqueue(t->contact, c->reason);
        break;
    case USHER_COMMAND_CONTACT_SET_PRIORITY:
    case USHER_COMMAND_CONTACT_SET_AGE:
        allowed = !ending && t->contact->state <= USHER_CONTACT_QUEUED;
        break;
    case USHER_COMMAND_CONTACT_END:
        t->idle = ending || t->contact->state == USHER_CONTACT_ENDED;
        break;
    case USHER_COMMAND_CONTACT_HOLD:
        allowed = !ending && may_hold(state, t->contact);
        t->idle = t->contact->held == (c->flag != 0);
        break;
    case USHER_COMMAND_PARTICIPANT_CLEAR:
        allowed = may_clear(t);
        break;
    case USHER_COMMAND_QUEUE_SET_ENABLED:
        t->idle = state->queue_enabled[c->queue.v - 1] == (c->flag != 0);
        break;
    default:
        break;
    }
    return allowed ? USHER_OK : USHER_ERR_STATE;
}

/* ---- 5. limits --------------------------------------------------------------------------------- */

static uint32_t dialled_parts(const us_state *state, const us_agent *agent, usher_channel channel)
{
    uint32_t count = 0;
    for (uint32_t slot = agent->parts; slot != US_NIL; slot = us_part_at(state, slot)->agent_next) {
        const us_part *part = us_part_at(state, slot);
        count += part->dialled && part->channel == channel;
    }
    return count;
}

static bool has_slot_to_dial(const us_state *state, const us_agent *agent, usher_channel channel)
{
    uint32_t max = us_agent_profile(state, agent)->max[channel];
    if (max > 0 && state->centre->channels[channel].like == USHER_EMAIL) {
        return dialled_parts(state, agent, channel) < 2 * max;
    }
    return agent->occupied[channel] < max;
}

static bool within_limits(const us_state *state, const usher_command *c, const us_target *t)
{
    bool begins = c->op == USHER_COMMAND_CONTACT_BEGIN || c->op == USHER_COMMAND_CONTACT_DIAL;
    uint32_t live_max = begins ? state->centre->channels[c->channel].live_max : 0;
    if (live_max > 0 && state->live[c->channel] >= live_max) {
        return false;
    }
    if (c->op == USHER_COMMAND_CONTACT_DIAL) {
        return has_slot_to_dial(state, t->agent, c->channel);
    }
    bool transfer = c->op == USHER_COMMAND_CONTACT_ENQUEUE &&
                    (c->reason == USHER_VIA_QUEUE_TRANSFER || c->reason == USHER_VIA_AGENT_TRANSFER);
    return !transfer || t->contact->transfers < state->centre->options.transfers_max;
}

/* ---- 6. and 7. the queue ----------------------------------------------------------------------- */

/* The overflow buffer for entries that Amazon lets in beyond the limit. */
static uint64_t capacity(const us_state *state, const us_queue_def *queue, uint8_t via)
{
    uint64_t max = queue->max_contacts;
    if (via == USHER_VIA_FLOW) {
        return max;
    }
    bool up = state->centre->options.buffer_rounding == USHER_ROUND_UP;
    return max + (max + (up ? 4 : 0)) / 5;
}

static usher_status check_queue(const us_state *state, const usher_command *c, us_target *t)
{
    t->line = US_NIL;
    if (c->op != USHER_COMMAND_CONTACT_BEGIN && c->op != USHER_COMMAND_CONTACT_ENQUEUE) {
        return USHER_OK;
    }
    if (t->agent != NULL) {
        bool full = t->agent->own_count >= state->centre->options.agent_queue_max;
        return full ? USHER_ERR_FULL : USHER_OK;
    }
    if (c->queue.v == 0) {
        return USHER_OK;
    }
    uint32_t queue = c->queue.v - 1;
    const us_queue_def *def = &state->centre->queues[queue];
    uint8_t via = c->op == USHER_COMMAND_CONTACT_BEGIN ? USHER_VIA_FLOW : c->reason;
    if (!state->queue_enabled[queue]) {
        return USHER_ERR_DISABLED;
    }
    if (def->max_contacts != USHER_UNLIMITED && state->queue_waiting[queue] >= capacity(state, def, via)) {
        return USHER_ERR_FULL;
    }
    usher_channel channel = t->contact != NULL ? t->contact->channel : c->channel;
    t->line = us_centre_line(state->centre, queue, channel);
    return USHER_OK;
}

usher_status us_validate(const us_state *state, const usher_command *command, us_target *target)
{
    *target = (us_target){ .line = US_NIL };
    if (!arguments_valid(state, command, target)) {
        return USHER_ERR_INVALID;
    }
    if (!find_objects(state, command, target)) {
        return USHER_ERR_NOT_FOUND;
    }
    usher_status status = USHER_OK;
    if (command->op == USHER_COMMAND_CONTACT_BEGIN || command->op == USHER_COMMAND_CONTACT_DIAL) {
        status = check_contact_key(state, command, target);
    } else if (command->op == USHER_COMMAND_AGENT_ADD) {
        status = check_agent_name(state, command, target);
    }
    if (status == USHER_OK) {
        status = check_state(state, command, target);
    }
    if (status == USHER_OK && !within_limits(state, command, target)) {
        status = USHER_ERR_LIMIT;
    }
    return status == USHER_OK ? check_queue(state, command, target) : status;
}
