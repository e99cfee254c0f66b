/*
 * query.c - reading the applied state. Nothing here changes anything.
 */
#include "engine.h"

#include "base/hash.h"
#include "rules/fit.h"
#include "state/agent.h"
#include "state/contact.h"
#include "state/line.h"
#include "watch/digest.h"

#include <string.h>

usher_time usher_engine_now(const usher_engine *engine)
{
    return engine->state.now;
}

usher_time usher_engine_next_due(const usher_engine *engine)
{
    const us_state *state = &engine->state;
    if (us_engine_is_behind(engine)) {
        return state->now;
    }
    usher_time deadline = state->deadlines.due;
    usher_time sight = state->sights.due;
    return deadline < sight ? deadline : sight;
}

/* ---- contacts -------------------------------------------------------------------------------- */

static const us_contact *contact_by_id(const usher_engine *engine, usher_contact_id contact)
{
    return us_pool_find(&engine->state.contacts, contact.v);
}

/* What only the part of the agent who answered last knows. */
static void add_agent_of(const us_state *state, const us_contact *contact, usher_contact_info *out)
{
    for (uint32_t slot = contact->parts; slot != US_NIL;
         slot = us_part_at(state, slot)->contact_next) {
        const us_part *part = us_part_at(state, slot);
        if (part->served) {
            out->agent.v = part->agent->id;
            out->profile.v = part->profile + 1;
            out->answered = part->dialled ? part->connected : part->answered;
            out->connected = part->connected;
        }
    }
}

static void add_place(const us_state *state, const us_contact *contact, usher_contact_info *out)
{
    out->overdue = contact->state == USHER_CONTACT_QUEUED && contact->overdue;
    if (!us_line_is_own(contact->line)) {
        out->queue.v = us_line_queue_index(contact->line) + 1;
    } else if (contact->line != US_NIL && contact->state == USHER_CONTACT_QUEUED) {
        out->agent_queue.v = us_agent_at(state, us_line_owner(state, contact->line))->id;
    }
}

bool usher_contact_get(const usher_engine *engine, usher_contact_id id, usher_contact_info *out)
{
    const us_contact *contact = contact_by_id(engine, id);
    if (contact == NULL) {
        return false;
    }
    *out = (usher_contact_info){ .id = id,
                                 .state = contact->state,
                                 .channel = contact->channel,
                                 .held = contact->held,
                                 .offers = (uint16_t)contact->offers,
                                 .priority = contact->priority,
                                 .age = contact->age,
                                 .begun = contact->begun,
                                 .enqueued = contact->enqueued,
                                 .first_enqueued = contact->first_enqueued,
                                 .answered = USHER_TIME_NEVER,
                                 .connected = USHER_TIME_NEVER,
                                 .ended = us_contact_ended(contact),
                                 .offers_made = contact->offers_made,
                                 .transfers = contact->transfers,
                                 .tag = contact->tag };
    add_place(&engine->state, contact, out);
    add_agent_of(&engine->state, contact, out);
    return true;
}

usher_participant_id usher_contact_customer(usher_contact_id contact)
{
    return (usher_participant_id){ contact.v != 0 ? contact.v | US_CUSTOMER_BIT : 0 };
}

usher_contact_id usher_contact_find(const usher_engine *engine, const char *key)
{
    const us_state *state = &engine->state;
    size_t size = strlen(key);
    uint64_t hash = us_hash_bytes(state->seed, key, size);
    uint32_t slot;
    for (uint32_t at = 0; (slot = us_table_find(&state->contact_keys, hash, &at)) != US_NIL;) {
        const us_contact *contact = us_contact_at(state, slot);
        if (us_texts_equal(&state->texts, contact->key, key, size)) {
            return (usher_contact_id){ contact->id };
        }
    }
    return (usher_contact_id){ 0 };
}

static size_t copy_text(const usher_engine *engine, bool found, us_text text, char *buffer,
                        size_t size)
{
    if (size > 0) {
        buffer[0] = '\0';
    }
    return found && text != US_NIL ? us_texts_copy(&engine->state.texts, text, buffer, size) : 0;
}

size_t usher_contact_key(const usher_engine *engine, usher_contact_id id, char *buffer, size_t size)
{
    const us_contact *contact = contact_by_id(engine, id);
    return copy_text(engine, contact != NULL, contact != NULL ? contact->key : US_NIL, buffer,
                     size);
}

size_t usher_contact_endpoint(const usher_engine *engine, usher_contact_id id, char *buffer,
                              size_t size)
{
    const us_contact *contact = contact_by_id(engine, id);
    return copy_text(engine, contact != NULL, contact != NULL ? contact->endpoint : US_NIL, buffer,
                     size);
}

uint32_t usher_contact_position(const usher_engine *engine, usher_contact_id id)
{
    const us_contact *contact = contact_by_id(engine, id);
    bool waits = contact != NULL && contact->state == USHER_CONTACT_QUEUED;
    return waits ? us_line_position(&engine->state, contact) : 0;
}

/* ---- agents ---------------------------------------------------------------------------------- */

static const us_agent *agent_of(const usher_engine *engine, usher_agent_id agent)
{
    return us_pool_find(&engine->state.agents, agent.v);
}

static void add_slots(const us_state *state, const us_agent *agent, usher_agent_info *out)
{
    const us_profile *profile = us_agent_profile(state, agent);
    bool keep = state->centre->options.slots_with_next_status == USHER_NEXT_STATUS_KEEP;
    bool waits = agent->next_status != 0 && (!keep || us_agent_is_leaving(agent));
    bool shown = us_agent_is_routable(state, agent) && !waits && !agent->gone;
    uint8_t open = shown ? us_agent_open_channels(state, agent) : 0;
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        out->occupied[channel] = (uint16_t)(agent->occupied[channel] - agent->outside[channel]);
        out->outside[channel] = agent->outside[channel];
        out->slots[channel] = profile->max[channel];
        if (open >> channel & 1) {
            out->available[channel] = (uint16_t)(profile->max[channel] - agent->occupied[channel]);
        }
    }
}

bool usher_agent_get(const usher_engine *engine, usher_agent_id id, usher_agent_info *out)
{
    const us_agent *agent = agent_of(engine, id);
    if (agent == NULL) {
        return false;
    }
    bool leaving = us_agent_is_leaving(agent);
    *out = (usher_agent_info){ .id = id,
                               .profile = { agent->profile + 1 },
                               .group = { agent->group },
                               .status = { agent->status + 1u },
                               .next_status = { leaving ? 0 : agent->next_status },
                               .available_since = agent->since,
                               .status_since = agent->status_since,
                               .in_hand = agent->in_hand,
                               .auto_accept = agent->auto_accept,
                               .gone = agent->gone,
                               .leaving = leaving,
                               .agent_queue_count = agent->own_count,
                               .tag = agent->tag };
    add_slots(&engine->state, agent, out);
    return true;
}

usher_agent_id usher_agent_find(const usher_engine *engine, const char *name)
{
    const us_state *state = &engine->state;
    const us_agent *agent = us_agent_by_name(state, name, strlen(name));
    return (usher_agent_id){ agent != NULL ? agent->id : 0 };
}

size_t usher_agent_name(const usher_engine *engine, usher_agent_id id, char *buffer, size_t size)
{
    const us_agent *agent = agent_of(engine, id);
    return copy_text(engine, agent != NULL, agent != NULL ? agent->name : US_NIL, buffer, size);
}

size_t usher_agent_device(const usher_engine *engine, usher_agent_id id, char *buffer, size_t size)
{
    const us_agent *agent = agent_of(engine, id);
    return copy_text(engine, agent != NULL, agent != NULL ? agent->device : US_NIL, buffer, size);
}

/* ---- parts ----------------------------------------------------------------------------------- */

static void describe_customer(const us_contact *contact, usher_participant_id id,
                              usher_participant_info *out)
{
    bool ended = contact->state == USHER_CONTACT_ENDED;
    *out = (usher_participant_info){ .id = id,
                                     .contact = { contact->id },
                                     .role = USHER_ROLE_CUSTOMER,
                                     .state = contact->customer,
                                     .reason = ended ? contact->reason : USHER_REASON_NONE,
                                     .channel = contact->channel,
                                     .since = contact->customer_since,
                                     .until = USHER_TIME_NEVER,
                                     .leg = contact->leg };
}

bool usher_participant_get(const usher_engine *engine, usher_participant_id id,
                           usher_participant_info *out)
{
    const us_state *state = &engine->state;
    if ((id.v & US_CUSTOMER_BIT) != 0) {
        const us_contact *contact =
            us_pool_find(&state->contacts, id.v & ~(uint64_t)US_CUSTOMER_BIT);
        if (contact != NULL) {
            describe_customer(contact, id, out);
        }
        return contact != NULL;
    }
    const us_part *part = us_pool_find(&state->parts, id.v);
    if (part == NULL) {
        return false;
    }
    *out = (usher_participant_info){ .id = id,
                                     .contact = { part->contact },
                                     .agent = { part->agent->id },
                                     .role = USHER_ROLE_AGENT,
                                     .state = part->state,
                                     .reason = part->reason,
                                     .channel = part->channel,
                                     .queue = part->queue,
                                     .since = part->since,
                                     .until = part->until,
                                     .leg = part->leg };
    return true;
}

static usher_participant_id id_of_part(const us_state *state, uint32_t slot)
{
    return (usher_participant_id){ slot != US_NIL ? us_part_at(state, slot)->id : 0 };
}

usher_participant_id usher_agent_next_part(const usher_engine *engine, usher_agent_id id,
                                           usher_participant_id after)
{
    const us_state *state = &engine->state;
    const us_agent *agent = agent_of(engine, id);
    const us_part *part = us_pool_find(&state->parts, after.v);
    bool of_agent = part != NULL && part->agent == agent;
    if (agent == NULL || (after.v != 0 && !of_agent)) {
        return (usher_participant_id){ 0 };
    }
    return id_of_part(state, part != NULL ? part->agent_next : agent->parts);
}

usher_participant_id usher_contact_next_part(const usher_engine *engine, usher_contact_id id,
                                             usher_participant_id after)
{
    const us_state *state = &engine->state;
    const us_contact *contact = contact_by_id(engine, id);
    const us_part *part = us_pool_find(&state->parts, after.v);
    if (contact == NULL ||
        (after.v != 0 && (part == NULL || part->contact != id.v || part->joined != contact))) {
        return (usher_participant_id){ 0 };
    }
    return id_of_part(state, part != NULL ? part->contact_next : contact->parts);
}

/* ---- queues and the whole -------------------------------------------------------------------- */

bool usher_queue_get(const usher_engine *engine, usher_queue_ref queue, usher_queue_info *out)
{
    const us_state *state = &engine->state;
    if (queue.v == 0 || queue.v > engine->centre->queues_count) {
        return false;
    }
    if (us_queue_is_gone(state, queue.v - 1)) {
        return false;
    }
    *out = (usher_queue_info){ .ref = queue,
                               .enabled = state->queue_enabled[queue.v - 1],
                               .leaving =
                                   engine->centre->queues[queue.v - 1].presence == US_IS_LEAVING,
                               .waiting = state->queue_waiting[queue.v - 1] };
    for (uint32_t channel = 0; channel < engine->centre->channels_count; channel++) {
        uint32_t line = us_line_of(queue.v - 1, (usher_channel)channel);
        out->waiting_by_channel[channel] = state->lines[line].order.count;
    }
    return true;
}

usher_contact_id usher_queue_next_waiting(const usher_engine *engine, usher_queue_ref queue,
                                          usher_channel channel, usher_contact_id after)
{
    const us_state *state = &engine->state;
    usher_contact_id none = { 0 };
    if (queue.v == 0 || queue.v > engine->centre->queues_count ||
        channel >= engine->centre->channels_count) {
        return none;
    }
    const us_line *line = us_line_at(state, us_line_of(queue.v - 1, channel));
    us_key key;
    bool found;
    if (after.v == 0) {
        found = us_order_first(&line->order, INT64_MAX, &key);
    } else {
        const us_contact *last = contact_by_id(engine, after);
        if (last == NULL || last->state != USHER_CONTACT_QUEUED) {
            return none;
        }
        us_key at = us_contact_key(last);
        found = us_order_next(&line->order, &at, INT64_MAX, &key);
    }
    return found ? (usher_contact_id){ key.id } : none;
}

static uint64_t next_in(const us_pool *pool, uint64_t after)
{
    uint32_t slot = us_pool_next(pool, after == 0 ? 0 : us_slot(after) + 1);
    return slot != US_NIL ? *(const uint64_t *)us_pool_at(pool, slot) : 0;
}

usher_agent_id usher_engine_next_agent(const usher_engine *engine, usher_agent_id after)
{
    return (usher_agent_id){ next_in(&engine->state.agents, after.v) };
}

usher_contact_id usher_engine_next_contact(const usher_engine *engine, usher_contact_id after)
{
    return (usher_contact_id){ next_in(&engine->state.contacts, after.v) };
}

/* Records are in order: the last visible event is found by halving. */
static uint64_t last_visible(const usher_engine *engine)
{
    const us_outbox *outbox = &engine->state.outbox;
    uint64_t low = outbox->first;
    uint64_t high = outbox->next;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (us_outbox_at(outbox, middle)->record <= engine->durable) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low - 1;
}

void usher_engine_get(const usher_engine *engine, usher_engine_info *out)
{
    const us_state *state = &engine->state;
    *out = (usher_engine_info){ .now = state->now,
                                .record = state->record,
                                .record_durable =
                                    engine->record != NULL ? engine->durable : state->record,
                                .event = state->outbox.next - 1,
                                .event_visible = last_visible(engine),
                                .event_confirmed = state->outbox.first - 1,
                                .digest = engine->digest_kept ? engine->digest : 0,
                                .time_back = engine->time_back,
                                .contacts = state->contacts.live,
                                .agents = state->agents.live,
                                .participants = state->parts.live,
                                .waiting = state->waiting,
                                .bytes = engine->mem.bytes,
                                .fenced = engine->fenced,
                                .work_left = us_engine_is_behind(engine),
                                .entries_stopped = state->closing != NULL };
}

uint64_t usher_engine_state_digest(const usher_engine *engine)
{
    return us_digest_state(&engine->state);
}
