/*
 * test_buf.c - record bytes: exact encodings, round trips, and everything that must be refused.
 */
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const uint64_t numbers[] = {
    0,
    1,
    2,
    0x7f,
    0x80,
    0x81,
    0x3fff,
    0x4000,
    0x1fffff,
    0x200000,
    UINT32_MAX,
    (uint64_t)UINT32_MAX + 1,
    INT64_MAX,
    (uint64_t)INT64_MAX + 1,
    UINT64_MAX - 1,
    UINT64_MAX,
};
enum { NUMBERS = sizeof numbers / sizeof numbers[0] };
static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";

static void expect_bytes(uint64_t value, const char *bytes, size_t size)
{
    uint8_t data[16];
    us_writer w = { .data = data, .capacity = sizeof data };
    us_write_uint(&w, value);
    assert_false(w.failed);
    assert_int_equal(w.size, size);
    assert_memory_equal(data, bytes, size);
}

static void varints_are_leb128(void **state)
{
    (void)state;
    expect_bytes(0, "\x00", 1);
    expect_bytes(127, "\x7f", 1);
    expect_bytes(128, "\x80\x01", 2);
    expect_bytes(300, "\xac\x02", 2);
    expect_bytes(UINT64_MAX, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10);
}

static void signed_numbers_are_zigzag(void **state)
{
    (void)state;
    static const int64_t values[] = { 0, -1, 1, -2, 2, 63, -64, 64, INT64_MAX, INT64_MIN };
    static const uint64_t codes[] = { 0, 1, 2, 3, 4, 126, 127, 128, UINT64_MAX - 1, UINT64_MAX };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        uint8_t data[16];
        us_writer w = { .data = data, .capacity = sizeof data };
        us_write_int(&w, values[i]);
        us_reader code = { .data = data, .size = w.size };
        assert_true(us_read_uint(&code) == codes[i]);
        us_reader value = { .data = data, .size = w.size };
        assert_true(us_read_int(&value) == values[i]);
        assert_false(code.failed || value.failed);
    }
}

static void fixed_words_are_little_endian(void **state)
{
    (void)state;
    uint8_t data[4];
    us_writer w = { .data = data, .capacity = sizeof data };
    us_write_fixed32(&w, 0x01020384u);
    assert_memory_equal(data, "\x84\x03\x02\x01", 4);
    us_reader r = { .data = data, .size = 4 };
    assert_int_equal(us_read_fixed32(&r), 0x01020384u);
}

/* Writes one of everything, in `capacity` bytes. */
static us_writer write_all(uint8_t *data, size_t capacity)
{
    us_writer w = { .data = data, .capacity = capacity };
    for (size_t i = 0; i < NUMBERS; i++) {
        us_write_uint(&w, numbers[i]);
        us_write_int(&w, (int64_t)(numbers[i] / 2));
        us_write_int(&w, -(int64_t)(numbers[i] / 2) - 1);
        us_write_fixed32(&w, (uint32_t)numbers[i]);
        us_write_bytes(&w, letters + i, i);
    }
    return w;
}

static void read_all(us_reader *r)
{
    for (size_t i = 0; i < NUMBERS; i++) {
        bool same = us_read_uint(r) == numbers[i];
        same = us_read_int(r) == (int64_t)(numbers[i] / 2) && same;
        same = us_read_int(r) == -(int64_t)(numbers[i] / 2) - 1 && same;
        same = us_read_fixed32(r) == (uint32_t)numbers[i] && same;
        const uint8_t *bytes = us_read_bytes(r, i);
        same = bytes != NULL && memcmp(bytes, letters + i, i) == 0 && same;
        assert_true(same || r->failed);
    }
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    uint8_t data[1024];
    us_writer w = write_all(data, sizeof data);
    assert_false(w.failed);
    us_reader r = { .data = data, .size = w.size };
    read_all(&r);
    assert_false(r.failed);
    assert_int_equal(r.at, r.size);
    assert_int_equal(us_read_uint(&r), 0);
    assert_true(r.failed);
}

/* Every capacity but the last is too small; not a byte behind the end is touched. */
static void short_room_fails_softly(void **state)
{
    (void)state;
    uint8_t data[1024];
    size_t whole = write_all(data, sizeof data).size;
    for (size_t capacity = 0; capacity < whole; capacity++) {
        memset(data, 0xee, sizeof data);
        us_writer w = write_all(data, capacity);
        assert_true(w.failed);
        assert_true(w.size <= capacity);
        for (size_t i = w.size; i < sizeof data; i++) {
            assert_int_equal(data[i], 0xee);
        }
    }
    assert_false(write_all(data, whole).failed);
}

/* What may be read ends where the array ends, so that a sanitizer sees who reads behind it. */
static void every_cut_is_noticed(void **state)
{
    (void)state;
    uint8_t data[1024];
    uint8_t part[1024];
    size_t whole = write_all(data, sizeof data).size;
    for (size_t size = 0; size < whole; size++) {
        us_reader r = { .data = part + sizeof part - size, .size = size };
        memcpy(part + sizeof part - size, data, size);
        read_all(&r);
        assert_true(r.failed);
        assert_true(r.at <= size);
    }
}

static void a_failed_end_stays_failed(void **state)
{
    (void)state;
    uint8_t data[4] = { 1, 2, 3, 4 };
    us_writer w = { .data = data, .capacity = 4 };
    us_write_bytes(&w, "12345", 5);
    us_write_uint(&w, 9);
    assert_true(w.failed);
    assert_int_equal(w.size, 0);
    assert_int_equal(data[0], 1);
    us_reader r = { .data = data, .size = 4 };
    assert_null(us_read_bytes(&r, 5));
    assert_true(r.failed);
    assert_int_equal(us_read_uint(&r), 0);
    assert_int_equal(us_read_int(&r), 0);
    assert_int_equal(us_read_fixed32(&r), 0);
    assert_null(us_read_bytes(&r, 0));
    assert_int_equal(r.at, 0);
}

static void expect_refusal(const char *bytes, size_t size)
{
    us_reader r = { .data = (const uint8_t *)bytes, .size = size };
    assert_int_equal(us_read_uint(&r), 0);
    assert_true(r.failed);
}

static void bad_varints_are_refused(void **state)
{
    (void)state;
    expect_refusal("", 0);
    expect_refusal("\x80", 1);
    expect_refusal("\x80\x00", 2); /* 0 in two bytes */
    expect_refusal("\xff\x00", 2);
    expect_refusal("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00", 10);
    expect_refusal("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x02", 10); /* 2^64 */
    expect_refusal("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 10);
    expect_refusal("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\x00", 11);
    expect_refusal("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11);
}

static void no_bytes_are_always_there(void **state)
{
    (void)state;
    us_writer w = { .data = NULL };
    us_write_bytes(&w, NULL, 0);
    assert_false(w.failed);
    us_reader r = { .data = NULL };
    us_read_bytes(&r, 0);
    assert_false(r.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(varints_are_leb128),
        cmocka_unit_test(signed_numbers_are_zigzag),
        cmocka_unit_test(fixed_words_are_little_endian),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(short_room_fails_softly),
        cmocka_unit_test(every_cut_is_noticed),
        cmocka_unit_test(a_failed_end_stays_failed),
        cmocka_unit_test(bad_varints_are_refused),
        cmocka_unit_test(no_bytes_are_always_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
