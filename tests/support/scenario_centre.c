/*
 * scenario_centre.c - the centres of the scenarios: one shape, four settings of the options, and
 * variants to change between.
 *
 * Every thing a builder can be given is here: two channels of the centre's own, statuses, hours,
 * groups, devices, entry delays. Each call may be refused for memory, and is repeated then as it
 * was. A variant leaves things out, adds others, turns their order around and changes values.
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

/* Which centre: whose setting, and which variant of it. */
typedef struct which {
    uint32_t setting, variant;
} which;

static const uint32_t counts[SCENARIO_VARIANTS][KINDS] = {
    { 1, 3, 2, 1, SCENARIO_QUEUES, SCENARIO_PROFILES, 16, SCENARIO_AGENTS },
    { 1, 3, 1, 1, 4, 3, 16, 4 },
    { 1, 2, 1, 1, 3, 2, 11, 3 },
};

static usher_status set_options(usher_centre_builder *builder, which w)
{
    usher_routing_options o = USHER_ROUTING_OPTIONS_INIT;
    switch (w.setting) {
    case 1:
        o.after_miss = USHER_MISS_TO_BOTTOM;
        o.reoffer_after = USHER_SECONDS(10);
        o.presentation_limit = USHER_SECONDS(8);
        o.when_gone = USHER_GONE_END;
        o.join_limit = USHER_SECONDS(8);
        o.profile_change = USHER_PROFILE_OFFERS_WITHDRAWN;
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
        o.when_gone = USHER_GONE_BACK;
        break;
    default:
        break;
    }
    if (w.variant == 1) {
        o.delay_clock = o.delay_clock == USHER_DELAY_REAL ? USHER_DELAY_ADJUSTED : USHER_DELAY_REAL;
        o.handled =
            o.handled == USHER_HANDLED_OCCUPIED ? USHER_HANDLED_ACTIVE : USHER_HANDLED_OCCUPIED;
        o.while_busy_default = USHER_WHILE_BUSY_ANY;
    }
    return usher_centre_set_options(builder, &o);
}

static usher_status add_channel(usher_centre_builder *builder, which w, uint32_t index)
{
    static const char *const names[SCENARIO_VARIANTS][3] = { { "chat", "sms", "letter" },
                                                             { "chat", "video", "sms" },
                                                             { "chat", "sms", "" } };
    static const usher_channel likes[] = { USHER_CHAT, USHER_CHAT, USHER_EMAIL };
    usher_channel_def def = USHER_CHANNEL_DEF_INIT;
    def.name = names[w.variant][index];
    def.like = likes[index];
    def.ring = index == 1 ? USHER_SECONDS(7) : 0;
    def.live_max = w.setting == 3 && index == 0 ? 3 + w.variant : 0;
    usher_channel ignored;
    return usher_centre_add_channel(builder, &def, &ignored);
}

static usher_status add_status(usher_centre_builder *builder, which w, uint32_t index)
{
    static const char *const names[SCENARIO_VARIANTS][2] = { { "Lunch", "Helping" },
                                                             { "Lunch", "" },
                                                             { "Helping", "" } };
    static const uint8_t kinds[SCENARIO_VARIANTS][2] = {
        { USHER_STATUS_CUSTOM, USHER_STATUS_ROUTABLE },
        { USHER_STATUS_OFFLINE, 0 },
        { USHER_STATUS_CUSTOM, 0 },
    };
    usher_agent_status_def def = USHER_AGENT_STATUS_DEF_INIT;
    def.name = names[w.variant][index];
    def.kind = kinds[w.variant][index];
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

/* What the queue does by itself; each variant has it for another queue. */
static void set_queue_rules(usher_queue_def *def, which w, uint32_t index)
{
    bool chosen = index == w.variant;
    uint32_t next = (index + 1) % counts[w.variant][QUEUES] + 1;
    if (w.setting == 2) {
        def->longest_wait = index > 0 || w.variant > 0 ? USHER_SECONDS(4 + 9 * index) : 0;
        def->overflow_queue.v = chosen ? next : 0;
        def->overflow_end = index == 1 ? USHER_REASON_EXPIRED : USHER_REASON_NONE;
    } else if (w.setting == 3) {
        def->join_needs = chosen ? USHER_NEEDS_NOTHING : USHER_NEEDS_LOGGED_IN;
        def->stay_needs = chosen ? USHER_NEEDS_STAFFED : USHER_NEEDS_NOTHING;
        def->overflow_queue.v = chosen ? next : 0;
    }
}

static usher_status add_queue(usher_centre_builder *builder, which w, uint32_t index)
{
    static const char *const names[SCENARIO_VARIANTS][SCENARIO_QUEUES] = {
        { "sales", "support", "small", "night" },
        { "extra", "night", "sales", "support" },
        { "small", "sales", "extra", "" },
    };
    static const uint32_t offers[SCENARIO_VARIANTS][SCENARIO_QUEUES] = {
        { 1, 2, USHER_OFFER_TO_ALL, 1 }, { 1, 1, 2, USHER_OFFER_TO_ALL }, { 2, 1, 1, 1 }
    };
    const char *name = names[w.variant][index];
    bool night = name[0] == 'n';
    usher_queue_def def = USHER_QUEUE_DEF_INIT;
    def.name = name;
    def.display = name[1] == 'a' ? "Sales and orders" : NULL;
    def.offers = w.setting == 1 ? USHER_OFFER_TO_ALL - w.variant : offers[w.variant][index];
    def.max_contacts = name[1] == 'm' ? 2 + w.variant : USHER_UNLIMITED;
    def.disabled = night && w.variant == 0;
    def.hours.v = night;
    set_queue_rules(&def, w, index);
    usher_queue_ref ignored;
    return usher_centre_add_queue(builder, &def, &ignored);
}

static usher_status add_profile(usher_centre_builder *builder, which w, uint32_t index)
{
    static const char *const names[SCENARIO_VARIANTS][SCENARIO_PROFILES] = {
        { "all-round", "novice", "caller" },
        { "caller", "all-round", "novice" },
        { "novice", "all-round", "" },
    };
    static const uint16_t slots[SCENARIO_VARIANTS][SCENARIO_PROFILES][7] = {
        { { 1, 3, 2, 2, 1, 1 }, { 1, 2, 0, 1, 0, 1 }, { 2, 0, 1, 0, 1, 0 } },
        { { 1, 1, 1, 0, 1, 1 }, { 1, 4, 2, 2, 0, 2 }, { 1, 2, 1, 1, 1, 0 } },
        { { 2, 1, 0, 1, 1, 0 }, { 1, 3, 2, 2, 1, 0 }, { 0 } },
    };
    usher_profile_def def = USHER_PROFILE_DEF_INIT;
    def.name = names[w.variant][index];
    bool caller = def.name[0] == 'c';
    def.availability_timer = caller ? USHER_SINCE_LAST_INBOUND : USHER_SINCE_LAST_ACTIVITY;
    def.outbound_queue.v = caller ? 1 : 0;
    for (uint32_t i = 0; i < 6; i++) {
        def.max[i] = slots[w.variant][index][i];
        def.while_busy[i] = i == USHER_TASK ? USHER_WHILE_BUSY_ANY : USHER_WHILE_BUSY_DEFAULT;
    }
    usher_profile_ref ignored;
    return usher_centre_add_profile(builder, &def, &ignored);
}

typedef struct entry {
    uint8_t profile, queue, channel, priority, delay;
} entry;

static usher_status add_entry(usher_centre_builder *builder, which w, uint32_t index)
{
    static const entry entries[SCENARIO_VARIANTS][16] = {
        { { 1, 1, 0, 1, 0 },
          { 1, 1, 1, 1, 0 },
          { 1, 1, 2, 2, 0 },
          { 1, 2, 0, 2, 0 },
          { 1, 2, 1, 3, 10 },
          { 1, 3, 0, 1, 0 },
          { 1, 3, 3, 1, 0 },
          { 1, 4, 5, 1, 0 },
          { 2, 1, 0, 2, 5 },
          { 2, 2, 0, 1, 0 },
          { 2, 2, 1, 1, 0 },
          { 2, 3, 1, 4, 30 },
          { 2, 3, 5, 1, 0 },
          { 3, 1, 0, 3, 0 },
          { 3, 2, 2, 1, 2 },
          { 3, 4, 4, 1, 0 } },
        { { 2, 3, 0, 1, 0 },
          { 2, 3, 1, 2, 0 },
          { 2, 3, 2, 2, 3 },
          { 2, 4, 0, 2, 0 },
          { 2, 4, 1, 3, 0 },
          { 2, 1, 0, 1, 0 },
          { 2, 1, 3, 1, 4 },
          { 2, 2, 5, 1, 0 },
          { 3, 3, 0, 2, 20 },
          { 3, 4, 0, 1, 0 },
          { 3, 4, 1, 1, 0 },
          { 3, 1, 1, 4, 15 },
          { 3, 2, 0, 1, 0 },
          { 1, 3, 0, 3, 0 },
          { 1, 4, 2, 1, 0 },
          { 1, 2, 4, 1, 0 } },
        { { 2, 2, 0, 1, 0 },
          { 2, 2, 1, 1, 0 },
          { 2, 2, 2, 2, 0 },
          { 2, 1, 0, 2, 10 },
          { 2, 1, 3, 1, 0 },
          { 2, 3, 0, 1, 0 },
          { 2, 3, 1, 1, 0 },
          { 1, 2, 0, 2, 5 },
          { 1, 1, 0, 1, 0 },
          { 1, 1, 1, 1, 0 },
          { 1, 3, 4, 1, 0 } },
    };
    const entry *e = &entries[w.variant][index];
    usher_entry_def def = USHER_ENTRY_DEF_INIT;
    def.queue.v = e->queue;
    def.channel = e->channel;
    def.priority = e->priority;
    def.delay = USHER_SECONDS(e->delay);
    return usher_centre_add_entry(builder, (usher_profile_ref){ e->profile }, &def);
}

static usher_status add_agent(usher_centre_builder *builder, which w, uint32_t index)
{
    static const char *const names[SCENARIO_VARIANTS][SCENARIO_AGENTS] = {
        { "ann", "ben", "cat", "dan" },
        { "hal", "ann", "ben", "cat" },
        { "cat", "dan", "ann", "" },
    };
    static const uint32_t profiles[SCENARIO_VARIANTS][SCENARIO_AGENTS] = { { 1, 2, 1, 3 },
                                                                           { 2, 2, 1, 3 },
                                                                           { 2, 1, 2, 0 } };
    usher_agent_def def = USHER_AGENT_DEF_INIT;
    def.name = names[w.variant][index];
    def.profile.v = profiles[w.variant][index];
    def.group[0] = index == 0 ? NULL : "north";
    def.group[1] = index == 2 ? "harbour" : NULL;
    def.device = index == 1 ? "sip:ben@example.org" : NULL;
    def.acw[USHER_VOICE] = USHER_SECONDS(10 * index);
    def.acw[USHER_CHAT] = index == 1 ? USHER_FOREVER : USHER_SECONDS(3);
    def.auto_accept = w.setting == 1 ? 1u << USHER_VOICE : 0;
    def.tag = 100 + index;
    return usher_centre_add_agent(builder, &def);
}

static usher_status add(usher_centre_builder *builder, thing kind, which w, uint32_t index)
{
    switch (kind) {
    case OPTIONS:
        return set_options(builder, w);
    case CHANNELS:
        return add_channel(builder, w, index);
    case STATUSES:
        return add_status(builder, w, index);
    case HOURS:
        return add_hours(builder);
    case QUEUES:
        return add_queue(builder, w, index);
    case PROFILES:
        return add_profile(builder, w, index);
    case ENTRIES:
        return add_entry(builder, w, index);
    case AGENTS:
        return add_agent(builder, w, index);
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

usher_centre *scenario_variant(const scenario *s, uint32_t variant, const usher_mem *mem,
                               const scenario_relief *relief)
{
    which w = { s->index % SCENARIOS, variant };
    usher_centre_builder *builder;
    while (refused(usher_centre_builder_new(mem, &builder), relief)) {
    }
    while (refused(usher_centre_set_name(builder, "Scenario", "Europe/Berlin"), relief)) {
    }
    for (uint32_t kind = 0; kind < KINDS; kind++) {
        for (uint32_t i = 0; i < counts[variant][kind]; i++) {
            while (refused(add(builder, (thing)kind, w, i), relief)) {
            }
        }
    }
    usher_centre *centre;
    while (refused(usher_centre_build(builder, &centre), relief)) {
    }
    usher_centre_builder_free(builder);
    return centre;
}

usher_centre *scenario_centre(const scenario *s, const usher_mem *mem,
                              const scenario_relief *relief)
{
    return scenario_variant(s, 0, mem, relief);
}

/* ---- what is left out ------------------------------------------------------------------------ */

static void move(usher_change_rule *rules, uint32_t *count, uint8_t kind, const char *name,
                 const char *to)
{
    rules[(*count)++] = (usher_change_rule){ sizeof *rules, kind, USHER_MOVE, name, to };
}

static bool has_agent(const usher_centre *centre, const char *name)
{
    usher_agent_def def;
    for (uint32_t i = 0; usher_centre_agent(centre, i, &def); i++) {
        if (def.name[0] == name[0]) {
            return true;
        }
    }
    return false;
}

uint32_t scenario_rules(const usher_engine *engine, const usher_centre *next,
                        usher_change_rule rules[SCENARIO_RULES])
{
    const usher_centre *now = usher_engine_centre(engine);
    uint32_t count = 0;
    usher_agent_status_def status;
    usher_agent_status_ref helping = usher_centre_find_status(now, "Helping");
    if (usher_centre_find_queue(now, "support").v != 0 &&
        usher_centre_find_queue(next, "support").v == 0) {
        move(rules, &count, USHER_CHANGE_QUEUE, "support", "sales");
    }
    if (usher_centre_find_profile(now, "caller").v != 0 &&
        usher_centre_find_profile(next, "caller").v == 0) {
        move(rules, &count, USHER_CHANGE_PROFILE, "caller", "all-round");
    }
    if (usher_centre_status(now, helping, &status) &&
        usher_centre_find_status(next, "Helping").v == 0) {
        bool routable = status.kind == USHER_STATUS_ROUTABLE;
        move(rules, &count, USHER_CHANGE_STATUS, "Helping", routable ? "Available" : "Offline");
    }
    if (has_agent(now, "dan") && !has_agent(next, "dan")) {
        move(rules, &count, USHER_CHANGE_AGENT, "dan", "sales");
    }
    return count;
}
