/*
 * limits.c - what an engine may hold is bounded, and at each bound it goes on with what it has.
 *
 * At a limit only what would bring in more is refused; nothing has changed then, and when something
 * has gone there is room again. Parts are different: without room for one more an offer waits,
 * without the host being called for nothing, and is made as soon as a part is given back.
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

/* "small" is offered to all who fit at once; its entries have no delay for calls. */
static const usher_queue_ref small = { 3 };
static const usher_queue_ref sales = { 1 };
static const usher_agent_status_ref available = { 1 };
static const usher_agent_status_ref offline = { 2 };

static usher_status open_engine(uint32_t index, const usher_limits *limits,
                                const usher_store *store, usher_engine **engine)
{
    static scenario s;
    scenario_make(&s, index, 0);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = scenario_centre(&s, NULL, NULL);
    options.limits = *limits;
    options.store = store;
    options.digest = true;
    usher_status status = usher_engine_new(&options, engine);
    usher_centre_unref(options.centre);
    return status;
}

static usher_engine *engine_with(const usher_limits *limits)
{
    usher_engine *engine;
    assert_int_equal(open_engine(0, limits, NULL, &engine), USHER_OK);
    return engine;
}

static usher_status begin(usher_engine *engine, usher_queue_ref queue, usher_contact_id *id)
{
    usher_contact_begin_options o = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    o.queue = queue;
    return usher_contact_begin(engine, usher_engine_now(engine), &o, id);
}

static usher_status dial(usher_engine *engine, const char *agent, usher_contact_id *id)
{
    usher_contact_begin_options o = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    o.agent = usher_agent_find(engine, agent);
    return usher_contact_dial(engine, usher_engine_now(engine), &o, id);
}

static usher_status add(usher_engine *engine, const char *name, const char *device)
{
    usher_agent_add_options o = USHER_AGENT_ADD_OPTIONS_INIT;
    usher_agent_id id;
    o.name = name;
    o.device = device;
    o.profile.v = 1;
    return usher_agent_add(engine, usher_engine_now(engine), &o, &id);
}

static usher_status set_status(usher_engine *engine, const char *agent,
                               usher_agent_status_ref status)
{
    return usher_agent_set_status(engine, usher_engine_now(engine), usher_agent_find(engine, agent),
                                  status);
}

static usher_status end(usher_engine *engine, usher_contact_id id)
{
    return usher_contact_end(engine, usher_engine_now(engine), id, USHER_REASON_API);
}

static usher_engine_info info_of(const usher_engine *engine)
{
    usher_engine_info info;
    usher_engine_get(engine, &info);
    return info;
}

static void confirm_all(usher_engine *engine)
{
    usher_engine_confirm(engine, info_of(engine).event);
}

/* ---- contacts, agents, texts ----------------------------------------------------------------- */

static void no_more_contacts_than_the_limit(void **state)
{
    (void)state;
    usher_limits limits = USHER_LIMITS_INIT;
    limits.contacts = 3;
    usher_engine *engine = engine_with(&limits);
    usher_contact_id ids[3];
    usher_contact_id more = { 0 };
    for (int i = 0; i < 3; i++) {
        assert_int_equal(begin(engine, sales, &ids[i]), USHER_OK);
    }
    uint64_t digest = usher_engine_state_digest(engine);
    for (int round = 0; round < 5; round++) {
        assert_int_equal(begin(engine, sales, &more), USHER_ERR_LIMIT);
        assert_int_equal(dial(engine, "ann", &more), USHER_ERR_LIMIT);
        assert_int_equal(more.v, 0);
        assert_true(usher_engine_state_digest(engine) == digest);
        assert_int_equal(end(engine, ids[round % 3]), USHER_OK);
        assert_int_equal(begin(engine, sales, &ids[round % 3]), USHER_OK);
        digest = usher_engine_state_digest(engine);
        assert_int_equal(info_of(engine).contacts, 3);
    }
    usher_engine_free(engine);
}

static void no_more_agents_than_the_limit(void **state)
{
    (void)state;
    usher_limits limits = USHER_LIMITS_INIT;
    limits.agents = SCENARIO_AGENTS + 1;
    usher_engine *engine = engine_with(&limits);
    assert_int_equal(add(engine, "eva", NULL), USHER_OK);
    uint64_t digest = usher_engine_state_digest(engine);
    assert_int_equal(add(engine, "fay", NULL), USHER_ERR_LIMIT);
    assert_int_equal(add(engine, "eva", NULL), USHER_EXISTS);
    assert_true(usher_engine_state_digest(engine) == digest);
    assert_int_equal(usher_agent_remove(engine, 0, usher_agent_find(engine, "ann")), USHER_OK);
    assert_int_equal(add(engine, "fay", NULL), USHER_OK);
    usher_engine_free(engine);
    limits.agents = SCENARIO_AGENTS - 1;
    engine = NULL;
    assert_int_equal(open_engine(0, &limits, NULL, &engine), USHER_ERR_LIMIT);
    assert_null(engine);
}

/* Texts of agents and contacts share the bytes; what is gone gives its bytes back. */
static void no_more_text_than_the_limit(void **state)
{
    (void)state;
    usher_limits limits = USHER_LIMITS_INIT;
    limits.text_bytes = 4096;
    usher_engine *engine = engine_with(&limits);
    char customer[1001];
    memset(customer, 'x', 1000);
    customer[1000] = '\0';
    usher_contact_begin_options o = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    o.customer = customer;
    usher_contact_id last = { 0 };
    for (int round = 0; round < 20; round++) {
        uint32_t fitted = 0;
        usher_contact_id id;
        usher_status status;
        while ((status = usher_contact_begin(engine, 0, &o, &id)) == USHER_OK) {
            last = id;
            fitted++;
        }
        assert_int_equal(status, USHER_ERR_LIMIT);
        assert_int_equal(add(engine, "eva", customer), USHER_ERR_LIMIT);
        assert_true(fitted == (round == 0 ? fitted : 1));
        assert_true(fitted > 0 && fitted < 4096 / 1000);
        assert_int_equal(end(engine, last), USHER_OK);
    }
    assert_int_equal(add(engine, "eva", customer), USHER_OK);
    assert_int_equal(usher_agent_device(engine, usher_agent_find(engine, "eva"), NULL, 0), 1000);
    usher_engine_free(engine);
}

/* ---- parts ----------------------------------------------------------------------------------- */

static void an_offer_waits_for_a_part(void **state)
{
    (void)state;
    usher_limits limits = USHER_LIMITS_INIT;
    limits.participants = 1;
    usher_engine *engine = engine_with(&limits);
    usher_contact_id a;
    usher_contact_id b;
    usher_contact_id more;
    assert_int_equal(set_status(engine, "ann", available), USHER_OK);
    assert_int_equal(set_status(engine, "cat", available), USHER_OK);
    assert_int_equal(begin(engine, small, &a), USHER_OK);
    assert_int_equal(begin(engine, small, &b), USHER_OK);
    assert_int_equal(info_of(engine).participants, 1);
    /* The next thing to happen is that the one offer is over, and not "now". */
    assert_int_equal(usher_engine_next_due(engine), USHER_SECONDS(60));
    assert_false(info_of(engine).work_left);
    assert_int_equal(dial(engine, "ben", &more), USHER_ERR_LIMIT);
    uint64_t records = info_of(engine).record;
    assert_int_equal(usher_engine_advance(engine, USHER_SECONDS(1)), USHER_OK);
    assert_int_equal(info_of(engine).record, records);
    /*
     * It is given back, and the same instant taken again, by the other contact if the first one
     * ends.
     */
    usher_participant_id offer = usher_contact_next_part(engine, a, (usher_participant_id){ 0 });
    assert_int_not_equal(offer.v, 0);
    assert_int_equal(end(engine, a), USHER_OK);
    offer = usher_contact_next_part(engine, b, (usher_participant_id){ 0 });
    assert_int_not_equal(offer.v, 0);
    assert_int_equal(info_of(engine).participants, 1);
    assert_null(usher_engine_check(engine));
    usher_engine_free(engine);
}

/* Never more parts than the limit; the player stops if it is called for nothing. */
static void count_parts(player *p, void *user)
{
    const uint32_t *limit = user;
    if (info_of(p->engine).participants > *limit) {
        player_fail(p, "%u parts", (unsigned)info_of(p->engine).participants);
    }
}

static void play_with_few_parts(const scenario *s, uint32_t parts, uint32_t units, player *p)
{
    usher_limits limits = USHER_LIMITS_INIT;
    limits.participants = parts;
    limits.units_per_command = units;
    usher_engine *engine;
    assert_int_equal(open_engine(s->index, &limits, NULL, &engine), USHER_OK);
    player_init(p, s, engine);
    (void)snprintf(p->label, sizeof p->label, "scenario %u, %u parts, %u units", (unsigned)s->index,
                   (unsigned)parts, (unsigned)units);
    p->called = count_parts;
    p->called_user = &parts;
    player_finish(p);
    p->called = NULL;
}

static void few_parts_go_a_long_way(void **state)
{
    (void)state;
    static scenario s;
    static player whole;
    static player p;
    for (uint32_t i = 0; i < SCENARIOS * 3; i++) {
        scenario_make(&s, i % SCENARIOS, SCENARIO_STEPS_MAX);
        uint32_t parts = 1 + i / SCENARIOS;
        play_with_few_parts(&s, parts, 64, &whole);
        for (uint32_t units = 1; units <= 3; units++) {
            play_with_few_parts(&s, parts, units, &p);
            player_same(&p, &whole, 0);
            usher_engine_free(p.engine);
            player_clear(&p);
        }
        player_clean_up(&whole);
        usher_engine_free(whole.engine);
        player_clear(&whole);
    }
}

/* ---- events that nobody confirms ------------------------------------------------------------- */

static void only_entries_wait_for_the_host(void **state)
{
    (void)state;
    usher_limits limits = USHER_LIMITS_INIT;
    limits.events_unconfirmed = 6;
    usher_engine *engine = engine_with(&limits);
    usher_contact_id a;
    usher_contact_id b;
    usher_contact_id more;
    assert_int_equal(begin(engine, (usher_queue_ref){ 0 }, &a), USHER_OK);
    assert_int_equal(begin(engine, sales, &b), USHER_OK);
    assert_int_equal(set_status(engine, "ann", available), USHER_OK);
    assert_true(info_of(engine).event < 6);
    assert_int_equal(add(engine, "eva", NULL), USHER_OK);
    assert_int_equal(info_of(engine).event, 6);
    uint64_t digest = usher_engine_state_digest(engine);
    assert_int_equal(begin(engine, sales, &more), USHER_ERR_BUSY);
    assert_int_equal(dial(engine, "ben", &more), USHER_ERR_BUSY);
    assert_int_equal(add(engine, "fay", NULL), USHER_ERR_BUSY);
    assert_true(usher_engine_state_digest(engine) == digest);
    /* All else goes on, without an end. */
    assert_int_equal(usher_contact_enqueue(engine, 0, a, sales, USHER_VIA_FLOW), USHER_OK);
    usher_participant_id offer = usher_contact_next_part(engine, b, (usher_participant_id){ 0 });
    assert_int_equal(usher_report_joined(engine, 0, offer), USHER_OK);
    for (int i = 0; i < 500; i++) {
        assert_int_equal(usher_contact_hold(engine, 0, b, i % 2 == 0), USHER_OK);
        assert_int_equal(set_status(engine, "dan", i % 2 == 0 ? available : offline), USHER_OK);
    }
    assert_int_equal(usher_report_left(engine, 0, offer), USHER_OK);
    assert_true(info_of(engine).event > 1000 && info_of(engine).event_confirmed == 0);
    assert_int_equal(begin(engine, sales, &more), USHER_ERR_BUSY);
    usher_engine_confirm(engine, info_of(engine).event - 6);
    assert_int_equal(begin(engine, sales, &more), USHER_ERR_BUSY);
    usher_engine_confirm(engine, info_of(engine).event - 5);
    assert_int_equal(begin(engine, sales, &more), USHER_OK);
    confirm_all(engine);
    assert_int_equal(add(engine, "fay", NULL), USHER_OK);
    usher_engine_free(engine);
}

/* ---- work that is left ----------------------------------------------------------------------- */

/* One unit a command: the end of a contact that is offered to three agents takes several. */
static void requests_wait_for_work_that_is_left(void **state)
{
    (void)state;
    usher_limits limits = USHER_LIMITS_INIT;
    limits.units_per_command = 1;
    usher_engine *engine = engine_with(&limits);
    usher_contact_id call;
    assert_int_equal(set_status(engine, "ann", available), USHER_OK);
    assert_int_equal(set_status(engine, "cat", available), USHER_OK);
    assert_int_equal(begin(engine, small, &call), USHER_OK);
    while (usher_engine_next_due(engine) == 0) {
        assert_int_equal(usher_engine_advance(engine, 0), USHER_OK);
    }
    assert_int_equal(info_of(engine).participants, 2);
    assert_int_equal(end(engine, call), USHER_OK);
    assert_true(info_of(engine).work_left);
    assert_int_equal(usher_engine_next_due(engine), usher_engine_now(engine));
    usher_participant_id other = usher_contact_next_part(engine, call, (usher_participant_id){ 0 });
    assert_int_not_equal(other.v, 0);
    assert_int_equal(usher_report_ringing(engine, 0, other), USHER_OK);
    assert_int_equal(end(engine, call), USHER_OK);
    uint32_t busy = 0;
    usher_status status;
    while ((status = usher_queue_set_enabled(engine, 0, sales, false)) == USHER_ERR_BUSY) {
        busy++;
    }
    assert_int_equal(status, USHER_OK);
    assert_true(busy > 0 && busy < 20);
    assert_int_equal(info_of(engine).contacts, 0);
    assert_int_equal(info_of(engine).participants, 0);
    usher_engine_free(engine);
}

static usher_centre *centre_of(uint32_t agents)
{
    usher_centre_builder *b;
    usher_centre *centre;
    usher_profile_def desk = USHER_PROFILE_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    assert_int_equal(usher_centre_builder_new(NULL, &b), USHER_OK);
    desk.name = "desk";
    desk.max[USHER_VOICE] = 1;
    assert_int_equal(usher_centre_add_profile(b, &desk, &agent.profile), USHER_OK);
    for (uint32_t i = 0; i < agents; i++) {
        char name[USHER_NAME_MAX + 1]; /* as long as a name may be */
        (void)snprintf(name, sizeof name, "%0*u", USHER_NAME_MAX, (unsigned)i);
        agent.name = name;
        assert_int_equal(usher_centre_add_agent(b, &agent), USHER_OK);
    }
    assert_int_equal(usher_centre_build(b, &centre), USHER_OK);
    usher_centre_builder_free(b);
    return centre;
}

/* However many a change of centre sends away. */
static void one_agent_goes_a_unit(void **state)
{
    (void)state;
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_change_options rules = USHER_CHANGE_OPTIONS_INIT;
    usher_centre *none = centre_of(0);
    usher_engine *engine;
    usher_change *change;
    uint32_t left = 100;
    options.centre = centre_of(left);
    options.limits.units_per_command = 1;
    rules.otherwise = USHER_DRAIN;
    assert_int_equal(usher_engine_new(&options, &engine), USHER_OK);
    assert_null(usher_engine_check(engine));
    assert_int_equal(usher_engine_prepare_change(engine, none, &rules, &change), USHER_OK);
    assert_int_equal(usher_engine_commit_change(engine, 0, change), USHER_OK);
    while (info_of(engine).work_left) {
        assert_true(info_of(engine).agents + 1 >= left);
        left = info_of(engine).agents;
        assert_int_equal(usher_engine_advance(engine, 0), USHER_OK);
    }
    assert_int_equal(info_of(engine).agents, 0);
    assert_true(left <= 1);
    assert_null(usher_engine_check(engine));
    usher_change_free(change);
    usher_engine_free(engine);
    usher_centre_unref(options.centre);
    usher_centre_unref(none);
}

/* ---- options --------------------------------------------------------------------------------- */

static void limits_out_of_range_are_refused(void **state)
{
    (void)state;
    const usher_limits good = USHER_LIMITS_INIT;
    usher_limits bad[9];
    for (size_t i = 0; i < 9; i++) {
        bad[i] = good;
    }
    bad[0].size = sizeof good - 1;
    bad[1].size = 0;
    bad[2].contacts = (1u << 23) + 1;
    bad[3].agents = (1u << 20) + 1;
    bad[4].participants = (1u << 23) + 1;
    bad[5].units_per_command = 0;
    bad[6].events_unconfirmed = 0;
    bad[7].time_step = 0;
    bad[8].time_step = -1;
    usher_engine *engine = NULL;
    for (size_t i = 0; i < 9; i++) {
        assert_int_equal(open_engine(0, &bad[i], NULL, &engine), USHER_ERR_INVALID);
        assert_null(engine);
    }
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    assert_int_equal(usher_engine_new(&options, &engine), USHER_ERR_INVALID);
    assert_int_equal(usher_engine_new(NULL, &engine), USHER_ERR_INVALID);
    usher_store store = USHER_STORE_INIT;
    assert_int_equal(open_engine(0, &good, &store, &engine), USHER_ERR_INVALID);
    assert_null(engine);
}

/*
 * A store remembers with which limits it was written; with others its records would mean something
 * else.
 */
static void a_store_belongs_to_its_limits(void **state)
{
    (void)state;
    usher_limits limits = USHER_LIMITS_INIT;
    journal j;
    journal_init(&j, USHER_APPEND_DURABLE);
    usher_store store = journal_store(&j);
    usher_engine *engine;
    assert_int_equal(open_engine(0, &limits, &store, &engine), USHER_OK);
    assert_int_equal(set_status(engine, "ann", available), USHER_OK);
    usher_engine_free(engine);
    assert_int_equal(open_engine(0, &limits, &store, &engine), USHER_OK);
    usher_engine_free(engine);
    engine = NULL;
    assert_int_equal(open_engine(1, &limits, &store, &engine),
                     USHER_ERR_CONFLICT); /* another centre */
    usher_limits others[7];
    for (size_t i = 0; i < 7; i++) {
        others[i] = limits;
    }
    others[0].contacts = 100;
    others[1].agents = 100;
    others[2].participants = 100;
    others[3].text_bytes = 10000;
    others[4].events_unconfirmed = 100;
    others[5].units_per_command = 65;
    others[6].time_step = USHER_SECONDS(1);
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(open_engine(0, &others[i], &store, &engine), USHER_ERR_CONFLICT);
        assert_null(engine);
    }
    assert_int_equal(j.last, 2);
    journal_clear(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_more_contacts_than_the_limit),
        cmocka_unit_test(no_more_agents_than_the_limit),
        cmocka_unit_test(no_more_text_than_the_limit),
        cmocka_unit_test(an_offer_waits_for_a_part),
        cmocka_unit_test(few_parts_go_a_long_way),
        cmocka_unit_test(only_entries_wait_for_the_host),
        cmocka_unit_test(requests_wait_for_work_that_is_left),
        cmocka_unit_test(one_agent_goes_a_unit),
        cmocka_unit_test(limits_out_of_range_are_refused),
        cmocka_unit_test(a_store_belongs_to_its_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
