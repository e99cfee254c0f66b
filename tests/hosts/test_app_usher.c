/*
 * test_app_usher.c - the Asterisk module of the examples, in an Asterisk that is played.
 *
 * A dozen callers call again and again, each on a thread of its own, as a dialplan would have it;
 * agents answer, reject, or let it ring; callers give up, and one side or the other hangs up.
 * Everybody must come back out of the application, and no channel, dial or contact may be left.
 * Nothing is said about the order: threads decide it, and the thread sanitizer looks on.
 */
#include "app_usher.h"
#include "asterisk.h"
#include "fake_asterisk.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

enum { LINES = 12, CALLS = 15 };

static const char *const devices[] = { "Fake/answers-1", "Fake/answers-2", "Fake/rejects-3",
                                       "Fake/silent-4",  "nonsense",       "Other/5" };
enum { AGENTS = sizeof devices / sizeof devices[0] };

static atomic_int returned;

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

static usher_centre *build_centre(void)
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
    char name[16];
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
    for (int i = 0; i < AGENTS; i++) {
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

static void sleep_ms(long ms)
{
    struct timespec t = { 0, ms * 1000000 };
    nanosleep(&t, NULL);
}

/* The caller's patience: hangs the channel up after a while, talking or not. */
static void *lose_patience(void *user)
{
    struct ast_channel *chan = user;
    sleep_ms(1 + (long)((uintptr_t)chan / 64 % 37));
    (void)ast_softhangup(chan, AST_SOFTHANGUP_EXPLICIT);
    (void)ast_channel_unref(chan);
    return NULL;
}

static void call(int line, int number)
{
    char id[32];
    pthread_t patience;
    (void)snprintf(id, sizeof id, "%d.%d", line, number);
    struct ast_channel *chan = fake_channel(id);
    bool patient = pthread_create(&patience, NULL, lose_patience, ast_channel_ref(chan)) == 0;
    (void)usher_exec(chan, number == 3 ? "no such queue" : "sales");
    if (patient) {
        pthread_join(patience, NULL);
    }
    (void)ast_channel_unref(chan);
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

static void test_callers(void **state)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_engine *engine;
    usher_engine_info info;
    pthread_t threads[LINES];
    int lines[LINES];
    usher_agent_id agent = { 0 };
    (void)state;
    options.centre = build_centre();
    ok(usher_engine_new(&options, &engine));
    usher_agent_status_ref available = usher_centre_find_status(options.centre, "Available");
    while ((agent = usher_engine_next_agent(engine, agent)).v != 0) {
        ok(usher_agent_set_status(engine, 0, agent, available));
    }
    ok(usher_start(engine));
    for (int i = 0; i < LINES; i++) {
        lines[i] = i;
        assert_int_equal(pthread_create(&threads[i], NULL, make_calls, &lines[i]), 0);
    }
    for (int i = 0; i < LINES; i++) {
        pthread_join(threads[i], NULL);
    }
    usher_stop();
    assert_int_equal(atomic_load(&returned), LINES * CALLS);
    assert_int_equal(fake_asterisk_things(), 0);
    assert_true(fake_asterisk_bridges() > LINES);
    usher_engine_get(engine, &info);
    assert_true(info.event > LINES * CALLS);
    assert_null(usher_engine_check(engine));
    for (usher_time due; (due = usher_engine_next_due(engine)) != USHER_TIME_NEVER;) {
        ok(usher_engine_advance(engine, due));
    }
    usher_engine_get(engine, &info);
    assert_int_equal(info.contacts, 0);
    assert_int_equal(info.participants, 0);
    usher_engine_free(engine);
    usher_centre_unref(options.centre);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_callers) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
