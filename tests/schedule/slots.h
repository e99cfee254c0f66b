/*
 * slots.h - which slots are taken and until when, as a host counts them that has only events.
 *
 * Written from docs/events.md and routing.md (A-40, A-41, A-50, RP-8), and in no hurry: lists that
 * are searched from the beginning. It says whether an offer is one that may be made, and whether
 * something should have happened by now.
 */
#ifndef USHER_TESTS_SLOTS_H
#define USHER_TESTS_SLOTS_H

#include <usher/usher.h>

enum { SLOTS_AGENTS = 64, SLOTS_PARTS = 512, SLOTS_CENTRES = 64 };

typedef struct slots_agent {
    uint64_t agent; /* id; 0 = nobody */
    usher_profile_ref profile;
    usher_agent_status_ref status, next_status;
    bool gone, leaving;
    uint32_t outside[USHER_CHANNELS_MAX];
} slots_agent;

typedef struct slots_part {
    uint64_t part, agent; /* ids */
    usher_channel channel;
    usher_time until; /* when the engine will act by itself */
} slots_part;

typedef struct slots {
    slots_agent agents[SLOTS_AGENTS];
    slots_part parts[SLOTS_PARTS];
    uint32_t parts_count;
    usher_centre *centre;                /* as of the last event */
    usher_centre *coming[SLOTS_CENTRES]; /* committed; their events are not here yet */
    uint32_t coming_count;
    uint64_t offers; /* seen */
} slots;

/* The agents of the centre, offline. */
void slots_begin(slots *s, usher_centre *centre, const usher_engine *engine);
void slots_end(slots *s);
/* The engine has another centre from now on; its event will come. Takes a reference. */
void slots_change(slots *s, const usher_centre *centre);
/* The engine was opened again, with this centre: so many changes are still to come. */
void slots_reopen(slots *s, uint32_t changes, const usher_centre *centre);
/* One event. NULL, or what is wrong with it. */
const char *slots_event(slots *s, const usher_event *event);
/* NULL, or what is not as the engine tells it, when all events have been seen. */
const char *slots_compare(const slots *s, const usher_engine *engine);

#endif
