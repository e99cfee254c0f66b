/*
 * arena.c - chunks of one size, and a chunk of its own for what is larger.
 *
 * A chunk's header is padded to the strictest alignment; so is every block, which makes every block
 * fit for any object.
 */
#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_SIZE = 64 * 1024, ALIGNMENT = 16 };

struct us_arena_chunk {
    us_arena_chunk *next;
    size_t size; /* of the whole block, header included */
    size_t used; /* header included */
};

static void *libc_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    (void)ctx;
    (void)old_size;
    if (new_size == 0) {
        free(ptr);
        return NULL;
    }
    return realloc(ptr, new_size);
}

usher_mem us_load_mem(const usher_mem *mem)
{
    return mem != NULL ? *mem : (usher_mem){ libc_resize, NULL };
}

void us_arena_init(us_arena *arena, const usher_mem *mem)
{
    *arena = (us_arena){ .mem = us_load_mem(mem) };
}

static size_t aligned(size_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* Puts a chunk that can hold `size` more bytes in front. */
static bool add_chunk(us_arena *arena, size_t size)
{
    size_t header = aligned(sizeof(us_arena_chunk));
    size_t whole = header + size > CHUNK_SIZE ? header + size : CHUNK_SIZE;
    us_arena_chunk *chunk = arena->mem.resize(arena->mem.ctx, NULL, 0, whole);
    if (chunk == NULL) {
        return false;
    }
    *chunk = (us_arena_chunk){ arena->chunks, whole, header };
    arena->chunks = chunk;
    return true;
}

void *us_arena_get(us_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) {
        arena->failed = true;
        return NULL;
    }
    size = aligned(size > 0 ? size : 1);
    us_arena_chunk *chunk = arena->chunks;
    if (chunk == NULL || chunk->size - chunk->used < size) {
        if (!add_chunk(arena, size)) {
            arena->failed = true;
            return NULL;
        }
        chunk = arena->chunks;
    }
    void *block = (char *)chunk + chunk->used;
    chunk->used += size;
    return memset(block, 0, size);
}

char *us_arena_text(us_arena *arena, const char *bytes, size_t size)
{
    char *text = us_arena_get(arena, size + 1);
    if (text != NULL) {
        memcpy(text, bytes, size);
    }
    return text;
}

void us_arena_clear(us_arena *arena)
{
    while (arena->chunks != NULL) {
        us_arena_chunk *chunk = arena->chunks;
        arena->chunks = chunk->next;
        arena->mem.resize(arena->mem.ctx, chunk, chunk->size, 0);
    }
}

bool us_array_grow(const usher_mem *mem, void **items, size_t *capacity, size_t count,
                   size_t item_size)
{
    if (count < *capacity) {
        return true;
    }
    size_t wanted = *capacity > 0 ? *capacity * 2 : 16;
    if (wanted > SIZE_MAX / 2 / item_size) {
        return false;
    }
    void *moved = mem->resize(mem->ctx, *items, *capacity * item_size, wanted * item_size);
    if (moved == NULL) {
        return false;
    }
    *items = moved;
    *capacity = wanted;
    return true;
}
