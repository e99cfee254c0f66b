/*
 * hours.c - `hours:`, weeks of open times with the days on which they do not count.
 */
#include "schema.h"
#include "sections.h"

#include <stdlib.h>

typedef struct placed_span {
    usher_hours_span span;
    const us_node *node;
} placed_span;

/* How many spans a week makes: each counts once for each of its days. */
static size_t count_spans(const us_node *week)
{
    size_t count = 0;
    for (const us_node *days = week != NULL ? week->first : NULL; days != NULL; days = days->next) {
        for (uint8_t bits = us_days_parse(days->key->text, days->key->size); bits != 0;
             bits &= (uint8_t)(bits - 1)) {
            count += days->size;
        }
    }
    return count;
}

static int by_begin(const void *left, const void *right)
{
    const usher_hours_span *a = &((const placed_span *)left)->span;
    const usher_hours_span *b = &((const placed_span *)right)->span;
    int from = a->day * 1440 + a->from;
    int other = b->day * 1440 + b->from;
    return from != other ? (from > other) - (from < other)
                         : (a->until > b->until) - (a->until < b->until);
}

/* All spans of a week, day by day. */
static size_t list_spans(const us_node *week, placed_span *out)
{
    size_t count = 0;
    for (const us_node *days = week != NULL ? week->first : NULL; days != NULL; days = days->next) {
        unsigned bits = us_days_parse(days->key->text, days->key->size);
        for (uint8_t day = 0; day < 7; day++) {
            for (const us_node *span = (bits >> day & 1u) != 0 ? days->first : NULL; span != NULL;
                 span = span->next) {
                if (span->typed) {
                    uint16_t from = (uint16_t)(span->number / 2048);
                    uint16_t until = (uint16_t)(span->number % 2048);
                    out[count++] = (placed_span){ { day, from, until }, span };
                }
            }
        }
    }
    return count;
}

/* Overlapping spans mean what they say together, but nobody writes them on purpose. */
static void report_overlaps(us_load *load, const placed_span *spans, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const placed_span *before = &spans[i - 1];
        const placed_span *span = &spans[i];
        if (span->span.day == before->span.day && span->span.from < before->span.until) {
            us_report(load, US_CODE_OVERLAPPING_HOURS, span->node, "`%s` overlaps `%s` in line %u",
                      us_show_node(span->node).text, us_show_node(before->node).text,
                      (unsigned)before->node->line);
        }
    }
}

static bool read_week(us_load *load, const us_node *week, usher_hours_def *def)
{
    size_t room = count_spans(week);
    placed_span *placed = us_load_get(load, room * sizeof *placed);
    usher_hours_span *spans = us_load_get(load, room * sizeof *spans);
    if (placed == NULL || spans == NULL) {
        return false;
    }
    size_t count = list_spans(week, placed);
    qsort(placed, count, sizeof *placed, by_begin);
    report_overlaps(load, placed, count);
    for (size_t i = 0; i < count; i++) {
        spans[i] = placed[i].span;
    }
    def->spans = spans;
    def->spans_count = count;
    return true;
}

static bool read_closed(us_load *load, const us_node *days, usher_hours_def *def)
{
    usher_hours_closed *closed =
        us_load_get(load, (days != NULL ? days->size : 0) * sizeof *closed);
    if (closed == NULL) {
        return false;
    }
    for (const us_node *day = days != NULL ? days->first : NULL; day != NULL; day = day->next) {
        const us_node *date = us_typed(day, "date");
        if (date == NULL) {
            continue;
        }
        if (date->number >= 10000 && us_typed(day, "every") != NULL) {
            us_report(load, US_CODE_BAD_DATE, date,
                      "a date that comes back every year has no year: write 12-25");
        }
        closed[def->closed_count++] = (usher_hours_closed){
            .name = day->key->text,
            .year = (uint16_t)(date->number / 10000),
            .month = (uint8_t)(date->number / 100 % 100),
            .day = (uint8_t)(date->number % 100),
        };
    }
    def->closed = closed;
    return true;
}

void us_hours_read(us_load *load, const us_node *section)
{
    load->hours = us_index_make(load, section);
    for (us_node *node = section->first; node != NULL; node = node->next) {
        usher_hours_def def = USHER_HOURS_DEF_INIT;
        usher_hours_ref ref = { 0 };
        def.name = node->key->text;
        def.zone = us_text(node, "zone");
        if (!read_week(load, us_typed(node, "week"), &def) ||
            !read_closed(load, us_typed(node, "closed"), &def)) {
            return;
        }
        if (us_load_clean(load)) {
            us_load_take(load, node->key, usher_centre_add_hours(load->builder, &def, &ref));
        }
        node->number = ref.v;
    }
}
