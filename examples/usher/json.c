/*
 * json.c - strings and numbers of JSON.
 */
#include "json.h"

#include "number.h"

static void escaped(FILE *out, unsigned char c)
{
    switch (c) {
    case '"':
        fputs("\\\"", out);
        break;
    case '\\':
        fputs("\\\\", out);
        break;
    case '\n':
        fputs("\\n", out);
        break;
    case '\r':
        fputs("\\r", out);
        break;
    case '\t':
        fputs("\\t", out);
        break;
    default:
        fprintf(out, "\\u%04x", (unsigned)c);
        break;
    }
}

void json_string(FILE *out, const char *text)
{
    const char *from = text;

    putc('"', out);
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F) {
            continue;
        }
        fwrite(from, 1, (size_t)(text - from), out);
        escaped(out, c);
        from = text + 1;
    }
    fwrite(from, 1, (size_t)(text - from), out);
    putc('"', out);
}

void json_seconds(FILE *out, int64_t micros)
{
    char text[NUMBER_TEXT_MAX];
    fputs(number_write_seconds(text, micros), out);
}
