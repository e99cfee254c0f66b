/*
 * open.c - the life of an engine: made, opened from its store, freed.
 *
 * The first record of a store says with which centre, seed and limits everything after it was
 * decided; an engine with others is refused. Replay runs each record through the same validation,
 * reservation and application as when it was new, with the units that stand in it.
 */
#include "engine.h"

#include "change.h"
#include "record.h"
#include "state/agent.h"
#include "state/part.h"

#include <string.h>

/* ---- the agents of the centre ---------------------------------------------------------------- */

static usher_status add_agents(us_state *state, const usher_centre *centre)
{
    for (uint32_t i = 0; i < centre->agents_count; i++) {
        const us_agent_def *def = &centre->agents[i];
        usher_status status =
            us_agent_reserve(state, def->profile, strlen(def->name), strlen(def->device));
        if (status != USHER_OK) {
            return status;
        }
        us_agent_create(state, def, true, USHER_ACTOR_ENGINE);
    }
    return USHER_OK;
}

/* ---- the first record, and replay ------------------------------------------------------------ */

static void describe(const usher_engine *engine, us_record_head *head)
{
    *head = (us_record_head){ .number = 1,
                              .now = engine->state.now,
                              .centre = engine->centre->hash,
                              .seed = engine->seed,
                              .limits = engine->limits };
}

static usher_status write_first(usher_engine *engine)
{
    us_record_head head;
    describe(engine, &head);
    usher_command command = { .op = US_OP_OPEN };
    size_t size = us_record_encode(&head, &command, engine->record, USHER_RECORD_MAX);
    int answer = engine->store.append(engine->store.user, 1, engine->record, size);
    if (answer == USHER_APPEND_REFUSED) {
        return USHER_ERR_STORE;
    }
    if (answer != USHER_APPEND_ACCEPTED && answer != USHER_APPEND_DURABLE) {
        return USHER_ERR_FENCED;
    }
    engine->durable = answer == USHER_APPEND_DURABLE ? 1 : 0;
    engine->state.record = 1;
    return USHER_OK;
}

static usher_status check_first(usher_engine *engine, const us_record *record)
{
    if (record->command.op != US_OP_OPEN) {
        return USHER_ERR_CORRUPT;
    }
    us_record_head own;
    describe(engine, &own);
    const usher_limits *a = &own.limits;
    const usher_limits *b = &record->head.limits;
    bool same = own.centre == record->head.centre && own.seed == record->head.seed &&
                a->contacts == b->contacts && a->agents == b->agents &&
                a->participants == b->participants && a->text_bytes == b->text_bytes &&
                a->events_unconfirmed == b->events_unconfirmed &&
                a->units_per_command == b->units_per_command && a->time_step == b->time_step;
    if (!same) {
        return USHER_ERR_CONFLICT;
    }
    engine->state.now = record->head.now;
    engine->state.record = 1;
    return USHER_OK;
}

/* The first record, decoded; ERR_NOT_FOUND: the store is empty. */
static usher_status read_first(usher_engine *engine, us_record *record)
{
    size_t size = USHER_RECORD_MAX;
    usher_status status = engine->store.read(engine->store.user, 1, engine->record, &size);
    if (status == USHER_OK) {
        status = us_record_decode(engine->record, size, record);
    }
    return status == USHER_OK && record->command.op != US_OP_OPEN ? USHER_ERR_CORRUPT : status;
}

/*
 * The centre with which the store was opened first: the one that was given, or, after changes, one
 * that stands in the records.
 */
static usher_status find_first_centre(usher_engine *engine, usher_centre *given, us_record *record)
{
    usher_status status = read_first(engine, record);
    if (status == USHER_ERR_NOT_FOUND) {
        status = given != NULL ? USHER_OK : USHER_ERR_INVALID;
        engine->centre = given != NULL ? usher_centre_ref(given) : NULL;
        return status;
    }
    if (status != USHER_OK) {
        return status;
    }
    uint64_t hash = record->head.centre;
    if (given != NULL && hash == given->hash) {
        engine->centre = usher_centre_ref(given);
        return USHER_OK;
    }
    status = us_find_opening(engine, hash, record, &engine->centre);
    return status == USHER_ERR_NOT_FOUND ? USHER_ERR_CONFLICT : status;
}

/* Would the limits ever have given this budget? A customer who is dialled takes one part of it. */
static bool is_budget_possible(const usher_engine *engine, const us_record *record)
{
    const us_budget *budget = &record->head.budget;
    uint64_t parts = (uint64_t)engine->state.parts.live + budget->offers +
                     (record->command.op == USHER_COMMAND_CONTACT_DIAL);
    return budget->units <= engine->limits.units_per_command && budget->offers <= budget->units &&
           parts <= engine->limits.participants;
}

/* Can this record come now? If its digest differs, what was replayed is not what happened then. */
static bool may_follow(const usher_engine *engine, const us_record *record)
{
    const us_state *state = &engine->state;
    const us_record_head *head = &record->head;
    bool next = head->number == state->record + 1 && head->now >= state->now;
    bool same = head->digest == 0 || head->digest == engine->digest;
    return next && same && is_budget_possible(engine, record) && record->command.op != US_OP_OPEN;
}

/*
 * Runs one record again. What was accepted then is accepted now, or the record is not of this
 * store.
 */
static usher_status replay(usher_engine *engine, const us_record *record)
{
    us_state *state = &engine->state;
    const us_record_head *head = &record->head;
    const usher_command *command = &record->command;
    if (!may_follow(engine, record)) {
        return USHER_ERR_CORRUPT;
    }
    state->now = head->now;
    state->serial = head->serial != 0 ? head->serial : state->serial;
    if (head->confirmed > state->outbox.first && head->confirmed <= state->outbox.next) {
        us_outbox_confirm(&state->outbox, head->confirmed);
        engine->confirmed_recorded = head->confirmed;
    }
    if (command->op == US_OP_CENTRE) {
        return us_centre_part_again(engine, record);
    }
    if (command->op == US_OP_CHANGE) {
        return us_change_again(engine, record);
    }
    if (us_is_time(command->op)) {
        return us_time_again(engine, head->budget);
    }
    return us_is_fact(command->op) ? us_fact_again(engine, command, head->budget)
                                   : us_run_again(engine, command, head->budget);
}

static usher_status replay_all(usher_engine *engine, us_record *record)
{
    for (uint64_t number = 1;; number++) {
        size_t size = USHER_RECORD_MAX;
        usher_status status = engine->store.read(engine->store.user, number, engine->record, &size);
        if (status == USHER_ERR_NOT_FOUND) {
            return number == 1 ? USHER_ERR_NOT_FOUND : USHER_OK;
        }
        if (status == USHER_OK) {
            status = us_record_decode(engine->record, size, record);
        }
        if (status == USHER_OK) {
            status = number == 1 ? check_first(engine, record) : replay(engine, record);
        }
        if (status != USHER_OK) {
            return status == USHER_ERR_NOT_FOUND ? USHER_ERR_CORRUPT : status;
        }
    }
}

static usher_status us_open(usher_engine *engine, const usher_engine_options *options,
                            us_record *record)
{
    uint64_t events_handled = options->events_handled;
    us_state *state = &engine->state;
    usher_status status = replay_all(engine, record);
    if (status == USHER_ERR_NOT_FOUND) {
        return write_first(engine);
    }
    if (status != USHER_OK) {
        return status;
    }
    if (options->centre != NULL && options->centre->hash != engine->centre->hash) {
        return USHER_ERR_CONFLICT; /* another one was installed since */
    }
    engine->durable = state->record;
    engine->seen_to = state->now; /* as after any record */
    engine->serial_jump = options->serials_lost;
    if (events_handled >= state->outbox.first && events_handled < state->outbox.next) {
        us_outbox_confirm(&state->outbox, events_handled + 1);
    }
    for (uint64_t number = state->outbox.first; number < state->outbox.next; number++) {
        us_outbox_at(&state->outbox, number)->flags |= USHER_EVENT_REDELIVERED;
    }
    return USHER_OK;
}

/* ---- life ------------------------------------------------------------------------------------ */

static bool options_valid(const usher_engine_options *options)
{
    if (options == NULL || options->size != sizeof *options ||
        (options->centre == NULL && options->store == NULL)) {
        return false;
    }
    const usher_limits *limits = &options->limits;
    const usher_store *store = options->store;
    return limits->size == sizeof *limits && limits->contacts <= 1u << 23 &&
           limits->agents <= 1u << 20 && limits->participants <= 1u << 23 &&
           limits->units_per_command >= 1 && limits->events_unconfirmed >= 1 &&
           limits->time_step > 0 &&
           (store == NULL ||
            (store->size == sizeof *store && store->append != NULL && store->read != NULL));
}

/* The state as the centre has it at the beginning. */
static usher_status begin(usher_engine *engine, const usher_engine_options *options)
{
    if (engine->centre->agents_count > engine->limits.agents) {
        return USHER_ERR_LIMIT;
    }
    usher_status status =
        us_state_init(&engine->state, &engine->mem, engine->centre, &engine->limits, options->seed);
    if (status != USHER_OK) {
        return status;
    }
    engine->state.now = options->now;
    return add_agents(&engine->state, engine->centre);
}

static usher_status open_store(usher_engine *engine, const usher_engine_options *options)
{
    engine->store = *options->store;
    engine->record = us_mem_resize(&engine->mem, NULL, 0, USHER_RECORD_MAX);
    us_record *record = us_mem_zero(&engine->mem, sizeof *record);
    usher_status status = USHER_ERR_NOMEM;
    if (engine->record != NULL && record != NULL) {
        status = find_first_centre(engine, options->centre, record);
    }
    if (status == USHER_OK) {
        status = begin(engine, options);
    }
    if (status == USHER_OK) {
        status = us_open(engine, options, record);
    }
    us_mem_free(&engine->mem, record, sizeof *record);
    return status;
}

static usher_status fill(usher_engine *engine, const usher_engine_options *options)
{
    if (options->store != NULL) {
        return open_store(engine, options);
    }
    engine->centre = usher_centre_ref(options->centre);
    return begin(engine, options);
}

usher_status usher_engine_new(const usher_engine_options *options, usher_engine **out)
{
    if (out == NULL || !options_valid(options)) {
        return USHER_ERR_INVALID;
    }
    us_mem mem;
    us_mem_init(&mem, options->mem);
    usher_engine *engine = us_mem_zero(&mem, sizeof *engine);
    if (engine == NULL) {
        return USHER_ERR_NOMEM;
    }
    engine->mem = mem;
    engine->limits = options->limits;
    engine->unit_events = (uint64_t)options->limits.units_per_command * US_EVENTS_PER_UNIT;
    engine->all_units =
        (us_budget){ options->limits.units_per_command, options->limits.units_per_command };
    engine->seed = options->seed;
    engine->durable = options->store == NULL ? UINT64_MAX : 0; /* nothing to wait for */
    engine->unguarded = options->unguarded;
    engine->digest_kept = options->digest || options->store != NULL;
    engine->plain_events = engine->digest_kept ? UINT64_MAX : us_most_events(engine);
    engine->digest = 1;
    engine->digested = 1;
    engine->confirmed_recorded = 1;
    engine->seen_to = INT64_MIN;
    usher_status status = fill(engine, options);
    if (status != USHER_OK) {
        usher_engine_free(engine);
        return status;
    }
    *out = engine;
    return USHER_OK;
}

void usher_engine_free(usher_engine *engine)
{
    if (engine == NULL) {
        return;
    }
    bool alone = us_guard_enter(&engine->dispatching) && us_engine_enter(engine);
    us_assert(alone);
    (void)alone;
    us_change_close(engine);
    if (engine->state.mem != NULL) { /* else it never came to be */
        us_state_clear(&engine->state);
    }
    us_mem_free(&engine->mem, engine->record, engine->record != NULL ? USHER_RECORD_MAX : 0);
    usher_centre_unref(engine->centre);
    us_mem mem = engine->mem;
    us_mem_free(&mem, engine, sizeof *engine);
}

const usher_centre *usher_engine_centre(const usher_engine *engine)
{
    return engine->centre;
}
