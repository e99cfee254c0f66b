/*
 * mod_usher.c - a module of FreeSWITCH: events from many threads, one thread for the engine.
 *
 * Callers are parked by the application; from there on only names are used. Events come from up to
 * 64 threads and not in order; for one leg usher takes facts in any order, and a caller's arrival
 * is told by his own session, before anything else can happen to him. What may wait has a thread of
 * its own: originate for as long as it rings, and a bridge. A leg that nobody wants any more is
 * cancelled while it is being dialled, and hung up if it is there.
 *
 * Registration, configuration and logs are left out.
 */
#include "mod_usher.h"

#include "adapter.h"
#include "clock.h"

#include <usher/inbox.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a thread of its own does: dials, or joins two. */
typedef struct job {
    struct job *next;
    switch_call_cause_t cancel; /* set from outside, looked at by originate */
    char leg[ADAPTER_NAME], caller[ADAPTER_NAME];
    char device[1024];
} job;

static switch_mutex_t *lock; /* of the list of jobs */
static job *jobs;

static usher_inbox *inbox;
static adapter *to_engine;
static engine_clock engine_time;
static switch_thread_t *server;

/* ---- facts: any thread tells, the serving thread runs it ------------------------------------- */

typedef struct news {
    usher_status (*fact)(adapter *, usher_time, const char *); /* NULL: gone, or arrived */
    const char *name;
    const char *queue; /* of a caller who arrives */
    int cause;
    usher_status status;
} news;

static void run_news(void *user, usher_engine *engine)
{
    news *n = user;
    usher_time now = clock_now(&engine_time);
    if (n->fact != NULL) {
        n->status = n->fact(to_engine, now, n->name);
    } else if (n->queue != NULL) {
        usher_queue_ref queue = usher_centre_find_queue(usher_engine_centre(engine), n->queue);
        n->status =
            queue.v != 0 ? adapter_arrived(to_engine, now, n->name, queue) : USHER_ERR_NOT_FOUND;
    } else {
        n->status = adapter_gone(to_engine, now, n->name, n->cause);
    }
}

/* Never refused for room, so no fact is lost. The teller holds no lock. */
static usher_status tell(news n)
{
    usher_status status = usher_inbox_call(inbox, run_news, &n, USHER_FOREVER);
    return status == USHER_OK ? n.status : status;
}

static void on_event(switch_event_t *event)
{
    const char *leg = switch_event_get_header(event, "Unique-ID");
    const char *other = switch_event_get_header(event, "Other-Leg-Unique-ID");
    bool agents = leg != NULL && adapter_is_agents(leg);
    if (leg == NULL) {
        return;
    }
    if (event->event_id == SWITCH_EVENT_CHANNEL_HANGUP_COMPLETE) {
        const char *cause = switch_event_get_header(event, "Hangup-Cause");
        tell((news){ .name = leg, .cause = (int)switch_channel_str2cause(cause) });
    } else if (event->event_id == SWITCH_EVENT_CHANNEL_BRIDGE) {
        const char *agents_leg = agents ? leg : other;
        if (agents_leg != NULL && adapter_is_agents(agents_leg)) {
            tell((news){ .fact = adapter_joined, .name = agents_leg });
        }
    } else if (agents && event->event_id == SWITCH_EVENT_CHANNEL_ANSWER) {
        tell((news){ .fact = adapter_answered, .name = leg });
    } else if (agents) { /* progress, with media or without */
        tell((news){ .fact = adapter_rings, .name = leg });
    }
}

/* ---- actions --------------------------------------------------------------------------------- */

static void forget(job *j)
{
    switch_mutex_lock(lock);
    job **at = &jobs;
    while (*at != j) {
        at = &(*at)->next;
    }
    *at = j->next;
    switch_mutex_unlock(lock);
    free(j);
}

/* In a thread of its own. Where there is none, a leg is withdrawn after presentation_limit. */
static void start(void *(*work)(switch_thread_t *, void *), const char *leg, const char *caller,
                  const char *device)
{
    job *j = calloc(1, sizeof *j);
    if (j == NULL) {
        return;
    }
    snprintf(j->leg, sizeof j->leg, "%s", leg);
    snprintf(j->caller, sizeof j->caller, "%s", caller);
    snprintf(j->device, sizeof j->device, "%s", device);
    switch_mutex_lock(lock);
    j->next = jobs;
    jobs = j;
    switch_mutex_unlock(lock);
    if (switch_core_launch_thread(work, j, NULL) == NULL) {
        forget(j);
    }
}

/* How long it may ring is the engine's affair. When it is answered, it waits for its bridge. */
static void *SWITCH_THREAD_FUNC dial(switch_thread_t *thread, void *user)
{
    job *j = user;
    char string[sizeof j->device + ADAPTER_NAME + 64];
    switch_core_session_t *session = NULL;
    switch_call_cause_t cause = SWITCH_CAUSE_NONE;
    (void)thread;
    snprintf(string, sizeof string, "{origination_uuid=%s,ignore_early_media=true}%s", j->leg,
             j->device);
    switch_status_t status = switch_ivr_originate(NULL, &session, &cause, string, 3600, NULL, NULL,
                                                  NULL, NULL, NULL, SOF_NONE, &j->cancel, NULL);
    if (status == SWITCH_STATUS_SUCCESS) {
        switch_core_session_rwunlock(session); /* cancelled too late, it goes with its answer */
    } else {
        tell((news){ .name = j->leg, .cause = (int)cause });
    }
    forget(j);
    return NULL;
}

static void *SWITCH_THREAD_FUNC bridge(switch_thread_t *thread, void *user)
{
    job *j = user;
    (void)thread;
    (void)switch_ivr_uuid_bridge(j->caller, j->leg); /* if one is gone, its event says so */
    forget(j);
    return NULL;
}

static void entertain(void *user, const char *caller)
{
    (void)user;
    (void)switch_ivr_broadcast(caller, "local_stream://moh", SMF_ECHO_ALEG | SMF_LOOP);
}

static void ring(void *user, const char *leg, const char *device, const char *caller)
{
    (void)user;
    start(dial, leg, caller, device);
}

static void join(void *user, const char *caller, const char *leg)
{
    (void)user;
    start(bridge, leg, caller, "");
}

/* Whether there is any. Cancelled, its originate comes back soon. */
static bool cancel(const char *leg)
{
    switch_mutex_lock(lock);
    bool any = jobs != NULL;
    for (job *j = jobs; j != NULL; j = j->next) {
        if (leg == NULL || strcmp(j->leg, leg) == 0) {
            j->cancel = SWITCH_CAUSE_ORIGINATOR_CANCEL;
        }
    }
    switch_mutex_unlock(lock);
    return any;
}

static void hang_up(void *user, const char *name)
{
    (void)user;
    (void)cancel(name);
    switch_core_session_t *session = switch_core_session_locate(name);
    if (session != NULL) { /* read-locked */
        switch_channel_hangup(switch_core_session_get_channel(session),
                              SWITCH_CAUSE_ORIGINATOR_CANCEL);
        switch_core_session_rwunlock(session);
    }
}

/* The module was loaded again, with the same store: sessions are still there. */
static leg_state look(void *user, const char *name)
{
    switch_core_session_t *session = switch_core_session_locate(name);
    (void)user;
    if (session == NULL) {
        return LEG_GONE;
    }
    bool up = switch_channel_test_flag(switch_core_session_get_channel(session), CF_ANSWERED) != 0;
    switch_core_session_rwunlock(session);
    return up ? LEG_UP : LEG_RINGING;
}

/* ---- the application, and the serving thread ------------------------------------------------- */

void usher_app(switch_core_session_t *session, const char *queue)
{
    switch_channel_t *channel = switch_core_session_get_channel(session);
    usher_status status =
        tell((news){ .name = switch_core_session_get_uuid(session), .queue = queue });
    switch_channel_set_variable(channel, "usher_status", usher_status_name(status));
    if (status >= 0) {
        switch_ivr_park(session, NULL); /* until he is bridged, or hung up */
    }
}

static void *SWITCH_THREAD_FUNC serve(switch_thread_t *thread, void *user)
{
    usher_engine *engine = user;
    usher_duration left = 0;
    (void)thread;
    while (usher_inbox_wait(inbox, left)) {
        usher_inbox_serve(inbox, engine);
        (void)adapter_serve(to_engine, clock_now(&engine_time));
        usher_time due = usher_engine_next_due(engine);
        left = due == USHER_TIME_NEVER ? USHER_FOREVER : due - clock_now(&engine_time);
    }
    return NULL;
}

static const switch_event_types_t heard[] = {
    SWITCH_EVENT_CHANNEL_PROGRESS,        SWITCH_EVENT_CHANNEL_PROGRESS_MEDIA,
    SWITCH_EVENT_CHANNEL_ANSWER,          SWITCH_EVENT_CHANNEL_BRIDGE,
    SWITCH_EVENT_CHANNEL_HANGUP_COMPLETE,
};

usher_status usher_start(usher_engine *engine, switch_memory_pool_t *pool)
{
    usher_inbox_options options = USHER_INBOX_OPTIONS_INIT;
    adapter_switch to = { NULL, entertain, ring, join, hang_up, look };
    clock_start(&engine_time, usher_engine_now(engine));
    to_engine = adapter_new(engine, &to, NULL);
    usher_status status = to_engine != NULL ? usher_inbox_new(&options, &inbox) : USHER_ERR_NOMEM;
    if (status != USHER_OK ||
        switch_mutex_init(&lock, SWITCH_MUTEX_NESTED, pool) != SWITCH_STATUS_SUCCESS) {
        return USHER_ERR_NOMEM;
    }
    status = adapter_reconcile(to_engine);
    for (size_t i = 0; status >= 0 && i < sizeof heard / sizeof heard[0]; i++) {
        if (switch_event_bind("mod_usher", heard[i], NULL, on_event, NULL) !=
            SWITCH_STATUS_SUCCESS) {
            status = USHER_ERR_NOMEM;
        }
    }
    server = status >= 0 ? switch_core_launch_thread(serve, engine, pool) : NULL;
    return server != NULL ? USHER_OK : USHER_ERR_NOMEM;
}

/* First nobody tells, then nobody starts anything, then what was started comes to its end. */
void usher_stop(void)
{
    switch_status_t ended;
    switch_event_unbind_callback(on_event);
    usher_inbox_close(inbox);
    switch_thread_join(&ended, server);
    while (cancel(NULL)) {
        switch_yield(10000);
    }
    usher_inbox_free(inbox);
    adapter_free(to_engine);
}
