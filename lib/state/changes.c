/*
 * changes.c - one place where events are begun, so that number, record and time are always right.
 */
#include "changes.h"

/* Every field is given, once: to clear the event first would cost more than to fill it. */
static inline usher_event *change(us_state *state, uint16_t type, uint64_t actor,
                                  const usher_event *object)
{
    uint64_t number = state->outbox.next;
    usher_event *event = state->outbox.place;
    us_assert(number < state->outbox.end);
    *event = (usher_event){ .number = number,
                            .record = state->record,
                            .time = state->now,
                            .actor = actor,
                            .contact = object->contact,
                            .agent = object->agent,
                            .participant = object->participant,
                            .until = 0,
                            .value = 0,
                            .tag = object->tag,
                            .queue = object->queue,
                            .profile = { 0 },
                            .status = { 0 },
                            .type = type,
                            .channel = object->channel,
                            .reason = 0,
                            .flags = 0,
                            .reserved = 0 };
    us_outbox_filled(&state->outbox);
    return event;
}

usher_event *us_change(us_state *state, uint16_t type, uint64_t actor)
{
    return change(state, type, actor, &(usher_event){ .channel = USHER_CHANNEL_NONE });
}

usher_event *us_change_contact(us_state *state, uint16_t type, uint64_t actor,
                               const us_contact *contact)
{
    return change(state, type, actor,
                  &(usher_event){ .contact = { contact->id },
                                  .tag = contact->tag,
                                  .queue = contact->queue,
                                  .channel = contact->channel });
}

usher_event *us_change_part(us_state *state, uint16_t type, uint64_t actor, const us_part *part)
{
    return change(state, type, actor,
                  &(usher_event){ .contact = { part->contact },
                                  .agent = { part->agent->id },
                                  .participant = { part->id },
                                  .tag = part->tag,
                                  .queue = part->queue,
                                  .channel = part->channel });
}

usher_event *us_change_agent(us_state *state, uint16_t type, uint64_t actor, const us_agent *agent)
{
    return change(
        state, type, actor,
        &(usher_event){ .agent = { agent->id }, .tag = agent->tag, .channel = USHER_CHANNEL_NONE });
}
