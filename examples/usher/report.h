/*
 * report.h - the figures of a run, and their two faces: a table for people, a document for
 * programs.
 *
 * Every figure is counted in integers. docs/command.md defines each of them.
 */
#ifndef COMMAND_REPORT_H
#define COMMAND_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include <usher/usher.h>

#include "contacts.h"
#include "occupancy.h"
#include "results.h"

/** Contacts of one queue and channel, or of all. */
typedef struct line_figures {
    usher_queue_ref queue; /* none: the sum of all lines */
    usher_channel channel;
    uint64_t offered; /* arrived; the sum of the next four */
    uint64_t answered;
    uint64_t abandoned;
    uint64_t refused;
    uint64_t waiting;
    uint64_t in_hand; /* of the answered: not ended */
    uint64_t in_time; /* of the answered: within their queue's service level */
    usher_duration wait_mean, wait_p90, wait_max; /* of the answered; RESULT_UNKNOWN if none */
} line_figures;

/** Why a run ended. */
enum report_end { REPORT_NOTHING_LEFT, REPORT_UNTIL, REPORT_DAY_AFTER };

typedef struct report {
    const usher_centre *centre;
    const occupancy *crews;
    usher_time start, end;
    enum report_end why;
    line_figures *lines; /* those with contacts, by queue and channel as the centre has them */
    size_t lines_count;
    line_figures total;
    uint64_t not_arrived; /* rows whose time did not come */
} report;

/** Counts everything; crews must be finished. The rest of *out is set by the caller before. */
void report_count(report *out, const contact_result *results, const contact_list *contacts);
void report_clear(report *r);

/** Tenths of a per cent, rounded down; 0 of 0 is 0. */
uint64_t report_permille(uint64_t part, uint64_t whole);
/** Seconds with one decimal, rounded, as text; "-" when not known. */
const char *report_tenths(char *text, usher_duration micros);
/** A part in per cent with one decimal, rounded down; "-" of nothing. */
const char *report_percent(char *text, uint64_t part, uint64_t whole);
/** True when the group or profile has anything to show. */
bool report_has_crew(const crew_figures *crew);
/** The names of a group's path from the top, and how many; 0 for "no group". */
size_t report_group_path(const usher_centre *centre, uint32_t group,
                         const char *names[USHER_GROUP_LEVELS]);

void report_print_text(FILE *out, const report *r, bool colour);
void report_print_json(FILE *out, const report *r);
/** The keys and figures of one line, without braces. */
void report_print_figures(FILE *out, const line_figures *line);

#endif
