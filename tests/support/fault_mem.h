/*
 * fault_mem.h - a host allocator that counts, checks what it is told, and refuses on demand.
 *
 * To sweep all refusals of a piece of work: run it with refuse_at = 1, 2, 3 ... until `refused`
 * stays false. Freeing never fails and is not counted among the calls.
 */
#ifndef FAULT_MEM_H
#define FAULT_MEM_H

#include <usher/base.h>

typedef struct fault_mem {
    uint64_t calls;     /* requests for memory so far */
    uint64_t refuse_at; /* refuse the n-th request, from 1; 0 = none */
    bool for_ever;      /* and all after it */
    bool refused;       /* one was refused */
    size_t blocks;      /* live */
    size_t bytes;
} fault_mem;

/* The allocator to give to usher. It stops the program when an old size is not the block's. */
usher_mem fault_mem_host(fault_mem *fault);

#endif
