/*
 * state.c - the rooms of the state are opened and closed together.
 */
#include "state.h"

#include <stddef.h>

static usher_status allocate(us_state *state)
{
    const usher_centre *centre = state->centre;
    size_t lines = centre->lines_count;
    size_t orders = (size_t)centre->profiles_count * centre->channels_count;
    state->lines = us_mem_zero(state->mem, (lines + 1) * sizeof *state->lines);
    state->queue_waiting =
        us_mem_zero(state->mem, (centre->queues_count + 1u) * sizeof *state->queue_waiting);
    state->queue_enabled =
        us_mem_zero(state->mem, (centre->queues_count + 1u) * sizeof *state->queue_enabled);
    state->free_agents = us_mem_zero(state->mem, (orders + 1) * sizeof *state->free_agents);
    state->members =
        us_mem_zero(state->mem, (centre->profiles_count + 1u) * sizeof *state->members);
    if (state->lines == NULL || state->queue_waiting == NULL || state->queue_enabled == NULL ||
        state->free_agents == NULL || state->members == NULL) {
        return USHER_ERR_NOMEM;
    }
    for (size_t i = 0; i < lines; i++) {
        state->lines[i].order = US_ORDER_EMPTY;
        state->lines[i].delays = centre->line_delays[i];
    }
    for (size_t i = 0; i < orders; i++) {
        state->free_agents[i] = US_ORDER_EMPTY;
    }
    for (uint32_t i = 0; i < centre->queues_count; i++) {
        state->queue_enabled[i] = !centre->queues[i].disabled;
    }
    return USHER_OK;
}

usher_status us_state_init(us_state *state, us_mem *mem, const usher_centre *centre,
                           const usher_limits *limits, uint64_t seed)
{
    *state = (us_state){ .mem = mem,
                         .centre = centre,
                         .seed = seed,
                         .work = { US_NIL, US_NIL },
                         .changed_contacts = US_NIL,
                         .calm_until = INT64_MIN,
                         .fired_at = INT64_MIN,
                         .changed_agents = US_NIL };
    us_pool_init(&state->contacts, mem, sizeof(us_contact));
    us_pool_init(&state->parts, mem, sizeof(us_part));
    us_pool_init(&state->agents, mem, sizeof(us_agent));
    us_pool_init(&state->own_lines, mem, sizeof(us_own_line));
    us_table_init(&state->contact_keys, mem);
    us_table_init(&state->agent_names, mem);
    us_texts_init(&state->texts, mem, limits->text_bytes);
    us_orders_init(&state->waiting_nodes, mem);
    us_orders_init(&state->free_nodes, mem);
    us_timers_init(&state->deadlines, mem, &state->parts, offsetof(us_part, timer),
                   &state->timer_sequence);
    us_timers_init(&state->sights, mem, &state->contacts, offsetof(us_contact, sight),
                   &state->timer_sequence);
    us_outbox_init(&state->outbox, mem);
    return allocate(state);
}

void us_state_clear(us_state *state)
{
    const usher_centre *centre = state->centre;
    size_t orders = (size_t)centre->profiles_count * centre->channels_count;
    us_mem_free(state->mem, state->lines, ((size_t)centre->lines_count + 1) * sizeof *state->lines);
    us_mem_free(state->mem, state->queue_waiting,
                (centre->queues_count + 1u) * sizeof *state->queue_waiting);
    us_mem_free(state->mem, state->queue_enabled,
                (centre->queues_count + 1u) * sizeof *state->queue_enabled);
    us_mem_free(state->mem, state->free_agents, (orders + 1) * sizeof *state->free_agents);
    us_mem_free(state->mem, state->members, (centre->profiles_count + 1u) * sizeof *state->members);
    us_pool_clear(&state->contacts);
    us_pool_clear(&state->parts);
    us_pool_clear(&state->agents);
    us_pool_clear(&state->own_lines);
    us_table_clear(&state->contact_keys);
    us_table_clear(&state->agent_names);
    us_texts_clear(&state->texts);
    us_orders_clear(&state->waiting_nodes);
    us_orders_clear(&state->free_nodes);
    us_timers_clear(&state->deadlines);
    us_timers_clear(&state->sights);
    us_outbox_clear(&state->outbox);
}
