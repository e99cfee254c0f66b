/*
 * test_text.c - texts of every length in cells: what is stored is what is found, within the budget.
 */
#include "base/text.h"
#include "support/fault_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { LONGEST = 260, CELL = 64 };

typedef struct world {
    fault_mem fault;
    us_mem mem;
    us_texts texts;
    char bytes[LONGEST];
} world;

static void open_world(world *w, uint32_t bytes_max)
{
    memset(w, 0xee, sizeof *w);
    w->fault = (fault_mem){ 0 };
    usher_mem host = fault_mem_host(&w->fault);
    us_mem_init(&w->mem, &host);
    us_texts_init(&w->texts, &w->mem, bytes_max);
    for (size_t i = 0; i < LONGEST; i++) {
        w->bytes[i] = (char)(i * 37 + i / 11);
    }
}

static void close_world(world *w)
{
    us_texts_clear(&w->texts);
    assert_int_equal(w->mem.bytes, 0);
    assert_int_equal(w->fault.blocks, 0);
}

static us_text put(world *w, const char *bytes, size_t size)
{
    assert_int_equal(us_texts_reserve(&w->texts, size, 0), USHER_OK);
    return us_texts_put(&w->texts, bytes, size);
}

static void expect_text(world *w, us_text text, size_t size)
{
    char buffer[LONGEST + 1];
    memset(buffer, 'x', sizeof buffer);
    assert_int_equal(us_texts_copy(&w->texts, text, buffer, sizeof buffer), size);
    assert_memory_equal(buffer, w->bytes, size);
    assert_int_equal(buffer[size], '\0');
    assert_true(us_texts_equal(&w->texts, text, w->bytes, size));
}

static void every_length_is_kept(void **state)
{
    (void)state;
    world w;
    open_world(&w, 1u << 20);
    us_text texts[LONGEST];
    for (size_t size = 0; size < LONGEST; size++) {
        texts[size] = put(&w, w.bytes, size);
        assert_int_equal(texts[size] == US_NIL, size == 0);
    }
    for (size_t size = 0; size < LONGEST; size++) {
        expect_text(&w, texts[size], size);
    }
    for (size_t size = 0; size < LONGEST; size += 2) {
        us_texts_free(&w.texts, texts[size]);
    }
    for (size_t size = 1; size < LONGEST; size += 2) {
        expect_text(&w, texts[size], size);
        us_texts_free(&w.texts, texts[size]);
    }
    assert_int_equal(w.texts.cells.live, 0);
    close_world(&w);
}

static void copies_are_cut_to_fit(void **state)
{
    (void)state;
    world w;
    open_world(&w, 1u << 20);
    us_text text = put(&w, w.bytes, 150);
    for (size_t room = 1; room < 200; room++) {
        char buffer[256];
        memset(buffer, 'x', sizeof buffer);
        size_t copied = room - 1 < 150 ? room - 1 : 150;
        assert_int_equal(us_texts_copy(&w.texts, text, buffer, room), 150);
        assert_memory_equal(buffer, w.bytes, copied);
        assert_int_equal(buffer[copied], '\0');
        assert_int_equal(buffer[copied + 1], 'x');
    }
    assert_int_equal(us_texts_copy(&w.texts, text, NULL, 0), 150);
    char none = 'x';
    assert_int_equal(us_texts_copy(&w.texts, US_NIL, &none, 1), 0);
    assert_int_equal(none, '\0');
    close_world(&w);
}

static void one_byte_makes_a_difference(void **state)
{
    (void)state;
    world w;
    open_world(&w, 1u << 20);
    us_text text = put(&w, w.bytes, 130);
    us_text same = put(&w, w.bytes, 130);
    uint64_t digest = us_texts_digest(&w.texts, text, 5);
    assert_true(us_texts_digest(&w.texts, same, 5) == digest);
    assert_true(us_texts_digest(&w.texts, text, 6) != digest);
    for (size_t i = 0; i < 130; i++) {
        w.bytes[i] ^= 0x40;
        assert_false(us_texts_equal(&w.texts, text, w.bytes, 130));
        us_text other = put(&w, w.bytes, 130);
        assert_true(us_texts_digest(&w.texts, other, 5) != digest);
        us_texts_free(&w.texts, other);
        w.bytes[i] ^= 0x40;
    }
    assert_false(us_texts_equal(&w.texts, text, w.bytes, 129));
    assert_false(us_texts_equal(&w.texts, text, w.bytes, 131));
    assert_false(us_texts_equal(&w.texts, text, "", 0));
    assert_true(us_texts_equal(&w.texts, US_NIL, "", 0));
    assert_false(us_texts_equal(&w.texts, US_NIL, "a", 1));
    close_world(&w);
}

/* What lies in a cell from before does not show, and zeros at the end count. */
static void digests_are_of_the_bytes_alone(void **state)
{
    (void)state;
    world w;
    open_world(&w, 1u << 20);
    us_text text = put(&w, "a", 1);
    uint64_t digest = us_texts_digest(&w.texts, text, 0);
    us_texts_free(&w.texts, text);
    us_texts_free(&w.texts, put(&w, w.bytes, 200));
    text = put(&w, "a", 1);
    assert_true(us_texts_digest(&w.texts, text, 0) == digest);
    us_text zero = put(&w, "a\0", 2);
    assert_true(us_texts_digest(&w.texts, zero, 0) != digest);
    close_world(&w);
}

/* Computed apart: the length, then eight bytes at a time as little-endian words. */
static void digests_are_equal_everywhere(void **state)
{
    (void)state;
    world w;
    open_world(&w, 1u << 20);
    us_text word = put(&w, "c-1", 3);
    us_text whole = put(&w, w.bytes, 130);
    assert_true(us_texts_digest(&w.texts, US_NIL, 5) == UINT64_C(0x1715609fc4df6892));
    assert_true(us_texts_digest(&w.texts, word, 5) == UINT64_C(0x8d3db410c35d2c47));
    assert_true(us_texts_digest(&w.texts, whole, 5) == UINT64_C(0x5fcff5d76127154d));
    close_world(&w);
}

static void the_budget_holds(void **state)
{
    (void)state;
    world w;
    open_world(&w, 10 * CELL + CELL - 1);
    assert_int_equal(us_texts_reserve(&w.texts, 10 * 48, 0), USHER_OK);
    assert_int_equal(us_texts_reserve(&w.texts, 10 * 48 + 1, 0), USHER_ERR_LIMIT);
    assert_int_equal(us_texts_reserve(&w.texts, 9 * 48, 1), USHER_OK);
    assert_int_equal(us_texts_reserve(&w.texts, 9 * 48 + 1, 1), USHER_ERR_LIMIT);
    assert_int_equal(us_texts_reserve(&w.texts, SIZE_MAX, 0), USHER_ERR_LIMIT);
    assert_int_equal(us_texts_reserve(&w.texts, 1, SIZE_MAX), USHER_ERR_LIMIT);
    assert_int_equal(us_texts_reserve(&w.texts, SIZE_MAX, SIZE_MAX), USHER_ERR_LIMIT);
    us_text text = put(&w, w.bytes, 4 * 48);
    assert_int_equal(us_texts_reserve(&w.texts, 6 * 48, 0), USHER_OK);
    assert_int_equal(us_texts_reserve(&w.texts, 6 * 48, 1), USHER_ERR_LIMIT);
    us_texts_free(&w.texts, text);
    assert_int_equal(us_texts_reserve(&w.texts, 10 * 48, 0), USHER_OK);
    assert_true(w.mem.bytes < 64 * 1024);
    close_world(&w);
}

static bool work_with_refusals(uint64_t refuse_at, bool for_ever)
{
    world w;
    open_world(&w, 1u << 20);
    w.fault.refuse_at = refuse_at;
    w.fault.for_ever = for_ever;
    for (size_t n = 0; n < 40; n++) {
        if (us_texts_reserve(&w.texts, LONGEST, 100) != USHER_OK) {
            assert_true(w.fault.refused);
            w.fault.refuse_at = 0;
            assert_int_equal(us_texts_reserve(&w.texts, LONGEST, 100), USHER_OK);
        }
        us_text first = us_texts_put(&w.texts, w.bytes, LONGEST);
        us_text second = us_texts_put(&w.texts, w.bytes, 100);
        expect_text(&w, first, LONGEST);
        expect_text(&w, second, 100);
        if (n % 3 == 0) {
            us_texts_free(&w.texts, first);
        }
    }
    bool refused = w.fault.refused;
    close_world(&w);
    return refused;
}

static void every_refusal_is_survived(void **state)
{
    (void)state;
    for (uint64_t n = 1; work_with_refusals(n, false); n++) {
        assert_true(work_with_refusals(n, true));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_length_is_kept),
        cmocka_unit_test(copies_are_cut_to_fit),
        cmocka_unit_test(one_byte_makes_a_difference),
        cmocka_unit_test(digests_are_of_the_bytes_alone),
        cmocka_unit_test(digests_are_equal_everywhere),
        cmocka_unit_test(the_budget_holds),
        cmocka_unit_test(every_refusal_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
