/*
 * memory_store.c - a store for tests and tutorials: records in one growing block each.
 */
#include "base/mem.h"

#include <usher/store.h>

#include <string.h>

typedef struct us_stored {
    uint8_t *bytes;
    size_t size;
} us_stored;

struct usher_memory_store {
    us_mem mem;
    us_stored *records;
    uint32_t count, capacity;
    bool durable;
};

usher_status usher_memory_store_new(const usher_mem *host, bool durable, usher_memory_store **out)
{
    us_mem mem;
    us_mem_init(&mem, host);
    usher_memory_store *store = us_mem_zero(&mem, sizeof *store);
    if (store == NULL) {
        return USHER_ERR_NOMEM;
    }
    store->mem = mem;
    store->durable = durable;
    *out = store;
    return USHER_OK;
}

void usher_memory_store_truncate(usher_memory_store *store, uint64_t number)
{
    while (store->count > number) {
        us_stored *last = &store->records[--store->count];
        us_mem_free(&store->mem, last->bytes, last->size);
    }
}

void usher_memory_store_free(usher_memory_store *store)
{
    if (store == NULL) {
        return;
    }
    usher_memory_store_truncate(store, 0);
    us_mem_free(&store->mem, store->records, store->capacity * sizeof *store->records);
    us_mem mem = store->mem;
    us_mem_free(&mem, store, sizeof *store);
}

uint64_t usher_memory_store_last(const usher_memory_store *store)
{
    return store->count;
}

static int accepted(const usher_memory_store *store)
{
    return store->durable ? USHER_APPEND_DURABLE : USHER_APPEND_ACCEPTED;
}

/* A number that is there already is either the same record again, or a mistake. */
static int append_again(const usher_memory_store *store, uint64_t number, const void *record,
                        size_t size)
{
    const us_stored *there = &store->records[number - 1];
    bool same = there->size == size && memcmp(there->bytes, record, size) == 0;
    return same ? accepted(store) : USHER_APPEND_REFUSED;
}

static int append_record(void *user, uint64_t number, const void *record, size_t size)
{
    usher_memory_store *store = user;
    if (number == 0 || number > store->count + (uint64_t)1) {
        return USHER_APPEND_REFUSED;
    }
    if (number <= store->count) {
        return append_again(store, number, record, size);
    }
    usher_status status = us_mem_grow(&store->mem, (void **)&store->records, &store->capacity,
                                      store->count + 1, sizeof *store->records);
    uint8_t *bytes = status == USHER_OK ? us_mem_resize(&store->mem, NULL, 0, size) : NULL;
    if (bytes == NULL) {
        return USHER_APPEND_REFUSED;
    }
    memcpy(bytes, record, size);
    store->records[store->count++] = (us_stored){ bytes, size };
    return accepted(store);
}

static usher_status read(void *user, uint64_t number, void *buffer, size_t *size)
{
    const usher_memory_store *store = user;
    if (number == 0 || number > store->count) {
        return USHER_ERR_NOT_FOUND;
    }
    const us_stored *record = &store->records[number - 1];
    memcpy(buffer, record->bytes, record->size);
    *size = record->size;
    return USHER_OK;
}

usher_store usher_memory_store_table(usher_memory_store *store)
{
    return (usher_store){ sizeof(usher_store), store, append_record, read };
}
