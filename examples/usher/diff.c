/*
 * diff.c - `usher diff`: a change of centre, before anybody commits it.
 */
#include "diff.h"

#include <stdlib.h>

#include "command.h"
#include "options.h"
#include "screen.h"

/* What the command line says. */
typedef struct request {
    const char *paths[2]; /* old, new */
    const char *stage;
    bool json;
    bool no_color;
} request;

static void show(const request *q, const diff *d)
{
    if (q->json) {
        diff_print_json(stdout, d);
    } else {
        diff_print_text(stdout, d, screen_has_colour(stdout, q->no_color));
    }
}

/* Compares two centres that are loaded; the exit code. */
static int compare(const request *q, const usher_loaded *old, const usher_loaded *next)
{
    diff d = { .old_path = q->paths[0], .new_path = q->paths[1] };
    outline was = { 0 };
    outline is = { 0 };
    comparison changes = { 0 };
    reach reach_was;
    reach reach_is;
    reach_lost *lost;

    outline_read(&was, usher_loaded_centre(old), old);
    outline_read(&is, usher_loaded_centre(next), next);
    compare_outlines(&changes, &was, &is);
    reach_read(&reach_was, usher_loaded_centre(old), NULL);
    reach_read(&reach_is, usher_loaded_centre(next), NULL);
    lost = reach_compare(&reach_was, &reach_is, &d.lost_count);
    d.changes = &changes;
    d.lost = lost;
    show(q, &d);
    int code = changes.count > 0 ? EXIT_CHANGES : EXIT_FINE;
    free(lost);
    reach_clear(&reach_was);
    reach_clear(&reach_is);
    compare_clear(&changes);
    outline_clear(&was);
    outline_clear(&is);
    return code;
}

/* Both centres are read whatever is wrong in the first: all errors are told in one go. */
static int diff_request(const request *q)
{
    bool colour = screen_has_colour(stderr, q->no_color);
    usher_loaded *old = NULL;
    usher_loaded *next = NULL;
    bool fine = load_good_centre("diff", q->paths[0], q->stage, colour, &old);

    fine = load_good_centre("diff", q->paths[1], q->stage, colour, &next) && fine;
    int code = fine ? compare(q, old, next) : EXIT_FINDINGS;
    usher_loaded_free(old);
    usher_loaded_free(next);
    return code;
}

int command_diff(int count, char **words)
{
    request q = { 0 };
    const option options[] = {
        { "stage", NULL, &q.stage },
        { "json", &q.json, NULL },
        { "no-color", &q.no_color, NULL },
    };
    option_set set = { "diff", options, sizeof options / sizeof *options, q.paths, 2, 0, false };

    if (!options_read(&set, count, words)) {
        return EXIT_USAGE;
    }
    if (set.help) {
        (void)help_print(stdout, "diff");
        return EXIT_FINE;
    }
    if (set.arguments_count < 2) {
        options_misuse("diff", "which centres? Give the old file and the new one");
        return EXIT_USAGE;
    }
    return diff_request(&q);
}
