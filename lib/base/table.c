/*
 * table.c - from a hash to slots, by linear hashing.
 *
 * There are (1 << level) + split buckets. A hash belongs to the bucket of its low `level` bits, or,
 * where that one is already split, of one bit more. When there are more entries than buckets, the
 * next bucket in turn is split in two, so a chain holds about one entry. Buckets are never joined
 * again. Heads lie in segments, which are items of a pool taken in order: segment n is slot n.
 */
#include "table.h"

#include <string.h>

enum { SEGMENT_SHIFT = 6, SEGMENT_HEADS = 1 << SEGMENT_SHIFT, ITEM_LIVE = 1 };

typedef struct us_table_entry {
    uint64_t id; /* ITEM_LIVE */
    uint32_t next;
    uint32_t slot;
    uint64_t hash;
} us_table_entry;

typedef struct us_table_segment {
    uint64_t id;     /* ITEM_LIVE */
    uint64_t unused; /* the link of a free item lies here */
    uint32_t heads[SEGMENT_HEADS];
} us_table_segment;

static us_table_entry *entry_at(const us_table *table, uint32_t entry)
{
    return us_pool_at(&table->entries, entry);
}

static uint32_t *head_at(const us_table *table, uint32_t bucket)
{
    us_table_segment *segment = us_pool_at(&table->buckets, bucket >> SEGMENT_SHIFT);
    return &segment->heads[bucket & (SEGMENT_HEADS - 1)];
}

static uint32_t buckets_count(const us_table *table)
{
    return (1u << table->level) + table->split;
}

static uint32_t bucket_of(const us_table *table, uint64_t hash)
{
    uint32_t bucket = (uint32_t)hash & ((1u << table->level) - 1);
    if (bucket < table->split) {
        bucket = (uint32_t)hash & ((2u << table->level) - 1);
    }
    return bucket;
}

/* The segments that so many buckets need. */
static uint32_t segments_for(uint32_t buckets)
{
    return (buckets + SEGMENT_HEADS - 1) >> SEGMENT_SHIFT;
}

void us_table_init(us_table *table, us_mem *mem)
{
    us_pool_init(&table->entries, mem, sizeof(us_table_entry));
    us_pool_init(&table->buckets, mem, sizeof(us_table_segment));
    table->mem = mem;
    table->level = SEGMENT_SHIFT;
    table->split = 0;
    table->count = 0;
}

void us_table_clear(us_table *table)
{
    us_pool_clear(&table->entries);
    us_pool_clear(&table->buckets);
    us_table_init(table, table->mem);
}

/* The segments that `more` insertions need, beyond those in use. */
static uint32_t segments_more(const us_table *table, uint32_t more)
{
    uint32_t entries = table->count + more;
    uint32_t buckets = buckets_count(table);
    return segments_for(entries > buckets ? entries : buckets) - table->buckets.live;
}

usher_status us_table_reserve(us_table *table, uint32_t more)
{
    usher_status status = us_pool_reserve(&table->entries, more);
    return status == USHER_OK ? us_pool_reserve(&table->buckets, segments_more(table, more))
                              : status;
}

uint64_t us_table_growth(const us_table *table, uint32_t more)
{
    return us_pool_growth(&table->entries, more) +
           us_pool_growth(&table->buckets, segments_more(table, more));
}

static void add_segment(us_table *table)
{
    uint32_t slot = us_pool_take(&table->buckets);
    us_table_segment *segment = us_pool_at(&table->buckets, slot);
    us_assert(slot + 1 == table->buckets.live);
    segment->id = ITEM_LIVE;
    memset(segment->heads, 0xff, sizeof segment->heads); /* US_NIL each */
}

/* Adds one bucket and moves to it the entries of its elder sibling that belong there. */
static void split_bucket(us_table *table)
{
    uint32_t old = table->split;
    uint32_t added = buckets_count(table);
    if (segments_for(added + 1) > table->buckets.live) {
        add_segment(table);
    }
    table->split++;
    uint32_t *link = head_at(table, old);
    uint32_t *moved = head_at(table, added);
    while (*link != US_NIL) {
        us_table_entry *entry = entry_at(table, *link);
        if (bucket_of(table, entry->hash) == old) {
            link = &entry->next;
            continue;
        }
        *moved = *link;
        *link = entry->next;
        entry->next = US_NIL;
        moved = &entry->next;
    }
    if (table->split == 1u << table->level) {
        table->level++;
        table->split = 0;
    }
}

void us_table_insert(us_table *table, uint64_t hash, uint32_t slot)
{
    if (table->buckets.live == 0) {
        add_segment(table);
    }
    uint32_t taken = us_pool_take(&table->entries);
    us_table_entry *entry = entry_at(table, taken);
    uint32_t *head = head_at(table, bucket_of(table, hash));
    entry->id = ITEM_LIVE;
    entry->next = *head;
    entry->slot = slot;
    entry->hash = hash;
    *head = taken;
    table->count++;
    if (table->count > buckets_count(table)) {
        split_bucket(table);
    }
}

void us_table_remove(us_table *table, uint64_t hash, uint32_t slot)
{
    us_assert(table->count > 0);
    uint32_t *link = head_at(table, bucket_of(table, hash));
    for (;;) {
        us_assert(*link != US_NIL);
        us_table_entry *entry = entry_at(table, *link);
        if (entry->hash == hash && entry->slot == slot) {
            uint32_t given = *link;
            *link = entry->next;
            us_pool_give(&table->entries, given);
            table->count--;
            return;
        }
        link = &entry->next;
    }
}

/* The cursor is the number of the last entry that was given out, from 1. */
uint32_t us_table_find(const us_table *table, uint64_t hash, uint32_t *cursor)
{
    if (table->count == 0) {
        return US_NIL;
    }
    uint32_t at =
        *cursor == 0 ? *head_at(table, bucket_of(table, hash)) : entry_at(table, *cursor - 1)->next;
    while (at != US_NIL) {
        const us_table_entry *entry = entry_at(table, at);
        if (entry->hash == hash) {
            *cursor = at + 1;
            return entry->slot;
        }
        at = entry->next;
    }
    return US_NIL;
}
