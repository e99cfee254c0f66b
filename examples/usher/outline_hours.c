/*
 * outline_hours.c - hours of operation: weeks, closed days, overrides, parents.
 *
 * A closed day or an override is one value, because it is one sentence: what, from when till when,
 * how it comes back, and at which times.
 */
#include "outline.h"

#include <stdio.h>
#include <string.h>

#define LIST "overrides"

static const char *const day_names[7] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

/* A text that grows piece by piece. */
typedef struct sentence {
    char text[OUTLINE_TEXT_MAX];
    size_t used;
} sentence;

static void add(sentence *s, const char *piece)
{
    int more = snprintf(s->text + s->used, sizeof s->text - s->used, "%s", piece);
    s->used += (size_t)more;
    s->used = s->used < sizeof s->text ? s->used : sizeof s->text - 1;
}

/* The spans of one day, "08:00-12:30, 13:00-20:00"; "" without any. */
static const char *day_text(outline *o, const usher_hours_span *spans, size_t count, uint8_t day)
{
    sentence s = { "", 0 };

    for (size_t i = 0; i < count; i++) {
        char span[64];
        if (spans[i].day == day) {
            snprintf(span, sizeof span, "%s%02d:%02d-%02d:%02d", s.used > 0 ? ", " : "",
                     spans[i].from / 60, spans[i].from % 60, spans[i].until / 60,
                     spans[i].until % 60);
            add(&s, span);
        }
    }
    return s.used > 0 ? outline_text(o, "%s", s.text) : "";
}

/* Days with the same spans that follow each other: the last of those that begin with `from`. */
static int last_alike(const char *const days[7], int from)
{
    int last = from;
    while (last < 6 && strcmp(days[last + 1], days[from]) == 0) {
        last++;
    }
    return last;
}

static void add_days(sentence *s, const char *const days[7])
{
    for (int i = 0; i < 7;) {
        int last = last_alike(days, i);
        if (days[i][0] != '\0') {
            add(s, "; ");
            add(s, day_names[i]);
            if (last > i) {
                add(s, "-");
                add(s, day_names[last]);
            }
            add(s, " ");
            add(s, days[i]);
        }
        i = last + 1;
    }
}

static void read_week(outline *o, const usher_hours_def *def)
{
    for (uint8_t day = 0; day < 7; day++) {
        const char *text = day_text(o, def->spans, def->spans_count, day);
        outline_say(o, outline_text(o, "week.%s", day_names[day]),
                    text[0] != '\0' ? text : "closed", "closed");
    }
}

/* One without a name, which no file has, is called by its place. */
static void read_closed(outline *o, const usher_hours_closed *closed, size_t place)
{
    char year[16] = "";
    const char *key = closed->name != NULL && closed->name[0] != '\0'
                          ? outline_text(o, "closed.%s", closed->name)
                          : outline_text(o, "closed %zu", place);

    if (closed->year != 0) {
        snprintf(year, sizeof year, "%04d-", closed->year);
    }
    outline_list(o, LIST, key,
                 outline_text(o, "%s%02d-%02d%s", year, closed->month, closed->day,
                              closed->year == 0 ? " every year" : ""));
}

static void add_date(sentence *s, const char *word, usher_date date)
{
    char text[64];

    if (date.year != 0) {
        snprintf(text, sizeof text, "%s %04d-%02d-%02d", word, date.year, date.month, date.day);
        add(s, text);
    }
}

static void add_number(sentence *s, const char *word, int number)
{
    char text[64];

    if (number != 0) {
        snprintf(text, sizeof text, "%s %d", word, number);
        add(s, number < 0 ? word : text);
        add(s, number < 0 ? " last" : "");
    }
}

static void read_override(outline *o, const usher_override_def *def)
{
    static const char *const types[] = { "standard", "open", "closed" };
    static const char *const repeats[] = { "", ", every week", ", every month", ", every year" };
    const char *days[7];
    sentence s = { "", 0 };

    add(&s, types[def->type]);
    add_date(&s, ", from", def->from);
    add_date(&s, " till", def->till);
    add(&s, repeats[def->repeat]);
    add_number(&s, ", interval", def->interval != 1 ? def->interval : 0);
    add_number(&s, ", month", def->month);
    add_number(&s, ", day", def->month_day);
    add_number(&s, ", occurrence", def->occurrence);
    for (uint8_t day = 0; day < 7; day++) {
        days[day] = day_text(o, def->spans, def->spans_count, day);
    }
    add_days(&s, days);
    outline_list(o, LIST, outline_text(o, "overrides.%s", def->name),
                 outline_text(o, "%s", s.text));
}

static void read_parents(outline *o, const usher_centre *centre, usher_hours_ref ref)
{
    usher_hours_def parent = USHER_HOURS_DEF_INIT;
    sentence s = { "", 0 };

    for (uint32_t i = 0; usher_centre_hours(centre, usher_centre_parent(centre, ref, i), &parent);
         i++) {
        add(&s, i > 0 ? OUTLINE_AND : "");
        add(&s, parent.name);
    }
    outline_say(o, "parents", outline_text(o, "%s", s.text), "");
}

void outline_hours(outline *o, const usher_centre *centre, const usher_loaded *files)
{
    usher_hours_def def = USHER_HOURS_DEF_INIT;
    usher_override_def override = USHER_OVERRIDE_DEF_INIT;

    for (uint32_t i = 1; usher_centre_hours(centre, (usher_hours_ref){ i }, &def); i++) {
        usher_hours_ref ref = { i };
        outline_begin(o, OUTLINE_HOURS, def.name, files, USHER_DEFINES_HOURS, i - 1);
        outline_say(o, "zone", def.zone, "");
        read_week(o, &def);
        for (size_t k = 0; k < def.closed_count; k++) {
            read_closed(o, &def.closed[k], k + 1);
        }
        for (uint32_t k = 0; usher_centre_override(centre, ref, k, &override); k++) {
            read_override(o, &override);
        }
        read_parents(o, centre, ref);
    }
}
