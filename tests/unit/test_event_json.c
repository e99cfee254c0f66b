/*
 * test_event_json.c - every type of event as its line of JSON: keys, order, names, what is left
 * out.
 */
#include "event_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { LINE_MAX_BYTES = 1024 };

static const char *contact_name(void *user, const usher_event *event)
{
    (void)user;
    return event->contact.v == 0x7000001 ? "c\"1\n" : NULL;
}

static const char *agent_name(void *user, const usher_event *event)
{
    (void)user;
    (void)event;
    return "alice";
}

static usher_centre *build_centre(void)
{
    usher_centre_builder *builder;
    usher_centre *centre;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_queue_ref queue_ref;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_profile_ref profile_ref;
    assert_int_equal(usher_centre_builder_new(NULL, &builder), USHER_OK);
    queue.name = "billing";
    profile.name = "blended";
    profile.max[USHER_CHAT] = 1;
    assert_int_equal(usher_centre_add_queue(builder, &queue, &queue_ref), USHER_OK);
    assert_int_equal(usher_centre_add_profile(builder, &profile, &profile_ref), USHER_OK);
    assert_int_equal(usher_centre_build(builder, &centre), USHER_OK);
    usher_centre_builder_free(builder);
    return centre;
}

/* An event in which every field has a value; which of them are shown depends on the type alone. */
static usher_event full_event(uint16_t type)
{
    usher_event event = { 0 };
    event.number = 17;
    event.time = INT64_C(1772438403250000);
    event.type = type;
    event.contact.v = 0x7000001;
    event.agent.v = 0x5000001;
    event.participant.v = 0x9000003;
    event.queue.v = 1;
    event.channel = USHER_CHAT;
    event.profile.v = 1;
    event.status.v = 1;
    event.until = INT64_C(1772438423250000);
    event.value = 5;
    event.reason = USHER_REASON_TIME_LIMIT;
    event.actor = USHER_ACTOR_ENGINE;
    return event;
}

static void write_line(const usher_event *event, char line[LINE_MAX_BYTES])
{
    usher_centre *centre = build_centre();
    event_names names = { centre, NULL, contact_name, agent_name };
    FILE *file = tmpfile();
    assert_non_null(file);
    event_json_write(file, event, &names);
    rewind(file);
    size_t size = fread(line, 1, LINE_MAX_BYTES - 1, file);
    line[size] = '\0';
    fclose(file);
    usher_centre_unref(centre);
}

static void expect(const usher_event *event, const char *expected)
{
    char line[LINE_MAX_BYTES];
    write_line(event, line);
    assert_string_equal(line, expected);
}

#define BEGIN(type) "{\"seq\":17,\"time\":1772438403.250000,\"type\":\"" type "\""
#define CONTACT ",\"contact\":\"c\\\"1\\n\""
#define AGENT ",\"agent\":\"alice\""
#define QUEUE ",\"queue\":\"billing\",\"channel\":\"chat\""
#define PART CONTACT AGENT QUEUE ",\"offer\":9"
#define EXPIRES ",\"expires\":1772438423.250000"
#define UNTIL ",\"until\":1772438423.250000"
#define LEG ",\"leg\":5"
#define REASON ",\"reason\":\"time_limit\""
#define END ",\"actor\":\"engine\"}\n"

/*
 * The lines of all types, in the order of the table; a new type fails the test until it stands
 * here.
 */
static const char *const lines[] = {
    BEGIN("contact.begun") CONTACT ",\"channel\":\"chat\"" END,
    BEGIN("contact.queued") CONTACT AGENT QUEUE
    ",\"priority\":5,\"age\":1772438423.250000" REASON END,
    BEGIN("contact.ranked") CONTACT
    ",\"channel\":\"chat\",\"priority\":5,\"age\":1772438423.250000" END,
    BEGIN("contact.dialling") PART LEG END,
    BEGIN("contact.connected") PART LEG END,
    BEGIN("contact.held") CONTACT ",\"channel\":\"chat\"" LEG END,
    BEGIN("contact.resumed") CONTACT ",\"channel\":\"chat\"" LEG END,
    BEGIN("contact.ended") CONTACT QUEUE LEG REASON END,
    BEGIN("contact.completed") CONTACT ",\"channel\":\"chat\"" END,
    BEGIN("contact.outside") CONTACT QUEUE LEG END,
    BEGIN("contact.returned") CONTACT AGENT QUEUE ",\"priority\":5,\"age\":1772438423.250000" END,
    BEGIN("contact.overdue") CONTACT QUEUE END,
    BEGIN("offer.made") PART LEG EXPIRES END,
    BEGIN("offer.ringing") PART LEG EXPIRES END,
    BEGIN("offer.answered") PART ",\"profile\":\"blended\"" LEG END,
    BEGIN("offer.missed") PART LEG UNTIL END,
    BEGIN("offer.rejected") PART LEG UNTIL END,
    BEGIN("offer.failed") PART LEG UNTIL REASON END,
    BEGIN("offer.withdrawn") PART LEG REASON END,
    BEGIN("offer.lost") ",\"offer\":9" LEG END,
    BEGIN("acw.started") PART LEG UNTIL END,
    BEGIN("slot.cleared") PART LEG REASON END,
    BEGIN("offer.moved") PART LEG END,
    BEGIN("agent.added") AGENT ",\"profile\":\"blended\",\"status\":\"Available\"" END,
    BEGIN("agent.removed") AGENT END,
    BEGIN("agent.status") AGENT ",\"status\":\"Available\"" END,
    BEGIN("agent.next_status") AGENT ",\"status\":\"Available\"" END,
    BEGIN("agent.profile") AGENT ",\"profile\":\"blended\"" END,
    BEGIN("agent.gone") AGENT END,
    BEGIN("agent.reachable") AGENT END,
    BEGIN("agent.outside_load") AGENT ",\"channel\":\"chat\",\"load\":5" END,
    BEGIN("agent.changed") AGENT END,
    BEGIN("agent.leaving") AGENT END,
    BEGIN("queue.enabled") ",\"queue\":\"billing\"" END,
    BEGIN("queue.disabled") ",\"queue\":\"billing\"" END,
    BEGIN("queue.removed") ",\"queue\":\"billing\"" END,
    BEGIN("queue.leaving") ",\"queue\":\"billing\"" END,
    BEGIN("queue.swept") ",\"queue\":\"billing\",\"count\":5" REASON END,
    BEGIN("centre.changed") END,
    BEGIN("entries.stopped") END,
    BEGIN("entries.allowed") END,
    BEGIN("engine.empty") END,
};

static void every_type_has_its_line(void **state)
{
    (void)state;
    static const uint16_t types[] = {
#define X(ENUM, number, callback, name, fields) USHER_EVENT_##ENUM,
        USHER_EVENT_MAP(X)
#undef X
    };
    assert_int_equal(sizeof types / sizeof *types, sizeof lines / sizeof *lines);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        usher_event event = full_event(types[i]);
        expect(&event, lines[i]);
    }
}

static void what_is_not_there_is_left_out(void **state)
{
    (void)state;
    usher_event event = full_event(USHER_EVENT_CONTACT_QUEUED);
    event.queue.v = 0;
    event.agent.v = 0;
    event.reason = USHER_REASON_NONE;
    event.until = 0;
    expect(&event, BEGIN("contact.queued") CONTACT
           ",\"channel\":\"chat\",\"priority\":5,\"age\":0.000000" END);
    event = full_event(USHER_EVENT_ACW_STARTED);
    event.until = USHER_TIME_NEVER;
    event.value = 0;
    expect(&event, BEGIN("acw.started") PART END);
    event = full_event(USHER_EVENT_AGENT_NEXT_STATUS);
    event.status.v = 0;
    expect(&event, BEGIN("agent.next_status") AGENT END);
}

static void an_object_without_a_name_is_its_serial(void **state)
{
    (void)state;
    usher_event event = full_event(USHER_EVENT_CONTACT_COMPLETED);
    event.contact.v = 0x2A000009;
    expect(&event, BEGIN("contact.completed") ",\"contact\":42,\"channel\":\"chat\"" END);
}

static void flags_and_actors(void **state)
{
    (void)state;
    usher_event event = full_event(USHER_EVENT_OFFER_MADE);
    event.flags = USHER_EVENT_AUTO_ACCEPT | USHER_EVENT_CANCELLED | USHER_EVENT_REDELIVERED;
    event.actor = USHER_ACTOR_HOST;
    expect(&event, BEGIN("offer.made") PART LEG EXPIRES
           ",\"auto_accept\":true,\"cancelled\":true,\"redelivered\":true"
           ",\"actor\":\"host\"}\n");
    event = full_event(USHER_EVENT_QUEUE_ENABLED);
    event.actor = 4242;
    expect(&event, BEGIN("queue.enabled") ",\"queue\":\"billing\",\"actor\":4242}\n");
}

static void times_before_1970_have_a_sign(void **state)
{
    (void)state;
    usher_event event = full_event(USHER_EVENT_QUEUE_ENABLED);
    event.time = -1;
    expect(&event,
           "{\"seq\":17,\"time\":-0.000001,\"type\":\"queue.enabled\",\"queue\":\"billing\"" END);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_has_its_line),
        cmocka_unit_test(what_is_not_there_is_left_out),
        cmocka_unit_test(an_object_without_a_name_is_its_serial),
        cmocka_unit_test(flags_and_actors),
        cmocka_unit_test(times_before_1970_have_a_sign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
