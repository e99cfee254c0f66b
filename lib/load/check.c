/*
 * check.c - a tree against the schema: every key known, every value of its shape.
 *
 * Recursion goes as deep as the schema does: what stands under an unknown key is not looked at.
 */
#include "schema.h"

#include <string.h>

const us_row *us_row_of(const us_shape *shape, const char *key)
{
    for (const us_row *row = shape->rows; row->name != NULL; row++) {
        if (strcmp(row->name, key) == 0) {
            return row;
        }
    }
    return NULL;
}

static const char *kind_name(const us_node *node)
{
    static const char *const names[] = { "a value", "keys with values", "a list" };
    return names[node->kind];
}

static const char *wanted(const us_shape *shape)
{
    switch (shape->kind) {
    case US_SHAPE_RECORD:
    case US_SHAPE_NAMED:
    case US_SHAPE_WEEK:
        return "keys with values";
    case US_SHAPE_LIST:
        return "a list";
    case US_SHAPE_DURATION:
        return "a duration";
    case US_SHAPE_COUNT:
    case US_SHAPE_DECIMAL:
        return "a number";
    case US_SHAPE_TEXT:
    case US_SHAPE_NAME:
    case US_SHAPE_WORD:
    case US_SHAPE_SPAN:
    case US_SHAPE_DATE:
    case US_SHAPE_DAY:
    case US_SHAPE_ZONE:
    case US_SHAPE_VERSION:
        return "a value";
    }
    return "";
}

static void report_kind(us_load *load, const us_node *node, const us_shape *shape,
                        const us_node *key)
{
    us_report(load, US_CODE_WRONG_KIND, node, "`%s` takes %s here, not %s", us_show_node(key).text,
              wanted(shape), kind_name(node));
}

/* Does a map or list stand where one must? Nothing at all counts as an empty one. */
static bool check_kind(us_load *load, us_node *node, const us_shape *shape, const us_node *key,
                       us_node_kind kind)
{
    if (node->kind != kind && !us_node_is_nothing(node)) {
        report_kind(load, node, shape, key);
        return false;
    }
    node->typed = true;
    return true;
}

/* True if another key was probably meant. */
static bool report_unknown_key(us_load *load, const us_node *key, const us_shape *shape)
{
    us_suggest suggest;
    us_suggest_begin(&suggest, key->text, key->size, &load->suggest_budget);
    for (const us_row *row = shape->rows; row->name != NULL; row++) {
        us_suggest_try(&suggest, row->name);
    }
    us_report(load, US_CODE_UNKNOWN_KEY, key, "unknown key `%s` in %s%s", us_show_node(key).text,
              shape->title, us_hint_of(&suggest).text);
    return suggest.best_text != NULL;
}

/*
 * A section of the centre that cannot be understood, or whose name is misspelt, may define any
 * name, as a file that is missing may.
 */
static void note_missing_section(us_load *load, const us_node *value, const us_row *row,
                                 bool misspelt)
{
    if (row == NULL) {
        load->incomplete |= misspelt && value->kind != US_SCALAR;
    } else if (row->shape->kind == US_SHAPE_NAMED) {
        load->incomplete |= !value->typed;
    }
}

static void check_record(us_load *load, us_node *node, const us_shape *shape, const us_node *key)
{
    if (!check_kind(load, node, shape, key, US_MAP)) {
        return;
    }
    bool outer = load->partial;
    load->partial |= shape->partial;
    for (us_node *value = node->first; value != NULL; value = value->next) {
        const us_row *row = us_row_of(shape, value->key->text);
        bool misspelt = false;
        if (row != NULL) {
            us_schema_check(load, value, row->shape, value->key);
        } else if (!value->key->broken) {
            misspelt = report_unknown_key(load, value->key, shape);
        }
        if (shape == &us_shape_centre) {
            note_missing_section(load, value, row, misspelt);
        }
    }
    for (const us_row *row = shape->rows; row->name != NULL && !load->partial; row++) {
        if (row->required && us_node_get(node, row->name) == NULL) {
            us_report(load, US_CODE_MISSING_KEY, node, "the key `%s` is missing in %s", row->name,
                      shape->title);
        }
    }
    load->partial = outer;
}

/* Names that the user gives follow one rule, whatever they name. */
static void check_name(us_load *load, us_node *name)
{
    if (!name->broken && (name->size == 0 || name->size > USHER_NAME_MAX)) {
        us_report(load, US_CODE_BAD_NAME, name, "a name has 1 to %d bytes, this one has %u",
                  USHER_NAME_MAX, (unsigned)name->size);
        name->broken = true;
    }
}

static void check_day(us_load *load, us_node *key)
{
    if (!key->broken && us_days_parse(key->text, key->size) == 0) {
        us_report(load, US_CODE_BAD_DAYS, key,
                  "`%s` is no day: write mon, tue, wed, thu, fri, sat, sun, or mon-fri",
                  us_show_node(key).text);
        key->broken = true;
    }
}

static void check_named(us_load *load, us_node *node, const us_shape *shape, const us_node *key)
{
    if (!check_kind(load, node, shape, key, US_MAP)) {
        return;
    }
    for (us_node *value = node->first; value != NULL; value = value->next) {
        if (shape->kind == US_SHAPE_WEEK) {
            check_day(load, value->key);
        } else {
            check_name(load, value->key);
        }
        us_schema_check(load, value, shape->of, value->key);
    }
}

static void check_list(us_load *load, us_node *node, const us_shape *shape, const us_node *key)
{
    if (!check_kind(load, node, shape, key, US_LIST)) {
        return;
    }
    for (us_node *value = node->first; value != NULL; value = value->next) {
        us_schema_check(load, value, shape->of, key);
    }
}

void us_schema_check(us_load *load, us_node *node, const us_shape *shape, const us_node *key)
{
    node->typed = false;
    if (node->broken || us_findings_full(load->findings)) {
        return;
    }
    switch (shape->kind) {
    case US_SHAPE_RECORD:
        check_record(load, node, shape, key);
        break;
    case US_SHAPE_NAMED:
    case US_SHAPE_WEEK:
        check_named(load, node, shape, key);
        break;
    case US_SHAPE_LIST:
        check_list(load, node, shape, key);
        break;
    case US_SHAPE_TEXT:
    case US_SHAPE_NAME:
    case US_SHAPE_COUNT:
    case US_SHAPE_DECIMAL:
    case US_SHAPE_DURATION:
    case US_SHAPE_WORD:
    case US_SHAPE_SPAN:
    case US_SHAPE_DATE:
    case US_SHAPE_DAY:
    case US_SHAPE_ZONE:
    case US_SHAPE_VERSION:
        if (node->kind != US_SCALAR) {
            report_kind(load, node, shape, key);
        } else {
            us_value_check(load, node, shape, key);
        }
        break;
    }
}
