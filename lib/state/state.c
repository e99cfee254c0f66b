/*
 * state.c - the rooms of the state are opened and closed together.
 */
#include "state.h"

#include "overflow.h"
#include "reseat.h"
#include "task.h"

usher_status us_state_reserve(us_state *state, uint32_t queues, uint32_t profiles)
{
    const struct {
        void **items;
        uint32_t *capacity, need;
        size_t size;
    } arrays[] = {
        { (void **)&state->lines, &state->lines_capacity, queues << US_LINES_SHIFT,
          sizeof *state->lines },
        { (void **)&state->tallies, &state->tallies_capacity, (queues + 1) << US_LINES_SHIFT,
          sizeof *state->tallies },
        { (void **)&state->queue_waiting, &state->waiting_capacity, queues,
          sizeof *state->queue_waiting },
        { (void **)&state->queue_enabled, &state->enabled_capacity, queues,
          sizeof *state->queue_enabled },
        { (void **)&state->free_agents, &state->orders_capacity, profiles << US_LINES_SHIFT,
          sizeof *state->free_agents },
        { (void **)&state->staff, &state->staff_capacity, profiles, sizeof *state->staff },
    };
    usher_status status = USHER_OK;
    for (size_t i = 0; status == USHER_OK && i < sizeof arrays / sizeof *arrays; i++) {
        status = us_mem_grow(state->mem, arrays[i].items, arrays[i].capacity, arrays[i].need,
                             arrays[i].size);
    }
    return status;
}

void us_state_open_queue(us_state *state, uint32_t queue)
{
    const usher_centre *centre = state->centre;
    uint32_t first = us_line_of(queue, 0);
    for (uint32_t line = first; line < first + US_LINES_PER_QUEUE; line++) {
        state->lines[line] = (us_line){ .order = US_ORDER_EMPTY,
                                        .delays = centre->line_delays[line],
                                        .watched = us_centre_watches(centre, line) };
        state->tallies[us_tally_of(line)] = (us_tally){ 0 };
    }
    state->queue_waiting[queue] = 0;
    state->queue_enabled[queue] = !centre->queues[queue].disabled;
}

void us_state_open_profile(us_state *state, uint32_t profile)
{
    uint32_t first = us_line_of(profile, 0);
    for (uint32_t order = first; order < first + US_LINES_PER_QUEUE; order++) {
        state->free_agents[order] = US_ORDER_EMPTY;
    }
    state->staff[profile] = (us_staff){ 0 };
}

/* What the centre has is there from the beginning, empty. */
static usher_status open_centre(us_state *state)
{
    const usher_centre *centre = state->centre;
    usher_status status = us_state_reserve(state, centre->queues_count, centre->profiles_count);
    for (uint32_t i = 0; status == USHER_OK && i < US_LINES_PER_QUEUE; i++) {
        state->tallies[i] = (us_tally){ 0 };
    }
    for (uint32_t i = 0; status == USHER_OK && i < centre->queues_count; i++) {
        us_state_open_queue(state, i);
    }
    for (uint32_t i = 0; status == USHER_OK && i < centre->profiles_count; i++) {
        us_state_open_profile(state, i);
    }
    return status;
}

usher_status us_state_init(us_state *state, us_mem *mem, const usher_centre *centre,
                           const usher_limits *limits, uint64_t seed)
{
    *state = (us_state){ .mem = mem,
                         .centre = centre,
                         .seed = seed,
                         .unconfirmed_limit = limits->events_unconfirmed,
                         .work = { US_NIL, US_NIL },
                         .alarm = { .first = INT64_MIN },
                         .fired_at = INT64_MIN,
                         .oldest_agent = US_NIL,
                         .youngest_agent = US_NIL,
                         .to_seat = US_NIL };
    us_pool_init(&state->contacts, mem, sizeof(us_contact));
    us_pool_init(&state->parts, mem, sizeof(us_part));
    us_pool_init(&state->agents, mem, sizeof(us_agent));
    us_pool_init(&state->tasks, mem, sizeof(us_task));
    us_pool_init(&state->own_lines, mem, sizeof(us_own_line));
    us_table_init(&state->contact_keys, mem);
    us_table_init(&state->agent_names, mem);
    us_texts_init(&state->texts, mem, limits->text_bytes);
    us_orders_init(&state->waiting_nodes, mem);
    us_orders_init(&state->free_nodes, mem);
    us_timers_init(&state->deadlines, mem, &state->alarm);
    us_timers_init(&state->sights, mem, &state->alarm);
    us_outbox_init(&state->outbox, mem);
    usher_status status = open_centre(state);
    if (status == USHER_OK && centre->stays) {
        status = us_task_reserve(state);
    }
    if (status == USHER_OK) {
        us_state_obey(state);
    }
    return status;
}

/* With needs they take the long way, which asks for them. */
void us_state_admit(us_state *state)
{
    bool long_way = state->closing != NULL || state->centre->needs;
    state->unconfirmed_max = long_way ? 0 : state->unconfirmed_limit;
}

void us_state_obey(us_state *state)
{
    us_overflow_open(state);
    us_state_admit(state);
}

void us_state_clear(us_state *state)
{
    us_reseat_free(state->reseat);
    us_mem_free(state->mem, state->lines, state->lines_capacity * sizeof *state->lines);
    us_mem_free(state->mem, state->tallies, state->tallies_capacity * sizeof *state->tallies);
    us_mem_free(state->mem, state->queue_waiting,
                state->waiting_capacity * sizeof *state->queue_waiting);
    us_mem_free(state->mem, state->queue_enabled,
                state->enabled_capacity * sizeof *state->queue_enabled);
    us_mem_free(state->mem, state->free_agents,
                state->orders_capacity * sizeof *state->free_agents);
    us_mem_free(state->mem, state->staff, state->staff_capacity * sizeof *state->staff);
    us_pool_clear(&state->contacts);
    us_pool_clear(&state->parts);
    us_pool_clear(&state->agents);
    us_pool_clear(&state->tasks);
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
