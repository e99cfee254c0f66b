/*
 * memory_files.c - centre files that are texts of a test.
 */
#include "support/memory_files.h"
#include "support/zones.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static usher_status read_memory(void *user, const char *path, size_t size_max, char **data,
                                size_t *size)
{
    for (const memory_file *file = user; file->path != NULL; file++) {
        if (strcmp(file->path, path) != 0) {
            continue;
        }
        *size = strlen(file->text);
        if (*size > size_max) {
            return USHER_ERR_LIMIT;
        }
        *data = malloc(*size + 1);
        if (*data == NULL) {
            return USHER_ERR_NOMEM;
        }
        memcpy(*data, file->text, *size + 1);
        return USHER_OK;
    }
    return USHER_ERR_NOT_FOUND;
}

static void release_memory(void *user, char *data)
{
    (void)user;
    free(data);
}

usher_load_files memory_files_table(const memory_file *files)
{
    return (usher_load_files){ (void *)(uintptr_t)files, read_memory, release_memory };
}

usher_status load_memory_files(const memory_file *files, const char *stage, usher_loaded **out)
{
    usher_load_files table = memory_files_table(files);
    usher_load_options options = USHER_LOAD_OPTIONS_INIT;
    options.files = &table;
    options.zones = &zones_table;
    options.stage = stage;
    return usher_load_centre(files[0].path, &options, out);
}

usher_status load_text(const char *text, usher_loaded **out)
{
    const memory_file files[] = { { "centre.yaml", text }, { NULL, NULL } };
    return load_memory_files(files, NULL, out);
}

void findings_text(const usher_loaded *loaded, char *out, size_t capacity)
{
    const usher_findings *findings = usher_loaded_findings(loaded);
    const usher_finding *finding;
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; (finding = usher_findings_get(findings, i)) != NULL; i++) {
        int size = snprintf(out + used, capacity - used, "%s%u:%u %s", i > 0 ? ", " : "",
                            (unsigned)finding->line, (unsigned)finding->column, finding->name);
        if (size < 0 || (size_t)size >= capacity - used) {
            return;
        }
        used += (size_t)size;
    }
}
