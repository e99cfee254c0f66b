/*
 * test_view.c - cursors and rows where a random run does not go: things that vanish under a cursor,
 * questions about what the centre does not have, arrays that are too small, the limit of parts.
 *
 * That cursors and rows are right in every state is shown by the model (compare_views.c).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <usher/usher.h>

enum { WAITING = 5, AGENTS = 3, PARTS_MAX = 2 };

typedef struct world {
    usher_centre *centre;
    usher_engine *engine;
    usher_queue_ref sales, support;
    usher_profile_ref desk, back;
    usher_agent_status_ref available;
    usher_agent_id agents[AGENTS]; /* two of the desk, one of the back office */
} world;

static const usher_contact_id nobody = { 0 };

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

/* Both profiles serve sales; nobody serves support. */
static void build(world *w)
{
    static const char *const names[AGENTS] = { "ann", "bob", "cid" };
    usher_centre_builder *b;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    ok(usher_centre_builder_new(NULL, &b));
    queue.name = "sales";
    ok(usher_centre_add_queue(b, &queue, &w->sales));
    queue.name = "support";
    ok(usher_centre_add_queue(b, &queue, &w->support));
    profile.max[USHER_VOICE] = 1;
    profile.name = "desk";
    ok(usher_centre_add_profile(b, &profile, &w->desk));
    profile.name = "back";
    ok(usher_centre_add_profile(b, &profile, &w->back));
    entry.queue = w->sales;
    ok(usher_centre_add_entry(b, w->desk, &entry));
    ok(usher_centre_add_entry(b, w->back, &entry));
    for (int i = 0; i < AGENTS; i++) {
        agent.name = names[i];
        agent.profile = i < 2 ? w->desk : w->back;
        ok(usher_centre_add_agent(b, &agent));
    }
    ok(usher_centre_build(b, &w->centre));
    usher_centre_builder_free(b);
    w->available = usher_centre_find_status(w->centre, "Available");
}

static void open_world(world *w)
{
    build(w);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = w->centre;
    options.limits.participants = PARTS_MAX;
    ok(usher_engine_new(&options, &w->engine));
    w->agents[0] = usher_agent_find(w->engine, "ann");
    w->agents[1] = usher_agent_find(w->engine, "bob");
    w->agents[2] = usher_agent_find(w->engine, "cid");
}

static void close_world(world *w)
{
    assert_null(usher_engine_check(w->engine));
    usher_engine_free(w->engine);
    usher_centre_unref(w->centre);
}

static usher_contact_id begin(world *w, usher_time now, usher_queue_ref queue)
{
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id id = nobody;
    options.queue = queue;
    ok(usher_contact_begin(w->engine, now, &options, &id));
    return id;
}

static usher_contact_id next_waiting(const world *w, usher_cursor *cursor)
{
    usher_contact_id id = nobody;
    (void)usher_queue_waiting(w->engine, w->support, USHER_VOICE, cursor, &id);
    return id;
}

static void end(world *w, usher_contact_id contact)
{
    ok(usher_contact_end(w->engine, WAITING, contact, USHER_REASON_API));
}

static void set_available(world *w, usher_agent_id agent)
{
    ok(usher_agent_set_status(w->engine, usher_engine_now(w->engine), agent, w->available));
}

/* ---- cursors --------------------------------------------------------------------------------- */

static void a_cursor_goes_on_behind_what_is_gone(void **state)
{
    (void)state;
    world w;
    usher_contact_id c[WAITING];
    usher_cursor cursor = USHER_CURSOR_INIT;
    open_world(&w);
    for (int i = 0; i < WAITING; i++) {
        c[i] = begin(&w, i, w.support);
    }
    assert_int_equal(next_waiting(&w, &cursor).v, c[0].v);
    assert_int_equal(next_waiting(&w, &cursor).v, c[1].v);
    end(&w, c[1]);
    end(&w, c[2]);
    usher_cursor kept = cursor;
    assert_int_equal(next_waiting(&w, &cursor).v, c[3].v);
    end(&w, c[3]);
    end(&w, c[4]);
    assert_int_equal(next_waiting(&w, &cursor).v, 0);
    usher_contact_id late = begin(&w, WAITING, w.support);
    assert_int_equal(next_waiting(&w, &cursor).v, late.v);
    assert_int_equal(next_waiting(&w, &kept).v, late.v);
    close_world(&w);
}

static void a_contact_that_changes_its_place_is_given_there(void **state)
{
    (void)state;
    world w;
    usher_cursor cursor = USHER_CURSOR_INIT;
    open_world(&w);
    usher_contact_id first = begin(&w, 0, w.support);
    usher_contact_id second = begin(&w, 1, w.support);
    assert_int_equal(next_waiting(&w, &cursor).v, first.v);
    ok(usher_contact_set_priority(w.engine, 2, first, 9));
    assert_int_equal(next_waiting(&w, &cursor).v, second.v);
    assert_int_equal(next_waiting(&w, &cursor).v, first.v);
    assert_int_equal(next_waiting(&w, &cursor).v, 0);
    close_world(&w);
}

static void slots_go_on_behind_what_is_gone(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_contact_id first = begin(&w, 0, w.support);
    usher_contact_id second = begin(&w, 0, w.support);
    uint32_t waiting = USHER_STATE_BIT(USHER_CONTACT_QUEUED);
    assert_int_equal(usher_engine_next_contact_in(w.engine, waiting, nobody).v, first.v);
    end(&w, first);
    assert_int_equal(usher_engine_next_contact_in(w.engine, waiting, first).v, second.v);
    assert_int_equal(usher_engine_next_contact_in(w.engine, ~waiting, nobody).v, 0);
    usher_agent_id ann = usher_profile_next_agent(w.engine, w.desk, (usher_agent_id){ 0 });
    assert_int_equal(ann.v, w.agents[0].v);
    ok(usher_agent_remove(w.engine, WAITING, ann));
    assert_int_equal(usher_profile_next_agent(w.engine, w.desk, ann).v, w.agents[1].v);
    close_world(&w);
}

/* Free agents of two profiles come in one order. */
static void the_free_come_in_the_order_of_offering(void **state)
{
    (void)state;
    world w;
    usher_cursor cursor = USHER_CURSOR_INIT;
    usher_agent_id id;
    open_world(&w);
    const int order[AGENTS] = { 1, 2, 0 };
    for (int i = 0; i < AGENTS; i++) {
        ok(usher_engine_advance(w.engine, i));
        ok(usher_agent_set_status(w.engine, i, w.agents[order[i]], w.available));
    }
    for (int i = 0; i < AGENTS; i++) {
        assert_true(usher_queue_free(w.engine, w.sales, USHER_VOICE, &cursor, &id));
        assert_int_equal(id.v, w.agents[order[i]].v);
    }
    assert_false(usher_queue_free(w.engine, w.sales, USHER_VOICE, &cursor, &id));
    cursor = (usher_cursor)USHER_CURSOR_INIT;
    assert_false(usher_queue_free(w.engine, w.support, USHER_VOICE, &cursor, &id));
    assert_true(usher_profile_free(w.engine, w.desk, USHER_VOICE, &cursor, &id));
    assert_int_equal(id.v, w.agents[1].v);
    assert_true(usher_profile_free(w.engine, w.desk, USHER_VOICE, &cursor, &id));
    assert_int_equal(id.v, w.agents[0].v);
    assert_false(usher_profile_free(w.engine, w.desk, USHER_VOICE, &cursor, &id));
    close_world(&w);
}

/* All parts are taken: an agent who came since is free, though nobody can be offered to him. */
static void at_the_limit_of_parts_the_free_are_told(void **state)
{
    (void)state;
    world w;
    usher_queue_row row;
    usher_cursor cursor = USHER_CURSOR_INIT;
    usher_agent_id id;
    open_world(&w);
    for (int i = 0; i < AGENTS; i++) {
        begin(&w, 0, w.sales);
        set_available(&w, w.agents[i]);
    }
    assert_true(usher_queue_row_get(w.engine, w.sales, USHER_VOICE, &row));
    assert_int_equal(row.waiting, AGENTS);
    assert_int_equal(row.offered, PARTS_MAX);
    assert_int_equal(row.available, 1);
    assert_true(usher_queue_free(w.engine, w.sales, USHER_VOICE, &cursor, &id));
    assert_int_equal(id.v, w.agents[AGENTS - 1].v);
    close_world(&w);
}

/* ---- what the centre does not have ----------------------------------------------------------- */

static void what_is_not_there_has_no_rows_and_no_order(void **state)
{
    (void)state;
    world w;
    usher_queue_row row;
    usher_profile_row profile;
    usher_cursor cursor = USHER_CURSOR_INIT;
    usher_contact_id contact;
    usher_agent_id agent;
    open_world(&w);
    set_available(&w, w.agents[0]);
    begin(&w, 0, w.support);
    const usher_queue_ref queues[] = { { 0 }, { w.support.v + 1 }, { UINT32_MAX } };
    const usher_profile_ref profiles[] = { { 0 }, { w.back.v + 1 }, { UINT32_MAX } };
    for (int i = 0; i < 3; i++) {
        assert_false(usher_queue_row_get(w.engine, queues[i], USHER_VOICE, &row));
        assert_false(usher_queue_waiting(w.engine, queues[i], USHER_VOICE, &cursor, &contact));
        assert_false(usher_queue_free(w.engine, queues[i], USHER_VOICE, &cursor, &agent));
        assert_false(usher_profile_row_get(w.engine, profiles[i], &profile));
        assert_false(usher_profile_free(w.engine, profiles[i], USHER_VOICE, &cursor, &agent));
        assert_int_equal(usher_profile_next_agent(w.engine, profiles[i], (usher_agent_id){ 0 }).v,
                         0);
    }
    const usher_channel channels[] = { USHER_EMAIL + 1, USHER_CHANNEL_NONE };
    for (int i = 0; i < 2; i++) {
        assert_false(usher_queue_row_get(w.engine, w.support, channels[i], &row));
        assert_false(usher_queue_waiting(w.engine, w.support, channels[i], &cursor, &contact));
        assert_false(usher_queue_free(w.engine, w.sales, channels[i], &cursor, &agent));
        assert_false(usher_profile_free(w.engine, w.desk, channels[i], &cursor, &agent));
        assert_false(usher_agent_waiting(w.engine, w.agents[0], channels[i], &cursor, &contact));
    }
    assert_false(
        usher_agent_waiting(w.engine, (usher_agent_id){ 7 }, USHER_VOICE, &cursor, &contact));
    close_world(&w);
}

static void rows_fill_what_there_is_room_for(void **state)
{
    (void)state;
    world w;
    usher_queue_row rows[3];
    usher_profile_row profiles[2];
    usher_engine_info info;
    uint64_t as_of = 99;
    open_world(&w);
    uint32_t all = usher_queue_rows(w.engine, NULL, 0, NULL);
    assert_int_equal(all, 2 * usher_centre_channels(w.centre));
    rows[2].waiting = 4711;
    assert_int_equal(usher_queue_rows(w.engine, rows, 2, &as_of), all);
    assert_int_equal(rows[1].queue.v, w.sales.v);
    assert_int_equal(rows[1].channel, USHER_CHAT);
    assert_int_equal(rows[2].waiting, 4711);
    assert_int_equal(as_of, 0);
    set_available(&w, w.agents[0]);
    assert_int_equal(usher_profile_rows(w.engine, profiles, 1, &as_of), 2);
    usher_engine_get(w.engine, &info);
    assert_int_equal(as_of, info.record);
    assert_int_equal(profiles[0].available[USHER_VOICE], 1);
    assert_int_equal(profiles[0].agents, 2);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cursor_goes_on_behind_what_is_gone),
        cmocka_unit_test(a_contact_that_changes_its_place_is_given_there),
        cmocka_unit_test(slots_go_on_behind_what_is_gone),
        cmocka_unit_test(the_free_come_in_the_order_of_offering),
        cmocka_unit_test(at_the_limit_of_parts_the_free_are_told),
        cmocka_unit_test(what_is_not_there_has_no_rows_and_no_order),
        cmocka_unit_test(rows_fill_what_there_is_room_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
