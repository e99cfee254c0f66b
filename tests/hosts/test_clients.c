/*
 * test_clients.c - the clients of ARI and of the event socket: events in, requests out.
 *
 * One story on both: a caller comes, ann rejects, bob answers, they talk, bob hangs up. Then what
 * the two must not trip over: a refused caller, a leg that comes too late, one that never comes.
 */
#include "ari.h"
#include "clock.h"
#include "esl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct world {
    usher_centre *centre;
    usher_engine *engine;
    adapter *adapter;
    ari ari;
    esl esl;
    usher_time now;
    usher_participant_id part; /* of the latest offer */
    char leg[ADAPTER_NAME];    /* its leg */
    char log[8192];
} world;

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

/* Names of agents' legs differ from run to run as ids do: the log calls the latest one LEG. */
static void note(world *w, const char *text)
{
    const char *at = text;
    size_t used = strlen(w->log);
    for (const char *found; w->leg[0] != '\0' && (found = strstr(at, w->leg)) != NULL;) {
        used +=
            (size_t)snprintf(w->log + used, sizeof w->log - used, "%.*sLEG", (int)(found - at), at);
        at = found + strlen(w->leg);
    }
    snprintf(w->log + used, sizeof w->log - used, "%s\n", at);
}

static void request(void *user, const char *method, const char *path, const char *leg)
{
    char line[2048];
    assert_true(leg[0] != '\0');
    snprintf(line, sizeof line, "%s %s", method, path);
    note(user, line);
}

static void send_line(void *user, const char *command)
{
    char line[2048];
    size_t size = strlen(command);
    assert_true(size > 2 && strcmp(command + size - 2, "\n\n") == 0);
    snprintf(line, sizeof line, "%.*s", (int)(size - 2), command);
    note(user, line);
}

static bool state_of(void *user, const char *leg, char *state, size_t size)
{
    (void)user;
    snprintf(state, size, "%s", strcmp(leg, "gone") == 0 ? "" : leg);
    return state[0] != '\0';
}

static void build_centre(world *w)
{
    usher_centre_builder *builder;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    ok(usher_centre_builder_new(NULL, &builder));
    queue.name = "sales";
    ok(usher_centre_add_queue(builder, &queue, &entry.queue));
    profile.name = "desk";
    profile.max[USHER_VOICE] = 1;
    ok(usher_centre_add_profile(builder, &profile, &agent.profile));
    ok(usher_centre_add_entry(builder, agent.profile, &entry));
    agent.name = "ann";
    agent.device = "PJSIP/ann";
    ok(usher_centre_add_agent(builder, &agent));
    agent.name = "bob";
    agent.device = "PJSIP/bob";
    ok(usher_centre_add_agent(builder, &agent));
    ok(usher_centre_build(builder, &w->centre));
    usher_centre_builder_free(builder);
}

static void open_world(world *w)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    *w = (world){ 0 };
    build_centre(w);
    options.centre = w->centre;
    ok(usher_engine_new(&options, &w->engine));
    usher_agent_status_ref available = usher_centre_find_status(w->centre, "Available");
    ok(usher_agent_set_status(w->engine, 0, usher_agent_find(w->engine, "ann"), available));
    ok(usher_agent_set_status(w->engine, 1, usher_agent_find(w->engine, "bob"), available));
    w->now = USHER_SECONDS(1);
    usher_queue_ref sales = usher_centre_find_queue(w->centre, "sales");
    w->ari = (ari){ .queue = sales, .user = w, .request = request, .state_of = state_of };
    w->esl = (esl){ .queue = sales, .user = w, .send = send_line, .state_of = state_of };
}

static void open_ari(world *w)
{
    open_world(w);
    adapter_switch to = ari_switch(&w->ari);
    w->adapter = w->ari.adapter = adapter_new(w->engine, &to, NULL);
    assert_int_equal(to.look(to.user, "gone"), LEG_GONE);
    assert_int_equal(to.look(to.user, "Ringing"), LEG_RINGING);
    assert_int_equal(to.look(to.user, "Up"), LEG_UP);
}

static void open_esl(world *w)
{
    open_world(w);
    adapter_switch to = esl_switch(&w->esl);
    w->adapter = w->esl.adapter = adapter_new(w->engine, &to, NULL);
    assert_int_equal(to.look(to.user, "gone"), LEG_GONE);
    assert_int_equal(to.look(to.user, "early"), LEG_RINGING);
    assert_int_equal(to.look(to.user, "answered"), LEG_UP);
}

static void close_world(world *w)
{
    assert_null(usher_engine_check(w->engine));
    adapter_free(w->adapter);
    usher_engine_free(w->engine);
    usher_centre_unref(w->centre);
}

/* Carries out what has come out; the latest open offer of the first contact becomes LEG before. */
static void serve(world *w)
{
    usher_contact_id contact = usher_engine_next_contact(w->engine, (usher_contact_id){ 0 });
    usher_participant_id part = { 0 };
    while ((part = usher_contact_next_part(w->engine, contact, part)).v != 0) {
        adapter_name_of(part, w->leg);
    }
    ok(adapter_serve(w->adapter, w->now));
}

static void expect(world *w, const char *log)
{
    assert_string_equal(w->log, log);
    w->log[0] = '\0';
}

/* Of the part that LEG belongs to. */
static void expect_state(const world *w, uint8_t state)
{
    usher_participant_info part;
    usher_participant_id id = { strtoull(w->leg + strlen("part-"), NULL, 16) };
    assert_true(usher_participant_get(w->engine, id, &part));
    assert_int_equal(part.state, state);
}

static bool is_there(const world *w, const char *caller)
{
    return usher_contact_find(w->engine, caller).v != 0;
}

/* ---- ARI ------------------------------------------------------------------------------------- */

static usher_status ari_tells(world *w, const char *type, const char *channel, const char *state,
                              int cause)
{
    return ari_event(&w->ari, w->now, type, channel, state, cause);
}

static void test_ari_call(void **state)
{
    world w;
    (void)state;
    open_ari(&w);
    ok(ari_tells(&w, "StasisStart", "caller-1", "Up", 0));
    ok(ari_tells(&w, "StasisStart", "caller-1", "Up", 0));
    serve(&w);
    expect(&w, "POST /channels/caller-1/moh\n"
               "POST /channels/LEG?endpoint=PJSIP/ann&app=usher&timeout=-1&originator=caller-1\n");
    ok(ari_answer(&w.ari, w.now, "POST", w.leg, 200));
    expect_state(&w, USHER_PART_OFFERED);
    ok(ari_tells(&w, "ChannelStateChange", w.leg, "Ringing", 0));
    expect_state(&w, USHER_PART_RINGING);
    ok(ari_tells(&w, "ChannelDestroyed", w.leg, "Ringing", 21)); /* ann rejects */
    serve(&w);
    expect(&w, "POST /channels/LEG?endpoint=PJSIP/bob&app=usher&timeout=-1&originator=caller-1\n");
    ok(ari_tells(&w, "ChannelStateChange", w.leg, "Ringing", 0));
    ok(ari_tells(&w, "ChannelStateChange", w.leg, "Up", 0));
    ok(ari_tells(&w, "StasisStart", w.leg, "Up", 0));
    serve(&w);
    expect(&w, "DELETE /channels/caller-1/moh\n"
               "POST /bridges/LEG?type=mixing\n"
               "POST /bridges/LEG/addChannel?channel=caller-1,LEG\n");
    ok(ari_tells(&w, "ChannelEnteredBridge", "caller-1", "Up", 0));
    expect_state(&w, USHER_PART_ANSWERED);
    ok(ari_tells(&w, "ChannelEnteredBridge", w.leg, "Up", 0));
    expect_state(&w, USHER_PART_CONNECTED);
    ok(ari_tells(&w, "StasisEnd", w.leg, "Up", 0)); /* not yet gone */
    expect_state(&w, USHER_PART_CONNECTED);
    ok(ari_tells(&w, "ChannelDestroyed", w.leg, "Up", 16));
    serve(&w);
    expect(&w, "DELETE /channels/caller-1\nDELETE /channels/LEG\nDELETE /bridges/LEG\n");
    ok(ari_answer(&w.ari, w.now, "DELETE", w.leg, 404));
    ok(ari_tells(&w, "StasisEnd", "caller-1", "Up", 0));
    ok(ari_tells(&w, "ChannelDestroyed", "caller-1", "Up", 16));
    assert_int_equal(usher_engine_next_contact(w.engine, (usher_contact_id){ 0 }).v, 0);
    close_world(&w);
}

static void test_ari_otherwise(void **state)
{
    world w;
    (void)state;
    open_ari(&w);
    ok(usher_queue_set_enabled(w.engine, w.now, w.ari.queue, false));
    assert_int_equal(ari_tells(&w, "StasisStart", "caller-0", "Up", 0), USHER_ERR_DISABLED);
    expect(&w, "POST /channels/caller-0/continue\n");
    ok(usher_queue_set_enabled(w.engine, w.now, w.ari.queue, true));
    ok(ari_tells(&w, "StasisStart", "caller-1", "Up", 0));
    serve(&w);
    w.log[0] = '\0';
    ok(ari_answer(&w.ari, w.now, "POST", w.leg, 409)); /* it was there already */
    ok(ari_answer(&w.ari, w.now, "DELETE", w.leg, 404));
    ok(ari_answer(&w.ari, w.now, "POST", "caller-1", 404)); /* its end is told otherwise */
    expect_state(&w, USHER_PART_OFFERED);
    assert_true(is_there(&w, "caller-1"));
    ok(ari_answer(&w.ari, w.now, "POST", w.leg, 400)); /* no such endpoint: bob is next */
    serve(&w);
    expect(&w, "POST /channels/LEG?endpoint=PJSIP/bob&app=usher&timeout=-1&originator=caller-1\n");
    ok(ari_tells(&w, "ChannelDestroyed", "caller-1", "Up", 16));
    serve(&w);
    expect(&w, "DELETE /channels/LEG\nDELETE /bridges/LEG\nDELETE /channels/caller-1\n");
    ok(ari_tells(&w, "ChannelStateChange", w.leg, "Up", 0)); /* it crossed the DELETE */
    expect(&w, "DELETE /channels/LEG\nDELETE /bridges/LEG\n");
    ok(ari_tells(&w, "ChannelVarset", "caller-1", "Up", 0));
    /* a caller's channel is up before it is in the application */
    ok(ari_tells(&w, "ChannelStateChange", "caller-2", "Up", 0));
    expect(&w, "");
    ok(ari_tells(&w, "StasisStart", "caller-2", "Up", 0));
    serve(&w);
    ok(ari_tells(&w, "StasisStart", w.leg, "Up", 0)); /* there, without a word before */
    expect_state(&w, USHER_PART_ANSWERED);
    ok(ari_tells(&w, "StasisEnd", "caller-2", "Up", 0));
    assert_false(is_there(&w, "caller-2"));
    close_world(&w);
}

/* ---- the event socket ------------------------------------------------------------------------ */

static usher_status esl_tells(world *w, const char *name, const char *leg, const char *other,
                              const char *cause)
{
    return esl_event(&w->esl, w->now, name, leg, other, cause);
}

static void test_esl_call(void **state)
{
    world w;
    (void)state;
    open_esl(&w);
    ok(esl_tells(&w, "CHANNEL_PARK", "caller-1", "", ""));
    serve(&w);
    expect(&w, "bgapi uuid_broadcast caller-1 local_stream://moh aleg\n"
               "bgapi originate {origination_uuid=LEG,originate_timeout=3600,usher_caller=caller-1}"
               "PJSIP/ann &park()\nJob-UUID: LEG\n");
    ok(esl_tells(&w, "CHANNEL_PARK", "caller-1", "", "")); /* told twice */
    ok(esl_tells(&w, "CHANNEL_PROGRESS", w.leg, "", ""));
    expect_state(&w, USHER_PART_RINGING);
    ok(esl_tells(&w, "CHANNEL_HANGUP_COMPLETE", w.leg, "", "CALL_REJECTED"));
    ok(esl_tells(&w, "BACKGROUND_JOB", w.leg, "", "-ERR CALL_REJECTED\n"));
    serve(&w);
    w.log[0] = '\0';
    ok(esl_tells(&w, "CHANNEL_PROGRESS_MEDIA", w.leg, "", ""));
    expect_state(&w, USHER_PART_RINGING);
    ok(esl_tells(&w, "CHANNEL_ANSWER", w.leg, "", ""));
    ok(esl_tells(&w, "CHANNEL_PARK", w.leg, "", ""));
    ok(esl_tells(&w, "BACKGROUND_JOB", w.leg, "", "+OK\n"));
    serve(&w);
    expect(&w, "bgapi uuid_bridge caller-1 LEG\n");
    ok(esl_tells(&w, "CHANNEL_BRIDGE", "caller-1", w.leg, ""));
    expect_state(&w, USHER_PART_CONNECTED);
    ok(esl_tells(&w, "CHANNEL_BRIDGE", w.leg, "caller-1", ""));
    ok(esl_tells(&w, "CHANNEL_HANGUP_COMPLETE", "caller-1", "", "NORMAL_CLEARING"));
    serve(&w);
    expect(&w, "bgapi uuid_kill caller-1 ORIGINATOR_CANCEL\n"
               "bgapi uuid_kill LEG ORIGINATOR_CANCEL\n");
    assert_int_equal(usher_engine_next_contact(w.engine, (usher_contact_id){ 0 }).v, 0);
    close_world(&w);
}

static void test_esl_otherwise(void **state)
{
    world w;
    usher_participant_info part;
    (void)state;
    open_esl(&w);
    ok(usher_queue_set_enabled(w.engine, w.now, w.esl.queue, false));
    assert_int_equal(esl_tells(&w, "CHANNEL_PARK", "caller-0", "", ""), USHER_ERR_DISABLED);
    expect(&w, "bgapi uuid_transfer caller-0 queue-refused\n");
    ok(usher_queue_set_enabled(w.engine, w.now, w.esl.queue, true));
    ok(esl_tells(&w, "CHANNEL_PARK", "caller-1", "", ""));
    serve(&w);
    usher_contact_id contact = usher_contact_find(w.engine, "caller-1");
    usher_participant_id ann =
        usher_contact_next_part(w.engine, contact, (usher_participant_id){ 0 });
    /* there was never a leg */
    ok(esl_tells(&w, "BACKGROUND_JOB", w.leg, "", "-ERR USER_NOT_REGISTERED\n"));
    assert_true(usher_participant_get(w.engine, ann, &part));
    assert_int_equal(part.state, USHER_PART_ERROR);
    assert_int_equal(part.reason, USHER_REASON_UNREACHABLE);
    serve(&w);
    /* the caller is gone before bob's leg is there: it is killed in vain, and then in fact */
    ok(esl_tells(&w, "CHANNEL_HANGUP_COMPLETE", "caller-1", "", "NORMAL_CLEARING"));
    serve(&w);
    w.log[0] = '\0';
    ok(esl_tells(&w, "CHANNEL_CREATE", w.leg, "", ""));
    expect(&w, "bgapi uuid_kill LEG ORIGINATOR_CANCEL\n");
    ok(esl_tells(&w, "CHANNEL_ANSWER", w.leg, "", ""));
    expect(&w, "bgapi uuid_kill LEG ORIGINATOR_CANCEL\n");
    ok(esl_tells(&w, "HEARTBEAT", "", "", ""));
    close_world(&w);
}

/* ---- engine time ----------------------------------------------------------------------------- */

static void test_clock(void **state)
{
    engine_clock clock;
    const usher_time of_2020 = USHER_SECONDS(1577836800);
    const usher_time of_3000 = USHER_SECONDS(32503680000);
    (void)state;
    clock_start(&clock, 0);
    usher_time now = clock_now(&clock);
    assert_true(now > of_2020 && now < of_3000);
    assert_true(clock_now(&clock) >= now);
    clock_start(&clock, of_3000); /* the wall clock was put back since then */
    assert_true(clock_now(&clock) >= of_3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ari_call), cmocka_unit_test(test_ari_otherwise),
        cmocka_unit_test(test_esl_call), cmocka_unit_test(test_esl_otherwise),
        cmocka_unit_test(test_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
