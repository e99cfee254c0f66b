/*
 * encode.c - a centre as bytes: what a store keeps, and what decode.c reads.
 *
 * Everything that decides is in them, and what people read; in one order, so that a centre has one
 * form. Numbers and texts are those of records (base/buf.h); a text is its size, its bytes and a
 * NUL, so that a reader can use it where it lies. Behind it all stands the hash.
 */
#include "base/buf.h"
#include "centre.h"
#include "later_options.h"

#include <string.h>

static void put_text(us_writer *w, const char *text)
{
    size_t size = strlen(text);
    us_write_uint(w, size);
    us_write_bytes(w, text, size + 1);
}

/* Those that are not the default, each behind its number; 0 ends them. */
static void put_later_options(us_writer *w, const usher_routing_options *options)
{
    const usher_routing_options usual = USHER_ROUTING_OPTIONS_INIT;
    for (uint32_t i = us_later_option_next(0); i != 0; i = us_later_option_next(i)) {
        int64_t value = us_later_option(options, i);
        if (value != us_later_option(&usual, i)) {
            us_write_uint(w, i);
            us_write_int(w, value);
        }
    }
    us_write_uint(w, 0);
}

static void put_options(us_writer *w, const usher_routing_options *options)
{
    const uint8_t words[] = { options->buffer_rounding,
                              options->while_busy_default,
                              options->priority_scope,
                              options->delay_clock,
                              options->handled,
                              options->after_miss,
                              options->age_adjustment,
                              options->same_agent_twice,
                              options->slots_with_next_status };
    us_write_bytes(w, words, sizeof words);
    us_write_int(w, options->reoffer_after);
    us_write_int(w, options->clear_missed_after);
    us_write_int(w, options->presentation_limit);
    us_write_uint(w, options->agent_queue_max);
    us_write_uint(w, options->transfers_max);
    put_later_options(w, options);
}

static void put_channels(us_writer *w, const usher_centre *centre)
{
    us_write_uint(w, centre->channels_count);
    for (uint32_t i = 0; i < centre->channels_count; i++) {
        put_text(w, centre->channels[i].name);
        us_write_uint(w, centre->channels[i].like);
        us_write_int(w, centre->channels[i].ring);
        us_write_uint(w, us_channel_limit(&centre->channels[i]));
    }
}

static void put_statuses(us_writer *w, const usher_centre *centre)
{
    us_write_uint(w, centre->statuses_count);
    for (uint32_t i = 0; i < centre->statuses_count; i++) {
        put_text(w, centre->statuses[i].name);
        us_write_uint(w, centre->statuses[i].kind);
    }
}

static void put_zones(us_writer *w, const usher_centre *centre)
{
    us_write_uint(w, centre->zones_count);
    for (uint32_t i = 0; i < centre->zones_count; i++) {
        put_text(w, centre->zones[i].name);
        us_write_uint(w, centre->zones[i].data_size);
        us_write_bytes(w, centre->zones[i].data, centre->zones[i].data_size);
    }
}

static void put_spans(us_writer *w, const usher_hours_span *spans, size_t count)
{
    us_write_uint(w, count);
    for (size_t i = 0; i < count; i++) {
        us_write_uint(w, spans[i].day);
        us_write_uint(w, spans[i].from);
        us_write_uint(w, spans[i].until);
    }
}

static void put_date(us_writer *w, usher_date date)
{
    us_write_uint(w, date.year);
    us_write_uint(w, date.month);
    us_write_uint(w, date.day);
}

static void put_override(us_writer *w, const usher_override_def *def)
{
    put_text(w, def->name);
    us_write_uint(w, def->type);
    us_write_uint(w, def->repeat);
    us_write_uint(w, def->interval);
    us_write_uint(w, def->month);
    us_write_int(w, def->month_day);
    us_write_int(w, def->occurrence);
    put_date(w, def->from);
    put_date(w, def->till);
    put_spans(w, def->spans, def->spans_count);
}

/* What they are closed on stands among their overrides too, and is written once. */
static void put_hours(us_writer *w, const us_hours *hours)
{
    put_text(w, hours->name);
    put_text(w, hours->zone);
    put_spans(w, hours->spans, hours->spans_count);
    us_write_uint(w, hours->closed_count);
    for (uint32_t i = 0; i < hours->closed_count; i++) {
        put_text(w, hours->closed[i].name);
        us_write_uint(w, hours->closed[i].year);
        us_write_uint(w, hours->closed[i].month);
        us_write_uint(w, hours->closed[i].day);
    }
    us_write_uint(w, hours->overrides_count - hours->closed_count);
    for (uint32_t i = hours->closed_count; i < hours->overrides_count; i++) {
        put_override(w, &hours->overrides[i].def);
    }
}

/* Behind all hours: a parent may be defined after its child. */
static void put_parents(us_writer *w, const us_hours *hours)
{
    us_write_uint(w, hours->parents_count);
    for (uint32_t i = 0; i < hours->parents_count; i++) {
        us_write_uint(w, hours->parents[i]);
    }
}

static void put_queue(us_writer *w, const us_queue_def *queue)
{
    put_text(w, queue->name);
    put_text(w, queue->display);
    us_write_uint(w, queue->max_contacts);
    us_write_uint(w, queue->offers);
    us_write_uint(w, queue->hours);
    us_write_int(w, queue->service_level);
    bool rules = us_queue_has_rules(&queue->rules);
    us_write_uint(w,
                  (queue->disabled ? US_QUEUE_DISABLED : 0) | (rules ? US_QUEUE_RULES_FOLLOW : 0));
    for (uint32_t i = 1; rules && i <= US_QUEUE_RULES; i++) {
        int64_t value = us_queue_rule(&queue->rules, i);
        if (value != 0) {
            us_write_uint(w, i);
            us_write_int(w, value);
        }
    }
    if (rules) {
        us_write_uint(w, 0);
    }
}

static void put_profile(us_writer *w, const us_profile *profile)
{
    put_text(w, profile->name);
    us_write_uint(w, profile->availability_timer);
    us_write_uint(w, profile->outbound_queue);
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        us_write_uint(w, profile->max[channel]);
        us_write_uint(w, profile->while_busy[channel]);
    }
    us_write_uint(w, profile->entries_count);
    for (uint32_t i = 0; i < profile->entries_count; i++) {
        us_write_uint(w, profile->entries[i].line);
        us_write_uint(w, profile->entries[i].priority);
        us_write_int(w, profile->entries[i].delay);
    }
}

/* The names on the way to a group, from the top; an empty text ends them. */
static void put_group(us_writer *w, const usher_centre *centre, uint32_t group)
{
    const char *path[USHER_GROUP_LEVELS] = { NULL };
    for (; group != 0; group = centre->groups[group - 1].parent) {
        path[centre->groups[group - 1].level - 1] = centre->groups[group - 1].name;
    }
    for (uint32_t i = 0; i < USHER_GROUP_LEVELS && path[i] != NULL; i++) {
        put_text(w, path[i]);
    }
    put_text(w, "");
}

static void put_agent(us_writer *w, const usher_centre *centre, const us_agent_def *agent)
{
    put_text(w, agent->name);
    put_text(w, agent->device);
    us_write_uint(w, agent->profile);
    put_group(w, centre, agent->group);
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        us_write_int(w, agent->acw[channel]);
    }
    us_write_uint(w, agent->auto_accept);
    us_write_uint(w, agent->tag);
}

size_t usher_centre_encode(const usher_centre *centre, void *buffer, size_t capacity)
{
    us_writer w = { buffer, 0, buffer != NULL ? capacity : SIZE_MAX, false };
    us_write_uint(&w, US_CENTRE_FORMAT);
    put_text(&w, centre->name);
    put_text(&w, centre->zone);
    put_options(&w, &centre->options);
    put_channels(&w, centre);
    put_statuses(&w, centre);
    put_zones(&w, centre);
    us_write_uint(&w, centre->hours_count);
    for (uint32_t i = 0; i < centre->hours_count; i++) {
        put_hours(&w, &centre->hours[i]);
    }
    for (uint32_t i = 0; i < centre->hours_count; i++) {
        put_parents(&w, &centre->hours[i]);
    }
    us_write_uint(&w, centre->queues_count);
    for (uint32_t i = 0; i < centre->queues_count; i++) {
        put_queue(&w, &centre->queues[i]);
    }
    us_write_uint(&w, centre->profiles_count);
    for (uint32_t i = 0; i < centre->profiles_count; i++) {
        put_profile(&w, &centre->profiles[i]);
    }
    us_write_uint(&w, centre->agents_count);
    for (uint32_t i = 0; i < centre->agents_count; i++) {
        put_agent(&w, centre, &centre->agents[i]);
    }
    us_write_fixed32(&w, (uint32_t)centre->hash);
    us_write_fixed32(&w, (uint32_t)(centre->hash >> 32));
    return w.failed ? usher_centre_encode(centre, NULL, 0) : w.size;
}
