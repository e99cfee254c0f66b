/*
 * reach.c - whom contacts could reach: entries, slots, and agents who have the profile.
 *
 * Whether anybody is there is another question: this is about what no shift could cure.
 */
#include "reach.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

static size_t line_of(usher_queue_ref queue, usher_channel channel)
{
    return (size_t)(queue.v - 1) * USHER_CHANNELS_MAX + channel;
}

/* Which profiles somebody has, by reference. */
static bool *profiles_in_use(const usher_centre *centre, const shift_list *shifts)
{
    bool *used = memory_new((size_t)usher_centre_profiles(centre) + 1, sizeof *used);
    usher_agent_def agent = USHER_AGENT_DEF_INIT;

    for (uint32_t i = 0; usher_centre_agent(centre, i, &agent); i++) {
        used[agent.profile.v] = true;
    }
    for (size_t i = 0; shifts != NULL && i < shifts->count; i++) {
        if (shifts->rows[i].kind == VIRTUAL_SHIFT_PROFILE) {
            used[shifts->rows[i].value] = true;
        }
    }
    return used;
}

void reach_read(reach *r, const usher_centre *centre, const shift_list *shifts)
{
    bool *used = profiles_in_use(centre, shifts);
    usher_profile_def def = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;

    r->centre = centre;
    r->levels = memory_new((size_t)usher_centre_queues(centre) * USHER_CHANNELS_MAX, 1);
    for (uint32_t i = 1; i <= usher_centre_profiles(centre); i++) {
        usher_profile_ref ref = { i };
        for (uint32_t k = 0;
             usher_centre_profile(centre, ref, &def) && usher_centre_entry(centre, ref, k, &entry);
             k++) {
            unsigned char *level = &r->levels[line_of(entry.queue, entry.channel)];
            unsigned char here = used[i] ? REACH_AGENT : REACH_PROFILE;
            if (def.max[entry.channel] > 0 && here > *level) {
                *level = here;
            }
        }
    }
    free(used);
}

void reach_clear(reach *r)
{
    free(r->levels);
    memset(r, 0, sizeof *r);
}

enum reach_level reach_of(const reach *r, usher_queue_ref queue, usher_channel channel)
{
    return (enum reach_level)r->levels[line_of(queue, channel)];
}

/* Has this queue and channel lost whom it could reach? */
static bool is_lost(const reach *was, const reach *is, usher_queue_ref queue, usher_channel channel,
                    reach_lost *out)
{
    enum reach_level before = reach_of(was, queue, channel);
    out->queue = usher_centre_queue_name(was->centre, queue);
    out->channel = usher_centre_channel_name(was->centre, channel);
    usher_queue_ref there = usher_centre_find_queue(is->centre, out->queue);
    usher_channel as = usher_centre_find_channel(is->centre, out->channel);

    if (before == REACH_NOBODY) {
        return false;
    }
    if (there.v == 0 || as == USHER_CHANNEL_NONE) {
        out->why = there.v == 0 ? REACH_QUEUE_REMOVED : REACH_CHANNEL_REMOVED;
        return true;
    }
    enum reach_level now = reach_of(is, there, as);
    out->why = now == REACH_NOBODY ? REACH_NO_PROFILE : REACH_NO_AGENT;
    return now < before;
}

reach_lost *reach_compare(const reach *was, const reach *is, size_t *count)
{
    reach_lost *list = NULL;
    size_t room = 0;
    reach_lost lost;

    *count = 0;
    for (uint32_t queue = 1; queue <= usher_centre_queues(was->centre); queue++) {
        for (usher_channel channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
            if (is_lost(was, is, (usher_queue_ref){ queue }, channel, &lost)) {
                list = memory_grow(list, &room, *count + 1, sizeof *list);
                list[(*count)++] = lost;
            }
        }
    }
    return list;
}

const char *reach_why(enum reach_loss why)
{
    switch (why) {
    case REACH_QUEUE_REMOVED:
        return "the queue is removed";
    case REACH_CHANNEL_REMOVED:
        return "the channel is removed";
    case REACH_NO_PROFILE:
        return "no profile serves it";
    case REACH_NO_AGENT:
        return "no agent has a profile that serves it";
    }
    return "";
}

const char *reach_word(enum reach_loss why)
{
    switch (why) {
    case REACH_QUEUE_REMOVED:
        return "queue_removed";
    case REACH_CHANNEL_REMOVED:
        return "channel_removed";
    case REACH_NO_PROFILE:
        return "no_profile";
    case REACH_NO_AGENT:
        return "no_agent";
    }
    return "";
}
