/*
 * load.h - a centre from files, with everything that is wrong in them found in one pass.
 *
 * A library of its own (usher::load), on libyaml and the public headers of the core. It reads files
 * through a function of the caller's, or by path with the default one.
 */
#ifndef USHER_LOAD_H
#define USHER_LOAD_H

#include <usher/centre.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { USHER_FINDING_ERROR = 0, USHER_FINDING_WARNING = 1 };

/** One thing that is wrong. Texts live as long as the findings they stand in. */
typedef struct usher_finding {
    uint8_t severity;
    uint16_t code;      /* stable number: docs/configuration.md lists them */
    uint32_t line;      /* from 1; 0 = the file as a whole */
    uint32_t column;    /* from 1, in characters */
    const char *file;   /* as it was opened or included */
    const char *name;   /* the code's short name, e.g. "unknown-queue" */
    const char *message;/* one sentence, e.g. unknown queue `slaes`, did you mean `sales`? */
} usher_finding;

typedef struct usher_findings usher_findings;
/** How many findings there are, warnings included. */
USHER_API size_t usher_findings_count(const usher_findings *findings);
/** How many of them are errors. */
USHER_API size_t usher_findings_errors(const usher_findings *findings);
/** The i-th finding by file (as they were opened), line, column; NULL past the last. */
USHER_API const usher_finding *usher_findings_get(const usher_findings *findings, size_t index);
/** Frees findings of the caller's own; those of usher_loaded_findings go with what was loaded. */
USHER_API void usher_findings_free(usher_findings *findings);

/**
 * What the `run:` part of a centre says about virtual agents (usher run); never part of the engine.
 */
typedef struct usher_run_settings {
    size_t size;
    usher_duration answer_after;                 /* default 3 s */
    /* 1 = work on other channels pauses while this one is talked */
    uint8_t other_work_while[USHER_CHANNELS_MAX];
    uint32_t chat_speed_count;                   /* how many of the following are set, at least 1 */
    /* speed with 1, 2, ... chats in millionths; beyond: the last */
    uint32_t chat_speed[16];
} usher_run_settings;

/** Where the texts of files come from. */
typedef struct usher_load_files {
    void *user;
    /*
     * Gives the whole of `path`, which is relative to the including file's folder already; *data
     * is given back by `release`. OK; ERR_NOT_FOUND; ERR_LIMIT larger than size_max; ERR_NOMEM;
     * ERR_INVALID it cannot be read.
     */
    usher_status (*read)(void *user, const char *path, size_t size_max, char **data, size_t *size);
    void (*release)(void *user, char *data);
} usher_load_files;

/**
 * Where the bytes of time zones come from. `read` gives the TZif file of a zone, as that of
 * usher_load_files does; names have been checked to be of letters, digits, `_+-` and single `/`.
 */
typedef struct usher_load_zones {
    void *user;
    usher_status (*read)(void *user, const char *name, size_t size_max, char **data, size_t *size);
    void (*release)(void *user, char *data);
    /* the index-th zone that there is, for hints; NULL past the last; the function may be NULL */
    const char *(*name)(void *user, size_t index);
} usher_load_zones;

typedef struct usher_load_options {
    size_t size;
    const char *stage;               /* lays stages.<stage> over the rest; NULL = none */
    /* NULL = the file system: whatever paths a file includes, with the program's own rights */
    const usher_load_files *files;
    /* of all that is made; NULL = libc (libyaml always uses malloc) */
    const usher_mem *mem;
    size_t bytes_max;                /* of one file; default 64 MiB */
    size_t depth_max;                /* of nesting; default 32, at most 256 */
    /* of all files of a centre, after aliases; default 4 million */
    size_t nodes_max;
    const usher_load_zones *zones;   /* NULL = the system's, below /usr/share/zoneinfo */
} usher_load_options;
#define USHER_LOAD_OPTIONS_INIT                                                                    \
    { sizeof(usher_load_options), 0, 0, 0, (size_t)64 << 20, 32, (size_t)4 << 20, 0 }
/** The same for languages that have no macros of C. */
USHER_API void usher_load_options_init(usher_load_options *options);

/** Where numbers and addresses lead: `numbers:` of the file (and stage). */
typedef struct usher_entry_point {
    const char *number;
    usher_queue_ref queue;
} usher_entry_point;

typedef struct usher_loaded usher_loaded;
/**
 * Loads a centre file and what it includes.
 * @param out  receives the loaded centre, findings included, also when it has errors (free it in
 *             any case); NULL only with ERR_NOMEM or ERR_INVALID
 * @return OK no error among the findings (warnings perhaps); ERR_CORRUPT there are errors and no
 *         centre; ERR_NOMEM; ERR_INVALID bad arguments
 * No input makes it crash, hang or use unbounded memory. Cost: O(bytes log names).
 */
USHER_API USHER_CHECKED usher_status usher_load_centre(const char *path,
    const usher_load_options *options, usher_loaded **out);
/** Frees it with its findings; the centre stays if somebody refers to it. NULL is allowed. */
USHER_API void usher_loaded_free(usher_loaded *loaded);
/** Borrowed; NULL when there were errors. usher_centre_ref it to keep it longer. */
USHER_API usher_centre *usher_loaded_centre(const usher_loaded *loaded);
/** What was found in the files; borrowed, never NULL. */
USHER_API const usher_findings *usher_loaded_findings(const usher_loaded *loaded);
/** Its `run:` part, with the defaults for what is not said; borrowed. */
USHER_API const usher_run_settings *usher_loaded_run(const usher_loaded *loaded);
/** How many numbers and addresses there are; the index-th one, from 0. false past the last. */
USHER_API size_t usher_loaded_entry_points(const usher_loaded *loaded);
USHER_API bool usher_loaded_entry_point(const usher_loaded *loaded, size_t index,
    usher_entry_point *out);

/* What a file defines, in the numbers of USHER_CHANGE_* (change.h) where these have one. */
enum {
    USHER_DEFINES_CHANNEL = 1, /* index: the channel */
    USHER_DEFINES_STATUS = 2,  /* index of this and the next two: the reference, less 1 */
    USHER_DEFINES_QUEUE = 3,
    USHER_DEFINES_PROFILE = 4,
    USHER_DEFINES_AGENT = 5,   /* index: as of usher_centre_agent */
    USHER_DEFINES_HOURS = 6,   /* index: the reference, less 1 */
    USHER_DEFINES_NUMBER = 7   /* index: as of usher_loaded_entry_point */
};
typedef struct usher_place {
    const char *file; /* as it was opened or included; lives as long as what was loaded */
    uint32_t line;    /* from 1 */
    uint32_t column;  /* from 1, in characters */
} usher_place;
/**
 * Where a definition of the centre begins: its name, or an agent's row. What a stage is laid over
 * stays where it was. false: there is no centre, no such thing, or it is built in and no file names
 * it.
 */
USHER_API bool usher_loaded_place(const usher_loaded *loaded, uint8_t kind, uint32_t index,
    usher_place *out);

/** The JSON Schema of centre.yaml, for editors: a NUL-terminated text that lives for ever. */
USHER_API const char *usher_load_schema(void);

/** Parses a duration as the files write it: "20s", "5m", "1h30m", "250ms", "90" (seconds). */
USHER_API USHER_CHECKED usher_status usher_parse_duration(const char *text, size_t size,
    usher_duration *out);
/** Parses an RFC 3339 time with offset, to the microsecond. */
USHER_API USHER_CHECKED usher_status usher_parse_time(const char *text, size_t size,
    usher_time *out);

#ifdef __cplusplus
}
#endif
#endif
