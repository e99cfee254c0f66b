/*
 * engine.h - the engine: commands, facts, time. What it answers is read as event.h tells.
 *
 * Every command runs through one pipeline: validate, reserve, append to the store, apply, events in
 * the outbox. A status below zero means that nothing has changed. The engine has no clock, no
 * thread, no I/O and no global variable.
 *
 * One caller at a time, from any thread or process that shares the engine's memory. While somebody
 * is inside, commands, facts, time, dispatch and reserve answer ERR_REENTRANT; what reads, confirms
 * or acknowledges is not guarded. docs/embedding.md tells what is allowed from where.
 *
 * Requests may be refused. Facts (usher_report_...) tell what has happened: they are idempotent,
 * and never refused for state or capacity; a fact about something that is gone answers
 * ERR_NOT_FOUND and needs no further care.
 */
#ifndef USHER_ENGINE_H
#define USHER_ENGINE_H

#include <usher/base.h>
#include <usher/centre.h>
#include <usher/event.h>
#include <usher/facts.h>
#include <usher/store.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct usher_engine usher_engine;

typedef struct usher_limits {
    size_t size;
    uint32_t contacts;           /* live contacts, at most 2^23 */
    uint32_t agents;             /* at most 2^20 */
    uint32_t participants;       /* offers and parts of agents, at most 2^23 */
    uint32_t text_bytes;         /* keys, names, devices, endpoints of all live objects */
    uint32_t events_unconfirmed; /* beyond it new contacts and agents answer ERR_BUSY */
    uint32_t units_per_command;  /* work units of one command, at least 1 */
    /* a longer step of `now` needs usher_engine_resume; USHER_FOREVER = any */
    usher_duration time_step;
} usher_limits;
#define USHER_LIMITS_INIT                                                                          \
    { sizeof(usher_limits), 1u << 23, 1u << 20, 1u << 23, UINT32_MAX, 1u << 20, 32, USHER_FOREVER }

typedef struct usher_engine_options {
    size_t size;
    /* required, but see usher_engine_new; the engine takes a reference of its own */
    usher_centre *centre;
    const usher_mem *mem;     /* NULL = libc; copied */
    /* NULL = none: nothing is encoded, events are visible at once; copied */
    const usher_store *store;
    usher_limits limits;
    usher_time now;           /* engine time at the beginning */
    uint64_t seed;            /* keys the tables' hashes; any number */
    /* opening a store: events up to this number were handled and are not delivered again */
    uint64_t events_handled;
    bool digest;              /* keep a rolling digest of all events (always kept with a store) */
    /*
     * opening a store that holds records: so many serials are left out, because records that were
     * accepted may have been lost with ids that the host has seen. More than a store can lose; 0
     * for one that never loses what it accepted.
     */
    uint32_t serials_lost;
    bool unguarded; /* one thread only: saves an atomic exchange a command */
} usher_engine_options;
#define USHER_ENGINE_OPTIONS_INIT                                                                  \
    { sizeof(usher_engine_options), 0, 0, 0, USHER_LIMITS_INIT, 0, 0, 0, false, 1u << 22, false }

/**
 * Makes an engine. With a store that holds records, the engine is opened from them: they are
 * replayed, and events that were not confirmed are delivered again, marked REDELIVERED.
 * The centre's agents are there from the beginning, offline. With a store that holds records, the
 * centre is the one that was installed last (usher_engine_commit_change); NULL takes it from the
 * store, which holds it if there was a change.
 * @return OK; ERR_INVALID; ERR_NOMEM; ERR_LIMIT more agents in the centre than limits.agents;
 *         ERR_STORE or ERR_FENCED the first append did not succeed; ERR_CORRUPT, ERR_VERSION
 *         (replay); ERR_CONFLICT the store was written with another centre, seed or limits, or
 *         does not hold its own centre
 * Cost: O(centre + records).
 */
USHER_API USHER_CHECKED usher_status usher_engine_new(const usher_engine_options *options,
    usher_engine **out);
/** Frees an engine. NULL is allowed; not from inside a callback. */
USHER_API void usher_engine_free(usher_engine *engine);
/**
 * Grows all memory to the limits, so that no later call allocates. Needs finite limits.
 * @return OK; ERR_NOMEM nothing that was needed before is lost; ERR_REENTRANT
 */
USHER_API USHER_CHECKED usher_status usher_engine_reserve(usher_engine *engine);
/**
 * The bytes that the engine holds after usher_engine_reserve, exactly: what it holds now, and what
 * that call will get. To compare limits, make an engine with each, ask, and free it: without
 * contacts it is small. Cost: O(1).
 */
USHER_API uint64_t usher_engine_size(const usher_engine *engine);
/**
 * The centre of this engine, borrowed until the next change: names and references that commands
 * take. After a change it is not the one that was given, but has its hash.
 */
USHER_API const usher_centre *usher_engine_centre(const usher_engine *engine);

/* ---- time ------------------------------------------------------------------------------------ */

/**
 * Lets time pass: fires what is due, goes on with work that is left. A command at `now` does the
 * same first. `now` below the last is taken as the last, and counted (usher_engine_info.time_back).
 * @return OK; ERR_TIME a step beyond limits.time_step; ERR_NOMEM; ERR_STORE; ERR_FENCED;
 *         ERR_REENTRANT
 * Does at most limits.units_per_command units; usher_engine_next_due tells whether work is left.
 * With nothing due it writes no record.
 */
USHER_API USHER_CHECKED usher_status usher_engine_advance(usher_engine *engine, usher_time now);
/**
 * Accepts a long step of time (after the machine slept, say); as usher_engine_advance otherwise.
 */
USHER_API USHER_CHECKED usher_status usher_engine_resume(usher_engine *engine, usher_time now);
/**
 * When to call advance: engine time if work is left, else the first timer, else USHER_TIME_NEVER.
 * Cost: O(1).
 */
USHER_API usher_time usher_engine_next_due(const usher_engine *engine);
/** Engine time: `now` of the last command that was applied. */
USHER_API usher_time usher_engine_now(const usher_engine *engine);

/* ---- the store's answers --------------------------------------------------------------------- */

/** Records up to `record` are durable: their events become visible. */
USHER_API void usher_engine_acknowledge(usher_engine *engine, uint64_t record);
/**
 * A record was lost after it was accepted: the engine is fenced; commands answer ERR_FENCED from
 * now on.
 */
USHER_API void usher_engine_store_lost(usher_engine *engine);

/* ---- agents -------------------------------------------------------------------------------------
 * From here to the commands as values: requests. "As all": OK; ERR_INVALID an argument alone is
 * wrong; ERR_NOT_FOUND; ERR_BUSY due work is left; ERR_NOMEM; ERR_STORE; ERR_FENCED; ERR_REENTRANT;
 * ERR_TIME. A command also emits what was due at `now`, before, and offer.made for each pair that
 * fits, behind: O(entries of the profile, or profiles of the queue, + log n).
 */

typedef struct usher_agent_add_options {
    size_t size;
    const char *name; /* required; unique among live agents */
    usher_profile_ref profile; /* required */
    usher_group_ref group;     /* none = in no group */
    const char *device;        /* where the host reaches the agent; opaque; NULL = none */
    /* after-contact work by channel: 0 none, a limit, or USHER_FOREVER = until cleared */
    usher_duration acw[USHER_CHANNELS_MAX];
    uint8_t auto_accept; /* bit per channel: offers carry USHER_EVENT_AUTO_ACCEPT */
    uint64_t tag;        /* the host's; comes back in events and queries */
} usher_agent_add_options;
#define USHER_AGENT_ADD_OPTIONS_INIT                                                               \
    { sizeof(usher_agent_add_options), 0, { 0 }, { 0 }, 0, { 0 }, 0, 0 }

/**
 * Adds an agent, offline. *out (may be NULL) receives the id.
 * @return OK; EXISTS the same agent is there; ERR_CONFLICT another one has the name; ERR_INVALID;
 *         ERR_LIMIT limits.agents or limits.text_bytes; ERR_BUSY also too many unconfirmed events;
 *         ERR_NOMEM; ERR_STORE; ERR_FENCED; ERR_REENTRANT; ERR_TIME
 * Emits: agent.added. Cost: O(log agents).
 */
USHER_API USHER_CHECKED usher_status usher_agent_add(usher_engine *engine, usher_time now,
    const usher_agent_add_options *options, usher_agent_id *out);
/**
 * Removes an agent who has nothing in hand and nothing in the own queue.
 * @return as all; ERR_IN_USE a part is left, or the own queue has or may get a contact
 * Emits: agent.removed. Cost: O(log agents).
 */
USHER_API USHER_CHECKED usher_status usher_agent_remove(usher_engine *engine, usher_time now,
    usher_agent_id agent);
/**
 * Sets an agent's status (A-1, A-10..A-12). A status that is not routable, while contacts are in
 * hand, is queued as the next status: no new offers, after-contact work ends at once, and the
 * status changes when the last slot is free. A routable status cancels a queued one.
 * @return as all; ERR_STATE a change of centre is removing the agent
 * Emits: agent.status or agent.next_status, slot.cleared. Cost: O(log n), O(channels).
 */
USHER_API USHER_CHECKED usher_status usher_agent_set_status(usher_engine *engine, usher_time now,
    usher_agent_id agent, usher_agent_status_ref status);
/**
 * Moves an agent to another profile, at once; what is in hand stays (RP-16).
 * options.profile_change says whether his open offers do.
 * @return as all. Emits: agent.profile; with OFFERS_WITHDRAWN offer.withdrawn (PROFILE_CHANGED).
 * Cost: O(channels x log agents); with OFFERS_WITHDRAWN also O(his parts x entries), for each.
 */
USHER_API USHER_CHECKED usher_status usher_agent_set_profile(usher_engine *engine, usher_time now,
    usher_agent_id agent, usher_profile_ref profile);

/* ---- contacts -------------------------------------------------------------------------------- */

#define USHER_ACW_OF_AGENT ((usher_duration)-1)
enum { USHER_PRIORITY_DEFAULT = 5 };

typedef struct usher_contact_begin_options {
    size_t size;
    usher_channel channel;
    usher_queue_ref queue;  /* enter this queue at once; none = wait for usher_contact_enqueue */
    usher_agent_id agent;   /* or this agent's own queue; not both */
    /* the host's name of the contact, unique among live contacts; NULL = none */
    const char *key;
    const char *customer;   /* the customer's endpoint; private; NULL = unknown */
    int64_t priority;       /* 1 best .. INT64_MAX; 0 = USHER_PRIORITY_DEFAULT */
    /* added to the time in queue, for rank only; may be negative (SEL-21) */
    usher_duration age;
    /* after-contact work: USHER_ACW_OF_AGENT, 0 none, a limit, USHER_FOREVER */
    usher_duration acw;
    uint64_t tag;
} usher_contact_begin_options;
#define USHER_CONTACT_BEGIN_OPTIONS_INIT                                                           \
    { sizeof(usher_contact_begin_options), USHER_VOICE, { 0 }, { 0 }, 0, 0, 0, 0,                  \
      USHER_ACW_OF_AGENT, 0 }

/**
 * A contact arrives. What its end needs is reserved here, so that ending never fails for memory.
 * @return OK; EXISTS with the id, ERR_CONFLICT (key); ERR_INVALID; ERR_NOT_FOUND the agent;
 *         ERR_FULL, ERR_DISABLED, ERR_UNATTENDED the queue; ERR_STOPPED entries are stopped;
 *         ERR_LIMIT the channel's live_max, limits.contacts or limits.text_bytes; ERR_BUSY also too
 *         many unconfirmed events; ERR_NOMEM; ERR_STORE; ERR_FENCED; ERR_REENTRANT; ERR_TIME
 * Emits: contact.begun, contact.queued, offer.made. Cost: O(log waiting + profiles of the queue).
 */
USHER_API USHER_CHECKED usher_status usher_contact_begin(usher_engine *engine, usher_time now,
    const usher_contact_begin_options *options, usher_contact_id *out);

/* How a contact comes to a queue: decides the overflow buffer and the rank. */
enum {
    USHER_VIA_FLOW = 0,           /* a new entry: no buffer */
    /* from the queue it waits in: buffer, ranks from now, counts as a transfer */
    USHER_VIA_QUEUE_TRANSFER = 1,
    /* sent on by the agent who has it: buffer, ranks from its first entry */
    USHER_VIA_AGENT_TRANSFER = 2,
    /* a callback whose delay is over: buffer, ranks from its first entry, else now */
    USHER_VIA_CALLBACK = 3
};

/**
 * Puts a contact into a queue, or into an agent's own queue.
 * From no queue: FLOW or CALLBACK. From a queue: QUEUE_TRANSFER, not while it is being offered
 * (Q-31).
 * Connected, or outside: AGENT_TRANSFER; the agent's part goes to after-contact work.
 * @return as all; ERR_STATE not from here, or being offered; ERR_LIMIT the centre's transfers_max;
 *         ERR_FULL, ERR_DISABLED, ERR_UNATTENDED the queue. When refused, the contact stays where
 *         it is with its rank.
 * Emits: contact.queued; with AGENT_TRANSFER acw.started or slot.cleared. Cost: O(log waiting).
 */
USHER_API USHER_CHECKED usher_status usher_contact_enqueue(usher_engine *engine, usher_time now,
    usher_contact_id contact, usher_queue_ref queue, int via);
USHER_API USHER_CHECKED usher_status usher_contact_enqueue_agent(usher_engine *engine,
    usher_time now, usher_contact_id contact, usher_agent_id agent, int via);
/**
 * Sets the contact's priority, at once, queued or not (SEL-20, SEL-23): 1 best .. INT64_MAX, 0 = 5.
 * @return as all; ERR_STATE once an agent has it. Emits: contact.ranked. Cost: O(log waiting).
 */
USHER_API USHER_CHECKED usher_status usher_contact_set_priority(usher_engine *engine,
    usher_time now, usher_contact_id contact, int64_t priority);
/**
 * Sets (or adds, options.age_adjustment) the age adjustment, at once (SEL-21, SEL-24).
 * Status, event and cost as of usher_contact_set_priority.
 */
USHER_API USHER_CHECKED usher_status usher_contact_set_age(usher_engine *engine, usher_time now,
    usher_contact_id contact, usher_duration age);
/**
 * Ends a contact, whoever wants it, at any moment. Idempotent. Open offers are withdrawn; agents
 * who had it go to after-contact work. Never fails for memory or limits.
 * @param reason  USHER_REASON_CUSTOMER_DISCONNECT .. USHER_REASON_END_MAX (1..14)
 * @return OK (also when it has ended and is not completed yet); ERR_INVALID the reason;
 *         ERR_NOT_FOUND; ERR_STORE; ERR_FENCED; ERR_REENTRANT; ERR_TIME
 * Emits: offer.withdrawn, contact.ended, acw.started, slot.cleared, contact.completed.
 * Cost: O(log n) for the contact and each of its offers.
 */
USHER_API USHER_CHECKED usher_status usher_contact_end(usher_engine *engine, usher_time now,
    usher_contact_id contact, int reason);
/**
 * Holds or resumes the customer. The slot stays occupied (V-6).
 * @return as all; ERR_STATE not connected, or a channel without hold (e-mail, E-3)
 * Emits: contact.held, contact.resumed. Cost: O(1).
 */
USHER_API USHER_CHECKED usher_status usher_contact_hold(usher_engine *engine, usher_time now,
    usher_contact_id contact, bool held);

/**
 * An agent starts a contact: any status, a free slot of the channel needed; for e-mail up to
 * twice the slots (RP-6). The customer's part is dialling until usher_report_answered on it.
 * options: queue = none takes the profile's outbound queue; agent is the agent.
 * @return as usher_contact_begin, but for FULL and UNATTENDED; ERR_LIMIT also no slot, or
 *         limits.participants; ERR_STATE, ERR_DISABLED the agent, the queue is being removed
 * Emits: contact.begun, contact.dialling. Cost: O(log n), and on e-mail O(his parts).
 */
USHER_API USHER_CHECKED usher_status usher_contact_dial(usher_engine *engine, usher_time now,
    const usher_contact_begin_options *options, usher_contact_id *out);

/**
 * Frees the slot of a part in after-contact work, missed, rejected or failed.
 * @return as all, but never BUSY or NOMEM; ERR_STATE any other part
 * Emits: slot.cleared, agent.status (a next one), contact.completed. Cost: O(log n).
 */
USHER_API USHER_CHECKED usher_status usher_participant_clear(usher_engine *engine, usher_time now,
    usher_participant_id participant);

/**
 * Enables or disables a queue: contacts inside go on, new ones are refused.
 * @return as all; ERR_DISABLED a change of centre has removed it
 * Emits: queue.enabled, queue.disabled. Cost: O(1).
 */
USHER_API USHER_CHECKED usher_status usher_queue_set_enabled(usher_engine *engine, usher_time now,
    usher_queue_ref queue, bool enabled);

/* ---- commands as values -------------------------------------------------------------------------
 * The same commands for inboxes, replay and fuzzing, with the actor that the typed functions leave
 * as USHER_ACTOR_HOST. X(ENUM, number, "name"). Numbers keep their meaning for ever.
 */
#define USHER_COMMAND_MAP(X)                                                                       \
    X(ADVANCE, 2, "advance")                                                                       \
    X(RESUME, 3, "resume")                                                                         \
    X(STOP_ENTRIES, 8, "stop_entries")                                                             \
    X(AGENT_ADD, 16, "agent_add")                                                                  \
    X(AGENT_REMOVE, 17, "agent_remove")                                                            \
    X(AGENT_SET_STATUS, 18, "agent_set_status")                                                    \
    X(AGENT_SET_PROFILE, 19, "agent_set_profile")                                                  \
    X(AGENT_FORCE_OUT, 20, "agent_force_out")                                                      \
    X(CONTACT_BEGIN, 32, "contact_begin")                                                          \
    X(CONTACT_ENQUEUE, 33, "contact_enqueue")                                                      \
    X(CONTACT_SET_PRIORITY, 34, "contact_set_priority")                                            \
    X(CONTACT_SET_AGE, 35, "contact_set_age")                                                      \
    X(CONTACT_END, 36, "contact_end")                                                              \
    X(CONTACT_HOLD, 37, "contact_hold")                                                            \
    X(CONTACT_DIAL, 38, "contact_dial")                                                            \
    X(PARTICIPANT_CLEAR, 48, "participant_clear")                                                  \
    X(QUEUE_SET_ENABLED, 56, "queue_set_enabled")                                                  \
    X(QUEUE_END_WAITING, 57, "queue_end_waiting")                                                  \
    X(QUEUE_MOVE_WAITING, 58, "queue_move_waiting")                                                \
    X(REPORT_RINGING, 64, "report_ringing")                                                        \
    X(REPORT_ANSWERED, 65, "report_answered")                                                      \
    X(REPORT_FAILED, 66, "report_failed")                                                          \
    X(REPORT_JOINED, 67, "report_joined")                                                          \
    X(REPORT_LEFT, 68, "report_left")                                                              \
    X(REPORT_ANSWERED_BY, 69, "report_answered_by")                                                \
    X(REPORT_JOIN_FAILED, 70, "report_join_failed")                                                \
    X(REPORT_LEG, 71, "report_leg")                                                                \
    X(REPORT_AGENT_GONE, 72, "report_agent_gone")                                                  \
    X(REPORT_AGENT_REACHABLE, 73, "report_agent_reachable")                                        \
    X(REPORT_OUTSIDE_LOAD, 74, "report_outside_load")

enum {
#define USHER_X(ENUM, number, name) USHER_COMMAND_##ENUM = (number),
    USHER_COMMAND_MAP(USHER_X)
#undef USHER_X
};

/** One command. Fields that the command does not use are ignored. */
typedef struct usher_command {
    size_t size;
    uint16_t op;              /* USHER_COMMAND_* */
    usher_channel channel;
    /* contact_end, queue_end_waiting: reason; report_[join_]failed: cause; contact_enqueue: via */
    uint8_t reason;
    /* contact_hold: held; queue_set_enabled: enabled; agent_add: auto_accept; stop_entries: stop;
       agent_force_out: rule */
    uint8_t flag;
    usher_time now;
    uint64_t actor;
    usher_contact_id contact;
    usher_agent_id agent;
    usher_participant_id participant;
    usher_queue_ref queue;
    usher_profile_ref profile;
    usher_agent_status_ref status;
    usher_group_ref group;
    int64_t priority;
    usher_duration age;
    usher_duration acw;
    uint64_t tag;
    const char *key;          /* contact: key; agent_add: name */
    const char *endpoint;     /* contact: customer; agent_add: device */
    const usher_duration *acw_by_channel; /* agent_add: USHER_CHANNELS_MAX values, NULL = none */
    /* report_outside_load: slots; report_leg: leg; queue_move_waiting: the other queue */
    uint64_t value;
} usher_command;
#define USHER_COMMAND_INIT                                                                         \
    { sizeof(usher_command), 0, 0, 0, 0, 0, 0, { 0 }, { 0 }, { 0 }, { 0 }, { 0 }, { 0 }, { 0 }, 0, \
      0, USHER_ACW_OF_AGENT, 0, 0, 0, 0, 0 }

/**
 * Runs a command. *id (may be NULL) receives the id of what was made. Status, events and cost as
 * the typed function's; ERR_INVALID also for an op that there is not.
 */
USHER_API USHER_CHECKED usher_status usher_engine_submit(usher_engine *engine,
    const usher_command *command, uint64_t *id);
/** The name of an op, e.g. "contact_begin"; never NULL ("?" if unknown). */
USHER_API const char *usher_command_name(uint32_t op);

/* ---- reading ------------------------------------------------------------------------------------
 * The applied state, also while its record is not durable yet. Texts are copied out,
 * NUL-terminated.
 */

enum { /* contact states */
    USHER_CONTACT_NEW = 0,       /* begun, in no queue */
    USHER_CONTACT_QUEUED = 1,    /* waiting; offered when offers > 0 */
    USHER_CONTACT_ANSWERED = 2,  /* an agent answered; not joined yet */
    USHER_CONTACT_CONNECTED = 3,
    USHER_CONTACT_DIALLING = 4,  /* outbound, the customer has not answered */
    USHER_CONTACT_ENDED = 5,     /* kept until after-contact work is over */
    USHER_CONTACT_OUTSIDE = 6    /* answered by nobody we know */
};
enum { /* states of a part */
    USHER_PART_OFFERED = 0,   /* offer.made; nothing rings yet */
    USHER_PART_RINGING = 1,
    USHER_PART_ANSWERED = 2,
    USHER_PART_CONNECTED = 3,
    USHER_PART_DIALLING = 4,  /* the agent dials out, or the customer is being dialled */
    USHER_PART_ACW = 5,
    USHER_PART_MISSED = 6,
    USHER_PART_REJECTED = 7,
    USHER_PART_ERROR = 8,
    USHER_PART_GONE = 9       /* the customer's part after the end */
};
enum { USHER_ROLE_CUSTOMER = 0, USHER_ROLE_AGENT = 1 };

typedef struct usher_contact_info {
    usher_contact_id id;
    uint8_t state;
    usher_channel channel;
    bool held;
    bool overdue;             /* should have left this queue, and nothing took it */
    uint16_t offers;          /* open offers now */
    usher_queue_ref queue;    /* the present or last queue; none = an agent's own */
    usher_agent_id agent_queue; /* whose own queue, if so */
    usher_agent_id agent;     /* who answered last; none once his part is cleared */
    usher_profile_ref profile; /* that agent's profile at the answer */
    int64_t priority;
    usher_duration age;
    usher_time begun, enqueued, first_enqueued, ended; /* USHER_TIME_NEVER: not yet */
    usher_time answered, connected; /* by that agent */
    uint32_t offers_made, transfers;
    uint64_t tag;
} usher_contact_info;

typedef struct usher_participant_info {
    usher_participant_id id;
    usher_contact_id contact; /* may be gone, for missed parts */
    usher_agent_id agent;     /* none for the customer's part */
    uint8_t role, state, reason;
    usher_channel channel;
    usher_queue_ref queue;    /* of the contact when the agent's part was made */
    usher_time since;         /* when this state began */
    usher_time until;         /* when the engine will act by itself; NEVER = it will not */
    uint64_t leg;             /* as reported last; 0 = never */
} usher_participant_info;

typedef struct usher_agent_info {
    usher_agent_id id;
    usher_profile_ref profile;
    usher_group_ref group;
    usher_agent_status_ref status;
    usher_agent_status_ref next_status; /* none = no next status */
    usher_time available_since;         /* the available clock (SEL-11) */
    usher_time status_since;
    uint32_t in_hand;                   /* as options.handled counts */
    uint16_t occupied[USHER_CHANNELS_MAX];   /* by parts of contacts */
    uint16_t outside[USHER_CHANNELS_MAX];    /* outside load, beside them */
    uint16_t slots[USHER_CHANNELS_MAX];      /* maximum now */
    uint16_t available[USHER_CHANNELS_MAX];  /* slots that could be offered now */
    uint8_t auto_accept;
    bool gone;                          /* cannot be reached */
    bool leaving;                       /* removed by a change of centre, when nothing is left */
    uint32_t agent_queue_count;         /* contacts in the own queue */
    uint64_t tag;
} usher_agent_info;

typedef struct usher_queue_info {
    usher_queue_ref ref;
    bool enabled;
    bool leaving;                            /* removed by a change of centre, when empty */
    uint32_t waiting;                        /* in queue, offered ones included */
    uint32_t waiting_by_channel[USHER_CHANNELS_MAX];
} usher_queue_info;

/**
 * All that is known of one object; false if there is none. Cost: O(1), O(channels) of an agent or a
 * queue.
 */
USHER_API bool usher_contact_get(const usher_engine *engine, usher_contact_id contact,
    usher_contact_info *out);
USHER_API bool usher_agent_get(const usher_engine *engine, usher_agent_id agent,
    usher_agent_info *out);
USHER_API bool usher_participant_get(const usher_engine *engine, usher_participant_id participant,
    usher_participant_info *out);
USHER_API bool usher_queue_get(const usher_engine *engine, usher_queue_ref queue,
    usher_queue_info *out);
/**
 * The customer's part of a live contact; none if there is no such contact. Known from the contact's
 * id: O(1).
 */
USHER_API usher_participant_id usher_contact_customer(usher_contact_id contact);
/** The live contact with this key, the agent with this name; none if there is none. Cost: O(1). */
USHER_API usher_contact_id usher_contact_find(const usher_engine *engine, const char *key);
USHER_API usher_agent_id usher_agent_find(const usher_engine *engine, const char *name);
/**
 * Copies a text of a live object, cut to fit; returns its whole length. 0 = no such text or object.
 */
USHER_API size_t usher_contact_key(const usher_engine *engine, usher_contact_id contact,
    char *buffer, size_t size);
USHER_API size_t usher_contact_endpoint(const usher_engine *engine, usher_contact_id contact,
    char *buffer, size_t size);
USHER_API size_t usher_agent_name(const usher_engine *engine, usher_agent_id agent, char *buffer,
    size_t size);
USHER_API size_t usher_agent_device(const usher_engine *engine, usher_agent_id agent, char *buffer,
    size_t size);
/**
 * Place in the order of dispatch within its queue and channel, from 1; 0 when not queued. Cost:
 * O(log waiting).
 */
USHER_API uint32_t usher_contact_position(const usher_engine *engine, usher_contact_id contact);
/**
 * The agent's parts, oldest first: after = none gives the first; none after the last. Cost: O(1).
 */
USHER_API usher_participant_id usher_agent_next_part(const usher_engine *engine,
    usher_agent_id agent, usher_participant_id after);
/**
 * The contact's open offers, live parts and parts in after-contact work, oldest first. Cost: O(1).
 */
USHER_API usher_participant_id usher_contact_next_part(const usher_engine *engine,
    usher_contact_id contact, usher_participant_id after);
/**
 * Live objects one by one, in order of slot: after = none gives the first. Cost: O(1) amortised.
 */
USHER_API usher_agent_id usher_engine_next_agent(const usher_engine *engine, usher_agent_id after);
USHER_API usher_contact_id usher_engine_next_contact(const usher_engine *engine,
    usher_contact_id after);
/**
 * Waiting contacts of a queue and channel in order of dispatch: after = none gives the first. None
 * too when `after` waits no more (usher_queue_waiting of view.h goes on). Cost: O(log waiting).
 */
USHER_API usher_contact_id usher_queue_next_waiting(const usher_engine *engine,
    usher_queue_ref queue, usher_channel channel, usher_contact_id after);

typedef struct usher_engine_info {
    usher_time now;
    /* number of the last command: what the queries show is as of here */
    uint64_t record;
    uint64_t record_durable;    /* acknowledged up to here */
    uint64_t event;             /* number of the last event */
    uint64_t event_visible;     /* visible up to here */
    uint64_t event_confirmed;
    uint64_t digest;            /* rolling digest of all events; 0 when it is not kept */
    uint64_t time_back;         /* commands whose `now` was below engine time */
    uint32_t contacts, agents, participants, waiting;
    uint64_t bytes;             /* allocated by the engine now */
    bool fenced, work_left;
    bool entries_stopped;       /* usher_engine_stop_entries */
} usher_engine_info;
/** The engine as a whole. Cost: O(1). */
USHER_API void usher_engine_get(const usher_engine *engine, usher_engine_info *out);
/**
 * Digest of the whole state, room by room: equal states, equal digests, on every platform. Cost:
 * O(state).
 */
USHER_API uint64_t usher_engine_state_digest(const usher_engine *engine);
/**
 * Checks every invariant of the state from scratch, the matching invariant included.
 * @return NULL when all hold, else the number and text of the first that does not. Cost: O(agents x
 *         waiting).
 */
USHER_API const char *usher_engine_check(const usher_engine *engine);

/* ---- initial values for other languages ---------------------------------------------------------
 * Each sets the whole struct to what its macro USHER_..._INIT says, for callers that have no
 * macros of C. What it writes is as large as `size` says afterwards.
 */
USHER_API void usher_limits_init(usher_limits *limits);
USHER_API void usher_engine_options_init(usher_engine_options *options);
USHER_API void usher_agent_add_options_init(usher_agent_add_options *options);
USHER_API void usher_contact_begin_options_init(usher_contact_begin_options *options);
USHER_API void usher_command_init(usher_command *command);

#ifdef __cplusplus
}
#endif
#endif
