/*
 * centre.c - the life of a centre, and reading it.
 *
 * Building is builder.c's. Here: allocation, counting, freeing, getters and finders. A centre never
 * changes after it was built, so none of this needs a lock.
 */
#include "centre.h"

#include <string.h>

enum { BLOCK_SIZE = 4096 };

struct us_block {
    us_block *next;
    size_t used, size;
    char bytes[];
};

static us_block *block_add(usher_centre *centre, size_t at_least)
{
    size_t size = at_least > BLOCK_SIZE ? at_least : BLOCK_SIZE;
    us_block *block = us_mem_zero(&centre->mem, sizeof *block + size);
    if (block == NULL) {
        return NULL;
    }
    block->size = size;
    block->next = centre->blocks;
    centre->blocks = block;
    return block;
}

const char *us_centre_text(usher_centre *centre, const void *bytes, size_t size)
{
    us_block *block = centre->blocks;
    if (block == NULL || block->size - block->used < size + 1) {
        block = block_add(centre, size + 1);
        if (block == NULL) {
            return NULL;
        }
    }
    char *text = block->bytes + block->used;
    memcpy(text, bytes, size);
    text[size] = '\0';
    block->used += size + 1;
    return text;
}

usher_centre *us_centre_new(const usher_mem *host)
{
    us_mem mem;
    us_mem_init(&mem, host);
    usher_centre *centre = us_mem_zero(&mem, sizeof *centre);
    if (centre == NULL) {
        return NULL;
    }
    centre->mem = mem;
    us_holders_begin(&centre->holders);
    centre->name = "";
    centre->zone = "Etc/UTC";
    centre->options = (usher_routing_options)USHER_ROUTING_OPTIONS_INIT;
    static const us_channel_def built_in[] = {
        { "voice", USHER_SECONDS(20), USHER_UNLIMITED, USHER_VOICE, US_IS_PRESENT },
        { "chat", USHER_SECONDS(20), USHER_UNLIMITED, USHER_CHAT, US_IS_PRESENT },
        { "task", USHER_SECONDS(30), USHER_UNLIMITED, USHER_TASK, US_IS_PRESENT },
        { "email", USHER_SECONDS(30), USHER_UNLIMITED, USHER_EMAIL, US_IS_PRESENT },
    };
    memcpy(centre->channels, built_in, sizeof built_in);
    centre->channels_count = 4;
    return centre;
}

static void free_hours(usher_centre *centre)
{
    for (uint32_t i = 0; i < centre->hours_count; i++) {
        us_hours *hours = &centre->hours[i];
        us_mem_free(&centre->mem, hours->spans, hours->spans_count * sizeof *hours->spans);
        us_mem_free(&centre->mem, hours->closed, hours->closed_count * sizeof *hours->closed);
        us_hours_free_overrides(&centre->mem, hours);
    }
    us_mem_free(&centre->mem, centre->hours, centre->hours_capacity * sizeof *centre->hours);
}

static void free_zones(usher_centre *centre)
{
    for (uint32_t i = 0; i < centre->zones_count; i++) {
        us_zone_free(&centre->mem, &centre->zones[i].zone);
    }
    us_mem_free(&centre->mem, centre->zones, centre->zones_capacity * sizeof *centre->zones);
}

static void free_profiles(usher_centre *centre)
{
    for (uint32_t i = 0; i < centre->profiles_count; i++) {
        us_profile *profile = &centre->profiles[i];
        us_mem_free(&centre->mem, profile->entries,
                    profile->entries_capacity * sizeof *profile->entries);
    }
    us_mem_free(&centre->mem, centre->profiles,
                centre->profiles_capacity * sizeof *centre->profiles);
}

static void centre_free(usher_centre *centre)
{
    us_mem *mem = &centre->mem;
    us_names *names[] = { &centre->status_names, &centre->hours_names,   &centre->zone_names,
                          &centre->queue_names,  &centre->profile_names, &centre->agent_names,
                          &centre->group_names };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        us_names_clear(names[i], mem);
    }
    free_hours(centre);
    free_zones(centre);
    free_profiles(centre);
    us_mem_free(mem, centre->statuses, centre->statuses_capacity * sizeof *centre->statuses);
    us_mem_free(mem, centre->queues, centre->queues_capacity * sizeof *centre->queues);
    us_mem_free(mem, centre->groups, centre->groups_capacity * sizeof *centre->groups);
    us_mem_free(mem, centre->agents, centre->agents_capacity * sizeof *centre->agents);
    us_mem_free(mem, centre->servers_from,
                (centre->lines_count + 1) * sizeof *centre->servers_from);
    us_mem_free(mem, centre->servers, centre->servers_count * sizeof *centre->servers);
    us_mem_free(mem, centre->line_delays, centre->lines_count * sizeof *centre->line_delays);
    for (us_block *block = centre->blocks; block != NULL;) {
        us_block *next = block->next;
        us_mem_free(mem, block, sizeof *block + block->size);
        block = next;
    }
    us_mem own = *mem; /* it lives inside what is freed now */
    us_mem_free(&own, centre, sizeof *centre);
}

usher_centre *usher_centre_ref(usher_centre *centre)
{
    us_holders_add(&centre->holders);
    return centre;
}

void usher_centre_unref(usher_centre *centre)
{
    if (centre != NULL && us_holders_drop(&centre->holders)) {
        centre_free(centre);
    }
}

const char *usher_centre_name(const usher_centre *centre)
{
    return centre->name;
}

const char *usher_centre_zone(const usher_centre *centre)
{
    return centre->zone;
}

uint64_t usher_centre_hash(const usher_centre *centre)
{
    return centre->hash;
}

const usher_routing_options *usher_centre_options(const usher_centre *centre)
{
    return &centre->options;
}

uint32_t usher_centre_channels(const usher_centre *centre)
{
    return centre->channels_count;
}

uint32_t usher_centre_statuses(const usher_centre *centre)
{
    return centre->statuses_count;
}

uint32_t usher_centre_hours_count(const usher_centre *centre)
{
    return centre->hours_count;
}

uint32_t usher_centre_zones(const usher_centre *centre)
{
    return centre->zones_count;
}

uint32_t usher_centre_queues(const usher_centre *centre)
{
    return centre->queues_count;
}

uint32_t usher_centre_profiles(const usher_centre *centre)
{
    return centre->profiles_count;
}

uint32_t usher_centre_groups(const usher_centre *centre)
{
    return centre->groups_count;
}

uint32_t usher_centre_agents(const usher_centre *centre)
{
    return centre->agents_count;
}

bool usher_centre_channel(const usher_centre *centre, usher_channel channel, usher_channel_def *out)
{
    if (channel >= centre->channels_count || centre->channels[channel].presence == US_IS_GONE) {
        return false;
    }
    const us_channel_def *def = &centre->channels[channel];
    *out = (usher_channel_def)USHER_CHANNEL_DEF_INIT;
    out->name = def->name;
    out->like = def->like;
    out->ring = def->ring;
    out->live_max = us_channel_limit(def);
    return true;
}

bool usher_centre_status(const usher_centre *centre, usher_agent_status_ref ref,
                         usher_agent_status_def *out)
{
    if (ref.v == 0 || ref.v > centre->statuses_count ||
        centre->statuses[ref.v - 1].presence == US_IS_GONE) {
        return false;
    }
    const us_status_def *def = &centre->statuses[ref.v - 1];
    *out = (usher_agent_status_def){ sizeof *out, def->name, def->kind };
    return true;
}

bool usher_centre_hours(const usher_centre *centre, usher_hours_ref ref, usher_hours_def *out)
{
    if (ref.v == 0 || ref.v > centre->hours_count) {
        return false;
    }
    const us_hours *hours = &centre->hours[ref.v - 1];
    *out = (usher_hours_def)USHER_HOURS_DEF_INIT;
    out->name = hours->name;
    out->zone = hours->zone;
    out->spans = hours->spans;
    out->spans_count = hours->spans_count;
    out->closed = hours->closed;
    out->closed_count = hours->closed_count;
    return true;
}

bool usher_centre_override(const usher_centre *centre, usher_hours_ref ref, uint32_t index,
                           usher_override_def *out)
{
    if (ref.v == 0 || ref.v > centre->hours_count) {
        return false;
    }
    const us_hours *hours = &centre->hours[ref.v - 1];
    if (index >= hours->overrides_count - hours->closed_count) {
        return false;
    }
    *out = hours->overrides[hours->closed_count + index].def;
    return true;
}

usher_hours_ref usher_centre_parent(const usher_centre *centre, usher_hours_ref ref, uint32_t index)
{
    if (ref.v == 0 || ref.v > centre->hours_count ||
        index >= centre->hours[ref.v - 1].parents_count) {
        return (usher_hours_ref){ 0 };
    }
    return (usher_hours_ref){ centre->hours[ref.v - 1].parents[index] + 1 };
}

bool usher_centre_zone_data(const usher_centre *centre, uint32_t index, usher_zone_def *out)
{
    if (index >= centre->zones_count) {
        return false;
    }
    const us_named_zone *zone = &centre->zones[index];
    *out = (usher_zone_def){ sizeof *out, zone->name, zone->data, zone->data_size };
    return true;
}

bool usher_centre_queue(const usher_centre *centre, usher_queue_ref ref, usher_queue_def *out)
{
    if (ref.v == 0 || ref.v > centre->queues_count ||
        centre->queues[ref.v - 1].presence == US_IS_GONE) {
        return false;
    }
    const us_queue_def *def = &centre->queues[ref.v - 1];
    *out = (usher_queue_def)USHER_QUEUE_DEF_INIT;
    out->name = def->name;
    out->display = def->display;
    out->max_contacts = def->max_contacts;
    out->offers = def->offers;
    out->hours.v = def->hours;
    out->service_level = def->service_level;
    out->disabled = def->disabled;
    out->longest_wait = def->rules.longest_wait;
    out->overflow_queue.v = def->rules.overflow_queue;
    out->overflow_end = def->rules.overflow_end;
    out->join_needs = def->rules.join_needs;
    out->stay_needs = def->rules.stay_needs;
    return true;
}

bool usher_centre_profile(const usher_centre *centre, usher_profile_ref ref, usher_profile_def *out)
{
    if (ref.v == 0 || ref.v > centre->profiles_count ||
        centre->profiles[ref.v - 1].presence == US_IS_GONE) {
        return false;
    }
    const us_profile *profile = &centre->profiles[ref.v - 1];
    *out = (usher_profile_def)USHER_PROFILE_DEF_INIT;
    out->name = profile->name;
    out->availability_timer = profile->availability_timer;
    out->outbound_queue.v = profile->outbound_queue;
    memcpy(out->max, profile->max, sizeof out->max);
    memcpy(out->while_busy, profile->while_busy, sizeof out->while_busy);
    return true;
}

bool usher_centre_entry(const usher_centre *centre, usher_profile_ref profile, uint32_t index,
                        usher_entry_def *out)
{
    if (profile.v == 0 || profile.v > centre->profiles_count ||
        index >= centre->profiles[profile.v - 1].entries_count) {
        return false;
    }
    const us_entry *entry = &centre->profiles[profile.v - 1].entries[index];
    *out = (usher_entry_def)USHER_ENTRY_DEF_INIT;
    out->queue.v = us_line_queue_index(entry->line) + 1;
    out->channel = entry->channel;
    out->priority = entry->priority;
    out->delay = entry->delay;
    return true;
}

bool usher_centre_agent(const usher_centre *centre, uint32_t index, usher_agent_def *out)
{
    if (index >= centre->agents_count) {
        return false;
    }
    const us_agent_def *def = &centre->agents[index];
    *out = (usher_agent_def)USHER_AGENT_DEF_INIT;
    out->name = def->name;
    out->profile.v = def->profile + 1;
    out->device = def->device;
    out->auto_accept = def->auto_accept;
    out->tag = def->tag;
    memcpy(out->acw, def->acw, sizeof out->acw);
    for (uint32_t group = def->group; group != 0; group = centre->groups[group - 1].parent) {
        out->group[centre->groups[group - 1].level - 1] = centre->groups[group - 1].name;
    }
    return true;
}

bool usher_centre_group(const usher_centre *centre, usher_group_ref ref, const char **name,
                        usher_group_ref *parent, uint32_t *level)
{
    if (ref.v == 0 || ref.v > centre->groups_count) {
        return false;
    }
    const us_group *group = &centre->groups[ref.v - 1];
    if (name != NULL) {
        *name = group->name;
    }
    if (parent != NULL) {
        parent->v = group->parent;
    }
    if (level != NULL) {
        *level = group->level;
    }
    return true;
}

const char *usher_centre_channel_name(const usher_centre *centre, usher_channel channel)
{
    return channel < centre->channels_count ? centre->channels[channel].name : "";
}

const char *usher_centre_status_name(const usher_centre *centre, usher_agent_status_ref ref)
{
    bool known = ref.v != 0 && ref.v <= centre->statuses_count;
    return known ? centre->statuses[ref.v - 1].name : "";
}

const char *usher_centre_queue_name(const usher_centre *centre, usher_queue_ref ref)
{
    bool known = ref.v != 0 && ref.v <= centre->queues_count;
    return known ? centre->queues[ref.v - 1].name : "";
}

const char *usher_centre_profile_name(const usher_centre *centre, usher_profile_ref ref)
{
    bool known = ref.v != 0 && ref.v <= centre->profiles_count;
    return known ? centre->profiles[ref.v - 1].name : "";
}

static uint32_t find(const us_names *names, const char *name)
{
    uint32_t place;
    return name != NULL && us_names_find(names, name, strlen(name), &place) ? place + 1 : 0;
}

usher_channel usher_centre_find_channel(const usher_centre *centre, const char *name)
{
    for (uint32_t i = 0; name != NULL && i < centre->channels_count; i++) {
        if (centre->channels[i].presence != US_IS_GONE &&
            strcmp(centre->channels[i].name, name) == 0) {
            return (usher_channel)i;
        }
    }
    return USHER_CHANNEL_NONE;
}

usher_agent_status_ref usher_centre_find_status(const usher_centre *centre, const char *name)
{
    return (usher_agent_status_ref){ find(&centre->status_names, name) };
}

const us_zone *us_centre_zone(const usher_centre *centre, const char *name)
{
    static const us_zone utc = { 0 };
    uint32_t index;
    if (us_names_find(&centre->zone_names, name, strlen(name), &index)) {
        return &centre->zones[index].zone;
    }
    return strcmp(name, "UTC") == 0 || strcmp(name, "Etc/UTC") == 0 ? &utc : NULL;
}

usher_hours_ref usher_centre_find_hours(const usher_centre *centre, const char *name)
{
    return (usher_hours_ref){ find(&centre->hours_names, name) };
}

usher_queue_ref usher_centre_find_queue(const usher_centre *centre, const char *name)
{
    return (usher_queue_ref){ find(&centre->queue_names, name) };
}

usher_profile_ref usher_centre_find_profile(const usher_centre *centre, const char *name)
{
    return (usher_profile_ref){ find(&centre->profile_names, name) };
}

size_t us_group_key(char key[US_GROUP_KEY_MAX], uint32_t parent, const char *name)
{
    size_t size = strlen(name);
    if (size > USHER_NAME_MAX) {
        return 0;
    }
    memcpy(key, &parent, sizeof parent);
    memcpy(key + sizeof parent, name, size);
    return sizeof parent + size;
}

usher_group_ref usher_centre_find_group(const usher_centre *centre, const char *const *path,
                                        uint32_t levels)
{
    uint32_t at = 0; /* the reference of the group reached so far */
    for (uint32_t i = 0; i < levels && path[i] != NULL; i++) {
        char key[US_GROUP_KEY_MAX];
        uint32_t child;
        size_t size = us_group_key(key, at, path[i]);
        if (size == 0 || !us_names_find(&centre->group_names, key, size, &child)) {
            return (usher_group_ref){ 0 };
        }
        at = child + 1;
    }
    return (usher_group_ref){ at };
}
