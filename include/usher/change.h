/*
 * change.h - another centre for an engine that is at work.
 *
 * A change is prepared, looked at, and committed: one command, after which the new centre decides.
 * Contacts keep their places, offers and agents; docs/routing.md 15 has the rules. Preparing takes
 * time in proportion to the centre and changes nothing; committing is as short as the change is.
 *
 * Definitions are matched by name, and keep their references for the life of the engine. What is
 * new in a centre has other references in the engine than in the centre that was given: find it
 * again in usher_engine_centre.
 */
#ifndef USHER_CHANGE_H
#define USHER_CHANGE_H

#include <usher/centre.h>
#include <usher/engine.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { /* kinds of definitions */
    USHER_CHANGE_CHANNEL = 1,
    USHER_CHANGE_STATUS = 2,
    USHER_CHANGE_QUEUE = 3,
    USHER_CHANGE_PROFILE = 4,
    USHER_CHANGE_AGENT = 5
};

enum { /* what happens to something that is in use, and not in the new centre */
    USHER_REFUSE = 0, /* the change cannot be committed */
    USHER_DRAIN = 1,  /* it takes nothing new, and is gone when nothing is left in it */
    USHER_MOVE = 2    /* what is in it goes to another of its kind; of an agent: to a queue */
};

/*
 * What happens to one thing that is removed. A contact that is moved keeps its rank; an agent who
 * is moved to another profile or status has it at once. A routable status gives way only to a
 * routable one, and another only to one that is not. Channels cannot be moved. MOVE of an agent
 * sends what waits in the own queue to the queue `to`; the agent himself drains.
 */
typedef struct usher_change_rule {
    size_t size;
    uint8_t kind;     /* USHER_CHANGE_* */
    uint8_t action;   /* USHER_REFUSE, _DRAIN, _MOVE */
    const char *name; /* of what is removed */
    const char *to;   /* MOVE: a name of the new centre */
} usher_change_rule;
#define USHER_CHANGE_RULE_INIT { sizeof(usher_change_rule), 0, USHER_REFUSE, 0, 0 }

typedef struct usher_change_options {
    size_t size;
    const usher_change_rule *rules; /* of two about the same thing the second one counts */
    size_t rules_count;
    uint8_t otherwise; /* for what no rule names: USHER_REFUSE or USHER_DRAIN */
    uint64_t actor;    /* of the events that it causes */
} usher_change_options;
#define USHER_CHANGE_OPTIONS_INIT { sizeof(usher_change_options), 0, 0, USHER_REFUSE, 0 }

typedef struct usher_change usher_change;

enum { /* what a finding is about */
    USHER_FOUND_IN_USE = 1,   /* it is removed while in use: `action` tells what will happen */
    USHER_FOUND_OVERRIDE = 2, /* `field` keeps a value that is not the centre's */
    USHER_FOUND_UNSERVED = 3  /* contacts wait on `channel` of a queue that nobody will serve */
};

typedef struct usher_change_finding {
    size_t size;
    uint8_t what;           /* USHER_FOUND_* */
    uint8_t kind;           /* USHER_CHANGE_* */
    uint8_t action;         /* IN_USE */
    usher_channel channel;  /* UNSERVED */
    const char *name;       /* of the thing */
    const char *to;         /* MOVE */
    const char *field;      /* OVERRIDE: its key in a centre's file */
    uint64_t count;         /* contacts or agents */
} usher_change_finding;

/**
 * Prepares a change of the centre: compares, looks what is in use, and gets all memory that the
 * commit needs. Nothing of the engine changes. The centre is copied, as far as it is needed.
 * @param options NULL = the INIT macro's
 * @return OK, also with findings that will refuse the commit; ERR_INVALID a rule that makes no
 *         sense; ERR_NOT_FOUND a rule about something that is not removed, or to something that is
 *         not there; ERR_LIMIT more agents than limits.agents, more texts than limits.text_bytes,
 *         or more channels than USHER_CHANNELS_MAX, those that are gone included; ERR_NOMEM;
 *         ERR_REENTRANT; ERR_FENCED
 * Cost: O(centre + agents + waiting contacts).
 */
USHER_API USHER_CHECKED usher_status usher_engine_prepare_change(usher_engine *engine,
    const usher_centre *centre, const usher_change_options *options, usher_change **out);
/**
 * Commits it. A change can be committed once.
 * @return OK; ERR_STALE another change was committed since, or something is in use now that was
 *         not when it was prepared and that it would remove: prepare it again; ERR_IN_USE the same
 *         for what was in use already and is refused; ERR_STATE it was committed; ERR_INVALID it is
 *         another engine's; ERR_LIMIT, ERR_BUSY, ERR_NOMEM, ERR_STORE, ERR_FENCED, ERR_REENTRANT,
 *         ERR_TIME as everywhere
 * Emits: centre.changed; then, as work units, queue.enabled, queue.disabled, contact.queued,
 * queue.removed, queue.leaving, agent.profile, agent.status, agent.next_status, agent.changed,
 * agent.removed, agent.leaving, agent.added; for whom nobody is left to serve
 * contact.queued, contact.ended or contact.overdue; and offers.
 * Cost: O(what differs), and O(agents) if a status, profile or channel is removed.
 */
USHER_API USHER_CHECKED usher_status usher_engine_commit_change(usher_engine *engine,
    usher_time now, usher_change *change);
/** Frees a change, committed or not. NULL is allowed. The engine may be gone already. */
USHER_API void usher_change_free(usher_change *change);

/** How many findings there are. Those that refuse the commit come first. */
USHER_API size_t usher_change_findings(const usher_change *change);
/** The i-th finding; texts live as long as the change. false past the last. */
USHER_API bool usher_change_finding_get(const usher_change *change, size_t index,
    usher_change_finding *out);
/** How many of them refuse the commit. */
USHER_API size_t usher_change_refusals(const usher_change *change);

/* ---- initial values for other languages ---------------------------------------------------------
 * As in engine.h.
 */
USHER_API void usher_change_rule_init(usher_change_rule *rule);
USHER_API void usher_change_options_init(usher_change_options *options);

#ifdef __cplusplus
}
#endif
#endif
