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
    US_GO_OUTSIDE,     /* the part's contact: nobody we know has answered */
    US_REACH,          /* agent is gone, or back, as was told */
    US_LOAD,           /* agent, outside load of the channel in `taker`, as was told */
    US_TURN,           /* agent wants the status of an agent who is gone */
    US_TELL_EMPTY      /* no contact is left */
} us_effect_kind;

/* On whose word something happens to a part. */
enum { US_BY_ENGINE, US_BY_REPORT, US_BY_CUSTOMER };

/* What, and to whom: two words, so that a rule hands it over in registers. */
typedef struct us_effect {
    uint8_t kind;   /* us_effect_kind */
    uint8_t done;   /* bits of the object's `pending` that are dealt with by this */
    uint8_t reason; /* USHER_REASON_* */
    uint8_t by;     /* US_BY_* */
    uint32_t taker; /* slot of the agent who is offered a contact; US_LOAD: channel */
    union {
        us_contact *contact;
        us_part *part;
        us_agent *agent;
    };
} us_effect;

#endif
