/*
 * opensips_core.h - what opensips.c takes from the core of its host, as the tests have it. A real
 * module includes OpenSIPS' own mem/shm_mem.h, mem/mem.h and locking.h in its place.
 */
#ifndef STAND_IN_OPENSIPS_CORE_H
#define STAND_IN_OPENSIPS_CORE_H

#include <stddef.h>

typedef struct gen_lock {
    int held;
} gen_lock_t;

void *shm_malloc(size_t size);
void *shm_realloc(void *ptr, size_t size);
void shm_free(void *ptr);
void *pkg_malloc(size_t size);
void pkg_free(void *ptr);
gen_lock_t *lock_alloc(void);
gen_lock_t *lock_init(gen_lock_t *lock);
void lock_get(gen_lock_t *lock);
void lock_release(gen_lock_t *lock);

#endif
