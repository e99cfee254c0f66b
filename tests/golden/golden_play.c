/*
 * golden_play.c - plays commands on the engine, or on the reference, behind one face.
 *
 * Names of contacts, agents and parts are learned here: agents from the centre, parts from events
 * that make them. A name outlives its object, so that a script can speak of what is gone.
 */
#include "golden.h"

#include "support/typed.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void golden_append(golden_text *text, const char *data, size_t size)
{
    char *grown = realloc(text->data, text->size + size + 1);
    if (grown == NULL) {
        abort();
    }
    memcpy(grown + text->size, data, size);
    grown[text->size + size] = '\0';
    text->data = grown;
    text->size += size;
}

void golden_add(golden_text *text, const char *format, ...)
{
    char piece[4096];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(piece, sizeof piece, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof piece) {
        abort();
    }
    golden_append(text, piece, (size_t)length);
}

void golden_free(golden_text *text)
{
    free(text->data);
    text->data = NULL;
    text->size = 0;
}

void golden_names_add(golden_names *names, const char *name, uint64_t id, uint64_t contact)
{
    golden_name *grown = realloc(names->items, (names->count + 1) * sizeof *grown);
    if (grown == NULL) {
        abort();
    }
    names->items = grown;
    golden_name *added = &grown[names->count++];
    snprintf(added->name, sizeof added->name, "%s", name);
    added->id = id;
    added->contact = contact;
}

static usher_engine *new_engine(usher_centre *centre, uint32_t units)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = centre;
    options.limits.contacts = 4096;
    options.limits.agents = 1024;
    options.limits.participants = 4096;
    if (units > 0) {
        options.limits.units_per_command = units;
    }
    usher_engine *engine = NULL;
    usher_status status = usher_engine_new(&options, &engine);
    if (status != USHER_OK) {
        fprintf(stderr, "usher_engine_new: %s\n", usher_strerror(status));
        abort();
    }
    return engine;
}

void golden_made_copy(golden_made *to, const golden_made *from)
{
    to->count = from->count;
    for (size_t i = 0; i < from->count; i++) {
        to->centres[i] = usher_centre_ref(from->centres[i]);
    }
}

void golden_made_clear(golden_made *made)
{
    while (made->count > 0) {
        usher_centre_unref(made->centres[--made->count]);
    }
}

void golden_begin(golden_play *play, const golden_centre *files, size_t count,
                  const golden_made *made, uint32_t units, bool on_reference)
{
    usher_centre *centre = files[0].centre;
    memset(play, 0, sizeof *play);
    play->centre = centre;
    play->files = files;
    play->files_count = count;
    if (made != NULL) {
        golden_made_copy(&play->made, made);
    }
    if (on_reference) {
        play->reference = reference_new(centre, 0);
    } else {
        play->engine = new_engine(centre, units);
    }
    usher_agent_def def;
    for (uint32_t i = 0; usher_centre_agent(centre, i, &def); i++) {
        uint64_t id = ((uint64_t)i + 1) << 24;
        if (play->engine != NULL) {
            id = usher_agent_find(play->engine, def.name).v;
        }
        golden_names_add(&play->agents, def.name, id, 0);
    }
}

void golden_end(golden_play *play)
{
    if (play->reference != NULL) {
        reference_free(play->reference);
    }
    usher_engine_free(play->engine);
    golden_made_clear(&play->made);
    free(play->contacts.items);
    free(play->agents.items);
    free(play->parts.items);
    golden_free(&play->lines);
    golden_free(&play->faults);
}

static void learn_part(golden_play *play, const usher_event *e)
{
    bool made = e->type == USHER_EVENT_OFFER_MADE || e->type == USHER_EVENT_CONTACT_DIALLING;
    bool moved = e->type == USHER_EVENT_OFFER_ANSWERED && play->moved == e->participant.v;
    play->moved = e->type == USHER_EVENT_OFFER_MOVED ? e->participant.v : play->moved;
    if (!made && !moved) {
        return;
    }
    for (size_t i = 0; i < play->agents.count; i++) {
        if (play->agents.items[i].id >> 24 == USHER_SERIAL(e->agent)) {
            const char *agent = play->agents.items[i].name;
            golden_names_add(&play->parts, agent, e->participant.v, e->contact.v);
            return;
        }
    }
}

/* Agents also come with a change of centre. */
static void learn_agent(golden_play *play, const usher_event *e)
{
    char name[USHER_NAME_MAX + 1];
    const char *read = name;
    for (size_t i = 0; i < play->agents.count; i++) {
        if (play->agents.items[i].id >> 24 == USHER_SERIAL(e->agent)) {
            return;
        }
    }
    if (play->engine != NULL) {
        usher_agent_name(play->engine, e->agent, name, sizeof name);
    } else {
        read = reference_agent_name(play->reference, e->agent);
    }
    golden_names_add(&play->agents, read, e->agent.v, 0);
}

static void tell_event(golden_play *play, const usher_event *e)
{
    learn_part(play, e);
    if (e->type == USHER_EVENT_AGENT_ADDED) {
        learn_agent(play, e);
    }
    golden_event_line(play, e);
}

/* Learns the name of what a command makes, before its events are told. */
static void learn(golden_play *play, const usher_command *k, usher_status status, uint64_t id)
{
    if (status != USHER_OK || k->key == NULL) {
        return;
    }
    if (k->op == USHER_COMMAND_AGENT_ADD) {
        golden_names_add(&play->agents, k->key, id, 0);
    } else if (k->op == USHER_COMMAND_CONTACT_BEGIN || k->op == USHER_COMMAND_CONTACT_DIAL) {
        golden_names_add(&play->contacts, k->key, id, 0);
    }
}

static void tell_reference(golden_play *play)
{
    size_t count;
    const usher_event *events = reference_events(play->reference, &count);
    for (size_t i = 0; i < count; i++) {
        tell_event(play, &events[i]);
    }
    reference_clear_events(play->reference);
}

static void tell_engine(golden_play *play)
{
    const usher_event *e;
    while ((e = usher_engine_peek(play->engine)) != NULL) {
        tell_event(play, e);
        usher_engine_confirm(play->engine, e->number);
    }
    const char *broken = usher_engine_check(play->engine);
    if (broken != NULL) {
        golden_add(&play->faults, "broken invariant: %s\n", broken);
    }
}

void golden_tell(golden_play *play)
{
    if (play->engine != NULL) {
        tell_engine(play);
    } else {
        tell_reference(play);
    }
}

usher_status golden_submit(golden_play *play, const usher_command *k, uint64_t *id)
{
    *id = 0;
    usher_status status = play->engine != NULL ? typed_submit(play->engine, k, id)
                                               : reference_submit(play->reference, k, id);
    learn(play, k, status, *id);
    golden_tell(play);
    return status;
}

uint64_t golden_customer(const golden_play *play, uint64_t contact)
{
    usher_contact_id id = { contact };
    return play->engine != NULL ? usher_contact_customer(id).v : contact;
}

bool golden_contact(const golden_play *play, uint64_t id, usher_contact_info *out)
{
    usher_contact_id contact = { id };
    return play->engine != NULL ? usher_contact_get(play->engine, contact, out)
                                : reference_contact(play->reference, contact, out);
}

bool golden_agent(const golden_play *play, uint64_t id, usher_agent_info *out)
{
    usher_agent_id agent = { id };
    return play->engine != NULL ? usher_agent_get(play->engine, agent, out)
                                : reference_agent(play->reference, agent, out);
}

uint8_t golden_activity(const golden_play *play, uint64_t id)
{
    usher_agent_id agent = { id };
    return play->engine != NULL ? usher_agent_activity(play->engine, agent)
                                : reference_activity(play->reference, agent);
}

bool golden_part(const golden_play *play, uint64_t id, usher_participant_info *out)
{
    usher_participant_id part = { id };
    return play->engine != NULL ? usher_participant_get(play->engine, part, out)
                                : reference_participant(play->reference, part, out);
}

bool golden_queue(const golden_play *play, usher_queue_ref ref, usher_queue_info *out)
{
    return play->engine != NULL ? usher_queue_get(play->engine, ref, out)
                                : reference_queue(play->reference, ref, out);
}

uint32_t golden_position(const golden_play *play, uint64_t contact)
{
    usher_contact_id id = { contact };
    return play->engine != NULL ? usher_contact_position(play->engine, id)
                                : reference_position(play->reference, id);
}

usher_time golden_next_due(const golden_play *play)
{
    return play->engine != NULL ? usher_engine_next_due(play->engine)
                                : reference_next_due(play->reference);
}
