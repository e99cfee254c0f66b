/*
 * operate.h - what a supervisor or an operator does: for whom one acts, and commands about many
 * contacts at once.
 *
 * These are requests like those of engine.h: each runs through the pipeline, is one record with its
 * actor, and may be refused. docs/routing.md 8.1 tells them exactly.
 */
#ifndef USHER_OPERATE_H
#define USHER_OPERATE_H

#include <usher/engine.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * For whom the typed functions act from now on: their commands, and the events that these cause,
 * carry this number until the next call. A new engine acts for USHER_ACTOR_HOST.
 * usher_engine_submit takes the actor of its command and is not touched by this. It is no command,
 * and not part of the state: a replay has the actors of its records.
 * @return the actor before, so that a handler can put it back
 */
USHER_API uint64_t usher_engine_set_actor(usher_engine *engine, uint64_t actor);

/**
 * Stops, or allows again, new contacts in the whole engine (OP-1): usher_contact_begin and
 * usher_contact_dial answer ERR_STOPPED. All that is inside goes on. What is so already: OK,
 * nothing happens.
 * Emits: entries.stopped or entries.allowed; engine.empty when no contact is left, at once or when
 * the last one is completed.
 */
USHER_API USHER_CHECKED usher_status usher_engine_stop_entries(usher_engine *engine,
    usher_time now, bool stop);

enum { /* what becomes of the conversations of an agent who is forced out */
    USHER_FORCE_FINISH = 0,  /* they go on; nothing new comes */
    USHER_FORCE_END = 1,     /* they end */
    USHER_FORCE_REQUEUE = 2  /* they go back to where they waited, with their rank */
};
/**
 * Takes an agent out of work (OP-5): the status, which must not be routable, is set as by
 * usher_agent_set_status; open offers are withdrawn (AGENT_GONE), after-contact work and missed
 * parts are cleared (NEXT_STATUS), and conversations follow the rule. With REQUEUE, those that the
 * agent dialled end too. Conversations that end have no after-contact work; so, but for FINISH, the
 * status comes true in the same step.
 * @return OK; ERR_INVALID; ERR_NOT_FOUND; ERR_BUSY; ERR_NOMEM; ERR_STORE; ERR_FENCED;
 *         ERR_REENTRANT; ERR_TIME
 * Emits: agent.status or agent.next_status, slot.cleared, offer.withdrawn, contact.queued with the
 * reason AGENT_GONE, contact.ended (AGENT_DISCONNECT), contact.completed. Cost: O(his parts).
 */
USHER_API USHER_CHECKED usher_status usher_agent_force_out(usher_engine *engine, usher_time now,
    usher_agent_id agent, usher_agent_status_ref status, int rule);

/* ---- all who wait in a queue ------------------------------------------------------------------
 * Such an order is about the contacts that wait in the queue when it is given, on one channel or,
 * with USHER_CHANNEL_NONE, on all: channel by channel, in the order of dispatch, those that are
 * being offered too. It is carried out in work units. While some are left, requests see to them
 * first (and answer ERR_BUSY, if limits.units_per_command is not enough), so nobody comes into the
 * queue in between; facts are taken, and have their turn behind it (OP-4).
 * @return OK also when nobody waits; ERR_INVALID; ERR_BUSY; ERR_NOMEM; ERR_STORE; ERR_FENCED;
 *         ERR_REENTRANT; ERR_TIME
 * At the end comes queue.swept, which tells how many it were.
 */

/**
 * Ends them (OP-2), with a reason as of usher_contact_end.
 * Emits: for each what usher_contact_end does; queue.swept. Cost: O(waiting x log waiting), in
 * units.
 */
USHER_API USHER_CHECKED usher_status usher_queue_end_waiting(usher_engine *engine, usher_time now,
    usher_queue_ref queue, usher_channel channel, int reason);
/**
 * Moves them to another queue (OP-3). Each keeps its rank; its open offers are withdrawn (MOVED);
 * it is no transfer that counts. Once the other queue is full, its overflow buffer included, or
 * nobody is there whom it needs on their channel, the rest stay where they are.
 * ERR_DISABLED: the other queue is disabled.
 * Emits: offer.withdrawn, contact.queued with the reason MOVED, queue.swept; offer.made. Cost: as
 * above.
 */
USHER_API USHER_CHECKED usher_status usher_queue_move_waiting(usher_engine *engine, usher_time now,
    usher_queue_ref queue, usher_channel channel, usher_queue_ref to);

/* An order that is being carried out. */
typedef struct usher_sweep_info {
    usher_queue_ref queue;
    usher_queue_ref to;  /* none: they end */
    uint32_t done, left; /* contacts */
    uint8_t reason;      /* of their end, or MOVED */
    uint64_t actor;
} usher_sweep_info;
/** How far it is; false when none is left. Cost: O(channels). */
USHER_API bool usher_engine_sweep(const usher_engine *engine, usher_sweep_info *out);

#ifdef __cplusplus
}
#endif
#endif
