/*
 * test_load.c - what stands in a centre file arrives in the centre.
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

/* ---- what arrives ---------------------------------------------------------------------------- */

static const memory_file sunny[] = {
    { "centre.yaml",
      "usher: 1\n"
      "name: Sunny Energy\n"
      "zone: Europe/London\n"
      "include: [hours.yaml]\n"
      "stages:\n"
      "  test: {numbers: {\"+15550999\": {queue: billing}}}\n"
      "  prod: {numbers: {\"+15550100\": {queue: billing}}, queues: {billing: {max_contacts: 7}}}\n"
      "channels: {voice: {ring: 25s}, video: {ring: 40s, like: chat, live_max: 9}, fax: {like: "
      "email}}\n"
      "statuses: {Available: routable, Lunch: custom, Training: routable}\n"
      "queues:\n"
      "  billing: {hours: office, max_contacts: 200, offers: all, display: Bills, service_level: "
      "{within: 90}}\n"
      "  mail:    {hours: office, state: disabled, offers: 3, max_contacts: unlimited, tags: "
      "{brand: sunny}}\n"
      "profiles:\n"
      "  blended:\n"
      "    channels: {voice: {while_busy: own}, chat: {max: 3}, email: {max: 5, while_busy: any}, "
      "video: {max: 2}}\n"
      "    entries:\n"
      "      - {queue: mail, channels: [email, video], priority: 2, delay: 30s}\n"
      "      - {queue: billing, channels: [voice, chat]}\n"
      "    outbound_queue: billing\n"
      "    availability_timer: last_inbound\n"
      "agents:\n"
      "  - {name: alice, profile: blended, group: [leeds, team-1], device: \"desk:+15550123\",\n"
      "     acw: {voice: 30s, video: by_hand}, auto_accept: [voice, video], skills: "
      "{\"language/french\": 4}}\n"
      "  - {name: \"agent%03d\", count: 57, profile: blended}\n"
      "numbers: {\"+1555\": {queue: mail}}\n"
      "options: {same_agent_twice: allow, clear_missed_after: never, reoffer_after: 1.5, "
      "transfers_max: 3}\n"
      "run: {answer_after: 2s, other_work_while: {voice: pause, video: pause, chat: goes_on}, "
      "chat_speed: [1.0, 0.8, 0.65]}\n" },
    { "hours.yaml",
      "hours:\n"
      "  office:\n"
      "    zone: Europe/Paris\n"
      "    week: {mon-fri: [\"13:00-20:00\", \"08:00-12:30\"], sat: [\"09:00-00:00\"]}\n"
      "    closed: {xmas: {date: 12-25, every: year}, moving: {date: 2026-07-01}}\n" },
    { NULL, NULL },
};

static void test_channels_and_statuses(void **state)
{
    (void)state;
    usher_loaded *loaded = load_good(sunny, NULL);
    const usher_centre *centre = usher_loaded_centre(loaded);
    usher_channel_def def;
    assert_int_equal(usher_centre_channels(centre), 6);
    assert_true(usher_centre_channel(centre, USHER_VOICE, &def));
    assert_int_equal(def.ring, USHER_SECONDS(25));
    assert_int_equal(def.live_max, 0);
    assert_true(usher_centre_channel(centre, usher_centre_find_channel(centre, "video"), &def));
    assert_int_equal(def.ring, USHER_SECONDS(40));
    assert_int_equal(def.like, USHER_CHAT);
    assert_int_equal(def.live_max, 9);
    assert_true(usher_centre_channel(centre, usher_centre_find_channel(centre, "fax"), &def));
    assert_int_equal(def.ring, USHER_SECONDS(30)); /* as email */
    usher_agent_status_def status;
    assert_int_equal(usher_centre_statuses(centre), 4);
    assert_true(usher_centre_status(centre, usher_centre_find_status(centre, "Training"), &status));
    assert_int_equal(status.kind, USHER_STATUS_ROUTABLE);
    assert_true(usher_centre_status(centre, usher_centre_find_status(centre, "Lunch"), &status));
    assert_int_equal(status.kind, USHER_STATUS_CUSTOM);
    usher_loaded_free(loaded);
}

static void test_hours(void **state)
{
    (void)state;
    usher_loaded *loaded = load_good(sunny, NULL);
    const usher_centre *centre = usher_loaded_centre(loaded);
    usher_hours_def def;
    assert_true(usher_centre_hours(centre, usher_centre_find_hours(centre, "office"), &def));
    assert_string_equal(def.zone, "Europe/Paris");
    assert_int_equal(def.spans_count, 11);
    assert_int_equal(def.spans[0].day, 0);
    assert_int_equal(def.spans[0].from, 8 * 60);
    assert_int_equal(def.spans[0].until, 12 * 60 + 30);
    assert_int_equal(def.spans[9].day, 4);
    assert_int_equal(def.spans[9].from, 13 * 60);
    assert_int_equal(def.spans[10].day, 5);
    assert_int_equal(def.spans[10].until, 1440);
    assert_int_equal(def.closed_count, 2);
    assert_string_equal(def.closed[0].name, "xmas");
    assert_int_equal(def.closed[0].year, 0);
    assert_int_equal(def.closed[0].month, 12);
    assert_int_equal(def.closed[0].day, 25);
    assert_int_equal(def.closed[1].year, 2026);
    usher_loaded_free(loaded);
}

static void test_queues(void **state)
{
    (void)state;
    usher_loaded *loaded = load_good(sunny, NULL);
    const usher_centre *centre = usher_loaded_centre(loaded);
    assert_string_equal(usher_centre_name(centre), "Sunny Energy");
    assert_string_equal(usher_centre_zone(centre), "Europe/London");
    usher_queue_def def;
    assert_true(usher_centre_queue(centre, usher_centre_find_queue(centre, "billing"), &def));
    assert_string_equal(def.display, "Bills");
    assert_int_equal(def.max_contacts, 200);
    assert_int_equal(def.offers, USHER_OFFER_TO_ALL);
    assert_int_equal(def.hours.v, usher_centre_find_hours(centre, "office").v);
    assert_int_equal(def.service_level, USHER_SECONDS(90));
    assert_false(def.disabled);
    assert_true(usher_centre_queue(centre, usher_centre_find_queue(centre, "mail"), &def));
    assert_string_equal(def.display, "mail");
    assert_int_equal(def.max_contacts, USHER_UNLIMITED);
    assert_int_equal(def.offers, 3);
    assert_int_equal(def.service_level, USHER_SECONDS(20));
    assert_true(def.disabled);
    usher_loaded_free(loaded);
}

static void test_profiles(void **state)
{
    (void)state;
    usher_loaded *loaded = load_good(sunny, NULL);
    const usher_centre *centre = usher_loaded_centre(loaded);
    usher_profile_ref ref = usher_centre_find_profile(centre, "blended");
    usher_profile_def def;
    assert_true(usher_centre_profile(centre, ref, &def));
    assert_int_equal(def.max[USHER_VOICE], 1); /* named is on */
    assert_int_equal(def.max[USHER_CHAT], 3);
    assert_int_equal(def.max[USHER_TASK], 0);
    assert_int_equal(def.while_busy[USHER_VOICE], USHER_WHILE_BUSY_OWN);
    assert_int_equal(def.while_busy[USHER_CHAT], USHER_WHILE_BUSY_DEFAULT);
    assert_int_equal(def.while_busy[USHER_EMAIL], USHER_WHILE_BUSY_ANY);
    assert_int_equal(def.availability_timer, USHER_SINCE_LAST_INBOUND);
    assert_int_equal(def.outbound_queue.v, usher_centre_find_queue(centre, "billing").v);
    usher_entry_def entry;
    assert_true(usher_centre_entry(centre, ref, 0, &entry));
    assert_int_equal(entry.priority, 1);
    assert_int_equal(entry.channel, USHER_VOICE);
    assert_int_equal(entry.delay, 0);
    assert_true(usher_centre_entry(centre, ref, 3, &entry));
    assert_int_equal(entry.queue.v, usher_centre_find_queue(centre, "mail").v);
    assert_int_equal(entry.channel, usher_centre_find_channel(centre, "video"));
    assert_int_equal(entry.priority, 2);
    assert_int_equal(entry.delay, USHER_SECONDS(30));
    assert_false(usher_centre_entry(centre, ref, 4, &entry));
    usher_loaded_free(loaded);
}

static void test_agents(void **state)
{
    (void)state;
    usher_loaded *loaded = load_good(sunny, NULL);
    const usher_centre *centre = usher_loaded_centre(loaded);
    usher_channel video = usher_centre_find_channel(centre, "video");
    usher_agent_def def;
    assert_int_equal(usher_centre_agents(centre), 58);
    assert_true(usher_centre_agent(centre, 0, &def));
    assert_string_equal(def.name, "alice");
    assert_string_equal(def.device, "desk:+15550123");
    assert_int_equal(def.acw[USHER_VOICE], USHER_SECONDS(30));
    assert_int_equal(def.acw[USHER_CHAT], 0);
    assert_true(def.acw[video] == USHER_FOREVER);
    assert_int_equal(def.auto_accept, 1u << USHER_VOICE | 1u << video);
    const char *const team[] = { "leeds", "team-1" };
    assert_int_not_equal(usher_centre_find_group(centre, team, 2).v, 0);
    assert_true(usher_centre_agent(centre, 1, &def));
    assert_string_equal(def.name, "agent001");
    assert_int_equal(def.auto_accept, 0);
    assert_true(usher_centre_agent(centre, 57, &def));
    assert_string_equal(def.name, "agent057");
    usher_loaded_free(loaded);
}

static void test_options_run_and_numbers(void **state)
{
    (void)state;
    usher_loaded *loaded = load_good(sunny, NULL);
    const usher_routing_options *options = usher_centre_options(usher_loaded_centre(loaded));
    assert_int_equal(options->same_agent_twice, USHER_SAME_AGENT_ALLOW);
    assert_true(options->clear_missed_after == USHER_FOREVER);
    assert_int_equal(options->reoffer_after, 1500000);
    assert_int_equal(options->transfers_max, 3);
    assert_int_equal(options->agent_queue_max, 10);
    assert_int_equal(options->presentation_limit, USHER_SECONDS(60));
    const usher_run_settings *run = usher_loaded_run(loaded);
    assert_int_equal(run->answer_after, USHER_SECONDS(2));
    assert_int_equal(run->other_work_while[USHER_VOICE], 1);
    assert_int_equal(run->other_work_while[USHER_CHAT], 0);
    assert_int_equal(run->other_work_while[4], 1); /* video */
    assert_int_equal(run->chat_speed_count, 3);
    assert_int_equal(run->chat_speed[0], 1000000);
    assert_int_equal(run->chat_speed[2], 650000);
    usher_entry_point point;
    assert_int_equal(usher_loaded_entry_points(loaded), 1);
    assert_true(usher_loaded_entry_point(loaded, 0, &point));
    assert_string_equal(point.number, "+1555");
    assert_int_equal(point.queue.v, 2);
    assert_false(usher_loaded_entry_point(loaded, 1, &point));
    usher_loaded_free(loaded);
}

/* A range of days may go over the end of the week. */
static void test_days(void **state)
{
    (void)state;
    const memory_file files[] = {
        { "c.yaml", "usher: 1\nhours: {h: {week: {sat-mon: [\"00:00-24:00\"], wed-wed: "
                    "[\"12:00-13:00\"]}}}\n" },
        { NULL, NULL },
    };
    static const uint8_t wanted[] = { 0, 2, 5, 6 };
    usher_loaded *loaded = load_good(files, NULL);
    usher_hours_def def;
    assert_true(usher_centre_hours(usher_loaded_centre(loaded), (usher_hours_ref){ 1 }, &def));
    assert_int_equal(def.spans_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(def.spans[i].day, wanted[i]);
    }
    usher_loaded_free(loaded);
}

/* The last value of a range belongs to it. */
static void test_largest_values(void **state)
{
    (void)state;
    const memory_file files[] = {
        { "c.yaml", "usher: 1\nqueues: {q: {max_contacts: 4294967294, offers: 1048576, "
                    "service_level: {within: 8784h}}}\n"
                    "profiles:\n  p: {channels: {voice: {max: 65535}}, entries: [{queue: q, "
                    "channels: [voice], priority: 99, delay: 9999}]}\n"
                    "run: {chat_speed: [100, 0.000001]}\n" },
        { NULL, NULL },
    };
    usher_loaded *loaded = load_good(files, NULL);
    const usher_centre *centre = usher_loaded_centre(loaded);
    usher_queue_def queue;
    usher_profile_def profile;
    usher_entry_def entry;
    assert_true(usher_centre_queue(centre, (usher_queue_ref){ 1 }, &queue));
    assert_int_equal(queue.max_contacts, UINT32_MAX - 1);
    assert_int_equal(queue.offers, 1 << 20);
    assert_int_equal(queue.service_level, USHER_SECONDS(366 * 86400));
    assert_true(usher_centre_profile(centre, (usher_profile_ref){ 1 }, &profile));
    assert_int_equal(profile.max[USHER_VOICE], USHER_CONCURRENCY_MAX);
    assert_true(usher_centre_entry(centre, (usher_profile_ref){ 1 }, 0, &entry));
    assert_int_equal(entry.priority, 99);
    assert_int_equal(entry.delay, USHER_SECONDS(9999));
    assert_int_equal(usher_loaded_run(loaded)->chat_speed[0], 100000000);
    assert_int_equal(usher_loaded_run(loaded)->chat_speed[1], 1);
    usher_loaded_free(loaded);
}

/* Every option by name, with the value that is not the default. */
static void test_every_option(void **state)
{
    (void)state;
    const memory_file files[] = {
        { "c.yaml",
          "usher: 1\noptions:\n  buffer_rounding: up\n  while_busy_default: any\n  priority_scope: "
          "in_queue\n"
          "  delay_clock: adjusted\n  handled: active\n  after_miss: to_bottom\n  age_adjustment: "
          "adds\n"
          "  same_agent_twice: allow\n  slots_with_next_status: keep\n  reoffer_after: 1s\n"
          "  clear_missed_after: 2s\n  presentation_limit: 3s\n  agent_queue_max: 4\n  "
          "transfers_max: 5\n  gone_status: Lost\n  when_gone: back\n  join_limit: 6s\n"
          "  profile_change: offers_withdrawn\n"
          "statuses: {Offline: offline, Helping: routable, Lost: custom}\n" },
        { NULL, NULL },
    };
    usher_loaded *loaded = load_good(files, NULL);
    const usher_routing_options *o = usher_centre_options(usher_loaded_centre(loaded));
    assert_int_equal(o->buffer_rounding, USHER_ROUND_UP);
    assert_int_equal(o->while_busy_default, USHER_WHILE_BUSY_ANY);
    assert_int_equal(o->priority_scope, USHER_PRIORITY_IN_QUEUE);
    assert_int_equal(o->delay_clock, USHER_DELAY_ADJUSTED);
    assert_int_equal(o->handled, USHER_HANDLED_ACTIVE);
    assert_int_equal(o->after_miss, USHER_MISS_TO_BOTTOM);
    assert_int_equal(o->age_adjustment, USHER_ADJUSTMENT_ADDS);
    assert_int_equal(o->same_agent_twice, USHER_SAME_AGENT_ALLOW);
    assert_int_equal(o->slots_with_next_status, USHER_NEXT_STATUS_KEEP);
    assert_int_equal(o->reoffer_after, USHER_SECONDS(1));
    assert_int_equal(o->clear_missed_after, USHER_SECONDS(2));
    assert_int_equal(o->presentation_limit, USHER_SECONDS(3));
    assert_int_equal(o->agent_queue_max, 4);
    assert_int_equal(o->transfers_max, 5);
    assert_int_equal(o->gone_status.v, 4);
    assert_int_equal(o->when_gone, USHER_GONE_BACK);
    assert_int_equal(o->join_limit, USHER_SECONDS(6));
    assert_int_equal(o->profile_change, USHER_PROFILE_OFFERS_WITHDRAWN);
    usher_loaded_free(loaded);
}

/* By cause; what is not said stays unsaid. */
static void test_failures(void **state)
{
    (void)state;
    const memory_file files[] = {
        { "c.yaml",
          "usher: 1\noptions:\n  failures:\n    busy: {clear_after: 0, reoffer_after: 1s}\n"
          "    rejected: {after_miss: keeps_rank}\n    unreachable: {after_miss: to_bottom}\n"
          "    no_answer: {counts: no}\n    cancelled: {counts: yes}\n"
          "    network: {clear_after: never}\n    not_joined: {clear_after: 7s}\n" },
        { NULL, NULL },
    };
    usher_loaded *loaded = load_good(files, NULL);
    const usher_failure_rule *f = usher_centre_options(usher_loaded_centre(loaded))->failures;
    assert_int_equal(f[USHER_FAILURE_BUSY].clear_after, 0);
    assert_int_equal(f[USHER_FAILURE_BUSY].reoffer_after, USHER_SECONDS(1));
    assert_int_equal(f[USHER_FAILURE_BUSY].after_miss, USHER_MISS_AS_FOR_ALL);
    assert_int_equal(f[USHER_FAILURE_BUSY].counts, USHER_COUNTS_AS_USUAL);
    assert_int_equal(f[USHER_FAILURE_REJECTED].clear_after, USHER_AS_FOR_ALL);
    assert_int_equal(f[USHER_FAILURE_REJECTED].after_miss, USHER_MISS_KEEPS_RANK);
    assert_int_equal(f[USHER_FAILURE_UNREACHABLE].after_miss, USHER_MISS_TO_BOTTOM);
    assert_int_equal(f[USHER_FAILURE_NO_ANSWER].counts, USHER_COUNTS_NO);
    assert_int_equal(f[USHER_FAILURE_NO_ANSWER].reoffer_after, USHER_AS_FOR_ALL);
    assert_int_equal(f[USHER_FAILURE_CANCELLED].counts, USHER_COUNTS_YES);
    assert_true(f[USHER_FAILURE_NETWORK].clear_after == USHER_FOREVER);
    assert_int_equal(f[USHER_FAILURE_NOT_JOINED].clear_after, USHER_SECONDS(7));
    usher_loaded_free(loaded);
}

/* The least file: an empty centre, with every default. */
static void test_least_file(void **state)
{
    (void)state;
    const memory_file files[] = { { "c.yaml", "usher: 1\n" }, { NULL, NULL } };
    usher_loaded *loaded = load_good(files, NULL);
    const usher_routing_options defaults = USHER_ROUTING_OPTIONS_INIT;
    const usher_routing_options *options = usher_centre_options(usher_loaded_centre(loaded));
    assert_int_equal(options->while_busy_default, defaults.while_busy_default);
    assert_int_equal(options->clear_missed_after, defaults.clear_missed_after);
    assert_int_equal(options->presentation_limit, defaults.presentation_limit);
    assert_int_equal(options->transfers_max, defaults.transfers_max);
    assert_string_equal(usher_centre_zone(usher_loaded_centre(loaded)), "Etc/UTC");
    assert_int_equal(usher_findings_count(usher_loaded_findings(loaded)), 0);
    const usher_run_settings *run = usher_loaded_run(loaded);
    assert_int_equal(run->answer_after, USHER_SECONDS(3));
    assert_int_equal(run->chat_speed_count, 1);
    assert_int_equal(run->chat_speed[0], 1000000);
    usher_loaded_free(loaded);
}

/* The schema decides what a scalar is, not YAML. */
static void test_scalars_have_no_type(void **state)
{
    (void)state;
    static const char *const names[] = { "NO",   "yes",   "0755",  "1.0",        "~",
                                         "null", "08:30", "+1555", "2026-03-02", "0x1F" };
    const memory_file files[] = {
        { "c.yaml", "usher: \"1\"\nstatuses: {on: custom, off: offline}\n"
                    "queues: {NO: , yes: {max_contacts: \"7\"}, 0755: , 1.0: , ~: , null: , 08:30: "
                    ", +1555: , "
                    "2026-03-02: , 0x1F: {display: 1e3}}\n" },
        { NULL, NULL },
    };
    usher_loaded *loaded = load_good(files, NULL);
    const usher_centre *centre = usher_loaded_centre(loaded);
    usher_queue_def def;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(usher_centre_find_queue(centre, names[i]).v, i + 1);
    }
    assert_true(usher_centre_queue(centre, (usher_queue_ref){ 2 }, &def));
    assert_int_equal(def.max_contacts, 7);
    assert_true(usher_centre_queue(centre, (usher_queue_ref){ 10 }, &def));
    assert_string_equal(def.display, "1e3");
    assert_int_not_equal(usher_centre_find_status(centre, "on").v, 0);
    usher_loaded_free(loaded);
}

static void test_agent_patterns(void **state)
{
    (void)state;
    const memory_file files[] = {
        { "c.yaml", "usher: 1\nprofiles: {p: }\nagents:\n"
                    "  - {name: \"%d\", count: 2, profile: p}\n"
                    "  - {name: \"100%% %02d%%\", count: 1, profile: p}\n"
                    "  - {name: \"a%01db\", count: 11, profile: p}\n"
                    "  - {name: \"z%09d\", count: 1, profile: p}\n"
                    "  - {name: \"%s%d%n\", profile: p}\n" },
        { NULL, NULL },
    };
    static const struct {
        uint32_t index;
        const char *name;
    } wanted[] = { { 0, "1" },     { 1, "2" },           { 2, "100% 01%" }, { 3, "a1b" },
                   { 13, "a11b" }, { 14, "z000000001" }, { 15, "%s%d%n" } };
    usher_loaded *loaded = load_good(files, NULL);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        usher_agent_def def;
        assert_true(usher_centre_agent(usher_loaded_centre(loaded), wanted[i].index, &def));
        assert_string_equal(def.name, wanted[i].name);
    }
    usher_loaded_free(loaded);
}

static void test_merge_keys(void **state)
{
    (void)state;
    const memory_file files[] = {
        { "c.yaml", "usher: 1\nqueues:\n  a: &a {max_contacts: 1, offers: 2, display: A}\n"
                    "  b: {<<: *a, display: B}\n"
                    "  c: {<<: [{offers: 4}, *a]}\n"
                    "hours: {<<: [&h {x: }, {z: }], y: }\n"
                    "profiles: *h\n" },
        { NULL, NULL },
    };
    usher_loaded *loaded = load_good(files, NULL);
    const usher_centre *centre = usher_loaded_centre(loaded);
    usher_queue_def def;
    assert_true(usher_centre_queue(centre, usher_centre_find_queue(centre, "b"), &def));
    assert_int_equal(def.max_contacts, 1);
    assert_int_equal(def.offers, 2);
    assert_string_equal(def.display, "B");
    assert_true(usher_centre_queue(centre, usher_centre_find_queue(centre, "c"), &def));
    assert_int_equal(def.offers, 4);
    assert_string_equal(def.display, "A");
    assert_int_equal(usher_centre_hours_count(centre), 3);
    assert_int_equal(usher_centre_profiles(centre), 1); /* the anchored map is as it was written */
    usher_loaded_free(loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_channels_and_statuses),
        cmocka_unit_test(test_hours),
        cmocka_unit_test(test_queues),
        cmocka_unit_test(test_profiles),
        cmocka_unit_test(test_agents),
        cmocka_unit_test(test_options_run_and_numbers),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_largest_values),
        cmocka_unit_test(test_every_option),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_least_file),
        cmocka_unit_test(test_scalars_have_no_type),
        cmocka_unit_test(test_agent_patterns),
        cmocka_unit_test(test_merge_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
