/*
 * findings.h - what is wrong in the files that a run reads: where, under which code, in one
 * sentence.
 *
 * The codes go on where those of the centre's loader end (usher/load.h); a number keeps its meaning
 * for ever. docs/command.md lists them.
 */
#ifndef COMMAND_FINDINGS_H
#define COMMAND_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* X(ENUM, number, "name") */
#define INPUT_FINDING_MAP(X)                                                                       \
    X(CANNOT_READ, 600, "cannot-read")                                                             \
    X(NO_HEADER, 601, "no-header")                                                                 \
    X(NOT_UTF8, 602, "not-utf8")                                                                   \
    X(NUL_BYTE, 603, "nul-byte")                                                                   \
    X(BAD_QUOTE, 604, "bad-quote")                                                                 \
    X(ROW_TOO_LONG, 605, "row-too-long")                                                           \
    X(FIELD_COUNT, 606, "field-count")                                                             \
    X(TOO_MANY_ROWS, 607, "too-many-rows")                                                         \
    X(UNKNOWN_COLUMN, 610, "unknown-column")                                                       \
    X(MISSING_COLUMN, 611, "missing-column")                                                       \
    X(DUPLICATE_COLUMN, 612, "duplicate-column")                                                   \
    X(WRONG_SEPARATOR, 613, "wrong-separator")                                                     \
    X(MISSING_VALUE, 620, "missing-value")                                                         \
    X(BAD_NUMBER, 621, "bad-number")                                                               \
    X(BAD_TIME, 622, "bad-time")                                                                   \
    X(BAD_ID, 623, "bad-id")                                                                       \
    X(DUPLICATE_ID, 624, "duplicate-id")                                                           \
    X(UNSORTED, 625, "unsorted")                                                                   \
    X(MIXED_TIMES, 626, "mixed-times")                                                             \
    X(BEFORE_START, 627, "before-start")                                                           \
    X(QUEUE_OR_NUMBER, 628, "queue-or-number")                                                     \
    X(UNKNOWN_CHANNEL, 630, "unknown-channel")                                                     \
    X(UNKNOWN_QUEUE, 631, "unknown-queue")                                                         \
    X(UNKNOWN_NUMBER, 632, "unknown-number")                                                       \
    X(UNKNOWN_AGENT, 633, "unknown-agent")                                                         \
    X(UNKNOWN_STATUS, 634, "unknown-status")                                                       \
    X(UNKNOWN_PROFILE, 635, "unknown-profile")                                                     \
    X(UNKNOWN_ACTION, 636, "unknown-action")

enum input_finding_code {
#define X(ENUM, number, name) INPUT_##ENUM = (number),
    INPUT_FINDING_MAP(X)
#undef X
};

enum { FINDINGS_KEPT_MAX = 100, FINDING_MESSAGE_MAX = 240 };

/**
 * A place in a file. line and column count from 1, columns in characters; line 0 = the whole
 * file.
 */
typedef struct file_place {
    const char *file; /* borrowed */
    uint32_t line;
    uint32_t column;
} file_place;

typedef struct input_finding {
    file_place place;
    enum input_finding_code code;
    char message[FINDING_MESSAGE_MAX];
} input_finding;

/**
 * The first FINDINGS_KEPT_MAX findings, those of a file in the order of their places, and how many
 * there were in all. Begin with all zero.
 */
typedef struct input_findings {
    input_finding *kept;
    size_t kept_count;
    size_t kept_room;
    uint64_t count;
} input_findings;

#if defined(__GNUC__)
#define FINDINGS_FORMAT __attribute__((format(printf, 4, 5)))
#else
#define FINDINGS_FORMAT
#endif

/** Adds a finding; the message is a sentence without a full stop. */
void findings_add(input_findings *findings, enum input_finding_code code, file_place place,
                  const char *format, ...) FINDINGS_FORMAT;
void findings_clear(input_findings *findings);
const char *finding_name(enum input_finding_code code);

/**
 * A text from a file as it may stand in a message: `text` in back quotes, control characters as
 * "?", cut when it is long. Writes into buffer and returns it.
 */
enum { FINDING_QUOTED_MAX = 96 };
const char *finding_quoted(char buffer[FINDING_QUOTED_MAX], const char *text, size_t size);

/** One line "file:line:column: error 123 name: message"; used for the loader's findings as well. */
void finding_print(FILE *out, bool colour, file_place place, bool is_error, unsigned code,
                   const char *name, const char *message);
/** All that were kept, and a line about those that were not. */
void findings_print(FILE *out, bool colour, const input_findings *findings);

#endif
