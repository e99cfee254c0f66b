/*
 * change.c - another centre for an engine that is at work: prepared, and committed.
 *
 * Preparing reads, and gets memory; that arrays of the state have more room afterwards is all that
 * it leaves behind. What it found is looked at again when it is committed, as far as something may
 * have come into use since. All that is decided stands in the plan, so that replay decides nothing.
 */
#include "change.h"

#include "pipeline.h"

#include <string.h>

enum { FIXED_EVENTS = 1 };

/* ---- what the host wants --------------------------------------------------------------------- */

static bool rules_valid(const usher_change_options *options)
{
    if (options->size != sizeof *options || options->otherwise > USHER_DRAIN) {
        return false;
    }
    for (size_t i = 0; i < options->rules_count; i++) {
        const usher_change_rule *rule = &options->rules[i];
        if (rule->size != sizeof *rule || rule->kind < USHER_CHANGE_CHANNEL ||
            rule->kind > USHER_CHANGE_AGENT || rule->action > USHER_MOVE || rule->name == NULL ||
            (rule->action == USHER_MOVE &&
             (rule->to == NULL || rule->kind == USHER_CHANGE_CHANNEL))) {
            return false;
        }
    }
    return true;
}

static us_removal *removal_of(us_plan *plan, const usher_centre *old, const usher_change_rule *rule)
{
    for (uint32_t i = 0; i < plan->count; i++) {
        us_removal *item = &plan->items[i];
        if (item->kind == rule->kind && strcmp(us_removal_name(old, item), rule->name) == 0) {
            return item;
        }
    }
    return NULL;
}

/* What left already stays until it is empty; all else does as the host says. */
static bool is_leaving(const usher_centre *old, const us_removal *item)
{
    switch (item->kind) {
    case USHER_CHANGE_CHANNEL:
        return old->channels[item->place].presence == US_IS_LEAVING;
    case USHER_CHANGE_STATUS:
        return old->statuses[item->place].presence == US_IS_LEAVING;
    case USHER_CHANGE_QUEUE:
        return old->queues[item->place].presence == US_IS_LEAVING;
    case USHER_CHANGE_PROFILE:
        return old->profiles[item->place].presence == US_IS_LEAVING;
    default:
        return false;
    }
}

static usher_status decide(us_plan *plan, const usher_centre *old,
                           const usher_change_options *options, const uint32_t *uses)
{
    for (uint32_t i = 0; i < plan->count; i++) {
        us_removal *item = &plan->items[i];
        item->action = is_leaving(old, item) ? USHER_DRAIN : options->otherwise;
    }
    for (size_t i = 0; i < options->rules_count; i++) {
        us_removal *item = removal_of(plan, old, &options->rules[i]);
        if (item == NULL) {
            return USHER_ERR_NOT_FOUND;
        }
        item->action = options->rules[i].action;
    }
    for (uint32_t i = 0; i < plan->count; i++) {
        us_removal *item = &plan->items[i];
        if (uses[i] == 0 && is_leaving(old, item)) {
            item->action = USHER_REFUSE; /* nothing comes into it any more: it is gone for good */
        }
    }
    return USHER_OK;
}

/* The reference in the merged centre of what a rule moves to; 0: the new centre has no such. */
static uint32_t find_target(const usher_centre *next, const usher_change_rule *rule)
{
    uint32_t ref;
    uint8_t presence = US_IS_GONE;
    if (rule->kind == USHER_CHANGE_STATUS) {
        ref = usher_centre_find_status(next, rule->to).v;
        presence = ref != 0 ? next->statuses[ref - 1].presence : presence;
    } else if (rule->kind == USHER_CHANGE_PROFILE) {
        ref = usher_centre_find_profile(next, rule->to).v;
        presence = ref != 0 ? next->profiles[ref - 1].presence : presence;
    } else {
        ref = usher_centre_find_queue(next, rule->to).v;
        presence = ref != 0 ? next->queues[ref - 1].presence : presence;
    }
    return presence == US_IS_PRESENT ? ref : 0;
}

static usher_status resolve(us_plan *plan, const usher_centre *old, const usher_centre *next,
                            const usher_change_options *options)
{
    for (size_t i = 0; i < options->rules_count; i++) {
        const usher_change_rule *rule = &options->rules[i];
        us_removal *item = removal_of(plan, old, rule);
        item->to = rule->action == USHER_MOVE ? find_target(next, rule) : 0;
    }
    for (uint32_t i = 0; i < plan->count; i++) {
        if (plan->items[i].action == USHER_MOVE && plan->items[i].to == 0) {
            return USHER_ERR_NOT_FOUND;
        }
    }
    return us_plan_fits(plan, old, next) ? USHER_OK : USHER_ERR_INVALID;
}

/* ---- preparing ------------------------------------------------------------------------------- */

usher_status us_change_merge(usher_change *change, const usher_centre *next)
{
    us_reseat *r = change->reseat;
    usher_centre *merged;
    usher_status status = us_centre_merge(&change->mem.host, r->old, next, &r->plan, &merged);
    if (status != USHER_OK) {
        return status;
    }
    change->next = usher_centre_ref(merged);
    change->hash = merged->hash;
    return us_reseat_compare(r, merged);
}

static usher_status fill(usher_change *change, usher_engine *engine, const usher_centre *centre,
                         const usher_change_options *options, uint32_t *uses)
{
    us_reseat *r = change->reseat;
    us_plan_count(&engine->state, r->old, centre, &r->plan, uses);
    usher_status status = decide(&r->plan, r->old, options, uses);
    if (status == USHER_OK) {
        status = us_change_merge(change, centre);
    }
    if (status == USHER_OK) {
        status = resolve(&r->plan, r->old, r->next, options);
    }
    if (status == USHER_OK && engine->record != NULL) {
        status =
            us_change_encode(&change->mem, centre, &r->plan, &change->bytes, &change->bytes_size);
    }
    if (status == USHER_OK) {
        status = us_change_find(change, &engine->state, uses);
    }
    return status == USHER_OK ? us_change_reserve(engine, change) : status;
}

static usher_status prepare(usher_change *change, usher_engine *engine, const usher_centre *centre,
                            const usher_change_options *options)
{
    usher_status status =
        us_reseat_new(&change->mem.host, engine->centre, options->actor, &change->reseat);
    if (status != USHER_OK) {
        return status;
    }
    us_reseat *r = change->reseat;
    status = us_plan_list(&r->mem, r->old, centre, &r->plan);
    if (status != USHER_OK) {
        return status;
    }
    size_t size = (r->plan.count + 1) * sizeof(uint32_t);
    uint32_t *uses = us_mem_zero(&change->mem, size);
    if (uses == NULL) {
        return USHER_ERR_NOMEM;
    }
    status = fill(change, engine, centre, options, uses);
    us_mem_free(&change->mem, uses, size);
    return status;
}

usher_change *us_change_new(const usher_engine *engine)
{
    us_mem mem;
    us_mem_init(&mem, &engine->mem.host);
    usher_change *change = us_mem_zero(&mem, sizeof *change);
    if (change != NULL) {
        change->mem = mem;
    }
    return change;
}

static usher_status make(usher_engine *engine, const usher_centre *centre,
                         const usher_change_options *options, usher_change **out)
{
    usher_change *change = us_change_new(engine);
    if (change == NULL) {
        return USHER_ERR_NOMEM;
    }
    change->engine = engine;
    change->generation = engine->generation;
    change->old = usher_centre_ref(engine->centre);
    change->actor = options->actor;
    usher_status status = prepare(change, engine, centre, options);
    if (status != USHER_OK) {
        usher_change_free(change);
        return status;
    }
    *out = change;
    return USHER_OK;
}

usher_status usher_engine_prepare_change(usher_engine *engine, const usher_centre *centre,
                                         const usher_change_options *options, usher_change **out)
{
    usher_change_options usual = USHER_CHANGE_OPTIONS_INIT;
    options = options != NULL ? options : &usual;
    if (centre == NULL || out == NULL || !rules_valid(options)) {
        return USHER_ERR_INVALID;
    }
    if (!us_engine_enter(engine)) {
        return USHER_ERR_REENTRANT;
    }
    usher_status status = engine->fenced ? USHER_ERR_FENCED : make(engine, centre, options, out);
    us_engine_leave(engine);
    return status;
}

void usher_change_free(usher_change *change)
{
    if (change == NULL) {
        return;
    }
    us_mem mem = change->mem;
    us_reseat_free(change->reseat);
    usher_centre_unref(change->old);
    usher_centre_unref(change->next);
    us_mem_free(&mem, change->bytes, change->bytes_size);
    us_mem_free(&mem, change->findings, change->findings_capacity * sizeof *change->findings);
    us_mem_free(&mem, change, sizeof *change);
}

size_t usher_change_findings(const usher_change *change)
{
    return change->findings_count;
}

size_t usher_change_refusals(const usher_change *change)
{
    return change->refusals;
}

bool usher_change_finding_get(const usher_change *change, size_t index, usher_change_finding *out)
{
    if (index >= change->findings_count) {
        return false;
    }
    *out = change->findings[index];
    return true;
}

/* ---- committing ------------------------------------------------------------------------------ */

usher_status us_change_check(usher_engine *engine, const usher_change *change)
{
    const us_reseat *r = change->reseat;
    size_t size = (r->plan.count + 1) * sizeof(uint32_t);
    uint32_t *uses = us_mem_zero(&engine->mem, size);
    if (uses == NULL) {
        return USHER_ERR_NOMEM;
    }
    bool in_use = false;
    us_plan_count(&engine->state, r->old, r->next, &r->plan, uses);
    for (uint32_t i = 0; i < r->plan.count; i++) {
        in_use = in_use || (uses[i] > 0 && r->plan.items[i].action == USHER_REFUSE);
    }
    us_mem_free(&engine->mem, uses, size);
    if (!in_use) {
        return USHER_OK;
    }
    return change->refusals > 0 ? USHER_ERR_IN_USE : USHER_ERR_STALE;
}

usher_status us_change_reserve(usher_engine *engine, const usher_change *change)
{
    const us_reseat *r = change->reseat;
    uint64_t agents = (uint64_t)engine->state.agents.live + r->hired_count;
    return agents > engine->limits.agents ? USHER_ERR_LIMIT : us_reseat_reserve(&engine->state, r);
}

/* Too much that nobody has confirmed. */
static bool is_choked(const usher_engine *engine)
{
    const us_outbox *outbox = &engine->state.outbox;
    return outbox->next - outbox->first >= engine->limits.events_unconfirmed;
}

void us_change_apply(usher_engine *engine, usher_change *change, us_budget budget)
{
    us_reseat *r = change->reseat;
    change->reseat = NULL;
    engine->state.record++;
    engine->generation++;
    usher_centre_unref(engine->centre);
    engine->centre = usher_centre_ref(r->next);
    us_reseat_begin(&engine->state, r);
    us_step(&engine->state, budget);
    us_watch(engine);
}

static usher_status commit(usher_engine *engine, usher_change *change)
{
    us_budget budget;
    usher_status status = us_change_check(engine, change);
    if (status == USHER_OK && is_choked(engine)) {
        status = USHER_ERR_BUSY;
    }
    if (status == USHER_OK) {
        status = us_reserve_units(engine, FIXED_EVENTS, 0, &budget);
    }
    if (status == USHER_OK) { /* after that: parts may need timers that they had not before */
        status = us_change_reserve(engine, change);
    }
    if (status == USHER_OK && engine->record != NULL) {
        status = us_change_append(engine, change, budget);
    }
    if (status == USHER_OK) {
        us_change_apply(engine, change, budget);
    }
    return status;
}

usher_status usher_engine_commit_change(usher_engine *engine, usher_time now, usher_change *change)
{
    if (change == NULL || change->engine != engine) {
        return USHER_ERR_INVALID;
    }
    if (change->reseat == NULL) {
        return USHER_ERR_STATE;
    }
    if (!us_engine_enter(engine)) {
        return USHER_ERR_REENTRANT;
    }
    usher_status status = us_enter(engine, US_OP_CHANGE, change->actor, now);
    if (status == USHER_OK && change->generation != engine->generation) {
        status = USHER_ERR_STALE;
    }
    status = status == USHER_OK ? commit(engine, change) : status;
    us_engine_leave(engine);
    return status;
}
