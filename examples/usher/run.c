/*
 * run.c - `usher run`: reads a day, plays it, tells what became of it.
 *
 * Everything is read and checked before anything happens; errors in any of the files are all told
 * in one go. Then the virtual host plays the day, and what it hears from the engine goes to three
 * listeners: what became of each contact, what agents did with their time, and the events file.
 */
#include "command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "contacts.h"
#include "event_json.h"
#include "findings.h"
#include "memory.h"
#include "names.h"
#include "number.h"
#include "occupancy.h"
#include "options.h"
#include "progress.h"
#include "report.h"
#include "results.h"
#include "screen.h"
#include "shifts.h"

enum { PROGRESS_EVERY = 512, OUTPUT_BUFFER = 1 << 18 };

#define DAY USHER_MINUTES(24 * 60)

/* What the command line says. */
typedef struct request {
    const char *centre;
    const char *contacts;
    const char *shifts;
    const char *stage;
    const char *start;
    const char *until;
    const char *events;
    const char *contacts_out;
    const char *seed;
    bool json;
    bool no_color;
} request;

/* A run from its files to its figures. */
typedef struct run {
    const request *request;
    usher_loaded *loaded;
    const usher_centre *centre;
    progress bar;
    row_clock clock;
    uint64_t seed;
    bool until_given;
    usher_time until;
    contact_list contacts;
    shift_list shifts;
    FILE *events;
    FILE *contacts_out;
    contact_result *results;
    occupancy *crews;
    report report;
} run;

/* ---- the command line -------------------------------------------------------------------- */

static bool read_start(run *r)
{
    const char *text = r->request->start;

    if (text == NULL) {
        return true;
    }
    if (number_time(text, strlen(text), &r->clock.start) != NUMBER_FINE) {
        options_misuse("run", "--start: `%s` is not a time such as 2026-03-02T08:00:00Z", text);
        return false;
    }
    r->clock.start_given = true;
    return true;
}

static bool read_seed(run *r)
{
    const char *text = r->request->seed;
    int64_t seed = 0;

    if (text != NULL && number_whole(text, strlen(text), &seed) != NUMBER_FINE) {
        options_misuse("run", "--seed: `%s` is not a whole number", text);
        return false;
    }
    r->seed = (uint64_t)seed;
    return true;
}

/*
 * The form of --until; plain seconds count from a start that is known only when the files are
 * read.
 */
static bool read_until(run *r)
{
    const char *text = r->request->until;

    if (text == NULL) {
        return true;
    }
    r->until_given = true;
    if (number_looks_like_time(text, strlen(text))
            ? number_time(text, strlen(text), &r->until) == NUMBER_FINE
            : number_seconds(text, strlen(text), &r->until) == NUMBER_FINE) {
        return true;
    }
    options_misuse("run", "--until: `%s` is neither a time such as %s nor seconds", text,
                   "2026-03-02T18:00:00Z");
    return false;
}

/* ---- reading ----------------------------------------------------------------------------- */

static void init_names(input_names *names, const usher_loaded *loaded)
{
    size_t count = usher_loaded_entry_points(loaded);
    usher_entry_point *points = memory_new(count, sizeof *points);

    for (size_t i = 0; i < count; i++) {
        (void)usher_loaded_entry_point(loaded, i, &points[i]);
    }
    names_init(names, usher_loaded_centre(loaded), points, count);
    free(points);
}

static void read_contacts(run *r, const input_names *names, input_findings *findings)
{
    csv_reader reader;
    row_file file;

    if (rows_open(&file, &reader, r->request->contacts, findings, &r->bar)) {
        contacts_read(&r->contacts, &reader, names, &r->clock,
                      usher_loaded_run(r->loaded)->answer_after);
        rows_close(&file, &reader);
    }
}

static void read_shifts(run *r, const input_names *names, input_findings *findings)
{
    csv_reader reader;
    row_file file;

    if (rows_open(&file, &reader, r->request->shifts, findings, &r->bar)) {
        shifts_read(&r->shifts, &reader, names, &r->clock);
        rows_close(&file, &reader);
    }
}

/* Reads all files; what is wrong in them goes to standard error. */
static bool read_files(run *r)
{
    bool colour = screen_has_colour(stderr, r->request->no_color);
    input_findings findings = { 0 };
    input_names names;
    bool fine;

    if (!load_good_centre("run", r->request->centre, r->request->stage, colour, &r->loaded)) {
        return false;
    }
    r->centre = usher_loaded_centre(r->loaded);
    init_names(&names, r->loaded);
    read_contacts(r, &names, &findings);
    read_shifts(r, &names, &findings);
    names_clear(&names);
    progress_end(&r->bar);
    findings_print(stderr, colour, &findings);
    fine = findings.count == 0;
    findings_clear(&findings);
    return fine;
}

/* ---- beginning and end of time ----------------------------------------------------------- */

/* The run begins at --start; else at 1970 if times are seconds; else at its first row. */
static void find_start(run *r)
{
    usher_time first = USHER_TIME_NEVER;

    if (r->clock.start_given || r->clock.seconds_seen) {
        r->report.start = r->clock.start;
        return;
    }
    if (r->contacts.count > 0) {
        first = r->contacts.rows[0].arrival;
    }
    if (r->shifts.count > 0 && r->shifts.rows[0].at < first) {
        first = r->shifts.rows[0].at;
    }
    r->report.start = first != USHER_TIME_NEVER ? first : 0;
}

static void find_until(run *r)
{
    usher_time last = r->report.start;

    if (r->until_given) {
        if (!number_looks_like_time(r->request->until, strlen(r->request->until))) {
            r->until += r->report.start;
        }
        return;
    }
    if (r->contacts.count > 0 && r->contacts.rows[r->contacts.count - 1].arrival > last) {
        last = r->contacts.rows[r->contacts.count - 1].arrival;
    }
    if (r->shifts.count > 0 && r->shifts.rows[r->shifts.count - 1].at > last) {
        last = r->shifts.rows[r->shifts.count - 1].at;
    }
    r->until = last + DAY;
}

/* ---- listening --------------------------------------------------------------------------- */

/*
 * Where the events file finds names: the row and the agent that the host has told with the event.
 */
typedef struct teller {
    const run *run;
    uint32_t contact;
    uint32_t agent;
} teller;

static const char *contact_name(void *user, const usher_event *event)
{
    const teller *t = user;
    (void)event;
    return t->contact != VIRTUAL_NOBODY ? contacts_id(&t->run->contacts, t->contact) : NULL;
}

static const char *agent_name_of(void *user, const usher_event *event)
{
    const teller *t = user;
    usher_agent_def def = USHER_AGENT_DEF_INIT;
    (void)event;
    return t->agent != VIRTUAL_NOBODY && usher_centre_agent(t->run->centre, t->agent, &def)
               ? def.name
               : NULL;
}

static void hear_event(void *user, const usher_event *event, uint32_t contact, uint32_t agent)
{
    run *r = user;

    results_event(r->results, event, contact, agent);
    occupancy_event(r->crews, event, agent);
    if (r->events != NULL) {
        teller source = { r, contact, agent };
        event_names names = { r->centre, &source, contact_name, agent_name_of };
        event_json_write(r->events, event, &names);
    }
}

static void hear_refusal(void *user, usher_time at, uint32_t contact, usher_status why)
{
    run *r = user;
    (void)why;
    results_refused(r->results, at, contact);
}

/* ---- playing ----------------------------------------------------------------------------- */

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

static void note_end(run *r, const virtual_host *host)
{
    bool cut = virtual_host_is_cut(host);

    r->report.why = !cut ? REPORT_NOTHING_LEFT : r->until_given ? REPORT_UNTIL : REPORT_DAY_AFTER;
    r->report.end = cut || r->until_given ? r->until : virtual_host_now(host);
}

static usher_status play_with(run *r, usher_engine *engine)
{
    virtual_day day = {
        .contacts = r->contacts.rows,
        .contacts_count = (uint32_t)r->contacts.count,
        .shifts = r->shifts.rows,
        .shifts_count = (uint32_t)r->shifts.count,
        .settings = usher_loaded_run(r->loaded),
        .until = r->until,
    };
    virtual_listener listener = { r, hear_event, hear_refusal };
    virtual_host *host;
    usher_status status = virtual_host_new(engine, &day, &listener, &host);

    if (status == USHER_OK) {
        status = play(host, r->contacts.count, &r->bar);
        note_end(r, host);
        virtual_host_free(host);
    }
    return status;
}

/* Plays the day; false when the engine or memory did not allow it. */
static bool play_day(run *r)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_engine *engine = NULL;
    usher_status status;

    options.centre = usher_loaded_centre(r->loaded);
    options.now = r->report.start;
    options.seed = r->seed;
    options.limits.units_per_command = 1; /* as the virtual host wants it */
    r->results = memory_new(r->contacts.count, sizeof *r->results);
    r->crews = occupancy_new(r->centre, r->report.start);
    status = usher_engine_new(&options, &engine);
    if (status == USHER_OK) {
        status = play_with(r, engine);
        usher_engine_free(engine);
    }
    if (status != USHER_OK) {
        fprintf(stderr, "usher run: %s\n", usher_strerror(status));
    }
    return status == USHER_OK;
}

/* ---- telling ----------------------------------------------------------------------------- */

/* Opens a file to be written, if one is wanted. */
static bool open_output(const char *path, FILE **out)
{
    if (path == NULL) {
        return true;
    }
    *out = fopen(path, "wb");
    if (*out == NULL) {
        fprintf(stderr, "usher run: cannot write %s: %s\n", path, strerror(errno));
        return false;
    }
    setvbuf(*out, NULL, _IOFBF, OUTPUT_BUFFER);
    return true;
}

static bool close_output(const char *path, FILE **out)
{
    bool failed;

    if (*out == NULL) {
        return true;
    }
    failed = ferror(*out) != 0;
    failed = fclose(*out) != 0 || failed;
    *out = NULL;
    if (failed) {
        fprintf(stderr, "usher run: cannot write all of %s\n", path);
    }
    return !failed;
}

/* A run that was cut with contacts inside says so: their rows have no end. */
static void tell_cut(const run *r)
{
    const line_figures *total = &r->report.total;
    char time[NUMBER_TEXT_MAX];

    if (r->report.why == REPORT_NOTHING_LEFT || total->waiting + total->in_hand == 0) {
        return;
    }
    fprintf(stderr,
            "usher run: stopped at %s%s with contacts inside: %" PRIu64 " waiting, %" PRIu64
            " in hand\n",
            number_write_time(time, r->report.end),
            r->report.why == REPORT_DAY_AFTER ? ", 24 hours after the last row," : " (--until)",
            total->waiting, total->in_hand);
}

static void tell(run *r)
{
    r->report.centre = r->centre;
    r->report.crews = r->crews;
    occupancy_finish(r->crews, r->report.end);
    report_count(&r->report, r->results, &r->contacts);
    if (r->contacts_out != NULL) {
        results_write(r->contacts_out, r->results, &r->contacts, r->centre);
    }
    if (r->request->json) {
        report_print_json(stdout, &r->report);
    } else {
        report_print_text(stdout, &r->report, screen_has_colour(stdout, r->request->no_color));
    }
    tell_cut(r);
}

static void clear(run *r)
{
    report_clear(&r->report);
    occupancy_free(r->crews);
    free(r->results);
    contacts_clear(&r->contacts);
    shifts_clear(&r->shifts);
    usher_loaded_free(r->loaded);
}

static int run_request(const request *q)
{
    run r = { .request = q };
    bool fine;

    if (!read_start(&r) || !read_until(&r) || !read_seed(&r)) {
        return EXIT_USAGE;
    }
    progress_begin(&r.bar);
    fine = read_files(&r) && open_output(q->events, &r.events) &&
           open_output(q->contacts_out, &r.contacts_out);
    if (fine) {
        find_start(&r);
        find_until(&r);
        fine = play_day(&r);
    }
    if (fine) {
        tell(&r);
    }
    fine = close_output(q->events, &r.events) && fine;
    fine = close_output(q->contacts_out, &r.contacts_out) && fine;
    clear(&r);
    return fine ? EXIT_FINE : EXIT_FINDINGS;
}

int command_run(int count, char **words)
{
    request q = { 0 };
    const char *arguments[2] = { NULL, NULL };
    const option options[] = {
        { "agents", NULL, &q.shifts },     { "stage", NULL, &q.stage },
        { "start", NULL, &q.start },       { "until", NULL, &q.until },
        { "events", NULL, &q.events },     { "contacts-out", NULL, &q.contacts_out },
        { "json", &q.json, NULL },         { "seed", NULL, &q.seed },
        { "no-color", &q.no_color, NULL },
    };
    option_set set = { "run", options, sizeof options / sizeof *options, arguments, 2, 0, false };

    if (!options_read(&set, count, words)) {
        return EXIT_USAGE;
    }
    if (set.help) {
        (void)help_print(stdout, "run");
        return EXIT_FINE;
    }
    if (set.arguments_count < 2 || q.shifts == NULL) {
        options_misuse("run", "%s is missing",
                       set.arguments_count < 1   ? "the centre's file"
                       : set.arguments_count < 2 ? "the file of contacts"
                                                 : "--agents SHIFTS");
        return EXIT_USAGE;
    }
    q.centre = arguments[0];
    q.contacts = arguments[1];
    return run_request(&q);
}
