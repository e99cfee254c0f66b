/*
 * compare_places.c - what a change of centre must not touch (docs/routing.md CH-3, CH-6, CH-7).
 *
 * This does not ask the reference: all that lives is noted before the commit and looked at behind
 * it, and what may differ is only what the rules of the change name. No contact loses its place, no
 * part its slot, nothing that was set by hand its value.
 */
#include "model.h"

#include <stdlib.h>
#include <string.h>

static void *room_for(size_t count, size_t size)
{
    void *room = calloc(count + 1, size);
    if (room == NULL) {
        abort();
    }
    return room;
}

void places_forget(play *p)
{
    if (p->places.change != NULL) {
        crowd_free(&p->places.before);
        free(p->places.positions);
        free(p->places.devices);
        p->places.change = NULL;
    }
}

void places_note(play *p, const prepared *change)
{
    places *noted = &p->places;
    if (change->engine == NULL) {
        return;
    }
    noted->change = change;
    crowd_gather(p, &noted->before);
    noted->positions = room_for(noted->before.contacts_count, sizeof *noted->positions);
    noted->devices = room_for(noted->before.agents_count, sizeof *noted->devices);
    for (uint32_t i = 0; i < noted->before.contacts_count; i++) {
        noted->positions[i] = usher_contact_position(p->engine, noted->before.contacts[i].id);
    }
    for (uint32_t i = 0; i < noted->before.agents_count; i++) {
        (void)usher_agent_device(p->engine, noted->before.agents[i].id, noted->devices[i],
                                 sizeof noted->devices[i]);
    }
    for (uint32_t i = 1; i <= p->queues_count && i <= PLACES_MAX; i++) {
        usher_queue_info info = { .enabled = false };
        (void)usher_queue_get(p->engine, (usher_queue_ref){ i }, &info);
        noted->enabled[i] = info.enabled;
    }
}

/* ---- what the change says -------------------------------------------------------------------- */

/* Where a rule moves this thing; NULL: none does. The last rule about a thing counts. */
static const char *moved_to(const prepared *change, uint8_t kind, const char *name)
{
    const usher_change_options *o = &change->wanted.options;
    const char *to = NULL;
    for (size_t i = 0; i < o->rules_count; i++) {
        if (o->rules[i].kind == kind && strcmp(o->rules[i].name, name) == 0) {
            to = o->rules[i].action == USHER_MOVE ? o->rules[i].to : NULL;
        }
    }
    return to;
}

/* An agent's name; "" if he has one that no file knows. */
static const char *name_of(const play *p, usher_agent_id agent)
{
    const known *k = play_known(p, USHER_SERIAL(agent));
    return k->named ? world_agent_name(k->name) : "";
}

static bool find_agent(const usher_centre *centre, const char *name, usher_agent_def *out)
{
    for (uint32_t i = 0; usher_centre_agent(centre, i, out); i++) {
        if (strcmp(out->name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- contacts -------------------------------------------------------------------------------- */

/* Where a contact waits. */
typedef struct spot {
    usher_queue_ref queue;
    usher_agent_id own;
} spot;

static spot spot_of(const usher_contact_info *c)
{
    return (spot){ c->queue, c->agent_queue };
}

static bool same_spot(spot a, spot b)
{
    return a.queue.v == b.queue.v && a.own.v == b.own.v;
}

static spot spot_then(const play *p, const usher_contact_info *c)
{
    const prepared *change = p->places.change;
    const char *to;
    if (c->state != USHER_CONTACT_QUEUED) {
        return spot_of(c);
    }
    if (c->agent_queue.v != 0) {
        to = moved_to(change, USHER_CHANGE_AGENT, name_of(p, c->agent_queue));
    } else {
        to =
            moved_to(change, USHER_CHANGE_QUEUE, usher_centre_queue_name(change->before, c->queue));
    }
    return to == NULL ? spot_of(c) : (spot){ usher_centre_find_queue(p->centre, to), { 0 } };
}

/* Who waits in a queue with rules may leave it at once: then the reference decides. */
static bool may_leave(const play *p, const usher_contact_info *c)
{
    usher_queue_def def = USHER_QUEUE_DEF_INIT;
    spot then = spot_then(p, c);
    return c->state == USHER_CONTACT_QUEUED && then.own.v == 0 &&
           usher_centre_queue(p->centre, then.queue, &def) &&
           (def.longest_wait > 0 || def.stay_needs != USHER_NEEDS_NOTHING);
}

static bool same_contact(play *p, const usher_contact_info *was)
{
    usher_contact_info is = { .id = { 0 } };
    uint64_t n = USHER_SERIAL(was->id);
    spot then = spot_then(p, was);
    return compare_value(p, "contact is there", n, usher_contact_get(p->engine, was->id, &is),
                         true) &&
           compare_value(p, "contact keeps its state", n, is.state, was->state) &&
           compare_value(p, "contact keeps its queue", n, is.queue.v, then.queue.v) &&
           compare_value(p, "contact keeps its own queue", n, (int64_t)is.agent_queue.v,
                         (int64_t)then.own.v) &&
           compare_value(p, "contact keeps its agent", n, (int64_t)is.agent.v,
                         (int64_t)was->agent.v) &&
           compare_value(p, "contact stays held", n, is.held, was->held) &&
           compare_value(p, "contact keeps its priority", n, is.priority, was->priority) &&
           compare_value(p, "contact keeps its age", n, is.age, was->age) &&
           compare_value(p, "contact waits since", n, is.enqueued, was->enqueued) &&
           compare_value(p, "contact waited first at", n, is.first_enqueued, was->first_enqueued) &&
           compare_value(p, "contact keeps its answer", n, is.answered, was->answered) &&
           compare_value(p, "contact keeps its transfers", n, is.transfers, was->transfers) &&
           compare_value(p, "contact keeps its offers", n, is.offers >= was->offers, true);
}

/* Two who waited behind one another, and wait together still, are in the same order. */
static bool same_order(play *p, uint32_t a, uint32_t b)
{
    const usher_contact_info *one = &p->places.before.contacts[a];
    const usher_contact_info *other = &p->places.before.contacts[b];
    if (one->state != USHER_CONTACT_QUEUED || other->state != USHER_CONTACT_QUEUED ||
        may_leave(p, one) || may_leave(p, other) || one->channel != other->channel ||
        !same_spot(spot_of(one), spot_of(other)) ||
        !same_spot(spot_then(p, one), spot_then(p, other))) {
        return true;
    }
    bool was = p->places.positions[a] < p->places.positions[b];
    bool is =
        usher_contact_position(p->engine, one->id) < usher_contact_position(p->engine, other->id);
    return compare_value(p, "two contacts keep their order", USHER_SERIAL(one->id), is, was);
}

static void count_waiting(play *p, const usher_contact_info *c)
{
    usher_queue_info queue;
    usher_agent_info own;
    if (c->state != USHER_CONTACT_QUEUED) {
        return;
    }
    bool stays = same_spot(spot_of(c), spot_then(p, c));
    bool leaving = c->agent_queue.v != 0
                       ? usher_agent_get(p->engine, c->agent_queue, &own) && own.leaving
                       : usher_queue_get(p->engine, c->queue, &queue) && queue.leaving;
    p->counted.waiting++;
    p->counted.moved += !stays;
    p->counted.draining += stays && leaving;
}

static bool same_contacts(play *p)
{
    const crowd *before = &p->places.before;
    for (uint32_t i = 0; i < before->contacts_count; i++) {
        if (!may_leave(p, &before->contacts[i]) && !same_contact(p, &before->contacts[i])) {
            return false;
        }
        for (uint32_t k = 0; k < i; k++) {
            if (!same_order(p, k, i)) {
                return false;
            }
        }
        count_waiting(p, &before->contacts[i]);
    }
    return true;
}

/* ---- parts ----------------------------------------------------------------------------------- */

static bool waits_to_leave(const play *p, usher_contact_id contact)
{
    const crowd *before = &p->places.before;
    for (uint32_t i = 0; i < before->contacts_count; i++) {
        if (before->contacts[i].id.v == contact.v) {
            return may_leave(p, &before->contacts[i]);
        }
    }
    return false;
}

static bool same_part(play *p, const usher_participant_info *was)
{
    usher_participant_info is = { .id = { 0 } };
    uint64_t n = USHER_SERIAL(was->id);
    if (was->state <= USHER_PART_RINGING && waits_to_leave(p, was->contact)) {
        return true;
    }
    p->counted.parts++;
    return compare_value(p, "part is there", n, usher_participant_get(p->engine, was->id, &is),
                         true) &&
           compare_value(p, "part keeps its agent", n, (int64_t)is.agent.v,
                         (int64_t)was->agent.v) &&
           compare_value(p, "part keeps its contact", n, (int64_t)is.contact.v,
                         (int64_t)was->contact.v) &&
           compare_value(p, "part keeps its state", n, is.state, was->state) &&
           compare_value(p, "part is in its state since", n, is.since, was->since) &&
           compare_value(p, "part keeps its timer", n, is.until, was->until) &&
           compare_value(p, "part keeps its leg", n, (int64_t)is.leg, (int64_t)was->leg);
}

/* ---- what was set by hand -------------------------------------------------------------------- */

static bool same_profile(play *p, const usher_agent_info *was, usher_profile_ref is)
{
    const char *name = usher_centre_profile_name(p->places.change->before, was->profile);
    const char *to = moved_to(p->places.change, USHER_CHANGE_PROFILE, name);
    usher_profile_ref then = to != NULL ? usher_centre_find_profile(p->centre, to) : was->profile;
    p->counted.overrides++;
    return compare_value(p, "profile set by hand", USHER_SERIAL(was->id), is.v, then.v);
}

static bool same_device(play *p, usher_agent_id id, const char *was)
{
    char is[sizeof *p->places.devices];
    (void)usher_agent_device(p->engine, id, is, sizeof is);
    p->counted.overrides++;
    return compare_value(p, "device set by hand", USHER_SERIAL(id), strcmp(is, was), 0);
}

/* An agent of both files; what is not as the old one says has been set otherwise. */
static bool same_agent(play *p, uint32_t i)
{
    const usher_agent_info *was = &p->places.before.agents[i];
    usher_agent_info is = { .id = { 0 } };
    usher_agent_def old_file;
    usher_agent_def new_file;
    if (!find_agent(p->places.change->before, name_of(p, was->id), &old_file) ||
        !find_agent(p->centre, old_file.name, &new_file)) {
        return true;
    }
    const char *device = old_file.device != NULL ? old_file.device : "";
    (void)usher_agent_get(p->engine, was->id, &is);
    return (was->profile.v == old_file.profile.v || same_profile(p, was, is.profile)) &&
           (strcmp(p->places.devices[i], device) == 0 ||
            same_device(p, was->id, p->places.devices[i])) &&
           (was->tag == old_file.tag || compare_value(p, "tag set by hand", USHER_SERIAL(was->id),
                                                      (int64_t)is.tag, (int64_t)was->tag));
}

static bool same_queue(play *p, uint32_t i)
{
    usher_queue_ref ref = { i };
    usher_queue_def old_file;
    usher_queue_def new_file;
    usher_queue_info is = { .enabled = false };
    if (!usher_centre_queue(p->places.change->before, ref, &old_file) ||
        usher_centre_find_queue(p->places.change->file, old_file.name).v == 0 ||
        p->places.enabled[i] != old_file.disabled) {
        return true;
    }
    (void)usher_centre_queue(p->centre, ref, &new_file);
    (void)usher_queue_get(p->engine, ref, &is);
    p->counted.overrides += p->places.enabled[i] == new_file.disabled;
    return compare_value(p, "queue enabled by hand", i, is.enabled, p->places.enabled[i]);
}

/* ---- all ------------------------------------------------------------------------------------- */

bool compare_places(play *p)
{
    const places *noted = &p->places;
    if (noted->change == NULL) {
        return true;
    }
    bool same = same_contacts(p);
    for (uint32_t i = 0; same && i < noted->before.parts_count; i++) {
        same = same_part(p, &noted->before.parts[i]);
    }
    for (uint32_t i = 0; same && i < noted->before.agents_count; i++) {
        same = same_agent(p, i);
    }
    uint32_t queues = usher_centre_queues(noted->change->before);
    for (uint32_t i = 1; same && i <= queues && i <= PLACES_MAX; i++) {
        same = same_queue(p, i);
    }
    places_forget(p);
    return same;
}
