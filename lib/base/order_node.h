/*
 * order_node.h - the nodes of a counted B+ tree, for the order*.c files only.
 *
 * Keys and values live in leaves; an inner node has, for each child, how many keys are below it and
 * the least of their values. `last` of a child is an upper bound of its keys and below all keys of
 * the next child; that of the last child is the bound which the node itself has in its parent.
 *
 * Every node is at least half full, but for the root and for the last node of each level (the
 * "edge"): an edge node is freed when it is empty. So a queue to which contacts are only appended
 * has full leaves, and what is removed from its front still leaves a bounded number of nodes. On
 * the edge nobody looks at the bound of the last child, and it may hold anything.
 *
 * Inner nodes point to their children, because chunks of a pool never move; the id of a node is its
 * slot plus one. A node of either kind is a void pointer with its level: 0 for leaves.
 */
#ifndef US_ORDER_NODE_H
#define US_ORDER_NODE_H

#include "order.h"

enum { US_NODE_MAX = 24, US_NODE_HALF = 12 };

typedef struct us_leaf {
    uint64_t id;
    uint32_t begin; /* the first key is here, so that taking it away moves nothing */
    uint32_t count;
    us_key keys[US_NODE_MAX];
    int64_t values[US_NODE_MAX];
} us_leaf;

typedef struct us_inner {
    uint64_t id;
    uint32_t unused; /* the link of a free item lies here */
    uint32_t count;
    us_key last[US_NODE_MAX];
    int64_t least[US_NODE_MAX];
    uint32_t below[US_NODE_MAX];
    void *child[US_NODE_MAX];
} us_inner;

/* What an inner node holds of one child. */
typedef struct us_branch {
    us_key last;
    int64_t least;
    uint32_t below;
    void *child;
} us_branch;

us_leaf *us_leaf_take(us_orders *orders);
us_inner *us_inner_take(us_orders *orders);
void us_node_give(us_orders *orders, void *node, uint32_t level);

/* The least value; or, as soon as one is found that is not above `enough`, that one. */
int64_t us_node_least(const void *node, uint32_t level, int64_t enough);
/* What a parent has to hold of a node, which is not empty. No value in it is below `least`. */
us_branch us_node_branch(void *node, uint32_t level, int64_t least);

/* `at` counts from the first key of the leaf. */
void us_leaf_insert(us_leaf *leaf, uint32_t at, const us_key *key, int64_t value);
void us_leaf_remove(us_leaf *leaf, uint32_t at);
void us_inner_put(us_inner *inner, uint32_t at, const us_branch *branch);
void us_inner_insert(us_inner *inner, uint32_t at, const us_branch *branch);

/* Inserts into a full node; the new node that took the upper part. */
us_leaf *us_leaf_split(us_orders *orders, us_leaf *leaf, bool edge, uint32_t at, const us_key *key,
                       int64_t value);
us_inner *us_inner_split(us_orders *orders, us_inner *inner, bool edge, uint32_t at,
                         const us_branch *branch);
/* Puts right what is too empty: the at-th child of a node, which is itself of level + 1. */
void us_inner_repair(us_orders *orders, us_inner *inner, uint32_t at, uint32_t level);

/* As us_keys_before, where the answer is neither 0 nor `count`. */
uint32_t us_keys_search(const us_key *keys, uint32_t count, const us_key *key);

/* How many of some ascending keys are before `key`. The ends first: there most come and go. */
static inline uint32_t us_keys_before(const us_key *keys, uint32_t count, const us_key *key)
{
    if (count == 0 || us_key_before(&keys[count - 1], key)) {
        return count;
    }
    return us_key_before(&keys[0], key) ? us_keys_search(keys, count, key) : 0;
}

static inline uint32_t us_leaf_place(const us_leaf *leaf, const us_key *key)
{
    return us_keys_before(leaf->keys + leaf->begin, leaf->count, key);
}

/* The child below which `key` is or would be. */
static inline uint32_t us_inner_place(const us_inner *inner, const us_key *key)
{
    return us_keys_before(inner->last, inner->count - 1, key);
}

static inline bool us_key_same(const us_key *a, const us_key *b)
{
    return a->id == b->id && a->minor == b->minor && a->major == b->major;
}

static inline uint32_t us_node_count(const void *node, uint32_t level)
{
    return level == 0 ? ((const us_leaf *)node)->count : ((const us_inner *)node)->count;
}

/* Either kind of node begins with its id, as everything in a pool does. */
static inline uint32_t us_node_slot(const void *node)
{
    return (uint32_t)(*(const uint64_t *)node - 1);
}

#endif
