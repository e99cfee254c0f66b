/*
 * mod_usher.h - a module of FreeSWITCH: the dialplan application usher, with a queue as its data.
 */
#ifndef MOD_USHER_H
#define MOD_USHER_H

#include <switch.h>
#include <usher/usher.h>

/* In the module's load function: binds events, and starts the thread that serves the engine. */
usher_status usher_start(usher_engine *engine, switch_memory_pool_t *pool);
/* In its shutdown function. What is being dialled is cancelled; calls that are up stay up. */
void usher_stop(void);
/* For SWITCH_ADD_APP. Sets usher_status to what entering the queue answered. */
void usher_app(switch_core_session_t *session, const char *queue);

#endif
