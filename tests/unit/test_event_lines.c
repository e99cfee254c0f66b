/*
 * test_event_lines.c - the lines of docs/events.md are what the engine says.
 *
 * Plays a short story in which every type of event happens, and compares the first line of each
 * type, as `usher run --events` writes it, with the line that stands in the document.
 */
#define _POSIX_C_SOURCE 200809L

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <usher/usher.h>

#include "event_json.h"

enum { LINES_MAX = 128, LINE_SIZE = 512, LONGEST_WAIT = USHER_SECONDS(600) };

static const usher_time start = 1772438400 * USHER_SECONDS(1); /* 2026-03-02T08:00:00Z */

typedef struct story {
    usher_engine *engine;
    usher_time now;
    usher_queue_ref sales;
    usher_profile_ref expert;
    usher_agent_status_ref available, lunch;
    usher_agent_id alice, carol;
    uint32_t lines_count;
    char lines[LINES_MAX][LINE_SIZE];
} story;

static void must(usher_status status)
{
    assert_true(status >= 0);
}

enum { FIRST, CHANGED, DESERTED };

/*
 * One queue, two profiles, and alice, who takes up to five calls at once. Changed: the queue has
 * another name, and alice a device. Deserted: the first one, without alice.
 */
static usher_centre *build_centre(int which)
{
    bool changed = which == CHANGED;
    usher_centre_builder *builder;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_agent_status_def lunch = USHER_AGENT_STATUS_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    usher_agent_status_ref status;
    usher_profile_ref expert;
    usher_centre *centre;

    must(usher_centre_builder_new(NULL, &builder));
    queue.name = changed ? "orders" : "sales";
    queue.longest_wait = LONGEST_WAIT;
    must(usher_centre_add_queue(builder, &queue, &entry.queue));
    lunch.name = "Lunch";
    must(usher_centre_add_status(builder, &lunch, &status));
    profile.max[USHER_VOICE] = 5;
    profile.outbound_queue = entry.queue;
    profile.name = "novice";
    must(usher_centre_add_profile(builder, &profile, &agent.profile));
    profile.name = "expert";
    must(usher_centre_add_profile(builder, &profile, &expert));
    must(usher_centre_add_entry(builder, expert, &entry));
    agent.name = "alice";
    agent.device = changed ? "sip:alice@example.org" : NULL;
    agent.acw[USHER_VOICE] = USHER_SECONDS(30);
    if (which != DESERTED) {
        must(usher_centre_add_agent(builder, &agent));
    }
    must(usher_centre_build(builder, &centre));
    usher_centre_builder_free(builder);
    return centre;
}

/*
 * The story's contacts carry their number as the tag, so that they have a name when they are gone.
 */
static const char *contact_name(void *user, const usher_event *event)
{
    static const char *const names[] = { NULL, "c1", "c2", "c3", "c4", "c5", "c6", "c7" };
    (void)user;
    return event->tag < 8 ? names[event->tag] : NULL;
}

static const char *agent_name(void *user, const usher_event *event)
{
    const story *s = user;
    return event->agent.v == s->alice.v ? "alice" : "carol";
}

/* Writes down everything that has come out. */
static void listen(story *s)
{
    event_names names = { usher_engine_centre(s->engine), s, contact_name, agent_name };
    const usher_event *event;

    while ((event = usher_engine_peek(s->engine)) != NULL) {
        char *line = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&line, &size);
        assert_non_null(out);
        event_json_write(out, event, &names);
        assert_int_equal(fclose(out), 0);
        assert_true(s->lines_count < LINES_MAX && size < LINE_SIZE);
        memcpy(s->lines[s->lines_count++], line, size + 1);
        free(line);
        usher_engine_confirm(s->engine, event->number);
    }
}

/* Time passes. */
static void pass(story *s, usher_duration duration)
{
    s->now += duration;
    must(usher_engine_advance(s->engine, s->now));
    listen(s);
}

static usher_contact_id begin(story *s, uint64_t number)
{
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id contact;
    options.queue = s->sales;
    options.tag = number;
    must(usher_contact_begin(s->engine, s->now, &options, &contact));
    return contact;
}

/* The part that was made last. */
static usher_participant_id latest(const story *s, usher_contact_id contact)
{
    usher_participant_id part = { 0 };
    usher_participant_id next;
    while ((next = usher_contact_next_part(s->engine, contact, part)).v != 0) {
        part = next;
    }
    return part;
}

static void play_centre(story *s)
{
    usher_agent_add_options carol = USHER_AGENT_ADD_OPTIONS_INIT;
    must(usher_queue_set_enabled(s->engine, s->now, s->sales, false));
    must(usher_queue_set_enabled(s->engine, s->now, s->sales, true));
    carol.name = "carol";
    carol.profile = s->expert;
    must(usher_agent_add(s->engine, s->now, &carol, &s->carol));
    must(usher_agent_set_profile(s->engine, s->now, s->alice, s->expert));
    must(usher_agent_set_status(s->engine, s->now, s->alice, s->available));
    listen(s);
}

/*
 * A contact that is missed, rejected and failed, answered, held, and ended while alice wants to
 * eat.
 */
static void play_contact(story *s)
{
    usher_contact_id c1 = begin(s, 1);
    usher_participant_id first = latest(s, c1);
    must(usher_contact_set_priority(s->engine, s->now, c1, 2));
    must(usher_report_ringing(s->engine, s->now, first));
    pass(s, USHER_SECONDS(20));
    must(usher_report_failed(s->engine, s->now, latest(s, c1), USHER_REASON_REJECTED));
    must(usher_report_failed(s->engine, s->now, latest(s, c1), USHER_REASON_UNREACHABLE));
    must(usher_report_answered(s->engine, s->now, first));
    must(usher_report_answered(s->engine, s->now, latest(s, c1)));
    must(usher_report_joined(s->engine, s->now, latest(s, c1)));
    must(usher_contact_hold(s->engine, s->now, c1, true));
    must(usher_contact_hold(s->engine, s->now, c1, false));
    must(usher_agent_set_status(s->engine, s->now, s->alice, s->lunch));
    must(usher_report_left(s->engine, s->now, usher_contact_customer(c1)));
    pass(s, USHER_SECONDS(30));
}

static void play_rest(story *s)
{
    usher_contact_begin_options dial = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id c3;
    must(usher_agent_set_status(s->engine, s->now, s->alice, s->available));
    must(usher_contact_end(s->engine, s->now, begin(s, 2), USHER_REASON_API));
    dial.agent = s->alice;
    dial.tag = 3;
    must(usher_contact_dial(s->engine, s->now, &dial, &c3));
    must(usher_agent_remove(s->engine, s->now, s->carol));
    listen(s);
}

/* One call that alice answers at carol's desk, and one that goes to somebody outside. */
static void play_answers(story *s)
{
    usher_agent_add_options carol = USHER_AGENT_ADD_OPTIONS_INIT;
    carol.name = "carol";
    carol.profile = s->expert;
    must(usher_agent_add(s->engine, s->now, &carol, &s->carol));
    must(usher_report_answered_by(s->engine, s->now, latest(s, begin(s, 4)), s->carol));
    usher_contact_id c5 = begin(s, 5);
    must(usher_report_leg(s->engine, s->now, usher_contact_customer(c5), 77));
    must(usher_report_answered_by(s->engine, s->now, latest(s, c5), (usher_agent_id){ 0 }));
    listen(s);
}

/* One that alice answers, but is not joined to. */
static void play_return(story *s)
{
    must(usher_agent_set_status(s->engine, s->now, s->alice, s->available));
    usher_contact_id c6 = begin(s, 6);
    usher_participant_id part = latest(s, c6);
    must(usher_report_answered(s->engine, s->now, part));
    must(usher_report_join_failed(s->engine, s->now, part, USHER_REASON_NETWORK));
    must(usher_contact_end(s->engine, s->now, c6, USHER_REASON_API));
    listen(s);
}

/* One for whom nobody is there until its longest wait is over. */
static void play_wait(story *s)
{
    must(usher_agent_set_status(s->engine, s->now, s->alice, s->lunch));
    usher_contact_id c7 = begin(s, 7);
    pass(s, LONGEST_WAIT);
    must(usher_contact_end(s->engine, s->now, c7, USHER_REASON_API));
}

/* Calls from outside, a telephone that is lost, and found again. */
static void play_agents(story *s)
{
    must(usher_report_outside_load(s->engine, s->now, s->alice, USHER_VOICE, 2));
    must(usher_report_agent_gone(s->engine, s->now, s->alice));
    must(usher_report_agent_reachable(s->engine, s->now, s->alice));
    listen(s);
}

static void change(story *s, int which)
{
    usher_centre *next = build_centre(which);
    usher_change_options options = USHER_CHANGE_OPTIONS_INIT;
    usher_change *prepared;
    options.otherwise = USHER_DRAIN;
    must(usher_engine_prepare_change(s->engine, next, &options, &prepared));
    must(usher_engine_commit_change(s->engine, s->now, prepared));
    usher_change_free(prepared);
    usher_centre_unref(next);
    listen(s);
}

/* Another name for the queue; then somebody waits in it, and it goes, and alice too. */
static void play_changes(story *s)
{
    change(s, CHANGED);
    s->sales = usher_centre_find_queue(usher_engine_centre(s->engine), "orders");
    (void)begin(s, 5);
    change(s, DESERTED);
    s->sales = usher_centre_find_queue(usher_engine_centre(s->engine), "sales");
}

static void open_engine(story *s, usher_centre *centre)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = centre;
    options.now = start;
    must(usher_engine_new(&options, &s->engine));
    s->now = start;
    s->alice = usher_agent_find(s->engine, "alice");
}

/* A day of a supervisor, number 44, on an engine of its own. */
static void play_orders(story *s, usher_centre *centre)
{
    open_engine(s, centre);
    assert_int_equal(usher_engine_set_actor(s->engine, 44), USHER_ACTOR_HOST);
    usher_contact_id c1 = begin(s, 1);
    must(usher_engine_stop_entries(s->engine, s->now, true));
    must(usher_contact_end(s->engine, s->now, c1, USHER_REASON_API));
    must(usher_engine_stop_entries(s->engine, s->now, false));
    (void)begin(s, 2);
    must(usher_queue_end_waiting(s->engine, s->now, s->sales, USHER_VOICE, USHER_REASON_OTHER));
    listen(s);
    usher_engine_free(s->engine);
}

static void play(story *s)
{
    usher_centre *centre = build_centre(FIRST);
    open_engine(s, centre);
    s->sales = usher_centre_find_queue(centre, "sales");
    s->expert = usher_centre_find_profile(centre, "expert");
    s->available = usher_centre_find_status(centre, "Available");
    s->lunch = usher_centre_find_status(centre, "Lunch");
    play_centre(s);
    play_contact(s);
    play_rest(s);
    play_answers(s);
    play_agents(s);
    play_return(s);
    play_wait(s);
    play_changes(s);
    usher_engine_free(s->engine);
    play_orders(s, centre);
    usher_centre_unref(centre);
}

static char *read_document(void)
{
    FILE *in = fopen("docs/events.md", "rb");
    assert_non_null(in);
    char *text = calloc(1, 1 << 16);
    assert_non_null(text);
    size_t size = fread(text, 1, (1 << 16) - 1, in);
    assert_true(size > 0 && size < (1 << 16) - 1);
    fclose(in);
    return text;
}

/* The first line of the story with this type, NULL if there is none. */
static const char *first_of(const story *s, const char *type)
{
    char wanted[64];
    snprintf(wanted, sizeof wanted, "\"type\":\"%s\"", type);
    for (uint32_t i = 0; i < s->lines_count; i++) {
        if (strstr(s->lines[i], wanted) != NULL) {
            return s->lines[i];
        }
    }
    return NULL;
}

static void test_document(void **state)
{
    static const char *const types[] = {
#define X(ENUM, number, callback, name, fields) name,
        USHER_EVENT_MAP(X)
#undef X
    };
    static story s;
    char *document = read_document();
    unsigned wrong = 0;
    (void)state;

    play(&s);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        const char *line = first_of(&s, types[i]);
        if (line == NULL) {
            fprintf(stderr, "the story has no %s\n", types[i]);
            wrong++;
        } else if (strstr(document, line) == NULL) {
            fprintf(stderr, "docs/events.md lacks this line: %s", line);
            wrong++;
        }
    }
    free(document);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_document) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
