/*
 * profiles.c - `profiles:`, the channels an agent has and the queues that he serves.
 */
#include "sections.h"

typedef struct pair { /* of one profile: a queue and a channel that it serves */
    const us_node *queue;
    const us_node *channel;
} pair;

typedef struct profile_in_progress {
    us_node *node;
    usher_profile_ref ref;
    usher_profile_def def;
    bool slots_known; /* every channel of it was understood */
    pair pairs[USHER_ENTRIES_MAX];
    size_t count; /* of pairs, also of those that found no place */
} profile_in_progress;

static void read_slots(us_load *load, profile_in_progress *profile)
{
    const us_node *channels = us_typed(profile->node, "channels");
    profile->slots_known = channels != NULL || us_node_get(profile->node, "channels") == NULL;
    for (us_node *node = channels != NULL ? channels->first : NULL; node != NULL;
         node = node->next) {
        usher_channel channel =
            node->key->broken ? USHER_CHANNEL_NONE : us_channel_refer(load, node->key);
        if (channel == USHER_CHANNEL_NONE) {
            profile->slots_known = false;
            continue;
        }
        profile->def.max[channel] = (uint16_t)us_number(node, "max", 1);
        profile->def.while_busy[channel] =
            (uint8_t)us_number(node, "while_busy", USHER_WHILE_BUSY_DEFAULT);
    }
}

/* A pair stands once in a profile, and there is room for 50. */
static bool may_add_pair(us_load *load, profile_in_progress *profile, const pair *added)
{
    if (profile->count == USHER_ENTRIES_MAX) {
        us_report(load, US_CODE_TOO_MANY, added->channel,
                  "profile `%s` serves more than %d pairs of queue and channel",
                  us_show_node(profile->node->key).text, USHER_ENTRIES_MAX);
    }
    if (profile->count >= USHER_ENTRIES_MAX) {
        profile->count = USHER_ENTRIES_MAX + 1; /* said once */
        return false;
    }
    for (size_t i = 0; i < profile->count; i++) {
        const pair *there = &profile->pairs[i];
        if (there->queue == added->queue && us_same_text(there->channel, added->channel)) {
            us_report(load, US_CODE_DUPLICATE_ENTRY, added->channel,
                      "queue `%s` with channel `%s` stands in this profile already, in line %u",
                      us_show_node(added->queue->key).text, us_show_node(added->channel).text,
                      (unsigned)there->channel->line);
            return false;
        }
    }
    profile->pairs[profile->count++] = *added;
    return true;
}

static void add_entry(us_load *load, profile_in_progress *profile, const us_node *entry,
                      const us_node *queue, const us_node *name)
{
    usher_channel channel = us_channel_refer(load, name);
    pair added = { queue, name };
    if (channel == USHER_CHANNEL_NONE || queue == NULL || !may_add_pair(load, profile, &added)) {
        return;
    }
    if (profile->def.max[channel] == 0 && profile->slots_known) {
        us_report(load, US_CODE_CHANNEL_WITHOUT_SLOTS, name,
                  "profile `%s` has no slots for `%s`: this entry is never used",
                  us_show_node(profile->node->key).text, us_show_node(name).text);
    }
    usher_entry_def def = USHER_ENTRY_DEF_INIT;
    def.queue.v = (uint32_t)queue->number;
    def.channel = channel;
    def.priority = (uint8_t)us_number(entry, "priority", 1);
    def.delay = us_number(entry, "delay", 0);
    if (us_load_clean(load)) {
        us_load_take(load, name, usher_centre_add_entry(load->builder, profile->ref, &def));
    }
}

static void read_entries(us_load *load, profile_in_progress *profile, const us_node *entries)
{
    for (const us_node *entry = entries != NULL ? entries->first : NULL; entry != NULL;
         entry = entry->next) {
        us_node *queue = us_reference(load, entry, "queue", &load->queues, US_CODE_UNKNOWN_QUEUE);
        if (queue != NULL) {
            queue->used = true;
        }
        const us_node *channels = us_typed(entry, "channels");
        for (us_node *name = channels != NULL ? channels->first : NULL; name != NULL;
             name = name->next) {
            if (name->typed) {
                add_entry(load, profile, entry, queue, name);
            }
        }
    }
}

static void read_profile(us_load *load, us_node *node)
{
    profile_in_progress profile = { .node = node, .def = USHER_PROFILE_DEF_INIT };
    usher_profile_def *def = &profile.def;
    const us_node *outbound =
        us_reference(load, node, "outbound_queue", &load->queues, US_CODE_UNKNOWN_QUEUE);
    def->name = node->key->text;
    def->availability_timer =
        (uint8_t)us_number(node, "availability_timer", USHER_SINCE_LAST_ACTIVITY);
    def->outbound_queue.v = outbound != NULL ? (uint32_t)outbound->number : 0;
    read_slots(load, &profile);
    if (us_load_clean(load)) {
        us_load_take(load, node->key, usher_centre_add_profile(load->builder, def, &profile.ref));
        us_place_keep(load, USHER_DEFINES_PROFILE, profile.ref.v - UINT64_C(1), node->key);
    }
    node->number = profile.ref.v;
    read_entries(load, &profile, us_typed(node, "entries"));
}

void us_profiles_read(us_load *load, const us_node *section)
{
    load->profiles = us_index_make(load, section);
    us_places_begin(load, USHER_DEFINES_PROFILE, section->size);
    for (us_node *node = section->first; node != NULL; node = node->next) {
        read_profile(load, node);
    }
}
