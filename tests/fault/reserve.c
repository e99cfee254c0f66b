/*
 * reserve.c - after usher_engine_reserve no call asks for memory, up to the last of what the limits
 * allow.
 *
 * The allocator counts, as usher_engine_size has told, and refuses from then on. Scenarios run as
 * without, also where everything is always full and every command comes nonetheless; and engines
 * are filled to each limit: contacts, agents in one profile, parts, texts, events that nobody
 * confirms.
 */
#include "support/fault_mem.h"
#include "support/player.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct run {
    fault_mem fault;
    usher_mem mem;
    usher_centre *centre;
    usher_engine *engine;
    uint64_t calls; /* for memory, until the engine was reserved */
} run;

static void open_run(run *r, const scenario *s, const usher_limits *limits)
{
    *r = (run){ .fault = { 0 } };
    r->mem = fault_mem_host(&r->fault);
    r->centre = scenario_centre(s, NULL, NULL);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = r->centre;
    options.mem = &r->mem;
    options.limits = *limits;
    assert_int_equal(usher_engine_new(&options, &r->engine), USHER_OK);
}

static void reserve(run *r)
{
    uint64_t size = usher_engine_size(r->engine);
    assert_int_equal(usher_engine_reserve(r->engine), USHER_OK);
    assert_true(r->fault.bytes == size && usher_engine_size(r->engine) == size);
    r->calls = r->fault.calls;
    r->fault.refuse_at = 1;
    r->fault.for_ever = true;
}

static void close_run(run *r)
{
    assert_int_equal(r->fault.calls, r->calls);
    assert_null(usher_engine_check(r->engine));
    usher_engine_free(r->engine);
    usher_centre_unref(r->centre);
    assert_int_equal(r->fault.blocks, 0);
}

static const usher_limits few = { sizeof(usher_limits), 40, 8, 40, 16384, 200, 64, USHER_FOREVER };

/* ---- scenarios ------------------------------------------------------------------------------- */

static void play(const scenario *s, const usher_limits *limits, uint32_t reserved_at, player *p,
                 run *r)
{
    open_run(r, s, limits);
    player_init(p, s, r->engine);
    (void)snprintf(p->label, sizeof p->label, "scenario %u, reserved at step %u",
                   (unsigned)s->index, (unsigned)reserved_at);
    while (p->step < s->count) {
        if (p->step == reserved_at) {
            reserve(r);
        }
        player_step(p);
        if (r->calls != 0 && r->fault.calls != r->calls) {
            player_fail(p, "memory is asked for");
        }
    }
    player_finish(p);
}

/* Reserved before the first step, or when much is there already. */
static void a_scenario_needs_no_more(void **state)
{
    (void)state;
    static scenario s;
    static player whole;
    static player p;
    static run all;
    static run r;
    for (uint32_t i = 0; i < 2 * SCENARIOS; i++) {
        scenario_make(&s, i % SCENARIOS, SCENARIO_STEPS_MAX);
        usher_limits limits = few;
        limits.units_per_command = i < SCENARIOS ? 64 : 1;
        play(&s, &limits, UINT32_MAX, &whole, &all);
        for (uint32_t at = 0; at < SCENARIO_STEPS_MAX; at += 50) {
            play(&s, &limits, at, &p, &r);
            player_same(&p, &whole, PLAYER_RECORDS | PLAYER_DELIVERY);
            close_run(&r);
            player_clear(&p);
        }
        all.calls = all.fault.calls;
        close_run(&all);
        player_clear(&whole);
    }
}

/* Which commands were taken while something was full. */
typedef struct covered {
    uint32_t contacts[256], agents[256], participants[256]; /* by op */
} covered;

static void play_full(const scenario *s, const usher_limits *limits, player *p, covered *c)
{
    static run r;
    open_run(&r, s, limits);
    reserve(&r);
    player_init(p, s, r.engine);
    p->lazy = true;
    (void)snprintf(p->label, sizeof p->label, "scenario %u with %u contacts and %u parts",
                   (unsigned)s->index, (unsigned)limits->contacts, (unsigned)limits->participants);
    while (p->step < s->count) {
        usher_engine_info info;
        usher_engine_get(r.engine, &info);
        uint32_t at = p->step;
        player_step(p);
        uint16_t op = s->steps[at].command.op;
        bool taken = p->outcomes[at].status == USHER_OK;
        c->contacts[op] += taken && info.contacts == limits->contacts;
        c->agents[op] += taken && info.agents == limits->agents;
        c->participants[op] += taken && info.participants == limits->participants;
        if (r.fault.calls != r.calls) {
            player_fail(p, "memory is asked for");
        }
    }
    player_finish(p);
    close_run(&r);
}

/* Every command is taken while contacts, agents and parts are as many as there may be. */
static void every_command_is_taken_at_the_limits(void **state)
{
    (void)state;
    static scenario s;
    static player p;
    static covered c;
    for (uint32_t i = 0; i < 60; i++) {
        usher_limits limits = { sizeof limits, 4 + i % 4, 4 + i % 2, 1 + i % 5,
                                2048,          30,        1 + i % 3, USHER_FOREVER };
        scenario_make(&s, i, SCENARIO_STEPS_MAX);
        play_full(&s, &limits, &p, &c);
        player_clear(&p);
    }
#define USHER_X(ENUM, number, name)                                                      \
    if (number != USHER_COMMAND_CONTACT_BEGIN && number != USHER_COMMAND_CONTACT_DIAL && \
        c.contacts[number] == 0) {                                                       \
        fail_msg("no %s is taken when contacts are full", name);                         \
    }                                                                                    \
    if (number != USHER_COMMAND_AGENT_ADD && c.agents[number] == 0) {                    \
        fail_msg("no %s is taken when agents are full", name);                           \
    }                                                                                    \
    if (number != USHER_COMMAND_CONTACT_DIAL && c.participants[number] == 0) {           \
        fail_msg("no %s is taken when parts are full", name);                            \
    }
    USHER_COMMAND_MAP(USHER_X)
#undef USHER_X
}

/* ---- filled to the brim ---------------------------------------------------------------------- */

static void confirm_all(run *r)
{
    usher_engine_info info;
    usher_engine_get(r->engine, &info);
    usher_engine_confirm(r->engine, info.event);
}

static usher_status begin(run *r, usher_queue_ref queue, usher_agent_id agent, uint32_t number)
{
    char key[16];
    (void)snprintf(key, sizeof key, "call %u", (unsigned)number);
    usher_contact_begin_options o = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    o.channel = (usher_channel)(number % 6);
    o.queue = queue;
    o.agent = agent;
    o.key = key;
    usher_contact_id id;
    return usher_contact_begin(r->engine, usher_engine_now(r->engine), &o, &id);
}

static usher_agent_id nth_agent(const run *r, uint32_t n)
{
    usher_agent_id id = usher_engine_next_agent(r->engine, (usher_agent_id){ 0 });
    for (; n > 0; n--) {
        id = usher_engine_next_agent(r->engine, id);
    }
    return id;
}

/* As many agents as there may be, all in one profile, all at work. */
static void fill_with_agents(run *r, uint32_t profile)
{
    usher_status status = USHER_OK;
    for (uint32_t i = 0; status == USHER_OK; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "agent %u", (unsigned)i);
        usher_agent_add_options o = USHER_AGENT_ADD_OPTIONS_INIT;
        usher_agent_id id;
        o.name = name;
        o.profile.v = 1 + i % SCENARIO_PROFILES;
        status = usher_agent_add(r->engine, 0, &o, &id);
        confirm_all(r);
    }
    assert_int_equal(status, USHER_ERR_LIMIT);
    usher_agent_id id = usher_engine_next_agent(r->engine, (usher_agent_id){ 0 });
    for (; id.v != 0; id = usher_engine_next_agent(r->engine, id)) {
        assert_int_equal(usher_agent_set_profile(r->engine, 0, id, (usher_profile_ref){ profile }),
                         USHER_OK);
        assert_int_equal(usher_agent_set_status(r->engine, 0, id, (usher_agent_status_ref){ 1 }),
                         USHER_OK);
        confirm_all(r);
    }
}

/* Contacts in all queues and own queues, until no more fit. */
static void fill_with_contacts(run *r, uint32_t agents)
{
    usher_status status = USHER_OK;
    for (uint32_t i = 0; status != USHER_ERR_LIMIT; i++) {
        bool own = i % 3 == 0;
        usher_agent_id agent = own ? nth_agent(r, i % agents) : (usher_agent_id){ 0 };
        status = begin(r, (usher_queue_ref){ own ? 0 : 1 + i % 2 }, agent, i);
        assert_true(status == USHER_OK || status == USHER_ERR_FULL || status == USHER_ERR_LIMIT);
        confirm_all(r);
    }
}

/* Everything at its limit, and everybody moving about. */
static void up_to_the_limits(void **state)
{
    (void)state;
    static scenario s;
    static run r;
    scenario_make(&s, 0, 0);
    for (uint32_t profile = 1; profile <= SCENARIO_PROFILES; profile++) {
        usher_limits limits = { sizeof limits, 300, 100, 50, 32768, 100, 64, USHER_FOREVER };
        open_run(&r, &s, &limits);
        reserve(&r);
        fill_with_agents(&r, profile);
        fill_with_contacts(&r, limits.agents);
        usher_engine_info info;
        usher_engine_get(r.engine, &info);
        assert_int_equal(info.agents, limits.agents);
        assert_int_equal(info.contacts, limits.contacts);
        assert_true(profile == 3 || info.participants == limits.participants);
        usher_agent_id id = usher_engine_next_agent(r.engine, (usher_agent_id){ 0 });
        for (; id.v != 0; id = usher_engine_next_agent(r.engine, id)) {
            usher_profile_ref other = { 1 + profile % SCENARIO_PROFILES };
            assert_int_equal(usher_agent_set_profile(r.engine, 0, id, other), USHER_OK);
            confirm_all(&r);
        }
        assert_null(usher_engine_check(r.engine));
        assert_int_equal(usher_engine_advance(r.engine, USHER_SECONDS(100)), USHER_OK);
        close_run(&r);
    }
}

/*
 * Contacts come until the events that nobody confirms are too many, from any place in the outbox.
 */
static void up_to_the_last_event(void **state)
{
    (void)state;
    static scenario s;
    static run r;
    scenario_make(&s, 0, 0);
    for (uint32_t offset = 0; offset < 70; offset += 3) {
        usher_limits limits = { sizeof limits, 300, 10, 50, 32768, 100, 64, USHER_FOREVER };
        open_run(&r, &s, &limits);
        reserve(&r);
        usher_status status = USHER_OK;
        for (uint32_t i = 0; status != USHER_ERR_LIMIT; i++) {
            status = begin(&r, (usher_queue_ref){ 1 }, (usher_agent_id){ 0 }, i);
            if (status == USHER_ERR_BUSY) {
                usher_engine_info info;
                usher_engine_get(r.engine, &info);
                usher_engine_confirm(r.engine, info.event_confirmed + 1 + offset);
            }
        }
        close_run(&r);
    }
}

/* Texts of all lengths, as many as the bytes allow, in place of each other. */
static void up_to_the_last_byte_of_text(void **state)
{
    (void)state;
    static scenario s;
    static run r;
    scenario_make(&s, 0, 0);
    usher_limits limits = { sizeof limits, 300, 10, 50, 8192, 1000, 64, USHER_FOREVER };
    open_run(&r, &s, &limits);
    reserve(&r);
    char text[1001];
    for (size_t length = 1; length <= 1000; length = length * 3 / 2 + 1) {
        memset(text, 'x', length);
        text[length] = '\0';
        usher_contact_begin_options o = USHER_CONTACT_BEGIN_OPTIONS_INIT;
        o.customer = text;
        usher_contact_id id;
        usher_status status;
        while ((status = usher_contact_begin(r.engine, 0, &o, &id)) == USHER_OK) {
            confirm_all(&r);
        }
        assert_int_equal(status, USHER_ERR_LIMIT);
        while ((id = usher_engine_next_contact(r.engine, (usher_contact_id){ 0 })).v != 0) {
            assert_int_equal(usher_contact_end(r.engine, 0, id, USHER_REASON_API), USHER_OK);
            confirm_all(&r);
        }
    }
    close_run(&r);
}

/* One queue, one profile that serves it on all channels, and ann or nobody. */
static usher_centre *least_centre(bool ann)
{
    usher_centre_builder *builder;
    usher_centre *centre;
    assert_int_equal(usher_centre_builder_new(NULL, &builder), USHER_OK);
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_queue_ref work;
    usher_profile_ref all;
    queue.name = "work";
    assert_int_equal(usher_centre_add_queue(builder, &queue, &work), USHER_OK);
    profile.name = "all";
    for (usher_channel channel = 0; channel <= USHER_EMAIL; channel++) {
        profile.max[channel] = 1;
        profile.while_busy[channel] = USHER_WHILE_BUSY_ANY;
    }
    assert_int_equal(usher_centre_add_profile(builder, &profile, &all), USHER_OK);
    for (usher_channel channel = 0; channel <= USHER_EMAIL; channel++) {
        usher_entry_def entry = USHER_ENTRY_DEF_INIT;
        entry.queue = work;
        entry.channel = channel;
        entry.delay = USHER_SECONDS(5);
        assert_int_equal(usher_centre_add_entry(builder, all, &entry), USHER_OK);
    }
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    agent.name = "ann";
    agent.profile = all;
    assert_int_equal(ann ? usher_centre_add_agent(builder, &agent) : USHER_OK, USHER_OK);
    assert_int_equal(usher_centre_build(builder, &centre), USHER_OK);
    usher_centre_builder_free(builder);
    return centre;
}

/* The n-th live contact, or none. */
static usher_contact_id nth_contact(const run *r, uint32_t n)
{
    usher_contact_id id = usher_engine_next_contact(r->engine, (usher_contact_id){ 0 });
    for (; n > 0 && id.v != 0; n--) {
        id = usher_engine_next_contact(r->engine, id);
    }
    return id;
}

/* Some command, whatever comes of it. */
static void do_something(run *r, uint64_t *random)
{
    usher_command c = USHER_COMMAND_INIT;
    static const uint16_t ops[] = {
        USHER_COMMAND_CONTACT_BEGIN,   USHER_COMMAND_CONTACT_BEGIN,
        USHER_COMMAND_CONTACT_BEGIN,   USHER_COMMAND_CONTACT_ENQUEUE,
        USHER_COMMAND_CONTACT_ENQUEUE, USHER_COMMAND_CONTACT_SET_PRIORITY,
        USHER_COMMAND_CONTACT_END,     USHER_COMMAND_AGENT_SET_STATUS,
        USHER_COMMAND_ADVANCE,
    };
    bool own = scenario_random(random, 2) == 0;
    c.op = ops[scenario_random(random, sizeof ops / sizeof *ops)];
    c.now = usher_engine_now(r->engine);
    c.agent = usher_engine_next_agent(r->engine, (usher_agent_id){ 0 });
    c.contact = nth_contact(r, scenario_random(random, 8));
    c.channel = (usher_channel)scenario_random(random, 4);
    if (c.op == USHER_COMMAND_CONTACT_BEGIN || c.op == USHER_COMMAND_CONTACT_ENQUEUE) {
        c.agent.v = own ? c.agent.v : 0;
        c.queue.v = c.agent.v != 0 ? 0 : 1;
    }
    c.reason = c.op == USHER_COMMAND_CONTACT_END ? USHER_REASON_API : USHER_VIA_QUEUE_TRANSFER;
    c.status.v = 1 + scenario_random(random, 8) / 7;
    c.priority = 1 + scenario_random(random, 9);
    c.now += c.op == USHER_COMMAND_ADVANCE ? USHER_SECONDS(scenario_random(random, 15)) : 0;
    (void)!usher_engine_submit(r->engine, &c, NULL);
}

/* With so few of everything, room that is asked for and not needed shows too. */
static void the_least_limits(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 160; seed++) {
        run r = { .fault = { 0 } };
        uint64_t random = seed;
        bool ann = seed % 4 != 0;
        usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
        r.mem = fault_mem_host(&r.fault);
        r.centre = least_centre(ann);
        options.centre = r.centre;
        options.mem = &r.mem;
        options.limits = (usher_limits){ sizeof(usher_limits), 1 + seed % 9, ann, seed % 3, 256, 40,
                                         1 + seed % 2,         USHER_FOREVER };
        assert_int_equal(usher_engine_new(&options, &r.engine), USHER_OK);
        reserve(&r);
        for (uint32_t i = 0; i < 400; i++) {
            do_something(&r, &random);
            confirm_all(&r);
            assert_int_equal(r.fault.calls, r.calls);
        }
        close_run(&r);
    }
}

static void reserving_may_fail_and_be_repeated(void **state)
{
    (void)state;
    static scenario s;
    static run r;
    scenario_make(&s, 0, 0);
    bool refused = true;
    for (uint64_t n = 1; refused; n += 7) {
        open_run(&r, &s, &few);
        uint64_t digest = usher_engine_state_digest(r.engine);
        r.fault.refuse_at = r.fault.calls + n;
        r.fault.for_ever = true;
        usher_status status = usher_engine_reserve(r.engine);
        refused = r.fault.refused;
        assert_int_equal(status, refused ? USHER_ERR_NOMEM : USHER_OK);
        assert_true(usher_engine_state_digest(r.engine) == digest);
        r.fault.refuse_at = 0;
        reserve(&r);
        fill_with_agents(&r, 1);
        close_run(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scenario_needs_no_more),
        cmocka_unit_test(every_command_is_taken_at_the_limits),
        cmocka_unit_test(up_to_the_limits),
        cmocka_unit_test(up_to_the_last_event),
        cmocka_unit_test(up_to_the_last_byte_of_text),
        cmocka_unit_test(the_least_limits),
        cmocka_unit_test(reserving_may_fail_and_be_repeated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
