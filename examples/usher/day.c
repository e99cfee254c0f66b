/*
 * day.c - plays one day through one centre.
 *
 * The virtual host plays it; what is heard from the engine goes to those who count what became of
 * each contact and what agents did with their time, and then to whoever else listens.
 */
#include "day.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "number.h"
#include "options.h"

enum { PROGRESS_EVERY = 512 };

#define DAY USHER_MINUTES(24 * 60)

/* ---- beginning and end of time ----------------------------------------------------------- */

/* The run begins at --start; else at 1970 if times are seconds; else at its first row. */
static void find_start(day *d)
{
    usher_time first = USHER_TIME_NEVER;

    if (d->clock.start_given || d->clock.seconds_seen) {
        d->report.start = d->clock.start;
        return;
    }
    if (d->contacts.count > 0) {
        first = d->contacts.rows[0].arrival;
    }
    if (d->shifts.count > 0 && d->shifts.rows[0].at < first) {
        first = d->shifts.rows[0].at;
    }
    d->report.start = first != USHER_TIME_NEVER ? first : 0;
}

static void find_until(day *d)
{
    usher_time last = d->report.start;

    if (d->until_given) {
        d->until += d->until_is_distance ? d->report.start : 0;
        return;
    }
    if (d->contacts.count > 0 && d->contacts.rows[d->contacts.count - 1].arrival > last) {
        last = d->contacts.rows[d->contacts.count - 1].arrival;
    }
    if (d->shifts.count > 0 && d->shifts.rows[d->shifts.count - 1].at > last) {
        last = d->shifts.rows[d->shifts.count - 1].at;
    }
    d->until = last + DAY;
}

/* ---- reading ----------------------------------------------------------------------------- */

bool day_read_start(day *d, const char *text)
{
    if (text == NULL) {
        return true;
    }
    if (number_time(text, strlen(text), &d->clock.start) != NUMBER_FINE) {
        options_misuse(d->command, "--start: `%s` is not a time such as 2026-03-02T08:00:00Z",
                       text);
        return false;
    }
    d->clock.start_given = true;
    return true;
}

void day_names(input_names *names, const usher_loaded *loaded)
{
    size_t count = usher_loaded_entry_points(loaded);
    usher_entry_point *points = memory_new(count, sizeof *points);

    for (size_t i = 0; i < count; i++) {
        (void)usher_loaded_entry_point(loaded, i, &points[i]);
    }
    names_init(names, usher_loaded_centre(loaded), points, count);
    free(points);
}

void day_read(day *d, const char *contacts, const char *shifts, const input_names *names,
              input_findings *findings)
{
    csv_reader reader;
    row_file file;

    if (rows_open(&file, &reader, contacts, findings, d->bar)) {
        contacts_read(&d->contacts, &reader, names, &d->clock,
                      usher_loaded_run(d->loaded)->answer_after);
        rows_close(&file, &reader);
    }
    if (rows_open(&file, &reader, shifts, findings, d->bar)) {
        shifts_read(&d->shifts, &reader, names, &d->clock);
        rows_close(&file, &reader);
    }
    d->contacts_left_out = contacts_leave_out(&d->contacts);
    d->shifts_left_out = d->shifts.left_out;
    progress_end(d->bar);
    find_start(d);
    find_until(d);
}

/* ---- playing ----------------------------------------------------------------------------- */

static void hear_event(void *user, const usher_event *event, uint32_t contact, uint32_t agent)
{
    day *d = user;

    results_event(d->results, event, contact, agent);
    occupancy_event(d->crews, event, agent);
    if (d->also.event != NULL) {
        d->also.event(d->also.user, event, contact, agent);
    }
}

static void hear_refusal(void *user, usher_time at, uint32_t contact, usher_status why)
{
    day *d = user;
    (void)why;
    results_refused(d->results, at, contact);
}

/* Steps until nothing is left. */
static usher_status play(virtual_host *host, size_t contacts, progress *bar)
{
    usher_status status = USHER_OK;
    bool more = true;

    for (uint64_t steps = 0; more && status == USHER_OK; steps++) {
        status = virtual_host_step(host, &more);
        if (steps % PROGRESS_EVERY == 0) {
            progress_show(bar, "playing", virtual_host_arrived(host), contacts);
        }
    }
    progress_end(bar);
    return status;
}

static void note_end(day *d, const virtual_host *host)
{
    bool cut = virtual_host_is_cut(host);

    d->report.why = !cut ? REPORT_NOTHING_LEFT : d->until_given ? REPORT_UNTIL : REPORT_DAY_AFTER;
    d->report.end = cut || d->until_given ? d->until : virtual_host_now(host);
}

static usher_status play_with(day *d, usher_engine *engine)
{
    virtual_day rows = {
        .contacts = d->contacts.rows,
        .contacts_count = (uint32_t)d->contacts.count,
        .shifts = d->shifts.rows,
        .shifts_count = (uint32_t)d->shifts.count,
        .settings = usher_loaded_run(d->loaded),
        .until = d->until,
    };
    virtual_listener listener = { d, hear_event, hear_refusal };
    virtual_host *host;
    usher_status status = virtual_host_new(engine, &rows, &listener, &host);

    if (status == USHER_OK) {
        status = play(host, d->contacts.count, d->bar);
        note_end(d, host);
        virtual_host_free(host);
    }
    return status;
}

static void count(day *d)
{
    d->report.centre = usher_loaded_centre(d->loaded);
    d->report.crews = d->crews;
    occupancy_finish(d->crews, d->report.end);
    report_count(&d->report, d->results, &d->contacts);
}

bool day_play(day *d)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_engine *engine = NULL;
    usher_status status;

    options.centre = usher_loaded_centre(d->loaded);
    options.now = d->report.start;
    options.seed = d->seed;
    options.limits.units_per_command = 1; /* as the virtual host wants it */
    d->results = memory_new(d->contacts.count, sizeof *d->results);
    d->crews = occupancy_new(options.centre, d->report.start);
    status = usher_engine_new(&options, &engine);
    if (status == USHER_OK) {
        status = play_with(d, engine);
        usher_engine_free(engine);
    }
    if (status != USHER_OK) {
        fprintf(stderr, "usher %s: %s\n", d->command, usher_strerror(status));
        return false;
    }
    count(d);
    return true;
}

void day_clear(day *d)
{
    report_clear(&d->report);
    occupancy_free(d->crews);
    free(d->results);
    contacts_clear(&d->contacts);
    shifts_clear(&d->shifts);
}
