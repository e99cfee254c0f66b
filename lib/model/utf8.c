/*
 * utf8.c - is a text valid UTF-8? Names that reach logs and files have to be.
 */
#include "builder.h"

/* The length of the UTF-8 sequence at *text, or 0. Overlong forms and surrogates are none. */
static size_t utf8_sequence(const unsigned char *text)
{
    static const struct {
        unsigned char low, high, second_low, second_high, length;
    } forms[] = {
        { 0x01, 0x7f, 0x00, 0x00, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
        { 0xe1, 0xec, 0x80, 0xbf, 3 }, { 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
        { 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (text[0] < forms[i].low || text[0] > forms[i].high) {
            continue;
        }
        for (size_t k = 1; k < forms[i].length; k++) {
            unsigned char low = k == 1 ? forms[i].second_low : 0x80;
            unsigned char high = k == 1 ? forms[i].second_high : 0xbf;
            if (text[k] < low || text[k] > high) {
                return 0;
            }
        }
        return forms[i].length;
    }
    return 0;
}

bool us_utf8_valid(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    while (*at != '\0') {
        size_t length = utf8_sequence(at);
        if (length == 0) {
            return false;
        }
        at += length;
    }
    return true;
}
