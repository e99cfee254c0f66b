/*
 * test_threads.c - engines in several threads share nothing.
 *
 * Four threads each build a centre, run a busy hour on an engine of their own, and must come to the
 * digest that the same hour has alone. Under the thread sanitizer (preset tsan) anything that they
 * share shows as a race.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <usher/usher.h>

enum { THREADS = 4, AGENTS = 20, STEPS = 3000 };

typedef struct hour {
    uint32_t seed;
    bool failed; /* cmocka's assertions belong to the main thread */
    uint64_t digest;
    usher_engine *engine;
    usher_time now;
} hour;

static void must(hour *h, usher_status status)
{
    h->failed |= status < 0;
}

/* A number below `limit`; small, quick, and as good as this needs. */
static uint32_t draw(hour *h, uint32_t limit)
{
    h->seed = h->seed * 1664525u + 1013904223u;
    return (h->seed >> 8) % limit;
}

static usher_centre *build_centre(hour *h)
{
    usher_centre_builder *builder = NULL;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    usher_centre *centre = NULL;
    char name[] = "agent-a";

    must(h, usher_centre_builder_new(NULL, &builder));
    queue.name = "sales";
    must(h, usher_centre_add_queue(builder, &queue, &entry.queue));
    profile.name = "desk";
    profile.max[USHER_VOICE] = 2;
    must(h, usher_centre_add_profile(builder, &profile, &agent.profile));
    must(h, usher_centre_add_entry(builder, agent.profile, &entry));
    agent.name = name;
    agent.acw[USHER_VOICE] = USHER_SECONDS(5);
    for (int i = 0; i < AGENTS; i++) {
        name[sizeof name - 2] = (char)('a' + i);
        must(h, usher_centre_add_agent(builder, &agent));
    }
    must(h, usher_centre_build(builder, &centre));
    usher_centre_builder_free(builder);
    return centre;
}

/* Four of five offers are answered at once, and the customer leaves soon; the others ring on. */
static void serve(hour *h)
{
    const usher_event *event;
    while ((event = usher_engine_peek(h->engine)) != NULL) {
        usher_participant_id part = event->participant;
        uint16_t type = event->type;
        usher_engine_confirm(h->engine, event->number);
        if (type == USHER_EVENT_OFFER_MADE) {
            must(h, usher_report_ringing(h->engine, h->now, part));
            if (draw(h, 5) > 0) {
                must(h, usher_report_joined(h->engine, h->now, part));
            }
        }
    }
}

static void step(hour *h, usher_queue_ref queue)
{
    usher_contact_begin_options call = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id contact = { 0 };

    h->now += draw(h, 2000) * USHER_MS(1);
    call.queue = queue;
    call.priority = draw(h, 3) + 1;
    must(h, usher_contact_begin(h->engine, h->now, &call, &contact));
    serve(h);
    contact = usher_engine_next_contact(h->engine, (usher_contact_id){ 0 });
    if (contact.v != 0 && draw(h, 10) < 9) {
        must(h, usher_contact_end(h->engine, h->now, contact, USHER_REASON_API));
    }
    serve(h);
}

static void *play(void *argument)
{
    hour *h = argument;
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_engine_info info;
    usher_centre *centre = build_centre(h);

    options.centre = centre;
    options.digest = true;
    must(h, usher_engine_new(&options, &h->engine));
    if (h->failed) {
        return NULL;
    }
    usher_agent_status_ref available = usher_centre_find_status(centre, "Available");
    usher_agent_id agent = { 0 };
    while ((agent = usher_engine_next_agent(h->engine, agent)).v != 0) {
        must(h, usher_agent_set_status(h->engine, h->now, agent, available));
    }
    for (int i = 0; i < STEPS; i++) {
        step(h, usher_centre_find_queue(centre, "sales"));
    }
    usher_engine_get(h->engine, &info);
    h->digest = info.digest;
    usher_engine_free(h->engine);
    usher_centre_unref(centre);
    return NULL;
}

static void test_share_nothing(void **state)
{
    hour together[THREADS] = { { .seed = 1 }, { .seed = 2 }, { .seed = 3 }, { .seed = 4 } };
    pthread_t threads[THREADS];
    (void)state;

    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, play, &together[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        hour alone = { .seed = (uint32_t)i + 1 };
        play(&alone);
        assert_false(together[i].failed);
        assert_false(alone.failed);
        assert_true(together[i].digest == alone.digest && alone.digest != 0);
    }
    assert_true(together[0].digest != together[1].digest);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_share_nothing) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
