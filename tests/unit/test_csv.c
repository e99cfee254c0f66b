/*
 * test_csv.c - the reader of CSV files: quotes, line ends, places, limits, and what is refused.
 *
 * Every text is read three times, in chunks of 1, 3 and all bytes, and must read the same.
 */
#include "csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct source {
    const char *bytes;
    size_t size;
    size_t at;
    size_t step;
} source;

/* A stream that comes in small pieces, but fills what it is asked for at the beginning. */
static size_t read_source(void *user, void *buffer, size_t size)
{
    source *s = user;
    size_t step = s->at == 0 && s->step < 3 ? 3 : s->step;
    size_t count = s->size - s->at < step ? s->size - s->at : step;
    count = count < size ? count : size;
    memcpy(buffer, s->bytes + s->at, count);
    s->at += count;
    return count;
}

/* What a text reads as: "field|field;field|field;", and its findings as "line:column:code ". */
typedef struct reading {
    char rows[4096];
    char findings[1024];
} reading;

static void append(char *text, size_t size, const char *more)
{
    assert_true(strlen(text) + strlen(more) < size);
    strcat(text, more);
}

static void read_text(const char *bytes, size_t size, size_t step, reading *out)
{
    source s = { bytes, size, 0, step };
    input_findings findings = { 0 };
    csv_reader reader;
    memset(out, 0, sizeof *out);
    csv_open(&reader, "f.csv", read_source, &s, &findings);
    while (csv_next(&reader)) {
        for (size_t i = 0; i < reader.fields_count; i++) {
            assert_int_equal(strlen(reader.fields[i].text), reader.fields[i].size);
            append(out->rows, sizeof out->rows, i > 0 ? "|" : "");
            append(out->rows, sizeof out->rows, reader.fields[i].text);
        }
        append(out->rows, sizeof out->rows, ";");
    }
    csv_close(&reader);
    for (size_t i = 0; i < findings.kept_count; i++) {
        char text[64];
        const input_finding *f = &findings.kept[i];
        snprintf(text, sizeof text, "%u:%u:%d ", f->place.line, f->place.column, (int)f->code);
        append(out->findings, sizeof out->findings, text);
    }
    findings_clear(&findings);
}

static void expect_bytes(const char *bytes, size_t size, const char *rows, const char *findings)
{
    const size_t steps[] = { 1, 3, SIZE_MAX };
    for (size_t i = 0; i < 3; i++) {
        reading r;
        read_text(bytes, size, steps[i], &r);
        assert_string_equal(r.rows, rows);
        assert_string_equal(r.findings, findings);
    }
}

static void expect(const char *text, const char *rows, const char *findings)
{
    expect_bytes(text, strlen(text), rows, findings);
}

static void rows_and_fields(void **state)
{
    (void)state;
    expect("", "", "");
    expect("a", "a;", "");
    expect("a\n", "a;", "");
    expect("a,b\nc,d\n", "a|b;c|d;", "");
    expect("a,,\n,b,\n", "a||;|b|;", "");
    expect(",", "|;", "");
    expect(" a , b ", " a | b ;", "");
}

static void line_ends_of_all_kinds(void **state)
{
    (void)state;
    expect("a\r\nb\r\n", "a;b;", "");
    expect("a\rb\r", "a;b;", "");
    expect("a\n\n\nb", "a;b;", "");
    expect("\r\n\r\na\r\n\r\n", "a;", "");
    expect("a,\r\n,b", "a|;|b;", "");
}

static void quotes_hold_anything(void **state)
{
    (void)state;
    expect("\"a,b\",c", "a,b|c;", "");
    expect("\"a\"\"b\"", "a\"b;", "");
    expect("\"\"\"\"", "\";", "");
    expect("\"\",x", "|x;", "");
    expect("\"a\r\nb\",c\r\nd", "a\r\nb|c;d;", "");
    expect("\"\"", ";", "");
}

static void a_byte_order_mark_is_skipped(void **state)
{
    (void)state;
    expect("\xEF\xBB\xBFid,x\n", "id|x;", "");
    expect("\xEF\xBB\xBF", "", "");
    expect("\xEF\xBB\xBF\"id\",x\n", "id|x;", "");
}

static void wrong_quotes_are_told_where_they_are(void **state)
{
    (void)state;
    expect("a,b\"c\"d\nx", "a|b\"c\"d;x;", "1:4:604 ");
    expect("\"a\"b,c", "ab|c;", "1:4:604 ");
    expect("x\ny,\"abc\nd", "x;", "2:3:604 ");
    expect("a \"b\"", "a \"b\";", "1:3:604 ");
}

static void places_count_characters(void **state)
{
    (void)state;
    /* two letters of two bytes each come before the second field */
    expect("\xC3\xA4\xC3\xB6,x\"\n", "\xC3\xA4\xC3\xB6|x\";", "1:5:604 ");
    expect("\"a\nb\nc\",d\"", "a\nb\nc|d\";", "3:5:604 ");
    expect("\"a\r\nb\rc\",d\"", "a\r\nb\rc|d\";", "3:5:604 ");
    /* empty lines and lone CRs count as well */
    expect("a\n\nb\"", "a;b\";", "3:2:604 ");
    expect("a\r\r\n\nb\"", "a;b\";", "4:2:604 ");
}

static void text_that_is_not_utf8_is_found(void **state)
{
    (void)state;
    expect("a,\xFF\xFEz", "a|??z;", "1:3:602 ");
    expect("\xC0\x80", "??;", "1:1:602 ");
    expect("\xE0\x80\x80", "???;", "1:1:602 ");
    expect("\xED\xA0\x80", "???;", "1:1:602 ");
    expect("\xF4\x90\x80\x80", "????;", "1:1:602 ");
    expect("\xC3", "?;", "1:1:602 ");
    expect("\xC3,b", "?|b;", "1:1:602 ");
    expect("\xF0\x9F\x98\x80\xEF\xBF\xBD", "\xF0\x9F\x98\x80\xEF\xBF\xBD;", "");
}

static void nul_is_refused(void **state)
{
    (void)state;
    expect_bytes("a,b\0c\0\nd\0", 9, "a|b?c?;d?;", "1:3:603 2:1:603 ");
    expect_bytes("\0", 1, "?;", "1:1:603 ");
}

/* A row as long as the limit passes, with its fields' ends counted; one byte more ends the file. */
static void a_row_has_a_limit(void **state)
{
    (void)state;
    size_t size = CSV_ROW_MAX + 8;
    char *bytes = malloc(size);
    assert_non_null(bytes);
    memset(bytes, 'x', size);
    memcpy(bytes + CSV_ROW_MAX - 1, "\nnext\n", 6);
    source s = { bytes, CSV_ROW_MAX + 5, 0, SIZE_MAX };
    input_findings findings = { 0 };
    csv_reader reader;
    csv_open(&reader, "f.csv", read_source, &s, &findings);
    assert_true(csv_next(&reader));
    assert_int_equal(reader.fields[0].size, CSV_ROW_MAX - 1);
    assert_true(csv_next(&reader));
    assert_string_equal(reader.fields[0].text, "next");
    csv_close(&reader);
    assert_int_equal(findings.count, 0);

    bytes[CSV_ROW_MAX - 1] = 'x';
    bytes[CSV_ROW_MAX] = '\n';
    s.at = 0;
    csv_open(&reader, "f.csv", read_source, &s, &findings);
    assert_false(csv_next(&reader));
    assert_false(csv_next(&reader));
    csv_close(&reader);
    assert_int_equal(findings.count, 1);
    assert_int_equal(findings.kept[0].code, INPUT_ROW_TOO_LONG);
    findings_clear(&findings);
    free(bytes);
}

static void fields_have_a_limit(void **state)
{
    (void)state;
    char text[CSV_FIELDS_MAX + 8];
    memset(text, ',', sizeof text);
    text[CSV_FIELDS_MAX - 1] = '\0';
    reading r;
    read_text(text, strlen(text), SIZE_MAX, &r);
    assert_string_equal(r.findings, "");
    text[CSV_FIELDS_MAX - 1] = ',';
    text[CSV_FIELDS_MAX] = '\0';
    read_text(text, strlen(text), SIZE_MAX, &r);
    assert_string_equal(r.rows, "");
    assert_string_equal(r.findings, "1:1:605 ");
}

static void the_list_of_findings_ends_but_the_count_does_not(void **state)
{
    (void)state;
    input_findings findings = { 0 };
    for (int i = 0; i < 250; i++) {
        findings_add(&findings, INPUT_BAD_TIME, (file_place){ "f", 1, 1 }, "%d", i);
    }
    assert_int_equal(findings.count, 250);
    assert_int_equal(findings.kept_count, FINDINGS_KEPT_MAX);
    assert_string_equal(findings.kept[99].message, "99");
    findings_clear(&findings);
}

static void words_of_a_file_are_made_fit_for_a_message(void **state)
{
    (void)state;
    char buffer[FINDING_QUOTED_MAX];
    char longest[400];
    assert_string_equal(finding_quoted(buffer, "a\nb\x1B", 4), "`a?b?`");
    memset(longest, 'x', sizeof longest);
    finding_quoted(buffer, longest, sizeof longest);
    assert_int_equal(strlen(buffer), FINDING_QUOTED_MAX - 1);
    assert_string_equal(buffer + strlen(buffer) - 5, "x...`");
    for (size_t i = 0; i + 1 < sizeof longest; i += 2) {
        memcpy(longest + i, "\xC3\xA4", 2);
    }
    finding_quoted(buffer, longest, sizeof longest); /* never half a letter */
    assert_int_equal((unsigned char)buffer[strlen(buffer) - 5], 0xA4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_fields),
        cmocka_unit_test(line_ends_of_all_kinds),
        cmocka_unit_test(quotes_hold_anything),
        cmocka_unit_test(a_byte_order_mark_is_skipped),
        cmocka_unit_test(wrong_quotes_are_told_where_they_are),
        cmocka_unit_test(places_count_characters),
        cmocka_unit_test(text_that_is_not_utf8_is_found),
        cmocka_unit_test(nul_is_refused),
        cmocka_unit_test(a_row_has_a_limit),
        cmocka_unit_test(fields_have_a_limit),
        cmocka_unit_test(the_list_of_findings_ends_but_the_count_does_not),
        cmocka_unit_test(words_of_a_file_are_made_fit_for_a_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
