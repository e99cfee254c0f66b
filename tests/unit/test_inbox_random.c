/*
 * test_inbox_random.c - nothing is lost, nothing comes twice, and what one thread hands in stays in
 * order: against a model, and among threads.
 *
 * The model is a list of numbers. The threads hand in whatever comes to them, give up at random,
 * and close the inbox at the end; every thing that was taken in must have run exactly once, after
 * all that the same thread handed in before, and every answer must be about the right contact. And
 * a random day through an inbox is the same day.
 * `test_inbox_random SEED` repeats a run.
 */
#include "support/scenario.h"

#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <usher/inbox.h>

enum { ROUNDS = 300, STEPS = 60, THINGS_MAX = 1024, THREADS = 6, THINGS = 1500 };

static uint64_t seed;

static usher_engine *open_engine(const scenario *s)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = scenario_centre(s, NULL, NULL);
    options.digest = true;
    usher_engine *engine;
    assert_int_equal(usher_engine_new(&options, &engine), USHER_OK);
    usher_centre_unref(options.centre);
    return engine;
}

static usher_engine *new_engine(void)
{
    static scenario s;
    scenario_make(&s, 0, 0);
    return open_engine(&s);
}

static usher_command begin(uint64_t tag, const char *key)
{
    usher_command command = USHER_COMMAND_INIT;
    command.op = USHER_COMMAND_CONTACT_BEGIN;
    command.tag = tag;
    command.key = key;
    return command;
}

/* ---- one thread and a model ------------------------------------------------------------------ */

struct model;

typedef struct thing {
    struct model *model;
    bool again; /* hands one more in when it runs */
} thing;

typedef struct model {
    uint64_t random;
    usher_engine *engine;
    usher_inbox *inbox;
    uint32_t capacity;
    bool closed;
    thing things[THINGS_MAX]; /* that were taken in, in order */
    uint32_t in;              /* how many were taken in */
    uint32_t out;             /* how many have run */
} model;

static void hand_in(model *m);

static void check_turn(thing *t)
{
    model *m = t->model;
    assert_ptr_equal(t, &m->things[m->out]);
    if (t->again) {
        hand_in(m); /* what runs still takes its room */
    }
    m->out++;
}

static void answered(void *user, usher_status status, uint64_t id)
{
    assert_int_equal(status, USHER_OK);
    assert_int_not_equal(id, 0);
    check_turn(user);
}

static void worked(void *user, usher_engine *engine)
{
    thing *t = user;
    assert_ptr_equal(engine, t->model->engine);
    check_turn(t);
}

static void hand_in(model *m)
{
    if (m->in == THINGS_MAX) {
        return;
    }
    thing *t = &m->things[m->in];
    bool full = m->in - m->out == m->capacity;
    usher_status expected = m->closed ? USHER_ERR_STATE : full ? USHER_ERR_BUSY : USHER_OK;
    *t = (thing){ m, scenario_random(&m->random, 3) == 0 };
    m->in += expected == USHER_OK; /* before it could run */
    usher_status status;
    if (scenario_random(&m->random, 3) == 0) {
        status = usher_inbox_post(m->inbox, worked, t);
    } else {
        bool is_long = expected == USHER_OK && scenario_random(&m->random, 8) == 0;
        usher_command command = begin(0, is_long ? "a text that is too long" : NULL);
        if (is_long) {
            expected = USHER_ERR_LIMIT;
            m->in--;
        }
        status = usher_inbox_put(m->inbox, &command, answered, t);
    }
    assert_int_equal(status, expected);
}

static void give_up(model *m)
{
    usher_command command = begin(0, NULL);
    usher_status expected = m->closed ? USHER_ERR_STATE : USHER_ERR_BUSY;
    usher_status status = usher_inbox_submit(m->inbox, &command, 0, NULL);
    /* Once it has served, this thread does not wait at all. */
    assert_true(status == expected || status == USHER_ERR_REENTRANT);
}

static void serve(model *m)
{
    uint32_t in = m->in;
    uint32_t waiting = in - m->out;
    assert_int_equal(usher_inbox_serve(m->inbox, m->engine), waiting);
    assert_int_equal(m->out, in); /* and not what came in meanwhile */
}

static void check_figures(model *m)
{
    usher_inbox_info info;
    usher_inbox_get(m->inbox, &info);
    assert_int_equal(info.waiting, m->in - m->out);
    assert_int_equal(info.served, m->out);
    assert_int_equal(info.closed, m->closed);
    assert_true(info.waiting_most <= m->capacity + 1); /* and one who gave up */
}

static void step(model *m)
{
    uint32_t what = scenario_random(&m->random, 20);
    if (what < 15) {
        hand_in(m);
    } else if (what < 17) {
        give_up(m);
    } else if (what < 19) {
        serve(m);
    } else if (scenario_random(&m->random, 10) == 0) {
        usher_inbox_close(m->inbox);
        m->closed = true;
    }
    check_figures(m);
}

static void play(uint64_t random)
{
    static model m;
    m = (model){ .random = random, .engine = new_engine() };
    m.capacity = 1 + scenario_random(&m.random, 8);
    usher_inbox_options options = USHER_INBOX_OPTIONS_INIT;
    options.commands = m.capacity;
    options.text_bytes = 16;
    assert_int_equal(usher_inbox_new(&options, &m.inbox), USHER_OK);
    for (int i = 0; i < STEPS; i++) {
        step(&m);
    }
    while (m.in != m.out) {
        serve(&m);
    }
    usher_inbox_free(m.inbox);
    usher_engine_free(m.engine);
}

static void an_inbox_is_a_list(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < ROUNDS; i++) {
        play(seed + i);
    }
}

/* ---- the same day ---------------------------------------------------------------------------- */

typedef struct answer {
    usher_status status;
    uint64_t id;
} answer;

static void keep_answer(void *user, usher_status status, uint64_t id)
{
    *(answer *)user = (answer){ status, id };
}

static uint64_t digest_of(const usher_engine *engine)
{
    usher_engine_info info;
    usher_engine_get(engine, &info);
    return info.digest;
}

/* Plays one step directly and through the inbox. */
static void play_both(usher_engine *engines[2], usher_inbox *inbox, const scenario_step *step,
                      usher_time now)
{
    usher_command command;
    answer direct = { USHER_OK, 0 };
    answer through = { USHER_OK, 0 };
    for (int i = 0; i < 2; i++) {
        assert_int_equal(usher_engine_advance(engines[i], now), USHER_OK);
    }
    if (!scenario_resolve(engines[0], step, now, &command)) {
        return;
    }
    direct.status = usher_engine_submit(engines[0], &command, &direct.id);
    assert_int_equal(usher_inbox_put(inbox, &command, keep_answer, &through), USHER_OK);
    assert_int_equal(usher_inbox_serve(inbox, engines[1]), 1);
    assert_int_equal(direct.status, through.status);
    assert_true(direct.id == through.id);
    assert_true(usher_engine_state_digest(engines[0]) == usher_engine_state_digest(engines[1]));
}

static void an_inbox_changes_nothing(void **state)
{
    (void)state;
    static scenario s;
    usher_inbox_options options = USHER_INBOX_OPTIONS_INIT;
    options.commands = 1;
    for (uint32_t i = 0; i < 2 * SCENARIOS; i++) {
        scenario_make(&s, (uint32_t)seed + i, SCENARIO_STEPS_MAX);
        usher_engine *engines[2] = { open_engine(&s), open_engine(&s) };
        usher_inbox *inbox;
        assert_int_equal(usher_inbox_new(&options, &inbox), USHER_OK);
        usher_time now = 0;
        for (uint32_t at = 0; at < s.count; at++) {
            now += s.steps[at].after;
            play_both(engines, inbox, &s.steps[at], now);
        }
        assert_true(digest_of(engines[0]) == digest_of(engines[1]));
        usher_inbox_free(inbox);
        usher_engine_free(engines[0]);
        usher_engine_free(engines[1]);
    }
}

/* ---- threads --------------------------------------------------------------------------------- */

struct crowd;

typedef struct request {
    struct putter *putter;
    uint32_t number; /* 1, 2, 3 ... of its thread */
    bool taken_in;   /* the inbox said so */
    bool is_begin;
    uint32_t runs; /* how often it ran; the serving thread's */
    uint64_t id;   /* of the contact that was begun; the serving thread's */
} request;

typedef struct putter {
    struct crowd *crowd;
    uint64_t random;
    uint32_t index;
    request requests[THINGS]; /* the thread's, until it has ended */
    uint32_t ran;             /* number of the last that ran; the serving thread's */
    bool failed;              /* cmocka's assertions belong to the main thread */
    pthread_t thread;
} putter;

typedef struct crowd {
    usher_engine *engine;
    usher_inbox *inbox;
    putter putters[THREADS];
} crowd;

/* What one thread handed in comes in its order, with gaps where it was refused. */
static void note_run(request *r)
{
    r->runs++;
    assert_true(r->number > r->putter->ran);
    r->putter->ran = r->number;
}

static void begun(void *user, usher_status status, uint64_t id)
{
    request *r = user;
    assert_int_equal(status, USHER_OK);
    r->id = id;
    note_run(r);
}

static void looked(void *user, usher_engine *engine)
{
    request *r = user;
    assert_ptr_equal(engine, r->putter->crowd->engine);
    note_run(r);
}

static uint64_t tag_of(const request *r)
{
    return (uint64_t)r->putter->index << 32 | r->number;
}

/* Hands one thing in, in one of the four ways. What waits must find its contact at once. */
static void hand_one_in(putter *p, request *r)
{
    usher_inbox *inbox = p->crowd->inbox;
    static const usher_duration patience[] = { 0, 1, 50, 2000, USHER_FOREVER };
    usher_duration at_most = patience[scenario_random(&p->random, 5)];
    char key[32];
    (void)snprintf(key, sizeof key, "%u-%u", (unsigned)p->index, (unsigned)r->number);
    usher_command command = begin(tag_of(r), key);
    usher_status status;
    switch (scenario_random(&p->random, 4)) {
    case 0:
        r->is_begin = true;
        status = usher_inbox_put(inbox, &command, begun, r);
        break;
    case 1:
        r->is_begin = true;
        status = usher_inbox_submit(inbox, &command, at_most, &r->id);
        r->runs = status == USHER_OK; /* nobody else counts it */
        p->failed = p->failed || (status == USHER_OK) != (r->id != 0);
        break;
    case 2:
        status = usher_inbox_post(inbox, looked, r);
        break;
    default:
        status = usher_inbox_call(inbox, looked, r, at_most);
        p->failed = p->failed || r->runs != (status == USHER_OK);
        break;
    }
    r->taken_in = status == USHER_OK;
    p->failed = p->failed || (status != USHER_OK && status != USHER_ERR_BUSY);
}

static void *hand_in_all(void *argument)
{
    putter *p = argument;
    for (uint32_t i = 0; i < THINGS; i++) {
        request *r = &p->requests[i];
        r->putter = p;
        r->number = i + 1;
        hand_one_in(p, r);
        if (scenario_random(&p->random, 4) == 0) {
            (void)sched_yield();
        }
    }
    return NULL;
}

/* Contacts of one thread begin in its order; each that was taken in begins once. */
static void take_events(crowd *c, uint32_t last[THREADS])
{
    const usher_event *event;
    while ((event = usher_engine_peek(c->engine)) != NULL) {
        if (event->type == USHER_EVENT_CONTACT_BEGUN) {
            uint32_t index = (uint32_t)(event->tag >> 32);
            uint32_t number = (uint32_t)event->tag;
            assert_true(index < THREADS && number > last[index]);
            last[index] = number;
        }
        usher_engine_confirm(c->engine, event->number);
    }
}

static void check_requests(const putter *p, uint64_t *contacts)
{
    assert_false(p->failed);
    for (uint32_t i = 0; i < THINGS; i++) {
        const request *r = &p->requests[i];
        assert_int_equal(r->runs, r->taken_in ? 1 : 0);
        if (!r->is_begin || !r->taken_in) {
            continue;
        }
        usher_contact_info info;
        assert_true(usher_contact_get(p->crowd->engine, (usher_contact_id){ r->id }, &info));
        assert_true(info.tag == tag_of(r));
        (*contacts)++;
    }
}

static void *close_when_done(void *argument)
{
    crowd *c = argument;
    for (uint32_t i = 0; i < THREADS; i++) {
        (void)pthread_join(c->putters[i].thread, NULL);
    }
    usher_inbox_close(c->inbox);
    return NULL;
}

static void start(crowd *c, uint64_t random)
{
    usher_inbox_options options = USHER_INBOX_OPTIONS_INIT;
    options.commands = 1 + scenario_random(&random, 16);
    assert_int_equal(usher_inbox_new(&options, &c->inbox), USHER_OK);
    for (uint32_t i = 0; i < THREADS; i++) {
        putter *p = &c->putters[i];
        *p = (putter){ .crowd = c, .random = random + i * 1000, .index = i };
        assert_int_equal(pthread_create(&p->thread, NULL, hand_in_all, p), 0);
    }
}

static void threads_keep_their_order(void **state)
{
    (void)state;
    static crowd c;
    uint64_t random = seed;
    uint32_t last[THREADS] = { 0 };
    c.engine = new_engine();
    start(&c, seed);
    pthread_t closer;
    assert_int_equal(pthread_create(&closer, NULL, close_when_done, &c), 0);
    while (usher_inbox_wait(c.inbox, USHER_SECONDS(1))) {
        (void)usher_inbox_serve(c.inbox, c.engine);
        take_events(&c, last);
        for (uint32_t n = scenario_random(&random, 3); n > 0; n--) {
            (void)sched_yield(); /* so that the inbox is full at times */
        }
    }
    assert_int_equal(pthread_join(closer, NULL), 0);
    uint64_t contacts = 0;
    for (uint32_t i = 0; i < THREADS; i++) {
        check_requests(&c.putters[i], &contacts);
    }
    usher_engine_info info;
    usher_engine_get(c.engine, &info);
    assert_int_equal(info.contacts, contacts);
    usher_inbox_free(c.inbox);
    usher_engine_free(c.engine);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_inbox_is_a_list),
        cmocka_unit_test(an_inbox_changes_nothing),
        cmocka_unit_test(threads_keep_their_order),
    };
    seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    printf("seed %" PRIu64 "\n", seed);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
