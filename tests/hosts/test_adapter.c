/*
 * test_adapter.c - the adapter of the examples, between an engine and a switch that is played.
 *
 * The switch of this test does what it is told a little later, tells some things twice, and goes on
 * by itself while the host is dead or deaf. A random play kills the host between any two actions
 * and opens a new engine from the store, and cuts the line to the switch. Whatever happens: no leg
 * is left over, none rings for nobody, and whom the engine thinks connected has a leg.
 * `test_adapter SEED` plays one seed.
 */
#include "adapter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { AGENTS = 4, LEGS = 64, SEEDS = 60, STEPS = 600 };

typedef enum what { COMING, RINGING, UP } what;
typedef struct leg {
    char name[ADAPTER_NAME]; /* "" = none */
    bool to_join;            /* it was asked, and is not yet done */
    char with[ADAPTER_NAME]; /* whom it is joined with, or will be */
    what what;
} leg;

typedef struct world {
    usher_centre *centre;
    usher_memory_store *store;
    usher_engine *engine;
    adapter *adapter;
    usher_time now;
    leg legs[LEGS];
    uint32_t seed;
    uint32_t callers; /* so far */
    uint32_t deaths;
    uint64_t handled; /* events */
    int actions_left; /* until the host dies; below 0: it lives */
    jmp_buf death;
    char log[4096]; /* what the switch was asked, of tests that look */
} world;

static uint32_t first_seed = 1;
static uint32_t seeds = SEEDS;

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

/* ---- the switch ------------------------------------------------------------------------------ */

static leg *find(world *w, const char *name)
{
    for (size_t i = 0; i < LEGS; i++) {
        if (strcmp(w->legs[i].name, name) == 0) {
            return &w->legs[i];
        }
    }
    return NULL;
}

static leg *new_leg(world *w, const char *name, what state)
{
    leg *l = find(w, "");
    assert_non_null(l);
    *l = (leg){ .what = state };
    snprintf(l->name, sizeof l->name, "%s", name);
    return l;
}

/* Notes what was asked; and here the host may die, before or after it was done. */
static void asked(world *w, const char *action, const char *about)
{
    size_t used = strlen(w->log);
    snprintf(w->log + used, sizeof w->log - used, "%s %.*s\n", action,
             adapter_is_agents(about) ? 4 : 99, about);
    if (w->actions_left >= 0 && w->actions_left-- == 0) {
        longjmp(w->death, 1);
    }
}

static void entertain(void *user, const char *caller)
{
    asked(user, "entertain", caller);
}

static void ring(void *user, const char *name, const char *device, const char *caller)
{
    world *w = user;
    assert_null(find(w, name)); /* never twice */
    assert_true(strncmp(device, "desk:", 5) == 0);
    assert_non_null(find(w, caller));
    asked(w, "ring", device);
    new_leg(w, name, COMING);
    asked(w, "rung", device);
}

static void join(void *user, const char *caller, const char *name)
{
    world *w = user;
    leg *l = find(w, name);
    asked(w, "join", caller);
    if (l != NULL && find(w, caller) != NULL) {
        l->to_join = true;
        snprintf(l->with, sizeof l->with, "%s", caller);
    }
    asked(w, "joining", caller);
}

static void hang_up(void *user, const char *name)
{
    world *w = user;
    leg *l = find(w, name);
    assert_true(name[0] != '\0');
    asked(w, "hang up", name);
    if (l != NULL) {
        *l = (leg){ .what = COMING };
    }
}

static leg_state look(void *user, const char *name)
{
    const leg *l = find(user, name);
    if (name[0] == '\0' || l == NULL) {
        return LEG_GONE;
    }
    return l->what == UP ? LEG_UP : LEG_RINGING;
}

/* ---- the host -------------------------------------------------------------------------------- */

static void build_centre(world *w)
{
    usher_centre_builder *builder;
    usher_routing_options options = USHER_ROUTING_OPTIONS_INIT;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    char name[16];
    char device[16];
    ok(usher_centre_builder_new(NULL, &builder));
    options.clear_missed_after = USHER_SECONDS(2);
    ok(usher_centre_set_options(builder, &options));
    queue.name = "sales";
    queue.offers = 2;
    ok(usher_centre_add_queue(builder, &queue, &entry.queue));
    profile.name = "desk";
    profile.max[USHER_VOICE] = 1;
    ok(usher_centre_add_profile(builder, &profile, &agent.profile));
    ok(usher_centre_add_entry(builder, agent.profile, &entry));
    for (int i = 0; i < AGENTS; i++) {
        snprintf(name, sizeof name, "agent-%d", i);
        snprintf(device, sizeof device, "desk:%d", i);
        agent.name = name;
        agent.device = device;
        agent.acw[USHER_VOICE] = i % 2 * USHER_SECONDS(3);
        ok(usher_centre_add_agent(builder, &agent));
    }
    ok(usher_centre_build(builder, &w->centre));
    usher_centre_builder_free(builder);
}

static void start(world *w)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_store store = usher_memory_store_table(w->store);
    adapter_switch to = { w, entertain, ring, join, hang_up, look };
    options.centre = w->centre;
    options.store = &store;
    options.now = w->now;
    options.events_handled = w->handled;
    ok(usher_engine_new(&options, &w->engine));
    w->adapter = adapter_new(w->engine, &to, NULL);
    assert_non_null(w->adapter);
}

static void stop(world *w)
{
    adapter_free(w->adapter);
    usher_engine_free(w->engine);
}

static void open_world(world *w, uint32_t seed)
{
    *w = (world){ .seed = seed, .actions_left = -1 };
    build_centre(w);
    ok(usher_memory_store_new(NULL, true, &w->store));
    start(w);
    usher_agent_id agent = { 0 };
    while ((agent = usher_engine_next_agent(w->engine, agent)).v != 0) {
        ok(usher_agent_set_status(w->engine, w->now, agent,
                                  usher_centre_find_status(w->centre, "Available")));
    }
    ok(adapter_serve(w->adapter, w->now));
}

static void close_world(world *w)
{
    assert_null(usher_engine_check(w->engine));
    stop(w);
    usher_memory_store_free(w->store);
    usher_centre_unref(w->centre);
}

static void arrive(world *w, const char *caller)
{
    new_leg(w, caller, UP);
    ok(adapter_arrived(w->adapter, w->now, caller, usher_centre_find_queue(w->centre, "sales")));
    assert_int_equal(
        adapter_arrived(w->adapter, w->now, caller, usher_centre_find_queue(w->centre, "sales")),
        USHER_EXISTS);
}

/* ---- examples -------------------------------------------------------------------------------- */

static leg *nth_part(world *w, int n)
{
    for (size_t i = 0; i < LEGS; i++) {
        if (adapter_is_agents(w->legs[i].name) && n-- == 0) {
            return &w->legs[i];
        }
    }
    return NULL;
}

static void expect(world *w, const char *log)
{
    assert_string_equal(w->log, log);
    w->log[0] = '\0';
}

static void test_one_call(void **state)
{
    world w;
    (void)state;
    open_world(&w, 1);
    arrive(&w, "alpha");
    ok(adapter_serve(w.adapter, w.now));
    expect(&w, "entertain alpha\nring desk:0\nrung desk:0\nring desk:1\nrung desk:1\n");
    leg first = *nth_part(&w, 0);
    leg second = *nth_part(&w, 1);
    assert_true(adapter_knows(w.adapter, first.name) && adapter_knows(w.adapter, "alpha"));
    ok(adapter_rings(w.adapter, w.now, first.name));
    ok(adapter_answered(w.adapter, w.now, second.name));
    ok(adapter_answered(w.adapter, w.now, first.name)); /* too late: hung up at once */
    expect(&w, "hang up part\n");
    assert_false(adapter_knows(w.adapter, first.name));
    ok(adapter_serve(w.adapter, w.now));
    expect(&w, "join alpha\njoining alpha\nhang up part\n");
    ok(adapter_joined(w.adapter, w.now, second.name));
    ok(adapter_gone(w.adapter, w.now, "alpha", 16));
    ok(adapter_gone(w.adapter, w.now, "alpha", 16));
    ok(adapter_serve(w.adapter, w.now));
    /* after-contact work begins, is over, and nothing is left */
    expect(&w, "hang up alpha\nhang up part\n");
    w.now += USHER_SECONDS(3);
    ok(adapter_serve(w.adapter, w.now));
    expect(&w, "hang up part\n");
    assert_false(adapter_knows(w.adapter, "alpha"));
    close_world(&w);
}

static void test_words(void **state)
{
    char name[ADAPTER_NAME];
    (void)state;
    adapter_name_of((usher_participant_id){ 0x12abc }, name);
    assert_string_equal(name, "part-0000000000012abc");
    assert_int_equal(adapter_reason(17), USHER_REASON_BUSY);
    assert_int_equal(adapter_reason(21), USHER_REASON_REJECTED);
    assert_int_equal(adapter_reason(19), USHER_REASON_NO_ANSWER);
    assert_int_equal(adapter_reason(487), USHER_REASON_CANCELLED);
    assert_int_equal(adapter_reason(38), USHER_REASON_NETWORK);
    assert_int_equal(adapter_reason(606), USHER_REASON_UNREACHABLE);
}

static void test_refused(void **state)
{
    world w;
    (void)state;
    open_world(&w, 1);
    usher_queue_ref sales = usher_centre_find_queue(w.centre, "sales");
    ok(usher_queue_set_enabled(w.engine, w.now, sales, false));
    assert_int_equal(adapter_arrived(w.adapter, w.now, "alpha", sales), USHER_ERR_DISABLED);
    ok(usher_queue_set_enabled(w.engine, w.now, sales, true));
    assert_int_equal(adapter_arrived(w.adapter, w.now, "", sales), USHER_ERR_INVALID);
    assert_int_equal(adapter_arrived(w.adapter, w.now, "part-1", sales), USHER_ERR_INVALID);
    ok(adapter_gone(w.adapter, w.now, "nobody", 16));
    ok(adapter_rings(w.adapter, w.now, "part-0000000123456789"));
    expect(&w, "hang up part\n");
    close_world(&w);
}

/* After a restart, only what was there before is told about: a new offer has no leg yet. */
static void test_only_what_was_there(void **state)
{
    world w;
    usher_contact_info third;
    (void)state;
    open_world(&w, 1);
    arrive(&w, "alpha");
    arrive(&w, "beta");
    arrive(&w, "gamma"); /* all four agents are asked for the first two */
    ok(adapter_serve(w.adapter, w.now));
    stop(&w);
    nth_part(&w, 0)->what = UP;
    start(&w);
    ok(adapter_reconcile(w.adapter)); /* so the second agent is free, and asked for gamma */
    assert_true(usher_contact_get(w.engine, usher_contact_find(w.engine, "gamma"), &third));
    assert_int_equal(third.offers, 1);
    assert_int_equal(third.offers_made, 1);
    close_world(&w);
}

/* ---- a random play --------------------------------------------------------------------------- */

static uint32_t draw(world *w, uint32_t limit)
{
    w->seed = w->seed * 1664525u + 1013904223u;
    return (w->seed >> 8) % limit;
}

static void tell(world *w, usher_status (*fact)(adapter *, usher_time, const char *), const leg *l)
{
    ok(fact(w->adapter, w->now, l->name));
    if (draw(w, 3) == 0) {
        ok(fact(w->adapter, w->now, l->name)); /* twice */
    }
}

static void tell_gone(world *w, const char *name)
{
    static const int causes[] = { 16, 17, 18, 21, 38, 3 };
    ok(adapter_gone(w->adapter, w->now, name, causes[draw(w, 6)]));
}

/* A leg goes on by itself; `told`: there is a host to tell. */
static void one_step_of_a_leg(world *w, leg *l, bool told)
{
    leg before = *l;
    if (draw(w, 12) == 0) {
        *l = (leg){ .what = COMING };
        if (told) {
            tell_gone(w, before.name);
        }
    } else if (l->what == COMING) {
        l->what = RINGING;
        if (told) {
            tell(w, adapter_rings, &before);
        }
    } else if (l->what == RINGING) {
        l->what = UP;
        if (told) {
            tell(w, adapter_answered, &before);
        }
    } else if (l->with[0] != '\0') {
        l->to_join = false;
        if (told) {
            tell(w, adapter_joined, &before);
        }
    }
}

static int count_legs(const world *w)
{
    int count = 0;
    for (size_t i = 0; i < LEGS; i++) {
        count += w->legs[i].name[0] != '\0';
    }
    return count;
}

static void something_happens(world *w, bool told)
{
    char name[ADAPTER_NAME];
    leg *l = &w->legs[draw(w, LEGS)];
    if (told && draw(w, 4) == 0 && count_legs(w) < LEGS / 2) {
        snprintf(name, sizeof name, "caller-%u", (unsigned)w->callers++);
        arrive(w, name);
    } else if (l->name[0] != '\0') {
        one_step_of_a_leg(w, l, told);
    }
}

/* What was on its way to the switch when the host died may never come there. */
static void lose_requests(world *w)
{
    for (size_t i = 0; i < LEGS; i++) {
        leg *l = &w->legs[i];
        if (l->to_join && draw(w, 2) == 0) {
            l->to_join = false;
            l->with[0] = '\0';
        }
    }
}

/* What the switch does while nobody hears of it. */
static void go_on_alone(world *w)
{
    for (uint32_t i = draw(w, 100); i > 0; i--) {
        something_happens(w, false);
    }
}

static void put_in_order(world *w)
{
    ok(adapter_reconcile(w->adapter));
    for (size_t i = 0; i < LEGS; i++) {
        leg *l = &w->legs[i];
        if (l->name[0] != '\0' && !adapter_knows(w->adapter, l->name)) {
            *l = (leg){ .what = COMING };
        }
    }
    assert_null(usher_engine_check(w->engine));
}

/* The host is dead, the switch is not. Then it is back. */
static void die_and_go_on(world *w)
{
    usher_engine_info info;
    usher_engine_get(w->engine, &info);
    w->handled = info.event_confirmed; /* a host keeps this with what it has done */
    w->actions_left = -1;
    stop(w);
    lose_requests(w);
    go_on_alone(w);
    w->now += draw(w, 60) * USHER_SECONDS(1);
    start(w);
    put_in_order(w);
}

/* The host lives, but its connection to the switch is lost for a while. */
static void be_deaf(world *w)
{
    lose_requests(w);
    go_on_alone(w);
    w->now += draw(w, 5) * USHER_SECONDS(1);
    put_in_order(w);
}

/* One thing happens, and the host acts, unless it dies. */
static void step(world *w)
{
    w->log[0] = '\0';
    w->now += draw(w, 1500) * USHER_MS(1);
    if (draw(w, 25) == 0) {
        w->actions_left = (int)draw(w, 6);
    }
    if (w->actions_left < 0 && draw(w, 40) == 0) {
        be_deaf(w);
    }
    if (setjmp(w->death) == 0) {
        something_happens(w, true);
        ok(adapter_serve(w->adapter, w->now));
        return;
    }
    w->deaths++;
    die_and_go_on(w);
    ok(adapter_serve(w->adapter, w->now));
}

static void check_part(world *w, const usher_participant_info *part)
{
    char name[ADAPTER_NAME];
    adapter_name_of(part->id, name);
    const leg *l = find(w, name);
    switch (part->state) {
    case USHER_PART_OFFERED:
        assert_true(l != NULL && l->what == COMING);
        break;
    case USHER_PART_RINGING:
        assert_true(l != NULL && l->what != UP); /* an answer is never forgotten */
        break;
    case USHER_PART_ANSWERED:
        assert_true(l != NULL && l->with[0] != '\0');
        break;
    case USHER_PART_CONNECTED:
        assert_non_null(l);
        break;
    default:
        assert_null(l);
        break;
    }
}

/* Parts have the legs that they should have, and every leg is somebody's. */
static void check_legs(world *w)
{
    usher_contact_id contact = { 0 };
    usher_participant_info part;
    while ((contact = usher_engine_next_contact(w->engine, contact)).v != 0) {
        usher_participant_id id = { 0 };
        while ((id = usher_contact_next_part(w->engine, contact, id)).v != 0) {
            if (usher_participant_get(w->engine, id, &part)) {
                check_part(w, &part);
            }
        }
    }
    for (size_t i = 0; i < LEGS; i++) {
        assert_true(w->legs[i].name[0] == '\0' || adapter_knows(w->adapter, w->legs[i].name));
    }
}

/* The last callers go, the engine's timers run out, and nobody is left anywhere. */
static void all_go_home(world *w)
{
    usher_engine_info info;
    for (size_t i = 0; i < LEGS; i++) {
        leg l = w->legs[i];
        if (l.name[0] != '\0' && !adapter_is_agents(l.name)) {
            w->legs[i] = (leg){ .what = COMING };
            ok(adapter_gone(w->adapter, w->now, l.name, 16));
        }
    }
    for (usher_time due; (due = usher_engine_next_due(w->engine)) != USHER_TIME_NEVER;) {
        w->now = due > w->now ? due : w->now;
        ok(adapter_serve(w->adapter, w->now));
    }
    ok(adapter_serve(w->adapter, w->now));
    for (size_t i = 0; i < LEGS; i++) {
        assert_string_equal(w->legs[i].name, "");
    }
    usher_engine_get(w->engine, &info);
    assert_int_equal(info.contacts, 0);
    assert_int_equal(info.participants, 0);
}

static void play(uint32_t seed)
{
    world *w = malloc(sizeof *w);
    assert_non_null(w);
    open_world(w, seed);
    for (int i = 0; i < STEPS; i++) {
        step(w);
        check_legs(w);
    }
    w->actions_left = -1;
    all_go_home(w);
    print_message("seed %u: %u callers, %u deaths\n", (unsigned)seed, (unsigned)w->callers,
                  (unsigned)w->deaths);
    assert_true(w->callers > 50 && w->deaths > 5);
    close_world(w);
    free(w);
}

static void test_random(void **state)
{
    (void)state;
    for (uint32_t seed = first_seed; seed < first_seed + seeds; seed++) {
        play(seed);
    }
}

int main(int count, char **words)
{
    if (count > 1) {
        first_seed = (uint32_t)strtoul(words[1], NULL, 10);
        seeds = 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_call), cmocka_unit_test(test_words),
        cmocka_unit_test(test_refused),  cmocka_unit_test(test_only_what_was_there),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
