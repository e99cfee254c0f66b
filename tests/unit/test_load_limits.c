/*
 * test_load_limits.c - findings, limits, arguments and memory of the reader of files.
 */
#include "support/fault_mem.h"
#include "support/zones.h"
#include "unit/loading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A centre of two files with a bit of everything. */
static const memory_file sunny[] = {
    { "centre.yaml",
      "usher: 1\n"
      "name: Sunny Energy\n"
      "include: [hours.yaml]\n"
      "stages: {test: {numbers: {\"+15550999\": {queue: billing}}}}\n"
      "channels: {voice: {ring: 25s}, video: {ring: 40s, like: chat, live_max: 9}}\n"
      "statuses: {Lunch: custom}\n"
      "queues: {billing: &q {hours: office, tags: {brand: sunny}}, mail: {<<: *q, display: Post}}\n"
      "profiles: {p: {channels: {voice: , video: }, entries: [{queue: billing, channels: [voice, "
      "video]}]}}\n"
      "agents: [{name: alice, profile: p, group: [leeds, team-1]}, {name: \"agent%03d\", count: "
      "57, profile: p}]\n"
      "numbers: {\"+1555\": {queue: mail}}\n" },
    { "hours.yaml",
      "hours: {office: {week: {mon-fri: [\"08:00-12:30\"]}, closed: {xmas: {date: 12-25}}}}\n" },
    { NULL, NULL },
};

/* ---- findings -------------------------------------------------------------------------------- */

/* The example of the manual: what was meant is named, and not reported from the other side too. */
static void test_did_you_mean(void **state)
{
    (void)state;
    const char *text = "usher: 1\nqueues: {sales: }\nprofiles: {p: {channels: {voice: }, entries: "
                       "[{queue: slaes, channels: [voice]}]}}\n";
    usher_loaded *loaded = NULL;
    assert_int_equal(load_text(text, &loaded), USHER_ERR_CORRUPT);
    assert_null(usher_loaded_centre(loaded));
    const usher_findings *findings = usher_loaded_findings(loaded);
    assert_int_equal(usher_findings_count(findings), 1);
    const usher_finding *finding = usher_findings_get(findings, 0);
    assert_int_equal(finding->severity, USHER_FINDING_ERROR);
    assert_int_equal(finding->code, 401);
    assert_string_equal(finding->name, "unknown-queue");
    assert_string_equal(finding->file, "centre.yaml");
    assert_int_equal(finding->line, 3);
    assert_int_equal(finding->column, 55);
    assert_string_equal(finding->message, "unknown queue `slaes`, did you mean `sales`?");
    usher_loaded_free(loaded);
}

/* Columns count characters, as editors do. */
static void test_columns_are_characters(void **state)
{
    (void)state;
    expect_of_text("usher: 1\nqueues: {\xc3\xa9\xe2\x82\xac\xf0\x9d\x84\x9e: {foo: 1}}\n",
                   "2:10 unserved-queue, 2:16 unknown-key");
}

/* What is not UTF-8, or is UTF-8 that YAML does not allow, wherever it stands. */
static void test_bytes(void **state)
{
    (void)state;
    static const char *const not_utf8[] = {
        "\x80",
        "\xbf",
        "\xc0\x80",
        "\xc1\xbf",
        "\xc2",
        "\xc2\x41",
        "\xe0\x9f\xbf",
        "\xe2\x82",
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xf0\x8f\xbf\xbf",
        "\xf0\x9d\x84",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xff",
        "\xfe",
    };
    static const char *const not_allowed[] = { "\x01",         "\x1f",        "\x7f",
                                               "\xc2\x80",     "\xc2\x9f",    "\xef\xbb\xbf",
                                               "\xef\xbf\xbe", "\xef\xbf\xbf" };
    static const char *const good[] = { "\xc2\xa0",        "\xe0\xa0\x80", "\xed\x9f\xbf",
                                        "\xee\x80\x80",    "\xef\xbf\xbd", "\xf0\x90\x80\x80",
                                        "\xf4\x8f\xbf\xbf" };
    char text[64];
    for (size_t i = 0; i < sizeof not_utf8 / sizeof *not_utf8; i++) {
        snprintf(text, sizeof text, "usher: 1\nname: x%s", not_utf8[i]);
        expect_of_text(text, "2:8 not-utf8");
    }
    for (size_t i = 0; i < sizeof not_allowed / sizeof *not_allowed; i++) {
        snprintf(text, sizeof text, "usher: 1\nname: x%s\n", not_allowed[i]);
        expect_of_text(text, "2:8 bad-character");
    }
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        snprintf(text, sizeof text, "usher: 1\nname: x%sy\n", good[i]);
        expect_of_text(text, "");
    }
}

static void test_warnings_do_not_stop(void **state)
{
    (void)state;
    usher_loaded *loaded = NULL;
    assert_int_equal(load_text("usher: 1\nqueues: {q: }\n", &loaded), USHER_OK);
    assert_non_null(usher_loaded_centre(loaded));
    const usher_findings *findings = usher_loaded_findings(loaded);
    assert_int_equal(usher_findings_count(findings), 1);
    assert_int_equal(usher_findings_errors(findings), 0);
    assert_int_equal(usher_findings_get(findings, 0)->severity, USHER_FINDING_WARNING);
    assert_null(usher_findings_get(findings, 1));
    usher_loaded_free(loaded);
}

/* One text that is read many times through aliases is reported once. */
static void test_aliases_report_once(void **state)
{
    (void)state;
    expect_of_text(
        "usher: 1\nqueues: {a: &a {foo: 1}, b: *a, c: *a}\n",
        "2:10 unserved-queue, 2:17 unknown-key, 2:26 unserved-queue, 2:33 unserved-queue");
}

static void test_findings_have_a_limit(void **state)
{
    (void)state;
    size_t size = 9 + 11000 * 10;
    char *text = malloc(size + 1);
    assert_non_null(text);
    size_t used = (size_t)snprintf(text, size, "usher: 1\n");
    for (int i = 0; i < 11000; i++) {
        used += (size_t)snprintf(text + used, size + 1 - used, "k%05d: 1\n", i);
    }
    usher_loaded *loaded = NULL;
    assert_int_equal(load_text(text, &loaded), USHER_ERR_CORRUPT);
    const usher_findings *findings = usher_loaded_findings(loaded);
    assert_int_equal(usher_findings_count(findings), 10001);
    assert_string_equal(usher_findings_get(findings, 0)->name, "too-many-findings");
    usher_loaded_free(loaded);
    free(text);
}

/* ---- limits ---------------------------------------------------------------------------------- */

static void expect_with_limits(const char *text, size_t bytes, size_t depth, size_t nodes,
                               const char *wanted)
{
    const memory_file files[] = { { "centre.yaml", text }, { NULL, NULL } };
    usher_load_files table = memory_files_table(files);
    usher_load_options options = USHER_LOAD_OPTIONS_INIT;
    options.files = &table;
    options.zones = &zones_table;
    options.bytes_max = bytes;
    options.depth_max = depth;
    options.nodes_max = nodes;
    usher_loaded *loaded = NULL;
    usher_status status = usher_load_centre("centre.yaml", &options, &loaded);
    expect_findings(loaded, wanted);
    size_t errors = usher_findings_errors(usher_loaded_findings(loaded));
    assert_int_equal(status, errors == 0 ? USHER_OK : USHER_ERR_CORRUPT);
    usher_loaded_free(loaded);
}

static void test_limits(void **state)
{
    (void)state;
    const char *text = "usher: 1\nhours: {}\n"; /* 19 bytes, depth 2, 5 nodes */
    expect_with_limits(text, 19, 2, 5, "");
    expect_with_limits(text, 18, 2, 5, "0:0 file-too-large");
    expect_with_limits(text, 19, 1, 5, "2:8 too-deep");
    expect_with_limits(text, 19, 2, 4, "2:8 too-many-nodes");
    expect_with_limits(text, 0, 0, 0, ""); /* the defaults */
}

/* Depth and nodes of an alias count where it stands. */
static void test_limits_of_aliases(void **state)
{
    (void)state;
    const char *deep = "usher: 1\nqueues: {a: {service_level: &s {within: 1s}}, b: {tags: *s}}\n"
                       "stages: {t: {queues: {c: {tags: *s}}}}\n";
    expect_with_limits(deep, 0, 6, 0, "2:10 unserved-queue, 2:47 unserved-queue");
    expect_with_limits(deep, 0, 5, 0, "3:33 too-deep");
    const char *wide = "usher: 1\nhours: &h {a: , b: }\nchannels: *h\n"; /* 15 nodes */
    expect_with_limits(wide, 0, 0, 15, "2:12 unused-hours, 2:17 unused-hours");
    expect_with_limits(wide, 0, 0, 14, "3:11 too-many-nodes");
}

/* A thousand anchors are allowed in a file. */
static void test_anchors_have_a_limit(void **state)
{
    (void)state;
    static char text[40000];
    size_t used = (size_t)snprintf(text, sizeof text, "usher: 1\nstatuses:\n  s0: custom\n");
    for (int i = 1; i <= 1001; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "# s%d: &a%d custom\n", i, i);
    }
    expect_of_text(text, "");
    for (char *at = strchr(text, '#'); at != NULL; at = strchr(at, '#')) {
        *at = ' '; /* no comment any more */
    }
    expect_of_text(text, "1004:10 too-many-anchors");
}

/* A reader of the host's that ignores the limit does not lift it. */
static usher_status read_too_much(void *user, const char *path, size_t size_max, char **data,
                                  size_t *size)
{
    (void)user;
    (void)path;
    *size = size_max + 1;
    *data = calloc(1, *size);
    return *data != NULL ? USHER_OK : USHER_ERR_NOMEM;
}

static void release_too_much(void *user, char *data)
{
    (void)user;
    free(data);
}

static void test_reader_ignores_limit(void **state)
{
    (void)state;
    usher_load_files table = { NULL, read_too_much, release_too_much };
    usher_load_options options = USHER_LOAD_OPTIONS_INIT;
    options.files = &table;
    options.zones = &zones_table;
    options.bytes_max = 100;
    usher_loaded *loaded = NULL;
    assert_int_equal(usher_load_centre("c.yaml", &options, &loaded), USHER_ERR_CORRUPT);
    expect_findings(loaded, "0:0 file-too-large");
    usher_loaded_free(loaded);
}

static void test_alias_bomb(void **state)
{
    (void)state;
    char text[2048] = "usher: 1\na: &a [x,x,x,x,x,x,x,x,x,x]\n";
    for (char c = 'b'; c <= 'z'; c++) {
        char line[80];
        snprintf(line, sizeof line, "%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", c, c, c - 1,
                 c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1);
        strcat(text, line);
    }
    usher_loaded *loaded = NULL;
    assert_int_equal(load_text(text, &loaded), USHER_ERR_CORRUPT);
    const usher_findings *findings = usher_loaded_findings(loaded);
    assert_int_equal(usher_findings_count(findings), 1);
    assert_string_equal(usher_findings_get(findings, 0)->name, "too-many-nodes");
    usher_loaded_free(loaded);
}

/* ---- arguments ------------------------------------------------------------------------------- */

static void test_arguments(void **state)
{
    (void)state;
    usher_loaded *loaded = NULL;
    usher_load_options options = USHER_LOAD_OPTIONS_INIT;
    assert_int_equal(usher_load_centre(NULL, NULL, &loaded), USHER_ERR_INVALID);
    assert_int_equal(usher_load_centre("x", NULL, NULL), USHER_ERR_INVALID);
    options.size = sizeof options + 8;
    assert_int_equal(usher_load_centre("x", &options, &loaded), USHER_ERR_INVALID);
    options.size = 0;
    assert_int_equal(usher_load_centre("x", &options, &loaded), USHER_ERR_INVALID);
    assert_null(loaded);
    usher_loaded_free(NULL);
    usher_findings_free(NULL);
}

/* A caller built against a shorter struct gets the defaults of what it does not know. */
static void test_older_options(void **state)
{
    (void)state;
    const memory_file files[] = { { "c.yaml", "usher: 1\n" }, { NULL, NULL } };
    usher_load_files table = memory_files_table(files);
    usher_load_options options = { .size = offsetof(usher_load_options, mem), .files = &table };
    options.bytes_max = 1; /* behind the end of the older struct */
    usher_loaded *loaded = NULL;
    assert_int_equal(usher_load_centre("c.yaml", &options, &loaded), USHER_OK);
    usher_loaded_free(loaded);
}

static void test_file_system(void **state)
{
    (void)state;
    usher_loaded *loaded = NULL;
    assert_int_equal(usher_load_centre("/nonexistent/centre.yaml", NULL, &loaded),
                     USHER_ERR_CORRUPT);
    expect_findings(loaded, "0:0 cannot-read");
    usher_loaded_free(loaded);
    assert_int_equal(usher_load_centre("/", NULL, &loaded), USHER_ERR_CORRUPT);
    expect_findings(loaded, "0:0 cannot-read");
    usher_loaded_free(loaded);
    char path[] = "usher-test-load.yaml";
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs("usher: 1\nname: on disk\n", file) != EOF);
    assert_int_equal(fclose(file), 0);
    usher_status status = usher_load_centre(path, NULL, &loaded);
    remove(path);
    assert_int_equal(status, USHER_OK);
    assert_string_equal(usher_centre_name(usher_loaded_centre(loaded)), "on disk");
    usher_loaded_free(loaded);
}

/* The centre may outlive what it was loaded with. */
static void test_centre_outlives(void **state)
{
    (void)state;
    usher_loaded *loaded = NULL;
    assert_int_equal(load_memory_files(sunny, NULL, &loaded), USHER_OK);
    usher_centre *centre = usher_centre_ref(usher_loaded_centre(loaded));
    usher_loaded_free(loaded);
    assert_string_equal(usher_centre_name(centre), "Sunny Energy");
    usher_centre_unref(centre);
}

/* ---- memory ---------------------------------------------------------------------------------- */

/* Refuses the n-th request for every n: ERR_NOMEM, no leak, and without a refusal all is well. */
static void sweep(const memory_file *files, usher_status wanted, bool for_ever)
{
    for (uint64_t n = 1;; n++) {
        fault_mem fault = { .refuse_at = n, .for_ever = for_ever };
        usher_mem mem = fault_mem_host(&fault);
        usher_load_files table = memory_files_table(files);
        usher_load_options options = USHER_LOAD_OPTIONS_INIT;
        options.files = &table;
        options.zones = &zones_table;
        options.mem = &mem;
        usher_loaded *loaded = NULL;
        usher_status status = usher_load_centre(files[0].path, &options, &loaded);
        assert_int_equal(status, fault.refused ? USHER_ERR_NOMEM : wanted);
        assert_true((loaded == NULL) == fault.refused);
        usher_loaded_free(loaded);
        assert_int_equal(fault.blocks, 0);
        if (!fault.refused) {
            assert_true(n > 10);
            return;
        }
    }
}

static void test_out_of_memory(void **state)
{
    (void)state;
    const memory_file broken[] = {
        { "c.yaml",
          "usher: 1\ninclude: [d.yaml]\nqueues: {sales: {foo: 1}, <<: {a: , b: }}\nname: *x\n"
          "numbers: {n: {queue: slaes}}\nagents: [{name: \"a%d\", count: 30, profile: p}]\n" },
        { "d.yaml", "queues: {sales: }\nhours: [\n" },
        { NULL, NULL },
    };
    sweep(sunny, USHER_OK, false);
    sweep(sunny, USHER_OK, true);
    sweep(broken, USHER_ERR_CORRUPT, false);
    sweep(broken, USHER_ERR_CORRUPT, true);
}

static void test_schema_text(void **state)
{
    (void)state;
    const char *schema = usher_load_schema();
    assert_true(schema[0] == '{');
    assert_non_null(strstr(schema, "\"max_contacts\""));
    assert_ptr_equal(schema, usher_load_schema());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_did_you_mean),
        cmocka_unit_test(test_columns_are_characters),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_warnings_do_not_stop),
        cmocka_unit_test(test_aliases_report_once),
        cmocka_unit_test(test_findings_have_a_limit),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_limits_of_aliases),
        cmocka_unit_test(test_anchors_have_a_limit),
        cmocka_unit_test(test_reader_ignores_limit),
        cmocka_unit_test(test_alias_bomb),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_older_options),
        cmocka_unit_test(test_file_system),
        cmocka_unit_test(test_centre_outlives),
        cmocka_unit_test(test_out_of_memory),
        cmocka_unit_test(test_schema_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
