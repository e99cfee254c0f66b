/*
 * test_fit.c - the predicate: each obstacle alone, and none.
 *
 * A pair that fits does not last, because the engine makes an offer of it; so every obstacle is
 * brought about with nothing else in the way, and must be the only one that is told.
 */
#include "engine/engine.h"
#include "rules/fit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <usher/usher.h>

typedef struct world {
    usher_centre *centre;
    usher_engine *engine;
    usher_time now;
    usher_queue_ref sales, wide, other;
    usher_agent_status_ref available, offline;
    usher_agent_id ann, bob;
} world;

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

static void add_entry(usher_centre_builder *b, usher_profile_ref profile, usher_queue_ref queue,
                      usher_channel channel, usher_duration delay)
{
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    entry.queue = queue;
    entry.channel = channel;
    entry.delay = delay;
    ok(usher_centre_add_entry(b, profile, &entry));
}

/* Voice has two slots and lets nothing else in; a chat is seen after ten seconds. */
static void open_world(world *w)
{
    *w = (world){ 0 };
    usher_centre_builder *b;
    usher_routing_options options = USHER_ROUTING_OPTIONS_INIT;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_profile_ref desk = { 0 };
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    ok(usher_centre_builder_new(NULL, &b));
    options.reoffer_after = USHER_SECONDS(5);
    ok(usher_centre_set_options(b, &options));
    queue.name = "sales";
    ok(usher_centre_add_queue(b, &queue, &w->sales));
    queue.name = "other";
    ok(usher_centre_add_queue(b, &queue, &w->other));
    queue.name = "wide";
    queue.offers = 2;
    ok(usher_centre_add_queue(b, &queue, &w->wide));
    profile.name = "desk";
    profile.max[USHER_VOICE] = 2;
    profile.max[USHER_CHAT] = 1;
    ok(usher_centre_add_profile(b, &profile, &desk));
    add_entry(b, desk, w->sales, USHER_VOICE, 0);
    add_entry(b, desk, w->wide, USHER_VOICE, 0);
    add_entry(b, desk, w->sales, USHER_CHAT, USHER_SECONDS(10));
    agent.profile = desk;
    agent.name = "ann";
    ok(usher_centre_add_agent(b, &agent));
    agent.name = "bob";
    ok(usher_centre_add_agent(b, &agent));
    ok(usher_centre_build(b, &w->centre));
    usher_centre_builder_free(b);
    usher_engine_options engine = USHER_ENGINE_OPTIONS_INIT;
    engine.centre = w->centre;
    ok(usher_engine_new(&engine, &w->engine));
    w->available = usher_centre_find_status(w->centre, "Available");
    w->offline = usher_centre_find_status(w->centre, "Offline");
    w->ann = usher_agent_find(w->engine, "ann");
    w->bob = usher_agent_find(w->engine, "bob");
}

static void close_world(world *w)
{
    usher_engine_free(w->engine);
    usher_centre_unref(w->centre);
}

static void set_status(world *w, usher_agent_id agent, usher_agent_status_ref status)
{
    ok(usher_agent_set_status(w->engine, w->now, agent, status));
}

static usher_contact_id begin(world *w, usher_queue_ref queue, usher_agent_id agent,
                              usher_channel channel)
{
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id id = { 0 };
    options.queue = queue;
    options.agent = agent;
    options.channel = channel;
    ok(usher_contact_begin(w->engine, w->now, &options, &id));
    return id;
}

static usher_contact_id begin_in(world *w, usher_queue_ref queue, usher_channel channel)
{
    return begin(w, queue, (usher_agent_id){ 0 }, channel);
}

static usher_participant_id offer_of(const world *w, usher_contact_id contact)
{
    usher_participant_id none = { 0 };
    usher_participant_id part = usher_contact_next_part(w->engine, contact, none);
    assert_int_not_equal(part.v, 0);
    return part;
}

static us_agent *agent_of(const world *w, usher_agent_id agent)
{
    return us_pool_find(&w->engine->state.agents, agent.v);
}

static void fits_but_for(const world *w, usher_agent_id agent, usher_contact_id contact,
                         uint32_t obstacles)
{
    const us_contact *c = us_pool_find(&w->engine->state.contacts, contact.v);
    assert_non_null(c);
    assert_int_equal(us_fit(&w->engine->state, agent_of(w, agent), c), obstacles);
}

static void the_contact_waits_and_is_not_offered_enough(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    set_status(&w, w.ann, w.available);
    usher_contact_id nowhere = begin_in(&w, (usher_queue_ref){ 0 }, USHER_VOICE);
    fits_but_for(&w, w.ann, nowhere, US_NOT_WAITING);
    usher_contact_id contact = begin_in(&w, w.sales, USHER_VOICE);
    fits_but_for(&w, w.ann, contact, US_OFFERED_ENOUGH | US_OFFERED_HERE);
    set_status(&w, w.bob, w.available);
    fits_but_for(&w, w.bob, contact, US_OFFERED_ENOUGH);
    set_status(&w, w.bob, w.offline);
    usher_contact_id wide = begin_in(&w, w.wide, USHER_VOICE);
    fits_but_for(&w, w.ann, wide, US_OFFERED_HERE | US_NO_SLOT);
    ok(usher_contact_end(w.engine, w.now, contact, USHER_REASON_API));
    fits_but_for(&w, w.ann, wide, US_OFFERED_HERE);
    fits_but_for(&w, w.bob, wide, US_NOT_ROUTABLE);
    ok(usher_report_answered(w.engine, w.now, offer_of(&w, wide)));
    fits_but_for(&w, w.bob, wide, US_NOT_WAITING);
    close_world(&w);
}

static void the_agent_is_routable_and_stays_so(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_contact_id first = begin_in(&w, w.sales, USHER_VOICE);
    fits_but_for(&w, w.ann, first, US_NOT_ROUTABLE);
    agent_of(&w, w.ann)->status = 0; /* behind the engine's back: now the pair fits */
    fits_but_for(&w, w.ann, first, 0);
    agent_of(&w, w.ann)->status = 1;
    set_status(&w, w.ann, w.available);
    set_status(&w, w.ann, w.offline);
    usher_contact_id second = begin_in(&w, w.sales, USHER_VOICE);
    fits_but_for(&w, w.ann, second, US_NEXT_STATUS);
    close_world(&w);
}

static void the_agent_serves_the_place(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    set_status(&w, w.ann, w.available);
    fits_but_for(&w, w.ann, begin_in(&w, w.other, USHER_VOICE), US_NO_ENTRY);
    usher_contact_id own = begin(&w, (usher_queue_ref){ 0 }, w.bob, USHER_VOICE);
    fits_but_for(&w, w.ann, own, US_OTHERS_QUEUE);
    fits_but_for(&w, w.bob, own, US_NOT_ROUTABLE);
    agent_of(&w, w.bob)->status = 0;
    fits_but_for(&w, w.bob, own, 0);
    agent_of(&w, w.bob)->status = 1;
    set_status(&w, w.bob, w.available); /* an own queue offers to one */
    fits_but_for(&w, w.bob, own, US_OFFERED_ENOUGH | US_OFFERED_HERE);
    ok(usher_contact_end(w.engine, w.now, own, USHER_REASON_API));
    set_status(&w, w.bob, w.offline);
    usher_contact_id chat = begin_in(&w, w.sales, USHER_CHAT);
    fits_but_for(&w, w.ann, chat, US_DELAYED);
    w.now = USHER_SECONDS(10) - 1;
    ok(usher_engine_advance(w.engine, w.now));
    fits_but_for(&w, w.ann, chat, US_DELAYED);
    w.now++;
    ok(usher_engine_advance(w.engine, w.now));
    fits_but_for(&w, w.ann, chat, US_OFFERED_ENOUGH | US_OFFERED_HERE | US_NO_SLOT);
    fits_but_for(&w, w.bob, chat, US_OFFERED_ENOUGH | US_NOT_ROUTABLE);
    close_world(&w);
}

/* By the clock of ages, one may have waited less than nothing: no delay is over all the same. */
static void no_delay_is_over_at_once(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    us_state *inside = &w.engine->state;
    ((usher_centre *)inside->centre)->options.delay_clock = USHER_DELAY_ADJUSTED;
    set_status(&w, w.ann, w.available);
    begin_in(&w, w.sales, USHER_VOICE);
    begin_in(&w, w.sales, USHER_VOICE);
    usher_contact_id late = begin_in(&w, w.sales, USHER_VOICE);
    fits_but_for(&w, w.ann, late, US_NO_SLOT);
    ok(usher_contact_set_age(w.engine, w.now, late, -USHER_SECONDS(60)));
    fits_but_for(&w, w.ann, late, US_NO_SLOT);
    close_world(&w);
}

static void the_agent_has_a_slot_on_an_open_channel(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    set_status(&w, w.ann, w.available);
    begin_in(&w, w.sales, USHER_VOICE);
    usher_contact_id chat = begin_in(&w, w.sales, USHER_CHAT);
    fits_but_for(&w, w.ann, chat, US_DELAYED | US_OTHER_CHANNEL);
    w.now = USHER_SECONDS(10);
    ok(usher_engine_advance(w.engine, w.now));
    fits_but_for(&w, w.ann, chat, US_OTHER_CHANNEL);
    begin_in(&w, w.sales, USHER_VOICE);
    fits_but_for(&w, w.ann, begin_in(&w, w.sales, USHER_VOICE), US_NO_SLOT);
    fits_but_for(&w, w.ann, begin_in(&w, w.sales, USHER_TASK), US_NO_ENTRY | US_NO_SLOT);
    close_world(&w);
}

static void who_missed_it_is_held_back_for_a_while(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    set_status(&w, w.ann, w.available);
    usher_contact_id contact = begin_in(&w, w.sales, USHER_VOICE);
    ok(usher_report_failed(w.engine, w.now, offer_of(&w, contact), USHER_REASON_NO_ANSWER));
    fits_but_for(&w, w.ann, contact, US_HELD_BACK);
    fits_but_for(&w, w.bob, contact, US_NOT_ROUTABLE);
    w.now = USHER_SECONDS(5) - 1;
    ok(usher_engine_advance(w.engine, w.now));
    fits_but_for(&w, w.ann, contact, US_HELD_BACK);
    w.now++;
    ok(usher_engine_advance(w.engine, w.now));
    fits_but_for(&w, w.ann, contact, US_OFFERED_ENOUGH | US_OFFERED_HERE | US_NO_SLOT);
    close_world(&w);
}

/* The check of the whole engine uses the predicate: it finds a pair that fits and is apart. */
static void a_pair_that_was_forgotten_is_found(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    begin_in(&w, w.sales, USHER_VOICE);
    us_agent *ann = agent_of(&w, w.ann);
    assert_null(usher_engine_check(w.engine));
    ann->status = 0;
    assert_non_null(usher_engine_check(w.engine));
    ann->status = 1;
    assert_null(usher_engine_check(w.engine));
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_contact_waits_and_is_not_offered_enough),
        cmocka_unit_test(the_agent_is_routable_and_stays_so),
        cmocka_unit_test(the_agent_serves_the_place),
        cmocka_unit_test(no_delay_is_over_at_once),
        cmocka_unit_test(the_agent_has_a_slot_on_an_open_channel),
        cmocka_unit_test(who_missed_it_is_held_back_for_a_while),
        cmocka_unit_test(a_pair_that_was_forgotten_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
