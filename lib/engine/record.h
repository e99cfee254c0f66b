/*
 * record.h - a command as bytes: what stands in the store (docs/journal-format.md).
 */
#ifndef US_RECORD_H
#define US_RECORD_H

#include "engine.h"

enum { US_RECORD_VERSION = 1, US_OP_OPEN = 1, US_OP_CENTRE = 4, US_OP_CHANGE = 5 };
/*
 * Every so many records tell the digest of what was before, so that a replay that differs stops
 * there.
 */
enum { US_RECORDS_PER_DIGEST = 64 };

/* What a record says besides its command. */
typedef struct us_record_head {
    uint64_t number;
    usher_time now;         /* engine time: the command's, or later */
    us_budget budget;
    uint64_t confirmed;     /* events before this number were confirmed when it was written */
    uint64_t digest;        /* of all events before this record; 0 = not told */
    uint64_t serial;        /* newest serial before this record, if some were left out; else 0 */
    uint64_t centre;        /* US_OP_OPEN, _CENTRE (its first part), _CHANGE */
    uint64_t seed;          /* US_OP_OPEN only */
    usher_limits limits;    /* US_OP_OPEN only */
    /* US_OP_CENTRE only: bytes, and in the first part how many there are in all */
    const uint8_t *part;
    size_t part_size;
    uint64_t parts_size;
} us_record_head;

/* A decoded record. Texts of `command` point into `texts`, a part into the bytes that were read. */
typedef struct us_record {
    us_record_head head;
    usher_command command;
    char texts[2048];
    usher_duration acw_by_channel[USHER_CHANNELS_MAX];
} us_record;

/* Bytes written, or 0 if they do not fit. */
size_t us_record_encode(const us_record_head *head, const usher_command *command, uint8_t *bytes,
                        size_t capacity);
/* OK, ERR_CORRUPT or ERR_VERSION. */
usher_status us_record_decode(const uint8_t *bytes, size_t size, us_record *record);

#endif
