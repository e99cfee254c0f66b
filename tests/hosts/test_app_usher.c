/*
 * test_app_usher.c - the Asterisk module of the examples, in an Asterisk that is played.
 *
 * A dozen callers call again and again, each on a thread of its own, as a dialplan would have it;
 * agents answer, reject, or let it ring; callers give up, and one side or the other hangs up.
 * Everybody must come back out of the application, and no channel, dial or contact may be left.
 * Nothing is said about the order: threads decide it, and the thread sanitizer looks on. Then there
 * is one agent at a time, and a caller who would wait for ever.
 */
#include "app_usher.h"
#include "asterisk.h"
#include "fake_asterisk.h"
#include "module_world.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

enum { LINES = 12, CALLS = 15, ROUNDS_MAX = 8 };

static const char *const everybody[] = { "Fake/answers-1", "Fake/answers-2", "Fake/rejects-3",
                                         "Fake/silent-4",  "nonsense",       "Other/5" };

static atomic_int returned;
static int round_now; /* from 0; in each, callers are twice as patient as before */

static void sleep_ms(long ms)
{
    struct timespec t = { ms / 1000, ms % 1000 * 1000000 };
    nanosleep(&t, NULL);
}

/* The caller's patience: hangs the channel up after a while, talking or not. */
static void *lose_patience(void *user)
{
    struct ast_channel *chan = user;
    sleep_ms((1 + (long)((uintptr_t)chan / 64 % 37)) << round_now);
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

static void open_world(module_world *w, const char *const *devices, int agents)
{
    module_open(w, devices, agents);
    ok(usher_start(w->engine));
}

/* Nobody is left, in the switch or in the engine. */
static void close_world(module_world *w)
{
    fake_asterisk_settle();
    usher_stop();
    module_close(w);
}

/* Has everything happened that these agents and callers can do? */
static bool have_done_all(const module_world *w)
{
    return fake_asterisk_bridges() > LINES && fake_asterisk_music() > 0 &&
           w->reports[USHER_COMMAND_REPORT_RINGING] > 0 &&
           w->reports[USHER_COMMAND_REPORT_JOINED] > 0 &&
           w->causes[USHER_REASON_BUSY] > 0 &&      /* by who rejects */
           w->causes[USHER_REASON_UNREACHABLE] > 0; /* what cannot be dialled */
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

/* Whoever waits for ever comes back all the same, because of this agent. */
static void call_this_one(const char *device)
{
    module_world w;
    open_world(&w, &device, 1);
    struct ast_channel *chan = fake_channel("patient");
    assert_int_equal(usher_exec(chan, "sales"), 0);
    (void)ast_channel_unref(chan);
    close_world(&w);
}

static void test_one_who_hangs_up(void **state)
{
    (void)state;
    call_this_one("Fake/answers-2");
}

static void test_one_who_is_gone_at_once(void **state)
{
    (void)state;
    call_this_one("Fake/fleeting-1");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_callers),
                                        cmocka_unit_test(test_one_who_hangs_up),
                                        cmocka_unit_test(test_one_who_is_gone_at_once) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
