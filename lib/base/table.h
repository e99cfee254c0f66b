/*
 * table.h - from a hash to slots: which live object has this key.
 *
 * Linear hashing: it grows by one bucket per insertion, so no command ever pays for a rehash of
 * everything. The caller compares keys; the table knows hashes and slots only.
 */
#ifndef US_TABLE_H
#define US_TABLE_H

#include "pool.h"

typedef struct us_table {
    us_mem *mem;
    us_pool entries;
    us_pool buckets; /* arrays of heads */
    uint32_t level;  /* 1 << level buckets, `split` of them already split */
    uint32_t split;
    uint32_t count;
} us_table;

void us_table_init(us_table *table, us_mem *mem);
void us_table_clear(us_table *table);
/* Room for `more` insertions. */
usher_status us_table_reserve(us_table *table, uint32_t more);
/* Bytes that us_table_reserve would get. */
uint64_t us_table_growth(const us_table *table, uint32_t more);
US_APART void us_table_insert(us_table *table, uint64_t hash, uint32_t slot);
void us_table_remove(us_table *table, uint64_t hash, uint32_t slot);
/*
 * Candidates one by one: *cursor 0 begins; US_NIL when there is none left.
 *   for (uint32_t at = 0, slot; (slot = us_table_find(t, hash, &at)) != US_NIL;) ...
 */
uint32_t us_table_find(const us_table *table, uint64_t hash, uint32_t *cursor);

#endif
