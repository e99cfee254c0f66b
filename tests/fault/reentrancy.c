/*
 * reentrancy.c - what may be called from where.
 *
 *   from inside            commands                 dispatch, reserve    queries
 *   append of the store    ERR_REENTRANT            ERR_REENTRANT        work
 *   callbacks of dispatch  as from outside          ERR_REENTRANT (1)    work
 *
 * (1) dispatch. What a callback's commands cause is delivered later in the same dispatch. Calls
 * that are refused leave nothing behind: the history is that of a run in which nobody called
 * anything.
 */
#include "support/journal.h"
#include "support/player.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = SCENARIO_STEPS_MAX, CALLS_MAX = 64, TYPES_MAX = 96 };

/* ---- every command, with arguments that no engine takes -------------------------------------- */

typedef struct calls {
    usher_status statuses[CALLS_MAX];
    uint32_t count;
} calls;

static void note(calls *c, usher_status status)
{
    assert_true(c->count < CALLS_MAX);
    c->statuses[c->count++] = status;
}

static void call_for_contacts(usher_engine *e, usher_time now, calls *c)
{
    usher_contact_begin_options begin = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id contact = { 0 };
    usher_agent_id agent = { 1 };
    begin.channel = 200;
    note(c, usher_contact_begin(e, now, &begin, &contact));
    note(c, usher_contact_dial(e, now, &begin, &contact));
    note(c, usher_contact_enqueue(e, now, contact, (usher_queue_ref){ 1 }, USHER_VIA_FLOW));
    note(c, usher_contact_enqueue_agent(e, now, contact, agent, USHER_VIA_FLOW));
    note(c, usher_contact_set_priority(e, now, contact, 1));
    note(c, usher_contact_set_age(e, now, contact, 1));
    note(c, usher_contact_end(e, now, contact, USHER_REASON_API));
    note(c, usher_contact_hold(e, now, contact, true));
}

static void call_for_others(usher_engine *e, usher_time now, calls *c)
{
    usher_agent_add_options add = USHER_AGENT_ADD_OPTIONS_INIT;
    usher_agent_id agent = { 1 };
    usher_participant_id part = { 1 };
    note(c, usher_agent_add(e, now, &add, &agent));
    note(c, usher_agent_remove(e, now, agent));
    note(c, usher_agent_set_status(e, now, agent, (usher_agent_status_ref){ 1 }));
    note(c, usher_agent_set_profile(e, now, agent, (usher_profile_ref){ 1 }));
    note(c, usher_participant_clear(e, now, part));
    note(c, usher_queue_set_enabled(e, now, (usher_queue_ref){ 99 }, true));
    note(c, usher_report_ringing(e, now, part));
    note(c, usher_report_answered(e, now, part));
    note(c, usher_report_failed(e, now, part, USHER_REASON_BUSY));
    note(c, usher_report_joined(e, now, part));
    note(c, usher_report_left(e, now, part));
    note(c, usher_engine_advance(e, now));
    note(c, usher_engine_resume(e, now));
}

static void submit_each(usher_engine *e, usher_time now, calls *c)
{
    static const uint16_t ops[] = {
#define USHER_X(ENUM, number, name) (number),
        USHER_COMMAND_MAP(USHER_X)
#undef USHER_X
    };
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        usher_command command = USHER_COMMAND_INIT;
        command.op = ops[i];
        command.now = now;
        command.channel = 200;
        note(c, usher_engine_submit(e, &command, NULL));
    }
}

static void call_everything(usher_engine *e, calls *c)
{
    usher_time now = usher_engine_now(e);
    c->count = 0;
    call_for_contacts(e, now, c);
    call_for_others(e, now, c);
    submit_each(e, now, c);
}

/* Queries answer, and agree with each other. */
static void check_queries(const usher_engine *e)
{
    usher_engine_info info;
    usher_engine_get(e, &info);
    assert_true(info.now == usher_engine_now(e));
    assert_true(player_picture(e) == player_picture(e));
    assert_true(usher_engine_state_digest(e) != 0);
    assert_non_null(usher_engine_centre(e));
    assert_true(usher_engine_next_due(e) >= info.now);
    assert_null(usher_engine_check(e));
}

/* ---- inside append --------------------------------------------------------------------------- */

typedef struct inside {
    usher_engine *engine; /* NULL while it is being opened */
    usher_host host;
    uint32_t times;
} inside;

static void call_from_append(void *user, uint64_t number)
{
    inside *in = user;
    if (in->engine == NULL) {
        return;
    }
    uint64_t digest = usher_engine_state_digest(in->engine);
    calls c;
    call_everything(in->engine, &c);
    for (uint32_t i = 0; i < c.count; i++) {
        assert_int_equal(c.statuses[i], USHER_ERR_REENTRANT);
    }
    assert_int_equal(usher_engine_dispatch(in->engine, &in->host), USHER_ERR_REENTRANT);
    assert_int_equal(usher_engine_reserve(in->engine), USHER_ERR_REENTRANT);
    check_queries(in->engine);
    usher_engine_acknowledge(in->engine, number); /* too early: it is not accepted yet */
    assert_true(usher_engine_state_digest(in->engine) == digest);
    in->times++;
}

static usher_engine *open_engine(const scenario *s, journal *j)
{
    usher_store store = journal_store(j);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = scenario_centre(s, NULL, NULL);
    options.store = &store;
    usher_engine *engine;
    assert_int_equal(usher_engine_new(&options, &engine), USHER_OK);
    usher_centre_unref(options.centre);
    return engine;
}

static void acknowledge_all(player *p, void *user)
{
    (void)user;
    usher_engine_info info;
    usher_engine_get(p->engine, &info);
    assert_true(info.record_durable + 2 >= info.record); /* nothing was acknowledged from inside */
    usher_engine_acknowledge(p->engine, info.record);
}

static void a_store_may_only_look(void **state)
{
    (void)state;
    static scenario s;
    static player p[2];
    for (uint32_t i = 0; i < SCENARIOS; i++) {
        scenario_make(&s, i, STEPS);
        journal j[2];
        inside in = { .host = { .size = sizeof(usher_host) } };
        for (int k = 0; k < 2; k++) {
            journal_init(&j[k], USHER_APPEND_ACCEPTED);
            player_init(&p[k], &s, open_engine(&s, &j[k]));
            p[k].called = acknowledge_all;
        }
        in.engine = p[1].engine;
        j[1].inside = call_from_append;
        j[1].inside_user = &in;
        player_finish(&p[0]);
        player_finish(&p[1]);
        assert_true(in.times > STEPS / 5);
        player_same(&p[1], &p[0], PLAYER_RECORDS | PLAYER_DELIVERY);
        assert_int_equal(journal_difference(&j[1], &j[0]), 0);
        for (int k = 0; k < 2; k++) {
            usher_engine_free(p[k].engine);
            player_clear(&p[k]);
            journal_clear(&j[k]);
        }
    }
}

/* ---- inside callbacks ------------------------------------------------------------------------ */

typedef struct listener {
    usher_host host;
    calls outside;             /* what the calls answer from outside */
    uint32_t heard[TYPES_MAX]; /* by type */
    uint32_t others;           /* heard by `other` */
    uint64_t last;             /* number of the last event */
    uint32_t added;            /* agents added from inside */
} listener;

/* An agent is added from inside the first callback of each type. */
static void add_agent(listener *l, usher_engine *engine, uint16_t type)
{
    char name[32];
    (void)snprintf(name, sizeof name, "from inside %u", (unsigned)type);
    usher_agent_add_options add = USHER_AGENT_ADD_OPTIONS_INIT;
    add.name = name;
    add.profile.v = 1;
    usher_agent_id agent;
    usher_engine_info before;
    usher_engine_info after;
    usher_engine_get(engine, &before);
    assert_int_equal(usher_agent_add(engine, usher_engine_now(engine), &add, &agent), USHER_OK);
    usher_engine_get(engine, &after);
    assert_int_equal(after.event, before.event + 1);
    assert_true(usher_agent_find(engine, name).v == agent.v);
    l->added++;
}

static void hear(listener *l, usher_engine *engine, const usher_event *event)
{
    assert_int_equal(event->number, l->last + 1);
    l->last = event->number;
    usher_event copy = *event;
    calls c;
    call_everything(engine, &c);
    assert_int_equal(c.count, l->outside.count);
    assert_memory_equal(c.statuses, l->outside.statuses, c.count * sizeof *c.statuses);
    assert_int_equal(usher_engine_dispatch(engine, &l->host), USHER_ERR_REENTRANT);
    check_queries(engine);
    if (l->heard[event->type]++ == 0) {
        add_agent(l, engine, event->type);
    }
    /* The event stays where it is until this callback is over. */
    assert_ptr_equal(usher_engine_peek(engine), event);
    assert_true(event_equal(&copy, event, true, true));
}

#define USHER_X(ENUM, its_number, callback, name, fields)                                 \
    static void on_##callback(void *user, usher_engine *engine, const usher_event *event) \
    {                                                                                     \
        assert_int_equal(event->type, its_number);                                        \
        hear(user, engine, event);                                                        \
    }
USHER_EVENT_MAP(USHER_X)
#undef USHER_X

/* What the table has no callback for. */
static void on_other(void *user, usher_engine *engine, const usher_event *event)
{
    listener *l = user;
    assert_true(event->type == USHER_EVENT_OFFER_MADE || event->type == USHER_EVENT_AGENT_STATUS);
    l->others++;
    hear(l, engine, event);
}

static void dispatch_now(player *p, void *user)
{
    listener *l = user;
    assert_int_equal(usher_engine_dispatch(p->engine, &l->host), USHER_OK);
    usher_engine_info info;
    usher_engine_get(p->engine, &info);
    assert_int_equal(info.event, l->last);
    assert_int_equal(info.event_confirmed, l->last);
    assert_null(usher_engine_peek(p->engine));
}

static void init_listener(listener *l, usher_engine *engine)
{
    *l = (listener){ .host = { .size = sizeof(usher_host) } };
    l->host.user = l;
#define USHER_X(ENUM, number, callback, name, fields) l->host.callback = on_##callback;
    USHER_EVENT_MAP(USHER_X)
#undef USHER_X
    l->host.offer_made = NULL;
    l->host.agent_status = NULL;
    l->host.other = on_other;
    call_everything(engine, &l->outside);
    for (uint32_t i = 0; i < l->outside.count; i++) {
        assert_int_not_equal(l->outside.statuses[i], USHER_ERR_REENTRANT);
    }
}

static void a_callback_may_do_everything_but_dispatch(void **state)
{
    (void)state;
    static scenario s;
    static player p;
    static listener l;
    uint32_t heard[TYPES_MAX] = { 0 };
    for (uint32_t k = 0; k < 6 * SCENARIOS; k++) {
        uint32_t i = k < 4 * SCENARIOS ? k : SCENARIO_CHANGING + k;
        scenario_make(&s, i, STEPS);
        journal j;
        journal_init(&j, USHER_APPEND_DURABLE);
        player_init(&p, &s, open_engine(&s, &j));
        init_listener(&l, p.engine);
        p.deaf = true;
        p.called = dispatch_now;
        p.called_user = &l;
        player_finish(&p);
        assert_true(l.added > 5 && l.others > 0);
        for (uint32_t type = 0; type < TYPES_MAX; type++) {
            heard[type] += l.heard[type];
        }
        usher_engine_free(p.engine);
        player_clear(&p);
        journal_clear(&j);
    }
#define USHER_X(ENUM, number, callback, name, fields) assert_true(heard[number] > 0);
    USHER_EVENT_MAP(USHER_X)
#undef USHER_X
}

static void a_host_of_another_size_is_refused(void **state)
{
    (void)state;
    static scenario s;
    scenario_make(&s, 0, 0);
    journal j;
    journal_init(&j, USHER_APPEND_DURABLE);
    usher_engine *engine = open_engine(&s, &j);
    usher_host host = { .size = sizeof host - 1 };
    assert_int_equal(usher_engine_dispatch(engine, &host), USHER_ERR_INVALID);
    host.size = 0;
    assert_int_equal(usher_engine_dispatch(engine, &host), USHER_ERR_INVALID);
    assert_int_equal(usher_engine_dispatch(engine, NULL), USHER_ERR_INVALID);
    host.size = sizeof host;
    assert_int_equal(usher_engine_dispatch(engine, &host), USHER_OK);
    usher_engine_free(engine);
    journal_clear(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_store_may_only_look),
        cmocka_unit_test(a_callback_may_do_everything_but_dispatch),
        cmocka_unit_test(a_host_of_another_size_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
