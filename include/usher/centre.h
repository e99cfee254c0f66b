/*
 * centre.h - what a contact centre *is*: channels, statuses, hours, queues, routing profiles,
 * agents.
 *
 * A centre is built once, checked as a whole, immutable and counted afterwards. Many engines may
 * share one. Names are byte strings of valid UTF-8, unique in their kind, compared exactly.
 * Every struct starts with `size`; start from its INIT macro. Strings are copied.
 */
#ifndef USHER_CENTRE_H
#define USHER_CENTRE_H

#include <usher/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct usher_centre usher_centre;
typedef struct usher_centre_builder usher_centre_builder;

enum { /* limits of the model, from Amazon Connect's quotas where it has one (docs/routing.md 10) */
    USHER_NAME_MAX = 127,             /* bytes of a name */
    USHER_ENTRIES_MAX = 50,           /* (queue, channel) entries of one routing profile */
    USHER_STATUSES_MAX = 50,          /* agent statuses */
    USHER_GROUP_LEVELS = 5,           /* depth of the agents' group tree */
    USHER_CONCURRENCY_MAX = 65535,    /* slots of one channel of one agent */
    USHER_ENTRY_PRIORITY_MAX = 99,
    USHER_ENTRY_DELAY_MAX_S = 9999,
    USHER_HOURS_SPANS_MAX = 100,      /* spans of one week, of hours or of an override */
    USHER_HOURS_OVERRIDES_MAX = 50,   /* closed days and overrides of one record of hours */
    USHER_HOURS_PARENTS_MAX = 3,      /* records of hours that one inherits overrides from */
    USHER_REPEAT_INTERVAL_MAX = 6,
    USHER_ZONE_DATA_MAX = 65536       /* bytes of one zone */
};

/* What other channels an agent may be offered while busy on this one (routing.md RP-8). */
enum {
    USHER_WHILE_BUSY_DEFAULT = 0, /* as options.while_busy_default says */
    USHER_WHILE_BUSY_OWN = 1,     /* only more of the same channel (ROUTE_CURRENT_CHANNEL_ONLY) */
    USHER_WHILE_BUSY_ANY = 2      /* other channels too (ROUTE_ANY_CHANNEL) */
};

typedef struct usher_channel_def {
    size_t size;
    /* one of the four built-in names sets its values; another name defines a channel */
    const char *name;
    /* a host-defined channel takes its rules (hold, ring) from this built-in one */
    usher_channel like;
    /* ring window; 0 = that of `like`: voice and chat 20 s, task and email 30 s */
    usher_duration ring;
    uint32_t live_max;    /* contacts of this channel at once in the engine; 0 = no limit */
} usher_channel_def;
#define USHER_CHANNEL_DEF_INIT { sizeof(usher_channel_def), 0, USHER_VOICE, 0, 0 }

enum { USHER_STATUS_ROUTABLE = 0, USHER_STATUS_CUSTOM = 1, USHER_STATUS_OFFLINE = 2 };
typedef struct usher_agent_status_def {
    size_t size;
    const char *name;
    uint8_t kind; /* USHER_STATUS_ROUTABLE, _CUSTOM or _OFFLINE */
} usher_agent_status_def;
#define USHER_AGENT_STATUS_DEF_INIT { sizeof(usher_agent_status_def), 0, USHER_STATUS_CUSTOM }

/* A date of the Gregorian calendar. */
typedef struct usher_date {
    uint16_t year; /* 1 .. 9999; 0 = none */
    uint8_t month; /* 1 .. 12 */
    uint8_t day;   /* 1 .. 31 */
} usher_date;

/*
 * A time zone: its IANA name and the bytes of its TZif file (RFC 9636; files that count leap
 * seconds are refused). "UTC" and "Etc/UTC" are known without.
 */
typedef struct usher_zone_def {
    size_t size;
    const char *name;
    const void *data;
    size_t data_size; /* at most USHER_ZONE_DATA_MAX */
} usher_zone_def;
#define USHER_ZONE_DEF_INIT { sizeof(usher_zone_def), 0, 0, 0 }

/*
 * Hours of operation answer questions (usher_centre_hours_at); they do not stop routing
 * (routing.md H-9). A span over midnight is two spans.
 */
typedef struct usher_hours_span {
    uint8_t day;    /* 0 = Monday ... 6 = Sunday */
    uint16_t from;  /* minute of the day, inclusive */
    uint16_t until; /* minute of the day, exclusive; 1440 = midnight at its end */
} usher_hours_span;
/* A whole day on which hours are closed: short for an override (routing.md H-4). */
typedef struct usher_hours_closed {
    const char *name;
    uint16_t year; /* 0 = every year */
    uint8_t month; /* 1 .. 12 */
    uint8_t day;   /* 1 .. 31; a year without this day is skipped */
} usher_hours_closed;
typedef struct usher_hours_def {
    size_t size;
    const char *name;
    const char *zone; /* IANA name; NULL = the centre's */
    const usher_hours_span *spans;
    size_t spans_count;
    const usher_hours_closed *closed;
    size_t closed_count;
} usher_hours_def;
#define USHER_HOURS_DEF_INIT { sizeof(usher_hours_def), 0, 0, 0, 0, 0, 0 }

/* What an override does on its days (routing.md H-4, H-6). */
enum {
    USHER_OVERRIDE_STANDARD = 0, /* its spans stand in the place of the week's */
    USHER_OVERRIDE_OPEN = 1,     /* open during its spans too */
    USHER_OVERRIDE_CLOSED = 2    /* closed during its spans */
};
/* How an override comes back (routing.md H-5). */
enum {
    USHER_REPEAT_NONE = 0, /* every day from `from` till `till` */
    USHER_REPEAT_WEEKLY = 1,
    USHER_REPEAT_MONTHLY = 2,
    USHER_REPEAT_YEARLY = 3
};
typedef struct usher_override_def {
    size_t size;
    const char *name;  /* unique among the overrides and closed days of its hours */
    uint8_t type;      /* USHER_OVERRIDE_* */
    uint8_t repeat;    /* USHER_REPEAT_* */
    uint8_t interval;  /* every n weeks, months or years: 1 .. 6, counted from that of `from` */
    uint8_t month;     /* yearly only: 1 .. 12; 0 = that of `from` */
    int8_t month_day;  /* monthly, yearly: 1 .. 31, -1 = the last; a month without it is skipped */
    int8_t occurrence; /* monthly, yearly: 1 .. 4, -1 = the last: n-th weekday of its spans */
    usher_date from;   /* first day on which it may count */
    usher_date till;   /* last such day; year 0 = no end, if it repeats */
    /* by weekday; none = the whole day, and with STANDARD closed all day, as with CLOSED */
    const usher_hours_span *spans;
    size_t spans_count;
} usher_override_def;
#define USHER_OVERRIDE_DEF_INIT                                                                    \
    { sizeof(usher_override_def), 0, USHER_OVERRIDE_STANDARD, USHER_REPEAT_NONE, 1, 0, 0, 0,       \
      { 0, 0, 0 }, { 0, 0, 0 }, 0, 0 }

#define USHER_OFFER_TO_ALL UINT32_MAX
#define USHER_UNLIMITED UINT32_MAX
/* Of agents who serve a queue and channel with slots (routing.md Q-51). */
enum {
    USHER_NEEDS_NOTHING = 0,
    USHER_NEEDS_LOGGED_IN = 1, /* one whose status is not offline, and who is not gone */
    USHER_NEEDS_STAFFED = 2,   /* one who has a routable status, too, and no next one */
    USHER_NEEDS_AVAILABLE = 3  /* one who could be offered a contact now */
};
typedef struct usher_queue_def {
    size_t size;
    const char *name;
    const char *display;           /* shown to people; NULL = name */
    /* over all channels; 0 = always full; USHER_UNLIMITED = none (Q-20..22) */
    uint32_t max_contacts;
    /* agents offered one contact at once: 1, k, or USHER_OFFER_TO_ALL */
    uint32_t offers;
    usher_hours_ref hours;         /* none = always open */
    usher_duration service_level;  /* answered within this counts as in time; reports only */
    bool disabled;                 /* a queue starts enabled unless this is set */
    uint8_t join_needs;            /* else nobody comes in: USHER_NEEDS_* (Q-51) */
    uint8_t stay_needs;            /* else all overflow: not AVAILABLE */
    /* who does not come into overflow_queue ends with this: 1..14; 0 = stays */
    uint8_t overflow_end;
    usher_duration longest_wait;   /* who has waited so long overflows; 0 = any time */
    usher_queue_ref overflow_queue; /* may be one that is added later; none */
} usher_queue_def;
#define USHER_QUEUE_DEF_INIT                                                                       \
    { sizeof(usher_queue_def), 0, 0, USHER_UNLIMITED, 1, { 0 }, USHER_SECONDS(20), false, 0, 0, 0, \
      0, { 0 } }

enum { USHER_SINCE_LAST_ACTIVITY = 0, USHER_SINCE_LAST_INBOUND = 1 }; /* RP-14 */
typedef struct usher_profile_def {
    size_t size;
    const char *name;
    /* USHER_SINCE_LAST_ACTIVITY or USHER_SINCE_LAST_INBOUND */
    uint8_t availability_timer;
    usher_queue_ref outbound_queue;           /* the default outbound queue (RP-13) */
    uint16_t max[USHER_CHANNELS_MAX];         /* slots per channel; 0 = the channel is off (RP-5) */
    uint8_t while_busy[USHER_CHANNELS_MAX];   /* USHER_WHILE_BUSY_* */
} usher_profile_def;
#define USHER_PROFILE_DEF_INIT                                                                     \
    { sizeof(usher_profile_def), 0, USHER_SINCE_LAST_ACTIVITY, { 0 }, { 0 }, { 0 } }

typedef struct usher_entry_def {
    size_t size;
    usher_queue_ref queue;
    usher_channel channel;
    uint8_t priority;     /* 1 best .. 99 */
    /* 0 .. 9999 s, whole seconds only; visible from this waiting time on (SEL-5) */
    usher_duration delay;
} usher_entry_def;
#define USHER_ENTRY_DEF_INIT { sizeof(usher_entry_def), { 0 }, USHER_VOICE, 1, 0 }

/* An agent as the centre's file gives it: initial values. At runtime agents are state. */
typedef struct usher_agent_def {
    size_t size;
    const char *name;
    usher_profile_ref profile;
    const char *group[USHER_GROUP_LEVELS];        /* path from the top; NULL ends it */
    /* where the host reaches the agent; opaque; NULL = none */
    const char *device;
    /* after-contact work: 0 none, a limit, or USHER_FOREVER = until cleared */
    usher_duration acw[USHER_CHANNELS_MAX];
    /* bit per channel: offers carry USHER_EVENT_AUTO_ACCEPT */
    uint8_t auto_accept;
    uint64_t tag;                                 /* the host's; comes back in queries */
} usher_agent_def;
#define USHER_AGENT_DEF_INIT { sizeof(usher_agent_def), 0, { 0 }, { 0 }, 0, { 0 }, 0, 0 }

/*
 * The choices that Amazon leaves open (routing.md 11, the numbers stand there). Each has the
 * default of the INIT macro.
 */
enum { USHER_ROUND_DOWN = 0, USHER_ROUND_UP = 1 };                    /* 1 */
enum { USHER_PROFILE_OFFERS_STAND = 0, USHER_PROFILE_OFFERS_WITHDRAWN = 1 }; /* 3 */
enum { USHER_PRIORITY_GLOBAL = 0, USHER_PRIORITY_IN_QUEUE = 1 };      /* 4 */
enum { USHER_DELAY_REAL = 0, USHER_DELAY_ADJUSTED = 1 };              /* 5 */
enum { USHER_HANDLED_OCCUPIED = 0, USHER_HANDLED_ACTIVE = 1 };        /* 7 */
enum { USHER_MISS_KEEPS_RANK = 0, USHER_MISS_TO_BOTTOM = 1 };         /* 8 */
enum { USHER_ADJUSTMENT_REPLACES = 0, USHER_ADJUSTMENT_ADDS = 1 };    /* 11 */
enum { USHER_SAME_AGENT_AVOID = 0, USHER_SAME_AGENT_ALLOW = 1 };      /* 13 */
enum { USHER_NEXT_STATUS_ZERO = 0, USHER_NEXT_STATUS_KEEP = 1 };      /* 19 */
enum { USHER_GONE_KEEP = 0, USHER_GONE_END = 1, USHER_GONE_BACK = 2 }; /* */

/* What an offer that was not taken costs, by its cause (SEL-37). */
enum {
    USHER_FAILURE_BUSY = 0,
    USHER_FAILURE_REJECTED = 1,
    USHER_FAILURE_UNREACHABLE = 2,
    USHER_FAILURE_NO_ANSWER = 3,
    USHER_FAILURE_CANCELLED = 4,
    USHER_FAILURE_NETWORK = 5,
    USHER_FAILURE_NOT_JOINED = 6,
    USHER_FAILURES = 7
};
enum { USHER_MISS_AS_FOR_ALL = 2 }; /* beside USHER_MISS_KEEPS_RANK and _TO_BOTTOM */
enum { USHER_COUNTS_AS_USUAL = 0, USHER_COUNTS_YES = 1, USHER_COUNTS_NO = 2 };
#define USHER_AS_FOR_ALL ((usher_duration)-1)
typedef struct usher_failure_rule {
    /* as clear_missed_after, 0 = at once; USHER_AS_FOR_ALL; of CANCELLED only this */
    usher_duration clear_after;
    usher_duration reoffer_after; /* as the option of this name; USHER_AS_FOR_ALL */
    uint8_t after_miss;           /* USHER_MISS_* */
    uint8_t counts;               /* is it a miss? As usual: yes, but for CANCELLED no */
} usher_failure_rule;
#define USHER_FAILURE_RULE_INIT                                                                    \
    { USHER_AS_FOR_ALL, USHER_AS_FOR_ALL, USHER_MISS_AS_FOR_ALL, USHER_COUNTS_AS_USUAL }

typedef struct usher_routing_options {
    size_t size;
    uint8_t buffer_rounding;            /* the 20 % overflow buffer: max/5 rounded down or up */
    uint8_t while_busy_default;         /* 2: USHER_WHILE_BUSY_OWN or _ANY */
    /* contact priority compared over all queues, or within each */
    uint8_t priority_scope;
    /* entry delay against real time in queue, or adjusted age */
    uint8_t delay_clock;
    /* contacts in hand: every occupied slot, or without ACW, missed, rejected, error */
    uint8_t handled;
    uint8_t after_miss;                 /* a miss leaves the available clock, or restarts it */
    uint8_t age_adjustment;             /* a second adjustment replaces the first, or adds to it */
    /* the last to miss a contact ranks last for it, or as all others */
    uint8_t same_agent_twice;
    /* slots reported as available while a next status is queued */
    uint8_t slots_with_next_status;
    /* 13: back-off before the last misser is asked again; 0 = none */
    usher_duration reoffer_after;
    /* 17: missed, rejected and failed offers clear by themselves; USHER_FOREVER = never */
    usher_duration clear_missed_after;
    /* an offer that never rings is withdrawn after this, without a miss */
    usher_duration presentation_limit;
    uint32_t agent_queue_max;           /* contacts in one agent's own queue */
    uint32_t transfers_max;             /* queue transfers of one contact */
    /* of an agent who is gone: not a routable one; none = it stays */
    usher_agent_status_ref gone_status;
    uint8_t when_gone;                  /* his conversations: USHER_GONE_* */
    usher_failure_rule failures[USHER_FAILURES]; /* by USHER_FAILURE_* */
    /* answered and not joined for so long: the contact goes back; USHER_FOREVER = never */
    usher_duration join_limit;
    /* 3: open offers of an agent whom a command moves to a profile without their queue */
    uint8_t profile_change;             /* USHER_PROFILE_* */
} usher_routing_options;
#define USHER_ROUTING_OPTIONS_INIT                                                                 \
    { sizeof(usher_routing_options), USHER_ROUND_DOWN, USHER_WHILE_BUSY_OWN,                       \
      USHER_PRIORITY_GLOBAL, USHER_DELAY_REAL, USHER_HANDLED_OCCUPIED, USHER_MISS_KEEPS_RANK,      \
      USHER_ADJUSTMENT_REPLACES, USHER_SAME_AGENT_AVOID, USHER_NEXT_STATUS_ZERO, 0,                \
      USHER_SECONDS(30), USHER_SECONDS(60), 10, 11, { 2 }, USHER_GONE_KEEP,                        \
      { USHER_FAILURE_RULE_INIT, USHER_FAILURE_RULE_INIT, USHER_FAILURE_RULE_INIT,                 \
        USHER_FAILURE_RULE_INIT, USHER_FAILURE_RULE_INIT, USHER_FAILURE_RULE_INIT,                 \
        USHER_FAILURE_RULE_INIT },                                                                 \
      USHER_FOREVER, USHER_PROFILE_OFFERS_STAND }

/* ---- building -----------------------------------------------------------------------------------
 * Functions that add return OK and a reference; ERR_INVALID (a name missing, too long, not UTF-8 or
 * taken, a value out of range, a reference unknown); ERR_LIMIT; ERR_NOMEM. A refused call changes
 * nothing, and usher_centre_builder_error tells what was wrong.
 */

/**
 * A new empty builder. mem: NULL = libc; copied. The two statuses "Available" and "Offline" exist
 * at once.
 */
USHER_API USHER_CHECKED usher_status usher_centre_builder_new(const usher_mem *mem,
    usher_centre_builder **out);
/** Frees a builder, used or not. NULL is allowed. */
USHER_API void usher_centre_builder_free(usher_centre_builder *builder);
/** Why the last call on this builder was refused; borrowed until the next call. */
USHER_API const char *usher_centre_builder_error(const usher_centre_builder *builder);

/**
 * The centre's name and its default time zone ("Etc/UTC" if never set). NULL leaves a value as it
 * is.
 */
USHER_API USHER_CHECKED usher_status usher_centre_set_name(usher_centre_builder *builder,
    const char *name, const char *zone);
/** The choices of routing, all at once; what was never set is as the INIT macro has it. */
USHER_API USHER_CHECKED usher_status usher_centre_set_options(usher_centre_builder *builder,
    const usher_routing_options *options);
/**
 * Defines a channel, or sets the values of a built-in one ("voice", "chat", "task", "email"). At
 * most USHER_CHANNELS_MAX.
 */
USHER_API USHER_CHECKED usher_status usher_centre_add_channel(usher_centre_builder *builder,
    const usher_channel_def *def, usher_channel *out);
/**
 * Adds a status; naming a built-in one ("Available" routable, "Offline" offline) returns it if the
 * kind agrees.
 */
USHER_API USHER_CHECKED usher_status usher_centre_add_status(usher_centre_builder *builder,
    const usher_agent_status_def *def, usher_agent_status_ref *out);
/**
 * Adds hours. More closed days than USHER_HOURS_OVERRIDES_MAX, or more spans than
 * USHER_HOURS_SPANS_MAX: ERR_LIMIT. The bytes of their zone may come before or after, by
 * usher_centre_add_zone; without them the centre is built, but cannot tell when they are open.
 */
USHER_API USHER_CHECKED usher_status usher_centre_add_hours(usher_centre_builder *builder,
    const usher_hours_def *def, usher_hours_ref *out);
/**
 * Adds an override to hours, behind those that they have. ERR_LIMIT: they have
 * USHER_HOURS_OVERRIDES_MAX already, or it has more than USHER_HOURS_SPANS_MAX spans.
 */
USHER_API USHER_CHECKED usher_status usher_centre_add_override(usher_centre_builder *builder,
    usher_hours_ref hours, const usher_override_def *def);
/**
 * Lets hours use the closed days and overrides of others too, behind their own and behind those of
 * parents that were given before. ERR_INVALID: a parent is itself, is given twice, or has a parent;
 * or the child is a parent. ERR_LIMIT: USHER_HOURS_PARENTS_MAX.
 */
USHER_API USHER_CHECKED usher_status usher_centre_add_parent(usher_centre_builder *builder,
    usher_hours_ref hours, usher_hours_ref parent);
/**
 * Gives the bytes of a time zone; they are copied and become part of the centre and of its hash.
 * ERR_INVALID: they are no TZif data that can be used, or the zone was given before. ERR_LIMIT:
 * more than USHER_ZONE_DATA_MAX. Cost: O(bytes).
 */
USHER_API USHER_CHECKED usher_status usher_centre_add_zone(usher_centre_builder *builder,
    const usher_zone_def *def);
/** Is this zone known: built in, or given? */
USHER_API bool usher_centre_has_zone(const usher_centre_builder *builder, const char *name);
/** Adds a standard queue. Own queues of agents exist by themselves. */
USHER_API USHER_CHECKED usher_status usher_centre_add_queue(usher_centre_builder *builder,
    const usher_queue_def *def, usher_queue_ref *out);
/** Adds a routing profile (RP-1), without entries. */
USHER_API USHER_CHECKED usher_status usher_centre_add_profile(usher_centre_builder *builder,
    const usher_profile_def *def, usher_profile_ref *out);
/** Adds (queue, channel) to a profile. A pair stands at most once in a profile (RP-2). */
USHER_API USHER_CHECKED usher_status usher_centre_add_entry(usher_centre_builder *builder,
    usher_profile_ref profile, const usher_entry_def *def);
/** Adds an agent, and the groups on the path that are not there yet. */
USHER_API USHER_CHECKED usher_status usher_centre_add_agent(usher_centre_builder *builder,
    const usher_agent_def *def);

/**
 * Checks the whole and makes the centre. The builder is spent then: it can only be freed. When
 * refused, it stays as it was.
 * @return OK; ERR_INVALID with the reason in usher_centre_builder_error; ERR_NOMEM; ERR_STATE it is
 *         spent.
 * Cost: O(size log size).
 */
USHER_API USHER_CHECKED usher_status usher_centre_build(usher_centre_builder *builder,
    usher_centre **out);

/** One more user of this centre. Engines in several threads may share it: the count is atomic. */
USHER_API usher_centre *usher_centre_ref(usher_centre *centre);
/** One user less; the last one frees it. NULL is allowed. */
USHER_API void usher_centre_unref(usher_centre *centre);

/* ---- as bytes ------------------------------------------------------------------------------- */

/**
 * Writes a centre as bytes: all that decides, and its display names. They are the same on every
 * platform.
 * @return their size; when that is more than `capacity`, nothing in the buffer is of use. buffer
 *         NULL: only counts. Cost: O(size).
 */
USHER_API size_t usher_centre_encode(const usher_centre *centre, void *buffer, size_t capacity);
/**
 * Makes a centre of such bytes. mem: NULL = libc; copied. Cost: O(size log size).
 * @return OK; ERR_CORRUPT they are damaged, or no centre; ERR_VERSION of another version;
 *         ERR_NOMEM; ERR_INVALID
 */
USHER_API USHER_CHECKED usher_status usher_centre_decode(const void *bytes, size_t size,
    const usher_mem *mem, usher_centre **out);

/* ---- reading ------------------------------------------------------------------------------------
 * Texts are borrowed and live as long as the centre. An unknown reference gives "" or false.
 * References of one kind run from 1 to the kind's count.
 */
USHER_API const char *usher_centre_name(const usher_centre *centre);
USHER_API const char *usher_centre_zone(const usher_centre *centre);
USHER_API uint64_t usher_centre_hash(const usher_centre *centre); /* of the canonical bytes */
USHER_API const usher_routing_options *usher_centre_options(const usher_centre *centre);
USHER_API uint32_t usher_centre_channels(const usher_centre *centre);
USHER_API uint32_t usher_centre_statuses(const usher_centre *centre);
USHER_API uint32_t usher_centre_hours_count(const usher_centre *centre);
USHER_API uint32_t usher_centre_zones(const usher_centre *centre); /* that were given */
USHER_API uint32_t usher_centre_queues(const usher_centre *centre);
USHER_API uint32_t usher_centre_profiles(const usher_centre *centre);
USHER_API uint32_t usher_centre_groups(const usher_centre *centre);
USHER_API uint32_t usher_centre_agents(const usher_centre *centre);

USHER_API bool usher_centre_channel(const usher_centre *centre, usher_channel channel,
    usher_channel_def *out);
USHER_API bool usher_centre_status(const usher_centre *centre, usher_agent_status_ref ref,
    usher_agent_status_def *out);
USHER_API bool usher_centre_hours(const usher_centre *centre, usher_hours_ref ref,
    usher_hours_def *out);
/** The overrides of hours, in the order they were added; closed days are not among them. */
USHER_API bool usher_centre_override(const usher_centre *centre, usher_hours_ref ref,
    uint32_t index, usher_override_def *out);
/** The index-th parent of hours, from 0; none past the last. */
USHER_API usher_hours_ref usher_centre_parent(const usher_centre *centre, usher_hours_ref ref,
    uint32_t index);
/** The index-th zone that was given, from 0. */
USHER_API bool usher_centre_zone_data(const usher_centre *centre, uint32_t index,
    usher_zone_def *out);
USHER_API bool usher_centre_queue(const usher_centre *centre, usher_queue_ref ref,
    usher_queue_def *out);
USHER_API bool usher_centre_profile(const usher_centre *centre, usher_profile_ref ref,
    usher_profile_def *out);
/**
 * The entries of a profile, best priority first, then in the order they were added. index from 0.
 */
USHER_API bool usher_centre_entry(const usher_centre *centre, usher_profile_ref profile,
    uint32_t index, usher_entry_def *out);
/** The index-th agent of the file, from 0. */
USHER_API bool usher_centre_agent(const usher_centre *centre, uint32_t index, usher_agent_def *out);
/** A group's own name, its parent (none at the top) and its level from 1. Any out may be NULL. */
USHER_API bool usher_centre_group(const usher_centre *centre, usher_group_ref ref,
    const char **name, usher_group_ref *parent, uint32_t *level);

/*
 * Names alone, for events: also of what a change of centre has removed (change.h), which the
 * functions above no longer know. "" if there never was such a thing.
 */
USHER_API const char *usher_centre_channel_name(const usher_centre *centre, usher_channel channel);
USHER_API const char *usher_centre_status_name(const usher_centre *centre,
    usher_agent_status_ref ref);
USHER_API const char *usher_centre_queue_name(const usher_centre *centre, usher_queue_ref ref);
USHER_API const char *usher_centre_profile_name(const usher_centre *centre,
    usher_profile_ref ref);

/* By name; none (or USHER_CHANNEL_NONE) when there is no such thing. Cost: O(log n). */
USHER_API usher_channel usher_centre_find_channel(const usher_centre *centre, const char *name);
USHER_API usher_agent_status_ref usher_centre_find_status(const usher_centre *centre,
    const char *name);
USHER_API usher_hours_ref usher_centre_find_hours(const usher_centre *centre, const char *name);
USHER_API usher_queue_ref usher_centre_find_queue(const usher_centre *centre, const char *name);
USHER_API usher_profile_ref usher_centre_find_profile(const usher_centre *centre, const char *name);
/** The group at the end of a path of `levels` names; none if there is no such group. */
USHER_API usher_group_ref usher_centre_find_group(const usher_centre *centre,
    const char *const *path, uint32_t levels);

/* ---- hours of operation -------------------------------------------------------------------------
 * Whether hours are open at a time, which is UTC: microseconds since 1970-01-01T00:00:00Z, whatever
 * an engine's time counts from. routing.md H-1 .. H-7 are the rules. Nothing in the engine asks.
 * All of these return OK; ERR_NOT_FOUND there are no such hours (or no such queue); ERR_STATE the
 * bytes of their zone were not given to the builder.
 */
typedef struct usher_hours_state {
    size_t size;
    bool open;
    /* of the override or closed day that decides this, "" if it has none; NULL: the week does */
    const char *override_name;
    usher_hours_ref override_of; /* the hours that it belongs to: these, or a parent; else none */
} usher_hours_state;

enum { USHER_HOURS_SEARCH_DAYS = 400 };

/** Whether hours are open at `at`, and what decides it. Cost: O(spans of their overrides). */
USHER_API USHER_CHECKED usher_status usher_centre_hours_at(const usher_centre *centre,
    usher_hours_ref ref, usher_time at, usher_hours_state *out);
/**
 * When hours open or close next: the first time after `at` at which usher_hours_state.open is
 * another than at `at`. USHER_TIME_NEVER: not within USHER_HOURS_SEARCH_DAYS days. Cost: O(spans of
 * their overrides) for each day until then.
 */
USHER_API USHER_CHECKED usher_status usher_centre_hours_change(const usher_centre *centre,
    usher_hours_ref ref, usher_time at, usher_time *out);
/** The same for the hours of a queue; one without hours is always open. */
USHER_API USHER_CHECKED usher_status usher_centre_queue_hours_at(const usher_centre *centre,
    usher_queue_ref queue, usher_time at, usher_hours_state *out);
USHER_API USHER_CHECKED usher_status usher_centre_queue_hours_change(const usher_centre *centre,
    usher_queue_ref queue, usher_time at, usher_time *out);

/* ---- initial values for other languages ---------------------------------------------------------
 * Each sets the whole struct to what its macro USHER_..._INIT says, for callers that have no
 * macros of C. What it writes is as large as `size` says afterwards.
 */
USHER_API void usher_channel_def_init(usher_channel_def *def);
USHER_API void usher_agent_status_def_init(usher_agent_status_def *def);
USHER_API void usher_zone_def_init(usher_zone_def *def);
USHER_API void usher_hours_def_init(usher_hours_def *def);
USHER_API void usher_override_def_init(usher_override_def *def);
USHER_API void usher_queue_def_init(usher_queue_def *def);
USHER_API void usher_profile_def_init(usher_profile_def *def);
USHER_API void usher_entry_def_init(usher_entry_def *def);
USHER_API void usher_agent_def_init(usher_agent_def *def);
USHER_API void usher_failure_rule_init(usher_failure_rule *rule);
USHER_API void usher_routing_options_init(usher_routing_options *options);

#ifdef __cplusplus
}
#endif
#endif
