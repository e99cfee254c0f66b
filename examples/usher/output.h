/*
 * output.h - files that a command writes.
 */
#ifndef COMMAND_OUTPUT_H
#define COMMAND_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

/**
 * True when both paths lead to the same file: two files that are there, under whatever names, or
 * one name for a file that is not. Devices and pipes may be written by several, and are no such
 * case; NULL leads nowhere.
 */
bool output_is_same(const char *path, const char *other);
/** Opens a file to be written; NULL: none is wanted. False, and told on stderr, if it cannot be. */
bool output_open(const char *command, const char *path, FILE **out);
/** Closes it, if it is open; false, and told on stderr, if not all has been written. */
bool output_close(const char *command, const char *path, FILE **out);

#endif
