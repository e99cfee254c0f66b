/*
 * outline_routing.c - queues, profiles with what they serve, and agents.
 */
#include "outline.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- queues ------------------------------------------------------------------------------ */

/* What it does by itself. */
static void read_rules(outline *o, const usher_centre *centre, const usher_queue_def *def)
{
    static const char *const needs[] = { "nothing", "logged_in", "staffed", "available" };

    outline_say(o, "join_needs", needs[def->join_needs], needs[0]);
    outline_say(o, "stay_needs", needs[def->stay_needs], needs[0]);
    outline_say(o, "longest_wait",
                def->longest_wait > 0 ? outline_duration(o, def->longest_wait, "never") : "", "");
    outline_say(o, "overflow_queue", usher_centre_queue_name(centre, def->overflow_queue), "");
    outline_say(o, "overflow_end",
                def->overflow_end != USHER_REASON_NONE ? usher_reason_name(def->overflow_end) : "",
                "");
}

void outline_queues(outline *o, const usher_centre *centre, const usher_loaded *files)
{
    usher_queue_def def = USHER_QUEUE_DEF_INIT;
    usher_hours_def hours = USHER_HOURS_DEF_INIT;

    for (uint32_t i = 1; i <= usher_centre_queues(centre); i++) {
        if (!usher_centre_queue(centre, (usher_queue_ref){ i }, &def)) {
            continue;
        }
        outline_begin(o, OUTLINE_QUEUE, def.name, files, USHER_DEFINES_QUEUE, i - 1);
        outline_say(o, "display", def.display, def.name);
        outline_say(o, "hours", usher_centre_hours(centre, def.hours, &hours) ? hours.name : "",
                    "");
        outline_say(o, "max_contacts",
                    outline_count(o, def.max_contacts, USHER_UNLIMITED, "unlimited"), "unlimited");
        outline_say(o, "offers", outline_count(o, def.offers, USHER_OFFER_TO_ALL, "all"), "1");
        outline_say(o, "service_level.within", outline_duration(o, def.service_level, "never"),
                    "20s");
        outline_say(o, "state", def.disabled ? "disabled" : "enabled", "enabled");
        read_rules(o, centre, &def);
    }
}

/* ---- profiles ---------------------------------------------------------------------------- */

static void read_slots(outline *o, const usher_centre *centre, const usher_profile_def *def)
{
    static const char *const words[] = { "as options say", "own", "any" };

    for (usher_channel i = 0; i < USHER_CHANNELS_MAX; i++) {
        const char *name = usher_centre_channel_name(centre, i);
        if (def->max[i] != 0 || def->while_busy[i] != USHER_WHILE_BUSY_DEFAULT) {
            outline_say(o, outline_text(o, "channels.%s.max", name),
                        outline_count(o, def->max[i], UINT64_MAX, ""), "0");
            outline_say(o, outline_text(o, "channels.%s.while_busy", name),
                        words[def->while_busy[i]], words[0]);
        }
    }
}

static void read_entry(outline *o, const usher_centre *centre, const usher_entry_def *entry)
{
    const char *key =
        outline_text(o, "serves %s" OUTLINE_AND "%s", usher_centre_queue_name(centre, entry->queue),
                     usher_centre_channel_name(centre, entry->channel));

    if (entry->delay == 0) {
        outline_list(o, "entries", key, outline_text(o, "priority %d", entry->priority));
    } else {
        outline_list(o, "entries", key,
                     outline_text(o, "priority %d after %s", entry->priority,
                                  outline_duration(o, entry->delay, "")));
    }
}

void outline_profiles(outline *o, const usher_centre *centre, const usher_loaded *files)
{
    usher_profile_def def = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;

    for (uint32_t i = 1; i <= usher_centre_profiles(centre); i++) {
        usher_profile_ref ref = { i };
        if (!usher_centre_profile(centre, ref, &def)) {
            continue;
        }
        outline_begin(o, OUTLINE_PROFILE, def.name, files, USHER_DEFINES_PROFILE, i - 1);
        read_slots(o, centre, &def);
        for (uint32_t k = 0; usher_centre_entry(centre, ref, k, &entry); k++) {
            read_entry(o, centre, &entry);
        }
        outline_say(o, "outbound_queue", usher_centre_queue_name(centre, def.outbound_queue), "");
        outline_say(o, "availability_timer",
                    def.availability_timer == USHER_SINCE_LAST_INBOUND ? "last_inbound"
                                                                       : "last_activity",
                    "last_activity");
    }
}

/* ---- agents ------------------------------------------------------------------------------ */

/* Several names as one text. */
static const char *join(outline *o, const char *const *names, size_t count)
{
    char text[OUTLINE_TEXT_MAX] = "";
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i > 0 ? OUTLINE_AND : "",
                                 names[i]);
    }
    return outline_text(o, "%s", text);
}

static void read_group(outline *o, const usher_agent_def *def)
{
    size_t levels = 0;
    while (levels < USHER_GROUP_LEVELS && def->group[levels] != NULL) {
        levels++;
    }
    if (levels > 0) {
        outline_say(o, "group", join(o, def->group, levels), "");
    }
}

static void read_auto_accept(outline *o, const usher_centre *centre, const usher_agent_def *def)
{
    const char *names[USHER_CHANNELS_MAX];
    size_t count = 0;

    for (usher_channel i = 0; i < USHER_CHANNELS_MAX; i++) {
        if ((def->auto_accept >> i & 1) != 0) {
            names[count++] = usher_centre_channel_name(centre, i);
        }
    }
    if (count > 0) {
        outline_say(o, "auto_accept", join(o, names, count), "");
    }
}

void outline_agents(outline *o, const usher_centre *centre, const usher_loaded *files)
{
    usher_agent_def def = USHER_AGENT_DEF_INIT;

    for (uint32_t i = 0; usher_centre_agent(centre, i, &def); i++) {
        outline_begin(o, OUTLINE_AGENT, def.name, files, USHER_DEFINES_AGENT, i);
        outline_say(o, "profile", usher_centre_profile_name(centre, def.profile), NULL);
        read_group(o, &def);
        outline_say(o, "device", def.device != NULL ? def.device : "", "");
        for (usher_channel k = 0; k < USHER_CHANNELS_MAX; k++) {
            if (def.acw[k] != 0) {
                outline_say(o, outline_text(o, "acw.%s", usher_centre_channel_name(centre, k)),
                            outline_duration(o, def.acw[k], "by_hand"), "0s");
            }
        }
        read_auto_accept(o, centre, &def);
        if (def.tag != 0) {
            outline_say(o, "tag", outline_text(o, "%" PRIu64, def.tag), "0");
        }
    }
}
