/*
 * reference_room.h - what the files of the reference share: its objects, and who does what.
 *
 * reference.c         the checks in their order, and the commands
 * reference_rules.c   who fits and who is best; what becomes of parts and contacts; timers and time
 * reference_orders.c  what operators order
 * reference_plan.c    a change of centre: what it removes, what of that is in use, what is found
 * reference_change.c  a change of centre, carried out
 * reference_overflow.c  whom a queue needs, and who leaves it by himself
 * reference_read.c    finding, counting, copying: nothing is decided there
 *
 * Every list is in order of serial, so "oldest first" is simply the order of a list. Nothing is
 * cached: counts are counted, and what is best is found by comparing all.
 */
#ifndef USHER_TESTS_REFERENCE_ROOM_H
#define USHER_TESTS_REFERENCE_ROOM_H

#include "reference.h"

/* What every object begins with. */
typedef struct thing {
    void *next;
    uint64_t serial;
    usher_time due; /* when its timer fires; NEVER = not set */
    uint64_t set;   /* when its timer was set, as a running number */
} thing;

typedef struct contact {
    thing is;
    usher_contact_info info; /* id, offers, who has it: filled on reading */
    usher_command given;     /* what made it; its texts are copied below */
    char key[256];           /* "" = none */
    char customer[1024];
    usher_time rank_time;
    usher_time since; /* of the customer's part */
    uint64_t leg;     /* of the customer */
    uint8_t end_reason;
    uint64_t misser; /* the latest agent to have missed it, 0 = nobody */
    usher_time back; /* when he may be asked again */
} contact;

typedef struct part {
    thing is;
    usher_participant_info info; /* ids and until are filled on reading */
    uint64_t contact;
    uint64_t agent;
    usher_queue_ref queue;
    uint64_t tag;
    bool dialled;
    bool cut; /* no after-contact work (OP-5) */
    usher_profile_ref profile; /* of the agent, at the answer or at dialling */
    usher_time answered;
    usher_time connected;
} part;

typedef struct agent {
    thing is;
    usher_agent_info info; /* id and counts are filled on reading */
    char name[USHER_NAME_MAX + 1];
    char device[1024];
    usher_duration acw[USHER_CHANNELS_MAX];
} agent;

/* What a command names; NULL what it does not name, or what does not exist. */
typedef struct objects {
    contact *contact;
    agent *agent;
    part *part;
    contact *customer; /* the contact whose customer's part is named */
    contact *same_key;
    agent *same_name;
} objects;

/* One thing that a change removes, and what becomes of it (CH-4). */
typedef struct removal {
    uint8_t kind;   /* USHER_CHANGE_* */
    uint8_t action; /* REFUSE of what is in use: no change */
    uint32_t place; /* reference, from 1; a channel's number + 1; an agent's in the old file + 1 */
    uint32_t uses;
    const char *name;
    const char *to; /* MOVE */
} removal;

enum { ROOM_REMOVALS = 512, ROOM_FINDINGS = 512 };

struct reference_change {
    const usher_centre *file;
    uint64_t actor;
    uint64_t generation; /* of the reference when it was prepared */
    uint32_t refusals;
    removal removals[ROOM_REMOVALS]; /* channels, statuses, queues, profiles, agents */
    uint32_t removals_count;
    usher_change_finding findings[ROOM_FINDINGS];
    uint32_t findings_count;
};

struct reference {
    const usher_centre *centre;
    const usher_centre *file; /* what was asked for last; the centre has what is leaving, too */
    const usher_routing_options *options;
    usher_time now;
    uint64_t actor; /* of the command at work */
    uint64_t serial;
    uint64_t timers_set;
    uint64_t events_made;
    uint64_t generation; /* changes of centre so far */
    void *contacts; /* lists: the first object of each kind */
    void *parts;
    void *agents;
    bool *queue_enabled; /* by reference */
    bool stopped;        /* no new contacts (OP-1) */
    bool emptied;        /* the last contact has gone, or was gone: to be told */
    usher_event *events;
    size_t events_count;
};

/* ---- reference.c ----------------------------------------------------------------------------- */

/* May a contact come into this queue, or into an agent's own? */
usher_status room_check_queue(const reference *r, usher_queue_ref queue, agent *own,
                              unsigned channel, int via);
/* As a status is set (13.9). */
void room_want_status(reference *r, agent *a, usher_agent_status_ref s);
/* It waits there now, with the rank time it has. */
usher_event *room_wait(reference *r, contact *c, usher_queue_ref queue, const agent *own);

/* ---- reference_plan.c ------------------------------------------------------------------------ */

/* The definition of an agent of this name in a file; false if it has none. */
bool room_agent_def(const usher_centre *file, const char *name, usher_agent_def *out);
usher_group_ref room_group_of(const usher_centre *centre, const usher_agent_def *def);
/* How much uses this thing now, if `file` comes. */
uint32_t room_count_uses(const reference *r, const usher_centre *file, const removal *item);
const removal *room_find_removal(const reference_change *change, uint8_t kind, uint32_t place);

/* ---- reference_change.c ---------------------------------------------------------------------- */

/* Is it in the file? And if not, is it there still? */
bool room_channel_stays(const reference *r, usher_channel channel);
bool room_status_stays(const reference *r, usher_agent_status_ref ref);
bool room_queue_stays(const reference *r, usher_queue_ref ref);
bool room_profile_stays(const reference *r, usher_profile_ref ref);
bool room_queue_is_gone(const reference *r, usher_queue_ref ref);
/* A contact leaves the queue in which it waits, if it does; the caller says what becomes of it. */
void room_leave(reference *r, contact *c);
/* It will not come back to the own queue from which somebody took it. */
void room_give_up(reference *r, contact *c);
/* It left a queue that is removed, or the own queue of an agent who is leaving. */
bool room_place_is_left(const reference *r, const contact *c);

/* ---- reference_orders.c ---------------------------------------------------------------------- */

bool room_is_order(uint16_t op);
usher_status room_check_order(const reference *r, const usher_command *k, const agent *a);
void room_order(reference *r, const usher_command *k, agent *a);

/* ---- reference_overflow.c -------------------------------------------------------------------- */

/* Is there an agent who serves the queue on this channel, as USHER_NEEDS_* says? */
bool room_attended(const reference *r, usher_queue_ref queue, unsigned channel, uint8_t needs);
/* When its longest wait is over; NEVER if there is none, or it has been seen to. */
usher_time room_leaves_at(const reference *r, const contact *c);
/* Its longest wait is over. */
void room_overflow(reference *r, contact *c);
/* All who wait where nobody serves them. */
void room_overflow_all(reference *r);

/* ---- reference_rules.c ----------------------------------------------------------------------- */

bool room_channel_let_in(const reference *r, const agent *a, unsigned channel);
bool room_before(const contact *a, const contact *b);
void room_match(reference *r);
part *room_make_part(reference *r, contact *c, agent *a, uint8_t state, usher_duration length);
/* Moves a part to a state whose timer runs for `length`; returns when it is due. */
usher_time room_enter(reference *r, part *p, uint8_t state, usher_duration length);
/* He may be gone afterwards. */
void room_settle(reference *r, agent *a);
/* OP-1: behind all other transitions, and before matching. */
void room_tell_empty(reference *r);
void room_withdraw(reference *r, part *p, uint8_t reason);
void room_withdraw_offers(reference *r, const contact *c, uint8_t reason);
/* The open offers that the profile of the agent with this serial does not have (RP-16). */
void room_withdraw_foreign(reference *r, uint64_t serial);
void room_clear(reference *r, part *p, uint8_t reason);
void room_finish(reference *r, part *p);
void room_end_contact(reference *r, contact *c, uint8_t reason);
void room_count_miss(reference *r, const part *p, uint8_t cause);
usher_event *room_miss(reference *r, part *p, uint8_t cause);
void room_return(reference *r, contact *c);
void room_fail(reference *r, part *p, uint8_t cause);
void room_unjoin(reference *r, part *p, uint8_t cause);
void room_connect(reference *r, part *p);
void room_answer(reference *r, part *p);
usher_event *room_set_status(reference *r, agent *a, usher_agent_status_ref status);
void room_set_contact_timer(reference *r, contact *c);
/* Timers of contacts that are due, in their order. */
void room_fire_contacts(reference *r);
void room_pass_time(reference *r, usher_time now);

/* ---- reference_read.c ------------------------------------------------------------------------ */

void room_remove(void **list, void *item);
void *room_find(void *first, uint64_t serial);
int64_t room_sum(int64_t a, int64_t b);
int64_t room_difference(int64_t a, int64_t b);
bool room_text_in(const char *text, size_t min, size_t max);
bool room_same_text(const char *a, const char *b);

usher_channel room_channel_like(const reference *r, usher_channel channel);
bool room_routable(const reference *r, usher_agent_status_ref status);
usher_profile_def room_profile(const reference *r, const agent *a);

enum { /* sets of states of a part: one bit each */
       ROOM_OPEN = 1 << USHER_PART_OFFERED | 1 << USHER_PART_RINGING,
       ROOM_LIVE = 1 << USHER_PART_ANSWERED | 1 << USHER_PART_CONNECTED | 1 << USHER_PART_DIALLING,
       ROOM_ACW = 1 << USHER_PART_ACW,
       ROOM_MISSED = 1 << USHER_PART_MISSED | 1 << USHER_PART_REJECTED | 1 << USHER_PART_ERROR,
       ROOM_ALL = ROOM_OPEN | ROOM_LIVE | ROOM_ACW | ROOM_MISSED
};
bool room_is(const part *p, int states);
/* The first part from `p` on in one of these states, of this agent, contact and channel (NULL,
 * NULL, -1: of any); NULL when there is none. */
part *room_next_part(part *p, const agent *a, const contact *c, int channel, int states);
/* This agent's oldest part in one of these states; his oldest live one that he did not dial. */
part *room_part_of(const reference *r, uint64_t agent, int states);
part *room_part_that_waited(const reference *r, uint64_t agent);
uint32_t room_count_parts(const reference *r, const agent *a, const contact *c, int channel,
                          int states);
uint32_t room_in_hand(const reference *r, const agent *a);
uint32_t room_occupied(const reference *r, const agent *a, unsigned channel);
bool room_waits_in(const contact *c, usher_queue_ref queue, const agent *own);
/* Counts the contacts that wait in this queue, or in this agent's own; channel -1: on any. */
uint32_t room_count_waiting(const reference *r, usher_queue_ref queue, const agent *own,
                            int channel);
/* Contacts that wait in his own queue, or left it for somebody and may come back. */
uint32_t room_count_own(const reference *r, const agent *own);

/* What a command names. */
objects room_objects(const reference *r, const usher_command *k);
/* The object, or the contact, whose timer fires next; NULL when none is set. */
thing *room_first_timer(const reference *r, bool of_contacts);

/* New objects, with the fields of what they are made from. */
contact *room_make_contact(reference *r, const usher_command *k);
part *room_copy_part(reference *r, const contact *c, const agent *a);
agent *room_make_agent(reference *r, const char *name, const char *device,
                       const usher_duration *acw);
void room_set_agent(agent *a, usher_profile_ref profile, usher_group_ref group, uint8_t auto_accept,
                    uint64_t tag);
/* An event; with the fields of a contact, of an agent, of a part. */
usher_event *room_emit(reference *r, uint16_t type, uint64_t actor);
usher_event *room_emit_contact(reference *r, uint16_t type, const contact *c);
usher_event *room_emit_agent(reference *r, uint16_t type, const agent *a);
usher_event *room_emit_part(reference *r, uint16_t type, uint64_t actor, const part *p);

#endif
