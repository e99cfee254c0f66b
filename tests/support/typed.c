/* typed.c - each kind of command by its function. */
#include "typed.h"

static usher_status add_agent(usher_engine *e, const usher_command *c, uint64_t *id)
{
    usher_agent_add_options o = USHER_AGENT_ADD_OPTIONS_INIT;
    usher_agent_id agent = { 0 };
    o.name = c->key;
    o.device = c->endpoint;
    o.profile = c->profile;
    o.group = c->group;
    o.auto_accept = c->flag;
    o.tag = c->tag;
    for (int i = 0; c->acw_by_channel != NULL && i < USHER_CHANNELS_MAX; i++) {
        o.acw[i] = c->acw_by_channel[i];
    }
    usher_status status = usher_agent_add(e, c->now, &o, &agent);
    *id = agent.v;
    return status;
}

static usher_status begin(usher_engine *e, const usher_command *c, uint64_t *id)
{
    usher_contact_begin_options o = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id contact = { 0 };
    o.channel = c->channel;
    o.queue = c->queue;
    o.agent = c->agent;
    o.key = c->key;
    o.customer = c->endpoint;
    o.priority = c->priority;
    o.age = c->age;
    o.acw = c->acw;
    o.tag = c->tag;
    usher_status status = c->op == USHER_COMMAND_CONTACT_BEGIN
                              ? usher_contact_begin(e, c->now, &o, &contact)
                              : usher_contact_dial(e, c->now, &o, &contact);
    *id = contact.v;
    return status;
}

/* To a queue or to an agent; a value with both, or with neither, has no function. */
static usher_status enqueue(usher_engine *e, const usher_command *c)
{
    if (c->agent.v == 0) {
        return usher_contact_enqueue(e, c->now, c->contact, c->queue, c->reason);
    }
    return c->queue.v == 0 ? usher_contact_enqueue_agent(e, c->now, c->contact, c->agent, c->reason)
                           : usher_engine_submit(e, c, NULL);
}

static usher_status tell_part(usher_engine *e, const usher_command *c)
{
    switch (c->op) {
    case USHER_COMMAND_REPORT_RINGING:
        return usher_report_ringing(e, c->now, c->participant);
    case USHER_COMMAND_REPORT_ANSWERED:
        return usher_report_answered(e, c->now, c->participant);
    case USHER_COMMAND_REPORT_ANSWERED_BY:
        return usher_report_answered_by(e, c->now, c->participant, c->agent);
    case USHER_COMMAND_REPORT_JOINED:
        return usher_report_joined(e, c->now, c->participant);
    case USHER_COMMAND_REPORT_FAILED:
        return usher_report_failed(e, c->now, c->participant, c->reason);
    case USHER_COMMAND_REPORT_JOIN_FAILED:
        return usher_report_join_failed(e, c->now, c->participant, c->reason);
    case USHER_COMMAND_REPORT_LEFT:
        return usher_report_left(e, c->now, c->participant);
    case USHER_COMMAND_REPORT_LEG:
        return usher_report_leg(e, c->now, c->participant, c->value);
    default:
        return usher_participant_clear(e, c->now, c->participant);
    }
}

static usher_status tell_agent(usher_engine *e, const usher_command *c)
{
    switch (c->op) {
    case USHER_COMMAND_AGENT_REMOVE:
        return usher_agent_remove(e, c->now, c->agent);
    case USHER_COMMAND_AGENT_SET_STATUS:
        return usher_agent_set_status(e, c->now, c->agent, c->status);
    case USHER_COMMAND_AGENT_SET_PROFILE:
        return usher_agent_set_profile(e, c->now, c->agent, c->profile);
    case USHER_COMMAND_AGENT_FORCE_OUT:
        return usher_agent_force_out(e, c->now, c->agent, c->status, c->flag);
    case USHER_COMMAND_REPORT_AGENT_GONE:
        return usher_report_agent_gone(e, c->now, c->agent);
    case USHER_COMMAND_REPORT_AGENT_REACHABLE:
        return usher_report_agent_reachable(e, c->now, c->agent);
    default:
        return c->value <= UINT32_MAX
                   ? usher_report_outside_load(e, c->now, c->agent, c->channel, (uint32_t)c->value)
                   : usher_engine_submit(e, c, NULL);
    }
}

static usher_status tell_queue(usher_engine *e, const usher_command *c)
{
    switch (c->op) {
    case USHER_COMMAND_QUEUE_SET_ENABLED:
        return usher_queue_set_enabled(e, c->now, c->queue, c->flag != 0);
    case USHER_COMMAND_QUEUE_END_WAITING:
        return usher_queue_end_waiting(e, c->now, c->queue, c->channel, c->reason);
    default:
        return c->value <= UINT32_MAX
                   ? usher_queue_move_waiting(e, c->now, c->queue, c->channel,
                                              (usher_queue_ref){ (uint32_t)c->value })
                   : usher_engine_submit(e, c, NULL);
    }
}

static usher_status tell_contact(usher_engine *e, const usher_command *c)
{
    switch (c->op) {
    case USHER_COMMAND_CONTACT_ENQUEUE:
        return enqueue(e, c);
    case USHER_COMMAND_CONTACT_SET_PRIORITY:
        return usher_contact_set_priority(e, c->now, c->contact, c->priority);
    case USHER_COMMAND_CONTACT_SET_AGE:
        return usher_contact_set_age(e, c->now, c->contact, c->age);
    case USHER_COMMAND_CONTACT_HOLD:
        return usher_contact_hold(e, c->now, c->contact, c->flag != 0);
    default:
        return usher_contact_end(e, c->now, c->contact, c->reason);
    }
}

static usher_status call(usher_engine *e, const usher_command *c, uint64_t *id)
{
    switch (c->op) {
    case USHER_COMMAND_ADVANCE:
        return usher_engine_advance(e, c->now);
    case USHER_COMMAND_RESUME:
        return usher_engine_resume(e, c->now);
    case USHER_COMMAND_STOP_ENTRIES:
        return usher_engine_stop_entries(e, c->now, c->flag != 0);
    case USHER_COMMAND_AGENT_ADD:
        return add_agent(e, c, id);
    case USHER_COMMAND_CONTACT_BEGIN:
    case USHER_COMMAND_CONTACT_DIAL:
        return begin(e, c, id);
    case USHER_COMMAND_CONTACT_ENQUEUE:
    case USHER_COMMAND_CONTACT_SET_PRIORITY:
    case USHER_COMMAND_CONTACT_SET_AGE:
    case USHER_COMMAND_CONTACT_HOLD:
    case USHER_COMMAND_CONTACT_END:
        return tell_contact(e, c);
    case USHER_COMMAND_QUEUE_SET_ENABLED:
    case USHER_COMMAND_QUEUE_END_WAITING:
    case USHER_COMMAND_QUEUE_MOVE_WAITING:
        return tell_queue(e, c);
    case USHER_COMMAND_AGENT_REMOVE:
    case USHER_COMMAND_AGENT_SET_STATUS:
    case USHER_COMMAND_AGENT_SET_PROFILE:
    case USHER_COMMAND_AGENT_FORCE_OUT:
    case USHER_COMMAND_REPORT_AGENT_GONE:
    case USHER_COMMAND_REPORT_AGENT_REACHABLE:
    case USHER_COMMAND_REPORT_OUTSIDE_LOAD:
        return tell_agent(e, c);
    case USHER_COMMAND_REPORT_RINGING:
    case USHER_COMMAND_REPORT_ANSWERED:
    case USHER_COMMAND_REPORT_ANSWERED_BY:
    case USHER_COMMAND_REPORT_JOINED:
    case USHER_COMMAND_REPORT_FAILED:
    case USHER_COMMAND_REPORT_JOIN_FAILED:
    case USHER_COMMAND_REPORT_LEFT:
    case USHER_COMMAND_REPORT_LEG:
    case USHER_COMMAND_PARTICIPANT_CLEAR:
        return tell_part(e, c);
    default:
        return usher_engine_submit(e, c, id);
    }
}

usher_status typed_submit(usher_engine *engine, const usher_command *c, uint64_t *id)
{
    uint64_t made = 0;
    uint64_t actor = usher_engine_set_actor(engine, c->actor);
    usher_status status = call(engine, c, &made);
    (void)usher_engine_set_actor(engine, actor);
    if (id != NULL) {
        *id = made;
    }
    return status;
}
