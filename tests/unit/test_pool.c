/*
 * test_pool.c - slots, stale ids, and what a refused reservation leaves behind.
 */
#include "base/pool.h"
#include "support/fault_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct item {
    uint64_t id;
    uint32_t link;
    uint32_t value;
    uint64_t more[4];
} item;

typedef struct world {
    fault_mem fault;
    us_mem mem;
    us_pool pool;
    uint64_t serial;
} world;

static void open_world(world *w, uint32_t item_size)
{
    memset(w, 0xee, sizeof *w);
    w->fault = (fault_mem){ 0 };
    w->serial = 0;
    usher_mem host = fault_mem_host(&w->fault);
    us_mem_init(&w->mem, &host);
    us_pool_init(&w->pool, &w->mem, item_size);
}

static void close_world(world *w)
{
    us_pool_clear(&w->pool);
    assert_int_equal(w->mem.bytes, 0);
    assert_int_equal(w->fault.blocks, 0);
}

static uint64_t take(world *w)
{
    assert_int_equal(us_pool_reserve(&w->pool, 1), USHER_OK);
    uint32_t slot = us_pool_take(&w->pool);
    item *it = us_pool_at(&w->pool, slot);
    assert_int_equal(it->id, 0);
    it->id = ++w->serial << US_SLOT_BITS | slot;
    it->value = slot;
    return it->id;
}

static void give(world *w, uint64_t id)
{
    us_pool_give(&w->pool, (uint32_t)id & US_SLOT_MASK);
}

static void nothing_is_allocated_before_use(void **state)
{
    (void)state;
    world w;
    open_world(&w, sizeof(item));
    assert_int_equal(w.fault.calls, 0);
    assert_null(us_pool_find(&w.pool, 1 << US_SLOT_BITS));
    assert_int_equal(us_pool_next(&w.pool, 0), US_NIL);
    assert_int_equal(us_pool_reserve(&w.pool, 0), USHER_OK);
    assert_int_equal(w.fault.calls, 0);
    close_world(&w);
}

static void a_stale_id_finds_nothing(void **state)
{
    (void)state;
    world w;
    open_world(&w, sizeof(item));
    uint64_t first = take(&w);
    assert_ptr_equal(us_pool_find(&w.pool, first), us_pool_at(&w.pool, 0));
    assert_null(us_pool_find(&w.pool, 0));
    assert_null(us_pool_find(&w.pool, first + 1));
    assert_null(us_pool_find(&w.pool, first + ((uint64_t)1 << US_SLOT_BITS)));
    give(&w, first);
    assert_null(us_pool_find(&w.pool, first));
    uint64_t second = take(&w);
    assert_null(us_pool_find(&w.pool, first));
    assert_non_null(us_pool_find(&w.pool, second));
    close_world(&w);
}

static void what_was_given_back_last_is_taken_first(void **state)
{
    (void)state;
    world w;
    open_world(&w, sizeof(item));
    uint64_t ids[5];
    for (uint32_t i = 0; i < 5; i++) {
        ids[i] = take(&w);
        assert_int_equal(ids[i] & US_SLOT_MASK, i);
    }
    give(&w, ids[1]);
    give(&w, ids[4]);
    give(&w, ids[2]);
    assert_int_equal(take(&w) & US_SLOT_MASK, 2);
    assert_int_equal(take(&w) & US_SLOT_MASK, 4);
    assert_int_equal(take(&w) & US_SLOT_MASK, 1);
    assert_int_equal(take(&w) & US_SLOT_MASK, 5);
    assert_int_equal(w.pool.live, 6);
    assert_int_equal(w.pool.touched, 6);
    close_world(&w);
}

/* An item that is still linked somewhere is hidden first and given back later. */
static void a_hidden_item_is_given_back(void **state)
{
    (void)state;
    world w;
    open_world(&w, sizeof(item));
    uint64_t id = take(&w);
    item *it = us_pool_find(&w.pool, id);
    it->id = 0;
    assert_null(us_pool_find(&w.pool, id));
    assert_int_equal(us_pool_next(&w.pool, 0), US_NIL);
    assert_int_equal(take(&w) & US_SLOT_MASK, 1);
    us_pool_give(&w.pool, 0);
    assert_int_equal(take(&w) & US_SLOT_MASK, 0);
    assert_int_equal(w.pool.live, 2);
    close_world(&w);
}

static void the_walk_sees_live_slots_in_order(void **state)
{
    (void)state;
    world w;
    open_world(&w, sizeof(item));
    for (uint32_t i = 0; i < 2000; i++) {
        take(&w);
    }
    for (uint32_t i = 0; i < 2000; i++) {
        if (i % 3 != 0) {
            us_pool_give(&w.pool, i);
        }
    }
    uint32_t seen = 0;
    for (uint32_t at = 0; (at = us_pool_next(&w.pool, at)) != US_NIL; at++) {
        assert_int_equal(at, seen * 3);
        seen++;
    }
    assert_int_equal(seen, w.pool.live);
    close_world(&w);
}

static void items_stay_where_they_are(void **state)
{
    (void)state;
    world w;
    open_world(&w, sizeof(item));
    take(&w);
    item *first = us_pool_at(&w.pool, 0);
    for (uint32_t i = 1; i < 5000; i++) {
        take(&w);
    }
    assert_ptr_equal(us_pool_at(&w.pool, 0), first);
    for (uint32_t i = 0; i < 5000; i++) {
        const item *it = us_pool_at(&w.pool, i);
        assert_int_equal(it->value, i);
    }
    close_world(&w);
}

static void chunks_have_a_sensible_size(void **state)
{
    (void)state;
    static const uint32_t sizes[] = { 16, 24, 64, 200, 784, 1000, 2048, 2056, 5000 };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        world w;
        open_world(&w, sizes[i]);
        assert_int_equal(us_pool_reserve(&w.pool, 1), USHER_OK);
        uint32_t items = w.pool.capacity;
        assert_int_equal(w.pool.chunks_count, 1);
#ifdef US_EXACT_GROWTH
        assert_int_equal(items, 1);
#else
        assert_int_equal(items & (items - 1), 0);
        assert_true(items == 1 || items * sizes[i] <= 2048);
        assert_true(items * sizes[i] > 1024);
#endif
        close_world(&w);
    }
}

static void a_reservation_is_kept(void **state)
{
    (void)state;
    world w;
    open_world(&w, sizeof(item));
    uint64_t id = take(&w);
    take(&w);
    give(&w, id);
    assert_int_equal(us_pool_reserve(&w.pool, 3000), USHER_OK);
    w.fault.refuse_at = w.fault.calls + 1;
    w.fault.for_ever = true;
    for (uint32_t i = 0; i < 3000; i++) {
        take(&w);
    }
    assert_int_equal(w.pool.live, 3001);
    close_world(&w);
}

static void a_cleared_pool_is_as_new(void **state)
{
    (void)state;
    world w;
    open_world(&w, sizeof(item));
    give(&w, take(&w));
    take(&w);
    us_pool_clear(&w.pool);
    assert_int_equal(w.fault.blocks, 0);
    assert_int_equal(w.pool.capacity + w.pool.live + w.pool.touched, 0);
    assert_int_equal(take(&w) & US_SLOT_MASK, 0);
    close_world(&w);
}

/* The last slot of all would be had, were there memory; one more would not. */
static void slots_run_out_softly(void **state)
{
    (void)state;
    world w;
    open_world(&w, sizeof(item));
    take(&w);
    w.fault.refuse_at = w.fault.calls + 1;
    w.fault.for_ever = true;
    assert_int_equal(us_pool_reserve(&w.pool, US_SLOT_MASK), USHER_ERR_NOMEM);
    w.fault.refuse_at = 0;
    assert_int_equal(us_pool_reserve(&w.pool, 1u << US_SLOT_BITS), USHER_ERR_LIMIT);
    assert_int_equal(us_pool_reserve(&w.pool, UINT32_MAX), USHER_ERR_LIMIT);
    take(&w);
    close_world(&w);
}

/* Reserves and takes in steps; a refused step is tried once more when there is memory again. */
static bool work_with_refusals(uint64_t refuse_at, bool for_ever)
{
    world w;
    open_world(&w, sizeof(item));
    w.fault.refuse_at = refuse_at;
    w.fault.for_ever = for_ever;
    for (uint32_t step = 1; step < 60; step++) {
        uint32_t live = w.pool.live;
        usher_status status = us_pool_reserve(&w.pool, step * 7);
        if (status != USHER_OK) {
            assert_int_equal(status, USHER_ERR_NOMEM);
            assert_int_equal(w.pool.live, live);
            assert_int_equal(w.mem.bytes, w.fault.bytes);
            w.fault.refuse_at = 0;
            assert_int_equal(us_pool_reserve(&w.pool, step * 7), USHER_OK);
        }
        for (uint32_t i = 0; i < step * 7; i++) {
            take(&w);
        }
        for (uint32_t i = 0; i < step * 4; i++) {
            us_pool_give(&w.pool, us_pool_next(&w.pool, i));
        }
    }
    bool refused = w.fault.refused;
    close_world(&w);
    return refused;
}

static void every_refusal_is_survived(void **state)
{
    (void)state;
    for (uint64_t n = 1; work_with_refusals(n, false); n += n < 60 ? 1 : 97) {
        assert_true(work_with_refusals(n, true));
    }
}

/* Through small chunks and large ones: every item is where it was, and bytes are as foretold. */
static void large_chunks_follow_small_ones(void **state)
{
    (void)state;
    enum { ITEMS = 40000, STEP = 37 };
    static uint64_t ids[ITEMS];
    world w;
    open_world(&w, 48);
    uint32_t count = 0;
    while (count + STEP <= ITEMS) {
        uint64_t before = w.mem.bytes;
        uint64_t growth = us_pool_growth(&w.pool, STEP);
        uint32_t grown = us_pool_grown(&w.pool, STEP);
        assert_int_equal(us_pool_reserve(&w.pool, STEP), USHER_OK);
        assert_int_equal(w.mem.bytes - before, growth);
        assert_int_equal(w.pool.capacity, grown);
        assert_true(us_pool_room(&w.pool) >= STEP);
        for (int i = 0; i < STEP; i++) {
            ids[count++] = take(&w);
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        const item *it = us_pool_find(&w.pool, ids[i]);
        assert_non_null(it);
        assert_int_equal(it->value, (uint32_t)ids[i] & US_SLOT_MASK);
    }
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_allocated_before_use),
        cmocka_unit_test(a_stale_id_finds_nothing),
        cmocka_unit_test(what_was_given_back_last_is_taken_first),
        cmocka_unit_test(a_hidden_item_is_given_back),
        cmocka_unit_test(the_walk_sees_live_slots_in_order),
        cmocka_unit_test(items_stay_where_they_are),
        cmocka_unit_test(chunks_have_a_sensible_size),
        cmocka_unit_test(a_reservation_is_kept),
        cmocka_unit_test(a_cleared_pool_is_as_new),
        cmocka_unit_test(slots_run_out_softly),
        cmocka_unit_test(every_refusal_is_survived),
        cmocka_unit_test(large_chunks_follow_small_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
