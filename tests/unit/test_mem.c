/*
 * test_mem.c - the allocator of one object: what it counts, and how arrays grow.
 */
#include "base/mem.h"
#include "support/fault_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void every_byte_is_counted_once(void **state)
{
    (void)state;
    fault_mem fault = { 0 };
    usher_mem host = fault_mem_host(&fault);
    us_mem mem;
    us_mem_init(&mem, &host);
    void *a = us_mem_resize(&mem, NULL, 0, 100);
    void *b = us_mem_zero(&mem, 50);
    assert_non_null(a);
    assert_non_null(b);
    assert_int_equal(mem.bytes, 150);
    a = us_mem_resize(&mem, a, 100, 30);
    assert_int_equal(mem.bytes, 80);
    assert_int_equal(mem.bytes, fault.bytes);
    assert_null(us_mem_resize(&mem, a, 30, 0));
    us_mem_free(&mem, b, 50);
    us_mem_free(&mem, NULL, 0);
    assert_int_equal(mem.bytes, 0);
    assert_int_equal(fault.blocks, 0);
}

static void zeroed_blocks_are_zero(void **state)
{
    (void)state;
    static const uint8_t zeros[64];
    fault_mem fault = { 0 };
    usher_mem host = fault_mem_host(&fault);
    us_mem mem;
    us_mem_init(&mem, &host);
    void *block = us_mem_zero(&mem, sizeof zeros);
    assert_non_null(block);
    assert_memory_equal(block, zeros, sizeof zeros);
    us_mem_free(&mem, block, sizeof zeros);
}

static void libc_is_the_default(void **state)
{
    (void)state;
    us_mem mem;
    us_mem_init(&mem, NULL);
    char *block = us_mem_resize(&mem, NULL, 0, 4);
    assert_non_null(block);
    memcpy(block, "abc", 4);
    block = us_mem_resize(&mem, block, 4, 4000);
    assert_non_null(block);
    assert_string_equal(block, "abc");
    us_mem_free(&mem, block, 4000);
    assert_int_equal(mem.bytes, 0);
}

static void a_refusal_changes_nothing(void **state)
{
    (void)state;
    fault_mem fault = { 0 };
    usher_mem host = fault_mem_host(&fault);
    us_mem mem;
    us_mem_init(&mem, &host);
    uint8_t *block = us_mem_zero(&mem, 10);
    assert_non_null(block);
    block[9] = 7;
    fault.refuse_at = 2;
    assert_null(us_mem_resize(&mem, block, 10, 1000));
    assert_int_equal(mem.bytes, 10);
    assert_int_equal(block[9], 7);
    us_mem_free(&mem, block, 10);
}

static void arrays_grow_to_what_is_needed(void **state)
{
    (void)state;
    fault_mem fault = { 0 };
    usher_mem host = fault_mem_host(&fault);
    us_mem mem;
    us_mem_init(&mem, &host);
    void *items = NULL;
    uint32_t capacity = 0;
    uint32_t values[300];
    for (uint32_t i = 0; i < 300; i++) {
        assert_int_equal(us_mem_grow(&mem, &items, &capacity, i + 1, sizeof values[0]), USHER_OK);
        assert_true(capacity > i);
        assert_int_equal(mem.bytes, capacity * sizeof values[0]);
        values[i] = i * 7;
        memcpy((uint32_t *)items + i, &values[i], sizeof values[i]);
    }
    assert_memory_equal(items, values, sizeof values);
#ifdef US_EXACT_GROWTH
    assert_int_equal(fault.calls, 300);
#else
    assert_in_range(fault.calls, 2, 12);
#endif
    us_mem_free(&mem, items, capacity * sizeof values[0]);
    assert_int_equal(fault.blocks, 0);
}

static void an_array_that_cannot_grow_stands(void **state)
{
    (void)state;
    fault_mem fault = { .refuse_at = 2 };
    usher_mem host = fault_mem_host(&fault);
    us_mem mem;
    us_mem_init(&mem, &host);
    void *items = NULL;
    uint32_t capacity = 0;
    assert_int_equal(us_mem_grow(&mem, &items, &capacity, 3, 8), USHER_OK);
    void *before = items;
    uint32_t had = capacity;
    assert_int_equal(us_mem_grow(&mem, &items, &capacity, 3000, 8), USHER_ERR_NOMEM);
    assert_ptr_equal(items, before);
    assert_int_equal(capacity, had);
    assert_int_equal(mem.bytes, had * 8);
    assert_int_equal(us_mem_grow(&mem, &items, &capacity, 3000, 8), USHER_OK);
    assert_int_equal(us_mem_grow(&mem, &items, &capacity, 2, SIZE_MAX), USHER_OK);
    assert_int_equal(us_mem_grow(&mem, &items, &capacity, 5000, SIZE_MAX / 4), USHER_ERR_NOMEM);
    us_mem_free(&mem, items, capacity * (size_t)8);
    assert_int_equal(fault.blocks, 0);
}

static void statuses_have_names_and_texts(void **state)
{
    (void)state;
    assert_string_equal(usher_status_name(USHER_OK), "OK");
    assert_string_equal(usher_status_name(USHER_EXISTS), "EXISTS");
    assert_string_equal(usher_status_name(USHER_ERR_IN_USE), "ERR_IN_USE");
    assert_string_equal(usher_strerror(USHER_ERR_FULL), "the queue is at capacity");
    assert_string_equal(usher_status_name(2), "unknown");
    assert_string_equal(usher_strerror(-1000), "unknown status");
    assert_string_equal(usher_version(), USHER_VERSION);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_is_counted_once),
        cmocka_unit_test(zeroed_blocks_are_zero),
        cmocka_unit_test(libc_is_the_default),
        cmocka_unit_test(a_refusal_changes_nothing),
        cmocka_unit_test(arrays_grow_to_what_is_needed),
        cmocka_unit_test(an_array_that_cannot_grow_stands),
        cmocka_unit_test(statuses_have_names_and_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
