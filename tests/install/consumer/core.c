/*
 * core.c - the smallest host: one queue, one agent, one call, until the offer comes out.
 *
 * It is compiled as C11 by a stranger's build, against the installed headers only.
 */
#include <usher/usher.h>

#include <stdio.h>

/* A centre with one queue, one profile that takes its calls, and one agent. */
static usher_centre *build_centre(void)
{
    usher_centre_builder *builder;
    if (usher_centre_builder_new(NULL, &builder) != USHER_OK) {
        return NULL;
    }
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    usher_centre *centre = NULL;

    queue.name = "sales";
    profile.name = "desk";
    profile.max[USHER_VOICE] = 1;
    agent.name = "alice";
    if (usher_centre_add_queue(builder, &queue, &entry.queue) != USHER_OK ||
        usher_centre_add_profile(builder, &profile, &agent.profile) != USHER_OK ||
        usher_centre_add_entry(builder, agent.profile, &entry) != USHER_OK ||
        usher_centre_add_agent(builder, &agent) != USHER_OK ||
        usher_centre_build(builder, &centre) != USHER_OK) {
        centre = NULL;
    }
    usher_centre_builder_free(builder);
    return centre;
}

int main(void)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_contact_begin_options call = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_engine *engine;
    usher_contact_id contact;
    const usher_event *event;
    int offers = 0;

    options.centre = build_centre();
    if (options.centre == NULL || usher_engine_new(&options, &engine) != USHER_OK) {
        return 1;
    }
    call.queue = usher_centre_find_queue(options.centre, "sales");
    if (usher_agent_set_status(engine, 0, usher_agent_find(engine, "alice"),
                               usher_centre_find_status(options.centre, "Available")) != USHER_OK ||
        usher_contact_begin(engine, 0, &call, &contact) != USHER_OK) {
        return 1;
    }
    while ((event = usher_engine_peek(engine)) != NULL) {
        offers += event->type == USHER_EVENT_OFFER_MADE;
        usher_engine_confirm(engine, event->number);
    }
    usher_engine_free(engine);
    usher_centre_unref(options.centre);
    printf("usher %s: %d offer\n", usher_version(), offers);
    return offers == 1 ? 0 : 1;
}
