/*
 * base.h - statuses, time, ids and memory: what every other header speaks in.
 *
 * The public headers need <stdbool.h>, <stddef.h> and <stdint.h> only. They compile as C11 and as
 * C++17, and in translation units where a host has poisoned malloc or the pthread names.
 */
#ifndef USHER_BASE_H
#define USHER_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(USHER_BUILDING_SHARED) && defined(__GNUC__)
#define USHER_API __attribute__((visibility("default")))
#else
#define USHER_API
#endif

#if defined(__GNUC__)
#define USHER_CHECKED __attribute__((warn_unused_result))
#else
#define USHER_CHECKED
#endif

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Every status: X(name, number, text). Numbers are stable for ever; a gap is never used again.
 * Negative = refused, and nothing has changed. docs/errors.md tells what a host does about each.
 */
#define USHER_STATUS_MAP(X)                                                                        \
    X(OK, 0, "success")                                                                            \
    X(EXISTS, 1, "a live object has this key and the same content; its id is returned")            \
    X(ERR_NOMEM, -1, "out of memory; nothing has changed")                                         \
    X(ERR_INVALID, -2, "an argument is outside its documented range")                              \
    X(ERR_NOT_FOUND, -3, "nothing live has this id, key or name")                                  \
    X(ERR_STATE, -4, "the object is not in a state that allows this")                              \
    X(ERR_LIMIT, -5, "a configured limit is reached")                                              \
    X(ERR_FULL, -6, "the queue is at capacity")                                                    \
    X(ERR_DISABLED, -7, "the queue is disabled")                                                   \
    X(ERR_CONFLICT, -8, "a live object has this key and other content")                            \
    X(ERR_BUSY, -9, "too many unconfirmed events, or due work is left: confirm, advance, retry")   \
    X(ERR_REENTRANT, -10, "somebody is inside: the caller of this callback or another thread")     \
    X(ERR_TIME, -11, "time steps further than limits.time_step; call usher_engine_resume first")   \
    X(ERR_STORE, -12, "the store refused the record; nothing has changed")                         \
    X(ERR_FENCED, -13, "the store's state is unknown; open a new engine from it")                  \
    X(ERR_CORRUPT, -14, "a record or file is damaged or not in this format")                       \
    X(ERR_VERSION, -15, "written by a version that this library cannot read")                      \
    X(ERR_IN_USE, -16, "something still refers to this object")                                    \
    X(ERR_STALE, -17, "prepared for a state that is no more: prepare it again")                    \
    X(ERR_STOPPED, -18, "the engine takes no new contacts")                                        \
    X(ERR_UNATTENDED, -19, "no agent is there whom the queue needs")

typedef int32_t usher_status;
enum {
#define USHER_X(name, number, text) USHER_##name = (number),
    USHER_STATUS_MAP(USHER_X)
#undef USHER_X
};

/** The text of a status, for logs. Never NULL; "unknown status" for a number that is none. */
USHER_API const char *usher_strerror(usher_status status);
/** The name of a status without its prefix, e.g. "ERR_FULL". Never NULL. */
USHER_API const char *usher_status_name(usher_status status);

#define USHER_VERSION "0.1.0"
/** The version of the library that is linked, semantic: "0.1.0". */
USHER_API const char *usher_version(void);

/* ---- time ------------------------------------------------------------------------------------ */

typedef int64_t usher_time;     /* microseconds since 1970-01-01T00:00:00Z */
typedef int64_t usher_duration; /* microseconds */

#define USHER_TIME_NEVER INT64_MAX
#define USHER_FOREVER INT64_MAX /* as a duration: no limit, until somebody does it by hand */
#define USHER_MS(n) ((usher_duration)(n) * 1000)
#define USHER_SECONDS(n) ((usher_duration)(n) * 1000000)
#define USHER_MINUTES(n) ((usher_duration)(n) * 60000000)

/* ---- ids and references ------------------------------------------------------------------------
 * Live objects have ids: 24 bits of slot and 40 bits of serial. A serial is given once in the life
 * of a store, so a stale id answers ERR_NOT_FOUND and never names another object. 0 is "none".
 * Ids of different kinds are different types. Things defined by the centre have references: small
 * numbers, stable while the centre stands, 0 is "none".
 */
typedef struct { uint64_t v; } usher_contact_id;
typedef struct { uint64_t v; } usher_agent_id;
typedef struct { uint64_t v; } usher_participant_id;

typedef struct { uint32_t v; } usher_queue_ref;
typedef struct { uint32_t v; } usher_profile_ref;
typedef struct { uint32_t v; } usher_agent_status_ref;
typedef struct { uint32_t v; } usher_group_ref;
typedef struct { uint32_t v; } usher_hours_ref;

/** The serial number inside an id: 1, 2, 3 ... in order of creation, one counter for all kinds. */
#define USHER_SERIAL(id) ((id).v >> 24)

/* Channels. The first four are Amazon Connect's; a centre may define up to four more. */
typedef uint8_t usher_channel;
enum {
    USHER_VOICE = 0,
    USHER_CHAT = 1,
    USHER_TASK = 2,
    USHER_EMAIL = 3,
    USHER_CHANNELS_MAX = 8,
    USHER_CHANNEL_NONE = 255
};

/* ---- memory ---------------------------------------------------------------------------------- */

/*
 * One function allocates, resizes and frees; the old size is always told, so pools need no headers.
 *   resize(ctx, NULL, 0, n)   a new block of n bytes, aligned as by malloc, or NULL
 *   resize(ctx, p, o, n)      p moved to n bytes; NULL leaves p as it was
 *   resize(ctx, p, o, 0)      frees p; the result is ignored; must not fail
 * Called only from inside a call on the object it was given to; it must not call usher.
 */
typedef struct usher_mem {
    void *(*resize)(void *ctx, void *ptr, size_t old_size, size_t new_size);
    void *ctx;
} usher_mem;

#ifdef __cplusplus
}
#endif
#endif
