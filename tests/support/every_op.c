/*
 * every_op.c - a short day in which each kind of record is written exactly once.
 *
 * Zoe is hired and set to work; a chat waits ten seconds until she may see it, fails once, rings,
 * is answered, joined, put on hold and ended; she clears her after-contact work, dials somebody who
 * hangs up, and is gone.
 */
#include "support/every_op.h"

#include <stdio.h>
#include <stdlib.h>

/* 2026-01-01T00:00:00Z */
#define MIDNIGHT INT64_C(1767225600000000)

enum { BOSS = 42 }; /* the actor of what a person asked for */

static void must(usher_status status)
{
    if (status != USHER_OK) {
        fprintf(stderr, "every_op: %s\n", usher_status_name(status));
        abort();
    }
}

static void add_profile(usher_centre_builder *builder, const char *name, usher_duration delay)
{
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    profile.name = name;
    profile.max[USHER_VOICE] = 1;
    profile.max[USHER_CHAT] = 2;
    usher_profile_ref ref;
    must(usher_centre_add_profile(builder, &profile, &ref));
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    entry.queue.v = 1;
    entry.channel = USHER_CHAT;
    entry.delay = delay;
    must(usher_centre_add_entry(builder, ref, &entry));
}

usher_centre *every_op_centre(void)
{
    usher_centre_builder *builder;
    must(usher_centre_builder_new(NULL, &builder));
    usher_channel_def chat = USHER_CHANNEL_DEF_INIT;
    usher_channel channel;
    chat.name = "chat";
    chat.ring = USHER_SECONDS(60);
    must(usher_centre_add_channel(builder, &chat, &channel));
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_queue_ref ref;
    queue.name = "sales";
    must(usher_centre_add_queue(builder, &queue, &ref));
    queue.name = "night";
    must(usher_centre_add_queue(builder, &queue, &ref));
    add_profile(builder, "desk", 0);
    add_profile(builder, "novice", USHER_SECONDS(10));
    usher_agent_def ann = USHER_AGENT_DEF_INIT;
    ann.name = "ann";
    ann.profile.v = 1;
    ann.group[0] = "north";
    must(usher_centre_add_agent(builder, &ann));
    usher_centre *centre;
    must(usher_centre_build(builder, &centre));
    usher_centre_builder_free(builder);
    return centre;
}

usher_status every_op_open(const usher_store *store, usher_centre *centre, usher_engine **out)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = centre;
    options.store = store;
    options.now = MIDNIGHT;
    options.seed = 12345;
    options.limits.units_per_command = 64; /* as the golden records were written */
    return usher_engine_new(&options, out);
}

static usher_command command_at(uint16_t op, int second)
{
    usher_command c = USHER_COMMAND_INIT;
    c.op = op;
    c.now = MIDNIGHT + USHER_SECONDS(second);
    return c;
}

static uint64_t submit(usher_engine *engine, const usher_command *command)
{
    uint64_t id;
    must(usher_engine_submit(engine, command, &id));
    return id;
}

static uint64_t hire(usher_engine *engine)
{
    static const usher_duration acw[USHER_CHANNELS_MAX] = { USHER_SECONDS(30), 0, 1,
                                                            USHER_FOREVER };
    usher_command c = command_at(USHER_COMMAND_AGENT_ADD, 1);
    c.actor = BOSS;
    c.key = "zoe";
    c.endpoint = "sip:zoe@example.org";
    c.profile.v = 1;
    c.group.v = 1;
    c.flag = 1u << USHER_VOICE;
    c.tag = 7;
    c.acw_by_channel = acw;
    return submit(engine, &c);
}

static void set_to_work(usher_engine *engine, uint64_t zoe)
{
    usher_command c = command_at(USHER_COMMAND_AGENT_SET_PROFILE, 2);
    c.actor = BOSS;
    c.agent.v = zoe;
    c.profile.v = 2;
    (void)submit(engine, &c);
    c = command_at(USHER_COMMAND_AGENT_SET_STATUS, 3);
    c.agent.v = zoe;
    c.status.v = 1;
    (void)submit(engine, &c);
    c = command_at(USHER_COMMAND_QUEUE_SET_ENABLED, 4);
    c.actor = BOSS;
    c.queue.v = 2;
    (void)submit(engine, &c);
}

static uint64_t begin_and_queue(usher_engine *engine)
{
    usher_command c = command_at(USHER_COMMAND_CONTACT_BEGIN, 5);
    c.actor = BOSS;
    c.channel = USHER_CHAT;
    c.key = "chat-1";
    c.endpoint = "+15550100";
    c.priority = 3;
    c.age = USHER_SECONDS(20);
    c.acw = USHER_FOREVER;
    c.tag = UINT64_MAX;
    uint64_t chat = submit(engine, &c);
    c = command_at(USHER_COMMAND_CONTACT_SET_PRIORITY, 6);
    c.contact.v = chat;
    c.priority = 1;
    (void)submit(engine, &c);
    c = command_at(USHER_COMMAND_CONTACT_SET_AGE, 7);
    c.contact.v = chat;
    c.age = -USHER_SECONDS(5);
    (void)submit(engine, &c);
    c = command_at(USHER_COMMAND_CONTACT_ENQUEUE, 8);
    c.contact.v = chat;
    c.queue.v = 1;
    c.reason = USHER_VIA_CALLBACK;
    (void)submit(engine, &c);
    return chat;
}

static usher_participant_id newest_part(const usher_engine *engine, uint64_t agent)
{
    usher_participant_id part = { 0 };
    usher_participant_id next;
    while ((next = usher_agent_next_part(engine, (usher_agent_id){ agent }, part)).v != 0) {
        part = next;
    }
    return part;
}

static void report(usher_engine *engine, uint16_t op, int second, usher_participant_id part)
{
    usher_command c = command_at(op, second);
    c.participant = part;
    c.reason = op == USHER_COMMAND_REPORT_FAILED ? USHER_REASON_UNREACHABLE : 0;
    (void)submit(engine, &c);
}

static void be_offered_and_talk(usher_engine *engine, uint64_t zoe, uint64_t chat)
{
    usher_command c = command_at(USHER_COMMAND_ADVANCE, 18);
    (void)submit(engine, &c);
    report(engine, USHER_COMMAND_REPORT_FAILED, 19, newest_part(engine, zoe));
    usher_participant_id part = newest_part(engine, zoe);
    report(engine, USHER_COMMAND_REPORT_RINGING, 20, part);
    c = command_at(USHER_COMMAND_RESUME, 50);
    (void)submit(engine, &c);
    report(engine, USHER_COMMAND_REPORT_ANSWERED, 51, part);
    report(engine, USHER_COMMAND_REPORT_JOINED, 52, part);
    c = command_at(USHER_COMMAND_CONTACT_HOLD, 53);
    c.contact.v = chat;
    c.flag = 1;
    (void)submit(engine, &c);
    c = command_at(USHER_COMMAND_CONTACT_END, 54);
    c.contact.v = chat;
    c.reason = USHER_REASON_API;
    (void)submit(engine, &c);
    report(engine, USHER_COMMAND_PARTICIPANT_CLEAR, 55, part);
}

static void dial_and_go(usher_engine *engine, uint64_t zoe)
{
    usher_command c = command_at(USHER_COMMAND_CONTACT_DIAL, 56);
    c.agent.v = zoe;
    c.queue.v = 1;
    c.endpoint = "+15550101";
    uint64_t call = submit(engine, &c);
    report(engine, USHER_COMMAND_REPORT_LEFT, 57,
           usher_contact_customer((usher_contact_id){ call }));
    c = command_at(USHER_COMMAND_AGENT_REMOVE, 58);
    c.actor = BOSS;
    c.agent.v = zoe;
    (void)submit(engine, &c);
}

/* What was asked for up to here has been carried out. */
static void confirm_all(usher_engine *engine)
{
    usher_engine_info info;
    usher_engine_get(engine, &info);
    usher_engine_confirm(engine, info.event);
}

void every_op_play(usher_engine *engine)
{
    uint64_t zoe = hire(engine);
    set_to_work(engine, zoe);
    uint64_t chat = begin_and_queue(engine);
    confirm_all(engine);
    be_offered_and_talk(engine, zoe, chat);
    dial_and_go(engine, zoe);
}
