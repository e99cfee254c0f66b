/*
 * test_blocked.c - a pair that fits, but for which no part is to be had, waits; what happens to the
 * two of it meanwhile is not lost, and nothing is left of one who goes.
 *
 * The engine may have one part only, and that one is occupied.
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
    usher_queue_ref sales;
    usher_profile_ref desk;
    usher_agent_status_ref available, offline;
    usher_contact_id first; /* it has the only part */
    usher_participant_id part;
} world;

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

static usher_agent_id add_agent(world *w, const char *name)
{
    usher_agent_add_options options = USHER_AGENT_ADD_OPTIONS_INIT;
    usher_agent_id id = { 0 };
    options.name = name;
    options.profile = w->desk;
    ok(usher_agent_add(w->engine, 0, &options, &id));
    return id;
}

static usher_contact_id begin(world *w)
{
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id id = { 0 };
    options.queue = w->sales;
    ok(usher_contact_begin(w->engine, 0, &options, &id));
    return id;
}

static usher_participant_id part_of(const world *w, usher_contact_id contact)
{
    usher_participant_id none = { 0 };
    return usher_contact_next_part(w->engine, contact, none);
}

static void open_world(world *w)
{
    usher_centre_builder *b;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    *w = (world){ 0 };
    ok(usher_centre_builder_new(NULL, &b));
    queue.name = "sales";
    ok(usher_centre_add_queue(b, &queue, &w->sales));
    profile.name = "desk";
    profile.max[USHER_VOICE] = 1;
    ok(usher_centre_add_profile(b, &profile, &w->desk));
    entry.queue = w->sales;
    ok(usher_centre_add_entry(b, w->desk, &entry));
    ok(usher_centre_build(b, &w->centre));
    usher_centre_builder_free(b);
    w->available = usher_centre_find_status(w->centre, "Available");
    w->offline = usher_centre_find_status(w->centre, "Offline");
    options.centre = w->centre;
    options.limits.participants = 1;
    ok(usher_engine_new(&options, &w->engine));
    ok(usher_agent_set_status(w->engine, 0, add_agent(w, "ann"), w->available));
    w->first = begin(w);
    w->part = part_of(w, w->first);
    assert_int_not_equal(w->part.v, 0);
}

static void close_world(world *w)
{
    assert_null(usher_engine_check(w->engine));
    usher_engine_free(w->engine);
    usher_centre_unref(w->centre);
}

/* The part is free again: who is offered a contact now? None, or the agent and the contact. */
static void free_the_part(world *w, usher_agent_id agent, usher_contact_id contact)
{
    ok(usher_contact_end(w->engine, 0, w->first, USHER_REASON_API));
    while (usher_engine_next_due(w->engine) <= 0) {
        ok(usher_engine_advance(w->engine, 0));
    }
    assert_null(usher_engine_check(w->engine));
    usher_participant_id part = part_of(w, contact);
    assert_int_not_equal(part.v, 0);
    usher_participant_info info;
    assert_true(usher_participant_get(w->engine, part, &info));
    if (agent.v != 0) {
        assert_int_equal(info.agent.v, agent.v);
    }
}

static void the_pair_is_made_when_a_part_is_free(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_agent_id bob = add_agent(&w, "bob");
    ok(usher_agent_set_status(w.engine, 0, bob, w.available));
    usher_contact_id contact = begin(&w);
    assert_int_equal(part_of(&w, contact).v, 0);
    ok(usher_agent_set_status(w.engine, 0, usher_agent_find(w.engine, "ann"), w.offline));
    free_the_part(&w, bob, contact);
    close_world(&w);
}

/* The waiting one ends, and others take its place in memory. */
static void a_contact_that_goes_is_not_waited_for(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_agent_id bob = add_agent(&w, "bob");
    ok(usher_agent_set_status(w.engine, 0, bob, w.available));
    usher_contact_id contact = begin(&w);
    ok(usher_contact_end(w.engine, 0, contact, USHER_REASON_API));
    usher_contact_info info;
    assert_false(usher_contact_get(w.engine, contact, &info));
    usher_contact_id second = begin(&w);
    usher_contact_id third = begin(&w);
    ok(usher_contact_end(w.engine, 0, second, USHER_REASON_API));
    usher_contact_id fourth = begin(&w);
    assert_int_equal(part_of(&w, third).v, 0);
    free_the_part(&w, (usher_agent_id){ 0 }, third);
    assert_int_equal(part_of(&w, fourth).v, 0);
    close_world(&w);
}

/* The same with agents: one leaves or goes offline, and another comes in his place. */
static void an_agent_who_goes_is_not_waited_for(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_contact_id contact = begin(&w);
    usher_agent_id bob = add_agent(&w, "bob");
    usher_agent_id carl = add_agent(&w, "carl");
    ok(usher_agent_set_status(w.engine, 0, bob, w.available));
    ok(usher_agent_set_status(w.engine, 0, carl, w.available));
    ok(usher_agent_remove(w.engine, 0, bob));
    usher_agent_id dora = add_agent(&w, "dora");
    ok(usher_agent_set_status(w.engine, 0, dora, w.available));
    ok(usher_agent_set_status(w.engine, 0, carl, w.offline));
    ok(usher_agent_remove(w.engine, 0, carl));
    usher_agent_id emil = add_agent(&w, "emil");
    ok(usher_agent_set_status(w.engine, 0, emil, w.available));
    ok(usher_agent_set_status(w.engine, 0, dora, w.offline));
    assert_int_equal(part_of(&w, contact).v, 0);
    ok(usher_agent_set_status(w.engine, 0, usher_agent_find(w.engine, "ann"), w.offline));
    free_the_part(&w, emil, contact);
    close_world(&w);
}

/* One that waits may be ranked and moved, and is offered from where it is then. */
static void a_contact_that_waits_may_be_ranked_and_moved(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_agent_id bob = add_agent(&w, "bob");
    ok(usher_agent_set_status(w.engine, 0, bob, w.available));
    usher_contact_id second = begin(&w);
    usher_contact_id third = begin(&w);
    ok(usher_contact_set_priority(w.engine, 0, third, 1));
    ok(usher_contact_enqueue_agent(w.engine, 0, second, bob, USHER_VIA_QUEUE_TRANSFER));
    assert_int_equal(part_of(&w, second).v + part_of(&w, third).v, 0);
    ok(usher_agent_set_status(w.engine, 0, usher_agent_find(w.engine, "ann"), w.offline));
    free_the_part(&w, bob, second);
    assert_int_equal(part_of(&w, third).v, 0);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pair_is_made_when_a_part_is_free),
        cmocka_unit_test(a_contact_that_goes_is_not_waited_for),
        cmocka_unit_test(an_agent_who_goes_is_not_waited_for),
        cmocka_unit_test(a_contact_that_waits_may_be_ranked_and_moved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
