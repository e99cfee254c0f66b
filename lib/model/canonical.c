/*
 * canonical.c - the digest of everything in a centre that decides, field by field in one order.
 *
 * Two centres with equal digests route alike; a store remembers the digest and refuses another
 * centre. Names are part of it, because references are positions and names fix what they mean;
 * texts that only people read (display names) are not.
 */
#include "base/hash.h"
#include "centre.h"
#include "later_options.h"

#include <string.h>

static uint64_t add_text(uint64_t digest, const char *text)
{
    size_t size = strlen(text);
    return us_digest(us_digest(digest, size), us_hash_bytes(0, text, size));
}

/*
 * Options that came later are added where they are not the default: so the digests of centres
 * without them stay what they were.
 */
static uint64_t add_later(uint64_t digest, uint64_t which, uint64_t value, uint64_t usual)
{
    return value != usual ? us_digest(us_digest(digest, which), value) : digest;
}

static uint64_t add_later_options(uint64_t digest, const usher_routing_options *options)
{
    const usher_routing_options usual = USHER_ROUTING_OPTIONS_INIT;
    for (uint32_t i = us_later_option_next(0); i != 0; i = us_later_option_next(i)) {
        digest = add_later(digest, i, (uint64_t)us_later_option(options, i),
                           (uint64_t)us_later_option(&usual, i));
    }
    return digest;
}

static uint64_t add_options(uint64_t digest, const usher_routing_options *options)
{
    const uint64_t words[] = {
        options->buffer_rounding,
        options->while_busy_default,
        options->priority_scope,
        options->delay_clock,
        options->handled,
        options->after_miss,
        options->age_adjustment,
        options->same_agent_twice,
        options->slots_with_next_status,
        (uint64_t)options->reoffer_after,
        (uint64_t)options->clear_missed_after,
        (uint64_t)options->presentation_limit,
        options->agent_queue_max,
        options->transfers_max,
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        digest = us_digest(digest, words[i]);
    }
    return add_later_options(digest, options);
}

/* A line by its place among those of the channels that there are. */
static uint64_t line_place(const usher_centre *centre, const us_entry *entry)
{
    return (uint64_t)us_line_queue_index(entry->line) * centre->channels_count + entry->channel;
}

static uint64_t add_profile(uint64_t digest, const usher_centre *centre, const us_profile *profile)
{
    digest = add_text(digest, profile->name);
    digest = us_digest(digest, profile->availability_timer);
    digest = us_digest(digest, profile->outbound_queue);
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        digest = us_digest(digest, profile->max[channel]);
    }
    digest = us_digest(digest, profile->any);
    digest = us_digest(digest, profile->entries_count);
    for (uint32_t i = 0; i < profile->entries_count; i++) {
        const us_entry *entry = &profile->entries[i];
        digest = us_digest(digest, line_place(centre, entry));
        digest = us_digest(digest, entry->priority);
        digest = us_digest(digest, (uint64_t)entry->delay);
    }
    return digest;
}

static uint64_t add_agent(uint64_t digest, const us_agent_def *agent)
{
    digest = add_text(add_text(digest, agent->name), agent->device);
    digest = us_digest(us_digest(digest, agent->profile), agent->group);
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        digest = us_digest(digest, (uint64_t)agent->acw[channel]);
    }
    return us_digest(us_digest(digest, agent->auto_accept), agent->tag);
}

static uint64_t add_spans(uint64_t digest, const usher_hours_span *spans, size_t count)
{
    digest = us_digest(digest, count);
    for (size_t i = 0; i < count; i++) {
        const usher_hours_span *span = &spans[i];
        digest = us_digest(digest, span->day * UINT64_C(4194304) + span->from * UINT64_C(2048) +
                                       span->until);
    }
    return digest;
}

static uint64_t add_hours(uint64_t digest, const us_hours *hours)
{
    digest = add_text(add_text(digest, hours->name), hours->zone);
    digest = add_spans(digest, hours->spans, hours->spans_count);
    digest = us_digest(digest, hours->closed_count);
    for (uint32_t i = 0; i < hours->closed_count; i++) {
        const usher_hours_closed *closed = &hours->closed[i];
        digest = add_text(digest, closed->name);
        digest = us_digest(digest, closed->year * UINT64_C(10000) + closed->month * UINT64_C(100) +
                                       closed->day);
    }
    return digest;
}

static uint64_t add_date(uint64_t digest, usher_date date)
{
    return us_digest(digest, date.year * UINT64_C(10000) + date.month * UINT64_C(100) + date.day);
}

static uint64_t add_override(uint64_t digest, const usher_override_def *def)
{
    const uint64_t words[] = { def->type,
                               def->repeat,
                               def->interval,
                               def->month,
                               (uint8_t)def->month_day,
                               (uint8_t)def->occurrence };
    digest = add_text(digest, def->name);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        digest = us_digest(digest, words[i]);
    }
    return add_spans(add_date(add_date(digest, def->from), def->till), def->spans,
                     def->spans_count);
}

/*
 * Zones, overrides and parents. A centre that has none of them has the digest that it had before
 * there were any.
 */
static uint64_t add_calendars(uint64_t digest, const usher_centre *centre)
{
    uint64_t found = centre->zones_count;
    for (uint32_t i = 0; i < centre->hours_count; i++) {
        const us_hours *hours = &centre->hours[i];
        found += hours->overrides_count - hours->closed_count + hours->parents_count;
    }
    if (found == 0) {
        return digest;
    }
    for (uint32_t i = 0; i < centre->zones_count; i++) {
        const us_named_zone *zone = &centre->zones[i];
        digest = us_digest(add_text(digest, zone->name), zone->data_size);
        digest = us_digest(digest, us_hash_bytes(0, zone->data, zone->data_size));
    }
    for (uint32_t i = 0; i < centre->hours_count; i++) {
        const us_hours *hours = &centre->hours[i];
        digest = us_digest(digest, hours->overrides_count - hours->closed_count);
        for (uint32_t k = hours->closed_count; k < hours->overrides_count; k++) {
            digest = add_override(digest, &hours->overrides[k].def);
        }
        digest = us_digest(digest, hours->parents_count);
        for (uint32_t k = 0; k < hours->parents_count; k++) {
            digest = us_digest(digest, hours->parents[k]);
        }
    }
    return us_digest(digest, centre->zones_count);
}

static uint64_t add_queue(uint64_t digest, const us_queue_def *queue)
{
    digest = add_text(digest, queue->name);
    digest = us_digest(us_digest(digest, queue->max_contacts), queue->offers);
    digest = us_digest(us_digest(digest, queue->hours), (uint64_t)queue->service_level);
    digest = us_digest(digest, queue->disabled);
    for (uint32_t i = 1; i <= US_QUEUE_RULES; i++) {
        digest = add_later(digest, i, (uint64_t)us_queue_rule(&queue->rules, i), 0);
    }
    return digest;
}

uint64_t us_centre_digest(const usher_centre *centre)
{
    uint64_t digest = add_text(add_text(1, centre->name), centre->zone);
    digest = add_options(digest, &centre->options);
    for (uint32_t i = 0; i < centre->channels_count; i++) {
        const us_channel_def *channel = &centre->channels[i];
        digest = us_digest(add_text(digest, channel->name), (uint64_t)channel->ring);
        digest = us_digest(us_digest(digest, us_channel_limit(channel)), channel->like);
    }
    for (uint32_t i = 0; i < centre->statuses_count; i++) {
        digest = us_digest(add_text(digest, centre->statuses[i].name), centre->statuses[i].kind);
    }
    for (uint32_t i = 0; i < centre->hours_count; i++) {
        digest = add_hours(digest, &centre->hours[i]);
    }
    for (uint32_t i = 0; i < centre->queues_count; i++) {
        digest = add_queue(digest, &centre->queues[i]);
    }
    for (uint32_t i = 0; i < centre->profiles_count; i++) {
        digest = add_profile(digest, centre, &centre->profiles[i]);
    }
    for (uint32_t i = 0; i < centre->groups_count; i++) {
        digest = us_digest(add_text(digest, centre->groups[i].name), centre->groups[i].parent);
    }
    for (uint32_t i = 0; i < centre->agents_count; i++) {
        digest = add_agent(digest, &centre->agents[i]);
    }
    const uint64_t counts[] = { centre->channels_count, centre->statuses_count,
                                centre->hours_count,    centre->queues_count,
                                centre->profiles_count, centre->groups_count,
                                centre->agents_count };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        digest = us_digest(digest, counts[i]);
    }
    return add_calendars(digest, centre);
}
