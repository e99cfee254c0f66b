/*
 * esl.h - a client of FreeSWITCH's event socket.
 *
 * The host has the socket and one loop: it subscribes to the events that are named in esl.c, hands
 * in each one, and sends what it is given. Callers come to it parked, by the dialplan.
 */
#ifndef ESL_H
#define ESL_H

#include "adapter.h"

typedef struct esl {
    adapter *adapter;
    usher_queue_ref queue; /* for all callers; a real host reads it from a channel variable */
    void *user;
    /* sends a command, with the empty line behind it */
    void (*send)(void *user, const char *command);
    /* "api uuid_dump <leg>", waiting: writes Answer-State; false = -ERR. After a restart only */
    bool (*state_of)(void *user, const char *leg, char *state, size_t size);
} esl;

adapter_switch esl_switch(esl *s);
/*
 * An event: Event-Name, Unique-ID (Job-UUID of BACKGROUND_JOB), Other-Leg-Unique-ID ("" if there is
 * none), and Hangup-Cause (of BACKGROUND_JOB: the body).
 */
usher_status esl_event(esl *s, usher_time now, const char *name, const char *leg, const char *other,
                       const char *cause);

#endif
