/*
 * virtual_agent.h - what one virtual agent has to do at the moment, and how fast each of it goes.
 *
 * Conversations that were answered and have not ended share the agent: talking on one channel may
 * stop all work on others, and several chats slow each other down. Ringing, after-contact work and
 * missed contacts cost no speed.
 */
#ifndef VIRTUAL_AGENT_H
#define VIRTUAL_AGENT_H

#include <stdint.h>

#include <usher/load.h>
#include <usher/usher.h>

#include "agenda.h"
#include "work.h"

struct virtual_agent;

/** A contact's conversation: the part of it that is work. */
typedef struct virtual_talk {
    struct virtual_agent *agent; /* NULL = not answered, or ended */
    struct virtual_talk *next;   /* of the same agent */
    usher_channel channel;
    virtual_work work;
    agenda_entry end; /* when the work is done */
} virtual_talk;

typedef struct virtual_agent {
    usher_agent_id id;
    virtual_talk *talks;
    uint32_t live[USHER_CHANNELS_MAX]; /* talks by channel */
} virtual_agent;

/**
 * A conversation begins; agenda must have room for its end. Everything else of the agent changes
 * speed.
 */
void virtual_agent_take(virtual_agent *agent, virtual_talk *talk, usher_duration handle,
                        const usher_run_settings *settings, virtual_agenda *agenda, usher_time now);
/** A conversation is over; does nothing when it never began. */
void virtual_agent_drop(virtual_talk *talk, const usher_run_settings *settings,
                        virtual_agenda *agenda, usher_time now);

#endif
