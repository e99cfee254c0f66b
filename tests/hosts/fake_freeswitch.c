/*
 * fake_freeswitch.c - the functions of stand-in/switch.h, played by threads.
 *
 * One lock and one condition for everything; sessions are found by name as long as somebody has
 * them. Events go through a list from which two threads take them, so that they come out of order.
 * A device is called by what it does: "user/answers-1", "user/rejects-2", "user/silent-3"; slow
 * ones have no session until they are cancelled, and late ones come and answer though they were.
 */
#define _POSIX_C_SOURCE 200809L

#include "fake_freeswitch.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct switch_core_session {
    struct switch_core_session *next;
    char uuid[64];
    char device[64];
    int readers; /* who has it; the list is one of them while it is not hung up */
    bool runs;   /* an application, so that its last event is for later */
    bool answered, hung_up, bridged, refused;
    switch_call_cause_t cause;
    struct switch_core_session *peer;
};

typedef struct queued {
    switch_event_t event; /* first: a callback is given this */
    struct queued *next;
    char uuid[64], other[64];
    switch_call_cause_t cause;
} queued;

struct switch_mutex {
    pthread_mutex_t mutex;
};

struct switch_thread {
    pthread_t thread;
    void *(*func)(switch_thread_t *, void *);
    void *user;
    bool joined;
};

/* Q.850: user busy. */
static const switch_call_cause_t BUSY = (switch_call_cause_t)17;

/* After so many waits, of a millisecond at most, nothing comes any more. */
enum { DISPATCHERS = 2, BOUND = 8, LAUNCHES = 8192, PATIENCE = 20000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved;
static switch_core_session_t *sessions;
static queued *events;
static bool stopping;
static int session_count, bridge_count, music_count, dialling, busy;
static void (*callback)(switch_event_t *);
static bool bound[BOUND];
static pthread_t dispatchers[DISPATCHERS];
static switch_thread_t all[LAUNCHES];
static int launched;

static void must(bool done)
{
    if (!done) {
        abort();
    }
}

/* ---- events ---------------------------------------------------------------------------------- */

/* With the lock held. The newest is taken first, so that two in a row change places. */
static void fire(switch_event_types_t type, const char *uuid, const char *other,
                 switch_call_cause_t cause)
{
    queued *q = calloc(1, sizeof *q);
    must(q != NULL);
    q->event.event_id = type;
    q->cause = cause;
    (void)snprintf(q->uuid, sizeof q->uuid, "%s", uuid);
    (void)snprintf(q->other, sizeof q->other, "%s", other);
    q->next = events;
    events = q;
    pthread_cond_broadcast(&moved);
}

static void *dispatch(void *unused)
{
    pthread_mutex_lock(&lock);
    while (!stopping || events != NULL) {
        queued *q = events;
        if (q == NULL) {
            pthread_cond_wait(&moved, &lock);
            continue;
        }
        events = q->next;
        busy++;
        void (*call)(switch_event_t *) = bound[q->event.event_id] ? callback : NULL;
        pthread_mutex_unlock(&lock);
        if (call != NULL) {
            call(&q->event);
        }
        free(q);
        pthread_mutex_lock(&lock);
        busy--;
        pthread_cond_broadcast(&moved);
    }
    pthread_mutex_unlock(&lock);
    return unused;
}

const char *switch_event_get_header(const switch_event_t *event, const char *name)
{
    const queued *q = (const queued *)event;
    if (strcmp(name, "Unique-ID") == 0) {
        return q->uuid;
    }
    if (strcmp(name, "Hangup-Cause") == 0) {
        return q->cause == SWITCH_CAUSE_ORIGINATOR_CANCEL ? "ORIGINATOR_CANCEL" : "USER_BUSY";
    }
    return q->other[0] != '\0' ? q->other : NULL;
}

switch_call_cause_t switch_channel_str2cause(const char *text)
{
    return strcmp(text, "ORIGINATOR_CANCEL") == 0 ? SWITCH_CAUSE_ORIGINATOR_CANCEL : BUSY;
}

switch_status_t switch_event_bind(const char *id, switch_event_types_t event, const char *subclass,
                                  void (*to)(switch_event_t *), void *user)
{
    must(id != NULL && subclass == NULL && user == NULL);
    pthread_mutex_lock(&lock);
    callback = to;
    bound[event] = true;
    pthread_mutex_unlock(&lock);
    return SWITCH_STATUS_SUCCESS;
}

switch_status_t switch_event_unbind_callback(void (*from)(switch_event_t *))
{
    pthread_mutex_lock(&lock);
    must(callback == from);
    callback = NULL;
    while (busy > 0) {
        pthread_cond_wait(&moved, &lock);
    }
    pthread_mutex_unlock(&lock);
    return SWITCH_STATUS_SUCCESS;
}

/* ---- sessions, with the lock held ------------------------------------------------------------ */

static switch_core_session_t *find(const char *uuid)
{
    switch_core_session_t *s = sessions;
    while (s != NULL && strcmp(s->uuid, uuid) != 0) {
        s = s->next;
    }
    return s;
}

static switch_core_session_t *create(const char *uuid, const char *device)
{
    switch_core_session_t *s = calloc(1, sizeof *s);
    must(s != NULL && find(uuid) == NULL);
    (void)snprintf(s->uuid, sizeof s->uuid, "%s", uuid);
    (void)snprintf(s->device, sizeof s->device, "%s", device);
    s->readers = 1;
    s->next = sessions;
    sessions = s;
    session_count++;
    return s;
}

static void let_go(switch_core_session_t *s)
{
    if (--s->readers == 0) {
        session_count--;
        free(s);
    }
}

/* It is in the list no more; whoever it talks to is hung up too. */
static void hang_up(switch_core_session_t *s, switch_call_cause_t cause)
{
    if (s->hung_up) {
        return;
    }
    s->hung_up = true;
    s->cause = cause;
    switch_core_session_t **at = &sessions;
    while (*at != s) {
        at = &(*at)->next;
    }
    *at = s->next;
    pthread_cond_broadcast(&moved);
    if (!s->runs) {
        fire(SWITCH_EVENT_CHANNEL_HANGUP_COMPLETE, s->uuid, "", cause);
    }
    if (s->peer != NULL) {
        s->peer->peer = NULL;
        hang_up(s->peer, cause);
    }
    let_go(s);
}

/* Waits for news, or for a while; true when the time is over. */
static bool wait_for(int ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)ms * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return pthread_cond_timedwait(&moved, &lock, &until) != 0;
}

/* ---- sessions -------------------------------------------------------------------------------- */

switch_core_session_t *switch_core_session_locate(const char *uuid)
{
    pthread_mutex_lock(&lock);
    switch_core_session_t *s = find(uuid);
    if (s != NULL) {
        s->readers++;
    }
    pthread_mutex_unlock(&lock);
    return s;
}

void switch_core_session_rwunlock(switch_core_session_t *session)
{
    pthread_mutex_lock(&lock);
    let_go(session);
    pthread_mutex_unlock(&lock);
}

switch_channel_t *switch_core_session_get_channel(switch_core_session_t *session)
{
    return (switch_channel_t *)session;
}

const char *switch_core_session_get_uuid(switch_core_session_t *session)
{
    return session->uuid;
}

void switch_channel_hangup(switch_channel_t *channel, switch_call_cause_t cause)
{
    pthread_mutex_lock(&lock);
    hang_up((switch_core_session_t *)channel, cause);
    pthread_mutex_unlock(&lock);
}

uint32_t switch_channel_test_flag(switch_channel_t *channel, int flag)
{
    must(flag == CF_ANSWERED);
    return ((switch_core_session_t *)channel)->answered;
}

switch_status_t switch_channel_set_variable(switch_channel_t *channel, const char *name,
                                            const char *value)
{
    must(channel != NULL && strcmp(name, "usher_status") == 0 && value != NULL);
    ((switch_core_session_t *)channel)->refused = strncmp(value, "ERR_", 4) == 0;
    return SWITCH_STATUS_SUCCESS;
}

switch_status_t switch_ivr_park(switch_core_session_t *session, switch_input_args_t *args)
{
    must(args == NULL && !session->refused);
    pthread_mutex_lock(&lock);
    while (!session->hung_up && !session->bridged) {
        pthread_cond_wait(&moved, &lock);
    }
    pthread_mutex_unlock(&lock);
    return SWITCH_STATUS_SUCCESS;
}

switch_status_t switch_ivr_uuid_bridge(const char *originator, const char *originatee)
{
    pthread_mutex_lock(&lock);
    switch_core_session_t *a = find(originator);
    switch_core_session_t *b = find(originatee);
    bool both = a != NULL && b != NULL && a->peer == NULL && b->peer == NULL;
    if (both) {
        a->peer = b;
        b->peer = a;
        a->bridged = b->bridged = true;
        bool turned = bridge_count++ % 2 == 1; /* it is told of one of them */
        fire(SWITCH_EVENT_CHANNEL_BRIDGE, turned ? originatee : originator,
             turned ? originator : originatee, SWITCH_CAUSE_NONE);
    }
    pthread_mutex_unlock(&lock);
    return both ? SWITCH_STATUS_SUCCESS : SWITCH_STATUS_FALSE;
}

switch_status_t switch_ivr_broadcast(const char *uuid, const char *path, switch_media_flag_t flags)
{
    must(uuid[0] != '\0' && path[0] != '\0' && flags != 0);
    pthread_mutex_lock(&lock);
    music_count++;
    pthread_mutex_unlock(&lock);
    return SWITCH_STATUS_SUCCESS;
}

/* The real one, too, looks at it without a lock while another thread may write it. */
__attribute__((no_sanitize("thread"))) static bool cancelled(const volatile switch_call_cause_t *c)
{
    return *c != SWITCH_CAUSE_NONE;
}

static bool does(const char *device, const char *what)
{
    return strncmp(device, what, strlen(what)) == 0;
}

/* What the device does, once it is there. False: it rejects, or was hung up meanwhile. */
static bool ring(switch_core_session_t *s, const switch_call_cause_t *cancel)
{
    bool silent = does(s->device, "silent");
    bool late = does(s->device, "late");
    if (!late) {
        fire(SWITCH_EVENT_CHANNEL_PROGRESS, s->uuid, "", SWITCH_CAUSE_NONE);
    }
    for (int i = 0; (silent || i < 3) && !s->hung_up && !cancelled(cancel); i++) {
        (void)wait_for(1);
    }
    bool stop = cancelled(cancel) && !late;
    if (s->hung_up || stop || !(late || does(s->device, "answers"))) {
        hang_up(s, stop ? SWITCH_CAUSE_ORIGINATOR_CANCEL : BUSY);
        return false;
    }
    s->answered = true;
    fire(SWITCH_EVENT_CHANNEL_ANSWER, s->uuid, "", SWITCH_CAUSE_NONE);
    return true;
}

/* Until there is a session; false if it was cancelled before. */
static bool reach(const char *device, const switch_call_cause_t *cancel)
{
    bool late = does(device, "late");
    int limit = does(device, "slow") ? 1000 : late ? 15 : 1;
    for (int i = 0; i < limit && (late || !cancelled(cancel)); i++) {
        (void)wait_for(1);
    }
    must(limit < 1000 || cancelled(cancel));
    return late || !cancelled(cancel);
}

/* With the lock held. */
static bool dial(const char *uuid, const char *device, switch_core_session_t **bleg,
                 switch_call_cause_t *cause, const switch_call_cause_t *cancel)
{
    if (!reach(device, cancel)) {
        *cause = SWITCH_CAUSE_ORIGINATOR_CANCEL;
        return false;
    }
    switch_core_session_t *s = create(uuid, device);
    s->readers++;
    bool answered = ring(s, cancel);
    *cause = s->cause;
    *bleg = s;
    if (!answered) {
        let_go(s);
    }
    return answered;
}

switch_status_t switch_ivr_originate(switch_core_session_t *session, switch_core_session_t **bleg,
                                     switch_call_cause_t *cause, const char *bridgeto,
                                     uint32_t timelimit_sec,
                                     const switch_state_handler_table_t *table,
                                     const char *cid_name, const char *cid_number,
                                     switch_caller_profile_t *profile, switch_event_t *variables,
                                     switch_originate_flag_t flags,
                                     switch_call_cause_t *cancel_cause, switch_dial_handle_t *dh)
{
    char uuid[64];
    char device[64] = "";
    must(session == NULL && timelimit_sec > 0 && table == NULL && cid_name == NULL &&
         cid_number == NULL && profile == NULL && variables == NULL && flags == SOF_NONE &&
         dh == NULL);
    must(sscanf(bridgeto, "{origination_uuid=%63[^,],", uuid) == 1);
    const char *to = strchr(bridgeto, '}');
    must(to != NULL);
    *cause = (switch_call_cause_t)3;
    if (sscanf(to, "}user/%63s", device) != 1) {
        return SWITCH_STATUS_FALSE; /* no such endpoint, and never a session */
    }
    pthread_mutex_lock(&lock);
    dialling++;
    bool answered = dial(uuid, device, bleg, cause, cancel_cause);
    dialling--;
    pthread_cond_broadcast(&moved);
    pthread_mutex_unlock(&lock);
    return answered ? SWITCH_STATUS_SUCCESS : SWITCH_STATUS_FALSE;
}

/* ---- locks and threads ----------------------------------------------------------------------- */

switch_status_t switch_mutex_init(switch_mutex_t **mutex, unsigned flags,
                                  switch_memory_pool_t *pool)
{
    static switch_mutex_t only = { PTHREAD_MUTEX_INITIALIZER };
    must(flags == SWITCH_MUTEX_NESTED && pool == NULL);
    *mutex = &only;
    return SWITCH_STATUS_SUCCESS;
}

switch_status_t switch_mutex_lock(switch_mutex_t *mutex)
{
    must(pthread_mutex_lock(&mutex->mutex) == 0);
    return SWITCH_STATUS_SUCCESS;
}

switch_status_t switch_mutex_unlock(switch_mutex_t *mutex)
{
    must(pthread_mutex_unlock(&mutex->mutex) == 0);
    return SWITCH_STATUS_SUCCESS;
}

static void *run_thread(void *user)
{
    switch_thread_t *t = user;
    return t->func(t, t->user);
}

switch_thread_t *switch_core_launch_thread(void *(*func)(switch_thread_t *, void *), void *user,
                                           switch_memory_pool_t *pool)
{
    must(pool == NULL);
    pthread_mutex_lock(&lock);
    must(launched < LAUNCHES);
    switch_thread_t *t = &all[launched++];
    pthread_mutex_unlock(&lock);
    t->func = func;
    t->user = user;
    t->joined = false;
    must(pthread_create(&t->thread, NULL, run_thread, t) == 0);
    return t;
}

switch_status_t switch_thread_join(switch_status_t *result, switch_thread_t *thread)
{
    *result = SWITCH_STATUS_SUCCESS;
    thread->joined = true;
    must(pthread_join(thread->thread, NULL) == 0);
    return SWITCH_STATUS_SUCCESS;
}

void switch_sleep(int64_t microseconds)
{
    struct timespec t = { 0, (long)microseconds * 1000 };
    nanosleep(&t, NULL);
}

/* ---- for the test ---------------------------------------------------------------------------- */

void fake_start(void)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&moved, &monotonic);
    pthread_condattr_destroy(&monotonic);
    stopping = false;
    launched = bridge_count = music_count = 0;
    for (int i = 0; i < DISPATCHERS; i++) {
        must(pthread_create(&dispatchers[i], NULL, dispatch, NULL) == 0);
    }
}

static bool all_told(void)
{
    return events == NULL && busy == 0;
}

void fake_settle(void)
{
    pthread_mutex_lock(&lock);
    for (int i = 0; session_count > 0 || dialling > 0 || !all_told(); i++) {
        must(i < PATIENCE);
        (void)wait_for(1);
    }
    pthread_mutex_unlock(&lock);
}

void fake_wait_for_dialling(int count)
{
    pthread_mutex_lock(&lock);
    for (int i = 0; dialling != count; i++) {
        must(i < PATIENCE);
        (void)wait_for(1);
    }
    pthread_mutex_unlock(&lock);
}

void fake_wait_for_bridges(int count)
{
    pthread_mutex_lock(&lock);
    for (int i = 0; bridge_count != count || !all_told(); i++) {
        must(i < PATIENCE);
        (void)wait_for(1);
    }
    pthread_mutex_unlock(&lock);
}

void fake_stop(void)
{
    pthread_mutex_lock(&lock);
    stopping = true;
    pthread_cond_broadcast(&moved);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < DISPATCHERS; i++) {
        pthread_join(dispatchers[i], NULL);
    }
    for (int i = 0; i < launched; i++) {
        must(all[i].joined || pthread_join(all[i].thread, NULL) == 0);
    }
}

switch_core_session_t *fake_session(const char *uuid)
{
    pthread_mutex_lock(&lock);
    switch_core_session_t *s = create(uuid, "");
    s->runs = s->answered = true;
    s->readers++;
    pthread_mutex_unlock(&lock);
    return s;
}

void fake_run(switch_core_session_t *session,
              void (*application)(switch_core_session_t *, const char *), const char *data)
{
    application(session, data);
    pthread_mutex_lock(&lock);
    while (!session->hung_up && session->bridged) {
        pthread_cond_wait(&moved, &lock);
    }
    hang_up(session, (switch_call_cause_t)16); /* the dialplan is at its end */
    fire(SWITCH_EVENT_CHANNEL_HANGUP_COMPLETE, session->uuid, "", session->cause);
    let_go(session);
    pthread_mutex_unlock(&lock);
}

void fake_hang_up(const char *uuid)
{
    pthread_mutex_lock(&lock);
    switch_core_session_t *s = find(uuid);
    if (s != NULL) {
        hang_up(s, (switch_call_cause_t)16);
    }
    pthread_mutex_unlock(&lock);
}

fake_counts fake_count(void)
{
    pthread_mutex_lock(&lock);
    fake_counts counts = { session_count, dialling, bridge_count, music_count };
    pthread_mutex_unlock(&lock);
    return counts;
}
