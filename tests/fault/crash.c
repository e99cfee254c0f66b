/*
 * crash.c - a crash between any two steps loses nothing and doubles nothing.
 *
 * After each record of each scenario a second engine is opened from the records so far. It is what
 * the first one is: state, digests, and the events that were not confirmed when the record was
 * written, now marked REDELIVERED. Then the scenario is played to its end on the second engine, and
 * its history is that of the run without a crash; if the host told which events it had handled,
 * even the records are the same, byte for byte.
 */
#include "support/journal.h"
#include "support/trace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { STEPS = 200, SMALL_BUDGET_EVERY = 5 };

typedef struct world {
    scenario scenario;
    usher_centre *centre;
    trace trace;
    journal whole_journal; /* of the run without a crash */
    player whole;
    journal live_journal; /* of the run that is crashed after each record */
    uint64_t opened;      /* records after which it was */
    bool handled_known;   /* the host tells the new engine what it has handled */
    bool small_budget;    /* one work unit a command: there is often work left */
} world;

static usher_status open_engine(const world *w, journal *j, uint64_t handled, usher_engine **out)
{
    usher_store store = journal_store(j);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = w->centre;
    options.store = &store;
    options.seed = 7;
    options.serials_lost = 0; /* nothing is lost: the history goes on as if nothing had been */
    options.events_handled = handled;
    if (w->small_budget) {
        options.limits.units_per_command = 1;
    }
    return usher_engine_new(&options, out);
}

static void close_player(player *p)
{
    usher_engine_free(p->engine);
    player_clear(p);
}

static void play_whole(world *w)
{
    usher_engine *engine;
    assert_int_equal(open_engine(w, &w->whole_journal, 0, &engine), USHER_OK);
    player_init(&w->whole, &w->scenario, engine);
    (void)snprintf(w->whole.label, sizeof w->whole.label, "scenario %u",
                   (unsigned)w->scenario.index);
    w->whole.lazy = true;
    w->whole.late = w->small_budget;
    w->whole.called = trace_keep;
    w->whole.called_user = &w->trace;
    player_finish(&w->whole);
}

static void open_world(world *w, uint32_t index, bool handled_known, bool small_budget)
{
    *w = (world){ .handled_known = handled_known, .small_budget = small_budget };
    scenario_make(&w->scenario, index, STEPS);
    w->centre = scenario_centre(&w->scenario, NULL, NULL);
    journal_init(&w->whole_journal, USHER_APPEND_DURABLE);
    journal_init(&w->live_journal, USHER_APPEND_DURABLE);
    play_whole(w);
}

static void close_world(world *w)
{
    close_player(&w->whole);
    journal_clear(&w->whole_journal);
    journal_clear(&w->live_journal);
    usher_centre_unref(w->centre);
}

/* The events from `first` on are the same in both, and redelivered in the new one. */
static void check_redelivered(const player *crashed, const usher_engine *live, uint64_t first)
{
    uint64_t number = first - 1;
    const usher_event *event;
    while ((event = usher_engine_peek_after(crashed->engine, number)) != NULL) {
        const usher_event *as_live = usher_engine_peek_after(live, number);
        if (as_live == NULL || (event->flags & USHER_EVENT_REDELIVERED) == 0) {
            player_fail(crashed, "event %llu is not redelivered",
                        (unsigned long long)event->number);
        }
        usher_event plain = *event;
        plain.flags &= ~(uint32_t)USHER_EVENT_REDELIVERED;
        if (!event_equal(&plain, as_live, true, true)) {
            player_fail(crashed, "event %llu is another one", (unsigned long long)event->number);
        }
        number = event->number;
    }
    if (usher_engine_peek_after(live, number) != NULL) {
        player_fail(crashed, "event %llu is lost", (unsigned long long)number + 1);
    }
}

static void check_first_event(const player *crashed, uint64_t first)
{
    const usher_event *oldest = usher_engine_peek(crashed->engine);
    if (oldest != NULL && oldest->number != first) {
        player_fail(crashed, "event %llu comes first, and not %llu",
                    (unsigned long long)oldest->number, (unsigned long long)first);
    }
}

/* The hook of the live player: if there is a new record, opens an engine from what is there. */
static void crash_here(player *live, void *user)
{
    world *w = user;
    uint64_t record = w->live_journal.last;
    if (record == w->opened) {
        return;
    }
    w->opened = record;
    bool skipped = w->small_budget && record % SMALL_BUDGET_EVERY != 0; /* there are many */
    if (skipped || live->repeating) {
        return; /* a command that comes again was chosen before, and cannot be chosen anew */
    }
    usher_engine_info info;
    usher_engine_get(live->engine, &info);
    static journal copy;
    journal_init(&copy, USHER_APPEND_DURABLE);
    journal_copy(&copy, &w->live_journal, record);
    static player crashed;
    usher_engine *engine;
    uint64_t handled = w->handled_known ? info.event_confirmed : 0;
    assert_int_equal(open_engine(w, &copy, handled, &engine), USHER_OK);
    player_init(&crashed, &w->scenario, engine);
    (void)snprintf(crashed.label, sizeof crashed.label, "scenario %u, crash after record %llu",
                   (unsigned)w->scenario.index, (unsigned long long)record);

    trace_check(&crashed, &w->trace.marks[record]);
    check_redelivered(&crashed, live->engine, info.event_confirmed + 1);
    check_first_event(&crashed, info.event_confirmed + 1);
    trace_resume(&crashed, &w->whole, &w->trace);
    crashed.lazy = true;
    crashed.late = w->small_budget;
    crashed.called = trace_compare;
    crashed.called_user = &w->trace;
    player_take_events(&crashed);
    player_finish(&crashed);
    player_same(&crashed, &w->whole, PLAYER_RECORDS);
    /* with little budget requests are tried twice, and confirmations stand in other records */
    uint64_t other = w->small_budget ? 0 : journal_difference(&copy, &w->whole_journal);
    if (other != 0) {
        player_fail(&crashed, "record %llu is another one", (unsigned long long)other);
    }
    close_player(&crashed);
    journal_clear(&copy);
}

static void crash_after_each_record(bool handled_known, bool small_budget)
{
    static world w;
    static player live;
    for (uint32_t i = 0; i < SCENARIOS; i++) {
        open_world(&w, i, handled_known, small_budget);
        usher_engine *engine;
        assert_int_equal(open_engine(&w, &w.live_journal, 0, &engine), USHER_OK);
        player_init(&live, &w.scenario, engine);
        live.lazy = true;
        live.late = small_budget;
        live.called = crash_here;
        live.called_user = &w;
        player_finish(&live);
        assert_true(w.opened > STEPS / 3);
        close_player(&live);
        close_world(&w);
    }
}

static void nothing_is_lost_or_doubled(void **state)
{
    (void)state;
    crash_after_each_record(false, false);
}

static void what_was_handled_does_not_come_again(void **state)
{
    (void)state;
    crash_after_each_record(true, false);
}

static void work_that_was_left_is_left(void **state)
{
    (void)state;
    crash_after_each_record(true, true);
}

/* What a crash leaves of a memory store: fewer and fewer records, each as good as it was then. */
static void a_store_that_forgets_its_end(void **state)
{
    (void)state;
    static world w;
    open_world(&w, 1, false, false);
    usher_memory_store *memory;
    assert_int_equal(usher_memory_store_new(NULL, true, &memory), USHER_OK);
    usher_store store = usher_memory_store_table(memory);
    for (uint64_t i = 0; i < w.whole_journal.last; i++) {
        const journal_record *record = &w.whole_journal.records[i];
        assert_int_equal(store.append(store.user, i + 1, record->bytes, record->size),
                         USHER_APPEND_DURABLE);
    }
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = w.centre;
    options.store = &store;
    options.seed = 7;
    static player p;
    for (uint64_t last = w.whole_journal.last; last > 1; last--) {
        usher_memory_store_truncate(memory, last);
        assert_int_equal(usher_memory_store_last(memory), last);
        usher_engine *engine;
        assert_int_equal(usher_engine_new(&options, &engine), USHER_OK);
        player_init(&p, &w.scenario, engine);
        (void)snprintf(p.label, sizeof p.label, "%llu records", (unsigned long long)last);
        trace_check(&p, &w.trace.marks[last]);
        close_player(&p);
    }
    usher_memory_store_free(memory);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_or_doubled),
        cmocka_unit_test(what_was_handled_does_not_come_again),
        cmocka_unit_test(work_that_was_left_is_left),
        cmocka_unit_test(a_store_that_forgets_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
