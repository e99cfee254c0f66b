/*
 * context.c - reporting, and the small services that every room of the reader uses.
 */
#include "context.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *us_load_get(us_load *load, size_t size)
{
    void *block = us_arena_get(&load->arena, size);
    load->nomem |= block == NULL;
    return block;
}

bool us_load_clean(const us_load *load)
{
    return !load->nomem && usher_findings_errors(load->findings) == 0;
}

void us_load_take(us_load *load, const us_node *node, usher_status status)
{
    if (status == USHER_ERR_NOMEM) {
        load->nomem = true;
    } else if (status < 0) {
        us_report(load, US_CODE_REFUSED, node, "%s", usher_centre_builder_error(load->builder));
    }
}

us_place us_load_place(const us_load *load, const us_node *node)
{
    return (us_place){ load->opened[node->file].path, node->file, node->line, node->column };
}

static void report(us_load *load, us_code code, const us_place *place, const char *format,
                   va_list arguments)
{
    char message[512];
    vsnprintf(message, sizeof message, format, arguments);
    load->nomem |= !us_findings_add(load->findings, code, place, message);
}

void us_report_at(us_load *load, us_code code, const us_place *place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report(load, code, place, format, arguments);
    va_end(arguments);
}

void us_report(us_load *load, us_code code, const us_node *node, const char *format, ...)
{
    us_place place = us_load_place(load, node);
    va_list arguments;
    va_start(arguments, format);
    report(load, code, &place, format, arguments);
    va_end(arguments);
}

/* Cuts at the beginning of a character and marks the cut; control characters become `?`. */
us_shown us_show(const char *text, size_t size)
{
    us_shown shown;
    size_t room = sizeof shown.text - 4;
    size_t shorter = size;
    if (size > room) {
        for (shorter = room; shorter > 0 && ((unsigned char)text[shorter] & 0xc0) == 0x80;) {
            shorter--;
        }
    }
    for (size_t i = 0; i < shorter; i++) {
        unsigned char byte = (unsigned char)text[i];
        shown.text[i] = byte < 0x20 || byte == 0x7f ? '?' : text[i];
    }
    strcpy(shown.text + shorter, size > room ? "..." : "");
    return shown;
}

us_shown us_show_node(const us_node *node)
{
    return us_show(node->text, node->size);
}

us_hint us_hint_of(const us_suggest *suggest)
{
    us_hint hint = { "" };
    if (suggest->best_text != NULL) {
        us_shown shown = us_show(suggest->best_text, strlen(suggest->best_text));
        snprintf(hint.text, sizeof hint.text, ", did you mean `%s`?", shown.text);
    }
    return hint;
}

static int compare_text(const char *a, size_t a_size, const char *b, size_t b_size)
{
    int order = memcmp(a, b, a_size < b_size ? a_size : b_size);
    return order != 0 ? order : (a_size > b_size) - (a_size < b_size);
}

static int by_key(const void *left, const void *right)
{
    const us_node *a = (*(us_node *const *)left)->key;
    const us_node *b = (*(us_node *const *)right)->key;
    return compare_text(a->text, a->size, b->text, b->size);
}

us_index us_index_make(us_load *load, const us_node *map)
{
    us_index index = { NULL, 0 };
    if (map == NULL || map->size == 0 || map->kind != US_MAP) {
        return index;
    }
    index.items = us_load_get(load, map->size * sizeof(us_node *));
    if (index.items == NULL) {
        return index;
    }
    for (us_node *value = map->first; value != NULL; value = value->next) {
        index.items[index.count++] = value;
    }
    qsort(index.items, index.count, sizeof(us_node *), by_key);
    return index;
}

us_node *us_index_find(const us_index *index, const char *key, size_t size)
{
    size_t from = 0;
    size_t until = index->count;
    while (from < until) {
        size_t middle = from + (until - from) / 2;
        const us_node *at = index->items[middle]->key;
        int order = compare_text(key, size, at->text, at->size);
        if (order == 0) {
            return index->items[middle];
        }
        if (order < 0) {
            until = middle;
        } else {
            from = middle + 1;
        }
    }
    return NULL;
}

/* What was probably meant counts as used: one slip shall not be reported from two sides. */
us_node *us_refer(us_load *load, const us_index *index, const us_node *name, us_code code,
                  const char *what)
{
    us_node *found = us_index_find(index, name->text, name->size);
    if (found != NULL || load->incomplete) {
        return found;
    }
    us_suggest suggest;
    us_suggest_begin(&suggest, name->text, name->size, &load->suggest_budget);
    us_node *meant = NULL;
    for (size_t i = 0; i < index->count && load->suggest_budget > 0; i++) {
        us_suggest_try(&suggest, index->items[i]->key->text);
        if (suggest.best_text == index->items[i]->key->text) {
            meant = index->items[i];
        }
    }
    if (meant != NULL) {
        meant->used = true;
    }
    us_report(load, code, name, "unknown %s `%s`%s", what, us_show_node(name).text,
              us_hint_of(&suggest).text);
    return NULL;
}
