/*
 * event.h - what happened and what must now be done: the only way out of the engine.
 *
 * One table makes the enumeration, the names, the typed callbacks, the encoding and the JSON keys.
 * docs/events.md tells each event's meaning and shows one line of each.
 */
#ifndef USHER_EVENT_H
#define USHER_EVENT_H

#include <usher/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Which fields of usher_event an event fills; the others are zero (channel: USHER_CHANNEL_NONE). */
enum {
    USHER_HAS_CONTACT = 1u << 0,
    USHER_HAS_AGENT = 1u << 1,
    USHER_HAS_PARTICIPANT = 1u << 2, /* the agent's part: called "offer" until it is answered */
    USHER_HAS_QUEUE = 1u << 3,       /* none = the agent's own queue */
    USHER_HAS_CHANNEL = 1u << 4,
    USHER_HAS_PROFILE = 1u << 5,
    USHER_HAS_STATUS = 1u << 6,
    USHER_HAS_UNTIL = 1u << 7,       /* when the engine will act by itself; NEVER = it will not */
    USHER_HAS_REASON = 1u << 8,
    USHER_HAS_PRIORITY = 1u << 9,    /* contact priority, in `value` */
    USHER_HAS_AGE = 1u << 10,        /* age adjustment in microseconds, in `until` */
    USHER_HAS_LOAD = 1u << 11,       /* slots taken by contacts from outside, in `value` */
    USHER_HAS_LEG = 1u << 12,        /* the host's number of a leg, in `value`; 0 = none */
    USHER_HAS_COUNT = 1u << 13       /* how many, in `value` */
};

/* Groups of fields that many events share. */
#define USHER_HAS_CONTACT_IN_QUEUE (USHER_HAS_CONTACT | USHER_HAS_QUEUE | USHER_HAS_CHANNEL)
#define USHER_HAS_PART                                                                             \
    (USHER_HAS_CONTACT_IN_QUEUE | USHER_HAS_AGENT | USHER_HAS_PARTICIPANT | USHER_HAS_LEG)

/*
 * X(ENUM, number, callback, "name", fields). Numbers keep their meaning for ever.
 * (do) marks what a host must carry out.
 */
#define USHER_EVENT_MAP(X)                                                                         \
    X(CONTACT_BEGUN, 1, contact_begun, "contact.begun", USHER_HAS_CONTACT | USHER_HAS_CHANNEL)     \
    X(CONTACT_QUEUED, 2, contact_queued, "contact.queued",                                         \
      USHER_HAS_CONTACT_IN_QUEUE | USHER_HAS_AGENT | USHER_HAS_PRIORITY | USHER_HAS_AGE |          \
          USHER_HAS_REASON)                                                                        \
    X(CONTACT_RANKED, 3, contact_ranked, "contact.ranked",                                         \
      USHER_HAS_CONTACT | USHER_HAS_CHANNEL | USHER_HAS_PRIORITY | USHER_HAS_AGE)                  \
    X(CONTACT_DIALLING, 4, contact_dialling, "contact.dialling",                                   \
      USHER_HAS_PART) /* (do) dial the customer */                                                 \
    X(CONTACT_CONNECTED, 5, contact_connected, "contact.connected", USHER_HAS_PART)                \
    X(CONTACT_HELD, 6, contact_held, "contact.held",                                               \
      USHER_HAS_CONTACT | USHER_HAS_CHANNEL | USHER_HAS_LEG)                                       \
    X(CONTACT_RESUMED, 7, contact_resumed, "contact.resumed",                                      \
      USHER_HAS_CONTACT | USHER_HAS_CHANNEL | USHER_HAS_LEG)                                       \
    X(CONTACT_ENDED, 8, contact_ended, "contact.ended", /* (do) drop every leg still up */         \
      USHER_HAS_CONTACT_IN_QUEUE | USHER_HAS_REASON | USHER_HAS_LEG)                               \
    X(CONTACT_COMPLETED, 9, contact_completed, "contact.completed",                                \
      USHER_HAS_CONTACT | USHER_HAS_CHANNEL)                                                       \
    X(CONTACT_OUTSIDE, 10, contact_outside, "contact.outside",                                     \
      USHER_HAS_CONTACT_IN_QUEUE | USHER_HAS_LEG)                                                  \
    X(CONTACT_RETURNED, 11, contact_returned, "contact.returned", /* (do) let the customer wait */ \
      USHER_HAS_CONTACT_IN_QUEUE | USHER_HAS_AGENT | USHER_HAS_PRIORITY | USHER_HAS_AGE)           \
    X(CONTACT_OVERDUE, 12, contact_overdue, "contact.overdue", USHER_HAS_CONTACT_IN_QUEUE)         \
    X(OFFER_MADE, 16, offer_made, "offer.made",                                                    \
      USHER_HAS_PART | USHER_HAS_UNTIL) /* (do) ring the agent */                                  \
    X(OFFER_RINGING, 17, offer_ringing, "offer.ringing", USHER_HAS_PART | USHER_HAS_UNTIL)         \
    X(OFFER_ANSWERED, 18, offer_answered, "offer.answered",                                        \
      USHER_HAS_PART | USHER_HAS_PROFILE) /* (do) join both */                                     \
    X(OFFER_MISSED, 19, offer_missed, "offer.missed",                                              \
      USHER_HAS_PART | USHER_HAS_UNTIL) /* (do) stop ringing */                                    \
    X(OFFER_REJECTED, 20, offer_rejected, "offer.rejected", USHER_HAS_PART | USHER_HAS_UNTIL)      \
    X(OFFER_FAILED, 21, offer_failed, "offer.failed",                                              \
      USHER_HAS_PART | USHER_HAS_UNTIL | USHER_HAS_REASON)                                         \
    X(OFFER_WITHDRAWN, 22, offer_withdrawn, "offer.withdrawn",                                     \
      USHER_HAS_PART | USHER_HAS_REASON) /* (do) stop ringing */                                   \
    X(OFFER_LOST, 23, offer_lost, "offer.lost",                                                    \
      USHER_HAS_PARTICIPANT | USHER_HAS_LEG) /* (do) a late answer: drop that leg */               \
    X(ACW_STARTED, 24, acw_started, "acw.started", USHER_HAS_PART | USHER_HAS_UNTIL)               \
    X(SLOT_CLEARED, 25, slot_cleared, "slot.cleared", USHER_HAS_PART | USHER_HAS_REASON)           \
    X(OFFER_MOVED, 26, offer_moved, "offer.moved",                                                 \
      USHER_HAS_PART) /* (do) another agent has it now: he is not rung any more */                 \
    X(AGENT_ADDED, 32, agent_added, "agent.added",                                                 \
      USHER_HAS_AGENT | USHER_HAS_PROFILE | USHER_HAS_STATUS)                                      \
    X(AGENT_REMOVED, 33, agent_removed, "agent.removed", USHER_HAS_AGENT)                          \
    X(AGENT_STATUS, 34, agent_status, "agent.status", USHER_HAS_AGENT | USHER_HAS_STATUS)          \
    X(AGENT_NEXT_STATUS, 35, agent_next_status, "agent.next_status",                               \
      USHER_HAS_AGENT | USHER_HAS_STATUS)                                                          \
    X(AGENT_PROFILE, 36, agent_profile, "agent.profile", USHER_HAS_AGENT | USHER_HAS_PROFILE)      \
    X(AGENT_GONE, 37, agent_gone, "agent.gone", USHER_HAS_AGENT)                                   \
    X(AGENT_REACHABLE, 38, agent_reachable, "agent.reachable", USHER_HAS_AGENT)                    \
    X(AGENT_OUTSIDE_LOAD, 39, agent_outside_load, "agent.outside_load",                            \
      USHER_HAS_AGENT | USHER_HAS_CHANNEL | USHER_HAS_LOAD)                                        \
    X(AGENT_CHANGED, 40, agent_changed, "agent.changed", USHER_HAS_AGENT)                          \
    X(AGENT_LEAVING, 41, agent_leaving, "agent.leaving", USHER_HAS_AGENT)                          \
    X(QUEUE_ENABLED, 48, queue_enabled, "queue.enabled", USHER_HAS_QUEUE)                          \
    X(QUEUE_DISABLED, 49, queue_disabled, "queue.disabled", USHER_HAS_QUEUE)                       \
    X(QUEUE_REMOVED, 50, queue_removed, "queue.removed", USHER_HAS_QUEUE)                          \
    X(QUEUE_LEAVING, 51, queue_leaving, "queue.leaving", USHER_HAS_QUEUE)                          \
    X(QUEUE_SWEPT, 52, queue_swept, "queue.swept",                                                 \
      USHER_HAS_QUEUE | USHER_HAS_REASON | USHER_HAS_COUNT)                                        \
    X(CENTRE_CHANGED, 56, centre_changed, "centre.changed", 0)                                     \
    X(ENTRIES_STOPPED, 64, entries_stopped, "entries.stopped", 0)                                  \
    X(ENTRIES_ALLOWED, 65, entries_allowed, "entries.allowed", 0)                                  \
    X(ENGINE_EMPTY, 66, engine_empty, "engine.empty", 0)

enum {
#define USHER_X(ENUM, number, callback, name, fields) USHER_EVENT_##ENUM = (number),
    USHER_EVENT_MAP(USHER_X)
#undef USHER_X
};

/*
 * Why something ended: X(ENUM, number, "name"). The words are Amazon Connect's where it has one.
 * Disconnect reasons of contacts, causes of failed offers, reasons of withdrawals and of cleared
 * slots.
 */
#define USHER_REASON_MAP(X)                                                                        \
    X(NONE, 0, "none")                                                                             \
    X(CUSTOMER_DISCONNECT, 1, "customer_disconnect")                                               \
    X(AGENT_DISCONNECT, 2, "agent_disconnect")                                                     \
    X(THIRD_PARTY_DISCONNECT, 3, "third_party_disconnect")                                         \
    X(FLOW_DISCONNECT, 4, "contact_flow_disconnect")                                               \
    X(API, 5, "api")                                                                               \
    X(EXPIRED, 6, "expired")                                                                       \
    X(AGENT_COMPLETED, 7, "agent_completed")                                                       \
    X(DISCARDED, 8, "discarded")                                                                   \
    X(IDLE_DISCONNECT, 9, "idle_disconnect")                                                       \
    X(NETWORK, 10, "agent_network_disconnect")                                                     \
    X(BARGED, 11, "barged")                                                                        \
    X(SYSTEM_ERROR, 12, "system_error")                                                            \
    X(OTHER, 13, "other")                                                                          \
    X(NOT_ESTABLISHED, 14, "customer_connection_not_established")                                  \
    X(BUSY, 20, "busy")                                                                            \
    X(REJECTED, 21, "rejected")                                                                    \
    X(UNREACHABLE, 22, "unreachable")                                                              \
    X(NO_ANSWER, 23, "no_answer")                                                                  \
    X(CANCELLED, 24, "cancelled")                                                                  \
    X(ANSWERED_ELSEWHERE, 40, "answered_elsewhere")                                                \
    X(NOT_PRESENTED, 41, "not_presented")                                                          \
    X(MOVED, 42, "moved")                                                                          \
    X(AGENT_GONE, 43, "agent_gone")                                                                \
    X(NOT_JOINED, 44, "not_joined")                                                                \
    X(QUEUE_REMOVED, 45, "queue_removed")                                                          \
    X(OVERFLOW, 46, "overflow")                                                                    \
    X(PROFILE_CHANGED, 47, "profile_changed")                                                      \
    X(BY_HAND, 50, "by_hand")                                                                      \
    X(TIME_LIMIT, 51, "time_limit")                                                                \
    X(NEXT_STATUS, 52, "next_status")                                                              \
    X(NO_ACW, 53, "no_acw")

enum {
#define USHER_X(ENUM, number, name) USHER_REASON_##ENUM = (number),
    USHER_REASON_MAP(USHER_X)
#undef USHER_X
    USHER_REASON_END_MAX = USHER_REASON_NOT_ESTABLISHED /* from 1 to this: a contact's end */
};

/** The name of an event type, of a reason, as in files of events; never NULL ("?" if unknown). */
USHER_API const char *usher_event_name(uint32_t type);
USHER_API const char *usher_reason_name(uint32_t reason);
/** The type with this name, 0 if none. */
USHER_API uint32_t usher_event_type(const char *name);
/** USHER_HAS_* of an event type. */
USHER_API uint32_t usher_event_fields(uint32_t type);

enum { /* usher_event.flags */
    /* delivered before the engine was opened from its store, perhaps */
    USHER_EVENT_REDELIVERED = 1u << 0,
    /* offer.made only: withdrawn before it was confirmed; ring nothing */
    USHER_EVENT_CANCELLED = 1u << 1,
    /* offer.made only: the agent accepts this channel without being asked */
    USHER_EVENT_AUTO_ACCEPT = 1u << 2
};

#define USHER_ACTOR_HOST ((uint64_t)0)
#define USHER_ACTOR_ENGINE ((uint64_t)UINT32_MAX) /* other actors are the host's numbers */

/** One event, 104 bytes: in place in the outbox; valid until it is confirmed. */
typedef struct usher_event {
    uint64_t number;    /* 1, 2, 3 ... for the life of the store: the name of this event */
    uint64_t record;    /* the command that caused it */
    usher_time time;
    /* who caused it: the command's actor, or USHER_ACTOR_ENGINE for what the engine decided */
    uint64_t actor;
    usher_contact_id contact;
    usher_agent_id agent;
    usher_participant_id participant;
    usher_time until;
    int64_t value;
    uint64_t tag;       /* the contact's, else the agent's */
    usher_queue_ref queue;
    usher_profile_ref profile;
    usher_agent_status_ref status;
    uint16_t type;      /* USHER_EVENT_* */
    usher_channel channel;
    uint8_t reason;     /* USHER_REASON_* */
    uint32_t flags;
    uint32_t reserved;
} usher_event;

typedef struct usher_engine usher_engine;

/*
 * A host as a table of callbacks, one per event type; NULL = the host does not care. `other`, if
 * set, gets what has no callback of its own. Served by usher_engine_dispatch. A callback may issue
 * commands and queries; what they cause is delivered later in the same dispatch.
 */
typedef struct usher_host {
    size_t size;
    void *user;
#define USHER_X(ENUM, number, callback, name, fields)                                              \
    void (*callback)(void *user, usher_engine *engine, const usher_event *event);
    USHER_EVENT_MAP(USHER_X)
#undef USHER_X
    void (*other)(void *user, usher_engine *engine, const usher_event *event);
} usher_host;
/** An empty table: no callback at all. */
USHER_API void usher_host_init(usher_host *host);

/* ---- reading them ---------------------------------------------------------------------------- */

/**
 * The next event, in its place; NULL if none is visible. Confirms the one that it gave before: who
 * asks for another has done with the last, and one that was given and not done with is delivered
 * again after a restart. The way to read all that happened:
 *
 *     while ((event = usher_engine_next(engine)) != NULL) { ... }
 *
 * In between commands may be issued, and events confirmed. Cost: O(1).
 * @return valid until the next call, or until it is confirmed
 */
USHER_API const usher_event *usher_engine_next(usher_engine *engine);
/** The oldest event that is visible and not confirmed; NULL if there is none. Cost: O(1). */
USHER_API const usher_event *usher_engine_peek(const usher_engine *engine);
/**
 * The next one after event `number`, to read ahead of confirming. NULL if none is visible. Cost:
 * O(1).
 */
USHER_API const usher_event *usher_engine_peek_after(const usher_engine *engine, uint64_t number);
/**
 * Forgets all visible events up to `number`; they are never delivered again. Unknown numbers do
 * nothing.
 */
USHER_API void usher_engine_confirm(usher_engine *engine, uint64_t number);
/**
 * Calls the host for each visible event and confirms it, until none is left.
 * @return OK; ERR_REENTRANT somebody is inside, events may be left; ERR_INVALID another size
 */
USHER_API USHER_CHECKED usher_status usher_engine_dispatch(usher_engine *engine,
    const usher_host *host);

#ifdef __cplusplus
}
#endif
#endif
