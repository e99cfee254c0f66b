/*
 * exits.c - who was let in gets out: without any memory, facts, endings and timers go on.
 *
 * A scenario is played up to some step; from then on no allocation succeeds. Whatever lives then is
 * reported gone, ended and cleared: every one of these answers OK, and in the end nothing is left.
 * So it is when the host confirms no event meanwhile: what is reported is noted, and done later.
 */
#include "support/fault_mem.h"
#include "support/player.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { STEPS = 160, EVERY = 4, PARTS_MAX = 64, ADVANCES_MAX = 10000 };

typedef struct run {
    fault_mem fault;
    usher_mem mem;
    usher_centre *centre;
    usher_engine *engine;
    player player;
} run;

static void open_run(run *r, const scenario *s)
{
    r->fault = (fault_mem){ 0 };
    r->mem = fault_mem_host(&r->fault);
    r->centre = scenario_centre(s, &r->mem, NULL);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = r->centre;
    options.mem = &r->mem;
    assert_int_equal(usher_engine_new(&options, &r->engine), USHER_OK);
    player_init(&r->player, s, r->engine);
}

static void close_run(run *r)
{
    player_clear(&r->player);
    usher_engine_free(r->engine);
    usher_centre_unref(r->centre);
    assert_int_equal(r->fault.blocks, 0);
}

static void no_memory_from_now_on(run *r)
{
    r->fault.refuse_at = 1;
    r->fault.for_ever = true;
}

/*
 * Lets everything that is due happen. A timer that comes due fires without memory; only an offer
 * may have to wait for it (ERR_NOMEM, and the advance would not get further).
 */
static void drain(player *p, usher_time until)
{
    for (int i = 0; usher_engine_next_due(p->engine) <= until; i++) {
        usher_time due = usher_engine_next_due(p->engine);
        bool timer = due > usher_engine_now(p->engine);
        player_take_events(p);
        usher_status status = usher_engine_advance(p->engine, due);
        player_take_events(p);
        if (status == USHER_ERR_NOMEM && !timer) {
            return;
        }
        if (status != USHER_OK || i > ADVANCES_MAX) {
            player_fail(p, "advance answers %s without memory", usher_status_name(status));
        }
    }
}

static void exit_now(player *p, uint16_t op, usher_participant_id part, uint8_t cause)
{
    usher_command command = USHER_COMMAND_INIT;
    command.op = op;
    command.now = p->now;
    command.participant = part;
    command.reason = cause;
    usher_status status = player_submit(p, &command, NULL);
    if (status != USHER_OK) {
        player_fail(p, "%s answers %s without memory", usher_command_name(op),
                    usher_status_name(status));
    }
}

static void answered_by(player *p, usher_participant_id part, usher_agent_id agent)
{
    usher_command command = USHER_COMMAND_INIT;
    command.op = USHER_COMMAND_REPORT_ANSWERED_BY;
    command.now = p->now;
    command.participant = part;
    command.agent = agent;
    usher_status status = player_submit(p, &command, NULL);
    if (status != USHER_OK) {
        player_fail(p, "answered_by answers %s without memory", usher_status_name(status));
    }
}

/* The part goes, in a way that its state allows. */
static void part_goes(player *p, usher_participant_id part, uint32_t way)
{
    static const uint8_t causes[] = { USHER_REASON_REJECTED, USHER_REASON_NO_ANSWER,
                                      USHER_REASON_UNREACHABLE, USHER_REASON_CANCELLED };
    const usher_agent_id nobody = { 0 };
    usher_participant_info info;
    if (!usher_participant_get(p->engine, part, &info)) {
        return; /* it went with another one */
    }
    switch (info.state) {
    case USHER_PART_OFFERED:
    case USHER_PART_RINGING:
        if (way % 7 < 4) {
            exit_now(p, USHER_COMMAND_REPORT_FAILED, part, causes[way % 7]);
            break;
        }
        if (way % 7 < 6) {
            answered_by(p, part,
                        way % 7 == 5 ? usher_engine_next_agent(p->engine, nobody) : nobody);
            break;
        }
        exit_now(p, USHER_COMMAND_REPORT_LEFT, part, 0);
        break;
    case USHER_PART_DIALLING:
        if (way % 2 == 0) {
            exit_now(p, USHER_COMMAND_REPORT_FAILED, usher_contact_customer(info.contact),
                     causes[way % 4]);
            break;
        }
        exit_now(p, USHER_COMMAND_REPORT_LEFT, part, 0);
        break;
    case USHER_PART_ANSWERED:
        if (way % 3 != 0) {
            exit_now(p, USHER_COMMAND_REPORT_JOIN_FAILED, part, causes[way % 4]);
            break;
        }
        exit_now(p, USHER_COMMAND_REPORT_LEFT, part, 0);
        break;
    case USHER_PART_CONNECTED:
        exit_now(p, USHER_COMMAND_REPORT_LEFT,
                 way % 2 == 0 ? part : usher_contact_customer(info.contact), 0);
        break;
    default:
        exit_now(p, USHER_COMMAND_PARTICIPANT_CLEAR, part, 0);
        break;
    }
}

static void all_parts_go(player *p, uint32_t way)
{
    usher_participant_id parts[PARTS_MAX];
    uint32_t count = 0;
    usher_agent_id agent = usher_engine_next_agent(p->engine, (usher_agent_id){ 0 });
    for (; agent.v != 0; agent = usher_engine_next_agent(p->engine, agent)) {
        usher_participant_id part =
            usher_agent_next_part(p->engine, agent, (usher_participant_id){ 0 });
        for (; part.v != 0; part = usher_agent_next_part(p->engine, agent, part)) {
            assert_true(count < PARTS_MAX);
            parts[count++] = part;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        part_goes(p, parts[i], way + i);
    }
}

static void everything_ends(run *r, bool deaf, bool wait)
{
    player *p = &r->player;
    no_memory_from_now_on(r);
    p->deaf = deaf;
    all_parts_go(p, p->step);
    p->deaf = false;
    if (wait) {
        p->now += USHER_SECONDS(40);
    }
    drain(p, p->now);
    player_clean_up(p);
    drain(p, p->now);
    if (usher_engine_next_due(p->engine) != USHER_TIME_NEVER) {
        player_fail(p, "nothing is left, but something is due");
    }
}

static void sweep(uint32_t index, bool deaf, bool wait)
{
    static scenario s;
    static run r;
    for (uint32_t steps = SCENARIO_AGENTS; steps <= STEPS; steps += EVERY) {
        scenario_make(&s, index, steps);
        open_run(&r, &s);
        (void)snprintf(r.player.label, sizeof r.player.label,
                       "scenario %u, no memory after %u steps%s", (unsigned)index, (unsigned)steps,
                       deaf ? ", no event confirmed" : "");
        while (r.player.step < steps) {
            player_step(&r.player);
        }
        everything_ends(&r, deaf, wait);
        close_run(&r);
    }
}

static void exits_need_no_memory(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < SCENARIOS; i++) {
        sweep(i, false, false);
        sweep(i, false, true);
    }
}

static void exits_need_no_confirmation_either(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < SCENARIOS; i++) {
        sweep(i, true, false);
        sweep(i, true, true);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exits_need_no_memory),
        cmocka_unit_test(exits_need_no_confirmation_either),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
