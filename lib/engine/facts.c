/*
 * facts.c - what has happened: reports about parts, endings, clearings.
 *
 * A fact is never refused for state or capacity. It is noted on its object; what follows from it
 * is decided when the object's turn comes, against the state of that moment: at once, unless work
 * is left from before. So facts may come in any order, late, and more than once.
 */
#include "pipeline.h"

#include "state/contact.h"
#include "state/part.h"
#include "state/work.h"

/* Whom a fact is about: an agent's part, or a contact and with it its customer's part. */
typedef struct subject {
    us_contact *contact;
    us_part *part;
} subject;

static bool is_nobody(const subject *whom)
{
    return whom->part == NULL && whom->contact == NULL;
}

/* ---- looking up ------------------------------------------------------------------------------ */

static bool find_ending(const us_state *state, uint64_t id, subject *whom)
{
    whom->contact = us_pool_find(&state->contacts, id);
    return whom->contact != NULL;
}

static bool find_part(const us_state *state, uint64_t id, subject *whom)
{
    if ((id & US_CUSTOMER_BIT) != 0) {
        return find_ending(state, id & ~(uint64_t)US_CUSTOMER_BIT, whom);
    }
    whom->part = US_POOL_FIND(&state->parts, id, us_part);
    return whom->part != NULL;
}

static bool is_cause(uint8_t reason)
{
    return (reason >= USHER_REASON_BUSY && reason <= USHER_REASON_CANCELLED) ||
           reason == USHER_REASON_NETWORK;
}

/* Has it been told to end already? What is left of that is work. */
static bool has_ended(const us_contact *contact)
{
    return contact->state == USHER_CONTACT_ENDED || (contact->pending & US_CONTACT_ENDING) != 0;
}

/* An ending, or a clearing: what may be refused for its state. */
static usher_status look_up_end(const us_state *state, const usher_command *c, subject *whom)
{
    if (c->op == USHER_COMMAND_PARTICIPANT_CLEAR) {
        if (!find_part(state, c->participant.v, whom)) {
            return USHER_ERR_NOT_FOUND;
        }
        return whom->part != NULL && us_part_is_over(whom->part) ? USHER_OK : USHER_ERR_STATE;
    }
    if (!us_is_end_reason(c->reason)) {
        return USHER_ERR_INVALID;
    }
    if (!find_ending(state, c->contact.v, whom)) {
        return USHER_ERR_NOT_FOUND;
    }
    if (has_ended(whom->contact)) {
        whom->contact = NULL;
    }
    return USHER_OK;
}

static bool has_leg(const subject *whom, uint64_t leg)
{
    return leg == (whom->part != NULL ? whom->part->leg : whom->contact->leg);
}

/* OK also when nothing is to be done about it: then the subject is empty. */
static usher_status look_up(const us_state *state, const usher_command *c, subject *whom)
{
    *whom = (subject){ NULL, NULL };
    if (c->op == USHER_COMMAND_CONTACT_END || c->op == USHER_COMMAND_PARTICIPANT_CLEAR) {
        return look_up_end(state, c, whom);
    }
    bool join_failed = c->op == USHER_COMMAND_REPORT_JOIN_FAILED;
    if ((join_failed || c->op == USHER_COMMAND_REPORT_FAILED) && !is_cause(c->reason) &&
        !(join_failed && c->reason == USHER_REASON_NOT_JOINED)) {
        return USHER_ERR_INVALID;
    }
    bool nobody = c->op == USHER_COMMAND_REPORT_ANSWERED_BY && c->agent.v != 0 &&
                  us_pool_find(&state->agents, c->agent.v) == NULL;
    if (nobody || !find_part(state, c->participant.v, whom)) {
        return USHER_ERR_NOT_FOUND;
    }
    if (c->op == USHER_COMMAND_REPORT_LEG && has_leg(whom, c->value)) {
        *whom = (subject){ NULL, NULL };
    }
    return USHER_OK;
}

/* ---- noting ---------------------------------------------------------------------------------- */

static uint8_t pending_of(uint16_t op)
{
    switch (op) {
    case USHER_COMMAND_PARTICIPANT_CLEAR:
        return US_PART_TO_CLEAR;
    case USHER_COMMAND_REPORT_RINGING:
        return US_PART_IS_RINGING;
    case USHER_COMMAND_REPORT_ANSWERED:
    case USHER_COMMAND_REPORT_ANSWERED_BY:
        return US_PART_IS_ANSWERED;
    case USHER_COMMAND_REPORT_JOINED:
        return US_PART_IS_JOINED;
    case USHER_COMMAND_REPORT_FAILED:
    case USHER_COMMAND_REPORT_JOIN_FAILED:
        return US_PART_IS_FAILED;
    default:
        return US_PART_IS_LEFT;
    }
}

/* A leg is just noted; everything else has its turn. Of several who answered the first one did. */
static void note_part(us_part *part, const usher_command *c)
{
    if (c->op == USHER_COMMAND_REPORT_LEG) {
        part->leg = c->value;
        return;
    }
    part->actor = c->actor;
    if (c->op == USHER_COMMAND_REPORT_FAILED || c->op == USHER_COMMAND_REPORT_JOIN_FAILED) {
        part->unjoined = c->op == USHER_COMMAND_REPORT_JOIN_FAILED;
        part->cause = c->reason;
    }
    if (c->op == USHER_COMMAND_REPORT_ANSWERED_BY && us_part_is_open(part) &&
        (part->pending & US_PART_IS_ANSWERED) == 0 && c->agent.v != part->agent->id) {
        part->answerer = c->agent.v != 0 ? c->agent.v : US_NOBODY;
    }
    part->pending |= pending_of(c->op);
}

/* The customer's part: an answer matters while it is dialled; whoever goes ends the contact. */
static void note_customer(us_contact *contact, const usher_command *c)
{
    bool dialling = contact->state == USHER_CONTACT_DIALLING;
    switch (c->op) {
    case USHER_COMMAND_REPORT_LEG:
        contact->leg = c->value;
        break;
    case USHER_COMMAND_REPORT_ANSWERED:
    case USHER_COMMAND_REPORT_ANSWERED_BY:
    case USHER_COMMAND_REPORT_JOINED:
        if (dialling && (contact->pending & US_CONTACT_ENDING) == 0) {
            contact->actor = c->actor;
            contact->pending |= US_CONTACT_REACHED;
        }
        break;
    case USHER_COMMAND_REPORT_FAILED:
        us_contact_note_end(contact, dialling ? c->reason : USHER_REASON_CUSTOMER_DISCONNECT,
                            c->actor);
        break;
    case USHER_COMMAND_REPORT_LEFT:
        us_contact_note_end(contact, USHER_REASON_CUSTOMER_DISCONNECT, c->actor);
        break;
    case USHER_COMMAND_CONTACT_END:
        us_contact_note_end(contact, c->reason, c->actor);
        break;
    default:
        break;
    }
}

/* ---- the way of a fact ----------------------------------------------------------------------- */

static void act(usher_engine *engine, const usher_command *c, const subject *whom, us_budget budget)
{
    engine->state.record++;
    if (whom->part != NULL) {
        note_part(whom->part, c);
        us_work_off(engine, budget, (us_object *)whom->part, US_KIND_PART);
    } else {
        note_customer(whom->contact, c);
        us_work_off(engine, budget, (us_object *)whom->contact, US_KIND_CONTACT);
    }
}

/* Any fact, whatever it meets. */
static usher_status run(usher_engine *engine, const usher_command *c)
{
    subject whom;
    us_budget budget;
    usher_status status = us_enter(engine, c->op, c->actor, c->now);
    if (status == USHER_OK) {
        status = look_up(&engine->state, c, &whom);
    }
    if (status != USHER_OK || is_nobody(&whom)) {
        return status;
    }
    status = us_reserve_units(engine, 0, 0, &budget);
    if (status == USHER_OK && engine->record != NULL) {
        status = us_append(engine, c, budget);
    }
    if (status == USHER_OK) {
        act(engine, c, &whom, budget);
    }
    return status;
}

usher_status us_report_part(usher_engine *engine, usher_time now, uint16_t op, uint64_t id)
{
    usher_command command = { .op = op, .now = now, .actor = engine->actor };
    command.participant.v = id;
    return run(engine, &command);
}

usher_status us_end_contact(usher_engine *engine, usher_time now, uint8_t reason, uint64_t id)
{
    usher_command command = { .op = USHER_COMMAND_CONTACT_END,
                              .now = now,
                              .reason = reason,
                              .actor = engine->actor };
    command.contact.v = id;
    return run(engine, &command);
}

usher_status us_fact_submit(usher_engine *engine, const usher_command *c)
{
    if (us_is_agent_fact(c->op)) {
        return us_agent_fact(engine, c);
    }
    if (!us_engine_enter(engine)) {
        return USHER_ERR_REENTRANT;
    }
    usher_status status = run(engine, c);
    us_engine_leave(engine);
    return status;
}

usher_status us_fact_again(usher_engine *engine, const usher_command *c, us_budget budget)
{
    if (us_is_agent_fact(c->op)) {
        return us_agent_fact_again(engine, c, budget);
    }
    subject whom;
    usher_status status = look_up(&engine->state, c, &whom);
    if (status != USHER_OK || is_nobody(&whom)) {
        return USHER_ERR_CORRUPT;
    }
    status = us_reserve_again(engine, budget);
    if (status == USHER_OK) {
        act(engine, c, &whom, budget);
    }
    return status;
}
