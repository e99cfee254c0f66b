/*
 * zones.c - reading tests/support/zones.
 */
#include "support/zones.h"

#include <stdio.h>
#include <stdlib.h>

enum { ZONE_MAX = 8192 };

uint8_t *zones_read(const char *name, size_t *size)
{
    char path[512];
    snprintf(path, sizeof path, "%s/tests/support/zones/%s", USHER_SOURCE_DIR, name);
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = file != NULL ? malloc(ZONE_MAX) : NULL;
    *size = bytes != NULL ? fread(bytes, 1, ZONE_MAX, file) : 0;
    if (file != NULL) {
        fclose(file);
    }
    if (*size == 0) {
        free(bytes);
        return NULL;
    }
    return bytes;
}

static usher_status read_zone(void *user, const char *name, size_t size_max, char **data,
                              size_t *size)
{
    (void)user;
    *data = (char *)zones_read(name, size);
    if (*data != NULL && *size > size_max) {
        free(*data);
        return USHER_ERR_LIMIT;
    }
    return *data != NULL ? USHER_OK : USHER_ERR_NOT_FOUND;
}

static void release_zone(void *user, char *data)
{
    (void)user;
    free(data);
}

static const char *zone_name(void *user, size_t index)
{
    static const char *const names[] = { "Africa/Monrovia",
                                         "America/New_York",
                                         "America/Sao_Paulo",
                                         "America/Toronto",
                                         "Antarctica/Cut",
                                         "Australia/Lord_Howe",
                                         "Europe/Dublin",
                                         "Europe/London",
                                         "Europe/Paris",
                                         "Pacific/Apia",
                                         NULL };
    (void)user;
    return names[index];
}

const usher_load_zones zones_table = { NULL, read_zone, release_zone, zone_name };

void zones_add(usher_centre_builder *builder, const char *name)
{
    usher_zone_def def = USHER_ZONE_DEF_INIT;
    uint8_t *bytes = zones_read(name, &def.data_size);
    def.name = name;
    def.data = bytes;
    if (usher_centre_add_zone(builder, &def) != USHER_OK) {
        fprintf(stderr, "%s\n", usher_centre_builder_error(builder));
        abort();
    }
    free(bytes);
}
