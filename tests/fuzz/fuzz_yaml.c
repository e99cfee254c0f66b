/*
 * fuzz_yaml.c - any bytes as centre files: no crash, no hang, no leak, and sensible findings.
 *
 * One input holds several files: lines `#file NAME` begin the next one, and what stands before the
 * first of them is centre.yaml. A first line `#stage NAME` loads that stage. Time zones are files
 * too, by their names; those of Europe are there in any case.
 */
#include "support/fault_mem.h"

#include <usher/load.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct input {
    const char *data;
    size_t size;
} input;

/* The beginning of the next `#file ` line at or behind `at`, or the end. */
static size_t next_file(const input *in, size_t at)
{
    static const char mark[] = "#file ";
    for (; at < in->size; at++) {
        bool begins_line = at == 0 || in->data[at - 1] == '\n';
        if (begins_line && in->size - at > sizeof mark - 1 &&
            memcmp(in->data + at, mark, sizeof mark - 1) == 0) {
            return at;
        }
    }
    return in->size;
}

/* Where the file `path` begins and ends in the input; false if it is not there. */
static bool find_file(const input *in, const char *path, size_t *from, size_t *until)
{
    *from = 0;
    *until = next_file(in, 0);
    if (strcmp(path, "centre.yaml") == 0) {
        return true;
    }
    while (*until < in->size) {
        size_t name = *until + 6;
        const char *end = memchr(in->data + name, '\n', in->size - name);
        if (end == NULL) {
            return false;
        }
        size_t length = (size_t)(end - in->data) - name;
        *from = name + length + 1;
        *until = next_file(in, *from);
        if (length == strlen(path) && memcmp(in->data + name, path, length) == 0) {
            return true;
        }
    }
    return false;
}

static usher_status read_part(void *user, const char *path, size_t size_max, char **data,
                              size_t *size)
{
    size_t from;
    size_t until;
    if (!find_file(user, path, &from, &until)) {
        return USHER_ERR_NOT_FOUND;
    }
    *size = until - from;
    if (*size > size_max) {
        return USHER_ERR_LIMIT;
    }
    *data = malloc(*size > 0 ? *size : 1); /* exactly: a byte read behind it is found */
    if (*data == NULL) {
        return USHER_ERR_NOMEM;
    }
    memcpy(*data, ((const input *)user)->data + from, *size);
    return USHER_OK;
}

/* UTC, as short as a TZif file can be. */
static const char utc[] = "TZif\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                          "\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0\0\0\0";

static usher_status read_zone(void *user, const char *name, size_t size_max, char **data,
                              size_t *size)
{
    if (strncmp(name, "Europe/", 7) != 0) {
        return read_part(user, name, size_max, data, size);
    }
    *size = sizeof utc; /* the NUL behind it is its last byte */
    *data = malloc(*size);
    if (*data == NULL) {
        return USHER_ERR_NOMEM;
    }
    memcpy(*data, utc, *size);
    return USHER_OK;
}

static const char *zone_name(void *user, size_t index)
{
    static const char *const names[] = { "Europe/London", "Europe/Lisbon", NULL };
    (void)user;
    return names[index];
}

static void release_part(void *user, char *data)
{
    (void)user;
    free(data);
}

static void require(bool condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "fuzz_yaml: %s\n", what);
        abort();
    }
}

static void check_findings(const usher_loaded *loaded, usher_status status)
{
    const usher_findings *findings = usher_loaded_findings(loaded);
    size_t errors = 0;
    for (size_t i = 0; i < usher_findings_count(findings); i++) {
        const usher_finding *finding = usher_findings_get(findings, i);
        errors += finding->severity == USHER_FINDING_ERROR;
        require((finding->line == 0) == (finding->column == 0), "a line without column");
        require(finding->code >= 100 && finding->name[0] != '\0', "a finding without code");
        require(finding->message[0] != '\0' && finding->file[0] != '\0', "a finding without text");
        for (const char *at = finding->message; *at != '\0'; at++) {
            require((unsigned char)*at >= 0x20, "a control character in a message");
        }
    }
    require(errors == usher_findings_errors(findings), "errors miscounted");
    require((errors == 0) == (status == USHER_OK), "status and findings disagree");
    require((errors == 0) == (usher_loaded_centre(loaded) != NULL), "centre and findings disagree");
}

/* Hours can be asked. */
static void check_hours(const usher_centre *centre)
{
    for (uint32_t i = 1; i <= usher_centre_hours_count(centre); i++) {
        usher_hours_ref ref = { i };
        usher_hours_state state;
        usher_time change;
        require(usher_centre_hours_at(centre, ref, 0, &state) == USHER_OK, "hours cannot be asked");
        require(usher_centre_hours_change(centre, ref, 0, &change) == USHER_OK && change > 0,
                "hours change in the past");
    }
}

/* A centre can be read in full. */
static void check_centre(const usher_loaded *loaded)
{
    const usher_centre *centre = usher_loaded_centre(loaded);
    usher_entry_point point;
    usher_agent_def agent;
    for (uint32_t i = 0; i < usher_centre_agents(centre); i++) {
        require(usher_centre_agent(centre, i, &agent) && agent.profile.v != 0,
                "an agent without profile");
    }
    check_hours(centre);
    for (size_t i = 0; usher_loaded_entry_point(loaded, i, &point); i++) {
        require(point.queue.v >= 1 && point.queue.v <= usher_centre_queues(centre),
                "a number leads nowhere");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input in = { (const char *)data, size };
    char stage[32] = "";
    if (size > 7 && memcmp(data, "#stage ", 7) == 0) {
        size_t length = 0;
        for (; length + 1 < sizeof stage && 7 + length < size && in.data[7 + length] > ' ';
             length++) {
            stage[length] = in.data[7 + length];
        }
        stage[length] = '\0';
    }
    fault_mem fault = { 0 };
    usher_mem mem = fault_mem_host(&fault);
    usher_load_files files = { &in, read_part, release_part };
    usher_load_zones zones = { &in, read_zone, release_part, zone_name };
    usher_load_options options = USHER_LOAD_OPTIONS_INIT;
    options.files = &files;
    options.zones = &zones;
    options.mem = &mem;
    options.stage = stage[0] != '\0' ? stage : NULL;
    options.bytes_max = 1 << 16;
    options.nodes_max = 1 << 14;
    usher_loaded *loaded = NULL;
    usher_status status = usher_load_centre("centre.yaml", &options, &loaded);
    require(loaded != NULL, "no result");
    check_findings(loaded, status);
    if (status == USHER_OK) {
        check_centre(loaded);
    }
    usher_loaded_free(loaded);
    require(fault.blocks == 0, "memory is left over");
    return 0;
}
