/*
 * test_order.c - the counted tree against a sorted array, and the shapes that hurt trees.
 *
 * The reference is a fixed universe of keys in ascending order with a mark for those that are in
 * the order; every answer of the tree is compared with a plain scan of it. After each change the
 * nodes in use are compared with the promised bound.
 */
#include "base/order.h"
#include "base/order_node.h"
#include "support/fault_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { BLOCK = 256 };

typedef struct world {
    fault_mem fault;
    us_mem mem;
    us_orders orders;
    us_order order;
    us_key *keys; /* the universe, ascending */
    int64_t *values;
    bool *there;
    uint32_t *blocks; /* keys that are there, in each BLOCK of the universe */
    uint32_t size;
    uint64_t random;
    bool reserved; /* everything is; insertions do not ask for more */
} world;

static uint32_t roll(world *w, uint32_t below)
{
    w->random ^= w->random << 13;
    w->random ^= w->random >> 7;
    w->random ^= w->random << 17;
    return (uint32_t)((w->random >> 32) * below >> 32);
}

static int compare_keys(const void *a, const void *b)
{
    return us_key_before(a, b) ? -1 : us_key_before(b, a);
}

/* Few majors and minors, so that many keys differ in their id only; some are extreme. */
static us_key random_key(world *w, uint32_t number)
{
    static const int64_t majors[] = { INT64_MIN, -1, 0, 1, 5, INT64_MAX };
    int64_t minor = (int64_t)roll(w, w->size / 8 + 2) - 1;
    uint64_t id = (uint64_t)roll(w, 1u << 31) << 24 | number;
    return (us_key){ majors[roll(w, 6)], roll(w, 20) == 0 ? INT64_MAX : minor, id };
}

static void open_world(world *w, uint32_t size, uint64_t seed)
{
    memset(w, 0, sizeof *w);
    w->size = size;
    w->random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    w->keys = calloc(size, sizeof *w->keys);
    w->values = calloc(size, sizeof *w->values);
    w->there = calloc(size, sizeof *w->there);
    w->blocks = calloc(size / BLOCK + 1, sizeof *w->blocks);
    assert_true(w->keys != NULL && w->values != NULL && w->there != NULL && w->blocks != NULL);
    for (uint32_t i = 0; i < size; i++) {
        w->keys[i] = random_key(w, i);
    }
    qsort(w->keys, size, sizeof *w->keys, compare_keys);
    usher_mem host = fault_mem_host(&w->fault);
    us_mem_init(&w->mem, &host);
    us_orders_init(&w->orders, &w->mem);
    w->order = US_ORDER_EMPTY;
}

/* Takes all keys out, one by one. */
static void empty(us_orders *orders, us_order *order)
{
    us_key key;
    while (us_order_first(order, INT64_MAX, &key)) {
        us_order_remove(orders, order, &key);
    }
}

static void close_world(world *w)
{
    empty(&w->orders, &w->order);
    assert_null(w->order.root);
    assert_int_equal(w->orders.leaves.live, 0);
    assert_int_equal(w->orders.inners.live, 0);
    us_orders_clear(&w->orders);
    assert_int_equal(w->mem.bytes, 0);
    assert_int_equal(w->fault.blocks, 0);
    free(w->keys);
    free(w->values);
    free(w->there);
    free(w->blocks);
}

static void check_bound(const world *w)
{
    uint32_t leaves;
    uint32_t inners;
    us_order_worst(w->order.count, &leaves, &inners);
    assert_true(w->orders.leaves.live <= leaves);
    assert_true(w->orders.inners.live <= inners);
}

static void check_shape(const world *w)
{
    const char *wrong = us_order_check(&w->order);
    if (wrong != NULL) {
        fail_msg("%s", wrong);
    }
}

static void add(world *w, uint32_t i, int64_t value)
{
    if (!w->reserved) {
        assert_int_equal(us_orders_reserve(&w->orders, 1), USHER_OK);
    }
    us_order_insert(&w->orders, &w->order, &w->keys[i], value);
    w->there[i] = true;
    w->values[i] = value;
    w->blocks[i / BLOCK]++;
    check_bound(w);
}

static void drop(world *w, uint32_t i)
{
    us_order_remove(&w->orders, &w->order, &w->keys[i]);
    w->there[i] = false;
    w->blocks[i / BLOCK]--;
    check_bound(w);
}

static void change(world *w, uint32_t i, int64_t value)
{
    us_order_set_value(&w->order, &w->keys[i], value);
    w->values[i] = value;
}

/* The index of the first key from `i` that is there within the limit; size if there is none. */
static uint32_t scan(const world *w, uint32_t i, int64_t limit)
{
    while (i < w->size && (!w->there[i] || w->values[i] > limit)) {
        i++;
    }
    return i;
}

static void expect_answer(const world *w, bool found, const us_key *key, uint32_t expected)
{
    assert_int_equal(found, expected < w->size);
    if (found) {
        assert_memory_equal(key, &w->keys[expected], sizeof *key);
    }
}

static void ask_first(const world *w, int64_t limit)
{
    us_key key;
    bool found = us_order_first(&w->order, limit, &key);
    expect_answer(w, found, &key, scan(w, 0, limit));
}

static void ask_next(const world *w, uint32_t after, int64_t limit)
{
    us_key key;
    bool found = us_order_next(&w->order, &w->keys[after], limit, &key);
    expect_answer(w, found, &key, scan(w, after + 1, limit));
}

static void ask_rank(const world *w, uint32_t i)
{
    uint32_t expected = 0;
    for (uint32_t block = 0; block < i / BLOCK; block++) {
        expected += w->blocks[block];
    }
    for (uint32_t at = i / BLOCK * BLOCK; at < i; at++) {
        expected += w->there[at];
    }
    assert_int_equal(us_order_rank(&w->order, &w->keys[i]), expected);
}

static int64_t random_value(world *w)
{
    return roll(w, 4) == 0 ? INT64_MAX : (int64_t)roll(w, 40) - 20;
}

/* One operation; `bias` of 100 changes of what is there are insertions when there is a choice. */
static void random_operation(world *w, uint32_t bias)
{
    uint32_t i = roll(w, w->size);
    switch (roll(w, 8)) {
    case 0:
        ask_first(w, random_value(w));
        break;
    case 1:
        ask_next(w, i, random_value(w));
        break;
    case 2:
        ask_rank(w, i);
        break;
    case 3:
        if (w->there[i]) {
            change(w, i, random_value(w));
        }
        break;
    default:
        if (!w->there[i] && roll(w, 100) < bias) {
            add(w, i, random_value(w));
        } else if (w->there[i] && roll(w, 100) >= bias) {
            drop(w, i);
        }
    }
}

/* Adds keys at random until so many are there. */
static void fill(world *w, uint32_t keys)
{
    while (w->order.count < keys) {
        uint32_t i = roll(w, w->size);
        if (!w->there[i]) {
            add(w, i, random_value(w));
        }
    }
}

/* Phases of growing, standing and shrinking, with a check of the whole tree now and then. */
static void random_work(world *w, uint32_t operations, uint32_t check_every)
{
    static const uint32_t biases[] = { 90, 50, 10, 50, 70, 2, 98, 30 };
    for (uint32_t n = 0; n < operations; n++) {
        random_operation(w, biases[(uint64_t)n * 16 / operations % 8]);
        if (n % check_every == 0) {
            check_shape(w);
        }
    }
    check_shape(w);
}

static void random_run(uint32_t size, uint32_t keys, uint32_t operations, uint32_t check_every)
{
    const char *given = getenv("USHER_SEED");
    uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : size;
    print_message("order: %u keys, USHER_SEED=%llu\n", (unsigned)size, (unsigned long long)seed);
    world w;
    open_world(&w, size, seed);
    fill(&w, keys);
    random_work(&w, operations, check_every);
    close_world(&w);
}

static void random_tiny(void **state)
{
    (void)state;
    random_run(7, 0, 50000, 1);
    random_run(60, 30, 250000, 11);
}

static void random_middle(void **state)
{
    (void)state;
    random_run(600, 300, 200000, 499);
    random_run(6000, 3000, 300000, 2999);
}

static void random_large(void **state)
{
    (void)state;
    random_run(150000, 100000, 200000, 40000);
}

/* ---- shapes ---------------------------------------------------------------------------------- */

static void an_empty_order_answers_no(void **state)
{
    (void)state;
    world w;
    open_world(&w, 8, 1);
    ask_first(&w, INT64_MAX);
    ask_next(&w, 3, INT64_MAX);
    ask_rank(&w, 3);
    add(&w, 3, 5);
    drop(&w, 3);
    assert_null(w.order.root);
    check_shape(&w);
    close_world(&w);
}

static void appending_fills_the_leaves(void **state)
{
    (void)state;
    world w;
    open_world(&w, 20000, 2);
    for (uint32_t i = 0; i < w.size; i++) {
        add(&w, i, random_value(&w));
        assert_int_equal(w.orders.leaves.live, (i + US_NODE_MAX) / US_NODE_MAX);
        if (i % 97 == 0) {
            check_shape(&w);
            ask_rank(&w, i);
        }
    }
    close_world(&w);
}

/* A queue of any length, first in, first out, stays as small as it was. */
static void a_queue_keeps_its_size(void **state)
{
    (void)state;
    static const uint32_t lengths[] = { 1, 2, 11, 12, 13, 23, 24, 25, 100, 1000 };
    for (size_t n = 0; n < sizeof lengths / sizeof lengths[0]; n++) {
        world w;
        open_world(&w, lengths[n] + 3000, 3);
        for (uint32_t i = 0; i < w.size; i++) {
            add(&w, i, (int64_t)i);
            if (i >= lengths[n]) {
                ask_first(&w, (int64_t)i);
                drop(&w, i - lengths[n]);
                check_shape(&w);
                assert_true(w.orders.leaves.live <= lengths[n] / US_NODE_MAX + 3);
            }
        }
        close_world(&w);
    }
}

static void from_either_end(void **state)
{
    (void)state;
    world w;
    open_world(&w, 5000, 4);
    for (uint32_t round = 0; round < 4; round++) {
        for (uint32_t i = 0; i < w.size; i++) {
            add(&w, round & 1 ? i : w.size - 1 - i, random_value(&w));
        }
        check_shape(&w);
        for (uint32_t i = 0; i < w.size; i++) {
            drop(&w, round & 2 ? i : w.size - 1 - i);
            if (i % 61 == 0) {
                check_shape(&w);
            }
        }
        assert_null(w.order.root);
    }
    close_world(&w);
}

/* Removing all but each n-th key of an order that is as full, or as empty, as it can be. */
static void thinned_out(void **state)
{
    (void)state;
    static const uint32_t steps[] = { 2, 11, 12, 13, 23, 24, 25, 288, 576 };
    for (size_t n = 0; n < 2 * sizeof steps / sizeof steps[0]; n++) {
        world w;
        uint32_t step = steps[n / 2];
        open_world(&w, 8000, 5);
        for (uint32_t i = 0; i < w.size; i++) {
            add(&w, n % 2 ? i : w.size - 1 - i, INT64_MAX);
        }
        for (uint32_t i = 0; i < w.size; i++) {
            if (i % step != 0) {
                drop(&w, i);
            }
            if (i % 101 == 0) {
                check_shape(&w);
            }
        }
        check_shape(&w);
        ask_next(&w, step, INT64_MAX);
        ask_first(&w, INT64_MAX - 1);
        close_world(&w);
    }
}

/* Descending insertion leaves every leaf at half: the bound is no larger than it has to be. */
static void the_bound_is_reached(void **state)
{
    (void)state;
    uint32_t leaves;
    uint32_t inners;
    world w;
    open_world(&w, 12 * 100 + 1, 6);
    for (uint32_t i = w.size; i-- > 0;) {
        add(&w, i, 0);
    }
    us_order_worst(w.size, &leaves, &inners);
    assert_int_equal(leaves, 101);
    assert_int_equal(inners, 9 + 1);
    assert_true(w.orders.leaves.live >= leaves - 1);
    for (uint32_t i = w.size - 1; i > 0 && w.orders.leaves.live >= leaves - 1; i--) {
        drop(&w, i);
        check_shape(&w);
    }
    close_world(&w);
    us_order_worst(0, &leaves, &inners);
    assert_int_equal(leaves + inners, 0);
    us_order_worst(12, &leaves, &inners);
    assert_int_equal(leaves, 1);
    assert_int_equal(inners, 0);
    us_order_worst(13, &leaves, &inners);
    assert_int_equal(leaves, 2);
    assert_int_equal(inners, 1);
}

/* ---- memory ---------------------------------------------------------------------------------- */

/* With room for the worst case of 500 keys, nothing that 500 keys can do needs more. */
static void the_worst_case_is_enough(void **state)
{
    (void)state;
    uint32_t leaves;
    uint32_t inners;
    world w;
    open_world(&w, 500, 7);
    us_order_worst(500, &leaves, &inners);
    assert_int_equal(us_orders_reserve_total(&w.orders, leaves, inners), USHER_OK);
    w.fault.refuse_at = 1;
    w.fault.for_ever = true;
    w.reserved = true;
    for (uint32_t i = w.size; i-- > 0;) {
        add(&w, i, 0);
    }
    random_work(&w, 100000, 999);
    assert_int_equal(us_orders_reserve_total(&w.orders, leaves, inners), USHER_OK);
    assert_false(w.fault.refused);
    close_world(&w);
}

/* One insertion into each of many orders after one reservation, at all their sizes. */
static void a_reservation_is_kept(void **state)
{
    (void)state;
    enum { ORDERS = 30, KEYS = 700 };
    world w;
    us_order many[ORDERS];
    open_world(&w, KEYS, 8);
    for (uint32_t n = 0; n < ORDERS; n++) {
        many[n] = US_ORDER_EMPTY;
    }
    for (uint32_t i = 0; i < KEYS; i++) {
        assert_int_equal(us_orders_reserve(&w.orders, ORDERS), USHER_OK);
        w.fault.refuse_at = w.fault.calls + 1;
        w.fault.for_ever = true;
        for (uint32_t n = 0; n < ORDERS; n++) {
            us_order_insert(&w.orders, &many[n], &w.keys[n % 2 ? i : KEYS - 1 - i], 0);
        }
        w.fault.refuse_at = 0;
    }
    for (uint32_t n = 0; n < ORDERS; n++) {
        assert_int_equal(many[n].count, KEYS);
        assert_null(us_order_check(&many[n]));
        empty(&w.orders, &many[n]);
    }
    assert_int_equal(us_orders_reserve(&w.orders, UINT32_MAX), USHER_ERR_LIMIT);
    close_world(&w);
}

static bool work_with_refusals(uint64_t refuse_at, bool for_ever)
{
    world w;
    open_world(&w, 900, 9);
    w.fault.refuse_at = refuse_at;
    w.fault.for_ever = for_ever;
    w.reserved = true;
    for (uint32_t i = 0; i < w.size; i++) {
        usher_status status = i % 2 ? us_orders_reserve(&w.orders, 1)
                                    : us_orders_reserve_total(&w.orders, 1 + i / 4, 7 + i / 40);
        if (status != USHER_OK) {
            assert_int_equal(status, USHER_ERR_NOMEM);
            check_shape(&w);
            w.fault.refuse_at = 0;
        }
        assert_int_equal(us_orders_reserve(&w.orders, 1), USHER_OK);
        add(&w, w.size - 1 - i, 0);
    }
    check_shape(&w);
    bool refused = w.fault.refused;
    close_world(&w);
    return refused;
}

static void every_refusal_is_survived(void **state)
{
    (void)state;
    for (uint64_t n = 1; work_with_refusals(n, false); n += n < 20 ? 1 : 13) {
        assert_true(work_with_refusals(n, true));
    }
}

/* ---- the check itself ------------------------------------------------------------------------ */

static void expect_wrong(const world *w, const char *part)
{
    const char *wrong = us_order_check(&w->order);
    assert_non_null(wrong);
    assert_non_null(strstr(wrong, part));
}

/* Puts another key in a place, looks, and puts the right one back. */
static void expect_wrong_key(const world *w, us_key *place, us_key key, const char *part)
{
    us_key kept = *place;
    *place = key;
    expect_wrong(w, part);
    *place = kept;
}

static void expect_wrong_count(const world *w, uint32_t *place, uint32_t count, const char *part)
{
    uint32_t kept = *place;
    *place = count;
    expect_wrong(w, part);
    *place = kept;
}

static void the_check_sees_damage(void **state)
{
    (void)state;
    world w;
    open_world(&w, 2000, 10);
    for (uint32_t i = 0; i < w.size; i++) {
        add(&w, i, (int64_t)i);
    }
    assert_int_equal(w.order.height, 2);
    us_inner *root = w.order.root;
    assert_int_equal(root->count, 4);
    us_inner *inner = root->child[1];
    us_leaf *leaf = inner->child[1];
    us_inner *edge = root->child[3];
    expect_wrong_key(&w, &leaf->keys[3], leaf->keys[2], "not ascending");
    expect_wrong_key(&w, &inner->last[0], leaf->keys[0], "not after the bound");
    expect_wrong_key(&w, &inner->last[1], leaf->keys[5], "after the bound of its child");
    expect_wrong_key(&w, &root->last[1], root->last[0], "bounds of one node");
    inner->below[2]++;
    expect_wrong(&w, "count is wrong");
    inner->below[2]--;
    inner->least[2]--;
    expect_wrong(&w, "least value");
    inner->least[2]++;
    expect_wrong_count(&w, &leaf->count, US_NODE_HALF - 1, "a node is too full or too empty");
    expect_wrong_count(&w, &leaf->count, US_NODE_MAX + 1, "a node is too full or too empty");
    expect_wrong_count(&w, &leaf->begin, 1, "a node is too full or too empty");
    expect_wrong_count(&w, &leaf->begin, UINT32_MAX, "a node is too full or too empty");
    expect_wrong_count(&w, &inner->count, US_NODE_MAX + 1, "a node is too full or too empty");
    expect_wrong_count(&w, &edge->count, 0, "a node is too full or too empty");
    expect_wrong_count(&w, &root->count, 1, "root");
    expect_wrong_count(&w, &root->count, US_NODE_MAX + 1, "root");
    expect_wrong_count(&w, &w.order.height, US_HEIGHT_MAX + 1, "too high");
    expect_wrong_count(&w, &w.order.count, w.size + 1, "number of keys");
    w.order.last = edge->child[0];
    expect_wrong(&w, "last leaf");
    w.order.last = edge->child[edge->count - 1];
    check_shape(&w);
    close_world(&w);
}

static void the_check_sees_damage_of_small_orders(void **state)
{
    (void)state;
    world w;
    open_world(&w, 8, 11);
    expect_wrong_count(&w, &w.order.count, 1, "empty order");
    expect_wrong_count(&w, &w.order.height, 1, "empty order");
    add(&w, 0, 0);
    us_leaf *root = w.order.root;
    expect_wrong_count(&w, &root->count, 0, "root");
    check_shape(&w);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_tiny),
        cmocka_unit_test(random_middle),
        cmocka_unit_test(random_large),
        cmocka_unit_test(an_empty_order_answers_no),
        cmocka_unit_test(appending_fills_the_leaves),
        cmocka_unit_test(a_queue_keeps_its_size),
        cmocka_unit_test(from_either_end),
        cmocka_unit_test(thinned_out),
        cmocka_unit_test(the_bound_is_reached),
        cmocka_unit_test(the_worst_case_is_enough),
        cmocka_unit_test(a_reservation_is_kept),
        cmocka_unit_test(every_refusal_is_survived),
        cmocka_unit_test(the_check_sees_damage),
        cmocka_unit_test(the_check_sees_damage_of_small_orders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
