/*
 * fake_asterisk.c - the functions of stand-in/asterisk.h, played by threads and pipes.
 *
 * A device is called by what it does: "Fake/answers-1", "Fake/rejects-2", "Fake/silent-3"; fleeting
 * ones answer, and are gone. Channels and dials are counted, so that a test can ask whether any is
 * left.
 */
#define _GNU_SOURCE /* pipe2 */

#include "fake_asterisk.h"

#include "asterisk.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct ast_channel {
    char id[64];
    atomic_int refs;
    atomic_bool hung_up;
    bool music;
    int pipe[2]; /* readable when it is hung up */
};

struct ast_frame {
    int nothing;
};

struct ast_dial {
    pthread_t thread;
    bool running;
    char device[64];
    _Atomic(struct ast_channel *) chan; /* the leg; NULL when it was stolen, or is no more */
    atomic_int state;
    _Atomic(void (*)(struct ast_dial *)) callback;
    void *user;
    int reason;
    int stop[2]; /* readable when it shall end */
};

/* A dial that runs may be joined before ast_dial_run has returned. */
static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;

static atomic_int things;  /* channels and dials that are there */
static atomic_int bridges; /* that were made */
static atomic_int music;   /* how often it was begun */

int fake_asterisk_bridges(void)
{
    return atomic_load(&bridges);
}

int fake_asterisk_music(void)
{
    return atomic_load(&music);
}

static void must(bool done)
{
    if (!done) {
        abort();
    }
}

/* In so many milliseconds everybody is gone. */
void fake_asterisk_settle(void)
{
    enum { PATIENCE = 10000 };
    const struct timespec a_while = { 0, 1000000 };
    for (int i = 0; atomic_load(&things) > 0; i++) {
        must(i < PATIENCE);
        (void)nanosleep(&a_while, NULL);
    }
}

/* ---- channels -------------------------------------------------------------------------------- */

struct ast_channel *fake_channel(const char *id)
{
    struct ast_channel *chan = calloc(1, sizeof *chan);
    must(chan != NULL && pipe2(chan->pipe, O_NONBLOCK) == 0);
    (void)snprintf(chan->id, sizeof chan->id, "%s", id);
    atomic_store(&chan->refs, 1);
    atomic_fetch_add(&things, 1);
    return chan;
}

struct ast_channel *ast_channel_ref(struct ast_channel *chan)
{
    atomic_fetch_add(&chan->refs, 1);
    return chan;
}

struct ast_channel *ast_channel_unref(struct ast_channel *chan)
{
    if (atomic_fetch_sub(&chan->refs, 1) == 1) {
        close(chan->pipe[0]);
        close(chan->pipe[1]);
        free(chan);
        atomic_fetch_sub(&things, 1);
    }
    return NULL;
}

const char *ast_channel_uniqueid(const struct ast_channel *chan)
{
    return chan->id;
}

int ast_check_hangup(struct ast_channel *chan)
{
    return atomic_load(&chan->hung_up);
}

int ast_softhangup(struct ast_channel *chan, int cause)
{
    must(cause == AST_SOFTHANGUP_EXPLICIT);
    if (!atomic_exchange(&chan->hung_up, true)) {
        must(write(chan->pipe[1], "h", 1) == 1);
    }
    return 0;
}

struct ast_frame *ast_read(struct ast_channel *chan)
{
    return ast_check_hangup(chan) ? NULL : calloc(1, sizeof(struct ast_frame));
}

void ast_frfree(struct ast_frame *frame)
{
    free(frame);
}

struct ast_channel *ast_waitfor_nandfds(struct ast_channel **chans, int n, int *fds, int nfds,
                                        int *exception, int *outfd, int *ms)
{
    struct pollfd polled[2] = { { .fd = fds[0], .events = POLLIN } };
    must(nfds == 1 && n <= 1 && *ms == -1 && *exception == 0);
    if (n == 1) {
        polled[1] = (struct pollfd){ .fd = chans[0]->pipe[0], .events = POLLIN };
    }
    (void)poll(polled, (nfds_t)n + 1, -1);
    *outfd = polled[0].revents != 0 ? fds[0] : -1;
    return *outfd < 0 && n == 1 && polled[1].revents != 0 ? chans[0] : NULL;
}

int ast_moh_start(struct ast_channel *chan, const char *mclass, const char *interpclass)
{
    must(mclass == NULL && interpclass == NULL);
    chan->music = true;
    atomic_fetch_add(&music, 1);
    return 0;
}

void ast_moh_stop(struct ast_channel *chan)
{
    chan->music = false;
}

/* Until one of the two is hung up; agent 2 does it himself. The peer is the bridge's. */
int ast_bridge_call(struct ast_channel *chan, struct ast_channel *peer,
                    struct ast_bridge_config *config)
{
    struct pollfd polled[2] = { { .fd = chan->pipe[0], .events = POLLIN },
                                { .fd = peer->pipe[0], .events = POLLIN } };
    bool brief = strcmp(peer->id, "answers-2") == 0;
    must(config->flags == 0 && !chan->music);
    atomic_fetch_add(&bridges, 1);
    while (!ast_check_hangup(chan) && !ast_check_hangup(peer)) {
        if (poll(polled, 2, brief ? 3 : -1) == 0) {
            (void)ast_softhangup(peer, AST_SOFTHANGUP_EXPLICIT);
        }
    }
    (void)ast_channel_unref(peer);
    return 0;
}

int pbx_builtin_setvar_helper(struct ast_channel *chan, const char *name, const char *value)
{
    must(chan != NULL && strcmp(name, "USHERSTATUS") == 0 && value != NULL);
    return 0;
}

/* ---- dials ----------------------------------------------------------------------------------- */

struct ast_dial *ast_dial_create(void)
{
    struct ast_dial *dial = calloc(1, sizeof *dial);
    must(dial != NULL && pipe2(dial->stop, O_NONBLOCK) == 0);
    atomic_fetch_add(&things, 1);
    return dial;
}

int ast_dial_append(struct ast_dial *dial, const char *tech, const char *device,
                    const struct ast_assigned_ids *ids)
{
    must(ids == NULL);
    (void)snprintf(dial->device, sizeof dial->device, "%s", device);
    return strcmp(tech, "Fake") == 0 ? 1 : -1;
}

static void set_state(struct ast_dial *dial, enum ast_dial_result state)
{
    void (*callback)(struct ast_dial *) = atomic_load(&dial->callback);
    atomic_store(&dial->state, (int)state);
    if (callback != NULL) {
        callback(dial);
    }
}

/* Lets some time pass; true when the dial shall end. */
static bool wait_a_little(const struct ast_dial *dial, int ms)
{
    struct pollfd polled = { .fd = dial->stop[0], .events = POLLIN };
    return poll(&polled, 1, ms) > 0;
}

static void end_leg(struct ast_dial *dial)
{
    struct ast_channel *chan = atomic_exchange(&dial->chan, NULL);
    if (chan != NULL) {
        (void)ast_channel_unref(chan);
    }
}

static void *run_dial(void *user)
{
    struct ast_dial *dial = user;
    bool silent = strncmp(dial->device, "silent", 6) == 0;
    bool fleeting = strncmp(dial->device, "fleeting", 8) == 0;
    bool answers = fleeting || strncmp(dial->device, "answers", 7) == 0;
    if (!wait_a_little(dial, 1)) {
        set_state(dial, AST_DIAL_RESULT_RINGING);
        if (!wait_a_little(dial, silent ? -1 : 2) && answers) {
            if (fleeting) {
                end_leg(dial);
            }
            set_state(dial, AST_DIAL_RESULT_ANSWERED);
            return NULL;
        }
    }
    dial->reason = 17; /* busy */
    end_leg(dial);
    set_state(dial, AST_DIAL_RESULT_UNANSWERED);
    return NULL;
}

enum ast_dial_result ast_dial_run(struct ast_dial *dial, struct ast_channel *chan, int async)
{
    must(chan == NULL && async == 1);
    atomic_store(&dial->chan, fake_channel(dial->device));
    pthread_mutex_lock(&starting);
    bool running = pthread_create(&dial->thread, NULL, run_dial, dial) == 0;
    dial->running = running;
    pthread_mutex_unlock(&starting);
    return running ? AST_DIAL_RESULT_TRYING : AST_DIAL_RESULT_FAILED;
}

enum ast_dial_result ast_dial_state(struct ast_dial *dial)
{
    return (enum ast_dial_result)atomic_load(&dial->state);
}

enum ast_dial_result ast_dial_join(struct ast_dial *dial)
{
    pthread_mutex_lock(&starting);
    bool running = dial->running;
    dial->running = false;
    pthread_mutex_unlock(&starting);
    if (running) {
        must(write(dial->stop[1], "s", 1) == 1);
        pthread_join(dial->thread, NULL);
    }
    return ast_dial_state(dial);
}

struct ast_channel *ast_dial_answered_steal(struct ast_dial *dial)
{
    bool answered = ast_dial_state(dial) == AST_DIAL_RESULT_ANSWERED;
    return answered ? atomic_exchange(&dial->chan, NULL) : NULL;
}

int ast_dial_reason(struct ast_dial *dial, int num)
{
    must(num == 0);
    return dial->reason;
}

void ast_dial_hangup(struct ast_dial *dial)
{
    end_leg(dial);
}

int ast_dial_destroy(struct ast_dial *dial)
{
    end_leg(dial);
    close(dial->stop[0]);
    close(dial->stop[1]);
    free(dial);
    atomic_fetch_sub(&things, 1);
    return 0;
}

void ast_dial_set_state_callback(struct ast_dial *dial, void (*callback)(struct ast_dial *))
{
    atomic_store(&dial->callback, callback);
}

void ast_dial_set_user_data(struct ast_dial *dial, void *user)
{
    dial->user = user;
}

void *ast_dial_get_user_data(struct ast_dial *dial)
{
    return dial->user;
}

/* ---- the rest -------------------------------------------------------------------------------- */

int ast_mutex_lock(ast_mutex_t *mutex)
{
    return pthread_mutex_lock(&mutex->mutex);
}

int ast_mutex_unlock(ast_mutex_t *mutex)
{
    return pthread_mutex_unlock(&mutex->mutex);
}

int ast_pthread_create_background(pthread_t *thread, const pthread_attr_t *attr,
                                  void *(*start)(void *), void *data)
{
    return pthread_create(thread, attr, start, data);
}

void *ast_calloc(size_t count, size_t size)
{
    return calloc(count, size);
}

void ast_free(void *ptr)
{
    free(ptr);
}

int ast_alertpipe_init(int pipe[2])
{
    return pipe2(pipe, O_NONBLOCK);
}

void ast_alertpipe_close(int pipe[2])
{
    close(pipe[0]);
    close(pipe[1]);
}

int ast_alertpipe_read(int pipe[2])
{
    char byte;
    return read(pipe[0], &byte, 1) == 1 ? 0 : 1;
}

ssize_t ast_alertpipe_write(int pipe[2])
{
    return write(pipe[1], "a", 1) == 1 ? 0 : 1;
}

int ast_alertpipe_readfd(int pipe[2])
{
    return pipe[0];
}
