/*
 * replay.c - runs every file of the folders given through a fuzz program's entry point.
 *
 * With it whatever a fuzzer has found once is tested by every compiler, without libFuzzer.
 */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One file, in a block of exactly its size; false if it cannot be read. */
static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    long size = -1;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        size = ftell(file);
        rewind(file);
    }
    uint8_t *data = size >= 0 ? malloc(size > 0 ? (size_t)size : 1) : NULL;
    int read = data != NULL && fread(data, 1, (size_t)size, file) == (size_t)size;
    if (read) {
        LLVMFuzzerTestOneInput(data, (size_t)size);
    }
    free(data);
    if (file != NULL) {
        fclose(file);
    }
    return read;
}

/* How many files of a folder were run; -1 if one could not be read. */
static int replay_folder(const char *path)
{
    DIR *folder = opendir(path);
    int count = 0;
    if (folder == NULL) {
        return -1;
    }
    for (struct dirent *entry; count >= 0 && (entry = readdir(folder)) != NULL;) {
        char whole[1024];
        if (entry->d_name[0] == '.') {
            continue;
        }
        snprintf(whole, sizeof whole, "%s/%s", path, entry->d_name);
        count = replay_file(whole) ? count + 1 : -1;
    }
    closedir(folder);
    return count;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        int count = replay_folder(argv[i]);
        if (count <= 0) {
            fprintf(stderr, "%s: %s\n", argv[i], count == 0 ? "no files" : "cannot be read");
            return 1;
        }
        printf("%s: %d inputs\n", argv[i], count);
    }
    return 0;
}
