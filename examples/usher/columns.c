/*
 * columns.c - text for a terminal of 80 columns.
 *
 * A character is taken to be one column wide; those that are wider are rare in names of queues.
 */
#include "columns.h"

#include <string.h>

static int begins_character(char byte)
{
    return ((unsigned char)byte & 0xC0) != 0x80;
}

static size_t count_in(const char *text, size_t size)
{
    size_t count = 0;

    for (size_t i = 0; i < size; i++) {
        count += begins_character(text[i]) ? 1 : 0;
    }
    return count;
}

size_t columns_of(const char *text)
{
    return count_in(text, strlen(text));
}

void columns_space(FILE *out, size_t width)
{
    fprintf(out, "%*s", (int)width, "");
}

void columns_left(FILE *out, const char *text, size_t width)
{
    size_t count = columns_of(text);
    size_t kept = count > width ? width - 1 : count;

    for (size_t shown = 0; *text != '\0'; text++) {
        shown += begins_character(*text) ? 1 : 0;
        if (shown > kept) {
            break;
        }
        putc(*text, out);
    }
    if (count > width) {
        fputs("\xE2\x80\xA6", out);
    }
    columns_space(out, count < width ? width - count : 0);
}

/* A word that may be longer than a line. */
static size_t put_word(FILE *out, const char *word, size_t size, size_t at, size_t indent)
{
    for (size_t i = 0; i < size; i++) {
        if (begins_character(word[i]) && at == COLUMNS) {
            putc('\n', out);
            columns_space(out, indent);
            at = indent;
        }
        at += begins_character(word[i]) ? 1 : 0;
        putc(word[i], out);
    }
    return at;
}

size_t columns_wrap(FILE *out, const char *text, size_t at, size_t indent)
{
    const char *gap = "";

    while (*text != '\0') {
        size_t size = strcspn(text, " ");
        size_t width = count_in(text, size);
        if (*gap != '\0' && at + 1 + width > COLUMNS) {
            putc('\n', out);
            columns_space(out, indent);
            at = indent;
        } else {
            fputs(gap, out);
            at += strlen(gap);
        }
        at = put_word(out, text, size, at, indent);
        text += size;
        text += *text == ' ' ? 1 : 0;
        gap = " ";
    }
    return at;
}
