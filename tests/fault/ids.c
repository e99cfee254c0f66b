/*
 * ids.c - a name is given once: stale ids, ids of another kind, keys, and time that steps wrongly.
 *
 * An id that has named something answers ERR_NOT_FOUND for ever after, however often its slot is
 * used again. A key names one live object, and is free again when that is gone. Time never goes
 * back, and goes far ahead only when the host says that it means it.
 */
#include "support/journal.h"
#include "support/player.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SLOT_MASK = 0xffffff };

static scenario *small_scenario(uint32_t index, uint32_t steps)
{
    static scenario s;
    scenario_make(&s, index, steps);
    return &s;
}

/* The centre of a scenario, and nothing done yet. */
static usher_engine *open_engine(const scenario *s, const usher_limits *limits)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = scenario_centre(s, NULL, NULL);
    if (limits != NULL) {
        options.limits = *limits;
    }
    usher_engine *engine;
    assert_int_equal(usher_engine_new(&options, &engine), USHER_OK);
    usher_centre_unref(options.centre);
    return engine;
}

/* ---- stale ids ------------------------------------------------------------------------------- */

static usher_status tell(usher_engine *engine, uint16_t op, uint64_t contact, uint64_t agent,
                         uint64_t part)
{
    usher_command c = USHER_COMMAND_INIT;
    c.op = op;
    c.now = usher_engine_now(engine);
    c.contact.v = contact;
    c.agent.v = agent;
    c.participant.v = part;
    c.status.v = 1;
    c.profile.v = 1;
    c.reason = op == USHER_COMMAND_CONTACT_END ? USHER_REASON_API : USHER_VIA_FLOW;
    if (op == USHER_COMMAND_CONTACT_ENQUEUE && agent == 0) {
        c.queue.v = 1;
    }
    if (op == USHER_COMMAND_REPORT_FAILED) {
        c.reason = USHER_REASON_BUSY;
    }
    usher_status status = usher_engine_submit(engine, &c, NULL);
    assert_null(usher_engine_check(engine));
    return status;
}

static const uint16_t about_contacts[] = { USHER_COMMAND_CONTACT_ENQUEUE,
                                           USHER_COMMAND_CONTACT_SET_PRIORITY,
                                           USHER_COMMAND_CONTACT_SET_AGE, USHER_COMMAND_CONTACT_END,
                                           USHER_COMMAND_CONTACT_HOLD };
static const uint16_t about_agents[] = { USHER_COMMAND_AGENT_REMOVE, USHER_COMMAND_AGENT_SET_STATUS,
                                         USHER_COMMAND_AGENT_SET_PROFILE,
                                         USHER_COMMAND_CONTACT_DIAL };
static const uint16_t about_parts[] = {
    USHER_COMMAND_PARTICIPANT_CLEAR, USHER_COMMAND_REPORT_RINGING, USHER_COMMAND_REPORT_ANSWERED,
    USHER_COMMAND_REPORT_FAILED,     USHER_COMMAND_REPORT_JOINED,  USHER_COMMAND_REPORT_LEFT
};
#define COUNT(array) (sizeof(array) / sizeof *(array))

static void no_such_contact(usher_engine *engine, uint64_t id)
{
    usher_contact_info info;
    usher_participant_info part;
    char text[8];
    usher_contact_id contact = { id };
    assert_false(usher_contact_get(engine, contact, &info));
    assert_int_equal(usher_contact_key(engine, contact, text, sizeof text), 0);
    assert_int_equal(usher_contact_endpoint(engine, contact, text, sizeof text), 0);
    assert_int_equal(usher_contact_position(engine, contact), 0);
    assert_int_equal(usher_contact_next_part(engine, contact, (usher_participant_id){ 0 }).v, 0);
    for (size_t i = 0; i < COUNT(about_contacts); i++) {
        assert_int_equal(tell(engine, about_contacts[i], id, 0, 0), USHER_ERR_NOT_FOUND);
    }
    uint64_t customer = usher_contact_customer(contact).v;
    if (customer == id) {
        return; /* it is a customer's part itself */
    }
    assert_false(usher_participant_get(engine, (usher_participant_id){ customer }, &part));
    for (size_t i = 0; i < COUNT(about_parts); i++) {
        assert_int_equal(tell(engine, about_parts[i], 0, 0, customer), USHER_ERR_NOT_FOUND);
    }
}

static void no_such_part(usher_engine *engine, uint64_t id)
{
    usher_participant_info info;
    assert_false(usher_participant_get(engine, (usher_participant_id){ id }, &info));
    for (size_t i = 0; i < COUNT(about_parts); i++) {
        assert_int_equal(tell(engine, about_parts[i], 0, 0, id), USHER_ERR_NOT_FOUND);
    }
}

static void no_such_agent(usher_engine *engine, uint64_t id)
{
    usher_agent_info info;
    usher_agent_id agent = { id };
    char text[8];
    assert_false(usher_agent_get(engine, agent, &info));
    assert_int_equal(usher_agent_name(engine, agent, text, sizeof text), 0);
    assert_int_equal(usher_agent_device(engine, agent, text, sizeof text), 0);
    assert_int_equal(usher_agent_next_part(engine, agent, (usher_participant_id){ 0 }).v, 0);
    for (size_t i = 0; i < COUNT(about_agents); i++) {
        assert_int_equal(tell(engine, about_agents[i], 0, id, 0), USHER_ERR_NOT_FOUND);
    }
    usher_command c = USHER_COMMAND_INIT;
    c.op = USHER_COMMAND_CONTACT_BEGIN;
    c.agent = agent;
    if (id != 0) { /* there 0 means no agent */
        assert_int_equal(usher_engine_submit(engine, &c, NULL), USHER_ERR_NOT_FOUND);
    }
}

/* No id serves for a thing of another kind. */
static void only_a(usher_engine *engine, uint64_t id, bool contact, bool agent, bool part)
{
    if (!contact) {
        no_such_contact(engine, id);
    }
    if (!agent) {
        no_such_agent(engine, id);
    }
    if (!part) {
        no_such_part(engine, id);
    }
}

/* Every id that ever stood in an event, after all contacts and parts are gone. */
static void ids_are_never_given_again(void **state)
{
    (void)state;
    static player p;
    uint32_t used_again = 0;
    for (uint32_t i = 0; i < SCENARIOS; i++) {
        const scenario *s = small_scenario(i, SCENARIO_STEPS_MAX);
        player_init(&p, s, open_engine(s, NULL));
        player_finish(&p);
        player_clean_up(&p);
        uint64_t serial = SCENARIO_AGENTS;
        for (size_t k = 0; k < p.history.count; k++) {
            const usher_event *e = &p.history.events[k];
            uint64_t made = e->type == USHER_EVENT_CONTACT_BEGUN ? e->contact.v : 0;
            made = e->type == USHER_EVENT_AGENT_ADDED ? e->agent.v : made;
            made = e->type == USHER_EVENT_OFFER_MADE ? e->participant.v : made;
            made = e->type == USHER_EVENT_CONTACT_DIALLING ? e->participant.v : made;
            if (made != 0) {
                assert_int_equal(made >> 24, ++serial);
                used_again += serial > 50 && (made & SLOT_MASK) < 20;
                only_a(p.engine, made, false, e->type == USHER_EVENT_AGENT_ADDED, false);
            }
            if (e->type == USHER_EVENT_AGENT_REMOVED) {
                no_such_agent(p.engine, e->agent.v);
            }
        }
        usher_engine_free(p.engine);
        player_clear(&p);
    }
    assert_true(used_again > 10 * SCENARIOS);
}

static uint64_t begin(usher_engine *engine, usher_queue_ref queue, const char *key)
{
    usher_contact_begin_options o = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    o.queue = queue;
    o.key = key;
    usher_contact_id id;
    assert_int_equal(usher_contact_begin(engine, usher_engine_now(engine), &o, &id), USHER_OK);
    return id.v;
}

static void a_slot_is_used_again_a_thousand_times(void **state)
{
    (void)state;
    usher_engine *engine = open_engine(small_scenario(0, 0), NULL);
    uint64_t first = begin(engine, (usher_queue_ref){ 1 }, NULL);
    uint64_t last = first;
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(tell(engine, USHER_COMMAND_CONTACT_END, last, 0, 0), USHER_OK);
        no_such_contact(engine, first);
        uint64_t next = begin(engine, (usher_queue_ref){ 1 }, NULL);
        assert_int_equal(next & SLOT_MASK, first & SLOT_MASK);
        assert_int_equal(next >> 24, (last >> 24) + 1);
        no_such_contact(engine, last);
        last = next;
    }
    usher_engine_free(engine);
}

static bool is_an_agents(const usher_engine *engine, uint64_t id)
{
    usher_agent_id agent = usher_engine_next_agent(engine, (usher_agent_id){ 0 });
    while (agent.v != 0 && agent.v != id) {
        agent = usher_engine_next_agent(engine, agent);
    }
    return agent.v != 0;
}

/* Ids that were never given, near those that were, and far from all. */
static void made_up_ids_name_nothing(void **state)
{
    (void)state;
    usher_engine *engine = open_engine(small_scenario(0, 0), NULL);
    uint64_t ann = usher_agent_find(engine, "ann").v;
    uint64_t contact = begin(engine, (usher_queue_ref){ 1 }, NULL);
    assert_int_equal(tell(engine, USHER_COMMAND_AGENT_SET_STATUS, 0, ann, 0), USHER_OK);
    uint64_t part =
        usher_agent_next_part(engine, (usher_agent_id){ ann }, (usher_participant_id){ 0 }).v;
    assert_int_not_equal(part, 0);
    only_a(engine, contact, true, false, false);
    only_a(engine, ann, false, true, false);
    only_a(engine, part, false, false, true);
    only_a(engine, usher_contact_customer((usher_contact_id){ contact }).v, false, false, true);
    const uint64_t ids[] = { contact, ann, part };
    for (size_t i = 0; i < COUNT(ids); i++) {
        for (int bit = 0; bit < 64; bit++) {
            uint64_t id = ids[i] ^ UINT64_C(1) << bit;
            bool customer = id == usher_contact_customer((usher_contact_id){ contact }).v;
            only_a(engine, id, id == contact, is_an_agents(engine, id), customer || id == part);
        }
    }
    static const uint64_t others[] = { 0, 1, SLOT_MASK, UINT64_MAX, UINT64_C(1) << 63 };
    for (size_t i = 0; i < COUNT(others); i++) {
        only_a(engine, others[i], false, false, false);
    }
    usher_engine_free(engine);
}

/* ---- keys ------------------------------------------------------------------------------------ */

static usher_status begin_with(usher_engine *engine, uint16_t op, const char *key, uint64_t tag,
                               uint64_t *id)
{
    usher_command c = USHER_COMMAND_INIT;
    c.op = op;
    c.now = usher_engine_now(engine);
    c.key = key;
    c.tag = tag;
    c.endpoint = "sip:customer@example.org";
    c.agent =
        op == USHER_COMMAND_CONTACT_DIAL ? usher_agent_find(engine, "ann") : (usher_agent_id){ 0 };
    c.queue.v = 1;
    return usher_engine_submit(engine, &c, id);
}

static void a_key_names_one_live_contact(void **state)
{
    (void)state;
    usher_engine *engine = open_engine(small_scenario(0, 0), NULL);
    uint64_t first;
    uint64_t again = 0;
    assert_int_equal(begin_with(engine, USHER_COMMAND_CONTACT_BEGIN, "k", 1, &first), USHER_OK);
    assert_int_equal(begin_with(engine, USHER_COMMAND_CONTACT_BEGIN, "k", 1, &again), USHER_EXISTS);
    assert_int_equal(again, first);
    assert_int_equal(begin_with(engine, USHER_COMMAND_CONTACT_BEGIN, "k", 2, NULL),
                     USHER_ERR_CONFLICT);
    assert_int_equal(begin_with(engine, USHER_COMMAND_CONTACT_DIAL, "k", 1, NULL),
                     USHER_ERR_CONFLICT);
    assert_int_equal(usher_contact_find(engine, "k").v, first);
    assert_int_equal(usher_contact_find(engine, "K").v, 0);
    assert_int_equal(begin_with(engine, USHER_COMMAND_CONTACT_BEGIN, "K", 1, &again), USHER_OK);
    assert_int_not_equal(again, first);
    usher_engine_free(engine);
}

/* In after-contact work the contact has ended, but not yet gone; its key with it. */
static void a_key_is_free_when_the_contact_is_completed(void **state)
{
    (void)state;
    usher_engine *engine = open_engine(small_scenario(0, 0), NULL);
    uint64_t ann = usher_agent_find(engine, "ann").v;
    assert_int_equal(tell(engine, USHER_COMMAND_AGENT_SET_STATUS, 0, ann, 0), USHER_OK);
    usher_contact_begin_options o = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    o.queue.v = 1;
    o.key = "call";
    o.acw = USHER_FOREVER;
    usher_contact_id call;
    usher_contact_id other;
    assert_int_equal(usher_contact_begin(engine, 0, &o, &call), USHER_OK);
    usher_participant_id part = usher_contact_next_part(engine, call, (usher_participant_id){ 0 });
    assert_int_equal(usher_report_joined(engine, 0, part), USHER_OK);
    assert_int_equal(usher_report_left(engine, 0, usher_contact_customer(call)), USHER_OK);
    assert_int_equal(usher_contact_begin(engine, 0, &o, &other), USHER_EXISTS);
    assert_int_equal(other.v, call.v);
    assert_int_equal(usher_contact_find(engine, "call").v, call.v);
    assert_int_equal(usher_participant_clear(engine, 0, part), USHER_OK);
    assert_int_equal(usher_contact_find(engine, "call").v, 0);
    assert_int_equal(usher_contact_begin(engine, 0, &o, &other), USHER_OK);
    assert_int_not_equal(other.v, call.v);
    no_such_contact(engine, call.v);
    usher_engine_free(engine);
}

static void an_agents_name_is_a_key_too(void **state)
{
    (void)state;
    usher_engine *engine = open_engine(small_scenario(0, 0), NULL);
    usher_agent_add_options o = USHER_AGENT_ADD_OPTIONS_INIT;
    o.name = "eva";
    o.profile.v = 1;
    usher_agent_id eva;
    usher_agent_id again;
    assert_int_equal(usher_agent_add(engine, 0, &o, &eva), USHER_OK);
    assert_int_equal(usher_agent_add(engine, 0, &o, &again), USHER_EXISTS);
    assert_int_equal(again.v, eva.v);
    o.tag = 1;
    assert_int_equal(usher_agent_add(engine, 0, &o, &again), USHER_ERR_CONFLICT);
    o.name = "ann";
    assert_int_equal(usher_agent_add(engine, 0, &o, &again), USHER_ERR_CONFLICT);
    assert_int_equal(usher_agent_remove(engine, 0, eva), USHER_OK);
    assert_int_equal(usher_agent_find(engine, "eva").v, 0);
    o.name = "eva";
    assert_int_equal(usher_agent_add(engine, 0, &o, &again), USHER_OK);
    assert_int_not_equal(again.v, eva.v);
    no_such_agent(engine, eva.v);
    usher_engine_free(engine);
}

/* ---- ids that a crash took with it ----------------------------------------------------------- */

enum { LOST = 40, LATER = 60 };

static usher_engine *open_on(journal *j, uint32_t serials_lost)
{
    usher_store store = journal_store(j);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = scenario_centre(small_scenario(0, 0), NULL, NULL);
    options.store = &store;
    options.serials_lost = serials_lost;
    usher_engine *engine;
    assert_int_equal(usher_engine_new(&options, &engine), USHER_OK);
    usher_centre_unref(options.centre);
    return engine;
}

/* Contacts of which the store has accepted the records; how many of their ids are in `known`. */
static uint32_t begin_some(usher_engine *engine, uint64_t *ids, uint32_t count,
                           const uint64_t *known, uint32_t known_count)
{
    uint32_t twice = 0;
    for (uint32_t i = 0; i < count; i++) {
        ids[i] = begin(engine, (usher_queue_ref){ 0 }, NULL);
        for (uint32_t k = 0; k < known_count; k++) {
            twice += known[k] == ids[i];
        }
    }
    return twice;
}

/* The host has seen ids of records that were never durable; after the crash they name nothing. */
static uint32_t ids_given_again(uint32_t serials_lost)
{
    static journal kept;
    static journal j;
    uint64_t lost[LOST];
    uint64_t later[LATER];
    journal_init(&j, USHER_APPEND_ACCEPTED);
    journal_init(&kept, USHER_APPEND_ACCEPTED);
    usher_engine *engine = open_on(&j, serials_lost);
    (void)begin(engine, (usher_queue_ref){ 0 }, NULL);
    uint64_t durable = j.last;
    (void)begin_some(engine, lost, LOST, NULL, 0);
    usher_engine_free(engine);
    journal_copy(&kept, &j, durable);

    engine = open_on(&kept, serials_lost);
    for (uint32_t i = 0; i < LOST; i++) {
        no_such_contact(engine, lost[i]);
    }
    uint32_t twice = begin_some(engine, later, LATER, lost, LOST);
    uint64_t digest = usher_engine_state_digest(engine);
    usher_engine_free(engine);
    engine = open_on(&kept, serials_lost); /* the records tell what was left out */
    assert_true(usher_engine_state_digest(engine) == digest);
    usher_engine_free(engine);
    journal_clear(&j);
    journal_clear(&kept);
    return twice;
}

static void ids_that_were_lost_are_not_given_again(void **state)
{
    (void)state;
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    assert_int_equal(ids_given_again(options.serials_lost), 0);
    assert_int_equal(ids_given_again(LOST), 0);
    /* and this is what would happen otherwise: the test can see it */
    assert_int_equal(ids_given_again(0), LOST);
}

/* ---- time ------------------------------------------------------------------------------------ */

static usher_engine_info info_of(const usher_engine *engine)
{
    usher_engine_info info;
    usher_engine_get(engine, &info);
    return info;
}

static void time_does_not_go_back(void **state)
{
    (void)state;
    usher_engine *engine = open_engine(small_scenario(0, 0), NULL);
    usher_agent_id ann = usher_agent_find(engine, "ann");
    assert_int_equal(usher_engine_advance(engine, USHER_SECONDS(100)), USHER_OK);
    assert_int_equal(
        usher_agent_set_status(engine, USHER_SECONDS(40), ann, (usher_agent_status_ref){ 1 }),
        USHER_OK);
    assert_int_equal(usher_engine_now(engine), USHER_SECONDS(100));
    assert_int_equal(info_of(engine).time_back, 1);
    assert_int_equal(usher_engine_peek(engine)->time, USHER_SECONDS(100));
    usher_agent_info agent;
    assert_true(usher_agent_get(engine, ann, &agent));
    assert_int_equal(agent.status_since, USHER_SECONDS(100));
    assert_int_equal(usher_engine_advance(engine, INT64_MIN), USHER_OK);
    assert_int_equal(info_of(engine).time_back, 2);
    assert_int_equal(usher_engine_advance(engine, USHER_SECONDS(100)), USHER_OK);
    assert_int_equal(info_of(engine).time_back, 2);
    usher_engine_free(engine);
}

/* Waits for something that is due at 60 s: an offer that does not ring. */
static void make_an_offer(usher_engine *engine)
{
    uint64_t ann = usher_agent_find(engine, "ann").v;
    assert_int_equal(tell(engine, USHER_COMMAND_AGENT_SET_STATUS, 0, ann, 0), USHER_OK);
    (void)begin(engine, (usher_queue_ref){ 3 }, NULL);
    assert_int_equal(usher_engine_next_due(engine), USHER_SECONDS(60));
}

static void a_long_step_of_time_must_be_meant(void **state)
{
    (void)state;
    usher_limits limits = USHER_LIMITS_INIT;
    limits.time_step = USHER_SECONDS(30);
    usher_engine *engine = open_engine(small_scenario(0, 0), &limits);
    make_an_offer(engine);
    usher_agent_id ann = usher_agent_find(engine, "ann");
    usher_participant_id offer = usher_agent_next_part(engine, ann, (usher_participant_id){ 0 });
    uint64_t digest = usher_engine_state_digest(engine);
    usher_time far = USHER_SECONDS(30) + 1;
    assert_int_equal(usher_engine_advance(engine, far), USHER_ERR_TIME);
    assert_int_equal(usher_report_ringing(engine, far, offer), USHER_ERR_TIME);
    assert_int_equal(usher_queue_set_enabled(engine, far, (usher_queue_ref){ 1 }, false),
                     USHER_ERR_TIME);
    assert_int_equal(usher_engine_advance(engine, USHER_TIME_NEVER), USHER_ERR_TIME);
    assert_true(usher_engine_state_digest(engine) == digest);
    assert_int_equal(usher_engine_now(engine), 0);
    assert_int_equal(usher_engine_next_due(engine), USHER_SECONDS(60));
    assert_int_equal(usher_engine_advance(engine, USHER_SECONDS(30)), USHER_OK);
    assert_int_equal(usher_engine_resume(engine, USHER_SECONDS(100)), USHER_OK);
    assert_int_equal(usher_engine_now(engine), USHER_SECONDS(100));
    usher_participant_info gone;
    assert_false(usher_participant_get(engine, offer, &gone));
    assert_int_equal(usher_engine_advance(engine, USHER_SECONDS(131)), USHER_ERR_TIME);
    assert_int_equal(usher_engine_advance(engine, USHER_SECONDS(130)), USHER_OK);
    usher_engine_free(engine);
}

/* What a host gets that takes next_due at its word, or whose clock is at one of its ends. */
static void the_ends_of_time_are_times(void **state)
{
    (void)state;
    static const usher_time beginnings[] = { INT64_MIN, -1, 0, INT64_MAX - 1, INT64_MAX };
    for (size_t i = 0; i < COUNT(beginnings); i++) {
        usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
        options.centre = scenario_centre(small_scenario(0, 0), NULL, NULL);
        options.now = beginnings[i];
        usher_engine *engine;
        assert_int_equal(usher_engine_new(&options, &engine), USHER_OK);
        usher_centre_unref(options.centre);
        assert_int_equal(usher_engine_next_due(engine), USHER_TIME_NEVER);
        uint64_t ann = usher_agent_find(engine, "ann").v;
        assert_int_equal(tell(engine, USHER_COMMAND_AGENT_SET_STATUS, 0, ann, 0), USHER_OK);
        uint64_t contact = begin(engine, (usher_queue_ref){ 1 }, NULL);
        assert_int_equal(usher_engine_advance(engine, USHER_TIME_NEVER), USHER_OK);
        assert_int_equal(usher_engine_now(engine), USHER_TIME_NEVER);
        assert_int_equal(usher_engine_advance(engine, usher_engine_next_due(engine)), USHER_OK);
        assert_int_equal(tell(engine, USHER_COMMAND_CONTACT_END, contact, 0, 0), USHER_OK);
        no_such_contact(engine, contact);
        assert_null(usher_engine_check(engine));
        usher_engine_free(engine);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_never_given_again),
        cmocka_unit_test(a_slot_is_used_again_a_thousand_times),
        cmocka_unit_test(made_up_ids_name_nothing),
        cmocka_unit_test(a_key_names_one_live_contact),
        cmocka_unit_test(a_key_is_free_when_the_contact_is_completed),
        cmocka_unit_test(an_agents_name_is_a_key_too),
        cmocka_unit_test(ids_that_were_lost_are_not_given_again),
        cmocka_unit_test(time_does_not_go_back),
        cmocka_unit_test(a_long_step_of_time_must_be_meant),
        cmocka_unit_test(the_ends_of_time_are_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
