/*
 * world_change.c - another world out of the one in force, and what becomes of what it does not
 * have.
 *
 * Sections are kept or thrown anew, a profile looks at another queue, names are handed round, so
 * that things come, go, come back, and mean something else than before.
 */
#include "model.h"

#include <stdlib.h>
#include <string.h>

/* ---- names ----------------------------------------------------------------------------------- */

typedef const char *name_of(uint32_t number);

/* So many different names out of 1 .. all. */
static void throw_names(dice *d, name_of *name, uint32_t all, const char **out, uint32_t count)
{
    uint32_t numbers[AGENT_NAMES + 1];
    for (uint32_t i = 0; i < all; i++) {
        numbers[i] = i + 1;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = i + dice_below(d, all - i);
        uint32_t number = numbers[at];
        numbers[at] = numbers[i];
        out[i] = name(number);
    }
}

static const char *status_name(uint32_t number)
{
    return world_status_name(number + 2); /* the built-in ones keep theirs */
}

static void hand_names_round(world *w, dice *d)
{
    const char *names[AGENT_NAMES];
    throw_names(d, world_queue_name, WORLD_QUEUES, names, w->queues_count);
    for (uint32_t i = 0; i < w->queues_count; i++) {
        w->queues[i].name = names[i];
    }
    throw_names(d, world_profile_name, WORLD_PROFILES, names, w->profiles_count);
    for (uint32_t i = 0; i < w->profiles_count; i++) {
        w->profiles[i].name = names[i];
    }
    throw_names(d, status_name, WORLD_STATUSES - 2, names, w->statuses_count - 2);
    for (uint32_t i = 2; i < w->statuses_count; i++) {
        w->statuses[i].name = names[i - 2];
    }
    throw_names(d, world_agent_name, AGENT_NAMES, names, w->agents_count);
    for (uint32_t i = 0; i < w->agents_count; i++) {
        w->agents[i].name = names[i];
    }
    w->channels[USHER_EMAIL + 1].name = world_extra_channel(dice_below(d, EXTRA_CHANNELS));
}

/* ---- sections -------------------------------------------------------------------------------- */

static void take_sections(world *w, const world *other, dice *d)
{
    if (dice_percent(d, 40)) {
        w->options = other->options;
    }
    if (dice_percent(d, 30)) {
        w->channels_count = other->channels_count;
        memcpy(w->channels, other->channels, sizeof w->channels);
    }
    if (dice_percent(d, 30)) {
        w->statuses_count = other->statuses_count;
        memcpy(w->statuses, other->statuses, sizeof w->statuses);
    }
    if (dice_percent(d, 40)) {
        w->queues_count = other->queues_count;
        memcpy(w->queues, other->queues, sizeof w->queues);
    }
    if (dice_percent(d, 40)) {
        w->profiles_count = other->profiles_count;
        memcpy(w->profiles, other->profiles, sizeof w->profiles);
        memcpy(w->entries, other->entries, sizeof w->entries);
    }
    if (dice_percent(d, 40)) {
        w->agents_count = other->agents_count;
        memcpy(w->agents, other->agents, sizeof w->agents);
    }
}

/* A profile looks at one queue in place of another one, and nothing else changes in it. */
static void swap_entries(world *w, dice *d)
{
    uint32_t a = dice_below(d, w->queues_count);
    uint32_t b = dice_below(d, w->queues_count);
    uint32_t channel = dice_below(d, w->channels_count);
    uint32_t profile = dice_below(d, w->profiles_count);
    usher_entry_def *x = &w->entries[profile][a][channel];
    usher_entry_def *y = &w->entries[profile][b][channel];
    usher_entry_def was = *x;
    *x = *y;
    *y = was;
    x->queue.v = a + 1;
    y->queue.v = b + 1;
}

/* Sections of two worlds speak of what both may not have. */
static void make_whole(world *w)
{
    bool kept = w->options.gone_status.v <= w->statuses_count;
    w->options.gone_status.v = kept ? w->options.gone_status.v : 0;
    for (uint32_t i = 0; i < w->queues_count; i++) {
        uint32_t to = w->queues[i].overflow_queue.v;
        w->queues[i].overflow_queue.v = to <= w->queues_count && to != i + 1 ? to : 0;
    }
    for (uint32_t i = 0; i < w->profiles_count; i++) {
        usher_profile_def *profile = &w->profiles[i];
        kept = profile->outbound_queue.v <= w->queues_count;
        profile->outbound_queue.v = kept ? profile->outbound_queue.v : 0;
        for (uint32_t channel = w->channels_count; channel < WORLD_CHANNELS; channel++) {
            profile->max[channel] = 0;
            profile->while_busy[channel] = USHER_WHILE_BUSY_DEFAULT;
        }
    }
    for (uint32_t i = 0; i < w->agents_count; i++) {
        usher_agent_def *agent = &w->agents[i];
        agent->profile.v = 1 + (agent->profile.v - 1) % w->profiles_count;
        agent->auto_accept &= (uint8_t)((1u << w->channels_count) - 1);
        for (uint32_t channel = w->channels_count; channel < WORLD_CHANNELS; channel++) {
            agent->acw[channel] = 0;
        }
    }
}

/* ---- rules ----------------------------------------------------------------------------------- */

static const char *any_name(dice *d, uint8_t kind)
{
    switch (kind) {
    case USHER_CHANGE_CHANNEL:
        return world_extra_channel(dice_below(d, EXTRA_CHANNELS));
    case USHER_CHANGE_STATUS:
        return world_status_name(1 + dice_below(d, WORLD_STATUSES));
    case USHER_CHANGE_PROFILE:
        return world_profile_name(1 + dice_below(d, WORLD_PROFILES));
    default:
        return world_queue_name(1 + dice_below(d, WORLD_QUEUES));
    }
}

/* A status of the new world. If it should make sense, it is routable if that of this name is. */
static const char *status_for(const world_change *c, dice *d, const char *name)
{
    const world *w = &c->world;
    usher_agent_status_def def = USHER_AGENT_STATUS_DEF_INIT;
    uint32_t at = dice_below(d, w->statuses_count);
    (void)usher_centre_status(c->before, usher_centre_find_status(c->before, name), &def);
    while (c->each &&
           (w->statuses[at].kind == USHER_STATUS_ROUTABLE) != (def.kind == USHER_STATUS_ROUTABLE)) {
        at = (at + 1) % w->statuses_count; /* Available and Offline are in every world */
    }
    return w->statuses[at].name;
}

/* A name of the new world, to which what is removed may go. */
static const char *target(const world_change *c, dice *d, uint8_t kind, const char *name)
{
    const world *w = &c->world;
    if (dice_percent(d, c->each ? 1 : 8)) {
        return any_name(d, kind);
    }
    switch (kind) {
    case USHER_CHANGE_STATUS:
        return status_for(c, d, name);
    case USHER_CHANGE_PROFILE:
        return w->profiles[dice_below(d, w->profiles_count)].name;
    default:
        return w->queues[dice_below(d, w->queues_count)].name;
    }
}

static uint8_t throw_action(const world_change *c, dice *d, uint8_t kind)
{
    if (dice_percent(d, 55) && (kind != USHER_CHANGE_CHANNEL || dice_percent(d, c->each ? 1 : 5))) {
        return USHER_MOVE;
    }
    return dice_percent(d, c->each ? 20 : 50) ? USHER_REFUSE : USHER_DRAIN;
}

static void add_rule(world_change *c, dice *d, uint8_t kind, const char *name)
{
    if (c->options.rules_count == WORLD_RULES) {
        return;
    }
    usher_change_rule *rule = &c->rules[c->options.rules_count++];
    *rule = (usher_change_rule)USHER_CHANGE_RULE_INIT;
    rule->kind = kind;
    rule->name = name;
    rule->action = throw_action(c, d, kind);
    rule->to = rule->action == USHER_MOVE ? target(c, d, kind, name) : NULL;
}

/* Does this thing that is removed get a rule of its own? */
static bool is_ruled(const world_change *c, dice *d, uint32_t percent)
{
    return c->each || dice_percent(d, percent);
}

static bool has_agent(const world *w, const char *name)
{
    bool has = false;
    for (uint32_t i = 0; i < w->agents_count; i++) {
        has = has || strcmp(w->agents[i].name, name) == 0;
    }
    return has;
}

/* For some of what the centre has, and the new one will not. */
static void throw_rules(world_change *c, dice *d, const usher_centre *file)
{
    const usher_centre *centre = c->before;
    usher_queue_def queue;
    usher_profile_def profile;
    usher_agent_status_def status;
    usher_channel_def channel;
    usher_agent_def agent;
    for (uint32_t i = 1; i <= usher_centre_queues(centre); i++) {
        if (usher_centre_queue(centre, (usher_queue_ref){ i }, &queue) && is_ruled(c, d, 60) &&
            usher_centre_find_queue(file, queue.name).v == 0) {
            add_rule(c, d, USHER_CHANGE_QUEUE, queue.name);
        }
    }
    for (uint32_t i = 1; i <= usher_centre_profiles(centre); i++) {
        if (usher_centre_profile(centre, (usher_profile_ref){ i }, &profile) &&
            is_ruled(c, d, 60) && usher_centre_find_profile(file, profile.name).v == 0) {
            add_rule(c, d, USHER_CHANGE_PROFILE, profile.name);
        }
    }
    for (uint32_t i = 1; i <= usher_centre_statuses(centre); i++) {
        if (usher_centre_status(centre, (usher_agent_status_ref){ i }, &status) &&
            is_ruled(c, d, 40) && usher_centre_find_status(file, status.name).v == 0) {
            add_rule(c, d, USHER_CHANGE_STATUS, status.name);
        }
    }
    for (uint32_t i = 0; i < usher_centre_channels(centre); i++) {
        if (usher_centre_channel(centre, (usher_channel)i, &channel) && is_ruled(c, d, 40) &&
            usher_centre_find_channel(file, channel.name) == USHER_CHANNEL_NONE) {
            add_rule(c, d, USHER_CHANGE_CHANNEL, channel.name);
        }
    }
    for (uint32_t i = 0; usher_centre_agent(centre, i, &agent); i++) {
        if (!has_agent(&c->world, agent.name) && is_ruled(c, d, 30)) {
            add_rule(c, d, USHER_CHANGE_AGENT, agent.name);
        }
    }
}

void world_change_throw(world_change *out, const world *now, const usher_centre *centre,
                        uint64_t number, bool each)
{
    dice d = { number };
    world other;
    memset(out, 0, sizeof *out);
    out->each = each;
    out->before = centre;
    world_throw(&other, number, &d);
    out->world = *now;
    if (dice_percent(&d, 25)) {
        out->world = other;
    } else {
        take_sections(&out->world, &other, &d);
    }
    if (dice_percent(&d, 30)) {
        swap_entries(&out->world, &d);
    }
    if (dice_percent(&d, 40)) {
        hand_names_round(&out->world, &d);
    }
    make_whole(&out->world);
    usher_centre *file = world_build(&out->world);
    out->options = (usher_change_options)USHER_CHANGE_OPTIONS_INIT;
    out->options.otherwise = dice_percent(&d, 80) ? USHER_DRAIN : USHER_REFUSE;
    throw_rules(out, &d, file);
    if (!each && dice_percent(&d, 2)) {
        add_rule(out, &d, USHER_CHANGE_QUEUE, any_name(&d, USHER_CHANGE_QUEUE));
    }
    out->options.rules = out->rules;
    usher_centre_unref(file);
}

/* ---- printing -------------------------------------------------------------------------------- */

void world_change_print(const world_change *c, FILE *out)
{
    static const char *const kinds[] = { "?", "channel", "status", "queue", "profile", "agent" };
    static const char *const actions[] = { "refuse", "drain", "move" };
    fprintf(out, "```centre of the change; otherwise %s", actions[c->options.otherwise]);
    for (size_t i = 0; i < c->options.rules_count; i++) {
        const usher_change_rule *rule = &c->rules[i];
        fprintf(out, ", %s %s: %s %s", kinds[rule->kind], rule->name, actions[rule->action],
                rule->to != NULL ? rule->to : "");
    }
    fputc('\n', out);
    world_print(&c->world, out);
    fputs("```\n", out);
}
