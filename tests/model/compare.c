/*
 * compare.c - everything that can be seen of the engine and of the reference, side by side.
 *
 * Objects are compared by their serials, because the slots in the engine's ids are its own affair.
 * The first difference is told in words; nothing is compared after it.
 */
#include "model.h"

#include <string.h>

bool compare_value(play *p, const char *what, uint64_t number, int64_t engine, int64_t model)
{
    if (engine == model) {
        return true;
    }
    snprintf(p->why, sizeof p->why, "%s (%llu): engine %lld, reference %lld", what,
             (unsigned long long)number, (long long)engine, (long long)model);
    return false;
}

static bool same_serial(play *p, const char *what, uint64_t number, uint64_t engine, uint64_t model)
{
    return compare_value(p, what, number, (int64_t)(engine >> 24), (int64_t)(model >> 24));
}

/* ---- events ---------------------------------------------------------------------------------- */

static bool same_event(const usher_event *e, const usher_event *r)
{
    return e->number == r->number && e->type == r->type && e->time == r->time &&
           e->actor == r->actor && USHER_SERIAL(e->contact) == USHER_SERIAL(r->contact) &&
           USHER_SERIAL(e->agent) == USHER_SERIAL(r->agent) &&
           USHER_SERIAL(e->participant) == USHER_SERIAL(r->participant) && e->until == r->until &&
           e->value == r->value && e->tag == r->tag && e->queue.v == r->queue.v &&
           e->profile.v == r->profile.v && e->status.v == r->status.v && e->channel == r->channel &&
           e->reason == r->reason && e->reserved == 0 &&
           (e->flags & USHER_EVENT_AUTO_ACCEPT) == (r->flags & USHER_EVENT_AUTO_ACCEPT);
}

static size_t describe(char *out, size_t size, const char *side, const usher_event *e)
{
    if (e == NULL) {
        return (size_t)snprintf(out, size, "  %-9s -\n", side);
    }
    return (size_t)snprintf(
        out, size,
        "  %-9s %llu %s contact=%llu agent=%llu part=%llu queue=%u channel=%u profile=%u "
        "status=%u reason=%s until=%lld value=%lld tag=%llu flags=%u actor=%lld time=%lld\n",
        side, (unsigned long long)e->number, usher_event_name(e->type),
        (unsigned long long)USHER_SERIAL(e->contact), (unsigned long long)USHER_SERIAL(e->agent),
        (unsigned long long)USHER_SERIAL(e->participant), e->queue.v, e->channel, e->profile.v,
        e->status.v, usher_reason_name(e->reason), (long long)e->until, (long long)e->value,
        (unsigned long long)e->tag, e->flags & USHER_EVENT_AUTO_ACCEPT,
        e->actor == USHER_ACTOR_ENGINE ? -1ll : (long long)e->actor, (long long)e->time);
}

static void tell_events(play *p, const usher_event *e, const usher_event *r)
{
    size_t size = (size_t)snprintf(p->why, sizeof p->why, "events differ:\n");
    size += describe(p->why + size, sizeof p->why - size, "engine", e);
    describe(p->why + size, sizeof p->why - size, "reference", r);
}

/* An agent whom a change of centre brings. */
static void learn_agent(play *p, const usher_event *e)
{
    uint64_t serial = USHER_SERIAL(e->agent);
    if (e->type != USHER_EVENT_AGENT_ADDED || play_known(p, serial)->kind != KNOWN_NOTHING) {
        return;
    }
    const char *name = reference_agent_name(p->reference, (usher_agent_id){ serial << 24 });
    uint32_t number = 1;
    while (number < AGENT_NAMES && strcmp(world_agent_name(number), name) != 0) {
        number++;
    }
    play_learn(p, e->agent.v, KNOWN_AGENT, number)->named = true;
}

/* A part has its agent's name, also when another one answers it. */
static void learn_part(play *p, const usher_event *e)
{
    if (e->type == USHER_EVENT_OFFER_ANSWERED) {
        p->known[USHER_SERIAL(e->participant)].name = play_known(p, USHER_SERIAL(e->agent))->name;
    }
    if (e->type == USHER_EVENT_OFFER_MADE || e->type == USHER_EVENT_CONTACT_DIALLING) {
        uint32_t agent = play_known(p, USHER_SERIAL(e->agent))->name;
        play_learn(p, e->participant.v, KNOWN_PART, agent)->contact = USHER_SERIAL(e->contact);
    }
}

bool compare_events(play *p)
{
    size_t count;
    const usher_event *r = reference_events(p->reference, &count);
    const usher_event *e;
    for (size_t i = 0; (e = usher_engine_peek(p->engine)) != NULL || i < count; i++) {
        if (e == NULL || i >= count || !same_event(e, &r[i])) {
            tell_events(p, e, i < count ? &r[i] : NULL);
            return false;
        }
        learn_agent(p, e);
        learn_part(p, e);
        fold_event(&p->fold, e);
        usher_engine_confirm(p->engine, e->number);
    }
    reference_clear_events(p->reference);
    return true;
}

/* ---- texts ----------------------------------------------------------------------------------- */

static bool same_text(play *p, const char *what, uint64_t n, size_t size, const char *engine,
                      const char *known_text)
{
    return compare_value(p, what, n, (int64_t)size, (int64_t)strlen(known_text)) &&
           compare_value(p, what, n, strcmp(engine, known_text), 0);
}

/* Texts are what they were given as, and objects are found by them. */
static bool same_contact_texts(play *p, uint64_t n, usher_contact_id id)
{
    char text[32];
    char key[32];
    const known *k = play_known(p, n);
    size_t size = usher_contact_endpoint(p->engine, id, text, sizeof text);
    if (!same_text(p, "contact endpoint", n, size, text, k->text) || !k->named) {
        return p->why[0] == '\0';
    }
    snprintf(key, sizeof key, "c%u", k->name);
    size = usher_contact_key(p->engine, id, text, sizeof text);
    return same_text(p, "contact key", n, size, text, key) &&
           same_serial(p, "contact found", n, usher_contact_find(p->engine, key).v, id.v);
}

static bool same_agent_texts(play *p, uint64_t n, usher_agent_id id)
{
    char text[32];
    const known *k = play_known(p, n);
    size_t size = usher_agent_device(p->engine, id, text, sizeof text);
    const char *device = reference_device(p->reference, (usher_agent_id){ n << 24 });
    if (!same_text(p, "agent device", n, size, text, device) || !k->named) {
        return p->why[0] == '\0';
    }
    const char *name = world_agent_name(k->name);
    size = usher_agent_name(p->engine, id, text, sizeof text);
    return same_text(p, "agent name", n, size, text, name) &&
           same_serial(p, "agent found", n, usher_agent_find(p->engine, name).v, id.v);
}

/* ---- contacts -------------------------------------------------------------------------------- */

static bool same_contact(play *p, uint64_t n, const usher_contact_info *e,
                         const usher_contact_info *r)
{
    return same_serial(p, "contact id", n, e->id.v, r->id.v) &&
           compare_value(p, "contact state", n, e->state, r->state) &&
           compare_value(p, "contact channel", n, e->channel, r->channel) &&
           compare_value(p, "contact held", n, e->held, r->held) &&
           compare_value(p, "contact overdue", n, e->overdue, r->overdue) &&
           compare_value(p, "contact offers", n, e->offers, r->offers) &&
           compare_value(p, "contact queue", n, e->queue.v, r->queue.v) &&
           same_serial(p, "contact agent_queue", n, e->agent_queue.v, r->agent_queue.v) &&
           same_serial(p, "contact agent", n, e->agent.v, r->agent.v) &&
           compare_value(p, "contact profile", n, e->profile.v, r->profile.v) &&
           compare_value(p, "contact priority", n, e->priority, r->priority) &&
           compare_value(p, "contact age", n, e->age, r->age) &&
           compare_value(p, "contact begun", n, e->begun, r->begun) &&
           compare_value(p, "contact enqueued", n, e->enqueued, r->enqueued) &&
           compare_value(p, "contact first_enqueued", n, e->first_enqueued, r->first_enqueued) &&
           compare_value(p, "contact answered", n, e->answered, r->answered) &&
           compare_value(p, "contact connected", n, e->connected, r->connected) &&
           compare_value(p, "contact ended", n, e->ended, r->ended) &&
           compare_value(p, "contact offers_made", n, e->offers_made, r->offers_made) &&
           compare_value(p, "contact transfers", n, e->transfers, r->transfers) &&
           compare_value(p, "contact tag", n, (int64_t)e->tag, (int64_t)r->tag);
}

static bool same_part(play *p, uint64_t n, usher_participant_id engine_id,
                      usher_participant_id reference_id)
{
    usher_participant_info e;
    usher_participant_info r;
    return compare_value(p, "part exists", n, usher_participant_get(p->engine, engine_id, &e),
                         reference_participant(p->reference, reference_id, &r)) &&
           same_serial(p, "part id", n, e.id.v, r.id.v) &&
           same_serial(p, "part contact", n, e.contact.v, r.contact.v) &&
           same_serial(p, "part agent", n, e.agent.v, r.agent.v) &&
           compare_value(p, "part role", n, e.role, r.role) &&
           compare_value(p, "part state", n, e.state, r.state) &&
           compare_value(p, "part reason", n, e.reason, r.reason) &&
           compare_value(p, "part channel", n, e.channel, r.channel) &&
           compare_value(p, "part queue", n, e.queue.v, r.queue.v) &&
           compare_value(p, "part since", n, e.since, r.since) &&
           compare_value(p, "part until", n, e.until, r.until) &&
           compare_value(p, "part leg", n, (int64_t)e.leg, (int64_t)r.leg);
}

/* A part that was missed belongs to its agent alone. */
static bool with_contact(const usher_participant_info *part, uint64_t contact)
{
    bool missed = part->state >= USHER_PART_MISSED && part->state <= USHER_PART_ERROR;
    return USHER_SERIAL(part->contact) == contact && !missed;
}

/* The contact's list has just the parts that the reference knows, oldest first. */
static bool same_parts_of_contact(play *p, uint64_t n, usher_contact_id id)
{
    usher_participant_id e = { 0 };
    usher_participant_id r = { 0 };
    while ((r = reference_next_part(p->reference, r)).v != 0) {
        usher_participant_info info;
        if (reference_participant(p->reference, r, &info) && with_contact(&info, n)) {
            e = usher_contact_next_part(p->engine, id, e);
            if (!same_serial(p, "next part of the contact", n, e.v, r.v)) {
                return false;
            }
        }
    }
    e = usher_contact_next_part(p->engine, id, e);
    return same_serial(p, "no more parts of the contact", n, e.v, 0);
}

static bool same_contacts(play *p, uint32_t *count)
{
    usher_contact_id r_id = { 0 };
    while ((r_id = reference_next_contact(p->reference, r_id)).v != 0) {
        uint64_t n = USHER_SERIAL(r_id);
        usher_contact_id e_id = { play_known(p, n)->id };
        usher_contact_info e;
        usher_contact_info r;
        usher_participant_id customer = { r_id.v };
        ++*count;
        if (!compare_value(p, "contact exists", n, usher_contact_get(p->engine, e_id, &e),
                           reference_contact(p->reference, r_id, &r)) ||
            !same_contact(p, n, &e, &r) ||
            !same_part(p, n, usher_contact_customer(e_id), customer) ||
            !same_parts_of_contact(p, n, e_id) || !same_contact_texts(p, n, e_id) ||
            !compare_value(p, "position", n, usher_contact_position(p->engine, e_id),
                           reference_position(p->reference, r_id))) {
            return false;
        }
    }
    return true;
}

static bool same_parts(play *p, uint32_t *count)
{
    usher_participant_id r_id = { 0 };
    while ((r_id = reference_next_part(p->reference, r_id)).v != 0) {
        usher_participant_id e_id = { play_known(p, USHER_SERIAL(r_id))->id };
        ++*count;
        if (!same_part(p, USHER_SERIAL(r_id), e_id, r_id)) {
            return false;
        }
    }
    return true;
}

/* ---- agents and queues ----------------------------------------------------------------------- */

static bool same_slots(play *p, uint64_t n, const usher_agent_info *e, const usher_agent_info *r)
{
    for (unsigned i = 0; i < USHER_CHANNELS_MAX; i++) {
        if (!compare_value(p, "agent occupied", n, e->occupied[i], r->occupied[i]) ||
            !compare_value(p, "agent outside", n, e->outside[i], r->outside[i]) ||
            !compare_value(p, "agent slots", n, e->slots[i], r->slots[i]) ||
            !compare_value(p, "agent available", n, e->available[i], r->available[i])) {
            return false;
        }
    }
    return true;
}

static bool same_agent(play *p, uint64_t n, const usher_agent_info *e, const usher_agent_info *r)
{
    return same_serial(p, "agent id", n, e->id.v, r->id.v) &&
           compare_value(p, "agent profile", n, e->profile.v, r->profile.v) &&
           compare_value(p, "agent group", n, e->group.v, r->group.v) &&
           compare_value(p, "agent status", n, e->status.v, r->status.v) &&
           compare_value(p, "agent next_status", n, e->next_status.v, r->next_status.v) &&
           compare_value(p, "agent available_since", n, e->available_since, r->available_since) &&
           compare_value(p, "agent status_since", n, e->status_since, r->status_since) &&
           compare_value(p, "agent in_hand", n, e->in_hand, r->in_hand) &&
           compare_value(p, "agent auto_accept", n, e->auto_accept, r->auto_accept) &&
           compare_value(p, "agent gone", n, e->gone, r->gone) &&
           compare_value(p, "agent leaving", n, e->leaving, r->leaving) &&
           compare_value(p, "agent_queue_count", n, e->agent_queue_count, r->agent_queue_count) &&
           compare_value(p, "agent tag", n, (int64_t)e->tag, (int64_t)r->tag) &&
           same_slots(p, n, e, r);
}

/* The agent's list of parts has just the parts that the reference knows, oldest first. */
static bool same_parts_of_agent(play *p, uint64_t n, usher_agent_id e_id, usher_agent_id r_id)
{
    usher_participant_id e = { 0 };
    usher_participant_id r = { 0 };
    while ((r = reference_next_part(p->reference, r)).v != 0) {
        usher_participant_info info;
        if (reference_participant(p->reference, r, &info) && info.agent.v == r_id.v) {
            e = usher_agent_next_part(p->engine, e_id, e);
            if (!same_serial(p, "next part of the agent", n, e.v, r.v)) {
                return false;
            }
        }
    }
    e = usher_agent_next_part(p->engine, e_id, e);
    return same_serial(p, "no more parts of the agent", n, e.v, 0);
}

static bool same_agents(play *p, uint32_t *count)
{
    usher_agent_id r_id = { 0 };
    while ((r_id = reference_next_agent(p->reference, r_id)).v != 0) {
        uint64_t n = USHER_SERIAL(r_id);
        usher_agent_id e_id = { play_known(p, n)->id };
        usher_agent_info e;
        usher_agent_info r;
        ++*count;
        if (!compare_value(p, "agent exists", n, usher_agent_get(p->engine, e_id, &e),
                           reference_agent(p->reference, r_id, &r)) ||
            !same_agent(p, n, &e, &r) || !same_parts_of_agent(p, n, e_id, r_id) ||
            !same_agent_texts(p, n, e_id)) {
            return false;
        }
    }
    return true;
}

/* Waiting contacts come one by one in the order of their positions. */
static bool same_line(play *p, usher_queue_ref queue, usher_channel channel, uint32_t waiting)
{
    usher_contact_id at = { 0 };
    for (uint32_t i = 1; i <= waiting; i++) {
        at = usher_queue_next_waiting(p->engine, queue, channel, at);
        usher_contact_id same = { USHER_SERIAL(at) << 24 };
        if (!compare_value(p, "next waiting", i, i, reference_position(p->reference, same))) {
            return false;
        }
    }
    at = usher_queue_next_waiting(p->engine, queue, channel, at);
    return same_serial(p, "no more waiting", queue.v, at.v, 0);
}

static bool same_queues(play *p)
{
    for (uint32_t n = 0; n <= p->queues_count + 1; n++) {
        usher_queue_ref ref = { n };
        usher_queue_info e = { .ref = { 0 } };
        usher_queue_info r = { .ref = { 0 } };
        if (!compare_value(p, "queue exists", n, usher_queue_get(p->engine, ref, &e),
                           reference_queue(p->reference, ref, &r)) ||
            !compare_value(p, "queue enabled", n, e.enabled, r.enabled) ||
            !compare_value(p, "queue leaving", n, e.leaving, r.leaving) ||
            !compare_value(p, "queue waiting", n, e.waiting, r.waiting)) {
            return false;
        }
        for (uint32_t i = 0; i < USHER_CHANNELS_MAX; i++) {
            if (!compare_value(p, "queue waiting by channel", n, e.waiting_by_channel[i],
                               r.waiting_by_channel[i]) ||
                (i < p->channels_count && r.waiting > 0 &&
                 !same_line(p, ref, (usher_channel)i, r.waiting_by_channel[i]))) {
                return false;
            }
        }
    }
    return true;
}

/* ---- what is gone ---------------------------------------------------------------------------- */

/* One of the objects that are or were, another one each time: is it there on both sides? */
static bool same_existence(play *p, uint64_t n)
{
    usher_contact_info contact;
    usher_agent_info agent;
    usher_participant_info part;
    const known *k = play_known(p, n);
    uint64_t id = n << 24;
    switch (k->kind) {
    case KNOWN_CONTACT:
        return compare_value(p, "contact is there", n,
                             usher_contact_get(p->engine, (usher_contact_id){ k->id }, &contact),
                             reference_contact(p->reference, (usher_contact_id){ id }, &contact));
    case KNOWN_AGENT:
        return compare_value(p, "agent is there", n,
                             usher_agent_get(p->engine, (usher_agent_id){ k->id }, &agent),
                             reference_agent(p->reference, (usher_agent_id){ id }, &agent));
    case KNOWN_PART:
        return compare_value(
            p, "part is there", n,
            usher_participant_get(p->engine, (usher_participant_id){ k->id }, &part),
            reference_participant(p->reference, (usher_participant_id){ id }, &part));
    default:
        return true;
    }
}

/* ---- all ------------------------------------------------------------------------------------- */

static bool sound(play *p)
{
    const char *broken = usher_engine_check(p->engine);
    if (broken != NULL) {
        snprintf(p->why, sizeof p->why, "the engine's invariant is broken: %s", broken);
    }
    return broken == NULL;
}

bool compare_state(play *p)
{
    uint32_t contacts = 0;
    uint32_t agents = 0;
    uint32_t parts = 0;
    usher_engine_info info;
    usher_engine_get(p->engine, &info);
    return compare_value(p, "now", 0, info.now, reference_now(p->reference)) &&
           compare_value(p, "next_due", 0, usher_engine_next_due(p->engine),
                         reference_next_due(p->reference)) &&
           same_contacts(p, &contacts) && same_parts(p, &parts) && same_agents(p, &agents) &&
           compare_value(p, "count of contacts", 0, info.contacts, contacts) &&
           compare_value(p, "count of parts", 0, info.participants, parts) &&
           compare_value(p, "count of agents", 0, info.agents, agents) && same_queues(p) &&
           same_existence(p, info.event % p->known_count) && sound(p) &&
           (p->matching_only || (compare_fold(p) && compare_views(p)));
}
