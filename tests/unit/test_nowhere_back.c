/*
 * test_nowhere_back.c - a contact comes back from an agent, and its queue was removed meanwhile or
 * the agent of its own queue is leaving: it is in no queue, and may be sent on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <usher/usher.h>

enum { NOW = 1000000 };

typedef struct world {
    usher_centre *centre;
    usher_engine *engine;
    usher_queue_ref sales, more;
    usher_agent_id ann, bob;
    usher_contact_id contact;
    usher_participant_id part;
} world;

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

static void add_agent(usher_centre_builder *b, const char *name, usher_profile_ref desk)
{
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    agent.name = name;
    agent.profile = desk;
    ok(usher_centre_add_agent(b, &agent));
}

/* Two queues, ann and bob; and the same without the first queue and ann. */
static usher_centre *build(bool whole)
{
    usher_centre_builder *b;
    usher_centre *centre;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_routing_options options = USHER_ROUTING_OPTIONS_INIT;
    usher_profile_ref desk;
    ok(usher_centre_builder_new(NULL, &b));
    options.reoffer_after = USHER_SECONDS(60);
    ok(usher_centre_set_options(b, &options));
    profile.name = "desk";
    profile.max[USHER_VOICE] = 1;
    ok(usher_centre_add_profile(b, &profile, &desk));
    for (int i = whole ? 0 : 1; i < 2; i++) {
        queue.name = i == 0 ? "sales" : "more";
        ok(usher_centre_add_queue(b, &queue, &entry.queue));
        ok(usher_centre_add_entry(b, desk, &entry));
    }
    if (whole) {
        add_agent(b, "ann", desk);
    }
    add_agent(b, "bob", desk);
    ok(usher_centre_build(b, &centre));
    usher_centre_builder_free(b);
    return centre;
}

static void open_world(world *w)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    w->centre = build(true);
    options.centre = w->centre;
    ok(usher_engine_new(&options, &w->engine));
    w->sales = usher_centre_find_queue(w->centre, "sales");
    w->more = usher_centre_find_queue(w->centre, "more");
    w->ann = usher_agent_find(w->engine, "ann");
    w->bob = usher_agent_find(w->engine, "bob");
}

static void close_world(world *w)
{
    assert_null(usher_engine_check(w->engine));
    usher_engine_free(w->engine);
    usher_centre_unref(w->centre);
}

/* The last event of this type; all events are taken. */
static usher_event last(world *w, uint16_t type)
{
    const usher_event *event;
    usher_event found = { 0 };
    while ((event = usher_engine_peek(w->engine)) != NULL) {
        found = event->type == type ? *event : found;
        usher_engine_confirm(w->engine, event->number);
    }
    return found;
}

static void be_available(world *w, usher_agent_id agent)
{
    usher_agent_status_ref available = usher_centre_find_status(w->centre, "Available");
    ok(usher_agent_set_status(w->engine, NOW, agent, available));
}

/* A call for a queue, or for an agent's own; answered by the one who is available. */
static void answer_one(world *w, usher_queue_ref queue, usher_agent_id own)
{
    usher_contact_begin_options begin = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    begin.queue = queue;
    begin.agent = own;
    ok(usher_contact_begin(w->engine, NOW, &begin, &w->contact));
    w->part = last(w, USHER_EVENT_OFFER_MADE).participant;
    ok(usher_report_answered(w->engine, NOW, w->part));
}

/* To the centre without sales and ann; both drain. */
static void change(world *w)
{
    usher_change_rule rules[2] = { { .size = sizeof(usher_change_rule),
                                     .kind = USHER_CHANGE_AGENT,
                                     .action = USHER_DRAIN,
                                     .name = "ann" } };
    usher_change_options options = USHER_CHANGE_OPTIONS_INIT;
    usher_centre *next = build(false);
    usher_change *change;
    options.rules = rules;
    options.rules_count = 1;
    ok(usher_engine_prepare_change(w->engine, next, &options, &change));
    ok(usher_engine_commit_change(w->engine, NOW, change));
    usher_change_free(change);
    usher_centre_unref(next);
}

static void expect_nowhere(world *w)
{
    usher_event event = last(w, USHER_EVENT_CONTACT_RETURNED);
    assert_true(event.contact.v == w->contact.v);
    assert_int_equal(event.queue.v, 0);
    assert_true(event.agent.v == 0);
    usher_contact_info info;
    assert_true(usher_contact_get(w->engine, w->contact, &info));
    assert_int_equal(info.state, USHER_CONTACT_NEW);
    assert_null(usher_engine_check(w->engine));
}

/* It is sent on to the queue that is there, before all who came later; answered and ended. */
static void expect_goes_on(world *w)
{
    usher_contact_begin_options begin = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id later;
    begin.queue = w->more;
    ok(usher_contact_begin(w->engine, NOW + 1, &begin, &later));
    ok(usher_contact_enqueue(w->engine, NOW + 2, w->contact, w->more, USHER_VIA_FLOW));
    assert_int_equal(usher_contact_position(w->engine, w->contact), 1);
    be_available(w, w->bob);
    assert_true(last(w, USHER_EVENT_OFFER_MADE).contact.v == w->contact.v);
    ok(usher_contact_end(w->engine, NOW, w->contact, USHER_REASON_API));
}

static void its_queue_is_removed(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    be_available(&w, w.ann);
    answer_one(&w, w.sales, (usher_agent_id){ 0 });
    change(&w);
    ok(usher_report_join_failed(w.engine, NOW, w.part, USHER_REASON_NETWORK));
    expect_nowhere(&w);
    expect_goes_on(&w);
    close_world(&w);
}

static void its_agent_is_leaving(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    be_available(&w, w.ann);
    answer_one(&w, (usher_queue_ref){ 0 }, w.ann);
    change(&w);
    ok(usher_report_join_failed(w.engine, NOW, w.part, USHER_REASON_NO_ANSWER));
    expect_nowhere(&w);
    ok(usher_participant_clear(w.engine, NOW, w.part));
    assert_int_equal(last(&w, USHER_EVENT_AGENT_REMOVED).agent.v, w.ann.v);
    expect_goes_on(&w);
    close_world(&w);
}

static void he_is_forced_out(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    be_available(&w, w.bob);
    answer_one(&w, w.sales, (usher_agent_id){ 0 });
    change(&w);
    usher_agent_status_ref offline = usher_centre_find_status(w.centre, "Offline");
    ok(usher_agent_force_out(w.engine, NOW, w.bob, offline, USHER_FORCE_REQUEUE));
    expect_nowhere(&w);
    expect_goes_on(&w);
    close_world(&w);
}

/* His own contact is with somebody else: he stays until it has ended. */
static void his_own_is_with_another(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    be_available(&w, w.ann);
    usher_contact_begin_options begin = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    begin.agent = w.ann;
    ok(usher_contact_begin(w.engine, NOW, &begin, &w.contact));
    w.part = last(&w, USHER_EVENT_OFFER_MADE).participant;
    ok(usher_report_answered_by(w.engine, NOW, w.part, w.bob));
    change(&w);
    assert_int_equal(last(&w, USHER_EVENT_AGENT_REMOVED).type, 0);
    ok(usher_contact_end(w.engine, NOW, w.contact, USHER_REASON_API));
    assert_int_equal(last(&w, USHER_EVENT_AGENT_REMOVED).agent.v, w.ann.v);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_queue_is_removed),
        cmocka_unit_test(its_agent_is_leaving),
        cmocka_unit_test(he_is_forced_out),
        cmocka_unit_test(his_own_is_with_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
