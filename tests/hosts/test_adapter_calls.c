/*
 * test_adapter_calls.c - single calls of the adapter of the examples: what is asked of the switch,
 * word for word.
 */
#include "adapter_world.h"

#include <stdio.h>
#include <string.h>

static leg *nth_part(world *w, int n)
{
    for (size_t i = 0; i < LEGS; i++) {
        if (adapter_is_agents(w->legs[i].name) && n-- == 0) {
            return &w->legs[i];
        }
    }
    return NULL;
}

static void expect(world *w, const char *log)
{
    assert_string_equal(w->log, log);
    w->log[0] = '\0';
}

static void test_one_call(void **state)
{
    world w;
    (void)state;
    world_open(&w, 1);
    world_arrive(&w, "alpha");
    ok(adapter_serve(w.adapter, w.now));
    expect(&w, "entertain alpha\nring desk:0\nrung desk:0\nring desk:1\nrung desk:1\n");
    leg first = *nth_part(&w, 0);
    leg second = *nth_part(&w, 1);
    assert_true(adapter_knows(w.adapter, first.name) && adapter_knows(w.adapter, "alpha"));
    ok(adapter_rings(w.adapter, w.now, first.name));
    ok(adapter_answered(w.adapter, w.now, second.name));
    ok(adapter_answered(w.adapter, w.now, first.name)); /* too late: hung up at once */
    expect(&w, "hang up part\n");
    assert_false(adapter_knows(w.adapter, first.name));
    ok(adapter_serve(w.adapter, w.now));
    expect(&w, "join alpha\njoining alpha\nhang up part\n");
    ok(adapter_joined(w.adapter, w.now, second.name));
    ok(adapter_gone(w.adapter, w.now, "alpha", 16));
    ok(adapter_gone(w.adapter, w.now, "alpha", 16));
    ok(adapter_serve(w.adapter, w.now));
    /* after-contact work begins, is over, and nothing is left */
    expect(&w, "hang up alpha\nhang up part\n");
    w.now += USHER_SECONDS(3);
    ok(adapter_serve(w.adapter, w.now));
    expect(&w, "hang up part\n");
    assert_false(adapter_knows(w.adapter, "alpha"));
    world_close(&w);
}

static void test_words(void **state)
{
    char name[ADAPTER_NAME];
    (void)state;
    adapter_name_of((usher_participant_id){ 0x12abc }, name);
    assert_string_equal(name, "part-0000000000012abc");
    assert_int_equal(adapter_reason(17), USHER_REASON_BUSY);
    assert_int_equal(adapter_reason(21), USHER_REASON_REJECTED);
    assert_int_equal(adapter_reason(19), USHER_REASON_NO_ANSWER);
    assert_int_equal(adapter_reason(487), USHER_REASON_CANCELLED);
    assert_int_equal(adapter_reason(38), USHER_REASON_NETWORK);
    assert_int_equal(adapter_reason(606), USHER_REASON_UNREACHABLE);
}

static void test_refused(void **state)
{
    world w;
    (void)state;
    world_open(&w, 1);
    usher_queue_ref sales = usher_centre_find_queue(w.centre, "sales");
    ok(usher_queue_set_enabled(w.engine, w.now, sales, false));
    assert_int_equal(adapter_arrived(w.adapter, w.now, "alpha", sales), USHER_ERR_DISABLED);
    ok(usher_queue_set_enabled(w.engine, w.now, sales, true));
    assert_int_equal(adapter_arrived(w.adapter, w.now, "", sales), USHER_ERR_INVALID);
    assert_int_equal(adapter_arrived(w.adapter, w.now, "part-1", sales), USHER_ERR_INVALID);
    char name[ADAPTER_NAME + 1];
    memset(name, 'x', ADAPTER_NAME);
    name[ADAPTER_NAME] = '\0';
    assert_int_equal(adapter_arrived(w.adapter, w.now, name, sales), USHER_ERR_INVALID);
    ok(adapter_gone(w.adapter, w.now, "nobody", 16));
    ok(adapter_rings(w.adapter, w.now, "part-0000000123456789"));
    expect(&w, "hang up part\n");
    world_close(&w);
}

/* Whoever picks up what he has missed is hung up once more. */
static void test_too_late(void **state)
{
    world w;
    (void)state;
    world_open(&w, 1);
    world_arrive(&w, "alpha");
    ok(adapter_serve(w.adapter, w.now));
    leg first = *nth_part(&w, 0);
    ok(adapter_rings(w.adapter, w.now, first.name));
    w.now += USHER_SECONDS(20);
    w.log[0] = '\0';
    ok(usher_engine_advance(w.engine, w.now));
    assert_false(adapter_knows(w.adapter, first.name)); /* though its part is there */
    ok(adapter_serve(w.adapter, w.now));
    assert_non_null(strstr(w.log, "hang up part"));
    w.log[0] = '\0';
    ok(adapter_answered(w.adapter, w.now, first.name));
    expect(&w, "");
    ok(adapter_serve(w.adapter, w.now));
    expect(&w, "hang up part\n");
    world_close(&w);
}

/* Names take no more room than there are callers at a time; refused ones none. */
static void test_places(void **state)
{
    world w;
    char name[16];
    (void)state;
    world_open(&w, 1);
    usher_queue_ref sales = usher_centre_find_queue(w.centre, "sales");
    ok(usher_queue_set_enabled(w.engine, w.now, sales, false));
    assert_int_equal(adapter_arrived(w.adapter, w.now, "alpha", sales), USHER_ERR_DISABLED);
    size_t bytes = w.fault.bytes;
    for (int i = 0; i < 200; i++) {
        assert_int_equal(adapter_arrived(w.adapter, w.now, "alpha", sales), USHER_ERR_DISABLED);
    }
    ok(usher_queue_set_enabled(w.engine, w.now, sales, true));
    for (int i = 0; i < 200; i++) {
        snprintf(name, sizeof name, "caller-%d", i);
        world_arrive(&w, name);
        ok(adapter_gone(w.adapter, w.now, name, 16));
        ok(adapter_serve(w.adapter, w.now));
        w.log[0] = '\0';
    }
    assert_int_equal(w.fault.bytes, bytes);
    world_close(&w);
}

/* A contact that the host has begun by itself has no caller's leg. */
static void test_no_callers(void **state)
{
    world w;
    usher_contact_begin_options begin = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id contact;
    (void)state;
    world_open(&w, 1);
    begin.queue = usher_centre_find_queue(w.centre, "sales");
    ok(usher_contact_begin(w.engine, w.now, &begin, &contact));
    ok(adapter_serve(w.adapter, w.now));
    expect(&w, "ring desk:0\nrung desk:0\nring desk:1\nrung desk:1\n");
    ok(usher_contact_end(w.engine, w.now, contact, USHER_REASON_API));
    ok(adapter_serve(w.adapter, w.now));
    expect(&w, "hang up part\nhang up part\n");
    world_close(&w);
}

/* After a restart, only what was there before is told about: a new offer has no leg yet. */
static void test_only_what_was_there(void **state)
{
    world w;
    usher_contact_info third;
    (void)state;
    world_open(&w, 1);
    world_arrive(&w, "alpha");
    world_arrive(&w, "beta");
    world_arrive(&w, "gamma"); /* all four agents are asked for the first two */
    ok(adapter_serve(w.adapter, w.now));
    world_stop(&w);
    nth_part(&w, 0)->what = UP;
    world_start(&w);
    ok(adapter_reconcile(w.adapter)); /* so the second agent is free, and asked for gamma */
    assert_true(usher_contact_get(w.engine, usher_contact_find(w.engine, "gamma"), &third));
    assert_int_equal(third.offers, 1);
    assert_int_equal(third.offers_made, 1);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_call),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_too_late),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_no_callers),
        cmocka_unit_test(test_only_what_was_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
