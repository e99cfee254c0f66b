/*
 * test_idle.c - a program may hold a thousand small centres: what an engine costs that has little
 * to do.
 *
 * Ten queues, four profiles that serve them on two channels, twenty agents at work. The bytes are
 * counted by the allocator that the engines are given; one centre is shared.
 */
#include "support/fault_mem.h"

#include <usher/usher.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { ENGINES = 1000, QUEUES = 10, PROFILES = 4, AGENTS = 20, MOST = 65536 };

static void add_profile(usher_centre_builder *builder, const char *name)
{
    usher_profile_def def = USHER_PROFILE_DEF_INIT;
    usher_profile_ref profile;
    def.name = name;
    def.max[USHER_VOICE] = 1;
    def.max[USHER_CHAT] = 3;
    assert_int_equal(usher_centre_add_profile(builder, &def, &profile), USHER_OK);
    for (uint32_t i = 0; i < 2 * QUEUES; i++) {
        usher_entry_def entry = USHER_ENTRY_DEF_INIT;
        entry.queue.v = 1 + i / 2;
        entry.channel = i % 2 == 0 ? USHER_VOICE : USHER_CHAT;
        assert_int_equal(usher_centre_add_entry(builder, profile, &entry), USHER_OK);
    }
}

static usher_centre *small_centre(void)
{
    usher_centre_builder *builder;
    usher_centre *centre;
    char name[32];
    assert_int_equal(usher_centre_builder_new(NULL, &builder), USHER_OK);
    for (int i = 0; i < QUEUES; i++) {
        usher_queue_def def = USHER_QUEUE_DEF_INIT;
        (void)snprintf(name, sizeof name, "queue-%d", i);
        def.name = name;
        assert_int_equal(usher_centre_add_queue(builder, &def, NULL), USHER_OK);
    }
    for (int i = 0; i < PROFILES; i++) {
        (void)snprintf(name, sizeof name, "profile-%d", i);
        add_profile(builder, name);
    }
    for (uint32_t i = 0; i < AGENTS; i++) {
        usher_agent_def def = USHER_AGENT_DEF_INIT;
        (void)snprintf(name, sizeof name, "agent-%02u", (unsigned)i);
        def.name = name;
        def.device = "sip:agent@pbx.example.org";
        def.profile.v = 1 + i % PROFILES;
        assert_int_equal(usher_centre_add_agent(builder, &def), USHER_OK);
    }
    assert_int_equal(usher_centre_build(builder, &centre), USHER_OK);
    usher_centre_builder_free(builder);
    return centre;
}

static void confirm_all(usher_engine *engine)
{
    usher_engine_info info;
    usher_engine_get(engine, &info);
    usher_engine_confirm(engine, info.event);
}

static usher_engine *open_engine(usher_centre *centre, const usher_mem *mem,
                                 const usher_store *store)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_engine *engine;
    options.centre = centre;
    options.mem = mem;
    options.store = store;
    assert_int_equal(usher_engine_new(&options, &engine), USHER_OK);
    usher_agent_id agent = usher_engine_next_agent(engine, (usher_agent_id){ 0 });
    for (; agent.v != 0; agent = usher_engine_next_agent(engine, agent)) {
        assert_int_equal(usher_agent_set_status(engine, 0, agent, (usher_agent_status_ref){ 1 }),
                         USHER_OK);
        confirm_all(engine);
    }
    return engine;
}

/* A call from its beginning to its end. */
static void take_a_call(usher_engine *engine, uint32_t number)
{
    usher_contact_begin_options o = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id call;
    usher_time now = usher_engine_now(engine) + USHER_SECONDS(1);
    o.queue.v = 1 + number % QUEUES;
    o.key = "5b3f1c9e-call@pbx.example.org";
    o.customer = "sip:+15550100@example.org";
    assert_int_equal(usher_contact_begin(engine, now, &o, &call), USHER_OK);
    usher_participant_id part = usher_contact_next_part(engine, call, (usher_participant_id){ 0 });
    assert_int_equal(usher_report_ringing(engine, now, part), USHER_OK);
    assert_int_equal(usher_report_joined(engine, now, part), USHER_OK);
    assert_int_equal(usher_report_left(engine, now, usher_contact_customer(call)), USHER_OK);
    confirm_all(engine);
}

static void a_thousand_engines_are_small(void **state)
{
    (void)state;
    static usher_engine *engines[ENGINES];
    fault_mem fault = { 0 };
    usher_mem mem = fault_mem_host(&fault);
    usher_centre *centre = small_centre();
    usher_memory_store *log;
    assert_int_equal(usher_memory_store_new(NULL, true, &log), USHER_OK);
    usher_store store = usher_memory_store_table(log);
    for (uint32_t i = 0; i < ENGINES; i++) {
        engines[i] = open_engine(centre, &mem, i == 0 ? &store : NULL);
        if (i == 0) {
            print_message("          at work, with a store: %zu bytes\n", fault.bytes);
        }
        take_a_call(engines[i], i);
        if (i == 0) {
            print_message("          after a call: %zu bytes\n", fault.bytes);
        }
    }
    assert_true(fault.bytes <= (size_t)ENGINES * MOST);
    for (uint32_t i = 0; i < 200; i++) { /* a day of calls, one after the other, needs no more */
        take_a_call(engines[0], i);
    }
    usher_engine_info info;
    usher_engine_get(engines[0], &info);
    assert_true(info.bytes <= MOST);
    for (uint32_t i = 0; i < ENGINES; i++) {
        usher_engine_free(engines[i]);
    }
    assert_int_equal(fault.bytes, 0);
    usher_memory_store_free(log);
    usher_centre_unref(centre);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_engines_are_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
