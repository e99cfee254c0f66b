/*
 * test_operate.c - for whom one acts, and what an operator orders, where a random run does not go.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <usher/usher.h>

typedef struct world {
    usher_centre *centre;
    usher_engine *engine;
    usher_memory_store *store;
    usher_queue_ref sales, more;  /* nobody serves more */
    usher_profile_ref desk, away; /* away serves no queue */
    usher_agent_status_ref available;
    usher_agent_id ann;
} world;

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

static void build(world *w)
{
    usher_centre_builder *b;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    usher_routing_options options = USHER_ROUTING_OPTIONS_INIT;
    ok(usher_centre_builder_new(NULL, &b));
    options.profile_change = USHER_PROFILE_OFFERS_WITHDRAWN;
    ok(usher_centre_set_options(b, &options));
    queue.name = "sales";
    ok(usher_centre_add_queue(b, &queue, &w->sales));
    queue.name = "more";
    ok(usher_centre_add_queue(b, &queue, &w->more));
    profile.name = "desk";
    profile.max[USHER_VOICE] = 2;
    ok(usher_centre_add_profile(b, &profile, &w->desk));
    profile.name = "away";
    ok(usher_centre_add_profile(b, &profile, &w->away));
    entry.queue = w->sales;
    ok(usher_centre_add_entry(b, w->desk, &entry));
    agent.name = "ann";
    agent.profile = w->desk;
    agent.acw[USHER_VOICE] = USHER_FOREVER;
    ok(usher_centre_add_agent(b, &agent));
    ok(usher_centre_build(b, &w->centre));
    usher_centre_builder_free(b);
    w->available = usher_centre_find_status(w->centre, "Available");
}

static usher_engine *open_engine(const world *w)
{
    usher_engine *engine;
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_store table = usher_memory_store_table(w->store);
    options.centre = w->centre;
    options.store = &table;
    ok(usher_engine_new(&options, &engine));
    return engine;
}

static void open_world(world *w)
{
    build(w);
    ok(usher_memory_store_new(NULL, true, &w->store));
    w->engine = open_engine(w);
    w->ann = usher_agent_find(w->engine, "ann");
}

static void close_world(world *w)
{
    assert_null(usher_engine_check(w->engine));
    usher_engine_free(w->engine);
    usher_memory_store_free(w->store);
    usher_centre_unref(w->centre);
}

static usher_status begin(const world *w, usher_contact_id *id)
{
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    options.queue = w->sales;
    return usher_contact_begin(w->engine, 0, &options, id);
}

/* All events since the last call are of this actor, or the engine's. */
static void expect_actor(usher_engine *engine, uint64_t actor)
{
    const usher_event *event;
    uint32_t of_actor = 0;
    while ((event = usher_engine_peek(engine)) != NULL) {
        assert_true(event->actor == actor || event->actor == USHER_ACTOR_ENGINE);
        of_actor += event->actor == actor;
        usher_engine_confirm(engine, event->number);
    }
    assert_true(of_actor > 0);
}

/* ---- the actor ------------------------------------------------------------------------------- */

/* A contact's whole life by typed functions; each of them tells something. */
static void work(const world *w, uint64_t actor)
{
    usher_engine *e = w->engine;
    usher_contact_id c;
    usher_agent_add_options add = USHER_AGENT_ADD_OPTIONS_INIT;
    usher_agent_id zoe;
    usher_participant_id part = { 0 };
    add.name = "zoe";
    add.profile = w->desk;
    ok(usher_agent_add(e, 0, &add, &zoe));
    expect_actor(e, actor);
    ok(usher_agent_set_status(e, 0, w->ann, w->available));
    expect_actor(e, actor);
    ok(begin(w, &c));
    expect_actor(e, actor);
    ok(usher_contact_set_priority(e, 0, c, 1));
    expect_actor(e, actor);
    part = usher_contact_next_part(e, c, part);
    ok(usher_report_ringing(e, 0, part));
    expect_actor(e, actor);
    ok(usher_report_joined(e, 0, part));
    expect_actor(e, actor);
    ok(usher_contact_end(e, 0, c, USHER_REASON_API));
    expect_actor(e, actor);
    ok(usher_participant_clear(e, 0, part));
    expect_actor(e, actor);
    ok(usher_report_outside_load(e, 0, w->ann, USHER_VOICE, actor == 7));
    expect_actor(e, actor);
    ok(usher_report_agent_gone(e, 0, w->ann));
    expect_actor(e, actor);
    ok(usher_report_agent_reachable(e, 0, w->ann));
    expect_actor(e, actor);
    ok(usher_agent_remove(e, 0, zoe));
    expect_actor(e, actor);
}

static void typed_functions_act_for_the_actor(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    assert_int_equal(usher_engine_set_actor(w.engine, 7), USHER_ACTOR_HOST);
    work(&w, 7);
    assert_int_equal(usher_engine_set_actor(w.engine, 8), 7);
    work(&w, 8);
    assert_int_equal(usher_engine_set_actor(w.engine, USHER_ACTOR_HOST), 8);
    ok(usher_queue_set_enabled(w.engine, 0, w.sales, false));
    expect_actor(w.engine, USHER_ACTOR_HOST);
    close_world(&w);
}

/* A command as a value has its own. */
static void submit_takes_the_actor_of_its_command(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_engine_set_actor(w.engine, 7);
    usher_command c = USHER_COMMAND_INIT;
    c.op = USHER_COMMAND_QUEUE_SET_ENABLED;
    c.queue = w.sales;
    c.actor = 9;
    ok(usher_engine_submit(w.engine, &c, NULL));
    expect_actor(w.engine, 9);
    close_world(&w);
}

static void records_have_the_actor(void **state)
{
    (void)state;
    world w;
    usher_engine_info info;
    open_world(&w);
    usher_engine_set_actor(w.engine, 7);
    ok(usher_queue_set_enabled(w.engine, 0, w.sales, false));
    usher_engine *again = open_engine(&w);
    usher_engine_get(w.engine, &info);
    assert_int_equal(usher_engine_peek(again)->actor, 7);
    ok(usher_queue_set_enabled(again, 0, w.sales, true));
    usher_engine_confirm(again, info.event);
    expect_actor(again, USHER_ACTOR_HOST);
    usher_engine_free(again);
    close_world(&w);
}

/* ---- entries --------------------------------------------------------------------------------- */

static void nothing_new_comes_in_while_entries_are_stopped(void **state)
{
    (void)state;
    world w;
    usher_contact_id c;
    usher_engine_info info;
    usher_agent_add_options add = USHER_AGENT_ADD_OPTIONS_INIT;
    open_world(&w);
    ok(usher_engine_stop_entries(w.engine, 0, true));
    assert_int_equal(begin(&w, &c), USHER_ERR_STOPPED);
    add.name = "zoe";
    add.profile = w.desk;
    ok(usher_agent_add(w.engine, 0, &add, NULL));
    usher_engine_get(w.engine, &info);
    assert_true(info.entries_stopped);
    usher_engine *again = open_engine(&w);
    assert_int_equal(usher_engine_state_digest(again), usher_engine_state_digest(w.engine));
    usher_engine_get(again, &info);
    assert_true(info.entries_stopped);
    usher_engine_free(w.engine);
    w.engine = again;
    ok(usher_engine_stop_entries(w.engine, 0, false));
    ok(begin(&w, &c));
    close_world(&w);
}

/* Without a store a beginning has a short way of its own. */
static void the_short_way_knows_both(void **state)
{
    (void)state;
    world w = { .store = NULL };
    usher_contact_id c;
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    build(&w);
    options.centre = w.centre;
    ok(usher_engine_new(&options, &w.engine));
    usher_engine_set_actor(w.engine, 7);
    ok(begin(&w, &c));
    expect_actor(w.engine, 7);
    ok(begin(&w, &c));
    expect_actor(w.engine, 7);
    ok(usher_engine_stop_entries(w.engine, 0, true));
    assert_int_equal(begin(&w, &c), USHER_ERR_STOPPED);
    ok(usher_engine_stop_entries(w.engine, 0, false));
    ok(begin(&w, &c));
    close_world(&w);
}

/* ---- those who wait in a queue --------------------------------------------------------------- */

enum { WAITING = 4 };

/* One unit at a time; four wait in sales, and the first two are offered to ann. */
static void open_slow_world(world *w, usher_contact_id waiting[WAITING])
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    *w = (world){ .store = NULL };
    build(w);
    options.centre = w->centre;
    options.limits.units_per_command = 1;
    ok(usher_engine_new(&options, &w->engine));
    w->ann = usher_agent_find(w->engine, "ann");
    for (int i = 0; i < WAITING; i++) {
        ok(begin(w, &waiting[i]));
    }
    ok(usher_agent_set_status(w->engine, 0, w->ann, w->available));
    while (usher_engine_next_due(w->engine) == 0) {
        ok(usher_engine_advance(w->engine, 0));
    }
    assert_int_equal(usher_contact_next_part(w->engine, waiting[2], (usher_participant_id){ 0 }).v,
                     0);
}

static usher_participant_id part_of(const world *w, usher_contact_id contact)
{
    return usher_contact_next_part(w->engine, contact, (usher_participant_id){ 0 });
}

static void finish(world *w)
{
    while (usher_engine_next_due(w->engine) == 0) {
        ok(usher_engine_advance(w->engine, 0));
    }
}

/* The last queue.swept; all events are confirmed. */
static int64_t swept(world *w)
{
    const usher_event *event;
    int64_t count = -1;
    while ((event = usher_engine_peek(w->engine)) != NULL) {
        count = event->type == USHER_EVENT_QUEUE_SWEPT ? event->value : count;
        usher_engine_confirm(w->engine, event->number);
    }
    return count;
}

/* So many contacts have ended, all for this reason; all events are confirmed. */
static void expect_ends(const world *w, uint32_t count, uint8_t reason)
{
    const usher_event *event;
    uint32_t ended = 0;
    while ((event = usher_engine_peek(w->engine)) != NULL) {
        if (event->type == USHER_EVENT_CONTACT_ENDED) {
            ended++;
            assert_int_equal(event->reason, reason);
        }
        usher_engine_confirm(w->engine, event->number);
    }
    assert_int_equal(ended, count);
}

static uint8_t state_of(const world *w, usher_contact_id contact)
{
    usher_contact_info info;
    return usher_contact_get(w->engine, contact, &info) ? info.state : UINT8_MAX;
}

/* How far it is can be seen; requests wait, facts do not. */
static void an_order_goes_on_in_units(void **state)
{
    (void)state;
    world w;
    usher_contact_id c[WAITING];
    usher_sweep_info info;
    open_slow_world(&w, c);
    assert_false(usher_engine_sweep(w.engine, &info));
    usher_engine_set_actor(w.engine, 7);
    ok(usher_queue_end_waiting(w.engine, 0, w.sales, USHER_CHANNEL_NONE, USHER_REASON_EXPIRED));
    assert_true(usher_engine_sweep(w.engine, &info));
    assert_int_equal(info.queue.v, w.sales.v);
    assert_int_equal(info.to.v, 0);
    assert_int_equal(info.left, WAITING);
    assert_int_equal(info.reason, USHER_REASON_EXPIRED);
    assert_int_equal(info.actor, 7);
    assert_int_equal(begin(&w, &c[0]), USHER_ERR_BUSY);
    while (usher_engine_sweep(w.engine, &info) && info.done < 2) {
        ok(usher_engine_advance(w.engine, 0));
    }
    assert_int_equal(info.left, 2);
    finish(&w);
    assert_false(usher_engine_sweep(w.engine, &info));
    assert_int_equal(swept(&w), WAITING);
    ok(begin(&w, &c[0]));
    finish(&w);
    close_world(&w);
}

/* The customer of the one that is ending hangs up, and so does the last one: all end once. */
static void who_hangs_up_meanwhile_ends_once(void **state)
{
    (void)state;
    world w;
    usher_contact_id c[WAITING];
    open_slow_world(&w, c);
    ok(usher_queue_end_waiting(w.engine, 0, w.sales, USHER_VOICE, USHER_REASON_EXPIRED));
    ok(usher_report_left(w.engine, 0, usher_contact_customer(c[0])));
    ok(usher_report_left(w.engine, 0, usher_contact_customer(c[3])));
    finish(&w);
    for (int i = 0; i < WAITING; i++) {
        assert_int_equal(state_of(&w, c[i]), UINT8_MAX);
    }
    expect_ends(&w, WAITING, USHER_REASON_EXPIRED);
    close_world(&w);
}

/* ann answers the second one while the first one moves: too late, for the order was first. */
static void what_is_reported_meanwhile_comes_behind(void **state)
{
    (void)state;
    world w;
    usher_contact_id c[WAITING];
    usher_queue_info info;
    open_slow_world(&w, c);
    ok(usher_queue_move_waiting(w.engine, 0, w.sales, USHER_CHANNEL_NONE, w.more));
    usher_participant_id part = part_of(&w, c[1]);
    ok(usher_report_answered(w.engine, 0, part));
    finish(&w);
    assert_int_equal(state_of(&w, c[1]), USHER_CONTACT_QUEUED);
    assert_int_equal(usher_report_joined(w.engine, 0, part), USHER_ERR_NOT_FOUND);
    assert_true(usher_queue_get(w.engine, w.more, &info));
    assert_int_equal(info.waiting, WAITING);
    assert_int_equal(swept(&w), WAITING);
    assert_true(usher_queue_get(w.engine, w.sales, &info));
    assert_int_equal(info.waiting, 0);
    close_world(&w);
}

/* Both offers go with the profile, though ann is gone before the second one has its turn. */
static void what_a_profile_does_not_have_goes_first(void **state)
{
    (void)state;
    world w;
    usher_contact_id c[WAITING];
    const usher_event *event;
    uint32_t withdrawn = 0;
    open_slow_world(&w, c);
    ok(usher_agent_set_profile(w.engine, 0, w.ann, w.away));
    assert_int_equal(part_of(&w, c[0]).v, 0);
    assert_int_not_equal(part_of(&w, c[1]).v, 0);
    ok(usher_report_agent_gone(w.engine, 0, w.ann));
    finish(&w);
    while ((event = usher_engine_peek(w.engine)) != NULL) {
        if (event->type == USHER_EVENT_OFFER_WITHDRAWN) {
            assert_int_equal(event->reason, USHER_REASON_PROFILE_CHANGED);
            withdrawn++;
        }
        assert_true(event->type != USHER_EVENT_AGENT_GONE || withdrawn == 2);
        usher_engine_confirm(w.engine, event->number);
    }
    assert_int_equal(withdrawn, 2);
    assert_int_equal(state_of(&w, c[1]), USHER_CONTACT_QUEUED);
    close_world(&w);
}

static void an_order_is_about_what_there_is(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_engine *e = w.engine;
    const usher_queue_ref none = { 0 };
    const usher_queue_ref beyond = { w.more.v + 1 };
    const usher_channel all = USHER_CHANNEL_NONE;
    const usher_channel fax = USHER_EMAIL + 1;
    const int api = USHER_REASON_API;
    assert_int_equal(usher_queue_end_waiting(e, 0, none, all, api), USHER_ERR_INVALID);
    assert_int_equal(usher_queue_end_waiting(e, 0, beyond, all, api), USHER_ERR_INVALID);
    assert_int_equal(usher_queue_end_waiting(e, 0, w.sales, fax, api), USHER_ERR_INVALID);
    assert_int_equal(usher_queue_end_waiting(e, 0, w.sales, all, 0), USHER_ERR_INVALID);
    assert_int_equal(usher_queue_end_waiting(e, 0, w.sales, all, USHER_REASON_END_MAX + 1),
                     USHER_ERR_INVALID);
    assert_int_equal(usher_queue_end_waiting(e, 0, w.sales, all, 256 + api), USHER_ERR_INVALID);
    assert_int_equal(usher_queue_move_waiting(e, 0, none, all, w.sales), USHER_ERR_INVALID);
    assert_int_equal(usher_queue_move_waiting(e, 0, w.sales, all, none), USHER_ERR_INVALID);
    assert_int_equal(usher_queue_move_waiting(e, 0, w.sales, all, beyond), USHER_ERR_INVALID);
    assert_int_equal(usher_queue_move_waiting(e, 0, w.sales, all, w.sales), USHER_ERR_INVALID);
    assert_int_equal(usher_queue_move_waiting(e, 0, w.sales, fax, w.more), USHER_ERR_INVALID);
    ok(usher_queue_set_enabled(e, 0, w.more, false));
    assert_int_equal(usher_queue_move_waiting(e, 0, w.sales, all, w.more), USHER_ERR_DISABLED);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typed_functions_act_for_the_actor),
        cmocka_unit_test(submit_takes_the_actor_of_its_command),
        cmocka_unit_test(records_have_the_actor),
        cmocka_unit_test(nothing_new_comes_in_while_entries_are_stopped),
        cmocka_unit_test(the_short_way_knows_both),
        cmocka_unit_test(an_order_goes_on_in_units),
        cmocka_unit_test(who_hangs_up_meanwhile_ends_once),
        cmocka_unit_test(what_is_reported_meanwhile_comes_behind),
        cmocka_unit_test(what_a_profile_does_not_have_goes_first),
        cmocka_unit_test(an_order_is_about_what_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
