/*
 * test_table.c - linear hashing against an array of marks, with good, poor and equal hashes.
 */
#include "base/hash.h"
#include "base/table.h"
#include "support/fault_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SLOTS = 5000 };

typedef uint64_t hash_fn(uint32_t slot);

typedef struct world {
    fault_mem fault;
    us_mem mem;
    us_table table;
    hash_fn *hash;
    bool there[SLOTS];
    uint32_t count;
    uint64_t random;
} world;

static void open_world(world *w, hash_fn *hash)
{
    memset(w, 0, sizeof *w);
    memset(&w->table, 0xee, sizeof w->table);
    usher_mem host = fault_mem_host(&w->fault);
    us_mem_init(&w->mem, &host);
    us_table_init(&w->table, &w->mem);
    w->hash = hash;
    w->random = 88172645463325252u;
}

static void close_world(world *w)
{
    us_table_clear(&w->table);
    assert_int_equal(w->mem.bytes, 0);
    assert_int_equal(w->fault.blocks, 0);
}

static uint32_t roll(world *w, uint32_t below)
{
    w->random ^= w->random << 13;
    w->random ^= w->random >> 7;
    w->random ^= w->random << 17;
    return (uint32_t)((w->random >> 32) * below >> 32);
}

static uint64_t good_hash(uint32_t slot)
{
    return us_hash_bytes(slot, "", 0);
}

static uint64_t poor_hash(uint32_t slot)
{
    return (uint64_t)slot / 16 << 5;
}

static uint64_t high_hash(uint32_t slot)
{
    return (uint64_t)slot << 32;
}

static uint64_t one_hash(uint32_t slot)
{
    (void)slot;
    return UINT64_MAX;
}

/* Every slot with this hash that is there, and no other, is a candidate exactly once. */
static void expect_candidates(world *w, uint32_t slot)
{
    uint64_t hash = w->hash(slot);
    uint32_t found = 0;
    uint32_t candidates = 0;
    for (uint32_t at = 0, other; (other = us_table_find(&w->table, hash, &at)) != US_NIL;) {
        assert_true(other < SLOTS);
        assert_true(w->there[other]);
        assert_true(w->hash(other) == hash);
        found += other == slot;
        candidates++;
        assert_true(candidates <= w->count);
    }
    assert_int_equal(found, w->there[slot]);
}

static void add(world *w, uint32_t slot)
{
    us_table_insert(&w->table, w->hash(slot), slot);
    w->there[slot] = true;
    w->count++;
    assert_int_equal(w->table.count, w->count);
    assert_int_equal(w->table.entries.live, w->count);
}

static void drop(world *w, uint32_t slot)
{
    us_table_remove(&w->table, w->hash(slot), slot);
    w->there[slot] = false;
    w->count--;
    assert_int_equal(w->table.count, w->count);
    assert_int_equal(w->table.entries.live, w->count);
}

static void random_work(world *w, uint32_t slots, uint32_t operations)
{
    for (uint32_t n = 0; n < operations; n++) {
        uint32_t slot = roll(w, slots);
        expect_candidates(w, slot);
        if (w->there[slot]) {
            drop(w, slot);
        } else {
            assert_int_equal(us_table_reserve(&w->table, 1), USHER_OK);
            add(w, slot);
        }
        expect_candidates(w, slot);
    }
    for (uint32_t slot = 0; slot < slots; slot++) {
        expect_candidates(w, slot);
    }
}

static void random_run(hash_fn *hash, uint32_t slots, uint32_t operations)
{
    world w;
    open_world(&w, hash);
    random_work(&w, slots, operations);
    close_world(&w);
}

static void an_empty_table_has_nothing(void **state)
{
    (void)state;
    world w;
    open_world(&w, good_hash);
    uint32_t at = 0;
    assert_int_equal(us_table_find(&w.table, 7, &at), US_NIL);
    assert_int_equal(w.fault.calls, 0);
    close_world(&w);
}

static void good_hashes(void **state)
{
    (void)state;
    random_run(good_hash, SLOTS, 60000);
}

static void poor_hashes(void **state)
{
    (void)state;
    random_run(poor_hash, SLOTS, 40000);
    random_run(high_hash, 300, 4000);
    random_run(one_hash, 200, 3000);
}

/* With one entry for each bucket no chain is long, at any size on the way. */
static void chains_stay_short(void **state)
{
    (void)state;
    world w;
    open_world(&w, good_hash);
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        assert_int_equal(us_table_reserve(&w.table, 1), USHER_OK);
        add(&w, slot);
        uint32_t buckets = (1u << w.table.level) + w.table.split;
        assert_true(w.count <= buckets);
        assert_true(buckets <= w.count || buckets == 64);
        assert_true(w.table.split < 1u << w.table.level);
        assert_int_equal(w.table.buckets.live, (buckets + 63) / 64);
#ifdef US_EXACT_GROWTH
        assert_int_equal(w.table.buckets.capacity, w.table.buckets.live);
#endif
    }
    close_world(&w);
}

static void a_reservation_is_kept(void **state)
{
    (void)state;
    static const uint32_t steps[] = { 1, 63, 1, 1, 63, 64, 65, 500, 1, 2000 };
    world w;
    open_world(&w, good_hash);
    uint32_t slot = 0;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        assert_int_equal(us_table_reserve(&w.table, steps[i]), USHER_OK);
        uint64_t calls = w.fault.calls;
        assert_int_equal(us_table_reserve(&w.table, steps[i]), USHER_OK);
        assert_int_equal(w.fault.calls, calls);
        w.fault.refuse_at = w.fault.calls + 1;
        w.fault.for_ever = true;
        for (uint32_t n = 0; n < steps[i]; n++) {
            add(&w, slot++);
        }
        w.fault.refuse_at = 0;
        calls = w.fault.calls;
        assert_int_equal(us_table_reserve(&w.table, 0), USHER_OK);
        assert_int_equal(w.fault.calls, calls);
    }
    assert_int_equal(us_table_reserve(&w.table, 1u << US_SLOT_BITS), USHER_ERR_LIMIT);
    close_world(&w);
}

static void a_cleared_table_is_as_new(void **state)
{
    (void)state;
    world w;
    open_world(&w, good_hash);
    random_work(&w, 1000, 3000);
    us_table_clear(&w.table);
    memset(w.there, 0, sizeof w.there);
    w.count = 0;
    assert_int_equal(w.fault.blocks, 0);
    random_work(&w, 1000, 3000);
    close_world(&w);
}

static bool work_with_refusals(uint64_t refuse_at, bool for_ever)
{
    world w;
    open_world(&w, good_hash);
    w.fault.refuse_at = refuse_at;
    w.fault.for_ever = for_ever;
    for (uint32_t slot = 0; slot + 50 <= 1000; slot += 50) {
        if (us_table_reserve(&w.table, 50) != USHER_OK) {
            assert_true(w.fault.refused);
            expect_candidates(&w, slot / 2);
            w.fault.refuse_at = 0;
            assert_int_equal(us_table_reserve(&w.table, 50), USHER_OK);
        }
        for (uint32_t n = 0; n < 50; n++) {
            add(&w, slot + n);
        }
    }
    random_work(&w, 1000, 10);
    bool refused = w.fault.refused;
    close_world(&w);
    return refused;
}

static void every_refusal_is_survived(void **state)
{
    (void)state;
    for (uint64_t n = 1; work_with_refusals(n, false); n += n < 30 ? 1 : 41) {
        assert_true(work_with_refusals(n, true));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_table_has_nothing),
        cmocka_unit_test(good_hashes),
        cmocka_unit_test(poor_hashes),
        cmocka_unit_test(chains_stay_short),
        cmocka_unit_test(a_reservation_is_kept),
        cmocka_unit_test(a_cleared_table_is_as_new),
        cmocka_unit_test(every_refusal_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
