/*
 * every_order.c - a supervisor's day: nothing new comes in, and then again; those who wait move
 * and are ended. What is added comes at the end, so that records keep their numbers.
 */
#include "support/every_order.h"

#include <stdio.h>
#include <stdlib.h>

static const uint64_t supervisor = 44;

static void must(usher_status status)
{
    if (status != USHER_OK) {
        fprintf(stderr, "every_order: %s\n", usher_status_name(status));
        abort();
    }
}

/* A command of the supervisor's, a second after the last one. */
static usher_command next(const usher_engine *engine, uint16_t op)
{
    usher_command c = USHER_COMMAND_INIT;
    c.op = op;
    c.now = usher_engine_now(engine) + USHER_SECONDS(1);
    c.actor = supervisor;
    return c;
}

static void stop_and_allow(usher_engine *engine)
{
    usher_command c = next(engine, USHER_COMMAND_STOP_ENTRIES);
    c.flag = 1;
    must(usher_engine_submit(engine, &c, NULL));
    c = next(engine, USHER_COMMAND_STOP_ENTRIES);
    must(usher_engine_submit(engine, &c, NULL));
}

static void begin(usher_engine *engine)
{
    usher_command c = next(engine, USHER_COMMAND_CONTACT_BEGIN);
    c.queue.v = 1;
    must(usher_engine_submit(engine, &c, NULL));
}

/* Those on voice go to the other queue, and are all ended there. */
static void sweep(usher_engine *engine)
{
    begin(engine);
    begin(engine);
    usher_command c = next(engine, USHER_COMMAND_QUEUE_SET_ENABLED);
    c.queue.v = 2;
    c.flag = 1;
    must(usher_engine_submit(engine, &c, NULL));
    c = next(engine, USHER_COMMAND_QUEUE_MOVE_WAITING);
    c.queue.v = 1;
    c.value = 2;
    must(usher_engine_submit(engine, &c, NULL));
    c = next(engine, USHER_COMMAND_QUEUE_END_WAITING);
    c.queue.v = 2;
    c.channel = USHER_CHANNEL_NONE;
    c.reason = USHER_REASON_OTHER;
    must(usher_engine_submit(engine, &c, NULL));
}

static void force_out(usher_engine *engine)
{
    usher_command c = next(engine, USHER_COMMAND_AGENT_SET_STATUS);
    c.agent = usher_agent_find(engine, "ann");
    c.status.v = 1;
    must(usher_engine_submit(engine, &c, NULL));
    c.op = USHER_COMMAND_AGENT_FORCE_OUT;
    c.status.v = 2;
    c.flag = USHER_FORCE_REQUEUE;
    must(usher_engine_submit(engine, &c, NULL));
}

void every_order_play(usher_engine *engine)
{
    stop_and_allow(engine);
    sweep(engine);
    force_out(engine);
}
