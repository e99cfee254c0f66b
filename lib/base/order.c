/*
 * order.c - a counted B+ tree of keys, with the least value below every branch.
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
 * Nothing here is recursive, and no function but the reservations can fail.
 */
#include "order.h"

#include <string.h>

/*
 * An order has less than 2^24 keys, because they belong to objects in slots. With a last node of
 * one child and all others half full, six levels of inner nodes need 12 * 248832 + 1 keys and seven
 * would need twelve times as many, which is more than there can be.
 */
enum { LEAF_MAX = 24, LEAF_HALF = 12, INNER_MAX = 24, INNER_HALF = 12, HEIGHT_MAX = 6, NODE_LIVE = 1 };

typedef struct us_leaf {
    uint64_t id;    /* NODE_LIVE */
    uint32_t begin; /* the first key is here, so that taking it away moves nothing */
    uint32_t count;
    us_key keys[LEAF_MAX];
    int64_t values[LEAF_MAX];
} us_leaf;

typedef struct us_inner {
    uint64_t id; /* NODE_LIVE */
    uint32_t unused;
    uint32_t count;
    us_key last[INNER_MAX];
    int64_t least[INNER_MAX];
    uint32_t below[INNER_MAX];
    uint32_t child[INNER_MAX];
} us_inner;

/* What an inner node holds of one child. */
typedef struct branch {
    us_key last;
    int64_t least;
    uint32_t below;
    uint32_t child;
} branch;

typedef struct step {
    us_inner *node;
    uint32_t at; /* the child that was taken */
    bool edge;   /* this node is the last of its level */
} step;

/* The way from the root to a leaf; steps[0] is the leaf's parent. */
typedef struct path {
    us_leaf *leaf;
    bool edge;
    step steps[HEIGHT_MAX];
} path;

static us_leaf *leaf_at(const us_orders *orders, uint32_t slot)
{
    return us_pool_at(&orders->leaves, slot);
}

static us_inner *inner_at(const us_orders *orders, uint32_t slot)
{
    return us_pool_at(&orders->inners, slot);
}

static uint32_t take_leaf(us_orders *orders)
{
    uint32_t slot = us_pool_take(&orders->leaves);
    us_leaf *leaf = leaf_at(orders, slot);
    leaf->id = NODE_LIVE;
    leaf->begin = 0;
    leaf->count = 0;
    return slot;
}

static uint32_t take_inner(us_orders *orders)
{
    uint32_t slot = us_pool_take(&orders->inners);
    us_inner *inner = inner_at(orders, slot);
    inner->id = NODE_LIVE;
    inner->unused = 0;
    inner->count = 0;
    return slot;
}

static void give_node(us_orders *orders, uint32_t slot, uint32_t level)
{
    us_pool_give(level == 0 ? &orders->leaves : &orders->inners, slot);
}

/* ---- room -------------------------------------------------------------------------------------- */

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

/* One insertion adds a leaf at most, and an inner node on each level that there is after it. */
usher_status us_orders_reserve(us_orders *orders, uint32_t insertions)
{
    if (insertions > US_SLOT_MASK) {
        return USHER_ERR_LIMIT;
    }
    usher_status status = us_pool_reserve(&orders->leaves, insertions);
    if (status != USHER_OK) {
        return status;
    }
    return us_pool_reserve(&orders->inners, insertions * HEIGHT_MAX);
}

static usher_status reserve_total(us_pool *pool, uint32_t total)
{
    return total > pool->live ? us_pool_reserve(pool, total - pool->live) : USHER_OK;
}

usher_status us_orders_reserve_total(us_orders *orders, uint32_t leaves, uint32_t inners)
{
    usher_status status = reserve_total(&orders->leaves, leaves);
    return status != USHER_OK ? status : reserve_total(&orders->inners, inners);
}

/* The most nodes that can hold so many items: one of them with one item, the others half full. */
static uint32_t most_nodes(uint32_t items, uint32_t half)
{
    return items == 0 ? 0 : 1 + (items - 1) / half;
}

void us_order_worst(uint32_t keys, uint32_t *leaves, uint32_t *inners)
{
    uint32_t nodes = most_nodes(keys, LEAF_HALF);
    *leaves = nodes;
    *inners = 0;
    while (nodes > 1) {
        nodes = most_nodes(nodes, INNER_HALF);
        *inners += nodes;
    }
}

/* ---- searching --------------------------------------------------------------------------------- */

static bool same_key(const us_key *a, const us_key *b)
{
    return a->id == b->id && a->minor == b->minor && a->major == b->major;
}

/* How many of some ascending keys are before `key`. Both ends first: there is where most are added and removed. */
static uint32_t keys_before(const us_key *keys, uint32_t count, const us_key *key)
{
    if (count == 0 || us_key_before(&keys[count - 1], key)) {
        return count;
    }
    uint32_t low = 0;
    uint32_t high = us_key_before(&keys[0], key) ? count - 1 : 0;
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

/* The child below which `key` is or would be. */
static uint32_t child_for(const us_inner *node, const us_key *key)
{
    return keys_before(node->last, node->count - 1, key);
}

static uint32_t place_in(const us_leaf *leaf, const us_key *key)
{
    return keys_before(leaf->keys + leaf->begin, leaf->count, key);
}

static void find_leaf(const us_orders *orders, const us_order *order, const us_key *key, path *way)
{
    uint32_t slot = order->root;
    bool edge = true;
    for (uint32_t level = order->height; level > 0; level--) {
        step *s = &way->steps[level - 1];
        s->node = inner_at(orders, slot);
        s->at = child_for(s->node, key);
        s->edge = edge;
        edge = edge && s->at == s->node->count - 1;
        slot = s->node->child[s->at];
    }
    way->leaf = leaf_at(orders, slot);
    way->edge = edge;
}

/* As find_leaf, for a key that must be there; its place in the leaf. */
static uint32_t find_key(const us_orders *orders, const us_order *order, const us_key *key, path *way)
{
    us_assert(order->count > 0);
    find_leaf(orders, order, key, way);
    uint32_t at = place_in(way->leaf, key);
    us_assert(at < way->leaf->count);
    us_assert(same_key(&way->leaf->keys[way->leaf->begin + at], key));
    return way->leaf->begin + at;
}

static int64_t least_of(const int64_t *values, uint32_t count)
{
    int64_t least = values[0];
    for (uint32_t i = 1; i < count; i++) {
        least = values[i] < least ? values[i] : least;
    }
    return least;
}

static int64_t least_below(const us_orders *orders, uint32_t slot, uint32_t level)
{
    if (level == 0) {
        const us_leaf *leaf = leaf_at(orders, slot);
        return least_of(leaf->values + leaf->begin, leaf->count);
    }
    const us_inner *inner = inner_at(orders, slot);
    return least_of(inner->least, inner->count);
}

/* ---- the content of one node ------------------------------------------------------------------- */

static void move_items(us_leaf *to, uint32_t to_at, const us_leaf *from, uint32_t from_at, uint32_t count)
{
    if (count == 0) {
        return;
    }
    memmove(&to->keys[to_at], &from->keys[from_at], count * sizeof to->keys[0]);
    memmove(&to->values[to_at], &from->values[from_at], count * sizeof to->values[0]);
}

static void align_leaf(us_leaf *leaf)
{
    move_items(leaf, 0, leaf, leaf->begin, leaf->count);
    leaf->begin = 0;
}

/* Makes a gap at the at-th place, on the side where less has to move. */
static void leaf_insert(us_leaf *leaf, uint32_t at, const us_key *key, int64_t value)
{
    us_assert(leaf->count < LEAF_MAX);
    if (leaf->begin > 0 && at < leaf->count / 2) {
        move_items(leaf, leaf->begin - 1, leaf, leaf->begin, at);
        leaf->begin--;
    } else {
        if (leaf->begin + leaf->count == LEAF_MAX) {
            align_leaf(leaf);
        }
        move_items(leaf, leaf->begin + at + 1, leaf, leaf->begin + at, leaf->count - at);
    }
    leaf->keys[leaf->begin + at] = *key;
    leaf->values[leaf->begin + at] = value;
    leaf->count++;
}

/* Closes the gap from the side where less has to move. */
static void leaf_remove(us_leaf *leaf, uint32_t place)
{
    uint32_t at = place - leaf->begin;
    leaf->count--;
    if (at < leaf->count / 2 || leaf->count == 0) {
        move_items(leaf, leaf->begin + 1, leaf, leaf->begin, at);
        leaf->begin++;
    } else {
        move_items(leaf, place, leaf, place + 1, leaf->count - at);
    }
}

static void move_branches(us_inner *to, uint32_t to_at, const us_inner *from, uint32_t from_at, uint32_t count)
{
    memmove(&to->last[to_at], &from->last[from_at], count * sizeof to->last[0]);
    memmove(&to->least[to_at], &from->least[from_at], count * sizeof to->least[0]);
    memmove(&to->below[to_at], &from->below[from_at], count * sizeof to->below[0]);
    memmove(&to->child[to_at], &from->child[from_at], count * sizeof to->child[0]);
}

static void put_branch(us_inner *inner, uint32_t at, const branch *b)
{
    inner->last[at] = b->last;
    inner->least[at] = b->least;
    inner->below[at] = b->below;
    inner->child[at] = b->child;
}

static void insert_branch(us_inner *inner, uint32_t at, const branch *b)
{
    us_assert(inner->count < INNER_MAX);
    move_branches(inner, at + 1, inner, at, inner->count - at);
    put_branch(inner, at, b);
    inner->count++;
}

static void remove_branch(us_inner *inner, uint32_t at)
{
    inner->count--;
    move_branches(inner, at, inner, at + 1, inner->count - at);
}

/* What a parent has to hold of the node in `slot`, which is not empty. */
static branch branch_of(const us_orders *orders, uint32_t slot, uint32_t level)
{
    branch b = { .least = least_below(orders, slot, level), .below = 0, .child = slot };
    if (level == 0) {
        const us_leaf *leaf = leaf_at(orders, slot);
        b.last = leaf->keys[leaf->begin + leaf->count - 1];
        b.below = leaf->count;
        return b;
    }
    const us_inner *inner = inner_at(orders, slot);
    b.last = inner->last[inner->count - 1];
    for (uint32_t i = 0; i < inner->count; i++) {
        b.below += inner->below[i];
    }
    return b;
}

/* ---- inserting --------------------------------------------------------------------------------- */

/* How much a full node keeps when an item comes to `at`: on the edge appending leaves it full. */
static uint32_t split_at(uint32_t at, bool edge)
{
    return edge && at == LEAF_MAX ? LEAF_MAX : LEAF_HALF;
}

/* Inserts into a full leaf; the new leaf that took the upper part. */
static uint32_t split_leaf(us_orders *orders, us_leaf *leaf, bool edge, uint32_t at, const us_key *key, int64_t value)
{
    uint32_t slot = take_leaf(orders);
    us_leaf *upper = leaf_at(orders, slot);
    uint32_t keep = split_at(at, edge);
    upper->count = LEAF_MAX - keep;
    leaf->count = keep;
    move_items(upper, 0, leaf, keep, upper->count);
    if (at < keep) {
        leaf_insert(leaf, at, key, value);
    } else {
        leaf_insert(upper, at - keep, key, value);
    }
    return slot;
}

/* As split_leaf, for an inner node. */
static uint32_t split_inner(us_orders *orders, us_inner *inner, bool edge, uint32_t at, const branch *added)
{
    uint32_t slot = take_inner(orders);
    us_inner *upper = inner_at(orders, slot);
    uint32_t keep = split_at(at, edge);
    upper->count = INNER_MAX - keep;
    inner->count = keep;
    move_branches(upper, 0, inner, keep, upper->count);
    if (at < keep) {
        insert_branch(inner, at, added);
    } else {
        insert_branch(upper, at - keep, added);
    }
    return slot;
}

/* Puts a new root above the old one and its new sibling. */
static void add_root(us_orders *orders, us_order *order, uint32_t sibling)
{
    us_assert(order->height < HEIGHT_MAX);
    branch lower = branch_of(orders, order->root, order->height);
    branch upper = branch_of(orders, sibling, order->height);
    uint32_t slot = take_inner(orders);
    us_inner *root = inner_at(orders, slot);
    insert_branch(root, 0, &lower);
    insert_branch(root, 1, &upper);
    order->root = slot;
    order->height++;
}

/* Tells the parents of a node that was split about its new sibling, splitting them in turn. */
static void add_sibling(us_orders *orders, us_order *order, path *way, uint32_t sibling)
{
    for (uint32_t level = 0; level < order->height; level++) {
        step *s = &way->steps[level];
        us_inner *node = s->node;
        branch lower = branch_of(orders, node->child[s->at], level);
        branch upper = branch_of(orders, sibling, level);
        upper.last = node->last[s->at];
        put_branch(node, s->at, &lower);
        if (node->count < INNER_MAX) {
            insert_branch(node, s->at + 1, &upper);
            return;
        }
        sibling = split_inner(orders, node, s->edge, s->at + 1, &upper);
    }
    add_root(orders, order, sibling);
}

void us_order_insert(us_orders *orders, us_order *order, const us_key *key, int64_t value)
{
    us_assert(order->count < US_SLOT_MASK);
    if (order->root == US_NIL) {
        order->root = take_leaf(orders);
    }
    path way;
    find_leaf(orders, order, key, &way);
    for (uint32_t level = 0; level < order->height; level++) {
        us_inner *node = way.steps[level].node;
        uint32_t at = way.steps[level].at;
        node->below[at]++;
        node->least[at] = value < node->least[at] ? value : node->least[at];
    }
    order->count++;
    uint32_t at = place_in(way.leaf, key);
    us_assert(at == way.leaf->count || !same_key(&way.leaf->keys[way.leaf->begin + at], key));
    if (way.leaf->count < LEAF_MAX) {
        leaf_insert(way.leaf, at, key, value);
    } else {
        add_sibling(orders, order, &way, split_leaf(orders, way.leaf, way.edge, at, key, value));
    }
}

/* ---- removing ---------------------------------------------------------------------------------- */

static uint32_t count_of(const us_orders *orders, uint32_t slot, uint32_t level)
{
    return level == 0 ? leaf_at(orders, slot)->count : inner_at(orders, slot)->count;
}

static bool too_empty(const us_orders *orders, uint32_t slot, uint32_t level, bool edge)
{
    uint32_t count = count_of(orders, slot, level);
    return edge ? count == 0 : count < LEAF_HALF;
}

/* Moves `count` items from the beginning of `upper` to the end of `lower`. */
static void move_down(us_orders *orders, uint32_t lower, uint32_t upper, uint32_t level, uint32_t count)
{
    if (level == 0) {
        us_leaf *to = leaf_at(orders, lower);
        us_leaf *from = leaf_at(orders, upper);
        align_leaf(to);
        move_items(to, to->count, from, from->begin, count);
        to->count += count;
        from->begin += count;
        from->count -= count;
        return;
    }
    us_inner *to = inner_at(orders, lower);
    us_inner *from = inner_at(orders, upper);
    move_branches(to, to->count, from, 0, count);
    to->count += count;
    from->count -= count;
    move_branches(from, 0, from, count, from->count);
}

/* Moves `count` items from the end of `lower` to the beginning of `upper`. */
static void move_up(us_orders *orders, uint32_t lower, uint32_t upper, uint32_t level, uint32_t count)
{
    if (level == 0) {
        us_leaf *from = leaf_at(orders, lower);
        us_leaf *to = leaf_at(orders, upper);
        move_items(to, count, to, to->begin, to->count);
        to->begin = 0;
        to->count += count;
        from->count -= count;
        move_items(to, 0, from, from->begin + from->count, count);
        return;
    }
    us_inner *from = inner_at(orders, lower);
    us_inner *to = inner_at(orders, upper);
    move_branches(to, count, to, 0, to->count);
    to->count += count;
    from->count -= count;
    move_branches(to, 0, from, from->count, count);
}

/* Joins the children at and at + 1 of a node, or fills the one that is too empty from the other. */
static void join_or_share(us_orders *orders, us_inner *node, uint32_t at, uint32_t level)
{
    uint32_t lower = node->child[at];
    uint32_t upper = node->child[at + 1];
    uint32_t lower_count = count_of(orders, lower, level);
    uint32_t upper_count = count_of(orders, upper, level);
    if (lower_count + upper_count <= LEAF_MAX) {
        move_down(orders, lower, upper, level, upper_count);
        branch joined = branch_of(orders, lower, level);
        joined.last = node->last[at + 1];
        put_branch(node, at, &joined);
        remove_branch(node, at + 1);
        give_node(orders, upper, level);
        return;
    }
    if (lower_count < LEAF_HALF) {
        move_down(orders, lower, upper, level, upper_count - LEAF_HALF);
    } else {
        move_up(orders, lower, upper, level, lower_count - LEAF_HALF);
    }
    branch first = branch_of(orders, lower, level);
    branch second = branch_of(orders, upper, level);
    second.last = node->last[at + 1];
    put_branch(node, at, &first);
    put_branch(node, at + 1, &second);
}

/* Repairs the shape where a child is too empty. A child that is not on the edge has a sibling. */
static void repair(us_orders *orders, us_inner *node, uint32_t at, uint32_t level)
{
    uint32_t slot = node->child[at];
    if (count_of(orders, slot, level) == 0) {
        remove_branch(node, at);
        give_node(orders, slot, level);
    } else {
        us_assert(node->count > 1);
        join_or_share(orders, node, at + 1 < node->count ? at : at - 1, level);
    }
}

/* Drops roots that have one child only, or a leaf that has no key. */
static void lower_root(us_orders *orders, us_order *order)
{
    while (order->height > 0 && inner_at(orders, order->root)->count == 1) {
        uint32_t child = inner_at(orders, order->root)->child[0];
        give_node(orders, order->root, order->height);
        order->root = child;
        order->height--;
    }
    if (order->count == 0) {
        us_assert(order->height == 0);
        give_node(orders, order->root, 0);
        *order = US_ORDER_EMPTY;
    }
}

/*
 * Goes up from a leaf that lost a key with this value, as long as there is a node too empty or one
 * whose least value may have been that key's.
 */
static void shrink(us_orders *orders, us_order *order, const path *way, int64_t value)
{
    bool edge = way->edge;
    for (uint32_t level = 0; level < order->height; level++) {
        us_inner *node = way->steps[level].node;
        uint32_t at = way->steps[level].at;
        if (too_empty(orders, node->child[at], level, edge)) {
            repair(orders, node, at, level);
        } else if (node->least[at] < value) {
            break;
        } else {
            node->least[at] = least_below(orders, node->child[at], level);
        }
        edge = way->steps[level].edge;
    }
    lower_root(orders, order);
}

void us_order_remove(us_orders *orders, us_order *order, const us_key *key)
{
    path way;
    uint32_t place = find_key(orders, order, key, &way);
    int64_t value = way.leaf->values[place];
    leaf_remove(way.leaf, place);
    order->count--;
    for (uint32_t level = 0; level < order->height; level++) {
        way.steps[level].node->below[way.steps[level].at]--;
    }
    shrink(orders, order, &way, value);
}

/* Nodes are freed from below, each when all its children are. */
void us_order_drop(us_orders *orders, us_order *order)
{
    if (order->root == US_NIL) {
        return;
    }
    uint32_t slots[HEIGHT_MAX + 1];
    uint32_t done[HEIGHT_MAX + 1];
    uint32_t level = order->height;
    slots[level] = order->root;
    done[level] = 0;
    while (level <= order->height) {
        const us_inner *inner = level > 0 ? inner_at(orders, slots[level]) : NULL;
        if (inner != NULL && done[level] < inner->count) {
            slots[level - 1] = inner->child[done[level]++];
            done[--level] = 0;
        } else {
            give_node(orders, slots[level], level);
            level++;
        }
    }
    *order = US_ORDER_EMPTY;
}

/* ---- values and questions ---------------------------------------------------------------------- */

void us_order_set_value(us_orders *orders, us_order *order, const us_key *key, int64_t value)
{
    path way;
    uint32_t place = find_key(orders, order, key, &way);
    int64_t old = way.leaf->values[place];
    way.leaf->values[place] = value;
    for (uint32_t level = 0; level < order->height; level++) {
        us_inner *node = way.steps[level].node;
        uint32_t at = way.steps[level].at;
        int64_t least = node->least[at];
        if (old > least && value >= least) {
            return;
        }
        node->least[at] = value <= least ? value : least_below(orders, node->child[at], level);
        if (node->least[at] == least) {
            return;
        }
    }
}

/* The first index from `at` whose value is at most `limit`; `count` if there is none. */
static uint32_t first_within(const int64_t *values, uint32_t at, uint32_t count, int64_t limit)
{
    while (at < count && values[at] > limit) {
        at++;
    }
    return at;
}

/* The first key within the limit in the node `slot`. */
static bool first_below(const us_orders *orders, uint32_t slot, uint32_t level, int64_t limit, us_key *out)
{
    for (; level > 0; level--) {
        const us_inner *inner = inner_at(orders, slot);
        uint32_t at = first_within(inner->least, 0, inner->count, limit);
        if (at == inner->count) {
            return false;
        }
        slot = inner->child[at];
    }
    const us_leaf *leaf = leaf_at(orders, slot);
    uint32_t end = leaf->begin + leaf->count;
    uint32_t at = first_within(leaf->values, leaf->begin, end, limit);
    if (at == end) {
        return false;
    }
    *out = leaf->keys[at];
    return true;
}

bool us_order_first(const us_orders *orders, const us_order *order, int64_t limit, us_key *out)
{
    return order->root != US_NIL && first_below(orders, order->root, order->height, limit, out);
}

bool us_order_next(const us_orders *orders, const us_order *order, const us_key *after, int64_t limit, us_key *out)
{
    if (order->root == US_NIL) {
        return false;
    }
    path way;
    find_leaf(orders, order, after, &way);
    const us_leaf *leaf = way.leaf;
    uint32_t end = leaf->begin + leaf->count;
    uint32_t at = leaf->begin + place_in(leaf, after);
    if (at < end && same_key(&leaf->keys[at], after)) {
        at++;
    }
    at = first_within(leaf->values, at, end, limit);
    if (at < end) {
        *out = leaf->keys[at];
        return true;
    }
    for (uint32_t level = 0; level < order->height; level++) {
        const us_inner *node = way.steps[level].node;
        at = first_within(node->least, way.steps[level].at + 1, node->count, limit);
        if (at < node->count) {
            return first_below(orders, node->child[at], level, limit, out);
        }
    }
    return false;
}

uint32_t us_order_rank(const us_orders *orders, const us_order *order, const us_key *key)
{
    if (order->root == US_NIL) {
        return 0;
    }
    uint32_t slot = order->root;
    uint32_t rank = 0;
    for (uint32_t level = order->height; level > 0; level--) {
        const us_inner *inner = inner_at(orders, slot);
        uint32_t at = child_for(inner, key);
        for (uint32_t i = 0; i < at; i++) {
            rank += inner->below[i];
        }
        slot = inner->child[at];
    }
    return rank + place_in(leaf_at(orders, slot), key);
}

/* ---- checking ---------------------------------------------------------------------------------- */

/* A walk through all nodes in the order of their keys. */
typedef struct walk {
    const us_orders *orders;
    const us_order *order;
    const us_key *previous; /* the last key seen */
    const us_key *bound;    /* the next key must be after this one */
    uint32_t keys;
} walk;

static const char *check_leaf(walk *w, uint32_t slot)
{
    const us_leaf *leaf = leaf_at(w->orders, slot);
    if (leaf->begin + leaf->count > LEAF_MAX) {
        return "order: a leaf is too full";
    }
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
    return NULL;
}

/* What a node holds of its at-th child, before that child is looked at; `edge` is the child's. */
static const char *check_child(walk *w, const us_inner *node, uint32_t at, uint32_t level, bool edge)
{
    uint32_t slot = node->child[at];
    if (too_empty(w->orders, slot, level, edge)) {
        return "order: a node is too empty";
    }
    branch b = branch_of(w->orders, slot, level);
    if (b.below != node->below[at]) {
        return "order: a count is wrong";
    }
    if (b.least != node->least[at]) {
        return "order: a least value is wrong";
    }
    if (level > 0 && !edge && !same_key(&b.last, &node->last[at])) {
        return "order: two bounds of one node differ";
    }
    if (at == 0) {
        return NULL;
    }
    w->bound = &node->last[at - 1];
    return us_key_before(w->bound, w->previous) ? "order: a key is after the bound of its child" : NULL;
}

static const char *check_tree(walk *w)
{
    uint32_t slots[HEIGHT_MAX + 1];
    uint32_t done[HEIGHT_MAX + 1];
    bool edge[HEIGHT_MAX + 1];
    uint32_t level = w->order->height;
    const char *wrong = NULL;
    slots[level] = w->order->root;
    done[level] = 0;
    edge[level] = true;
    while (level <= w->order->height && wrong == NULL) {
        const us_inner *inner = level > 0 ? inner_at(w->orders, slots[level]) : NULL;
        if (inner == NULL) {
            wrong = check_leaf(w, slots[level++]);
        } else if (inner->count > INNER_MAX) {
            wrong = "order: an inner node is too full";
        } else if (done[level] == inner->count) {
            level++;
        } else {
            uint32_t at = done[level]++;
            slots[level - 1] = inner->child[at];
            edge[level - 1] = edge[level] && at == inner->count - 1;
            level--;
            done[level] = 0;
            wrong = check_child(w, inner, at, level, edge[level]);
        }
    }
    return wrong;
}

const char *us_order_check(const us_orders *orders, const us_order *order)
{
    if (order->root == US_NIL) {
        return order->count == 0 && order->height == 0 ? NULL : "order: an empty order counts keys";
    }
    if (order->height > HEIGHT_MAX || count_of(orders, order->root, order->height) < (order->height > 0 ? 2 : 1)) {
        return "order: the root is too high or too empty";
    }
    walk w = { .orders = orders, .order = order, .previous = NULL, .bound = NULL, .keys = 0 };
    const char *wrong = check_tree(&w);
    if (wrong == NULL && w.keys != order->count) {
        wrong = "order: the number of keys is wrong";
    }
    return wrong;
}
