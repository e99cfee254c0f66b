/*
 * test_hours_hash.c - the hash of a centre and its bytes are of its zones, overrides and parents
 * too; and a lack of memory while they are built leaves nothing behind.
 */
#include "hours_parts.h"

#include "support/fault_mem.h"

#include <usher/centre.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* ---- the hash -------------------------------------------------------------------------------- */

/* As bytes, and back. */
static void comes_back(const usher_centre *centre)
{
    usher_centre *again = NULL;
    size_t size = usher_centre_encode(centre, NULL, 0);
    uint8_t *bytes = malloc(size);
    assert_non_null(bytes);
    assert_int_equal(usher_centre_encode(centre, bytes, size), size);
    assert_int_equal(usher_centre_decode(bytes, size, NULL, &again), USHER_OK);
    assert_true(usher_centre_hash(again) == usher_centre_hash(centre));
    assert_int_equal(usher_centre_encode(again, NULL, 0), size);
    usher_centre_unref(again);
    free(bytes);
}

/* Cut off anywhere, or changed anywhere but where nothing decides: refused, or another centre. */
static void damaged_bytes_are_noticed(void **state)
{
    (void)state;
    hours_parts p;
    hours_parts_fill(&p);
    usher_centre *centre = hours_parts_build(&p);
    size_t size = usher_centre_encode(centre, NULL, 0);
    uint8_t *bytes = malloc(size);
    assert_non_null(bytes);
    assert_int_equal(usher_centre_encode(centre, bytes, size), size);
    usher_centre_unref(centre);
    for (size_t cut = 0; cut < size; cut++) {
        assert_int_equal(usher_centre_decode(bytes, cut, NULL, &centre), USHER_ERR_CORRUPT);
    }
    for (size_t at = 1; at < size; at++) {
        bytes[at] ^= 0x21;
        assert_int_equal(usher_centre_decode(bytes, size, NULL, &centre), USHER_ERR_CORRUPT);
        bytes[at] ^= 0x21;
    }
    free(bytes);
    hours_parts_clear(&p);
}

static void each_part_changes_the_hash(void **state)
{
    (void)state;
    uint64_t hashes[64];
    int count = 0;
    for (;; count++) {
        hours_parts p;
        hours_parts_fill(&p);
        bool changed = hours_parts_change(&p, count);
        if (changed) {
            usher_centre *centre = hours_parts_build(&p);
            hashes[count] = usher_centre_hash(centre);
            comes_back(centre);
            usher_centre_unref(centre);
        }
        hours_parts_clear(&p);
        if (!changed) {
            break;
        }
        for (int i = 0; i < count; i++) {
            if (hashes[i] == hashes[count]) {
                fail_msg("changes %d and %d have the same hash", i, count);
            }
        }
    }
    assert_int_equal(count, 27);
    /* A store remembers it: it must be the same with every compiler and in every version. */
    assert_int_equal(hashes[0], UINT64_C(0xd179726544f7d624));
}

/* ---- memory ---------------------------------------------------------------------------------- */

static void each_allocation_fails(const hours_parts *p)
{
    bool refused_once = true;
    for (uint64_t n = 1; refused_once; n++) {
        fault_mem fault = { .refuse_at = n };
        usher_mem mem = fault_mem_host(&fault);
        usher_centre_builder *b = NULL;
        usher_centre *centre = NULL;
        usher_status status = usher_centre_builder_new(&mem, &b);
        if (status == USHER_OK) {
            status = hours_parts_define(p, b);
        }
        if (status == USHER_OK) {
            status = usher_centre_build(b, &centre);
        }
        refused_once = fault.refused;
        assert_int_equal(status, refused_once ? USHER_ERR_NOMEM : USHER_OK);
        usher_centre_builder_free(b);
        usher_centre_unref(centre);
        assert_int_equal(fault.blocks, 0);
    }
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    hours_parts p;
    hours_parts_fill(&p);
    each_allocation_fails(&p);
    p.hours[0].closed_count = 0; /* then the first override is one with spans */
    each_allocation_fails(&p);
    hours_parts_clear(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_part_changes_the_hash),
        cmocka_unit_test(damaged_bytes_are_noticed),
        cmocka_unit_test(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
