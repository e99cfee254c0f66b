/*
 * change.c - changes of centre in the middle of everything: with any budget, from the records, and
 * with each allocation and each append refused once.
 *
 * The scenarios from SCENARIO_CHANGING on turn to another variant of their centre every few steps.
 * What is refused has changed nothing that can be seen, and repeated gives the same history.
 */
#include "support/fault_mem.h"
#include "support/journal.h"
#include "support/trace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { STEPS = 80, SWEEP_STEPS = 45 };

typedef struct run {
    fault_mem fault;
    usher_mem mem;
    usher_centre *centre;
    journal journal;
    usher_engine *engine;
    player player;
} run;

static usher_status open_engine(run *r, usher_centre *centre, bool stored, uint32_t units)
{
    usher_store store = journal_store(&r->journal);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = centre;
    options.mem = &r->mem;
    options.store = stored ? &store : NULL;
    options.digest = true;
    options.serials_lost = 0;
    options.limits.units_per_command = units;
    return usher_engine_new(&options, &r->engine);
}

static void begin_run(run *r, const scenario *s)
{
    *r = (run){ .centre = scenario_centre(s, NULL, NULL) };
    r->mem = fault_mem_host(&r->fault);
    journal_init(&r->journal, USHER_APPEND_DURABLE);
}

static void start(run *r, const scenario *s, const char *what, uint64_t n)
{
    player_init(&r->player, s, r->engine);
    r->player.lazy = true;
    (void)snprintf(r->player.label, sizeof r->player.label, "scenario %u, %s %llu",
                   (unsigned)s->index, what, (unsigned long long)n);
}

static void end_run(run *r)
{
    player_clear(&r->player);
    usher_engine_free(r->engine);
    usher_centre_unref(r->centre);
    journal_clear(&r->journal);
    assert_int_equal(r->fault.blocks, 0);
}

static void play(run *r, const scenario *s, bool stored, uint32_t units)
{
    begin_run(r, s);
    assert_int_equal(open_engine(r, r->centre, stored, units), USHER_OK);
    start(r, s, "units", units);
    player_finish(&r->player);
}

static uint32_t changes_of(const player *p)
{
    uint32_t count = 0;
    for (size_t i = 0; i < p->history.count; i++) {
        count += p->history.events[i].type == USHER_EVENT_CENTRE_CHANGED;
    }
    return count;
}

/* ---- budgets --------------------------------------------------------------------------------- */

static void any_budget_gives_the_same_events(void **state)
{
    (void)state;
    static const uint32_t budgets[] = { 1, 3, 5000 };
    static scenario s;
    static run whole;
    static run r;
    for (uint32_t i = 0; i < 2 * SCENARIOS; i++) {
        scenario_make(&s, SCENARIO_CHANGING + i, SCENARIO_STEPS_MAX);
        play(&whole, &s, false, 64);
        assert_true(changes_of(&whole.player) > 20);
        for (size_t k = 0; k < sizeof budgets / sizeof *budgets; k++) {
            play(&r, &s, false, budgets[k]);
            player_same(&r.player, &whole.player, 0);
            end_run(&r);
        }
        end_run(&whole);
    }
}

/* ---- records --------------------------------------------------------------------------------- */

/* An engine that was opened from the records is the one that wrote them. */
static void expect_same(run *again, const run *live, const scenario *s)
{
    start(again, s, "opened again", 0);
    mark now = trace_mark(&live->player);
    trace_check(&again->player, &now);
    assert_true(usher_centre_hash(usher_engine_centre(again->engine)) ==
                usher_centre_hash(usher_engine_centre(live->engine)));
}

static void replay_equals_live(void **state)
{
    (void)state;
    static scenario s;
    static run live;
    static run again;
    for (uint32_t i = 0; i < 4 * SCENARIOS; i++) {
        scenario_make(&s, SCENARIO_CHANGING + i, SCENARIO_STEPS_MAX);
        play(&live, &s, true, i % 2 == 0 ? 64 : 2);
        usher_centre *last = scenario_variant(&s, 0, NULL, NULL);
        for (uint32_t v = 0; v < SCENARIO_VARIANTS; v++) { /* only the last one is taken */
            usher_centre *centre = scenario_variant(&s, v, NULL, NULL);
            begin_run(&again, &s);
            journal_copy(&again.journal, &live.journal, live.journal.last);
            bool is_last =
                usher_centre_hash(centre) == usher_centre_hash(usher_engine_centre(live.engine));
            usher_status status = open_engine(&again, centre, true, i % 2 == 0 ? 64 : 2);
            assert_int_equal(status, is_last ? USHER_OK : USHER_ERR_CONFLICT);
            usher_centre_unref(centre);
            if (is_last) {
                expect_same(&again, &live, &s);
            } else {
                again.engine = NULL;
            }
            end_run(&again);
        }
        begin_run(&again, &s);
        journal_copy(&again.journal, &live.journal, live.journal.last);
        assert_int_equal(open_engine(&again, NULL, true, i % 2 == 0 ? 64 : 2), USHER_OK);
        expect_same(&again, &live, &s);
        end_run(&again);
        usher_centre_unref(last);
        end_run(&live);
    }
}

/* Wherever the records end, between two parts of a centre too, the rest is a whole history. */
static void records_may_end_anywhere(void **state)
{
    (void)state;
    static scenario s;
    static run live;
    static run again;
    scenario_make(&s, SCENARIO_CHANGING, STEPS);
    play(&live, &s, true, 64);
    for (uint64_t last = 1; last <= live.journal.last; last++) {
        begin_run(&again, &s);
        journal_copy(&again.journal, &live.journal, last);
        usher_status status = open_engine(&again, again.centre, true, 64);
        if (status == USHER_ERR_CONFLICT) { /* another one was installed */
            assert_int_equal(open_engine(&again, NULL, true, 64), USHER_OK);
        }
        start(&again, &s, "records", last);
        again.player.now = usher_engine_now(again.engine);
        again.player.step = STEPS;
        player_finish(&again.player);
        end_run(&again);
    }
    end_run(&live);
}

/* ---- refusals -------------------------------------------------------------------------------- */

static void relent(void *user)
{
    run *r = user;
    r->fault.refuse_at = 0;
    r->player.relief.relent = NULL;
}

static void refuse_allocation(run *r, const scenario *s, const run *whole, uint64_t n,
                              bool for_ever)
{
    begin_run(r, s);
    r->fault = (fault_mem){ .refuse_at = n, .for_ever = for_ever };
    usher_status status;
    while ((status = open_engine(r, r->centre, true, 64)) == USHER_ERR_NOMEM) {
        r->fault.refuse_at = 0;
        journal_clear(&r->journal);
        journal_init(&r->journal, USHER_APPEND_DURABLE);
    }
    assert_int_equal(status, USHER_OK);
    start(r, s, for_ever ? "allocations from" : "allocation", n);
    r->player.relief = (scenario_relief){ relent, r };
    player_finish(&r->player);
    player_same(&r->player, &whole->player, 0);
}

static void each_allocation_is_refused(void **state)
{
    (void)state;
    static scenario s;
    static run whole;
    static run r;
    for (uint32_t i = 0; i < SCENARIOS; i++) {
        scenario_make(&s, SCENARIO_CHANGING + i, SWEEP_STEPS);
        play(&whole, &s, true, 64);
        uint32_t told = 0;
        bool refused = true;
        for (uint64_t n = 1; refused; n++) {
            refuse_allocation(&r, &s, &whole, n, n % 5 == 0);
            refused = r.fault.refused;
            told += r.player.refusals > 0;
            end_run(&r);
        }
        assert_true(told > 100);
        end_run(&whole);
    }
}

static void each_append_is_refused(void **state)
{
    (void)state;
    static scenario s;
    static run whole;
    static run r;
    for (uint32_t i = 0; i < SCENARIOS; i++) {
        scenario_make(&s, SCENARIO_CHANGING + i, STEPS);
        play(&whole, &s, true, 64);
        for (uint64_t n = 2; n <= whole.journal.appends; n++) {
            begin_run(&r, &s);
            r.journal.fault_at = n;
            r.journal.fault = USHER_APPEND_REFUSED;
            assert_int_equal(open_engine(&r, r.centre, true, 64), USHER_OK);
            start(&r, &s, "append", n);
            r.player.relief = (scenario_relief){ relent, &r };
            player_finish(&r.player);
            assert_int_equal(r.player.refusals, 1);
            player_same(&r.player, &whole.player, 0);
            end_run(&r);
        }
        end_run(&whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_budget_gives_the_same_events),
        cmocka_unit_test(replay_equals_live),
        cmocka_unit_test(records_may_end_anywhere),
        cmocka_unit_test(each_allocation_is_refused),
        cmocka_unit_test(each_append_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
