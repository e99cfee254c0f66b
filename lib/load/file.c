/*
 * file.c - the default way to read a file: stdio, in growing pieces, up to a limit.
 */
#define _POSIX_C_SOURCE 200809L /* stat */

#include "include.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FIRST_PIECE = 16 * 1024 };

/* Reads on until the end of the file or until one byte more than allowed was there. */
static usher_status read_all(FILE *file, size_t size_max, char **data, size_t *size)
{
    size_t capacity = 0;
    for (;;) {
        if (*size == capacity) {
            capacity = capacity > 0 ? capacity * 2 : FIRST_PIECE;
            char *grown = realloc(*data, capacity);
            if (grown == NULL) {
                return USHER_ERR_NOMEM;
            }
            *data = grown;
        }
        size_t got = fread(*data + *size, 1, capacity - *size, file);
        *size += got;
        if (*size > size_max) {
            return USHER_ERR_LIMIT;
        }
        if (got == 0) {
            return ferror(file) ? USHER_ERR_INVALID : USHER_OK;
        }
    }
}

usher_status us_file_read(void *user, const char *path, size_t size_max, char **data, size_t *size)
{
    (void)user;
    *data = NULL;
    *size = 0;
    errno = 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return errno == ENOENT ? USHER_ERR_NOT_FOUND : USHER_ERR_INVALID;
    }
    usher_status status = read_all(file, size_max, data, size);
    fclose(file);
    if (status != USHER_OK) {
        free(*data);
        *data = NULL;
    }
    return status;
}

bool us_file_is_plain(const char *path)
{
    struct stat about;
    return stat(path, &about) != 0 || S_ISREG(about.st_mode);
}

void us_file_release(void *user, char *data)
{
    (void)user;
    free(data);
}
