/*
 * test_guard.c - a second thread inside an engine is told so, and does no harm.
 *
 * Without a lock, which is the host's mistake. First two threads meet at given places: inside
 * append, inside a callback. Then some threads do whatever they like; under the thread sanitizer
 * (preset tsan) anything that the guard leaves open shows as a race. What must hold afterwards:
 * every invariant, each accepted command is there once, each event came once and in order.
 */
#include "support/journal.h"
#include "support/scenario.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { THREADS = 4, STEPS = 20000, CONTACTS = 16 };

/* j NULL: no store. */
static usher_engine *open_engine(journal *j, bool unguarded)
{
    static scenario s;
    usher_store store;
    scenario_make(&s, 0, 0);
    if (j != NULL) {
        store = journal_store(j);
    }
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = scenario_centre(&s, NULL, NULL);
    options.store = j != NULL ? &store : NULL;
    options.unguarded = unguarded;
    usher_engine *engine;
    assert_int_equal(usher_engine_new(&options, &engine), USHER_OK);
    usher_centre_unref(options.centre);
    return engine;
}

static usher_status begin(usher_engine *engine, usher_time now, usher_contact_id *contact)
{
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    options.queue.v = 1;
    return usher_contact_begin(engine, now, &options, contact);
}

/* One of each way into the engine, with arguments that it takes or not. */
static void try_all_ways(usher_engine *engine, usher_status expected)
{
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_host host = { .size = sizeof host };
    usher_command command = USHER_COMMAND_INIT;
    command.op = USHER_COMMAND_ADVANCE;
    options.key = "with a text";
    assert_int_equal(begin(engine, 0, NULL), expected);
    assert_int_equal(usher_contact_begin(engine, 0, &options, NULL), expected);
    assert_int_equal(usher_contact_dial(engine, 0, &options, NULL), expected);
    assert_int_equal(usher_contact_end(engine, 0, (usher_contact_id){ 1 }, 1), expected);
    assert_int_equal(usher_report_left(engine, 0, (usher_participant_id){ 1 }), expected);
    assert_int_equal(usher_report_leg(engine, 0, (usher_participant_id){ 1 }, 2), expected);
    assert_int_equal(usher_report_agent_gone(engine, 0, (usher_agent_id){ 1 }), expected);
    assert_int_equal(usher_engine_advance(engine, 0), expected);
    assert_int_equal(usher_engine_submit(engine, &command, NULL), expected);
    command.op = USHER_COMMAND_REPORT_RINGING;
    assert_int_equal(usher_engine_submit(engine, &command, NULL), expected);
    assert_int_equal(usher_engine_reserve(engine), expected);
    assert_int_equal(usher_engine_dispatch(engine, &host), expected);
}

/* ---- the same thread ------------------------------------------------------------------------- */

typedef struct inside {
    usher_engine *engine;
    int times;
} inside;

static void try_from_append(void *user, uint64_t number)
{
    inside *in = user;
    (void)number;
    if (in->engine != NULL) {
        try_all_ways(in->engine, USHER_ERR_REENTRANT);
        in->times++;
    }
}

/* A promise of the host's takes nothing away from what one thread is told. */
static void append_lets_nobody_in(void **state)
{
    (void)state;
    for (int unguarded = 0; unguarded < 2; unguarded++) {
        journal j;
        inside in = { NULL, 0 };
        journal_init(&j, USHER_APPEND_DURABLE);
        j.inside = try_from_append;
        j.inside_user = &in;
        in.engine = open_engine(&j, unguarded != 0);
        assert_int_equal(begin(in.engine, 0, NULL), USHER_OK);
        assert_int_equal(begin(in.engine, 0, NULL), USHER_OK);
        assert_int_equal(in.times, 2);
        assert_null(usher_engine_check(in.engine));
        usher_engine_free(in.engine);
        journal_clear(&j);
    }
}

/* ---- two threads that meet ------------------------------------------------------------------- */

/* Who stands where: each waits until the other has come to a place. */
typedef struct meeting {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    int place;
    usher_engine *engine;
    usher_status status; /* what the second thread was told */
} meeting;

static void reach(meeting *m, int place)
{
    (void)pthread_mutex_lock(&m->lock);
    m->place = place;
    (void)pthread_cond_broadcast(&m->moved);
    (void)pthread_mutex_unlock(&m->lock);
}

static void wait_for(meeting *m, int place)
{
    (void)pthread_mutex_lock(&m->lock);
    while (m->place < place) {
        (void)pthread_cond_wait(&m->moved, &m->lock);
    }
    (void)pthread_mutex_unlock(&m->lock);
}

static void open_meeting(meeting *m)
{
    *m = (meeting){ .place = 0 };
    assert_int_equal(pthread_mutex_init(&m->lock, NULL), 0);
    assert_int_equal(pthread_cond_init(&m->moved, NULL), 0);
}

static void close_meeting(meeting *m)
{
    assert_null(usher_engine_check(m->engine));
    usher_engine_free(m->engine);
    (void)pthread_cond_destroy(&m->moved);
    (void)pthread_mutex_destroy(&m->lock);
}

/* The append of the engine's first command stays inside until place 2. */
static void stay_in_append(void *user, uint64_t number)
{
    meeting *m = user;
    if (number == 2) {
        reach(m, 1);
        wait_for(m, 2);
    }
}

static void *begin_one(void *user)
{
    meeting *m = user;
    m->status = begin(m->engine, 0, NULL);
    return NULL;
}

static void a_second_thread_is_told(void **state)
{
    (void)state;
    meeting m;
    journal j;
    pthread_t thread;
    open_meeting(&m);
    journal_init(&j, USHER_APPEND_DURABLE);
    j.inside = stay_in_append;
    j.inside_user = &m;
    m.engine = open_engine(&j, false);
    assert_int_equal(pthread_create(&thread, NULL, begin_one, &m), 0);
    wait_for(&m, 1);
    try_all_ways(m.engine, USHER_ERR_REENTRANT);
    reach(&m, 2);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(m.status, USHER_OK);
    assert_int_equal(begin(m.engine, 0, NULL), USHER_OK); /* the door is open again */
    usher_engine_info info;
    usher_engine_get(m.engine, &info);
    assert_int_equal(info.contacts, 2);
    assert_int_equal(info.record, 3);
    close_meeting(&m);
    journal_clear(&j);
}

/* ---- a second thread while a callback runs --------------------------------------------------- */

typedef struct listener {
    meeting *meeting;
    uint64_t last; /* number of the last event that came */
    uint32_t begun;
} listener;

static void note_event(listener *l, const usher_event *event)
{
    assert_int_equal(event->number, l->last + 1);
    l->last = event->number;
    l->begun += event->type == USHER_EVENT_CONTACT_BEGUN;
}

/* The first event's callback lets the other thread in, which is still inside when it ends. */
static void let_another_in(void *user, usher_engine *engine, const usher_event *event)
{
    listener *l = user;
    (void)engine;
    note_event(l, event);
    if (event->number == 1) {
        reach(l->meeting, 1);
        wait_for(l->meeting, 2);
    }
}

static void *begin_from_outside(void *user)
{
    meeting *m = user;
    wait_for(m, 1);
    m->status = begin(m->engine, 0, NULL);
    return NULL;
}

/* It is inside append of record 3 from place 2 to place 3. */
static void stay_in_append_of_the_second(void *user, uint64_t number)
{
    meeting *m = user;
    if (number == 3) {
        reach(m, 2);
        wait_for(m, 3);
    }
}

static void no_event_is_lost_or_comes_twice(void **state)
{
    (void)state;
    meeting m;
    journal j;
    pthread_t thread;
    listener l = { &m, 0, 0 };
    usher_host host = { .size = sizeof host, .user = &l, .other = let_another_in };
    open_meeting(&m);
    journal_init(&j, USHER_APPEND_DURABLE);
    j.inside = stay_in_append_of_the_second;
    j.inside_user = &m;
    m.engine = open_engine(&j, false);
    assert_int_equal(begin(m.engine, 0, NULL), USHER_OK);
    assert_int_equal(pthread_create(&thread, NULL, begin_from_outside, &m), 0);
    assert_int_equal(usher_engine_dispatch(m.engine, &host), USHER_ERR_REENTRANT);
    assert_int_equal(l.last, 1); /* it came, and could not be confirmed */
    assert_int_equal(usher_engine_dispatch(m.engine, &host), USHER_ERR_REENTRANT);
    reach(&m, 3);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(m.status, USHER_OK);
    assert_int_equal(usher_engine_dispatch(m.engine, &host), USHER_OK);
    assert_int_equal(l.begun, 2);
    assert_null(usher_engine_peek(m.engine));
    close_meeting(&m);
    journal_clear(&j);
}

/* ---- many threads without a lock ------------------------------------------------------------- */

typedef struct crowd {
    usher_engine *engine;
    usher_agent_id agents[SCENARIO_AGENTS];
    listener heard; /* by whoever dispatches */
    bool failed;    /* of the listener */
} crowd;

typedef struct member {
    crowd *crowd;
    uint64_t random;
    usher_contact_id contacts[CONTACTS]; /* some that this thread has begun */
    uint32_t begun, refused;
    bool failed; /* cmocka's assertions belong to the main thread */
    pthread_t thread;
} member;

/* What a call with good arguments may be told in a crowd. */
static bool is_expected(usher_status status)
{
    return status == USHER_OK || status == USHER_ERR_REENTRANT || status == USHER_ERR_NOT_FOUND ||
           status == USHER_ERR_BUSY;
}

/* Answers what rings, from inside, if no other thread is. */
static void hear(void *user, usher_engine *engine, const usher_event *event)
{
    crowd *c = user;
    listener *l = &c->heard;
    usher_status status = USHER_OK;
    c->failed = c->failed || event->number != l->last + 1;
    l->last = event->number;
    l->begun += event->type == USHER_EVENT_CONTACT_BEGUN;
    if (event->type == USHER_EVENT_OFFER_MADE) {
        status = usher_report_ringing(engine, 0, event->participant);
    } else if (event->type == USHER_EVENT_OFFER_RINGING && event->number % 2 == 0) {
        status = usher_report_joined(engine, 0, event->participant);
    }
    c->failed = c->failed || !is_expected(status);
}

static usher_status dispatch(crowd *c)
{
    usher_host host = { .size = sizeof host, .user = c, .other = hear };
    return usher_engine_dispatch(c->engine, &host);
}

static usher_status step(member *m, usher_time now)
{
    usher_engine *engine = m->crowd->engine;
    usher_contact_id *contact = &m->contacts[scenario_random(&m->random, CONTACTS)];
    usher_command command = USHER_COMMAND_INIT;
    usher_status status;
    switch (scenario_random(&m->random, 8)) {
    case 0:
        command.op = USHER_COMMAND_AGENT_SET_STATUS;
        command.now = now;
        command.agent = m->crowd->agents[scenario_random(&m->random, SCENARIO_AGENTS)];
        command.status.v = 1 + scenario_random(&m->random, 3);
        return usher_engine_submit(engine, &command, NULL);
    case 1:
        return usher_contact_end(engine, now, *contact, USHER_REASON_API);
    case 2:
        return usher_report_left(engine, now, usher_contact_customer(*contact));
    case 3:
        return usher_engine_advance(engine, now);
    case 4:
    case 5:
        return dispatch(m->crowd);
    default:
        status = begin(engine, now, contact);
        m->begun += status == USHER_OK;
        return status;
    }
}

static void *step_on(void *argument)
{
    member *m = argument;
    for (int i = 0; i < STEPS; i++) {
        usher_status status = step(m, USHER_SECONDS(i));
        if (status == USHER_ERR_REENTRANT) {
            m->refused++;
            (void)sched_yield(); /* who is inside may have lost its processor there */
        }
        m->failed = m->failed || !is_expected(status);
    }
    return NULL;
}

static void come_to_work(crowd *c)
{
    usher_agent_id agent = { 0 };
    usher_agent_status_ref available = { 1 };
    for (uint32_t i = 0; i < SCENARIO_AGENTS; i++) {
        agent = usher_engine_next_agent(c->engine, agent);
        assert_int_equal(usher_agent_set_status(c->engine, 0, agent, available), USHER_OK);
        c->agents[i] = agent;
    }
}

static void a_crowd_does_no_harm(void **state)
{
    (void)state;
    static member members[THREADS];
    crowd c = { .engine = open_engine(NULL, false) };
    uint32_t begun = 0;
    uint32_t refused = 0;
    come_to_work(&c);
    for (uint32_t i = 0; i < THREADS; i++) {
        members[i] = (member){ .crowd = &c, .random = i + 1 };
        assert_int_equal(pthread_create(&members[i].thread, NULL, step_on, &members[i]), 0);
    }
    for (uint32_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(members[i].thread, NULL), 0);
        assert_false(members[i].failed);
        begun += members[i].begun;
        refused += members[i].refused;
    }
    assert_int_equal(dispatch(&c), USHER_OK);
    usher_engine_info info;
    usher_engine_get(c.engine, &info);
    assert_false(c.failed);
    assert_int_equal(c.heard.last, info.event);
    assert_int_equal(c.heard.begun, begun);
    assert_null(usher_engine_check(c.engine));
    printf("%u of %u were refused\n", (unsigned)refused, (unsigned)(THREADS * STEPS));
    usher_engine_free(c.engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(append_lets_nobody_in),
        cmocka_unit_test(a_second_thread_is_told),
        cmocka_unit_test(no_event_is_lost_or_comes_twice),
        cmocka_unit_test(a_crowd_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
