/*
 * diff.c - `usher diff`: a change of centre, before anybody commits it.
 *
 * Both centres are read, and if a day is given, the day with the names of both; only when nothing
 * is wrong anywhere is anything compared or played.
 */
#include "diff.h"

#include <stdlib.h>

#include "command.h"
#include "day.h"
#include "options.h"
#include "screen.h"

/* What the command line says. */
typedef struct request {
    const char *paths[2]; /* old, new */
    const char *stage;
    const char *contacts; /* of a day; NULL = none */
    const char *shifts;
    const char *start;
    bool json;
    bool no_color;
} request;

/* One of the two centres, and what was made of it. */
typedef struct side {
    usher_loaded *loaded;
    outline outline;
    reach reach;
    day day;
} side;

/* ---- the day ----------------------------------------------------------------------------- */

/* Rows may name what either centre has; what is wrong goes to standard error. */
static bool read_day(const request *q, side *was, side *is)
{
    input_findings findings = { 0 };
    input_names names_was;
    input_names names_is;

    day_names(&names_was, was->loaded);
    day_names(&names_is, is->loaded);
    names_was.other = &names_is;
    names_is.other = &names_was;
    day_read(&was->day, q->contacts, q->shifts, &names_was, &findings);
    if (findings.count == 0) {
        day_read(&is->day, q->contacts, q->shifts, &names_is, &findings);
    }
    names_clear(&names_was);
    names_clear(&names_is);
    findings_print(stderr, screen_has_colour(stderr, q->no_color), &findings);
    bool fine = findings.count == 0;
    findings_clear(&findings);
    return fine;
}

/* Contacts of the day that no profile which anybody has would serve. */
static size_t count_unserved(const side *s)
{
    const contact_list *contacts = &s->day.contacts;
    size_t count = s->day.contacts_left_out;
    reach with_shifts;

    reach_read(&with_shifts, usher_loaded_centre(s->loaded), &s->day.shifts);
    for (size_t i = 0; i < contacts->count; i++) {
        const virtual_contact *row = &contacts->rows[i];
        count += reach_of(&with_shifts, row->queue, row->channel) != REACH_AGENT ? 1 : 0;
    }
    reach_clear(&with_shifts);
    return count;
}

static diff_side figures_of(const side *s)
{
    return (diff_side){ &s->day.report, count_unserved(s), s->day.contacts_left_out,
                        s->day.shifts_left_out };
}

/* ---- the comparison ---------------------------------------------------------------------- */

static void show(const request *q, const diff *d)
{
    if (q->json) {
        diff_print_json(stdout, d);
    } else {
        diff_print_text(stdout, d, screen_has_colour(stdout, q->no_color));
    }
}

/* Compares two centres that are loaded, and their days that are played; the exit code. */
static int compare(const request *q, side *was, side *is)
{
    diff d = { .old_path = q->paths[0], .new_path = q->paths[1] };
    comparison changes = { 0 };
    diff_day figures;
    reach_lost *lost;

    outline_read(&was->outline, usher_loaded_centre(was->loaded), was->loaded);
    outline_read(&is->outline, usher_loaded_centre(is->loaded), is->loaded);
    compare_outlines(&changes, &was->outline, &is->outline);
    reach_read(&was->reach, usher_loaded_centre(was->loaded), NULL);
    reach_read(&is->reach, usher_loaded_centre(is->loaded), NULL);
    lost = reach_compare(&was->reach, &is->reach, &d.lost_count);
    d.changes = &changes;
    d.lost = lost;
    if (q->contacts != NULL) {
        figures = (diff_day){ figures_of(was), figures_of(is) };
        d.day = &figures;
    }
    show(q, &d);
    int code = changes.count > 0 ? EXIT_CHANGES : EXIT_FINE;
    free(lost);
    compare_clear(&changes);
    return code;
}

static void begin_side(side *s, progress *bar)
{
    s->day.command = "diff";
    s->day.loaded = s->loaded;
    s->day.bar = bar;
}

static void clear_side(side *s)
{
    day_clear(&s->day);
    reach_clear(&s->reach);
    outline_clear(&s->outline);
    usher_loaded_free(s->loaded);
}

/* Both centres are read whatever is wrong in the first: all errors are told in one go. */
static int diff_request(const request *q)
{
    bool colour = screen_has_colour(stderr, q->no_color);
    side was = { 0 };
    side is = { 0 };
    progress bar;
    int code = EXIT_FINDINGS;

    progress_begin(&bar);
    bool fine = load_good_centre("diff", q->paths[0], q->stage, colour, &was.loaded);
    fine = load_good_centre("diff", q->paths[1], q->stage, colour, &is.loaded) && fine;
    begin_side(&was, &bar);
    begin_side(&is, &bar);
    if (!day_read_start(&was.day, q->start) || !day_read_start(&is.day, q->start)) {
        fine = false;
        code = EXIT_USAGE;
    }
    if (fine && q->contacts != NULL) {
        fine = read_day(q, &was, &is) && day_play(&was.day) && day_play(&is.day);
    }
    if (fine) {
        code = compare(q, &was, &is);
    }
    clear_side(&was);
    clear_side(&is);
    return code;
}

/* ---- the command line -------------------------------------------------------------------- */

/* What is missing on the command line, or NULL. */
static const char *missing(const request *q, size_t arguments)
{
    if (arguments < 2) {
        return "which centres? Give the old file and the new one";
    }
    if (q->contacts != NULL && q->shifts == NULL) {
        return "--day needs --agents SHIFTS: who was there";
    }
    if (q->contacts == NULL && (q->shifts != NULL || q->start != NULL)) {
        return "--agents and --start are for a day: give --day CONTACTS";
    }
    return NULL;
}

int command_diff(int count, char **words)
{
    request q = { 0 };
    const option options[] = {
        { "day", NULL, &q.contacts }, { "agents", NULL, &q.shifts },
        { "start", NULL, &q.start },  { "stage", NULL, &q.stage },
        { "json", &q.json, NULL },    { "no-color", &q.no_color, NULL },
    };
    option_set set = { "diff", options, sizeof options / sizeof *options, q.paths, 2, 0, false };

    if (!options_read(&set, count, words)) {
        return EXIT_USAGE;
    }
    if (set.help) {
        (void)help_print(stdout, "diff");
        return EXIT_FINE;
    }
    if (missing(&q, set.arguments_count) != NULL) {
        options_misuse("diff", "%s", missing(&q, set.arguments_count));
        return EXIT_USAGE;
    }
    return diff_request(&q);
}
