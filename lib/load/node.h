/*
 * node.h - a file as a tree: maps, lists and scalars, each with the place where it stands.
 *
 * A scalar is text. What it means is decided later by the schema, so `on`, `0755` and `~` are five
 * or fewer letters here and never a boolean, a number or nothing. A map has no two values under one
 * key. Nodes live in the load's arena.
 */
#ifndef US_LOAD_NODE_H
#define US_LOAD_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum us_node_kind { US_SCALAR, US_MAP, US_LIST } us_node_kind;

typedef struct us_node us_node;
struct us_node {
    us_node *next;    /* the next value of the same map or list */
    us_node *key;     /* of a value in a map: a scalar */
    us_node *first;   /* map, list: the first value */
    const char *text; /* scalar: NUL-terminated */
    uint32_t size;    /* scalar: bytes; map, list: how many values */
    uint32_t line, column;
    uint16_t file;
    uint8_t kind; /* us_node_kind */
    bool plain;   /* scalar: written without quotes */
    bool broken;  /* a finding has been reported about it: nobody needs to complain again */
    bool typed;   /* it has the shape that the schema wants; a scalar's value is in `number` */
    bool used;    /* a definition that something refers to */
    int64_t number;
};

/* The value under a key, by linear search: for maps with few keys. */
us_node *us_node_get(const us_node *map, const char *key);
/* Do two scalars have the same text? */
bool us_same_text(const us_node *a, const us_node *b);
/* Takes a value out of its map. */
void us_node_unlink(us_node *map, const us_node *value);
/* A scalar without quotes and without text: `queues:` with nothing behind it. */
bool us_node_is_nothing(const us_node *node);

/* The values of a map in order of their keys, for O(log n) look-ups. */
typedef struct us_index {
    us_node **items;
    size_t count;
} us_index;

us_node *us_index_find(const us_index *index, const char *key, size_t size);

#endif
