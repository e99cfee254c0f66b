/*
 * commands.c - the typed functions: each fills a command and runs it.
 */
#include "engine.h"

#include <usher/operate.h>

/* An empty command. Field by field: compilers clear large structs at a high price. */
static inline usher_command new_command(const usher_engine *engine, uint16_t op, usher_time now)
{
    usher_command command;
    command.size = sizeof command;
    command.op = op;
    command.channel = 0;
    command.reason = 0;
    command.flag = 0;
    command.now = now;
    command.actor = engine->actor;
    command.contact.v = 0;
    command.agent.v = 0;
    command.participant.v = 0;
    command.queue.v = 0;
    command.profile.v = 0;
    command.status.v = 0;
    command.group.v = 0;
    command.priority = 0;
    command.age = 0;
    command.acw = 0;
    command.tag = 0;
    command.key = NULL;
    command.endpoint = NULL;
    command.acw_by_channel = NULL;
    command.value = 0;
    return command;
}

/* Requests, and time; facts see to it themselves that nobody else is inside. */
static inline usher_status ask(usher_engine *engine, const usher_command *command, uint64_t *id)
{
    if (!us_engine_enter(engine)) {
        return USHER_ERR_REENTRANT;
    }
    usher_status status = us_run(engine, command, id);
    us_engine_leave(engine);
    return status;
}

static usher_status run(usher_engine *engine, const usher_command *command)
{
    uint64_t id;
    return ask(engine, command, &id);
}

const char *usher_command_name(uint32_t op)
{
    switch (op) {
#define USHER_X(ENUM, number, name) \
    case USHER_COMMAND_##ENUM:      \
        return name;
        USHER_COMMAND_MAP(USHER_X)
#undef USHER_X
    default:
        return "?";
    }
}

usher_status usher_engine_submit(usher_engine *engine, const usher_command *command, uint64_t *id)
{
    if (command == NULL || command->size != sizeof *command) {
        return USHER_ERR_INVALID;
    }
    uint64_t made = 0;
    usher_status status =
        us_is_fact(command->op) ? us_fact_submit(engine, command) : ask(engine, command, &made);
    if (id != NULL) {
        *id = made;
    }
    return status;
}

uint64_t usher_engine_set_actor(usher_engine *engine, uint64_t actor)
{
    uint64_t before = engine->actor;
    engine->actor = actor;
    return before;
}

usher_status usher_engine_advance(usher_engine *engine, usher_time now)
{
    usher_command command = new_command(engine, USHER_COMMAND_ADVANCE, now);
    return run(engine, &command);
}

usher_status usher_engine_resume(usher_engine *engine, usher_time now)
{
    usher_command command = new_command(engine, USHER_COMMAND_RESUME, now);
    return run(engine, &command);
}

usher_status usher_engine_stop_entries(usher_engine *engine, usher_time now, bool stop)
{
    usher_command command = new_command(engine, USHER_COMMAND_STOP_ENTRIES, now);
    command.flag = stop;
    return run(engine, &command);
}

usher_status usher_agent_add(usher_engine *engine, usher_time now, const usher_agent_add_options *o,
                             usher_agent_id *out)
{
    if (o == NULL || o->size != sizeof *o) {
        return USHER_ERR_INVALID;
    }
    uint64_t id = 0;
    usher_command command = new_command(engine, USHER_COMMAND_AGENT_ADD, now);
    command.key = o->name;
    command.endpoint = o->device;
    command.profile = o->profile;
    command.group = o->group;
    command.flag = o->auto_accept;
    command.tag = o->tag;
    command.acw_by_channel = o->acw;
    usher_status status = ask(engine, &command, &id);
    if (out != NULL && status >= USHER_OK) {
        out->v = id;
    }
    return status;
}

usher_status usher_agent_remove(usher_engine *engine, usher_time now, usher_agent_id agent)
{
    usher_command command = new_command(engine, USHER_COMMAND_AGENT_REMOVE, now);
    command.agent = agent;
    return run(engine, &command);
}

usher_status usher_agent_set_status(usher_engine *engine, usher_time now, usher_agent_id agent,
                                    usher_agent_status_ref status)
{
    usher_command command = new_command(engine, USHER_COMMAND_AGENT_SET_STATUS, now);
    command.agent = agent;
    command.status = status;
    return run(engine, &command);
}

usher_status usher_agent_force_out(usher_engine *engine, usher_time now, usher_agent_id agent,
                                   usher_agent_status_ref status, int rule)
{
    usher_command command = new_command(engine, USHER_COMMAND_AGENT_FORCE_OUT, now);
    command.agent = agent;
    command.status = status;
    command.flag = us_small_word(rule);
    return run(engine, &command);
}

usher_status usher_agent_set_profile(usher_engine *engine, usher_time now, usher_agent_id agent,
                                     usher_profile_ref profile)
{
    usher_command command = new_command(engine, USHER_COMMAND_AGENT_SET_PROFILE, now);
    command.agent = agent;
    command.profile = profile;
    return run(engine, &command);
}

static usher_status begin(usher_engine *engine, uint16_t op, usher_time now,
                          const usher_contact_begin_options *o, usher_contact_id *out)
{
    uint64_t id = 0;
    usher_command command = new_command(engine, op, now);
    command.channel = o->channel;
    command.queue = o->queue;
    command.agent = o->agent;
    command.key = o->key;
    command.endpoint = o->customer;
    command.priority = o->priority;
    command.age = o->age;
    command.acw = o->acw;
    command.tag = o->tag;
    usher_status status = us_run(engine, &command, &id);
    if (out != NULL && status >= USHER_OK) {
        out->v = id;
    }
    return status;
}

usher_status us_begin(usher_engine *engine, usher_time now,
                      const usher_contact_begin_options *options, usher_contact_id *out)
{
    return begin(engine, USHER_COMMAND_CONTACT_BEGIN, now, options, out);
}

usher_status usher_contact_dial(usher_engine *engine, usher_time now,
                                const usher_contact_begin_options *options, usher_contact_id *out)
{
    if (options == NULL || options->size != sizeof *options) {
        return USHER_ERR_INVALID;
    }
    if (!us_engine_enter(engine)) {
        return USHER_ERR_REENTRANT;
    }
    usher_status status = begin(engine, USHER_COMMAND_CONTACT_DIAL, now, options, out);
    us_engine_leave(engine);
    return status;
}

usher_status usher_contact_enqueue(usher_engine *engine, usher_time now, usher_contact_id contact,
                                   usher_queue_ref queue, int via)
{
    usher_command command = new_command(engine, USHER_COMMAND_CONTACT_ENQUEUE, now);
    command.contact = contact;
    command.queue = queue;
    command.reason = us_small_word(via);
    return run(engine, &command);
}

usher_status usher_contact_enqueue_agent(usher_engine *engine, usher_time now,
                                         usher_contact_id contact, usher_agent_id agent, int via)
{
    usher_command command = new_command(engine, USHER_COMMAND_CONTACT_ENQUEUE, now);
    command.contact = contact;
    command.agent = agent;
    command.reason = us_small_word(via);
    return run(engine, &command);
}

usher_status usher_contact_set_priority(usher_engine *engine, usher_time now,
                                        usher_contact_id contact, int64_t priority)
{
    usher_command command = new_command(engine, USHER_COMMAND_CONTACT_SET_PRIORITY, now);
    command.contact = contact;
    command.priority = priority;
    return run(engine, &command);
}

usher_status usher_contact_set_age(usher_engine *engine, usher_time now, usher_contact_id contact,
                                   usher_duration age)
{
    usher_command command = new_command(engine, USHER_COMMAND_CONTACT_SET_AGE, now);
    command.contact = contact;
    command.age = age;
    return run(engine, &command);
}

usher_status usher_contact_hold(usher_engine *engine, usher_time now, usher_contact_id contact,
                                bool held)
{
    usher_command command = new_command(engine, USHER_COMMAND_CONTACT_HOLD, now);
    command.contact = contact;
    command.flag = held;
    return run(engine, &command);
}

usher_status usher_queue_set_enabled(usher_engine *engine, usher_time now, usher_queue_ref queue,
                                     bool enabled)
{
    usher_command command = new_command(engine, USHER_COMMAND_QUEUE_SET_ENABLED, now);
    command.queue = queue;
    command.flag = enabled;
    return run(engine, &command);
}

usher_status usher_queue_end_waiting(usher_engine *engine, usher_time now, usher_queue_ref queue,
                                     usher_channel channel, int reason)
{
    usher_command command = new_command(engine, USHER_COMMAND_QUEUE_END_WAITING, now);
    command.queue = queue;
    command.channel = channel;
    command.reason = us_small_word(reason);
    return run(engine, &command);
}

usher_status usher_queue_move_waiting(usher_engine *engine, usher_time now, usher_queue_ref queue,
                                      usher_channel channel, usher_queue_ref to)
{
    usher_command command = new_command(engine, USHER_COMMAND_QUEUE_MOVE_WAITING, now);
    command.queue = queue;
    command.channel = channel;
    command.value = to.v;
    return run(engine, &command);
}

usher_status usher_report_failed(usher_engine *engine, usher_time now,
                                 usher_participant_id participant, int cause)
{
    usher_command command = new_command(engine, USHER_COMMAND_REPORT_FAILED, now);
    command.participant = participant;
    command.reason = us_small_word(cause);
    return us_fact_submit(engine, &command);
}

usher_status usher_report_left(usher_engine *engine, usher_time now,
                               usher_participant_id participant)
{
    usher_command command = new_command(engine, USHER_COMMAND_REPORT_LEFT, now);
    command.participant = participant;
    return us_fact_submit(engine, &command);
}

usher_status usher_report_answered_by(usher_engine *engine, usher_time now,
                                      usher_participant_id participant, usher_agent_id agent)
{
    usher_command command = new_command(engine, USHER_COMMAND_REPORT_ANSWERED_BY, now);
    command.participant = participant;
    command.agent = agent;
    return us_fact_submit(engine, &command);
}

usher_status usher_report_join_failed(usher_engine *engine, usher_time now,
                                      usher_participant_id participant, int cause)
{
    usher_command command = new_command(engine, USHER_COMMAND_REPORT_JOIN_FAILED, now);
    command.participant = participant;
    command.reason = us_small_word(cause);
    return us_fact_submit(engine, &command);
}

usher_status usher_report_leg(usher_engine *engine, usher_time now,
                              usher_participant_id participant, uint64_t leg)
{
    usher_command command = new_command(engine, USHER_COMMAND_REPORT_LEG, now);
    command.participant = participant;
    command.value = leg;
    return us_fact_submit(engine, &command);
}

static usher_status about_agent(usher_engine *engine, uint16_t op, usher_time now,
                                usher_agent_id agent)
{
    usher_command command = new_command(engine, op, now);
    command.agent = agent;
    return us_agent_fact(engine, &command);
}

usher_status usher_report_agent_gone(usher_engine *engine, usher_time now, usher_agent_id agent)
{
    return about_agent(engine, USHER_COMMAND_REPORT_AGENT_GONE, now, agent);
}

usher_status usher_report_agent_reachable(usher_engine *engine, usher_time now,
                                          usher_agent_id agent)
{
    return about_agent(engine, USHER_COMMAND_REPORT_AGENT_REACHABLE, now, agent);
}

usher_status usher_report_outside_load(usher_engine *engine, usher_time now, usher_agent_id agent,
                                       usher_channel channel, uint32_t slots)
{
    usher_command command = new_command(engine, USHER_COMMAND_REPORT_OUTSIDE_LOAD, now);
    command.agent = agent;
    command.channel = channel;
    command.value = slots;
    return us_agent_fact(engine, &command);
}
