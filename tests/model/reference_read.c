/*
 * reference_read.c - the reference: finding, counting and copying. Objects are made and freed here,
 * events get the fields of what they are about, and the state is read (docs/routing.md 13.13).
 * Nothing here decides anything. Every number is counted on the spot.
 */
#include "reference_room.h"

#include <stdlib.h>
#include <string.h>

/* ---- lists ----------------------------------------------------------------------------------- */

/* A new object at the end of a list, with the next serial and no timer. */
static void *add(reference *r, void **list, size_t size)
{
    thing *made = calloc(1, size);
    if (made == NULL) {
        abort();
    }
    while (*list != NULL) {
        list = &((thing *)*list)->next;
    }
    made->serial = ++r->serial;
    made->due = USHER_TIME_NEVER;
    *list = made;
    return made;
}

void room_remove(void **list, void *item)
{
    while (*list != item) {
        list = &((thing *)*list)->next;
    }
    *list = ((thing *)item)->next;
    free(item);
}

void *room_find(void *first, uint64_t serial)
{
    thing *t = first;
    while (t != NULL && t->serial != serial) {
        t = t->next;
    }
    return t;
}

objects room_objects(const reference *r, const usher_command *k)
{
    objects o = { .contact = room_find(r->contacts, USHER_SERIAL(k->contact)),
                  .agent = room_find(r->agents, USHER_SERIAL(k->agent)),
                  .part = room_find(r->parts, USHER_SERIAL(k->participant)),
                  .customer = room_find(r->contacts, USHER_SERIAL(k->participant)),
                  .same_key = r->contacts,
                  .same_name = r->agents };
    while (o.same_key != NULL && (k->key == NULL || strcmp(o.same_key->key, k->key) != 0)) {
        o.same_key = o.same_key->is.next;
    }
    while (o.same_name != NULL && (k->key == NULL || strcmp(o.same_name->name, k->key) != 0)) {
        o.same_name = o.same_name->is.next;
    }
    return o;
}

static thing *sooner(thing *best, thing *list)
{
    for (thing *t = list; t != NULL; t = t->next) {
        bool first =
            best == NULL || t->due < best->due || (t->due == best->due && t->set < best->set);
        best = t->due != USHER_TIME_NEVER && first ? t : best;
    }
    return best;
}

thing *room_first_timer(const reference *r, bool of_contacts)
{
    return sooner(of_contacts ? NULL : sooner(NULL, r->parts), r->contacts);
}

/* ---- sums, which saturate (chapter 0), and texts --------------------------------------------- */

int64_t room_sum(int64_t a, int64_t b)
{
    if (b > 0) {
        return a > INT64_MAX - b ? INT64_MAX : a + b;
    }
    return a < INT64_MIN - b ? INT64_MIN : a + b;
}

int64_t room_difference(int64_t a, int64_t b)
{
    return b == INT64_MIN ? room_sum(room_sum(a, INT64_MAX), 1) : room_sum(a, -b);
}

/* No text, or one of so many bytes. */
bool room_text_in(const char *text, size_t min, size_t max)
{
    return text == NULL || (strlen(text) >= min && strlen(text) <= max);
}

/* No text is as an empty one. */
bool room_same_text(const char *a, const char *b)
{
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

/* ---- what the centre says -------------------------------------------------------------------- */

/* The built-in channel whose rules hold for this one (RP-5). */
usher_channel room_channel_like(const reference *r, usher_channel channel)
{
    usher_channel_def def;
    bool own = channel > USHER_EMAIL && usher_centre_channel(r->centre, channel, &def);
    return own ? def.like : channel;
}

bool room_routable(const reference *r, usher_agent_status_ref status)
{
    usher_agent_status_def def;
    return usher_centre_status(r->centre, status, &def) && def.kind == USHER_STATUS_ROUTABLE;
}

usher_profile_def room_profile(const reference *r, const agent *a)
{
    usher_profile_def def = USHER_PROFILE_DEF_INIT;
    (void)usher_centre_profile(r->centre, a->info.profile, &def);
    return def;
}

/* ---- counting -------------------------------------------------------------------------------- */

bool room_is(const part *p, int states)
{
    return (states >> p->info.state & 1) != 0;
}

part *room_next_part(part *p, const agent *a, const contact *c, int channel, int states)
{
    for (; p != NULL; p = p->is.next) {
        if ((a == NULL || p->agent == a->is.serial) && (c == NULL || p->contact == c->is.serial) &&
            (channel < 0 || p->info.channel == channel) && room_is(p, states)) {
            break;
        }
    }
    return p;
}

part *room_part_of(const reference *r, uint64_t serial, int states)
{
    const agent *a = room_find(r->agents, serial);
    return a != NULL ? room_next_part(r->parts, a, NULL, -1, states) : NULL;
}

part *room_part_that_waited(const reference *r, uint64_t serial)
{
    part *p = room_part_of(r, serial, ROOM_LIVE);
    while (p != NULL && p->dialled) {
        p = room_next_part(p->is.next, room_find(r->agents, serial), NULL, -1, ROOM_LIVE);
    }
    return p;
}

uint32_t room_count_parts(const reference *r, const agent *a, const contact *c, int channel,
                          int states)
{
    uint32_t count = 0;
    part *p = r->parts;
    while ((p = room_next_part(p, a, c, channel, states)) != NULL) {
        p = p->is.next;
        count++;
    }
    return count;
}

/* SEL-14. */
uint32_t room_in_hand(const reference *r, const agent *a)
{
    bool all = r->options->handled == USHER_HANDLED_OCCUPIED;
    uint32_t count = room_count_parts(r, a, NULL, -1, all ? ROOM_ALL : ROOM_OPEN | ROOM_LIVE);
    for (unsigned i = 0; i < USHER_CHANNELS_MAX; i++) {
        count += a->info.outside[i];
    }
    return count;
}

/* */
uint32_t room_occupied(const reference *r, const agent *a, unsigned channel)
{
    return room_count_parts(r, a, NULL, (int)channel, ROOM_ALL) + a->info.outside[channel];
}

bool room_waits_in(const contact *c, usher_queue_ref queue, const agent *own)
{
    uint64_t serial = USHER_SERIAL(c->info.agent_queue);
    return c->info.state == USHER_CONTACT_QUEUED &&
           (own != NULL ? serial == own->is.serial : serial == 0 && c->info.queue.v == queue.v);
}

uint32_t room_count_waiting(const reference *r, usher_queue_ref queue, const agent *own,
                            int channel)
{
    uint32_t count = 0;
    for (const contact *c = r->contacts; c != NULL; c = c->is.next) {
        count += room_waits_in(c, queue, own) && (channel < 0 || c->info.channel == channel);
    }
    return count;
}

uint32_t room_count_own(const reference *r, const agent *own)
{
    uint32_t count = 0;
    for (const contact *c = r->contacts; c != NULL; c = c->is.next) {
        count += USHER_SERIAL(c->info.agent_queue) == own->is.serial;
    }
    return count;
}

/* ---- making and freeing ---------------------------------------------------------------------- */

static void copy_text(char *to, size_t size, const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;
    if (length >= size) {
        abort();
    }
    memcpy(to, text != NULL ? text : "", length + 1);
}

contact *room_make_contact(reference *r, const usher_command *k)
{
    contact *c = add(r, &r->contacts, sizeof *c);
    c->given = *k;
    copy_text(c->key, sizeof c->key, k->key);
    copy_text(c->customer, sizeof c->customer, k->endpoint);
    c->info.channel = k->channel;
    c->info.priority = k->priority;
    c->info.age = k->age;
    c->info.tag = k->tag;
    c->info.begun = c->since = r->now;
    c->info.enqueued = c->info.first_enqueued = c->info.ended = USHER_TIME_NEVER;
    return c;
}

part *room_copy_part(reference *r, const contact *c, const agent *a)
{
    part *p = add(r, &r->parts, sizeof *p);
    p->contact = c->is.serial;
    p->agent = a->is.serial;
    p->queue = c->info.queue;
    p->tag = c->info.tag;
    p->answered = p->connected = USHER_TIME_NEVER;
    p->info.role = USHER_ROLE_AGENT;
    p->info.channel = c->info.channel;
    return p;
}

agent *room_make_agent(reference *r, const char *name, const char *device,
                       const usher_duration *acw)
{
    agent *a = add(r, &r->agents, sizeof *a);
    copy_text(a->name, sizeof a->name, name);
    copy_text(a->device, sizeof a->device, device);
    if (acw != NULL) {
        memcpy(a->acw, acw, sizeof a->acw);
    }
    a->info.status.v = 2;
    a->info.status_since = a->info.available_since = r->now;
    return a;
}

void room_set_agent(agent *a, usher_profile_ref profile, usher_group_ref group, uint8_t auto_accept,
                    uint64_t tag)
{
    a->info.profile = profile;
    a->info.group = group;
    a->info.auto_accept = auto_accept;
    a->info.tag = tag;
}

reference *reference_new(const usher_centre *centre, usher_time now)
{
    reference *r = calloc(1, sizeof *r);
    bool *enabled = calloc(usher_centre_queues(centre) + 1, sizeof *enabled);
    if (r == NULL || enabled == NULL) {
        abort();
    }
    r->centre = r->file = centre;
    r->options = usher_centre_options(centre);
    r->now = now;
    r->queue_enabled = enabled;
    usher_queue_def queue;
    for (uint32_t q = 1; usher_centre_queue(centre, (usher_queue_ref){ q }, &queue); q++) {
        enabled[q] = !queue.disabled;
    }
    usher_agent_def def;
    for (uint32_t i = 0; usher_centre_agent(centre, i, &def); i++) {
        agent *a = room_make_agent(r, def.name, def.device, def.acw);
        uint32_t levels = 0;
        while (levels < USHER_GROUP_LEVELS && def.group[levels] != NULL) {
            levels++;
        }
        usher_group_ref group = usher_centre_find_group(centre, def.group, levels);
        room_set_agent(a, def.profile, group, def.auto_accept, def.tag);
    }
    return r;
}

void reference_free(reference *r)
{
    void **lists[] = { &r->contacts, &r->parts, &r->agents };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        while (*lists[i] != NULL) {
            room_remove(lists[i], *lists[i]);
        }
    }
    free(r->queue_enabled);
    free(r->events);
    free(r);
}

/* ---- events (13.2) --------------------------------------------------------------------------- */

usher_event *room_emit(reference *r, uint16_t type, uint64_t actor)
{
    usher_event *grown = realloc(r->events, (r->events_count + 1) * sizeof *grown);
    if (grown == NULL) {
        abort();
    }
    r->events = grown;
    usher_event *e = memset(&grown[r->events_count++], 0, sizeof *e);
    e->number = ++r->events_made;
    e->time = r->now;
    e->actor = actor;
    e->type = type;
    e->channel = USHER_CHANNEL_NONE;
    return e;
}

usher_event *room_emit_contact(reference *r, uint16_t type, const contact *c)
{
    usher_event *e = room_emit(r, type, r->actor);
    e->contact.v = c->is.serial << 24;
    e->channel = c->info.channel;
    e->tag = c->info.tag;
    return e;
}

usher_event *room_emit_agent(reference *r, uint16_t type, const agent *a)
{
    usher_event *e = room_emit(r, type, r->actor);
    e->agent.v = a->is.serial << 24;
    e->tag = a->info.tag;
    return e;
}

usher_event *room_emit_part(reference *r, uint16_t type, uint64_t actor, const part *p)
{
    usher_event *e = room_emit(r, type, actor);
    e->contact.v = p->contact << 24;
    e->agent.v = p->agent << 24;
    e->participant.v = p->is.serial << 24;
    e->queue = p->queue;
    e->channel = p->info.channel;
    e->tag = p->tag;
    e->value = (int64_t)p->info.leg;
    return e;
}

const usher_event *reference_events(const reference *r, size_t *count)
{
    *count = r->events_count;
    return r->events;
}

void reference_clear_events(reference *r)
{
    r->events_count = 0;
}

/* ---- reading (13.13) ------------------------------------------------------------------------- */

usher_time reference_now(const reference *r)
{
    return r->now;
}

usher_time reference_next_due(const reference *r)
{
    const thing *t = room_first_timer(r, false);
    return t != NULL ? t->due : USHER_TIME_NEVER;
}

/* Who has the contact: the youngest of its parts that are live or in after-contact work. */
static void read_holder(const reference *r, const contact *c, usher_contact_info *out)
{
    part *p = r->parts;
    out->answered = out->connected = USHER_TIME_NEVER;
    while ((p = room_next_part(p, NULL, c, -1, ROOM_LIVE | ROOM_ACW)) != NULL) {
        out->agent.v = p->agent << 24;
        out->profile = p->profile;
        out->answered = p->answered;
        out->connected = p->connected;
        p = p->is.next;
    }
}

bool reference_contact(const reference *r, usher_contact_id id, usher_contact_info *out)
{
    const contact *c = room_find(r->contacts, USHER_SERIAL(id));
    if (c == NULL) {
        return false;
    }
    *out = c->info;
    out->id.v = c->is.serial << 24;
    out->offers = (uint16_t)room_count_parts(r, NULL, c, -1, ROOM_OPEN);
    if (c->info.state != USHER_CONTACT_QUEUED) {
        out->overdue = false;
        out->agent_queue.v = 0;
    }
    read_holder(r, c, out);
    return true;
}

static void read_customer(const contact *c, usher_participant_info *out)
{
    memset(out, 0, sizeof *out);
    out->id.v = out->contact.v = c->is.serial << 24;
    out->role = USHER_ROLE_CUSTOMER;
    out->state = USHER_PART_CONNECTED;
    if (c->info.state == USHER_CONTACT_DIALLING) {
        out->state = USHER_PART_DIALLING;
    } else if (c->info.state == USHER_CONTACT_ENDED) {
        out->state = USHER_PART_GONE;
    }
    out->reason = c->end_reason;
    out->channel = c->info.channel;
    out->since = c->since;
    out->until = USHER_TIME_NEVER;
    out->leg = c->leg;
}

bool reference_participant(const reference *r, usher_participant_id id, usher_participant_info *out)
{
    const part *p = room_find(r->parts, USHER_SERIAL(id));
    const contact *c = room_find(r->contacts, USHER_SERIAL(id));
    if (p != NULL) {
        *out = p->info;
        out->id.v = p->is.serial << 24;
        out->contact.v = p->contact << 24;
        out->agent.v = p->agent << 24;
        out->queue = p->queue;
        out->until = p->is.due;
    } else if (c != NULL) {
        read_customer(c, out);
    }
    return p != NULL || c != NULL;
}

/* */
static uint16_t available(const reference *r, const agent *a, unsigned channel)
{
    bool keeps = r->options->slots_with_next_status == USHER_NEXT_STATUS_KEEP;
    bool leaves = a->info.leaving || (a->info.next_status.v != 0 && !keeps);
    uint32_t max = room_profile(r, a).max[channel];
    uint32_t count = room_occupied(r, a, channel);
    bool open = room_routable(r, a->info.status) && !leaves && !a->info.gone &&
                room_channel_let_in(r, a, channel);
    return open && count < max ? (uint16_t)(max - count) : 0;
}

bool reference_agent(const reference *r, usher_agent_id id, usher_agent_info *out)
{
    const agent *a = room_find(r->agents, USHER_SERIAL(id));
    usher_queue_ref none = { 0 };
    if (a == NULL) {
        return false;
    }
    *out = a->info;
    out->id.v = a->is.serial << 24;
    out->in_hand = room_in_hand(r, a);
    for (unsigned i = 0; i < USHER_CHANNELS_MAX; i++) {
        out->occupied[i] = (uint16_t)room_count_parts(r, a, NULL, (int)i, ROOM_ALL);
        out->slots[i] = room_profile(r, a).max[i];
        out->available[i] = available(r, a, i);
    }
    out->agent_queue_count = room_count_waiting(r, none, a, -1);
    return true;
}

uint8_t reference_activity(const reference *r, usher_agent_id id)
{
    static const struct {
        int states;
        uint8_t word;
    } words[] = { { 1 << USHER_PART_ERROR, USHER_ACTIVITY_ERROR },
                  { 1 << USHER_PART_MISSED, USHER_ACTIVITY_MISSED },
                  { 1 << USHER_PART_REJECTED, USHER_ACTIVITY_REJECTED },
                  { ROOM_LIVE, USHER_ACTIVITY_ON_CONTACT },
                  { ROOM_ACW, USHER_ACTIVITY_ACW },
                  { ROOM_OPEN, USHER_ACTIVITY_INCOMING } };
    const agent *a = room_find(r->agents, USHER_SERIAL(id));
    usher_agent_status_def status = USHER_AGENT_STATUS_DEF_INIT;
    if (a == NULL) {
        return USHER_ACTIVITY_NONE;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (room_count_parts(r, a, NULL, -1, words[i].states) > 0) {
            return words[i].word;
        }
    }
    if (room_routable(r, a->info.status)) {
        return USHER_ACTIVITY_AVAILABLE;
    }
    (void)usher_centre_status(r->centre, a->info.status, &status);
    return status.kind == USHER_STATUS_OFFLINE ? USHER_ACTIVITY_OFFLINE : USHER_ACTIVITY_CUSTOM;
}

bool reference_queue(const reference *r, usher_queue_ref queue, usher_queue_info *out)
{
    memset(out, 0, sizeof *out);
    if (queue.v == 0 || queue.v > usher_centre_queues(r->centre) || room_queue_is_gone(r, queue)) {
        return false;
    }
    out->ref = queue;
    out->leaving = !room_queue_stays(r, queue);
    out->enabled = r->queue_enabled[queue.v];
    out->waiting = room_count_waiting(r, queue, NULL, -1);
    for (unsigned i = 0; i < USHER_CHANNELS_MAX; i++) {
        out->waiting_by_channel[i] = room_count_waiting(r, queue, NULL, (int)i);
    }
    return true;
}

const char *reference_agent_name(const reference *r, usher_agent_id id)
{
    const agent *a = room_find(r->agents, USHER_SERIAL(id));
    return a != NULL ? a->name : "";
}

const char *reference_device(const reference *r, usher_agent_id id)
{
    const agent *a = room_find(r->agents, USHER_SERIAL(id));
    return a != NULL ? a->device : "";
}

/* H-36. */
uint32_t reference_position(const reference *r, usher_contact_id id)
{
    const contact *c = room_find(r->contacts, USHER_SERIAL(id));
    uint32_t position = 1;
    if (c == NULL || c->info.state != USHER_CONTACT_QUEUED) {
        return 0;
    }
    const agent *own = room_find(r->agents, USHER_SERIAL(c->info.agent_queue));
    for (const contact *o = r->contacts; o != NULL; o = o->is.next) {
        position += o->info.channel == c->info.channel && room_waits_in(o, c->info.queue, own) &&
                    room_before(o, c);
    }
    return position;
}

/* The serial of the object after `serial`, or of the first one; 0 after the last. */
static uint64_t next_serial(const void *first, uint64_t serial)
{
    const thing *t = first;
    while (t != NULL && t->serial <= serial) {
        t = t->next;
    }
    return t != NULL ? t->serial << 24 : 0;
}

usher_contact_id reference_next_contact(const reference *r, usher_contact_id after)
{
    return (usher_contact_id){ next_serial(r->contacts, USHER_SERIAL(after)) };
}

usher_agent_id reference_next_agent(const reference *r, usher_agent_id after)
{
    return (usher_agent_id){ next_serial(r->agents, USHER_SERIAL(after)) };
}

usher_participant_id reference_next_part(const reference *r, usher_participant_id after)
{
    return (usher_participant_id){ next_serial(r->parts, USHER_SERIAL(after)) };
}
