/*
 * test_inbox.c - what goes into an inbox comes out in order, and every answer goes home once.
 *
 * One thread plays all parts.
 */
#include "support/fault_mem.h"
#include "support/scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <usher/inbox.h>

enum { ANSWERS_MAX = 16 };

typedef struct world {
    fault_mem fault;
    usher_mem mem;
    usher_engine *engine;
    usher_inbox *inbox;
    usher_status statuses[ANSWERS_MAX]; /* answers, in the order in which they came */
    uint64_t ids[ANSWERS_MAX];
    int answers;
    int worked; /* how often work was done */
    int woken;
} world;

/* With one unit of work a command, so that work is often left over. */
static usher_engine *new_engine(void)
{
    static scenario s;
    scenario_make(&s, 0, 0);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.limits.units_per_command = 1;
    options.limits.events_unconfirmed = 100;
    options.centre = scenario_centre(&s, NULL, NULL);
    usher_engine *engine;
    assert_int_equal(usher_engine_new(&options, &engine), USHER_OK);
    usher_centre_unref(options.centre);
    return engine;
}

static void wake(void *user)
{
    world *w = user;
    w->woken++;
}

static void open_world(world *w, uint32_t commands)
{
    memset(w, 0, sizeof *w);
    w->mem = fault_mem_host(&w->fault);
    w->engine = new_engine();
    usher_inbox_options options;
    usher_inbox_options_init(&options);
    options.commands = commands;
    options.mem = &w->mem;
    options.wake = wake;
    options.user = w;
    assert_int_equal(usher_inbox_new(&options, &w->inbox), USHER_OK);
}

static void close_world(world *w)
{
    usher_inbox_free(w->inbox);
    assert_int_equal(w->fault.blocks, 0);
    assert_null(usher_engine_check(w->engine));
    usher_engine_free(w->engine);
}

static void keep_answer(void *user, usher_status status, uint64_t id)
{
    world *w = user;
    assert_true(w->answers < ANSWERS_MAX);
    w->statuses[w->answers] = status;
    w->ids[w->answers++] = id;
}

static void work(void *user, usher_engine *engine)
{
    world *w = user;
    assert_ptr_equal(engine, w->engine);
    w->worked++;
}

static usher_command begin(const char *key, usher_time now)
{
    usher_command command = USHER_COMMAND_INIT;
    command.op = USHER_COMMAND_CONTACT_BEGIN;
    command.now = now;
    command.queue.v = 1;
    command.key = key;
    return command;
}

static usher_status put(world *w, usher_command command)
{
    return usher_inbox_put(w->inbox, &command, keep_answer, w);
}

static usher_inbox_info info_of(world *w)
{
    usher_inbox_info info;
    usher_inbox_get(w->inbox, &info);
    return info;
}

/* ---- handing in and serving ------------------------------------------------------------------ */

static void answers_come_back_in_order(void **state)
{
    (void)state;
    world w;
    open_world(&w, 4);
    char key[] = "call-1";
    assert_int_equal(put(&w, begin(key, 1)), USHER_OK);
    memcpy(key, "call-2", sizeof key); /* the first text was copied */
    assert_int_equal(put(&w, begin(key, 2)), USHER_OK);
    usher_command wrong = begin("call-3", 3);
    wrong.channel = 200;
    assert_int_equal(put(&w, wrong), USHER_OK);
    assert_int_equal(w.answers, 0); /* nothing runs before it is served */
    assert_int_equal(info_of(&w).waiting, 3);
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 3);
    assert_int_equal(w.answers, 3);
    assert_int_equal(w.statuses[0], USHER_OK);
    assert_int_equal(w.statuses[1], USHER_OK);
    assert_int_equal(w.statuses[2], USHER_ERR_INVALID);
    assert_true(w.ids[0] != 0 && w.ids[0] == usher_contact_find(w.engine, "call-1").v);
    assert_true(w.ids[1] != 0 && w.ids[1] == usher_contact_find(w.engine, "call-2").v);
    assert_int_equal(w.ids[2], 0);
    usher_inbox_info info = info_of(&w);
    assert_int_equal(info.waiting, 0);
    assert_int_equal(info.waiting_most, 3);
    assert_int_equal(info.served, 3);
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 0);
    close_world(&w);
}

static void an_answer_that_nobody_wants_is_dropped(void **state)
{
    (void)state;
    world w;
    open_world(&w, 1);
    usher_command command = begin("call-1", 0);
    assert_int_equal(usher_inbox_put(w.inbox, &command, NULL, NULL), USHER_OK);
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 1);
    assert_int_not_equal(usher_contact_find(w.engine, "call-1").v, 0);
    close_world(&w);
}

static void a_full_inbox_is_busy(void **state)
{
    (void)state;
    world w;
    open_world(&w, 2);
    for (int round = 0; round < 3; round++) { /* slots come back */
        assert_int_equal(put(&w, begin(NULL, 0)), USHER_OK);
        assert_int_equal(usher_inbox_post(w.inbox, work, &w), USHER_OK);
        assert_int_equal(put(&w, begin(NULL, 0)), USHER_ERR_BUSY);
        assert_int_equal(usher_inbox_post(w.inbox, work, &w), USHER_ERR_BUSY);
        assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 2);
    }
    assert_int_equal(w.answers, 3);
    assert_int_equal(w.worked, 3);
    assert_int_equal(info_of(&w).full, 6);
    assert_int_equal(info_of(&w).served, 6);
    close_world(&w);
}

static void a_text_must_fit(void **state)
{
    (void)state;
    world w;
    open_world(&w, 2);
    usher_inbox *first = w.inbox;
    usher_inbox_options options = USHER_INBOX_OPTIONS_INIT;
    options.commands = 1;
    options.text_bytes = 12;
    options.mem = &w.mem;
    assert_int_equal(usher_inbox_new(&options, &w.inbox), USHER_OK);
    usher_command command = begin("call-1", 0);
    command.endpoint = "12345"; /* 7 + 6 bytes */
    assert_int_equal(put(&w, command), USHER_ERR_LIMIT);
    command.key = "call-1 and more";
    command.endpoint = NULL;
    assert_int_equal(put(&w, command), USHER_ERR_LIMIT);
    command.key = "call-1";
    command.endpoint = "1234";
    assert_int_equal(put(&w, command), USHER_OK); /* the slot of the others is free */
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 1);
    char endpoint[8];
    usher_contact_id contact = usher_contact_find(w.engine, "call-1");
    assert_int_equal(usher_contact_endpoint(w.engine, contact, endpoint, sizeof endpoint), 4);
    assert_string_equal(endpoint, "1234");
    usher_inbox_free(w.inbox);
    w.inbox = first;
    close_world(&w);
}

/* A valid command is never refused for its texts, as long as nobody asks for less room. */
static void the_longest_texts_fit(void **state)
{
    (void)state;
    world w;
    open_world(&w, 1);
    char key[256];
    char endpoint[1024];
    memset(key, 'k', sizeof key);
    memset(endpoint, 'e', sizeof endpoint);
    key[sizeof key - 1] = '\0';
    endpoint[sizeof endpoint - 1] = '\0';
    usher_command command = begin(key, 0);
    command.endpoint = endpoint;
    assert_int_equal(put(&w, command), USHER_OK);
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 1);
    assert_int_equal(w.statuses[0], USHER_OK);
    close_world(&w);
}

/* Fields that a command does not use are ignored, and so is what they point to. */
static void unused_pointers_are_not_followed(void **state)
{
    (void)state;
    world w;
    open_world(&w, 4);
    usher_command command = USHER_COMMAND_INIT;
    command.op = USHER_COMMAND_ADVANCE;
    command.key = (const char *)(uintptr_t)1;
    command.endpoint = (const char *)(uintptr_t)1;
    command.acw_by_channel = (const usher_duration *)(uintptr_t)8;
    assert_int_equal(put(&w, command), USHER_OK);
    command = begin("call-1", 0);
    command.acw_by_channel = (const usher_duration *)(uintptr_t)8;
    assert_int_equal(put(&w, command), USHER_OK);
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 2);
    assert_int_equal(w.statuses[0], USHER_OK);
    assert_int_equal(w.statuses[1], USHER_OK);
    close_world(&w);
}

static void an_agent_comes_with_everything(void **state)
{
    (void)state;
    world w;
    open_world(&w, 1);
    usher_duration acw[USHER_CHANNELS_MAX] = { USHER_SECONDS(7) };
    usher_command command = USHER_COMMAND_INIT;
    command.op = USHER_COMMAND_AGENT_ADD;
    command.key = "zoe";
    command.endpoint = "sip:zoe";
    command.profile.v = 1;
    command.acw_by_channel = acw;
    assert_int_equal(put(&w, command), USHER_OK);
    acw[0] = -5; /* would be refused */
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 1);
    assert_int_equal(w.statuses[0], USHER_OK);
    assert_true(w.ids[0] == usher_agent_find(w.engine, "zoe").v);
    close_world(&w);
}

static void arguments_are_checked(void **state)
{
    (void)state;
    world w;
    open_world(&w, 1);
    usher_command command = begin(NULL, 0);
    command.size--;
    uint64_t id;
    assert_int_equal(put(&w, command), USHER_ERR_INVALID);
    assert_int_equal(usher_inbox_put(w.inbox, NULL, keep_answer, &w), USHER_ERR_INVALID);
    assert_int_equal(usher_inbox_submit(w.inbox, &command, 0, &id), USHER_ERR_INVALID);
    assert_int_equal(usher_inbox_submit(w.inbox, NULL, 0, &id), USHER_ERR_INVALID);
    assert_int_equal(usher_inbox_post(w.inbox, NULL, &w), USHER_ERR_INVALID);
    assert_int_equal(usher_inbox_call(w.inbox, NULL, &w, 0), USHER_ERR_INVALID);
    assert_int_equal(info_of(&w).waiting_most, 0);
    usher_inbox_options options = USHER_INBOX_OPTIONS_INIT;
    usher_inbox *inbox;
    assert_int_equal(usher_inbox_new(NULL, &inbox), USHER_ERR_INVALID);
    assert_int_equal(usher_inbox_new(&options, NULL), USHER_ERR_INVALID);
    options.commands = 0;
    assert_int_equal(usher_inbox_new(&options, &inbox), USHER_ERR_INVALID);
    options.commands = 1;
    options.size++;
    assert_int_equal(usher_inbox_new(&options, &inbox), USHER_ERR_INVALID);
    usher_inbox_free(NULL);
    close_world(&w);
}

static void memory_is_got_at_the_beginning(void **state)
{
    (void)state;
    world w;
    open_world(&w, 2);
    uint64_t calls = w.fault.calls;
    assert_int_equal(put(&w, begin("call-1", 0)), USHER_OK);
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 1);
    assert_int_equal(w.fault.calls, calls);

    usher_inbox_options options = USHER_INBOX_OPTIONS_INIT;
    usher_inbox *inbox = NULL;
    fault_mem fault = { 0 };
    usher_mem mem = fault_mem_host(&fault);
    options.mem = &mem;
    usher_status status = USHER_ERR_NOMEM;
    for (uint64_t n = 1; status != USHER_OK; n++) {
        fault = (fault_mem){ .refuse_at = n };
        status = usher_inbox_new(&options, &inbox);
        assert_int_equal(status, fault.refused ? USHER_ERR_NOMEM : USHER_OK);
        assert_int_equal(fault.blocks, fault.refused ? 0 : 3);
    }
    usher_inbox_free(inbox);
    assert_int_equal(fault.blocks, 0);
    close_world(&w);
}

/* ---- time ------------------------------------------------------------------------------------ */

static void to_have_waited_is_no_clock_that_went_back(void **state)
{
    (void)state;
    world w;
    open_world(&w, 2);
    assert_int_equal(put(&w, begin(NULL, USHER_SECONDS(1))), USHER_OK);
    assert_int_equal(put(&w, begin(NULL, USHER_SECONDS(9))), USHER_OK);
    assert_int_equal(usher_engine_advance(w.engine, USHER_SECONDS(5)), USHER_OK);
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 2);
    usher_engine_info info;
    usher_engine_get(w.engine, &info);
    assert_int_equal(info.time_back, 0);
    assert_true(info.now == USHER_SECONDS(9));
    usher_contact_info first;
    assert_true(usher_contact_get(w.engine, (usher_contact_id){ w.ids[0] }, &first));
    assert_true(first.begun == USHER_SECONDS(5));
    close_world(&w);
}

/* All agents are at work and let two calls ring, whose windows end at the same time. */
static void let_two_ring(usher_engine *engine)
{
    usher_agent_id agent = { 0 };
    usher_agent_status_ref available = { 1 };
    while ((agent = usher_engine_next_agent(engine, agent)).v != 0) {
        assert_int_equal(usher_agent_set_status(engine, 0, agent, available), USHER_OK);
    }
    usher_command command = begin(NULL, 0);
    int ringing = 0;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(usher_engine_advance(engine, 0), USHER_OK);
        assert_int_equal(usher_engine_submit(engine, &command, NULL), USHER_OK);
    }
    while (usher_engine_next_due(engine) <= 0) {
        assert_int_equal(usher_engine_advance(engine, 0), USHER_OK);
    }
    const usher_event *event;
    while ((event = usher_engine_peek(engine)) != NULL) {
        usher_participant_id part = event->participant;
        bool made = event->type == USHER_EVENT_OFFER_MADE;
        usher_engine_confirm(engine, event->number);
        if (made) {
            assert_int_equal(usher_report_ringing(engine, 0, part), USHER_OK);
            ringing++;
        }
    }
    assert_int_equal(ringing, 2);
}

static void what_is_due_is_done_before_a_request(void **state)
{
    (void)state;
    world w;
    open_world(&w, 2);
    let_two_ring(w.engine);
    usher_command command = begin("call-3", USHER_SECONDS(20));
    assert_int_equal(usher_engine_submit(w.engine, &command, NULL), USHER_ERR_BUSY);
    assert_int_equal(put(&w, command), USHER_OK);
    command.key = "call-4";
    assert_int_equal(put(&w, command), USHER_OK);
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 2);
    assert_int_equal(w.statuses[0], USHER_OK);
    assert_int_equal(w.statuses[1], USHER_OK);
    close_world(&w);
}

static void too_many_events_are_left_to_the_host(void **state)
{
    (void)state;
    world w;
    open_world(&w, 1);
    usher_status status;
    do {
        w.answers = 0;
        assert_int_equal(put(&w, begin(NULL, 0)), USHER_OK);
        assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 1);
        status = w.statuses[0];
    } while (status == USHER_OK);
    assert_int_equal(status, USHER_ERR_BUSY);
    close_world(&w);
}

static void who_waits_wakes_up(void **state)
{
    (void)state;
    world w;
    open_world(&w, 2);
    assert_true(usher_inbox_wait(w.inbox, USHER_MS(1)));
    assert_true(usher_inbox_wait(w.inbox, 0));
    assert_true(usher_inbox_wait(w.inbox, INT64_MIN));
    assert_int_equal(usher_inbox_post(w.inbox, work, &w), USHER_OK);
    assert_true(usher_inbox_wait(w.inbox, USHER_FOREVER)); /* somebody is there already */
    assert_true(usher_inbox_wait(w.inbox, USHER_FOREVER - 1));
    usher_inbox_close(w.inbox);
    assert_true(usher_inbox_wait(w.inbox, USHER_FOREVER)); /* something is left to serve */
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 1);
    assert_false(usher_inbox_wait(w.inbox, USHER_FOREVER));
    assert_false(usher_inbox_wait(w.inbox, 0));
    close_world(&w);
}

static void a_loop_of_its_own_is_told_once(void **state)
{
    (void)state;
    world w;
    open_world(&w, 4);
    assert_int_equal(put(&w, begin(NULL, 0)), USHER_OK);
    assert_int_equal(put(&w, begin(NULL, 0)), USHER_OK);
    assert_int_equal(w.woken, 1);
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 2);
    assert_int_equal(usher_inbox_post(w.inbox, work, &w), USHER_OK);
    assert_int_equal(w.woken, 2);
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 1);
    usher_inbox_close(w.inbox);
    assert_int_equal(w.woken, 3);
    close_world(&w);
}

/* ---- the end --------------------------------------------------------------------------------- */

static void a_closed_inbox_takes_nothing_in(void **state)
{
    (void)state;
    world w;
    open_world(&w, 4);
    usher_command command = begin("call-1", 0);
    uint64_t id = 7;
    assert_int_equal(put(&w, command), USHER_OK);
    usher_inbox_close(w.inbox);
    usher_inbox_close(w.inbox);
    assert_int_equal(put(&w, command), USHER_ERR_STATE);
    assert_int_equal(usher_inbox_post(w.inbox, work, &w), USHER_ERR_STATE);
    assert_int_equal(usher_inbox_submit(w.inbox, &command, USHER_FOREVER, &id), USHER_ERR_STATE);
    assert_int_equal(id, 0);
    assert_int_equal(usher_inbox_call(w.inbox, work, &w, USHER_FOREVER), USHER_ERR_STATE);
    assert_true(info_of(&w).closed);
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 1); /* what was inside is served */
    assert_int_equal(w.answers, 1);
    assert_int_equal(w.statuses[0], USHER_OK);
    assert_int_equal(w.worked, 0);
    close_world(&w);
}

static void what_is_freed_unserved_is_answered(void **state)
{
    (void)state;
    world w;
    open_world(&w, 4);
    usher_command command = begin("call-1", 0);
    assert_int_equal(put(&w, command), USHER_OK);
    assert_int_equal(usher_inbox_put(w.inbox, &command, NULL, NULL), USHER_OK);
    assert_int_equal(usher_inbox_post(w.inbox, work, &w), USHER_OK);
    assert_int_equal(put(&w, command), USHER_OK);
    close_world(&w);
    assert_int_equal(w.answers, 2);
    assert_int_equal(w.statuses[0], USHER_ERR_STATE);
    assert_int_equal(w.statuses[1], USHER_ERR_STATE);
    assert_int_equal(w.worked, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_come_back_in_order),
        cmocka_unit_test(an_answer_that_nobody_wants_is_dropped),
        cmocka_unit_test(a_full_inbox_is_busy),
        cmocka_unit_test(a_text_must_fit),
        cmocka_unit_test(the_longest_texts_fit),
        cmocka_unit_test(unused_pointers_are_not_followed),
        cmocka_unit_test(an_agent_comes_with_everything),
        cmocka_unit_test(arguments_are_checked),
        cmocka_unit_test(memory_is_got_at_the_beginning),
        cmocka_unit_test(to_have_waited_is_no_clock_that_went_back),
        cmocka_unit_test(what_is_due_is_done_before_a_request),
        cmocka_unit_test(too_many_events_are_left_to_the_host),
        cmocka_unit_test(who_waits_wakes_up),
        cmocka_unit_test(a_loop_of_its_own_is_told_once),
        cmocka_unit_test(a_closed_inbox_takes_nothing_in),
        cmocka_unit_test(what_is_freed_unserved_is_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
