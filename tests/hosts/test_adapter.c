/*
 * test_adapter.c - the adapter of the examples, between an engine and a switch that is played.
 *
 * The switch of this test does what it is told a little later, tells some things twice, and goes on
 * by itself while the host is dead or deaf. A random play kills the host between any two actions
 * and opens a new engine from the store, and cuts the line to the switch. Whatever happens: no leg
 * is left over, none rings for nobody, and whom the engine thinks connected has a leg.
 * `test_adapter SEED` plays one seed.
 */
#include "adapter_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEEDS = 60, STEPS = 600 };

static uint32_t first_seed = 1;
static uint32_t seeds = SEEDS;

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
        world_arrive(w, name);
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
    world_stop(w);
    lose_requests(w);
    go_on_alone(w);
    w->now += draw(w, 60) * USHER_SECONDS(1);
    world_start(w);
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
    const leg *l = world_find(w, name);
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
    world_open(w, seed);
    for (int i = 0; i < STEPS; i++) {
        step(w);
        check_legs(w);
    }
    w->actions_left = -1;
    all_go_home(w);
    print_message("seed %u: %u callers, %u deaths\n", (unsigned)seed, (unsigned)w->callers,
                  (unsigned)w->deaths);
    assert_true(w->callers > 50 && w->deaths > 5);
    world_close(w);
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
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_random) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
