/*
 * centre.h - a centre as the engine reads it: dense arrays, resolved references, lines.
 *
 * A *line* is one (queue, channel) pair: contacts wait in lines, profile entries name lines.
 * Everything is immutable once the centre is built; indexes start at 0 here, references (index + 1)
 * are for the public face.
 */
#ifndef US_CENTRE_H
#define US_CENTRE_H

#include "base/guard.h"
#include "base/mem.h"
#include "names.h"
#include "zone.h"

#include <usher/centre.h>

/*
 * In a centre that came of a change: is a definition still there? One that is leaving serves what
 * was there before, and nothing new; of one that is gone, nothing but its place is left.
 */
enum { US_IS_PRESENT = 0, US_IS_LEAVING = 1, US_IS_GONE = 2 };

typedef struct us_channel_def {
    const char *name;
    usher_duration ring;
    uint32_t live_max; /* USHER_UNLIMITED = no limit; 0 = takes nothing new */
    usher_channel like;
    uint8_t presence;
} us_channel_def;

typedef struct us_status_def {
    const char *name;
    uint8_t kind;
    uint8_t presence;
} us_status_def;

typedef struct us_named_zone {
    const char *name;
    const uint8_t *data; /* the bytes it was read from */
    size_t data_size;
    us_zone zone;
} us_named_zone;

typedef struct us_override {
    usher_override_def def;  /* name and spans are the centre's */
    usher_hours_span *spans; /* the same, to be freed */
    int64_t from, till;      /* days as in civil.h, both inclusive; INT64_MAX = no end */
} us_override;

typedef struct us_hours {
    const char *name;
    const char *zone; /* "" = the centre's */
    usher_hours_span *spans;
    usher_hours_closed *closed;
    uint32_t spans_count, closed_count;
    us_override *overrides; /* the closed days first, closed_count of them */
    uint32_t overrides_count, overrides_capacity;
    uint32_t parents[USHER_HOURS_PARENTS_MAX]; /* indexes */
    uint32_t parents_count;
    bool is_parent;
    const us_zone *local; /* set when the centre is built; NULL = not known */
} us_hours;

typedef struct us_queue_rules { /* all 0: none */
    usher_duration longest_wait;
    uint32_t overflow_queue; /* index + 1 */
    uint8_t overflow_end, join_needs, stay_needs;
} us_queue_rules;

typedef struct us_queue_def {
    const char *name;
    const char *display;
    uint32_t max_contacts;
    uint32_t offers;
    uint32_t hours; /* index + 1, 0 = none */
    usher_duration service_level;
    bool disabled;
    uint8_t presence;
    us_queue_rules rules;
} us_queue_def;

typedef struct us_entry { /* of a profile, best priority first */
    uint32_t line;
    uint32_t order; /* in which it was added: the last key of the sort */
    usher_duration delay;
    uint8_t priority;
    usher_channel channel;
} us_entry;

typedef struct us_profile {
    const char *name;
    us_entry *entries;
    uint32_t entries_count, entries_capacity;
    uint32_t outbound_queue; /* index + 1, 0 = none */
    bool even;               /* all entries have one priority, and none has a delay */
    uint8_t presence;
    uint8_t availability_timer;
    uint8_t any; /* bit per channel: while busy on it, other channels may come */
    uint16_t max[USHER_CHANNELS_MAX];
    uint8_t while_busy[USHER_CHANNELS_MAX]; /* as given */
} us_profile;

typedef struct us_server { /* a profile that serves a line */
    uint32_t profile;
    uint8_t priority;
    usher_duration delay;
} us_server;

typedef struct us_group {
    const char *name;
    uint32_t parent; /* index + 1, 0 = none */
    uint32_t level;
} us_group;

typedef struct us_agent_def {
    const char *name;
    const char *device;
    uint32_t profile;
    uint32_t group; /* index + 1, 0 = none */
    usher_duration acw[USHER_CHANNELS_MAX];
    uint64_t tag;
    uint8_t auto_accept;
} us_agent_def;

typedef struct us_failure { /* what an offer that was not taken costs, all options considered */
    usher_duration clear_after, reoffer_after;
    bool counts, to_bottom;
} us_failure;

typedef struct us_block us_block; /* of texts and keys that live as long as the centre */

struct usher_centre {
    us_mem mem;
    us_holders holders;
    us_block *blocks;
    const char *name;
    const char *zone;
    usher_routing_options options;
    uint64_t hash;

    us_channel_def channels[USHER_CHANNELS_MAX];
    uint32_t channels_count;
    us_status_def *statuses;
    uint32_t statuses_count, statuses_capacity;
    us_hours *hours;
    uint32_t hours_count, hours_capacity;
    us_named_zone *zones;
    uint32_t zones_count, zones_capacity;
    us_queue_def *queues;
    uint32_t queues_count, queues_capacity;
    us_profile *profiles;
    uint32_t profiles_count, profiles_capacity;
    us_group *groups;
    uint32_t groups_count, groups_capacity;
    us_agent_def *agents;
    uint32_t agents_count, agents_capacity;
    us_names status_names, hours_names, queue_names, profile_names, agent_names, zone_names;
    us_names group_names; /* by parent and name */

    /* Derived when the centre is built. */
    us_failure failures[USHER_FAILURES];
    bool backs_off;         /* some miss has a reoffer_after */
    bool watches;           /* entries have delays, or queues longest waits: all may need timers */
    uint32_t lines_count;
    uint32_t *servers_from; /* lines_count + 1 offsets into servers */
    us_server *servers;     /* of all lines, one after the other */
    uint32_t servers_count;
    bool *line_delays;      /* does any entry of this line have a delay? */
    bool needs;             /* some queue has join_needs or stay_needs */
    bool stays;             /* ... stay_needs */
};

/*
 * Every queue has a line for each channel that there may ever be, so that a line keeps its number
 * whatever a change of centre adds.
 */
enum { US_LINES_SHIFT = 3, US_LINES_PER_QUEUE = USHER_CHANNELS_MAX };
_Static_assert(1 << US_LINES_SHIFT == USHER_CHANNELS_MAX, "a line for each channel");

/* As hosts give it: 0 is no limit. */
static inline uint32_t us_channel_limit(const us_channel_def *channel)
{
    return channel->live_max != USHER_UNLIMITED ? channel->live_max : 0;
}

static inline uint32_t us_line_of(uint32_t queue, usher_channel channel)
{
    return queue << US_LINES_SHIFT | channel;
}

static inline uint32_t us_line_queue_index(uint32_t line)
{
    return line >> US_LINES_SHIFT;
}

/* Do contacts of this line have timers, whatever becomes of their offers? */
static inline bool us_centre_watches(const usher_centre *centre, uint32_t line)
{
    return centre->line_delays[line] ||
           centre->queues[us_line_queue_index(line)].rules.longest_wait > 0;
}

/* The version of the bytes of a centre (encode.c, decode.c). */
enum { US_CENTRE_FORMAT = 1 };

void us_hours_free_overrides(us_mem *mem, us_hours *hours);

/* A zone by name: built in, or given; NULL if it is neither. */
const us_zone *us_centre_zone(const usher_centre *centre, const char *name);

/* The digest of everything that decides, field by field in a fixed order. */
uint64_t us_centre_digest(const usher_centre *centre);

/*
 * The bytes under which a group is entered: its parent's reference and its name. 0 if the name is
 * too long.
 */
enum { US_GROUP_KEY_MAX = sizeof(uint32_t) + USHER_NAME_MAX };
size_t us_group_key(char key[US_GROUP_KEY_MAX], uint32_t parent, const char *name);

/* A text that lives as long as the centre; NULL without memory. */
const char *us_centre_text(usher_centre *centre, const void *bytes, size_t size);

/* An empty centre with the built-in channels and statuses, one reference; NULL without memory. */
usher_centre *us_centre_new(const usher_mem *mem);

#endif
