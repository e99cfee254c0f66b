/*
 * outline.c - the outline as such, and the small sections of a centre.
 *
 * Options are outline_options.c's, hours outline_hours.c's; queues, profiles and agents are in
 * outline_routing.c. Texts lie in chunks, so that they stay where they are.
 */
#include "outline.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

/* ---- texts ------------------------------------------------------------------------------- */

enum { CHUNK_SIZE = 1 << 16 };

struct outline_chunk {
    outline_chunk *next;
    size_t used;
    char bytes[CHUNK_SIZE];
};

const char *outline_text(outline *o, const char *format, ...)
{
    char text[OUTLINE_TEXT_MAX];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t size = strlen(text) + 1;
    if (o->chunks == NULL || CHUNK_SIZE - o->chunks->used < size) {
        outline_chunk *chunk = memory_new(1, sizeof *chunk);
        chunk->next = o->chunks;
        o->chunks = chunk;
    }
    char *kept = o->chunks->bytes + o->chunks->used;
    memcpy(kept, text, size);
    o->chunks->used += size;
    return kept;
}

/* The seconds of a duration, with the decimals that they need: "1.5s". */
static void seconds_text(char *text, size_t size, int64_t micros)
{
    int shown = snprintf(text, size, "%" PRId64 ".%06d", micros / 1000000, (int)(micros % 1000000));
    while (text[shown - 1] == '0') {
        shown--;
    }
    shown -= text[shown - 1] == '.' ? 1 : 0;
    snprintf(text + shown, size - (size_t)shown, "s");
}

const char *outline_duration(outline *o, usher_duration micros, const char *forever)
{
    char hours[32] = "";
    char minutes[32] = "";
    char seconds[32] = "";
    int64_t rest = micros % USHER_MINUTES(1);

    if (micros == USHER_FOREVER) {
        return forever;
    }
    if (micros > 0 && micros < USHER_SECONDS(1) && micros % 1000 == 0) {
        return outline_text(o, "%dms", (int)(micros / 1000));
    }
    if (micros >= USHER_MINUTES(60)) {
        snprintf(hours, sizeof hours, "%" PRId64 "h", micros / USHER_MINUTES(60));
    }
    if (micros / USHER_MINUTES(1) % 60 > 0) {
        snprintf(minutes, sizeof minutes, "%dm", (int)(micros / USHER_MINUTES(1) % 60));
    }
    if (rest > 0 || micros == 0) {
        seconds_text(seconds, sizeof seconds, rest);
    }
    return outline_text(o, "%s%s%s", hours, minutes, seconds);
}

const char *outline_count(outline *o, uint64_t value, uint64_t worded, const char *word)
{
    return value == worded ? word : outline_text(o, "%" PRIu64, value);
}

/* ---- things ------------------------------------------------------------------------------ */

void outline_begin(outline *o, enum outline_kind kind, const char *name, const usher_loaded *files,
                   uint8_t defines, uint32_t index)
{
    outline_thing *thing;

    o->things = memory_grow(o->things, &o->room, o->count + 1, sizeof *o->things);
    thing = &o->things[o->count++];
    *thing = (outline_thing){ .kind = kind, .name = name, .first = o->fields_count };
    if (files != NULL && defines != 0) {
        (void)usher_loaded_place(files, defines, index, &thing->place);
    }
}

static void add_field(outline *o, const outline_field *field)
{
    o->fields = memory_grow(o->fields, &o->fields_room, o->fields_count + 1, sizeof *o->fields);
    o->fields[o->fields_count++] = *field;
    o->things[o->count - 1].count++;
}

void outline_say(outline *o, const char *key, const char *value, const char *usual)
{
    if (usual == NULL || strcmp(value, usual) != 0) {
        add_field(o, &(outline_field){ key, value, usual, NULL });
    }
}

void outline_list(outline *o, const char *list, const char *key, const char *value)
{
    add_field(o, &(outline_field){ key, value, NULL, list });
}

void outline_clear(outline *o)
{
    while (o->chunks != NULL) {
        outline_chunk *next = o->chunks->next;
        free(o->chunks);
        o->chunks = next;
    }
    free(o->things);
    free(o->fields);
    memset(o, 0, sizeof *o);
}

const char *outline_kind_name(enum outline_kind kind, bool many)
{
    static const char *const names[OUTLINE_KINDS][2] = {
        [OUTLINE_CENTRE] = { "centre", "centres" },
        [OUTLINE_OPTIONS] = { "options", "options" },
        [OUTLINE_RUN] = { "run", "run" },
        [OUTLINE_CHANNEL] = { "channel", "channels" },
        [OUTLINE_STATUS] = { "status", "statuses" },
        [OUTLINE_HOURS] = { "hours", "hours" },
        [OUTLINE_QUEUE] = { "queue", "queues" },
        [OUTLINE_PROFILE] = { "profile", "profiles" },
        [OUTLINE_AGENT] = { "agent", "agents" },
        [OUTLINE_NUMBER] = { "number", "numbers" },
    };
    return names[kind][many ? 1 : 0];
}

/* ---- sections ---------------------------------------------------------------------------- */

static void read_run(outline *o, const usher_centre *centre, const usher_loaded *files)
{
    const usher_run_settings *run = files != NULL ? usher_loaded_run(files) : NULL;
    char speeds[512] = "";
    size_t used = 0;

    outline_begin(o, OUTLINE_RUN, "", files, 0, 0);
    if (run == NULL) {
        return;
    }
    outline_say(o, "answer_after", outline_duration(o, run->answer_after, "never"), "3s");
    for (usher_channel i = 0; i < USHER_CHANNELS_MAX; i++) {
        outline_say(o, outline_text(o, "other_work_while.%s", usher_centre_channel_name(centre, i)),
                    run->other_work_while[i] != 0 ? "pause" : "goes_on", "goes_on");
    }
    for (uint32_t i = 0; i < run->chat_speed_count; i++) {
        used += (size_t)snprintf(speeds + used, sizeof speeds - used, "%s%" PRIu32 ".%06" PRIu32,
                                 i > 0 ? ", " : "", run->chat_speed[i] / 1000000,
                                 run->chat_speed[i] % 1000000);
        while (speeds[used - 1] == '0' && speeds[used - 2] != '.') {
            speeds[--used] = '\0';
        }
    }
    outline_say(o, "chat_speed", outline_text(o, "%s", speeds), "1.0");
}

static void read_channels(outline *o, const usher_centre *centre, const usher_loaded *files)
{
    usher_channel_def def = USHER_CHANNEL_DEF_INIT;

    for (usher_channel i = 0; i < USHER_CHANNELS_MAX; i++) {
        if (!usher_centre_channel(centre, i, &def)) {
            continue;
        }
        outline_begin(o, OUTLINE_CHANNEL, def.name, files, USHER_DEFINES_CHANNEL, i);
        outline_say(o, "ring", outline_duration(o, def.ring, ""),
                    i == USHER_TASK || i == USHER_EMAIL ? "30s" : "20s");
        if (i > USHER_EMAIL) {
            outline_say(o, "like", usher_centre_channel_name(centre, def.like), "voice");
        }
        outline_say(o, "live_max", outline_count(o, def.live_max, 0, "unlimited"), "unlimited");
    }
}

static void read_statuses(outline *o, const usher_centre *centre, const usher_loaded *files)
{
    static const char *const kinds[] = { "routable", "custom", "offline" };
    usher_agent_status_def def = USHER_AGENT_STATUS_DEF_INIT;

    for (uint32_t i = 1; i <= usher_centre_statuses(centre); i++) {
        if (usher_centre_status(centre, (usher_agent_status_ref){ i }, &def)) {
            outline_begin(o, OUTLINE_STATUS, def.name, files, USHER_DEFINES_STATUS, i - 1);
            outline_say(o, "kind", kinds[def.kind], NULL);
        }
    }
}

static void read_numbers(outline *o, const usher_centre *centre, const usher_loaded *files)
{
    usher_entry_point point;

    for (uint32_t i = 0; files != NULL && usher_loaded_entry_point(files, i, &point); i++) {
        outline_begin(o, OUTLINE_NUMBER, point.number, files, USHER_DEFINES_NUMBER, i);
        outline_say(o, "queue", usher_centre_queue_name(centre, point.queue), NULL);
    }
}

void outline_read(outline *o, const usher_centre *centre, const usher_loaded *files)
{
    outline_begin(o, OUTLINE_CENTRE, "", files, 0, 0);
    outline_say(o, "name", usher_centre_name(centre), "");
    outline_say(o, "zone", usher_centre_zone(centre), "Etc/UTC");
    outline_options(o, centre);
    read_run(o, centre, files);
    read_channels(o, centre, files);
    read_statuses(o, centre, files);
    outline_hours(o, centre, files);
    outline_queues(o, centre, files);
    outline_profiles(o, centre, files);
    outline_agents(o, centre, files);
    read_numbers(o, centre, files);
}
