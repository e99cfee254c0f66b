/*
 * seat_agent.c - what a change of centre does to one agent.
 *
 * Agents are state, and the file has initial values. A value that is still what the old file said
 * becomes what the new one says; any other was set meanwhile, and stays.
 */
#include "seat_agent.h"

#include "agent.h"
#include "changes.h"
#include "line.h"

#include <string.h>

/* What the two files say about an agent; NULL: nothing. */
typedef struct said {
    const us_agent_def *was, *is;
} said;

static const us_agent_def *find_def(const usher_centre *centre, const char *name, size_t size)
{
    uint32_t place;
    return us_names_find(&centre->agent_names, name, size, &place) ? &centre->agents[place] : NULL;
}

static said said_by(const us_state *state, const usher_centre *old, const usher_centre *next,
                    const us_agent *agent)
{
    char name[USHER_NAME_MAX + 1];
    size_t size = us_texts_copy(&state->texts, agent->name, name, sizeof name);
    return (said){ find_def(old, name, size), find_def(next, name, size) };
}

static said said_of(const us_state *state, const us_reseat *r, const us_agent *agent)
{
    return said_by(state, r->old, r->next, agent);
}

/* What becomes of an agent whom the new file does not have; NULL: it has him, or never had. */
static const us_removal *removal_of(const us_reseat *r, said def)
{
    if (def.was == NULL || def.is != NULL) {
        return NULL;
    }
    return us_plan_find(&r->plan, USHER_CHANGE_AGENT, (uint32_t)(def.was - r->old->agents));
}

/* ---- what he will have ----------------------------------------------------------------------- */

/* The place to which the plan moves what is here; here, if it does not. */
static uint32_t moved(const us_reseat *r, uint8_t kind, uint32_t place)
{
    const us_removal *item = us_plan_find(&r->plan, kind, place);
    return item != NULL && item->action == USHER_MOVE ? item->to - 1 : place;
}

static uint32_t profile_of(const us_reseat *r, const us_agent *agent, said def)
{
    bool follows = def.was != NULL && def.is != NULL && agent->profile == def.was->profile;
    return moved(r, USHER_CHANGE_PROFILE, follows ? def.is->profile : agent->profile);
}

static uint16_t status_of(const us_reseat *r, uint16_t status)
{
    return (uint16_t)moved(r, USHER_CHANGE_STATUS, status);
}

bool us_seat_follows(const us_state *state, const usher_centre *old, const usher_centre *next,
                     const us_agent *agent)
{
    said def = said_by(state, old, next, agent);
    return def.was != NULL && def.is != NULL && agent->profile == def.was->profile;
}

bool us_seat_goes(const us_state *state, const usher_centre *old, const usher_centre *next,
                  const us_agent *agent)
{
    said def = said_by(state, old, next, agent);
    bool idle = agent->parts_count == 0 && agent->own_lines == US_NIL;
    return def.was != NULL && def.is == NULL && idle;
}

/* Does he have another text than either of the files says? */
static bool keeps_device(const us_state *state, const us_agent *agent, said def)
{
    return !us_texts_equal(&state->texts, agent->device, def.was->device,
                           strlen(def.was->device)) &&
           !us_texts_equal(&state->texts, agent->device, def.is->device, strlen(def.is->device));
}

static bool keeps_acw(const us_agent *agent, said def)
{
    bool keeps = false;
    for (uint32_t i = 0; i < USHER_CHANNELS_MAX; i++) {
        keeps = keeps || (agent->acw[i] != def.was->acw[i] && agent->acw[i] != def.is->acw[i]);
    }
    return keeps;
}

const char *us_seat_override(const us_state *state, const us_reseat *r, const us_agent *agent,
                             uint32_t index, const char **name)
{
    said def = said_of(state, r, agent);
    if (def.was == NULL || def.is == NULL) {
        return NULL;
    }
    uint8_t accepts = agent->auto_accept;
    const struct {
        const char *field;
        bool kept;
    } fields[] = {
        { "profile", profile_of(r, agent, def) != def.is->profile },
        { "group", agent->group != def.was->group && agent->group != def.is->group },
        { "device", keeps_device(state, agent, def) },
        { "acw", keeps_acw(agent, def) },
        { "auto_accept",
          ((accepts ^ def.was->auto_accept) & (accepts ^ def.is->auto_accept)) != 0 },
        { "tag", agent->tag != def.was->tag && agent->tag != def.is->tag },
    };
    *name = def.is->name;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (fields[i].kept && index-- == 0) {
            return fields[i].field;
        }
    }
    return NULL;
}

/* ---- his own queue --------------------------------------------------------------------------- */

us_contact *us_seat_next_own(const us_state *state, const us_reseat *r, const us_agent *agent)
{
    if (agent->own_count == 0) {
        return NULL;
    }
    const us_removal *item = removal_of(r, said_of(state, r, agent));
    if (item == NULL || item->action != USHER_MOVE) {
        return NULL;
    }
    /* The lowest channel first, so that the order does not depend on which line came first. */
    us_key key;
    bool found = false;
    for (uint32_t channel = 0; !found && channel < USHER_CHANNELS_MAX; channel++) {
        uint32_t line = us_line_find_own(state, agent, (usher_channel)channel);
        found = line != US_NIL && us_order_first(&us_line_at(state, line)->order, INT64_MAX, &key);
    }
    return found ? us_contact_at(state, us_slot(key.id)) : NULL;
}

uint32_t us_seat_line_for(const us_state *state, const us_reseat *r, const us_agent *agent,
                          const us_contact *contact)
{
    const us_removal *item = removal_of(r, said_of(state, r, agent));
    return us_line_of(item->to - 1, contact->channel);
}

/* ---- values ---------------------------------------------------------------------------------- */

static bool seat_acw(us_agent *agent, said def)
{
    bool differs = false;
    for (uint32_t i = 0; i < USHER_CHANNELS_MAX; i++) {
        if (agent->acw[i] == def.was->acw[i] && agent->acw[i] != def.is->acw[i]) {
            agent->acw[i] = def.is->acw[i];
            differs = true;
        }
    }
    return differs;
}

/* Each channel by itself: what one was set to keeps no other from following the file. */
static bool seat_auto_accept(us_agent *agent, said def)
{
    uint8_t follows = (uint8_t) ~(agent->auto_accept ^ def.was->auto_accept);
    uint8_t accepts = (uint8_t)((agent->auto_accept & ~follows) | (def.is->auto_accept & follows));
    bool differs = accepts != agent->auto_accept;
    agent->auto_accept = accepts;
    return differs;
}

static bool seat_device(us_state *state, us_agent *agent, said def)
{
    const char *was = def.was->device;
    const char *is = def.is->device;
    if (strcmp(was, is) == 0 || !us_texts_equal(&state->texts, agent->device, was, strlen(was))) {
        return false;
    }
    us_texts_free(&state->texts, agent->device);
    agent->device = us_texts_put(&state->texts, is, strlen(is));
    return true;
}

/* What routing does not look at. */
static bool seat_values(us_state *state, us_agent *agent, said def)
{
    if (def.was == NULL || def.is == NULL) {
        return false;
    }
    bool differs = seat_acw(agent, def);
    differs = seat_auto_accept(agent, def) || differs;
    differs = seat_device(state, agent, def) || differs;
    if (agent->group == def.was->group && agent->group != def.is->group) {
        agent->group = def.is->group;
        differs = true;
    }
    if (agent->tag == def.was->tag && agent->tag != def.is->tag) {
        agent->tag = def.is->tag;
        differs = true;
    }
    return differs;
}

/* ---- status ---------------------------------------------------------------------------------- */

/* The kind of his status has become another one. */
static bool seat_kind(us_state *state, const us_reseat *r, us_agent *agent)
{
    if (agent->status >= r->old->statuses_count ||
        r->old->statuses[agent->status].kind == r->next->statuses[agent->status].kind) {
        return false;
    }
    if (us_agent_is_routable(state, agent)) {
        us_agent_restart_clock(state, agent);
    }
    return true;
}

bool us_seat_statuses(us_state *state, const us_reseat *r, us_agent *agent)
{
    bool differs = seat_kind(state, r, agent);
    uint16_t status = status_of(r, agent->status);
    bool moves = status != agent->status;
    if (moves) {
        us_agent_rename_status(state, agent, status, r->actor);
        differs = true;
    }
    if (agent->next_status != 0 && !us_agent_is_leaving(agent)) {
        uint16_t next = (uint16_t)(status_of(r, (uint16_t)(agent->next_status - 1)) + 1);
        if (moves || next != agent->next_status) {
            us_agent_set_next_status(state, agent, next, r->actor);
            differs = true;
        }
    }
    if (differs) {
        us_agent_recount(state, agent, false);
    }
    return differs;
}

/* ---- the agent ------------------------------------------------------------------------------- */

static bool seat_work(us_state *state, const us_reseat *r, us_agent *agent, said def)
{
    uint32_t profile = profile_of(r, agent, def);
    bool moves = profile != agent->profile;
    bool differs = moves || r->profiles[profile];
    if (moves) {
        us_agent_set_profile(state, agent, profile, r->actor);
    }
    if (differs || r->handled_differs) {
        us_agent_recount(state, agent, differs);
    }
    return differs || r->handled_differs;
}

bool us_seat_agent(us_state *state, const us_reseat *r, us_agent *agent)
{
    said def = said_of(state, r, agent);
    const us_removal *item = removal_of(r, def);
    bool stays = def.is != NULL && us_agent_is_leaving(agent);
    if (stays) {
        us_agent_stay(state, agent);
    }
    bool differs = seat_work(state, r, agent, def);
    if (seat_values(state, agent, def) || stays) {
        us_change_agent(state, USHER_EVENT_AGENT_CHANGED, r->actor, agent);
        differs = true;
    }
    if (item != NULL) {
        us_agent_leave(state, agent, r->actor);
    }
    return differs || item != NULL;
}

void us_seat_hired(us_state *state, const us_agent_def *def, uint64_t actor)
{
    if (us_agent_by_name(state, def->name, strlen(def->name)) == NULL) {
        us_agent_create(state, def, false, actor);
    }
}
