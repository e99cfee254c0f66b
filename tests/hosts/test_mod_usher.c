/*
 * test_mod_usher.c - the FreeSWITCH module of the examples, in a FreeSWITCH that is played.
 *
 * As test_app_usher.c: callers on threads of their own, agents who answer, reject or let it ring,
 * and somebody who hangs up at any moment. Here events come out of order as well. Everybody must
 * come back, and no session, part or contact may be left; what the engine was told is counted in
 * its records. Then the module is unloaded while it dials, and loaded again.
 */
#include "fake_freeswitch.h"
#include "mod_usher.h"
#include "module_world.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

enum { LINES = 10, CALLS = 12, ROUNDS_MAX = 8 };

static const char *const everybody[] = { "user/answers-1", "user/answers-2", "user/rejects-3",
                                         "user/silent-4",  "user/slow-5",    "user/late-6",
                                         "nonsense" };
static const char *const one_is_slow[] = { "user/slow-1" };
static const char *const one_answers[] = { "user/answers-1" };

static atomic_int returned;
static int round_now; /* from 0; in each, callers are twice as patient as before */

typedef struct caller {
    char uuid[32];
    long patience_ms;
} caller;

static void *lose_patience(void *user)
{
    const caller *c = user;
    struct timespec t = { c->patience_ms / 1000, c->patience_ms % 1000 * 1000000 };
    nanosleep(&t, NULL);
    fake_hang_up(c->uuid);
    return NULL;
}

static void call(int line, int number)
{
    caller c;
    pthread_t patience;
    (void)snprintf(c.uuid, sizeof c.uuid, "%d.%d", line, number);
    c.patience_ms = (number == 5 ? 300 : 1 + (line * 7 + number * 13) % 37) << round_now;
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

/* ---- the engine ------------------------------------------------------------------------------ */

static void open_world(module_world *w, const char *const *devices, int agents)
{
    module_open(w, devices, agents);
    fake_start();
    ok(usher_start(w->engine, NULL));
}

/* Nobody is left, in the switch or in the engine. */
static void close_world(module_world *w)
{
    fake_settle();
    usher_stop();
    fake_stop();
    assert_int_equal(fake_count().sessions, 0);
    module_close(w);
}

/* Has everything happened that these agents and callers can do? */
static bool have_done_all(const module_world *w)
{
    return fake_count().bridges > 0 && fake_count().music > 0 &&
           w->reports[USHER_COMMAND_REPORT_RINGING] > 0 &&
           w->reports[USHER_COMMAND_REPORT_ANSWERED] > 0 &&
           w->reports[USHER_COMMAND_REPORT_JOINED] > 0 &&
           w->causes[USHER_REASON_BUSY] > 0 &&      /* by who rejects */
           w->causes[USHER_REASON_UNREACHABLE] > 0; /* where there never was a session */
}

/* On a slow machine all callers may give up first: then they call again, with more patience. */
static void test_callers(void **state)
{
    module_world w;
    bool all = false;
    (void)state;
    for (round_now = 0; !all && round_now < ROUNDS_MAX; round_now++) {
        open_world(&w, everybody, sizeof everybody / sizeof *everybody);
        module_play(make_calls, LINES);
        close_world(&w);
        assert_int_equal(atomic_load(&returned), (round_now + 1) * LINES * CALLS);
        all = have_done_all(&w);
    }
    assert_true(all);
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
    module_world w;
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
    module_world w;
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
