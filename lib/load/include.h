/*
 * include.h - one tree from a file and all that it includes; stages laid over it.
 */
#ifndef US_LOAD_INCLUDE_H
#define US_LOAD_INCLUDE_H

#include "context.h"

/* Reads `path` and what it includes; NULL with findings when the first file has no tree. */
us_node *us_include_read(us_load *load, const char *path);
/* Lays stages.<options.stage> over the rest, key by key; a finding when there is no such stage. */
void us_stage_apply(us_load *load, us_node *root);

/* Reads a file by path with the functions of the standard library. */
usher_status us_file_read(void *user, const char *path, size_t size_max, char **data, size_t *size);
/* False for a pipe, a device, a folder: reading may wait for ever. What is not there is plain. */
bool us_file_is_plain(const char *path);
void us_file_release(void *user, char *data);

#endif
