/*
 * 02-own-event-loop.c - usher inside a program that has a loop of its own.
 *
 * The loop sleeps until the next thing happens: in the world (a phone is picked up, somebody
 * hangs up) or in the engine (usher_engine_next_due: a ring window is over). Events have
 * handlers, one per type, and a handler may call the engine. The world here knows one thing to
 * come, and its clock jumps, so that every run prints the same. Alice, who has been free for
 * longer, does not pick up, so the call goes on to Bob.
 *
 * Read next: docs/events.md, what a host does about each event.
 */
#include <usher/usher.h>

#include <stdio.h>
#include <stdlib.h>

/* A fact to report about a party, when its time has come. */
typedef struct plan {
    usher_time at;
    usher_status (*report)(usher_engine *, usher_time, usher_participant_id);
    usher_participant_id party;
} plan;

typedef struct world {
    usher_time now;
    plan next; /* one thing at a time is enough for one call; at NEVER there is none */
} world;

static void must(usher_status status)
{
    if (status < 0) {
        fprintf(stderr, "refused: %s\n", usher_strerror(status));
        exit(EXIT_FAILURE);
    }
}

static void say(const world *w, usher_engine *engine, usher_agent_id agent, const char *what)
{
    char name[USHER_NAME_MAX + 1];
    usher_agent_name(engine, agent, name, sizeof name);
    printf("%2d s  %s %s\n", (int)(w->now / USHER_SECONDS(1)), name, what);
}

/* What the host does about an event stands in functions like this one. */
static void on_offer_made(void *user, usher_engine *engine, const usher_event *event)
{
    world *w = user;
    say(w, engine, event->agent, "is called");
    must(usher_report_ringing(engine, w->now, event->participant));
    if (event->agent.v != usher_agent_find(engine, "alice").v) {
        w->next = (plan){ w->now + USHER_SECONDS(4), usher_report_answered, event->participant };
    }
}

static void on_offer_missed(void *user, usher_engine *engine, const usher_event *event)
{
    say(user, engine, event->agent, "does not pick up");
}

static void on_offer_answered(void *user, usher_engine *engine, const usher_event *event)
{
    world *w = user;
    usher_participant_id customer = usher_contact_customer(event->contact);
    say(w, engine, event->agent, "answers");
    must(usher_report_joined(engine, w->now, event->participant));
    w->next = (plan){ w->now + USHER_MINUTES(1), usher_report_left, customer };
}

static void on_contact_ended(void *user, usher_engine *engine, const usher_event *event)
{
    const world *w = user;
    (void)engine;
    printf("%2d s  the call ends: %s\n", (int)(w->now / USHER_SECONDS(1)),
           usher_reason_name(event->reason));
}

/* The loop: act on what came out, then let the next thing happen, in the world or in the engine. */
static void run(world *w, usher_engine *engine, const usher_host *host)
{
    for (;;) {
        must(usher_engine_dispatch(engine, host));
        usher_time due = usher_engine_next_due(engine);
        plan next = w->next;
        if (next.at == USHER_TIME_NEVER && due == USHER_TIME_NEVER) {
            return;
        }
        if (next.at < due) {
            w->now = next.at;
            w->next.at = USHER_TIME_NEVER;
            must(next.report(engine, w->now, next.party));
        } else {
            w->now = due > w->now ? due : w->now;
            must(usher_engine_advance(engine, w->now));
        }
    }
}

/* One queue, and two agents who serve it. */
static usher_centre *build_centre(void)
{
    usher_centre_builder *builder;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    usher_centre *centre;

    must(usher_centre_builder_new(NULL, &builder));
    queue.name = "sales";
    must(usher_centre_add_queue(builder, &queue, &entry.queue));
    profile.name = "desk";
    profile.max[USHER_VOICE] = 1;
    must(usher_centre_add_profile(builder, &profile, &agent.profile));
    must(usher_centre_add_entry(builder, agent.profile, &entry));
    agent.name = "alice";
    must(usher_centre_add_agent(builder, &agent));
    agent.name = "bob";
    must(usher_centre_add_agent(builder, &agent));
    must(usher_centre_build(builder, &centre));
    usher_centre_builder_free(builder);
    return centre;
}

int main(void)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_engine *engine;
    options.centre = build_centre();
    must(usher_engine_new(&options, &engine));

    usher_agent_status_ref available = usher_centre_find_status(options.centre, "Available");
    must(usher_agent_set_status(engine, 0, usher_agent_find(engine, "alice"), available));
    must(usher_agent_set_status(engine, 1, usher_agent_find(engine, "bob"), available));

    usher_contact_begin_options call = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id contact;
    call.queue = usher_centre_find_queue(options.centre, "sales");
    must(usher_contact_begin(engine, USHER_SECONDS(1), &call, &contact));

    world w = { USHER_SECONDS(1), { USHER_TIME_NEVER, NULL, { 0 } } };
    usher_host host = { .size = sizeof host, .user = &w };
    host.offer_made = on_offer_made;
    host.offer_missed = on_offer_missed;
    host.offer_answered = on_offer_answered;
    host.contact_ended = on_contact_ended;
    run(&w, engine, &host);
    usher_engine_free(engine);
    usher_centre_unref(options.centre);
    return EXIT_SUCCESS;
}
