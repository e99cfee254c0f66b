/*
 * names.h - what the words in a run's files may name: the centre's things, its numbers, its agents.
 *
 * Look-ups by name, and the finding with a suggestion when there is no such thing.
 */
#ifndef COMMAND_NAMES_H
#define COMMAND_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <usher/load.h>
#include <usher/usher.h>

#include "csv.h"
#include "findings.h"

typedef struct agent_name {
    const char *name; /* the centre's */
    uint32_t index;   /* among the centre's agents */
} agent_name;

typedef struct input_names {
    const usher_centre *centre;
    usher_entry_point *numbers; /* by number */
    size_t numbers_count;
    agent_name *agents; /* by name */
    uint32_t agents_count;
    /* of the centre with which this one is compared: what only that one has is no finding */
    const struct input_names *other;
} input_names;

/** Sorts what can be named; the centre and the numbers' texts are borrowed. */
void names_init(input_names *names, const usher_centre *centre, const usher_entry_point *numbers,
                size_t numbers_count);
void names_clear(input_names *names);

/* Each finds what a field names, or adds a finding, perhaps, and returns false. */
bool names_channel(const input_names *names, const csv_reader *reader, const csv_field *field,
                   usher_channel *out);
bool names_queue(const input_names *names, const csv_reader *reader, const csv_field *field,
                 usher_queue_ref *out);
bool names_number(const input_names *names, const csv_reader *reader, const csv_field *field,
                  usher_queue_ref *out);
bool names_agent(const input_names *names, const csv_reader *reader, const csv_field *field,
                 uint32_t *out);
bool names_status(const input_names *names, const csv_reader *reader, const csv_field *field,
                  uint32_t *out);
bool names_profile(const input_names *names, const csv_reader *reader, const csv_field *field,
                   uint32_t *out);

#endif
