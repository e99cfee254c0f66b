/*
 * test_pitfall_15_store_down.c - the store refuses everything for a while.
 *
 * Elsewhere queues and members have gone with their database. Here nothing that was there is
 * touched: commands and time are refused, what can be read stays, and when the store is back the
 * engine goes on where it stood, as one does whose store was never away.
 */
#include "support/memory_files.h"

#include <usher/usher.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char text[] = "usher: 1\n"
                           "queues: {sales: {}}\n"
                           "profiles:\n"
                           "  agent:\n"
                           "    channels: {voice: {max: 1}}\n"
                           "    entries: [{queue: sales, channels: [voice]}]\n"
                           "agents: [{name: ann, profile: agent}, {name: bob, profile: agent}]\n";

/* The queue has another name, and there is a third agent. */
static const char next_text[] =
    "usher: 1\n"
    "queues: {orders: {}}\n"
    "profiles:\n"
    "  agent:\n"
    "    channels: {voice: {max: 1}}\n"
    "    entries: [{queue: orders, channels: [voice]}]\n"
    "agents: [{name: ann, profile: agent}, {name: bob, profile: agent},\n"
    "         {name: eve, profile: agent}]\n";

enum { CALLS = 3, FEW_UNITS = 2 };

typedef struct world {
    usher_loaded *loaded;
    usher_memory_store *memory;
    usher_store store; /* the one in memory */
    bool down;
    usher_engine *engine;
    usher_contact_id calls[CALLS];
    usher_participant_id talks, rings; /* ann's part, and bob's */
} world;

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

static void refused(usher_status status)
{
    assert_int_equal(status, USHER_ERR_STORE);
}

static int append(void *user, uint64_t number, const void *record, size_t size)
{
    world *w = user;
    return w->down ? USHER_APPEND_REFUSED : w->store.append(w->store.user, number, record, size);
}

static usher_status read_record(void *user, uint64_t number, void *buffer, size_t *size)
{
    world *w = user;
    return w->store.read(w->store.user, number, buffer, size);
}

static usher_status begin(world *w, usher_time now, usher_contact_id *call)
{
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    options.queue = usher_centre_find_queue(usher_loaded_centre(w->loaded), "sales");
    return usher_contact_begin(w->engine, now, &options, call);
}

static usher_status set_status(world *w, usher_time now, const char *agent, const char *status)
{
    const usher_centre *centre = usher_loaded_centre(w->loaded);
    return usher_agent_set_status(w->engine, now, usher_agent_find(w->engine, agent),
                                  usher_centre_find_status(centre, status));
}

/*
 * Ann talks about the first call, bob's phone rings for the second, the third waits. units: of each
 * command.
 */
static void open_world_of(world *w, uint32_t units)
{
    usher_participant_id none = { 0 };
    *w = (world){ 0 };
    ok(load_text(text, &w->loaded));
    ok(usher_memory_store_new(NULL, true, &w->memory));
    w->store = usher_memory_store_table(w->memory);
    usher_store store = { sizeof store, w, append, read_record };
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = usher_loaded_centre(w->loaded);
    options.store = &store;
    options.limits.units_per_command = units;
    ok(usher_engine_new(&options, &w->engine));
    ok(set_status(w, 0, "ann", "Available"));
    ok(set_status(w, 0, "bob", "Available"));
    for (int i = 0; i < CALLS; i++) {
        ok(begin(w, USHER_SECONDS(1), &w->calls[i]));
    }
    w->talks = usher_contact_next_part(w->engine, w->calls[0], none);
    w->rings = usher_contact_next_part(w->engine, w->calls[1], none);
    ok(usher_report_joined(w->engine, USHER_SECONDS(2), w->talks));
    ok(usher_report_ringing(w->engine, USHER_SECONDS(2), w->rings));
}

static void open_world(world *w)
{
    const usher_engine_options usual = USHER_ENGINE_OPTIONS_INIT;
    open_world_of(w, usual.limits.units_per_command);
}

static void close_world(world *w)
{
    assert_null(usher_engine_check(w->engine));
    usher_engine_free(w->engine);
    usher_memory_store_free(w->memory);
    usher_loaded_free(w->loaded);
}

/* Everybody is where they were: the state as a whole, and what a host would look at. */
static void nothing_has_moved(const world *w, uint64_t digest)
{
    usher_agent_info agent;
    usher_contact_info contact;
    usher_participant_info part;
    assert_true(usher_engine_state_digest(w->engine) == digest);
    assert_true(usher_agent_get(w->engine, usher_agent_find(w->engine, "ann"), &agent));
    assert_int_equal(agent.in_hand, 1);
    assert_true(usher_participant_get(w->engine, w->rings, &part));
    assert_int_equal(part.state, USHER_PART_RINGING);
    assert_true(usher_contact_get(w->engine, w->calls[2], &contact));
    assert_int_equal(contact.state, USHER_CONTACT_QUEUED);
    assert_int_equal(usher_contact_position(w->engine, w->calls[2]), 2);
}

/* Everything a host might say while the store is away. */
static void try_everything(world *w, usher_time now)
{
    usher_contact_id call;
    refused(begin(w, now, &call));
    refused(set_status(w, now, "bob", "Offline"));
    refused(usher_report_answered(w->engine, now, w->rings));
    refused(usher_report_left(w->engine, now, w->talks));
    refused(usher_report_left(w->engine, now, usher_contact_customer(w->calls[2])));
    refused(usher_contact_end(w->engine, now, w->calls[0], USHER_REASON_API));
    refused(usher_contact_set_priority(w->engine, now, w->calls[2], 1));
}

/* The facts that were refused are told again. */
static void go_on(world *w, usher_time now)
{
    usher_contact_id call;
    ok(usher_report_left(w->engine, now, w->talks));
    ok(usher_report_answered(w->engine, now, w->rings));
    ok(begin(w, now, &call));
}

static void what_was_there_stays_and_goes_on(void **state)
{
    (void)state;
    world w;
    world calm;
    open_world(&w);
    open_world(&calm);
    uint64_t digest = usher_engine_state_digest(w.engine);
    usher_time back = USHER_SECONDS(21);
    w.down = true;
    for (usher_time now = USHER_SECONDS(3); now < back; now += USHER_SECONDS(1)) {
        try_everything(&w, now);
        nothing_has_moved(&w, digest);
    }
    w.down = false;
    go_on(&w, back);
    go_on(&calm, back);
    assert_true(usher_engine_state_digest(w.engine) == usher_engine_state_digest(calm.engine));
    assert_true(usher_memory_store_last(w.memory) == usher_memory_store_last(calm.memory));
    close_world(&w);
    close_world(&calm);
}

/*
 * Time stands still with the store: the ring window is not over before a record can say so. When it
 * is back, an answer that came in time and is repeated as it was is in time; told with the time of
 * the repetition it is late, since what is overdue is done first.
 */
static void time_waits_for_the_store(void **state)
{
    (void)state;
    const struct {
        usher_time told;
        uint8_t then;
    } cases[] = { { USHER_SECONDS(21), USHER_PART_ANSWERED },
                  { USHER_MINUTES(10), USHER_PART_MISSED } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        world w;
        usher_participant_info part;
        open_world(&w);
        uint64_t digest = usher_engine_state_digest(w.engine);
        w.down = true;
        refused(usher_report_answered(w.engine, USHER_SECONDS(21), w.rings));
        for (int minutes = 1; minutes <= 10; minutes++) {
            refused(usher_engine_advance(w.engine, USHER_MINUTES(minutes)));
            assert_true(usher_engine_next_due(w.engine) == USHER_SECONDS(22));
            nothing_has_moved(&w, digest);
        }
        w.down = false;
        ok(usher_report_answered(w.engine, cases[i].told, w.rings));
        assert_true(usher_participant_get(w.engine, w.rings, &part));
        assert_int_equal(part.state, cases[i].then);
        close_world(&w);
    }
}

static usher_change *prepare(world *w, const usher_centre *next)
{
    static const usher_change_rule rule = { sizeof rule, USHER_CHANGE_QUEUE, USHER_MOVE, "sales",
                                            "orders" };
    usher_change_options options = USHER_CHANGE_OPTIONS_INIT;
    usher_change *change;
    options.rules = &rule;
    options.rules_count = 1;
    ok(usher_engine_prepare_change(w->engine, next, &options, &change));
    return change;
}

static bool work_is_left(const world *w)
{
    usher_engine_info info;
    usher_engine_get(w->engine, &info);
    return info.work_left;
}

/*
 * A change of centre is not committed without the store. If the store goes while the change is
 * half done, the engine stands there, and does the other half when it is back.
 */
static void a_change_waits_for_the_store(void **state)
{
    (void)state;
    world w;
    world calm;
    usher_loaded *next;
    usher_time now = USHER_SECONDS(5);
    usher_contact_info third;
    ok(load_text(next_text, &next));
    open_world_of(&w, FEW_UNITS);
    open_world_of(&calm, FEW_UNITS);
    usher_change *change = prepare(&w, usher_loaded_centre(next));
    usher_change *same = prepare(&calm, usher_loaded_centre(next));
    uint64_t digest = usher_engine_state_digest(w.engine);
    w.down = true;
    refused(usher_engine_commit_change(w.engine, now, change));
    nothing_has_moved(&w, digest);
    assert_int_equal(usher_agent_find(w.engine, "eve").v, 0);
    w.down = false;
    ok(usher_engine_commit_change(w.engine, now, change));
    ok(usher_engine_commit_change(calm.engine, now, same));
    int breaks = 0;
    for (; work_is_left(&w); breaks++) {
        digest = usher_engine_state_digest(w.engine);
        assert_true(digest == usher_engine_state_digest(calm.engine));
        w.down = true;
        refused(usher_engine_advance(w.engine, now));
        refused(usher_report_answered(w.engine, now, w.rings));
        assert_true(digest == usher_engine_state_digest(w.engine));
        w.down = false;
        ok(usher_engine_advance(w.engine, now));
        ok(usher_engine_advance(calm.engine, now));
    }
    assert_true(breaks > 1);
    nothing_has_moved(&w, usher_engine_state_digest(calm.engine));
    assert_int_not_equal(usher_agent_find(w.engine, "eve").v, 0);
    assert_true(usher_contact_get(w.engine, w.calls[2], &third));
    assert_string_equal(usher_centre_queue_name(usher_engine_centre(w.engine), third.queue),
                        "orders");
    usher_change_free(change);
    usher_change_free(same);
    close_world(&w);
    close_world(&calm);
    usher_loaded_free(next);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_there_stays_and_goes_on),
        cmocka_unit_test(time_waits_for_the_store),
        cmocka_unit_test(a_change_waits_for_the_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
