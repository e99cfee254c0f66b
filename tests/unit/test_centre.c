/*
 * test_centre.c - building a centre: what is refused, with which words, that a refusal leaves
 * nothing behind, and that memory may be refused anywhere.
 *
 * Each refusal is tried on a builder that is then finished: the centre must have the hash of one
 * that was built without it.
 */
#include "support/centre_parts.h"
#include "support/fault_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

static usher_centre_builder *new_builder(const centre_parts *p)
{
    usher_centre_builder *b;
    ok(usher_centre_builder_new(NULL, &b));
    usher_status status = USHER_OK;
    for (uint32_t at = 0; centre_parts_define(p, at, b, &status); at++) {
        ok(status);
        assert_string_equal(usher_centre_builder_error(b), "");
    }
    return b;
}

static usher_centre *finish(usher_centre_builder *b)
{
    usher_centre *centre = NULL;
    ok(usher_centre_build(b, &centre));
    usher_centre_builder_free(b);
    return centre;
}

static uint64_t hash_of(const centre_parts *p)
{
    usher_centre *centre = finish(new_builder(p));
    uint64_t hash = usher_centre_hash(centre);
    usher_centre_unref(centre);
    return hash;
}

/* ---- refusals -------------------------------------------------------------------------------- */

typedef struct refusals {
    centre_parts p;
    usher_centre_builder *b;
    uint64_t hash; /* without any refusal */
} refusals;

static void open_refusals(refusals *r)
{
    centre_parts_fill(&r->p);
    r->hash = hash_of(&r->p);
    r->b = new_builder(&r->p);
}

static void close_refusals(refusals *r)
{
    usher_centre *centre = finish(r->b);
    assert_true(usher_centre_hash(centre) == r->hash);
    usher_centre_unref(centre);
}

static void refused(const refusals *r, usher_status status, usher_status wanted, const char *text)
{
    assert_int_equal(status, wanted);
    assert_string_equal(usher_centre_builder_error(r->b), text);
}

static void invalid(const refusals *r, usher_status status, const char *text)
{
    refused(r, status, USHER_ERR_INVALID, text);
}

enum { A_CHANNEL, A_STATUS, HOURS, QUEUE, PROFILE, AGENT, A_GROUP, KINDS };

/* Something of this kind that is good but for its name, perhaps. */
static usher_status add_named(usher_centre_builder *b, int kind, const char *name)
{
    usher_channel_def channel = USHER_CHANNEL_DEF_INIT;
    usher_agent_status_def status = USHER_AGENT_STATUS_DEF_INIT;
    usher_hours_def hours = USHER_HOURS_DEF_INIT;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    channel.name = status.name = hours.name = queue.name = profile.name = name;
    agent.name = kind == AGENT ? name : "someone";
    agent.group[0] = kind == A_GROUP ? name : NULL;
    agent.profile.v = 1;
    switch (kind) {
    case A_CHANNEL:
        return usher_centre_add_channel(b, &channel, NULL);
    case A_STATUS:
        return usher_centre_add_status(b, &status, NULL);
    case HOURS:
        return usher_centre_add_hours(b, &hours, NULL);
    case QUEUE:
        return usher_centre_add_queue(b, &queue, NULL);
    case PROFILE:
        return usher_centre_add_profile(b, &profile, NULL);
    default:
        return usher_centre_add_agent(b, &agent);
    }
}

static void names_are_checked_everywhere(void **state)
{
    (void)state;
    refusals r;
    open_refusals(&r);
    char text[200];
    char too_long[USHER_NAME_MAX + 2] = { 0 };
    memset(too_long, 'x', USHER_NAME_MAX + 1);
    static const char *const subjects[KINDS] = { "a channel", "a status", "hours",  "queue",
                                                 "profile",   "agent",    "a group" };
    static const char *const not_utf8[] = {
        "caf\xe9",          "over\xc0\xaflong",    "cut\xe2\x82",
        "half\xed\xa0\x80", "far\xf4\x90\x80\x80", "\x80"
    };
    for (int kind = 0; kind < KINDS; kind++) {
        snprintf(text, sizeof text, "%s has no name", subjects[kind]);
        if (kind != A_GROUP) { /* no name ends the path of groups */
            invalid(&r, add_named(r.b, kind, NULL), text);
        }
        invalid(&r, add_named(r.b, kind, ""), text);
        snprintf(text, sizeof text, "%s `%s` has a name longer than 127 bytes", subjects[kind],
                 too_long);
        invalid(&r, add_named(r.b, kind, too_long), text);
        snprintf(text, sizeof text, "%s has a name that is not UTF-8", subjects[kind]);
        for (size_t i = 0; i < sizeof not_utf8 / sizeof *not_utf8; i++) {
            invalid(&r, add_named(r.b, kind, not_utf8[i]), text);
        }
    }
    usher_agent_def agent =
        USHER_AGENT_DEF_INIT; /* the first group of his path is not made either */
    agent.name = "zoe";
    agent.profile.v = 1;
    agent.group[0] = "south";
    agent.group[1] = "";
    invalid(&r, usher_centre_add_agent(r.b, &agent), "a group has no name");
    invalid(&r, usher_centre_set_name(r.b, "", NULL), "the centre has no name");
    invalid(&r, usher_centre_set_name(r.b, NULL, ""), "the time zone has no name");
    invalid(&r, usher_centre_set_name(r.b, "b", "\xff"),
            "the time zone has a name that is not UTF-8");
    close_refusals(&r);
}

/* 127 bytes, and every length of UTF-8 sequence at its bounds, are names. */
static void long_and_foreign_names_are_names(void **state)
{
    (void)state;
    char longest[USHER_NAME_MAX + 1] = { 0 };
    memset(longest, 'x', USHER_NAME_MAX);
    const char *const names[] = { longest, "\xc2\x80\xdf\xbf",
                                  "\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf",
                                  "\xf0\x90\x80\x80\xf3\xbf\xbf\xbf\xf4\x8f\xbf\xbf" };
    refusals r;
    open_refusals(&r);
    for (int kind = A_STATUS; kind < A_GROUP; kind++) {
        for (int i = 0; i < 4; i++) {
            ok(add_named(r.b, kind, names[i]));
        }
    }
    usher_centre *centre = finish(r.b);
    for (int i = 0; i < 4; i++) {
        assert_int_not_equal(usher_centre_find_status(centre, names[i]).v, 0);
        assert_int_not_equal(usher_centre_find_hours(centre, names[i]).v, 0);
        assert_int_not_equal(usher_centre_find_queue(centre, names[i]).v, 0);
        assert_int_not_equal(usher_centre_find_profile(centre, names[i]).v, 0);
    }
    usher_centre_unref(centre);
}

static void names_are_taken_once(void **state)
{
    (void)state;
    refusals r;
    open_refusals(&r);
    invalid(&r, add_named(r.b, HOURS, "office"), "hours `office` is defined twice");
    invalid(&r, add_named(r.b, QUEUE, "sales"), "queue `sales` is defined twice");
    invalid(&r, add_named(r.b, PROFILE, "desk"), "profile `desk` is defined twice");
    invalid(&r, add_named(r.b, AGENT, "ann"), "agent `ann` is defined twice");
    const char *twice = "status `Lunch` is defined twice or of another kind";
    invalid(&r, add_named(r.b, A_STATUS, "Lunch"), twice);
    usher_agent_status_def offline = { sizeof offline, "Offline", USHER_STATUS_ROUTABLE };
    invalid(&r, usher_centre_add_status(r.b, &offline, NULL),
            "status `Offline` is defined twice or of another kind");
    usher_agent_status_def available = { sizeof available, "Available", USHER_STATUS_ROUTABLE };
    usher_agent_status_ref ref;
    ok(usher_centre_add_status(r.b, &available, &ref)); /* it is there already, and the same */
    assert_int_equal(ref.v, 1);
    close_refusals(&r);
}

static void structs_of_other_versions_are_refused(void **state)
{
    (void)state;
    refusals r;
    open_refusals(&r);
    centre_parts p = r.p;
    p.options.size--;
    p.channel.size--;
    p.status.size++;
    p.hours.size = 0;
    p.queues[0].size--;
    p.profile.size++;
    p.entries[0].size--;
    p.agents[0].size++;
    usher_profile_ref desk = { 1 };
    const char *const texts[] = {
        "options is not a struct of this version",   "a channel is not a struct of this version",
        "a status is not a struct of this version",  "hours is not a struct of this version",
        "a queue is not a struct of this version",   "a profile is not a struct of this version",
        "an entry is not a struct of this version",  "an agent is not a struct of this version",
        "the centre is not a struct of this version"
    };
    invalid(&r, usher_centre_set_options(r.b, &p.options), texts[0]);
    invalid(&r, usher_centre_set_options(r.b, NULL), texts[0]);
    invalid(&r, usher_centre_add_channel(r.b, &p.channel, NULL), texts[1]);
    invalid(&r, usher_centre_add_channel(r.b, NULL, NULL), texts[1]);
    invalid(&r, usher_centre_add_status(r.b, &p.status, NULL), texts[2]);
    invalid(&r, usher_centre_add_status(r.b, NULL, NULL), texts[2]);
    invalid(&r, usher_centre_add_hours(r.b, &p.hours, NULL), texts[3]);
    invalid(&r, usher_centre_add_hours(r.b, NULL, NULL), texts[3]);
    invalid(&r, usher_centre_add_queue(r.b, &p.queues[0], NULL), texts[4]);
    invalid(&r, usher_centre_add_queue(r.b, NULL, NULL), texts[4]);
    invalid(&r, usher_centre_add_profile(r.b, &p.profile, NULL), texts[5]);
    invalid(&r, usher_centre_add_profile(r.b, NULL, NULL), texts[5]);
    invalid(&r, usher_centre_add_entry(r.b, desk, &p.entries[0]), texts[6]);
    invalid(&r, usher_centre_add_entry(r.b, desk, NULL), texts[6]);
    invalid(&r, usher_centre_add_agent(r.b, &p.agents[0]), texts[7]);
    invalid(&r, usher_centre_add_agent(r.b, NULL), texts[7]);
    invalid(&r, usher_centre_build(r.b, NULL), texts[8]);
    close_refusals(&r);
}

/* Each option one beyond its last word, and the durations that may not be. */
static void options_out_of_range_are_refused(void **state)
{
    (void)state;
    refusals r;
    open_refusals(&r);
    for (int i = 0; i < 10; i++) {
        usher_routing_options o = USHER_ROUTING_OPTIONS_INIT;
        uint8_t *const words[] = { &o.buffer_rounding,    &o.priority_scope,
                                   &o.delay_clock,        &o.handled,
                                   &o.after_miss,         &o.age_adjustment,
                                   &o.same_agent_twice,   &o.slots_with_next_status,
                                   &o.while_busy_default, &o.while_busy_default };
        *words[i] = i == 8 ? 3 : i == 9 ? 0 : 2;
        invalid(&r, usher_centre_set_options(r.b, &o),
                "an option has a value that is none of its words");
    }
    for (int i = 0; i < 5; i++) {
        usher_routing_options o = USHER_ROUTING_OPTIONS_INIT;
        o.reoffer_after = i == 0 ? -1 : 0;
        o.clear_missed_after = i == 1 ? 0 : i == 2 ? -1 : 1;
        o.presentation_limit = i == 3 ? 0 : i == 4 ? -1 : 1;
        invalid(&r, usher_centre_set_options(r.b, &o), "an option has a duration out of range");
    }
    close_refusals(&r);
}

static void channels_out_of_range_are_refused(void **state)
{
    (void)state;
    refusals r;
    open_refusals(&r);
    usher_channel_def def = r.p.voice;
    def.ring = -1;
    invalid(&r, usher_centre_add_channel(r.b, &def, NULL),
            "channel `voice` has a value out of range");
    def = r.p.channel;
    def.like = 4;
    invalid(&r, usher_centre_add_channel(r.b, &def, NULL),
            "channel `video` has a value out of range");
    refused(&r, add_named(r.b, A_CHANNEL, "fax"), USHER_ERR_STATE,
            "channel `fax` comes after a queue");
    usher_agent_status_def status = { sizeof status, "Break", 3 };
    invalid(&r, usher_centre_add_status(r.b, &status, NULL), "status `Break` is of no known kind");
    close_refusals(&r);
}

static void hours_out_of_range_are_refused(void **state)
{
    (void)state;
    refusals r;
    open_refusals(&r);
    const usher_hours_span spans[] = { { 7, 1, 2 }, { 0, 5, 5 }, { 0, 6, 5 }, { 6, 0, 1441 } };
    const usher_hours_closed days[] = {
        { "x", 0, 0, 1 }, { "x", 0, 13, 1 }, { "x", 0, 1, 0 }, { "x", 0, 1, 32 }
    };
    for (int i = 0; i < 4; i++) {
        usher_hours_def def = r.p.hours;
        def.name = "night";
        usher_hours_span two_spans[] = { { 6, 0, 1440 }, spans[i] };
        def.spans = two_spans;
        invalid(&r, usher_centre_add_hours(r.b, &def, NULL),
                "hours `night` have a span that ends before it begins");
        def.spans = r.p.spans;
        usher_hours_closed two_days[] = { { "x", 0, 12, 31 }, days[i] };
        def.closed = two_days;
        invalid(&r, usher_centre_add_hours(r.b, &def, NULL),
                "hours `night` are closed on a day that is none");
    }
    close_refusals(&r);
}

static void queues_and_profiles_out_of_range_are_refused(void **state)
{
    (void)state;
    refusals r;
    open_refusals(&r);
    for (int i = 0; i < 3; i++) {
        usher_queue_def def = USHER_QUEUE_DEF_INIT;
        def.name = "q";
        def.offers = i == 0 ? 0 : 1;
        def.service_level = i == 1 ? -1 : 0;
        def.hours.v = i == 2 ? 2 : 0;
        invalid(&r, usher_centre_add_queue(r.b, &def, NULL), "queue `q` has a value out of range");
    }
    for (int i = 0; i < 4; i++) {
        usher_profile_def def = USHER_PROFILE_DEF_INIT;
        def.name = "p";
        def.availability_timer = i == 0 ? 2 : 0;
        def.outbound_queue.v = i == 1 ? 3 : 0;
        def.while_busy[7] = i == 2 ? 3 : 0;
        def.max[5] = i == 3 ? 1 : 0; /* the centre has five channels */
        invalid(&r, usher_centre_add_profile(r.b, &def, NULL),
                i < 2 ? "profile `p` has a value out of range"
                      : "profile `p` has a channel that is not defined");
    }
    close_refusals(&r);
}

static void entries_out_of_range_are_refused(void **state)
{
    (void)state;
    refusals r;
    open_refusals(&r);
    usher_entry_def good = USHER_ENTRY_DEF_INIT;
    good.queue.v = 2;
    good.channel = 4;
    const char *no_profile = "an entry belongs to no profile";
    invalid(&r, usher_centre_add_entry(r.b, (usher_profile_ref){ 0 }, &good), no_profile);
    invalid(&r, usher_centre_add_entry(r.b, (usher_profile_ref){ 3 }, &good), no_profile);
    static const usher_duration delays[] = { -1,
                                             -USHER_SECONDS(1),
                                             1,
                                             USHER_SECONDS(2) - 1,
                                             USHER_SECONDS(9999) + 1,
                                             USHER_SECONDS(10000) };
    for (int i = 0; i < 11; i++) {
        usher_entry_def def = good;
        def.queue.v = i == 0 ? 0 : i == 1 ? 3 : 2;
        def.channel = i == 2 ? 5 : 4;
        def.priority = i == 3 ? 0 : i == 4 ? 100 : 99;
        def.delay = i > 4 ? delays[i - 5] : USHER_SECONDS(9999);
        invalid(&r, usher_centre_add_entry(r.b, (usher_profile_ref){ 1 }, &def),
                i < 2    ? "an entry of profile `desk` has an unknown queue"
                : i == 2 ? "an entry of profile `desk` has an unknown channel"
                : i < 5  ? "an entry of profile `desk` has a priority outside 1 to 99"
                         : "an entry of profile `desk` has a delay that is not 0 to 9999 whole "
                           "seconds");
    }
    usher_entry_def again = r.p.entries[1];
    again.priority = 50;
    invalid(&r, usher_centre_add_entry(r.b, (usher_profile_ref){ 1 }, &again),
            "an entry of profile `desk` stands there twice");
    close_refusals(&r);
}

static void agents_out_of_range_are_refused(void **state)
{
    (void)state;
    refusals r;
    open_refusals(&r);
    for (int i = 0; i < 4; i++) {
        static const char *const texts[] = { "agent `zoe` has no profile",
                                             "agent `zoe` has no profile",
                                             "agent `zoe` has a device that is not UTF-8",
                                             "agent `zoe` has after-contact work below 0" };
        usher_agent_def def = USHER_AGENT_DEF_INIT;
        def.name = "zoe";
        def.group[0] = "south"; /* of a refused agent nothing is left, groups neither */
        def.profile.v = i == 0 ? 0 : i == 1 ? 3 : 1;
        def.device = i == 2 ? "\xfe" : NULL;
        def.acw[7] = i == 3 ? -1 : 0;
        invalid(&r, usher_centre_add_agent(r.b, &def), texts[i]);
    }
    close_refusals(&r);
}

/* ---- limits ---------------------------------------------------------------------------------- */

static void limits_are_kept(void **state)
{
    (void)state;
    refusals r;
    centre_parts_fill(&r.p);
    ok(usher_centre_builder_new(NULL, &r.b));
    char name[32];
    for (int i = 4; i < USHER_CHANNELS_MAX; i++) {
        snprintf(name, sizeof name, "channel %d", i);
        ok(add_named(r.b, A_CHANNEL, name));
    }
    refused(&r, add_named(r.b, A_CHANNEL, "ninth"), USHER_ERR_LIMIT,
            "channel `ninth` is one too many: 8 at most");
    ok(add_named(r.b, A_CHANNEL, "channel 7")); /* defined again: its values are set */
    for (int i = 2; i < USHER_STATUSES_MAX; i++) {
        snprintf(name, sizeof name, "status %d", i);
        ok(add_named(r.b, A_STATUS, name));
    }
    refused(&r, add_named(r.b, A_STATUS, "late"), USHER_ERR_LIMIT,
            "status `late` is one too many: 50 at most");
    for (int i = 0; i < 7; i++) {
        snprintf(name, sizeof name, "queue %d", i);
        ok(add_named(r.b, QUEUE, name));
    }
    ok(add_named(r.b, PROFILE, "wide"));
    for (uint32_t i = 0; i <= USHER_ENTRIES_MAX; i++) {
        usher_entry_def entry = USHER_ENTRY_DEF_INIT;
        entry.queue.v = i / 8 + 1;
        entry.channel = (usher_channel)(i % 8);
        usher_status status = usher_centre_add_entry(r.b, (usher_profile_ref){ 1 }, &entry);
        assert_int_equal(status, i < USHER_ENTRIES_MAX ? USHER_OK : USHER_ERR_LIMIT);
    }
    assert_string_equal(usher_centre_builder_error(r.b), "profile `wide` has more than 50 entries");
    usher_centre *centre = finish(r.b);
    assert_int_equal(usher_centre_channels(centre), USHER_CHANNELS_MAX);
    assert_int_equal(usher_centre_statuses(centre), USHER_STATUSES_MAX);
    usher_entry_def last;
    assert_true(usher_centre_entry(centre, (usher_profile_ref){ 1 }, USHER_ENTRIES_MAX - 1, &last));
    assert_false(usher_centre_entry(centre, (usher_profile_ref){ 1 }, USHER_ENTRIES_MAX, &last));
    usher_centre_unref(centre);
}

/* ---- the builder's life ---------------------------------------------------------------------- */

static void a_spent_builder_can_only_be_freed(void **state)
{
    (void)state;
    refusals r;
    open_refusals(&r);
    usher_centre *centre = NULL;
    ok(usher_centre_build(r.b, &centre));
    usher_status status = USHER_OK;
    for (uint32_t at = 0; centre_parts_define(&r.p, at, r.b, &status); at++) {
        refused(&r, status, USHER_ERR_STATE, "the builder is spent");
    }
    usher_centre *other = NULL;
    refused(&r, usher_centre_build(r.b, &other), USHER_ERR_STATE, "the builder is spent");
    assert_null(other);
    usher_centre_builder_free(r.b);
    assert_true(usher_centre_hash(centre) == r.hash);
    usher_centre_unref(centre);
    usher_centre_builder_free(NULL);
    usher_centre_unref(NULL);
    assert_int_equal(usher_centre_builder_new(NULL, NULL), USHER_ERR_INVALID);
}

static void a_centre_lives_as_long_as_somebody_uses_it(void **state)
{
    (void)state;
    fault_mem fault = { 0 };
    usher_mem mem = fault_mem_host(&fault);
    usher_centre_builder *b;
    ok(usher_centre_builder_new(&mem, &b));
    usher_centre *centre = finish(b);
    assert_ptr_equal(usher_centre_ref(centre), centre);
    usher_centre_unref(centre);
    assert_string_equal(usher_centre_zone(centre), "Etc/UTC");
    assert_true(fault.blocks > 0);
    usher_centre_unref(centre);
    assert_int_equal(fault.blocks, 0);
}

/* ---- memory ---------------------------------------------------------------------------------- */

typedef struct sweep {
    fault_mem fault;
    usher_mem mem;
    usher_centre_builder *b;
} sweep;

static void refused_for_memory(const sweep *s, usher_status status)
{
    assert_int_equal(status, USHER_ERR_NOMEM);
    assert_true(s->fault.refused);
    assert_string_equal(usher_centre_builder_error(s->b), "the centre does not fit into memory");
}

/* A whole build with the n-th allocation refused; the call that meets it is repeated. */
static bool build_with_one_refusal(uint64_t n, uint64_t hash)
{
    sweep s = { .fault = { .refuse_at = n } };
    centre_parts p;
    centre_parts_fill(&p);
    s.mem = fault_mem_host(&s.fault);
    if (usher_centre_builder_new(&s.mem, &s.b) != USHER_OK) {
        assert_int_equal(s.fault.blocks, 0);
        ok(usher_centre_builder_new(&s.mem, &s.b));
    }
    usher_status status = USHER_OK;
    for (uint32_t at = 0; centre_parts_define(&p, at, s.b, &status); at++) {
        if (status != USHER_OK) {
            refused_for_memory(&s, status);
            assert_true(centre_parts_define(&p, at, s.b, &status));
            ok(status);
        }
    }
    usher_centre *centre = NULL;
    status = usher_centre_build(s.b, &centre);
    if (status != USHER_OK) {
        refused_for_memory(&s, status);
        assert_null(centre);
        ok(usher_centre_build(s.b, &centre));
    }
    usher_centre_builder_free(s.b);
    assert_true(usher_centre_hash(centre) == hash);
    usher_centre_unref(centre);
    assert_int_equal(s.fault.blocks, 0);
    return s.fault.refused;
}

/* And with all from the n-th on refused: the build ends there, and all memory is given back. */
static bool build_with_no_more_memory(uint64_t n)
{
    sweep s = { .fault = { .refuse_at = n, .for_ever = true } };
    centre_parts p;
    centre_parts_fill(&p);
    s.mem = fault_mem_host(&s.fault);
    usher_status status = usher_centre_builder_new(&s.mem, &s.b);
    if (status == USHER_OK) {
        for (uint32_t at = 0; status == USHER_OK && centre_parts_define(&p, at, s.b, &status);) {
            at++;
        }
        usher_centre *centre = NULL;
        if (status == USHER_OK) {
            status = usher_centre_build(s.b, &centre);
        }
        if (status != USHER_OK) {
            refused_for_memory(&s, status);
        }
        usher_centre_builder_free(s.b);
        usher_centre_unref(centre);
    }
    assert_int_equal(s.fault.blocks, 0);
    return s.fault.refused;
}

static void memory_may_be_refused_anywhere(void **state)
{
    (void)state;
    centre_parts p;
    centre_parts_fill(&p);
    uint64_t hash = hash_of(&p);
    uint64_t n = 1;
    while (build_with_one_refusal(n, hash)) {
        n++;
    }
    assert_true(n > 20); /* it was a sweep */
    for (n = 1; build_with_no_more_memory(n);) {
        n++;
    }
    assert_true(n > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_checked_everywhere),
        cmocka_unit_test(long_and_foreign_names_are_names),
        cmocka_unit_test(names_are_taken_once),
        cmocka_unit_test(structs_of_other_versions_are_refused),
        cmocka_unit_test(options_out_of_range_are_refused),
        cmocka_unit_test(channels_out_of_range_are_refused),
        cmocka_unit_test(hours_out_of_range_are_refused),
        cmocka_unit_test(queues_and_profiles_out_of_range_are_refused),
        cmocka_unit_test(entries_out_of_range_are_refused),
        cmocka_unit_test(agents_out_of_range_are_refused),
        cmocka_unit_test(limits_are_kept),
        cmocka_unit_test(a_spent_builder_can_only_be_freed),
        cmocka_unit_test(a_centre_lives_as_long_as_somebody_uses_it),
        cmocka_unit_test(memory_may_be_refused_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
