/*
 * module_world.c - a centre and an engine for the modules, and what the engine was told.
 */
#include "module_world.h"

#include "engine/record.h"

#include <pthread.h>
#include <stdio.h>

static usher_centre *build_centre(const char *const *devices, int agents)
{
    usher_centre_builder *builder;
    usher_routing_options options = USHER_ROUTING_OPTIONS_INIT;
    usher_channel_def voice = USHER_CHANNEL_DEF_INIT;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    usher_channel channel;
    usher_centre *centre;
    char name[32];
    ok(usher_centre_builder_new(NULL, &builder));
    options.clear_missed_after = USHER_MS(5);
    options.join_limit = USHER_FOREVER; /* who cannot be joined is told of */
    ok(usher_centre_set_options(builder, &options));
    voice.name = "voice";
    voice.ring = USHER_MS(10);
    ok(usher_centre_add_channel(builder, &voice, &channel));
    queue.name = "sales";
    queue.offers = 2;
    ok(usher_centre_add_queue(builder, &queue, &entry.queue));
    profile.name = "desk";
    profile.max[USHER_VOICE] = 1;
    ok(usher_centre_add_profile(builder, &profile, &agent.profile));
    ok(usher_centre_add_entry(builder, agent.profile, &entry));
    for (int i = 0; i < agents; i++) {
        (void)snprintf(name, sizeof name, "agent-%d", i);
        agent.name = name;
        agent.device = devices[i];
        agent.acw[USHER_VOICE] = i % 2 * USHER_MS(1);
        ok(usher_centre_add_agent(builder, &agent));
    }
    ok(usher_centre_build(builder, &centre));
    usher_centre_builder_free(builder);
    return centre;
}

void module_open(module_world *w, const char *const *devices, int agents)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_agent_id agent = { 0 };
    *w = (module_world){ .centre = build_centre(devices, agents) };
    ok(usher_memory_store_new(NULL, true, &w->store));
    usher_store store = usher_memory_store_table(w->store);
    options.centre = w->centre;
    options.store = &store;
    ok(usher_engine_new(&options, &w->engine));
    usher_agent_status_ref available = usher_centre_find_status(w->centre, "Available");
    while ((agent = usher_engine_next_agent(w->engine, agent)).v != 0) {
        ok(usher_agent_set_status(w->engine, 0, agent, available));
    }
}

/* What it was told stands in its store. */
static void count_reports(module_world *w)
{
    uint8_t bytes[USHER_RECORD_MAX];
    us_record record;
    size_t size;
    usher_store store = usher_memory_store_table(w->store);
    for (uint64_t n = 1; n <= usher_memory_store_last(w->store); n++) {
        ok(store.read(store.user, n, bytes, &size));
        ok(us_record_decode(bytes, size, &record));
        if (record.command.op < sizeof w->reports / sizeof *w->reports) {
            w->reports[record.command.op]++;
        }
        if (record.command.op == USHER_COMMAND_REPORT_FAILED) {
            w->causes[record.command.reason]++;
        }
    }
}

void module_close(module_world *w)
{
    usher_engine_info info;
    assert_null(usher_engine_check(w->engine));
    for (usher_time due; (due = usher_engine_next_due(w->engine)) != USHER_TIME_NEVER;) {
        ok(usher_engine_advance(w->engine, due));
    }
    usher_engine_get(w->engine, &info);
    assert_int_equal(info.contacts, 0);
    assert_int_equal(info.participants, 0);
    count_reports(w);
    usher_engine_free(w->engine);
    usher_memory_store_free(w->store);
    usher_centre_unref(w->centre);
}

void module_play(void *(*make_calls)(void *line), int lines)
{
    pthread_t threads[MODULE_LINES_MAX];
    int numbers[MODULE_LINES_MAX];
    assert_in_range(lines, 1, MODULE_LINES_MAX);
    for (int i = 0; i < lines; i++) {
        numbers[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, make_calls, &numbers[i]), 0);
    }
    for (int i = 0; i < lines; i++) {
        pthread_join(threads[i], NULL);
    }
}
