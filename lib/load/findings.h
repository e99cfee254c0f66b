/*
 * findings.h - what is wrong in the files: one table of codes, one list of findings.
 *
 * Numbers and names of codes are stable for ever; docs/configuration.md shows each with a cure (a
 * test compares the two). The list has a limit, so that a hostile file cannot fill the memory; once
 * it is full the rest is dropped and one finding says so.
 */
#ifndef US_LOAD_FINDINGS_H
#define US_LOAD_FINDINGS_H

#include "arena.h"

#include <usher/load.h>

enum { US_FINDINGS_MAX = 10000 };

/*
 * X(ENUM, number, severity, "name"). 1xx the file, 2xx its parts, 3xx values, 4xx names, 5xx what
 * does not fit together, 9xx warnings.
 */
#define US_CODE_MAP(X)                                              \
    X(CANNOT_READ, 101, ERROR, "cannot-read")                       \
    X(FILE_TOO_LARGE, 102, ERROR, "file-too-large")                 \
    X(NOT_UTF8, 103, ERROR, "not-utf8")                             \
    X(BAD_CHARACTER, 104, ERROR, "bad-character")                   \
    X(YAML_SYNTAX, 105, ERROR, "yaml-syntax")                       \
    X(YAML_DIRECTIVE, 106, ERROR, "yaml-directive")                 \
    X(MANY_DOCUMENTS, 107, ERROR, "many-documents")                 \
    X(EMPTY_FILE, 108, ERROR, "empty-file")                         \
    X(TOO_DEEP, 109, ERROR, "too-deep")                             \
    X(TOO_MANY_NODES, 110, ERROR, "too-many-nodes")                 \
    X(TEXT_TOO_LONG, 111, ERROR, "text-too-long")                   \
    X(YAML_TAG, 112, ERROR, "yaml-tag")                             \
    X(UNKNOWN_ALIAS, 113, ERROR, "unknown-alias")                   \
    X(TOO_MANY_ANCHORS, 114, ERROR, "too-many-anchors")             \
    X(BAD_KEY, 115, ERROR, "bad-key")                               \
    X(BAD_MERGE, 116, ERROR, "bad-merge")                           \
    X(DUPLICATE, 117, ERROR, "duplicate")                           \
    X(TOO_MANY_FINDINGS, 190, ERROR, "too-many-findings")           \
    X(INCLUDE_CYCLE, 201, ERROR, "include-cycle")                   \
    X(INCLUDED_TWICE, 202, ERROR, "included-twice")                 \
    X(TOO_MANY_FILES, 203, ERROR, "too-many-files")                 \
    X(UNKNOWN_STAGE, 204, ERROR, "unknown-stage")                   \
    X(CANNOT_JOIN, 205, ERROR, "cannot-join")                       \
    X(UNKNOWN_KEY, 301, ERROR, "unknown-key")                       \
    X(MISSING_KEY, 302, ERROR, "missing-key")                       \
    X(WRONG_KIND, 303, ERROR, "wrong-kind")                         \
    X(EMPTY_VALUE, 304, ERROR, "empty-value")                       \
    X(BAD_NAME, 305, ERROR, "bad-name")                             \
    X(BAD_NUMBER, 306, ERROR, "bad-number")                         \
    X(OUT_OF_RANGE, 307, ERROR, "out-of-range")                     \
    X(BAD_DURATION, 308, ERROR, "bad-duration")                     \
    X(UNKNOWN_WORD, 309, ERROR, "unknown-word")                     \
    X(BAD_SPAN, 310, ERROR, "bad-span")                             \
    X(BAD_DATE, 311, ERROR, "bad-date")                             \
    X(BAD_DAYS, 312, ERROR, "bad-days")                             \
    X(BAD_ZONE, 313, ERROR, "bad-zone")                             \
    X(FORMAT_VERSION, 314, ERROR, "format-version")                 \
    X(UNKNOWN_QUEUE, 401, ERROR, "unknown-queue")                   \
    X(UNKNOWN_PROFILE, 402, ERROR, "unknown-profile")               \
    X(UNKNOWN_HOURS, 403, ERROR, "unknown-hours")                   \
    X(UNKNOWN_CHANNEL, 404, ERROR, "unknown-channel")               \
    X(UNKNOWN_STATUS, 405, ERROR, "unknown-status")                 \
    X(UNKNOWN_ZONE, 410, ERROR, "unknown-zone")                     \
    X(ZONE_DATA, 411, ERROR, "zone-data")                           \
    X(TOO_MANY, 501, ERROR, "too-many")                             \
    X(DUPLICATE_ENTRY, 502, ERROR, "duplicate-entry")               \
    X(DUPLICATE_AGENT, 503, ERROR, "duplicate-agent")               \
    X(BAD_PATTERN, 504, ERROR, "bad-pattern")                       \
    X(BUILT_IN, 505, ERROR, "built-in")                             \
    X(ROUTABLE_STATUS, 506, ERROR, "routable-status")               \
    X(OWN_OVERFLOW, 507, ERROR, "own-overflow")                     \
    X(BAD_OVERRIDE, 510, ERROR, "bad-override")                     \
    X(BAD_PARENT, 511, ERROR, "bad-parent")                         \
    X(REFUSED, 590, ERROR, "refused")                               \
    X(UNSERVED_QUEUE, 901, WARNING, "unserved-queue")               \
    X(UNUSED_PROFILE, 902, WARNING, "unused-profile")               \
    X(UNUSED_HOURS, 903, WARNING, "unused-hours")                   \
    X(CHANNEL_WITHOUT_SLOTS, 904, WARNING, "channel-without-slots") \
    X(NO_ENTRIES, 905, WARNING, "no-entries")                       \
    X(OVERLAPPING_HOURS, 906, WARNING, "overlapping-hours")         \
    X(PAUSE_EACH_OTHER, 907, WARNING, "pause-each-other")           \
    X(IDLE_OVERFLOW, 908, WARNING, "idle-overflow")                 \
    X(SKIPPED_DAYS, 910, WARNING, "skipped-days")                   \
    X(UNUSED_DAYS, 911, WARNING, "unused-days")                     \
    X(OVERLAPPING_OVERRIDES, 912, WARNING, "overlapping-overrides")

typedef enum us_code {
#define US_X(ENUM, number, severity, name) US_CODE_##ENUM,
    US_CODE_MAP(US_X)
#undef US_X
        US_CODES_COUNT
} us_code;

/* Number, severity and short name of a code. */
usher_finding us_code_describe(us_code code);

/* Where a finding stands. */
typedef struct us_place {
    const char *path;
    uint32_t file;   /* order of the files: the one that was opened first is 0 */
    uint32_t line;   /* from 1; 0 = the file as a whole */
    uint32_t column; /* from 1 */
} us_place;

/* NULL without memory. */
usher_findings *us_findings_new(const usher_mem *mem);
/* Adds one; the message is copied. False without memory. A full list drops it. */
bool us_findings_add(usher_findings *findings, us_code code, const us_place *place,
                     const char *message);
/* True when no more are taken. */
bool us_findings_full(const usher_findings *findings);
/* Brings them into order, and removes what was found twice at the same place. */
void us_findings_sort(usher_findings *findings);

#endif
