/*
 * ari.c - ARI's events to facts, actions to requests. Names of channels are chosen before dialling
 * (channelId); a bridge has the name of the agent's leg in it.
 */
#include "ari.h"

#include <stdio.h>
#include <string.h>

enum { PATH = 1024 };

/* ---- actions --------------------------------------------------------------------------------- */

static void entertain(void *user, const char *caller)
{
    const ari *r = user;
    char path[PATH];
    snprintf(path, sizeof path, "/channels/%s/moh", caller);
    r->request(r->user, "POST", path, caller);
}

/* timeout=-1: whether it rings for too long is the engine's affair. */
static void ring(void *user, const char *leg, const char *device, const char *caller)
{
    const ari *r = user;
    char path[PATH];
    snprintf(path, sizeof path, "/channels/%s?endpoint=%s&app=usher&timeout=-1&originator=%s", leg,
             device, caller);
    r->request(r->user, "POST", path, leg);
}

static void join(void *user, const char *caller, const char *leg)
{
    const ari *r = user;
    char path[PATH];
    snprintf(path, sizeof path, "/channels/%s/moh", caller);
    r->request(r->user, "DELETE", path, caller);
    snprintf(path, sizeof path, "/bridges/%s?type=mixing", leg);
    r->request(r->user, "POST", path, caller);
    snprintf(path, sizeof path, "/bridges/%s/addChannel?channel=%s,%s", leg, caller, leg);
    r->request(r->user, "POST", path, caller);
}

static void hang_up(void *user, const char *leg)
{
    const ari *r = user;
    char path[PATH];
    snprintf(path, sizeof path, "/channels/%s", leg);
    r->request(r->user, "DELETE", path, leg);
    if (adapter_is_agents(leg)) {
        snprintf(path, sizeof path, "/bridges/%s", leg);
        r->request(r->user, "DELETE", path, leg);
    }
}

static leg_state look(void *user, const char *leg)
{
    const ari *r = user;
    char state[32];
    if (!r->state_of(r->user, leg, state, sizeof state)) {
        return LEG_GONE;
    }
    return strcmp(state, "Up") == 0 ? LEG_UP : LEG_RINGING;
}

adapter_switch ari_switch(ari *r)
{
    return (adapter_switch){ r, entertain, ring, join, hang_up, look };
}

/* ---- facts ----------------------------------------------------------------------------------- */

/* A caller is there, or an agent's leg has come into the application: it was answered. */
static usher_status started(ari *r, usher_time now, const char *channel)
{
    char path[PATH];
    if (adapter_is_agents(channel)) {
        return adapter_answered(r->adapter, now, channel);
    }
    usher_status status = adapter_arrived(r->adapter, now, channel, r->queue);
    if (status < 0) {
        /* full, disabled ...: the dialplan goes on behind Stasis() */
        snprintf(path, sizeof path, "/channels/%s/continue", channel);
        r->request(r->user, "POST", path, channel);
    }
    return status == USHER_EXISTS ? USHER_OK : status;
}

static usher_status changed(ari *r, usher_time now, const char *channel, const char *state)
{
    if (!adapter_is_agents(channel)) {
        return USHER_OK;
    }
    if (strcmp(state, "Up") == 0) {
        return adapter_answered(r->adapter, now, channel);
    }
    return strcmp(state, "Ringing") == 0 ? adapter_rings(r->adapter, now, channel) : USHER_OK;
}

usher_status ari_event(ari *r, usher_time now, const char *type, const char *channel,
                       const char *state, int cause)
{
    bool agents = adapter_is_agents(channel);
    if (strcmp(type, "StasisStart") == 0) {
        return started(r, now, channel);
    }
    if (strcmp(type, "ChannelStateChange") == 0) {
        return changed(r, now, channel, state);
    }
    if (strcmp(type, "ChannelEnteredBridge") == 0 && agents) {
        return adapter_joined(r->adapter, now, channel);
    }
    if (strcmp(type, "ChannelDestroyed") == 0) {
        return adapter_gone(r->adapter, now, channel, cause);
    }
    if (strcmp(type, "StasisEnd") == 0 && !agents) {
        return adapter_gone(r->adapter, now, channel, 16); /* hung up, or taken elsewhere */
    }
    return USHER_OK;
}

/*
 * 404 means that an event about the leg is on its way, or has been here; 409 that the leg was there
 * before: asked twice. Only a leg that could not be created has no event of its own.
 */
usher_status ari_answer(ari *r, usher_time now, const char *method, const char *leg, int http)
{
    bool created = http < 400 || http == 409;
    if (strcmp(method, "POST") == 0 && adapter_is_agents(leg) && !created) {
        return adapter_gone(r->adapter, now, leg, 3);
    }
    return USHER_OK;
}
