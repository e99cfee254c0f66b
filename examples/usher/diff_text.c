/*
 * diff_text.c - a change of centre for people: like the plan of a change, in 80 columns.
 *
 * A sign, the thing, and where it is defined; below it, each value that differs. Agents that follow
 * each other and change alike are told together.
 */
#include "diff.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "screen.h"

enum { KEY_WIDTH_MAX = 34, QUEUE_WIDTH_MAX = 20, CHANNEL_WIDTH = 8 };
enum { VALUE_INDENT = 4, LONG_INDENT = 8 };
enum { RUNS_MAX = 12, HEAD_MAX = 4096, VALUE_MAX = OUTLINE_TEXT_MAX };

static const char signs[] = {
    [COMPARE_ADDED] = '+',
    [COMPARE_REMOVED] = '-',
    [COMPARE_CHANGED] = '~',
};
static const enum screen_style styles[] = {
    [COMPARE_ADDED] = SCREEN_ADDED,
    [COMPARE_REMOVED] = SCREEN_REMOVED,
    [COMPARE_CHANGED] = SCREEN_CHANGED,
};

/* ---- values ------------------------------------------------------------------------------ */

/* A key or a value as people read it. */
static const char *shown(char *text, const char *value)
{
    size_t size = 0;

    if (*value == '\0') {
        return "(none)";
    }
    for (; *value != '\0' && size + 2 < VALUE_MAX; value++) {
        if (*value == *OUTLINE_AND) {
            text[size++] = ',';
            text[size++] = ' ';
        } else {
            text[size++] = *value;
        }
    }
    text[size] = '\0';
    return text;
}

static enum compare_action action_of(const value_change *value)
{
    return value->was == NULL  ? COMPARE_ADDED
           : value->is == NULL ? COMPARE_REMOVED
                               : COMPARE_CHANGED;
}

/* The value in lines of its own below its key. */
static void print_long(FILE *out, const char *was, const char *is)
{
    if (was != NULL) {
        putc('\n', out);
        columns_space(out, LONG_INDENT);
        columns_wrap(out, was, LONG_INDENT, LONG_INDENT);
    }
    if (is != NULL) {
        fprintf(out, "\n%*s", LONG_INDENT, was != NULL ? "-> " : "");
        columns_wrap(out, is, LONG_INDENT, LONG_INDENT);
    }
}

static void print_value(FILE *out, const value_change *value, size_t width, bool colour)
{
    enum compare_action action = action_of(value);
    char key_text[VALUE_MAX];
    char was_text[VALUE_MAX];
    char is_text[VALUE_MAX];
    const char *key = shown(key_text, value->key);
    const char *was = value->was != NULL ? shown(was_text, value->was) : NULL;
    const char *is = value->is != NULL ? shown(is_text, value->is) : NULL;
    size_t needed = VALUE_INDENT + 4 + (columns_of(key) > width ? columns_of(key) : width);

    needed += was != NULL ? columns_of(was) : 0;
    needed += is != NULL ? columns_of(is) : 0;
    needed += action == COMPARE_CHANGED ? strlen(" -> ") : 0;
    columns_space(out, VALUE_INDENT);
    fprintf(out, "%s%c%s ", screen_begin(colour, styles[action]), signs[action],
            screen_end(colour));
    if (needed > COLUMNS) {
        columns_wrap(out, key, VALUE_INDENT + 2, LONG_INDENT);
        print_long(out, was, is);
    } else {
        fputs(key, out);
        columns_space(out, columns_of(key) < width ? width - columns_of(key) : 0);
        fprintf(out, "  %s%s%s", was != NULL ? was : "", action == COMPARE_CHANGED ? " -> " : "",
                is != NULL ? is : "");
    }
    putc('\n', out);
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* How many days of a week from here on have changed alike. */
static size_t days_alike(const value_change *values, size_t count)
{
    static const char week[] = "week.";
    size_t days = 1;

    while (days < count && strncmp(values->key, week, sizeof week - 1) == 0 &&
           strncmp(values[days].key, week, sizeof week - 1) == 0 &&
           same_text(values->was, values[days].was) && same_text(values->is, values[days].is)) {
        days++;
    }
    return days;
}

static void print_values(FILE *out, const diff *d, const thing_change *change, bool colour)
{
    const value_change *values = d->changes->values + change->first;
    char text[VALUE_MAX];
    size_t width = 0;

    for (size_t i = 0; i < change->count; i++) {
        size_t wide = columns_of(shown(text, values[i].key));
        width = wide > width && wide <= KEY_WIDTH_MAX ? wide : width;
    }
    for (size_t i = 0, days = 1; i < change->count; i += days) {
        value_change value = values[i];
        days = days_alike(&values[i], change->count - i);
        if (days > 1) { /* "week.mon-fri" */
            snprintf(text, sizeof text, "%s-%s", value.key,
                     strchr(values[i + days - 1].key, '.') + 1);
            value.key = text;
        }
        print_value(out, &value, width, colour);
    }
}

/* ---- agents who change alike ------------------------------------------------------------- */

/* Are both changes the same, value by value? */
static bool are_alike(const comparison *c, const thing_change *a, const thing_change *b)
{
    if (compare_thing(a)->kind != OUTLINE_AGENT || compare_thing(b)->kind != OUTLINE_AGENT ||
        a->count != b->count) {
        return false;
    }
    for (size_t i = 0; i < a->count; i++) {
        const value_change *x = &c->values[a->first + i];
        const value_change *y = &c->values[b->first + i];
        bool same_was =
            (x->was == NULL) == (y->was == NULL) && (x->was == NULL || strcmp(x->was, y->was) == 0);
        bool same_is =
            (x->is == NULL) == (y->is == NULL) && (x->is == NULL || strcmp(x->is, y->is) == 0);
        if (strcmp(x->key, y->key) != 0 || !same_was || !same_is) {
            return false;
        }
    }
    return true;
}

/* How many things from here on are told together. */
static size_t group_size(const comparison *c, size_t from)
{
    size_t size = 1;
    while (from + size < c->count && are_alike(c, &c->things[from], &c->things[from + size])) {
        size++;
    }
    return size;
}

/* The number at the end of a name, and where it begins; false without one. */
static bool number_at_end(const char *name, size_t *from, unsigned long *number)
{
    size_t size = strlen(name);

    *from = size;
    while (*from > 0 && size - *from < 9 && name[*from - 1] >= '0' && name[*from - 1] <= '9') {
        (*from)--;
    }
    *number = strtoul(name + *from, NULL, 10);
    return *from < size;
}

/* Does one name follow the other as phone02 follows phone01? */
static bool follows(const char *name, const char *next)
{
    size_t from;
    size_t next_from;
    unsigned long number;
    unsigned long next_number;

    return number_at_end(name, &from, &number) && number_at_end(next, &next_from, &next_number) &&
           from == next_from && memcmp(name, next, from) == 0 && next_number == number + 1;
}

static const char *name_of(const comparison *c, size_t at)
{
    return compare_thing(&c->things[at])->name;
}

/* "phone01 to phone34, mail01, ann", or the beginning of it. */
static void list_names(const comparison *c, size_t from, size_t count, char *text, size_t size)
{
    size_t used = 0;
    size_t i = from;

    for (size_t runs = 0; i < from + count && runs < RUNS_MAX; runs++) {
        size_t last = i;
        while (last + 1 < from + count && follows(name_of(c, last), name_of(c, last + 1))) {
            last++;
        }
        used += (size_t)snprintf(text + used, size - used, "%s%s%s%s", runs > 0 ? ", " : "",
                                 name_of(c, i), last > i ? " to " : "",
                                 last > i ? name_of(c, last) : "");
        i = last + 1;
    }
    if (i < from + count) {
        snprintf(text + used, size - used, ", and %zu more", from + count - i);
    }
}

/* ---- things ------------------------------------------------------------------------------ */

/* "old.yaml:3 -> new.yaml:4", as far as it is known. */
static const char *places_of(const thing_change *change, char *text, size_t size)
{
    const usher_place nowhere = { NULL, 0, 0 };
    const usher_place *was = change->was != NULL ? &change->was->place : &nowhere;
    const usher_place *is = change->is != NULL ? &change->is->place : &nowhere;
    int used = 0;

    text[0] = '\0';
    if (was->file != NULL) {
        used = snprintf(text, size, "%s:%" PRIu32 "%s", was->file, was->line,
                        is->file != NULL ? " -> " : "");
    }
    if (is->file != NULL && (size_t)used < size) {
        snprintf(text + used, size - (size_t)used, "%s:%" PRIu32, is->file, is->line);
    }
    return text;
}

/* Behind the head if they fit, else below it. */
static void print_places(FILE *out, const thing_change *change, size_t at)
{
    char text[HEAD_MAX];
    size_t width = columns_of(places_of(change, text, sizeof text));

    if (width > 0 && at + 2 + width <= COLUMNS) {
        columns_space(out, COLUMNS - at - width);
        fputs(text, out);
    } else if (width > 0) {
        putc('\n', out);
        columns_space(out, VALUE_INDENT);
        columns_wrap(out, text, VALUE_INDENT, VALUE_INDENT);
    }
    putc('\n', out);
}

/* Things that are told together: one, or agents who change alike. */
static void print_group(FILE *out, const diff *d, size_t from, size_t count, bool colour)
{
    const thing_change *change = &d->changes->things[from];
    enum outline_kind kind = compare_thing(change)->kind;
    char names[HEAD_MAX];
    char head[HEAD_MAX + 64];

    list_names(d->changes, from, count, names, sizeof names);
    if (count == 1) {
        snprintf(head, sizeof head, "%s%s%s", outline_kind_name(kind, false),
                 names[0] != '\0' ? " " : "", names);
    } else {
        snprintf(head, sizeof head, "%zu %s: %s", count, outline_kind_name(kind, true), names);
    }
    fprintf(out, "%s%c ", screen_begin(colour, styles[change->action]), signs[change->action]);
    size_t at = columns_wrap(out, head, 2, VALUE_INDENT);
    fputs(screen_end(colour), out);
    print_places(out, change, at);
    print_values(out, d, change, colour);
    putc('\n', out);
}

/* ---- the whole --------------------------------------------------------------------------- */

static void print_summary(FILE *out, const comparison *c, bool colour)
{
    fputs(screen_begin(colour, SCREEN_STRONG), out);
    if (c->count == 0) {
        fputs("No changes.", out);
    } else {
        fprintf(out, "%zu to add, %zu to change, %zu to remove.", c->totals[COMPARE_ADDED],
                c->totals[COMPARE_CHANGED], c->totals[COMPARE_REMOVED]);
    }
    fprintf(out, "%s\n", screen_end(colour));
}

static void print_lost(FILE *out, const diff *d, bool colour)
{
    size_t width = 0;

    for (size_t i = 0; i < d->lost_count; i++) {
        size_t wide = columns_of(d->lost[i].queue);
        width = wide > width ? wide : width;
    }
    width = width < QUEUE_WIDTH_MAX ? width : QUEUE_WIDTH_MAX;
    fprintf(out, "\n%sNobody could serve any more:%s\n", screen_begin(colour, SCREEN_WARNING),
            screen_end(colour));
    for (size_t i = 0; i < d->lost_count; i++) {
        fputs("  ", out);
        columns_left(out, d->lost[i].queue, width);
        fputs("  ", out);
        columns_left(out, d->lost[i].channel, CHANNEL_WIDTH);
        fprintf(out, "  %s\n", reach_why(d->lost[i].why));
    }
}

void diff_print_text(FILE *out, const diff *d, bool colour)
{
    for (size_t i = 0; i < d->changes->count;) {
        size_t count = group_size(d->changes, i);
        print_group(out, d, i, count, colour);
        i += count;
    }
    print_summary(out, d->changes, colour);
    if (d->lost_count > 0) {
        print_lost(out, d, colour);
    }
    if (d->day != NULL) {
        diff_day_print(out, d->day, colour);
    }
}
