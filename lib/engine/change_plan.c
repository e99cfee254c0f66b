/*
 * change_plan.c - what a change removes, what of it is in use, and what the host should know.
 *
 * In use is a queue in which contacts wait; a channel with contacts that have not ended, or with
 * occupied slots; a status that an agent has, or waits for; a profile that an agent has and that
 * the file does not take from him; an agent with a part, or with contacts in the own queue or who
 * left it for somebody else.
 */
#include "change.h"

#include "state/agent.h"
#include "state/line.h"
#include "state/seat_agent.h"

#include <string.h>

/* ---- what is removed ------------------------------------------------------------------------- */

static usher_status add(us_mem *mem, us_plan *plan, uint8_t kind, uint32_t place)
{
    usher_status status = us_mem_grow(mem, (void **)&plan->items, &plan->capacity, plan->count + 1,
                                      sizeof *plan->items);
    if (status == USHER_OK) {
        plan->items[plan->count++] = (us_removal){ kind, USHER_REFUSE, place, 0 };
    }
    return status;
}

static bool has_channel(const usher_centre *next, const us_channel_def *def)
{
    return def->presence == US_IS_GONE ||
           usher_centre_find_channel(next, def->name) != USHER_CHANNEL_NONE;
}

static bool has_agent(const usher_centre *next, const char *name)
{
    uint32_t place;
    return us_names_find(&next->agent_names, name, strlen(name), &place);
}

static usher_status list_statuses_and_queues(us_mem *mem, const usher_centre *old,
                                             const usher_centre *next, us_plan *plan)
{
    usher_status status = USHER_OK;
    for (uint32_t i = 0; status == USHER_OK && i < old->statuses_count; i++) {
        const us_status_def *def = &old->statuses[i];
        if (def->presence != US_IS_GONE && usher_centre_find_status(next, def->name).v == 0) {
            status = add(mem, plan, USHER_CHANGE_STATUS, i);
        }
    }
    for (uint32_t i = 0; status == USHER_OK && i < old->queues_count; i++) {
        const us_queue_def *def = &old->queues[i];
        if (def->presence != US_IS_GONE && usher_centre_find_queue(next, def->name).v == 0) {
            status = add(mem, plan, USHER_CHANGE_QUEUE, i);
        }
    }
    return status;
}

static usher_status list_profiles_and_agents(us_mem *mem, const usher_centre *old,
                                             const usher_centre *next, us_plan *plan)
{
    usher_status status = USHER_OK;
    for (uint32_t i = 0; status == USHER_OK && i < old->profiles_count; i++) {
        const us_profile *def = &old->profiles[i];
        if (def->presence != US_IS_GONE && usher_centre_find_profile(next, def->name).v == 0) {
            status = add(mem, plan, USHER_CHANGE_PROFILE, i);
        }
    }
    for (uint32_t i = 0; status == USHER_OK && i < old->agents_count; i++) {
        if (!has_agent(next, old->agents[i].name)) {
            status = add(mem, plan, USHER_CHANGE_AGENT, i);
        }
    }
    return status;
}

usher_status us_plan_list(us_mem *mem, const usher_centre *old, const usher_centre *next,
                          us_plan *plan)
{
    usher_status status = USHER_OK;
    for (uint32_t i = 0; status == USHER_OK && i < old->channels_count; i++) {
        if (!has_channel(next, &old->channels[i])) {
            status = add(mem, plan, USHER_CHANGE_CHANNEL, i);
        }
    }
    if (status == USHER_OK) {
        status = list_statuses_and_queues(mem, old, next, plan);
    }
    return status == USHER_OK ? list_profiles_and_agents(mem, old, next, plan) : status;
}

const char *us_removal_name(const usher_centre *old, const us_removal *item)
{
    switch (item->kind) {
    case USHER_CHANGE_CHANNEL:
        return old->channels[item->place].name;
    case USHER_CHANGE_STATUS:
        return old->statuses[item->place].name;
    case USHER_CHANGE_QUEUE:
        return old->queues[item->place].name;
    case USHER_CHANGE_PROFILE:
        return old->profiles[item->place].name;
    default:
        return old->agents[item->place].name;
    }
}

/* ---- what is in use -------------------------------------------------------------------------- */

typedef struct counter {
    const us_plan *plan;
    uint32_t *uses;
} counter;

static void count(const counter *c, uint8_t kind, uint32_t place)
{
    const us_removal *item = us_plan_find(c->plan, kind, place);
    if (item != NULL) {
        c->uses[item - c->plan->items]++;
    }
}

static void count_agent(const counter *c, const us_state *state, const usher_centre *old,
                        const usher_centre *next, const us_agent *agent)
{
    if (!us_seat_goes(state, old, next, agent)) {
        count(c, USHER_CHANGE_STATUS, agent->status);
        if (agent->next_status != 0 && !us_agent_is_leaving(agent)) {
            count(c, USHER_CHANGE_STATUS, agent->next_status - 1u);
        }
        if (!us_seat_follows(state, old, next, agent)) {
            count(c, USHER_CHANGE_PROFILE, agent->profile);
        }
    }
    for (uint32_t channel = 0; channel < old->channels_count; channel++) {
        if (agent->occupied[channel] > 0 && state->live[channel] == 0) {
            count(c, USHER_CHANGE_CHANNEL, channel);
        }
    }
}

/* Is there anything whose use only the agents know? */
static bool asks_agents(const us_plan *plan)
{
    for (uint32_t i = 0; i < plan->count; i++) {
        uint8_t kind = plan->items[i].kind;
        if (kind == USHER_CHANGE_STATUS || kind == USHER_CHANGE_PROFILE ||
            kind == USHER_CHANGE_CHANNEL) {
            return true;
        }
    }
    return false;
}

static uint32_t use_of_agent(const us_state *state, const us_agent_def *def)
{
    const us_agent *agent = us_agent_by_name(state, def->name, strlen(def->name));
    if (agent == NULL) {
        return 0;
    }
    uint32_t uses = agent->parts_count;
    for (uint32_t line = agent->own_lines; line != US_NIL;) {
        const us_own_line *own = us_own_line_at(state, line);
        uses += own->members;
        line = own->next;
    }
    return uses;
}

void us_plan_count(const us_state *state, const usher_centre *old, const usher_centre *next,
                   const us_plan *plan, uint32_t *uses)
{
    counter c = { plan, uses };
    for (uint32_t i = 0; i < plan->count; i++) {
        const us_removal *item = &plan->items[i];
        uses[i] = 0;
        if (item->kind == USHER_CHANGE_QUEUE) {
            uses[i] = state->queue_waiting[item->place];
        } else if (item->kind == USHER_CHANGE_CHANNEL) {
            uses[i] = state->live[item->place];
        } else if (item->kind == USHER_CHANGE_AGENT) {
            uses[i] = use_of_agent(state, &old->agents[item->place]);
        }
    }
    for (uint32_t slot = asks_agents(plan) ? state->oldest_agent : US_NIL; slot != US_NIL;) {
        const us_agent *agent = us_agent_at(state, slot);
        count_agent(&c, state, old, next, agent);
        slot = agent->younger;
    }
}

/* ---- does it make sense ---------------------------------------------------------------------- */

static bool is_routable(const usher_centre *centre, uint32_t status)
{
    return centre->statuses[status].kind == USHER_STATUS_ROUTABLE;
}

static bool move_fits(const us_removal *item, const usher_centre *old, const usher_centre *next)
{
    uint32_t to = item->to - 1; /* 0 becomes too large */
    switch (item->kind) {
    case USHER_CHANGE_STATUS:
        return to < next->statuses_count && next->statuses[to].presence == US_IS_PRESENT &&
               is_routable(old, item->place) == is_routable(next, to);
    case USHER_CHANGE_QUEUE:
    case USHER_CHANGE_AGENT:
        return to < next->queues_count && next->queues[to].presence == US_IS_PRESENT;
    case USHER_CHANGE_PROFILE:
        return to < next->profiles_count && next->profiles[to].presence == US_IS_PRESENT;
    default:
        return false;
    }
}

bool us_plan_fits(const us_plan *plan, const usher_centre *old, const usher_centre *next)
{
    for (uint32_t i = 0; i < plan->count; i++) {
        const us_removal *item = &plan->items[i];
        if (item->action > USHER_MOVE ||
            (item->action == USHER_MOVE && !move_fits(item, old, next))) {
            return false;
        }
    }
    return true;
}

/* ---- findings -------------------------------------------------------------------------------- */

static usher_status found(usher_change *change, const usher_change_finding *finding)
{
    usher_status status =
        us_mem_grow(&change->mem, (void **)&change->findings, &change->findings_capacity,
                    change->findings_count + 1, sizeof *change->findings);
    if (status == USHER_OK) {
        change->findings[change->findings_count++] = *finding;
    }
    return status;
}

static const char *target_name(const usher_centre *next, const us_removal *item)
{
    if (item->action != USHER_MOVE) {
        return NULL;
    }
    switch (item->kind) {
    case USHER_CHANGE_STATUS:
        return next->statuses[item->to - 1].name;
    case USHER_CHANGE_PROFILE:
        return next->profiles[item->to - 1].name;
    default:
        return next->queues[item->to - 1].name;
    }
}

/* Those that are refused, or those that are not. */
static usher_status find_in_use(usher_change *change, const uint32_t *uses, bool refused)
{
    const us_plan *plan = &change->reseat->plan;
    usher_status status = USHER_OK;
    for (uint32_t i = 0; status == USHER_OK && i < plan->count; i++) {
        const us_removal *item = &plan->items[i];
        if (uses[i] > 0 && refused == (item->action == USHER_REFUSE)) {
            usher_change_finding finding = { .size = sizeof finding,
                                             .what = USHER_FOUND_IN_USE,
                                             .kind = item->kind,
                                             .action = item->action,
                                             .channel = USHER_CHANNEL_NONE,
                                             .name = us_removal_name(change->old, item),
                                             .to = target_name(change->next, item),
                                             .count = uses[i] };
            status = found(change, &finding);
        }
    }
    return status;
}

static usher_status override(usher_change *change, uint8_t kind, const char *name,
                             const char *field)
{
    usher_change_finding finding = { .size = sizeof finding,
                                     .what = USHER_FOUND_OVERRIDE,
                                     .kind = kind,
                                     .channel = USHER_CHANNEL_NONE,
                                     .name = name,
                                     .field = field,
                                     .count = 1 };
    return found(change, &finding);
}

static usher_status find_queue_overrides(usher_change *change, const us_state *state)
{
    usher_status status = USHER_OK;
    for (uint32_t i = 0; status == USHER_OK && i < change->old->queues_count; i++) {
        const us_queue_def *was = &change->old->queues[i];
        const us_queue_def *is = &change->next->queues[i];
        bool kept = was->presence == US_IS_PRESENT && is->presence == US_IS_PRESENT &&
                    state->queue_enabled[i] == was->disabled &&
                    state->queue_enabled[i] == is->disabled;
        if (kept) {
            status = override(change, USHER_CHANGE_QUEUE, is->name, "disabled");
        }
    }
    return status;
}

static usher_status find_agent_overrides(usher_change *change, const us_state *state)
{
    usher_status status = USHER_OK;
    for (uint32_t slot = state->oldest_agent; status == USHER_OK && slot != US_NIL;) {
        const us_agent *agent = us_agent_at(state, slot);
        const char *name;
        for (uint32_t i = 0; status == USHER_OK; i++) {
            const char *field = us_seat_override(state, change->reseat, agent, i, &name);
            if (field == NULL) {
                break;
            }
            status = override(change, USHER_CHANGE_AGENT, name, field);
        }
        slot = agent->younger;
    }
    return status;
}

/* Does some profile with slots on its channel serve this line? */
static bool is_served(const usher_centre *centre, uint32_t line)
{
    uint32_t channel = line & (US_LINES_PER_QUEUE - 1);
    for (uint32_t i = centre->servers_from[line]; i < centre->servers_from[line + 1]; i++) {
        if (centre->profiles[centre->servers[i].profile].max[channel] > 0) {
            return true;
        }
    }
    return false;
}

static usher_status find_unserved(usher_change *change, const us_state *state)
{
    usher_status status = USHER_OK;
    for (uint32_t line = 0; status == USHER_OK && line < change->old->lines_count; line++) {
        uint32_t queue = us_line_queue_index(line);
        const us_removal *item = us_plan_find(&change->reseat->plan, USHER_CHANGE_QUEUE, queue);
        bool stays = item == NULL || item->action == USHER_DRAIN;
        if (stays && state->lines[line].order.count > 0 && !is_served(change->next, line)) {
            usher_change_finding finding = { .size = sizeof finding,
                                             .what = USHER_FOUND_UNSERVED,
                                             .kind = USHER_CHANGE_QUEUE,
                                             .channel =
                                                 (usher_channel)(line & (US_LINES_PER_QUEUE - 1)),
                                             .name = change->next->queues[queue].name,
                                             .count = state->lines[line].order.count };
            status = found(change, &finding);
        }
    }
    return status;
}

usher_status us_change_find(usher_change *change, const us_state *state, const uint32_t *uses)
{
    usher_status status = find_in_use(change, uses, true);
    change->refusals = change->findings_count;
    if (status == USHER_OK) {
        status = find_in_use(change, uses, false);
    }
    if (status == USHER_OK) {
        status = find_queue_overrides(change, state);
    }
    if (status == USHER_OK) {
        status = find_agent_overrides(change, state);
    }
    return status == USHER_OK ? find_unserved(change, state) : status;
}
