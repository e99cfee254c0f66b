/*
 * journal.c - a store for tests: it can be copied, cut, looked into, and made to fail at one
 * append.
 */
#include "support/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void stop(const char *why, uint64_t number)
{
    fprintf(stderr, "journal: record %llu %s\n", (unsigned long long)number, why);
    abort();
}

void journal_init(journal *j, int answer)
{
    *j = (journal){ .answer = answer };
}

void journal_clear(journal *j)
{
    for (uint64_t i = 0; i < j->last; i++) {
        free(j->records[i].bytes);
    }
    free(j->records);
    journal_init(j, j->answer);
}

void journal_add(journal *j, const void *bytes, size_t size)
{
    if (j->last == j->capacity) {
        j->capacity = j->capacity == 0 ? 64 : j->capacity * 2;
        journal_record *grown = realloc(j->records, (size_t)j->capacity * sizeof *grown);
        if (grown == NULL) {
            stop("does not fit into memory", j->last + 1);
        }
        j->records = grown;
    }
    uint8_t *copy = malloc(size > 0 ? size : 1);
    if (copy == NULL) {
        stop("does not fit into memory", j->last + 1);
    }
    memcpy(copy, bytes, size);
    j->records[j->last++] = (journal_record){ copy, size };
}

static void add_or_recognise(journal *j, uint64_t number, const void *record, size_t size)
{
    if (number == j->last + 1) {
        journal_add(j, record, size);
        return;
    }
    if (number == 0 || number > j->last) {
        stop("leaves a gap", number);
    }
    const journal_record *there = &j->records[number - 1];
    if (there->size != size || memcmp(there->bytes, record, size) != 0) {
        stop("comes again with other bytes", number);
    }
}

static int append(void *user, uint64_t number, const void *record, size_t size)
{
    journal *j = user;
    j->appends++;
    if (size > USHER_RECORD_MAX) {
        stop("is too long", number);
    }
    if (j->inside != NULL) {
        j->inside(j->inside_user, number);
    }
    bool fails = j->appends == j->fault_at;
    if (!fails || j->fault_writes) {
        add_or_recognise(j, number, record, size);
    }
    return fails ? j->fault : j->answer;
}

static usher_status read_record(void *user, uint64_t number, void *buffer, size_t *size)
{
    const journal *j = user;
    if (number == 0 || number > j->last) {
        return USHER_ERR_NOT_FOUND;
    }
    const journal_record *record = &j->records[number - 1];
    memcpy(buffer, record->bytes, record->size);
    *size = record->size;
    return USHER_OK;
}

usher_store journal_store(journal *j)
{
    return (usher_store){ sizeof(usher_store), j, append, read_record };
}

void journal_copy(journal *to, const journal *from, uint64_t last)
{
    for (uint64_t i = 0; i < last && i < from->last; i++) {
        journal_add(to, from->records[i].bytes, from->records[i].size);
    }
}

uint64_t journal_difference(const journal *a, const journal *b)
{
    uint64_t both = a->last < b->last ? a->last : b->last;
    for (uint64_t i = 0; i < both; i++) {
        const journal_record *x = &a->records[i];
        const journal_record *y = &b->records[i];
        if (x->size != y->size || memcmp(x->bytes, y->bytes, x->size) != 0) {
            return i + 1;
        }
    }
    return a->last != b->last ? both + 1 : 0;
}

uint32_t journal_checksum(const uint8_t *bytes, size_t size)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? UINT32_C(0x82f63b78) : 0);
        }
    }
    return ~crc;
}

static void put32(uint8_t *to, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        to[i] = (uint8_t)(value >> (8 * i));
    }
}

void journal_seal(uint8_t *bytes, size_t size)
{
    put32(bytes, (uint32_t)size);
    put32(bytes + size - 4, journal_checksum(bytes, size - 4));
}
