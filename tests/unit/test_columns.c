/*
 * test_columns.c - words and lines of 80 columns.
 */
#define _POSIX_C_SOURCE 200809L

#include "columns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What is written, from column `at` on; `end` is the column behind it. */
static void expect(const char *text, size_t at, size_t indent, const char *wanted, size_t end)
{
    char *written = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&written, &size);
    assert_non_null(out);
    assert_int_equal(columns_wrap(out, text, at, indent), end);
    fclose(out);
    assert_string_equal(written, wanted);
    free(written);
}

#define TEN "abcdefghij"
#define SEVENTY TEN TEN TEN TEN TEN TEN TEN

static void test_wrap(void **state)
{
    (void)state;
    expect("", 5, 2, "", 5);
    expect("one two", 5, 2, "one two", 12);
    expect(SEVENTY " 123456789", 0, 2, SEVENTY " 123456789", 80);
    expect(SEVENTY " 123456789", 1, 2, SEVENTY "\n  123456789", 11);
    expect(SEVENTY TEN, 0, 2, SEVENTY TEN, 80);
    expect(SEVENTY TEN "x", 0, 2, SEVENTY TEN "\n  x", 3);
    expect("a " SEVENTY TEN "x y", 78, 4, "a\n    " SEVENTY "abcdef\n    ghijx y", 11);
    expect("\xC3\xBC\xC3\xBC \xC3\xBC", 77, 1, "\xC3\xBC\xC3\xBC\n \xC3\xBC", 2);
}

static void test_left(void **state)
{
    (void)state;
    char *written = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&written, &size);
    assert_non_null(out);
    columns_left(out, "\xC3\xBC", 3);
    columns_left(out, "abcd", 4);
    columns_left(out, "abcde", 4);
    fclose(out);
    assert_string_equal(written, "\xC3\xBC  abcdabc\xE2\x80\xA6");
    assert_int_equal(columns_of(written), 11);
    free(written);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrap),
        cmocka_unit_test(test_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
