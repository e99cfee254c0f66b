/*
 * memory.c - allocation that ends the program when there is no more.
 */
#include "memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static void out_of_memory(void)
{
    fputs("usher: out of memory\n", stderr);
    exit(1);
}

void *memory_new(size_t count, size_t item)
{
    void *block = calloc(count > 0 ? count : 1, item);
    if (block == NULL) {
        out_of_memory();
    }
    return block;
}

void *memory_grow(void *array, size_t *room, size_t need, size_t item)
{
    size_t size = *room;
    void *block;

    if (need <= size) {
        return array;
    }
    if (need > SIZE_MAX / 2 / item) {
        out_of_memory();
    }
    size = size < 16 ? 16 : size;
    while (size < need) {
        size *= 2;
    }
    block = realloc(array, size * item);
    if (block == NULL) {
        out_of_memory();
    }
    *room = size;
    return block;
}
