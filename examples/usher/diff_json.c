/*
 * diff_json.c - a change of centre as one JSON document. docs/command.md lists its keys, which
 * stay.
 */
#include "diff.h"

#include <inttypes.h>
#include <stdlib.h>

#include "json.h"

/* A list of names is one text here as well; ", " stands between them. */
static void print_text(FILE *out, const char *text)
{
    char shown[OUTLINE_TEXT_MAX * 2];
    size_t size = 0;

    for (; *text != '\0' && size + 2 < sizeof shown; text++) {
        if (*text == *OUTLINE_AND) {
            shown[size++] = ',';
            shown[size++] = ' ';
        } else {
            shown[size++] = *text;
        }
    }
    shown[size] = '\0';
    json_string(out, shown);
}

static void print_side(FILE *out, const char *key, const char *value)
{
    fprintf(out, ",\"%s\":", key);
    if (value == NULL) {
        fputs("null", out);
    } else {
        print_text(out, value);
    }
}

static void print_place(FILE *out, const char *key, const outline_thing *thing)
{
    fprintf(out, ",\"%s\":", key);
    if (thing == NULL || thing->place.file == NULL) {
        fputs("null", out);
        return;
    }
    fputs("{\"file\":", out);
    json_string(out, thing->place.file);
    fprintf(out, ",\"line\":%" PRIu32 ",\"column\":%" PRIu32 "}", thing->place.line,
            thing->place.column);
}

static void print_thing(FILE *out, const comparison *c, const thing_change *change)
{
    static const char *const actions[] = { "add", "remove", "change" };
    const outline_thing *thing = compare_thing(change);

    fprintf(out, "\n  {\"action\":\"%s\",\"kind\":\"%s\",\"name\":", actions[change->action],
            outline_kind_name(thing->kind, false));
    json_string(out, thing->name);
    print_place(out, "old_place", change->was);
    print_place(out, "new_place", change->is);
    fputs(",\"values\":[", out);
    for (size_t i = 0; i < change->count; i++) {
        const value_change *value = &c->values[change->first + i];
        fputs(i > 0 ? ",\n    {\"key\":" : "\n    {\"key\":", out);
        print_text(out, value->key);
        print_side(out, "old", value->was);
        print_side(out, "new", value->is);
        putc('}', out);
    }
    fputs("]}", out);
}

static void print_lost(FILE *out, const diff *d)
{
    fputs("],\n\"unserved\":[", out);
    for (size_t i = 0; i < d->lost_count; i++) {
        fputs(i > 0 ? ",\n  {\"queue\":" : "\n  {\"queue\":", out);
        json_string(out, d->lost[i].queue);
        fputs(",\"channel\":", out);
        json_string(out, d->lost[i].channel);
        fprintf(out, ",\"why\":\"%s\"}", reach_word(d->lost[i].why));
    }
    putc(']', out);
}

/* ---- the day ----------------------------------------------------------------------------- */

static void print_figures(FILE *out, const char *key, const line_figures *line)
{
    fprintf(out, ",\n    \"%s\":", key);
    if (line == NULL) {
        fputs("null", out);
        return;
    }
    putc('{', out);
    report_print_figures(out, line);
    putc('}', out);
}

static void print_day_side(FILE *out, const char *key, const diff_side *side)
{
    fprintf(out,
            "\"%s\":{\"contacts_unserved\":%zu,\"contacts_left_out\":%zu,\"shifts_left_out\":%zu},",
            key, side->unserved, side->contacts_left_out, side->shifts_left_out);
}

static void print_day(FILE *out, const diff_day *day)
{
    size_t count;
    diff_line *lines = diff_day_lines(day, &count);

    fputs(",\n\"day\":{", out);
    print_day_side(out, "old", &day->was);
    print_day_side(out, "new", &day->is);
    fputs("\n  \"total\":{\"queue\":null,\"channel\":null", out);
    print_figures(out, "old", &day->was.figures->total);
    print_figures(out, "new", &day->is.figures->total);
    fputs("},\n  \"queues\":[", out);
    for (size_t i = 0; i < count; i++) {
        fputs(i > 0 ? ",\n  {\"queue\":" : "\n  {\"queue\":", out);
        json_string(out, lines[i].queue);
        fputs(",\"channel\":", out);
        json_string(out, lines[i].channel);
        print_figures(out, "old", lines[i].was);
        print_figures(out, "new", lines[i].is);
        putc('}', out);
    }
    fputs("]}", out);
    free(lines);
}

void diff_print_json(FILE *out, const diff *d)
{
    const comparison *c = d->changes;

    fprintf(out, "{\"usher\":\"%s\",\"old\":", usher_version());
    json_string(out, d->old_path);
    fputs(",\"new\":", out);
    json_string(out, d->new_path);
    fprintf(out, ",\n\"add\":%zu,\"change\":%zu,\"remove\":%zu,\n\"changes\":[",
            c->totals[COMPARE_ADDED], c->totals[COMPARE_CHANGED], c->totals[COMPARE_REMOVED]);
    for (size_t i = 0; i < c->count; i++) {
        fputs(i > 0 ? "," : "", out);
        print_thing(out, c, &c->things[i]);
    }
    print_lost(out, d);
    if (d->day != NULL) {
        print_day(out, d->day);
    }
    fputs("}\n", out);
}
