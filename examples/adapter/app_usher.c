/*
 * app_usher.c - a module of Asterisk: a thread for each caller, and two more.
 *
 * The serving thread owns the engine and touches no channel. What the engine asks for goes into the
 * list of a thread that may wait: a caller's own thread entertains and bridges, and the hands, one
 * for all, dial agents and hang them up. Each agent's leg is an ast_dial, whose own thread tells
 * what becomes of it. All of these wait for the serving thread; it waits for none of them, and
 * takes no lock but `lock`, under which nobody waits or calls a channel.
 *
 * adapter.c and clock.c are compiled without asterisk.h, which forbids malloc. Registration,
 * configuration and logs are left out.
 */
#include "asterisk.h"

#include "asterisk/alertpipe.h"
#include "asterisk/channel.h"
#include "asterisk/dial.h"
#include "asterisk/features.h"
#include "asterisk/lock.h"
#include "asterisk/musiconhold.h"
#include "asterisk/pbx.h"
#include "asterisk/utils.h"

#include "adapter.h"
#include "app_usher.h"
#include "clock.h"

#include <usher/inbox.h>

#include <stdio.h>
#include <string.h>

/* ---- what threads are asked to do ------------------------------------------------------------ */

typedef enum kind { ENTERTAIN, RING, JOIN, HANG_UP, STOP } kind;
typedef struct action {
    struct action *next;
    kind what;
    char leg[ADAPTER_NAME];
    char device[1024];
} action;

/* A list of actions, and a pipe that wakes whoever does them. */
typedef struct desk {
    action *first, **last;
    int alert[2];
} desk;

typedef struct call {
    struct call *next;
    const char *name;
    struct ast_channel *chan;
    struct ast_channel *peer; /* whom he talks to, with a reference, and the name of that leg */
    char with[ADAPTER_NAME];
    desk desk;
    bool over;
} call;

typedef struct leg {
    struct leg *next;
    struct ast_dial *dial;
    char name[ADAPTER_NAME];
} leg;

AST_MUTEX_DEFINE_STATIC(lock); /* of the two lists, and of all desks */
static call *calls;
static leg *legs; /* that ring, or were answered and are not joined yet */
static desk hands;

static usher_inbox *inbox;
static adapter *to_engine;
static engine_clock engine_time;
static pthread_t server, hands_thread;

/* With the lock held. */
static void put(desk *d, action *a)
{
    *d->last = a;
    d->last = &a->next;
    ast_alertpipe_write(d->alert);
}

static action *take(desk *d)
{
    ast_mutex_lock(&lock);
    action *a = d->first;
    if (a != NULL) {
        d->first = a->next;
        d->last = d->first != NULL ? d->last : &d->first;
    }
    ast_mutex_unlock(&lock);
    return a;
}

static bool open_desk(desk *d)
{
    d->first = NULL;
    d->last = &d->first;
    return ast_alertpipe_init(d->alert) == 0;
}

static void close_desk(desk *d)
{
    for (action *a; (a = take(d)) != NULL;) {
        ast_free(a);
    }
    ast_alertpipe_close(d->alert);
}

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

/* ---- actions: the serving thread asks -------------------------------------------------------- */

static action *new_action(kind what, const char *name, const char *device)
{
    action *a = ast_calloc(1, sizeof *a);
    if (a != NULL) {
        a->what = what;
        snprintf(a->leg, sizeof a->leg, "%s", name);
        snprintf(a->device, sizeof a->device, "%s", device);
    }
    return a;
}

static void ask_hands(kind what, const char *name, const char *device)
{
    action *a = new_action(what, name, device);
    if (a != NULL) {
        ast_mutex_lock(&lock);
        put(&hands, a);
        ast_mutex_unlock(&lock);
    }
}

/* A caller who is gone needs nothing. */
static void ask_caller(const char *caller, kind what, const char *name)
{
    action *a = new_action(what, name, "");
    ast_mutex_lock(&lock);
    call *c = calls;
    while (c != NULL && strcmp(c->name, caller) != 0) {
        c = c->next;
    }
    if (c != NULL && a != NULL) {
        put(&c->desk, a);
        a = NULL;
    }
    ast_mutex_unlock(&lock);
    ast_free(a);
}

static void entertain(void *user, const char *caller)
{
    (void)user;
    ask_caller(caller, ENTERTAIN, caller);
}

static void ring(void *user, const char *name, const char *device, const char *caller)
{
    (void)user;
    (void)caller;
    ask_hands(RING, name, device);
}

static void join(void *user, const char *caller, const char *name)
{
    (void)user;
    ask_caller(caller, JOIN, name);
}

/* Who talks does not look at his desk: the bridge is broken from outside. */
static void hang_up(void *user, const char *name)
{
    struct ast_channel *peer = NULL;
    (void)user;
    ast_mutex_lock(&lock);
    for (call *c = calls; c != NULL && peer == NULL; c = c->next) {
        bool his = strcmp(c->name, name) == 0 || strcmp(c->with, name) == 0;
        peer = his && c->peer != NULL ? ast_channel_ref(c->peer) : NULL;
    }
    ast_mutex_unlock(&lock);
    if (peer != NULL) {
        ast_softhangup(peer, AST_SOFTHANGUP_EXPLICIT);
        ast_channel_unref(peer);
    }
    if (adapter_is_agents(name)) {
        ask_hands(HANG_UP, name, "");
    } else {
        ask_caller(name, HANG_UP, name);
    }
}

/* A module lives and dies with its channels. */
static leg_state look(void *user, const char *name)
{
    (void)user;
    (void)name;
    return LEG_GONE;
}

/* ---- the hands ------------------------------------------------------------------------------- */

/* On the thread of the dial. */
static void on_dial_state(struct ast_dial *dial)
{
    const leg *l = ast_dial_get_user_data(dial);
    switch (ast_dial_state(dial)) {
    case AST_DIAL_RESULT_RINGING:
        tell((news){ .fact = adapter_rings, .name = l->name });
        break;
    case AST_DIAL_RESULT_ANSWERED:
        tell((news){ .fact = adapter_answered, .name = l->name });
        break;
    case AST_DIAL_RESULT_INVALID:
    case AST_DIAL_RESULT_FAILED:
    case AST_DIAL_RESULT_TIMEOUT:
    case AST_DIAL_RESULT_HANGUP:
    case AST_DIAL_RESULT_UNANSWERED:
        tell((news){ .name = l->name, .cause = ast_dial_reason(dial, 0) });
        break;
    case AST_DIAL_RESULT_TRYING:
    case AST_DIAL_RESULT_PROGRESS:
    case AST_DIAL_RESULT_PROCEEDING:
    default:
        break;
    }
}

/* device: "PJSIP/ann". The leg is in the list before its dial can tell anything. */
static bool dial(leg *l, const char *device)
{
    char tech[1024];
    snprintf(tech, sizeof tech, "%s", device);
    char *number = strchr(tech, '/');
    if (number == NULL) {
        return false;
    }
    *number++ = '\0';
    ast_dial_set_user_data(l->dial, l);
    ast_dial_set_state_callback(l->dial, on_dial_state);
    return ast_dial_append(l->dial, tech, number, NULL) >= 0 &&
           ast_dial_run(l->dial, NULL, 1) == AST_DIAL_RESULT_TRYING;
}

static leg *take_leg(const char *name)
{
    ast_mutex_lock(&lock);
    leg **at = &legs;
    while (*at != NULL && strcmp((*at)->name, name) != 0) {
        at = &(*at)->next;
    }
    leg *l = *at;
    if (l != NULL) {
        *at = l->next;
    }
    ast_mutex_unlock(&lock);
    return l;
}

/* Waits for the thread of the dial, which may be telling something: no lock is held. */
static void drop_leg(leg *l)
{
    if (l != NULL) {
        ast_dial_set_state_callback(l->dial, NULL); /* its end is no news */
        ast_dial_join(l->dial);
        ast_dial_hangup(l->dial);
        ast_dial_destroy(l->dial);
        ast_free(l);
    }
}

static void ring_leg(const action *a)
{
    leg *l = ast_calloc(1, sizeof *l);
    if (l == NULL || (l->dial = ast_dial_create()) == NULL) {
        ast_free(l);
        tell((news){ .name = a->leg, .cause = 42 });
        return;
    }
    snprintf(l->name, sizeof l->name, "%s", a->leg);
    ast_mutex_lock(&lock);
    l->next = legs;
    legs = l;
    ast_mutex_unlock(&lock);
    if (!dial(l, a->device)) {
        tell((news){ .name = a->leg, .cause = 3 });
        drop_leg(take_leg(a->leg));
    }
}

static void *work(void *unused)
{
    for (bool stopped = false; !stopped;) {
        action *a = take(&hands);
        int fd = ast_alertpipe_readfd(hands.alert);
        int outfd = -1;
        int exception = 0;
        int ms = -1;
        if (a == NULL) {
            ast_waitfor_nandfds(NULL, 0, &fd, 1, &exception, &outfd, &ms);
            ast_alertpipe_read(hands.alert);
            continue;
        }
        if (a->what == RING) {
            ring_leg(a);
        } else {
            drop_leg(take_leg(a->leg));
        }
        stopped = a->what == STOP;
        ast_free(a);
    }
    return unused;
}

/* ---- a caller's thread ----------------------------------------------------------------------- */

static void set_peer(call *c, struct ast_channel *peer, const char *with)
{
    ast_mutex_lock(&lock);
    c->peer = peer;
    snprintf(c->with, sizeof c->with, "%s", with);
    ast_mutex_unlock(&lock);
}

/* When hang_up can find the two: they are joined, if that is still wanted. */
static usher_status joined(adapter *a, usher_time now, const char *name)
{
    usher_status status = adapter_joined(a, now, name);
    return status == USHER_OK && !adapter_knows(a, name) ? USHER_ERR_NOT_FOUND : status;
}

/* The agent's channel is the bridge's from here on; a reference keeps it for hang_up. */
static void bridge(call *c, const char *name)
{
    struct ast_bridge_config config = { 0 };
    leg *l = take_leg(name);
    struct ast_channel *peer = l != NULL ? ast_dial_answered_steal(l->dial) : NULL;
    drop_leg(l);
    if (peer == NULL) {
        tell((news){ .name = name, .cause = 16 }); /* gone while it was asked for */
        return;
    }
    ast_moh_stop(c->chan);
    set_peer(c, ast_channel_ref(peer), name);
    if (tell((news){ .fact = joined, .name = name }) != USHER_OK) {
        ast_softhangup(peer, AST_SOFTHANGUP_EXPLICIT);
    }
    ast_bridge_call(c->chan, peer, &config);
    set_peer(c, NULL, "");
    ast_channel_unref(peer);
    tell((news){ .name = ast_check_hangup(c->chan) ? c->name : name, .cause = 16 });
}

static void act(call *c, const action *a)
{
    if (a->what == ENTERTAIN) {
        ast_moh_start(c->chan, NULL, NULL);
    } else if (a->what == JOIN) {
        bridge(c, a->leg);
    } else {
        c->over = true;
    }
}

/* Until the caller hangs up, or there is something to do. */
static void wait_for_news(call *c)
{
    int fd = ast_alertpipe_readfd(c->desk.alert);
    int outfd = -1;
    int exception = 0;
    int ms = -1;
    struct ast_channel *ready = ast_waitfor_nandfds(&c->chan, 1, &fd, 1, &exception, &outfd, &ms);
    if (outfd == fd) {
        ast_alertpipe_read(c->desk.alert);
    } else if (ready != NULL) {
        struct ast_frame *frame = ast_read(ready);
        c->over = frame == NULL;
        if (frame != NULL) {
            ast_frfree(frame);
        }
    }
}

static void enter(call *c)
{
    ast_mutex_lock(&lock);
    c->next = calls;
    calls = c;
    ast_mutex_unlock(&lock);
}

/* First the engine is told; whatever it still asks of this caller finds nobody. */
static void leave(call *c)
{
    tell((news){ .name = c->name, .cause = 16 });
    ast_mutex_lock(&lock);
    call **at = &calls;
    while (*at != c) {
        at = &(*at)->next;
    }
    *at = c->next;
    ast_mutex_unlock(&lock);
    close_desk(&c->desk);
    ast_moh_stop(c->chan);
}

int usher_exec(struct ast_channel *chan, const char *queue)
{
    call c = { .name = ast_channel_uniqueid(chan), .chan = chan };
    if (!open_desk(&c.desk)) {
        return -1;
    }
    enter(&c);
    usher_status status = tell((news){ .name = c.name, .queue = queue });
    pbx_builtin_setvar_helper(chan, "USHERSTATUS", usher_status_name(status));
    while (status >= 0 && !c.over) {
        action *a = take(&c.desk);
        if (a == NULL) {
            wait_for_news(&c);
        } else {
            act(&c, a);
            ast_free(a);
        }
    }
    leave(&c);
    return ast_check_hangup(chan) ? -1 : 0;
}

/* ---- the serving thread ---------------------------------------------------------------------- */

static void *serve(void *user)
{
    usher_engine *engine = user;
    usher_duration left = 0;
    while (usher_inbox_wait(inbox, left)) {
        usher_inbox_serve(inbox, engine);
        (void)adapter_serve(to_engine, clock_now(&engine_time));
        usher_time due = usher_engine_next_due(engine);
        left = due == USHER_TIME_NEVER ? USHER_FOREVER : due - clock_now(&engine_time);
    }
    return NULL;
}

usher_status usher_start(usher_engine *engine)
{
    usher_inbox_options options = USHER_INBOX_OPTIONS_INIT;
    adapter_switch to = { NULL, entertain, ring, join, hang_up, look };
    clock_start(&engine_time, usher_engine_now(engine));
    to_engine = adapter_new(engine, &to, NULL);
    if (to_engine == NULL || !open_desk(&hands)) {
        return USHER_ERR_NOMEM;
    }
    usher_status status = usher_inbox_new(&options, &inbox);
    if (status != USHER_OK) {
        return status;
    }
    bool started = ast_pthread_create_background(&server, NULL, serve, engine) == 0 &&
                   ast_pthread_create_background(&hands_thread, NULL, work, NULL) == 0;
    return started ? USHER_OK : USHER_ERR_NOMEM;
}

/* The engine first, then who works for it, then what is left in his hands. */
void usher_stop(void)
{
    usher_inbox_close(inbox);
    pthread_join(server, NULL);
    ask_hands(STOP, "", "");
    pthread_join(hands_thread, NULL);
    while (legs != NULL) {
        drop_leg(take_leg(legs->name));
    }
    close_desk(&hands);
    usher_inbox_free(inbox);
    adapter_free(to_engine);
}
