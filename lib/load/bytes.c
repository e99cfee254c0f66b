/*
 * bytes.c - UTF-8 without control characters and without YAML directives.
 *
 * libyaml would find the first two as well, but it takes a NUL for the end of the file, and UTF-16
 * for text. Directives (lines that begin with %) are refused because libyaml compares each %TAG
 * with all before it: a file full of them would take for ever. Lines and columns are counted as
 * libyaml counts them, so that all findings of a file agree.
 */
#include "bytes.h"

typedef struct cursor {
    const unsigned char *at, *end;
    uint32_t line, column;
} cursor;

/* The length of the UTF-8 sequence at the cursor and its code point; 0 if it is none. */
static size_t decode(const cursor *c, uint32_t *point)
{
    unsigned char lead = *c->at;
    size_t length = lead < 0x80                    ? 1
                    : lead >= 0xc2 && lead <= 0xdf ? 2
                    : (lead & 0xf0) == 0xe0        ? 3
                                                   : 4;
    if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || (size_t)(c->end - c->at) < length) {
        return 0;
    }
    static const unsigned char mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    *point = lead & mask[length];
    for (size_t i = 1; i < length; i++) {
        if ((c->at[i] & 0xc0) != 0x80) {
            return 0;
        }
        *point = *point << 6 | (c->at[i] & 0x3fu);
    }
    bool surrogate = *point >= 0xd800 && *point <= 0xdfff;
    return *point < least[length] || *point > 0x10ffff || surrogate ? 0 : length;
}

/* What YAML 1.1 calls printable, without the byte order mark. */
static bool allowed(uint32_t point)
{
    return point == '\t' || point == '\n' || point == '\r' || (point >= 0x20 && point <= 0x7e) ||
           point == 0x85 ||
           (point >= 0xa0 && point != 0xfeff && point != 0xfffe && point != 0xffff);
}

static bool is_break(const cursor *c, uint32_t point)
{
    bool first_of_two = point == '\r' && c->end - c->at > 1 && c->at[1] == '\n';
    return point == '\n' || (point == '\r' && !first_of_two) || point == 0x85 || point == 0x2028 ||
           point == 0x2029;
}

static bool wrong(us_load *load, uint16_t file, const cursor *c, us_code code, const char *message)
{
    us_place place = { load->opened[file].path, file, c->line, c->column };
    us_report_at(load, code, &place, "%s", message);
    return false;
}

bool us_bytes_check(us_load *load, uint16_t file, const char *data, size_t size)
{
    cursor c = { (const unsigned char *)data, (const unsigned char *)data + size, 1, 1 };
    while (c.at < c.end) {
        uint32_t point = 0;
        size_t length = decode(&c, &point);
        if (length == 0) {
            return wrong(load, file, &c, US_CODE_NOT_UTF8, "the file is not UTF-8 from here on");
        }
        if (!allowed(point)) {
            return wrong(load, file, &c, US_CODE_BAD_CHARACTER,
                         point == 0 ? "a NUL byte cannot stand in this file"
                                    : "a control character cannot stand in this file");
        }
        if (point == '%' && c.column == 1) {
            return wrong(load, file, &c, US_CODE_YAML_DIRECTIVE,
                         "a line must not begin with %: YAML directives are not used here");
        }
        bool ends_line = is_break(&c, point);
        c.at += length;
        c.line += ends_line;
        c.column = ends_line ? 1 : c.column + 1;
    }
    return true;
}

bool us_bytes_printable(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];
        bool latin_control = byte == 0xc2 && i + 1 < size && (unsigned char)text[i + 1] < 0xa0;
        if (byte < 0x20 || byte == 0x7f || latin_control) {
            return false;
        }
    }
    return true;
}
