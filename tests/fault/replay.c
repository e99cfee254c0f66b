/*
 * replay.c - records applied again give the same; and so does the work of a command, cut in pieces.
 *
 * Whole scenarios are replayed from their records. A journal that was tampered with so that each
 * record is good by itself does not come through: every so often a record tells the digest of the
 * events before it. And a scenario gives the same events in the same order whatever the budget of
 * one command is, as long as the host advances until nothing is due.
 */
#include "support/journal.h"
#include "support/trace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = SCENARIO_STEPS_MAX, SEEDS = 6 * SCENARIOS };

typedef struct run {
    usher_centre *centre;
    usher_engine *engine;
    player player;
} run;

static void open_run(run *r, const scenario *s, uint32_t units, const usher_store *store)
{
    *r = (run){ .centre = scenario_centre(s, NULL, NULL) };
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = r->centre;
    options.store = store;
    options.digest = true;
    options.limits.units_per_command = units;
    options.limits.participants = 1000;
    assert_int_equal(usher_engine_new(&options, &r->engine), USHER_OK);
    player_init(&r->player, s, r->engine);
    r->player.lazy = true;
    (void)snprintf(r->player.label, sizeof r->player.label, "scenario %u, %u units per command",
                   (unsigned)s->index, (unsigned)units);
}

static void close_run(run *r)
{
    player_clear(&r->player);
    usher_engine_free(r->engine);
    usher_centre_unref(r->centre);
}

/* ---- units ----------------------------------------------------------------------------------- */

static void any_budget_gives_the_same_events(void **state)
{
    (void)state;
    static const uint32_t budgets[] = { 1, 2, 3, 5000 };
    static scenario s;
    static run whole;
    static run r;
    for (uint32_t i = 0; i < SEEDS; i++) {
        scenario_make(&s, i, STEPS);
        open_run(&whole, &s, 64, NULL);
        player_finish(&whole.player);
        for (size_t k = 0; k < sizeof budgets / sizeof *budgets; k++) {
            open_run(&r, &s, budgets[k], NULL);
            player_finish(&r.player);
            player_same(&r.player, &whole.player, 0);
            close_run(&r);
        }
        close_run(&whole);
    }
}

/* What one command causes is bounded by its budget. */
static void count_events(player *p, void *user)
{
    uint64_t *last = user;
    usher_engine_info info;
    usher_engine_get(p->engine, &info);
    if (info.event - *last > 2 + 3) { /* of the command itself, and of one unit */
        player_fail(p, "%llu events at once", (unsigned long long)(info.event - *last));
    }
    *last = info.event;
}

static void one_unit_is_little_work(void **state)
{
    (void)state;
    static scenario s;
    static run r;
    for (uint32_t i = 0; i < SCENARIOS; i++) {
        uint64_t last = 0;
        scenario_make(&s, i, STEPS);
        open_run(&r, &s, 1, NULL);
        r.player.called = count_events;
        r.player.called_user = &last;
        player_finish(&r.player);
        close_run(&r);
    }
}

/* ---- records --------------------------------------------------------------------------------- */

static void replay_equals_live(void **state)
{
    (void)state;
    static const uint32_t budgets[] = { 1, 64 };
    static scenario s;
    static run live;
    static run again;
    for (uint32_t i = 0; i < SEEDS; i++) {
        uint32_t units = budgets[i / SCENARIOS % 2];
        scenario_make(&s, i, STEPS);
        journal j;
        journal_init(&j, USHER_APPEND_DURABLE);
        usher_store store = journal_store(&j);
        open_run(&live, &s, units, &store);
        player_finish(&live.player);
        uint64_t appends = j.appends;
        open_run(&again, &s, units, &store);
        mark now = trace_mark(&live.player);
        trace_check(&again.player, &now);
        assert_int_equal(j.appends, appends);
        assert_true(j.last > 64);
        close_run(&again);
        close_run(&live);
        journal_clear(&j);
    }
}

static const char *answer_of_opening(const scenario *s, journal *j)
{
    usher_store store = journal_store(j);
    usher_centre *centre = scenario_centre(s, NULL, NULL);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = centre;
    options.store = &store;
    options.limits.participants = 1000;
    options.limits.units_per_command = 64;
    usher_engine *engine = NULL;
    usher_status status = usher_engine_new(&options, &engine);
    usher_engine_free(engine);
    usher_centre_unref(centre);
    return usher_status_name(status);
}

/*
 * Two histories that differ in one actor: their records are equally good. From a record of the
 * other one in the middle replay goes on, up to the next record that tells a digest.
 */
static void another_history_is_noticed(void **state)
{
    (void)state;
    static scenario s;
    static run live;
    journal j[2];
    scenario_make(&s, 0, STEPS);
    for (int i = 0; i < 2; i++) {
        journal_init(&j[i], USHER_APPEND_DURABLE);
        usher_store store = journal_store(&j[i]);
        open_run(&live, &s, 64, &store);
        player_finish(&live.player);
        close_run(&live);
        s.steps[SCENARIO_AGENTS - 1].command.actor += 1000; /* an agent comes to work */
    }
    uint64_t other = journal_difference(&j[0], &j[1]);
    assert_true(other > 1 && other < 64 && j[0].last > 64);
    journal mixed;
    journal_init(&mixed, USHER_APPEND_DURABLE);
    journal_copy(&mixed, &j[1], other);
    for (uint64_t i = other; i < 63; i++) {
        journal_add(&mixed, j[0].records[i].bytes, j[0].records[i].size);
    }
    assert_string_equal(answer_of_opening(&s, &mixed), "OK");
    journal_add(&mixed, j[0].records[63].bytes, j[0].records[63].size);
    assert_string_equal(answer_of_opening(&s, &mixed), "ERR_CORRUPT");
    journal_clear(&mixed);
    journal_clear(&j[0]);
    journal_clear(&j[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_budget_gives_the_same_events),
        cmocka_unit_test(one_unit_is_little_work),
        cmocka_unit_test(replay_equals_live),
        cmocka_unit_test(another_history_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
