/*
 * findings.c - the list of findings, its order, and the public way to read it.
 *
 * Order: file (as opened), line, column, code, then the order in which they were found. The same
 * finding at the same place is kept once; aliases let one text of a file be read many times.
 */
#include "findings.h"

#include <stdlib.h>
#include <string.h>

typedef struct item {
    usher_finding finding;
    uint32_t file;
    uint32_t sequence;
} item;

struct usher_findings {
    us_arena texts;
    item *items;
    size_t count, capacity;
    size_t errors;
};

usher_finding us_code_describe(us_code code)
{
    static const usher_finding table[US_CODES_COUNT] = {
#define US_X(ENUM, number, kind, title) \
    [US_CODE_##ENUM] = { .severity = USHER_FINDING_##kind, .code = (number), .name = (title) },
        US_CODE_MAP(US_X)
#undef US_X
    };
    return table[code];
}

usher_findings *us_findings_new(const usher_mem *mem)
{
    usher_mem own = us_load_mem(mem);
    usher_findings *findings = own.resize(own.ctx, NULL, 0, sizeof *findings);
    if (findings != NULL) {
        *findings = (usher_findings){ 0 };
        us_arena_init(&findings->texts, &own);
    }
    return findings;
}

void usher_findings_free(usher_findings *findings)
{
    if (findings == NULL) {
        return;
    }
    usher_mem mem = findings->texts.mem;
    us_arena_clear(&findings->texts);
    if (findings->items != NULL) {
        mem.resize(mem.ctx, findings->items, findings->capacity * sizeof *findings->items, 0);
    }
    mem.resize(mem.ctx, findings, sizeof *findings, 0);
}

bool us_findings_full(const usher_findings *findings)
{
    return findings->count > US_FINDINGS_MAX;
}

/* The path of a place: all findings of a file that follow each other share one copy. */
static const char *path_text(usher_findings *findings, const char *path)
{
    if (findings->count > 0) {
        const char *last = findings->items[findings->count - 1].finding.file;
        if (strcmp(last, path) == 0) {
            return last;
        }
    }
    return us_arena_text(&findings->texts, path, strlen(path));
}

static bool append(usher_findings *findings, us_code code, const us_place *place,
                   const char *message)
{
    if (!us_array_grow(&findings->texts.mem, (void **)&findings->items, &findings->capacity,
                       findings->count, sizeof *findings->items)) {
        return false;
    }
    usher_finding finding = us_code_describe(code);
    finding.line = place->line;
    finding.column = place->column;
    finding.file = path_text(findings, place->path);
    finding.message = us_arena_text(&findings->texts, message, strlen(message));
    if (finding.file == NULL || finding.message == NULL) {
        return false;
    }
    findings->items[findings->count] = (item){ finding, place->file, (uint32_t)findings->count };
    findings->count++;
    findings->errors += finding.severity == USHER_FINDING_ERROR;
    return true;
}

bool us_findings_add(usher_findings *findings, us_code code, const us_place *place,
                     const char *message)
{
    if (us_findings_full(findings)) {
        return true;
    }
    if (findings->count == US_FINDINGS_MAX) {
        us_place whole = { place->path, place->file, 0, 0 };
        return append(findings, US_CODE_TOO_MANY_FINDINGS, &whole,
                      "there are more than 10000 findings; the rest is not listed");
    }
    return append(findings, code, place, message);
}

static int by_number(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int by_place(const void *left, const void *right)
{
    const item *a = left;
    const item *b = right;
    int order = by_number(a->file, b->file);
    if (order == 0) {
        order = by_number(a->finding.line, b->finding.line);
    }
    if (order == 0) {
        order = by_number(a->finding.column, b->finding.column);
    }
    if (order == 0) {
        order = by_number(a->finding.code, b->finding.code);
    }
    return order != 0 ? order : by_number(a->sequence, b->sequence);
}

static bool same(const item *a, const item *b)
{
    return a->file == b->file && a->finding.line == b->finding.line &&
           a->finding.column == b->finding.column && a->finding.code == b->finding.code &&
           strcmp(a->finding.message, b->finding.message) == 0;
}

void us_findings_sort(usher_findings *findings)
{
    if (findings->count < 2) {
        return;
    }
    qsort(findings->items, findings->count, sizeof *findings->items, by_place);
    size_t kept = 1;
    for (size_t i = 1; i < findings->count; i++) {
        const item *next = &findings->items[i];
        if (same(&findings->items[kept - 1], next)) {
            findings->errors -= next->finding.severity == USHER_FINDING_ERROR;
        } else {
            findings->items[kept++] = *next;
        }
    }
    findings->count = kept;
}

size_t usher_findings_count(const usher_findings *findings)
{
    return findings->count;
}

size_t usher_findings_errors(const usher_findings *findings)
{
    return findings->errors;
}

const usher_finding *usher_findings_get(const usher_findings *findings, size_t index)
{
    return index < findings->count ? &findings->items[index].finding : NULL;
}
