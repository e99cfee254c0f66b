/*
 * 03-live-change.c - another centre at the busiest hour, and nobody loses their place.
 *
 * Two callers wait in `sales` when the configuration is reloaded: the new centre has `orders` in
 * its place, and no `complaints` any more. The host prepares the change, shows what it would do,
 * and commits. Meanwhile a third caller has come to `complaints`: the plan is stale, and made anew.
 * Who waits for sales moves to orders, at the same rank; complaints drains, and is gone when empty.
 *
 * Read next: docs/embedding.md, "Changing the centre".
 */
#include <usher/usher.h>

#include <stdio.h>
#include <stdlib.h>

static void must(usher_status status)
{
    if (status < 0) {
        fprintf(stderr, "refused: %s\n", usher_strerror(status));
        exit(EXIT_FAILURE);
    }
}

static void say(usher_time now, const char *what, const char *about)
{
    printf("%3d s  %s %s\n", (int)(now / USHER_SECONDS(1)), what, about);
}

/* A centre with these queues, all of which alice serves. */
static usher_centre *build_centre(const char *const *queues, size_t count)
{
    usher_centre_builder *builder;
    usher_profile_def desk = USHER_PROFILE_DEF_INIT;
    usher_agent_def alice = USHER_AGENT_DEF_INIT;
    usher_centre *centre;
    must(usher_centre_builder_new(NULL, &builder));
    desk.name = "desk";
    desk.max[USHER_VOICE] = 1;
    must(usher_centre_add_profile(builder, &desk, &alice.profile));
    for (size_t i = 0; i < count; i++) {
        usher_queue_def queue = USHER_QUEUE_DEF_INIT;
        usher_entry_def entry = USHER_ENTRY_DEF_INIT;
        queue.name = queues[i];
        must(usher_centre_add_queue(builder, &queue, &entry.queue));
        must(usher_centre_add_entry(builder, alice.profile, &entry));
    }
    alice.name = "alice";
    must(usher_centre_add_agent(builder, &alice));
    must(usher_centre_build(builder, &centre));
    usher_centre_builder_free(builder);
    return centre;
}

static usher_status call(usher_engine *engine, usher_time now, const char *key, const char *queue)
{
    usher_contact_begin_options begin = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id contact;
    begin.key = key;
    begin.queue = usher_centre_find_queue(usher_engine_centre(engine), queue);
    return usher_contact_begin(engine, now, &begin, &contact);
}

/* Does what comes out; alice picks up at once. Returns the call that she has taken. */
static usher_contact_id serve(usher_engine *engine, usher_time now)
{
    usher_contact_id taken = { 0 };
    const usher_event *event;
    while ((event = usher_engine_next(engine)) != NULL) {
        if (event->type == USHER_EVENT_OFFER_MADE) {
            char key[32];
            usher_contact_key(engine, event->contact, key, sizeof key);
            say(now, "alice takes", key);
            must(usher_report_answered(engine, now, event->participant));
            must(usher_report_joined(engine, now, event->participant));
            taken = event->contact;
        } else if (event->type == USHER_EVENT_QUEUE_REMOVED) {
            say(now, "gone:", usher_centre_queue_name(usher_engine_centre(engine), event->queue));
        }
    }
    return taken;
}

/* Prepares a change, and shows what it would do to what is in use. */
static usher_change *prepare(usher_engine *engine, const usher_centre *next,
                             const usher_change_rule *rules, size_t count)
{
    static const char *const actions[] = { "refused", "drains", "moves to " };
    usher_change_options options = USHER_CHANGE_OPTIONS_INIT;
    usher_change_finding found;
    usher_change *change;
    options.rules = rules;
    options.rules_count = count;
    must(usher_engine_prepare_change(engine, next, &options, &change));
    for (size_t i = 0; usher_change_finding_get(change, i, &found); i++) {
        printf("       plan: %s, with %d waiting: %s%s\n", found.name, (int)found.count,
               actions[found.action], found.to != NULL ? found.to : "");
    }
    return change;
}

static usher_status commit(usher_engine *engine, usher_time now, usher_change *change)
{
    usher_status status = usher_engine_commit_change(engine, now, change);
    say(now, "commit:", usher_status_name(status));
    usher_change_free(change);
    return status;
}

/* For complaints nobody had a rule: nobody was in it. The second plan has one. */
static void reload(usher_engine *engine, const usher_centre *next)
{
    const usher_change_rule rules[] = {
        { sizeof *rules, USHER_CHANGE_QUEUE, USHER_MOVE, "sales", "orders" },
        { sizeof *rules, USHER_CHANGE_QUEUE, USHER_DRAIN, "complaints", NULL },
    };
    usher_change *change = prepare(engine, next, rules, 1);
    must(call(engine, USHER_SECONDS(3), "caller-3", "complaints"));
    say(USHER_SECONDS(3), "caller-3 calls", "complaints");
    if (commit(engine, USHER_SECONDS(4), change) == USHER_ERR_STALE) {
        must(commit(engine, USHER_SECONDS(5), prepare(engine, next, rules, 2)));
    }
}

int main(void)
{
    usher_centre *next = build_centre((const char *[]){ "orders" }, 1);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_engine *engine;
    options.centre = build_centre((const char *[]){ "sales", "complaints" }, 2);
    must(usher_engine_new(&options, &engine));
    must(call(engine, USHER_SECONDS(1), "caller-1", "sales"));
    must(call(engine, USHER_SECONDS(2), "caller-2", "sales"));
    reload(engine, next);
    usher_time now = USHER_SECONDS(6);
    say(now, "caller-4 calls complaints:",
        usher_status_name(call(engine, now, "caller-4", "complaints")));
    const usher_centre *centre = usher_engine_centre(engine);
    usher_agent_status_ref available = usher_centre_find_status(centre, "Available");
    must(usher_agent_set_status(engine, now, usher_agent_find(engine, "alice"), available));
    for (usher_contact_id taken = serve(engine, now); taken.v != 0; taken = serve(engine, now)) {
        now += USHER_MINUTES(1);
        must(usher_report_left(engine, now, usher_contact_customer(taken)));
    }
    usher_engine_free(engine);
    usher_centre_unref(options.centre);
    usher_centre_unref(next);
    return EXIT_SUCCESS;
}
