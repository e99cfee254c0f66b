/*
 * test_centre_bytes.c - a centre as bytes and back.
 *
 * That every field that decides is in the bytes is shown by test_centre_hash.c, which reads back
 * each of its centres. Here: what people read, damage of every kind, memory.
 */
#include "support/centre_parts.h"
#include "support/fault_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = 1000 };

typedef struct bytes {
    uint8_t data[BYTES_MAX];
    size_t size;
} bytes;

static usher_centre *build(void)
{
    centre_parts p;
    usher_centre_builder *b;
    usher_centre *centre = NULL;
    usher_status status = USHER_OK;
    centre_parts_fill(&p);
    centre_parts_fill_rules(&p);
    assert_int_equal(usher_centre_builder_new(NULL, &b), USHER_OK);
    for (uint32_t at = 0; centre_parts_define(&p, at, b, &status); at++) {
        assert_int_equal(status, USHER_OK);
    }
    assert_int_equal(usher_centre_build(b, &centre), USHER_OK);
    usher_centre_builder_free(b);
    return centre;
}

static bytes encoded(void)
{
    bytes b;
    usher_centre *centre = build();
    b.size = usher_centre_encode(centre, b.data, sizeof b.data);
    assert_true(b.size <= BYTES_MAX);
    usher_centre_unref(centre);
    return b;
}

/* Reads exactly these bytes, so that a sanitizer sees who reads more. */
static usher_status decode(const uint8_t *data, size_t size, usher_centre **out)
{
    uint8_t *copy = malloc(size + 1);
    assert_non_null(copy);
    memcpy(copy, data, size);
    uint8_t *exact = realloc(copy, size > 0 ? size : 1);
    assert_non_null(exact);
    usher_status status = usher_centre_decode(exact, size, NULL, out);
    free(exact);
    return status;
}

static void a_centre_comes_back(void **state)
{
    (void)state;
    bytes b = encoded();
    bytes again;
    usher_centre *centre;
    usher_queue_def queue;
    assert_int_equal(decode(b.data, b.size, &centre), USHER_OK);
    again.size = usher_centre_encode(centre, again.data, sizeof again.data);
    assert_int_equal(again.size, b.size);
    assert_memory_equal(again.data, b.data, b.size);
    assert_true(usher_centre_queue(centre, (usher_queue_ref){ 1 }, &queue));
    assert_string_equal(queue.display, "Sales");
    assert_string_equal(usher_centre_name(centre), "acme");
    usher_centre_unref(centre);
}

static void an_empty_centre_comes_back(void **state)
{
    (void)state;
    bytes b;
    usher_centre_builder *builder;
    usher_centre *centre;
    assert_int_equal(usher_centre_builder_new(NULL, &builder), USHER_OK);
    assert_int_equal(usher_centre_build(builder, &centre), USHER_OK);
    usher_centre_builder_free(builder);
    uint64_t hash = usher_centre_hash(centre);
    b.size = usher_centre_encode(centre, b.data, sizeof b.data);
    usher_centre_unref(centre);
    assert_int_equal(decode(b.data, b.size, &centre), USHER_OK);
    assert_true(usher_centre_hash(centre) == hash);
    usher_centre_unref(centre);
}

static void the_size_is_told_when_there_is_no_room(void **state)
{
    (void)state;
    bytes b = encoded();
    usher_centre *centre = build();
    assert_int_equal(usher_centre_encode(centre, NULL, 0), b.size);
    for (size_t room = 0; room <= b.size; room++) {
        uint8_t *small = malloc(room + 1);
        assert_non_null(small);
        small[room] = 0xa5;
        assert_int_equal(usher_centre_encode(centre, small, room), b.size);
        assert_int_equal(small[room], 0xa5);
        free(small);
    }
    usher_centre_unref(centre);
}

static void bytes_that_are_cut_or_too_many_are_refused(void **state)
{
    (void)state;
    bytes b = encoded();
    usher_centre *centre;
    for (size_t size = 0; size < b.size; size++) {
        assert_int_equal(decode(b.data, size, &centre), USHER_ERR_CORRUPT);
    }
    b.data[b.size] = 0;
    assert_int_equal(decode(b.data, b.size + 1, &centre), USHER_ERR_CORRUPT);
}

/* What decides is noticed: names that people read, and channels that are off, do not decide. */
static void every_changed_byte_is_noticed(void **state)
{
    (void)state;
    static const uint8_t masks[] = { 0x01, 0x80, 0xff, 0x20 };
    bytes good = encoded();
    uint32_t taken = 0;
    for (size_t at = 0; at < good.size; at++) {
        for (size_t i = 0; i < sizeof masks; i++) {
            bytes b = good;
            usher_centre *centre = NULL;
            b.data[at] ^= masks[i];
            usher_status status = decode(b.data, b.size, &centre);
            assert_true((status == USHER_OK) == (centre != NULL));
            assert_true(status == USHER_OK || status == USHER_ERR_CORRUPT ||
                        (status == USHER_ERR_VERSION && at == 0));
            if (status == USHER_OK) {
                usher_centre_unref(centre);
                taken++;
            }
        }
    }
    uint32_t letters = sizeof "Sales" + sizeof "support";
    assert_true(taken <= letters * 2 + 2 * USHER_CHANNELS_MAX);
}

static void another_version_is_told(void **state)
{
    (void)state;
    bytes b = encoded();
    usher_centre *centre;
    b.data[0] = 99;
    assert_int_equal(decode(b.data, b.size, &centre), USHER_ERR_VERSION);
    assert_int_equal(usher_centre_decode(NULL, 0, NULL, &centre), USHER_ERR_INVALID);
    assert_int_equal(usher_centre_decode(b.data, b.size, NULL, NULL), USHER_ERR_INVALID);
}

static void without_memory_nothing_is_left(void **state)
{
    (void)state;
    bytes b = encoded();
    for (int for_ever = 0; for_ever <= 1; for_ever++) {
        for (uint64_t n = 1;; n++) {
            fault_mem fault = { .refuse_at = n, .for_ever = for_ever != 0 };
            usher_mem mem = fault_mem_host(&fault);
            usher_centre *centre = NULL;
            usher_status status = usher_centre_decode(b.data, b.size, &mem, &centre);
            assert_int_equal(status, fault.refused ? USHER_ERR_NOMEM : USHER_OK);
            usher_centre_unref(centre);
            assert_int_equal(fault.blocks, 0);
            if (!fault.refused) {
                break;
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_centre_comes_back),
        cmocka_unit_test(an_empty_centre_comes_back),
        cmocka_unit_test(the_size_is_told_when_there_is_no_room),
        cmocka_unit_test(bytes_that_are_cut_or_too_many_are_refused),
        cmocka_unit_test(every_changed_byte_is_noticed),
        cmocka_unit_test(another_version_is_told),
        cmocka_unit_test(without_memory_nothing_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
