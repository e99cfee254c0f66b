/*
 * 04-threads.c - usher in a program that has a thread for each call.
 *
 * 200 threads make 10,000 calls. Each call's thread says what happens to it (it arrives, it rings,
 * somebody answers, the caller hangs up) by putting commands into an inbox, and waits for the
 * answer. One more thread owns the engine: it runs the commands and tells the calls' threads what
 * to do. The last one is the timer: it sleeps until the engine is due, is woken when that moves
 * forward, and then puts the time into the inbox. Every fifth caller hangs up while it rings; with
 * every hundredth, the first agent does not pick up, and the engine's time must pass.
 *
 * Read next: docs/embedding.md, threads and processes.
 */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */

#include <usher/inbox.h>
#include <usher/usher.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { LINES = 200, CALLS_PER_LINE = 50, AGENTS = 50, EVENT_TYPES = 64 };

/* A telephone line: what its thread has to know about its call. */
typedef struct line {
    struct world *world;
    pthread_t thread;
    uint32_t index, hung_up;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t news;
    usher_participant_id offer; /* that rings now */
    bool connected, ended;
} line;

typedef struct world {
    usher_inbox *inbox;
    usher_engine *engine; /* the serving thread's */
    usher_queue_ref queue;
    pthread_mutex_t clock; /* of what follows */
    pthread_cond_t forward;
    usher_time due; /* when the timer is to tell the time */
    bool over;
    line lines[LINES];
    uint32_t events[EVENT_TYPES]; /* how many of each type */
} world;

static void must(usher_status status)
{
    if (status < 0) {
        fprintf(stderr, "refused: %s\n", usher_strerror(status));
        exit(EXIT_FAILURE);
    }
}

static usher_time now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return USHER_SECONDS(t.tv_sec) + t.tv_nsec / 1000;
}

/* ---- a line's thread ------------------------------------------------------------------------- */

static usher_contact_id begin(line *l)
{
    usher_command command = USHER_COMMAND_INIT;
    usher_contact_id call;
    command.op = USHER_COMMAND_CONTACT_BEGIN;
    command.now = now();
    command.queue = l->world->queue;
    command.tag = l->index; /* comes back in every event */
    must(usher_inbox_submit(l->world->inbox, &command, USHER_FOREVER, &call.v));
    return call;
}

/* A fact may come too late: then its offer is gone, and NOT_FOUND is no mistake. */
static void report(line *l, uint16_t what, usher_participant_id who)
{
    usher_command command = USHER_COMMAND_INIT;
    command.op = what;
    command.now = now();
    command.participant = who;
    usher_status status = usher_inbox_submit(l->world->inbox, &command, USHER_FOREVER, NULL);
    must(status == USHER_ERR_NOT_FOUND ? USHER_OK : status);
}

/* Sleeps until another offer rings, or none will: the call is connected. */
static usher_participant_id next_offer(line *l, usher_participant_id last)
{
    pthread_mutex_lock(&l->lock);
    while ((l->offer.v == last.v || l->offer.v == 0) && !l->connected) {
        pthread_cond_wait(&l->news, &l->lock);
    }
    usher_participant_id offer = l->connected ? (usher_participant_id){ 0 } : l->offer;
    pthread_mutex_unlock(&l->lock);
    return offer;
}

/* Begins with a clean slate, and ends when nothing can come about this call any more. */
static void make_call(line *l, uint32_t number)
{
    pthread_mutex_lock(&l->lock);
    l->offer.v = 0;
    l->connected = l->ended = false;
    pthread_mutex_unlock(&l->lock);
    usher_participant_id customer = usher_contact_customer(begin(l));
    usher_participant_id offer = { 0 };
    bool picks_up = number % 100 != 0;
    while ((offer = next_offer(l, offer)).v != 0) {
        report(l, USHER_COMMAND_REPORT_RINGING, offer);
        if (number % 5 == 4) {
            l->hung_up++;
            break;
        }
        if (picks_up) {
            report(l, USHER_COMMAND_REPORT_JOINED, offer);
        }
        picks_up = true; /* the next agent does */
    }
    report(l, USHER_COMMAND_REPORT_LEFT, customer);
    pthread_mutex_lock(&l->lock);
    while (!l->ended) {
        pthread_cond_wait(&l->news, &l->lock);
    }
    pthread_mutex_unlock(&l->lock);
}

static void *make_calls(void *argument)
{
    line *l = argument;
    for (uint32_t i = 0; i < CALLS_PER_LINE; i++) {
        make_call(l, l->index * CALLS_PER_LINE + i);
    }
    return NULL;
}

/* ---- the serving thread ---------------------------------------------------------------------- */

/* Called inside dispatch: tells the line's thread, and does nothing that takes long. */
static void on_event(void *user, usher_engine *engine, const usher_event *event)
{
    world *w = user;
    (void)engine;
    w->events[event->type]++;
    if (event->contact.v == 0) {
        return; /* about an agent */
    }
    line *l = &w->lines[event->tag];
    pthread_mutex_lock(&l->lock);
    if (event->type == USHER_EVENT_OFFER_MADE && (event->flags & USHER_EVENT_CANCELLED) == 0) {
        l->offer = event->participant;
    }
    l->connected = l->connected || event->type == USHER_EVENT_CONTACT_CONNECTED;
    l->ended = l->ended || event->type == USHER_EVENT_CONTACT_ENDED;
    pthread_cond_signal(&l->news);
    pthread_mutex_unlock(&l->lock);
}

/* Later, and the timer will find out by itself; sooner, and it has to be woken. */
static void set_timer(world *w, usher_time due)
{
    pthread_mutex_lock(&w->clock);
    bool forward = due < w->due;
    w->due = due;
    if (forward) {
        pthread_cond_signal(&w->forward);
    }
    pthread_mutex_unlock(&w->clock);
}

static void *serve(void *argument)
{
    world *w = argument;
    usher_host host = { .size = sizeof host, .user = w, .other = on_event };
    while (usher_inbox_wait(w->inbox, USHER_FOREVER)) {
        usher_inbox_serve(w->inbox, w->engine);
        must(usher_engine_dispatch(w->engine, &host));
        set_timer(w, usher_engine_next_due(w->engine));
    }
    /* The day is over. What is still due need not be waited for: time is an argument. */
    usher_time due;
    while ((due = usher_engine_next_due(w->engine)) != USHER_TIME_NEVER) {
        must(usher_engine_advance(w->engine, due));
        must(usher_engine_dispatch(w->engine, &host));
    }
    return NULL;
}

/* ---- the timer's thread ---------------------------------------------------------------------- */

/* Until the engine is due, or that changes. The clock is held. */
static void sleep_until_due(world *w)
{
    if (w->due == USHER_TIME_NEVER) {
        pthread_cond_wait(&w->forward, &w->clock);
        return;
    }
    struct timespec t = { (time_t)(w->due / USHER_SECONDS(1)),
                          (long)(w->due % USHER_SECONDS(1)) * 1000 };
    pthread_cond_timedwait(&w->forward, &w->clock, &t);
}

static void *keep_time(void *argument)
{
    world *w = argument;
    usher_command command = USHER_COMMAND_INIT;
    command.op = USHER_COMMAND_ADVANCE;
    pthread_mutex_lock(&w->clock);
    while (!w->over) {
        command.now = now();
        if (w->due > command.now) {
            sleep_until_due(w);
            continue;
        }
        w->due = USHER_TIME_NEVER; /* until it is set again */
        pthread_mutex_unlock(&w->clock);
        must(usher_inbox_submit(w->inbox, &command, USHER_FOREVER, NULL));
        pthread_mutex_lock(&w->clock);
    }
    pthread_mutex_unlock(&w->clock);
    return NULL;
}

static void stop_timer(world *w, pthread_t timer)
{
    pthread_mutex_lock(&w->clock);
    w->over = true;
    pthread_cond_signal(&w->forward);
    pthread_mutex_unlock(&w->clock);
    pthread_join(timer, NULL);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static usher_centre *build_centre(void)
{
    usher_centre_builder *builder;
    usher_routing_options options = USHER_ROUTING_OPTIONS_INIT;
    usher_channel_def voice = USHER_CHANNEL_DEF_INIT;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    usher_channel channel;
    usher_centre *centre;
    char name[16];

    must(usher_centre_builder_new(NULL, &builder));
    options.clear_missed_after = USHER_MS(1); /* who missed a call may have another */
    must(usher_centre_set_options(builder, &options));
    voice.name = "voice";
    voice.ring = USHER_MS(200);
    must(usher_centre_add_channel(builder, &voice, &channel));
    queue.name = "sales";
    must(usher_centre_add_queue(builder, &queue, &entry.queue));
    profile.name = "desk";
    profile.max[USHER_VOICE] = 1;
    must(usher_centre_add_profile(builder, &profile, &agent.profile));
    must(usher_centre_add_entry(builder, agent.profile, &entry));
    agent.name = name;
    agent.acw[USHER_VOICE] = USHER_MS(1);
    for (int i = 1; i <= AGENTS; i++) {
        snprintf(name, sizeof name, "agent-%d", i);
        must(usher_centre_add_agent(builder, &agent));
    }
    must(usher_centre_build(builder, &centre));
    usher_centre_builder_free(builder);
    return centre;
}

/* Before there is a second thread, the engine is this one's. */
static void open_world(world *w)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_inbox_options inbox = USHER_INBOX_OPTIONS_INIT;
    options.centre = build_centre();
    options.now = now();
    must(usher_engine_new(&options, &w->engine));
    usher_agent_status_ref available = usher_centre_find_status(options.centre, "Available");
    usher_agent_id agent = { 0 };
    while ((agent = usher_engine_next_agent(w->engine, agent)).v != 0) {
        must(usher_agent_set_status(w->engine, options.now, agent, available));
    }
    w->queue = usher_centre_find_queue(options.centre, "sales");
    usher_centre_unref(options.centre); /* the engine has a reference of its own */
    must(usher_inbox_new(&inbox, &w->inbox));

    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&w->clock, NULL);
    pthread_cond_init(&w->forward, &monotonic);
    pthread_condattr_destroy(&monotonic);
    w->due = usher_engine_next_due(w->engine);
}

static void print_counts(const world *w)
{
    const uint32_t *n = w->events;
    unsigned offers = n[USHER_EVENT_OFFER_ANSWERED] + n[USHER_EVENT_OFFER_MISSED] +
                      n[USHER_EVENT_OFFER_WITHDRAWN];
    unsigned hung_up = 0;
    for (uint32_t i = 0; i < LINES; i++) {
        hung_up += w->lines[i].hung_up;
    }
    printf("%d threads, %d agents\n", LINES, AGENTS);
    printf("%6u calls begun\n", (unsigned)n[USHER_EVENT_CONTACT_BEGUN]);
    printf("%6u connected\n", (unsigned)n[USHER_EVENT_CONTACT_CONNECTED]);
    printf("%6u hung up while they rang\n", hung_up);
    printf("%6u ended and forgotten\n", (unsigned)n[USHER_EVENT_CONTACT_COMPLETED]);
    printf("each offer was answered, missed or withdrawn: %s\n",
           offers == n[USHER_EVENT_OFFER_MADE] ? "yes" : "no");
    printf("at least a hundred were missed: %s\n",
           n[USHER_EVENT_OFFER_MISSED] >= 100 ? "yes" : "no");
}

int main(void)
{
    static world w;
    pthread_t server, timer;

    open_world(&w);
    pthread_create(&server, NULL, serve, &w);
    pthread_create(&timer, NULL, keep_time, &w);
    for (uint32_t i = 0; i < LINES; i++) {
        line *l = &w.lines[i];
        l->world = &w;
        l->index = i;
        pthread_mutex_init(&l->lock, NULL);
        pthread_cond_init(&l->news, NULL);
        pthread_create(&l->thread, NULL, make_calls, l);
    }
    for (uint32_t i = 0; i < LINES; i++) {
        pthread_join(w.lines[i].thread, NULL);
    }
    stop_timer(&w, timer);
    usher_inbox_close(w.inbox);
    pthread_join(server, NULL);
    print_counts(&w);
    usher_inbox_free(w.inbox);
    usher_engine_free(w.engine);
    return EXIT_SUCCESS;
}
