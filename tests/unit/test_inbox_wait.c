/*
 * test_inbox_wait.c - threads that wait for an answer get it, or know that nothing was run.
 *
 * No test relies on how long anything takes.
 */
#include "support/scenario.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <usher/inbox.h>

typedef struct world {
    usher_engine *engine;
    usher_inbox *inbox;
    int answers;
    int worked; /* how often work was done */
} world;

static void open_world(world *w, uint32_t commands)
{
    static scenario s;
    scenario_make(&s, 0, 0);
    *w = (world){ .answers = 0 };
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = scenario_centre(&s, NULL, NULL);
    assert_int_equal(usher_engine_new(&options, &w->engine), USHER_OK);
    usher_centre_unref(options.centre);
    usher_inbox_options inbox = USHER_INBOX_OPTIONS_INIT;
    inbox.commands = commands;
    assert_int_equal(usher_inbox_new(&inbox, &w->inbox), USHER_OK);
}

static void close_world(world *w)
{
    usher_inbox_free(w->inbox);
    assert_null(usher_engine_check(w->engine));
    usher_engine_free(w->engine);
}

static void count_answer(void *user, usher_status status, uint64_t id)
{
    world *w = user;
    assert_int_equal(status, USHER_OK);
    assert_int_not_equal(id, 0);
    w->answers++;
}

static void work(void *user, usher_engine *engine)
{
    world *w = user;
    assert_ptr_equal(engine, w->engine);
    w->worked++;
}

static usher_command begin(const char *key)
{
    usher_command command = USHER_COMMAND_INIT;
    command.op = USHER_COMMAND_CONTACT_BEGIN;
    command.queue.v = 1;
    command.key = key;
    return command;
}

static usher_inbox_info info_of(world *w)
{
    usher_inbox_info info;
    usher_inbox_get(w->inbox, &info);
    return info;
}

/* ---- one thread ------------------------------------------------------------------------------ */

static void whose_turn_does_not_come_is_not_run(void **state)
{
    (void)state;
    world w;
    open_world(&w, 2);
    usher_command command = begin("call-1");
    uint64_t id = 7;
    assert_int_equal(usher_inbox_post(w.inbox, work, &w), USHER_OK);
    assert_int_equal(usher_inbox_submit(w.inbox, &command, 0, &id), USHER_ERR_BUSY);
    assert_int_equal(id, 0);
    assert_int_equal(usher_inbox_post(w.inbox, work, &w), USHER_OK);
    assert_int_equal(usher_inbox_submit(w.inbox, &command, USHER_MS(1), NULL), USHER_ERR_BUSY);
    assert_int_equal(usher_inbox_call(w.inbox, work, &w, -1), USHER_ERR_BUSY);
    assert_int_equal(info_of(&w).waiting, 2);
    assert_int_equal(info_of(&w).full, 0);
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 2);
    assert_int_equal(w.worked, 2);
    assert_int_equal(usher_contact_find(w.engine, "call-1").v, 0);
    close_world(&w);
}

/* From the serving thread, inside a callback and outside. */
static void try_everything(void *user, usher_engine *engine)
{
    world *w = user;
    usher_command command = begin(NULL);
    assert_int_equal(usher_inbox_submit(w->inbox, &command, USHER_FOREVER, NULL),
                     USHER_ERR_REENTRANT);
    assert_int_equal(usher_inbox_call(w->inbox, work, w, USHER_FOREVER), USHER_ERR_REENTRANT);
    assert_int_equal(usher_inbox_serve(w->inbox, engine), 0);
    assert_int_equal(usher_inbox_post(w->inbox, work, w), USHER_OK); /* for the next time */
    assert_int_equal(usher_inbox_put(w->inbox, &command, count_answer, w), USHER_OK);
    uint64_t id;
    assert_int_equal(usher_engine_submit(engine, &command, &id), USHER_OK);
}

static void try_everything_when_done(void *user, usher_status status, uint64_t id)
{
    world *w = user;
    assert_int_equal(status, USHER_OK);
    assert_int_not_equal(id, 0);
    try_everything(user, w->engine);
}

static void the_serving_thread_does_not_wait_for_itself(void **state)
{
    (void)state;
    world w;
    open_world(&w, 8);
    usher_command command = begin("call-1");
    assert_int_equal(usher_inbox_post(w.inbox, try_everything, &w), USHER_OK);
    assert_int_equal(usher_inbox_put(w.inbox, &command, try_everything_when_done, &w), USHER_OK);
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 2);
    assert_int_equal(usher_inbox_submit(w.inbox, &command, USHER_FOREVER, NULL),
                     USHER_ERR_REENTRANT);
    assert_int_equal(w.worked, 0);
    assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 4);
    assert_int_equal(w.worked, 2);
    assert_int_equal(w.answers, 2);
    close_world(&w);
}

/* ---- two threads ----------------------------------------------------------------------------- */

typedef struct caller {
    world *world;
    usher_duration at_most;
    usher_status status;
    uint64_t id;
    bool ran;
    usher_command command; /* of who is cancelled */
} caller;

static void ask(void *user, usher_engine *engine)
{
    caller *c = user;
    c->id = usher_contact_find(engine, "call-1").v;
    c->ran = true;
}

static void *submit_and_ask(void *argument)
{
    caller *c = argument;
    usher_command command = begin("call-1");
    uint64_t id;
    c->status = usher_inbox_submit(c->world->inbox, &command, USHER_FOREVER, &id);
    if (c->status == USHER_OK) {
        c->status = usher_inbox_call(c->world->inbox, ask, c, c->at_most);
        c->ran = c->ran && c->id == id;
    }
    usher_inbox_close(c->world->inbox);
    return NULL;
}

static void a_waiting_thread_is_told(void **state)
{
    (void)state;
    world w;
    open_world(&w, 1);
    caller c = { .world = &w, .at_most = USHER_FOREVER };
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, submit_and_ask, &c), 0);
    while (usher_inbox_wait(w.inbox, USHER_FOREVER)) {
        (void)usher_inbox_serve(w.inbox, w.engine);
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(c.status, USHER_OK);
    assert_true(c.ran);
    close_world(&w);
}

/*
 * Cancelled already: the first function that may end it does. Its command is not on its own stack,
 * because clang's address sanitizer does not know frames that end so.
 */
static void *submit_cancelled(void *argument)
{
    caller *c = argument;
    (void)pthread_cancel(pthread_self());
    c->status = usher_inbox_submit(c->world->inbox, &c->command, USHER_FOREVER, &c->id);
    for (;;) {
        pthread_testcancel();
    }
    return NULL;
}

/* It has its answer before it ends. It may be served before it sleeps, hence more than one try. */
static void who_is_cancelled_leaves_nothing_behind(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        world w;
        open_world(&w, 1);
        caller c = { .world = &w, .command = begin("call-1") };
        pthread_t thread;
        void *result;
        assert_int_equal(pthread_create(&thread, NULL, submit_cancelled, &c), 0);
        assert_true(usher_inbox_wait(w.inbox, USHER_FOREVER));
        (void)sched_yield();
        assert_int_equal(usher_inbox_serve(w.inbox, w.engine), 1);
        assert_int_equal(pthread_join(thread, &result), 0);
        assert_ptr_equal(result, PTHREAD_CANCELED);
        assert_int_equal(c.status, USHER_OK);
        assert_true(c.id == usher_contact_find(w.engine, "call-1").v);
        assert_int_equal(info_of(&w).waiting, 0);
        close_world(&w);
    }
}

/* Work that takes longer than its caller's patience. */
static void ask_slowly(void *user, usher_engine *engine)
{
    caller *c = user;
    (void)usher_inbox_wait(c->world->inbox, 10 * c->at_most);
    ask(user, engine);
}

static void *call_slowly(void *argument)
{
    caller *c = argument;
    c->status = usher_inbox_call(c->world->inbox, ask_slowly, c, c->at_most);
    usher_inbox_close(c->world->inbox);
    return NULL;
}

/* Patience ends either before the work begins, and then it never does; or it does not count. */
static void an_answer_is_never_half(void **state)
{
    (void)state;
    bool was_run = false;
    for (usher_duration patience = USHER_MS(1); !was_run; patience *= 2) {
        world w;
        open_world(&w, 1);
        caller c = { .world = &w, .at_most = patience };
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, call_slowly, &c), 0);
        while (usher_inbox_wait(w.inbox, USHER_FOREVER)) {
            (void)usher_inbox_serve(w.inbox, w.engine);
        }
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_int_equal(c.status, c.ran ? USHER_OK : USHER_ERR_BUSY);
        was_run = c.ran;
        close_world(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whose_turn_does_not_come_is_not_run),
        cmocka_unit_test(the_serving_thread_does_not_wait_for_itself),
        cmocka_unit_test(a_waiting_thread_is_told),
        cmocka_unit_test(who_is_cancelled_leaves_nothing_behind),
        cmocka_unit_test(an_answer_is_never_half),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
