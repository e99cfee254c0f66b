/*
 * commands.c - the typed functions: each fills a command and runs it.
 */
#include "engine.h"

static usher_status run(usher_engine *engine, const usher_command *command)
{
    uint64_t id;
    return us_run(engine, command, &id);
}

const char *usher_command_name(uint32_t op)
{
    switch (op) {
#define USHER_X(ENUM, number, name)                                                                \
    case USHER_COMMAND_##ENUM:                                                                     \
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
    usher_status status = us_run(engine, command, &made);
    if (id != NULL) {
        *id = made;
    }
    return status;
}

usher_status usher_engine_advance(usher_engine *engine, usher_time now)
{
    return run(engine, &(usher_command){ .op = USHER_COMMAND_ADVANCE, .now = now });
}

usher_status usher_engine_resume(usher_engine *engine, usher_time now)
{
    return run(engine, &(usher_command){ .op = USHER_COMMAND_RESUME, .now = now });
}

usher_status usher_agent_add(usher_engine *engine, usher_time now, const usher_agent_add_options *o, usher_agent_id *out)
{
    if (o == NULL || o->size != sizeof *o) {
        return USHER_ERR_INVALID;
    }
    uint64_t id = 0;
    usher_status status = us_run(engine,
                                 &(usher_command){ .op = USHER_COMMAND_AGENT_ADD,
                                                   .now = now,
                                                   .key = o->name,
                                                   .endpoint = o->device,
                                                   .profile = o->profile,
                                                   .group = o->group,
                                                   .flag = o->auto_accept,
                                                   .tag = o->tag,
                                                   .acw_by_channel = o->acw },
                                 &id);
    if (out != NULL && status >= USHER_OK) {
        out->v = id;
    }
    return status;
}

usher_status usher_agent_remove(usher_engine *engine, usher_time now, usher_agent_id agent)
{
    return run(engine, &(usher_command){ .op = USHER_COMMAND_AGENT_REMOVE, .now = now, .agent = agent });
}

usher_status usher_agent_set_status(usher_engine *engine, usher_time now, usher_agent_id agent, usher_agent_status_ref status)
{
    return run(engine, &(usher_command){ .op = USHER_COMMAND_AGENT_SET_STATUS, .now = now, .agent = agent, .status = status });
}

usher_status usher_agent_set_profile(usher_engine *engine, usher_time now, usher_agent_id agent, usher_profile_ref profile)
{
    return run(engine, &(usher_command){ .op = USHER_COMMAND_AGENT_SET_PROFILE, .now = now, .agent = agent, .profile = profile });
}

static usher_status begin(usher_engine *engine, uint16_t op, usher_time now, const usher_contact_begin_options *o, usher_contact_id *out)
{
    if (o == NULL || o->size != sizeof *o) {
        return USHER_ERR_INVALID;
    }
    uint64_t id = 0;
    usher_status status = us_run(engine,
                                 &(usher_command){ .op = op,
                                                   .now = now,
                                                   .channel = o->channel,
                                                   .queue = o->queue,
                                                   .agent = o->agent,
                                                   .key = o->key,
                                                   .endpoint = o->customer,
                                                   .priority = o->priority,
                                                   .age = o->age,
                                                   .acw = o->acw,
                                                   .tag = o->tag },
                                 &id);
    if (out != NULL && status >= USHER_OK) {
        out->v = id;
    }
    return status;
}

usher_status usher_contact_begin(usher_engine *engine, usher_time now, const usher_contact_begin_options *options, usher_contact_id *out)
{
    return begin(engine, USHER_COMMAND_CONTACT_BEGIN, now, options, out);
}

usher_status usher_contact_dial(usher_engine *engine, usher_time now, const usher_contact_begin_options *options, usher_contact_id *out)
{
    return begin(engine, USHER_COMMAND_CONTACT_DIAL, now, options, out);
}

static usher_status enqueue(usher_engine *engine, usher_command command, int via)
{
    if (via < USHER_VIA_FLOW || via > USHER_VIA_CALLBACK) {
        return USHER_ERR_INVALID;
    }
    command.op = USHER_COMMAND_CONTACT_ENQUEUE;
    command.reason = (uint8_t)via;
    return run(engine, &command);
}

usher_status usher_contact_enqueue(usher_engine *engine, usher_time now, usher_contact_id contact, usher_queue_ref queue, int via)
{
    return enqueue(engine, (usher_command){ .now = now, .contact = contact, .queue = queue }, via);
}

usher_status usher_contact_enqueue_agent(usher_engine *engine, usher_time now, usher_contact_id contact, usher_agent_id agent, int via)
{
    return enqueue(engine, (usher_command){ .now = now, .contact = contact, .agent = agent }, via);
}

usher_status usher_contact_set_priority(usher_engine *engine, usher_time now, usher_contact_id contact, int64_t priority)
{
    return run(engine, &(usher_command){ .op = USHER_COMMAND_CONTACT_SET_PRIORITY, .now = now, .contact = contact, .priority = priority });
}

usher_status usher_contact_set_age(usher_engine *engine, usher_time now, usher_contact_id contact, usher_duration age)
{
    return run(engine, &(usher_command){ .op = USHER_COMMAND_CONTACT_SET_AGE, .now = now, .contact = contact, .age = age });
}

usher_status usher_contact_end(usher_engine *engine, usher_time now, usher_contact_id contact, int reason)
{
    if (reason < 0 || reason > UINT8_MAX) {
        return USHER_ERR_INVALID;
    }
    return run(engine, &(usher_command){ .op = USHER_COMMAND_CONTACT_END, .now = now, .contact = contact, .reason = (uint8_t)reason });
}

usher_status usher_contact_hold(usher_engine *engine, usher_time now, usher_contact_id contact, bool held)
{
    return run(engine, &(usher_command){ .op = USHER_COMMAND_CONTACT_HOLD, .now = now, .contact = contact, .flag = held });
}

usher_status usher_participant_clear(usher_engine *engine, usher_time now, usher_participant_id participant)
{
    return run(engine, &(usher_command){ .op = USHER_COMMAND_PARTICIPANT_CLEAR, .now = now, .participant = participant });
}

usher_status usher_queue_set_enabled(usher_engine *engine, usher_time now, usher_queue_ref queue, bool enabled)
{
    return run(engine, &(usher_command){ .op = USHER_COMMAND_QUEUE_SET_ENABLED, .now = now, .queue = queue, .flag = enabled });
}

usher_status usher_report_ringing(usher_engine *engine, usher_time now, usher_participant_id participant)
{
    return run(engine, &(usher_command){ .op = USHER_COMMAND_REPORT_RINGING, .now = now, .participant = participant });
}

usher_status usher_report_answered(usher_engine *engine, usher_time now, usher_participant_id participant)
{
    return run(engine, &(usher_command){ .op = USHER_COMMAND_REPORT_ANSWERED, .now = now, .participant = participant });
}

usher_status usher_report_failed(usher_engine *engine, usher_time now, usher_participant_id participant, int cause)
{
    if (cause < 0 || cause > UINT8_MAX) {
        return USHER_ERR_INVALID;
    }
    return run(engine, &(usher_command){ .op = USHER_COMMAND_REPORT_FAILED, .now = now, .participant = participant, .reason = (uint8_t)cause });
}

usher_status usher_report_joined(usher_engine *engine, usher_time now, usher_participant_id participant)
{
    return run(engine, &(usher_command){ .op = USHER_COMMAND_REPORT_JOINED, .now = now, .participant = participant });
}

usher_status usher_report_left(usher_engine *engine, usher_time now, usher_participant_id participant)
{
    return run(engine, &(usher_command){ .op = USHER_COMMAND_REPORT_LEFT, .now = now, .participant = participant });
}
