/*
 * report_text.c - the figures as tables of at most 80 columns, what a terminal has.
 *
 * Columns are aligned by counting characters. Names that are too long are cut; whoever needs them
 * whole asks for the document.
 */
#include "report.h"

#include <inttypes.h>
#include <string.h>

#include "columns.h"
#include "number.h"
#include "screen.h"

enum { QUEUE_WIDTH_MAX = 20, CHANNEL_WIDTH = 8, CREW_WIDTH_MAX = 28, PATH_MAX_BYTES = 768 };

/* Tenths, from microseconds, rounded to the nearest: "12.3". */
const char *report_tenths(char *text, usher_duration micros)
{
    if (micros == RESULT_UNKNOWN) {
        return "-";
    }
    micros = (micros + 50000) / 100000;
    snprintf(text, NUMBER_TEXT_MAX, "%" PRId64 ".%d", micros / 10, (int)(micros % 10));
    return text;
}

const char *report_percent(char *text, uint64_t part, uint64_t whole)
{
    uint64_t permille = report_permille(part, whole);

    if (whole == 0) {
        return "-";
    }
    snprintf(text, NUMBER_TEXT_MAX, "%" PRIu64 ".%d", permille / 10, (int)(permille % 10));
    return text;
}

/* "2026-03-02T08:00:00.250000Z" without a fraction that is zero. */
static const char *short_time(char *text, usher_time time)
{
    char *fraction;

    number_write_time(text, time);
    fraction = strstr(text, ".000000Z");
    if (fraction != NULL) {
        memcpy(fraction, "Z", 2);
    }
    return text;
}

/* ---- queues ------------------------------------------------------------------------------ */

static void print_counts(FILE *out, const line_figures *line)
{
    fprintf(out, "  %7" PRIu64 "  %8" PRIu64 "  %9" PRIu64 "  %7" PRIu64 "  %7" PRIu64 "\n",
            line->offered, line->answered, line->abandoned, line->refused, line->waiting);
}

static void print_waits(FILE *out, const line_figures *line)
{
    char mean[NUMBER_TEXT_MAX];
    char p90[NUMBER_TEXT_MAX];
    char max[NUMBER_TEXT_MAX];
    char in_time[NUMBER_TEXT_MAX];

    fprintf(out, "  %8s  %8s  %8s  %9s\n", report_tenths(mean, line->wait_mean),
            report_tenths(p90, line->wait_p90), report_tenths(max, line->wait_max),
            report_percent(in_time, line->in_time, line->offered));
}

static const char *queue_name(const usher_centre *centre, usher_queue_ref queue)
{
    usher_queue_def def = USHER_QUEUE_DEF_INIT;
    return usher_centre_queue(centre, queue, &def) ? def.name : "";
}

static const char *channel_name(const usher_centre *centre, usher_channel channel)
{
    usher_channel_def def = USHER_CHANNEL_DEF_INIT;
    return usher_centre_channel(centre, channel, &def) ? def.name : "";
}

static size_t wider(size_t width, const char *text, size_t max)
{
    size_t count = columns_of(text);
    count = count < max ? count : max;
    return count > width ? count : width;
}

static void print_place(FILE *out, const char *queue, size_t width, const char *channel)
{
    columns_left(out, queue, width);
    fputs("  ", out);
    columns_left(out, channel, CHANNEL_WIDTH);
}

/* A table with a line for each queue and channel, and their sum. */
static void print_lines(FILE *out, const report *r, bool colour, const char *heads,
                        void (*print)(FILE *out, const line_figures *line))
{
    size_t width = strlen("queue");

    for (size_t i = 0; i < r->lines_count; i++) {
        width = wider(width, queue_name(r->centre, r->lines[i].queue), QUEUE_WIDTH_MAX);
    }
    fputs(screen_begin(colour, SCREEN_STRONG), out);
    print_place(out, "queue", width, "channel");
    fprintf(out, "%s%s\n", heads, screen_end(colour));
    for (size_t i = 0; i < r->lines_count; i++) {
        const line_figures *line = &r->lines[i];
        print_place(out, queue_name(r->centre, line->queue), width,
                    channel_name(r->centre, line->channel));
        print(out, line);
    }
    if (r->lines_count > 1) {
        print_place(out, "all", width, "");
        print(out, &r->total);
    }
}

static void print_queues(FILE *out, const report *r, bool colour)
{
    print_lines(out, r, colour, "  offered  answered  abandoned  refused  waiting", print_counts);
    if (r->total.in_hand > 0) {
        fprintf(out, "Still in hand, of the answered: %" PRIu64 ".\n", r->total.in_hand);
    }
    if (r->not_arrived > 0) {
        fprintf(out, "Not arrived when the run ended: %" PRIu64 ".\n", r->not_arrived);
    }
    putc('\n', out);
    print_lines(out, r, colour, "    mean s     p90 s     max s  in time %", print_waits);
    fputs("mean, p90, max: wait of the answered.\n"
          "in time: answered within the service level, of the offered.\n",
          out);
}

/* ---- agents ------------------------------------------------------------------------------ */

/* A group's path, "leeds/team-1". */
static const char *group_path(const usher_centre *centre, uint32_t group, char *text)
{
    const char *names[USHER_GROUP_LEVELS];
    size_t levels = report_group_path(centre, group, names);
    size_t used = 0;

    for (size_t i = 0; i < levels; i++) {
        used += (size_t)snprintf(text + used, PATH_MAX_BYTES - used, "%s%s", i > 0 ? "/" : "",
                                 names[i]);
    }
    return levels > 0 ? text : "(none)";
}

static void print_crew_header(FILE *out, const char *what, size_t width, bool colour)
{
    fprintf(out, "\n%s", screen_begin(colour, SCREEN_STRONG));
    columns_left(out, what, width);
    fprintf(out, "  %6s  %8s  %9s  %11s  %11s%s\n", "agents", "contacts", "busy s", "logged in s",
            "occupancy %", screen_end(colour));
}

static void print_crew(FILE *out, const crew_figures *crew, const char *name, size_t width)
{
    char busy[NUMBER_TEXT_MAX];
    char logged_in[NUMBER_TEXT_MAX];
    char occupied[NUMBER_TEXT_MAX];

    columns_left(out, name, width);
    fprintf(out, "  %6" PRIu32 "  %8" PRIu64 "  %9s  %11s  %11s\n", crew->agents, crew->contacts,
            report_tenths(busy, crew->busy), report_tenths(logged_in, crew->logged_in),
            report_percent(occupied, (uint64_t)crew->busy, (uint64_t)crew->logged_in));
}

static void print_groups(FILE *out, const report *r, bool colour)
{
    uint32_t count = usher_centre_groups(r->centre);
    char path[PATH_MAX_BYTES];
    size_t width = strlen("profile");

    if (count == 0) {
        return;
    }
    for (uint32_t i = 0; i <= count; i++) {
        if (report_has_crew(occupancy_group(r->crews, i))) {
            width = wider(width, group_path(r->centre, i, path), CREW_WIDTH_MAX);
        }
    }
    print_crew_header(out, "group", width, colour);
    for (uint32_t i = 0; i <= count; i++) {
        if (report_has_crew(occupancy_group(r->crews, i))) {
            print_crew(out, occupancy_group(r->crews, i), group_path(r->centre, i, path), width);
        }
    }
}

static void print_profiles(FILE *out, const report *r, bool colour)
{
    uint32_t count = usher_centre_profiles(r->centre);
    size_t width = strlen("profile");

    for (uint32_t i = 1; i <= count; i++) {
        usher_profile_def def = USHER_PROFILE_DEF_INIT;
        if (report_has_crew(occupancy_profile(r->crews, i)) &&
            usher_centre_profile(r->centre, (usher_profile_ref){ i }, &def)) {
            width = wider(width, def.name, CREW_WIDTH_MAX);
        }
    }
    print_crew_header(out, "profile", width, colour);
    for (uint32_t i = 1; i <= count; i++) {
        usher_profile_def def = USHER_PROFILE_DEF_INIT;
        if (report_has_crew(occupancy_profile(r->crews, i)) &&
            usher_centre_profile(r->centre, (usher_profile_ref){ i }, &def)) {
            print_crew(out, occupancy_profile(r->crews, i), def.name, width);
        }
    }
    fputs("busy: at least one slot occupied. logged in: any status but offline.\n", out);
}

void report_print_text(FILE *out, const report *r, bool colour)
{
    char start[NUMBER_TEXT_MAX];
    char end[NUMBER_TEXT_MAX];
    const char *name = usher_centre_name(r->centre);

    fprintf(out, "%s%s%s to %s\n\n", name, name[0] != '\0' ? ": " : "", short_time(start, r->start),
            short_time(end, r->end));
    print_queues(out, r, colour);
    print_groups(out, r, colour);
    print_profiles(out, r, colour);
}
