/*
 * effect.h - what a rule wants done.
 *
 * A rule reads the state, decides one thing and returns it as a value; engine/step carries it out.
 * So no rule ever calls another one of its own height, and nothing recurses: what follows from an
 * effect stands in the work list or the changed set, and is decided in its turn.
 */
#ifndef US_EFFECT_H
#define US_EFFECT_H

#include "state/state.h"

typedef enum us_effect_kind {
    US_NOTHING,        /* this object has nothing to do (any more) */
    US_SETTLE_CONTACT, /* nobody fits this changed contact */
    US_SETTLE_AGENT,   /* nothing fits this changed agent */
    /* What is above costs no work unit, what is below costs one. */
    US_SIGHT,          /* contact: somebody else may see it now */
    US_OFFER,          /* contact to the agent `taker` */
    US_RING,           /* part */
    US_ANSWER,         /* part */
    US_CONNECT,        /* part */
    US_FAIL,           /* part is not taken, for `reason` */
    US_WITHDRAW,       /* part, reason */
    US_LOSE,           /* part */
    US_END,            /* the part's contact is to end, for `reason` */
    US_CLOSE,          /* contact has ended */
    US_WRAP_UP,        /* part goes to after-contact work */
    US_CLEAR,          /* part, reason */
    US_COMPLETE,       /* contact */
    US_CANCEL,         /* part: the offer was cancelled */
    US_MOVE,           /* part: the agent `taker` has answered it */
    US_UNJOIN,         /* part: answered, but not joined; reason */
    US_SEND_BACK,      /* part: its agent is gone, its contact goes back */
    US_GO_OUTSIDE,     /* the part's contact: nobody we know has answered */
    US_REACH,          /* agent is gone, or back, as was told */
    US_LOAD,           /* agent, outside load of the channel in `taker`, as was told */
    US_TURN,           /* agent wants the status of an agent who is gone */
    US_REQUEUE,        /* the part's contact goes back to where it waited */
    US_CUT,            /* as US_END, and no after-contact work */
    US_RESEAT,         /* a change of centre goes on */
    US_OVERFLOW,       /* contact goes to the overflow queue */
    US_EXPIRE,         /* contact is to end, for `reason` */
    US_STRAND,         /* contact stays where it is, and that is told */
    US_LEAVE,          /* the leaver acts; `reason`: US_LEAVER_* */
    US_TELL_EMPTY,     /* no contact is left */
    US_NEXT_ENDS,      /* task: the next who waits begins to end */
    US_NEXT_ENDED,     /* task: he has ended */
    US_NEXT_MOVES,     /* task: the next who waits goes to another queue */
    US_NEXT_STAYS,     /* task: the next who waits, and all of his channel, stay */
    US_SWEPT           /* task: nobody is left */
} us_effect_kind;

/* On whose word something happens to a part. */
enum { US_BY_ENGINE, US_BY_REPORT, US_BY_CUSTOMER };

/*
 * What, and to whom: two words, so that a rule hands it over in registers. The first one is made of
 * bytes from the lowest on: kind; what is done, bits of the object's `pending` that are dealt with
 * by this; reason; by. Above them `taker`: the slot of the agent who is offered a contact; of
 * US_LOAD, the channel.
 */
typedef struct us_effect {
    uint64_t what;
    union {
        us_contact *contact;
        us_part *part;
        us_agent *agent;
        us_task *task;
    };
} us_effect;

static inline uint64_t us_what(us_effect_kind kind, uint8_t done, uint8_t reason, uint8_t by)
{
    return (uint64_t)kind | (uint64_t)done << 8 | (uint64_t)reason << 16 | (uint64_t)by << 24;
}

static inline uint64_t us_what_with(us_effect_kind kind, uint32_t taker)
{
    return (uint64_t)kind | (uint64_t)taker << 32;
}

static inline uint32_t us_kind_of(us_effect effect)
{
    return effect.what & 0xff;
}

static inline uint8_t us_done_of(us_effect effect)
{
    return (uint8_t)(effect.what >> 8);
}

static inline uint8_t us_reason_of(us_effect effect)
{
    return (uint8_t)(effect.what >> 16);
}

static inline uint8_t us_by_of(us_effect effect)
{
    return (uint8_t)(effect.what >> 24);
}

static inline uint32_t us_taker_of(us_effect effect)
{
    return (uint32_t)(effect.what >> 32);
}

#endif
