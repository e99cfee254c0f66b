/*
 * virtual_host.h - a day of virtual customers and virtual agents, played through a real engine.
 *
 * The host of an engine, on a clock of its own that jumps from one thing to the next: customers
 * arrive and give up as a list says, telephones ring at once, agents answer after a while, work and
 * hang up. It owns no decision of routing. Everything it does follows from its input, so that the
 * same day gives the same events. It leans on the public headers of usher only.
 *
 * The order of things at one microsecond, and every rule of these people: docs/command.md.
 */
#ifndef VIRTUAL_HOST_H
#define VIRTUAL_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <usher/load.h>
#include <usher/usher.h>

/**
 * One customer. Contacts are sorted by arrival; equal arrivals happen in the order of the array.
 */
typedef struct virtual_contact {
    usher_time arrival;
    usher_duration patience; /* from the arrival; USHER_FOREVER */
    usher_duration handle;   /* work of one agent at full speed */
    usher_duration acw;      /* as usher_contact_begin_options.acw */
    usher_duration ring;     /* from an offer to its answer */
    usher_duration age;
    int64_t priority;        /* 0 = the default */
    usher_queue_ref queue;
    usher_channel channel;
} virtual_contact;

enum virtual_shift_kind { VIRTUAL_SHIFT_STATUS, VIRTUAL_SHIFT_PROFILE };

/**
 * One change of one agent. Shifts are sorted by time; equal times happen in the order of the
 * array.
 */
typedef struct virtual_shift {
    usher_time at;
    uint32_t agent; /* index in the centre's agents */
    enum virtual_shift_kind kind;
    uint32_t value; /* of a usher_agent_status_ref or a usher_profile_ref */
} virtual_shift;

/** What is going to happen. Everything is borrowed until the host is freed. */
typedef struct virtual_day {
    const virtual_contact *contacts;
    uint32_t contacts_count;
    const virtual_shift *shifts;
    uint32_t shifts_count;
    const usher_run_settings *settings; /* of work; NULL = everything at full speed, always */
    usher_time until;                   /* nothing later than this happens */
} virtual_day;

#define VIRTUAL_NOBODY UINT32_MAX /* no such row, no such agent */

/** Who wants to know. Any function may be NULL; none may call the engine with a command. */
typedef struct virtual_listener {
    void *user;
    /**
     * Each event in order. contact: its row in the day; agent: its index in the centre; or
     * NOBODY.
     */
    void (*event)(void *user, const usher_event *event, uint32_t contact, uint32_t agent);
    /** The engine would not let it in: ERR_FULL, ERR_DISABLED, ERR_UNATTENDED or ERR_LIMIT. */
    void (*refused)(void *user, usher_time at, uint32_t contact, usher_status why);
} virtual_listener;

typedef struct virtual_host virtual_host;

/**
 * A host for an engine that holds nothing but its centre's agents. All three are borrowed.
 * The engine should do one unit of work per command (limits.units_per_command): then a telephone
 * rings before the engine's next timer of the same microsecond, and the order of things is exact.
 * @return OK; ERR_NOMEM
 */
usher_status virtual_host_new(usher_engine *engine, const virtual_day *day,
                              const virtual_listener *listener, virtual_host **out);
void virtual_host_free(virtual_host *host);
/**
 * Lets the next thing happen. *more is false, and nothing has happened, when nothing is left up to
 * day.until.
 * @return OK; what the engine answered to a command that should not have been refused; ERR_NOMEM
 */
usher_status virtual_host_step(virtual_host *host, bool *more);
/** The time of the last thing that happened. */
usher_time virtual_host_now(const virtual_host *host);
/** How many contacts have arrived. */
uint32_t virtual_host_arrived(const virtual_host *host);
/** True when things are left that would happen after day.until. */
bool virtual_host_is_cut(const virtual_host *host);

#endif
