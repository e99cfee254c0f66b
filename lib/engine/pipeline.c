/*
 * pipeline.c - validate, reserve, append, apply: the way of every command.
 *
 * The order of the lines of us_run is the contract. Before a command acts, time passes: what is due
 * at its `now` is a record of its own, so that the command is judged against the state it meets.
 */
#include "engine.h"

#include "base/clock.h"
#include "record.h"
#include "watch/digest.h"

void us_watch(usher_engine *engine)
{
    if (engine->digest_kept) {
        engine->digest = us_digest_events(&engine->state, engine->digested, engine->digest);
        engine->digested = engine->state.outbox.next;
    }
}

/* Gives the record to the store, if there is one. OK: it is in order. */
US_APART static usher_status append(usher_engine *engine, const usher_command *command,
                                    us_budget budget)
{
    us_record_head record = { .number = engine->state.record + 1,
                              .now = engine->state.now,
                              .budget = budget };
    uint64_t confirmed = engine->state.outbox.first;
    record.confirmed = confirmed != engine->confirmed_recorded ? confirmed : 0;
    record.digest = record.number % US_RECORDS_PER_DIGEST == 0 ? engine->digest : 0;
    size_t size = us_record_encode(&record, command, engine->record, USHER_RECORD_MAX);
    us_assert(size > 0);
    engine->in_append = true;
    int answer = engine->store.append(engine->store.user, record.number, engine->record, size);
    engine->in_append = false;
    switch (answer) {
    case USHER_APPEND_DURABLE:
        engine->durable = record.number;
        break;
    case USHER_APPEND_ACCEPTED:
        break;
    case USHER_APPEND_REFUSED:
        return USHER_ERR_STORE;
    default:
        engine->fenced = true;
        return USHER_ERR_FENCED;
    }
    engine->confirmed_recorded = confirmed;
    return USHER_OK;
}

/* One record: append, apply, units. Returns what was made. */
static inline usher_status carry_on(usher_engine *engine, const usher_command *command,
                                    const us_target *target, us_budget budget, uint64_t *id)
{
    if (engine->record != NULL) {
        usher_status status = append(engine, command, budget);
        if (status != USHER_OK) {
            return status;
        }
    }
    engine->state.record++;
    *id = us_apply(&engine->state, command, target);
    us_step(&engine->state, budget);
    us_watch(engine);
    return USHER_OK;
}

/* What is due at engine time, as far as one command goes. */
static usher_status advance(usher_engine *engine, uint16_t op, uint64_t actor)
{
    static const us_target no_target = { .line = US_NIL };
    usher_command command = { .op = op, .now = engine->state.now, .actor = actor };
    us_budget budget;
    usher_status status = us_reserve(engine, &command, &no_target, &budget);
    if (status == USHER_OK &&
        (budget.units == 0 || (budget.offers == 0 && us_waits_for_part(&engine->state)))) {
        return USHER_ERR_NOMEM; /* a record would change nothing */
    }
    uint64_t id;
    return status == USHER_OK ? carry_on(engine, &command, &no_target, budget, &id) : status;
}

static bool is_time(uint16_t op)
{
    return op == USHER_COMMAND_ADVANCE || op == USHER_COMMAND_RESUME;
}

/* What may be refused and come again; facts, endings and clearings are not. */
/* What is due at engine time is done. A refusal leaves time where it was. */
US_APART static usher_status see_to_time(usher_engine *engine, const usher_command *command,
                                         usher_time before)
{
    bool only_time = is_time(command->op);
    usher_status status = advance(engine, only_time ? command->op : USHER_COMMAND_ADVANCE,
                                  only_time ? command->actor : USHER_ACTOR_HOST);
    if (status == USHER_OK) {
        engine->seen_to = engine->state.now;
        return !only_time && us_is_request(command->op) && us_engine_is_behind(engine)
                   ? USHER_ERR_BUSY
                   : USHER_OK;
    }
    if (only_time || us_is_request(command->op) || status != USHER_ERR_NOMEM) {
        engine->state.now = before;
        return status;
    }
    return USHER_OK; /* a fact is taken, though there is no room for what was due before it */
}

/* Engine time becomes `now`, which may be a long step only for who says so. */
static usher_status let_time_pass(usher_engine *engine, const usher_command *command)
{
    us_state *state = &engine->state;
    usher_time before = state->now;
    usher_time now = command->now;
    if (now < before) {
        engine->time_back++;
        now = before;
    }
    if (us_time_since(before, now) > engine->limits.time_step &&
        command->op != USHER_COMMAND_RESUME) {
        return USHER_ERR_TIME;
    }
    state->now = now;
    if (!us_engine_is_behind(engine)) {
        engine->seen_to = now;
        return USHER_OK;
    }
    if (engine->seen_to == now && !is_time(command->op) && !us_is_request(command->op)) {
        return USHER_OK; /* a fact need not wait for what a budget left of this instant */
    }
    return see_to_time(engine, command, before);
}

usher_status us_run(usher_engine *engine, const usher_command *command, uint64_t *id)
{
    if (engine->in_append) {
        return USHER_ERR_REENTRANT;
    }
    if (engine->fenced) {
        return USHER_ERR_FENCED;
    }
    usher_status status = let_time_pass(engine, command);
    if (status != USHER_OK || is_time(command->op)) {
        return status;
    }
    us_target target;
    status = us_validate(&engine->state, command, &target);
    if (status == USHER_EXISTS) {
        *id = target.existing;
    }
    if (status != USHER_OK || target.idle) {
        return status;
    }
    us_budget budget;
    status = us_reserve(engine, command, &target, &budget);
    if (status != USHER_OK) {
        return status;
    }
    return carry_on(engine, command, &target, budget, id);
}
