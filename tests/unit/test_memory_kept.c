/*
 * test_memory_kept.c - what comes and goes leaves nothing: after some rounds of the same day an
 * engine needs no more memory, however often the day is repeated.
 *
 * Each round brings back everything it made: contacts in queues and in own queues, with and without
 * texts, offers that are answered, missed and withdrawn, and an agent who is added and removed.
 */
#include "support/fault_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <usher/usher.h>

enum { WARM_UP = 20, ROUNDS = 2000 };

typedef struct world {
    fault_mem fault;
    usher_mem mem;
    usher_centre *centre;
    usher_engine *engine;
    usher_time now;
    usher_queue_ref queue;
    usher_profile_ref profile;
    usher_agent_id ann, bob;
} world;

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

static void build(world *w)
{
    usher_centre_builder *b;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    ok(usher_centre_builder_new(NULL, &b));
    queue.name = "sales";
    queue.offers = 2;
    ok(usher_centre_add_queue(b, &queue, &w->queue));
    profile.name = "desk";
    profile.max[USHER_VOICE] = 1;
    profile.max[USHER_CHAT] = 2;
    ok(usher_centre_add_profile(b, &profile, &w->profile));
    entry.queue = w->queue;
    entry.delay = USHER_SECONDS(1);
    ok(usher_centre_add_entry(b, w->profile, &entry));
    agent.profile = w->profile;
    agent.acw[USHER_VOICE] = USHER_SECONDS(1);
    agent.name = "ann";
    ok(usher_centre_add_agent(b, &agent));
    agent.name = "bob";
    ok(usher_centre_add_agent(b, &agent));
    ok(usher_centre_build(b, &w->centre));
    usher_centre_builder_free(b);
}

static void open_world(world *w)
{
    *w = (world){ .fault = { 0 } };
    build(w);
    w->mem = fault_mem_host(&w->fault);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = w->centre;
    options.mem = &w->mem;
    ok(usher_engine_new(&options, &w->engine));
    w->ann = usher_agent_find(w->engine, "ann");
    w->bob = usher_agent_find(w->engine, "bob");
}

static void close_world(world *w)
{
    usher_engine_free(w->engine);
    usher_centre_unref(w->centre);
    assert_int_equal(w->fault.blocks, 0);
}

static void pass(world *w, usher_duration time)
{
    w->now += time;
    while (usher_engine_next_due(w->engine) <= w->now) {
        ok(usher_engine_advance(w->engine, w->now));
    }
}

static usher_contact_id begin(world *w, usher_queue_ref queue, usher_agent_id agent,
                              usher_channel channel, const char *key)
{
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id id = { 0 };
    options.queue = queue;
    options.agent = agent;
    options.channel = channel;
    options.key = key;
    options.customer = key;
    ok(usher_contact_begin(w->engine, w->now, &options, &id));
    return id;
}

/* A call is offered to both, one misses it, the other answers and talks. */
static void talk(world *w)
{
    usher_agent_status_ref available = usher_centre_find_status(w->centre, "Available");
    usher_agent_status_ref offline = usher_centre_find_status(w->centre, "Offline");
    ok(usher_agent_set_status(w->engine, w->now, w->ann, available));
    ok(usher_agent_set_status(w->engine, w->now, w->bob, available));
    usher_contact_id call = begin(w, w->queue, (usher_agent_id){ 0 }, USHER_VOICE, "call");
    pass(w, USHER_SECONDS(2));
    usher_participant_id none = { 0 };
    usher_participant_id first = usher_contact_next_part(w->engine, call, none);
    usher_participant_id second = usher_contact_next_part(w->engine, call, first);
    ok(usher_report_failed(w->engine, w->now, first, USHER_REASON_NO_ANSWER));
    ok(usher_report_joined(w->engine, w->now, second));
    ok(usher_report_left(w->engine, w->now, second));
    ok(usher_agent_set_status(w->engine, w->now, w->ann, offline));
    ok(usher_agent_set_status(w->engine, w->now, w->bob, offline));
    pass(w, USHER_SECONDS(60));
}

/* Contacts of both kinds of queues that nobody takes, in their order and in the other one. */
static void wait_and_go(world *w)
{
    const usher_queue_ref no_queue = { 0 };
    const usher_agent_id no_agent = { 0 };
    usher_contact_id ids[6] = {
        begin(w, no_queue, w->ann, USHER_VOICE, "a long key, longer than one cell of texts"),
        begin(w, no_queue, w->ann, USHER_CHAT, NULL),
        begin(w, no_queue, w->bob, USHER_CHAT, "short"),
        begin(w, no_queue, w->bob, USHER_CHAT, NULL),
        begin(w, w->queue, no_agent, USHER_VOICE, "other"),
        begin(w, no_queue, no_agent, USHER_TASK, "nowhere"),
    };
    pass(w, 500000);
    bool forward = (w->now & 1) == 0;
    for (int i = 0; i < 6; i++) {
        ok(usher_contact_end(w->engine, w->now, ids[forward ? i : 5 - i], USHER_REASON_API));
    }
    pass(w, 1);
}

static void come_and_leave(world *w)
{
    usher_agent_add_options options = USHER_AGENT_ADD_OPTIONS_INIT;
    usher_agent_id zoe = { 0 };
    options.name = "zoe, who has a long name, longer than one cell of texts";
    options.device = "sip:zoe";
    options.profile = w->profile;
    ok(usher_agent_add(w->engine, w->now, &options, &zoe));
    ok(usher_agent_remove(w->engine, w->now, zoe));
}

static void the_same_day_again_needs_no_more_memory(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    uint64_t calls = 0;
    uint64_t bytes = 0;
    for (int round = 0; round < ROUNDS; round++) {
        if (round == WARM_UP) {
            calls = w.fault.calls;
            bytes = w.fault.bytes;
        }
        talk(&w);
        wait_and_go(&w);
        come_and_leave(&w);
        usher_engine_info info;
        usher_engine_get(w.engine, &info);
        assert_int_equal(info.contacts + info.participants + info.waiting, 0);
        assert_int_equal(info.agents, 2);
        assert_true(info.bytes == w.fault.bytes);
        usher_engine_confirm(w.engine, info.event);
    }
    assert_int_equal(w.fault.calls, calls);
    assert_int_equal(w.fault.bytes, bytes);
    assert_null(usher_engine_check(w.engine));
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_day_again_needs_no_more_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
