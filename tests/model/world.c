/*
 * world.c - small centres: thrown with dice, built, and printed as a centre file.
 *
 * Swarm testing: a world leaves out what another has. Each option keeps its default in most worlds,
 * so that every pair of options meets in some worlds and each stands alone in others. Durations are
 * few and whole seconds, so that many things fall on one instant.
 */
#include "model.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- dice ------------------------------------------------------------------------------------ */

uint64_t dice_next(dice *d)
{
    uint64_t z = d->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint32_t dice_below(dice *d, uint32_t sides)
{
    return (uint32_t)((dice_next(d) >> 32) * sides >> 32);
}

bool dice_percent(dice *d, uint32_t percent)
{
    return dice_below(d, 100) < percent;
}

int64_t dice_pick(dice *d, const int64_t *values, size_t count)
{
    return values[dice_below(d, (uint32_t)count)];
}

/* ---- names ----------------------------------------------------------------------------------- */

static const char *name_of(const char *const *names, size_t count, uint32_t number)
{
    return number >= 1 && number <= count ? names[number - 1] : "nobody";
}

const char *world_queue_name(uint32_t number)
{
    static const char *const names[WORLD_QUEUES] = { "q1", "q2", "q3", "q4" };
    return name_of(names, WORLD_QUEUES, number);
}

const char *world_profile_name(uint32_t number)
{
    static const char *const names[WORLD_PROFILES] = { "p1", "p2", "p3", "p4" };
    return name_of(names, WORLD_PROFILES, number);
}

const char *world_agent_name(uint32_t number)
{
    static const char *const names[AGENT_NAMES] = { "a1", "a2", "a3", "a4", "a5",
                                                    "a6", "a7", "a8", "a9" };
    return name_of(names, AGENT_NAMES, number);
}

const char *world_status_name(uint32_t number)
{
    static const char *const names[WORLD_STATUSES] = { "Available", "Offline", "Lunch", "Ready",
                                                       "Away" };
    return name_of(names, WORLD_STATUSES, number);
}

const char *world_channel_name(usher_channel channel)
{
    static const char *const names[WORLD_CHANNELS] = { "voice", "chat", "task", "email", "video" };
    return name_of(names, WORLD_CHANNELS, channel + 1u);
}

const char *world_extra_channel(uint32_t number)
{
    static const char *const names[EXTRA_CHANNELS] = { "video", "letters" };
    return name_of(names, EXTRA_CHANNELS, number + 1);
}

const char *const *world_group_path(uint32_t number)
{
    static const char *const paths[WORLD_GROUPS + 1][USHER_GROUP_LEVELS + 1] = {
        { NULL }, { "north", NULL }, { "north", "one", NULL }, { "south", NULL }
    };
    return paths[number <= WORLD_GROUPS ? number : 0];
}

/* ---- throwing -------------------------------------------------------------------------------- */

void world_clear(world *w)
{
    static const uint8_t kinds[WORLD_STATUSES] = { USHER_STATUS_ROUTABLE, USHER_STATUS_OFFLINE,
                                                   USHER_STATUS_CUSTOM, USHER_STATUS_ROUTABLE,
                                                   USHER_STATUS_OFFLINE };
    memset(w, 0, sizeof *w);
    w->units = 10000;
    w->options = (usher_routing_options)USHER_ROUTING_OPTIONS_INIT;
    w->channels_count = USHER_EMAIL + 1;
    w->statuses_count = 2;
    for (uint32_t i = 0; i < WORLD_CHANNELS; i++) {
        w->channels[i] = (usher_channel_def)USHER_CHANNEL_DEF_INIT;
        w->channels[i].name = world_channel_name((usher_channel)i);
        w->channels[i].like = (usher_channel)(i <= USHER_EMAIL ? i : USHER_VOICE);
    }
    for (uint32_t i = 0; i < WORLD_STATUSES; i++) {
        w->statuses[i] = (usher_agent_status_def)USHER_AGENT_STATUS_DEF_INIT;
        w->statuses[i].name = world_status_name(i + 1);
        w->statuses[i].kind = kinds[i];
    }
    for (uint32_t i = 0; i < WORLD_QUEUES; i++) {
        w->queues[i] = (usher_queue_def)USHER_QUEUE_DEF_INIT;
        w->queues[i].name = world_queue_name(i + 1);
    }
    for (uint32_t i = 0; i < WORLD_PROFILES; i++) {
        w->profiles[i] = (usher_profile_def)USHER_PROFILE_DEF_INIT;
        w->profiles[i].name = world_profile_name(i + 1);
    }
    for (uint32_t i = 0; i < WORLD_AGENTS; i++) {
        w->agents[i] = (usher_agent_def)USHER_AGENT_DEF_INIT;
        w->agents[i].name = world_agent_name(i + 1);
        w->agents[i].profile.v = 1;
    }
}

static uint8_t throw_word(dice *d, uint8_t present)
{
    return dice_percent(d, 35) ? (uint8_t)dice_below(d, 2) : present;
}

static void throw_options(usher_routing_options *o, dice *d)
{
    static const int64_t reoffer[] = { 0, 1, USHER_SECONDS(5), USHER_SECONDS(30), USHER_FOREVER };
    static const int64_t clear[] = { 1, USHER_SECONDS(1), USHER_SECONDS(5), USHER_SECONDS(20),
                                     USHER_FOREVER };
    static const int64_t presentation[] = { 1, USHER_SECONDS(5), USHER_SECONDS(20), USHER_FOREVER };
    o->buffer_rounding = throw_word(d, o->buffer_rounding);
    o->while_busy_default = dice_percent(d, 35) ? USHER_WHILE_BUSY_ANY : USHER_WHILE_BUSY_OWN;
    o->profile_change = (uint8_t)dice_below(d, 2);
    o->priority_scope = throw_word(d, o->priority_scope);
    o->delay_clock = throw_word(d, o->delay_clock);
    o->handled = throw_word(d, o->handled);
    o->after_miss = throw_word(d, o->after_miss);
    o->age_adjustment = throw_word(d, o->age_adjustment);
    o->same_agent_twice = throw_word(d, o->same_agent_twice);
    o->slots_with_next_status = throw_word(d, o->slots_with_next_status);
    if (dice_percent(d, 40)) {
        o->reoffer_after = dice_pick(d, reoffer, COUNT(reoffer));
    }
    if (dice_percent(d, 40)) {
        o->clear_missed_after = dice_pick(d, clear, COUNT(clear));
    }
    if (dice_percent(d, 40)) {
        o->presentation_limit = dice_pick(d, presentation, COUNT(presentation));
    }
    o->when_gone = dice_percent(d, 50) ? (uint8_t)dice_below(d, 3) : o->when_gone;
    if (dice_percent(d, 40)) {
        o->join_limit = dice_pick(d, presentation, COUNT(presentation));
    }
    if (dice_percent(d, 50)) {
        o->agent_queue_max = dice_below(d, 4);
    }
    if (dice_percent(d, 50)) {
        o->transfers_max = dice_below(d, 4);
    }
}

/* Most rules say nothing; what they say is thrown by itself. */
static void throw_failures(usher_routing_options *o, dice *d)
{
    static const int64_t reoffer[] = { 0, 1, USHER_SECONDS(2), USHER_FOREVER };
    static const int64_t clear[] = { 0, 0, 1, USHER_SECONDS(3), USHER_FOREVER };
    for (uint32_t i = 0; i < USHER_FAILURES; i++) {
        usher_failure_rule *rule = &o->failures[i];
        if (i != USHER_FAILURE_CANCELLED && dice_percent(d, 30)) {
            rule->clear_after = dice_pick(d, clear, COUNT(clear));
        }
        if (dice_percent(d, 30)) {
            rule->reoffer_after = dice_pick(d, reoffer, COUNT(reoffer));
        }
        rule->after_miss = (uint8_t)dice_below(d, 3);
        rule->counts = (uint8_t)dice_below(d, 3);
    }
}

static void throw_channels(world *w, dice *d)
{
    static const int64_t rings[] = { 0, 0, 1, USHER_SECONDS(5), USHER_SECONDS(20) };
    w->channels_count = dice_percent(d, 30) ? WORLD_CHANNELS : USHER_EMAIL + 1;
    w->channels[USHER_EMAIL + 1].like = (usher_channel)dice_below(d, 4);
    for (uint32_t i = 0; i < w->channels_count; i++) {
        w->channels[i].ring = dice_pick(d, rings, COUNT(rings));
        w->channels[i].live_max = dice_percent(d, 15) ? 1 + dice_below(d, 5) : 0;
    }
}

static void throw_queues(world *w, dice *d)
{
    static const int64_t offers[] = { 1, 1, 1, 2, 3, USHER_OFFER_TO_ALL };
    static const int64_t maxima[] = { 0, 1, 2, 3, 4, 5, 6, 9, 10 };
    for (uint32_t i = 0; i < w->queues_count; i++) {
        w->queues[i].offers = (uint32_t)dice_pick(d, offers, COUNT(offers));
        w->queues[i].disabled = dice_percent(d, 8);
        if (dice_percent(d, 30)) {
            w->queues[i].max_contacts = (uint32_t)dice_pick(d, maxima, COUNT(maxima));
        }
    }
}

/* What a queue does by itself; the next queue is the one that it overflows to. */
static void throw_queue_rules(world *w, dice *d)
{
    static const int64_t waits[] = { 1, USHER_SECONDS(1), USHER_SECONDS(5), USHER_SECONDS(30),
                                     USHER_FOREVER };
    for (uint32_t i = 0; i < w->queues_count; i++) {
        usher_queue_def *q = &w->queues[i];
        if (dice_percent(d, 50)) {
            q->longest_wait = dice_pick(d, waits, COUNT(waits));
        }
        if (w->queues_count > 1 && dice_percent(d, 60)) {
            uint32_t further = 1 + dice_below(d, w->queues_count - 1);
            q->overflow_queue.v = (i + further) % w->queues_count + 1;
        }
        q->overflow_end = dice_percent(d, 50) ? (uint8_t)(1 + dice_below(d, 13)) : 0;
        q->join_needs = dice_percent(d, 30) ? (uint8_t)dice_below(d, 4) : 0;
        q->stay_needs = dice_percent(d, 50) ? (uint8_t)dice_below(d, 3) : 0;
    }
}

static void throw_entries(world *w, uint32_t profile, dice *d)
{
    static const int64_t priorities[] = { 1, 1, 1, 2, 2, 3, 99 };
    static const int64_t delays[] = { USHER_SECONDS(1), USHER_SECONDS(5), USHER_SECONDS(10),
                                      USHER_SECONDS(30), USHER_SECONDS(9999) };
    uint32_t density = dice_percent(d, 5) ? 0 : 30 + dice_below(d, 60);
    uint32_t delayed = dice_percent(d, 50) ? 0 : 60;
    for (uint32_t queue = 0; queue < w->queues_count; queue++) {
        for (uint32_t channel = 0; channel < w->channels_count; channel++) {
            usher_entry_def *e = &w->entries[profile][queue][channel];
            if (dice_percent(d, density)) {
                *e = (usher_entry_def)USHER_ENTRY_DEF_INIT;
                e->queue.v = queue + 1;
                e->channel = (usher_channel)channel;
                e->priority = (uint8_t)dice_pick(d, priorities, COUNT(priorities));
                e->delay = dice_percent(d, delayed) ? dice_pick(d, delays, COUNT(delays)) : 0;
            }
        }
    }
}

static void throw_profiles(world *w, dice *d)
{
    static const int64_t slots[] = { 0, 1, 1, 1, 2, 2, 3 };
    for (uint32_t i = 0; i < w->profiles_count; i++) {
        usher_profile_def *profile = &w->profiles[i];
        profile->availability_timer = (uint8_t)dice_below(d, 2);
        profile->outbound_queue.v = dice_below(d, w->queues_count + 1);
        for (uint32_t channel = 0; channel < w->channels_count; channel++) {
            profile->max[channel] = (uint16_t)dice_pick(d, slots, COUNT(slots));
            profile->while_busy[channel] = (uint8_t)dice_below(d, 3);
        }
        throw_entries(w, i, d);
    }
}

static void throw_agents(world *w, dice *d)
{
    static const int64_t lengths[] = {
        0, 0, 1, USHER_SECONDS(5), USHER_SECONDS(20), USHER_FOREVER
    };
    for (uint32_t i = 0; i < w->agents_count; i++) {
        usher_agent_def *agent = &w->agents[i];
        agent->profile.v = 1 + dice_below(d, w->profiles_count);
        agent->device = dice_percent(d, 50) ? "desk" : NULL;
        agent->auto_accept = (uint8_t)(dice_percent(d, 30) ? dice_below(d, 32) : 0);
        agent->tag = dice_percent(d, 30) ? 1000 + i : 0;
        memcpy(agent->group, world_group_path(dice_below(d, WORLD_GROUPS + 1)),
               sizeof agent->group);
        for (uint32_t channel = 0; channel < w->channels_count; channel++) {
            agent->acw[channel] = dice_pick(d, lengths, COUNT(lengths));
        }
    }
}

void world_throw(world *w, uint64_t seed, dice *d)
{
    static const int64_t starts[] = { 0, 0, USHER_SECONDS(1700000000), -USHER_SECONDS(3600),
                                      INT64_MAX - USHER_SECONDS(100) };
    static const int64_t units[] = { 1, 3, 64, 10000 };
    world_clear(w);
    w->seed = seed;
    w->start = dice_pick(d, starts, COUNT(starts));
    w->units = (uint32_t)dice_pick(d, units, COUNT(units));
    w->stored = dice_percent(d, 25);
    w->by_value = dice_percent(d, 25);
    w->contacts_max = 2 + dice_below(d, 14);
    w->statuses_count = 2 + dice_below(d, WORLD_STATUSES - 1);
    w->queues_count = 1 + dice_below(d, WORLD_QUEUES);
    w->profiles_count = 1 + dice_below(d, WORLD_PROFILES);
    w->agents_count = 1 + dice_below(d, WORLD_AGENTS);
    throw_options(&w->options, d);
    if (dice_percent(d, 40)) {
        throw_failures(&w->options, d);
    }
    if (dice_percent(d, 50)) { /* the third status is not routable, if there is one */
        w->options.gone_status.v = w->statuses_count > 2 && dice_percent(d, 50) ? 3 : 0;
    }
    throw_channels(w, d);
    throw_queues(w, d);
    if (dice_percent(d, 40)) {
        throw_queue_rules(w, d);
    }
    throw_profiles(w, d);
    throw_agents(w, d);
}
