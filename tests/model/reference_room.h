/*
 * reference_room.h - what the files of the reference share: its objects, and who does what.
 *
 * reference_state.c   finding, counting, events, timers
 * reference_match.c   who fits, who is best
 * reference_moves.c   transitions, what follows them, time
 * reference_checks.c  is a command well formed, and what do the limits allow
 * reference.c         the commands
 * reference_read.c    what can be read
 *
 * Every list is in order of serial, so "oldest first" is simply the order of a list. Nothing is
 * cached: counts are counted, and what is best is found by comparing all.
 */
#ifndef USHER_TESTS_REFERENCE_ROOM_H
#define USHER_TESTS_REFERENCE_ROOM_H

#include "reference.h"

typedef struct timer {
    usher_time due; /* NEVER = not set */
    uint64_t set;   /* when it was set, as a running number */
} timer;

/* What every object begins with, so that one function finds, appends or removes any. */
typedef struct thing {
    void *next;
    uint64_t serial;
} thing;

typedef struct contact {
    thing is;
    usher_contact_info info; /* id, offers, who has it: filled on reading */
    char *key;
    char *customer;
    bool dialled;                /* made by dial */
    usher_queue_ref given_queue; /* as given when it was made, for EXISTS */
    uint64_t given_agent;
    int64_t given_priority;
    usher_duration acw;
    usher_time rank_time;
    usher_time since; /* of the customer's part */
    uint8_t end_reason;
    uint64_t misser; /* the latest agent to have missed it, 0 = nobody */
    usher_time missed_at;
    timer timer;
} contact;

typedef struct part {
    thing is;
    usher_participant_info info; /* ids and until are filled on reading */
    uint64_t contact;
    uint64_t agent;
    usher_queue_ref queue;
    uint64_t tag;
    bool dialled;
    usher_profile_ref profile; /* of the agent, at the answer or at dialling */
    usher_time answered;
    usher_time connected;
    timer timer;
} part;

typedef struct agent {
    thing is;
    usher_agent_info info; /* id and counts are filled on reading */
    char *name;
    char *device;
    usher_duration acw[USHER_CHANNELS_MAX];
} agent;

struct reference {
    const usher_centre *centre;
    const usher_routing_options *options;
    usher_time now;
    uint64_t actor; /* of the command at work */
    uint64_t serial;
    uint64_t timers_set;
    uint64_t events_made;
    contact *contacts;
    part *parts;
    agent *agents;
    bool *queue_enabled; /* by reference */
    usher_event *events;
    size_t events_count;
};

/* ---- reference_state.c ----------------------------------------------------------------------- */

void *room_fresh(size_t size);
char *room_copy_text(const char *text);
bool room_same_text(const char *a, const char *b);
void room_append(void *head, void *item);
void room_remove(void *head, const void *item);
void *room_find(void *first, uint64_t serial);
int64_t room_sum(int64_t a, int64_t b);
int64_t room_difference(int64_t a, int64_t b);

usher_channel room_channel_like(const reference *r, usher_channel channel);
bool room_routable(const reference *r, usher_agent_status_ref status);
usher_profile_def room_profile(const reference *r, const agent *a);

bool room_open_offer(const part *p);
bool room_live(const part *p);
bool room_missed(const part *p);

/* Counts the parts of this agent, contact and channel (NULL, NULL, -1: of any) that `which` accepts
 * (NULL: all). */
uint32_t room_count_parts(const reference *r, const agent *a, const contact *c, int channel,
                          bool (*which)(const part *));
/* Counts the contacts that wait in this queue, or in this agent's own; channel -1: on any. */
uint32_t room_count_waiting(const reference *r, usher_queue_ref queue, const agent *own,
                            int channel);
bool room_waits_in(const contact *c, usher_queue_ref queue, const agent *own);
part *room_live_part(const reference *r, const contact *c);

usher_event *room_emit(reference *r, uint16_t type, uint64_t actor);
usher_event *room_emit_contact(reference *r, uint16_t type, const contact *c);
usher_event *room_emit_agent(reference *r, uint16_t type, uint64_t actor, const agent *a);
usher_event *room_emit_part(reference *r, uint16_t type, uint64_t actor, const part *p);

void room_set_timer(reference *r, timer *t, usher_time due);
/* The time at which the delay clock of a waiting contact stood at 0. */
usher_time room_delay_base(const reference *r, const contact *c);
/* Is the latest misser's back-off not over? */
bool room_held_back(const reference *r, const contact *c);
void room_set_contact_timer(reference *r, contact *c);
const timer *room_first_timer(const reference *r, part **p, contact **c);

/* ---- reference_checks.c ---------------------------------------------------------------------- */

bool room_queue_known(const reference *r, usher_queue_ref queue);
bool room_well_formed(const reference *r, const usher_command *k);
bool room_at_live_max(const reference *r, usher_channel channel);
/* May a contact enter the queue, or this agent's own? OK, ERR_DISABLED or ERR_FULL. */
usher_status room_may_enter(const reference *r, usher_queue_ref queue, const agent *own,
                            uint8_t via);
bool room_slot_to_dial(const reference *r, const agent *a, usher_channel channel);

/* ---- reference_match.c ----------------------------------------------------------------------- */

bool room_channel_let_in(const reference *r, const agent *a, unsigned channel);
bool room_counts_in_hand(const reference *r, const part *p);
bool room_before(const contact *a, const contact *b);
/* The contact and the agent to be brought together next; false when no pair fits. */
bool room_best_pair(const reference *r, contact **c, agent **a);

/* ---- reference_moves.c ----------------------------------------------------------------------- */

part *room_make_part(reference *r, contact *c, agent *a, uint8_t state, usher_duration length);
usher_time room_enter(reference *r, part *p, uint8_t state, usher_duration length);
void room_withdraw(reference *r, part *p, uint8_t reason);
void room_clear(reference *r, part *p, uint8_t reason);
void room_finish(reference *r, part *p, const contact *c);
void room_end_contact(reference *r, contact *c, uint8_t reason);
void room_miss(reference *r, part *p, uint8_t cause, uint64_t actor);
void room_connect(reference *r, part *p, contact *c);
void room_answer(reference *r, part *p);
void room_set_status(reference *r, agent *a, usher_agent_status_ref status, uint64_t actor);
void room_free_contact(contact *c);
void room_free_agent(agent *a);
/* Makes offers until no pair fits. */
void room_match(reference *r);
/* Step 0. */
void room_pass_time(reference *r, usher_time now);

#endif
