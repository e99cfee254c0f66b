/*
 * fold.h - what a host knows that keeps a table of its own from events, and never asks.
 *
 * Written from docs/events.md: waiting lists, parts, agents' statuses and slots are put together
 * from one event after the other. If that equals what can be read, events leave nothing out.
 */
#ifndef USHER_TESTS_FOLD_H
#define USHER_TESTS_FOLD_H

#include <usher/usher.h>

enum { FOLD_NOBODY, FOLD_CONTACT, FOLD_PART, FOLD_AGENT };

/* One object, by its serial. */
typedef struct folded {
    uint8_t kind; /* FOLD_*; NOBODY: none any more */
    uint8_t state;
    usher_channel channel;
    bool held, overdue, gone, leaving;
    uint64_t contact, agent; /* serials: of a part; agent of a contact: whose own queue */
    usher_queue_ref queue;
    int64_t priority;
    usher_duration age;
    usher_time enqueued, first_enqueued, rank_time;
    usher_profile_ref profile;
    usher_agent_status_ref status, next_status;
    uint16_t outside[USHER_CHANNELS_MAX];
    /* Of an agent, by fold_count: parts, and contacts in the own queue. */
    uint16_t occupied[USHER_CHANNELS_MAX], own[USHER_CHANNELS_MAX];
} folded;

enum { FOLD_QUEUES = 64 };

typedef struct fold {
    const usher_centre *centre; /* the one that is in force, or comes into force */
    bool enabled[FOLD_QUEUES + 1], leaving[FOLD_QUEUES + 1], removed[FOLD_QUEUES + 1];
    uint32_t queues;
    folded *items; /* by serial; 0 is nobody */
    size_t count;  /* serials run below it */
    size_t capacity;
    uint64_t overflowed, overdue; /* how many have */
    uint64_t misplaced;           /* offers withdrawn from agents who came to another profile */
} fold;

/* The agents of a centre, offline. */
void fold_begin(fold *f, const usher_centre *centre);
void fold_end(fold *f);
/* The engine has another centre: centre.changed is about it. */
void fold_centre(fold *f, const usher_centre *centre);
void fold_event(fold *f, const usher_event *event);
/* Counts slots and own queues of all agents. */
void fold_count(fold *f);

#endif
