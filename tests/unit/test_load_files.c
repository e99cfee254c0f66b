/*
 * test_load_files.c - one centre from many files, and one file for many stages.
 */
#include "unit/loading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- includes and stages --------------------------------------------------------------------- */

static void test_includes(void **state)
{
    (void)state;
    const memory_file files[] = {
        { "/etc/usher/centre.yaml", "usher: 1\ninclude: [parts/a.yaml, /srv/b.yaml]\nqueues: {q1: "
                                    "}\nagents: [{name: x, profile: p}]\n" },
        { "/etc/usher/parts/a.yaml", "include: [../c.yaml]\nqueues: {q2: }\nprofiles: {p: "
                                     "}\nagents: [{name: y, profile: p}]\n" },
        { "/etc/usher/parts/../c.yaml", "usher: 1\nname: From below\nqueues: {q3: }\nstatuses: "
                                        "{Tea: custom}\noptions: {transfers_max: 1}\n" },
        { "/srv/b.yaml",
          "queues:\nhours:\noptions: {agent_queue_max: 2}\nagents: [{name: z, profile: p}]\n" },
        { NULL, NULL },
    };
    usher_loaded *loaded = load_good(files, NULL);
    const usher_centre *centre = usher_loaded_centre(loaded);
    assert_string_equal(usher_centre_name(centre), "From below");
    assert_int_equal(usher_centre_find_queue(centre, "q1").v, 1);
    assert_int_equal(usher_centre_find_queue(centre, "q2").v, 2);
    assert_int_equal(usher_centre_find_queue(centre, "q3").v, 3);
    assert_int_not_equal(usher_centre_find_status(centre, "Tea").v, 0);
    assert_int_equal(usher_centre_options(centre)->transfers_max, 1);
    assert_int_equal(usher_centre_options(centre)->agent_queue_max, 2);
    usher_agent_def def;
    assert_int_equal(usher_centre_agents(centre), 3);
    assert_true(usher_centre_agent(centre, 2, &def));
    assert_string_equal(def.name, "z");
    usher_loaded_free(loaded);
}

static void expect_place(const usher_loaded *loaded, uint8_t kind, uint32_t index, const char *file,
                         uint32_t line, uint32_t column)
{
    usher_place place;
    assert_true(usher_loaded_place(loaded, kind, index, &place));
    assert_string_equal(place.file, file);
    assert_int_equal(place.line, line);
    assert_int_equal(place.column, column);
}

/* Each definition has a place, also one of an included file, and one that a stage adds. */
static void test_places(void **state)
{
    (void)state;
    const memory_file files[] = {
        { "a/centre.yaml", "usher: 1\n"
                           "include: [b.yaml]\n"
                           "channels: {video: , chat: }\n"
                           "queues: {q1: , q2: {offers: 1}}\n"
                           "agents:\n"
                           "  - {name: \"x%d\", count: 2, profile: p}\n"
                           "  - {name: y, profile: p}\n"
                           "stages:\n"
                           "  test: {queues: {q2: {offers: 2}, q9: }}\n" },
        { "a/b.yaml", "statuses: {Available: routable, Tea: custom}\n"
                      "hours:\n"
                      "  h:\n"
                      "profiles: {p: }\n"
                      "numbers: {\"1\": {queue: q1}}\n" },
        { NULL, NULL },
    };
    usher_loaded *loaded = load_good(files, "test");
    usher_place place;
    expect_place(loaded, USHER_DEFINES_CHANNEL, USHER_CHAT, "a/centre.yaml", 3, 21);
    expect_place(loaded, USHER_DEFINES_CHANNEL, 4, "a/centre.yaml", 3, 12);
    expect_place(loaded, USHER_DEFINES_STATUS, 0, "a/b.yaml", 1, 12);
    expect_place(loaded, USHER_DEFINES_STATUS, 2, "a/b.yaml", 1, 33);
    expect_place(loaded, USHER_DEFINES_HOURS, 0, "a/b.yaml", 3, 3);
    expect_place(loaded, USHER_DEFINES_QUEUE, 1, "a/centre.yaml", 4, 16);
    expect_place(loaded, USHER_DEFINES_QUEUE, 2, "a/centre.yaml", 9, 36);
    expect_place(loaded, USHER_DEFINES_PROFILE, 0, "a/b.yaml", 4, 12);
    expect_place(loaded, USHER_DEFINES_AGENT, 1, "a/centre.yaml", 6, 5);
    expect_place(loaded, USHER_DEFINES_AGENT, 2, "a/centre.yaml", 7, 5);
    expect_place(loaded, USHER_DEFINES_NUMBER, 0, "a/b.yaml", 5, 11);
    assert_false(usher_loaded_place(loaded, USHER_DEFINES_CHANNEL, USHER_VOICE, &place));
    assert_false(usher_loaded_place(loaded, USHER_DEFINES_STATUS, 1, &place));
    assert_false(usher_loaded_place(loaded, USHER_DEFINES_QUEUE, 3, &place));
    assert_false(usher_loaded_place(loaded, USHER_DEFINES_AGENT, 3, &place));
    assert_false(usher_loaded_place(loaded, 0, 0, &place));
    assert_false(usher_loaded_place(loaded, USHER_DEFINES_NUMBER + 1, 0, &place));
    usher_loaded_free(loaded);
}

/* A finding names its file; files come in the order in which they were opened. */
static void test_findings_of_includes(void **state)
{
    (void)state;
    const memory_file files[] = {
        { "z.yaml", "usher: 1\ninclude: [b/y.yaml, b/x.yaml]\nfoo: 1\n" },
        { "b/y.yaml", "\nbar: 1\n" },
        { "b/x.yaml", "usher: 2\n" },
        { NULL, NULL },
    };
    usher_loaded *loaded = NULL;
    assert_int_equal(load_memory_files(files, NULL, &loaded), USHER_ERR_CORRUPT);
    expect_findings(loaded, "3:1 unknown-key, 2:1 unknown-key, 1:8 format-version");
    const usher_findings *findings = usher_loaded_findings(loaded);
    assert_string_equal(usher_findings_get(findings, 0)->file, "z.yaml");
    assert_string_equal(usher_findings_get(findings, 1)->file, "b/y.yaml");
    assert_string_equal(usher_findings_get(findings, 2)->file, "b/x.yaml");
    usher_loaded_free(loaded);
}

/* Paths are compared after `.` and `..` were resolved, also above the first folder. */
static void test_paths(void **state)
{
    (void)state;
    const memory_file files[] = {
        { "a/b.yaml",
          "usher: 1\ninclude: [../../x.yaml, ../../../../x.yaml, .././../x.yaml, ../a/b.yaml]\n" },
        { "a/../../x.yaml", "queues:\n" },
        { "a/../../../../x.yaml", "queues:\n" },
        { NULL, NULL },
    };
    usher_loaded *loaded = NULL;
    assert_int_equal(load_memory_files(files, NULL, &loaded), USHER_ERR_CORRUPT);
    expect_findings(loaded, "2:45 included-twice, 2:61 include-cycle");
    usher_loaded_free(loaded);
}

/* With a file missing nobody can say that a name leads nowhere. */
static void test_missing_include_hides_names(void **state)
{
    (void)state;
    const char *text =
        "usher: 1\ninclude: [gone.yaml]\nqueues: {q: {hours: office}}\n"
        "profiles: {p: {channels: {fox: }, entries: [{queue: r, channels: [fax]}]}}\n"
        "agents: [{name: a, profile: s}]\nnumbers: {n: {queue: t}}\nfoo: 1\n";
    expect_of_text(text, "2:11 cannot-read, 7:1 unknown-key");
    const memory_file files[] = {
        { "centre.yaml", "usher: 1\ninclude: [broken.yaml]\nnumbers: {n: {queue: sales}}\n" },
        { "broken.yaml", "queues: {sales: \n" },
        { NULL, NULL },
    };
    usher_loaded *loaded = NULL;
    assert_int_equal(load_memory_files(files, NULL, &loaded), USHER_ERR_CORRUPT);
    expect_findings(loaded, "2:1 yaml-syntax");
    usher_loaded_free(loaded);
}

static void test_too_many_files(void **state)
{
    (void)state;
    static char list[1024] = "usher: 1\ninclude: [";
    static char paths[70][16];
    static memory_file files[72];
    files[0] = (memory_file){ "c.yaml", list };
    for (size_t i = 0; i < 70; i++) {
        snprintf(paths[i], sizeof paths[i], "f%zu.yaml", i);
        strcat(strcat(list, i > 0 ? "," : ""), paths[i]);
        files[i + 1] = (memory_file){ paths[i], "queues:\n" };
    }
    strcat(list, "]\n");
    usher_loaded *loaded = NULL;
    assert_int_equal(load_memory_files(files, NULL, &loaded), USHER_ERR_CORRUPT);
    const usher_findings *findings = usher_loaded_findings(loaded);
    assert_int_equal(usher_findings_count(findings), 7); /* 64 with the first */
    assert_string_equal(usher_findings_get(findings, 0)->name, "too-many-files");
    usher_loaded_free(loaded);
}

static const memory_file staged[] = {
    { "centre.yaml", "usher: 1\nqueues: {billing: {max_contacts: 200, display: Bills}}\n"
                     "numbers: {\"+1555\": {queue: billing}}\n"
                     "stages:\n"
                     "  test: {numbers: {\"+15550999\": {queue: billing}}}\n"
                     "  prod: {numbers: {\"+15550100\": {queue: billing}}, queues: {billing: "
                     "{max_contacts: 7}}}\n" },
    { NULL, NULL },
};

static void test_stages(void **state)
{
    (void)state;
    usher_loaded *loaded = load_good(staged, "prod");
    usher_queue_def def;
    usher_entry_point point;
    const usher_centre *centre = usher_loaded_centre(loaded);
    assert_true(usher_centre_queue(centre, usher_centre_find_queue(centre, "billing"), &def));
    assert_int_equal(def.max_contacts, 7);
    assert_string_equal(def.display, "Bills"); /* what the stage does not name stays */
    assert_int_equal(usher_loaded_entry_points(loaded), 2);
    assert_true(usher_loaded_entry_point(loaded, 1, &point));
    assert_string_equal(point.number, "+15550100");
    usher_loaded_free(loaded);
}

static void test_stage_replaces_lists(void **state)
{
    (void)state;
    const memory_file files[] = {
        { "c.yaml", "usher: 1\ninclude: [s.yaml]\nprofiles: {p: }\nname: base\nrun: {chat_speed: "
                    "[1.0, 0.5]}\n"
                    "agents: [{name: a, profile: p}, {name: b, profile: p}]\n"
                    "stages: {t: {agents: [{name: c, profile: p}]}}\n" },
        { "s.yaml", "stages: {t: {name: staged, run: {chat_speed: [0.25]}}, u: {name: other}}\n" },
        { NULL, NULL },
    };
    usher_loaded *loaded = load_good(files, "t");
    assert_int_equal(usher_centre_agents(usher_loaded_centre(loaded)), 1);
    assert_string_equal(usher_centre_name(usher_loaded_centre(loaded)), "staged");
    assert_int_equal(usher_loaded_run(loaded)->chat_speed_count, 1);
    assert_int_equal(usher_loaded_run(loaded)->chat_speed[0], 250000);
    usher_loaded_free(loaded);
    loaded = load_good(files, "u");
    assert_int_equal(usher_centre_agents(usher_loaded_centre(loaded)), 2);
    assert_string_equal(usher_centre_name(usher_loaded_centre(loaded)), "other");
    usher_loaded_free(loaded);
}

/* A stage may give what the rest needs: it is checked as it lies over it, not alone. */
static void test_stage_is_partial(void **state)
{
    (void)state;
    const memory_file files[] = {
        { "c.yaml",
          "usher: 1\nqueues: {q: }\nhours: {h: {closed: {xmas: {date: 12-25}}}}\n"
          "stages: {a: {hours: {h: {closed: {xmas: {every: year}}}}}, b: {numbers: {n: }}}\n" },
        { NULL, NULL },
    };
    usher_loaded *loaded = load_good(files, "a");
    usher_loaded_free(loaded);
    assert_int_equal(load_memory_files(files, "b", &loaded), USHER_ERR_CORRUPT);
    expect_findings(loaded, "2:10 unserved-queue, 3:9 unused-hours, 4:77 missing-key");
    usher_loaded_free(loaded);
}

/* The example of the manual is a centre without a single finding. */
static char *yaml_block(const char *text, size_t number)
{
    static const char begin[] = "\n```yaml\n";
    for (; text != NULL; number--) {
        text = strstr(text, begin);
        assert_non_null(text);
        text += sizeof begin - 1;
        if (number == 0) {
            break;
        }
    }
    const char *end = strstr(text, "\n```\n");
    assert_non_null(end);
    size_t size = (size_t)(end - text) + 1;
    char *block = malloc(size + 1);
    assert_non_null(block);
    memcpy(block, text, size);
    block[size] = '\0';
    return block;
}

static void test_example_of_the_manual(void **state)
{
    (void)state;
    static char manual[1 << 16];
    FILE *file = fopen("docs/configuration.md", "rb");
    assert_non_null(file);
    size_t size = fread(manual, 1, sizeof manual - 1, file);
    fclose(file);
    assert_true(size < sizeof manual - 1);
    char *centre = yaml_block(manual, 0);
    char *hours = yaml_block(manual, 1);
    const memory_file files[] = { { "centre.yaml", centre },
                                  { "hours.yaml", hours },
                                  { NULL, NULL } };
    usher_loaded *loaded = load_good(files, "test");
    expect_findings(loaded, "");
    assert_int_equal(usher_loaded_entry_points(loaded), 2);
    assert_int_equal(usher_centre_agents(usher_loaded_centre(loaded)), 58);
    usher_loaded_free(loaded);
    free(centre);
    free(hours);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_includes),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_findings_of_includes),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_missing_include_hides_names),
        cmocka_unit_test(test_too_many_files),
        cmocka_unit_test(test_stages),
        cmocka_unit_test(test_stage_replaces_lists),
        cmocka_unit_test(test_stage_is_partial),
        cmocka_unit_test(test_example_of_the_manual),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
