/*
 * changes.c - one place where events are begun, so that number, record and time are always right.
 */
#include "changes.h"

usher_event *us_change(us_state *state, uint16_t type, uint64_t actor)
{
    uint64_t number = state->outbox.next;
    usher_event *event = us_outbox_add(&state->outbox);
    *event = (usher_event){ .number = number,
                            .record = state->record,
                            .time = state->now,
                            .actor = actor,
                            .type = type,
                            .channel = USHER_CHANNEL_NONE };
    return event;
}

static usher_queue_ref queue_of(const us_state *state, uint32_t line)
{
    bool standard = line < state->centre->lines_count;
    return (usher_queue_ref){ standard ? us_centre_line_queue(state->centre, line) + 1 : 0 };
}

usher_event *us_change_contact(us_state *state, uint16_t type, uint64_t actor, const us_contact *contact)
{
    usher_event *event = us_change(state, type, actor);
    event->contact.v = contact->id;
    event->tag = contact->tag;
    event->channel = contact->channel;
    event->queue = queue_of(state, contact->line);
    return event;
}

usher_event *us_change_part(us_state *state, uint16_t type, uint64_t actor, const us_part *part)
{
    usher_event *event = us_change(state, type, actor);
    event->contact.v = part->contact;
    event->agent.v = us_agent_at(state, part->agent)->id;
    event->participant.v = part->id;
    event->tag = part->tag;
    event->channel = part->channel;
    event->queue = queue_of(state, part->line);
    return event;
}

usher_event *us_change_agent(us_state *state, uint16_t type, uint64_t actor, const us_agent *agent)
{
    usher_event *event = us_change(state, type, actor);
    event->agent.v = agent->id;
    event->tag = agent->tag;
    return event;
}
