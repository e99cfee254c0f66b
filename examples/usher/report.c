/*
 * report.c - counts the figures of a run.
 *
 * Contacts are counted by line, a line being a queue and a channel. Waits of answered contacts are
 * gathered line by line in one array and sorted, so that percentiles are values that occurred.
 */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum { MICROS_PER_SECOND = 1000000 };

static size_t line_of(const virtual_contact *contact)
{
    return (size_t)(contact->queue.v - 1) * USHER_CHANNELS_MAX + contact->channel;
}

static usher_duration service_level(const usher_centre *centre, usher_queue_ref queue)
{
    usher_queue_def def = USHER_QUEUE_DEF_INIT;
    return usher_centre_queue(centre, queue, &def) ? def.service_level : 0;
}

static void count_contact(line_figures *line, const contact_result *result, usher_duration wait,
                          usher_duration within)
{
    line->offered++;
    switch (result->outcome) {
    case RESULT_NOT_ARRIVED:
        break;
    case RESULT_WAITING:
        line->waiting++;
        break;
    case RESULT_ABANDONED:
        line->abandoned++;
        break;
    case RESULT_REFUSED:
        line->refused++;
        break;
    case RESULT_IN_HAND:
    case RESULT_ANSWERED:
        line->answered++;
        line->in_hand += result->outcome == RESULT_IN_HAND ? 1 : 0;
        line->in_time += wait <= within ? 1 : 0;
        break;
    }
}

static int compare_waits(const void *a, const void *b)
{
    const usher_duration *x = a;
    const usher_duration *y = b;
    return (*x > *y) - (*x < *y);
}

/* Mean, nearest-rank percentile and maximum of waits, which are sorted here. */
static void count_waits(line_figures *line, usher_duration *waits, size_t count)
{
    int64_t sum = 0;

    line->wait_mean = RESULT_UNKNOWN;
    line->wait_p90 = RESULT_UNKNOWN;
    line->wait_max = RESULT_UNKNOWN;
    if (count == 0) {
        return;
    }
    qsort(waits, count, sizeof *waits, compare_waits);
    for (size_t i = 0; i < count; i++) {
        sum += waits[i];
    }
    line->wait_mean = sum / (int64_t)count;
    line->wait_p90 = waits[count - count / 10 - 1]; /* rank ceil(0.9 count) */
    line->wait_max = waits[count - 1];
}

static void add_line(line_figures *total, const line_figures *line)
{
    total->offered += line->offered;
    total->answered += line->answered;
    total->abandoned += line->abandoned;
    total->refused += line->refused;
    total->waiting += line->waiting;
    total->in_hand += line->in_hand;
    total->in_time += line->in_time;
}

/* Counts all contacts into one line per (queue, channel) that the centre could have. */
static void count_lines(report *r, line_figures *lines, const contact_result *results,
                        const contact_list *contacts)
{
    for (size_t i = 0; i < contacts->count; i++) {
        const virtual_contact *contact = &contacts->rows[i];
        if (results[i].outcome == RESULT_NOT_ARRIVED) {
            r->not_arrived++;
            continue;
        }
        count_contact(&lines[line_of(contact)], &results[i], result_wait(&results[i], contact),
                      service_level(r->centre, contact->queue));
    }
}

/*
 * Puts the waits of each line behind those of the line before; at[line] becomes where the line
 * ends.
 */
static void gather_waits(usher_duration *waits, size_t *at, const contact_result *results,
                         const contact_list *contacts)
{
    for (size_t i = 0; i < contacts->count; i++) {
        if (result_was_answered(&results[i])) {
            waits[at[line_of(&contacts->rows[i])]++] = result_wait(&results[i], &contacts->rows[i]);
        }
    }
}

void report_count(report *out, const contact_result *results, const contact_list *contacts)
{
    size_t places = (size_t)usher_centre_queues(out->centre) * USHER_CHANNELS_MAX;
    line_figures *lines = memory_new(places, sizeof *lines);
    size_t *at = memory_new(places + 1, sizeof *at);
    usher_duration *waits;

    out->not_arrived = 0;
    out->lines = lines;
    out->lines_count = 0;
    memset(&out->total, 0, sizeof out->total);
    count_lines(out, lines, results, contacts);
    for (size_t i = 0; i < places; i++) {
        add_line(&out->total, &lines[i]);
        at[i + 1] = at[i] + (size_t)lines[i].answered;
    }
    waits = memory_new(at[places], sizeof *waits);
    gather_waits(waits, at, results, contacts);
    for (size_t i = 0; i < places; i++) {
        line_figures *line = &lines[i];
        size_t count = (size_t)line->answered;
        if (line->offered > 0) {
            line->queue.v = (uint32_t)(i / USHER_CHANNELS_MAX) + 1;
            line->channel = (usher_channel)(i % USHER_CHANNELS_MAX);
            count_waits(line, waits + at[i] - count, count);
            lines[out->lines_count++] = *line;
        }
    }
    count_waits(&out->total, waits, (size_t)out->total.answered);
    free(waits);
    free(at);
}

void report_clear(report *r)
{
    free(r->lines);
    r->lines = NULL;
    r->lines_count = 0;
}

uint64_t report_permille(uint64_t part, uint64_t whole)
{
    if (whole == 0) {
        return 0;
    }
    while (part > UINT64_MAX / 1000) { /* centuries of time: the last bit does not matter */
        part /= 2;
        whole /= 2;
    }
    return part * 1000 / whole;
}

bool report_has_crew(const crew_figures *crew)
{
    return crew->agents > 0 || crew->contacts > 0;
}

size_t report_group_path(const usher_centre *centre, uint32_t group,
                         const char *names[USHER_GROUP_LEVELS])
{
    const char *upwards[USHER_GROUP_LEVELS];
    usher_group_ref parent = { group };
    size_t levels = 0;

    while (parent.v != 0 && levels < USHER_GROUP_LEVELS &&
           usher_centre_group(centre, parent, &upwards[levels], &parent, NULL)) {
        levels++;
    }
    for (size_t i = 0; i < levels; i++) {
        names[i] = upwards[levels - 1 - i];
    }
    return levels;
}
