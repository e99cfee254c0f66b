/*
 * test_timers.c - the heap of deadlines against a list that is searched from end to end.
 *
 * The list is sorted by nothing: the first timer is the one with the least (due, number of its
 * arming). Random arming, arming again and disarming must agree with it after each step.
 */
#include "state/timers.h"
#include "support/fault_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { OBJECTS = 300, STEPS = 30000, NOT_ARMED = 0 };

typedef struct object {
    uint64_t id;
    uint32_t link;
    uint32_t before_it; /* the place must be found at its offset, not at the beginning */
    uint32_t place;
    uint32_t behind_it;
} object;

typedef struct world {
    fault_mem fault;
    us_mem mem;
    us_pool objects;
    us_timers timers;
    us_alarm alarm;
    usher_time due[OBJECTS]; /* of the naive list */
    uint64_t armed[OBJECTS]; /* number of the arming; NOT_ARMED */
    uint64_t armings;
} world;

static uint32_t roll(uint64_t *seed, uint32_t n)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33) % n;
}

static object *object_at(world *w, uint32_t slot)
{
    return us_pool_at(&w->objects, slot);
}

static void open_world(world *w, uint32_t objects)
{
    memset(w, 0, sizeof *w);
    usher_mem host = fault_mem_host(&w->fault);
    us_mem_init(&w->mem, &host);
    us_pool_init(&w->objects, &w->mem, sizeof(object));
    w->alarm.first = USHER_TIME_NEVER; /* no timer is due before it: it must come down with them */
    us_timers_init(&w->timers, &w->mem, &w->alarm);
    assert_int_equal(us_pool_reserve(&w->objects, objects), USHER_OK);
    assert_int_equal(us_timers_reserve(&w->timers, objects), USHER_OK);
    for (uint32_t i = 0; i < objects; i++) {
        uint32_t slot = us_pool_take(&w->objects);
        *object_at(w, slot) = (object){ 1 + i, 0, 77, US_NIL, 88 };
    }
}

static void close_world(world *w)
{
    us_timers_clear(&w->timers);
    us_pool_clear(&w->objects);
    assert_int_equal(w->mem.bytes, 0);
    assert_int_equal(w->fault.blocks, 0);
}

/* The slot of the object whose timer is the first of the heap. */
static uint32_t first_slot(const world *w)
{
    const object *first = us_timers_first(&w->timers, offsetof(object, place));
    return (uint32_t)(first->id - 1);
}

static void arm(world *w, uint32_t slot, usher_time due)
{
    us_timers_arm(&w->timers, &object_at(w, slot)->place, due);
    w->due[slot] = due;
    w->armed[slot] = due != USHER_TIME_NEVER ? ++w->armings : NOT_ARMED;
}

static void rearm(world *w, uint32_t slot, usher_time due)
{
    us_timers_rearm(&w->timers, &object_at(w, slot)->place, due);
    if (w->armed[slot] != NOT_ARMED && w->due[slot] == due) {
        return; /* it keeps its place */
    }
    w->due[slot] = due;
    w->armed[slot] = due != USHER_TIME_NEVER ? ++w->armings : NOT_ARMED;
}

static void disarm(world *w, uint32_t slot)
{
    us_timers_disarm(&w->timers, &object_at(w, slot)->place);
    w->armed[slot] = NOT_ARMED;
}

/* The slot whose timer is first, by looking at all; US_NIL if none is armed. */
static uint32_t first_of_list(const world *w)
{
    uint32_t first = US_NIL;
    for (uint32_t i = 0; i < OBJECTS; i++) {
        bool better = first == US_NIL || w->due[i] < w->due[first] ||
                      (w->due[i] == w->due[first] && w->armed[i] < w->armed[first]);
        if (w->armed[i] != NOT_ARMED && better) {
            first = i;
        }
    }
    return first;
}

static void agrees(const world *w)
{
    assert_null(us_timers_check(&w->timers));
    uint32_t first = first_of_list(w);
    assert_int_equal(w->timers.count == 0, first == US_NIL);
    usher_time due = first != US_NIL ? w->due[first] : USHER_TIME_NEVER;
    assert_true(w->timers.due == due);
    if (first != US_NIL) {
        assert_int_equal(first_slot(w), first);
        assert_true(us_timers_are_due(&w->timers, due));
        assert_false(us_timers_are_due(&w->timers, due - 1));
    }
}

/* Takes all timers, each time the first: the order of the naive list. */
static void drain(world *w)
{
    while (w->timers.count > 0) {
        agrees(w);
        uint32_t slot = first_slot(w);
        us_timers_remove(&w->timers, 0);
        assert_int_equal(object_at(w, slot)->place, US_NIL);
        w->armed[slot] = NOT_ARMED;
    }
    agrees(w);
}

static void random_step(world *w, uint64_t *seed, uint32_t spread)
{
    uint32_t slot = roll(seed, OBJECTS);
    usher_time due = roll(seed, 50) == 0 ? USHER_TIME_NEVER : (usher_time)roll(seed, spread) - 10;
    switch (roll(seed, 4)) {
    case 0:
        disarm(w, slot);
        break;
    case 1:
        if (w->armed[slot] == NOT_ARMED) {
            arm(w, slot, due);
        }
        break;
    case 2:
        rearm(w, slot, roll(seed, 4) == 0 && w->armed[slot] != NOT_ARMED ? w->due[slot] : due);
        break;
    default:
        rearm(w, slot, due);
        break;
    }
}

static void it_agrees_with_a_naive_list(void **state)
{
    (void)state;
    static const uint32_t spreads[] = { 3, 40, 1000000 }; /* many ties, some, none */
    for (uint64_t i = 0; i < 3; i++) {
        uint64_t seed = 20 + i;
        print_message("seed %u\n", (unsigned)seed);
        world w;
        open_world(&w, OBJECTS);
        for (uint32_t step = 0; step < STEPS; step++) {
            random_step(&w, &seed, spreads[i]);
            if (step % 16 == 0) {
                agrees(&w);
            }
            uint32_t first = w.timers.count > 0 ? first_slot(&w) : US_NIL;
            assert_int_equal(first, first_of_list(&w));
        }
        for (uint32_t slot = 0; slot < OBJECTS; slot++) {
            assert_int_equal(object_at(&w, slot)->before_it, 77);
            assert_int_equal(object_at(&w, slot)->behind_it, 88);
        }
        drain(&w);
        close_world(&w);
    }
}

static void what_is_due_at_once_fires_as_it_was_armed(void **state)
{
    (void)state;
    world w;
    open_world(&w, OBJECTS);
    for (uint32_t i = 0; i < OBJECTS; i++) {
        arm(&w, (i * 7) % OBJECTS, 1000);
    }
    for (uint32_t i = 0; i < OBJECTS; i++) {
        assert_int_equal(first_slot(&w), (i * 7) % OBJECTS);
        us_timers_remove(&w.timers, 0);
    }
    close_world(&w);
}

static void a_timer_that_is_set_to_the_same_time_keeps_its_place(void **state)
{
    (void)state;
    world w;
    open_world(&w, 3);
    arm(&w, 0, 50);
    arm(&w, 1, 50);
    us_timers_rearm(&w.timers, &object_at(&w, 0)->place, 50);
    assert_int_equal(first_slot(&w), 0);
    us_timers_rearm(&w.timers, &object_at(&w, 0)->place, 40);
    us_timers_rearm(&w.timers, &object_at(&w, 0)->place,
                    50); /* there and back: now it is the later one */
    assert_int_equal(first_slot(&w), 1);
    us_timers_rearm(&w.timers, &object_at(&w, 2)->place, 50); /* it was not armed */
    assert_int_equal(w.timers.count, 3);
    us_timers_rearm(&w.timers, &object_at(&w, 1)->place, USHER_TIME_NEVER);
    assert_int_equal(w.timers.count, 2);
    assert_int_equal(object_at(&w, 1)->place, US_NIL);
    assert_int_equal(first_slot(&w), 0);
    close_world(&w);
}

static void never_arms_nothing(void **state)
{
    (void)state;
    world w;
    open_world(&w, 2);
    us_timers_arm(&w.timers, &object_at(&w, 0)->place, USHER_TIME_NEVER);
    us_timers_rearm(&w.timers, &object_at(&w, 1)->place, USHER_TIME_NEVER);
    us_timers_disarm(&w.timers, &object_at(&w, 0)->place);
    assert_int_equal(w.timers.count, 0);
    assert_true(w.timers.due == USHER_TIME_NEVER);
    assert_false(us_timers_are_due(&w.timers, USHER_TIME_NEVER));
    us_timers_arm(&w.timers, &object_at(&w, 0)->place, USHER_TIME_NEVER - 1);
    us_timers_disarm(&w.timers, &object_at(&w, 1)->place);
    assert_int_equal(w.timers.count, 1);
    assert_true(us_timers_are_due(&w.timers, USHER_TIME_NEVER));
    close_world(&w);
}

/* Two heaps with one counter: their timers are in one order. */
static void heaps_that_share_a_counter_are_one_order(void **state)
{
    (void)state;
    world w;
    open_world(&w, 2);
    us_timers other;
    us_timers_init(&other, &w.mem, &w.alarm);
    assert_int_equal(us_timers_reserve(&other, 2), USHER_OK);
    object_at(&w, 0)->behind_it = US_NIL;
    object_at(&w, 1)->behind_it = US_NIL;
    us_timers_arm(&other, &object_at(&w, 1)->behind_it, 9);
    assert_true(us_timers_before(&other, &w.timers)); /* the other one is empty */
    assert_false(us_timers_before(&w.timers, &other));
    us_timers_arm(&w.timers, &object_at(&w, 0)->place, 9);
    assert_true(us_timers_before(&other, &w.timers));
    assert_false(us_timers_before(&w.timers, &other));
    us_timers_rearm(&other, &object_at(&w, 1)->behind_it, 8);
    assert_true(us_timers_before(&other, &w.timers));
    us_timers_rearm(&other, &object_at(&w, 1)->behind_it, 9);
    assert_false(us_timers_before(&other, &w.timers));
    assert_true(us_timers_before(&w.timers, &other));
    us_timers_clear(&other);
    close_world(&w);
}

static void the_check_tells_what_is_wrong(void **state)
{
    (void)state;
    world w;
    open_world(&w, 6);
    for (uint32_t i = 0; i < 6; i++) {
        arm(&w, i, 10 + i);
    }
    assert_null(us_timers_check(&w.timers));
    w.timers.heap[5].due = 10; /* its parent is the second: due at 11 */
    assert_memory_equal(us_timers_check(&w.timers), "T-1", 3);
    w.timers.heap[5].due = 15;
    object_at(&w, 0)->place = 1;
    assert_memory_equal(us_timers_check(&w.timers), "T-2", 3);
    close_world(&w);
}

static void a_reservation_is_kept_or_refused(void **state)
{
    (void)state;
    world w;
    open_world(&w, 4);
    arm(&w, 0, 5);
    w.fault.refuse_at = w.fault.calls + 1;
    w.fault.for_ever = true;
    assert_int_equal(us_timers_reserve(&w.timers, 4), USHER_OK);
    assert_int_equal(us_timers_reserve(&w.timers, 1000), USHER_ERR_NOMEM);
    for (uint32_t i = 1; i < 4; i++) {
        arm(&w, i, 5);
    }
    agrees(&w);
    drain(&w);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_agrees_with_a_naive_list),
        cmocka_unit_test(what_is_due_at_once_fires_as_it_was_armed),
        cmocka_unit_test(a_timer_that_is_set_to_the_same_time_keeps_its_place),
        cmocka_unit_test(never_arms_nothing),
        cmocka_unit_test(heaps_that_share_a_counter_are_one_order),
        cmocka_unit_test(the_check_tells_what_is_wrong),
        cmocka_unit_test(a_reservation_is_kept_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
