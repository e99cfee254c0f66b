/*
 * context.h - one load in progress: its files, its memory, its findings, the centre being built.
 *
 * Failures of memory stick in `nomem`; every step may go on or stop as it likes, and the load as a
 * whole answers ERR_NOMEM. `incomplete` means that a file or a section is missing from the tree, so
 * that a name which is not there may well stand in it: nobody complains of unknown names then.
 */
#ifndef US_LOAD_CONTEXT_H
#define US_LOAD_CONTEXT_H

#include "arena.h"
#include "findings.h"
#include "node.h"
#include "suggest.h"

#include <usher/load.h>

enum {
    US_FILES_MAX = 64,
    US_DEPTH_LIMIT = 256, /* more than this is never allowed, whatever the options say */
    US_AGENTS_PER_ROW_MAX = 100000,
    US_AGENTS_MAX = 1048576 /* what one engine can hold */
};

typedef struct us_load_file {
    const char *path;     /* as it is opened and shown */
    const char *same;     /* normalised, to recognise it */
    uint32_t included_by; /* index; its own for the first */
    const char *kept;     /* the path for the result, once a place needs it */
} us_load_file;

enum { US_DEFINED_KINDS = USHER_DEFINES_NUMBER + 1 };

typedef struct us_places { /* of one kind of definition */
    usher_place *at;       /* file NULL: no file defines it */
    size_t count;
} us_places;

typedef struct us_load {
    usher_load_options options; /* all of them set */
    usher_load_files files;
    usher_load_zones zones;
    const char **zone_names; /* of the system, in the arena, NULL behind the last; NULL = none */
    bool zone_names_read;
    usher_mem mem;
    us_arena arena; /* the tree; gone when the load ends */
    us_arena *kept; /* what lives as long as the result */
    usher_findings *findings;
    us_load_file opened[US_FILES_MAX];
    uint32_t opened_count;
    size_t nodes_left;
    uint64_t suggest_budget;
    bool nomem;
    bool incomplete;
    bool partial; /* a stage is being checked: what is missing may stand in the rest */

    usher_centre_builder *builder;
    us_index statuses, hours, queues,
        profiles; /* by name; a definition's reference is the number of its node */
    const char *channels[USHER_CHANNELS_MAX]; /* their names */
    usher_channel channels_count;
    usher_run_settings *run;
    usher_entry_point *entry_points;
    size_t entry_points_count;
    us_places places[US_DEFINED_KINDS];
} us_load;

/* A block of zeros from the arena; NULL sets nomem. */
void *us_load_get(us_load *load, size_t size);
/* No finding so far is an error, and memory has sufficed: the builder may be asked. */
bool us_load_clean(const us_load *load);
/* Takes the builder's answer: a refusal becomes a finding at `node`. */
void us_load_take(us_load *load, const us_node *node, usher_status status);

us_place us_load_place(const us_load *load, const us_node *node);

#if defined(__GNUC__)
#define US_LIKE_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define US_LIKE_PRINTF(text, first)
#endif

/* Reports a finding at a node: one sentence. */
void us_report(us_load *load, us_code code, const us_node *node, const char *format, ...)
    US_LIKE_PRINTF(4, 5);
void us_report_at(us_load *load, us_code code, const us_place *place, const char *format, ...)
    US_LIKE_PRINTF(4, 5);

/* A text of the user's as it may stand in a message: not too long, nothing that moves a cursor. */
typedef struct us_shown {
    char text[72];
} us_shown;
us_shown us_show(const char *text, size_t size);
us_shown us_show_node(const us_node *node);
/* ", did you mean `sales`?" or nothing. */
typedef struct us_hint {
    char text[96];
} us_hint;
us_hint us_hint_of(const us_suggest *suggest);

/* The index of a map, in the load's arena; empty without memory or for a NULL map. */
us_index us_index_make(us_load *load, const us_node *map);
/* The definition that a name refers to, or NULL with a finding. what: "queue". */
us_node *us_refer(us_load *load, const us_index *index, const us_node *name, us_code code,
                  const char *what);

#endif
