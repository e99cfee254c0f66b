/*
 * test_mod_usher.c - the FreeSWITCH module of the examples, in a FreeSWITCH that is played.
 *
 * As test_app_usher.c: callers on threads of their own, agents who answer, reject or let it ring,
 * and somebody who hangs up at any moment. Here events come out of order as well. Everybody must
 * come back, and no session, part or contact may be left; what the engine was told is counted in
 * its records. Then the module is unloaded while it dials, and loaded again.
 */
#include "engine/record.h"
#include "fake_freeswitch.h"
#include "mod_usher.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

enum { LINES = 10, CALLS = 12 };

static const char *const everybody[] = { "user/answers-1", "user/answers-2", "user/rejects-3",
                                         "user/silent-4",  "user/slow-5",    "user/late-6",
                                         "nonsense" };
static const char *const one_is_slow[] = { "user/slow-1" };
static const char *const one_answers[] = { "user/answers-1" };

typedef struct world {
    usher_centre *centre;
    usher_engine *engine;
    usher_memory_store *store;
    int reports[256]; /* by op */
    int causes[256];  /* of report_failed */
} world;

static atomic_int returned;

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

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

typedef struct caller {
    char uuid[32];
    long patience_ms;
} caller;

static void *lose_patience(void *user)
{
    const caller *c = user;
    struct timespec t = { 0, c->patience_ms * 1000000 };
    nanosleep(&t, NULL);
    fake_hang_up(c->uuid);
    return NULL;
}

static void call(int line, int number)
{
    caller c;
    pthread_t patience;
    (void)snprintf(c.uuid, sizeof c.uuid, "%d.%d", line, number);
    c.patience_ms = number == 5 ? 300 : 1 + (line * 7 + number * 13) % 37;
    switch_core_session_t *session = fake_session(c.uuid);
    bool patient = pthread_create(&patience, NULL, lose_patience, &c) == 0;
    fake_run(session, usher_app, number == 3 ? "no such queue" : "sales");
    if (patient) {
        pthread_join(patience, NULL);
    }
    atomic_fetch_add(&returned, 1);
}

static void *make_calls(void *user)
{
    const int *line = user;
    for (int i = 0; i < CALLS; i++) {
        call(*line, i);
    }
    return NULL;
}

static void play(void)
{
    pthread_t threads[LINES];
    int lines[LINES];
    for (int i = 0; i < LINES; i++) {
        lines[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, make_calls, &lines[i]), 0);
    }
    for (int i = 0; i < LINES; i++) {
        pthread_join(threads[i], NULL);
    }
}

/* ---- the engine ------------------------------------------------------------------------------ */

/* What it was told stands in its store. */
static void count_reports(world *w)
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

static void open_world(world *w, const char *const *devices, int agents)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_agent_id agent = { 0 };
    *w = (world){ .centre = build_centre(devices, agents) };
    ok(usher_memory_store_new(NULL, true, &w->store));
    usher_store store = usher_memory_store_table(w->store);
    options.centre = w->centre;
    options.store = &store;
    ok(usher_engine_new(&options, &w->engine));
    usher_agent_status_ref available = usher_centre_find_status(w->centre, "Available");
    while ((agent = usher_engine_next_agent(w->engine, agent)).v != 0) {
        ok(usher_agent_set_status(w->engine, 0, agent, available));
    }
    fake_start();
    ok(usher_start(w->engine, NULL));
}

/* Nobody is left, in the switch or in the engine. */
static void close_world(world *w)
{
    usher_engine_info info;
    fake_settle();
    usher_stop();
    fake_stop();
    assert_int_equal(fake_count().sessions, 0);
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

static void test_callers(void **state)
{
    world w;
    (void)state;
    open_world(&w, everybody, sizeof everybody / sizeof *everybody);
    play();
    close_world(&w);
    assert_int_equal(atomic_load(&returned), LINES * CALLS);
    assert_true(fake_count().bridges > 0 && fake_count().music > 0);
    assert_true(w.reports[USHER_COMMAND_REPORT_RINGING] > 0);
    assert_true(w.reports[USHER_COMMAND_REPORT_ANSWERED] > 0);
    assert_true(w.reports[USHER_COMMAND_REPORT_JOINED] > 0);
    assert_true(w.causes[USHER_REASON_REJECTED] > 0);    /* by who does not want to */
    assert_true(w.causes[USHER_REASON_UNREACHABLE] > 0); /* where there never was a session */
}

static void *make_a_call(void *user)
{
    fake_run(user, usher_app, "sales");
    return NULL;
}

/* The event of a bridge is told of one leg or of the other. */
static void test_both_ways_of_a_bridge(void **state)
{
    static const char *const names[] = { "first", "second" };
    world w;
    (void)state;
    open_world(&w, one_answers, 1);
    for (int i = 0; i < 2; i++) {
        pthread_t thread;
        switch_core_session_t *session = fake_session(names[i]);
        assert_int_equal(pthread_create(&thread, NULL, make_a_call, session), 0);
        fake_wait_for_bridges(i + 1);
        fake_hang_up(names[i]);
        pthread_join(thread, NULL);
    }
    close_world(&w);
    assert_int_equal(w.reports[USHER_COMMAND_REPORT_JOINED], 2);
}

static void test_unloaded_while_it_dials(void **state)
{
    world w;
    pthread_t thread;
    (void)state;
    open_world(&w, one_is_slow, 1);
    switch_core_session_t *session = fake_session("alone");
    assert_int_equal(pthread_create(&thread, NULL, make_a_call, session), 0);
    fake_wait_for_dialling(1);
    usher_stop();
    assert_int_equal(fake_count().dialling, 0);
    assert_int_equal(fake_count().sessions, 1);
    ok(usher_start(w.engine, NULL)); /* the caller is still there, the agent's leg is not */
    fake_wait_for_dialling(1);
    assert_int_equal(fake_count().sessions, 1);
    fake_hang_up("alone");
    pthread_join(thread, NULL);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_callers),
                                        cmocka_unit_test(test_both_ways_of_a_bridge),
                                        cmocka_unit_test(test_unloaded_while_it_dials) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
