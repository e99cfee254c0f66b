/*
 * fault_mem.c - a host allocator that counts, checks what it is told, and refuses on demand.
 *
 * Each block has its size in front of it, and new memory is filled with a pattern, so that nobody
 * relies on zeros that nobody wrote. A block always moves when it is resized.
 */
#include "support/fault_mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_SIZE = 16, PATTERN = 0xa5 };

static size_t size_of(const uint8_t *block)
{
    size_t size;
    memcpy(&size, block - HEAD_SIZE, sizeof size);
    return size;
}

static bool refuses(fault_mem *fault)
{
    fault->calls++;
    bool now = fault->refuse_at != 0 && (fault->for_ever ? fault->calls >= fault->refuse_at
                                                         : fault->calls == fault->refuse_at);
    fault->refused = fault->refused || now;
    return now;
}

static uint8_t *new_block(fault_mem *fault, size_t size)
{
    uint8_t *head = malloc(HEAD_SIZE + size);
    if (head == NULL) {
        return NULL;
    }
    memset(head, PATTERN, HEAD_SIZE + size);
    memcpy(head, &size, sizeof size);
    fault->blocks++;
    fault->bytes += size;
    return head + HEAD_SIZE;
}

static void free_block(fault_mem *fault, uint8_t *block)
{
    fault->blocks--;
    fault->bytes -= size_of(block);
    free(block - HEAD_SIZE);
}

static void *resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    fault_mem *fault = ctx;
    if ((ptr != NULL ? size_of(ptr) : 0) != old_size || (ptr == NULL && new_size == 0)) {
        fprintf(stderr, "fault_mem: a block of another size was resized or freed\n");
        abort();
    }
    if (new_size > 0 && refuses(fault)) {
        return NULL;
    }
    uint8_t *block = new_size > 0 ? new_block(fault, new_size) : NULL;
    if (ptr != NULL && (new_size == 0 || block != NULL)) {
        if (block != NULL) {
            memcpy(block, ptr, old_size < new_size ? old_size : new_size);
        }
        free_block(fault, ptr);
    }
    return block;
}

usher_mem fault_mem_host(fault_mem *fault)
{
    return (usher_mem){ .resize = resize, .ctx = fault };
}
