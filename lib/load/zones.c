/*
 * zones.c - zones for the builder, and the system's zone files.
 *
 * The system keeps one TZif file for each zone below one of some folders, and beside them a list of
 * them, `tzdata.zi` or `zone.tab`: that is what hints are made of. All are read with the function
 * that reads centre files from disk.
 */
#include "zones.h"

#include "include.h"

#include <stdio.h>
#include <string.h>

enum { NAMES_FILE_MAX = 1 << 20, PATH_SIZE = 256 };

static const char *const folders[] = { "/usr/share/zoneinfo", "/usr/lib/zoneinfo",
                                       "/usr/share/lib/zoneinfo", "/etc/zoneinfo" };
enum { FOLDERS = sizeof folders / sizeof *folders };

bool us_zone_name_valid(const char *name)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-";
    size_t size = 0;
    size_t part;
    do {
        part = strspn(name + size, letters);
        size += part + 1;
    } while (part > 0 && name[size - 1] == '/');
    return part > 0 && name[size - 1] == '\0' && size - 1 <= USHER_NAME_MAX;
}

/* ---- the system's files ---------------------------------------------------------------------- */

/* A file below the first folder that has it. */
static usher_status read_below_folders(const char *name, size_t size_max, char **data, size_t *size)
{
    usher_status status = USHER_ERR_NOT_FOUND;
    for (size_t i = 0; i < FOLDERS && status == USHER_ERR_NOT_FOUND; i++) {
        char path[PATH_SIZE];
        snprintf(path, sizeof path, "%s/%s", folders[i], name);
        status = us_file_read(NULL, path, size_max, data, size);
    }
    return status;
}

static usher_status read_system(void *user, const char *name, size_t size_max, char **data,
                                size_t *size)
{
    (void)user;
    if (!us_zone_name_valid(name)) {
        return USHER_ERR_NOT_FOUND;
    }
    return read_below_folders(name, size_max, data, size);
}

/* A line of a list of zones: what is left of it is [at, end). */
typedef struct line {
    const char *at, *end;
} line;

/* The next word of a line, up to a space or tab; its size, 0 at the end. */
static size_t next_word(line *l, const char **word)
{
    *word = l->at;
    while (l->at < l->end && *l->at != ' ' && *l->at != '\t') {
        l->at++;
    }
    size_t size = (size_t)(l->at - *word);
    l->at += l->at < l->end;
    return size;
}

/* The zone in a line: the second word behind `Z`, the third behind `L` and in zone.tab. */
static size_t name_in_line(line l, const char **name)
{
    size_t size = next_word(&l, name);
    bool zone = size == 1 && **name == 'Z';
    bool link = size == 1 && **name == 'L';
    bool country = size == 2 && **name != '#';
    if (!zone && !link && !country) {
        return 0;
    }
    size = next_word(&l, name);
    return zone ? size : next_word(&l, name);
}

/* Keeps the names of all zones; called twice, first to count them (out NULL). */
static size_t list_names(us_load *load, const char *data, size_t size, const char **out)
{
    size_t count = 0;
    for (size_t at = 0; at < size;) {
        const char *stop = memchr(data + at, '\n', size - at);
        size_t length = stop != NULL ? (size_t)(stop - (data + at)) : size - at;
        const char *name;
        size_t name_size = name_in_line((line){ data + at, data + at + length }, &name);
        if (name_size > 0 && out != NULL) {
            out[count] = us_arena_text(&load->arena, name, name_size);
            load->nomem |= out[count] == NULL;
        }
        count += name_size > 0;
        at += length + 1;
    }
    return count;
}

/* Reads the names, the first time that somebody wants one. */
static void read_names(us_load *load)
{
    char *data = NULL;
    size_t size = 0;
    load->zone_names_read = true;
    if (read_below_folders("tzdata.zi", NAMES_FILE_MAX, &data, &size) != USHER_OK &&
        read_below_folders("zone.tab", NAMES_FILE_MAX, &data, &size) != USHER_OK) {
        return;
    }
    size_t count = list_names(load, data, size, NULL);
    const char **names = us_load_get(load, (count + 1) * sizeof *names);
    if (names != NULL) {
        list_names(load, data, size, names);
        load->zone_names = load->nomem ? NULL : names;
    }
    us_file_release(NULL, data);
}

static const char *system_name(void *user, size_t index)
{
    us_load *load = user;
    if (!load->zone_names_read) {
        read_names(load);
    }
    return load->zone_names != NULL ? load->zone_names[index] : NULL;
}

usher_load_zones us_system_zones(us_load *load)
{
    return (usher_load_zones){ load, read_system, us_file_release, system_name };
}

/* ---- zones for the builder ------------------------------------------------------------------- */

static void report_unknown(us_load *load, const us_node *name)
{
    const usher_load_zones *zones = &load->zones;
    us_suggest suggest;
    us_suggest_begin(&suggest, name->text, name->size, &load->suggest_budget);
    const char *candidate = zones->name != NULL ? zones->name(zones->user, 0) : NULL;
    bool none = zones->name != NULL && candidate == NULL;
    for (size_t i = 1; candidate != NULL; i++) {
        us_suggest_try(&suggest, candidate);
        candidate = zones->name(zones->user, i);
    }
    us_report(load, US_CODE_UNKNOWN_ZONE, name, "unknown time zone `%s`%s%s",
              us_show_node(name).text, us_hint_of(&suggest).text,
              none ? "; no list of time zones is installed here (tzdata)" : "");
}

static void add_zone(us_load *load, const us_node *name, const char *data, size_t size)
{
    usher_zone_def def = USHER_ZONE_DEF_INIT;
    def.name = name->text;
    def.data = data != NULL ? data : "";
    def.data_size = size;
    usher_status status = usher_centre_add_zone(load->builder, &def);
    if (status == USHER_ERR_NOMEM) {
        load->nomem = true;
    } else if (status != USHER_OK) {
        us_report(load, US_CODE_ZONE_DATA, name, "%s", usher_centre_builder_error(load->builder));
    }
}

void us_zone_use(us_load *load, const us_node *name)
{
    char *data = NULL;
    size_t size = 0;
    if (usher_centre_has_zone(load->builder, name->text)) {
        return;
    }
    usher_status status =
        load->zones.read(load->zones.user, name->text, USHER_ZONE_DATA_MAX, &data, &size);
    if (status == USHER_OK) {
        add_zone(load, name, data, size);
        load->zones.release(load->zones.user, data);
    } else if (status == USHER_ERR_NOMEM) {
        load->nomem = true;
    } else if (status == USHER_ERR_LIMIT) {
        us_report(load, US_CODE_ZONE_DATA, name, "time zone `%s` has more than %d bytes",
                  us_show_node(name).text, USHER_ZONE_DATA_MAX);
    } else {
        report_unknown(load, name);
    }
}
