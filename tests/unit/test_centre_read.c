/*
 * test_centre_read.c - what was defined is what can be read, in the order of definition.
 *
 * Every getter is asked for each thing there is, and for one before and one behind.
 */
#include "support/centre_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct world {
    centre_parts p;
    usher_centre *centre;
} world;

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

static usher_centre_builder *begin(const centre_parts *p)
{
    usher_centre_builder *b;
    usher_status status = USHER_OK;
    ok(usher_centre_builder_new(NULL, &b));
    for (uint32_t at = 0; centre_parts_define(p, at, b, &status); at++) {
        ok(status);
    }
    return b;
}

static usher_centre *finish(usher_centre_builder *b)
{
    usher_centre *centre = NULL;
    ok(usher_centre_build(b, &centre));
    usher_centre_builder_free(b);
    return centre;
}

/* Texts are copied: what was given may go before anything is read. */
static void open_world(world *w)
{
    char name[] = "acme";
    char queue[] = "sales";
    char device[] = "sip:ann";
    centre_parts p;
    centre_parts_fill(&w->p);
    centre_parts_fill(&p);
    centre_parts_fill_rules(&p);
    p.name = name;
    p.queues[0].name = queue;
    p.agents[0].device = device;
    w->centre = finish(begin(&p));
    memset(&p, 0xee, sizeof p);
    memset(name, 'x', sizeof name - 1);
    memset(queue, 'x', sizeof queue - 1);
    memset(device, 'x', sizeof device - 1);
}

static void close_world(world *w)
{
    usher_centre_unref(w->centre);
}

/* Field by field: the bytes between fields may be any. */
static void same_options(const usher_routing_options *is, const usher_routing_options *wanted)
{
    assert_int_equal(is->size, wanted->size);
    assert_int_equal(is->buffer_rounding, wanted->buffer_rounding);
    assert_int_equal(is->while_busy_default, wanted->while_busy_default);
    assert_int_equal(is->priority_scope, wanted->priority_scope);
    assert_int_equal(is->delay_clock, wanted->delay_clock);
    assert_int_equal(is->handled, wanted->handled);
    assert_int_equal(is->after_miss, wanted->after_miss);
    assert_int_equal(is->age_adjustment, wanted->age_adjustment);
    assert_int_equal(is->same_agent_twice, wanted->same_agent_twice);
    assert_int_equal(is->slots_with_next_status, wanted->slots_with_next_status);
    assert_true(is->reoffer_after == wanted->reoffer_after);
    assert_true(is->clear_missed_after == wanted->clear_missed_after);
    assert_true(is->presentation_limit == wanted->presentation_limit);
    assert_int_equal(is->agent_queue_max, wanted->agent_queue_max);
    assert_int_equal(is->transfers_max, wanted->transfers_max);
    assert_int_equal(is->gone_status.v, wanted->gone_status.v);
    assert_int_equal(is->when_gone, wanted->when_gone);
    assert_true(is->join_limit == wanted->join_limit);
    assert_int_equal(is->profile_change, wanted->profile_change);
    for (size_t i = 0; i < USHER_FAILURES; i++) {
        assert_true(is->failures[i].clear_after == wanted->failures[i].clear_after);
        assert_true(is->failures[i].reoffer_after == wanted->failures[i].reoffer_after);
        assert_int_equal(is->failures[i].after_miss, wanted->failures[i].after_miss);
        assert_int_equal(is->failures[i].counts, wanted->failures[i].counts);
    }
}

static void names_options_and_counts(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    assert_string_equal(usher_centre_name(w.centre), "acme");
    assert_string_equal(usher_centre_zone(w.centre), "Europe/Berlin");
    same_options(usher_centre_options(w.centre), &w.p.options);
    assert_int_equal(usher_centre_channels(w.centre), 5);
    assert_int_equal(usher_centre_statuses(w.centre), 3);
    assert_int_equal(usher_centre_hours_count(w.centre), 1);
    assert_int_equal(usher_centre_queues(w.centre), 2);
    assert_int_equal(usher_centre_profiles(w.centre), 2);
    assert_int_equal(usher_centre_groups(w.centre), 2);
    assert_int_equal(usher_centre_agents(w.centre), 2);
    close_world(&w);
}

static void an_empty_centre_has_what_is_built_in(void **state)
{
    (void)state;
    usher_centre_builder *b;
    ok(usher_centre_builder_new(NULL, &b));
    ok(usher_centre_set_name(b, NULL, NULL));
    usher_centre *centre = finish(b);
    const usher_routing_options usual = USHER_ROUTING_OPTIONS_INIT;
    assert_string_equal(usher_centre_name(centre), "");
    assert_string_equal(usher_centre_zone(centre), "Etc/UTC");
    same_options(usher_centre_options(centre), &usual);
    assert_int_equal(usher_centre_statuses(centre), 2);
    assert_int_equal(usher_centre_queues(centre), 0);
    static const char *const names[] = { "voice", "chat", "task", "email" };
    assert_int_equal(usher_centre_channels(centre), 4);
    for (uint8_t i = 0; i < 4; i++) {
        usher_channel_def def;
        assert_true(usher_centre_channel(centre, i, &def));
        assert_string_equal(def.name, names[i]);
        assert_int_equal(def.like, i);
        assert_true(def.ring == (i < 2 ? USHER_SECONDS(20) : USHER_SECONDS(30)));
        assert_int_equal(def.live_max, 0);
        assert_int_equal(usher_centre_find_channel(centre, names[i]), i);
    }
    usher_agent_status_def status;
    assert_true(usher_centre_status(centre, (usher_agent_status_ref){ 1 }, &status));
    assert_string_equal(status.name, "Available");
    assert_int_equal(status.kind, USHER_STATUS_ROUTABLE);
    assert_true(usher_centre_status(centre, (usher_agent_status_ref){ 2 }, &status));
    assert_string_equal(status.name, "Offline");
    assert_int_equal(status.kind, USHER_STATUS_OFFLINE);
    usher_centre_unref(centre);
}

static void channels(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_channel_def def;
    assert_true(usher_centre_channel(w.centre, USHER_VOICE, &def));
    assert_int_equal(def.size, sizeof def);
    assert_true(def.ring == USHER_SECONDS(25) && def.live_max == 100);
    assert_true(usher_centre_channel(w.centre, 4, &def));
    assert_string_equal(def.name, "video");
    assert_true(def.like == USHER_CHAT && def.ring == USHER_SECONDS(15) && def.live_max == 9);
    assert_false(usher_centre_channel(w.centre, 5, &def));
    assert_false(usher_centre_channel(w.centre, USHER_CHANNEL_NONE, &def));
    assert_int_equal(usher_centre_find_channel(w.centre, "video"), 4);
    assert_int_equal(usher_centre_find_channel(w.centre, "Video"), USHER_CHANNEL_NONE);
    assert_int_equal(usher_centre_find_channel(w.centre, NULL), USHER_CHANNEL_NONE);
    close_world(&w);
}

/* A channel takes its ring window from the one it is like, as that is then; 0 leaves it. */
static void a_channel_without_a_ring_window_takes_that_of_another(void **state)
{
    (void)state;
    usher_centre_builder *b;
    ok(usher_centre_builder_new(NULL, &b));
    usher_channel_def def = USHER_CHANNEL_DEF_INIT;
    usher_channel task = 0;
    usher_channel fax = 0;
    def.name = "task";
    def.ring = USHER_SECONDS(77);
    ok(usher_centre_add_channel(b, &def, &task));
    def.name = "fax";
    def.like = USHER_TASK;
    def.ring = 0;
    def.live_max = 3;
    ok(usher_centre_add_channel(b, &def, &fax));
    def.name = "task";
    def.like = USHER_VOICE; /* a built-in channel stays what it is */
    ok(usher_centre_add_channel(b, &def, NULL));
    usher_centre *centre = finish(b);
    assert_int_equal(task, USHER_TASK);
    assert_int_equal(fax, 4);
    assert_true(usher_centre_channel(centre, fax, &def));
    assert_true(def.ring == USHER_SECONDS(77) && def.like == USHER_TASK && def.live_max == 3);
    assert_true(usher_centre_channel(centre, task, &def));
    assert_true(def.ring == USHER_SECONDS(77) && def.like == USHER_TASK && def.live_max == 3);
    usher_centre_unref(centre);
}

static void statuses(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_agent_status_def def;
    assert_true(usher_centre_status(w.centre, (usher_agent_status_ref){ 3 }, &def));
    assert_int_equal(def.size, sizeof def);
    assert_string_equal(def.name, "Lunch");
    assert_int_equal(def.kind, USHER_STATUS_CUSTOM);
    assert_false(usher_centre_status(w.centre, (usher_agent_status_ref){ 0 }, &def));
    assert_false(usher_centre_status(w.centre, (usher_agent_status_ref){ 4 }, &def));
    assert_int_equal(usher_centre_find_status(w.centre, "Available").v, 1);
    assert_int_equal(usher_centre_find_status(w.centre, "Offline").v, 2);
    assert_int_equal(usher_centre_find_status(w.centre, "Lunch").v, 3);
    assert_int_equal(usher_centre_find_status(w.centre, "lunch").v, 0);
    assert_int_equal(usher_centre_find_status(w.centre, NULL).v, 0);
    close_world(&w);
}

static void hours(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_hours_def def;
    assert_true(usher_centre_hours(w.centre, (usher_hours_ref){ 1 }, &def));
    assert_int_equal(def.size, sizeof def);
    assert_string_equal(def.name, "office");
    assert_string_equal(def.zone, "Europe/Paris");
    assert_int_equal(def.spans_count, 2);
    assert_int_equal(def.closed_count, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(def.spans[i].day, w.p.spans[i].day);
        assert_int_equal(def.spans[i].from, w.p.spans[i].from);
        assert_int_equal(def.spans[i].until, w.p.spans[i].until);
        assert_int_equal(def.closed[i].year, w.p.closed[i].year);
        assert_int_equal(def.closed[i].month, w.p.closed[i].month);
        assert_int_equal(def.closed[i].day, w.p.closed[i].day);
    }
    assert_string_equal(def.closed[0].name, "New Year");
    assert_string_equal(def.closed[1].name, ""); /* none was given */
    assert_false(usher_centre_hours(w.centre, (usher_hours_ref){ 0 }, &def));
    assert_false(usher_centre_hours(w.centre, (usher_hours_ref){ 2 }, &def));
    assert_int_equal(usher_centre_find_hours(w.centre, "office").v, 1);
    assert_int_equal(usher_centre_find_hours(w.centre, "offic").v, 0);
    assert_int_equal(usher_centre_find_hours(w.centre, NULL).v, 0);
    close_world(&w);
}

static void queues(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_queue_def def;
    assert_true(usher_centre_queue(w.centre, (usher_queue_ref){ 1 }, &def));
    assert_int_equal(def.size, sizeof def);
    assert_string_equal(def.name, "sales");
    assert_string_equal(def.display, "Sales");
    assert_int_equal(def.max_contacts, 40);
    assert_int_equal(def.offers, 2);
    assert_int_equal(def.hours.v, 1);
    assert_true(def.service_level == USHER_SECONDS(20) && !def.disabled);
    assert_true(def.longest_wait == 0 && def.overflow_queue.v == 0);
    assert_true(usher_centre_queue(w.centre, (usher_queue_ref){ 2 }, &def));
    assert_string_equal(def.display, "support"); /* its name, if none is given */
    assert_int_equal(def.max_contacts, USHER_UNLIMITED);
    assert_int_equal(def.hours.v, 0);
    assert_true(def.longest_wait == USHER_SECONDS(300));
    assert_int_equal(def.overflow_queue.v, 1);
    assert_int_equal(def.overflow_end, USHER_REASON_EXPIRED);
    assert_int_equal(def.join_needs, USHER_NEEDS_AVAILABLE);
    assert_int_equal(def.stay_needs, USHER_NEEDS_LOGGED_IN);
    assert_false(usher_centre_queue(w.centre, (usher_queue_ref){ 0 }, &def));
    assert_false(usher_centre_queue(w.centre, (usher_queue_ref){ 3 }, &def));
    assert_int_equal(usher_centre_find_queue(w.centre, "support").v, 2);
    assert_int_equal(usher_centre_find_queue(w.centre, "desk").v, 0);
    assert_int_equal(usher_centre_find_queue(w.centre, NULL).v, 0);
    close_world(&w);
}

static void profiles(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_profile_def def;
    assert_true(usher_centre_profile(w.centre, (usher_profile_ref){ 1 }, &def));
    assert_int_equal(def.size, sizeof def);
    assert_string_equal(def.name, "desk");
    assert_int_equal(def.availability_timer, USHER_SINCE_LAST_ACTIVITY);
    assert_int_equal(def.outbound_queue.v, 1);
    assert_memory_equal(def.max, w.p.profile.max, sizeof def.max);
    assert_memory_equal(def.while_busy, w.p.profile.while_busy, sizeof def.while_busy);
    assert_false(usher_centre_profile(w.centre, (usher_profile_ref){ 0 }, &def));
    assert_false(usher_centre_profile(w.centre, (usher_profile_ref){ 3 }, &def));
    assert_int_equal(usher_centre_find_profile(w.centre, "desk").v, 1);
    assert_int_equal(usher_centre_find_profile(w.centre, "sales").v, 0);
    assert_int_equal(usher_centre_find_profile(w.centre, NULL).v, 0);
    close_world(&w);
}

/* Best priority first, then as they were added. */
static void entries_come_best_first(void **state)
{
    (void)state;
    centre_parts p;
    centre_parts_fill(&p);
    usher_centre_builder *b = begin(&p);
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_profile_ref wide = { 0 };
    profile.name = "wide";
    ok(usher_centre_add_profile(b, &profile, &wide));
    static const usher_entry_def given[] = {
        { sizeof *given, { 2 }, USHER_TASK, 9, 0 },
        { sizeof *given, { 1 }, 4, 2, 0 },
        { sizeof *given, { 1 }, USHER_EMAIL, 9, 0 },
        { sizeof *given, { 2 }, 4, 1, 0 },
        { sizeof *given, { 1 }, USHER_VOICE, 2, 0 },
        { sizeof *given, { 1 }, USHER_CHAT, 9, 7000000 },
    };
    static const int order[] = { 3, 1, 4, 0, 2, 5 };
    for (int i = 0; i < 6; i++) {
        ok(usher_centre_add_entry(b, wide, &given[i]));
    }
    usher_centre *centre = finish(b);
    usher_entry_def def;
    for (uint32_t i = 0; i < 6; i++) {
        assert_true(usher_centre_entry(centre, wide, i, &def));
        assert_int_equal(def.size, sizeof def);
        assert_int_equal(def.queue.v, given[order[i]].queue.v);
        assert_int_equal(def.channel, given[order[i]].channel);
        assert_int_equal(def.priority, given[order[i]].priority);
        assert_true(def.delay == given[order[i]].delay);
    }
    assert_false(usher_centre_entry(centre, wide, 6, &def));
    assert_false(usher_centre_entry(centre, (usher_profile_ref){ 0 }, 0, &def));
    assert_false(usher_centre_entry(centre, (usher_profile_ref){ 2 }, 0, &def)); /* it has none */
    assert_false(usher_centre_entry(centre, (usher_profile_ref){ 4 }, 0, &def));
    usher_centre_unref(centre);
}

static void agents(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    usher_agent_def def;
    assert_true(usher_centre_agent(w.centre, 0, &def));
    assert_int_equal(def.size, sizeof def);
    assert_string_equal(def.name, "ann");
    assert_string_equal(def.device, "sip:ann");
    assert_int_equal(def.profile.v, 1);
    assert_string_equal(def.group[0], "north");
    assert_string_equal(def.group[1], "team a");
    assert_null(def.group[2]);
    assert_memory_equal(def.acw, w.p.agents[0].acw, sizeof def.acw);
    assert_int_equal(def.auto_accept, 1u << USHER_CHAT);
    assert_int_equal(def.tag, 71);
    assert_true(usher_centre_agent(w.centre, 1, &def));
    assert_string_equal(def.name, "bob");
    assert_string_equal(def.device, "");
    assert_null(def.group[0]);
    assert_false(usher_centre_agent(w.centre, 2, &def));
    close_world(&w);
}

static void add_agent(usher_centre_builder *b, const char *name, const char *const *path)
{
    usher_agent_def def = USHER_AGENT_DEF_INIT;
    def.name = name;
    def.profile.v = 1;
    for (int i = 0; i < USHER_GROUP_LEVELS && path[i] != NULL; i++) {
        def.group[i] = path[i];
    }
    ok(usher_centre_add_agent(b, &def));
}

/* Groups are made as agents name them; the same name elsewhere in the tree is another group. */
static void groups_are_a_tree(void **state)
{
    (void)state;
    centre_parts p;
    centre_parts_fill(&p);
    usher_centre_builder *b = begin(&p);
    const char *const deep[] = { "north", "team a", "north", "team a", "north" };
    const char *const south[] = { "south", "team a", NULL };
    add_agent(b, "carl", deep);
    add_agent(b, "dora", south);
    add_agent(b, "emil", deep);
    usher_centre *centre = finish(b);
    static const struct {
        const char *name;
        uint32_t parent, level;
    } wanted[] = {
        { "north", 0, 1 }, { "team a", 1, 2 }, { "north", 2, 3 },  { "team a", 3, 4 },
        { "north", 4, 5 }, { "south", 0, 1 },  { "team a", 6, 2 },
    };
    assert_int_equal(usher_centre_groups(centre), 7);
    for (uint32_t i = 0; i < 7; i++) {
        const char *name;
        usher_group_ref parent;
        uint32_t level;
        usher_group_ref ref = { i + 1 };
        assert_true(usher_centre_group(centre, ref, &name, &parent, &level));
        assert_string_equal(name, wanted[i].name);
        assert_int_equal(parent.v, wanted[i].parent);
        assert_int_equal(level, wanted[i].level);
        assert_true(usher_centre_group(centre, ref, NULL, NULL, NULL));
    }
    assert_false(usher_centre_group(centre, (usher_group_ref){ 0 }, NULL, NULL, NULL));
    assert_false(usher_centre_group(centre, (usher_group_ref){ 8 }, NULL, NULL, NULL));
    for (uint32_t levels = 1; levels <= 5; levels++) {
        assert_int_equal(usher_centre_find_group(centre, deep, levels).v, levels);
    }
    assert_int_equal(usher_centre_find_group(centre, south, 2).v, 7);
    assert_int_equal(usher_centre_find_group(centre, south, 3).v, 7); /* NULL ends the path */
    assert_int_equal(usher_centre_find_group(centre, deep, 0).v, 0);
    assert_int_equal(usher_centre_find_group(centre, &deep[1], 1).v, 0);
    const char *const nowhere[] = { "south", "north" };
    assert_int_equal(usher_centre_find_group(centre, nowhere, 2).v, 0);
    char endless[400];
    memset(endless, 'n', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    const char *const too_long[] = { endless };
    assert_int_equal(usher_centre_find_group(centre, too_long, 1).v, 0);
    usher_agent_def def;
    assert_true(usher_centre_agent(centre, 4, &def));
    assert_string_equal(def.name, "emil");
    for (int i = 0; i < 5; i++) {
        assert_string_equal(def.group[i], deep[i]);
    }
    usher_centre_unref(centre);
}

/* References are given in order of definition, and are those that find by name. */
static void references_run_from_one(void **state)
{
    (void)state;
    usher_centre_builder *b;
    ok(usher_centre_builder_new(NULL, &b));
    char name[] = "a";
    for (uint32_t i = 1; i <= 20; i++, name[0]++) {
        usher_hours_def hours_def = USHER_HOURS_DEF_INIT;
        usher_queue_def queue_def = USHER_QUEUE_DEF_INIT;
        usher_profile_def profile_def = USHER_PROFILE_DEF_INIT;
        usher_agent_status_def status_def = USHER_AGENT_STATUS_DEF_INIT;
        usher_hours_ref hours_ref;
        usher_queue_ref queue_ref;
        usher_profile_ref profile_ref;
        usher_agent_status_ref status_ref;
        hours_def.name = queue_def.name = profile_def.name = status_def.name = name;
        ok(usher_centre_add_hours(b, &hours_def, &hours_ref));
        ok(usher_centre_add_queue(b, &queue_def, &queue_ref));
        ok(usher_centre_add_profile(b, &profile_def, &profile_ref));
        ok(usher_centre_add_status(b, &status_def, &status_ref));
        assert_true(hours_ref.v == i && queue_ref.v == i && profile_ref.v == i);
        assert_int_equal(status_ref.v, i + 2);
    }
    usher_centre *centre = finish(b);
    name[0] = 'a';
    for (uint32_t i = 1; i <= 20; i++, name[0]++) {
        assert_int_equal(usher_centre_find_hours(centre, name).v, i);
        assert_int_equal(usher_centre_find_queue(centre, name).v, i);
        assert_int_equal(usher_centre_find_profile(centre, name).v, i);
        assert_int_equal(usher_centre_find_status(centre, name).v, i + 2);
    }
    usher_centre_unref(centre);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_options_and_counts),
        cmocka_unit_test(an_empty_centre_has_what_is_built_in),
        cmocka_unit_test(channels),
        cmocka_unit_test(a_channel_without_a_ring_window_takes_that_of_another),
        cmocka_unit_test(statuses),
        cmocka_unit_test(hours),
        cmocka_unit_test(queues),
        cmocka_unit_test(profiles),
        cmocka_unit_test(entries_come_best_first),
        cmocka_unit_test(agents),
        cmocka_unit_test(groups_are_a_tree),
        cmocka_unit_test(references_run_from_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
