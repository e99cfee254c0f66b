/*
 * run_schema.c - the JSON Schema is made of the same table that the reader checks files with.
 *
 * Compares what the table gives with usher_load_schema() and with docs/centre.schema.json; with
 * GOLDEN_UPDATE=1 both are written anew (the library's copy takes effect with the next build). It
 * also looks whether docs/configuration.md knows every key and every finding.
 */
#include "load/findings.h"
#include "load/schema.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char docs_path[] = "docs/centre.schema.json";
static const char source_path[] = "lib/load/schema_text.c";
static const char manual_path[] = "docs/configuration.md";

/* ---- text that grows ------------------------------------------------------------------------- */

typedef struct text {
    char *bytes;
    size_t size, capacity;
} text;

static void put(text *t, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char piece[2048];
    int size = vsnprintf(piece, sizeof piece, format, arguments);
    va_end(arguments);
    if (size < 0 || (size_t)size >= sizeof piece) {
        abort();
    }
    while (t->size + (size_t)size + 1 > t->capacity) {
        t->capacity = t->capacity > 0 ? t->capacity * 2 : 4096;
        t->bytes = realloc(t->bytes, t->capacity);
        if (t->bytes == NULL) {
            abort();
        }
    }
    memcpy(t->bytes + t->size, piece, (size_t)size + 1);
    t->size += (size_t)size;
}

/* ---- the table as JSON ----------------------------------------------------------------------- */

static void put_shape(text *t, const us_shape *shape);

static void put_words(text *t, const us_word *words)
{
    put(t, "\"enum\": [");
    for (const us_word *word = words; word->text != NULL; word++) {
        put(t, "%s\"%s\"", word == words ? "" : ", ", word->text);
    }
    put(t, "]");
}

/* One of several forms, the words last. */
static void put_any_of(text *t, const char *forms, const us_word *words)
{
    put(t, "\"anyOf\": [%s", forms);
    if (words != NULL) {
        put(t, ", {");
        put_words(t, words);
        put(t, "}");
    }
    put(t, "]");
}

static void put_count(text *t, const us_shape *shape)
{
    char forms[200];
    snprintf(forms, sizeof forms,
             "{\"type\": \"integer\", \"minimum\": %lld, \"maximum\": %lld}, {\"$ref\": "
             "\"#/definitions/digits\"}",
             (long long)shape->min, (long long)shape->max);
    put_any_of(t, forms, shape->words);
}

static void put_decimal(text *t, const us_shape *shape)
{
    put(t,
        "\"anyOf\": [{\"type\": \"number\", \"exclusiveMinimum\": 0, \"maximum\": %lld}, "
        "{\"type\": \"string\", \"pattern\": \"^[0-9]+(\\\\.[0-9]{1,6})?$\"}]",
        (long long)(shape->max / 1000000));
}

static void put_duration(text *t, const us_shape *shape)
{
    if (shape->words == NULL) {
        put(t, "\"$ref\": \"#/definitions/duration\"");
    } else {
        put_any_of(t, "{\"$ref\": \"#/definitions/duration\"}", shape->words);
    }
}

static void put_week(text *t, const us_shape *shape)
{
    put(t,
        "\"type\": [\"object\", \"null\"], \"additionalProperties\": false, \"patternProperties\": "
        "{\"^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$\": {");
    put_shape(t, shape->of);
    put(t, "}}");
}

static void put_named(text *t, const us_shape *shape)
{
    put(t,
        "\"type\": [\"object\", \"null\"], \"propertyNames\": {\"minLength\": 1, \"maxLength\": "
        "%d}, "
        "\"additionalProperties\": {",
        USHER_NAME_MAX);
    put_shape(t, shape->of);
    put(t, "}");
}

/* What a value of this shape looks like: members of a JSON object, without its braces. */
static void put_shape(text *t, const us_shape *shape)
{
    switch (shape->kind) {
    case US_SHAPE_RECORD:
        put(t, "\"$ref\": \"#/definitions/%s\"", shape->id);
        break;
    case US_SHAPE_NAMED:
        put_named(t, shape);
        break;
    case US_SHAPE_WEEK:
        put_week(t, shape);
        break;
    case US_SHAPE_LIST:
        put(t, "\"type\": [\"array\", \"null\"], \"items\": {");
        put_shape(t, shape->of);
        put(t, "}");
        break;
    case US_SHAPE_TEXT:
        put(t, "\"$ref\": \"#/definitions/text\"");
        break;
    case US_SHAPE_NAME:
        put(t, "\"$ref\": \"#/definitions/name\"");
        break;
    case US_SHAPE_COUNT:
        put_count(t, shape);
        break;
    case US_SHAPE_DECIMAL:
        put_decimal(t, shape);
        break;
    case US_SHAPE_DURATION:
        put_duration(t, shape);
        break;
    case US_SHAPE_WORD:
        put_words(t, shape->words);
        break;
    case US_SHAPE_SPAN:
        put(t, "\"$ref\": \"#/definitions/span\"");
        break;
    case US_SHAPE_DATE:
        put(t, "\"$ref\": \"#/definitions/date\"");
        break;
    case US_SHAPE_DAY:
        put(t, "\"type\": \"string\", \"pattern\": \"^[0-9]{4}-[0-9]{2}-[0-9]{2}$\"");
        break;
    case US_SHAPE_ZONE:
        put(t, "\"type\": \"string\", \"pattern\": \"^[A-Za-z0-9_+-][A-Za-z0-9_+/-]*$\"");
        break;
    case US_SHAPE_VERSION:
        put(t, "\"enum\": [1, \"1\"]");
        break;
    }
}

static void put_required(text *t, const us_shape *record)
{
    size_t count = 0;
    for (const us_row *row = record->rows; row->name != NULL && !record->partial; row++) {
        if (row->required) {
            put(t, "%s\"%s\"", count++ == 0 ? "\"type\": \"object\",\n      \"required\": [" : ", ",
                row->name);
        }
    }
    put(t, count > 0 ? "],\n" : "\"type\": [\"object\", \"null\"],\n");
}

static void put_record(text *t, const us_shape *record)
{
    put(t, ",\n    \"%s\": {\n      ", record->id);
    put_required(t, record);
    put(t, "      \"additionalProperties\": false,\n      \"properties\": {");
    for (const us_row *row = record->rows; row->name != NULL; row++) {
        put(t, "%s\n        \"%s\": {\"description\": \"%s\", ", row == record->rows ? "" : ",",
            row->name, row->about);
        if (row->fallback != NULL) {
            put(t, "\"default\": %s, ", row->fallback);
        }
        put_shape(t, row->shape);
        put(t, "}");
    }
    put(t, "\n      }\n    }");
}

/* Records that were written already: each has one definition. */
typedef struct written {
    const us_shape *records[64];
    size_t count;
} written;

static void put_records(text *t, const us_shape *shape, written *done)
{
    if (shape->kind == US_SHAPE_NAMED || shape->kind == US_SHAPE_LIST ||
        shape->kind == US_SHAPE_WEEK) {
        put_records(t, shape->of, done);
    }
    if (shape->kind != US_SHAPE_RECORD) {
        return;
    }
    for (size_t i = 0; i < done->count; i++) {
        if (done->records[i] == shape) {
            return;
        }
    }
    done->records[done->count++] = shape;
    put_record(t, shape);
    for (const us_row *row = shape->rows; row->name != NULL; row++) {
        put_records(t, row->shape, done);
    }
}

static text make_schema(void)
{
    text t = { NULL, 0, 0 };
    written done = { { NULL }, 0 };
    put(&t,
        "{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n"
        "  \"title\": \"A centre of usher (centre.yaml)\",\n"
        "  \"$ref\": \"#/definitions/centre\",\n  \"definitions\": {\n"
        "    \"text\": {\"type\": [\"string\", \"number\", \"boolean\"], \"minLength\": 1},\n"
        "    \"name\": {\"type\": [\"string\", \"number\", \"boolean\"], \"minLength\": 1, "
        "\"maxLength\": %d},\n",
        USHER_NAME_MAX);
    put(&t,
        "    \"digits\": {\"type\": \"string\", \"pattern\": \"^[0-9]+$\"},\n"
        "    \"duration\": {\"anyOf\": [{\"type\": \"number\", \"minimum\": 0}, {\"type\": "
        "\"string\", \"minLength\": 1, "
        "\"pattern\": \"^([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+(\\\\.[0-9]+)?(h|m|s|ms)?)?$\"}]},\n"
        "    \"span\": {\"type\": \"string\", \"pattern\": "
        "\"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$\"},\n"
        "    \"date\": {\"type\": \"string\", \"pattern\": \"^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$\"}");
    put_records(&t, &us_shape_centre, &done);
    put(&t, "\n  }\n}\n");
    return t;
}

/* ---- the library's copy ---------------------------------------------------------------------- */

/* The schema as a C file that is short in both directions. */
static text make_source(const text *schema)
{
    enum { WIDTH = 88 };
    text t = { NULL, 0, 0 };
    put(&t, "/*\n * schema_text.c - the JSON Schema of a centre file.\n *\n"
            " * Made of the table in schema.c by tests/golden/run_schema.c (GOLDEN_UPDATE=1), "
            "which also\n"
            " * compares the two: do not edit.\n */\n#include <usher/load.h>\n\n"
            "#if defined(__GNUC__)\n/* ISO C promises 4095 bytes; every compiler of today takes "
            "more. */\n"
            "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n#endif\n\n"
            "static const char text[] =\n    \"");
    size_t column = 0;
    for (size_t i = 0; i < schema->size; i++) {
        char c = schema->bytes[i];
        bool ends = c == '\n';
        if (column >= WIDTH) {
            put(&t, "\"\n    \"");
            column = 0;
        }
        put(&t, ends ? "\\n" : c == '"' || c == '\\' ? "\\%c" : "%c", c);
        column += c == '"' || c == '\\' || ends ? 2 : 1;
        if (ends && i + 1 < schema->size) {
            put(&t, "\"\n    \"");
            column = 0;
        }
    }
    put(&t, "\";\n\nconst char *usher_load_schema(void)\n{\n    return text;\n}\n");
    return t;
}

/* ---- files ----------------------------------------------------------------------------------- */

static text read_file(const char *path)
{
    text t = { NULL, 0, 0 };
    FILE *file = fopen(path, "rb");
    put(&t, "%s", "");
    if (file == NULL) {
        return t;
    }
    char piece[1024];
    size_t got;
    while ((got = fread(piece, 1, sizeof piece - 1, file)) > 0) {
        piece[got] = '\0';
        put(&t, "%s", piece);
    }
    fclose(file);
    return t;
}

static int write_file(const char *path, const text *t)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(t->bytes, 1, t->size, file) != t->size || fclose(file) != 0) {
        fprintf(stderr, "%s: cannot be written\n", path);
        return 1;
    }
    return 0;
}

static int compare(const char *what, const char *is, const char *should)
{
    if (strcmp(is, should) == 0) {
        return 0;
    }
    fprintf(stderr,
            "%s is not what the table in lib/load/schema.c gives: run with GOLDEN_UPDATE=1 and "
            "build again\n",
            what);
    return 1;
}

/* ---- the manual ------------------------------------------------------------------------------ */

static int look_for(const text *manual, const char *wanted)
{
    if (strstr(manual->bytes, wanted) != NULL) {
        return 0;
    }
    fprintf(stderr, "%s does not mention %s\n", manual_path, wanted);
    return 1;
}

static int check_keys(const text *manual, const us_shape *shape)
{
    int wrong = 0;
    if (shape->kind == US_SHAPE_NAMED || shape->kind == US_SHAPE_LIST) {
        return check_keys(manual, shape->of);
    }
    for (const us_word *word = shape->words; word != NULL && word->text != NULL; word++) {
        char wanted[80];
        snprintf(wanted, sizeof wanted, "`%s`", word->text);
        wrong += look_for(manual, wanted);
    }
    if (shape->kind != US_SHAPE_RECORD || shape == &us_shape_stage) {
        return wrong;
    }
    for (const us_row *row = shape->rows; row->name != NULL; row++) {
        char wanted[80];
        snprintf(wanted, sizeof wanted, "`%s`", row->name);
        wrong += look_for(manual, wanted);
        wrong += check_keys(manual, row->shape);
    }
    return wrong;
}

static int check_codes(const text *manual)
{
    int wrong = 0;
    for (int code = 0; code < US_CODES_COUNT; code++) {
        usher_finding finding = us_code_describe((us_code)code);
        char wanted[80];
        snprintf(wanted, sizeof wanted, "| %u | `%s` |", finding.code, finding.name);
        wrong += look_for(manual, wanted);
    }
    return wrong;
}

int main(void)
{
    text schema = make_schema();
    text source = make_source(&schema);
    int wrong = 0;
    if (getenv("GOLDEN_UPDATE") != NULL) {
        wrong = write_file(docs_path, &schema) + write_file(source_path, &source);
    } else {
        text docs = read_file(docs_path);
        text copy = read_file(source_path);
        wrong += compare("usher_load_schema()", usher_load_schema(), schema.bytes);
        wrong += compare(docs_path, docs.bytes, schema.bytes);
        wrong += compare(source_path, copy.bytes, source.bytes);
        free(docs.bytes);
        free(copy.bytes);
    }
    text manual = read_file(manual_path);
    wrong += check_keys(&manual, &us_shape_centre);
    wrong += check_codes(&manual);
    free(manual.bytes);
    free(schema.bytes);
    free(source.bytes);
    return wrong > 0;
}
