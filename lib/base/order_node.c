/*
 * order_node.c - what happens within one node of a counted B+ tree, or between two siblings.
 *
 * Nothing here knows the tree above: who calls takes care of counts and least values there.
 */
#include "order_node.h"

#include <string.h>

/* ---- one node -------------------------------------------------------------------------------- */

us_leaf *us_leaf_take(us_orders *orders)
{
    uint32_t slot = us_pool_take(&orders->leaves);
    us_leaf *leaf = us_pool_at(&orders->leaves, slot);
    leaf->id = (uint64_t)slot + 1;
    leaf->begin = 0;
    leaf->count = 0;
    return leaf;
}

us_inner *us_inner_take(us_orders *orders)
{
    uint32_t slot = us_pool_take(&orders->inners);
    us_inner *inner = us_pool_at(&orders->inners, slot);
    inner->id = (uint64_t)slot + 1;
    inner->count = 0;
    return inner;
}

void us_node_give(us_orders *orders, void *node, uint32_t level)
{
    us_pool_give(level == 0 ? &orders->leaves : &orders->inners, us_node_slot(node));
}

uint32_t us_keys_search(const us_key *keys, uint32_t count, const us_key *key)
{
    uint32_t low = 1;
    uint32_t high = count - 1;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (us_key_before(&keys[middle], key)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static int64_t least_of(const int64_t *values, uint32_t count, int64_t enough)
{
    int64_t least = values[0];
    for (uint32_t i = 1; i < count && least > enough; i++) {
        least = values[i] < least ? values[i] : least;
    }
    return least;
}

int64_t us_node_least(const void *node, uint32_t level, int64_t enough)
{
    if (level == 0) {
        const us_leaf *leaf = node;
        return least_of(leaf->values + leaf->begin, leaf->count, enough);
    }
    const us_inner *inner = node;
    return least_of(inner->least, inner->count, enough);
}

us_branch us_node_branch(void *node, uint32_t level, int64_t least)
{
    us_branch branch = { .least = us_node_least(node, level, least), .below = 0, .child = node };
    if (level == 0) {
        const us_leaf *leaf = node;
        branch.last = leaf->keys[leaf->begin + leaf->count - 1];
        branch.below = leaf->count;
        return branch;
    }
    const us_inner *inner = node;
    branch.last = inner->last[inner->count - 1];
    for (uint32_t i = 0; i < inner->count; i++) {
        branch.below += inner->below[i];
    }
    return branch;
}

/* ---- leaves ---------------------------------------------------------------------------------- */

static void move_items(us_leaf *to, uint32_t to_at, const us_leaf *from, uint32_t from_at,
                       uint32_t count)
{
    if (count > 0) {
        memmove(&to->keys[to_at], &from->keys[from_at], count * sizeof to->keys[0]);
        memmove(&to->values[to_at], &from->values[from_at], count * sizeof to->values[0]);
    }
}

static void align_leaf(us_leaf *leaf)
{
    move_items(leaf, 0, leaf, leaf->begin, leaf->count);
    leaf->begin = 0;
}

/* Makes a gap on the side where less has to move, if there is room. */
void us_leaf_insert(us_leaf *leaf, uint32_t at, const us_key *key, int64_t value)
{
    us_assert(leaf->count < US_NODE_MAX);
    us_assert(at <= leaf->count);
    if (leaf->begin > 0 && at < leaf->count / 2) {
        move_items(leaf, leaf->begin - 1, leaf, leaf->begin, at);
        leaf->begin--;
    } else {
        if (leaf->begin + leaf->count == US_NODE_MAX) {
            align_leaf(leaf);
        }
        move_items(leaf, leaf->begin + at + 1, leaf, leaf->begin + at, leaf->count - at);
    }
    leaf->keys[leaf->begin + at] = *key;
    leaf->values[leaf->begin + at] = value;
    leaf->count++;
}

/* Closes the gap from the side where less has to move. */
void us_leaf_remove(us_leaf *leaf, uint32_t at)
{
    us_assert(at < leaf->count);
    uint32_t place = leaf->begin + at;
    leaf->count--;
    if (at <= leaf->count / 2) {
        move_items(leaf, leaf->begin + 1, leaf, leaf->begin, at);
        leaf->begin++;
    } else {
        move_items(leaf, place, leaf, place + 1, leaf->count - at);
    }
}

/* How much a full node keeps when an item comes to `at`: on the edge, appending leaves it full. */
static uint32_t kept_in_split(uint32_t at, bool edge)
{
    return edge && at == US_NODE_MAX ? US_NODE_MAX : US_NODE_HALF;
}

us_leaf *us_leaf_split(us_orders *orders, us_leaf *leaf, bool edge, uint32_t at, const us_key *key,
                       int64_t value)
{
    us_assert(leaf->count == US_NODE_MAX);
    us_leaf *upper = us_leaf_take(orders);
    uint32_t keep = kept_in_split(at, edge);
    leaf->count = keep;
    upper->count = US_NODE_MAX - keep;
    move_items(upper, 0, leaf, keep, upper->count);
    if (at < keep) {
        us_leaf_insert(leaf, at, key, value);
    } else {
        us_leaf_insert(upper, at - keep, key, value);
    }
    return upper;
}

/* Moves the first `count` items of `upper` behind those of `lower`. */
static void leaf_move_down(us_leaf *lower, us_leaf *upper, uint32_t count)
{
    align_leaf(lower);
    move_items(lower, lower->count, upper, upper->begin, count);
    lower->count += count;
    upper->begin += count;
    upper->count -= count;
}

/* Moves the last `count` items of `lower` before those of `upper`. */
static void leaf_move_up(us_leaf *lower, us_leaf *upper, uint32_t count)
{
    move_items(upper, count, upper, upper->begin, upper->count);
    upper->begin = 0;
    upper->count += count;
    lower->count -= count;
    move_items(upper, 0, lower, lower->begin + lower->count, count);
}

/* ---- inner nodes ----------------------------------------------------------------------------- */

static void move_branches(us_inner *to, uint32_t to_at, const us_inner *from, uint32_t from_at,
                          uint32_t count)
{
    if (count > 0) {
        memmove(&to->last[to_at], &from->last[from_at], count * sizeof to->last[0]);
        memmove(&to->least[to_at], &from->least[from_at], count * sizeof to->least[0]);
        memmove(&to->below[to_at], &from->below[from_at], count * sizeof to->below[0]);
        memmove(&to->child[to_at], &from->child[from_at], count * sizeof to->child[0]);
    }
}

void us_inner_put(us_inner *inner, uint32_t at, const us_branch *branch)
{
    inner->last[at] = branch->last;
    inner->least[at] = branch->least;
    inner->below[at] = branch->below;
    inner->child[at] = branch->child;
}

void us_inner_insert(us_inner *inner, uint32_t at, const us_branch *branch)
{
    us_assert(inner->count < US_NODE_MAX);
    us_assert(at <= inner->count);
    move_branches(inner, at + 1, inner, at, inner->count - at);
    us_inner_put(inner, at, branch);
    inner->count++;
}

static void inner_remove(us_inner *inner, uint32_t at)
{
    us_assert(at < inner->count);
    inner->count--;
    move_branches(inner, at, inner, at + 1, inner->count - at);
}

us_inner *us_inner_split(us_orders *orders, us_inner *inner, bool edge, uint32_t at,
                         const us_branch *branch)
{
    us_assert(inner->count == US_NODE_MAX);
    us_inner *upper = us_inner_take(orders);
    uint32_t keep = kept_in_split(at, edge);
    inner->count = keep;
    upper->count = US_NODE_MAX - keep;
    move_branches(upper, 0, inner, keep, upper->count);
    if (at < keep) {
        us_inner_insert(inner, at, branch);
    } else {
        us_inner_insert(upper, at - keep, branch);
    }
    return upper;
}

static void inner_move_down(us_inner *lower, us_inner *upper, uint32_t count)
{
    move_branches(lower, lower->count, upper, 0, count);
    lower->count += count;
    upper->count -= count;
    move_branches(upper, 0, upper, count, upper->count);
}

static void inner_move_up(us_inner *lower, us_inner *upper, uint32_t count)
{
    move_branches(upper, count, upper, 0, upper->count);
    upper->count += count;
    lower->count -= count;
    move_branches(upper, 0, lower, lower->count, count);
}

/* ---- siblings -------------------------------------------------------------------------------- */

static void move_down(void *lower, void *upper, uint32_t level, uint32_t count)
{
    if (level == 0) {
        leaf_move_down(lower, upper, count);
    } else {
        inner_move_down(lower, upper, count);
    }
}

static void move_up(void *lower, void *upper, uint32_t level, uint32_t count)
{
    if (level == 0) {
        leaf_move_up(lower, upper, count);
    } else {
        inner_move_up(lower, upper, count);
    }
}

/*
 * Joins the children at and at + 1, or fills the one that is too empty from the other. It gets all
 * that the other can spare: a queue is mostly emptied from the front, and its first leaf then has
 * to be filled once for every twelve keys.
 */
static void join_or_share(us_orders *orders, us_inner *inner, uint32_t at, uint32_t level)
{
    void *lower = inner->child[at];
    void *upper = inner->child[at + 1];
    uint32_t lower_count = us_node_count(lower, level);
    uint32_t upper_count = us_node_count(upper, level);
    us_key bound = inner->last[at + 1];
    int64_t least =
        inner->least[at] < inner->least[at + 1] ? inner->least[at] : inner->least[at + 1];
    bool join = lower_count + upper_count <= US_NODE_MAX;
    if (join) {
        move_down(lower, upper, level, upper_count);
    } else if (lower_count < US_NODE_HALF) {
        move_down(lower, upper, level, upper_count - US_NODE_HALF);
    } else {
        move_up(lower, upper, level, lower_count - US_NODE_HALF);
    }
    us_branch first = us_node_branch(lower, level, least);
    if (join) {
        first.last = bound;
        inner_remove(inner, at + 1);
        us_node_give(orders, upper, level);
    } else {
        us_branch second = us_node_branch(upper, level, least);
        second.last = bound;
        us_inner_put(inner, at + 1, &second);
    }
    us_inner_put(inner, at, &first);
}

/* A child that is not on the edge has a sibling: its parent is half full, or on the edge itself. */
void us_inner_repair(us_orders *orders, us_inner *inner, uint32_t at, uint32_t level)
{
    void *child = inner->child[at];
    if (us_node_count(child, level) == 0) {
        inner_remove(inner, at);
        us_node_give(orders, child, level);
        return;
    }
    us_assert(inner->count > 1);
    join_or_share(orders, inner, at + 1 < inner->count ? at : at - 1, level);
}
