/*
 * reserve.c - the last place where a command can run out of memory.
 *
 * A command that makes something gets room for what it makes, and for its way out: a contact has a
 * place to wait as long as it lives, since it may come back to a queue; leaving needs no more. Work
 * units get as much as there is; if that is less than wanted, the rest is done by a later command.
 * Facts and endings need nothing but units, so they are never refused here.
 */
#include "pipeline.h"

#include "state/agent.h"
#include "state/contact.h"
#include "state/line.h"
#include "state/part.h"
#include "state/task.h"

#include <usher/operate.h>

/* Parts that there may be: by the limit, and by the memory there is. */
static uint32_t parts_max(const usher_engine *engine)
{
    uint32_t room = us_part_room(&engine->state);
    return room < engine->limits.participants ? room : engine->limits.participants;
}

static uint32_t parts_wanted(const usher_engine *engine, uint32_t more)
{
    uint32_t live = engine->state.parts.live;
    uint32_t left = engine->limits.participants > live ? engine->limits.participants - live : 0;
    return more < left ? more : left;
}

/* More room, if there is memory; then as many units as the room allows. */
usher_status us_find_room(usher_engine *engine, uint32_t fixed, uint32_t parts, us_budget *budget)
{
    us_state *state = &engine->state;
    uint32_t units = engine->limits.units_per_command;
    (void)us_outbox_grow(&state->outbox, us_most_events(engine));
    uint32_t wanted = parts_wanted(engine, units + parts);
    (void)us_part_reserve(state, wanted);
    uint32_t max = parts_max(engine);
    state->parts_enough = max >= units ? max - units + 1 : 0;
    uint64_t room = us_outbox_room(&state->outbox);
    uint32_t offers = max > state->parts.live ? max - state->parts.live : 0;
    if (room < fixed || offers < parts) {
        return USHER_ERR_NOMEM;
    }
    uint64_t affordable = (room - fixed) / US_EVENTS_PER_UNIT;
    budget->units = affordable < units ? (uint32_t)affordable : units;
    budget->offers = offers - parts < budget->units ? offers - parts : budget->units;
    return USHER_OK;
}

/* Room for so many contacts to wait, in an agent's own queue too if that is where this one goes. */
static usher_status reserve_places(us_state *state, const us_target *target, uint32_t contacts)
{
    usher_status status = target->agent != NULL ? us_pool_reserve(&state->own_lines, 1) : USHER_OK;
    return status == USHER_OK ? us_lines_reserve(state, contacts) : status;
}

static usher_status reserve_move(us_state *state)
{
    usher_status status = us_task_reserve(state);
    return status == USHER_OK ? us_lines_reserve(state, state->contacts.live) : status;
}

static usher_status reserve_contact(usher_engine *engine, const usher_command *command,
                                    const us_target *target)
{
    us_state *state = &engine->state;
    bool needs_part = command->op == USHER_COMMAND_CONTACT_DIAL;
    if (state->contacts.live >= engine->limits.contacts ||
        (needs_part && state->parts.live >= engine->limits.participants)) {
        return USHER_ERR_LIMIT;
    }
    usher_status status = us_contact_reserve(state, command->key != NULL);
    if (status == USHER_OK && target->key_size + target->endpoint_size > 0) {
        status = us_texts_reserve(&state->texts, target->key_size, target->endpoint_size);
    }
    return status == USHER_OK ? reserve_places(state, target, state->contacts.live + 1) : status;
}

US_APART static usher_status reserve_agent(usher_engine *engine, const usher_command *command,
                                           const us_target *target)
{
    us_state *state = &engine->state;
    if (state->agents.live >= engine->limits.agents) {
        return USHER_ERR_LIMIT;
    }
    return us_agent_reserve(state, command->profile.v - 1, target->key_size, target->endpoint_size);
}

/* Too much that nobody has confirmed: nothing new comes in. */
static bool is_choked(const usher_engine *engine)
{
    const us_outbox *outbox = &engine->state.outbox;
    return outbox->next - outbox->first >= engine->limits.events_unconfirmed;
}

static usher_status reserve_entry(usher_engine *engine, const usher_command *command,
                                  const us_target *target)
{
    if (is_choked(engine)) {
        return USHER_ERR_BUSY;
    }
    return command->op == USHER_COMMAND_AGENT_ADD ? reserve_agent(engine, command, target)
                                                  : reserve_contact(engine, command, target);
}

usher_status us_reserve(usher_engine *engine, const usher_command *command, const us_target *target,
                        us_budget *budget)
{
    us_state *state = &engine->state;
    usher_status status = USHER_OK;
    switch (command->op) {
    case USHER_COMMAND_AGENT_ADD:
    case USHER_COMMAND_CONTACT_BEGIN:
    case USHER_COMMAND_CONTACT_DIAL:
        status = reserve_entry(engine, command, target);
        break;
    case USHER_COMMAND_CONTACT_ENQUEUE:
        status = reserve_places(state, target, state->contacts.live);
        break;
    case USHER_COMMAND_AGENT_SET_PROFILE:
        status = us_agent_reserve_member(state, command->profile.v - 1);
        break;
    case USHER_COMMAND_AGENT_REMOVE:
    case USHER_COMMAND_AGENT_SET_STATUS:
    case USHER_COMMAND_AGENT_FORCE_OUT:
    case USHER_COMMAND_CONTACT_SET_PRIORITY:
    case USHER_COMMAND_CONTACT_SET_AGE:
    case USHER_COMMAND_CONTACT_HOLD:
    case USHER_COMMAND_QUEUE_SET_ENABLED:
        break;
    case USHER_COMMAND_QUEUE_MOVE_WAITING:
        status = reserve_move(state);
        break;
    case USHER_COMMAND_QUEUE_END_WAITING:
    case USHER_COMMAND_STOP_ENTRIES:
        status = us_task_reserve(state);
        break;
    default:
        return USHER_ERR_INVALID;
    }
    if (status != USHER_OK) {
        return status;
    }
    return us_reserve_units(engine, US_FIXED_EVENTS, command->op == USHER_COMMAND_CONTACT_DIAL,
                            budget);
}
