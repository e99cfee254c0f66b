/*
 * output.c - files that a command writes.
 *
 * Opening one empties it, so a command asks first whether that would hurt: a file that it reads, or
 * writes something else to.
 */
#define _POSIX_C_SOURCE 200809L

#include "output.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { OUTPUT_BUFFER = 1 << 18 };

bool output_is_same(const char *path, const char *other)
{
    struct stat a;
    struct stat b;

    if (path == NULL || other == NULL) {
        return false;
    }
    bool there = stat(path, &a) == 0;
    bool other_there = stat(other, &b) == 0;
    if (there && other_there) {
        return S_ISREG(a.st_mode) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
    }
    return !there && !other_there && strcmp(path, other) == 0;
}

bool output_open(const char *command, const char *path, FILE **out)
{
    if (path == NULL) {
        return true;
    }
    *out = fopen(path, "wb");
    if (*out == NULL) {
        fprintf(stderr, "usher %s: cannot write %s: %s\n", command, path, strerror(errno));
        return false;
    }
    setvbuf(*out, NULL, _IOFBF, OUTPUT_BUFFER);
    return true;
}

bool output_close(const char *command, const char *path, FILE **out)
{
    bool failed;

    if (*out == NULL) {
        return true;
    }
    failed = ferror(*out) != 0;
    failed = fclose(*out) != 0 || failed;
    *out = NULL;
    if (failed) {
        fprintf(stderr, "usher %s: cannot write all of %s\n", command, path);
    }
    return !failed;
}
