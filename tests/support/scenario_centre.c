/*
 * scenario_centre.c - the centres of the scenarios: one shape, four settings of the options.
 *
 * Every thing a builder can be given is here: two channels of the centre's own, statuses, hours,
 * groups, devices, entry delays. Each call may be refused for memory, and is repeated then as it
 * was.
 */
#include "support/scenario.h"

#include <stdio.h>
#include <stdlib.h>

typedef enum kind_of_thing {
    OPTIONS,
    CHANNELS,
    STATUSES,
    HOURS,
    QUEUES,
    PROFILES,
    ENTRIES,
    AGENTS,
    KINDS
} thing;

static const uint32_t counts[KINDS] = {
    1, 3, 2, 1, SCENARIO_QUEUES, SCENARIO_PROFILES, 16, SCENARIO_AGENTS
};

static usher_status set_options(usher_centre_builder *builder, uint32_t setting)
{
    usher_routing_options o = USHER_ROUTING_OPTIONS_INIT;
    switch (setting) {
    case 1:
        o.after_miss = USHER_MISS_TO_BOTTOM;
        o.reoffer_after = USHER_SECONDS(10);
        o.presentation_limit = USHER_SECONDS(8);
        o.when_gone = USHER_GONE_END;
        break;
    case 2:
        o.priority_scope = USHER_PRIORITY_IN_QUEUE;
        o.delay_clock = USHER_DELAY_ADJUSTED;
        o.age_adjustment = USHER_ADJUSTMENT_ADDS;
        o.while_busy_default = USHER_WHILE_BUSY_ANY;
        o.handled = USHER_HANDLED_ACTIVE;
        o.slots_with_next_status = USHER_NEXT_STATUS_KEEP;
        break;
    case 3:
        o.same_agent_twice = USHER_SAME_AGENT_ALLOW;
        o.buffer_rounding = USHER_ROUND_UP;
        o.clear_missed_after = USHER_FOREVER;
        o.reoffer_after = USHER_SECONDS(3);
        o.agent_queue_max = 1;
        o.transfers_max = 2;
        o.failures[USHER_FAILURE_BUSY].clear_after = 0;
        o.failures[USHER_FAILURE_CANCELLED].counts = USHER_COUNTS_YES;
        o.failures[USHER_FAILURE_NETWORK].counts = USHER_COUNTS_NO;
        o.gone_status.v = 0;
        break;
    default:
        break;
    }
    return usher_centre_set_options(builder, &o);
}

static usher_status add_channel(usher_centre_builder *builder, uint32_t setting, uint32_t index)
{
    static const char *const names[] = { "chat", "sms", "letter" };
    static const usher_channel likes[] = { USHER_CHAT, USHER_CHAT, USHER_EMAIL };
    usher_channel_def def = USHER_CHANNEL_DEF_INIT;
    def.name = names[index];
    def.like = likes[index];
    def.ring = index == 1 ? USHER_SECONDS(7) : 0;
    def.live_max = setting == 3 && index == 0 ? 3 : 0;
    usher_channel ignored;
    return usher_centre_add_channel(builder, &def, &ignored);
}

static usher_status add_status(usher_centre_builder *builder, uint32_t index)
{
    static const char *const names[] = { "Lunch", "Helping" };
    usher_agent_status_def def = USHER_AGENT_STATUS_DEF_INIT;
    def.name = names[index];
    def.kind = index == 0 ? USHER_STATUS_CUSTOM : USHER_STATUS_ROUTABLE;
    usher_agent_status_ref ignored;
    return usher_centre_add_status(builder, &def, &ignored);
}

static usher_status add_hours(usher_centre_builder *builder)
{
    static const usher_hours_span spans[] = { { 0, 480, 1080 }, { 4, 480, 900 } };
    static const usher_hours_closed closed[] = { { "New Year", 0, 1, 1 } };
    usher_hours_def def = USHER_HOURS_DEF_INIT;
    def.name = "office";
    def.zone = "Europe/Berlin";
    def.spans = spans;
    def.spans_count = 2;
    def.closed = closed;
    def.closed_count = 1;
    usher_hours_ref ignored;
    return usher_centre_add_hours(builder, &def, &ignored);
}

static usher_status add_queue(usher_centre_builder *builder, uint32_t setting, uint32_t index)
{
    static const char *const names[SCENARIO_QUEUES] = { "sales", "support", "small", "night" };
    static const uint32_t offers[SCENARIO_QUEUES] = { 1, 2, USHER_OFFER_TO_ALL, 1 };
    usher_queue_def def = USHER_QUEUE_DEF_INIT;
    def.name = names[index];
    def.display = index == 0 ? "Sales and orders" : NULL;
    def.offers = setting == 1 ? USHER_OFFER_TO_ALL : offers[index];
    def.max_contacts = index == 2 ? 2 : USHER_UNLIMITED;
    def.disabled = index == 3;
    def.hours.v = index == 3;
    usher_queue_ref ignored;
    return usher_centre_add_queue(builder, &def, &ignored);
}

static usher_status add_profile(usher_centre_builder *builder, uint32_t index)
{
    static const char *const names[SCENARIO_PROFILES] = { "all-round", "novice", "caller" };
    static const uint16_t slots[SCENARIO_PROFILES][6] = { { 1, 3, 2, 2, 1, 1 },
                                                          { 1, 2, 0, 1, 0, 1 },
                                                          { 2, 0, 1, 0, 1, 0 } };
    usher_profile_def def = USHER_PROFILE_DEF_INIT;
    def.name = names[index];
    def.availability_timer = index == 2 ? USHER_SINCE_LAST_INBOUND : USHER_SINCE_LAST_ACTIVITY;
    def.outbound_queue.v = index == 2 ? 1 : 0;
    for (uint32_t i = 0; i < 6; i++) {
        def.max[i] = slots[index][i];
        def.while_busy[i] = i == USHER_TASK ? USHER_WHILE_BUSY_ANY : USHER_WHILE_BUSY_DEFAULT;
    }
    usher_profile_ref ignored;
    return usher_centre_add_profile(builder, &def, &ignored);
}

static usher_status add_entry(usher_centre_builder *builder, uint32_t index)
{
    static const struct {
        uint8_t profile, queue, channel, priority, delay;
    } entries[16] = {
        { 1, 1, 0, 1, 0 },  { 1, 1, 1, 1, 0 }, { 1, 1, 2, 2, 0 }, { 1, 2, 0, 2, 0 },
        { 1, 2, 1, 3, 10 }, { 1, 3, 0, 1, 0 }, { 1, 3, 3, 1, 0 }, { 1, 4, 5, 1, 0 },
        { 2, 1, 0, 2, 5 },  { 2, 2, 0, 1, 0 }, { 2, 2, 1, 1, 0 }, { 2, 3, 1, 4, 30 },
        { 2, 3, 5, 1, 0 },  { 3, 1, 0, 3, 0 }, { 3, 2, 2, 1, 2 }, { 3, 4, 4, 1, 0 },
    };
    usher_entry_def def = USHER_ENTRY_DEF_INIT;
    def.queue.v = entries[index].queue;
    def.channel = entries[index].channel;
    def.priority = entries[index].priority;
    def.delay = USHER_SECONDS(entries[index].delay);
    return usher_centre_add_entry(builder, (usher_profile_ref){ entries[index].profile }, &def);
}

static usher_status add_agent(usher_centre_builder *builder, uint32_t setting, uint32_t index)
{
    static const char *const names[SCENARIO_AGENTS] = { "ann", "ben", "cat", "dan" };
    usher_agent_def def = USHER_AGENT_DEF_INIT;
    def.name = names[index];
    def.profile.v = index == 3 ? 3 : 1 + index % 2;
    def.group[0] = index == 0 ? NULL : "north";
    def.group[1] = index == 2 ? "harbour" : NULL;
    def.device = index == 1 ? "sip:ben@example.org" : NULL;
    def.acw[USHER_VOICE] = USHER_SECONDS(10 * index);
    def.acw[USHER_CHAT] = index == 1 ? USHER_FOREVER : USHER_SECONDS(3);
    def.auto_accept = setting == 1 ? 1u << USHER_VOICE : 0;
    def.tag = 100 + index;
    return usher_centre_add_agent(builder, &def);
}

static usher_status add(usher_centre_builder *builder, thing kind, uint32_t setting, uint32_t index)
{
    switch (kind) {
    case OPTIONS:
        return set_options(builder, setting);
    case CHANNELS:
        return add_channel(builder, setting, index);
    case STATUSES:
        return add_status(builder, index);
    case HOURS:
        return add_hours(builder);
    case QUEUES:
        return add_queue(builder, setting, index);
    case PROFILES:
        return add_profile(builder, index);
    case ENTRIES:
        return add_entry(builder, index);
    case AGENTS:
        return add_agent(builder, setting, index);
    case KINDS:
        break;
    }
    return USHER_ERR_INVALID;
}

/*
 * True: refused for memory, and it is worth trying again. Anything else that is refused is a
 * mistake.
 */
static bool refused(usher_status status, const scenario_relief *relief)
{
    if (status == USHER_OK) {
        return false;
    }
    if (status != USHER_ERR_NOMEM || relief == NULL) {
        fprintf(stderr, "scenario: the centre was refused: %s\n", usher_status_name(status));
        abort();
    }
    relief->relent(relief->user);
    return true;
}

usher_centre *scenario_centre(const scenario *s, const usher_mem *mem,
                              const scenario_relief *relief)
{
    usher_centre_builder *builder;
    while (refused(usher_centre_builder_new(mem, &builder), relief)) {
    }
    while (refused(usher_centre_set_name(builder, "Scenario", "Europe/Berlin"), relief)) {
    }
    for (uint32_t kind = 0; kind < KINDS; kind++) {
        for (uint32_t i = 0; i < counts[kind]; i++) {
            while (refused(add(builder, (thing)kind, s->index % SCENARIOS, i), relief)) {
            }
        }
    }
    usher_centre *centre;
    while (refused(usher_centre_build(builder, &centre), relief)) {
    }
    usher_centre_builder_free(builder);
    return centre;
}
