/*
 * order.c - a counted B+ tree of keys, with the least value below every branch.
 *
 * The tree seen from above: ways down, and what has to be put right on the way up. What a node
 * looks like, and which of them may be less than half full, is told in order_node.h.
 *
 * Nothing here is recursive, and no function but the reservations can fail.
 */
#include "order.h"

#include "order_node.h"

#include <stddef.h>

typedef struct step {
    us_inner *node;
    uint32_t at; /* the child that was taken */
} step;

/* The way from the root to a leaf; steps[0] is the leaf's parent. */
typedef struct path {
    us_leaf *leaf;
    step steps[US_HEIGHT_MAX];
} path;

/* ---- room ------------------------------------------------------------------------------------ */

void us_orders_init(us_orders *orders, us_mem *mem)
{
    us_pool_init(&orders->leaves, mem, sizeof(us_leaf));
    us_pool_init(&orders->inners, mem, sizeof(us_inner));
}

void us_orders_clear(us_orders *orders)
{
    us_pool_clear(&orders->leaves);
    us_pool_clear(&orders->inners);
}

/*
 * One insertion adds at most a leaf, and an inner node on each level that there is after it. Where
 * others have inserted before, there may be a level more.
 */
usher_status us_orders_reserve(us_orders *orders, uint32_t insertions)
{
    if (insertions > US_SLOT_MASK) {
        return USHER_ERR_LIMIT;
    }
    usher_status status = us_pool_reserve(&orders->leaves, insertions);
    if (status != USHER_OK) {
        return status;
    }
    uint32_t inners = insertions == 1 ? us_orders_inners_for_one(orders) : US_HEIGHT_MAX;
    return us_pool_reserve(&orders->inners, insertions * inners);
}

/* Items that are missing to a total. */
static uint32_t missing(const us_pool *pool, uint32_t total)
{
    return total > pool->live ? total - pool->live : 0;
}

usher_status us_orders_reserve_total(us_orders *orders, uint32_t leaves, uint32_t inners)
{
    usher_status status = us_pool_reserve(&orders->leaves, missing(&orders->leaves, leaves));
    return status == USHER_OK ? us_pool_reserve(&orders->inners, missing(&orders->inners, inners))
                              : status;
}

uint64_t us_orders_growth_total(const us_orders *orders, uint32_t leaves, uint32_t inners)
{
    return us_pool_growth(&orders->leaves, missing(&orders->leaves, leaves)) +
           us_pool_growth(&orders->inners, missing(&orders->inners, inners));
}

/* The most nodes that so many items can be in: one node with one of them, the others half full. */
static uint32_t most_nodes(uint32_t items)
{
    return items == 0 ? 0 : 1 + (items - 1) / US_NODE_HALF;
}

void us_order_worst(uint32_t keys, uint32_t *leaves, uint32_t *inners)
{
    uint32_t nodes = most_nodes(keys);
    *leaves = nodes;
    *inners = 0;
    while (nodes > 1) {
        nodes = most_nodes(nodes);
        *inners += nodes;
    }
}

/*
 * An order of k keys has at most 1 + (k - 1) / HALF leaves, and of n > 1 leaves at most 1 + n / 6
 * inner nodes: each level has a twelfth of the one below, and one more.
 */
void us_orders_worst(uint32_t keys, uint32_t orders, uint32_t *leaves, uint32_t *inners)
{
    uint32_t used = keys < orders ? keys : orders;
    uint32_t deep = keys / (US_NODE_HALF + 1); /* of more than one leaf */
    deep = deep < orders ? deep : orders;
    *leaves = used + keys / US_NODE_HALF;
    *inners = deep + (deep + keys / US_NODE_HALF) / 6;
}

/* ---- ways down ------------------------------------------------------------------------------- */

static inline void find_leaf(const us_order *order, const us_key *key, path *way)
{
    void *node = order->root;
    for (uint32_t level = order->height; level > 0; level--) {
        step *s = &way->steps[level - 1];
        s->node = node;
        s->at = us_inner_place(s->node, key);
        node = s->node->child[s->at];
    }
    way->leaf = node;
}

/* Whether the node of this level on the way is the last of its level. */
static bool on_edge(const path *way, uint32_t level, uint32_t height)
{
    while (level < height && way->steps[level].at == way->steps[level].node->count - 1) {
        level++;
    }
    return level == height;
}

/* As us_inner_place, looking at the first child first. */
static inline uint32_t place_from_front(const us_inner *inner, const us_key *key)
{
    bool first = inner->count == 1 || !us_key_before(&inner->last[0], key);
    return first ? 0 : us_inner_place(inner, key);
}

/* As find_leaf, for a key that must be there; its place in the leaf. Most are at the front. */
static inline uint32_t find_key(const us_order *order, const us_key *key, path *way)
{
    us_assert(order->count > 0);
    void *node = order->root;
    for (uint32_t level = order->height; level > 0; level--) {
        us_inner *inner = node;
        uint32_t at = place_from_front(inner, key);
        way->steps[level - 1] = (step){ inner, at };
        node = inner->child[at];
    }
    way->leaf = node;
    if (way->leaf->keys[way->leaf->begin].id == key->id) {
        return 0;
    }
    uint32_t at = us_leaf_place(way->leaf, key);
    us_assert(at < way->leaf->count);
    us_assert(us_key_same(&way->leaf->keys[way->leaf->begin + at], key));
    return at;
}

/* The first and the last leaf may be others now. */
static void renew_ends(us_order *order)
{
    void *first = order->root;
    void *last = order->root;
    for (uint32_t level = order->height; level > 0; level--) {
        const us_inner *inner = last;
        first = ((us_inner *)first)->child[0];
        last = inner->child[inner->count - 1];
    }
    order->first = first;
    order->last = last;
}

/* ---- inserting ------------------------------------------------------------------------------- */

/* Puts a new root above the old one and its new sibling. */
static void add_root(us_orders *orders, us_order *order, void *sibling)
{
    us_assert(order->height < US_HEIGHT_MAX);
    us_branch lower = us_node_branch(order->root, order->height, INT64_MIN);
    us_branch upper = us_node_branch(sibling, order->height, INT64_MIN);
    us_inner *root = us_inner_take(orders);
    us_inner_insert(root, 0, &lower);
    us_inner_insert(root, 1, &upper);
    order->height++;
    order->root = root;
}

/* Tells the parents of a node that was split about its new sibling, splitting them in turn. */
static void add_sibling(us_orders *orders, us_order *order, const path *way, void *sibling)
{
    for (uint32_t level = 0; level < order->height; level++) {
        us_inner *node = way->steps[level].node;
        uint32_t at = way->steps[level].at;
        us_branch lower = us_node_branch(node->child[at], level, INT64_MIN);
        us_branch upper = us_node_branch(sibling, level, INT64_MIN);
        upper.last = node->last[at];
        us_inner_put(node, at, &lower);
        if (node->count < US_NODE_MAX) {
            us_inner_insert(node, at + 1, &upper);
            return;
        }
        bool edge = on_edge(way, level + 1, order->height);
        sibling = us_inner_split(orders, node, edge, at + 1, &upper);
    }
    add_root(orders, order, sibling);
}

/* Behind all others, as most keys come, if there is room in the last leaf. */
static inline bool append(us_order *order, const us_key *key, int64_t value)
{
    us_leaf *leaf = order->last;
    uint32_t end = leaf->begin + leaf->count;
    if (end - 1 >= US_NODE_MAX - 1 || !us_key_before(&leaf->keys[end - 1], key)) { /* 0 wraps */
        return false;
    }
    us_key_set(&leaf->keys[end], key);
    leaf->values[end] = value;
    leaf->count++;
    order->count++;
    void *node = order->root;
    for (uint32_t level = order->height; level > 0; level--) {
        us_inner *inner = node;
        uint32_t at = inner->count - 1;
        inner->below[at]++;
        inner->least[at] = value < inner->least[at] ? value : inner->least[at];
        node = inner->child[at];
    }
    return true;
}

/* Anywhere. */
US_APART static void insert(us_orders *orders, us_order *order, const us_key *key, int64_t value)
{
    path way;
    find_leaf(order, key, &way);
    for (uint32_t level = 0; level < order->height; level++) {
        us_inner *node = way.steps[level].node;
        uint32_t at = way.steps[level].at;
        node->below[at]++;
        node->least[at] = value < node->least[at] ? value : node->least[at];
    }
    order->count++;
    us_leaf *leaf = way.leaf;
    uint32_t at = us_leaf_place(leaf, key);
    us_assert(at == leaf->count || !us_key_same(&leaf->keys[leaf->begin + at], key));
    if (leaf->count < US_NODE_MAX) {
        us_leaf_insert(leaf, at, key, value);
    } else {
        bool edge = on_edge(&way, 0, order->height);
        add_sibling(orders, order, &way, us_leaf_split(orders, leaf, edge, at, key, value));
        renew_ends(order);
    }
}

void us_order_insert(us_orders *orders, us_order *order, const us_key *key, int64_t value)
{
    us_assert(order->count < US_SLOT_MASK);
    if (order->root == NULL) {
        order->root = us_leaf_take(orders);
        renew_ends(order);
    }
    if (us_rarely(!append(order, key, value))) {
        insert(orders, order, key, value);
    }
}

/* ---- removing -------------------------------------------------------------------------------- */

/* Drops roots that have one child only, or a leaf that has no key. */
static void lower_root(us_orders *orders, us_order *order)
{
    void *root = order->root;
    while (order->height > 0 && us_node_count(root, order->height) == 1) {
        void *child = ((us_inner *)root)->child[0];
        us_node_give(orders, root, order->height);
        order->height--;
        order->root = child;
        root = child;
    }
    if (order->count == 0) {
        us_assert(order->height == 0);
        us_node_give(orders, root, 0);
        *order = US_ORDER_EMPTY;
    }
}

/*
 * Goes up from a leaf that lost a key with this value, as long as there is a node too empty or one
 * whose least value may have been that key's.
 */
static void shrink(us_orders *orders, us_order *order, const path *way, int64_t value)
{
    bool repaired = false;
    for (uint32_t level = 0; level < order->height; level++) {
        us_inner *node = way->steps[level].node;
        uint32_t at = way->steps[level].at;
        uint32_t count = us_node_count(node->child[at], level);
        if (count < US_NODE_HALF && (count == 0 || !on_edge(way, level, order->height))) {
            us_inner_repair(orders, node, at, level);
            repaired = true;
        } else if (node->least[at] < value) {
            break;
        } else {
            node->least[at] = us_node_least(node->child[at], level, value);
        }
    }
    lower_root(orders, order);
    if (repaired && order->root != NULL) {
        renew_ends(order);
    }
}

bool us_order_take_first(us_order *order, uint64_t id)
{
    us_leaf *leaf = order->first;
    uint32_t at = leaf->begin;
    if (leaf->keys[at].id != id ||
        leaf->count <= (order->height > 0 ? (uint32_t)US_NODE_HALF : 1) ||
        leaf->values[at + 1] > leaf->values[at]) {
        return false;
    }
    leaf->begin++;
    leaf->count--;
    order->count--;
    void *node = order->root;
    for (uint32_t level = order->height; level > 0; level--) {
        us_inner *inner = node;
        inner->below[0]--;
        node = inner->child[0];
    }
    return true;
}

void us_order_remove(us_orders *orders, us_order *order, const us_key *key)
{
    us_assert(order->count > 0);
    if (us_order_take_first(order, key->id)) {
        return;
    }
    path way;
    uint32_t at = find_key(order, key, &way);
    int64_t value = way.leaf->values[way.leaf->begin + at];
    us_leaf_remove(way.leaf, at);
    order->count--;
    for (uint32_t level = 0; level < order->height; level++) {
        way.steps[level].node->below[way.steps[level].at]--;
    }
    shrink(orders, order, &way, value);
}

/* ---- values and questions -------------------------------------------------------------------- */

/* The values of the leaf may be others now: brings the least values above it up to date. */
static void renew_least(const us_order *order, const path *way, int64_t old, int64_t value)
{
    for (uint32_t level = 0; level < order->height; level++) {
        us_inner *node = way->steps[level].node;
        uint32_t at = way->steps[level].at;
        int64_t least = node->least[at];
        if (old > least && value >= least) {
            return;
        }
        node->least[at] = value <= least ? value : us_node_least(node->child[at], level, least);
        if (node->least[at] == least) {
            return;
        }
    }
}

void us_order_set_value(us_order *order, const us_key *key, int64_t value)
{
    path way;
    uint32_t place = find_key(order, key, &way) + way.leaf->begin;
    int64_t old = way.leaf->values[place];
    way.leaf->values[place] = value;
    renew_least(order, &way, old, value);
}

/* The first index from `at` whose value is at most `limit`; `count` if there is none. */
static inline uint32_t first_within(const int64_t *values, uint32_t at, uint32_t count,
                                    int64_t limit)
{
    while (at < count && values[at] > limit) {
        at++;
    }
    return at;
}

/* The first key within the limit below a node. */
static bool first_below(const void *node, uint32_t level, int64_t limit, us_key *out)
{
    for (; level > 0; level--) {
        const us_inner *inner = node;
        uint32_t at = first_within(inner->least, 0, inner->count, limit);
        if (at == inner->count) {
            return false;
        }
        node = inner->child[at];
    }
    const us_leaf *leaf = node;
    uint32_t end = leaf->begin + leaf->count;
    uint32_t at = first_within(leaf->values, leaf->begin, end, limit);
    if (at == end) {
        return false;
    }
    *out = leaf->keys[at];
    return true;
}

/* The first key within the limit behind the leaf of a way. */
static bool first_behind(const us_order *order, const path *way, int64_t limit, us_key *out)
{
    for (uint32_t level = 0; level < order->height; level++) {
        const us_inner *node = way->steps[level].node;
        uint32_t at = first_within(node->least, way->steps[level].at + 1, node->count, limit);
        if (at < node->count) {
            return first_below(node->child[at], level, limit, out);
        }
    }
    return false;
}

bool us_order_first(const us_order *order, int64_t limit, us_key *out)
{
    return order->root != NULL && first_below(order->root, order->height, limit, out);
}

bool us_order_next(const us_order *order, const us_key *after, int64_t limit, us_key *out)
{
    if (order->root == NULL) {
        return false;
    }
    path way;
    find_leaf(order, after, &way);
    const us_leaf *leaf = way.leaf;
    uint32_t end = leaf->begin + leaf->count;
    uint32_t at = leaf->begin + us_leaf_place(leaf, after);
    if (at < end && us_key_same(&leaf->keys[at], after)) {
        at++;
    }
    at = first_within(leaf->values, at, end, limit);
    if (at == end) {
        return first_behind(order, &way, limit, out);
    }
    *out = leaf->keys[at];
    return true;
}

/* As us_order_raise_value, wherever the key is. */
US_APART static bool raise_value(us_order *order, const us_key *key, int64_t value, int64_t limit,
                                 us_key *next)
{
    path way;
    uint32_t place = find_key(order, key, &way) + way.leaf->begin;
    us_leaf *leaf = way.leaf;
    int64_t old = leaf->values[place];
    us_assert(value >= old);
    leaf->values[place] = value;
    uint32_t end = leaf->begin + leaf->count;
    uint32_t at = first_within(leaf->values, place + 1, end, limit);
    bool another = at < end && leaf->values[at] <= old; /* so the least below stays what it is */
    if (!another) {
        renew_least(order, &way, old, value);
    }
    if (at == end) {
        return first_behind(order, &way, limit, next);
    }
    *next = leaf->keys[at];
    return true;
}

bool us_order_raise_value(us_order *order, const us_key *key, int64_t value, int64_t limit,
                          us_key *next)
{
    us_leaf *first = order->first;
    int64_t *values = &first->values[first->begin];
    us_key *keys = &first->keys[first->begin];
    if (us_rarely(keys->id != key->id || first->count <= 1 || values[1] > values[0] ||
                  values[1] > limit)) {
        return raise_value(order, key, value, limit, next);
    }
    values[0] = value;
    *next = keys[1];
    return true;
}

/* A search in a node of this level is next. */
static inline void expect_node(const void *node, uint32_t level)
{
    us_mem_expect(node, level > 0 ? offsetof(us_inner, least) : sizeof(us_leaf));
}

uint32_t us_order_rank(const us_order *order, const us_key *key)
{
    if (order->root == NULL) {
        return 0;
    }
    const void *node = order->root;
    uint32_t rank = 0;
    expect_node(node, order->height);
    for (uint32_t level = order->height; level > 0; level--) {
        const us_inner *inner = node;
        uint32_t at = us_inner_place(inner, key);
        expect_node(inner->child[at], level - 1);
        for (uint32_t i = 0; i < at; i++) {
            rank += inner->below[i];
        }
        node = inner->child[at];
    }
    return rank + us_leaf_place(node, key);
}
