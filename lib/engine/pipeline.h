/*
 * pipeline.h - the steps that every command goes through, requests and facts alike.
 *
 *     enter - look up and judge - reserve - append - apply - work units
 *
 * Looking up and applying differ: validate.c and apply.c do them for requests, facts.c and
 * agent_facts.c for facts. What is common is here, the common case of each step inline and the rest
 * in pipeline.c.
 */
#ifndef US_PIPELINE_H
#define US_PIPELINE_H

#include "engine.h"
#include "record.h"

/* As us_enter, where something is due, time jumps, or nobody may come in. */
usher_status us_enter_slowly(usher_engine *engine, uint16_t op, uint64_t actor, usher_time now);

/*
 * Time becomes `now`, and what was due before is seen to, as a record of its own: a command is
 * judged against the state it meets. A refusal leaves time where it was.
 */
static inline usher_status us_enter(usher_engine *engine, uint16_t op, uint64_t actor,
                                    usher_time now)
{
    us_state *state = &engine->state;
    /* unsigned, because the ends of time are further apart than a duration can tell */
    uint64_t passed = (uint64_t)now - (uint64_t)state->now;
    if (now < state->now || passed > (uint64_t)engine->limits.time_step ||
        now >= state->alarm.first || engine->fenced) {
        return us_enter_slowly(engine, op, actor, now);
    }
    state->now = now;
    engine->seen_to = now;
    return USHER_OK;
}

/*
 * Room for work units, after `fixed` events and `parts` parts of the fixed part. ERR_NOMEM if not
 * even the fixed part has room; fewer units where there is room for no more. Each command asks for
 * as many events as any may need, so that the next one finds the engine plain.
 */
usher_status us_find_room(usher_engine *engine, uint32_t fixed, uint32_t parts, us_budget *budget);

static inline usher_status us_reserve_units(usher_engine *engine, uint32_t fixed, uint32_t parts,
                                            us_budget *budget)
{
    if (us_outbox_room(&engine->state.outbox) >= us_most_events(engine) &&
        engine->state.parts.live + parts < engine->state.parts_enough) {
        *budget = engine->all_units;
        return USHER_OK;
    }
    return us_find_room(engine, fixed, parts, budget);
}

/*
 * Does a command go on at once? Nothing is due and nothing left before it, there is room for all
 * its units, and nobody keeps a record or a digest of it. Nearly always, without a store.
 */
static inline bool us_is_plain(const usher_engine *engine, usher_time now)
{
    const us_state *state = &engine->state;
    uint64_t passed = (uint64_t)now - (uint64_t)state->now;
    return passed <= (uint64_t)engine->limits.time_step && now < state->alarm.first &&
           us_outbox_room(&state->outbox) >= engine->plain_events &&
           state->parts.live < state->parts_enough;
}

/* The next command, which is plain, happens now. */
static inline void us_go_on(usher_engine *engine, usher_time now)
{
    engine->state.now = now;
    engine->seen_to = now;
    engine->state.record++;
}

/* Does this room cover what a record says was there? */
static inline bool us_covers(us_budget room, us_budget budget)
{
    return room.units >= budget.units && room.offers >= budget.offers;
}

/* Room for the work units of a record that is replayed. ERR_NOMEM: there is less. */
static inline usher_status us_reserve_again(usher_engine *engine, us_budget budget)
{
    us_budget room;
    usher_status status = us_reserve_units(engine, 0, 0, &room);
    return status == USHER_OK && !us_covers(room, budget) ? USHER_ERR_NOMEM : status;
}

/*
 * Gives a record to the store, whose head lacks number, time, and what was confirmed, jumped and
 * digested. OK: it is in order.
 */
usher_status us_append_head(usher_engine *engine, us_record_head *head,
                            const usher_command *command);
/* The record of a command. */
usher_status us_append(usher_engine *engine, const usher_command *command, us_budget budget);

/* Work units of a command. The object was told something: it waits for its turn. */
void us_work_off(usher_engine *engine, us_budget budget, us_object *told, uint32_t kind);

/* Brings the digest up to the last event, if there is one. */
void us_watch(usher_engine *engine);

#endif
