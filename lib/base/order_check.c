/*
 * order_check.c - whether a counted B+ tree is what order_node.h says, node by node.
 *
 * For tests and for usher_engine_check: it walks the nodes in the order of their keys and believes
 * nothing that it can count itself.
 */
#include "order_node.h"

typedef struct walk {
    const us_key *previous; /* the last key seen */
    const us_key *bound;    /* the next key must be after this one */
    uint32_t keys;
    const us_leaf *first, *last;
} walk;

static bool has_size(const void *node, uint32_t level, uint32_t least)
{
    uint32_t begin = level == 0 ? ((const us_leaf *)node)->begin : 0;
    uint32_t count = us_node_count(node, level);
    return count >= least && begin <= US_NODE_MAX && count <= US_NODE_MAX - begin;
}

static const char *check_leaf(walk *w, const us_leaf *leaf)
{
    for (uint32_t i = leaf->begin; i < leaf->begin + leaf->count; i++) {
        const us_key *key = &leaf->keys[i];
        if (w->previous != NULL && !us_key_before(w->previous, key)) {
            return "order: keys are not ascending";
        }
        if (w->bound != NULL && !us_key_before(w->bound, key)) {
            return "order: a key is not after the bound of the child before its own";
        }
        w->previous = key;
    }
    w->keys += leaf->count;
    w->first = w->first != NULL ? w->first : leaf;
    w->last = leaf;
    return NULL;
}

/* What a node holds of its at-th child, before that child is walked; `edge` is the child's. */
static const char *check_child(walk *w, const us_inner *node, uint32_t at, uint32_t level,
                               bool edge)
{
    void *child = node->child[at];
    if (!has_size(child, level, edge ? 1 : US_NODE_HALF)) {
        return "order: a node is too full or too empty";
    }
    us_branch branch = us_node_branch(child, level, INT64_MIN);
    if (branch.below != node->below[at]) {
        return "order: a count is wrong";
    }
    if (branch.least != node->least[at]) {
        return "order: a least value is wrong";
    }
    if (level > 0 && !edge && !us_key_same(&branch.last, &node->last[at])) {
        return "order: two bounds of one node differ";
    }
    if (at == 0) {
        return NULL;
    }
    w->bound = &node->last[at - 1];
    return us_key_before(w->bound, w->previous) ? "order: a key is after the bound of its child"
                                                : NULL;
}

static const char *check_below(walk *w, const void *root, uint32_t height)
{
    const void *nodes[US_HEIGHT_MAX + 1];
    uint32_t done[US_HEIGHT_MAX + 1];
    bool edge[US_HEIGHT_MAX + 1];
    uint32_t level = height;
    const char *wrong = NULL;
    nodes[level] = root;
    done[level] = 0;
    edge[level] = true;
    while (level <= height && wrong == NULL) {
        const us_inner *inner = level > 0 ? nodes[level] : NULL;
        if (inner == NULL) {
            wrong = check_leaf(w, nodes[level++]);
        } else if (done[level] == inner->count) {
            level++;
        } else {
            uint32_t at = done[level]++;
            bool last = edge[level] && at == inner->count - 1;
            nodes[--level] = inner->child[at];
            edge[level] = last;
            done[level] = 0;
            wrong = check_child(w, inner, at, level, last);
        }
    }
    return wrong;
}

const char *us_order_check(const us_order *order)
{
    if (order->root == NULL) {
        return order->count == 0 && order->height == 0 ? NULL : "order: an empty order counts keys";
    }
    if (order->height > US_HEIGHT_MAX) {
        return "order: the root is too high";
    }
    const void *root = order->root;
    if (!has_size(root, order->height, order->height > 0 ? 2 : 1)) {
        return "order: the root is too full or too empty";
    }
    walk w = { .previous = NULL, .bound = NULL, .keys = 0, .first = NULL, .last = NULL };
    const char *wrong = check_below(&w, root, order->height);
    if (wrong == NULL && w.keys != order->count) {
        wrong = "order: the number of keys is wrong";
    }
    if (wrong == NULL && (w.first != order->first || w.last != order->last)) {
        wrong = "order: the first or the last leaf is not what is known to be";
    }
    return wrong;
}
