/*
 * reseat_new.c - what differs between two centres as far as the state must know, and the memory
 * that it takes to see to it.
 *
 * Made when a change is prepared; nothing of the state changes here.
 */
#include "reseat.h"

#include "agent.h"
#include "base/text.h"
#include "line.h"
#include "part.h"
#include "task.h"

#include <string.h>

/* ---- queues ---------------------------------------------------------------------------------- */

/* Do entry delays of a line become due at other times than before? */
static bool delays_differ(const usher_centre *a, const usher_centre *b, uint32_t line)
{
    if (!a->line_delays[line] && !b->line_delays[line]) {
        return false;
    }
    uint32_t count = a->servers_from[line + 1] - a->servers_from[line];
    if (count != b->servers_from[line + 1] - b->servers_from[line]) {
        return true;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (a->servers[a->servers_from[line] + i].delay !=
            b->servers[b->servers_from[line] + i].delay) {
            return true;
        }
    }
    return false;
}

static bool lines_differ(const us_reseat *r, uint32_t queue)
{
    uint32_t first = us_line_of(queue, 0);
    for (uint32_t line = first; line < first + US_LINES_PER_QUEUE; line++) {
        if (delays_differ(r->old, r->next, line) ||
            (r->clock_differs && r->next->line_delays[line])) {
            return true;
        }
    }
    return false;
}

static bool queue_differs(const us_reseat *r, uint32_t queue)
{
    const us_queue_def *a = &r->old->queues[queue];
    const us_queue_def *b = &r->next->queues[queue];
    const us_removal *item = us_plan_find(&r->plan, USHER_CHANGE_QUEUE, queue);
    return a->presence != b->presence || a->disabled != b->disabled || a->offers != b->offers ||
           a->rules.longest_wait != b->rules.longest_wait ||
           (item != NULL && item->action == USHER_MOVE) || lines_differ(r, queue);
}

/* ---- profiles and statuses ------------------------------------------------------------------- */

/* Whatever makes other contacts fit its agents, or no longer fit them: not priorities. */
static bool profile_differs(const us_profile *a, const us_profile *b)
{
    if (a->any != b->any || a->entries_count != b->entries_count ||
        memcmp(a->max, b->max, sizeof a->max) != 0) {
        return true;
    }
    for (uint32_t i = 0; i < a->entries_count; i++) {
        const us_entry *x = &a->entries[i];
        const us_entry *y = &b->entries[i];
        if (x->line != y->line || x->delay != y->delay) {
            return true;
        }
    }
    return false;
}

static bool kinds_differ(const us_reseat *r)
{
    for (uint32_t i = 0; i < r->old->statuses_count; i++) {
        if (r->old->statuses[i].kind != r->next->statuses[i].kind) {
            return true;
        }
    }
    return false;
}

static bool moves_agents(const us_reseat *r)
{
    for (uint32_t i = 0; i < r->plan.count; i++) {
        const us_removal *item = &r->plan.items[i];
        bool moves = item->action == USHER_MOVE && item->kind != USHER_CHANGE_QUEUE;
        if (moves || item->kind == USHER_CHANGE_AGENT) {
            return true;
        }
    }
    return false;
}

/* ---- agents of the files --------------------------------------------------------------------- */

static bool agent_differs(const us_agent_def *a, const us_agent_def *b)
{
    return a->profile != b->profile || a->group != b->group || a->tag != b->tag ||
           a->auto_accept != b->auto_accept || strcmp(a->device, b->device) != 0 ||
           memcmp(a->acw, b->acw, sizeof a->acw) != 0;
}

static void compare_agent(us_reseat *r, uint32_t index)
{
    const us_agent_def *is = &r->next->agents[index];
    uint32_t place;
    if (!us_names_find(&r->old->agent_names, is->name, strlen(is->name), &place)) {
        r->hired[r->hired_count++] = index;
        r->agents_differ = true; /* one of this name may be leaving */
        r->text_cells += us_texts_cells(strlen(is->name)) + us_texts_cells(strlen(is->device));
        return;
    }
    const us_agent_def *was = &r->old->agents[place];
    r->agents_differ = r->agents_differ || agent_differs(was, is);
    if (strcmp(was->device, is->device) != 0) {
        r->text_cells += us_texts_cells(strlen(is->device));
    }
}

/* ---- all ------------------------------------------------------------------------------------- */

static usher_status allocate(us_reseat *r)
{
    r->queues = us_mem_zero(&r->mem, (r->old->queues_count + 1u) * sizeof *r->queues);
    r->profiles = us_mem_zero(&r->mem, (r->next->profiles_count + 1u) * sizeof *r->profiles);
    r->hired = us_mem_zero(&r->mem, (r->next->agents_count + 1u) * sizeof *r->hired);
    bool all = r->queues != NULL && r->profiles != NULL && r->hired != NULL;
    return all ? USHER_OK : USHER_ERR_NOMEM;
}

static void compare_options(us_reseat *r)
{
    const usher_routing_options *a = &r->old->options;
    const usher_routing_options *b = &r->next->options;
    r->clock_differs = a->delay_clock != b->delay_clock;
    r->handled_differs = a->handled != b->handled;
    r->agents_differ = r->handled_differs || kinds_differ(r) || moves_agents(r);
}

usher_status us_reseat_compare(us_reseat *r, usher_centre *next)
{
    r->next = next;
    usher_status status = allocate(r);
    if (status != USHER_OK) {
        return status;
    }
    compare_options(r);
    for (uint32_t i = 0; i < r->old->queues_count; i++) {
        if (queue_differs(r, i)) {
            r->queues[r->queues_count++] = i;
        }
    }
    for (uint32_t i = 0; i < r->old->profiles_count; i++) {
        r->profiles[i] = profile_differs(&r->old->profiles[i], &r->next->profiles[i]);
        r->agents_differ = r->agents_differ || r->profiles[i];
    }
    for (uint32_t i = 0; i < r->next->agents_count; i++) {
        compare_agent(r, i);
    }
    return USHER_OK;
}

usher_status us_reseat_new(const usher_mem *mem, usher_centre *old, uint64_t actor, us_reseat **out)
{
    us_mem own;
    us_mem_init(&own, mem);
    us_reseat *r = us_mem_zero(&own, sizeof *r);
    if (r == NULL) {
        return USHER_ERR_NOMEM;
    }
    r->mem = own;
    r->old = usher_centre_ref(old);
    r->actor = actor;
    *out = r;
    return USHER_OK;
}

void us_reseat_free(us_reseat *r)
{
    if (r == NULL) {
        return;
    }
    us_mem mem = r->mem;
    if (r->next != NULL) {
        us_mem_free(&mem, r->queues, (r->old->queues_count + 1u) * sizeof *r->queues);
        us_mem_free(&mem, r->profiles, (r->next->profiles_count + 1u) * sizeof *r->profiles);
        us_mem_free(&mem, r->hired, (r->next->agents_count + 1u) * sizeof *r->hired);
    }
    us_mem_free(&mem, r->plan.items, r->plan.capacity * sizeof *r->plan.items);
    usher_centre_unref(r->old);
    usher_centre_unref(r->next);
    us_mem_free(&mem, r, sizeof *r);
}

/* ---- memory of the state --------------------------------------------------------------------- */

/* Room for the orders of free agents, whatever profiles they will have. */
static usher_status reserve_free_agents(us_state *state, const us_reseat *r)
{
    uint32_t channels = r->next->channels_count;
    uint32_t lists = r->next->profiles_count * channels; /* each may hold a node of its own */
    uint32_t leaves;
    uint32_t inners;
    us_order_worst(state->agents.live + r->hired_count, &leaves, &inners);
    return us_orders_reserve_total(&state->free_nodes, leaves * channels + lists,
                                   inners * channels + lists);
}

usher_status us_reseat_reserve(us_state *state, const us_reseat *r)
{
    usher_status status = us_state_reserve(state, r->next->queues_count, r->next->profiles_count);
    if (status == USHER_OK) {
        status = us_pool_reserve(&state->tasks, 2); /* the change itself, and a leaver */
    }
    if (status == USHER_OK) {
        status = us_pool_reserve(&state->agents, r->hired_count);
    }
    if (status == USHER_OK) {
        status = us_table_reserve(&state->agent_names, r->hired_count);
    }
    if (status == USHER_OK) {
        status = us_texts_reserve_cells(&state->texts, r->text_cells);
    }
    if (status == USHER_OK) {
        status = reserve_free_agents(state, r);
    }
    if (status == USHER_OK) {
        status = us_part_reserve_sights(state, r->next);
    }
    return status == USHER_OK ? us_lines_reserve_in(state, r->next, state->contacts.live) : status;
}
