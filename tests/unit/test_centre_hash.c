/*
 * test_centre_hash.c - the hash of a centre is of all in it that decides, and of nothing else.
 *
 * One field after the other is changed, in a centre with one of everything; no two centres may have
 * the same hash. What is only shown to people changes nothing.
 */
#include "support/centre_changes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { CHANGES_MAX = 200, FAILURE_FIELDS = 4 * USHER_FAILURES - 1 };

static usher_centre *build(const centre_parts *p)
{
    usher_centre_builder *b;
    usher_centre *centre = NULL;
    usher_status status = USHER_OK;
    assert_int_equal(usher_centre_builder_new(NULL, &b), USHER_OK);
    for (uint32_t at = 0; centre_parts_define(p, at, b, &status); at++) {
        assert_int_equal(status, USHER_OK);
    }
    assert_int_equal(usher_centre_build(b, &centre), USHER_OK);
    usher_centre_builder_free(b);
    return centre;
}

/* The hash; and a centre that was bytes in between has the same one. */
static uint64_t hash_of(const centre_parts *p)
{
    usher_centre *centre = build(p);
    uint64_t hash = usher_centre_hash(centre);
    uint8_t bytes[1000];
    size_t size = usher_centre_encode(centre, bytes, sizeof bytes);
    usher_centre_unref(centre);
    assert_int_equal(usher_centre_decode(bytes, size, NULL, &centre), USHER_OK);
    assert_true(usher_centre_hash(centre) == hash);
    usher_centre_unref(centre);
    return hash;
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void every_field_that_decides_changes_it(void **state)
{
    (void)state;
    uint64_t hashes[CHANGES_MAX];
    int count = 1;
    centre_parts p;
    centre_parts_fill(&p);
    hashes[0] = hash_of(&p);
    for (int area = 0; area < CENTRE_AREAS; area++) {
        for (int n = 0; centre_parts_change(&p, area, n); n++) {
            hashes[count] = hash_of(&p);
            for (int i = 0; i < count; i++) {
                if (hashes[i] == hashes[count]) {
                    fail_msg("change %d of area %d does not change the hash", n, area);
                }
            }
            count++;
            centre_parts_fill(&p);
        }
        centre_parts_fill(&p);
    }
    assert_int_equal(count, 1 + 4 + 18 + FAILURE_FIELDS + 9 + 12 + 15 + 10 + 6 + 20);
}

static void what_is_only_shown_does_not(void **state)
{
    (void)state;
    centre_parts p;
    centre_parts_fill(&p);
    uint64_t hash = hash_of(&p);
    p.queues[0].display = "Verkauf";
    assert_true(hash_of(&p) == hash);
    p.queues[0].display = NULL;
    assert_true(hash_of(&p) == hash);
}

/* A word that is the default, or an order that decides nothing, means the same. */
static void what_means_the_same_does_not(void **state)
{
    (void)state;
    centre_parts p;
    centre_parts_fill(&p);
    uint64_t hash = hash_of(&p);
    p.profile.while_busy[USHER_VOICE] = USHER_WHILE_BUSY_OWN; /* as the option says */
    assert_true(hash_of(&p) == hash);
    p.profile.while_busy[USHER_TASK] = USHER_WHILE_BUSY_ANY; /* a channel that is off */
    assert_true(hash_of(&p) == hash);
    usher_entry_def entry = p.entries[0]; /* of different priority: whoever was added first */
    p.entries[0] = p.entries[1];
    p.entries[1] = entry;
    assert_true(hash_of(&p) == hash);
}

/* A store remembers the hash: it must be the same with every compiler and in every version. */
static void it_is_the_same_everywhere(void **state)
{
    (void)state;
    centre_parts p;
    centre_parts_fill(&p);
    uint64_t hash = hash_of(&p);
    assert_int_equal(hash, UINT64_C(0x5c0f42c5a528879c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_that_decides_changes_it),
        cmocka_unit_test(what_is_only_shown_does_not),
        cmocka_unit_test(what_means_the_same_does_not),
        cmocka_unit_test(it_is_the_same_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
