/*
 * centre_parts.h - a centre with one of everything, as definitions that a test may change.
 *
 * The definitions are given to a builder step by step, always in the same order.
 */
#ifndef CENTRE_PARTS_H
#define CENTRE_PARTS_H

#include <usher/centre.h>
#include <usher/event.h>

typedef struct centre_parts {
    const char *name, *zone;
    usher_routing_options options;
    usher_channel_def channel, voice;
    usher_agent_status_def status;
    usher_hours_span spans[2];
    usher_hours_closed closed[2];
    usher_hours_def hours;
    usher_queue_def queues[2];
    usher_profile_def profile, night; /* entries and agents are the first one's */
    usher_entry_def entries[2];
    usher_agent_def agents[2];
} centre_parts;

/* The texts are literals. */
void centre_parts_fill(centre_parts *p);
/* Rules of the second queue, which are none at first: see usher_queue_def. */
void centre_parts_fill_rules(centre_parts *p);

/* Gives definition `at`, from 0, to the builder; false past the last one. */
bool centre_parts_define(const centre_parts *p, uint32_t at, usher_centre_builder *builder,
                         usher_status *status);

#endif
