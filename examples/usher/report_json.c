/*
 * report_json.c - the figures as one JSON document. docs/command.md lists its keys, which stay.
 */
#include "report.h"

#include <inttypes.h>

#include "json.h"
#include "number.h"

static const char *end_name(enum report_end why)
{
    switch (why) {
    case REPORT_NOTHING_LEFT:
        return "nothing_left";
    case REPORT_UNTIL:
        return "until";
    case REPORT_DAY_AFTER:
        return "day_after_last_row";
    }
    return "";
}

static void print_seconds(FILE *out, const char *key, usher_duration micros)
{
    fprintf(out, "\"%s\":", key);
    if (micros == RESULT_UNKNOWN) {
        fputs("null", out);
    } else {
        json_seconds(out, micros);
    }
}

static void print_percent(FILE *out, const char *key, uint64_t part, uint64_t whole)
{
    uint64_t permille = report_permille(part, whole);

    if (whole == 0) {
        fprintf(out, "\"%s\":null", key);
        return;
    }
    fprintf(out, "\"%s\":%" PRIu64 ".%d", key, permille / 10, (int)(permille % 10));
}

/* Counts, waits and service level: what a line and the sum of all have in common. */
void report_print_figures(FILE *out, const line_figures *line)
{
    fprintf(out,
            "\"offered\":%" PRIu64 ",\"answered\":%" PRIu64 ",\"in_hand\":%" PRIu64
            ",\"abandoned\":%" PRIu64 ",\"refused\":%" PRIu64 ",\"waiting\":%" PRIu64 ",\"wait\":{",
            line->offered, line->answered, line->in_hand, line->abandoned, line->refused,
            line->waiting);
    print_seconds(out, "mean_s", line->wait_mean);
    putc(',', out);
    print_seconds(out, "p90_s", line->wait_p90);
    putc(',', out);
    print_seconds(out, "max_s", line->wait_max);
    fprintf(out, "},\"answered_in_time\":%" PRIu64 ",", line->in_time);
    print_percent(out, "service_level_percent", line->in_time, line->offered);
}

static void print_line(FILE *out, const usher_centre *centre, const line_figures *line)
{
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_channel_def channel = USHER_CHANNEL_DEF_INIT;

    (void)usher_centre_queue(centre, line->queue, &queue);
    (void)usher_centre_channel(centre, line->channel, &channel);
    fputs("\n    {\"queue\":", out);
    json_string(out, queue.name);
    fputs(",\"channel\":", out);
    json_string(out, channel.name);
    putc(',', out);
    report_print_figures(out, line);
    putc(',', out);
    print_seconds(out, "service_level_s", queue.service_level);
    putc('}', out);
}

static void print_crew(FILE *out, const crew_figures *crew)
{
    fprintf(out, ",\"agents\":%" PRIu32 ",\"contacts\":%" PRIu64 ",", crew->agents, crew->contacts);
    print_seconds(out, "busy_s", crew->busy);
    putc(',', out);
    print_seconds(out, "logged_in_s", crew->logged_in);
    putc(',', out);
    print_percent(out, "occupancy_percent", (uint64_t)crew->busy, (uint64_t)crew->logged_in);
    putc('}', out);
}

/* A group's path as an array, from the top. */
static void print_path(FILE *out, const usher_centre *centre, uint32_t group)
{
    const char *names[USHER_GROUP_LEVELS];
    size_t levels = report_group_path(centre, group, names);

    putc('[', out);
    for (size_t i = 0; i < levels; i++) {
        fputs(i > 0 ? "," : "", out);
        json_string(out, names[i]);
    }
    putc(']', out);
}

static void print_groups(FILE *out, const report *r)
{
    const char *separator = "";

    fputs("],\n  \"groups\":[", out);
    for (uint32_t i = 0; i <= usher_centre_groups(r->centre); i++) {
        const crew_figures *crew = occupancy_group(r->crews, i);
        if (report_has_crew(crew)) {
            fprintf(out, "%s\n    {\"group\":", separator);
            print_path(out, r->centre, i);
            print_crew(out, crew);
            separator = ",";
        }
    }
}

static void print_profiles(FILE *out, const report *r)
{
    const char *separator = "";

    fputs("],\n  \"profiles\":[", out);
    for (uint32_t i = 1; i <= usher_centre_profiles(r->centre); i++) {
        const crew_figures *crew = occupancy_profile(r->crews, i);
        usher_profile_def def = USHER_PROFILE_DEF_INIT;
        if (report_has_crew(crew) &&
            usher_centre_profile(r->centre, (usher_profile_ref){ i }, &def)) {
            fprintf(out, "%s\n    {\"profile\":", separator);
            json_string(out, def.name);
            print_crew(out, crew);
            separator = ",";
        }
    }
}

void report_print_json(FILE *out, const report *r)
{
    char time[NUMBER_TEXT_MAX];

    fprintf(out, "{\"usher\":\"%s\",\n  \"centre\":", usher_version());
    json_string(out, usher_centre_name(r->centre));
    fprintf(out, ",\n  \"start\":\"%s\",", number_write_time(time, r->start));
    fprintf(out, "\"end\":\"%s\",", number_write_time(time, r->end));
    fprintf(out, "\"ended_by\":\"%s\",\"not_arrived\":%" PRIu64 ",\n  \"total\":{",
            end_name(r->why), r->not_arrived);
    report_print_figures(out, &r->total);
    fputs("},\n  \"queues\":[", out);
    for (size_t i = 0; i < r->lines_count; i++) {
        fputs(i > 0 ? "," : "", out);
        print_line(out, r->centre, &r->lines[i]);
    }
    print_groups(out, r);
    print_profiles(out, r);
    fputs("]}\n", out);
}
