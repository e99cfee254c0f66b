/*
 * test_hash.c - published and independently computed values, so that every platform agrees.
 */
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void crc_of_known_bytes(void **state)
{
    (void)state;
    uint8_t bytes[32];
    assert_int_equal(us_crc32c(0, "", 0), 0);
    assert_int_equal(us_crc32c(0, "123456789", 9), 0xe3069283u);
    /* The vectors of RFC 3720, appendix B.4. */
    memset(bytes, 0, sizeof bytes);
    assert_int_equal(us_crc32c(0, bytes, sizeof bytes), 0x8a9136aau);
    memset(bytes, 0xff, sizeof bytes);
    assert_int_equal(us_crc32c(0, bytes, sizeof bytes), 0x62a8ab43u);
    for (uint8_t i = 0; i < 32; i++) {
        bytes[i] = i;
    }
    assert_int_equal(us_crc32c(0, bytes, sizeof bytes), 0x46dd794eu);
}

static uint32_t crc_bit_by_bit(const uint8_t *bytes, size_t size)
{
    uint32_t crc = 0xffffffffu;
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78u : 0);
        }
    }
    return ~crc;
}

/* Every length, every alignment and every way to cut the bytes in two. */
static void crc_in_parts(void **state)
{
    (void)state;
    uint8_t bytes[80];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i * 167 + 13);
    }
    for (size_t from = 0; from < 8; from++) {
        for (size_t size = 0; size <= 64; size++) {
            uint32_t expected = crc_bit_by_bit(bytes + from, size);
            for (size_t cut = 0; cut <= size; cut++) {
                uint32_t crc = us_crc32c(0, bytes + from, cut);
                assert_int_equal(us_crc32c(crc, bytes + from + cut, size - cut), expected);
            }
        }
    }
}

/* Values of a second implementation that also gives the published values of SipHash-2-4. */
static void hash_of_known_bytes(void **state)
{
    (void)state;
    const uint8_t count[15] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 };
    const char *text = "usher: who is next, who is third?";
    const uint64_t seed = UINT64_C(0x0706050403020100);
    assert_true(us_hash_bytes(0, NULL, 0) == UINT64_C(0xd1fba762150c532c));
    assert_true(us_hash_bytes(1, "", 0) == UINT64_C(0x4fda547dd7345299));
    assert_true(us_hash_bytes(1, "a", 1) == UINT64_C(0x53a897feb92bd2a1));
    assert_true(us_hash_bytes(seed, "12345678", 8) == UINT64_C(0xa8bdceb37c646c40));
    assert_true(us_hash_bytes(seed, count, sizeof count) == UINT64_C(0xb138d454004c6c73));
    assert_true(us_hash_bytes(UINT64_MAX, text, strlen(text)) == UINT64_C(0x1dcc7b27c8d220c6));
}

static void digests_depend_on_order(void **state)
{
    (void)state;
    uint64_t one_two = us_digest(us_digest(0, 1), 2);
    assert_true(one_two == us_digest(us_digest(0, 1), 2));
    assert_true(one_two != us_digest(us_digest(0, 2), 1));
    assert_true(us_digest(0, 1) == (UINT64_C(0x9e3779b97f4a7c15) ^ UINT64_C(0x4f1bbcdcb)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crc_of_known_bytes),
        cmocka_unit_test(crc_in_parts),
        cmocka_unit_test(hash_of_known_bytes),
        cmocka_unit_test(digests_depend_on_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
