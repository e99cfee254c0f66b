/*
 * opensips.h - a module of OpenSIPS in two halves: the one that knows usher is opensips.c, the one
 * that knows SIP is the module author's, over b2b_logic.
 */
#ifndef OPENSIPS_H
#define OPENSIPS_H

#include "adapter.h"

/* ---- what the half that knows SIP calls, in any process -------------------------------------- */

/* In mod_init, before the fork. The centre is built with shared_memory too. */
usher_status usher_init(usher_centre *centre);
extern const usher_mem shared_memory;
/* In mod_destroy, by the last process. */
void usher_exit(void);

/* MI agent_login and the like: an agent's status by names. */
usher_status usher_agent(const char *agent, const char *status);
/* The script's usher_queue(): OK, and the caller waits; below 0 the script says what he hears. */
usher_status usher_caller(const char *caller);
/* 18x of an agent's leg, its 200, and when the two are bridged. */
usher_status usher_leg_rings(const char *leg);
usher_status usher_leg_answered(const char *leg);
usher_status usher_leg_joined(const char *leg);
/* A negative reply, a BYE from either side, the end of a B2B session: all of them, each time. */
usher_status usher_leg_gone(const char *leg, int cause);
/* From register_utimer, ten times a second: one comparison when nothing is due. */
void usher_tick(void);

/* ---- what it is asked for, never with usher's lock held --------------------------------------
 * A leg is a B2B session. Its name stands in a table in shared memory beside the key that
 * b2b_api.init gave, and is the param of its callbacks.
 */
usher_time server_time(void);                                           /* clock.c, offset shared */
void b2b_leg_to_media(const char *caller);                              /* b2b_api.bridge */
void b2b_leg_new(const char *leg, const char *uri, const char *caller); /* b2b_api.init */
void b2b_leg_bridge(const char *caller, const char *leg);               /* .bridge_2calls */
void b2b_leg_hang_up(const char *leg);                                  /* .terminate_call */

#endif
