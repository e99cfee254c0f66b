/*
 * slots.c - which slots are taken and until when, as a host counts them that has only events.
 */
#include "slots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void stop(const char *why)
{
    fprintf(stderr, "slots: %s\n", why);
    abort();
}

/* ---- agents ---------------------------------------------------------------------------------- */

static slots_agent *find_agent(slots *s, uint64_t id)
{
    for (uint32_t i = 0; i < SLOTS_AGENTS; i++) {
        if (s->agents[i].agent == id) {
            return &s->agents[i];
        }
    }
    return NULL;
}

static void add_agent(slots *s, uint64_t id, usher_profile_ref profile,
                      usher_agent_status_ref status)
{
    slots_agent *agent = find_agent(s, 0);
    if (agent == NULL) {
        stop("there are too many agents");
    }
    *agent = (slots_agent){ .agent = id, .profile = profile, .status = status };
}

void slots_begin(slots *s, usher_centre *centre, const usher_engine *engine)
{
    *s = (slots){ .centre = usher_centre_ref(centre) };
    usher_agent_id id = usher_engine_next_agent(engine, (usher_agent_id){ 0 });
    for (; id.v != 0; id = usher_engine_next_agent(engine, id)) {
        usher_agent_info info;
        if (usher_agent_get(engine, id, &info)) {
            add_agent(s, id.v, info.profile, info.status);
        }
    }
}

void slots_end(slots *s)
{
    slots_reopen(s, 0, NULL);
    usher_centre_unref(s->centre);
}

/* ---- centres --------------------------------------------------------------------------------- */

void slots_change(slots *s, const usher_centre *centre)
{
    if (s->coming_count == SLOTS_CENTRES) {
        stop("there are too many changes to come");
    }
    s->coming[s->coming_count++] = usher_centre_ref((usher_centre *)centre);
}

void slots_reopen(slots *s, uint32_t changes, const usher_centre *centre)
{
    /* the store failed, and yet it had written the last */
    if (changes > 0 && s->coming_count == changes - 1) {
        slots_change(s, centre);
    }
    for (; s->coming_count > changes; s->coming_count--) {
        usher_centre_unref(s->coming[s->coming_count - 1]);
    }
}

static const char *change_centre(slots *s)
{
    if (s->coming_count == 0) {
        return "a change of centre that nobody committed";
    }
    usher_centre_unref(s->centre);
    s->centre = s->coming[0];
    s->coming_count--;
    memmove(s->coming, s->coming + 1, s->coming_count * sizeof *s->coming);
    return NULL;
}

/* ---- what may be offered --------------------------------------------------------------------- */

static uint32_t taken(const slots *s, const slots_agent *agent, usher_channel channel)
{
    uint32_t count = agent->outside[channel];
    for (uint32_t i = 0; i < s->parts_count; i++) {
        count += s->parts[i].agent == agent->agent && s->parts[i].channel == channel;
    }
    return count;
}

/* May other channels be offered while the agent has something in hand on this one (RP-8)? */
static bool lets_others_in(const slots *s, const usher_profile_def *profile, usher_channel channel)
{
    uint8_t rule = profile->while_busy[channel];
    if (rule == USHER_WHILE_BUSY_DEFAULT) {
        rule = usher_centre_options(s->centre)->while_busy_default;
    }
    return profile->max[channel] > 0 && rule == USHER_WHILE_BUSY_ANY;
}

static const char *judge_slots(const slots *s, const slots_agent *agent, usher_channel channel)
{
    usher_profile_def profile;
    if (!usher_centre_profile(s->centre, agent->profile, &profile)) {
        return "an offer to an agent with no profile";
    }
    if (taken(s, agent, channel) >= profile.max[channel]) {
        return "an offer to an agent without a free slot";
    }
    for (usher_channel other = 0; other < USHER_CHANNELS_MAX; other++) {
        if (other != channel && taken(s, agent, other) > 0 && !lets_others_in(s, &profile, other)) {
            return "an offer to an agent who is busy on another channel";
        }
    }
    return NULL;
}

static const char *judge_agent(const slots *s, const slots_agent *agent)
{
    usher_agent_status_def status;
    bool keeps = usher_centre_options(s->centre)->slots_with_next_status == USHER_NEXT_STATUS_KEEP;
    if (agent->gone) {
        return "an offer to an agent who is gone";
    }
    if (agent->leaving) {
        return "an offer to an agent who is leaving";
    }
    if (agent->next_status.v != 0 && !keeps) {
        return "an offer to an agent whose status is about to change";
    }
    if (!usher_centre_status(s->centre, agent->status, &status) ||
        status.kind != USHER_STATUS_ROUTABLE) {
        return "an offer to an agent who is not available";
    }
    return NULL;
}

/* ---- parts ----------------------------------------------------------------------------------- */

static slots_part *find_part(slots *s, uint64_t id)
{
    for (uint32_t i = 0; i < s->parts_count; i++) {
        if (s->parts[i].part == id) {
            return &s->parts[i];
        }
    }
    return NULL;
}

static const char *make_part(slots *s, const usher_event *e)
{
    if (find_part(s, e->participant.v) != NULL) {
        return "a part that was there already";
    }
    if (s->parts_count == SLOTS_PARTS) {
        stop("there are too many parts");
    }
    s->parts[s->parts_count++] =
        (slots_part){ e->participant.v, e->agent.v, e->channel, USHER_TIME_NEVER };
    return NULL;
}

static const char *make_offer(slots *s, const usher_event *e)
{
    const slots_agent *agent = find_agent(s, e->agent.v);
    const char *wrong = agent == NULL ? "an offer to nobody" : judge_agent(s, agent);
    wrong = wrong == NULL ? judge_slots(s, agent, e->channel) : wrong;
    s->offers++;
    return wrong == NULL ? make_part(s, e) : wrong;
}

/* By the agent it was made to, unless it was moved. */
static const char *answer(slots *s, const usher_event *e)
{
    slots_part *part = find_part(s, e->participant.v);
    if (part == NULL) {
        return "an answer to no offer";
    }
    if (part->agent != 0 && part->agent != e->agent.v) {
        return "an answer by another agent";
    }
    part->agent = e->agent.v;
    return NULL;
}

/* Somebody else has picked up: who, the next event of this part tells. */
static const char *leave(slots *s, const usher_event *e)
{
    slots_part *part = find_part(s, e->participant.v);
    if (part == NULL || part->agent != e->agent.v) {
        return "a part is moved from somebody who has none";
    }
    part->agent = 0;
    return NULL;
}

static const char *drop_part(slots *s, const usher_event *e)
{
    slots_part *part = find_part(s, e->participant.v);
    if (part == NULL) {
        return "the end of a part that is not there";
    }
    if (part->agent != 0 && part->agent != e->agent.v) {
        return "the end of a part of another agent";
    }
    *part = s->parts[--s->parts_count];
    return NULL;
}

static usher_time after(usher_time now, usher_duration limit)
{
    return limit == USHER_FOREVER ? USHER_TIME_NEVER : now + limit;
}

/* When something will happen to this part by itself, if nothing else does. */
static void note_until(slots *s, const usher_event *e)
{
    slots_part *part = find_part(s, e->participant.v);
    if (part == NULL) {
        return;
    }
    switch (e->type) {
    case USHER_EVENT_OFFER_MADE:
        part->until = after(e->time, usher_centre_options(s->centre)->presentation_limit);
        break;
    case USHER_EVENT_OFFER_ANSWERED:
        part->until = after(e->time, usher_centre_options(s->centre)->join_limit);
        break;
    case USHER_EVENT_CONTACT_CONNECTED:
        part->until = USHER_TIME_NEVER;
        break;
    case USHER_EVENT_OFFER_RINGING:
    case USHER_EVENT_OFFER_MISSED:
    case USHER_EVENT_OFFER_REJECTED:
    case USHER_EVENT_OFFER_FAILED:
    case USHER_EVENT_ACW_STARTED:
        part->until = e->until;
        break;
    default:
        break;
    }
}

static const char *change_part(slots *s, const usher_event *e)
{
    switch (e->type) {
    case USHER_EVENT_OFFER_MADE:
        return make_offer(s, e);
    case USHER_EVENT_CONTACT_DIALLING:
        return make_part(s, e);
    case USHER_EVENT_OFFER_MOVED:
        return leave(s, e);
    case USHER_EVENT_OFFER_ANSWERED:
        return answer(s, e);
    case USHER_EVENT_OFFER_WITHDRAWN:
    case USHER_EVENT_SLOT_CLEARED:
        return drop_part(s, e);
    case USHER_EVENT_OFFER_LOST: /* too late for whatever it was */
        return NULL;
    default:
        return find_part(s, e->participant.v) == NULL ? "something about no part" : NULL;
    }
}

static const char *of_part(slots *s, const usher_event *e)
{
    const char *wrong = change_part(s, e);
    note_until(s, e);
    return wrong;
}

/* ---- events ---------------------------------------------------------------------------------- */

static const char *of_agent(slots *s, const usher_event *e)
{
    slots_agent *agent = find_agent(s, e->agent.v);
    if (e->type == USHER_EVENT_AGENT_ADDED) {
        add_agent(s, e->agent.v, e->profile, e->status);
        return agent == NULL ? NULL : "an agent who was there already";
    }
    if (agent == NULL) {
        return "something about nobody";
    }
    switch (e->type) {
    case USHER_EVENT_AGENT_REMOVED:
        agent->agent = 0;
        break;
    case USHER_EVENT_AGENT_STATUS:
        agent->status = e->status;
        agent->next_status.v = 0;
        break;
    case USHER_EVENT_AGENT_NEXT_STATUS:
        agent->next_status = e->status;
        break;
    case USHER_EVENT_AGENT_LEAVING:
        agent->leaving = true;
        agent->next_status.v = 0;
        break;
    case USHER_EVENT_AGENT_CHANGED:
        agent->leaving = false;
        break;
    case USHER_EVENT_AGENT_PROFILE:
        agent->profile = e->profile;
        break;
    case USHER_EVENT_AGENT_GONE:
    case USHER_EVENT_AGENT_REACHABLE:
        agent->gone = e->type == USHER_EVENT_AGENT_GONE;
        break;
    case USHER_EVENT_AGENT_OUTSIDE_LOAD:
        agent->outside[e->channel] = (uint32_t)e->value;
        break;
    default:
        break;
    }
    return NULL;
}

const char *slots_event(slots *s, const usher_event *event)
{
    uint32_t fields = usher_event_fields(event->type);
    if (event->type == USHER_EVENT_CENTRE_CHANGED) {
        return change_centre(s);
    }
    if ((fields & USHER_HAS_PARTICIPANT) != 0) {
        return of_part(s, event);
    }
    bool agents = (fields & USHER_HAS_AGENT) != 0 && (fields & USHER_HAS_CONTACT) == 0;
    return agents ? of_agent(s, event) : NULL;
}

/* ---- as the engine tells it ------------------------------------------------------------------ */

static const char *compare_agent(const slots *s, const slots_agent *agent,
                                 const usher_agent_info *info)
{
    for (usher_channel channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        if (taken(s, agent, channel) !=
            (uint32_t)info->occupied[channel] + info->outside[channel]) {
            return "an agent's slots are counted otherwise";
        }
    }
    bool same = agent->gone == info->gone && agent->leaving == info->leaving &&
                agent->status.v == info->status.v && agent->next_status.v == info->next_status.v &&
                agent->profile.v == info->profile.v;
    return same ? NULL : "an agent is not what events said";
}

static const char *compare_parts(const slots *s, const usher_engine *engine,
                                 const usher_engine_info *now)
{
    for (uint32_t i = 0; i < s->parts_count; i++) {
        usher_participant_info info;
        if (!usher_participant_get(engine, (usher_participant_id){ s->parts[i].part }, &info)) {
            return "a part is gone, and no event has told so";
        }
        if (info.until != s->parts[i].until) {
            return "a part has another deadline than events said";
        }
        if (info.until <= now->now && !now->work_left) {
            return "a deadline is over, and nothing came of it";
        }
    }
    bool same = now->work_left || now->participants == s->parts_count;
    return same ? NULL : "there are more parts than events said";
}

static const char *compare_agents(const slots *s, const usher_engine *engine,
                                  const usher_engine_info *now)
{
    uint32_t agents = 0;
    for (uint32_t i = 0; i < SLOTS_AGENTS; i++) {
        const slots_agent *agent = &s->agents[i];
        usher_agent_info info;
        if (agent->agent == 0) {
            continue;
        }
        agents++;
        if (!usher_agent_get(engine, (usher_agent_id){ agent->agent }, &info)) {
            return "an agent is not there";
        }
        const char *wrong = compare_agent(s, agent, &info);
        if (wrong != NULL) {
            return wrong;
        }
    }
    bool same = now->work_left || agents == now->agents;
    return same ? NULL : "there are more agents than events said";
}

const char *slots_compare(const slots *s, const usher_engine *engine)
{
    usher_engine_info now;
    usher_engine_get(engine, &now);
    for (uint32_t i = 0; i < s->parts_count; i++) {
        if (s->parts[i].agent == 0) {
            return NULL; /* who has it comes with the next event */
        }
    }
    const char *wrong = compare_parts(s, engine, &now);
    return wrong == NULL ? compare_agents(s, engine, &now) : wrong;
}
