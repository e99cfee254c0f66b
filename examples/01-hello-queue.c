/*
 * 01-hello-queue.c - a first host: one queue, one agent, one call.
 *
 * It builds a centre by calls, lets a customer call, and prints every event that comes back.
 * Where an event asks for something (ring the agent, join the two), the host would now move real
 * telephones; this one reports at once that they did as they were told. Time is an argument, so
 * the whole minute passes in a moment, and every run prints the same.
 *
 * Read next: 02-own-event-loop.c, where phones take their time and events have handlers.
 */
#include <usher/usher.h>

#include <stdio.h>
#include <stdlib.h>

/* Every call of usher's that can be refused is checked; a tutorial just gives up. */
static void must(usher_status status)
{
    if (status < 0) {
        fprintf(stderr, "refused: %s\n", usher_strerror(status));
        exit(EXIT_FAILURE);
    }
}

/* What the centre is: people call `sales`, and alice serves it, one call at a time. */
static usher_centre *build_centre(void)
{
    usher_centre_builder *builder;
    must(usher_centre_builder_new(NULL, &builder));

    usher_queue_def sales = USHER_QUEUE_DEF_INIT;
    sales.name = "sales";
    usher_queue_ref queue;
    must(usher_centre_add_queue(builder, &sales, &queue));

    usher_profile_def desk = USHER_PROFILE_DEF_INIT;
    desk.name = "desk";
    desk.max[USHER_VOICE] = 1;
    usher_profile_ref profile;
    must(usher_centre_add_profile(builder, &desk, &profile));

    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    entry.queue = queue;
    entry.channel = USHER_VOICE;
    must(usher_centre_add_entry(builder, profile, &entry));

    usher_agent_def alice = USHER_AGENT_DEF_INIT;
    alice.name = "alice";
    alice.profile = profile;
    alice.acw[USHER_VOICE] = USHER_SECONDS(10);
    must(usher_centre_add_agent(builder, &alice));

    usher_centre *centre;
    must(usher_centre_build(builder, &centre));
    usher_centre_builder_free(builder);
    return centre;
}

/* Prints what has come out, and does what it asks for. */
static void serve(usher_engine *engine, usher_time now)
{
    const usher_event *event;

    while ((event = usher_engine_next(engine)) != NULL) {
        printf("%2d s  %s\n", (int)(event->time / USHER_SECONDS(1)), usher_event_name(event->type));
        if (event->type == USHER_EVENT_OFFER_MADE) {
            printf("      ... her phone rings\n");
            must(usher_report_ringing(engine, now, event->participant));
        } else if (event->type == USHER_EVENT_OFFER_ANSWERED) {
            printf("      ... the two are joined\n");
            must(usher_report_joined(engine, now, event->participant));
        }
    }
}

/* The part by which alice has the call, for reports about her. */
static usher_participant_id part_of(const usher_engine *engine, usher_contact_id call)
{
    return usher_contact_next_part(engine, call, (usher_participant_id){ 0 });
}

int main(void)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_engine *engine;
    options.centre = build_centre();
    must(usher_engine_new(&options, &engine));

    printf("a customer calls; nobody is there\n");
    usher_contact_begin_options begin = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id call;
    begin.channel = USHER_VOICE;
    begin.queue = usher_centre_find_queue(options.centre, "sales");
    begin.key = "call-1";
    must(usher_contact_begin(engine, USHER_SECONDS(0), &begin, &call));
    serve(engine, USHER_SECONDS(0));

    printf("alice comes to her desk\n");
    usher_agent_id alice = usher_agent_find(engine, "alice");
    usher_agent_status_ref available = usher_centre_find_status(options.centre, "Available");
    must(usher_agent_set_status(engine, USHER_SECONDS(5), alice, available));
    serve(engine, USHER_SECONDS(5));

    printf("she answers\n");
    must(usher_report_answered(engine, USHER_SECONDS(8), part_of(engine, call)));
    serve(engine, USHER_SECONDS(8));

    printf("the customer hangs up\n");
    must(usher_report_left(engine, USHER_SECONDS(40), usher_contact_customer(call)));
    serve(engine, USHER_SECONDS(40));

    usher_time due = usher_engine_next_due(engine);
    printf("her work after the call is over at %d s\n", (int)(due / USHER_SECONDS(1)));
    must(usher_engine_advance(engine, due));
    serve(engine, due);

    usher_engine_free(engine);
    usher_centre_unref(options.centre);
    return EXIT_SUCCESS;
}
