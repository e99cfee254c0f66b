/*
 * test_names.c - names of any bytes and their places, against a list that is searched from end to
 * end.
 *
 * Keys are made of few different bytes and lengths, so that many are the beginning of another or
 * differ in the last bit only.
 */
#include "model/names.h"
#include "support/fault_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { KEYS = 600, LONGEST = 12, ROUNDS = 40 };

typedef struct key {
    uint8_t bytes[LONGEST];
    size_t size;
} key;

typedef struct world {
    fault_mem fault;
    us_mem mem;
    us_names names;
    key keys[KEYS]; /* those in it, in order */
    uint32_t count;
} world;

static void open_world(world *w)
{
    memset(w, 0, sizeof *w);
    usher_mem host = fault_mem_host(&w->fault);
    us_mem_init(&w->mem, &host);
}

static void close_world(world *w)
{
    us_names_clear(&w->names, &w->mem);
    assert_int_equal(w->mem.bytes, 0);
    assert_int_equal(w->fault.blocks, 0);
}

static uint32_t next(uint64_t *seed, uint32_t below)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1;
    return (uint32_t)(*seed >> 33) % below;
}

static key random_key(uint64_t *seed)
{
    static const uint8_t alphabet[] = { 'a', 'b', 0x00, 0x80, 0xff, 0x01 };
    key k = { .size = next(seed, LONGEST + 1) };
    uint32_t letters = 1 + next(seed, sizeof alphabet);
    for (size_t i = 0; i < k.size; i++) {
        k.bytes[i] = alphabet[next(seed, letters)];
    }
    return k;
}

static uint32_t place_in_list(const world *w, const key *k)
{
    uint32_t at = 0;
    while (at < w->count &&
           (w->keys[at].size != k->size || memcmp(w->keys[at].bytes, k->bytes, k->size) != 0)) {
        at++;
    }
    return at;
}

static void expect_same(const world *w, const key *k)
{
    uint32_t place;
    uint32_t wanted = place_in_list(w, k);
    assert_int_equal(us_names_find(&w->names, k->bytes, k->size, &place), wanted < w->count);
    if (wanted < w->count) {
        assert_int_equal(place, wanted);
    }
}

static void add(world *w, const key *k)
{
    if (place_in_list(w, k) == w->count && w->count < KEYS) {
        key *kept = &w->keys[w->count];
        *kept = *k;
        assert_int_equal(us_names_add(&w->names, &w->mem, kept->bytes, kept->size), USHER_OK);
        w->count++;
    }
}

static void names_are_found_as_in_a_list(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        world w;
        uint64_t seed = round;
        open_world(&w);
        for (uint32_t step = 0; step < 1500; step++) {
            key k = random_key(&seed);
            expect_same(&w, &k);
            if (next(&seed, 4) > 0) {
                add(&w, &k);
            } else if (w.count > 0) {
                us_names_drop_last(&w.names, &w.mem);
                w.count--;
            }
        }
        for (uint32_t i = 0; i < w.count; i++) {
            expect_same(&w, &w.keys[i]);
        }
        assert_true(w.count > 20);
        while (w.count > 0) { /* in the reverse of the order they came */
            us_names_drop_last(&w.names, &w.mem);
            w.count--;
            expect_same(&w, &w.keys[w.count]);
            expect_same(&w, &w.keys[w.count / 2]);
        }
        close_world(&w);
    }
}

static void nothing_is_found_where_nothing_is(void **state)
{
    (void)state;
    world w;
    uint32_t place;
    open_world(&w);
    assert_false(us_names_find(&w.names, "", 0, &place));
    assert_false(us_names_find(&w.names, "a", 1, &place));
    close_world(&w);
}

static void memory_that_is_refused_changes_nothing(void **state)
{
    (void)state;
    world w;
    uint64_t seed = 99;
    open_world(&w);
    for (uint32_t step = 0; step < 300; step++) {
        key k = random_key(&seed);
        if (place_in_list(&w, &k) < w.count) {
            continue;
        }
        w.keys[w.count] = k;
        w.fault.refuse_at = w.fault.calls + 1;
        usher_status status =
            us_names_add(&w.names, &w.mem, w.keys[w.count].bytes, w.keys[w.count].size);
        if (status == USHER_OK) {
            w.count++;
            continue;
        }
        assert_int_equal(status, USHER_ERR_NOMEM);
        w.fault.refuse_at = 0;
        expect_same(&w, &k);
        add(&w, &k);
        expect_same(&w, &k);
    }
    assert_true(w.fault.refused && w.count > 100);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found_as_in_a_list),
        cmocka_unit_test(nothing_is_found_where_nothing_is),
        cmocka_unit_test(memory_that_is_refused_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
