/*
 * allocation.c - each allocation of each scenario is refused: once, and until somebody relents.
 *
 * A call that answers ERR_NOMEM has changed nothing and made no event; repeated when there is
 * memory again, it gives the same history as a run that never lacked any. A refusal that the engine
 * can do without (work that waits for the next call) shows in no status, only in more records. When
 * all is freed, no byte is left.
 */
#include "support/fault_mem.h"
#include "support/player.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { STEPS = 120 };

typedef struct run {
    fault_mem fault;
    usher_mem mem;
    usher_centre *centre;
    usher_engine *engine;
    player player;
} run;

/* Memory is there again, and stays. */
static void relent(void *user)
{
    run *r = user;
    r->fault.refuse_at = 0;
    r->player.relief.relent = NULL;
}

static void open_run(run *r, const scenario *s, uint64_t refuse_at, bool for_ever)
{
    r->fault = (fault_mem){ .refuse_at = refuse_at, .for_ever = for_ever };
    r->mem = fault_mem_host(&r->fault);
    scenario_relief relief = { relent, r };
    r->centre = scenario_centre(s, &r->mem, &relief);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = r->centre;
    options.mem = &r->mem;
    options.digest = true;
    /* With 2, memory is got in small steps. */
    options.limits.units_per_command = s->index < SCENARIOS ? 64 : 2;
    usher_status status;
    while ((status = usher_engine_new(&options, &r->engine)) == USHER_ERR_NOMEM) {
        relent(r);
    }
    assert_int_equal(status, USHER_OK);
    player_init(&r->player, s, r->engine);
    r->player.lazy = true;
    if (r->fault.refuse_at != 0) {
        r->player.relief = relief;
    }
    (void)snprintf(r->player.label, sizeof r->player.label, "scenario %u, allocation %llu fails %s",
                   (unsigned)s->index, (unsigned long long)refuse_at,
                   for_ever ? "for ever" : "once");
}

static void close_run(run *r)
{
    player_clear(&r->player);
    usher_engine_free(r->engine);
    usher_centre_unref(r->centre);
    if (r->fault.blocks != 0 || r->fault.bytes != 0) {
        player_fail(&r->player, "%zu bytes in %zu blocks are left", r->fault.bytes,
                    r->fault.blocks);
    }
}

/*
 * What may be compared: if the one refusal there was has been told, everything. If it was not, some
 * work was done by another record than else.
 */
static int comparable(const run *r, bool told_before)
{
    bool told = told_before || r->player.refusals == 1;
    return told && !r->fault.for_ever ? PLAYER_RECORDS | PLAYER_DELIVERY : 0;
}

/*
 * All refusals of one kind, one run each. Returns how many runs were told ERR_NOMEM by a command.
 */
static uint32_t sweep(const scenario *s, const run *expected, bool for_ever)
{
    static run r;
    uint32_t told = 0;
    uint32_t exact = 0;
    bool refused = true;
    for (uint64_t n = 1; refused; n++) {
        open_run(&r, s, n, for_ever);
        assert_true(usher_centre_hash(r.centre) == usher_centre_hash(expected->centre));
        bool told_before = r.fault.refused; /* by the builder, or when the engine was made */
        player_finish(&r.player);
        int also = comparable(&r, told_before || !r.fault.refused);
        exact += also != 0;
        player_same(&r.player, &expected->player, also);
        refused = r.fault.refused;
        told += r.player.refusals > 0;
        close_run(&r);
    }
    assert_true(for_ever || exact > told);
    return told;
}

static void sweep_scenario(uint32_t index)
{
    static run expected;
    static scenario s;
    scenario_make(&s, index, STEPS);
    open_run(&expected, &s, 0, false);
    player_finish(&expected.player);
    assert_true(expected.player.history.count > STEPS / 2);
    uint32_t once = sweep(&s, &expected, false);
    uint32_t for_ever = sweep(&s, &expected, true);
    assert_true(once > 0);
    assert_true(for_ever >= once);
    close_run(&expected);
}

static void what_is_refused_changes_nothing(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < SCENARIOS; i++) {
        sweep_scenario(i);
    }
}

static void memory_got_in_small_steps(void **state)
{
    (void)state;
    for (uint32_t i = SCENARIOS; i < 2 * SCENARIOS; i++) {
        sweep_scenario(i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_refused_changes_nothing),
        cmocka_unit_test(memory_got_in_small_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
