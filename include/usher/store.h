/*
 * store.h - where accepted commands are written, and a store in memory for tests and tutorials.
 *
 * The engine calls `append` once per accepted command, between reserving memory and applying. It
 * must not call the engine. Everything the engine decides can be recomputed from the records.
 */
#ifndef USHER_STORE_H
#define USHER_STORE_H

#include <usher/base.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    USHER_APPEND_ACCEPTED = 0, /* in order, perhaps not yet durable: acknowledge it later */
    USHER_APPEND_DURABLE = 1,  /* in order and durable now: no acknowledgement follows */
    /* certainly not written: the command answers ERR_STORE, nothing changed */
    USHER_APPEND_REFUSED = 2,
    USHER_APPEND_FAILED = 3    /* perhaps written, perhaps not: the engine is fenced */
};

enum { USHER_RECORD_MAX = 4096 }; /* bytes of one record, header and checksum included */

typedef struct usher_store {
    size_t size;
    void *user;
    /**
     * Writes one record at the end. `number` runs 1, 2, 3 ... without a gap; a number that is
     * already there with the same bytes is answered as the first time (a repeated append is
     * recognised).
     * @return one of USHER_APPEND_*
     */
    int (*append)(void *user, uint64_t number, const void *record, size_t size);
    /**
     * Reads record `number` into buffer (USHER_RECORD_MAX bytes).
     * @return OK with *size; ERR_NOT_FOUND past the last record; ERR_CORRUPT
     */
    usher_status (*read)(void *user, uint64_t number, void *buffer, size_t *size);
} usher_store;
#define USHER_STORE_INIT { sizeof(usher_store), 0, 0, 0 }
/** The same for languages that have no macros of C. */
USHER_API void usher_store_init(usher_store *store);

/*
 * A store in memory. `acknowledge` false makes every append ACCEPTED, so that the host (or a test)
 * acknowledges by hand; true makes it DURABLE.
 */
typedef struct usher_memory_store usher_memory_store;
/** A new empty store. mem: NULL = libc. OK, ERR_NOMEM. */
USHER_API USHER_CHECKED usher_status usher_memory_store_new(const usher_mem *mem, bool durable,
    usher_memory_store **out);
/** Frees a store; no engine may use it any more. NULL is allowed. */
USHER_API void usher_memory_store_free(usher_memory_store *store);
/** The table to give to an engine; valid as long as the store. */
USHER_API usher_store usher_memory_store_table(usher_memory_store *store);
/** Number of the last record, 0 when empty. */
USHER_API uint64_t usher_memory_store_last(const usher_memory_store *store);
/**
 * Forgets all records after `number`: what a crash may do to records that were never acknowledged.
 */
USHER_API void usher_memory_store_truncate(usher_memory_store *store, uint64_t number);

#ifdef __cplusplus
}
#endif
#endif
