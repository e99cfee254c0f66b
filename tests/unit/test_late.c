/*
 * test_late.c - an answer at the very end of a ring window is late, also when the engine has not
 * come to that deadline yet.
 *
 * Two offers end at one instant, and a command may do one thing only: after it, a deadline is left.
 * Or two agents answer one contact, or one offer, while the engine has other things to do: the
 * second is late.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <usher/usher.h>

enum { AGENTS = 2, UNSERVED = 4 };

typedef struct world {
    usher_centre *centre;
    usher_engine *engine;
    usher_participant_id parts[AGENTS];
} world;

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

/* Nobody serves the queue `more`. */
static void build(world *w, usher_queue_ref *sales, usher_queue_ref *more, uint32_t offers)
{
    static const char *const names[AGENTS] = { "ann", "bob" };
    usher_centre_builder *b;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    usher_routing_options options = USHER_ROUTING_OPTIONS_INIT;
    ok(usher_centre_builder_new(NULL, &b));
    options.when_gone = USHER_GONE_BACK;
    options.join_limit = USHER_SECONDS(10);
    ok(usher_centre_set_options(b, &options));
    queue.name = "sales";
    queue.offers = offers;
    ok(usher_centre_add_queue(b, &queue, sales));
    queue.name = "more";
    ok(usher_centre_add_queue(b, &queue, more));
    profile.name = "desk";
    profile.max[USHER_VOICE] = 1;
    ok(usher_centre_add_profile(b, &profile, &agent.profile));
    entry.queue = *sales;
    ok(usher_centre_add_entry(b, agent.profile, &entry));
    for (int i = 0; i < AGENTS; i++) {
        agent.name = names[i];
        ok(usher_centre_add_agent(b, &agent));
    }
    ok(usher_centre_build(b, &w->centre));
    usher_centre_builder_free(b);
}

/* What is left over is done, at the time at which it was left. */
static void catch_up(world *w, usher_time now)
{
    while (usher_engine_next_due(w->engine) <= now) {
        ok(usher_engine_advance(w->engine, now));
    }
}

static void open_engine(world *w)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = w->centre;
    options.limits.units_per_command = 1;
    ok(usher_engine_new(&options, &w->engine));
}

/* Both agents ring from time 0 on, for 20 s. */
static void open_world(world *w)
{
    usher_contact_begin_options call = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_queue_ref more;
    usher_agent_id agent = { 0 };
    *w = (world){ 0 };
    build(w, &call.queue, &more, 1);
    open_engine(w);
    for (int i = 0; i < AGENTS; i++) {
        usher_contact_id id;
        usher_participant_id none = { 0 };
        agent = usher_engine_next_agent(w->engine, agent);
        ok(usher_agent_set_status(w->engine, 0, agent,
                                  usher_centre_find_status(w->centre, "Available")));
        ok(usher_contact_begin(w->engine, 0, &call, &id));
        catch_up(w, 0);
        w->parts[i] = usher_agent_next_part(w->engine, agent, none);
        ok(usher_report_ringing(w->engine, 0, w->parts[i]));
        catch_up(w, 0);
    }
}

static void close_world(world *w)
{
    assert_null(usher_engine_check(w->engine));
    usher_engine_free(w->engine);
    usher_centre_unref(w->centre);
}

static uint8_t state_of(const world *w, int i)
{
    usher_participant_info info;
    assert_true(usher_participant_get(w->engine, w->parts[i], &info));
    return info.state;
}

static void an_answer_at_the_end_of_the_window_is_late(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_time end = USHER_SECONDS(20);
    ok(usher_engine_advance(w.engine, end)); /* one unit: the first deadline */
    assert_int_equal(state_of(&w, 0), USHER_PART_MISSED);
    assert_int_equal(state_of(&w, 1), USHER_PART_RINGING);
    assert_true(usher_engine_next_due(w.engine) == end);
    ok(usher_report_joined(w.engine, end, w.parts[1]));
    catch_up(&w, end);
    assert_int_equal(state_of(&w, 1), USHER_PART_MISSED);
    close_world(&w);
}

/* The same for the end of the time to join those who have answered. */
static void a_joining_at_the_end_of_its_time_is_late(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_time end = USHER_SECONDS(10);
    for (int i = 0; i < AGENTS; i++) {
        ok(usher_report_answered(w.engine, 0, w.parts[i]));
        catch_up(&w, 0);
    }
    ok(usher_engine_advance(w.engine, end));
    assert_int_equal(state_of(&w, 0), USHER_PART_ERROR);
    assert_int_equal(state_of(&w, 1), USHER_PART_ANSWERED);
    ok(usher_report_joined(w.engine, end, w.parts[1]));
    catch_up(&w, end);
    assert_int_equal(state_of(&w, 1), USHER_PART_ERROR);
    close_world(&w);
}

static void an_answer_a_moment_before_is_not(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_time end = USHER_SECONDS(20);
    ok(usher_report_joined(w.engine, end - 1, w.parts[1]));
    catch_up(&w, end - 1);
    assert_int_equal(state_of(&w, 1), USHER_PART_CONNECTED);
    catch_up(&w, end);
    assert_int_equal(state_of(&w, 0), USHER_PART_MISSED);
    assert_int_equal(state_of(&w, 1), USHER_PART_CONNECTED);
    close_world(&w);
}

/* Calls that nobody serves, and one that both agents are offered. */
static void open_world_of_all(world *w, usher_queue_ref *more)
{
    usher_contact_begin_options call = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id id;
    usher_agent_id agent = { 0 };
    *w = (world){ 0 };
    build(w, &call.queue, more, USHER_OFFER_TO_ALL);
    open_engine(w);
    for (int i = 0; i < AGENTS; i++) {
        agent = usher_engine_next_agent(w->engine, agent);
        ok(usher_agent_set_status(w->engine, 0, agent,
                                  usher_centre_find_status(w->centre, "Available")));
    }
    ok(usher_contact_begin(w->engine, 0, &call, &id));
    catch_up(w, 0);
    w->parts[0] = usher_contact_next_part(w->engine, id, (usher_participant_id){ 0 });
    w->parts[1] = usher_contact_next_part(w->engine, id, w->parts[0]);
    call.queue = *more;
    for (int i = 0; i < UNSERVED; i++) {
        ok(usher_contact_begin(w->engine, 0, &call, &id));
    }
}

/* The first answer wins, though both were reported before the engine came to either. */
static void two_answers_that_waited(void **state)
{
    (void)state;
    world w;
    usher_queue_ref more;
    usher_participant_info info;
    open_world_of_all(&w, &more);
    ok(usher_queue_end_waiting(w.engine, 0, more, USHER_VOICE, USHER_REASON_OTHER));
    ok(usher_report_answered(w.engine, 0, w.parts[0]));
    ok(usher_report_answered(w.engine, 0, w.parts[1]));
    assert_int_equal(state_of(&w, 0), USHER_PART_OFFERED); /* it has not come to them */
    catch_up(&w, 0);
    assert_int_equal(state_of(&w, 0), USHER_PART_ANSWERED);
    assert_false(usher_participant_get(w.engine, w.parts[1], &info));
    close_world(&w);
}

/* Invariants hold after each unit. */
static void look_on(world *w)
{
    while (usher_engine_next_due(w->engine) <= 0) {
        ok(usher_engine_advance(w->engine, 0));
        assert_null(usher_engine_check(w->engine));
    }
}

/* It waits again while bob still rings for it. */
static void back_before_the_other_is_withdrawn(void **state)
{
    (void)state;
    world w;
    usher_queue_ref more;
    usher_participant_info info;
    for (int gone = 0; gone < 2; gone++) {
        open_world_of_all(&w, &more);
        usher_agent_id ann = usher_agent_find(w.engine, "ann");
        ok(usher_queue_end_waiting(w.engine, 0, more, USHER_VOICE, USHER_REASON_OTHER));
        ok(usher_report_answered(w.engine, 0, w.parts[0]));
        if (gone == 1) {
            ok(usher_report_agent_gone(w.engine, 0, ann));
        } else {
            ok(usher_report_join_failed(w.engine, 0, w.parts[0], USHER_REASON_BUSY));
        }
        look_on(&w);
        assert_false(usher_participant_get(w.engine, w.parts[1], &info));
        close_world(&w);
    }
}

/* The offer is bob's now, though he has not answered it yet. */
static void a_second_who_picked_up(void **state)
{
    (void)state;
    world w;
    usher_participant_info info;
    usher_agent_id nobody = { 0 };
    open_world(&w);
    usher_agent_id bob = usher_agent_find(w.engine, "bob");
    ok(usher_report_answered_by(w.engine, 0, w.parts[0], bob));
    assert_int_equal(state_of(&w, 0), USHER_PART_RINGING); /* one unit: it has gone over */
    ok(usher_report_answered_by(w.engine, 0, w.parts[0], nobody));
    catch_up(&w, 0);
    assert_true(usher_participant_get(w.engine, w.parts[0], &info));
    assert_int_equal(info.state, USHER_PART_ANSWERED);
    assert_true(info.agent.v == bob.v);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_at_the_end_of_the_window_is_late),
        cmocka_unit_test(a_joining_at_the_end_of_its_time_is_late),
        cmocka_unit_test(an_answer_a_moment_before_is_not),
        cmocka_unit_test(two_answers_that_waited),
        cmocka_unit_test(back_before_the_other_is_withdrawn),
        cmocka_unit_test(a_second_who_picked_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
