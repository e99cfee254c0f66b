/*
 * record.h - a command as bytes: what stands in the store (docs/journal-format.md).
 */
#ifndef US_RECORD_H
#define US_RECORD_H

#include "engine.h"

enum { US_RECORD_VERSION = 1, US_OP_OPEN = 1 };

/* A record with everything that replay needs. Texts of `command` point into `texts` after decoding. */
typedef struct us_record {
    uint64_t number;
    us_budget budget;
    uint64_t confirmed;     /* events before this number were confirmed when it was written */
    uint64_t centre, seed;  /* US_OP_OPEN only */
    usher_limits limits;    /* US_OP_OPEN only */
    usher_command command;
    char texts[2048];
    usher_duration acw_by_channel[USHER_CHANNELS_MAX];
} us_record;

/* Bytes written, or 0 if they do not fit. */
size_t us_record_encode(const us_record *record, const usher_command *command, uint8_t *bytes, size_t capacity);
/* OK, ERR_CORRUPT or ERR_VERSION. */
usher_status us_record_decode(const uint8_t *bytes, size_t size, us_record *record);

#endif
