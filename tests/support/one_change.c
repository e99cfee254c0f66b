/*
 * one_change.c - a day of change: the queue of the night is left out, with a call that waits there.
 */
#include "support/one_change.h"

#include <stdio.h>
#include <stdlib.h>

enum { BOSS = 42 };

static void must(usher_status status)
{
    if (status != USHER_OK) {
        fprintf(stderr, "one_change: %s\n", usher_status_name(status));
        abort();
    }
}

/* Two queues, one profile, and bob in the place of ann. */
static usher_centre *next_centre(void)
{
    usher_centre_builder *builder;
    usher_centre *next;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def desk = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def bob = USHER_AGENT_DEF_INIT;
    usher_queue_ref ref;
    must(usher_centre_builder_new(NULL, &builder));
    queue.name = "orders";
    must(usher_centre_add_queue(builder, &queue, &ref));
    queue.name = "sales";
    must(usher_centre_add_queue(builder, &queue, &entry.queue));
    desk.name = "desk";
    desk.max[USHER_CHAT] = 3;
    must(usher_centre_add_profile(builder, &desk, &bob.profile));
    entry.channel = USHER_CHAT;
    must(usher_centre_add_entry(builder, bob.profile, &entry));
    bob.name = "bob";
    must(usher_centre_add_agent(builder, &bob));
    must(usher_centre_build(builder, &next));
    usher_centre_builder_free(builder);
    return next;
}

static void come_and_wait(usher_engine *engine, usher_time now)
{
    usher_contact_begin_options chat = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id ignored;
    chat.channel = USHER_CHAT;
    chat.queue.v = 2;
    must(usher_contact_begin(engine, now, &chat, &ignored));
    chat.queue.v = 1;
    must(usher_contact_begin(engine, now, &chat, &ignored));
    must(usher_agent_set_status(engine, now, usher_agent_find(engine, "ann"),
                                (usher_agent_status_ref){ 1 }));
}

void one_change_play(usher_engine *engine)
{
    usher_time now = usher_engine_now(engine) + USHER_SECONDS(1);
    usher_centre *next = next_centre();
    usher_change_rule rule = { sizeof rule, USHER_CHANGE_QUEUE, USHER_MOVE, "night", "sales" };
    usher_change_options options = USHER_CHANGE_OPTIONS_INIT;
    usher_change *change;
    come_and_wait(engine, now);
    options.rules = &rule;
    options.rules_count = 1;
    options.otherwise = USHER_DRAIN;
    options.actor = BOSS;
    must(usher_engine_prepare_change(engine, next, &options, &change));
    must(usher_engine_commit_change(engine, now, change));
    usher_change_free(change);
    usher_centre_unref(next);
}
