/*
 * state.h - what is now: contacts, the agents' parts in them, agents, lines, deadlines, work.
 *
 * One struct holds the rooms. A room's functions change state and append the transition to the
 * outbox; they decide nothing and call no rule. Objects name each other by slot, or by address
 * where one cannot outlive the other; the host names them by id (serial << 24 | slot). All memory
 * is reserved before a function here is called, so none of them can fail.
 *
 * What remains to be done after a transition stands in three places, served in this order by
 * engine/step: the work list (objects with something pending, first in first out), the changed set
 * (contacts and agents that may now fit somebody), and the timers that are due.
 */
#ifndef US_STATE_H
#define US_STATE_H

#include "base/order.h"
#include "base/table.h"
#include "base/text.h"
#include "model/centre.h"
#include "outbox.h"
#include "timers.h"

#include <usher/engine.h>

/* What an object on the work list still has to go through, as bits of `pending`. */
enum { /* a contact */
    US_CONTACT_REACHED = 1,  /* the customer who was dialled has answered */
    US_CONTACT_TAKEN = 2,    /* an agent answered: withdraw the other offers */
    US_CONTACT_ENDING = 4,   /* withdraw its offers, end it, see off its agents */
    US_CONTACT_OVERFLOWS = 8 /* it has waited too long */
};
enum { /* a part: facts that wait for their turn, in this order */
    US_PART_TO_WRAP_UP = 1,  /* its contact went on without it */
    US_PART_IS_RINGING = 2,
    US_PART_IS_ANSWERED = 4,
    US_PART_IS_JOINED = 8,
    US_PART_IS_FAILED = 16,
    US_PART_IS_LEFT = 32,
    US_PART_TO_CLEAR = 64
};
enum { /* an agent */
    US_AGENT_MOVED = 1,      /* to another profile: withdraw the offers that it does not have */
    US_AGENT_GOING = 2,      /* gone: withdraw the offers, then turn to options.gone_status */
    US_AGENT_LEAVING = 4,    /* a next status was set: clear after-contact work, then change */
    US_AGENT_PARTING = 8,    /* gone: end the conversations */
    US_AGENT_TOLD = 16,      /* something was reported that is not so yet */
    /* Forced out: */
    US_AGENT_CLEARING = 32,  /* withdraw the offers, clear what is over */
    US_AGENT_REQUEUING = 64, /* conversations go back to where they waited */
    US_AGENT_CUTTING = 128   /* conversations end, without after-contact work */
};

enum { /* a task */
    US_TASK_TO_TELL_EMPTY = 1, /* entries are stopped, and no contact is left */
    US_TASK_TO_END = 2,        /* all who wait in its lines */
    US_TASK_TO_MOVE = 4,       /* the same, to another queue */
    US_TASK_TO_RESEAT = 8,     /* a change of centre is not through */
    US_TASK_TO_LEAVE = 16      /* some line is doubtful (overflow.h) */
};
enum { US_NEXT_LEAVING = UINT16_MAX }; /* as the next status of an agent: he leaves for good */

/* What contacts, parts and agents begin with; the work list knows no more of them. */
typedef struct us_object {
    uint64_t id;
    uint32_t work_next;      /* link of the work list; of free slots while free */
    uint8_t pending;
    bool in_work;
} US_MAY_ALIAS us_object;

typedef struct us_contact {
    uint64_t id;
    uint32_t work_next;
    uint8_t pending;         /* US_CONTACT_* bits */
    bool in_work;
    uint8_t state;           /* USHER_CONTACT_* */
    usher_channel channel;
    int64_t priority;
    usher_time rank_time;    /* the smaller, and the greater the age, the sooner */
    usher_duration age;
    uint32_t line;
    usher_queue_ref queue;   /* the line's; none for an agent's own */
    uint32_t parts;          /* first of its agents' parts */
    uint32_t offers;         /* open ones */
    struct us_contact *changed_next; /* link of the changed set */
    uint32_t sight;          /* place of its deadline: when somebody else may see it */
    bool changed, held, candidate;
    uint8_t reason;          /* of its end */
    uint64_t last_misser;    /* id of the agent who missed it last, 0 = none */
    usher_time reoffer_at;   /* that agent is not asked before this */
    uint64_t tag;
    usher_duration acw;
    usher_time enqueued;
    uint64_t actor;          /* of what is pending */
    uint32_t offers_made;
    uint16_t transfers;
    uint8_t customer;        /* state of the customer's part: USHER_PART_* */
    bool overdue;            /* it should have left this queue, and nothing took it */
    /* From here on: what nobody needs between its beginning and its end. */
    usher_time begun, first_enqueued;
    usher_time customer_since; /* when the customer's part came to its state */
    uint64_t leg;            /* of the customer, as the host names it */
    us_text key, endpoint;   /* by the key stands the digest of what it was begun with */
} us_contact;

/*
 * How many there are now of one queue and channel: what a wallboard shows. Kept as parts change, so
 * that nobody who reads has to count.
 */
typedef struct us_tally {
    uint32_t open, live, acw, missed; /* agents' parts, by state */
    uint32_t offered;                 /* waiting contacts with an open offer */
    uint32_t late;                    /* waiting contacts that rank as if they had come later */
} us_tally;

#define US_NOBODY UINT64_MAX /* in the place of an agent's id: somebody we do not know */

typedef struct us_part { /* an agent's part in a contact: an occupied slot */
    uint64_t id;
    uint32_t work_next;
    uint8_t pending;         /* US_PART_* bits */
    bool in_work;
    uint8_t state;           /* USHER_PART_* */
    usher_channel channel;
    struct us_contact *joined; /* its contact; NULL once that goes on without it */
    struct us_agent *agent;
    uint64_t contact;        /* id */
    uint32_t timer;
    uint32_t agent_prev, agent_next;
    uint32_t contact_prev, contact_next;
    uint8_t reason;          /* cause of a failure */
    bool dialled;            /* the agent began it */
    bool served;             /* it was answered: clearing it restarts the available clock */
    bool talked;             /* it was connected: it goes to after-contact work */
    usher_time since, until;
    usher_time answered, connected; /* the former of offers only */
    uint64_t tag;            /* of the contact */
    uint64_t actor;          /* of the pending report */
    uint64_t made;           /* number of its offer.made */
    uint64_t leg;            /* as the host names it */
    uint64_t answerer;       /* id of another agent who answered; US_NOBODY; 0 = its own */
    usher_queue_ref queue;   /* of the contact at the offer */
    uint32_t profile;        /* of the agent at the answer */
    uint8_t cause;           /* of a failure, as it was reported */
    bool unjoined;           /* it was reported that they cannot be joined */
} us_part;

typedef struct us_agent {
    uint64_t id;
    uint32_t work_next;
    uint8_t pending;         /* US_AGENT_* bits */
    bool in_work;
    uint8_t busy;            /* bit per channel: a slot is occupied */
    uint8_t room;            /* bit per channel: a slot is free */
    uint16_t status;         /* index */
    uint16_t next_status;    /* index + 1, 0 = none */
    uint32_t profile, group;
    uint32_t parts;          /* first part */
    uint32_t parts_count;
    uint32_t in_hand;        /* as options.handled counts */
    uint32_t occupied[USHER_CHANNELS_MAX]; /* by parts, and by what is outside */
    usher_time since;        /* the available clock */
    usher_time status_since;
    int64_t listed_in_hand;  /* the key under which it stands in the orders of free agents */
    usher_time listed_since;
    uint8_t listed;          /* bit per channel: stands in that order */
    uint8_t offerable;       /* bit per channel: may be offered one now */
    uint8_t auto_accept;
    bool changed;
    bool takes;              /* routable, no next status, not gone: may have offers at all */
    bool logged_in;          /* not offline, and not gone */
    bool gone;               /* cannot be reached */
    bool told_gone;          /* as it was reported last */
    struct us_agent *changed_next;
    uint32_t own_lines;      /* first line of the own queue, US_NIL = none */
    uint32_t own_count;      /* contacts in the own queue */
    uint32_t older, younger; /* all agents, in the order in which they came */
    usher_duration acw[USHER_CHANNELS_MAX];
    uint64_t name_hash;
    us_text name, device;
    uint64_t tag;
    uint64_t actor;          /* of the last report about him */
    uint64_t forced_by;      /* actor of what is left of being forced out */
    uint16_t outside[USHER_CHANNELS_MAX]; /* slots taken by contacts that are not ours */
    uint16_t told_outside[USHER_CHANNELS_MAX];
} us_agent;

typedef struct us_staff { /* agents of one profile */
    uint32_t members;
    uint32_t logged_in; /* in a status that is not an offline one, and not gone */
    uint32_t staffed;   /* who may have offers: in a routable one, too, and without a next one */
} us_staff;

/* Lines of own queues have numbers of their own: this bit, and a slot. US_NIL has it too. */
#define US_OWN_LINE ((uint32_t)1 << 31)

typedef struct us_line { /* contacts waiting in one queue (or one agent's own) and channel */
    us_order order;          /* offered ones included */
    bool delays;             /* some profile sees its contacts later than others */
    bool watched;            /* delays, or its queue has a longest wait: contacts have timers */
    bool doubtful;           /* those whom its queue needs may have gone */
    bool stranded;           /* they have, and all who wait have been told to be overdue */
    bool ends;               /* when its last contact leaves, something is gone */
    bool used;               /* somebody has waited here, or may overflow to it */
    us_key head;             /* the first candidate, whatever delay; id 0 = none */
} us_line;

typedef struct us_own_line { /* a line of an agent's own queue; lives while it has members */
    uint64_t id;
    uint32_t next;           /* of the same agent; of free slots while free */
    uint32_t agent;
    usher_channel channel;
    uint32_t members;        /* contacts that wait here, or left for an agent and may come back */
    us_line line;
} us_own_line;

typedef struct us_task { /* what an operator ordered */
    uint64_t id;
    uint32_t work_next;
    uint8_t pending;         /* US_TASK_* bits */
    bool in_work;
    /* Of those who wait in some lines: */
    uint8_t reason;          /* why they end, or MOVED */
    uint32_t line, last;     /* lines that are left, the last one included */
    usher_queue_ref to;      /* where they go */
    uint32_t done;           /* contacts */
    us_contact *ending;      /* the one that has begun to end */
    /* Of the leaver, between line and last: */
    us_key after;            /* of that line, whom it has taken up last */
    uint64_t contact;        /* whom it has taken up; 0 = nobody */
    uint64_t actor;
} us_task;

typedef struct us_work {
    uint32_t head, tail; /* kind << 24 | slot; US_NIL = empty */
} us_work;

enum { US_KIND_CONTACT = 0, US_KIND_PART = 1, US_KIND_AGENT = 2, US_KIND_TASK = 3 };

typedef struct us_state {
    us_mem *mem;
    const usher_centre *centre;
    usher_time now;
    uint64_t record;  /* number of the command that is being applied, or the last one */
    uint64_t serial;  /* of the newest object */

    union {
        struct {
            us_pool contacts, parts, agents, tasks;
        };
        us_pool kinds[4]; /* the same, by US_KIND_* */
    };
    us_pool own_lines;
    us_table contact_keys, agent_names;
    us_texts texts;
    uint64_t seed;

    us_line *lines;          /* of the centre's queues, US_LINES_PER_QUEUE each */
    us_tally *tallies;       /* for no queue at all, by channel; then for each line */
    uint32_t *queue_waiting; /* per queue, all channels */
    bool *queue_enabled;
    us_orders waiting_nodes;
    /*
     * So many contacts have room to wait, all at once and anywhere: those who are with an agent may
     * come back. 0 = not known, since there are more lines than before.
     */
    uint32_t places;
    uint32_t lines_used;     /* own ones not counted */
    uint32_t waiting;

    us_order *free_agents;   /* per profile and channel, as lines of queues */
    us_orders free_nodes;
    us_staff *staff;         /* per profile */
    uint32_t oldest_agent, youngest_agent;
    uint32_t to_seat;        /* the next agent whom a change of centre sees to, US_NIL = none */
    uint32_t free_leaves, free_inners; /* nodes that the members may need in all */

    us_timers deadlines;     /* of parts */
    us_timers sights;        /* of contacts: a delay or a back-off ends */
    us_alarm alarm;          /* of both; INT64_MIN also where work is left, or may be */
    /* With fewer parts there is room for all offers of a command; 0 = to be found out. */
    uint32_t parts_enough;
    us_work work;
    us_contact *changed_contacts; /* the changed set */
    us_agent *changed_agents;
    /* engine time of the last timer: all that was visible then is looked at next */
    usher_time fired_at;
    us_outbox outbox;
    uint32_t live[USHER_CHANNELS_MAX]; /* contacts not ended */
    uint32_t there;          /* contacts not completed */
    us_task *leaver;         /* sees to doubtful lines; NULL = no queue has stay_needs */
    us_task *closing;        /* entries are stopped; NULL = new contacts come in */
    struct us_reseat *reseat; /* a change of centre that is not through; NULL = none */
    /* beyond so many unconfirmed events a beginning takes the long way: 0 when stopped */
    uint32_t unconfirmed_max, unconfirmed_limit;
    uint32_t lines_capacity, tallies_capacity, waiting_capacity, enabled_capacity;
    uint32_t orders_capacity, staff_capacity;
} us_state;

usher_status us_state_init(us_state *state, us_mem *mem, const usher_centre *centre,
                           const usher_limits *limits, uint64_t seed);
void us_state_clear(us_state *state);
/* The centre's queues do by themselves what it says from now on. Room for a task. */
void us_state_obey(us_state *state);
/* May beginnings take the short way? */
void us_state_admit(us_state *state);
/* Room for so many queues and profiles in all. ERR_NOMEM: what was there is as before. */
usher_status us_state_reserve(us_state *state, uint32_t queues, uint32_t profiles);
/* A queue, or a profile, that the centre did not have before: empty. */
void us_state_open_queue(us_state *state, uint32_t queue);
void us_state_open_profile(us_state *state, uint32_t profile);

static inline us_contact *us_contact_at(const us_state *state, uint32_t slot)
{
    return US_POOL_ITEM(&state->contacts, slot, us_contact);
}

static inline us_part *us_part_at(const us_state *state, uint32_t slot)
{
    return US_POOL_ITEM(&state->parts, slot, us_part);
}

static inline us_agent *us_agent_at(const us_state *state, uint32_t slot)
{
    return US_POOL_ITEM(&state->agents, slot, us_agent);
}

/* Where what belongs to a line is counted. Nobody asks for agents' own lines and no line at all. */
static inline uint32_t us_tally_of(uint32_t line)
{
    return (line & US_OWN_LINE) != 0 ? 0 : line + US_LINES_PER_QUEUE;
}

/* The same by queue and channel; no queue: an agent's own line, or none at all. */
static inline us_tally *us_tally_of_queue(const us_state *state, usher_queue_ref queue,
                                          usher_channel channel)
{
    return &state->tallies[us_line_of(queue.v, channel)];
}

static inline uint32_t us_slot(uint64_t id)
{
    return (uint32_t)id & US_SLOT_MASK;
}

static inline const us_profile *us_agent_profile(const us_state *state, const us_agent *agent)
{
    return &state->centre->profiles[agent->profile];
}

/* The id of a new object in a slot. */
static inline uint64_t us_new_id(us_state *state, uint32_t slot)
{
    return ++state->serial << US_SLOT_BITS | slot;
}

/* Not taken, or in after-contact work: it only occupies a slot. */
static inline bool us_part_is_over(const us_part *part)
{
    return part->state >= USHER_PART_ACW && part->state <= USHER_PART_ERROR;
}

/* An offer that may still be answered. */
static inline bool us_part_is_open(const us_part *part)
{
    return part->state == USHER_PART_OFFERED || part->state == USHER_PART_RINGING;
}

#endif
