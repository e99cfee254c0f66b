/*
 * run.c - `usher run`: reads a day, has it played, tells what became of it.
 *
 * Everything is read and checked before anything happens; errors in any of the files are all told
 * in one go.
 */
#include "command.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "day.h"
#include "event_json.h"
#include "number.h"
#include "options.h"
#include "output.h"
#include "screen.h"

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
    progress bar;
    day day;
    FILE *events;
    FILE *contacts_out;
} run;

/* ---- the command line -------------------------------------------------------------------- */

static bool read_seed(run *r)
{
    const char *text = r->request->seed;
    int64_t seed = 0;

    if (text != NULL && number_whole(text, strlen(text), &seed) != NUMBER_FINE) {
        options_misuse("run", "--seed: `%s` is not a whole number", text);
        return false;
    }
    r->day.seed = (uint64_t)seed;
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
    r->day.until_given = true;
    r->day.until_is_distance = !number_looks_like_time(text, strlen(text));
    if (!r->day.until_is_distance
            ? number_time(text, strlen(text), &r->day.until) == NUMBER_FINE
            : number_seconds(text, strlen(text), &r->day.until) == NUMBER_FINE) {
        return true;
    }
    options_misuse("run", "--until: `%s` is neither a time such as %s nor seconds", text,
                   "2026-03-02T18:00:00Z");
    return false;
}

/* What is written must be none of what is read, nor be written twice: opening it empties it. */
static bool outputs_are_apart(const request *q)
{
    const char *inputs[] = { q->centre, q->contacts, q->shifts };

    if (output_is_same(q->events, q->contacts_out)) {
        options_misuse("run", "--events and --contacts-out are one file: %s", q->events);
        return false;
    }
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        if (output_is_same(q->events, inputs[i]) || output_is_same(q->contacts_out, inputs[i])) {
            options_misuse("run", "%s is read, so nothing can be written to it", inputs[i]);
            return false;
        }
    }
    return true;
}

/* ---- reading ----------------------------------------------------------------------------- */

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
    r->day.loaded = r->loaded;
    day_names(&names, r->loaded);
    day_read(&r->day, r->request->contacts, r->request->shifts, &names, &findings);
    names_clear(&names);
    findings_print(stderr, colour, &findings);
    fine = findings.count == 0;
    findings_clear(&findings);
    return fine;
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
    return t->contact != VIRTUAL_NOBODY ? contacts_id(&t->run->day.contacts, t->contact) : NULL;
}

static const char *agent_name_of(void *user, const usher_event *event)
{
    const teller *t = user;
    usher_agent_def def = USHER_AGENT_DEF_INIT;
    (void)event;
    return t->agent != VIRTUAL_NOBODY &&
                   usher_centre_agent(usher_loaded_centre(t->run->loaded), t->agent, &def)
               ? def.name
               : NULL;
}

static void hear_event(void *user, const usher_event *event, uint32_t contact, uint32_t agent)
{
    run *r = user;
    teller source = { r, contact, agent };
    event_names names = { usher_loaded_centre(r->loaded), &source, contact_name, agent_name_of };

    event_json_write(r->events, event, &names);
}

/* ---- telling ----------------------------------------------------------------------------- */

/* A run that was cut with contacts inside says so: their rows have no end. */
static void tell_cut(const run *r)
{
    const line_figures *total = &r->day.report.total;
    char time[NUMBER_TEXT_MAX];

    if (r->day.report.why == REPORT_NOTHING_LEFT || total->waiting + total->in_hand == 0) {
        return;
    }
    fprintf(stderr,
            "usher run: stopped at %s%s with contacts inside: %" PRIu64 " waiting, %" PRIu64
            " in hand\n",
            number_write_time(time, r->day.report.end),
            r->day.report.why == REPORT_DAY_AFTER ? ", 24 hours after the last row," : " (--until)",
            total->waiting, total->in_hand);
}

static void tell(const run *r)
{
    if (r->contacts_out != NULL) {
        results_write(r->contacts_out, r->day.results, &r->day.contacts,
                      usher_loaded_centre(r->loaded));
    }
    if (r->request->json) {
        report_print_json(stdout, &r->day.report);
    } else {
        report_print_text(stdout, &r->day.report, screen_has_colour(stdout, r->request->no_color));
    }
    tell_cut(r);
}

/* Has the day played and tells of it; false when something could not be written. */
static bool play_and_tell(run *r)
{
    const request *q = r->request;
    bool fine = output_open("run", q->events, &r->events) &&
                output_open("run", q->contacts_out, &r->contacts_out);

    if (r->events != NULL) {
        r->day.also = (virtual_listener){ r, hear_event, NULL };
    }
    fine = fine && day_play(&r->day);
    if (fine) {
        tell(r);
    }
    fine = output_close("run", q->events, &r->events) && fine;
    return output_close("run", q->contacts_out, &r->contacts_out) && fine;
}

static int run_request(const request *q)
{
    run r = { .request = q, .day = { .command = "run" } };
    int code = EXIT_FINDINGS;

    r.day.bar = &r.bar;
    if (!day_read_start(&r.day, q->start) || !read_until(&r) || !read_seed(&r) ||
        !outputs_are_apart(q)) {
        return EXIT_USAGE;
    }
    progress_begin(&r.bar);
    if (read_files(&r)) {
        if (r.day.until < r.day.report.start) {
            options_misuse("run", "--until: `%s` is before the beginning of the run", q->until);
            code = EXIT_USAGE;
        } else if (play_and_tell(&r)) {
            code = EXIT_FINE;
        }
    }
    day_clear(&r.day);
    usher_loaded_free(r.loaded);
    return code;
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
