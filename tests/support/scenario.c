/*
 * scenario.c - steps by weight from a seeded generator, and what they mean to an engine.
 */
#include "support/scenario.h"

#include <stdio.h>
#include <stdlib.h>

#define CONTACT(state) (1u << USHER_CONTACT_##state)
#define PART(state) (1u << USHER_PART_##state)

#define ANY_CONTACT 0x7f
#define OPEN_OFFER (PART(OFFERED) | PART(RINGING))
#define MISSED (PART(MISSED) | PART(REJECTED) | PART(ERROR))
#define ANY_PART 0x1ff

/* What a step may be. `weight` is how often, of the sum of all weights. */
typedef struct pattern {
    uint16_t op;
    uint16_t weight;
    uint16_t contact_states, part_states;
    bool customer, agent;
} pattern;

static const pattern patterns[] = {
    { USHER_COMMAND_ADVANCE, 8, 0, 0, false, false },
    { USHER_COMMAND_RESUME, 2, 0, 0, false, false },
    { USHER_COMMAND_STOP_ENTRIES, 8, 0, 0, false, false },
    { USHER_COMMAND_AGENT_ADD, 4, 0, 0, false, false },
    { USHER_COMMAND_AGENT_REMOVE, 3, 0, 0, false, true },
    { USHER_COMMAND_AGENT_SET_STATUS, 26, 0, 0, false, true },
    { USHER_COMMAND_AGENT_SET_PROFILE, 5, 0, 0, false, true },
    { USHER_COMMAND_AGENT_FORCE_OUT, 4, 0, 0, false, true },
    { USHER_COMMAND_CONTACT_BEGIN, 70, 0, 0, false, false },
    { USHER_COMMAND_CONTACT_BEGIN, 10, 0, 0, false, true },
    { USHER_COMMAND_CONTACT_ENQUEUE, 10, CONTACT(NEW), 0, false, false },
    { USHER_COMMAND_CONTACT_ENQUEUE, 4, CONTACT(NEW), 0, false, true },
    { USHER_COMMAND_CONTACT_ENQUEUE, 10, CONTACT(QUEUED), 0, false, false },
    { USHER_COMMAND_CONTACT_ENQUEUE, 4, CONTACT(QUEUED), 0, false, true },
    { USHER_COMMAND_CONTACT_ENQUEUE, 8, CONTACT(CONNECTED), 0, false, false },
    { USHER_COMMAND_CONTACT_ENQUEUE, 4, CONTACT(CONNECTED), 0, false, true },
    { USHER_COMMAND_CONTACT_ENQUEUE, 1, ANY_CONTACT, 0, false, false },
    { USHER_COMMAND_CONTACT_SET_PRIORITY, 4, CONTACT(NEW) | CONTACT(QUEUED), 0, false, false },
    { USHER_COMMAND_CONTACT_SET_AGE, 4, CONTACT(NEW) | CONTACT(QUEUED), 0, false, false },
    { USHER_COMMAND_CONTACT_SET_AGE, 1, ANY_CONTACT, 0, false, false },
    { USHER_COMMAND_CONTACT_END, 5, ANY_CONTACT, 0, false, false },
    { USHER_COMMAND_CONTACT_HOLD, 12, CONTACT(CONNECTED), 0, false, false },
    { USHER_COMMAND_CONTACT_DIAL, 8, 0, 0, false, true },
    { USHER_COMMAND_PARTICIPANT_CLEAR, 14, 0, PART(ACW) | MISSED, false, false },
    { USHER_COMMAND_PARTICIPANT_CLEAR, 1, 0, ANY_PART, false, false },
    { USHER_COMMAND_QUEUE_SET_ENABLED, 5, 0, 0, false, false },
    { USHER_COMMAND_QUEUE_END_WAITING, 1, 0, 0, false, false },
    { USHER_COMMAND_QUEUE_MOVE_WAITING, 3, 0, 0, false, false },
    { USHER_COMMAND_REPORT_RINGING, 30, 0, PART(OFFERED), false, false },
    { USHER_COMMAND_REPORT_ANSWERED, 20, 0, OPEN_OFFER, false, false },
    { USHER_COMMAND_REPORT_ANSWERED, 3, 0, MISSED, false, false },
    { USHER_COMMAND_REPORT_ANSWERED, 6, CONTACT(DIALLING), 0, true, false },
    { USHER_COMMAND_REPORT_JOINED, 24, 0, PART(ANSWERED), false, false },
    { USHER_COMMAND_REPORT_JOINED, 5, 0, OPEN_OFFER, false, false },
    { USHER_COMMAND_REPORT_JOINED, 2, ANY_CONTACT, 0, true, false },
    { USHER_COMMAND_REPORT_FAILED, 16, 0, OPEN_OFFER, false, false },
    { USHER_COMMAND_REPORT_FAILED, 2, 0, ANY_PART, false, false },
    { USHER_COMMAND_REPORT_FAILED, 3, CONTACT(DIALLING), 0, true, false },
    { USHER_COMMAND_REPORT_LEFT, 8, 0, PART(CONNECTED) | PART(ANSWERED), false, false },
    { USHER_COMMAND_REPORT_LEFT, 2, 0, ANY_PART, false, false },
    { USHER_COMMAND_REPORT_LEFT, 3, ANY_CONTACT, 0, true, false },
    { USHER_COMMAND_REPORT_ANSWERED_BY, 4, 0, OPEN_OFFER, false, true },
    { USHER_COMMAND_REPORT_ANSWERED_BY, 2, 0, OPEN_OFFER, false, false },
    { USHER_COMMAND_CONTACT_ENQUEUE, 4, CONTACT(OUTSIDE), 0, false, false },
    { USHER_COMMAND_REPORT_JOIN_FAILED, 5, 0, PART(ANSWERED), false, false },
    { USHER_COMMAND_REPORT_JOIN_FAILED, 1, 0, ANY_PART, false, false },
    { USHER_COMMAND_REPORT_LEG, 4, 0, ANY_PART, false, false },
    { USHER_COMMAND_REPORT_LEG, 2, ANY_CONTACT, 0, true, false },
    { USHER_COMMAND_REPORT_AGENT_GONE, 2, 0, 0, false, true },
    { USHER_COMMAND_REPORT_AGENT_REACHABLE, 12, 0, 0, false, true },
    { USHER_COMMAND_REPORT_OUTSIDE_LOAD, 6, 0, 0, false, true },
};
enum { BEGINNING = SCENARIO_AGENTS + 2 }; /* steps before the random ones */
enum { PATTERNS = sizeof patterns / sizeof *patterns };

static const char *const keys[] = { "call-1",  "call-2",  "call-3", "call-4",  "call-5",  "call-6",
                                    "call-7",  "call-8",  "call-9", "call-10", "call-11", "call-12",
                                    "call-13", "call-14", NULL,     NULL,      NULL,      NULL };
static const char *const customers[] = {
    NULL,
    "+15550100",
    "sip:customer@example.org",
    "a very long address of a customer, so that its text needs more than one cell to stand in",
};
static const char *const names[] = { "eva", "fay", "gus" };
static const uint8_t causes[] = { USHER_REASON_BUSY,        USHER_REASON_REJECTED,
                                  USHER_REASON_UNREACHABLE, USHER_REASON_NO_ANSWER,
                                  USHER_REASON_CANCELLED,   USHER_REASON_NETWORK };
static const usher_duration acws[] = { USHER_ACW_OF_AGENT, USHER_ACW_OF_AGENT, 0, USHER_SECONDS(15),
                                       USHER_FOREVER };
static const usher_duration waits[] = { 0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        USHER_MS(1),
                                        USHER_SECONDS(1),
                                        USHER_SECONDS(1),
                                        USHER_SECONDS(2),
                                        USHER_SECONDS(5),
                                        USHER_SECONDS(10),
                                        USHER_SECONDS(21) };
static const usher_duration acw_by_channel[USHER_CHANNELS_MAX] = { USHER_SECONDS(5), 0,
                                                                   USHER_FOREVER };

enum { CHANGE_EVERY = 13 }; /* steps */

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

/* ---- making steps ---------------------------------------------------------------------------- */

/* splitmix64 */
uint32_t scenario_random(uint64_t *state, uint32_t n)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ (z >> 31)) >> 32) % n;
}

/* The i-th of some weights that stand `stride` bytes apart. */
static uint32_t weight_at(const uint16_t *first, size_t stride, uint32_t i)
{
    return *(const uint16_t *)(const void *)((const char *)first + i * stride);
}

uint32_t scenario_draw(uint64_t *random, const uint16_t *weights, size_t stride, uint32_t count)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        sum += weight_at(weights, stride, i);
    }
    uint32_t at = scenario_random(random, sum);
    uint32_t i = 0;
    while (at >= weight_at(weights, stride, i)) {
        at -= weight_at(weights, stride, i++);
    }
    return i;
}

static void fill_begin(usher_command *c, uint64_t *random, bool own)
{
    c->channel = (usher_channel)scenario_random(random, 6);
    bool none = own || scenario_random(random, 8) == 0;
    c->queue.v = none ? 0 : 1 + scenario_random(random, SCENARIO_QUEUES);
    c->key = keys[scenario_random(random, COUNT(keys))];
    c->endpoint = customers[scenario_random(random, COUNT(customers))];
    c->priority = scenario_random(random, 4) * 3;
    c->age = USHER_SECONDS(scenario_random(random, 3) * 20);
    c->acw = acws[scenario_random(random, COUNT(acws))];
    c->tag = scenario_random(random, 2);
}

static void fill_enqueue(usher_command *c, uint64_t *random, const pattern *p)
{
    c->queue.v = p->agent ? 0 : 1 + scenario_random(random, SCENARIO_QUEUES);
    if (p->contact_states == CONTACT(NEW)) {
        c->reason = scenario_random(random, 2) == 0 ? USHER_VIA_FLOW : USHER_VIA_CALLBACK;
    } else {
        bool waits_now = p->contact_states == CONTACT(QUEUED);
        c->reason = waits_now ? USHER_VIA_QUEUE_TRANSFER : USHER_VIA_AGENT_TRANSFER;
    }
}

static void fill_agent_add(usher_command *c, uint64_t *random)
{
    c->key = names[scenario_random(random, COUNT(names))];
    c->endpoint = customers[scenario_random(random, 3)];
    c->profile.v = 1 + scenario_random(random, SCENARIO_PROFILES);
    c->group.v = scenario_random(random, 3);
    c->flag = (uint8_t)scenario_random(random, 4);
    c->tag = scenario_random(random, 100);
    c->acw_by_channel = scenario_random(random, 2) == 0 ? acw_by_channel : NULL;
}

static void fill_arguments(usher_command *c, uint64_t *random, const pattern *p)
{
    switch (p->op) {
    case USHER_COMMAND_AGENT_ADD:
        fill_agent_add(c, random);
        break;
    case USHER_COMMAND_AGENT_SET_STATUS: /* mostly at work */
        c->status.v = scenario_random(random, 4) < 3 ? 1 : 1 + scenario_random(random, 4);
        break;
    case USHER_COMMAND_AGENT_SET_PROFILE:
        c->profile.v = 1 + scenario_random(random, SCENARIO_PROFILES);
        break;
    case USHER_COMMAND_CONTACT_BEGIN:
    case USHER_COMMAND_CONTACT_DIAL:
        fill_begin(c, random, p->agent && p->op == USHER_COMMAND_CONTACT_BEGIN);
        break;
    case USHER_COMMAND_CONTACT_ENQUEUE:
        fill_enqueue(c, random, p);
        break;
    case USHER_COMMAND_CONTACT_SET_PRIORITY:
        c->priority = scenario_random(random, 8);
        break;
    case USHER_COMMAND_CONTACT_SET_AGE:
        c->age = USHER_SECONDS((int)scenario_random(random, 9) * 10 - 40);
        break;
    case USHER_COMMAND_CONTACT_END:
        c->reason = (uint8_t)(1 + scenario_random(random, 13));
        break;
    case USHER_COMMAND_CONTACT_HOLD:
    case USHER_COMMAND_QUEUE_SET_ENABLED:
        c->flag = (uint8_t)scenario_random(random, 2);
        c->queue.v = 1 + scenario_random(random, SCENARIO_QUEUES);
        break;
    case USHER_COMMAND_AGENT_FORCE_OUT:
        c->status.v = 2 + scenario_random(random, 2);
        c->flag = (uint8_t)scenario_random(random, 3);
        break;
    case USHER_COMMAND_QUEUE_END_WAITING:
    case USHER_COMMAND_QUEUE_MOVE_WAITING:
        c->reason = USHER_REASON_OTHER;
        c->queue.v = 1 + scenario_random(random, SCENARIO_QUEUES);
        c->value = 1 + c->queue.v % SCENARIO_QUEUES;
        c->channel = (usher_channel)(scenario_random(random, 2) == 0 ? USHER_CHANNEL_NONE : 0);
        break;
    case USHER_COMMAND_STOP_ENTRIES: /* mostly allowed */
        c->flag = scenario_random(random, 24) == 0;
        break;
    case USHER_COMMAND_REPORT_FAILED:
    case USHER_COMMAND_REPORT_JOIN_FAILED:
        c->reason = causes[scenario_random(random, COUNT(causes))];
        break;
    case USHER_COMMAND_REPORT_LEG:
        c->value = scenario_random(random, 4);
        break;
    case USHER_COMMAND_REPORT_OUTSIDE_LOAD:
        c->channel = (usher_channel)scenario_random(random, 6);
        c->value = scenario_random(random, 2) * scenario_random(random, 3);
        break;
    default:
        break;
    }
}

/*
 * A begin is sometimes repeated word for word, as a host does that does not know what became of it.
 */
static void make_step(scenario *s, uint32_t at, uint64_t *random)
{
    scenario_step *step = &s->steps[at];
    const pattern *p =
        &patterns[scenario_draw(random, &patterns[0].weight, sizeof patterns[0], PATTERNS)];
    *step = (scenario_step){ .command = USHER_COMMAND_INIT,
                             .after = waits[scenario_random(random, COUNT(waits))],
                             .contact_states = p->contact_states,
                             .part_states = p->part_states,
                             .customer = p->customer,
                             .agent = p->agent,
                             .nth = (uint8_t)scenario_random(random, 64),
                             .nth_agent = (uint8_t)scenario_random(random, 64) };
    step->command.op = p->op;
    step->command.actor = scenario_random(random, 3);
    fill_arguments(&step->command, random, p);
    if (at > 0 && p->op == USHER_COMMAND_CONTACT_BEGIN && scenario_random(random, 8) == 0 &&
        s->steps[at - 1].command.op == p->op) {
        *step = s->steps[at - 1];
        step->after = 0;
    }
}

/* First all agents of the centre come to work, behind doors that are closed for a moment. */
static void come_to_work(scenario *s, uint32_t count)
{
    for (uint32_t i = 0; i < count && i < BEGINNING; i++) {
        scenario_step *step = &s->steps[i];
        *step = (scenario_step){ .command = USHER_COMMAND_INIT };
        if (i < SCENARIO_AGENTS) {
            step->agent = true;
            step->nth_agent = (uint8_t)i;
            step->command.op = USHER_COMMAND_AGENT_SET_STATUS;
            step->command.status.v = 1;
        } else {
            step->command.op = USHER_COMMAND_STOP_ENTRIES;
            step->command.flag = i == SCENARIO_AGENTS;
        }
    }
}

/* In the place of another step. */
static void change_centre(scenario_step *step, uint32_t nth)
{
    step->contact_states = 0;
    step->part_states = 0;
    step->customer = false;
    step->agent = false;
    step->command = (usher_command)USHER_COMMAND_INIT;
    step->command.op = SCENARIO_CHANGE;
    step->command.actor = nth % 2;
    step->command.value = nth % SCENARIO_VARIANTS;
}

void scenario_make(scenario *s, uint32_t index, uint32_t count)
{
    if (count > SCENARIO_STEPS_MAX) {
        fprintf(stderr, "scenario: so many steps do not fit\n");
        abort();
    }
    s->index = index;
    s->seed = 1000 + index;
    s->count = count;
    come_to_work(s, count);
    uint64_t random = s->seed;
    for (uint32_t i = BEGINNING; i < count; i++) {
        make_step(s, i, &random);
        if (index >= SCENARIO_CHANGING && i % CHANGE_EVERY == 0) {
            change_centre(&s->steps[i], i / CHANGE_EVERY);
        }
    }
}

/* ---- what they mean -------------------------------------------------------------------------- */

/* The (nth modulo their number) live contact in one of these states; none if there is none. */
static usher_contact_id find_contact(const usher_engine *engine, uint16_t states, uint32_t nth)
{
    static const usher_contact_id none = { 0 };
    uint32_t count = 0;
    for (int pass = 0; pass < 2; pass++) {
        uint32_t left = pass == 0 ? UINT32_MAX : nth % count;
        usher_contact_id id = usher_engine_next_contact(engine, none);
        for (; id.v != 0; id = usher_engine_next_contact(engine, id)) {
            usher_contact_info info;
            if (!usher_contact_get(engine, id, &info) || (states >> info.state & 1) == 0) {
                continue;
            }
            if (left-- == 0) {
                return id;
            }
            count++;
        }
        if (count == 0) {
            break;
        }
    }
    return none;
}

static uint32_t count_agents(const usher_engine *engine)
{
    uint32_t count = 0;
    usher_agent_id id = usher_engine_next_agent(engine, (usher_agent_id){ 0 });
    for (; id.v != 0; id = usher_engine_next_agent(engine, id)) {
        count++;
    }
    return count;
}

static usher_agent_id find_agent(const usher_engine *engine, uint32_t nth)
{
    uint32_t count = count_agents(engine);
    usher_agent_id id = usher_engine_next_agent(engine, (usher_agent_id){ 0 });
    for (uint32_t left = count > 0 ? nth % count : 0; left > 0; left--) {
        id = usher_engine_next_agent(engine, id);
    }
    return id;
}

/* Visits agents' parts in these states; returns the one after `skip` others, and counts them. */
static usher_participant_id visit_parts(const usher_engine *engine, uint16_t states, uint32_t skip,
                                        uint32_t *count)
{
    *count = 0;
    usher_agent_id agent = usher_engine_next_agent(engine, (usher_agent_id){ 0 });
    for (; agent.v != 0; agent = usher_engine_next_agent(engine, agent)) {
        usher_participant_id part =
            usher_agent_next_part(engine, agent, (usher_participant_id){ 0 });
        for (; part.v != 0; part = usher_agent_next_part(engine, agent, part)) {
            usher_participant_info info;
            if (!usher_participant_get(engine, part, &info) || (states >> info.state & 1) == 0) {
                continue;
            }
            if ((*count)++ == skip) {
                return part;
            }
        }
    }
    return (usher_participant_id){ 0 };
}

static usher_participant_id find_part(const usher_engine *engine, uint16_t states, uint32_t nth)
{
    uint32_t count;
    uint32_t ignored;
    (void)visit_parts(engine, states, UINT32_MAX, &count);
    if (count == 0) {
        return (usher_participant_id){ 0 };
    }
    return visit_parts(engine, states, nth % count, &ignored);
}

bool scenario_resolve(const usher_engine *engine, const scenario_step *step, usher_time now,
                      usher_command *out)
{
    *out = step->command;
    out->now = now;
    if (step->contact_states != 0) {
        out->contact = find_contact(engine, step->contact_states, step->nth);
        if (out->contact.v == 0) {
            return false;
        }
    }
    if (step->customer) {
        out->participant = usher_contact_customer(out->contact);
    } else if (step->part_states != 0) {
        out->participant = find_part(engine, step->part_states, step->nth);
        if (out->participant.v == 0) {
            return false;
        }
    }
    if (step->agent) {
        out->agent = find_agent(engine, step->nth_agent);
    }
    return true;
}
