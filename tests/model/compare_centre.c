/*
 * compare_centre.c - the centre of an engine after a change is made of the one before and of the
 * file, as docs/routing.md 15 says: CH-2 for references, CH-5 for what is leaving.
 *
 * Everything is found by name, and each definition is held against the one it comes from.
 */
#include "model.h"

#include <string.h>

typedef struct making {
    play *p;
    const usher_centre *before, *file, *now;
    const prepared *change;
} making;

enum { THERE, LEAVING, GONE };

static bool same(const making *m, const char *what, uint64_t n, int64_t is, int64_t expected)
{
    return compare_value(m->p, what, n, is, expected);
}

static bool same_text(const making *m, const char *what, uint64_t n, const char *is,
                      const char *expected)
{
    bool both = is != NULL && expected != NULL;
    return same(m, what, n, is != NULL, expected != NULL) &&
           (!both || same(m, what, n, strcmp(is, expected), 0));
}

/* ---- references ------------------------------------------------------------------------------ */

typedef struct kind {
    uint8_t number;
    const char *what;
    uint32_t (*count)(const usher_centre *centre);
    uint32_t (*find)(const usher_centre *centre, const char *name);
    const char *(*name)(const usher_centre *centre, uint32_t ref);
    bool (*there)(const usher_centre *centre, uint32_t ref);
} kind;

static uint32_t find_channel(const usher_centre *centre, const char *name)
{
    usher_channel channel = usher_centre_find_channel(centre, name);
    return channel != USHER_CHANNEL_NONE ? channel + 1u : 0;
}

static uint32_t find_status(const usher_centre *centre, const char *name)
{
    return usher_centre_find_status(centre, name).v;
}

static uint32_t find_queue(const usher_centre *centre, const char *name)
{
    return usher_centre_find_queue(centre, name).v;
}

static uint32_t find_profile(const usher_centre *centre, const char *name)
{
    return usher_centre_find_profile(centre, name).v;
}

static const char *channel_name(const usher_centre *centre, uint32_t ref)
{
    return usher_centre_channel_name(centre, (usher_channel)(ref - 1));
}

static const char *status_name(const usher_centre *centre, uint32_t ref)
{
    return usher_centre_status_name(centre, (usher_agent_status_ref){ ref });
}

static const char *queue_name(const usher_centre *centre, uint32_t ref)
{
    return usher_centre_queue_name(centre, (usher_queue_ref){ ref });
}

static const char *profile_name(const usher_centre *centre, uint32_t ref)
{
    return usher_centre_profile_name(centre, (usher_profile_ref){ ref });
}

static bool channel_there(const usher_centre *centre, uint32_t ref)
{
    usher_channel_def def;
    return usher_centre_channel(centre, (usher_channel)(ref - 1), &def);
}

static bool status_there(const usher_centre *centre, uint32_t ref)
{
    usher_agent_status_def def;
    return usher_centre_status(centre, (usher_agent_status_ref){ ref }, &def);
}

static bool queue_there(const usher_centre *centre, uint32_t ref)
{
    usher_queue_def def;
    return usher_centre_queue(centre, (usher_queue_ref){ ref }, &def);
}

static bool profile_there(const usher_centre *centre, uint32_t ref)
{
    usher_profile_def def;
    return usher_centre_profile(centre, (usher_profile_ref){ ref }, &def);
}

static const kind kinds[] = {
    { USHER_CHANGE_CHANNEL, "channel", usher_centre_channels, find_channel, channel_name,
      channel_there },
    { USHER_CHANGE_STATUS, "status", usher_centre_statuses, find_status, status_name,
      status_there },
    { USHER_CHANGE_QUEUE, "queue", usher_centre_queues, find_queue, queue_name, queue_there },
    { USHER_CHANGE_PROFILE, "profile", usher_centre_profiles, find_profile, profile_name,
      profile_there },
};

static int presence(const making *m, const kind *k, uint32_t ref)
{
    if (!k->there(m->before, ref)) {
        return GONE;
    }
    const char *name = k->name(m->before, ref);
    if (k->find(m->file, name) != 0) {
        return THERE;
    }
    bool drains = reference_action(m->change->reference, k->number, ref) == USHER_DRAIN;
    return drains ? LEAVING : GONE;
}

/* What there was keeps its reference, or is gone; what is new comes behind, in order. */
static bool same_references(const making *m, const kind *k)
{
    uint32_t count = k->count(m->before);
    for (uint32_t ref = 1; ref <= count; ref++) {
        const char *name = k->name(m->before, ref);
        bool there = presence(m, k, ref) != GONE;
        if (!same_text(m, "name of what was", ref, k->name(m->now, ref), name) ||
            !same(m, "is what was there", ref, k->there(m->now, ref), there) ||
            (there && !same(m, "reference of what was", ref, k->find(m->now, name), ref))) {
            return false;
        }
    }
    for (uint32_t i = 1; i <= k->count(m->file); i++) {
        const char *name = k->name(m->file, i);
        uint32_t ref = k->find(m->before, name);
        ref = ref != 0 ? ref : ++count;
        if (!same(m, "reference of what is", i, k->find(m->now, name), ref)) {
            return false;
        }
    }
    return same(m, "number of references", k->number, k->count(m->now), count);
}

/* ---- channels, statuses, queues -------------------------------------------------------------- */

static bool same_channels(const making *m)
{
    usher_channel_def is;
    usher_channel_def from;
    for (uint32_t i = 0; i < usher_centre_channels(m->now); i++) {
        if (!usher_centre_channel(m->now, (usher_channel)i, &is)) {
            continue;
        }
        usher_channel in_file = usher_centre_find_channel(m->file, is.name);
        bool leaving = in_file == USHER_CHANNEL_NONE;
        (void)usher_centre_channel(leaving ? m->before : m->file,
                                   leaving ? (usher_channel)i : in_file, &from);
        if (!same(m, "channel like", i, is.like, from.like) ||
            !same(m, "channel ring", i, is.ring, from.ring) ||
            (!leaving && !same(m, "channel live_max", i, is.live_max, from.live_max))) {
            return false;
        }
    }
    return true;
}

static bool same_statuses(const making *m)
{
    usher_agent_status_def is;
    usher_agent_status_def from;
    for (uint32_t i = 1; i <= usher_centre_statuses(m->now); i++) {
        if (!usher_centre_status(m->now, (usher_agent_status_ref){ i }, &is)) {
            continue;
        }
        usher_agent_status_ref in_file = usher_centre_find_status(m->file, is.name);
        bool leaving = in_file.v == 0;
        (void)usher_centre_status(leaving ? m->before : m->file,
                                  leaving ? (usher_agent_status_ref){ i } : in_file, &from);
        if (!same(m, "status kind", i, is.kind, from.kind)) {
            return false;
        }
    }
    return true;
}

/* What queues do by themselves; `from` speaks of queues as its own centre numbers them. */
static bool same_rules(const making *m, uint32_t queue, const usher_queue_def *is,
                       const usher_queue_def *from)
{
    const char *name = usher_centre_queue_name(m->file, from->overflow_queue);
    uint32_t to = from->overflow_queue.v;
    if (usher_centre_find_queue(m->file, is->name).v != 0 && to != 0) {
        to = usher_centre_find_queue(m->now, name).v;
    }
    return same(m, "queue longest_wait", queue, is->longest_wait, from->longest_wait) &&
           same(m, "queue overflow_queue", queue, is->overflow_queue.v, to) &&
           same(m, "queue overflow_end", queue, is->overflow_end, from->overflow_end) &&
           same(m, "queue join_needs", queue, is->join_needs, from->join_needs) &&
           same(m, "queue stay_needs", queue, is->stay_needs, from->stay_needs);
}

static bool same_queues(const making *m)
{
    usher_queue_def is;
    usher_queue_def from;
    for (uint32_t i = 1; i <= usher_centre_queues(m->now); i++) {
        if (!usher_centre_queue(m->now, (usher_queue_ref){ i }, &is)) {
            continue;
        }
        usher_queue_ref in_file = usher_centre_find_queue(m->file, is.name);
        bool leaving = in_file.v == 0;
        (void)usher_centre_queue(leaving ? m->before : m->file,
                                 leaving ? (usher_queue_ref){ i } : in_file, &from);
        if (!same(m, "queue max_contacts", i, is.max_contacts, from.max_contacts) ||
            !same(m, "queue offers", i, is.offers, from.offers) ||
            !same(m, "queue disabled", i, is.disabled, from.disabled || leaving) ||
            !same_rules(m, i, &is, &from)) {
            return false;
        }
    }
    return true;
}

/* ---- profiles -------------------------------------------------------------------------------- */

static bool has_entry(const making *m, uint32_t profile, const usher_entry_def *wanted)
{
    usher_entry_def e;
    for (uint32_t i = 0; usher_centre_entry(m->now, (usher_profile_ref){ profile }, i, &e); i++) {
        if (e.queue.v == wanted->queue.v && e.channel == wanted->channel) {
            return e.priority == wanted->priority && e.delay == wanted->delay;
        }
    }
    return false;
}

/* Those of the file, by name. */
static bool has_new_entries(const making *m, uint32_t profile, usher_profile_ref in_file,
                            uint32_t *count)
{
    usher_entry_def e;
    for (uint32_t i = 0; usher_centre_entry(m->file, in_file, i, &e); i++) {
        e.queue = usher_centre_find_queue(m->now, usher_centre_queue_name(m->file, e.queue));
        e.channel =
            usher_centre_find_channel(m->now, usher_centre_channel_name(m->file, e.channel));
        ++*count;
        if (!same(m, "profile has an entry of its file", profile, has_entry(m, profile, &e),
                  true)) {
            return false;
        }
    }
    return true;
}

/* What the profile served before, and goes on serving: see CH-5. */
static bool has_old_entries(const making *m, uint32_t profile, bool all, uint32_t *count)
{
    usher_entry_def e;
    for (uint32_t i = 0; usher_centre_entry(m->before, (usher_profile_ref){ profile }, i, &e);
         i++) {
        int queue = presence(m, &kinds[2], e.queue.v);
        int channel = presence(m, &kinds[0], e.channel + 1u);
        bool none_gone = queue != GONE && channel != GONE;
        if (none_gone && (all || queue == LEAVING || channel == LEAVING)) {
            ++*count;
            if (!same(m, "profile keeps an entry", profile, has_entry(m, profile, &e), true)) {
                return false;
            }
        }
    }
    return true;
}

static bool same_slots(const making *m, uint32_t profile, const usher_profile_def *is,
                       const usher_profile_def *before, const usher_profile_def *file)
{
    for (uint32_t i = 0; i < usher_centre_channels(m->now); i++) {
        const usher_profile_def *from = before;
        uint32_t at = i;
        const char *name = usher_centre_channel_name(m->now, (usher_channel)i);
        usher_channel in_file = usher_centre_find_channel(m->file, name);
        if (in_file != USHER_CHANNEL_NONE && usher_centre_find_channel(m->now, name) == i &&
            file != NULL) {
            from = file;
            at = in_file;
        }
        if (!same(m, "profile slots", profile, is->max[i], from->max[at]) ||
            !same(m, "profile while_busy", profile, is->while_busy[i], from->while_busy[at])) {
            return false;
        }
    }
    return true;
}

static bool same_profile(const making *m, uint32_t profile)
{
    usher_profile_ref ref = { profile };
    usher_profile_def is;
    usher_profile_def before = USHER_PROFILE_DEF_INIT;
    usher_profile_def file = USHER_PROFILE_DEF_INIT;
    usher_entry_def e;
    uint32_t count = 0;
    if (!usher_centre_profile(m->now, ref, &is)) {
        return true;
    }
    usher_profile_ref in_file = usher_centre_find_profile(m->file, is.name);
    bool leaving = !usher_centre_profile(m->file, in_file, &file);
    (void)usher_centre_profile(m->before, ref, &before);
    const usher_profile_def *from = leaving ? &before : &file;
    return same(m, "profile timer", profile, is.availability_timer, from->availability_timer) &&
           same_slots(m, profile, &is, &before, leaving ? NULL : &file) &&
           (leaving || has_new_entries(m, profile, in_file, &count)) &&
           has_old_entries(m, profile, leaving, &count) &&
           same(m, "profile has no more entries", profile,
                usher_centre_entry(m->now, ref, count, &e), false);
}

static bool same_profiles(const making *m)
{
    for (uint32_t i = 1; i <= usher_centre_profiles(m->now); i++) {
        if (!same_profile(m, i)) {
            return false;
        }
    }
    return true;
}

/* ---- agents ---------------------------------------------------------------------------------- */

static bool same_agents(const making *m)
{
    usher_agent_def is;
    usher_agent_def from;
    uint32_t i = 0;
    for (; usher_centre_agent(m->file, i, &from); i++) {
        const char *profile = usher_centre_profile_name(m->file, from.profile);
        if (!same(m, "agent of the file", i, usher_centre_agent(m->now, i, &is), true) ||
            !same_text(m, "agent of the file, name", i, is.name, from.name) ||
            !same_text(m, "agent of the file, device", i, is.device, from.device) ||
            !same_text(m, "agent of the file, group", i, is.group[0], from.group[0]) ||
            !same(m, "agent of the file, tag", i, (int64_t)is.tag, (int64_t)from.tag) ||
            !same(m, "agent of the file, profile", i, is.profile.v,
                  usher_centre_find_profile(m->now, profile).v)) {
            return false;
        }
        for (uint32_t channel = 0; channel < usher_centre_channels(m->file); channel++) {
            usher_channel at = usher_centre_find_channel(
                m->now, usher_centre_channel_name(m->file, (usher_channel)channel));
            if (!same(m, "agent of the file, acw", i, is.acw[at], from.acw[channel]) ||
                !same(m, "agent of the file, auto_accept", i, is.auto_accept >> at & 1,
                      from.auto_accept >> channel & 1)) {
                return false;
            }
        }
    }
    return same(m, "no more agents of the file", i, usher_centre_agent(m->now, i, &is), false);
}

bool compare_centre(play *p, const prepared *change)
{
    making m = { p, change->before, change->file, p->centre, change };
    bool all = same(&m, "hash of the centre", 0, (int64_t)usher_centre_hash(m.now),
                    (int64_t)usher_centre_hash(m.file));
    for (size_t i = 0; all && i < sizeof kinds / sizeof *kinds; i++) {
        all = same_references(&m, &kinds[i]);
    }
    return all && same_channels(&m) && same_statuses(&m) && same_queues(&m) && same_profiles(&m) &&
           same_agents(&m);
}
