/*
 * tree.c - operations on trees. None of them needs more than O(n log n) for n values, whatever the
 * names are: keys are sorted, not hashed, so no choice of names makes them collide.
 */
#include "tree.h"

#include <stdlib.h>
#include <string.h>

us_node *us_node_get(const us_node *map, const char *key)
{
    size_t size = strlen(key);
    if (map->kind != US_MAP) {
        return NULL;
    }
    for (us_node *value = map->first; value != NULL; value = value->next) {
        if (value->key->size == size && memcmp(value->key->text, key, size) == 0) {
            return value;
        }
    }
    return NULL;
}

bool us_same_text(const us_node *a, const us_node *b)
{
    return a->size == b->size && memcmp(a->text, b->text, a->size) == 0;
}

void us_node_unlink(us_node *map, const us_node *value)
{
    us_node **link = &map->first;
    while (*link != NULL && *link != value) {
        link = &(*link)->next;
    }
    if (*link != NULL) {
        *link = value->next;
        map->size--;
    }
}

bool us_node_is_nothing(const us_node *node)
{
    return node->kind == US_SCALAR && node->plain && node->size == 0 && !node->broken;
}

us_node *us_tree_node(us_load *load)
{
    if (load->nodes_left == 0) {
        return NULL;
    }
    load->nodes_left--;
    return us_load_get(load, sizeof(us_node));
}

/* Depth of recursion: the depth of the copied tree, which the parser has limited. */
us_node *us_tree_copy(us_load *load, const us_node *node)
{
    us_node *copy = us_tree_node(load);
    if (copy == NULL) {
        return NULL;
    }
    *copy = *node;
    copy->next = NULL;
    copy->first = NULL;
    us_node **link = &copy->first;
    for (const us_node *value = node->first; value != NULL; value = value->next) {
        us_node *child = us_tree_copy(load, value);
        if (child == NULL) {
            return NULL;
        }
        if (value->key != NULL) {
            child->key = us_tree_copy(load, value->key);
            if (child->key == NULL) {
                return NULL;
            }
        }
        *link = child;
        link = &child->next;
    }
    return copy;
}

void us_tree_append(us_node *into, us_node *from)
{
    us_node **link = &into->first;
    while (*link != NULL) {
        link = &(*link)->next;
    }
    *link = from->first;
    into->size += from->size;
    from->first = NULL;
    from->size = 0;
}

/* ---- unique keys ----------------------------------------------------------------------------- */

typedef struct candidate { /* for a place in a map; in order of precedence */
    us_node *value;        /* NULL once it has lost */
    bool merged;
} candidate;

typedef struct settling {
    candidate *items;   /* own values first, then merged ones */
    candidate **sorted; /* the same by key */
    size_t count, room;
} settling;

static bool is_merge(const us_node *value)
{
    return value->key->plain && value->key->size == 2 && memcmp(value->key->text, "<<", 2) == 0;
}

/* How many values a `<<` brings in; a finding for what is not a map. */
static size_t check_merge(us_load *load, us_node *value)
{
    size_t count = value->kind == US_MAP ? value->size : 0;
    bool right = value->kind != US_SCALAR || value->broken;
    for (us_node *item = value->kind == US_LIST ? value->first : NULL; item != NULL;
         item = item->next) {
        right &= item->kind == US_MAP || item->broken;
        count += item->kind == US_MAP ? item->size : 0;
    }
    if (!right) {
        us_report(load, US_CODE_BAD_MERGE, value, "`<<` takes a map or a list of maps");
    }
    return count;
}

static void add_candidates(settling *s, us_node *map, bool merged)
{
    for (us_node *value = map->first; value != NULL; value = value->next) {
        if (merged || !is_merge(value)) {
            s->items[s->count] = (candidate){ value, merged };
            s->sorted[s->count] = &s->items[s->count];
            s->count++;
        }
    }
}

static void add_merged(settling *s, us_node *map)
{
    for (us_node *value = map->first; value != NULL; value = value->next) {
        if (!is_merge(value) || value->kind == US_SCALAR) {
            continue;
        }
        if (value->kind == US_MAP) {
            add_candidates(s, value, true);
            continue;
        }
        for (us_node *item = value->first; item != NULL; item = item->next) {
            if (item->kind == US_MAP) {
                add_candidates(s, item, true);
            }
        }
    }
}

static int by_key_and_place(const void *left, const void *right)
{
    const candidate *a = *(candidate *const *)left;
    const candidate *b = *(candidate *const *)right;
    const us_node *x = a->value->key;
    const us_node *y = b->value->key;
    int order = memcmp(x->text, y->text, x->size < y->size ? x->size : y->size);
    if (order == 0) {
        order = (x->size > y->size) - (x->size < y->size);
    }
    return order != 0 ? order : (a > b) - (a < b);
}

static void report_second(us_load *load, const us_node *second, const us_node *first)
{
    us_shown name = us_show_node(second->key);
    if (first->key->file == second->key->file) {
        us_report(load, US_CODE_DUPLICATE, second->key, "`%s` stands here twice, first in line %u",
                  name.text, (unsigned)first->key->line);
    } else {
        us_shown path = us_show(load->opened[first->key->file].path,
                                strlen(load->opened[first->key->file].path));
        us_report(load, US_CODE_DUPLICATE, second->key,
                  "`%s` stands here again, first in %s line %u", name.text, path.text,
                  (unsigned)first->key->line);
    }
}

/* The first of each key stays. */
static void drop_losers(us_load *load, settling *s)
{
    qsort(s->sorted, s->count, sizeof *s->sorted, by_key_and_place);
    const us_node *winner = NULL;
    for (size_t i = 0; i < s->count; i++) {
        us_node *value = s->sorted[i]->value;
        if (winner == NULL || !us_same_text(winner->key, value->key)) {
            winner = value;
            continue;
        }
        if (!s->sorted[i]->merged) {
            report_second(load, value, winner);
        }
        s->sorted[i]->value = NULL;
    }
}

/*
 * Links what is left in its order. A merged value is copied: the map it comes from may have an
 * anchor, and then it must stay as it is.
 */
static bool relink(us_load *load, us_node *map, const settling *s)
{
    us_node **link = &map->first;
    map->size = 0;
    for (size_t i = 0; i < s->count; i++) {
        us_node *value = s->items[i].value;
        if (value != NULL && s->items[i].merged) {
            value = us_tree_copy(load, value);
            if (value == NULL) {
                *link = NULL;
                return false;
            }
        }
        if (value != NULL) {
            *link = value;
            link = &value->next;
            map->size++;
        }
    }
    *link = NULL;
    return true;
}

static bool settle(us_load *load, us_node *map, settling *s)
{
    if (s->items == NULL || s->sorted == NULL) {
        load->nomem = true;
        return false;
    }
    add_candidates(s, map, false);
    add_merged(s, map);
    drop_losers(load, s);
    return relink(load, map, s);
}

bool us_tree_settle(us_load *load, us_node *map)
{
    settling s = { NULL, NULL, 0, map->size };
    bool merges = false;
    for (us_node *value = map->first; value != NULL; value = value->next) {
        merges |= is_merge(value);
        s.room += is_merge(value) ? check_merge(load, value) : 0;
    }
    if (map->size < 2 && !merges) {
        return true;
    }
    usher_mem *mem = &load->mem;
    size_t items_size = s.room * sizeof *s.items;
    size_t sorted_size = s.room * sizeof *s.sorted;
    s.items = mem->resize(mem->ctx, NULL, 0, items_size);
    s.sorted = mem->resize(mem->ctx, NULL, 0, sorted_size);
    bool done = settle(load, map, &s);
    if (s.items != NULL) {
        mem->resize(mem->ctx, s.items, items_size, 0);
    }
    if (s.sorted != NULL) {
        mem->resize(mem->ctx, s.sorted, sorted_size, 0);
    }
    return done;
}
