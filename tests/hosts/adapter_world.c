/*
 * adapter_world.c - an adapter, its engine and store, and a switch that is played.
 */
#include "adapter_world.h"

#include <stdio.h>
#include <string.h>

/* ---- the switch ------------------------------------------------------------------------------ */

leg *world_find(world *w, const char *name)
{
    for (size_t i = 0; i < LEGS; i++) {
        if (strcmp(w->legs[i].name, name) == 0) {
            return &w->legs[i];
        }
    }
    return NULL;
}

leg *world_leg(world *w, const char *name, what state)
{
    leg *l = world_find(w, "");
    assert_non_null(l);
    *l = (leg){ .what = state };
    snprintf(l->name, sizeof l->name, "%s", name);
    return l;
}

/* Notes what was asked; and here the host may die, before or after it was done. */
static void asked(world *w, const char *action, const char *about)
{
    size_t used = strlen(w->log);
    snprintf(w->log + used, sizeof w->log - used, "%s %.*s\n", action,
             adapter_is_agents(about) ? 4 : 99, about);
    if (w->actions_left >= 0 && w->actions_left-- == 0) {
        longjmp(w->death, 1);
    }
}

static void entertain(void *user, const char *caller)
{
    asked(user, "entertain", caller);
}

static void ring(void *user, const char *name, const char *device, const char *caller)
{
    world *w = user;
    assert_null(world_find(w, name)); /* never twice */
    assert_true(strncmp(device, "desk:", 5) == 0);
    assert_true(caller[0] == '\0' || world_find(w, caller) != NULL);
    asked(w, "ring", device);
    world_leg(w, name, COMING);
    asked(w, "rung", device);
}

static void join(void *user, const char *caller, const char *name)
{
    world *w = user;
    leg *l = world_find(w, name);
    asked(w, "join", caller);
    if (l != NULL && world_find(w, caller) != NULL) {
        l->to_join = true;
        snprintf(l->with, sizeof l->with, "%s", caller);
    }
    asked(w, "joining", caller);
}

static void hang_up(void *user, const char *name)
{
    world *w = user;
    leg *l = world_find(w, name);
    assert_true(name[0] != '\0');
    asked(w, "hang up", name);
    if (l != NULL) {
        *l = (leg){ .what = COMING };
    }
}

static leg_state look(void *user, const char *name)
{
    const leg *l = world_find(user, name);
    if (name[0] == '\0' || l == NULL) {
        return LEG_GONE;
    }
    return l->what == UP ? LEG_UP : LEG_RINGING;
}

/* ---- the host -------------------------------------------------------------------------------- */

static void build_centre(world *w)
{
    usher_centre_builder *builder;
    usher_routing_options options = USHER_ROUTING_OPTIONS_INIT;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    char name[16];
    char device[16];
    ok(usher_centre_builder_new(NULL, &builder));
    options.clear_missed_after = USHER_SECONDS(2);
    ok(usher_centre_set_options(builder, &options));
    queue.name = "sales";
    queue.offers = 2;
    ok(usher_centre_add_queue(builder, &queue, &entry.queue));
    profile.name = "desk";
    profile.max[USHER_VOICE] = 1;
    ok(usher_centre_add_profile(builder, &profile, &agent.profile));
    ok(usher_centre_add_entry(builder, agent.profile, &entry));
    for (int i = 0; i < AGENTS; i++) {
        snprintf(name, sizeof name, "agent-%d", i);
        snprintf(device, sizeof device, "desk:%d", i);
        agent.name = name;
        agent.device = device;
        agent.acw[USHER_VOICE] = i % 2 * USHER_SECONDS(3);
        ok(usher_centre_add_agent(builder, &agent));
    }
    ok(usher_centre_build(builder, &w->centre));
    usher_centre_builder_free(builder);
}

void world_start(world *w)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_store store = usher_memory_store_table(w->store);
    adapter_switch to = { w, entertain, ring, join, hang_up, look };
    options.centre = w->centre;
    options.store = &store;
    options.now = w->now;
    options.events_handled = w->handled;
    ok(usher_engine_new(&options, &w->engine));
    usher_mem mem = fault_mem_host(&w->fault);
    w->adapter = adapter_new(w->engine, &to, &mem);
    assert_non_null(w->adapter);
}

void world_stop(world *w)
{
    adapter_free(w->adapter);
    assert_int_equal(w->fault.blocks, 0);
    usher_engine_free(w->engine);
}

void world_open(world *w, uint32_t seed)
{
    *w = (world){ .seed = seed, .actions_left = -1 };
    build_centre(w);
    ok(usher_memory_store_new(NULL, true, &w->store));
    world_start(w);
    usher_agent_id agent = { 0 };
    while ((agent = usher_engine_next_agent(w->engine, agent)).v != 0) {
        ok(usher_agent_set_status(w->engine, w->now, agent,
                                  usher_centre_find_status(w->centre, "Available")));
    }
    ok(adapter_serve(w->adapter, w->now));
}

void world_close(world *w)
{
    assert_null(usher_engine_check(w->engine));
    world_stop(w);
    usher_memory_store_free(w->store);
    usher_centre_unref(w->centre);
}

void world_arrive(world *w, const char *caller)
{
    world_leg(w, caller, UP);
    ok(adapter_arrived(w->adapter, w->now, caller, usher_centre_find_queue(w->centre, "sales")));
    assert_int_equal(
        adapter_arrived(w->adapter, w->now, caller, usher_centre_find_queue(w->centre, "sales")),
        USHER_EXISTS);
}
