/*
 * esl.c - FreeSWITCH's events to facts, actions to commands. An agent's leg gets its name as
 * origination_uuid, and the job that dials it the same name, so that its failure finds it.
 */
#include "esl.h"

#include <stdio.h>
#include <string.h>

enum { LINE = 1024 };

/* ---- actions --------------------------------------------------------------------------------- */

static void entertain(void *user, const char *caller)
{
    const esl *s = user;
    char line[LINE];
    snprintf(line, sizeof line, "bgapi uuid_broadcast %s local_stream://moh aleg\n\n", caller);
    s->send(s->user, line);
}

/* It may ring for as long as the engine lets it; originate has a limit of its own beyond that. */
static void ring(void *user, const char *leg, const char *device, const char *caller)
{
    const esl *s = user;
    char line[LINE];
    snprintf(line, sizeof line,
             "bgapi originate {origination_uuid=%s,originate_timeout=3600,usher_caller=%s}%s "
             "&park()\nJob-UUID: %s\n\n",
             leg, caller, device, leg);
    s->send(s->user, line);
}

static void join(void *user, const char *caller, const char *leg)
{
    const esl *s = user;
    char line[LINE];
    snprintf(line, sizeof line, "bgapi uuid_bridge %s %s\n\n", caller, leg);
    s->send(s->user, line);
}

static void hang_up(void *user, const char *leg)
{
    const esl *s = user;
    char line[LINE];
    snprintf(line, sizeof line, "bgapi uuid_kill %s ORIGINATOR_CANCEL\n\n", leg);
    s->send(s->user, line);
}

static leg_state look(void *user, const char *leg)
{
    const esl *s = user;
    char state[32];
    if (!s->state_of(s->user, leg, state, sizeof state)) {
        return LEG_GONE;
    }
    return strcmp(state, "answered") == 0 ? LEG_UP : LEG_RINGING;
}

adapter_switch esl_switch(esl *s)
{
    return (adapter_switch){ s, entertain, ring, join, hang_up, look };
}

/* ---- facts ----------------------------------------------------------------------------------- */

/* Causes that tell something about an agent; all others are "unreachable". */
static int cause_of(const char *text)
{
    static const struct {
        const char *name;
        int cause;
    } causes[] = {
        { "NORMAL_CLEARING", 16 },
        { "USER_BUSY", 17 },
        { "NO_USER_RESPONSE", 18 },
        { "NO_ANSWER", 19 },
        { "CALL_REJECTED", 21 },
        { "NORMAL_CIRCUIT_CONGESTION", 34 },
        { "NETWORK_OUT_OF_ORDER", 38 },
        { "NORMAL_TEMPORARY_FAILURE", 41 },
        { "RECOVERY_ON_TIMER_EXPIRE", 102 },
        { "ORIGINATOR_CANCEL", 487 },
        { "LOSE_RACE", 702 },
        { "BUSY_EVERYWHERE", 815 },
        { "DECLINE", 816 },
    };
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++) {
        if (strcmp(causes[i].name, text) == 0) {
            return causes[i].cause;
        }
    }
    return 3;
}

/* originate has ended: "+OK", or "-ERR" and a cause. Then there was never a leg, or it is gone. */
static usher_status dialled(esl *s, usher_time now, const char *leg, const char *body)
{
    char cause[64] = "";
    if (!adapter_is_agents(leg) || strncmp(body, "-ERR", 4) != 0) {
        return USHER_OK;
    }
    (void)sscanf(body, "-ERR %63s", cause);
    return adapter_gone(s->adapter, now, leg, cause_of(cause));
}

/* Both legs tell of a bridge, each with the other's name. */
static usher_status bridged(esl *s, usher_time now, const char *leg, const char *other)
{
    const char *agents = adapter_is_agents(leg) ? leg : other;
    return adapter_is_agents(agents) ? adapter_joined(s->adapter, now, agents) : USHER_OK;
}

static usher_status about_agents_leg(esl *s, usher_time now, const char *name, const char *leg)
{
    if (!adapter_knows(s->adapter, leg)) {
        hang_up(s, leg); /* it could not be killed before it was there */
        return USHER_OK;
    }
    if (strcmp(name, "CHANNEL_PROGRESS") == 0 || strcmp(name, "CHANNEL_PROGRESS_MEDIA") == 0) {
        return adapter_rings(s->adapter, now, leg);
    }
    return strcmp(name, "CHANNEL_ANSWER") == 0 ? adapter_answered(s->adapter, now, leg) : USHER_OK;
}

static usher_status parked(esl *s, usher_time now, const char *caller)
{
    usher_status status = adapter_arrived(s->adapter, now, caller, s->queue);
    char line[LINE];
    if (status < 0) { /* full, disabled ...: to an extension that says so */
        snprintf(line, sizeof line, "bgapi uuid_transfer %s queue-refused\n\n", caller);
        s->send(s->user, line);
    }
    return status == USHER_EXISTS ? USHER_OK : status;
}

usher_status esl_event(esl *s, usher_time now, const char *name, const char *leg, const char *other,
                       const char *cause)
{
    if (strcmp(name, "BACKGROUND_JOB") == 0) {
        return dialled(s, now, leg, cause);
    }
    if (strcmp(name, "CHANNEL_HANGUP_COMPLETE") == 0) {
        return adapter_gone(s->adapter, now, leg, cause_of(cause));
    }
    if (strcmp(name, "CHANNEL_BRIDGE") == 0) {
        return bridged(s, now, leg, other);
    }
    if (adapter_is_agents(leg)) {
        return about_agents_leg(s, now, name, leg);
    }
    return strcmp(name, "CHANNEL_PARK") == 0 ? parked(s, now, leg) : USHER_OK;
}
