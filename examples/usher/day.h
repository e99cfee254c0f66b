/*
 * day.h - one day through one centre: from the files of contacts and shifts to the figures.
 */
#ifndef COMMAND_DAY_H
#define COMMAND_DAY_H

#include "contacts.h"
#include "findings.h"
#include "names.h"
#include "occupancy.h"
#include "progress.h"
#include "report.h"
#include "results.h"
#include "shifts.h"

/** Begin with all zero but the first three. */
typedef struct day {
    const char *command;        /* for messages */
    const usher_loaded *loaded; /* with a centre */
    progress *bar;
    row_clock clock;
    uint64_t seed;
    bool until_given, until_is_distance; /* from the beginning */
    usher_time until;
    virtual_listener also; /* hears every event after the figures have */
    contact_list contacts;
    shift_list shifts;
    size_t contacts_left_out, shifts_left_out; /* rows that only the other centre understands */
    contact_result *results;
    occupancy *crews;
    report report;
} day;

/** Reads --start; says on stderr what is wrong with it, and then returns false. */
bool day_read_start(day *d, const char *text);
/** The names that rows of this day may use. */
void day_names(input_names *names, const usher_loaded *loaded);
/**
 * Reads both files, and knows then when the day begins (report.start) and ends at the latest
 * (until). What is wrong in them goes to the findings.
 */
void day_read(day *d, const char *contacts, const char *shifts, const input_names *names,
              input_findings *findings);
/** Plays the day and counts its figures; false, and told on stderr, when that was not possible. */
bool day_play(day *d);
void day_clear(day *d);

#endif
