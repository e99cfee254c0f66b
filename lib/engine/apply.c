/*
 * apply.c - the fixed part of each request. Everything is checked and reserved: nothing can fail.
 *
 * Requests make their own transitions here; what follows from them is left to work units.
 */
#include "engine.h"

#include "base/clock.h"
#include "state/agent.h"
#include "state/changes.h"
#include "state/contact.h"
#include "state/line.h"
#include "state/part.h"
#include "state/task.h"
#include "state/work.h"

/* ---- agents ---------------------------------------------------------------------------------- */

static uint64_t agent_add(us_state *state, const usher_command *c)
{
    us_agent_def def = { .name = c->key,
                         .device = c->endpoint != NULL ? c->endpoint : "",
                         .profile = c->profile.v - 1,
                         .group = c->group.v,
                         .tag = c->tag,
                         .auto_accept = c->flag };
    for (uint32_t i = 0; c->acw_by_channel != NULL && i < USHER_CHANNELS_MAX; i++) {
        def.acw[i] = c->acw_by_channel[i];
    }
    return us_agent_create(state, &def, false, c->actor)->id;
}

static void agent_set_profile(us_state *state, const usher_command *c, us_agent *agent)
{
    us_agent_set_profile(state, agent, c->profile.v - 1, c->actor);
    if (state->centre->options.profile_change == USHER_PROFILE_OFFERS_WITHDRAWN) {
        us_work_agent(state, agent, US_AGENT_MOVED);
    }
}

static void agent_force_out(us_state *state, const usher_command *c, us_agent *agent)
{
    static const uint8_t rules[] = { 0, US_AGENT_CUTTING, US_AGENT_REQUEUING | US_AGENT_CUTTING };
    us_agent_want_status(state, agent, (uint16_t)(c->status.v - 1), c->actor);
    agent->forced_by = c->actor;
    us_work_agent(state, agent, US_AGENT_LEAVING | US_AGENT_CLEARING | rules[c->flag]);
}

/* ---- contacts -------------------------------------------------------------------------------- */

static us_contact *create_contact(us_state *state, const usher_command *c, const us_target *t)
{
    us_contact_texts texts = { .key = us_texts_put(&state->texts, c->key, t->key_size),
                               .endpoint =
                                   us_texts_put(&state->texts, c->endpoint, t->endpoint_size),
                               .key_hash = t->key_hash,
                               .content = t->content };
    usher_contact_begin_options begin = {
        .channel = c->channel, .priority = c->priority, .age = c->age, .acw = c->acw, .tag = c->tag
    };
    return us_contact_create(state, &begin, &texts, c->actor);
}

static uint32_t line_to_enter(us_state *state, const us_target *t, usher_channel channel)
{
    if (t->agent == NULL) {
        return t->line;
    }
    return us_line_own(state, t->agent, us_slot(t->agent->id), channel);
}

static uint64_t contact_begin(us_state *state, const usher_command *c, const us_target *t)
{
    us_contact *contact = create_contact(state, c, t);
    if (t->line != US_NIL || t->agent != NULL) {
        us_contact_queue(state, contact, line_to_enter(state, t, contact->channel), state->now,
                         c->actor);
    }
    return contact->id;
}

static uint64_t contact_dial(us_state *state, const usher_command *c, const us_target *t)
{
    us_contact *contact = create_contact(state, c, t);
    uint32_t queue =
        c->queue.v != 0 ? c->queue.v : us_agent_profile(state, t->agent)->outbound_queue;
    contact->line = queue != 0 ? us_line_of(queue - 1, contact->channel) : US_NIL;
    contact->queue.v = queue;
    us_part_dial(state, contact, t->agent, c->actor);
    return contact->id;
}

/* The agent who has it sends it on: his part is over, the contact is not. */
static void leave_agent(us_state *state, us_contact *contact)
{
    for (uint32_t slot = contact->parts; slot != US_NIL; slot = us_next_of_contact(state, slot)) {
        us_part *part = us_part_at(state, slot);
        if (part->state == USHER_PART_CONNECTED) {
            us_work_part(state, part, US_PART_TO_WRAP_UP);
        }
    }
}

static void contact_enqueue(us_state *state, const usher_command *c, const us_target *t)
{
    us_contact *contact = t->contact;
    bool keeps_rank = c->reason != USHER_VIA_QUEUE_TRANSFER;
    bool has_rank = contact->first_enqueued != USHER_TIME_NEVER;
    usher_time rank_time = keeps_rank && has_rank ? contact->first_enqueued : state->now;
    if (c->reason == USHER_VIA_QUEUE_TRANSFER || c->reason == USHER_VIA_AGENT_TRANSFER) {
        contact->transfers++;
    }
    if (contact->state == USHER_CONTACT_CONNECTED) {
        leave_agent(state, contact);
    } else if (contact->state == USHER_CONTACT_QUEUED) {
        us_contact_dequeue(state, contact);
    }
    us_line_give_up(state, contact); /* first: it may be the line that is entered next */
    us_contact_queue(state, contact, line_to_enter(state, t, contact->channel), rank_time,
                     c->actor);
}

static void contact_set_age(us_state *state, const usher_command *c, const us_target *t)
{
    bool adds = state->centre->options.age_adjustment == USHER_ADJUSTMENT_ADDS;
    usher_duration age = adds ? us_time_add(t->contact->age, c->age) : c->age;
    us_contact_rank(state, t->contact, t->contact->priority, age, c->actor);
}

static void queue_set_enabled(us_state *state, const usher_command *c)
{
    state->queue_enabled[c->queue.v - 1] = c->flag != 0;
    uint16_t type = c->flag != 0 ? USHER_EVENT_QUEUE_ENABLED : USHER_EVENT_QUEUE_DISABLED;
    us_change(state, type, c->actor)->queue = c->queue;
}

static void sweep(us_state *state, const usher_command *c)
{
    bool moves = c->op == USHER_COMMAND_QUEUE_MOVE_WAITING;
    us_task order = { .pending = moves ? US_TASK_TO_MOVE : US_TASK_TO_END,
                      .reason = moves ? USHER_REASON_MOVED : c->reason,
                      .to = { moves ? (uint32_t)c->value : 0 },
                      .actor = c->actor };
    us_task_sweep(state, &order, c->queue, c->channel);
}

/* ---- all of them --------------------------------------------------------------------------- */

uint64_t us_apply(us_state *state, const usher_command *c, const us_target *t)
{
    switch (c->op) {
    case USHER_COMMAND_AGENT_ADD:
        return agent_add(state, c);
    case USHER_COMMAND_AGENT_REMOVE:
        us_agent_remove(state, t->agent, c->actor);
        break;
    case USHER_COMMAND_AGENT_SET_STATUS:
        us_agent_want_status(state, t->agent, (uint16_t)(c->status.v - 1), c->actor);
        break;
    case USHER_COMMAND_AGENT_FORCE_OUT:
        agent_force_out(state, c, t->agent);
        break;
    case USHER_COMMAND_AGENT_SET_PROFILE:
        agent_set_profile(state, c, t->agent);
        break;
    case USHER_COMMAND_CONTACT_BEGIN:
        return contact_begin(state, c, t);
    case USHER_COMMAND_CONTACT_DIAL:
        return contact_dial(state, c, t);
    case USHER_COMMAND_CONTACT_ENQUEUE:
        contact_enqueue(state, c, t);
        break;
    case USHER_COMMAND_CONTACT_SET_PRIORITY:
        us_contact_rank(state, t->contact, c->priority == 0 ? USHER_PRIORITY_DEFAULT : c->priority,
                        t->contact->age, c->actor);
        break;
    case USHER_COMMAND_CONTACT_SET_AGE:
        contact_set_age(state, c, t);
        break;
    case USHER_COMMAND_CONTACT_HOLD:
        us_contact_hold(state, t->contact, c->flag != 0, c->actor);
        break;
    case USHER_COMMAND_QUEUE_SET_ENABLED:
        queue_set_enabled(state, c);
        break;
    case USHER_COMMAND_QUEUE_END_WAITING:
    case USHER_COMMAND_QUEUE_MOVE_WAITING:
        sweep(state, c);
        break;
    case USHER_COMMAND_STOP_ENTRIES:
        if (c->flag != 0) {
            us_entries_stop(state, c->actor);
        } else {
            us_entries_allow(state, c->actor);
        }
        break;
    default:
        break;
    }
    return 0;
}
