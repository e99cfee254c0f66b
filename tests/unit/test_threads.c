/*
 * test_threads.c - engines in several threads share nothing but a centre.
 *
 * Four threads each run a busy hour on an engine of their own, with a centre of their own or one
 * that they share, and must come to the digest that the same hour has alone. Under the thread
 * sanitizer (preset tsan) anything else that they share shows as a race.
 */
#include "support/fault_mem.h"

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
    usher_centre *centre; /* NULL: it builds one */
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
    usher_centre *centre = h->centre != NULL ? h->centre : build_centre(h);

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

/* Each hour in a thread of its own must be as it is alone. */
static void play_together(usher_centre *shared)
{
    hour together[THREADS] = { { .seed = 1 }, { .seed = 2 }, { .seed = 3 }, { .seed = 4 } };
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++) {
        together[i].centre = shared != NULL ? usher_centre_ref(shared) : NULL;
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

static void test_share_nothing(void **state)
{
    (void)state;
    play_together(NULL);
}

static void test_share_a_centre(void **state)
{
    (void)state;
    hour h = { .seed = 0 };
    usher_centre *centre = build_centre(&h);
    assert_false(h.failed);
    play_together(centre);
    assert_string_equal(usher_centre_name(centre), ""); /* it is still there */
    usher_centre_unref(centre);
}

enum { HOLDERS = 1000000 };

static void *take_and_drop(void *argument)
{
    for (int i = 0; i < HOLDERS; i++) {
        usher_centre_unref(usher_centre_ref(argument));
    }
    usher_centre_unref(argument);
    return NULL;
}

/* No taking and no dropping is lost: the last one frees it, whoever that is. */
static void test_the_last_one_frees_it(void **state)
{
    (void)state;
    fault_mem fault = { 0 };
    usher_mem mem = fault_mem_host(&fault);
    usher_centre_builder *builder;
    usher_centre *centre;
    pthread_t threads[THREADS];
    assert_int_equal(usher_centre_builder_new(&mem, &builder), USHER_OK);
    assert_int_equal(usher_centre_build(builder, &centre), USHER_OK);
    usher_centre_builder_free(builder);
    for (int i = 0; i < THREADS; i++) {
        usher_centre *held = usher_centre_ref(centre);
        assert_int_equal(pthread_create(&threads[i], NULL, take_and_drop, held), 0);
    }
    usher_centre_unref(centre);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    assert_int_equal(fault.blocks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_share_nothing),
        cmocka_unit_test(test_share_a_centre),
        cmocka_unit_test(test_the_last_one_frees_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
