/*
 * reserve.c - the last place where a command can run out of memory.
 *
 * A command that makes something gets room for what it makes, and for its way out: a contact that
 * waits has its place in the order, and leaving needs no more. Work units get as much as there is; if
 * that is less than wanted, the rest is done by a later command. Facts and endings need nothing but
 * units, so they are never refused here.
 */
#include "engine.h"

#include "state/agent.h"
#include "state/contact.h"
#include "state/line.h"
#include "state/part.h"

enum { FIXED_EVENTS = 2 };

/* Does the fixed part append events? Facts, endings and clearings leave that to their units. */
static uint32_t fixed_events(uint16_t op)
{
    switch (op) {
    case USHER_COMMAND_ADVANCE:
    case USHER_COMMAND_RESUME:
    case USHER_COMMAND_CONTACT_END:
    case USHER_COMMAND_PARTICIPANT_CLEAR:
    case USHER_COMMAND_REPORT_RINGING:
    case USHER_COMMAND_REPORT_ANSWERED:
    case USHER_COMMAND_REPORT_FAILED:
    case USHER_COMMAND_REPORT_JOINED:
    case USHER_COMMAND_REPORT_LEFT:
        return 0;
    default:
        return FIXED_EVENTS;
    }
}

static bool is_entry(uint16_t op)
{
    return op == USHER_COMMAND_CONTACT_BEGIN || op == USHER_COMMAND_CONTACT_DIAL || op == USHER_COMMAND_AGENT_ADD;
}

/* Parts that may still be made: by the limit, and by the memory there is. */
static uint32_t parts_to_have(const usher_engine *engine)
{
    const us_pool *parts = &engine->state.parts;
    uint32_t capacity = us_pool_capacity(parts);
    uint32_t max = capacity < engine->limits.participants ? capacity : engine->limits.participants;
    return max > parts->live ? max - parts->live : 0;
}

/* Room for units, after `fixed` events and `parts` parts of the fixed part. */
static usher_status reserve_units(usher_engine *engine, uint32_t fixed, uint32_t parts, us_budget *budget)
{
    us_state *state = &engine->state;
    uint32_t units = engine->limits.units_per_command;
    uint64_t events = fixed + (uint64_t)units * US_EVENTS_PER_UNIT;
    if (us_outbox_room(&state->outbox) < events) {
        (void)us_outbox_grow(&state->outbox, events); /* what there is decides below */
    }
    if (us_pool_capacity(&state->parts) - state->parts.live < units + parts ||
        state->deadlines.capacity < us_pool_capacity(&state->parts)) {
        (void)us_part_reserve(state, units + parts);
    }
    uint64_t room = us_outbox_room(&state->outbox);
    uint32_t offers = state->deadlines.capacity >= us_pool_capacity(&state->parts) ? parts_to_have(engine) : 0;
    if (room < fixed || offers < parts) {
        return USHER_ERR_NOMEM;
    }
    uint64_t affordable = (room - fixed) / US_EVENTS_PER_UNIT;
    budget->units = affordable < units ? (uint32_t)affordable : units;
    budget->offers = offers - parts < budget->units ? offers - parts : budget->units;
    return USHER_OK;
}

static bool watches(const us_state *state, const us_target *target)
{
    const usher_centre *centre = state->centre;
    return centre->options.reoffer_after > 0 ||
           (target->line != US_NIL && centre->line_delays[target->line]);
}

static usher_status reserve_place(us_state *state, const us_target *target)
{
    usher_status status = us_line_reserve(state);
    if (status == USHER_OK && watches(state, target)) {
        status = us_timers_reserve(&state->sights, state->waiting + 1);
    }
    return status;
}

static usher_status reserve_contact(usher_engine *engine, const usher_command *command, const us_target *target)
{
    us_state *state = &engine->state;
    if (state->contacts.live >= engine->limits.contacts) {
        return USHER_ERR_LIMIT;
    }
    usher_status status = us_texts_reserve(&state->texts, target->key_size, target->endpoint_size);
    if (status == USHER_OK) {
        status = us_contact_reserve(state, command->key != NULL);
    }
    if (status == USHER_OK && (target->line != US_NIL || target->agent != NULL)) {
        status = reserve_place(state, target);
    }
    return status;
}

static usher_status reserve_agent(usher_engine *engine, const usher_command *command, const us_target *target)
{
    us_state *state = &engine->state;
    if (state->agents.live >= engine->limits.agents) {
        return USHER_ERR_LIMIT;
    }
    return us_agent_reserve(state, command->profile.v - 1, target->key_size, target->endpoint_size);
}

usher_status us_reserve(usher_engine *engine, const usher_command *command, const us_target *target, us_budget *budget)
{
    us_state *state = &engine->state;
    const us_outbox *outbox = &state->outbox;
    if (is_entry(command->op) && outbox->next - outbox->first >= engine->limits.events_unconfirmed) {
        return USHER_ERR_BUSY;
    }
    usher_status status = USHER_OK;
    uint32_t parts = 0;
    switch (command->op) {
    case USHER_COMMAND_CONTACT_DIAL:
        parts = 1;
        status = reserve_contact(engine, command, target);
        break;
    case USHER_COMMAND_CONTACT_BEGIN:
        status = reserve_contact(engine, command, target);
        break;
    case USHER_COMMAND_CONTACT_ENQUEUE:
        status = reserve_place(state, target);
        break;
    case USHER_COMMAND_CONTACT_SET_PRIORITY:
    case USHER_COMMAND_CONTACT_SET_AGE:
        status = us_line_reserve(state);
        break;
    case USHER_COMMAND_AGENT_ADD:
        status = reserve_agent(engine, command, target);
        break;
    case USHER_COMMAND_AGENT_SET_PROFILE:
        status = us_agent_reserve_member(state, command->profile.v - 1);
        break;
    default:
        break;
    }
    if (status != USHER_OK) {
        return status;
    }
    return reserve_units(engine, fixed_events(command->op), parts, budget);
}
