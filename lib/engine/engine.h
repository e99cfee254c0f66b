/*
 * engine.h - the engine: one state, one store, one pipeline.
 */
#ifndef US_ENGINE_H
#define US_ENGINE_H

#include "base/guard.h"
#include "state/state.h"
#include "step.h"

#include <usher/engine.h>

/* What validation found, handed on so that nothing is looked up twice. */
typedef struct us_target {
    us_contact *contact;
    us_agent *agent;
    uint32_t line;         /* of the queue to enter; US_NIL = none, or an agent's own */
    uint64_t existing;     /* id that answers EXISTS */
    uint64_t key_hash;
    uint64_t content;      /* digest of what makes a repeated begin equal */
    size_t key_size, endpoint_size;
    bool idle;             /* valid, and nothing is to be done */
} us_target;

/* Of a request before its units; facts, endings and clearings leave theirs to units. */
enum { US_FIXED_EVENTS = 2 };

/* The bytes of a change, as its records are read. */
typedef struct us_centre_parts {
    uint8_t *bytes;
    uint32_t capacity, used; /* `used` of them are there */
    uint64_t size;           /* promised by the first part */
    uint64_t hash;
} us_centre_parts;

struct usher_engine {
    us_mem mem;
    us_state state;
    usher_centre *centre;
    usher_limits limits;
    usher_store store;
    uint8_t *record;             /* USHER_RECORD_MAX bytes to encode into; NULL without a store */
    uint64_t unit_events;        /* that all units of a command may append */
    uint64_t plain_events;       /* room that a plain command needs; UINT64_MAX: none is plain */
    us_budget all_units;         /* of a command that meets no want of room */
    uint64_t durable;            /* records up to here are durable */
    uint64_t confirmed_recorded; /* the last `confirmed` that stands in a record */
    uint64_t serial_jump;        /* to be made with the next record, and told in it */
    uint64_t digest;
    uint64_t digested;           /* events before this number are in the digest */
    uint64_t time_back;
    uint64_t generation;         /* changes of centre so far */
    us_centre_parts parts;       /* replay only */
    usher_time seen_to;          /* what was due at this instant when it came is done or begun */
    uint64_t actor;              /* of the typed functions */
    uint64_t seed;
    bool digest_kept;
    bool opening_kept;           /* the centre of the beginning stands in the records */
    bool fenced;
    bool unguarded;              /* the host promises one caller at a time */
    us_guard inside;             /* taken by who works on the state, not while a host looks */
    us_guard dispatching;        /* taken for a whole dispatch */
    uint64_t delivered;          /* the last event for which a dispatch has called the host */
};

/*
 * One caller at a time: a function that changes an engine enters first, answers ERR_REENTRANT if it
 * cannot, and leaves at the end. So nobody comes in from inside append or the allocator, and no
 * second thread.
 */
static inline bool us_engine_enter(usher_engine *engine)
{
    if (us_rarely(engine->unguarded)) {
        return us_guard_enter_alone(&engine->inside);
    }
    return us_mostly(us_guard_enter(&engine->inside));
}

static inline void us_engine_leave(usher_engine *engine)
{
    us_guard_leave(&engine->inside);
}

/* What happened last is not certain any more: no command is taken from now on. */
static inline void us_engine_fence(usher_engine *engine)
{
    engine->fenced = true;
    engine->plain_events = UINT64_MAX;
}

/* Reports about an agent, not about a part of his. */
static inline bool us_is_agent_fact(uint16_t op)
{
    return op >= USHER_COMMAND_REPORT_AGENT_GONE && op <= USHER_COMMAND_REPORT_OUTSIDE_LOAD;
}

/* Facts, endings and clearings are never refused for state or memory, and wait for nobody. */
static inline bool us_is_fact(uint16_t op)
{
    return (op >= USHER_COMMAND_REPORT_RINGING && op <= USHER_COMMAND_REPORT_LEG) ||
           us_is_agent_fact(op) || op == USHER_COMMAND_CONTACT_END ||
           op == USHER_COMMAND_PARTICIPANT_CLEAR;
}

/*
 * A reason, a cause, a rule or a way in, as a command has it. What is none becomes one that there
 * is not: the command goes its way, lets time pass, and is refused there.
 */
static inline uint8_t us_small_word(int word)
{
    return word >= 0 && word <= UINT8_MAX ? (uint8_t)word : UINT8_MAX;
}

/* May a contact be ended with this reason? */
static inline bool us_is_end_reason(uint8_t reason)
{
    return reason >= USHER_REASON_CUSTOMER_DISCONNECT && reason <= USHER_REASON_END_MAX;
}

static inline bool us_is_time(uint16_t op)
{
    return op == USHER_COMMAND_ADVANCE || op == USHER_COMMAND_RESUME;
}

/* Is anything to be done at engine time? At the limit of parts no offer is. */
static inline bool us_engine_is_behind(const usher_engine *engine)
{
    return us_work_left(&engine->state, engine->limits.participants);
}

/* validate.c: reads only. OK, EXISTS or a refusal, in the order of docs/routing.md 13.3. */
usher_status us_validate(const us_state *state, const usher_command *command, us_target *target);

/* reserve.c: all memory that the fixed part needs, and as many units as fit. */
usher_status us_reserve(usher_engine *engine, const usher_command *command, const us_target *target,
                        us_budget *budget);

/* The most events that one command may append: so much room each command sees to. */
static inline uint64_t us_most_events(const usher_engine *engine)
{
    return US_FIXED_EVENTS + engine->unit_events;
}

/* apply.c: the fixed part of a request. Cannot fail. Returns the id of what was made, or 0. */
uint64_t us_apply(us_state *state, const usher_command *command, const us_target *target);

/* pipeline.c: a request, or time. *id: what was made. */
usher_status us_run(usher_engine *engine, const usher_command *command, uint64_t *id);
/* commands.c: a contact begins, whatever it meets. */
US_APART usher_status us_begin(usher_engine *engine, usher_time now,
                      const usher_contact_begin_options *options, usher_contact_id *out);

/* facts.c: a report about a part, or an ending, whatever it meets. The engine has been entered. */
US_APART usher_status us_report_part(usher_engine *engine, usher_time now, uint16_t op,
                                     uint64_t id);
US_APART usher_status us_end_contact(usher_engine *engine, usher_time now, uint8_t reason,
                                     uint64_t id);
/* Any fact from a value. */
usher_status us_fact_submit(usher_engine *engine, const usher_command *command);
/* agent_facts.c: a report about an agent. */
usher_status us_agent_fact(usher_engine *engine, const usher_command *command);
usher_status us_agent_fact_again(usher_engine *engine, const usher_command *command,
                                 us_budget budget);
/* The same from records, with the units that stand there. ERR_CORRUPT: it cannot have been so. */
usher_status us_run_again(usher_engine *engine, const usher_command *command, us_budget budget);
usher_status us_fact_again(usher_engine *engine, const usher_command *command, us_budget budget);
usher_status us_time_again(usher_engine *engine, us_budget budget);

#endif
