/*
 * store.c - each append of each scenario is refused once, fails once, and is acknowledged late.
 *
 * Refused: ERR_STORE, nothing has changed, and the command repeated gives the same history. Failed:
 * the engine is fenced, it still answers queries, and a new one opened from the store goes on,
 * whether the doubtful record is there or not. Late: events become visible with the acknowledgement
 * of their record, not before, in order.
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

enum { STEPS = 150 };

typedef struct run {
    const scenario *scenario;
    usher_centre *centre;
    usher_engine *engine;
    journal journal;
    player player;
} run;

static usher_status open_engine(run *r)
{
    usher_store store = journal_store(&r->journal);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.serials_lost = 0;
    options.centre = r->centre;
    options.store = &store;
    return usher_engine_new(&options, &r->engine);
}

static void open_run(run *r, const scenario *s, int answer)
{
    *r = (run){ .scenario = s, .centre = scenario_centre(s, NULL, NULL) };
    journal_init(&r->journal, answer);
}

static void start(run *r, const char *what, uint64_t n)
{
    player_init(&r->player, r->scenario, r->engine);
    (void)snprintf(r->player.label, sizeof r->player.label, "scenario %u, append %llu %s",
                   (unsigned)r->scenario->index, (unsigned long long)n, what);
}

static void close_run(run *r)
{
    player_clear(&r->player);
    usher_engine_free(r->engine);
    journal_clear(&r->journal);
    usher_centre_unref(r->centre);
}

/* The scenario when nothing goes wrong; `t` may be NULL. */
static void play_whole(run *r, const scenario *s, bool late, trace *t)
{
    open_run(r, s, USHER_APPEND_DURABLE);
    assert_int_equal(open_engine(r), USHER_OK);
    start(r, "is like all others", 0);
    r->player.late = late;
    r->player.called = t != NULL ? trace_keep : NULL;
    r->player.called_user = t;
    player_finish(&r->player);
}

/* ---- refused --------------------------------------------------------------------------------- */

static void relent(void *user)
{
    (void)user; /* a journal fails once */
}

static void refuse_each(const scenario *s, bool late)
{
    static run whole;
    static run r;
    play_whole(&whole, s, late, NULL);
    uint64_t appends = whole.journal.appends;
    for (uint64_t n = 1; n <= appends; n++) {
        open_run(&r, s, USHER_APPEND_DURABLE);
        r.journal.fault_at = n;
        r.journal.fault = USHER_APPEND_REFUSED;
        assert_int_equal(open_engine(&r), n == 1 ? USHER_ERR_STORE : USHER_OK);
        if (n == 1) {
            assert_int_equal(open_engine(&r), USHER_OK);
        }
        start(&r, "is refused", n);
        r.player.late = late;
        r.player.relief.relent = relent;
        player_finish(&r.player);
        assert_int_equal(r.player.refusals, n == 1 ? 0 : 1);
        /*
         * If it was late, the host has seen between the two tries what passed before the command.
         */
        player_same(&r.player, &whole.player,
                    late ? PLAYER_RECORDS : PLAYER_RECORDS | PLAYER_DELIVERY);
        if (!late) {
            assert_int_equal(journal_difference(&r.journal, &whole.journal), 0);
        }
        close_run(&r);
    }
    close_run(&whole);
}

static void a_refused_append_changes_nothing(void **state)
{
    (void)state;
    static scenario s;
    for (uint32_t i = 0; i < SCENARIOS; i++) {
        scenario_make(&s, i, STEPS);
        refuse_each(&s, false);
        refuse_each(&s, true);
    }
}

/* ---- failed ---------------------------------------------------------------------------------- */

static const uint16_t ops[] = {
#define USHER_X(ENUM, number, name) (number),
    USHER_COMMAND_MAP(USHER_X)
#undef USHER_X
};

/* Every command is refused, and changes nothing; what was visible can be confirmed. */
static void check_fenced(run *r)
{
    uint64_t picture = player_picture(r->engine);
    uint64_t digest = usher_engine_state_digest(r->engine);
    uint64_t appends = r->journal.appends;
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        usher_command command = USHER_COMMAND_INIT;
        command.op = ops[i];
        command.now = r->player.now + USHER_MINUTES(10);
        assert_int_equal(usher_engine_submit(r->engine, &command, NULL), USHER_ERR_FENCED);
    }
    usher_engine_info info;
    usher_engine_get(r->engine, &info);
    assert_true(info.fenced);
    assert_true(info.now < r->player.now + USHER_MINUTES(10));
    assert_int_equal(r->journal.appends, appends);
    assert_true(player_picture(r->engine) == picture);
    assert_true(usher_engine_state_digest(r->engine) == digest);
    assert_null(usher_engine_check(r->engine));
    usher_engine_confirm(r->engine, info.event);
    assert_null(usher_engine_peek(r->engine));
}

/* Opens a new engine from the store, and goes on behind what stands there. */
static void reopen(run *r, const run *whole, const trace *t, const char *what, uint64_t n)
{
    player_clear(&r->player);
    usher_engine_free(r->engine);
    assert_int_equal(open_engine(r), USHER_OK);
    start(r, what, n);
    trace_check(&r->player, &t->marks[r->journal.last]);
    trace_resume(&r->player, &whole->player, t);
    player_take_events(&r->player);
    player_finish(&r->player);
    player_same(&r->player, &whole->player, PLAYER_RECORDS);
}

static void fail_each(const scenario *s, bool writes)
{
    static run whole;
    static run r;
    static trace t;
    const char *what = writes ? "fails and is there" : "fails and is not there";
    memset(&t, 0, sizeof t);
    play_whole(&whole, s, false, &t);
    for (uint64_t n = 2; n <= whole.journal.appends; n++) {
        open_run(&r, s, USHER_APPEND_DURABLE);
        r.journal.fault_at = n;
        r.journal.fault = USHER_APPEND_FAILED;
        r.journal.fault_writes = writes;
        assert_int_equal(open_engine(&r), USHER_OK);
        start(&r, what, n);
        r.player.relief.relent = relent;
        player_finish(&r.player);
        assert_true(r.player.stopped);
        assert_int_equal(r.journal.last, writes ? n : n - 1);
        check_fenced(&r);
        if (r.journal.last > 1) {
            reopen(&r, &whole, &t, what, n);
        }
        close_run(&r);
    }
    close_run(&whole);
}

static void a_failed_append_fences_the_engine(void **state)
{
    (void)state;
    static scenario s;
    for (uint32_t i = 0; i < SCENARIOS; i++) {
        scenario_make(&s, i, STEPS);
        fail_each(&s, false);
        fail_each(&s, true);
    }
}

static void the_first_append_may_fail(void **state)
{
    (void)state;
    static scenario s;
    static run r;
    scenario_make(&s, 0, STEPS);
    for (int writes = 0; writes < 2; writes++) {
        open_run(&r, &s, USHER_APPEND_DURABLE);
        r.journal.fault_at = 1;
        r.journal.fault = USHER_APPEND_FAILED;
        r.journal.fault_writes = writes != 0;
        assert_int_equal(open_engine(&r), USHER_ERR_FENCED);
        assert_int_equal(r.journal.last, writes);
        assert_int_equal(open_engine(&r), USHER_OK);
        assert_int_equal(r.journal.last, 1);
        start(&r, "fails", 1);
        player_finish(&r.player);
        close_run(&r);
    }
}

/* ---- acknowledged late ----------------------------------------------------------------------- */

typedef struct lag {
    uint64_t records; /* so many records are behind */
    uint64_t acknowledged;
} lag;

/* Nothing is visible whose record is not acknowledged; all else is. */
static void check_visible(const player *p, uint64_t acknowledged)
{
    usher_engine_info info;
    usher_engine_get(p->engine, &info);
    const usher_event *event;
    uint64_t number = info.event_confirmed;
    while ((event = usher_engine_peek_after(p->engine, number)) != NULL) {
        if (event->record > acknowledged) {
            player_fail(p, "event %llu is visible too early", (unsigned long long)event->number);
        }
        number = event->number;
    }
    if (info.event_visible != number || info.record_durable != acknowledged) {
        player_fail(p, "visible and durable are told wrong");
    }
}

/* The hook: acknowledges one record after the other, and looks each time. */
static void acknowledge_late(player *p, void *user)
{
    lag *l = user;
    usher_engine_info info;
    usher_engine_get(p->engine, &info);
    check_visible(p, l->acknowledged);
    while (l->acknowledged + l->records < info.record) {
        usher_engine_acknowledge(p->engine, ++l->acknowledged);
        check_visible(p, l->acknowledged);
    }
}

/* An offer that is told as cancelled is taken back by what follows. */
static void check_cancelled(const player *p, uint32_t *cancelled)
{
    const history *h = &p->history;
    for (size_t i = 0; i < h->count; i++) {
        if ((h->events[i].flags & USHER_EVENT_CANCELLED) == 0) {
            continue;
        }
        size_t k = i;
        while (k < h->count && !(h->events[k].type == USHER_EVENT_OFFER_WITHDRAWN &&
                                 h->events[k].participant.v == h->events[i].participant.v)) {
            k++;
        }
        if (h->events[i].type != USHER_EVENT_OFFER_MADE || k == h->count) {
            player_fail(p, "event %zu is no cancelled offer", i + 1);
        }
        (*cancelled)++;
    }
}

static void acknowledgements_may_come_late(void **state)
{
    (void)state;
    static const uint64_t lags[] = { 0, 1, 3, 20 };
    static scenario s;
    static run whole;
    static run r;
    uint32_t cancelled = 0;
    for (uint32_t i = 0; i < SCENARIOS * 4; i++) {
        scenario_make(&s, i / 4, STEPS);
        play_whole(&whole, &s, false, NULL);
        open_run(&r, &s, USHER_APPEND_ACCEPTED);
        assert_int_equal(open_engine(&r), USHER_OK);
        start(&r, "is acknowledged late", lags[i % 4]);
        lag l = { .records = lags[i % 4] };
        r.player.called = acknowledge_late;
        r.player.called_user = &l;
        player_finish(&r.player);
        l.records = 0;
        acknowledge_late(&r.player, &l);
        player_take_events(&r.player);
        player_same(&r.player, &whole.player, PLAYER_RECORDS);
        check_cancelled(&r.player, &cancelled);
        close_run(&r);
        close_run(&whole);
    }
    assert_true(cancelled > 0);
}

/* A store may answer now this way, now that: what is durable is told one by one. */
static void durable_and_accepted_may_take_turns(void **state)
{
    (void)state;
    static scenario s;
    static run r;
    scenario_make(&s, 0, STEPS);
    open_run(&r, &s, USHER_APPEND_DURABLE);
    assert_int_equal(open_engine(&r), USHER_OK);
    start(&r, "is durable or not", 0);
    uint64_t durable = 1;
    for (r.player.late = true; r.player.step < STEPS;) {
        check_visible(&r.player, durable);
        uint64_t before = r.journal.last;
        player_step(&r.player);
        bool was_durable = r.journal.answer == USHER_APPEND_DURABLE;
        durable = was_durable && r.journal.last > before ? r.journal.last : durable;
        check_visible(&r.player, durable);
        r.journal.answer = was_durable ? USHER_APPEND_ACCEPTED : USHER_APPEND_DURABLE;
    }
    close_run(&r);
}

/* ---- lost after it was accepted -------------------------------------------------------------- */

/* What was acknowledged stays visible, the rest never becomes so; the store has lost it. */
static void a_lost_record_fences_the_engine(void **state)
{
    (void)state;
    static scenario s;
    static run whole;
    static run r;
    static trace t;
    for (uint32_t i = 0; i < SCENARIOS; i++) {
        scenario_make(&s, i, STEPS);
        memset(&t, 0, sizeof t);
        play_whole(&whole, &s, false, &t);
        for (uint64_t keep = 2; keep < whole.journal.last; keep += 5) {
            open_run(&r, &s, USHER_APPEND_ACCEPTED);
            assert_int_equal(open_engine(&r), USHER_OK);
            start(&r, "and all behind it are lost", keep + 1);
            lag l = { .records = 6 };
            r.player.called = acknowledge_late;
            r.player.called_user = &l;
            while (r.journal.last < keep + 6 && r.player.step < STEPS) {
                player_step(&r.player);
            }
            usher_engine_store_lost(r.engine);
            check_visible(&r.player, l.acknowledged);
            check_fenced(&r);
            journal rest;
            journal_init(&rest, USHER_APPEND_DURABLE);
            journal_copy(&rest, &r.journal, keep);
            journal_clear(&r.journal);
            r.journal = rest;
            reopen(&r, &whole, &t, "goes on behind record", keep);
            close_run(&r);
        }
        close_run(&whole);
    }
}

/* ---- the store in memory --------------------------------------------------------------------- */

static void a_repeated_append_is_recognised(void **state)
{
    (void)state;
    for (int durable = 0; durable < 2; durable++) {
        int good = durable != 0 ? USHER_APPEND_DURABLE : USHER_APPEND_ACCEPTED;
        usher_memory_store *memory;
        assert_int_equal(usher_memory_store_new(NULL, durable != 0, &memory), USHER_OK);
        usher_store store = usher_memory_store_table(memory);
        assert_int_equal(usher_memory_store_last(memory), 0);
        assert_int_equal(store.append(store.user, 0, "none", 4), USHER_APPEND_REFUSED);
        assert_int_equal(store.append(store.user, 2, "gap", 3), USHER_APPEND_REFUSED);
        assert_int_equal(store.append(store.user, 1, "first", 5), good);
        assert_int_equal(store.append(store.user, 2, "second", 6), good);
        assert_int_equal(store.append(store.user, 1, "first", 5), good);
        assert_int_equal(store.append(store.user, 2, "second", 6), good);
        assert_int_equal(store.append(store.user, 2, "Second", 6), USHER_APPEND_REFUSED);
        assert_int_equal(store.append(store.user, 1, "firs", 4), USHER_APPEND_REFUSED);
        assert_int_equal(usher_memory_store_last(memory), 2);
        usher_memory_store_truncate(memory, 1);
        assert_int_equal(usher_memory_store_last(memory), 1);
        uint8_t buffer[USHER_RECORD_MAX];
        size_t size = 0;
        assert_int_equal(store.read(store.user, 2, buffer, &size), USHER_ERR_NOT_FOUND);
        assert_int_equal(store.read(store.user, 0, buffer, &size), USHER_ERR_NOT_FOUND);
        assert_int_equal(store.append(store.user, 2, "Second", 6), good);
        assert_int_equal(store.read(store.user, 2, buffer, &size), USHER_OK);
        assert_int_equal(size, 6);
        assert_memory_equal(buffer, "Second", 6);
        usher_memory_store_free(memory);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refused_append_changes_nothing),
        cmocka_unit_test(a_failed_append_fences_the_engine),
        cmocka_unit_test(the_first_append_may_fail),
        cmocka_unit_test(acknowledgements_may_come_late),
        cmocka_unit_test(durable_and_accepted_may_take_turns),
        cmocka_unit_test(a_lost_record_fences_the_engine),
        cmocka_unit_test(a_repeated_append_is_recognised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
