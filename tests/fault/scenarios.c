/*
 * scenarios.c - the scenarios are worth sweeping: together they do everything an engine can.
 *
 * Every command is taken at least once, every event comes out, most reasons are given, and each way
 * to refuse a request is met. A scenario is the same whenever it is made.
 */
#include "support/player.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { WORDS_MAX = 256 };

typedef struct tally {
    uint32_t taken[WORDS_MAX];   /* by op: commands that answered OK */
    uint32_t refused[WORDS_MAX]; /* by negated status */
    uint32_t existed;
    uint32_t events[WORDS_MAX]; /* by type */
    uint32_t reasons[WORDS_MAX];
} tally;

static void count(tally *t, const player *p)
{
    for (uint32_t i = 0; i < p->scenario->count; i++) {
        usher_status status = p->outcomes[i].status;
        uint16_t op = p->scenario->steps[i].command.op;
        t->taken[op != SCENARIO_CHANGE ? op : 0] += status == USHER_OK;
        t->existed += status == USHER_EXISTS;
        /* where the centre changes, references may be of something that is leaving */
        bool changing = p->scenario->index >= SCENARIO_CHANGING;
        if (status < 0 && !(changing && status == USHER_ERR_INVALID)) {
            t->refused[-status]++;
        }
    }
    for (size_t i = 0; i < p->history.count; i++) {
        t->events[p->history.events[i].type]++;
        t->reasons[p->history.events[i].reason]++;
    }
}

static void play_all(tally *t)
{
    static scenario s;
    static player p;
    for (uint32_t k = 0; k < 8 * SCENARIOS; k++) {
        uint32_t i = k < 6 * SCENARIOS ? k : SCENARIO_CHANGING + k;
        scenario_make(&s, i, SCENARIO_STEPS_MAX);
        usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
        options.centre = scenario_centre(&s, NULL, NULL);
        usher_engine *engine;
        assert_int_equal(usher_engine_new(&options, &engine), USHER_OK);
        usher_centre_unref(options.centre);
        player_init(&p, &s, engine);
        player_finish(&p);
        count(t, &p);
        player_clear(&p);
        usher_engine_free(engine);
    }
}

static void all_commands_are_taken_and_all_events_come(void **state)
{
    (void)state;
    static tally t;
    play_all(&t);
#define USHER_X(ENUM, number, name)       \
    if (t.taken[number] == 0) {           \
        fail_msg("no %s is taken", name); \
    }
    USHER_COMMAND_MAP(USHER_X)
#undef USHER_X
#define USHER_X(ENUM, number, callback, name, fields) \
    if (t.events[number] == 0) {                      \
        fail_msg("no %s comes", name);                \
    }
    USHER_EVENT_MAP(USHER_X)
#undef USHER_X
    static const uint8_t reasons[] = { USHER_REASON_CUSTOMER_DISCONNECT,
                                       USHER_REASON_AGENT_DISCONNECT,
                                       USHER_REASON_ANSWERED_ELSEWHERE,
                                       USHER_REASON_NOT_PRESENTED,
                                       USHER_REASON_CANCELLED,
                                       USHER_REASON_UNREACHABLE,
                                       USHER_REASON_BY_HAND,
                                       USHER_REASON_TIME_LIMIT,
                                       USHER_REASON_NEXT_STATUS,
                                       USHER_REASON_NO_ACW };
    for (size_t i = 0; i < sizeof reasons; i++) {
        if (t.reasons[reasons[i]] == 0) {
            fail_msg("no event says %s", usher_reason_name(reasons[i]));
        }
    }
    static const usher_status refusals[] = { USHER_ERR_STATE,    USHER_ERR_LIMIT,
                                             USHER_ERR_FULL,     USHER_ERR_DISABLED,
                                             USHER_ERR_CONFLICT, USHER_ERR_IN_USE };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        if (t.refused[-refusals[i]] == 0) {
            fail_msg("nothing is refused with %s", usher_status_name(refusals[i]));
        }
    }
    assert_true(t.existed > 0);
    assert_int_equal(t.refused[-USHER_ERR_INVALID], 0);
}

static void a_scenario_is_always_the_same(void **state)
{
    (void)state;
    static scenario a;
    static scenario b;
    for (uint32_t i = 0; i < SCENARIOS; i++) {
        memset(&a, 0x55, sizeof a);
        memset(&b, 0xaa, sizeof b);
        scenario_make(&a, i, SCENARIO_STEPS_MAX);
        scenario_make(&b, i, 100);
        for (uint32_t k = 0; k < b.count; k++) {
            const usher_command *x = &a.steps[k].command;
            const usher_command *y = &b.steps[k].command;
            assert_true(x->op == y->op && x->channel == y->channel && x->reason == y->reason &&
                        x->queue.v == y->queue.v && x->key == y->key && x->age == y->age &&
                        a.steps[k].after == b.steps[k].after && a.steps[k].nth == b.steps[k].nth);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_commands_are_taken_and_all_events_come),
        cmocka_unit_test(a_scenario_is_always_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
