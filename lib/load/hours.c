/*
 * hours.c - `hours:`, weeks of open times with closed days, zones and parents. What overrides say
 * is overrides.c's.
 *
 * Parents are looked up when all hours are known, since any may be defined behind its child.
 */
#include "hours.h"

#include "schema.h"
#include "sections.h"
#include "zones.h"

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

bool us_week_read(us_load *load, const us_node *week, const char *what, usher_hours_span **spans,
                  size_t *count)
{
    size_t room = count_spans(week);
    placed_span *placed = us_load_get(load, room * sizeof *placed);
    *spans = us_load_get(load, room * sizeof **spans);
    if (placed == NULL || *spans == NULL) {
        return false;
    }
    *count = list_spans(week, placed);
    qsort(placed, *count, sizeof *placed, by_begin);
    report_overlaps(load, placed, *count);
    for (size_t i = 0; i < *count; i++) {
        (*spans)[i] = placed[i].span;
    }
    if (*count > USHER_HOURS_SPANS_MAX) {
        us_report(load, US_CODE_TOO_MANY, week, "%s has at most %d spans, each day counted, not %u",
                  what, USHER_HOURS_SPANS_MAX, (unsigned)*count);
    }
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

/* Closed days and overrides count together. */
static void check_count(us_load *load, const us_node *node)
{
    const us_node *closed = us_typed(node, "closed");
    const us_node *overrides = us_typed(node, "overrides");
    size_t count = (closed != NULL ? closed->size : 0) + (overrides != NULL ? overrides->size : 0);
    if (count > USHER_HOURS_OVERRIDES_MAX) {
        us_report(load, US_CODE_TOO_MANY, node->key,
                  "hours have at most %d closed days and overrides, not %u",
                  USHER_HOURS_OVERRIDES_MAX, (unsigned)count);
    }
}

static void read_hours(us_load *load, us_node *node)
{
    usher_hours_def def = USHER_HOURS_DEF_INIT;
    usher_hours_ref ref = { 0 };
    usher_hours_span *spans = NULL;
    const us_node *zone = us_typed(node, "zone");
    def.name = node->key->text;
    if (zone != NULL) {
        def.zone = zone->text;
        us_zone_use(load, zone);
    }
    if (!us_week_read(load, us_typed(node, "week"), "a week", &spans, &def.spans_count) ||
        !read_closed(load, us_typed(node, "closed"), &def)) {
        return;
    }
    def.spans = spans;
    check_count(load, node);
    if (us_load_clean(load)) {
        us_load_take(load, node->key, usher_centre_add_hours(load->builder, &def, &ref));
        us_place_keep(load, USHER_DEFINES_HOURS, ref.v - UINT64_C(1), node->key);
    }
    node->number = ref.v;
    us_overrides_read(load, node);
}

/* ---- parents --------------------------------------------------------------------------------- */

/* Does another parent with this name stand in the list before it? */
static bool stands_before(const us_node *list, const us_node *name)
{
    for (const us_node *other = list->first; other != name; other = other->next) {
        if (other->typed && us_same_text(other, name)) {
            return true;
        }
    }
    return false;
}

static void read_parent(us_load *load, const us_node *child, const us_node *list,
                        const us_node *name, const us_node *parent)
{
    const us_node *grandparents = us_typed(parent, "parents");
    if (parent == child) {
        us_report(load, US_CODE_BAD_PARENT, name, "hours `%s` cannot be their own parent",
                  us_show_node(name).text);
    } else if (stands_before(list, name)) {
        us_report(load, US_CODE_BAD_PARENT, name, "`%s` is a parent already",
                  us_show_node(name).text);
    } else if (grandparents != NULL && grandparents->size > 0) {
        us_report(load, US_CODE_BAD_PARENT, name,
                  "hours `%s` have parents themselves: they cannot be a parent",
                  us_show_node(name).text);
    } else if (us_load_clean(load)) {
        usher_hours_ref child_ref = { (uint32_t)child->number };
        usher_hours_ref parent_ref = { (uint32_t)parent->number };
        us_load_take(load, name, usher_centre_add_parent(load->builder, child_ref, parent_ref));
    }
}

static void read_parents(us_load *load, const us_node *child)
{
    const us_node *list = us_typed(child, "parents");
    uint32_t index = 0;
    for (const us_node *name = list != NULL ? list->first : NULL; name != NULL; name = name->next) {
        us_node *parent =
            name->typed ? us_refer(load, &load->hours, name, US_CODE_UNKNOWN_HOURS, "hours") : NULL;
        if (parent != NULL) {
            parent->used = true;
        }
        if (parent != NULL && index < USHER_HOURS_PARENTS_MAX) {
            read_parent(load, child, list, name, parent);
        }
        index++;
    }
    if (index > USHER_HOURS_PARENTS_MAX) {
        us_report(load, US_CODE_TOO_MANY, list, "hours have at most %d parents, not %u",
                  USHER_HOURS_PARENTS_MAX, (unsigned)index);
    }
}

void us_hours_read(us_load *load, const us_node *section)
{
    load->hours = us_index_make(load, section);
    us_places_begin(load, USHER_DEFINES_HOURS, section->size);
    for (us_node *node = section->first; node != NULL && !load->nomem; node = node->next) {
        read_hours(load, node);
    }
    for (const us_node *node = section->first; node != NULL && !load->nomem; node = node->next) {
        read_parents(load, node);
    }
}
