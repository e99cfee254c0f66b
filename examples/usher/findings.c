/*
 * findings.c - what is wrong in the files that a run reads.
 *
 * All of a file is read whatever is wrong in it, so that one pass shows everything; a file of a
 * million bad rows still costs a hundred messages only.
 */
#include "findings.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "screen.h"

static bool comes_before(const file_place *a, const file_place *b)
{
    return strcmp(a->file, b->file) == 0 &&
           (a->line != b->line ? a->line < b->line : a->column < b->column);
}

/* A row is not looked through from left to right: the last finding goes to its place. */
static void sort_in(input_finding *kept, size_t last)
{
    for (size_t i = last; i > 0 && comes_before(&kept[i].place, &kept[i - 1].place); i--) {
        input_finding behind = kept[i - 1];
        kept[i - 1] = kept[i];
        kept[i] = behind;
    }
}

void findings_add(input_findings *findings, enum input_finding_code code, file_place place,
                  const char *format, ...)
{
    input_finding *finding;
    va_list args;

    findings->count++;
    if (findings->kept_count == FINDINGS_KEPT_MAX) {
        return;
    }
    findings->kept = memory_grow(findings->kept, &findings->kept_room, findings->kept_count + 1,
                                 sizeof *findings->kept);
    finding = &findings->kept[findings->kept_count++];
    finding->place = place;
    finding->code = code;
    va_start(args, format);
    vsnprintf(finding->message, sizeof finding->message, format, args);
    va_end(args);
    sort_in(findings->kept, findings->kept_count - 1);
}

void findings_clear(input_findings *findings)
{
    free(findings->kept);
    memset(findings, 0, sizeof *findings);
}

const char *finding_name(enum input_finding_code code)
{
    switch (code) {
#define X(ENUM, number, name) case INPUT_##ENUM: return name;
        INPUT_FINDING_MAP(X)
#undef X
    }
    return "?";
}

const char *finding_quoted(char buffer[FINDING_QUOTED_MAX], const char *text, size_t size)
{
    static const char more[] = "...";
    size_t room = FINDING_QUOTED_MAX - sizeof more - 2; /* both quotes */
    size_t shown = size;
    size_t at = 0;

    if (shown > room) {
        shown = room;
        while (shown > 0 && ((unsigned char)text[shown] & 0xC0) == 0x80) {
            shown--; /* never half a character */
        }
    }
    buffer[at++] = '`';
    for (size_t i = 0; i < shown; i++) {
        unsigned char c = (unsigned char)text[i];
        buffer[at++] = c < 0x20 || c == 0x7F ? '?' : text[i];
    }
    if (shown < size) {
        memcpy(buffer + at, more, sizeof more - 1);
        at += sizeof more - 1;
    }
    buffer[at++] = '`';
    buffer[at] = '\0';
    return buffer;
}

void finding_print(FILE *out, bool colour, file_place place, bool is_error, unsigned code,
                   const char *name, const char *message)
{
    const char *begin = screen_begin(colour, is_error ? SCREEN_ERROR : SCREEN_WARNING);

    fprintf(out, "%s:", place.file);
    if (place.line > 0) {
        fprintf(out, "%u:", (unsigned)place.line);
    }
    if (place.line > 0 && place.column > 0) {
        fprintf(out, "%u:", (unsigned)place.column);
    }
    fprintf(out, " %s%s %u %s%s: %s\n", begin, is_error ? "error" : "warning", code, name,
            screen_end(colour), message);
}

void findings_print(FILE *out, bool colour, const input_findings *findings)
{
    for (size_t i = 0; i < findings->kept_count; i++) {
        const input_finding *finding = &findings->kept[i];
        finding_print(out, colour, finding->place, true, (unsigned)finding->code,
                      finding_name(finding->code), finding->message);
    }
    if (findings->count > findings->kept_count) {
        fprintf(out, "and %llu more errors\n",
                (unsigned long long)(findings->count - findings->kept_count));
    }
}
