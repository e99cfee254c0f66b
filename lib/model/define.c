/*
 * define.c - the parts of a centre: each call checks, stores, or refuses with a reason. Hours and
 * zones are define_hours.c's.
 */
#include "builder.h"

#include <usher/event.h>

#include <string.h>

usher_status usher_centre_set_name(usher_centre_builder *builder, const char *name,
                                   const char *zone)
{
    usher_status status = us_builder_begin(builder, builder, 0, 0, "the centre");
    if (status == USHER_OK && name != NULL) {
        status = us_builder_check_name(builder, "the centre", name);
    }
    if (status == USHER_OK && zone != NULL) {
        status = us_builder_check_name(builder, "the time zone", zone);
    }
    if (status != USHER_OK) {
        return status;
    }
    const char *new_name = name != NULL ? us_builder_copy(builder, name) : builder->centre->name;
    const char *new_zone = zone != NULL ? us_builder_copy(builder, zone) : builder->centre->zone;
    if (new_name == NULL || new_zone == NULL) {
        return us_builder_no_memory(builder);
    }
    builder->centre->name = new_name;
    builder->centre->zone = new_zone;
    return USHER_OK;
}

static bool words_are_known(const usher_routing_options *options)
{
    bool known = options->buffer_rounding <= USHER_ROUND_UP &&
                 options->while_busy_default >= USHER_WHILE_BUSY_OWN &&
                 options->while_busy_default <= USHER_WHILE_BUSY_ANY &&
                 options->priority_scope <= USHER_PRIORITY_IN_QUEUE &&
                 options->delay_clock <= USHER_DELAY_ADJUSTED &&
                 options->handled <= USHER_HANDLED_ACTIVE &&
                 options->after_miss <= USHER_MISS_TO_BOTTOM &&
                 options->age_adjustment <= USHER_ADJUSTMENT_ADDS &&
                 options->same_agent_twice <= USHER_SAME_AGENT_ALLOW &&
                 options->slots_with_next_status <= USHER_NEXT_STATUS_KEEP &&
                 options->when_gone <= USHER_GONE_BACK &&
                 options->profile_change <= USHER_PROFILE_OFFERS_WITHDRAWN;
    for (uint32_t i = 0; i < USHER_FAILURES; i++) {
        const usher_failure_rule *rule = &options->failures[i];
        known &= rule->after_miss <= USHER_MISS_AS_FOR_ALL && rule->counts <= USHER_COUNTS_NO;
    }
    return known;
}

static bool durations_are_in_range(const usher_routing_options *options)
{
    const usher_failure_rule *cancelled = &options->failures[USHER_FAILURE_CANCELLED];
    bool right = options->reoffer_after >= 0 && options->clear_missed_after > 0 &&
                 options->presentation_limit > 0 && options->join_limit > 0 &&
                 cancelled->clear_after == USHER_AS_FOR_ALL;
    for (uint32_t i = 0; i < USHER_FAILURES; i++) {
        const usher_failure_rule *rule = &options->failures[i];
        right &= rule->clear_after >= USHER_AS_FOR_ALL && rule->reoffer_after >= USHER_AS_FOR_ALL;
    }
    return right;
}

usher_status usher_centre_set_options(usher_centre_builder *builder,
                                      const usher_routing_options *options)
{
    usher_status status = us_builder_begin(builder, options, options != NULL ? options->size : 0,
                                           sizeof *options, "options");
    if (status != USHER_OK) {
        return status;
    }
    if (!words_are_known(options)) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "an option", NULL,
                                 "has a value that is none of its words");
    }
    if (!durations_are_in_range(options)) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "an option", NULL,
                                 "has a duration out of range");
    }
    builder->centre->options = *options;
    return USHER_OK;
}

usher_status usher_centre_add_channel(usher_centre_builder *builder, const usher_channel_def *def,
                                      usher_channel *out)
{
    usher_status status =
        us_builder_begin(builder, def, def != NULL ? def->size : 0, sizeof *def, "a channel");
    if (status == USHER_OK) {
        status = us_builder_check_name(builder, "a channel", def->name);
    }
    if (status != USHER_OK) {
        return status;
    }
    usher_centre *centre = builder->centre;
    if (def->ring < 0 || def->like > USHER_EMAIL) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "channel", def->name,
                                 "has a value out of range");
    }
    usher_channel at = usher_centre_find_channel(centre, def->name);
    if (at == USHER_CHANNEL_NONE) {
        if (centre->channels_count == USHER_CHANNELS_MAX) {
            return us_builder_refuse(builder, USHER_ERR_LIMIT, "channel", def->name,
                                     "is one too many: 8 at most");
        }
        if (centre->queues_count > 0) {
            return us_builder_refuse(builder, USHER_ERR_STATE, "channel", def->name,
                                     "comes after a queue");
        }
        const char *name = us_builder_copy(builder, def->name);
        if (name == NULL) {
            return us_builder_no_memory(builder);
        }
        at = (usher_channel)centre->channels_count++;
        centre->channels[at] = (us_channel_def){ .name = name,
                                                 .ring = centre->channels[def->like].ring,
                                                 .like = def->like };
    }
    us_channel_def *channel = &centre->channels[at];
    channel->live_max = def->live_max != 0 ? def->live_max : USHER_UNLIMITED;
    channel->ring = def->ring != 0 ? def->ring : channel->ring;
    if (out != NULL) {
        *out = at;
    }
    return USHER_OK;
}

usher_status usher_centre_add_status(usher_centre_builder *builder,
                                     const usher_agent_status_def *def, usher_agent_status_ref *out)
{
    usher_status status =
        us_builder_begin(builder, def, def != NULL ? def->size : 0, sizeof *def, "a status");
    if (status == USHER_OK) {
        status = us_builder_check_name(builder, "a status", def->name);
    }
    if (status != USHER_OK) {
        return status;
    }
    usher_centre *centre = builder->centre;
    if (def->kind > USHER_STATUS_OFFLINE) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "status", def->name,
                                 "is of no known kind");
    }
    uint32_t ref = usher_centre_find_status(centre, def->name).v;
    if (ref == 0) {
        if (centre->statuses_count == USHER_STATUSES_MAX) {
            return us_builder_refuse(builder, USHER_ERR_LIMIT, "status", def->name,
                                     "is one too many: 50 at most");
        }
        status = us_builder_append_status(builder, def->name, def->kind);
        if (status != USHER_OK) {
            return status;
        }
        ref = centre->statuses_count;
    } else if (ref > 2 || centre->statuses[ref - 1].kind != def->kind) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "status", def->name,
                                 "is defined twice or of another kind");
    }
    if (out != NULL) {
        out->v = ref;
    }
    return USHER_OK;
}

usher_status usher_centre_add_queue(usher_centre_builder *builder, const usher_queue_def *def,
                                    usher_queue_ref *out)
{
    usher_status status =
        us_builder_begin(builder, def, def != NULL ? def->size : 0, sizeof *def, "a queue");
    if (status == USHER_OK) {
        status =
            us_builder_check_new_name(builder, &builder->centre->queue_names, "queue", def->name);
    }
    if (status != USHER_OK) {
        return status;
    }
    usher_centre *centre = builder->centre;
    if (def->display != NULL &&
        us_builder_check_name(builder, "the display name", def->display) != USHER_OK) {
        return USHER_ERR_INVALID;
    }
    if (def->offers == 0 || def->service_level < 0 || def->hours.v > centre->hours_count ||
        def->longest_wait < 0 || def->overflow_end > USHER_REASON_END_MAX ||
        def->join_needs > USHER_NEEDS_AVAILABLE || def->stay_needs > USHER_NEEDS_STAFFED) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "queue", def->name,
                                 "has a value out of range");
    }
    status = us_builder_append_queue(builder, def);
    if (status == USHER_OK && out != NULL) {
        out->v = centre->queues_count;
    }
    return status;
}

static usher_status check_profile(usher_centre_builder *builder, const usher_profile_def *def)
{
    const usher_centre *centre = builder->centre;
    if (def->availability_timer > USHER_SINCE_LAST_INBOUND ||
        def->outbound_queue.v > centre->queues_count) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "profile", def->name,
                                 "has a value out of range");
    }
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        if (def->while_busy[channel] > USHER_WHILE_BUSY_ANY ||
            (def->max[channel] > 0 && channel >= centre->channels_count)) {
            return us_builder_refuse(builder, USHER_ERR_INVALID, "profile", def->name,
                                     "has a channel that is not defined");
        }
    }
    return USHER_OK;
}

usher_status usher_centre_add_profile(usher_centre_builder *builder, const usher_profile_def *def,
                                      usher_profile_ref *out)
{
    usher_status status =
        us_builder_begin(builder, def, def != NULL ? def->size : 0, sizeof *def, "a profile");
    if (status == USHER_OK) {
        status = us_builder_check_new_name(builder, &builder->centre->profile_names, "profile",
                                           def->name);
    }
    if (status == USHER_OK) {
        status = check_profile(builder, def);
    }
    if (status != USHER_OK) {
        return status;
    }
    status = us_builder_append_profile(builder, def);
    if (status == USHER_OK && out != NULL) {
        out->v = builder->centre->profiles_count;
    }
    return status;
}

/* What is wrong with an entry, or NULL. */
static const char *fault_of_entry(const usher_centre *centre, const usher_entry_def *def)
{
    if (def->queue.v == 0 || def->queue.v > centre->queues_count) {
        return "has an unknown queue";
    }
    if (def->channel >= centre->channels_count) {
        return "has an unknown channel";
    }
    if (def->priority < 1 || def->priority > USHER_ENTRY_PRIORITY_MAX) {
        return "has a priority outside 1 to 99";
    }
    if (def->delay < 0 || def->delay > USHER_SECONDS(USHER_ENTRY_DELAY_MAX_S) ||
        def->delay % USHER_SECONDS(1) != 0) {
        return "has a delay that is not 0 to 9999 whole seconds";
    }
    return NULL;
}

usher_status usher_centre_add_entry(usher_centre_builder *builder, usher_profile_ref ref,
                                    const usher_entry_def *def)
{
    usher_status status =
        us_builder_begin(builder, def, def != NULL ? def->size : 0, sizeof *def, "an entry");
    if (status != USHER_OK) {
        return status;
    }
    usher_centre *centre = builder->centre;
    if (ref.v == 0 || ref.v > centre->profiles_count) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "an entry", NULL,
                                 "belongs to no profile");
    }
    us_profile *profile = &centre->profiles[ref.v - 1];
    const char *fault = fault_of_entry(centre, def);
    if (fault != NULL) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "an entry of profile", profile->name,
                                 fault);
    }
    uint32_t line = us_line_of(def->queue.v - 1, def->channel);
    for (uint32_t i = 0; i < profile->entries_count; i++) {
        if (profile->entries[i].line == line) {
            return us_builder_refuse(builder, USHER_ERR_INVALID, "an entry of profile",
                                     profile->name, "stands there twice");
        }
    }
    if (profile->entries_count == USHER_ENTRIES_MAX) {
        return us_builder_refuse(builder, USHER_ERR_LIMIT, "profile", profile->name,
                                 "has more than 50 entries");
    }
    us_entry entry = { line, 0, def->delay, def->priority, def->channel };
    return us_builder_append_entry(builder, profile, entry);
}

/* The group at the end of a path, made where it is missing. *out 0 for an empty path. */
static usher_status add_groups(usher_centre_builder *builder, const char *const *path,
                               uint32_t *out)
{
    usher_centre *centre = builder->centre;
    *out = 0;
    for (uint32_t level = 1; level <= USHER_GROUP_LEVELS && path[level - 1] != NULL; level++) {
        uint32_t ref = usher_centre_find_group(centre, path, level).v;
        if (ref == 0) {
            usher_status status = us_builder_append_group(builder, *out, path[level - 1], level);
            if (status != USHER_OK) {
                return status;
            }
            ref = centre->groups_count;
        }
        *out = ref;
    }
    return USHER_OK;
}

/* An agent was refused after all: so are the groups that he brought. */
static void take_groups_back(usher_centre *centre, uint32_t count)
{
    for (; centre->groups_count > count; centre->groups_count--) {
        us_names_drop_last(&centre->group_names, &centre->mem);
    }
}

static usher_status check_groups(usher_centre_builder *builder, const char *const *path)
{
    usher_status status = USHER_OK;
    for (uint32_t i = 0; status == USHER_OK && i < USHER_GROUP_LEVELS && path[i] != NULL; i++) {
        status = us_builder_check_name(builder, "a group", path[i]);
    }
    return status;
}

static usher_status check_agent(usher_centre_builder *builder, const usher_agent_def *def)
{
    const usher_centre *centre = builder->centre;
    usher_status status =
        us_builder_check_new_name(builder, &centre->agent_names, "agent", def->name);
    if (status != USHER_OK) {
        return status;
    }
    if (def->profile.v == 0 || def->profile.v > centre->profiles_count) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "agent", def->name, "has no profile");
    }
    if (def->device != NULL && !us_utf8_valid(def->device)) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "agent", def->name,
                                 "has a device that is not UTF-8");
    }
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        if (def->acw[channel] < 0) {
            return us_builder_refuse(builder, USHER_ERR_INVALID, "agent", def->name,
                                     "has after-contact work below 0");
        }
    }
    return USHER_OK;
}

/* Everything is checked; what is left can only want memory. */
static usher_status store_agent(usher_centre_builder *builder, const usher_agent_def *def)
{
    usher_centre *centre = builder->centre;
    us_agent_def agent = { .profile = def->profile.v - 1,
                           .tag = def->tag,
                           .auto_accept = def->auto_accept };
    memcpy(agent.acw, def->acw, sizeof agent.acw);
    usher_status status = add_groups(builder, def->group, &agent.group);
    if (status == USHER_OK) {
        status = us_builder_grow(builder, (void **)&centre->agents, &centre->agents_capacity,
                                 centre->agents_count, sizeof *centre->agents);
    }
    if (status != USHER_OK) {
        return status;
    }
    agent.name = us_builder_copy(builder, def->name);
    agent.device = def->device != NULL ? us_builder_copy(builder, def->device) : "";
    if (agent.device == NULL) {
        return us_builder_no_memory(builder);
    }
    status = us_builder_enter(builder, &centre->agent_names, agent.name);
    if (status == USHER_OK) {
        centre->agents[centre->agents_count++] = agent;
    }
    return status;
}

usher_status usher_centre_add_agent(usher_centre_builder *builder, const usher_agent_def *def)
{
    usher_status status =
        us_builder_begin(builder, def, def != NULL ? def->size : 0, sizeof *def, "an agent");
    if (status == USHER_OK) {
        status = check_agent(builder, def);
    }
    if (status == USHER_OK) {
        status = check_groups(builder, def->group);
    }
    if (status != USHER_OK) {
        return status;
    }
    uint32_t groups = builder->centre->groups_count;
    status = store_agent(builder, def);
    if (status != USHER_OK) {
        take_groups_back(builder->centre, groups);
    }
    return status;
}
