/*
 * schema.h - which keys a centre file has, and what each value must be: one table for everything.
 *
 * The same rows check the tree, suggest the key that was meant, decide what a scalar means, and
 * give the JSON Schema (tests/golden/run_schema.c makes it). After the check a node is `typed` if
 * it is what its row wants, and a scalar's value stands in `number`:
 *   COUNT the number, DECIMAL millionths, DURATION microseconds, WORD the word's value,
 *   SPAN from * 2048 + until in minutes,
 *   DATE, DAY year * 10000 + month * 100 + day (year 0 = every year).
 */
#ifndef US_LOAD_SCHEMA_H
#define US_LOAD_SCHEMA_H

#include "context.h"

typedef enum us_shape_kind {
    US_SHAPE_RECORD,   /* a map with the keys of `rows` */
    US_SHAPE_NAMED,    /* a map from names that the user chooses to values of shape `of` */
    US_SHAPE_WEEK,     /* a map from days ("mon", "mon-fri") to values of shape `of` */
    US_SHAPE_LIST,     /* of values of shape `of` */
    US_SHAPE_TEXT,     /* any text but the empty one */
    US_SHAPE_NAME,     /* 1 to 127 bytes */
    US_SHAPE_COUNT,    /* a whole number min..max, or a word */
    US_SHAPE_DECIMAL,  /* at most six decimals; min and max in millionths */
    US_SHAPE_DURATION, /* min..max in microseconds, or a word */
    US_SHAPE_WORD,     /* one of the words */
    US_SHAPE_SPAN,     /* "08:00-12:30" */
    US_SHAPE_DATE,     /* 12-25 or 2026-12-25 */
    US_SHAPE_DAY,      /* 2026-12-25 */
    US_SHAPE_ZONE,     /* IANA name */
    US_SHAPE_VERSION   /* 1 */
} us_shape_kind;

typedef struct us_word {
    const char *text; /* NULL behind the last */
    int64_t value;
} us_word;

typedef struct us_row us_row;
typedef struct us_shape us_shape;
struct us_shape {
    us_shape_kind kind;
    bool partial;       /* record: required keys may be missing (stages) */
    bool whole_seconds; /* duration */
    const char *id;     /* record: its name in the JSON Schema */
    const char *title;  /* record: how messages call it, "a queue" */
    const us_row *rows;
    const us_shape *of;
    const us_word *words;
    int64_t min, max;
};

struct us_row {
    const char *name; /* NULL behind the last */
    const us_shape *shape;
    bool required;
    const char *fallback; /* the default as JSON; NULL = none */
    const char *about;    /* one sentence for the editor */
};

extern const us_shape us_shape_centre, us_shape_stage;

/* The row of a key, or NULL. */
const us_row *us_row_of(const us_shape *shape, const char *name);

/*
 * Checks a value and everything below it. `key`: the key under which it stands, for messages.
 * Nodes that were reported before (`broken`) are left alone.
 */
void us_schema_check(us_load *load, us_node *node, const us_shape *shape, const us_node *key);

/* value.c: checks a scalar of one of the scalar shapes and sets its number. */
void us_value_check(us_load *load, us_node *node, const us_shape *shape, const us_node *key);
/* "mon-fri" as a bit per day, Monday the lowest; 0 if it is none. */
uint8_t us_days_parse(const char *text, size_t size);

#endif
