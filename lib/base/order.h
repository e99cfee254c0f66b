/*
 * order.h - a counted B+ tree of keys in one total order: who is next, what is my place.
 *
 * Waiting contacts and free agents both live in such orders. Each key has a value beside it; nodes
 * keep the least value below them, so "the first key whose value is at most x" is one descent. The
 * value of a contact is the time since when it may be offered (INT64_MAX while it is not to be
 * had), so marking one as taken changes no shape and needs no memory.
 *
 * Nodes come from a shared set. Inserting cannot fail: the caller reserves before. Every node but
 * the root and the last of each level is at least half full, so `us_order_worst` bounds the nodes
 * of n keys whatever happened.
 */
#ifndef US_ORDER_H
#define US_ORDER_H

#include "pool.h"

typedef struct us_key {
    int64_t major;
    int64_t minor;
    uint64_t id; /* unique: every order ends in it */
} us_key;

static inline bool us_key_before(const us_key *a, const us_key *b)
{
    if (a->major != b->major) {
        return a->major < b->major;
    }
    if (a->minor != b->minor) {
        return a->minor < b->minor;
    }
    return a->id < b->id;
}

/*
 * Field by field: to copy a key whole, just after its fields were stored one by one, would wait for
 * these stores to be over.
 */
static inline void us_key_set(us_key *to, const us_key *key)
{
    to->major = key->major;
    to->minor = key->minor;
    to->id = key->id;
}

/*
 * The most levels of inner nodes. An order has fewer than 2^24 keys, because they belong to objects
 * in slots. With a last node of one child and all others half full, seven levels need more keys.
 */
enum { US_HEIGHT_MAX = 6 };

typedef struct us_orders { /* the nodes that many orders share */
    us_pool leaves;
    us_pool inners;
} us_orders;

typedef struct us_order {
    void *root;                   /* NULL when empty */
    struct us_leaf *first, *last; /* most keys come at the end and go at the front */
    uint32_t height;              /* 0: the root is a leaf */
    uint32_t count;
} us_order;

#define US_ORDER_EMPTY ((us_order){ .root = NULL, .first = NULL, .last = NULL })

void us_orders_init(us_orders *orders, us_mem *mem);
void us_orders_clear(us_orders *orders);
/* Room for one insertion into each of `insertions` orders of any height. */
usher_status us_orders_reserve(us_orders *orders, uint32_t insertions);

/*
 * The inner nodes that an insertion may take: one on each level that there is, and a new root. As
 * many levels as nodes are the most there can be.
 */
static inline uint32_t us_orders_inners_for_one(const us_orders *orders)
{
    uint32_t levels = orders->inners.live + 1;
    return levels < US_HEIGHT_MAX ? levels : US_HEIGHT_MAX;
}

/* Is there room for one insertion? Mostly there is. */
static inline bool us_orders_have_room(const us_orders *orders)
{
    return us_pool_room(&orders->leaves) >= 1 &&
           us_pool_room(&orders->inners) >= us_orders_inners_for_one(orders);
}
static inline usher_status us_orders_reserve_one(us_orders *orders)
{
    return us_orders_have_room(orders) ? USHER_OK : us_orders_reserve(orders, 1);
}
/* As many nodes in all, used and free together. */
usher_status us_orders_reserve_total(us_orders *orders, uint32_t leaves, uint32_t inners);
/* Bytes that us_orders_reserve_total would get. */
uint64_t us_orders_growth_total(const us_orders *orders, uint32_t leaves, uint32_t inners);
/* The most nodes that an order of `keys` keys can ever have. */
void us_order_worst(uint32_t keys, uint32_t *leaves, uint32_t *inners);
/* A bound of the nodes of at most `orders` orders that share so many keys. */
void us_orders_worst(uint32_t keys, uint32_t orders, uint32_t *leaves, uint32_t *inners);

/* O(log n) each. The key of insert must not be there; that of remove and set_value must be. */
void us_order_insert(us_orders *orders, us_order *order, const us_key *key, int64_t value);
US_APART void us_order_remove(us_orders *orders, us_order *order, const us_key *key);
void us_order_set_value(us_order *order, const us_key *key, int64_t value);
/*
 * Removes the key with this id if it is the first one, the first leaf stays full enough, and least
 * values what they are, since the key after it has none that is greater. False: nothing was done.
 */
bool us_order_take_first(us_order *order, uint64_t id);

/*
 * Gives a key another value, which is no less than it had; the first key after it with value <=
 * limit, as us_order_next, which may take the place of `key`.
 */
bool us_order_raise_value(us_order *order, const us_key *key, int64_t value, int64_t limit,
                          us_key *next);

/* The first key with value <= limit; false if there is none. */
bool us_order_first(const us_order *order, int64_t limit, us_key *out);
/* The first key after `after` (which need not be there) with value <= limit. */
bool us_order_next(const us_order *order, const us_key *after, int64_t limit, us_key *out);
/* How many keys are before `key` (which need not be there). */
uint32_t us_order_rank(const us_order *order, const us_key *key);
/* A key will be inserted soon: asks for what is likely to be needed of the root. */
static inline void us_order_expect(const us_order *order)
{
    us_mem_expect(order->root, 5 * 64);
}
/* Walks all of it and checks shape, order, counts and least values. NULL, or what is wrong. */
const char *us_order_check(const us_order *order);

#endif
