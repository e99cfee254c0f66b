/*
 * golden_lines.c - events and what is shown, as lines of text: `TIME name key=value ...`.
 *
 * Objects stand there by name, times in seconds. A key whose value is none, or its usual value, is
 * left out. The order of the keys is that of docs/events.md.
 */
#include "golden.h"

#include <inttypes.h>

/* The name of an object by its serial; ids differ between engine and reference in their slot. */
static const char *name_of(const golden_names *names, uint64_t id)
{
    for (size_t i = 0; i < names->count; i++) {
        if (names->items[i].id >> 24 == id >> 24) {
            return names->items[i].name;
        }
    }
    return "?";
}

/* Seconds with as many decimals as needed: 90s, 0.25s, -3s; "never" for the end of time. */
void golden_seconds(golden_text *text, int64_t time)
{
    int64_t whole = time / 1000000;
    int64_t rest = time % 1000000;
    char decimals[8] = "";
    if (time == USHER_TIME_NEVER) {
        golden_add(text, "never");
        return;
    }
    if (rest != 0) {
        int digits = 6;
        rest = rest < 0 ? -rest : rest;
        for (; rest % 10 == 0; digits--) {
            rest /= 10;
        }
        decimals[0] = '.';
        for (int i = digits; i > 0; i--) {
            decimals[i] = (char)('0' + rest % 10);
            rest /= 10;
        }
    }
    const char *sign = time < 0 ? "-" : "";
    golden_add(text, "%s%" PRId64 "%ss", sign, whole < 0 ? -whole : whole, decimals);
}

static void add_key_seconds(golden_text *text, const char *key, int64_t time)
{
    golden_add(text, " %s=", key);
    golden_seconds(text, time);
}

static const char *channel_name(const golden_play *play, usher_channel channel)
{
    usher_channel_def def;
    return usher_centre_channel(play->centre, channel, &def) ? def.name : "?";
}

/* One that is removed has its name in a centre before. */
static const char *queue_name(const golden_play *play, usher_queue_ref ref)
{
    usher_queue_def def;
    for (size_t i = play->changes; i > 0; i--) {
        if (usher_centre_queue(play->made.centres[i - 1], ref, &def)) {
            return def.name;
        }
    }
    return usher_centre_queue(play->files[0].centre, ref, &def) ? def.name : "?";
}

static const char *profile_name(const golden_play *play, usher_profile_ref ref)
{
    usher_profile_def def;
    return usher_centre_profile(play->centre, ref, &def) ? def.name : "none";
}

static const char *status_name(const golden_play *play, usher_agent_status_ref ref)
{
    usher_agent_status_def def;
    return usher_centre_status(play->centre, ref, &def) ? def.name : "none";
}

static void add_objects(golden_play *play, const usher_event *e, uint32_t fields)
{
    golden_text *out = &play->lines;
    if (e->contact.v != 0) {
        golden_add(out, " contact=%s", name_of(&play->contacts, e->contact.v));
    }
    if (e->agent.v != 0) {
        golden_add(out, " agent=%s", name_of(&play->agents, e->agent.v));
    }
    if (e->queue.v != 0) {
        golden_add(out, " queue=%s", queue_name(play, e->queue));
    }
    if (e->channel != USHER_CHANNEL_NONE) {
        golden_add(out, " channel=%s", channel_name(play, e->channel));
    }
    if (e->participant.v != 0) {
        golden_add(out, " offer=%" PRIu64, USHER_SERIAL(e->participant));
    }
    if (fields & USHER_HAS_PROFILE) {
        golden_add(out, " profile=%s", profile_name(play, e->profile));
    }
    if (fields & USHER_HAS_STATUS) {
        golden_add(out, " status=%s", status_name(play, e->status));
    }
}

static void add_values(golden_play *play, const usher_event *e, uint32_t fields)
{
    golden_text *out = &play->lines;
    if (fields & USHER_HAS_PRIORITY) {
        golden_add(out, " priority=%" PRId64, e->value);
    }
    if ((fields & USHER_HAS_LEG) && e->value != 0) {
        golden_add(out, " leg=%" PRIu64, (uint64_t)e->value);
    }
    if (fields & USHER_HAS_COUNT) {
        golden_add(out, " count=%" PRId64, e->value);
    }
    if (fields & USHER_HAS_LOAD) {
        golden_add(out, " load=%" PRId64, e->value);
    }
    if ((fields & USHER_HAS_AGE) && e->until != 0) {
        add_key_seconds(out, "age", e->until);
    }
    if (fields & USHER_HAS_UNTIL) {
        add_key_seconds(out, "expires", e->until);
    }
    if (e->reason != USHER_REASON_NONE) {
        golden_add(out, " reason=%s", usher_reason_name(e->reason));
    }
    if (e->flags & USHER_EVENT_AUTO_ACCEPT) {
        golden_add(out, " auto_accept");
    }
    if (e->tag != 0) {
        golden_add(out, " tag=%" PRIu64, e->tag);
    }
}

/* Fields that an event's type does not list show up too, if they are not zero: they should be. */
void golden_event_line(golden_play *play, const usher_event *e)
{
    golden_text *out = &play->lines;
    uint32_t fields = usher_event_fields(e->type);
    golden_seconds(out, e->time);
    golden_add(out, " %s", usher_event_name(e->type));
    add_objects(play, e, fields);
    add_values(play, e, fields);
    if (e->actor == USHER_ACTOR_ENGINE) {
        golden_add(out, " actor=engine");
    } else if (e->actor != USHER_ACTOR_HOST) {
        golden_add(out, " actor=%" PRIu64, e->actor);
    }
    golden_add(out, "\n");
}

static void add_slots(golden_play *play, const usher_agent_info *info)
{
    uint32_t channels = usher_centre_channels(play->centre);
    for (unsigned i = 0; i < channels && i < USHER_CHANNELS_MAX; i++) {
        if (info->slots[i] == 0 && info->occupied[i] == 0 && info->outside[i] == 0) {
            continue;
        }
        golden_add(&play->lines, " %s=%u", channel_name(play, (usher_channel)i), info->occupied[i]);
        if (info->outside[i] > 0) {
            golden_add(&play->lines, "+%u", info->outside[i]);
        }
        golden_add(&play->lines, "/%u available=%u", info->slots[i], info->available[i]);
    }
}

void golden_agent_line(golden_play *play, uint64_t agent, usher_time now)
{
    golden_text *out = &play->lines;
    usher_agent_info info;
    golden_seconds(out, now);
    if (!golden_agent(play, agent, &info)) {
        golden_add(out, " show agent=%s gone\n", name_of(&play->agents, agent));
        return;
    }
    golden_add(out, " show agent=%s profile=%s status=%s", name_of(&play->agents, agent),
               profile_name(play, info.profile), status_name(play, info.status));
    if (info.next_status.v != 0) {
        golden_add(out, " next=%s", status_name(play, info.next_status));
    }
    golden_add(out, "%s in_hand=%u", info.gone ? " gone" : "", info.in_hand);
    add_slots(play, &info);
    add_key_seconds(out, "status_since", info.status_since);
    add_key_seconds(out, "available_since", info.available_since);
    if (info.agent_queue_count > 0) {
        golden_add(out, " own_queue=%u", info.agent_queue_count);
    }
    golden_add(out, "\n");
}

void golden_activity_line(golden_play *play, uint64_t agent, usher_time now)
{
    golden_seconds(&play->lines, now);
    golden_add(&play->lines, " show agent=%s activity=%s\n", name_of(&play->agents, agent),
               usher_activity_name(golden_activity(play, agent)));
}

static void add_contact_times(golden_play *play, const usher_contact_info *info)
{
    const struct {
        const char *key;
        usher_time time;
    } times[] = {
        { "begun", info->begun },         { "first_enqueued", info->first_enqueued },
        { "enqueued", info->enqueued },   { "answered", info->answered },
        { "connected", info->connected }, { "ended", info->ended },
    };
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        if (times[i].time != USHER_TIME_NEVER) {
            add_key_seconds(&play->lines, times[i].key, times[i].time);
        }
    }
}

void golden_contact_line(golden_play *play, uint64_t contact, usher_time now)
{
    static const char *const states[] = { "new",      "queued", "answered", "connected",
                                          "dialling", "ended",  "outside" };
    golden_text *out = &play->lines;
    usher_contact_info info;
    golden_seconds(out, now);
    if (!golden_contact(play, contact, &info)) {
        golden_add(out, " show contact=%s gone\n", name_of(&play->contacts, contact));
        return;
    }
    golden_add(out, " show contact=%s state=%s%s", name_of(&play->contacts, contact),
               info.state < 7 ? states[info.state] : "?", info.held ? " held" : "");
    if (info.queue.v != 0) {
        golden_add(out, " queue=%s", queue_name(play, info.queue));
    }
    if (info.agent_queue.v != 0) {
        golden_add(out, " own_queue=%s", name_of(&play->agents, info.agent_queue.v));
    }
    golden_add(out, " priority=%" PRId64, info.priority);
    if (info.age != 0) {
        add_key_seconds(out, "age", info.age);
    }
    golden_add(out, " position=%u offers=%u made=%u transfers=%u", golden_position(play, contact),
               info.offers, info.offers_made, info.transfers);
    if (info.agent.v != 0) {
        golden_add(out, " agent=%s profile=%s", name_of(&play->agents, info.agent.v),
                   profile_name(play, info.profile));
    }
    add_contact_times(play, &info);
    golden_add(out, "\n");
}

void golden_part_line(golden_play *play, uint64_t participant, usher_time now)
{
    static const char *const states[] = { "offered", "ringing", "answered", "connected", "dialling",
                                          "acw",     "missed",  "rejected", "error",     "gone" };
    golden_text *out = &play->lines;
    usher_participant_info info;
    golden_seconds(out, now);
    if (!golden_part(play, participant, &info)) {
        golden_add(out, " show part=%" PRIu64 " gone\n", participant >> 24);
        return;
    }
    golden_add(out, " show part=%" PRIu64 " contact=%s", USHER_SERIAL(info.id),
               name_of(&play->contacts, info.contact.v));
    if (info.agent.v != 0) {
        golden_add(out, " agent=%s", name_of(&play->agents, info.agent.v));
    }
    golden_add(out, " channel=%s role=%s state=%s", channel_name(play, info.channel),
               info.role == USHER_ROLE_CUSTOMER ? "customer" : "agent",
               info.state < 10 ? states[info.state] : "?");
    if (info.reason != USHER_REASON_NONE) {
        golden_add(out, " reason=%s", usher_reason_name(info.reason));
    }
    add_key_seconds(out, "since", info.since);
    add_key_seconds(out, "until", info.until);
    if (info.leg != 0) {
        golden_add(out, " leg=%" PRIu64, info.leg);
    }
    golden_add(out, "\n");
}

void golden_queue_line(golden_play *play, usher_queue_ref queue, usher_time now)
{
    golden_text *out = &play->lines;
    usher_queue_info info;
    golden_seconds(out, now);
    if (!golden_queue(play, queue, &info)) {
        golden_add(out, " show queue=? unknown\n");
        return;
    }
    golden_add(out, " show queue=%s %s waiting=%u", queue_name(play, queue),
               info.enabled ? "enabled" : "disabled", info.waiting);
    uint32_t channels = usher_centre_channels(play->centre);
    for (unsigned i = 0; i < channels && i < USHER_CHANNELS_MAX; i++) {
        if (info.waiting_by_channel[i] > 0) {
            golden_add(out, " %s=%u", channel_name(play, (usher_channel)i),
                       info.waiting_by_channel[i]);
        }
    }
    golden_add(out, "\n");
}

void golden_due_line(golden_play *play, usher_time now)
{
    golden_seconds(&play->lines, now);
    add_key_seconds(&play->lines, "show next_due", golden_next_due(play));
    golden_add(&play->lines, "\n");
}
