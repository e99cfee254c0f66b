/*
 * changes.c - one place where events are begun, so that number, record and time are always right.
 */
#include "changes.h"

/*
 * Every field is given, once: to clear the event first would cost more than to fill it. What says
 * whom it is about is the caller's.
 */
static inline usher_event *begin_event(us_state *state, uint16_t type, uint64_t actor)
{
    usher_event *event = us_outbox_add(&state->outbox);
    event->record = state->record;
    event->time = state->now;
    event->actor = actor;
    event->until = 0;
    event->value = 0;
    event->profile.v = 0;
    event->status.v = 0;
    event->type = type;
    event->reason = 0;
    event->flags = 0;
    event->reserved = 0;
    return event;
}

/*
 * Once in a chunk of events the next one is due. The two kinds that come in every command do that
 * apart, so that they need not keep what they were called with over another call.
 */
US_APART static usher_event *contact_in_next_chunk(us_state *state, uint16_t type, uint64_t actor,
                                                   const us_contact *contact)
{
    us_outbox_turn(&state->outbox);
    return us_change_contact(state, type, actor, contact);
}

US_APART static usher_event *part_in_next_chunk(us_state *state, uint16_t type, uint64_t actor,
                                                const us_part *part)
{
    us_outbox_turn(&state->outbox);
    return us_change_part(state, type, actor, part);
}

usher_event *us_change(us_state *state, uint16_t type, uint64_t actor)
{
    if (us_outbox_at_limit(&state->outbox)) {
        us_outbox_turn(&state->outbox);
    }
    usher_event *event = begin_event(state, type, actor);
    event->contact.v = 0;
    event->agent.v = 0;
    event->participant.v = 0;
    event->tag = 0;
    event->queue.v = 0;
    event->channel = USHER_CHANNEL_NONE;
    return event;
}

usher_event *us_change_contact(us_state *state, uint16_t type, uint64_t actor,
                               const us_contact *contact)
{
    if (us_outbox_at_limit(&state->outbox)) {
        return contact_in_next_chunk(state, type, actor, contact);
    }
    usher_event *event = begin_event(state, type, actor);
    event->contact.v = contact->id;
    event->agent.v = 0;
    event->participant.v = 0;
    event->tag = contact->tag;
    event->queue = contact->queue;
    event->channel = contact->channel;
    return event;
}

usher_event *us_change_part(us_state *state, uint16_t type, uint64_t actor, const us_part *part)
{
    if (us_outbox_at_limit(&state->outbox)) {
        return part_in_next_chunk(state, type, actor, part);
    }
    usher_event *event = begin_event(state, type, actor);
    event->contact.v = part->contact;
    event->agent.v = part->agent->id;
    event->participant.v = part->id;
    event->value = (int64_t)part->leg;
    event->tag = part->tag;
    event->queue = part->queue;
    event->channel = part->channel;
    return event;
}

usher_event *us_change_agent(us_state *state, uint16_t type, uint64_t actor, const us_agent *agent)
{
    usher_event *event = us_change(state, type, actor);
    event->agent.v = agent->id;
    event->tag = agent->tag;
    return event;
}
