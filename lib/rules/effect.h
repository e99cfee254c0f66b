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
    US_OFFER,          /* contact to agent */
    US_RING,           /* part */
    US_ANSWER,         /* part */
    US_CONNECT,        /* part, actor */
    US_FAIL,           /* part becomes `to`, for `reason`, by actor */
    US_WITHDRAW,       /* part, reason */
    US_LOSE,           /* part */
    US_END,            /* contact is to end, for `reason`, by actor */
    US_CLOSE,          /* contact has ended */
    US_WRAP_UP,        /* part goes to after-contact work until `until` */
    US_CLEAR,          /* part, reason, actor */
    US_COMPLETE,       /* contact */
    US_SETTLE_CONTACT, /* nobody fits this changed contact */
    US_SETTLE_AGENT    /* nothing fits this changed agent */
} us_effect_kind;

typedef struct us_effect {
    us_effect_kind kind;
    uint8_t done;   /* bits of the object's `pending` that are dealt with by this */
    uint8_t reason; /* USHER_REASON_* */
    uint8_t to;     /* USHER_PART_* */
    us_contact *contact;
    us_part *part;
    us_agent *agent;
    usher_time until;
    uint64_t actor;
} us_effect;

#endif
