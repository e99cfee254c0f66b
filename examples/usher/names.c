/*
 * names.c - what the words in a run's files may name.
 *
 * The centre finds its own things by name; its numbers and agents are sorted here once. Suggestions
 * walk over every candidate, so they are made for those findings only that will be shown.
 */
#include "names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "suggest.h"

static int compare_numbers(const void *a, const void *b)
{
    const usher_entry_point *x = a;
    const usher_entry_point *y = b;
    return strcmp(x->number, y->number);
}

static int compare_agents(const void *a, const void *b)
{
    const agent_name *x = a;
    const agent_name *y = b;
    return strcmp(x->name, y->name);
}

void names_init(input_names *names, const usher_centre *centre, const usher_entry_point *numbers,
                size_t numbers_count)
{
    names->centre = centre;
    names->other = NULL;
    names->numbers_count = numbers_count;
    names->numbers = memory_new(numbers_count, sizeof *names->numbers);
    if (numbers_count > 0) {
        memcpy(names->numbers, numbers, numbers_count * sizeof *numbers);
    }
    names->agents_count = usher_centre_agents(centre);
    names->agents = memory_new(names->agents_count, sizeof *names->agents);
    for (uint32_t i = 0; i < names->agents_count; i++) {
        usher_agent_def def = USHER_AGENT_DEF_INIT;
        (void)usher_centre_agent(centre, i, &def);
        names->agents[i].name = def.name;
        names->agents[i].index = i;
    }
    qsort(names->numbers, numbers_count, sizeof *names->numbers, compare_numbers);
    qsort(names->agents, names->agents_count, sizeof *names->agents, compare_agents);
}

void names_clear(input_names *names)
{
    free(names->numbers);
    free(names->agents);
    memset(names, 0, sizeof *names);
}

/* ---- findings ---------------------------------------------------------------------------- */

typedef void (*offer_all_fn)(const input_names *names, suggestion *s);

static void unknown(const input_names *names, const csv_reader *reader, const csv_field *field,
                    enum input_finding_code code, const char *what, offer_all_fn offer_all)
{
    char quoted[FINDING_QUOTED_MAX];
    char hint[SUGGEST_WORD_MAX + 32] = "";

    if (reader->findings->count < FINDINGS_KEPT_MAX) {
        suggestion s;
        suggest_start(&s, field->text, field->size);
        offer_all(names, &s);
        suggest_text(&s, hint, sizeof hint);
    }
    findings_add(reader->findings, code, csv_place(reader, field), "unknown %s %s%s", what,
                 finding_quoted(quoted, field->text, field->size), hint);
}

static void offer_channels(const input_names *names, suggestion *s)
{
    for (usher_channel i = 0; i < USHER_CHANNELS_MAX; i++) {
        usher_channel_def def = USHER_CHANNEL_DEF_INIT;
        if (usher_centre_channel(names->centre, i, &def)) {
            suggest_offer(s, def.name);
        }
    }
}

static void offer_queues(const input_names *names, suggestion *s)
{
    for (uint32_t i = 1; i <= usher_centre_queues(names->centre); i++) {
        usher_queue_def def = USHER_QUEUE_DEF_INIT;
        if (usher_centre_queue(names->centre, (usher_queue_ref){ i }, &def)) {
            suggest_offer(s, def.name);
        }
    }
}

static void offer_numbers(const input_names *names, suggestion *s)
{
    for (size_t i = 0; i < names->numbers_count; i++) {
        suggest_offer(s, names->numbers[i].number);
    }
}

static void offer_agents(const input_names *names, suggestion *s)
{
    for (uint32_t i = 0; i < names->agents_count; i++) {
        suggest_offer(s, names->agents[i].name);
    }
}

static void offer_statuses(const input_names *names, suggestion *s)
{
    for (uint32_t i = 1; i <= usher_centre_statuses(names->centre); i++) {
        usher_agent_status_def def = USHER_AGENT_STATUS_DEF_INIT;
        if (usher_centre_status(names->centre, (usher_agent_status_ref){ i }, &def)) {
            suggest_offer(s, def.name);
        }
    }
}

static void offer_profiles(const input_names *names, suggestion *s)
{
    for (uint32_t i = 1; i <= usher_centre_profiles(names->centre); i++) {
        usher_profile_def def = USHER_PROFILE_DEF_INIT;
        if (usher_centre_profile(names->centre, (usher_profile_ref){ i }, &def)) {
            suggest_offer(s, def.name);
        }
    }
}

/* ---- look-ups ---------------------------------------------------------------------------- */

/* What is found in a kind of names, plus 1; 0 = nothing. */
typedef uint32_t (*find_fn)(const input_names *names, const char *text);

static uint32_t find_channel(const input_names *names, const char *text)
{
    usher_channel found = usher_centre_find_channel(names->centre, text);
    return found != USHER_CHANNEL_NONE ? found + 1u : 0;
}

static uint32_t find_queue(const input_names *names, const char *text)
{
    return usher_centre_find_queue(names->centre, text).v;
}

/* The queue to which a number leads. */
static uint32_t find_number(const input_names *names, const char *text)
{
    usher_entry_point key = { text, { 0 } };
    const usher_entry_point *found = NULL;

    if (names->numbers_count > 0) {
        found = bsearch(&key, names->numbers, names->numbers_count, sizeof key, compare_numbers);
    }
    return found != NULL ? found->queue.v : 0;
}

static uint32_t find_agent(const input_names *names, const char *text)
{
    agent_name key = { text, 0 };
    const agent_name *found = NULL;

    if (names->agents_count > 0) {
        found = bsearch(&key, names->agents, names->agents_count, sizeof key, compare_agents);
    }
    return found != NULL ? found->index + 1 : 0;
}

static uint32_t find_status(const input_names *names, const char *text)
{
    return usher_centre_find_status(names->centre, text).v;
}

static uint32_t find_profile(const input_names *names, const char *text)
{
    return usher_centre_find_profile(names->centre, text).v;
}

/* A kind of names. */
typedef struct kind {
    enum input_finding_code code;
    const char *what;
    find_fn find;
    offer_all_fn offer_all;
} kind;

static const kind channels = { INPUT_UNKNOWN_CHANNEL, "channel", find_channel, offer_channels };
static const kind queues = { INPUT_UNKNOWN_QUEUE, "queue", find_queue, offer_queues };
static const kind numbers = { INPUT_UNKNOWN_NUMBER, "number", find_number, offer_numbers };
static const kind agents = { INPUT_UNKNOWN_AGENT, "agent", find_agent, offer_agents };
static const kind statuses = { INPUT_UNKNOWN_STATUS, "status", find_status, offer_statuses };
static const kind profiles = { INPUT_UNKNOWN_PROFILE, "profile", find_profile, offer_profiles };

static uint32_t look_up(const input_names *names, const csv_reader *reader, const csv_field *field,
                        const kind *k)
{
    uint32_t found = k->find(names, field->text);

    if (found == 0 && (names->other == NULL || k->find(names->other, field->text) == 0)) {
        unknown(names, reader, field, k->code, k->what, k->offer_all);
    }
    return found;
}

bool names_channel(const input_names *names, const csv_reader *reader, const csv_field *field,
                   usher_channel *out)
{
    uint32_t found = look_up(names, reader, field, &channels);
    *out = found != 0 ? (usher_channel)(found - 1) : USHER_CHANNEL_NONE;
    return found != 0;
}

bool names_queue(const input_names *names, const csv_reader *reader, const csv_field *field,
                 usher_queue_ref *out)
{
    out->v = look_up(names, reader, field, &queues);
    return out->v != 0;
}

bool names_number(const input_names *names, const csv_reader *reader, const csv_field *field,
                  usher_queue_ref *out)
{
    out->v = look_up(names, reader, field, &numbers);
    return out->v != 0;
}

bool names_agent(const input_names *names, const csv_reader *reader, const csv_field *field,
                 uint32_t *out)
{
    uint32_t found = look_up(names, reader, field, &agents);
    *out = found - 1;
    return found != 0;
}

bool names_status(const input_names *names, const csv_reader *reader, const csv_field *field,
                  uint32_t *out)
{
    *out = look_up(names, reader, field, &statuses);
    return *out != 0;
}

bool names_profile(const input_names *names, const csv_reader *reader, const csv_field *field,
                   uint32_t *out)
{
    *out = look_up(names, reader, field, &profiles);
    return *out != 0;
}
