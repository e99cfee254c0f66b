/*
 * pages.c - memory as a host with a large centre would give it: one region, with huge pages asked
 * for.
 *
 * Blocks lie one behind the other and are not used again: an engine frees little while it grows.
 * Where the kernel gives no huge pages the region has small ones; where there is no such region at
 * all, the engine gets none and libc's memory is used.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, madvise */
#include "bench.h"

#include <string.h>
#include <sys/mman.h>

enum { ALIGNMENT = 64 };
/* Of addresses; memory is taken as it is written to. */
#define REGION_BYTES ((size_t)1 << (sizeof(size_t) < 8 ? 30 : 33))
#define HUGE_PAGE ((size_t)1 << 21)

static size_t rounded(size_t size, size_t unit)
{
    return (size + unit - 1) / unit * unit;
}

static void *resize(void *context, void *ptr, size_t old_size, size_t new_size)
{
    bench_pages *pages = context;
    size_t more = rounded(new_size, ALIGNMENT);
    if (new_size == 0) {
        return NULL;
    }
    if (new_size <= old_size) {
        return ptr;
    }
    if (more > REGION_BYTES - HUGE_PAGE - pages->used) {
        return NULL;
    }
    char *block = pages->first + pages->used;
    pages->used += more;
    if (old_size > 0) {
        memcpy(block, ptr, old_size);
    }
    return block;
}

bool bench_pages_open(bench_pages *pages, usher_mem *mem)
{
    *pages = (bench_pages){ .region = NULL };
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    void *region = mmap(NULL, REGION_BYTES, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (region == MAP_FAILED) {
        return false;
    }
    pages->region = region;
    pages->first = (char *)region + (HUGE_PAGE - (size_t)((uintptr_t)region % HUGE_PAGE));
    (void)madvise(region, REGION_BYTES, MADV_HUGEPAGE);
    *mem = (usher_mem){ resize, pages };
    return true;
}

void bench_pages_close(bench_pages *pages)
{
    if (pages->region != NULL) {
        (void)munmap(pages->region, REGION_BYTES);
    }
}
