/*
 * inbox.h - commands from many threads for one engine.
 *
 * Any thread hands in commands as values; one thread, the serving one, owns the engine, takes them
 * out in the order in which they came, and runs them. Each answer goes back to who asked: by a
 * callback (usher_inbox_put) or to a thread that waits for it (usher_inbox_submit). Other work on
 * the engine, queries above all, goes the same way (usher_inbox_post, usher_inbox_call).
 *
 * A library of its own (usher::inbox), on POSIX threads and the public headers of the core. All its
 * memory is got when it is made. The serving thread's loop, in a host whose `clock` tells the time:
 *
 *     usher_duration left = 0;
 *     while (usher_inbox_wait(inbox, left)) {
 *         usher_inbox_serve(inbox, engine);
 *         usher_time now = clock();
 *         usher_status status = usher_engine_advance(engine, now);
 *         ...
 *         status = usher_engine_dispatch(engine, &host);
 *         ...
 *         usher_time due = usher_engine_next_due(engine);
 *         left = due == USHER_TIME_NEVER ? USHER_FOREVER : due - now;
 *     }
 */
#ifndef USHER_INBOX_H
#define USHER_INBOX_H

#include <usher/base.h>
#include <usher/engine.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct usher_inbox usher_inbox;

typedef struct usher_inbox_options {
    size_t size;
    uint32_t commands;    /* that may wait after usher_inbox_put and _post; at least 1 */
    /* of each, for its key and endpoint, NULs included; 1280 is enough for all that are valid */
    uint32_t text_bytes;
    const usher_mem *mem; /* NULL = libc; copied; called by _new and _free only */
    /*
     * For a serving thread that sleeps elsewhere (in a loop over sockets, say) and not in
     * usher_inbox_wait; NULL = none. Called by a thread that puts, once for all that comes before
     * the next usher_inbox_serve, and by usher_inbox_close. It must not call the inbox.
     */
    void (*wake)(void *user);
    void *user;
} usher_inbox_options;
#define USHER_INBOX_OPTIONS_INIT { sizeof(usher_inbox_options), 1024, 1280, 0, 0, 0 }
/** The same for languages that have no macros of C. */
USHER_API void usher_inbox_options_init(usher_inbox_options *options);

/**
 * Makes an inbox. Memory: commands x (text_bytes + about 250 bytes).
 * @return OK; ERR_INVALID; ERR_NOMEM
 */
USHER_API USHER_CHECKED usher_status usher_inbox_new(const usher_inbox_options *options,
    usher_inbox **out);
/**
 * Frees an inbox that no thread uses any more. What was put and not served is answered ERR_STATE
 * here; what was posted does not run. NULL is allowed.
 */
USHER_API void usher_inbox_free(usher_inbox *inbox);

/* ---- handing in, from any thread ---------------------------------------------------------------
 * What one thread hands in runs in the order in which it does so. A refusal here (ERR_INVALID,
 * ERR_LIMIT, ERR_BUSY, ERR_STATE, ERR_REENTRANT) means that the command was not run and has no
 * answer. A thread that waits must not hold a lock that the serving thread takes in a callback.
 */

/** The answer to a command: what usher_engine_submit gave. */
typedef void (*usher_inbox_done)(void *user, usher_status status, uint64_t id);
/** Work on the engine. */
typedef void (*usher_inbox_work)(void *user, usher_engine *engine);

/**
 * Hands in a command and goes on. Its texts are copied.
 * @param done  called once by the serving thread, as soon as the command has run and before any of
 *              its events is dispatched; NULL = nobody wants the answer. May use the engine, and
 *              put and post.
 * @return OK it will be run; ERR_BUSY the inbox is full; ERR_STATE it is closed; ERR_LIMIT texts
 *         longer than options.text_bytes; ERR_INVALID
 * Never waits. Cost: O(1), and the texts.
 */
USHER_API USHER_CHECKED usher_status usher_inbox_put(usher_inbox *inbox,
    const usher_command *command, usher_inbox_done done, void *user);
/**
 * Hands in a command and waits for its answer, at most so long (USHER_FOREVER: until it is there).
 * Takes no room in the inbox, so it is never full for this.
 * @param id  may be NULL
 * @return what usher_engine_submit gave; ERR_BUSY its turn did not come in time; ERR_STATE the
 *         inbox is closed; ERR_REENTRANT from the serving thread, which would wait for itself;
 *         ERR_NOMEM the system has no more to wait with; ERR_INVALID
 */
USHER_API USHER_CHECKED usher_status usher_inbox_submit(usher_inbox *inbox,
    const usher_command *command, usher_duration at_most, uint64_t *id);
/** Has `work` done by the serving thread, and goes on. As usher_inbox_put: OK, BUSY, STATE. */
USHER_API USHER_CHECKED usher_status usher_inbox_post(usher_inbox *inbox, usher_inbox_work work,
    void *user);
/**
 * Has `work` done by the serving thread, and waits until it is. As usher_inbox_submit: OK, BUSY,
 * STATE, REENTRANT, NOMEM.
 */
USHER_API USHER_CHECKED usher_status usher_inbox_call(usher_inbox *inbox, usher_inbox_work work,
    void *user, usher_duration at_most);
/**
 * Nothing more is taken in (ERR_STATE); what is inside is still served. The serving thread wakes
 * up. Idempotent.
 */
USHER_API void usher_inbox_close(usher_inbox *inbox);

/* ---- serving, from one thread ---------------------------------------------------------------- */

/**
 * Sleeps until something is handed in, the inbox is closed, or so much time is over: what is left
 * until usher_engine_next_due, by the host's clock; 0 or less = not at all, USHER_FOREVER = no end.
 * May return early.
 * @return false when the inbox is closed and empty: there is nothing more to serve
 */
USHER_API bool usher_inbox_wait(usher_inbox *inbox, usher_duration at_most);
/**
 * Runs what is inside, and answers. What comes in meanwhile waits for the next time. A command
 * whose `now` is below engine time, because it waited or its thread was slow, runs at engine time.
 * Work that is due and left over is done before a request: that is ERR_BUSY only while too many
 * events are unconfirmed.
 * @return how many were run. Not from inside a callback of the inbox (0).
 */
USHER_API size_t usher_inbox_serve(usher_inbox *inbox, usher_engine *engine);

/* ---- figures --------------------------------------------------------------------------------- */

typedef struct usher_inbox_info {
    uint32_t waiting;      /* handed in and not yet run, threads that wait included */
    uint32_t waiting_most; /* the most at any time */
    uint64_t served;       /* run so far */
    uint64_t full;         /* refused because the inbox was full */
    bool closed;
} usher_inbox_info;
/** From any thread. Cost: O(1). */
USHER_API void usher_inbox_get(usher_inbox *inbox, usher_inbox_info *out);

#ifdef __cplusplus
}
#endif
#endif
