/*
 * append.c - definitions that were checked: copied, named, and counted last.
 *
 * A place without a name is one whose definition is gone: it counts, and is found by nobody.
 */
#include "builder.h"

#include <string.h>

/* A copy of a name that is there. *failed: there is no memory. */
static const char *copy_name(usher_centre_builder *builder, const char *name, bool *failed)
{
    const char *copy = name != NULL ? us_builder_copy(builder, name) : "";
    *failed = copy == NULL;
    return copy;
}

static usher_status enter(usher_centre_builder *builder, us_names *names, const char *name)
{
    if (name[0] == '\0') {
        us_names_skip(names);
        return USHER_OK;
    }
    return us_builder_enter(builder, names, name);
}

usher_status us_builder_append_status(usher_centre_builder *builder, const char *name, uint8_t kind)
{
    usher_centre *centre = builder->centre;
    bool failed;
    us_status_def item = { .name = copy_name(builder, name, &failed), .kind = kind };
    usher_status status =
        us_builder_grow(builder, (void **)&centre->statuses, &centre->statuses_capacity,
                        centre->statuses_count, sizeof *centre->statuses);
    if (status == USHER_OK) {
        status = failed ? us_builder_no_memory(builder)
                        : enter(builder, &centre->status_names, item.name);
    }
    if (status == USHER_OK) {
        centre->statuses[centre->statuses_count++] = item;
    }
    return status;
}

usher_status us_builder_append_queue(usher_centre_builder *builder, const usher_queue_def *def)
{
    usher_centre *centre = builder->centre;
    bool failed;
    bool no_display;
    us_queue_def queue = {
        .name = copy_name(builder, def->name, &failed),
        .display = copy_name(builder, def->display != NULL ? def->display : def->name, &no_display),
        .max_contacts = def->max_contacts,
        .offers = def->offers,
        .hours = def->hours.v,
        .service_level = def->service_level,
        .disabled = def->disabled,
        .rules = { .longest_wait = def->longest_wait,
                   .overflow_queue = def->overflow_queue.v,
                   .overflow_end = def->overflow_end,
                   .join_needs = def->join_needs,
                   .stay_needs = def->stay_needs },
    };
    usher_status status =
        us_builder_grow(builder, (void **)&centre->queues, &centre->queues_capacity,
                        centre->queues_count, sizeof *centre->queues);
    if (status == USHER_OK) {
        status = failed || no_display ? us_builder_no_memory(builder)
                                      : enter(builder, &centre->queue_names, queue.name);
    }
    if (status == USHER_OK) {
        centre->queues[centre->queues_count++] = queue;
    }
    return status;
}

usher_status us_builder_append_profile(usher_centre_builder *builder, const usher_profile_def *def)
{
    usher_centre *centre = builder->centre;
    bool failed;
    us_profile profile = { .name = copy_name(builder, def->name, &failed),
                           .outbound_queue = def->outbound_queue.v,
                           .availability_timer = def->availability_timer };
    memcpy(profile.max, def->max, sizeof profile.max);
    memcpy(profile.while_busy, def->while_busy, sizeof profile.while_busy);
    usher_status status =
        us_builder_grow(builder, (void **)&centre->profiles, &centre->profiles_capacity,
                        centre->profiles_count, sizeof *centre->profiles);
    if (status == USHER_OK) {
        status = failed ? us_builder_no_memory(builder)
                        : enter(builder, &centre->profile_names, profile.name);
    }
    if (status == USHER_OK) {
        centre->profiles[centre->profiles_count++] = profile;
    }
    return status;
}

usher_status us_builder_append_entry(usher_centre_builder *builder, us_profile *profile,
                                     us_entry entry)
{
    usher_status status =
        us_builder_grow(builder, (void **)&profile->entries, &profile->entries_capacity,
                        profile->entries_count, sizeof *profile->entries);
    if (status == USHER_OK) {
        entry.order = profile->entries_count;
        profile->entries[profile->entries_count++] = entry;
    }
    return status;
}

usher_status us_builder_append_group(usher_centre_builder *builder, uint32_t parent,
                                     const char *name, uint32_t level)
{
    usher_centre *centre = builder->centre;
    usher_status status =
        us_builder_grow(builder, (void **)&centre->groups, &centre->groups_capacity,
                        centre->groups_count, sizeof *centre->groups);
    if (status != USHER_OK) {
        return status;
    }
    char bytes[US_GROUP_KEY_MAX];
    size_t size = us_group_key(bytes, parent, name);
    us_group group = { us_builder_copy(builder, name), parent, level };
    const char *key = us_centre_text(centre, bytes, size);
    if (group.name == NULL || key == NULL ||
        us_names_add(&centre->group_names, &centre->mem, key, size) != USHER_OK) {
        return us_builder_no_memory(builder);
    }
    centre->groups[centre->groups_count++] = group;
    return USHER_OK;
}
