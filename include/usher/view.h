/*
 * view.h - looking at everything: cursors in order, and the whole centre at a glance.
 *
 * What is read is the applied state between two commands. The row functions tell as of which record
 * that is; equal numbers mean that answers belong together. docs/reading.md has a table of all that
 * can be read, here and in engine.h.
 *
 * A cursor goes on by a key, not by a place: whatever happens between two calls, it goes on behind
 * the key of what it gave last, also when that is gone. What stays where it is, is given exactly
 * once; what comes, goes or gets another place meanwhile may be given, or not, or twice. While
 * nothing changes, a walk is complete.
 */
#ifndef USHER_VIEW_H
#define USHER_VIEW_H

#include <usher/engine.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- cursors in order ------------------------------------------------------------------------ */

/* A place in an order: a value, to be copied and kept as one likes. Start from the INIT macro. */
typedef struct usher_cursor {
    int64_t major, minor;
    uint64_t id;
} usher_cursor;
#define USHER_CURSOR_INIT { INT64_MIN, INT64_MIN, 0 }
/** The same for languages that have no macros of C. */
USHER_API void usher_cursor_init(usher_cursor *cursor);

/**
 * Contacts that wait in a queue on a channel, those that are being offered included, in the order
 * of dispatch (SEL-2): *out is the next one, and the cursor is behind it.
 * @return false behind the last one, and for a queue or channel that the centre does not have
 * Cost: O(log waiting).
 */
USHER_API bool usher_queue_waiting(const usher_engine *engine, usher_queue_ref queue,
    usher_channel channel, usher_cursor *cursor, usher_contact_id *out);
/** The same of an agent's own queue. */
USHER_API bool usher_agent_waiting(const usher_engine *engine, usher_agent_id agent,
    usher_channel channel, usher_cursor *cursor, usher_contact_id *out);
/**
 * Agents who could be offered a contact of this channel now, in the order of offering: fewest in
 * hand, longest available, oldest (SEL-11). Of one profile.
 * Cost: O(log agents of the profile).
 */
USHER_API bool usher_profile_free(const usher_engine *engine, usher_profile_ref profile,
    usher_channel channel, usher_cursor *cursor, usher_agent_id *out);
/**
 * The same of all profiles that have an entry for this queue and channel, whatever its delay: whom
 * a new contact would be offered to, first to last.
 * Cost: O(profiles of the queue x log agents).
 */
USHER_API bool usher_queue_free(const usher_engine *engine, usher_queue_ref queue,
    usher_channel channel, usher_cursor *cursor, usher_agent_id *out);

/* ---- cursors in order of slot -------------------------------------------------------------------
 * As usher_engine_next_agent: after = none gives the first, none comes after the last. Their key is
 * the slot in the id. Queues, profiles and statuses need none: they are numbered from 1.
 */

#define USHER_STATE_BIT(state) (1u << (state)) /* sets of states are sums of these */
#define USHER_STATES_ALL UINT32_MAX

/** Contacts in one of these states (USHER_CONTACT_*). Cost of a whole walk: O(contacts). */
USHER_API usher_contact_id usher_engine_next_contact_in(const usher_engine *engine,
    uint32_t states, usher_contact_id after);
/** Agents' parts in one of these states (USHER_PART_*). Cost of a whole walk: O(parts). */
USHER_API usher_participant_id usher_engine_next_part_in(const usher_engine *engine,
    uint32_t states, usher_participant_id after);
/** Agents who have this profile. Cost of a whole walk: O(agents). */
USHER_API usher_agent_id usher_profile_next_agent(const usher_engine *engine,
    usher_profile_ref profile, usher_agent_id after);

/* ---- in one word --------------------------------------------------------------------------------
 * What an agent does: X(ENUM, number, "name"). Of several the first one is told.
 */
#define USHER_ACTIVITY_MAP(X)                                                                      \
    X(NONE, 0, "none") /* there is no such agent */                                                \
    X(ERROR, 1, "error")                                                                           \
    X(MISSED, 2, "missed")                                                                         \
    X(REJECTED, 3, "rejected")                                                                     \
    X(ON_CONTACT, 4, "on_contact") /* answered, connected, held or dialling */                     \
    X(ACW, 5, "after_contact_work")                                                                \
    X(INCOMING, 6, "incoming") /* offered or ringing */                                            \
    X(CUSTOM, 7, "custom")     /* nothing in hand: the kind of the status */                       \
    X(AVAILABLE, 8, "available")                                                                   \
    X(OFFLINE, 9, "offline")

enum {
#define USHER_X(ENUM, number, name) USHER_ACTIVITY_##ENUM = (number),
    USHER_ACTIVITY_MAP(USHER_X)
#undef USHER_X
};

/** One of USHER_ACTIVITY_*. Cost: O(his parts). */
USHER_API uint8_t usher_agent_activity(const usher_engine *engine, usher_agent_id agent);
/** Its name; never NULL ("?" if unknown). */
USHER_API const char *usher_activity_name(uint32_t activity);

/* ---- rows of a wallboard --------------------------------------------------------------------- */

/* One queue and channel. Agents' own queues have no rows. */
typedef struct usher_queue_row {
    usher_queue_ref queue;
    usher_channel channel;
    bool enabled;
    /* contacts that wait; of these, those that are being offered */
    uint32_t waiting, offered;
    usher_time oldest;    /* when the one that has waited longest came in; NEVER = none waits */
    /*
     * Agents' parts that were made for this queue, by what becomes of them: open offers, live ones
     * (answered, connected, dialling), after-contact work, and missed, rejected or failed ones.
     */
    uint32_t offers, live, acw, missed;
    /*
     * Agents whose profile has an entry for it and slots of the channel: neither offline nor gone;
     * in a routable status, too, without a next one; and those of them who could be offered a
     * contact of the channel now.
     */
    uint32_t logged_in, staffed, available;
} usher_queue_row;

/* One profile. */
typedef struct usher_profile_row {
    usher_profile_ref profile;
    uint32_t agents;                /* that have it */
    uint32_t logged_in, staffed;    /* of these, as in usher_queue_row */
    uint32_t available[USHER_CHANNELS_MAX]; /* who could be offered a contact of this channel now */
} usher_profile_row;

/**
 * One row. False: the centre has no such queue, channel or profile.
 * Cost: O(1) but for `oldest`, which takes O(log waiting) for each contact priority in use and for
 * each contact that ranks as if it had come earlier (by age, or by the rank it has kept), and for
 * `logged_in`, `staffed` and `available`, O(profiles of the queue). While a contact waits there
 * that ranks as if it had come later (by a negative age), `oldest` takes O(waiting).
 */
USHER_API bool usher_queue_row_get(const usher_engine *engine, usher_queue_ref queue,
    usher_channel channel, usher_queue_row *out);
USHER_API bool usher_profile_row_get(const usher_engine *engine, usher_profile_ref profile,
    usher_profile_row *out);
/**
 * All rows at once: by queue, then channel; by profile. Fills up to `size` rows and returns how
 * many there are, so that a call with size 0 tells how many to bring. *as_of (may be NULL) receives
 * the number of the record as of which they are.
 * Cost: that of each row.
 */
USHER_API uint32_t usher_queue_rows(const usher_engine *engine, usher_queue_row *rows,
    uint32_t size, uint64_t *as_of);
USHER_API uint32_t usher_profile_rows(const usher_engine *engine, usher_profile_row *rows,
    uint32_t size, uint64_t *as_of);

#ifdef __cplusplus
}
#endif
#endif
