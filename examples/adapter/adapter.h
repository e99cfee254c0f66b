/*
 * adapter.h - between an engine and a switch that knows legs by names.
 *
 * What a host of telephones does about usher is the same everywhere: four facts about legs in,
 * four actions out. A caller's leg has the name that the switch gave it, which is the contact's
 * key; an agent's leg has the name that its part's id gives, chosen before anything is dialled. So
 * a leg can be cancelled before it exists, what the switch tells about it finds its part without a
 * table, and after a restart every leg that is left can be told from every other.
 *
 * The adapter has no lock and no thread: it is used where its engine is used. An action is asked
 * for from inside adapter_serve or a fact; a host that must not act there notes it, and acts later.
 */
#ifndef ADAPTER_H
#define ADAPTER_H

#include <usher/usher.h>

enum { ADAPTER_NAME = 160 }; /* bytes of a leg's name, NUL included */

typedef enum leg_state { LEG_GONE, LEG_RINGING, LEG_UP } leg_state;

/* What a switch can do. All of it may be asked for twice, and may come too late to be done. */
typedef struct adapter_switch {
    void *user;
    /* the caller hears what callers hear who wait */
    void (*entertain)(void *user, const char *caller);
    /* the agent's device rings; the new leg has the name `leg` */
    void (*ring)(void *user, const char *leg, const char *device, const char *caller);
    void (*join)(void *user, const char *caller, const char *leg);
    /* the leg goes if it is there: ringing, up, or still to come */
    void (*hang_up)(void *user, const char *leg);
    /* after a restart: what has become of a leg */
    leg_state (*look)(void *user, const char *leg);
} adapter_switch;

typedef struct adapter adapter;

/* NULL when there is no memory. mem: NULL = libc; both are copied. */
adapter *adapter_new(usher_engine *engine, const adapter_switch *to, const usher_mem *mem);
void adapter_free(adapter *a);

/* ---- facts -------------------------------------------------------------------------------------
 * Each with the time at which it happened; told as often as the switch tells them. A leg that
 * nobody waits for any more is hung up. OK, or what the store and the engine answer.
 */

/* A caller wants a queue. What it answers is for the dialplan: FULL, DISABLED, LIMIT, BUSY ... */
usher_status adapter_arrived(adapter *a, usher_time now, const char *caller, usher_queue_ref queue);
usher_status adapter_rings(adapter *a, usher_time now, const char *leg);
usher_status adapter_answered(adapter *a, usher_time now, const char *leg);
usher_status adapter_joined(adapter *a, usher_time now, const char *leg);
/* Any leg, at any time; `cause` as Q.850 numbers it, and FreeSWITCH beyond. */
usher_status adapter_gone(adapter *a, usher_time now, const char *leg, int cause);

/* ---- actions --------------------------------------------------------------------------------- */

/* Lets time pass, carries out what has come out of the engine, and confirms it. */
usher_status adapter_serve(adapter *a, usher_time now);
/*
 * After a restart, before anything else: tells the engine what has become of its legs. Then the
 * host hangs up each leg that the switch has and adapter_knows does not.
 */
usher_status adapter_reconcile(adapter *a);
/* Does anybody wait for this leg, or talk on it? */
bool adapter_knows(const adapter *a, const char *leg);

/* ---- words ----------------------------------------------------------------------------------- */

/* The name of an agent's leg: "part-" and 16 digits. */
void adapter_name_of(usher_participant_id part, char *name);
bool adapter_is_agents(const char *leg);
/* A cause as usher_report_failed takes it. */
int adapter_reason(int cause);

#endif
