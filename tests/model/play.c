/*
 * play.c - plays steps on the engine and on the reference, and knows every object by name.
 *
 * The engine works in units and may leave work to the next call; the reference does not. So after
 * each step both are advanced until nothing is due any more; and an engine of few units is advanced
 * before the step too, because a fact does not wait for what is left.
 */
#include "model.h"

#include "support/typed.h"

#include <stdlib.h>
#include <string.h>

enum {
    ONE_GO = 10000,    /* units that are enough for all that can be due at once */
    CALLS_MAX = 100000 /* of advance, for one step of time */
};

/* ---- what is known --------------------------------------------------------------------------- */

static void *grown(void *items, size_t *count, size_t need, size_t size)
{
    if (need <= *count) {
        return items;
    }
    size_t more = need < 64 ? 64 : 2 * need;
    char *moved = realloc(items, more * size);
    if (moved == NULL) {
        abort();
    }
    memset(moved + *count * size, 0, (more - *count) * size);
    *count = more;
    return moved;
}

const known *play_known(const play *p, uint64_t serial)
{
    return &p->known[serial < p->known_count ? serial : 0];
}

known *play_learn(play *p, uint64_t id, uint8_t kind, uint32_t name)
{
    size_t serial = (size_t)(id >> 24);
    p->known = grown(p->known, &p->known_count, serial + 1, sizeof *p->known);
    p->known[serial] = (known){ .id = id, .kind = kind, .name = name, .text = "" };
    if (kind == KNOWN_CONTACT) {
        p->contacts = grown(p->contacts, &p->contacts_count, name + 1, sizeof *p->contacts);
        p->contacts[name] = serial;
    } else if (kind == KNOWN_AGENT) {
        p->agents[name] = serial;
    }
    return &p->known[serial];
}

uint64_t play_contact(const play *p, uint32_t name)
{
    return name < p->contacts_count ? p->contacts[name] : 0;
}

uint64_t play_part(const play *p, const step *s)
{
    uint64_t found = 0;
    uint32_t count = 0;
    uint64_t contact = play_contact(p, s->contact);
    for (uint64_t serial = contact + 1; contact != 0 && serial < p->known_count; serial++) {
        const known *k = &p->known[serial];
        if (k->kind == KNOWN_PART && k->name == s->agent && k->contact == contact) {
            count++;
            if (s->ordinal == 0 || s->ordinal == count) {
                found = serial;
            }
        }
    }
    return found;
}

/* ---- steps to commands ----------------------------------------------------------------------- */

/* The engine's id of a serial; one that never was, for a nobody that is asked for. */
static uint64_t id_of(const play *p, uint64_t serial, bool asked)
{
    uint64_t nobody = asked ? (uint64_t)NOBODY << 24 : 0;
    return serial != 0 ? play_known(p, serial)->id : nobody;
}

static uint64_t participant_of(const play *p, const step *s)
{
    if (s->customer) {
        usher_contact_id contact = { id_of(p, play_contact(p, s->contact), true) };
        return usher_contact_customer(contact).v;
    }
    return id_of(p, play_part(p, s), true);
}

static bool about_a_part(uint16_t op)
{
    return op == USHER_COMMAND_PARTICIPANT_CLEAR ||
           (op >= USHER_COMMAND_REPORT_RINGING && op < USHER_COMMAND_REPORT_AGENT_GONE);
}

/* The key or name in a command, written into `buffer` of 300 bytes. */
static const char *key_of(const step *s, char *buffer)
{
    bool agent = s->op == USHER_COMMAND_AGENT_ADD;
    size_t longest = agent ? USHER_NAME_MAX : 255;
    switch (s->key) {
    case KEY_NONE:
        return NULL;
    case KEY_EMPTY:
        return "";
    case KEY_LONGEST:
    case KEY_TOO_LONG:
        memset(buffer, 'x', longest + 1);
        buffer[longest + (s->key == KEY_TOO_LONG)] = '\0';
        return buffer;
    default:
        snprintf(buffer, 300, "%c%u", agent ? 'a' : 'c', agent ? s->agent : s->contact);
        return buffer;
    }
}

/* The customer or the device. */
static const char *text_of(const step *s)
{
    static const char *const texts[] = { NULL, "desk", "", "+15550100" };
    return texts[s->text % (sizeof texts / sizeof texts[0])];
}

static usher_command command_of(const play *p, const step *s, char *key)
{
    usher_command c = USHER_COMMAND_INIT;
    c.op = s->op;
    c.channel = s->channel;
    c.reason = s->reason;
    c.flag = s->flag;
    c.now = (usher_time)((uint64_t)p->world->start + (uint64_t)s->at);
    c.actor = s->actor;
    if (about_a_part(s->op)) {
        c.participant.v = participant_of(p, s);
        c.agent.v = id_of(p, s->by <= AGENT_NAMES ? p->agents[s->by] : 0, s->by != 0);
    } else {
        c.contact.v = id_of(p, play_contact(p, s->contact), s->contact != 0);
        c.agent.v = id_of(p, s->agent <= AGENT_NAMES ? p->agents[s->agent] : 0, s->agent != 0);
    }
    c.queue.v = s->queue;
    c.profile.v = s->profile;
    c.status.v = s->status;
    c.group.v = s->group;
    c.priority = s->priority;
    c.age = s->age;
    c.acw = s->acw;
    c.tag = s->tag;
    c.key = key_of(s, key);
    c.endpoint = text_of(s);
    c.acw_by_channel = s->has_acws ? s->acws : NULL;
    c.value = s->value;
    return c;
}

/* ---- both sides ------------------------------------------------------------------------------ */

static bool advance_engine(play *p, usher_time now)
{
    usher_status status = USHER_OK;
    uint32_t calls = 0;
    now = now > usher_engine_now(p->engine) ? now : usher_engine_now(p->engine);
    while (status == USHER_OK && usher_engine_next_due(p->engine) <= now && calls < CALLS_MAX) {
        status = usher_engine_advance(p->engine, now);
        calls++;
    }
    return compare_value(p, "status of advance", 0, status, USHER_OK) &&
           compare_value(p, "advance comes to an end", 0, calls < CALLS_MAX, true);
}

static void advance_reference(play *p, usher_time now)
{
    usher_command c = USHER_COMMAND_INIT;
    c.op = USHER_COMMAND_ADVANCE;
    c.now = now;
    while (reference_next_due(p->reference) <= c.now) {
        (void)reference_submit(p->reference, &c, NULL);
    }
}

bool play_advance(play *p, usher_time now)
{
    if (!advance_engine(p, now)) {
        return false;
    }
    now = now > reference_now(p->reference) ? now : reference_now(p->reference);
    advance_reference(p, now);
    return true;
}

static void learn_made(play *p, const step *s, usher_status status, uint64_t id)
{
    if (status != USHER_OK || id == 0) {
        return;
    }
    bool agent = s->op == USHER_COMMAND_AGENT_ADD;
    known *made = agent ? play_learn(p, id, KNOWN_AGENT, s->agent)
                        : play_learn(p, id, KNOWN_CONTACT, s->contact);
    made->named = s->key == KEY_GIVEN;
    made->text = text_of(s) != NULL ? text_of(s) : "";
}

static bool play_command(play *p, const step *s)
{
    char key[300];
    usher_command c = command_of(p, s, key);
    uint64_t engine_id = 0;
    uint64_t reference_id = 0;
    if (p->world->units < ONE_GO && !advance_engine(p, c.now)) {
        return false;
    }
    usher_status status = p->world->by_value ? usher_engine_submit(p->engine, &c, &engine_id)
                                             : typed_submit(p->engine, &c, &engine_id);
    p->status = reference_submit(p->reference, &c, &reference_id);
    if (!compare_value(p, "status", s->op, status, p->status) ||
        !compare_value(p, "serial of what was made", s->op, (int64_t)(engine_id >> 24),
                       (int64_t)(reference_id >> 24))) {
        return false;
    }
    learn_made(p, s, status, engine_id);
    return true;
}

bool play_step(play *p, const step *s, bool closely)
{
    usher_time now = (usher_time)((uint64_t)p->world->start + (uint64_t)s->at);
    bool changes = s->op == STEP_PREPARE || s->op == STEP_COMMIT;
    bool same = changes ? play_change_step(p, s, now) : play_command(p, s);
    return same && play_advance(p, usher_engine_now(p->engine)) && compare_events(p) &&
           compare_places(p) && (!closely || compare_state(p));
}

/* ---- beginning and end ----------------------------------------------------------------------- */

static usher_engine *new_engine(const play *p, const usher_store *store)
{
    usher_engine *engine = NULL;
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = p->changes == 0 ? p->file : NULL; /* else the records know it */
    options.store = store;
    options.limits.units_per_command = p->world->units;
    options.now = p->world->start;
    options.seed = p->world->seed;
    usher_status status = usher_engine_new(&options, &engine);
    if (status != USHER_OK) {
        fprintf(stderr, "usher_engine_new: %s\n", usher_strerror(status));
        abort();
    }
    return engine;
}

static usher_engine *new_engine_with_store(play *p)
{
    if (usher_memory_store_new(NULL, true, &p->store) != USHER_OK) {
        abort();
    }
    usher_store table = usher_memory_store_table(p->store);
    return new_engine(p, &table);
}

void play_begin(play *p, const world *w)
{
    memset(p, 0, sizeof *p);
    p->world = w;
    p->known = grown(NULL, &p->known_count, 64, sizeof *p->known);
    p->file_world = *w;
    p->file = world_build(w);
    play_know_centre(p, p->file);
    p->engine = w->stored ? new_engine_with_store(p) : new_engine(p, NULL);
    p->reference = reference_new(p->centre, w->start);
    fold_begin(&p->fold, p->centre);
    for (uint32_t i = 1; i <= w->agents_count; i++) {
        usher_agent_id id = usher_agent_find(p->engine, world_agent_name(i));
        known *agent = play_learn(p, id.v, KNOWN_AGENT, i);
        agent->named = true;
        agent->text = w->agents[i - 1].device != NULL ? w->agents[i - 1].device : "";
    }
}

bool play_again(play *p)
{
    if (p->store == NULL) {
        return true;
    }
    usher_store table = usher_memory_store_table(p->store);
    usher_engine *again = new_engine(p, &table);
    usher_engine_info before;
    usher_engine_info after;
    usher_engine_get(p->engine, &before);
    bool same =
        compare_value(p, "status of advance", 0, usher_engine_advance(again, before.now), 0);
    usher_engine_get(again, &after);
    same = same &&
           compare_value(p, "events, from the records", 0, (int64_t)before.event,
                         (int64_t)after.event) &&
           compare_value(p, "state, from the records", 0,
                         (int64_t)usher_engine_state_digest(p->engine),
                         (int64_t)usher_engine_state_digest(again)) &&
           compare_value(p, "centre, from the records", 0,
                         (int64_t)usher_centre_hash(usher_engine_centre(p->engine)),
                         (int64_t)usher_centre_hash(usher_engine_centre(again)));
    usher_engine_free(again);
    return same;
}

void play_end(play *p)
{
    reference_free(p->reference);
    usher_engine_free(p->engine);
    usher_memory_store_free(p->store);
    fold_end(&p->fold);
    play_change_end(p);
    free(p->known);
    free(p->contacts);
}
