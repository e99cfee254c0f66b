/*
 * agents.c - `agents:`, a list of rows; a row with a count makes many agents from one pattern.
 *
 * Rows are read twice: first to find everything that is wrong (two rows may make the same name),
 * and then, if nothing is, into the builder.
 */
#include "sections.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH_MAX = 9 };

/* ---- names ----------------------------------------------------------------------------------- */

typedef struct pattern { /* "agent%03d": what stands before and behind the number, and its digits */
    const char *number;  /* where the conversion begins; NULL = none */
    const char *rest;
    unsigned width;
} pattern;

/* Finds the one %d or %0Nd of a text in which %% is a percent sign; false unless there is one. */
static bool parse_pattern(const char *text, pattern *out)
{
    *out = (pattern){ NULL, NULL, 0 };
    for (const char *at = strchr(text, '%'); at != NULL; at = strchr(at, '%')) {
        if (at[1] == '%') {
            at += 2;
            continue;
        }
        const char *end = at + 1;
        if (end[0] == '0' && end[1] >= '1' && end[1] <= '0' + WIDTH_MAX) {
            out->width = (unsigned)(end[1] - '0');
            end += 2;
        }
        if (*end != 'd' || out->number != NULL) {
            return false;
        }
        out->number = at;
        out->rest = end + 1;
        at = out->rest;
    }
    return out->number != NULL;
}

/* Copies with %% made one; returns how many bytes. `out` has room for all of them. */
static size_t copy_part(char *out, const char *from, const char *until)
{
    size_t size = 0;
    for (; from < until; from++) {
        out[size++] = *from;
        from += *from == '%';
    }
    return size;
}

/* The name of agent number `number` of a row, in the load's memory. */
static const char *make_name(us_load *load, const us_node *name, const pattern *p, unsigned number)
{
    char text[USHER_NAME_MAX + WIDTH_MAX + 2];
    size_t size = copy_part(text, name->text, p->number);
    size += (size_t)snprintf(text + size, WIDTH_MAX + 2, "%0*u", (int)p->width, number);
    size += copy_part(text + size, p->rest, name->text + name->size);
    const char *made = us_arena_text(&load->arena, text, size);
    load->nomem |= made == NULL;
    return made;
}

/* ---- one row --------------------------------------------------------------------------------- */

static void read_group(us_load *load, const us_node *group, usher_agent_def *def)
{
    size_t level = 0;
    for (const us_node *name = group != NULL ? group->first : NULL; name != NULL;
         name = name->next) {
        if (level == USHER_GROUP_LEVELS) {
            us_report(load, US_CODE_TOO_MANY, name, "a group has at most %d levels",
                      USHER_GROUP_LEVELS);
            return;
        }
        def->group[level++] = name->typed ? name->text : NULL;
    }
}

static void read_acw(us_load *load, const us_node *acw, usher_agent_def *def)
{
    for (const us_node *node = acw != NULL ? acw->first : NULL; node != NULL; node = node->next) {
        usher_channel channel =
            node->key->broken ? USHER_CHANNEL_NONE : us_channel_refer(load, node->key);
        if (channel != USHER_CHANNEL_NONE && node->typed) {
            def->acw[channel] = node->number;
        }
    }
}

static void read_auto_accept(us_load *load, const us_node *channels, usher_agent_def *def)
{
    for (const us_node *name = channels != NULL ? channels->first : NULL; name != NULL;
         name = name->next) {
        usher_channel channel = name->typed ? us_channel_refer(load, name) : USHER_CHANNEL_NONE;
        if (channel != USHER_CHANNEL_NONE) {
            def->auto_accept |= (uint8_t)(1u << channel);
        }
    }
}

/* Everything of a row but the names of its agents. */
static usher_agent_def read_row(us_load *load, const us_node *row)
{
    usher_agent_def def = USHER_AGENT_DEF_INIT;
    us_node *profile = us_reference(load, row, "profile", &load->profiles, US_CODE_UNKNOWN_PROFILE);
    if (profile != NULL) {
        profile->used = true;
        def.profile.v = (uint32_t)profile->number;
    }
    def.device = us_text(row, "device");
    read_group(load, us_typed(row, "group"), &def);
    read_acw(load, us_typed(row, "acw"), &def);
    read_auto_accept(load, us_typed(row, "auto_accept"), &def);
    return def;
}

/* ---- all of them ----------------------------------------------------------------------------- */

typedef struct named_agent {
    const char *name;
    const us_node *row;
} named_agent;

typedef struct roll { /* all agents in the order of the file */
    named_agent *agents;
    size_t count, capacity;
} roll;

/* May a row add so many more? */
static bool fits(us_load *load, const roll *all, const us_node *row, size_t more)
{
    if (more > US_AGENTS_MAX - all->count) {
        us_report(load, US_CODE_TOO_MANY, row, "a centre has at most %d agents", US_AGENTS_MAX);
        return false;
    }
    return true;
}

static bool add_to_roll(us_load *load, roll *all, const us_node *row, const char *name)
{
    if (name == NULL || !us_array_grow(&load->mem, (void **)&all->agents, &all->capacity,
                                       all->count, sizeof *all->agents)) {
        load->nomem = true;
        return false;
    }
    all->agents[all->count++] = (named_agent){ name, row };
    return true;
}

/* Enters the agents of one row; false when there is no room for more. */
static bool enter_row(us_load *load, roll *all, const us_node *row)
{
    const us_node *name = us_typed(row, "name");
    const us_node *count = us_node_get(row, "count");
    if (name == NULL || (count != NULL && !count->typed)) {
        return true;
    }
    if (count == NULL) {
        return fits(load, all, row, 1) && add_to_roll(load, all, row, name->text);
    }
    pattern p;
    if (!parse_pattern(name->text, &p)) {
        us_report(load, US_CODE_BAD_PATTERN, name,
                  "with `count` a name has one number in it, such as agent%%03d (%%%% is a percent "
                  "sign), not `%s`",
                  us_show_node(name).text);
        return true;
    }
    if (!fits(load, all, row, (size_t)count->number)) {
        return false;
    }
    for (unsigned i = 1; i <= (unsigned)count->number; i++) {
        const char *made = make_name(load, name, &p, i);
        if (made != NULL && strlen(made) > USHER_NAME_MAX) {
            us_report(load, US_CODE_BAD_NAME, name, "the name of agent %u is longer than %d bytes",
                      i, USHER_NAME_MAX);
            return true;
        }
        if (!add_to_roll(load, all, row, made)) {
            return false;
        }
    }
    return true;
}

static int by_name(const void *left, const void *right)
{
    const named_agent *a = *(named_agent *const *)left;
    const named_agent *b = *(named_agent *const *)right;
    int order = strcmp(a->name, b->name);
    return order != 0 ? order : (a > b) - (a < b);
}

static void report_twice(us_load *load, const named_agent *first, const named_agent *second)
{
    const us_node *name = us_node_get(second->row, "name");
    us_report(load, US_CODE_DUPLICATE_AGENT, name, "agent `%s` is defined twice, first in line %u",
              us_show(second->name, strlen(second->name)).text, (unsigned)first->row->line);
}

static void check_names(us_load *load, const roll *all)
{
    const named_agent **sorted = us_load_get(load, all->count * sizeof *sorted);
    if (sorted == NULL) {
        return;
    }
    for (size_t i = 0; i < all->count; i++) {
        sorted[i] = &all->agents[i];
    }
    qsort(sorted, all->count, sizeof *sorted, by_name);
    const named_agent *first = NULL;
    for (size_t i = 0; i < all->count; i++) {
        if (first != NULL && strcmp(first->name, sorted[i]->name) == 0) {
            report_twice(load, first, sorted[i]);
        } else {
            first = sorted[i];
        }
    }
}

static void build_agents(us_load *load, const roll *all)
{
    usher_agent_def def = USHER_AGENT_DEF_INIT;
    us_places_begin(load, USHER_DEFINES_AGENT, all->count);
    for (size_t i = 0; i < all->count && us_load_clean(load); i++) {
        const us_node *row = all->agents[i].row;
        if (i == 0 || row != all->agents[i - 1].row) {
            def = read_row(load, row);
        }
        def.name = all->agents[i].name;
        us_load_take(load, row, usher_centre_add_agent(load->builder, &def));
        us_place_keep(load, USHER_DEFINES_AGENT, i, row);
    }
}

void us_agents_read(us_load *load, const us_node *section)
{
    roll all = { NULL, 0, 0 };
    bool room = true;
    for (us_node *row = section->first; row != NULL && !load->nomem; row = row->next) {
        if (row->typed) {
            read_row(load, row);
            room = room && enter_row(load, &all, row);
        }
    }
    check_names(load, &all);
    build_agents(load, &all);
    if (all.agents != NULL) {
        load->mem.resize(load->mem.ctx, all.agents, all.capacity * sizeof *all.agents, 0);
    }
}
