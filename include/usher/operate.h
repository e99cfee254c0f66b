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

#ifdef __cplusplus
}
#endif
#endif
