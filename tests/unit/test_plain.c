/*
 * test_plain.c - a command does the same whether its function is called or its value submitted.
 *
 * The functions of the most common commands have short ways of their own where nothing else is
 * going on (lib/engine/plain.c); values go the long way. Random scenarios are played both ways, and
 * every status, event, record number and query is compared, with few units of work and with many.
 * Arguments that make no sense are refused on both ways alike.
 */
#include "support/player.h"
#include "support/typed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { PLAYED = 24, QUIET_DAYS = 120 };

static usher_engine *open_engine(const scenario *s, uint32_t units)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_engine *engine;
    options.centre = scenario_centre(s, NULL, NULL);
    options.limits.units_per_command = units;
    assert_int_equal(usher_engine_new(&options, &engine), USHER_OK);
    usher_centre_unref(options.centre);
    return engine;
}

/* Two engines with the same scenario: [0] by functions, [1] by values. */
static void play_both(uint32_t index, uint32_t units, player players[2])
{
    static scenario s;
    scenario_make(&s, index, SCENARIO_STEPS_MAX);
    for (int i = 0; i < 2; i++) {
        player_init(&players[i], &s, open_engine(&s, units));
        players[i].by_value = i == 1;
        (void)snprintf(players[i].label, sizeof players[i].label, "scenario %u, %u units, %s",
                       (unsigned)index, (unsigned)units, i == 1 ? "values" : "functions");
        player_finish(&players[i]);
    }
}

static void functions_and_values_do_the_same(void **state)
{
    (void)state;
    static player players[2];
    const uint32_t units[] = { 1, 2, 3, 64 };
    size_t events = 0;
    for (uint32_t i = 0; i < PLAYED; i++) {
        for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
            play_both(i, units[k], players);
            player_same(&players[0], &players[1], PLAYER_RECORDS | PLAYER_DELIVERY);
            events += players[0].history.count;
            for (int p = 0; p < 2; p++) {
                usher_engine_free(players[p].engine);
                player_clear(&players[p]);
            }
        }
    }
    print_message("          %zu events each way\n", events);
    assert_true(events > 10000);
}

/* ---- days on which the short ways are mostly open -------------------------------------------- */

#define CONTACT(state) (1u << USHER_CONTACT_##state)
#define PART(state) (1u << USHER_PART_##state)

typedef struct habit {
    uint16_t op, weight;
    uint16_t contact_states, part_states;
    bool agent;
} habit;

/* Mostly conversations from their beginning to their end, and a little of what goes wrong. */
static const habit habits[] = {
    { USHER_COMMAND_CONTACT_BEGIN, 300, 0, 0, false },
    { USHER_COMMAND_REPORT_RINGING, 80, 0, PART(OFFERED), false },
    { USHER_COMMAND_REPORT_ANSWERED, 200, 0, PART(OFFERED) | PART(RINGING), false },
    { USHER_COMMAND_REPORT_JOINED, 250, 0, PART(ANSWERED), false },
    { USHER_COMMAND_REPORT_FAILED, 30, 0, PART(OFFERED) | PART(RINGING), false },
    { USHER_COMMAND_CONTACT_END, 200, CONTACT(CONNECTED), 0, false },
    { USHER_COMMAND_CONTACT_END, 60, CONTACT(QUEUED), 0, false },
    { USHER_COMMAND_CONTACT_END, 10, CONTACT(ANSWERED) | CONTACT(ENDED), 0, false },
    { USHER_COMMAND_CONTACT_SET_AGE, 15, CONTACT(QUEUED), 0, false },
    { USHER_COMMAND_PARTICIPANT_CLEAR, 250, 0,
      PART(ACW) | PART(MISSED) | PART(REJECTED) | PART(ERROR), false },
    { USHER_COMMAND_AGENT_SET_STATUS, 60, 0, 0, true },
    { USHER_COMMAND_AGENT_SET_PROFILE, 10, 0, 0, true },
    { USHER_COMMAND_REPORT_AGENT_GONE, 6, 0, 0, true },
    { USHER_COMMAND_REPORT_AGENT_REACHABLE, 20, 0, 0, true },
    { USHER_COMMAND_REPORT_OUTSIDE_LOAD, 6, 0, 0, true },
    { USHER_COMMAND_QUEUE_SET_ENABLED, 6, 0, 0, false },
    { USHER_COMMAND_QUEUE_END_WAITING, 4, 0, 0, false },
    { USHER_COMMAND_STOP_ENTRIES, 6, 0, 0, false },
    { USHER_COMMAND_ADVANCE, 20, 0, 0, false },
    { SCENARIO_CHANGE, 6, 0, 0, false },
};
enum { HABITS = sizeof habits / sizeof *habits };

/* No key and no endpoint; it may count as if it had come earlier, or later. */
static void fill_quiet(usher_command *c, uint64_t *random)
{
    static const usher_duration acws[] = { USHER_ACW_OF_AGENT, USHER_ACW_OF_AGENT, 0,
                                           USHER_SECONDS(4), USHER_FOREVER };
    c->queue.v = 1 + scenario_random(random, SCENARIO_QUEUES);
    c->channel = (usher_channel)scenario_random(random, scenario_random(random, 3) == 0 ? 6 : 2);
    c->priority = scenario_random(random, 3);
    c->age = USHER_SECONDS((int)scenario_random(random, 9) * 5 - 20);
    c->acw = acws[scenario_random(random, sizeof acws / sizeof *acws)];
    c->status.v = scenario_random(random, 4) < 3 ? 1 : 1 + scenario_random(random, 4);
    c->profile.v = 1 + scenario_random(random, SCENARIO_PROFILES);
    c->flag = c->op == USHER_COMMAND_QUEUE_SET_ENABLED ? scenario_random(random, 4) > 0 : 0;
    c->flag = c->op == USHER_COMMAND_STOP_ENTRIES ? scenario_random(random, 6) == 0 : c->flag;
    c->reason = USHER_REASON_BUSY;
    if (c->op == USHER_COMMAND_CONTACT_END || c->op == USHER_COMMAND_QUEUE_END_WAITING) {
        c->reason = USHER_REASON_CUSTOMER_DISCONNECT;
    }
    c->value = scenario_random(random, 3);
}

/* A day on the centre of this scenario, on which most commands meet an engine at rest. */
static void make_quiet(scenario *s, uint32_t index)
{
    scenario_make(s, index % PLAYED, SCENARIO_STEPS_MAX);
    uint64_t random = 7000 + index;
    for (uint32_t i = SCENARIO_AGENTS + 2; i < s->count; i++) {
        const habit *h =
            &habits[scenario_draw(&random, &habits[0].weight, sizeof habits[0], HABITS)];
        usher_duration pause = USHER_MS(scenario_random(&random, 6000));
        s->steps[i] = (scenario_step){ .command = USHER_COMMAND_INIT,
                                       .after = scenario_random(&random, 3) == 0 ? pause : 0,
                                       .contact_states = h->contact_states,
                                       .part_states = h->part_states,
                                       .agent = h->agent,
                                       .nth = (uint8_t)scenario_random(&random, 64),
                                       .nth_agent = (uint8_t)scenario_random(&random, 64) };
        s->steps[i].command.op = h->op;
        s->steps[i].command.actor = scenario_random(&random, 3);
        fill_quiet(&s->steps[i].command, &random);
    }
}

/* One host calls functions and reads with one call; the other submits values, and confirms. */
static void play_quiet(uint32_t index, uint32_t units, player players[2])
{
    static scenario s;
    make_quiet(&s, index);
    for (int i = 0; i < 2; i++) {
        player_init(&players[i], &s, open_engine(&s, units));
        players[i].by_value = i == 1;
        players[i].by_next = i == 0;
        players[i].late = index % 3 == 0;
        (void)snprintf(players[i].label, sizeof players[i].label, "quiet day %u, %u units, %s",
                       (unsigned)index, (unsigned)units, i == 1 ? "values" : "functions");
        player_finish(&players[i]);
    }
}

static uint32_t count_type(const player *p, uint16_t type)
{
    uint32_t count = 0;
    for (size_t i = 0; i < p->history.count; i++) {
        count += p->history.events[i].type == type;
    }
    return count;
}

static void quiet_days_are_the_same(void **state)
{
    (void)state;
    static player players[2];
    static const uint32_t units[] = { 1, 2, 3, 32, 32, 32, 64 };
    uint32_t begun = 0;
    uint32_t connected = 0;
    for (uint32_t i = 0; i < QUIET_DAYS; i++) {
        play_quiet(i, units[i % (sizeof units / sizeof *units)], players);
        player_same(&players[0], &players[1], PLAYER_RECORDS | PLAYER_DELIVERY);
        begun += count_type(&players[0], USHER_EVENT_CONTACT_BEGUN);
        connected += count_type(&players[0], USHER_EVENT_CONTACT_CONNECTED);
        for (int p = 0; p < 2; p++) {
            usher_engine_free(players[p].engine);
            player_clear(&players[p]);
        }
    }
    print_message("          %u begun, %u connected\n", begun, connected);
    assert_true(begun > 4000);
    assert_true(connected > 1000);
}

/* ---- one command ----------------------------------------------------------------------------- */

/* What a beginning for the first queue can have that makes no sense. */
static void set_nonsense(usher_command *c, uint32_t which, usher_agent_id agent)
{
    switch (which) {
    case 0:
        c->priority = -1;
        break;
    case 1:
        c->acw = USHER_ACW_OF_AGENT - 1;
        break;
    case 2:
        c->agent = agent;
        break;
    case 3:
        c->channel = USHER_CHANNELS_MAX;
        break;
    case 4:
        c->channel = USHER_CHANNEL_NONE;
        break;
    default:
        c->queue.v = SCENARIO_QUEUES + 1;
        break;
    }
}

static void confirm_all(usher_engine *engine)
{
    usher_engine_info info;
    usher_engine_get(engine, &info);
    usher_engine_confirm(engine, info.event);
}

/* A call that waits and is given up, after which there is room for the next one. */
static void warm_up(usher_engine *engine)
{
    for (int i = 0; i < 2; i++) {
        usher_contact_begin_options o = USHER_CONTACT_BEGIN_OPTIONS_INIT;
        usher_contact_id contact;
        o.queue.v = 1;
        assert_int_equal(usher_contact_begin(engine, 0, &o, &contact), USHER_OK);
        assert_int_equal(usher_contact_end(engine, 0, contact, USHER_REASON_CUSTOMER_DISCONNECT),
                         USHER_OK);
        confirm_all(engine);
    }
}

/* What may happen to a call and its offer, in the order in which it mostly does. */
static const uint16_t course[] = { USHER_COMMAND_REPORT_RINGING, USHER_COMMAND_REPORT_ANSWERED,
                                   USHER_COMMAND_REPORT_JOINED, USHER_COMMAND_CONTACT_END,
                                   USHER_COMMAND_PARTICIPANT_CLEAR };
enum { COURSE = sizeof course / sizeof *course, EVENTS_MAX = 64 };

typedef struct told {
    usher_status status;
    usher_event events[EVENTS_MAX];
    int count;
} told;

static usher_status run(usher_engine *engine, uint16_t op, usher_contact_id contact,
                        usher_participant_id part, bool by_value)
{
    usher_command c = USHER_COMMAND_INIT;
    c.op = op;
    c.now = usher_engine_now(engine) + 1;
    c.contact = contact;
    c.participant = part;
    c.reason = op == USHER_COMMAND_CONTACT_END ? USHER_REASON_CUSTOMER_DISCONNECT : 0;
    return by_value ? usher_engine_submit(engine, &c, NULL) : typed_submit(engine, &c, NULL);
}

/* A call that has come so far in its course, and then one command of it, whichever. */
static void play_to(int far, uint16_t op, bool by_value, told *out)
{
    static scenario s;
    scenario_make(&s, 0, 0);
    usher_engine *engine = open_engine(&s, 64);
    warm_up(engine);
    usher_agent_id agent = usher_engine_next_agent(engine, (usher_agent_id){ 0 });
    assert_int_equal(usher_agent_set_status(engine, 0, agent, (usher_agent_status_ref){ 1 }),
                     USHER_OK);
    usher_contact_begin_options o = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id contact;
    o.queue.v = 1;
    o.acw = USHER_FOREVER;
    assert_int_equal(usher_contact_begin(engine, 0, &o, &contact), USHER_OK);
    usher_participant_id part =
        usher_contact_next_part(engine, contact, (usher_participant_id){ 0 });
    assert_int_not_equal(part.v, 0);
    for (int i = 0; i < far; i++) {
        confirm_all(engine);
        assert_int_equal(run(engine, course[i], contact, part, true), USHER_OK);
    }
    confirm_all(engine);
    out->status = run(engine, op, contact, part, by_value);
    out->count = 0;
    for (const usher_event *event; (event = usher_engine_peek(engine)) != NULL;) {
        out->events[out->count++] = *event;
        usher_engine_confirm(engine, event->number);
    }
    assert_null(usher_engine_check(engine));
    usher_engine_free(engine);
}

static void each_command_at_each_point_does_the_same(void **state)
{
    (void)state;
    static told said[2];
    for (int far = 0; far <= COURSE; far++) {
        for (int i = 0; i < COURSE; i++) {
            play_to(far, course[i], false, &said[0]);
            play_to(far, course[i], true, &said[1]);
            assert_int_equal(said[0].status, said[1].status);
            assert_int_equal(said[0].count, said[1].count);
            for (int k = 0; k < said[0].count; k++) {
                assert_true(event_equal(&said[0].events[k], &said[1].events[k], true, true));
            }
        }
    }
}

static void the_limit_of_contacts_holds_on_both_ways(void **state)
{
    (void)state;
    static scenario s;
    scenario_make(&s, 0, 0);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_engine *engine;
    options.centre = scenario_centre(&s, NULL, NULL);
    options.limits.contacts = 2;
    assert_int_equal(usher_engine_new(&options, &engine), USHER_OK);
    usher_centre_unref(options.centre);
    warm_up(engine);
    usher_command c = USHER_COMMAND_INIT;
    c.op = USHER_COMMAND_CONTACT_BEGIN;
    c.queue.v = 1;
    assert_int_equal(typed_submit(engine, &c, NULL), USHER_OK);
    assert_int_equal(typed_submit(engine, &c, NULL), USHER_OK);
    assert_int_equal(typed_submit(engine, &c, NULL), USHER_ERR_LIMIT);
    assert_int_equal(usher_engine_submit(engine, &c, NULL), USHER_ERR_LIMIT);
    usher_engine_free(engine);
}

static void nonsense_is_refused_on_both_ways(void **state)
{
    (void)state;
    static scenario s;
    scenario_make(&s, 0, 0);
    usher_engine *engine = open_engine(&s, 64);
    usher_agent_id agent = usher_engine_next_agent(engine, (usher_agent_id){ 0 });
    warm_up(engine);
    usher_engine_info before;
    usher_engine_get(engine, &before);
    for (uint32_t which = 0; which < 6; which++) {
        usher_command c = USHER_COMMAND_INIT;
        usher_engine_info info;
        c.op = USHER_COMMAND_CONTACT_BEGIN;
        c.queue.v = 1;
        c.now = USHER_SECONDS(1);
        set_nonsense(&c, which, agent);
        assert_int_equal(typed_submit(engine, &c, NULL), USHER_ERR_INVALID);
        assert_int_equal(usher_engine_submit(engine, &c, NULL), USHER_ERR_INVALID);
        usher_engine_get(engine, &info);
        assert_int_equal(info.event, before.event);
    }
    usher_engine_free(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_and_values_do_the_same),
        cmocka_unit_test(quiet_days_are_the_same),
        cmocka_unit_test(each_command_at_each_point_does_the_same),
        cmocka_unit_test(the_limit_of_contacts_holds_on_both_ways),
        cmocka_unit_test(nonsense_is_refused_on_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
