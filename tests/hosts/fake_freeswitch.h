/*
 * fake_freeswitch.h - what a test does with the FreeSWITCH that is played.
 */
#ifndef FAKE_FREESWITCH_H
#define FAKE_FREESWITCH_H

#include <switch.h>

typedef struct fake_counts {
    int sessions;
    int dialling; /* calls of originate that have not come back */
    int bridges;  /* conversations there were */
    int music;    /* how often somebody was entertained */
} fake_counts;

/* Starts the threads that dispatch events. */
void fake_start(void);
/* Until there is no session, nothing is dialled, and every event has been told. */
void fake_settle(void);
void fake_wait_for_dialling(int count);
/* There were so many conversations, and their events have been told. */
void fake_wait_for_bridges(int count);
/* Ends these threads, and waits for all that the module launched. */
void fake_stop(void);
/* A caller's session; fake_run calls the application on it, and lets it be until it is hung up. */
switch_core_session_t *fake_session(const char *uuid);
void fake_run(switch_core_session_t *session,
              void (*application)(switch_core_session_t *, const char *), const char *data);
/* Somebody hangs up; the session need not be there any more. */
void fake_hang_up(const char *uuid);
fake_counts fake_count(void);

#endif
