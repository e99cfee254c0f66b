/*
 * world_build.c - worlds to centres, and to the text of a centre file.
 */
#include "model.h"

#include <stdlib.h>
#include <string.h>

/* ---- building -------------------------------------------------------------------------------- */

static void must(usher_status status, const usher_centre_builder *builder)
{
    if (status != USHER_OK) {
        fprintf(stderr, "a world cannot be built: %s\n",
                builder != NULL ? usher_centre_builder_error(builder) : usher_strerror(status));
        abort();
    }
}

static void add_lists(const world *w, usher_centre_builder *builder)
{
    usher_channel channel;
    usher_agent_status_ref status;
    usher_queue_ref queue;
    for (uint32_t i = 0; i < w->channels_count; i++) {
        must(usher_centre_add_channel(builder, &w->channels[i], &channel), builder);
    }
    for (uint32_t i = 0; i < w->statuses_count; i++) {
        must(usher_centre_add_status(builder, &w->statuses[i], &status), builder);
    }
    for (uint32_t i = 0; i < w->queues_count; i++) {
        must(usher_centre_add_queue(builder, &w->queues[i], &queue), builder);
    }
}

static void add_profile(const world *w, usher_centre_builder *builder, uint32_t i)
{
    usher_profile_ref profile;
    must(usher_centre_add_profile(builder, &w->profiles[i], &profile), builder);
    for (uint32_t queue = 0; queue < w->queues_count; queue++) {
        for (uint32_t channel = 0; channel < w->channels_count; channel++) {
            const usher_entry_def *entry = &w->entries[i][queue][channel];
            if (entry->priority > 0) {
                must(usher_centre_add_entry(builder, profile, entry), builder);
            }
        }
    }
}

usher_centre *world_build(const world *w)
{
    usher_centre_builder *builder = NULL;
    usher_centre *centre = NULL;
    must(usher_centre_builder_new(NULL, &builder), NULL);
    must(usher_centre_set_options(builder, &w->options), builder);
    add_lists(w, builder);
    for (uint32_t i = 0; i < w->profiles_count; i++) {
        add_profile(w, builder, i);
    }
    for (uint32_t i = 0; i < w->agents_count; i++) {
        must(usher_centre_add_agent(builder, &w->agents[i]), builder);
    }
    must(usher_centre_build(builder, &centre), builder);
    usher_centre_builder_free(builder);
    return centre;
}

/* ---- printing -------------------------------------------------------------------------------- */

static void print_option(FILE *out, const char *name, usher_duration duration)
{
    fprintf(out, ", %s: ", name);
    if (duration == USHER_FOREVER) {
        fputs("never", out);
    } else {
        print_duration(out, duration);
    }
}

/* A centre file has no word for an endless back-off: a year is as good. */
static usher_duration at_most_a_year(usher_duration duration)
{
    return duration == USHER_FOREVER ? USHER_SECONDS(31536000) : duration;
}

static void print_failure(FILE *out, const char *cause, const usher_failure_rule *rule)
{
    static const char *const clocks[] = { ", after_miss: keeps_rank", ", after_miss: to_bottom",
                                          "" };
    bool usual = strcmp(cause, "cancelled") != 0;
    bool yes = rule->counts == USHER_COUNTS_AS_USUAL ? usual : rule->counts == USHER_COUNTS_YES;
    fprintf(out, "%s: {counts: %s%s", cause, yes ? "yes" : "no", clocks[rule->after_miss]);
    if (rule->clear_after != USHER_AS_FOR_ALL) {
        print_option(out, "clear_after", rule->clear_after);
    }
    if (rule->reoffer_after != USHER_AS_FOR_ALL) {
        print_option(out, "reoffer_after", at_most_a_year(rule->reoffer_after));
    }
    fputc('}', out);
}

static void print_failures(FILE *out, const usher_failure_rule *rules)
{
    static const char *const causes[USHER_FAILURES] = { "busy",      "rejected",  "unreachable",
                                                        "no_answer", "cancelled", "network",
                                                        "not_joined" };
    for (uint32_t i = 0; i < USHER_FAILURES; i++) {
        fputs(i == 0 ? ",\n  failures: {" : ",\n    ", out);
        print_failure(out, causes[i], &rules[i]);
    }
    fputc('}', out);
}

static void print_options(const world *w, FILE *out)
{
    static const char *const gone[] = { "keep", "end", "back" };
    const usher_routing_options *o = &w->options;
    fprintf(out, "options: {buffer_rounding: %s, while_busy_default: %s, priority_scope: %s,\n",
            o->buffer_rounding ? "up" : "down",
            o->while_busy_default == USHER_WHILE_BUSY_ANY ? "any" : "own",
            o->priority_scope ? "in_queue" : "global");
    fprintf(out, "  delay_clock: %s, handled: %s, after_miss: %s, age_adjustment: %s,\n",
            o->delay_clock ? "adjusted" : "real", o->handled ? "active" : "occupied",
            o->after_miss ? "to_bottom" : "keeps_rank", o->age_adjustment ? "adds" : "replaces");
    fprintf(out, "  same_agent_twice: %s, slots_with_next_status: %s",
            o->same_agent_twice ? "allow" : "avoid", o->slots_with_next_status ? "keep" : "zero");
    print_option(out, "reoffer_after", at_most_a_year(o->reoffer_after));
    print_option(out, "clear_missed_after", o->clear_missed_after);
    print_option(out, "presentation_limit", o->presentation_limit);
    print_failures(out, o->failures);
    fprintf(out, ",\n  gone_status: %s, when_gone: %s",
            o->gone_status.v != 0 ? world_status_name(o->gone_status.v) : "none",
            gone[o->when_gone]);
    print_option(out, "join_limit", o->join_limit);
    fprintf(out, ",\n  profile_change: %s",
            o->profile_change ? "offers_withdrawn" : "offers_stand");
    fprintf(out, ",\n  agent_queue_max: %u, transfers_max: %u}\n", o->agent_queue_max,
            o->transfers_max);
}

static void print_channels(const world *w, FILE *out)
{
    fputs("channels:\n", out);
    for (uint32_t i = 0; i < w->channels_count; i++) {
        const usher_channel_def *c = &w->channels[i];
        fprintf(out, "  %s: {live_max: ", c->name);
        fprintf(out, c->live_max > 0 ? "%u" : "unlimited", c->live_max);
        if (i > USHER_EMAIL) {
            fprintf(out, ", like: %s", world_channel_name(c->like));
        }
        if (c->ring > 0) {
            fputs(", ring: ", out);
            print_duration(out, c->ring);
        }
        fputs("}\n", out);
    }
}

static void print_queue_rules(const usher_queue_def *q, FILE *out)
{
    static const char *const needs[] = { "nothing", "logged_in", "staffed", "available" };
    fprintf(out, ", join_needs: %s, stay_needs: %s", needs[q->join_needs], needs[q->stay_needs]);
    if (q->longest_wait > 0) {
        print_option(out, "longest_wait", at_most_a_year(q->longest_wait));
    }
    if (q->overflow_queue.v != 0) {
        fprintf(out, ", overflow_queue: %s", world_queue_name(q->overflow_queue.v));
    }
    if (q->overflow_end != USHER_REASON_NONE) {
        fprintf(out, ", overflow_end: %s", usher_reason_name(q->overflow_end));
    }
}

static void print_queues(const world *w, FILE *out)
{
    fputs("queues:\n", out);
    for (uint32_t i = 0; i < w->queues_count; i++) {
        const usher_queue_def *q = &w->queues[i];
        fprintf(out, "  %s: {state: %s, max_contacts: ", q->name,
                q->disabled ? "disabled" : "enabled");
        fprintf(out, q->max_contacts != USHER_UNLIMITED ? "%u" : "unlimited", q->max_contacts);
        fprintf(out, q->offers != USHER_OFFER_TO_ALL ? ", offers: %u" : ", offers: all", q->offers);
        print_queue_rules(q, out);
        fputs("}\n", out);
    }
}

static void print_entries(const world *w, uint32_t profile, FILE *out)
{
    for (uint32_t queue = 0; queue < w->queues_count; queue++) {
        for (uint32_t channel = 0; channel < w->channels_count; channel++) {
            const usher_entry_def *e = &w->entries[profile][queue][channel];
            if (e->priority > 0) {
                fprintf(out, "      - {queue: %s, channels: [%s], priority: %u, delay: ",
                        world_queue_name(e->queue.v), world_channel_name(e->channel), e->priority);
                print_duration(out, e->delay);
                fputs("}\n", out);
            }
        }
    }
}

static void print_profiles(const world *w, FILE *out)
{
    static const char *const rules[] = { "", ", while_busy: own", ", while_busy: any" };
    fputs("profiles:\n", out);
    for (uint32_t i = 0; i < w->profiles_count; i++) {
        const usher_profile_def *p = &w->profiles[i];
        fprintf(out, "  %s:\n    availability_timer: %s\n", p->name,
                p->availability_timer ? "last_inbound" : "last_activity");
        if (p->outbound_queue.v != 0) {
            fprintf(out, "    outbound_queue: %s\n", world_queue_name(p->outbound_queue.v));
        }
        fputs("    channels:\n", out);
        for (uint32_t channel = 0; channel < w->channels_count; channel++) {
            fprintf(out, "      %s: {max: %u%s}\n", world_channel_name((usher_channel)channel),
                    p->max[channel], rules[p->while_busy[channel]]);
        }
        fputs("    entries:\n", out);
        print_entries(w, i, out);
    }
}

static void print_agent(const world *w, const usher_agent_def *a, FILE *out)
{
    fprintf(out, "  - {name: %s, profile: %s, group: [", a->name, world_profile_name(a->profile.v));
    for (uint32_t i = 0; a->group[i] != NULL; i++) {
        fprintf(out, "%s%s", i > 0 ? ", " : "", a->group[i]);
    }
    fputs(a->device != NULL ? "], device: desk, auto_accept: [" : "], auto_accept: [", out);
    for (uint32_t i = 0, listed = 0; i < w->channels_count; i++) {
        if (a->auto_accept >> i & 1) {
            fprintf(out, "%s%s", listed++ > 0 ? ", " : "", world_channel_name((usher_channel)i));
        }
    }
    fputs("],\n     acw: {", out);
    for (uint32_t i = 0; i < w->channels_count; i++) {
        fprintf(out, "%s%s: ", i > 0 ? ", " : "", world_channel_name((usher_channel)i));
        if (a->acw[i] == USHER_FOREVER) {
            fputs("by_hand", out);
        } else {
            print_duration(out, a->acw[i]);
        }
    }
    fputs("}}\n", out);
}

void world_print(const world *w, FILE *out)
{
    static const char *const kinds[] = { "routable", "custom", "offline" };
    fputs("usher: 1\n", out);
    print_options(w, out);
    print_channels(w, out);
    fputs("statuses: {", out);
    for (uint32_t i = 0; i < w->statuses_count; i++) {
        fprintf(out, "%s%s: %s", i > 0 ? ", " : "", w->statuses[i].name,
                kinds[w->statuses[i].kind]);
    }
    fputs("}\n", out);
    print_queues(w, out);
    print_profiles(w, out);
    fputs("agents:\n", out);
    for (uint32_t i = 0; i < w->agents_count; i++) {
        print_agent(w, &w->agents[i], out);
    }
}
