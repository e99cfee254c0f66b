/*
 * compare.c - two outlines against each other.
 *
 * Things are matched by kind and name, values by key; nothing here knows what they mean. A side
 * that says nothing of a key has its usual value, or none.
 */
#include "compare.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

/* ---- values ------------------------------------------------------------------------------ */

static const outline_field *fields_of(const outline *o, const outline_thing *thing)
{
    return thing != NULL ? o->fields + thing->first : NULL;
}

/* A field by its key. Two sides have mostly the same ones: `near` is where to look first. */
static const outline_field *find_field(const outline *o, const outline_thing *thing,
                                       const char *key, size_t near)
{
    const outline_field *fields = fields_of(o, thing);

    if (thing == NULL) {
        return NULL;
    }
    if (near < thing->count && strcmp(fields[near].key, key) == 0) {
        return &fields[near];
    }
    for (size_t i = 0; i < thing->count; i++) {
        if (strcmp(fields[i].key, key) == 0) {
            return &fields[i];
        }
    }
    return NULL;
}

static void add_value(comparison *c, const char *key, const char *was, const char *is)
{
    c->values = memory_grow(c->values, &c->values_room, c->values_count + 1, sizeof *c->values);
    c->values[c->values_count++] = (value_change){ key, was, is };
    c->things[c->count - 1].count++;
}

/* What the old side says and the new one does not, of the fields `from` to `until`. */
static void add_left(comparison *c, const outline *old, const outline_thing *was, size_t from,
                     size_t until, const outline *next, const outline_thing *is)
{
    const outline_field *before = fields_of(old, was);

    for (size_t i = from; i < until; i++) {
        if (find_field(next, is, before[i].key, i) == NULL) {
            add_value(c, before[i].key, before[i].value, is != NULL ? before[i].usual : NULL);
        }
    }
}

/*
 * In the order of the new side, with what only the old one says where it stood there. A thing that
 * is new or gone has no usual values.
 */
static void compare_values(comparison *c, const outline *old, const outline_thing *was,
                           const outline *next, const outline_thing *is)
{
    const outline_field *before = fields_of(old, was);
    const outline_field *after = fields_of(next, is);
    size_t seen = 0; /* of the old side's fields */

    for (size_t i = 0; is != NULL && i < is->count; i++) {
        const outline_field *twin = find_field(old, was, after[i].key, i);
        const char *usual = was != NULL ? after[i].usual : NULL;
        if (twin != NULL && (size_t)(twin - before) >= seen) {
            add_left(c, old, was, seen, (size_t)(twin - before), next, is);
            seen = (size_t)(twin - before) + 1;
        }
        if (twin == NULL || strcmp(twin->value, after[i].value) != 0) {
            add_value(c, after[i].key, twin != NULL ? twin->value : usual, after[i].value);
        }
    }
    add_left(c, old, was, seen, was != NULL ? was->count : 0, next, is);
}

/* ---- order ------------------------------------------------------------------------------- */

/* Two that stand the other way round now; NULL: none do. */
typedef struct swap {
    const char *first, *second; /* as they stand now */
} swap;

/* Walks along the new order with the old places of what both have. */
static void watch_order(swap *found, size_t place, const char *name, size_t *last,
                        const char **last_name)
{
    if (found->first == NULL && *last_name != NULL && place < *last) {
        *found = (swap){ *last_name, name };
    }
    if (*last_name == NULL || place > *last) {
        *last = place;
        *last_name = name;
    }
}

static void add_swap(comparison *c, outline *next, const char *what, swap found)
{
    if (found.first != NULL) {
        add_value(c, outline_text(next, "order of %s", what),
                  outline_text(next, "%s before %s", found.second, found.first),
                  outline_text(next, "%s before %s", found.first, found.second));
    }
}

/* The order of a list of which nothing else has changed for the two. */
static void compare_list(comparison *c, const outline *old, const outline_thing *was, outline *next,
                         const outline_thing *is)
{
    const outline_field *fields = fields_of(next, is);
    const char *list = NULL;
    const char *last_key = NULL;
    size_t last = 0;
    swap found = { NULL, NULL };

    for (size_t i = 0; i < is->count; i++) {
        const outline_field *twin = find_field(old, was, fields[i].key, i);
        if (fields[i].list != NULL && twin != NULL && strcmp(twin->value, fields[i].value) == 0) {
            list = fields[i].list;
            watch_order(&found, (size_t)(twin - old->fields), fields[i].key, &last, &last_key);
        }
    }
    add_swap(c, next, list, found);
}

/* ---- things ------------------------------------------------------------------------------ */

static int by_kind_and_name(const void *a, const void *b)
{
    const outline_thing *x = *(const outline_thing *const *)a;
    const outline_thing *y = *(const outline_thing *const *)b;
    return x->kind != y->kind ? (x->kind > y->kind) - (x->kind < y->kind)
                              : strcmp(x->name, y->name);
}

/* The things of an outline in an order in which they can be found. */
static const outline_thing **sorted(const outline *o)
{
    const outline_thing **all = memory_new(o->count, sizeof *all);

    for (size_t i = 0; i < o->count; i++) {
        all[i] = &o->things[i];
    }
    qsort(all, o->count, sizeof *all, by_kind_and_name);
    return all;
}

/* What is looked at: both outlines, and the things of each to be found by name. */
typedef struct pair {
    const outline *old;
    outline *next;
    const outline_thing **old_sorted, **next_sorted;
} pair;

static const outline_thing *find_thing(const outline *o, const outline_thing *const *all,
                                       const outline_thing *like)
{
    const outline_thing *const *found = NULL;

    if (o->count > 0) {
        found = bsearch(&like, all, o->count, sizeof *all, by_kind_and_name);
    }
    return found != NULL ? *found : NULL;
}

static void compare_orders(comparison *c, const pair *p)
{
    for (int kind = OUTLINE_CHANNEL; kind <= OUTLINE_AGENT; kind++) {
        const char *last_name = NULL;
        size_t last = 0;
        swap found = { NULL, NULL };
        for (size_t i = 0; i < p->next->count; i++) {
            const outline_thing *is = &p->next->things[i];
            if ((int)is->kind == kind) {
                const outline_thing *was = find_thing(p->old, p->old_sorted, is);
                if (was != NULL) {
                    watch_order(&found, (size_t)(was - p->old->things), is->name, &last,
                                &last_name);
                }
            }
        }
        add_swap(c, p->next, outline_kind_name((enum outline_kind)kind, true), found);
    }
}

static void compare_thing_of(comparison *c, const pair *p, const outline_thing *was,
                             const outline_thing *is)
{
    thing_change *change;
    bool both = was != NULL && is != NULL;

    c->things = memory_grow(c->things, &c->room, c->count + 1, sizeof *c->things);
    change = &c->things[c->count++];
    *change = (thing_change){ .was = was, .is = is, .first = c->values_count };
    change->action = both ? COMPARE_CHANGED : is != NULL ? COMPARE_ADDED : COMPARE_REMOVED;
    compare_values(c, p->old, was, p->next, is);
    if (both) {
        compare_list(c, p->old, was, p->next, is);
    }
    if (both && is->kind == OUTLINE_CENTRE) {
        compare_orders(c, p);
    }
    if (both && change->count == 0) {
        c->count--;
    } else {
        c->totals[change->action]++;
    }
}

void compare_outlines(comparison *c, const outline *was, outline *is)
{
    pair p = { was, is, sorted(was), sorted(is) };

    for (int kind = 0; kind < OUTLINE_KINDS; kind++) {
        for (size_t i = 0; i < is->count; i++) {
            if ((int)is->things[i].kind == kind) {
                compare_thing_of(c, &p, find_thing(was, p.old_sorted, &is->things[i]),
                                 &is->things[i]);
            }
        }
        for (size_t i = 0; i < was->count; i++) {
            if ((int)was->things[i].kind == kind &&
                find_thing(is, p.next_sorted, &was->things[i]) == NULL) {
                compare_thing_of(c, &p, &was->things[i], NULL);
            }
        }
    }
    free(p.old_sorted);
    free(p.next_sorted);
}

void compare_clear(comparison *c)
{
    free(c->things);
    free(c->values);
    memset(c, 0, sizeof *c);
}

const outline_thing *compare_thing(const thing_change *change)
{
    return change->is != NULL ? change->is : change->was;
}
