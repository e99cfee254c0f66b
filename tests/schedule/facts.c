/*
 * facts.c - what telephones, customers and networks will do, and how it is reported.
 */
#include "facts.h"

#include "support/scenario.h"

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

static const uint8_t causes[] = { USHER_REASON_BUSY,        USHER_REASON_REJECTED,
                                  USHER_REASON_UNREACHABLE, USHER_REASON_NO_ANSWER,
                                  USHER_REASON_CANCELLED,   USHER_REASON_NETWORK };

void facts_begin(facts *f, uint64_t seed)
{
    f->count = 0;
    f->random = seed;
    f->parts_known = f->contacts_known = f->agents_known = 0;
    f->lost = f->repeated = f->late = 0;
}

static uint32_t below(facts *f, uint32_t n)
{
    return scenario_random(&f->random, n);
}

static bool percent(facts *f, uint32_t chance)
{
    return below(f, 100) < chance;
}

/* At once, or anywhere within so many seconds. */
static usher_duration within(facts *f, uint32_t seconds)
{
    return percent(f, 15) ? 0 : (usher_duration)below(f, seconds * 1000) * 1000;
}

/* ---- planning -------------------------------------------------------------------------------- */

static void add(facts *f, usher_time due, const usher_command *command)
{
    if (f->count < FACTS_MAX) {
        f->items[f->count++] = (fact){ due, *command };
    } else {
        f->lost++;
    }
}

/* What becomes of a report on its way. */
static void plan(facts *f, usher_time due, const usher_command *command)
{
    if (percent(f, 4)) {
        f->lost++;
        return;
    }
    if (percent(f, 4)) {
        f->late++;
        due += within(f, 300);
    }
    add(f, due, command);
    if (percent(f, 8)) {
        f->repeated++;
        add(f, due + within(f, 60), command);
    }
}

static void plan_part(facts *f, usher_time due, uint16_t op, usher_participant_id part)
{
    usher_command command = USHER_COMMAND_INIT;
    command.op = op;
    command.participant = part;
    command.reason = causes[below(f, COUNT(causes))];
    command.value = 1 + below(f, 1000); /* of a leg */
    plan(f, due, &command);
}

static void plan_contact(facts *f, usher_time due, uint16_t op, usher_contact_id contact)
{
    usher_command command = USHER_COMMAND_INIT;
    command.op = op;
    command.contact = contact;
    command.queue.v = 1 + below(f, SCENARIO_QUEUES);
    command.reason = op == USHER_COMMAND_CONTACT_ENQUEUE ? USHER_VIA_FLOW : USHER_REASON_API;
    plan(f, due, &command);
}

/* ---- what the world does --------------------------------------------------------------------- */

/* An agent's telephone, or a customer's who is dialled. */
static void ring(facts *f, const usher_event *e, usher_participant_id whom)
{
    usher_time at = e->time;
    if (percent(f, 50)) {
        plan_part(f, at, USHER_COMMAND_REPORT_LEG, whom);
    }
    if (percent(f, 85)) {
        plan_part(f, at + within(f, 5), USHER_COMMAND_REPORT_RINGING, whom);
    }
    uint32_t outcome = below(f, 100);
    at += within(f, 35);
    if (outcome < 62) {
        plan_part(f, at, USHER_COMMAND_REPORT_ANSWERED, whom);
    } else if (outcome < 80) {
        plan_part(f, at, USHER_COMMAND_REPORT_FAILED, whom);
    } else if (outcome < 90) {
        usher_command command = USHER_COMMAND_INIT;
        command.op = USHER_COMMAND_REPORT_ANSWERED_BY;
        command.participant = whom;
        if (outcome < 87 && f->agents_known > 0) {
            command.agent = f->agents[below(f, f->agents_known) % FACTS_KNOWN];
        }
        plan(f, at, &command);
    }
}

/* He picks up at the moment when it was taken from him. */
static void pick_up_late(facts *f, const usher_event *e)
{
    if (percent(f, 25)) {
        plan_part(f, e->time + within(f, 2), USHER_COMMAND_REPORT_ANSWERED, e->participant);
    }
    if (e->type != USHER_EVENT_OFFER_WITHDRAWN && percent(f, 40)) {
        plan_part(f, e->time + within(f, 20), USHER_COMMAND_PARTICIPANT_CLEAR, e->participant);
    }
}

static void join(facts *f, const usher_event *e)
{
    uint32_t outcome = below(f, 100);
    if (outcome < 80) {
        plan_part(f, e->time + within(f, 4), USHER_COMMAND_REPORT_JOINED, e->participant);
    } else if (outcome < 92) {
        plan_part(f, e->time + within(f, 10), USHER_COMMAND_REPORT_JOIN_FAILED, e->participant);
    }
}

/* Who hangs up first; and the other one's leg is reported gone too, as networks do. */
static void talk(facts *f, const usher_event *e)
{
    usher_participant_id customer = usher_contact_customer(e->contact);
    usher_time at = e->time + within(f, 120);
    if (percent(f, 80)) {
        plan_part(f, at, USHER_COMMAND_REPORT_LEFT, percent(f, 50) ? customer : e->participant);
    }
    if (percent(f, 50)) {
        plan_part(f, at + within(f, 2), USHER_COMMAND_REPORT_LEFT, e->participant);
    }
    if (percent(f, 10)) {
        plan_part(f, e->time + within(f, 60), USHER_COMMAND_REPORT_LEG, customer);
    }
}

/* In no queue, or with nobody we know: sent on, ended, or given up by the customer. */
static void send_on(facts *f, const usher_event *e)
{
    uint32_t outcome = below(f, 100);
    usher_time at = e->time + within(f, 30);
    if (outcome < 45) {
        plan_contact(f, at, USHER_COMMAND_CONTACT_ENQUEUE, e->contact);
    } else if (outcome < 60) {
        plan_contact(f, at, USHER_COMMAND_CONTACT_END, e->contact);
    } else if (outcome < 85) {
        plan_part(f, at, USHER_COMMAND_REPORT_LEFT, usher_contact_customer(e->contact));
    }
}

static void find_again(facts *f, const usher_event *e)
{
    usher_command command = USHER_COMMAND_INIT;
    command.op = USHER_COMMAND_REPORT_AGENT_REACHABLE;
    command.agent = e->agent;
    plan(f, e->time + within(f, 60), &command);
}

static void know(facts *f, const usher_event *e)
{
    if (e->participant.v != 0) {
        f->parts[f->parts_known++ % FACTS_KNOWN] = e->participant;
    }
    if (e->contact.v != 0) {
        f->contacts[f->contacts_known++ % FACTS_KNOWN] = e->contact;
    }
    if (e->agent.v != 0) {
        f->agents[f->agents_known++ % FACTS_KNOWN] = e->agent;
    }
}

void facts_event(facts *f, const usher_event *event)
{
    know(f, event);
    switch (event->type) {
    case USHER_EVENT_OFFER_MADE:
        ring(f, event, event->participant);
        break;
    case USHER_EVENT_CONTACT_DIALLING:
        ring(f, event, usher_contact_customer(event->contact));
        break;
    case USHER_EVENT_OFFER_ANSWERED:
        join(f, event);
        break;
    case USHER_EVENT_OFFER_MISSED:
    case USHER_EVENT_OFFER_REJECTED:
    case USHER_EVENT_OFFER_FAILED:
    case USHER_EVENT_OFFER_WITHDRAWN:
        pick_up_late(f, event);
        break;
    case USHER_EVENT_CONTACT_CONNECTED:
        talk(f, event);
        break;
    case USHER_EVENT_ACW_STARTED:
        plan_part(f, event->time + within(f, 40), USHER_COMMAND_PARTICIPANT_CLEAR,
                  event->participant);
        break;
    case USHER_EVENT_CONTACT_BEGUN:
    case USHER_EVENT_CONTACT_OUTSIDE:
    case USHER_EVENT_CONTACT_RETURNED:
        send_on(f, event);
        break;
    case USHER_EVENT_AGENT_GONE:
        find_again(f, event);
        break;
    default:
        break;
    }
}

/* ---- reports --------------------------------------------------------------------------------- */

bool facts_take(facts *f, fact *out)
{
    uint32_t first = 0;
    for (uint32_t i = 1; i < f->count; i++) {
        first = f->items[i].due < f->items[first].due ? i : first;
    }
    if (f->count == 0) {
        return false;
    }
    *out = f->items[first];
    f->items[first] = f->items[--f->count];
    return true;
}

void facts_again(facts *f, const fact *missed)
{
    add(f, missed->due + USHER_SECONDS(1), &missed->command);
}

bool facts_any(facts *f, usher_command *out)
{
    static const uint16_t ops[] = {
        USHER_COMMAND_REPORT_RINGING,     USHER_COMMAND_REPORT_ANSWERED,
        USHER_COMMAND_REPORT_FAILED,      USHER_COMMAND_REPORT_JOINED,
        USHER_COMMAND_REPORT_LEFT,        USHER_COMMAND_REPORT_ANSWERED_BY,
        USHER_COMMAND_REPORT_JOIN_FAILED, USHER_COMMAND_REPORT_LEG,
        USHER_COMMAND_REPORT_AGENT_GONE,  USHER_COMMAND_REPORT_AGENT_REACHABLE,
        USHER_COMMAND_REPORT_OUTSIDE_LOAD
    };
    if (f->parts_known == 0 || f->contacts_known == 0 || f->agents_known == 0) {
        return false;
    }
    *out = (usher_command)USHER_COMMAND_INIT;
    out->op = ops[below(f, COUNT(ops))];
    out->agent = f->agents[below(f, f->agents_known) % FACTS_KNOWN];
    out->participant = f->parts[below(f, f->parts_known) % FACTS_KNOWN];
    if (percent(f, 30)) {
        usher_contact_id contact = f->contacts[below(f, f->contacts_known) % FACTS_KNOWN];
        out->participant = usher_contact_customer(contact);
    }
    out->reason = causes[below(f, COUNT(causes))];
    out->channel = (usher_channel)below(f, 6);
    out->value = below(f, 3);
    return true;
}
