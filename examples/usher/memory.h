/*
 * memory.h - memory for the command: what it needs it gets, or the program ends.
 *
 * A command that has run out of memory has nothing better to do than to say so. The virtual host
 * and everything below it are libraries in waiting and do not use this room: they return a status.
 */
#ifndef COMMAND_MEMORY_H
#define COMMAND_MEMORY_H

#include <stddef.h>

/** A zeroed block for count items; never NULL, also not for none. */
void *memory_new(size_t count, size_t item);
/**
 * Makes room for at least `need` items in an array that holds *room of them, at least doubling it.
 * Returns the array's new place; what is new in it is not set.
 */
void *memory_grow(void *array, size_t *room, size_t need, size_t item);

#endif
