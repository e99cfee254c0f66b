/*
 * every_fact.c - a day of reports: ann has calls of her own, is lost, and is found again; a chat of
 * hers is answered by somebody else.
 */
#include "support/every_fact.h"

#include <stdio.h>
#include <stdlib.h>

static const uint64_t somebody = 43; /* the actor of what a person reported */

static void must(usher_status status)
{
    if (status != USHER_OK) {
        fprintf(stderr, "every_fact: %s\n", usher_status_name(status));
        abort();
    }
}

/* A command, a second after the last one. */
static usher_command next(const usher_engine *engine, uint16_t op)
{
    usher_command c = USHER_COMMAND_INIT;
    c.op = op;
    c.now = usher_engine_now(engine) + USHER_SECONDS(1);
    return c;
}

static void lose_and_find(usher_engine *engine, usher_agent_id ann)
{
    usher_command c = next(engine, USHER_COMMAND_REPORT_OUTSIDE_LOAD);
    c.agent = ann;
    c.channel = USHER_CHAT;
    c.value = 300;
    must(usher_engine_submit(engine, &c, NULL));
    c = next(engine, USHER_COMMAND_REPORT_AGENT_GONE);
    c.agent = ann;
    c.actor = somebody;
    must(usher_engine_submit(engine, &c, NULL));
    c = next(engine, USHER_COMMAND_REPORT_AGENT_REACHABLE);
    c.agent = ann;
    must(usher_engine_submit(engine, &c, NULL));
}

static uint64_t submit(usher_engine *engine, const usher_command *command)
{
    uint64_t id;
    must(usher_engine_submit(engine, command, &id));
    return id;
}

static void answer_for_her(usher_engine *engine, usher_agent_id ann)
{
    usher_command c = next(engine, USHER_COMMAND_REPORT_OUTSIDE_LOAD);
    c.agent = ann;
    c.channel = USHER_CHAT;
    (void)submit(engine, &c);
    c = next(engine, USHER_COMMAND_AGENT_SET_STATUS);
    c.agent = ann;
    c.status.v = 1;
    (void)submit(engine, &c);
    c = next(engine, USHER_COMMAND_AGENT_ADD);
    c.key = "zoe";
    c.profile.v = 1;
    usher_agent_id zoe = { submit(engine, &c) };
    c = next(engine, USHER_COMMAND_CONTACT_BEGIN);
    c.channel = USHER_CHAT;
    c.queue.v = 1;
    (void)submit(engine, &c);
    usher_participant_id part = usher_agent_next_part(engine, ann, (usher_participant_id){ 0 });
    c = next(engine, USHER_COMMAND_REPORT_LEG);
    c.participant = part;
    c.value = UINT64_MAX;
    (void)submit(engine, &c);
    c = next(engine, USHER_COMMAND_REPORT_ANSWERED_BY);
    c.participant = part;
    c.agent = zoe;
    c.actor = somebody;
    (void)submit(engine, &c);
    c = next(engine, USHER_COMMAND_REPORT_JOIN_FAILED);
    c.participant = part;
    c.reason = USHER_REASON_NETWORK;
    (void)submit(engine, &c);
}

void every_fact_play(usher_engine *engine)
{
    usher_agent_id ann = usher_agent_find(engine, "ann");
    lose_and_find(engine, ann);
    answer_for_her(engine, ann);
}
