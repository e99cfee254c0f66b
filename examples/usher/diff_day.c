/*
 * diff_day.c - the figures of one day in both centres, side by side, and their difference.
 *
 * Lines are matched by the names of queue and channel. Differences are those of the exact figures,
 * rounded afterwards.
 */
#include "diff.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "memory.h"
#include "number.h"
#include "screen.h"

/* ---- lines ------------------------------------------------------------------------------- */

static const char *queue_of(const report *r, const line_figures *line)
{
    return usher_centre_queue_name(r->centre, line->queue);
}

static const char *channel_of(const report *r, const line_figures *line)
{
    return usher_centre_channel_name(r->centre, line->channel);
}

static const line_figures *find_line(const report *r, const char *queue, const char *channel)
{
    for (size_t i = 0; i < r->lines_count; i++) {
        if (strcmp(queue_of(r, &r->lines[i]), queue) == 0 &&
            strcmp(channel_of(r, &r->lines[i]), channel) == 0) {
            return &r->lines[i];
        }
    }
    return NULL;
}

diff_line *diff_day_lines(const diff_day *day, size_t *count)
{
    const report *was = day->was.figures;
    const report *is = day->is.figures;
    diff_line *lines = memory_new(was->lines_count + is->lines_count, sizeof *lines);

    *count = 0;
    for (size_t i = 0; i < is->lines_count; i++) {
        diff_line *line = &lines[(*count)++];
        *line = (diff_line){ queue_of(is, &is->lines[i]), channel_of(is, &is->lines[i]), NULL,
                             &is->lines[i] };
        line->was = find_line(was, line->queue, line->channel);
    }
    for (size_t i = 0; i < was->lines_count; i++) {
        const char *queue = queue_of(was, &was->lines[i]);
        const char *channel = channel_of(was, &was->lines[i]);
        if (find_line(is, queue, channel) == NULL) {
            lines[(*count)++] = (diff_line){ queue, channel, &was->lines[i], NULL };
        }
    }
    return lines;
}

/* ---- numbers ----------------------------------------------------------------------------- */

/* Tenths with a sign: "+2.1", "-0.3", "0.0". */
static const char *signed_tenths(char *text, int64_t tenths)
{
    uint64_t size = tenths < 0 ? 0 - (uint64_t)tenths : (uint64_t)tenths;

    snprintf(text, NUMBER_TEXT_MAX, "%s%" PRIu64 ".%d",
             tenths > 0   ? "+"
             : tenths < 0 ? "-"
                          : "",
             size / 10, (int)(size % 10));
    return text;
}

/* Of two waits, in tenths of seconds; "-" if one is not known. */
static const char *wait_change(char *text, usher_duration was, usher_duration is)
{
    usher_duration change = is - was;

    if (was == RESULT_UNKNOWN || is == RESULT_UNKNOWN) {
        return "-";
    }
    return signed_tenths(text, (change + (change < 0 ? -50000 : 50000)) / 100000);
}

static const char *level_change(char *text, const line_figures *was, const line_figures *is)
{
    if (was->offered == 0 || is->offered == 0) {
        return "-";
    }
    return signed_tenths(text, (int64_t)report_permille(is->in_time, is->offered) -
                                   (int64_t)report_permille(was->in_time, was->offered));
}

static const char *count_change(char *text, uint64_t was, uint64_t is)
{
    snprintf(text, NUMBER_TEXT_MAX, was == is ? "0" : "%+" PRId64, (int64_t)(is - was));
    return text;
}

/* ---- text -------------------------------------------------------------------------------- */

enum { COUNTS = 5 };

static void fill_counts(uint64_t counts[COUNTS], const line_figures *line)
{
    counts[0] = line->offered;
    counts[1] = line->answered;
    counts[2] = line->abandoned;
    counts[3] = line->refused;
    counts[4] = line->waiting;
}

static const int count_widths[COUNTS] = { 7, 8, 9, 7, 7 };

static void print_label(FILE *out, const char *label)
{
    fputs("  ", out);
    columns_left(out, label, strlen("change"));
}

static void print_row(FILE *out, const char *label, const line_figures *line)
{
    uint64_t counts[COUNTS];
    char mean[NUMBER_TEXT_MAX];
    char p90[NUMBER_TEXT_MAX];
    char level[NUMBER_TEXT_MAX];

    fill_counts(counts, line);
    print_label(out, label);
    for (int i = 0; i < COUNTS; i++) {
        fprintf(out, " %*" PRIu64, count_widths[i], counts[i]);
    }
    fprintf(out, " %8s %8s %8s\n", report_tenths(mean, line->wait_mean),
            report_tenths(p90, line->wait_p90),
            report_percent(level, line->in_time, line->offered));
}

static void print_change(FILE *out, const line_figures *was, const line_figures *is)
{
    uint64_t before[COUNTS];
    uint64_t now[COUNTS];
    char text[NUMBER_TEXT_MAX];

    fill_counts(before, was);
    fill_counts(now, is);
    print_label(out, "change");
    for (int i = 0; i < COUNTS; i++) {
        fprintf(out, " %*s", count_widths[i], count_change(text, before[i], now[i]));
    }
    fprintf(out, " %8s", wait_change(text, was->wait_mean, is->wait_mean));
    fprintf(out, " %8s", wait_change(text, was->wait_p90, is->wait_p90));
    fprintf(out, " %8s\n", level_change(text, was, is));
}

static bool same_figures(const line_figures *was, const line_figures *is)
{
    uint64_t before[COUNTS];
    uint64_t now[COUNTS];

    fill_counts(before, was);
    fill_counts(now, is);
    return memcmp(before, now, sizeof now) == 0 && was->in_time == is->in_time &&
           was->wait_mean == is->wait_mean && was->wait_p90 == is->wait_p90;
}

static void print_pair(FILE *out, const line_figures *was, const line_figures *is)
{
    if (was != NULL && is != NULL && same_figures(was, is)) {
        print_row(out, "same", is);
        return;
    }
    if (was != NULL) {
        print_row(out, "old", was);
    }
    if (is != NULL) {
        print_row(out, "new", is);
    }
    if (was != NULL && is != NULL) {
        print_change(out, was, is);
    }
}

/* A line's name, and its figures in both centres. */
static void print_line(FILE *out, const char *name, const line_figures *was, const line_figures *is,
                       bool colour)
{
    fputs(screen_begin(colour, SCREEN_STRONG), out);
    columns_wrap(out, name, 0, 2);
    fprintf(out, "%s\n", screen_end(colour));
    print_pair(out, was, is);
}

static void print_tables(FILE *out, const diff_day *day, bool colour)
{
    size_t count;
    diff_line *lines = diff_day_lines(day, &count);

    fprintf(out,
            "%s         offered answered abandoned refused waiting   mean s    p90 s  in time%s\n",
            screen_begin(colour, SCREEN_STRONG), screen_end(colour));
    for (size_t i = 0; i < count; i++) {
        char name[2 * USHER_NAME_MAX + 8];
        snprintf(name, sizeof name, "%s, %s", lines[i].queue, lines[i].channel);
        print_line(out, name, lines[i].was, lines[i].is, colour);
    }
    if (count > 1) {
        print_line(out, "all", &day->was.figures->total, &day->is.figures->total, colour);
    }
    free(lines);
}

/* Rows that were not played in one of the two. */
static void print_left_out(FILE *out, const char *centre, const diff_side *side)
{
    if (side->contacts_left_out > 0) {
        fprintf(out, "Of these, without a queue, number or channel in the %s centre: %zu.\n",
                centre, side->contacts_left_out);
    }
    if (side->shifts_left_out > 0) {
        fprintf(out, "Rows of the shifts that mean nothing in the %s centre, left out: %zu.\n",
                centre, side->shifts_left_out);
    }
}

void diff_day_print(FILE *out, const diff_day *day, bool colour)
{
    putc('\n', out);
    print_tables(out, day, colour);
    fputs("mean, p90: wait of the answered, in seconds.\n"
          "in time: answered within the service level, in per cent of the offered.\n\n",
          out);
    fprintf(out, "Contacts that nobody could have served: %zu old, %zu new.\n", day->was.unserved,
            day->is.unserved);
    print_left_out(out, "old", &day->was);
    print_left_out(out, "new", &day->is);
}
