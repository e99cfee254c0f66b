/*
 * opensips.c - a module of OpenSIPS: many processes, one engine in shared memory, one lock.
 *
 * Any process tells facts: a SIP worker, the timer, a callback of B2B. Under the lock the engine is
 * told, and what comes out is only noted; it is done when the lock is free, because B2B takes locks
 * of its own and calls back. So an offer may be withdrawn by one process while another one dials
 * it: who has dialled looks again. Kamailio is the same, with its names of these functions.
 *
 * Registration of the module, its parameters and its logs are left out.
 */
#include "opensips.h"

#include "opensips_core.h" /* in a module: mem/shm_mem.h, mem/mem.h, locking.h */

#include <stdio.h>

typedef struct room {
    gen_lock_t *lock;
    usher_engine *engine;
    adapter *adapter;
    usher_queue_ref queue;
} room;

static room *r; /* made in mod_init, before the fork; the same address in every process */

/* ---- memory: the engine's, its centre's, its store's and the adapter's are all shared -------- */

static void *resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    (void)ctx;
    (void)old_size;
    if (new_size > 0) {
        return ptr != NULL ? shm_realloc(ptr, new_size) : shm_malloc(new_size);
    }
    if (ptr != NULL) {
        shm_free(ptr);
    }
    return NULL;
}

const usher_mem shared_memory = { resize, NULL };

/* ---- actions: noted under the lock, done without it ------------------------------------------ */

typedef enum action { ENTERTAIN, RING, JOIN, HANG_UP } action;
typedef struct note {
    struct note *next;
    action what;
    char leg[ADAPTER_NAME], other[ADAPTER_NAME]; /* the other: caller, or leg to join with */
    char device[1024];
} note;

static note *noted; /* of this process */
static note **end = &noted;

static void take_note(action what, const char *leg, const char *other, const char *device)
{
    note *n = pkg_malloc(sizeof *n);
    if (n == NULL) {
        return; /* an offer that is not rung is withdrawn after presentation_limit */
    }
    n->next = NULL;
    n->what = what;
    snprintf(n->leg, sizeof n->leg, "%s", leg);
    snprintf(n->other, sizeof n->other, "%s", other);
    snprintf(n->device, sizeof n->device, "%s", device);
    *end = n;
    end = &n->next;
}

static void entertain(void *user, const char *caller)
{
    (void)user;
    take_note(ENTERTAIN, caller, "", "");
}

static void ring(void *user, const char *leg, const char *device, const char *caller)
{
    (void)user;
    take_note(RING, leg, caller, device);
}

static void join(void *user, const char *caller, const char *leg)
{
    (void)user;
    take_note(JOIN, caller, leg, "");
}

static void hang_up(void *user, const char *leg)
{
    (void)user;
    take_note(HANG_UP, leg, "", "");
}

/* Its memory goes with the server: there is no restart of one without the other. */
static leg_state look(void *user, const char *leg)
{
    (void)user;
    (void)leg;
    return LEG_GONE;
}

/* B2B knows the leg now: is it still wanted? Another process may have been told otherwise. */
static void look_again(const char *leg)
{
    lock_get(r->lock);
    bool wanted = adapter_knows(r->adapter, leg);
    lock_release(r->lock);
    if (!wanted) {
        b2b_leg_hang_up(leg);
    }
}

static void do_one(const note *n)
{
    switch (n->what) {
    case ENTERTAIN:
        b2b_leg_to_media(n->leg);
        break;
    case RING:
        b2b_leg_new(n->leg, n->device, n->other);
        look_again(n->leg);
        break;
    case JOIN:
        b2b_leg_bridge(n->leg, n->other);
        break;
    case HANG_UP:
        b2b_leg_hang_up(n->leg);
        break;
    default:
        break;
    }
}

/* What it does may be told about at once, and noted again: the list is taken off first. */
static void do_noted(void)
{
    while (noted != NULL) {
        note *n = noted;
        noted = n->next;
        if (noted == NULL) {
            end = &noted;
        }
        do_one(n);
        pkg_free(n);
    }
}

/* ---- facts, from any process ----------------------------------------------------------------- */

typedef usher_status (*leg_fact)(adapter *, usher_time, const char *);

static usher_status tell(leg_fact fact, const char *leg)
{
    lock_get(r->lock);
    usher_time now = server_time();
    usher_status status = fact(r->adapter, now, leg);
    status = status >= 0 ? adapter_serve(r->adapter, now) : status;
    lock_release(r->lock);
    do_noted();
    return status;
}

usher_status usher_leg_rings(const char *leg)
{
    return tell(adapter_rings, leg);
}

usher_status usher_leg_answered(const char *leg)
{
    return tell(adapter_answered, leg);
}

usher_status usher_leg_joined(const char *leg)
{
    return tell(adapter_joined, leg);
}

usher_status usher_leg_gone(const char *leg, int cause)
{
    lock_get(r->lock);
    usher_time now = server_time();
    usher_status status = adapter_gone(r->adapter, now, leg, cause);
    status = status >= 0 ? adapter_serve(r->adapter, now) : status;
    lock_release(r->lock);
    do_noted();
    return status;
}

usher_status usher_caller(const char *caller)
{
    lock_get(r->lock);
    usher_time now = server_time();
    usher_status status = adapter_arrived(r->adapter, now, caller, r->queue);
    if (status >= 0) {
        (void)adapter_serve(r->adapter, now);
    }
    lock_release(r->lock);
    do_noted();
    return status >= 0 ? USHER_OK : status;
}

usher_status usher_agent(const char *agent, const char *status)
{
    lock_get(r->lock);
    usher_time now = server_time();
    const usher_centre *centre = usher_engine_centre(r->engine);
    usher_status answer = usher_agent_set_status(r->engine, now, usher_agent_find(r->engine, agent),
                                                 usher_centre_find_status(centre, status));
    answer = answer >= 0 ? adapter_serve(r->adapter, now) : answer;
    lock_release(r->lock);
    do_noted();
    return answer;
}

void usher_tick(void)
{
    lock_get(r->lock);
    usher_time now = server_time();
    if (usher_engine_next_due(r->engine) <= now) {
        (void)adapter_serve(r->adapter, now);
    }
    lock_release(r->lock);
    do_noted();
}

usher_status usher_init(usher_centre *centre)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    adapter_switch to = { NULL, entertain, ring, join, hang_up, look };
    options.centre = centre;
    options.mem = &shared_memory;
    options.now = server_time();
    r = shm_malloc(sizeof *r);
    if (r == NULL) {
        return USHER_ERR_NOMEM;
    }
    r->lock = lock_alloc();
    r->queue = usher_centre_find_queue(centre, "sales");
    if (r->lock == NULL || lock_init(r->lock) == NULL) {
        return USHER_ERR_NOMEM;
    }
    usher_status status = usher_engine_new(&options, &r->engine);
    if (status == USHER_OK) {
        r->adapter = adapter_new(r->engine, &to, &shared_memory);
        status = r->adapter != NULL ? USHER_OK : USHER_ERR_NOMEM;
    }
    return status;
}

void usher_exit(void)
{
    adapter_free(r->adapter);
    usher_engine_free(r->engine);
    shm_free(r);
}
