/*
 * value.c - what a scalar means, once the schema has said what it must be.
 */
#include "scalar.h"
#include "schema.h"
#include "zones.h"

#include <stdio.h>
#include <string.h>

static const us_word *find_word(const us_word *words, const us_node *node)
{
    for (const us_word *word = words; word != NULL && word->text != NULL; word++) {
        if (strcmp(word->text, node->text) == 0) {
            return word;
        }
    }
    return NULL;
}

/* "own, any or a number": everything that may be written, in `out`. */
static void list_forms(const us_shape *shape, char *out, size_t capacity)
{
    const char *last = shape->kind == US_SHAPE_COUNT      ? "a number"
                       : shape->kind == US_SHAPE_DURATION ? "a duration"
                                                          : NULL;
    size_t used = 0;
    for (const us_word *word = shape->words; word->text != NULL; word++) {
        bool ends = word[1].text == NULL && last == NULL;
        const char *between = word == shape->words ? "" : ends ? " or " : ", ";
        int size = snprintf(out + used, capacity - used, "%s%s", between, word->text);
        used += size > 0 && (size_t)size < capacity - used ? (size_t)size : 0;
    }
    if (last != NULL) {
        snprintf(out + used, capacity - used, " or %s", last);
    }
}

/* A word that was probably meant, or else all of them. */
static void report_word(us_load *load, const us_node *node, const us_shape *shape,
                        const us_node *key)
{
    us_suggest suggest;
    us_suggest_begin(&suggest, node->text, node->size, &load->suggest_budget);
    for (const us_word *word = shape->words; word->text != NULL; word++) {
        us_suggest_try(&suggest, word->text);
    }
    char forms[320]; /* the reasons of overflow_end take 250 */
    list_forms(shape, forms, sizeof forms);
    us_shown text = us_show_node(node);
    us_shown name = us_show_node(key);
    if (suggest.best_text != NULL) {
        us_report(load, US_CODE_UNKNOWN_WORD, node, "unknown word `%s` for `%s`%s", text.text,
                  name.text, us_hint_of(&suggest).text);
    } else {
        us_report(load, US_CODE_UNKNOWN_WORD, node, "unknown word `%s` for `%s`: write %s",
                  text.text, name.text, forms);
    }
}

/* A number or one of the words: does this text look like an attempt at a word? */
static bool begins_like_number(const us_node *node)
{
    return memchr("0123456789+-.", node->text[0], 13) != NULL;
}

static bool check_word(us_load *load, us_node *node, const us_shape *shape, const us_node *key)
{
    const us_word *word = find_word(shape->words, node);
    if (word == NULL) {
        report_word(load, node, shape, key);
        return false;
    }
    node->number = word->value;
    return true;
}

static bool check_count(us_load *load, us_node *node, const us_shape *shape, const us_node *key)
{
    bool fits = us_parse_whole(node->text, node->size, &node->number);
    if (!fits && strspn(node->text, "0123456789") < node->size) {
        us_report(load, US_CODE_BAD_NUMBER, node, "`%s` is no whole number for `%s`",
                  us_show_node(node).text, us_show_node(key).text);
        return false;
    }
    if (!fits || node->number < shape->min || node->number > shape->max) {
        us_report(load, US_CODE_OUT_OF_RANGE, node, "`%s` is from %lld to %lld, not %s",
                  us_show_node(key).text, (long long)shape->min, (long long)shape->max,
                  us_show_node(node).text);
        return false;
    }
    return true;
}

static bool check_decimal(us_load *load, us_node *node, const us_shape *shape, const us_node *key)
{
    if (!us_parse_scaled(node->text, node->size, 1000000, &node->number)) {
        us_report(load, US_CODE_BAD_NUMBER, node,
                  "`%s` is no number for `%s`: digits, and at most six decimals",
                  us_show_node(node).text, us_show_node(key).text);
        return false;
    }
    if (node->number < shape->min || node->number > shape->max) {
        us_report(load, US_CODE_OUT_OF_RANGE, node, "`%s` is above 0 and at most %lld, not %s",
                  us_show_node(key).text, (long long)(shape->max / 1000000),
                  us_show_node(node).text);
        return false;
    }
    return true;
}

static bool check_duration(us_load *load, us_node *node, const us_shape *shape, const us_node *key)
{
    us_shown text = us_show_node(node);
    us_shown name = us_show_node(key);
    if (usher_parse_duration(node->text, node->size, &node->number) != USHER_OK) {
        us_report(load, US_CODE_BAD_DURATION, node,
                  "`%s` is no duration for `%s`: write 20s, 5m, 1h30m, 250ms or seconds", text.text,
                  name.text);
        return false;
    }
    long long max = (long long)(shape->max / USHER_SECONDS(1));
    if (shape->whole_seconds && node->number % USHER_SECONDS(1) != 0) {
        us_report(load, US_CODE_OUT_OF_RANGE, node, "`%s` is in whole seconds, not %s", name.text,
                  text.text);
        return false;
    }
    if (node->number < shape->min || node->number > shape->max) {
        us_report(load, US_CODE_OUT_OF_RANGE, node, "`%s` is %s 0 and at most %lld s, not %s",
                  name.text, shape->min > 0 ? "above" : "at least", max, text.text);
        return false;
    }
    return true;
}

/* "08:30" as minutes of the day, -1 if it is none. */
static int64_t clock_minutes(const char *text)
{
    int64_t hour = 0;
    int64_t minute = 0;
    bool right = text[2] == ':' && us_parse_whole(text, 2, &hour) &&
                 us_parse_whole(text + 3, 2, &minute) && minute < 60 &&
                 (hour < 24 || (hour == 24 && minute == 0));
    return right ? hour * 60 + minute : -1;
}

static bool check_span(us_load *load, us_node *node)
{
    bool shaped = node->size == 11 && node->text[5] == '-';
    int64_t from = shaped ? clock_minutes(node->text) : -1;
    int64_t until = shaped ? clock_minutes(node->text + 6) : -1;
    if (from < 0 || from == 24 * 60 || until < 0) {
        us_report(load, US_CODE_BAD_SPAN, node, "`%s` is no span of time: write \"08:00-12:30\"",
                  us_show_node(node).text);
        return false;
    }
    until = until == 0 ? 24 * 60 : until; /* midnight as an end is the end of the day */
    if (until <= from) {
        us_report(
            load, US_CODE_BAD_SPAN, node,
            "`%s` ends before it begins: write a span over midnight as two, the first until 00:00",
            us_show_node(node).text);
        return false;
    }
    node->number = from * 2048 + until;
    return true;
}

static bool check_date(us_load *load, us_node *node, bool with_year)
{
    const char *text = node->text;
    int64_t year = 0;
    int64_t month = 0;
    int64_t day = 0;
    bool yearly = node->size == 5 && !with_year;
    bool shaped = yearly || (node->size == 10 && text[4] == '-' && us_parse_whole(text, 4, &year) &&
                             year > 0);
    const char *rest = yearly ? text : text + 5;
    shaped = shaped && rest[2] == '-' && us_parse_whole(rest, 2, &month) &&
             us_parse_whole(rest + 3, 2, &day);
    if (!shaped || !us_date_valid(yearly ? 2000 : year, month, day)) {
        us_report(load, US_CODE_BAD_DATE, node, "`%s` is no date%s: write %s2026-12-25",
                  us_show_node(node).text, with_year ? " with a year" : "",
                  with_year ? "" : "12-25 or ");
        return false;
    }
    node->number = year * 10000 + month * 100 + day;
    return true;
}

/* The form of an IANA name; zones.c looks whether there is such a zone. */
static bool check_zone(us_load *load, us_node *node)
{
    if (!us_zone_name_valid(node->text)) {
        us_report(load, US_CODE_BAD_ZONE, node, "`%s` is no IANA time zone such as Europe/London",
                  us_show_node(node).text);
        return false;
    }
    return true;
}

static bool check_version(us_load *load, const us_node *node)
{
    if (strcmp(node->text, "1") != 0) {
        us_report(load, US_CODE_FORMAT_VERSION, node,
                  "this library reads version 1 of the format, the file has `%s`",
                  us_show_node(node).text);
        return false;
    }
    return true;
}

static bool check_name(us_load *load, const us_node *node)
{
    if (node->size > USHER_NAME_MAX) {
        us_report(load, US_CODE_BAD_NAME, node, "a name has 1 to %d bytes, this one has %u",
                  USHER_NAME_MAX, (unsigned)node->size);
        return false;
    }
    return true;
}

static bool check_shape(us_load *load, us_node *node, const us_shape *shape, const us_node *key)
{
    bool word = shape->words != NULL && !begins_like_number(node);
    switch (shape->kind) {
    case US_SHAPE_COUNT:
        return word ? check_word(load, node, shape, key) : check_count(load, node, shape, key);
    case US_SHAPE_DURATION:
        return word ? check_word(load, node, shape, key) : check_duration(load, node, shape, key);
    case US_SHAPE_WORD:
        return check_word(load, node, shape, key);
    case US_SHAPE_DECIMAL:
        return check_decimal(load, node, shape, key);
    case US_SHAPE_NAME:
        return check_name(load, node);
    case US_SHAPE_SPAN:
        return check_span(load, node);
    case US_SHAPE_DATE:
        return check_date(load, node, false);
    case US_SHAPE_DAY:
        return check_date(load, node, true);
    case US_SHAPE_ZONE:
        return check_zone(load, node);
    case US_SHAPE_VERSION:
        return check_version(load, node);
    case US_SHAPE_TEXT:
    case US_SHAPE_RECORD:
    case US_SHAPE_NAMED:
    case US_SHAPE_WEEK:
    case US_SHAPE_LIST:
        return true;
    }
    return false;
}

void us_value_check(us_load *load, us_node *node, const us_shape *shape, const us_node *key)
{
    if (node->size == 0) {
        us_report(load, US_CODE_EMPTY_VALUE, node, "`%s` has no value", us_show_node(key).text);
        return;
    }
    node->typed = check_shape(load, node, shape, key);
}

/* ---- days ------------------------------------------------------------------------------------ */

static int day_number(const char *text)
{
    static const char days[][4] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
    for (int i = 0; i < 7; i++) {
        if (memcmp(days[i], text, 3) == 0) {
            return i;
        }
    }
    return -1;
}

uint8_t us_days_parse(const char *text, size_t size)
{
    int from = size >= 3 ? day_number(text) : -1;
    int until = from;
    if (size == 7 && text[3] == '-') {
        until = day_number(text + 4);
    } else if (size != 3) {
        return 0;
    }
    if (from < 0 || until < 0) {
        return 0;
    }
    unsigned bits = 0;
    for (int day = from;; day = (day + 1) % 7) { /* sat-mon goes over the end of the week */
        bits |= 1u << day;
        if (day == until) {
            return (uint8_t)bits;
        }
    }
}
