/*
 * journal.h - a store for tests: it can be copied, cut, looked into, and made to fail at one
 * append.
 *
 * It insists on what the engine promises to a store: numbers without a gap, and the same bytes when
 * a number comes again.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include <usher/store.h>

typedef struct journal_record {
    uint8_t *bytes;
    size_t size;
} journal_record;

typedef struct journal {
    journal_record *records; /* record n stands at n - 1 */
    uint64_t last, capacity;
    int answer;        /* of append: USHER_APPEND_ACCEPTED or _DURABLE */
    uint64_t appends;  /* how often append was called */
    uint64_t fault_at; /* this append is answered with `fault`; 0 = none */
    int fault;
    bool fault_writes;                           /* and writes the record all the same */
    void (*inside)(void *user, uint64_t number); /* called from inside append */
    void *inside_user;
} journal;

void journal_init(journal *j, int answer);
void journal_clear(journal *j);
/* The table to give to an engine; valid as long as the journal. */
usher_store journal_store(journal *j);
/* Makes `to` (initialised) hold the first `last` records of `from`. */
void journal_copy(journal *to, const journal *from, uint64_t last);
/* Adds a record as it is, good or bad. */
void journal_add(journal *j, const void *bytes, size_t size);
/* The first record that is not the same, byte for byte, in both; 0 if there is none. */
uint64_t journal_difference(const journal *a, const journal *b);

/* CRC-32C, bit by bit, from its definition: what record ends must be. */
uint32_t journal_checksum(const uint8_t *bytes, size_t size);
/* Puts the right length and checksum into a record of at least 8 bytes. */
void journal_seal(uint8_t *bytes, size_t size);

#endif
