/*
 * whole.c - all memory at once: up to the limits, after which no call allocates.
 *
 * What the limits can need is counted once, and either got or told in bytes. Beyond the limits
 * there is the room that a single command asks for before it looks whether it needs it: the own
 * queue of one more agent.
 */
#include "engine.h"

#include "state/part.h"

/* Closed entries, one order that goes on in units, the leaver, and one more as below. */
enum { TASKS = 4 };

/* How many of each there may be in all. */
typedef struct need {
    uint32_t own_lines, sights;
    uint32_t free_leaves, free_inners;
    uint32_t waiting_leaves, waiting_inners;
    uint64_t events; /* more than now */
} need;

/* Nodes of the orders of free agents if all agents sat in the profile that needs the most. */
static void count_free(const usher_engine *engine, need *n)
{
    const usher_centre *centre = engine->centre;
    uint32_t channels = centre->channels_count;
    uint32_t lists = centre->profiles_count * channels; /* each may hold a node of its own */
    us_order_worst(engine->limits.agents, &n->free_leaves, &n->free_inners);
    n->free_leaves = n->free_leaves * channels + lists;
    n->free_inners = n->free_inners * channels + lists;
}

static void count_waiting(const usher_engine *engine, need *n)
{
    const usher_centre *centre = engine->centre;
    const usher_limits *limits = &engine->limits;
    uint32_t owners = limits->contacts < limits->agents ? limits->contacts : limits->agents;
    uint32_t own = owners * centre->channels_count;
    uint32_t lines = centre->queues_count * centre->channels_count + own + 1;
    us_orders_worst(limits->contacts, lines, &n->waiting_leaves, &n->waiting_inners);
    n->own_lines = own + 1;
    const us_pool *parts = &engine->state.parts;
    n->sights = limits->contacts + us_pool_grown(parts, limits->participants - parts->live);
}

static need count_need(const usher_engine *engine)
{
    need n;
    count_free(engine, &n);
    count_waiting(engine, &n);
    n.events = engine->limits.events_unconfirmed + us_most_events(engine) + US_EVENTS_PER_CHUNK;
    return n;
}

static usher_status reserve_all(usher_engine *engine)
{
    us_state *state = &engine->state;
    const usher_limits *limits = &engine->limits;
    need n = count_need(engine);
    usher_status status =
        us_pool_reserve(&state->contacts, limits->contacts - state->contacts.live);
    if (status == USHER_OK) {
        status = us_pool_reserve(&state->agents, limits->agents - state->agents.live);
    }
    if (status == USHER_OK) {
        status = us_part_reserve(state, limits->participants - state->parts.live);
    }
    if (status == USHER_OK) {
        status =
            us_table_reserve(&state->contact_keys, limits->contacts - state->contact_keys.count);
    }
    if (status == USHER_OK) {
        status = us_table_reserve(&state->agent_names, limits->agents - state->agent_names.count);
    }
    if (status == USHER_OK) {
        status = us_texts_reserve_all(&state->texts);
    }
    if (status == USHER_OK) {
        status = us_orders_reserve_total(&state->free_nodes, n.free_leaves, n.free_inners);
    }
    if (status == USHER_OK) {
        status = us_orders_reserve_total(&state->waiting_nodes, n.waiting_leaves, n.waiting_inners);
    }
    if (status == USHER_OK) {
        status = us_pool_reserve(&state->own_lines, n.own_lines - state->own_lines.live);
    }
    if (status == USHER_OK) {
        status = us_pool_reserve(&state->tasks, TASKS - state->tasks.live);
    }
    if (status == USHER_OK) {
        status = us_timers_reserve(&state->sights, n.sights);
    }
    return status == USHER_OK ? us_outbox_grow(&state->outbox, n.events) : status;
}

usher_status usher_engine_reserve(usher_engine *engine)
{
    if (!us_engine_enter(engine)) {
        return USHER_ERR_REENTRANT;
    }
    usher_status status = reserve_all(engine);
    us_engine_leave(engine);
    return status;
}

uint64_t usher_engine_size(const usher_engine *engine)
{
    const us_state *state = &engine->state;
    const usher_limits *limits = &engine->limits;
    need n = count_need(engine);
    return engine->mem.bytes +
           us_pool_growth(&state->contacts, limits->contacts - state->contacts.live) +
           us_pool_growth(&state->agents, limits->agents - state->agents.live) +
           us_part_growth(state, limits->participants - state->parts.live) +
           us_table_growth(&state->contact_keys, limits->contacts - state->contact_keys.count) +
           us_table_growth(&state->agent_names, limits->agents - state->agent_names.count) +
           us_texts_growth_all(&state->texts) +
           us_orders_growth_total(&state->free_nodes, n.free_leaves, n.free_inners) +
           us_orders_growth_total(&state->waiting_nodes, n.waiting_leaves, n.waiting_inners) +
           us_pool_growth(&state->own_lines, n.own_lines - state->own_lines.live) +
           us_pool_growth(&state->tasks, TASKS - state->tasks.live) +
           us_timers_growth(&state->sights, n.sights) + us_outbox_growth(&state->outbox, n.events);
}
