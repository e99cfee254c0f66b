/*
 * outline.h - what a centre says, as things with keys and values, in the words of its files.
 *
 * Two outlines can be compared without knowing what a key means (compare.h). A thing has only what
 * is not as usual; what is usual depends on nothing but the key and the thing's name.
 */
#ifndef COMMAND_OUTLINE_H
#define COMMAND_OUTLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <usher/load.h>
#include <usher/usher.h>

/** Kinds of things, in the order in which an outline has them. */
enum outline_kind {
    OUTLINE_CENTRE, /* one of this and the next two, without a name */
    OUTLINE_OPTIONS,
    OUTLINE_RUN,
    OUTLINE_CHANNEL,
    OUTLINE_STATUS,
    OUTLINE_HOURS,
    OUTLINE_QUEUE,
    OUTLINE_PROFILE,
    OUTLINE_AGENT,
    OUTLINE_NUMBER,
    OUTLINE_KINDS
};

/** Stands between the names of a key or a value that has several: no name has it. */
#define OUTLINE_AND "\n"

typedef struct outline_field {
    const char *key;   /* "max_contacts", "channels.voice.max" */
    const char *value; /* as a file would write it; "" = none */
    const char *usual; /* its value where nobody gives one; NULL: then it is not there at all */
    const char *list;  /* its place counts among the fields of this list; NULL: it does not */
} outline_field;

typedef struct outline_thing {
    enum outline_kind kind;
    const char *name;
    usher_place place; /* file NULL: not known */
    size_t first, count; /* in the outline's fields */
} outline_thing;

typedef struct outline_chunk outline_chunk;

/** Begin with all zero. */
typedef struct outline {
    outline_thing *things; /* by kind, then as the centre has them */
    size_t count, room;
    outline_field *fields;
    size_t fields_count, fields_room;
    outline_chunk *chunks; /* of texts */
} outline;

/**
 * Reads a centre, whose texts are borrowed. `files`: what it was loaded from, for numbers, virtual
 * agents and places; NULL = there are none.
 */
void outline_read(outline *o, const usher_centre *centre, const usher_loaded *files);
void outline_clear(outline *o);

/** What a kind is called: "queue", or of many "queues". */
const char *outline_kind_name(enum outline_kind kind, bool many);

/* ---- for the rooms that read a part: outline_routing.c, outline_hours.c --------------------- */

#if defined(__GNUC__)
#define OUTLINE_FORMAT(text, first) __attribute__((format(printf, text, first)))
#else
#define OUTLINE_FORMAT(text, first)
#endif

enum { OUTLINE_TEXT_MAX = 8192 }; /* bytes of one text that is made here */

/** Begins a thing; the name is borrowed. `defines`: its USHER_DEFINES_*, 0 = it has no place. */
void outline_begin(outline *o, enum outline_kind kind, const char *name, const usher_loaded *files,
                   uint8_t defines, uint32_t index);
/** Gives the present thing a value, unless it is the usual one. All texts are borrowed. */
void outline_say(outline *o, const char *key, const char *value, const char *usual);
/** The same for something in a list that has an order. */
void outline_list(outline *o, const char *list, const char *key, const char *value);
/** A text that lives as long as the outline. */
const char *outline_text(outline *o, const char *format, ...) OUTLINE_FORMAT(2, 3);
/** A duration as files write it; `forever` is the word for USHER_FOREVER. */
const char *outline_duration(outline *o, usher_duration micros, const char *forever);
/** A number; `word` is that for the value `worded`. */
const char *outline_count(outline *o, uint64_t value, uint64_t worded, const char *word);

void outline_hours(outline *o, const usher_centre *centre, const usher_loaded *files);
void outline_options(outline *o, const usher_centre *centre);
void outline_queues(outline *o, const usher_centre *centre, const usher_loaded *files);
void outline_profiles(outline *o, const usher_centre *centre, const usher_loaded *files);
void outline_agents(outline *o, const usher_centre *centre, const usher_loaded *files);

#endif
