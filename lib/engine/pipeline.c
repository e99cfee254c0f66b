/*
 * pipeline.c - enter, reserve, append: what is not the common case, and the common way of requests.
 *
 * The order of the lines of us_run (and of its twin in facts.c) is the contract. Before a
 * command acts, time passes: what is due at its `now` is a record of its own.
 */
#include "pipeline.h"

#include "base/clock.h"
#include "state/work.h"
#include "watch/digest.h"

void us_watch(usher_engine *engine)
{
    if (engine->digest_kept) {
        engine->digest = us_digest_events(&engine->state, engine->digested, engine->digest);
        engine->digested = engine->state.outbox.next;
    }
}

usher_status us_append_head(usher_engine *engine, us_record_head *head,
                            const usher_command *command)
{
    uint64_t confirmed = engine->state.outbox.first;
    head->number = engine->state.record + 1;
    head->now = engine->state.now;
    head->confirmed = confirmed != engine->confirmed_recorded ? confirmed : 0;
    head->serial = engine->serial_jump > 0 ? engine->state.serial + engine->serial_jump : 0;
    head->digest = head->number % US_RECORDS_PER_DIGEST == 0 ? engine->digest : 0;
    size_t size = us_record_encode(head, command, engine->record, USHER_RECORD_MAX);
    us_assert(size > 0);
    int answer = engine->store.append(engine->store.user, head->number, engine->record, size);
    switch (answer) {
    case USHER_APPEND_DURABLE:
        engine->durable = head->number;
        break;
    case USHER_APPEND_ACCEPTED:
        break;
    case USHER_APPEND_REFUSED:
        return USHER_ERR_STORE;
    default:
        us_engine_fence(engine);
        return USHER_ERR_FENCED;
    }
    engine->confirmed_recorded = confirmed;
    engine->state.serial += engine->serial_jump;
    engine->serial_jump = 0;
    return USHER_OK;
}

usher_status us_append(usher_engine *engine, const usher_command *command, us_budget budget)
{
    us_record_head head = { .budget = budget };
    return us_append_head(engine, &head, command);
}

void us_work_off(usher_engine *engine, us_budget budget, us_object *told, uint32_t kind)
{
    if (told->pending != 0 && !told->in_work) {
        us_work_push(&engine->state, told, kind);
    }
    us_step(&engine->state, budget);
    us_watch(engine);
}

/* ---- time ------------------------------------------------------------------------------------ */

/* What is due at engine time, as far as one command goes. */
static usher_status advance(usher_engine *engine, uint16_t op, uint64_t actor)
{
    usher_command command = { .op = op, .now = engine->state.now, .actor = actor };
    us_budget budget;
    usher_status status = us_reserve_units(engine, 0, 0, &budget);
    if (status == USHER_OK &&
        (budget.units == 0 || (budget.offers == 0 && us_waits_for_part(&engine->state)))) {
        return USHER_ERR_NOMEM; /* a record would change nothing */
    }
    if (status == USHER_OK && engine->record != NULL) {
        status = us_append(engine, &command, budget);
    }
    if (status == USHER_OK) {
        engine->state.record++;
        us_step(&engine->state, budget);
        us_watch(engine);
    }
    return status;
}

/* What is due at engine time is done. A refusal leaves time where it was. */
static usher_status see_to_time(usher_engine *engine, uint16_t op, uint64_t actor,
                                usher_time before)
{
    bool only_time = us_is_time(op);
    usher_status status = advance(engine, only_time ? op : USHER_COMMAND_ADVANCE,
                                  only_time ? actor : USHER_ACTOR_HOST);
    if (status == USHER_OK) {
        engine->seen_to = engine->state.now;
        return !us_is_fact(op) && !only_time && us_engine_is_behind(engine) ? USHER_ERR_BUSY
                                                                            : USHER_OK;
    }
    if (!us_is_fact(op) || status != USHER_ERR_NOMEM) {
        engine->state.now = before;
        return status;
    }
    return USHER_OK; /* a fact is taken, though there is no room for what was due before it */
}

usher_status us_enter_slowly(usher_engine *engine, uint16_t op, uint64_t actor, usher_time now)
{
    us_state *state = &engine->state;
    usher_time before = state->now;
    if (engine->fenced) {
        return USHER_ERR_FENCED;
    }
    if (now < before) {
        engine->time_back++;
        now = before;
    }
    if (us_time_since(before, now) > engine->limits.time_step && op != USHER_COMMAND_RESUME) {
        return USHER_ERR_TIME;
    }
    state->now = now;
    if (!us_engine_is_behind(engine)) {
        engine->seen_to = now;
        return USHER_OK;
    }
    if (engine->seen_to == now && us_is_fact(op)) {
        return USHER_OK; /* a fact need not wait for what a budget left of this instant */
    }
    return see_to_time(engine, op, actor, before);
}

/* ---- requests -------------------------------------------------------------------------------- */

usher_status us_run(usher_engine *engine, const usher_command *command, uint64_t *id)
{
    usher_status status = us_enter(engine, command->op, command->actor, command->now);
    if (status != USHER_OK || us_is_time(command->op)) {
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
    if (status == USHER_OK && engine->record != NULL) {
        status = us_append(engine, command, budget);
    }
    if (status == USHER_OK) {
        engine->state.record++;
        *id = us_apply(&engine->state, command, &target);
        us_step(&engine->state, budget);
        us_watch(engine);
    }
    return status;
}

usher_status us_run_again(usher_engine *engine, const usher_command *command, us_budget budget)
{
    us_target target;
    us_budget room;
    if (us_validate(&engine->state, command, &target) != USHER_OK || target.idle) {
        return USHER_ERR_CORRUPT;
    }
    usher_status status = us_reserve(engine, command, &target, &room);
    if (status != USHER_OK) {
        return status == USHER_ERR_NOMEM ? status : USHER_ERR_CORRUPT;
    }
    if (!us_covers(room, budget)) {
        return USHER_ERR_NOMEM;
    }
    engine->state.record++;
    us_apply(&engine->state, command, &target);
    us_step(&engine->state, budget);
    us_watch(engine);
    return USHER_OK;
}

usher_status us_time_again(usher_engine *engine, us_budget budget)
{
    usher_status status = us_reserve_again(engine, budget);
    if (status == USHER_OK) {
        engine->state.record++;
        us_step(&engine->state, budget);
        us_watch(engine);
    }
    return status;
}
