/*
 * plain.c - the short ways of what happens in every conversation: nothing is built that is only
 * handed on.
 *
 * A contact begins in a queue that takes it, without a key or an endpoint; its offer rings, is
 * answered and joined; it ends, and its slot is cleared. When the engine is plain (pipeline.h) and
 * nothing else is going on with the object, what follows is known without asking the rules, and
 * each function here does it at once. With a single no, the command goes the way of all others.
 * Both ways do the same, which the random test against the reference sees: it plays with a store
 * and without, with few units and many.
 */
#include "pipeline.h"

#include "rules/match.h"
#include "state/agent.h"
#include "state/contact.h"
#include "state/line.h"
#include "state/part.h"

#include <stddef.h>

/* ---- a beginning ----------------------------------------------------------------------------- */

/* The arguments, as validate.c checks them. */
static inline bool is_plain(const us_state *state, const usher_contact_begin_options *o)
{
    const usher_centre *centre = state->centre;
    return o->key == NULL && o->customer == NULL && o->agent.v == 0 && o->queue.v != 0 &&
           o->queue.v <= centre->queues_count && o->channel < centre->channels_count &&
           o->priority >= 0 && o->acw >= USHER_ACW_OF_AGENT;
}

/* The limits, and all memory, as reserve.c does. */
static inline bool has_room(const usher_engine *engine)
{
    const us_state *state = &engine->state;
    const us_outbox *outbox = &state->outbox;
    return outbox->next - outbox->first < state->unconfirmed_max &&
           state->contacts.live < engine->limits.contacts && us_pool_room(&state->contacts) > 0 &&
           us_lines_have_room(state);
}

static inline bool begins_plainly(const usher_engine *engine, usher_time now,
                                  const usher_contact_begin_options *o)
{
    const us_state *state = &engine->state;
    return us_is_plain(engine, now) && is_plain(state, o) &&
           state->live[o->channel] < state->centre->channels[o->channel].live_max &&
           us_queue_admits(state, o->queue.v - 1) == USHER_OK && has_room(engine);
}

/* The same for an engine that has been entered. */
static inline usher_status begin(usher_engine *engine, usher_time now,
                                 const usher_contact_begin_options *o, usher_contact_id *out)
{
    us_state *state = &engine->state;
    if (us_rarely(!begins_plainly(engine, now, o))) {
        return us_begin(engine, now, o, out);
    }
    us_go_on(engine, now);
    uint32_t line = us_line_of(o->queue.v - 1, o->channel);
    us_mem_expect(&state->lines[line], sizeof state->lines[line]);
    us_mem_expect(&state->centre->servers_from[line], sizeof state->centre->servers_from[line]);
    us_order_expect(&state->lines[line].order);
    us_contact *contact = us_contact_create_waiting(state, o, line, engine->actor);
    if (out != NULL) {
        out->v = contact->id;
    }
    if (us_rarely(!us_finds_nobody(state, contact))) { /* in a busy centre */
        us_changed_contact(state, contact);
        us_step_on(state, engine->limits.units_per_command);
    }
    return USHER_OK;
}

US_WHOLE usher_status usher_contact_begin(usher_engine *engine, usher_time now,
                                          const usher_contact_begin_options *options,
                                          usher_contact_id *out)
{
    if (options == NULL || options->size != sizeof *options) {
        return USHER_ERR_INVALID;
    }
    if (!us_engine_enter(engine)) {
        return USHER_ERR_REENTRANT;
    }
    usher_status status = begin(engine, now, options, out);
    us_engine_leave(engine);
    return status;
}

/* ---- reports about a part -------------------------------------------------------------------- */

/*
 * Most of a part and, at its end, of its agent will be needed. In a large centre they are far away,
 * one behind the other: to ask for all of it at once costs little in a small one.
 */
static inline void expect_part(const us_part *part, uint16_t op)
{
    us_mem_expect(part, sizeof *part);
    bool ends = op == USHER_COMMAND_PARTICIPANT_CLEAR || op == USHER_COMMAND_CONTACT_END;
    us_mem_expect(part->agent, ends ? offsetof(us_agent, name_hash) : 1);
}

/*
 * Does a report meet the part in the one state that it is meant for? An answer is by who was
 * offered the contact; if others were, too, they are the work that is left.
 */
static inline bool is_meant_for(const us_part *part, uint16_t op)
{
    switch (op) {
    case USHER_COMMAND_REPORT_RINGING:
        return part->state == USHER_PART_OFFERED;
    case USHER_COMMAND_REPORT_ANSWERED:
        return us_part_is_open(part);
    case USHER_COMMAND_REPORT_JOINED:
        return part->state == USHER_PART_ANSWERED;
    default:
        return us_part_is_over(part);
    }
}

static inline void happen(us_state *state, us_part *part, uint16_t op)
{
    switch (op) {
    case USHER_COMMAND_REPORT_RINGING:
        us_part_ring(state, part);
        break;
    case USHER_COMMAND_REPORT_ANSWERED:
        us_part_answer(state, part);
        break;
    case USHER_COMMAND_REPORT_JOINED:
        us_part_connect(state, part, part->actor);
        break;
    default:
        us_part_clear(state, part, USHER_REASON_BY_HAND, part->actor);
        break;
    }
}

/*
 * If all that follows is that one agent may be offered a contact, he is. Returns the units that are
 * left. As much as a whole command, so it has registers of its own.
 */
US_APART US_WHOLE static uint32_t offer_next(us_state *state, us_agent *agent, uint32_t units)
{
    bool others = state->changed_agents != agent || agent->changed_next != NULL ||
                  state->changed_contacts != NULL || state->work.head != US_NIL;
    if (us_rarely(others || units == 0)) {
        return units;
    }
    us_contact *contact = us_best_contact(state, agent);
    if (us_rarely(contact == NULL)) {
        us_agent_settle(state, agent);
        return units;
    }
    us_part_offer(state, contact, agent);
    return units - 1;
}

/* An engine that has been entered is told of a part: one unit of the command is used for it. */
static US_INLINE usher_status tell(usher_engine *engine, usher_time now, uint16_t op, uint64_t id)
{
    us_state *state = &engine->state;
    us_part *part = US_POOL_FIND(&state->parts, id, us_part);
    if (us_rarely(part == NULL || !us_is_plain(engine, now))) {
        return us_report_part(engine, now, op, id);
    }
    expect_part(part, op);
    if (us_rarely(!is_meant_for(part, op))) {
        return us_report_part(engine, now, op, id);
    }
    us_agent *agent = part->agent;
    uint32_t units = engine->limits.units_per_command - 1;
    us_go_on(engine, now);
    part->actor = engine->actor;
    happen(state, part, op);
    if (op == USHER_COMMAND_PARTICIPANT_CLEAR) {
        units = offer_next(state, agent, units);
    }
    if (op != USHER_COMMAND_REPORT_JOINED) { /* from which nothing follows */
        us_step_on(state, units);
    }
    return USHER_OK;
}

/* One for each op, which is known where it is called: nothing is left of asking for it. */
static US_INLINE usher_status report(usher_engine *engine, usher_time now, uint16_t op,
                                     usher_participant_id participant)
{
    if (!us_engine_enter(engine)) {
        return USHER_ERR_REENTRANT;
    }
    usher_status status = tell(engine, now, op, participant.v);
    us_engine_leave(engine);
    return status;
}

US_WHOLE usher_status usher_report_ringing(usher_engine *engine, usher_time now,
                                           usher_participant_id participant)
{
    return report(engine, now, USHER_COMMAND_REPORT_RINGING, participant);
}

US_WHOLE usher_status usher_report_answered(usher_engine *engine, usher_time now,
                                            usher_participant_id participant)
{
    return report(engine, now, USHER_COMMAND_REPORT_ANSWERED, participant);
}

US_WHOLE usher_status usher_report_joined(usher_engine *engine, usher_time now,
                                          usher_participant_id participant)
{
    return report(engine, now, USHER_COMMAND_REPORT_JOINED, participant);
}

US_WHOLE usher_status usher_participant_clear(usher_engine *engine, usher_time now,
                                              usher_participant_id participant)
{
    return report(engine, now, USHER_COMMAND_PARTICIPANT_CLEAR, participant);
}

/* ---- an ending ------------------------------------------------------------------------------- */

/*
 * The first part of a contact, if it is the conversation, and after-contact work follows; NULL
 * where anything else is to be done.
 */
static inline us_part *only_worker(const us_state *state, const us_contact *contact)
{
    us_part *part = us_part_at(state, contact->parts);
    expect_part(part, USHER_COMMAND_CONTACT_END);
    bool works_on =
        part->state == USHER_PART_CONNECTED && us_part_acw(part) != 0 && !part->agent->gone;
    us_assert(!works_on || part->contact_next == US_NIL); /* who is talked with comes last */
    return works_on ? part : NULL;
}

/* It waits and is offered to nobody, or talks to one agent. */
static inline usher_status end(usher_engine *engine, usher_time now, uint8_t reason, uint64_t id)
{
    enum { CLOSE_AND_THE_REST = 2 }; /* units */
    us_state *state = &engine->state;
    us_contact *contact = US_POOL_FIND(&state->contacts, id, us_contact);
    us_part *part = NULL;
    if (contact == NULL || !us_is_plain(engine, now) || !us_is_end_reason(reason) ||
        engine->limits.units_per_command < CLOSE_AND_THE_REST ||
        (contact->parts != US_NIL && (part = only_worker(state, contact)) == NULL)) {
        return us_end_contact(engine, now, reason, id);
    }
    us_go_on(engine, now);
    contact->reason = reason;
    contact->actor = engine->actor;
    us_contact_close(state, contact);
    if (part != NULL) {
        us_part_wrap_up(state, part);
    } else {
        us_contact_complete(state, contact);
    }
    us_step_on(state, engine->limits.units_per_command - CLOSE_AND_THE_REST);
    return USHER_OK;
}

US_WHOLE usher_status usher_contact_end(usher_engine *engine, usher_time now,
                                        usher_contact_id contact, int reason)
{
    if (!us_engine_enter(engine)) {
        return USHER_ERR_REENTRANT;
    }
    usher_status status = end(engine, now, us_small_word(reason), contact.v);
    us_engine_leave(engine);
    return status;
}
