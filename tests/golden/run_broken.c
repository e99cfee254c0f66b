/*
 * run_broken.c - centres that are broken by hand, each with the findings that it must give.
 *
 * tests/golden/broken/NN-name/ holds centre.yaml, what it includes, and expected.txt: one line per
 * finding, `file:line:column: error CODE name: message`, as the usher command prints them. A first
 * line `# stage: NAME` in centre.yaml loads that stage. GOLDEN_UPDATE=1 writes expected.txt anew.
 */
#define _POSIX_C_SOURCE 200809L

#include "support/zones.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char root_path[] = "tests/golden/broken";

enum { TEXT_MAX = 1 << 20, CASES_MAX = 200 };

/* ---- files ----------------------------------------------------------------------------------- */

/* A whole file with a NUL behind it, or NULL. */
static char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *text = file != NULL ? malloc(TEXT_MAX + 1) : NULL;
    if (text != NULL) {
        *size = fread(text, 1, TEXT_MAX, file);
        text[*size] = '\0';
    }
    if (file != NULL) {
        fclose(file);
    }
    return text;
}

/* Files are read below the folder of the case, so that findings name them without it. */
static usher_status read_in_folder(void *user, const char *path, size_t size_max, char **data,
                                   size_t *size)
{
    char whole[512];
    snprintf(whole, sizeof whole, "%s/%s", (const char *)user, path);
    *data = read_file(whole, size);
    if (*data == NULL) {
        return USHER_ERR_NOT_FOUND;
    }
    if (*size > size_max) {
        free(*data);
        return USHER_ERR_LIMIT;
    }
    return USHER_OK;
}

static void release(void *user, char *data)
{
    (void)user;
    free(data);
}

/* ---- one case -------------------------------------------------------------------------------- */

static void print_findings(const usher_findings *findings, char *out)
{
    size_t used = 0;
    const usher_finding *finding;
    out[0] = '\0';
    for (size_t i = 0; (finding = usher_findings_get(findings, i)) != NULL; i++) {
        int size = snprintf(out + used, TEXT_MAX - used, "%s:%u:%u: %s %u %s: %s\n", finding->file,
                            (unsigned)finding->line, (unsigned)finding->column,
                            finding->severity == USHER_FINDING_ERROR ? "error" : "warning",
                            (unsigned)finding->code, finding->name, finding->message);
        if (size < 0 || (size_t)size >= TEXT_MAX - used) {
            abort();
        }
        used += (size_t)size;
    }
}

/* The stage that the first line asks for, in `stage`; false if it asks for none. */
static bool find_stage(char *folder, char *stage, size_t capacity)
{
    char *data = NULL;
    size_t size = 0;
    static const char wanted[] = "# stage: ";
    bool found = false;
    if (read_in_folder(folder, "centre.yaml", TEXT_MAX, &data, &size) == USHER_OK) {
        if (strncmp(data, wanted, sizeof wanted - 1) == 0) {
            snprintf(stage, capacity, "%.*s", (int)strcspn(data + sizeof wanted - 1, "\r\n"),
                     data + sizeof wanted - 1);
            found = true;
        }
        free(data);
    }
    return found;
}

/* The findings of a folder's centre as text. */
static usher_status load_case(char *folder, char *out)
{
    char stage[64];
    usher_load_files files = { folder, read_in_folder, release };
    usher_load_options options = USHER_LOAD_OPTIONS_INIT;
    options.files = &files;
    options.zones = &zones_table;
    options.stage = find_stage(folder, stage, sizeof stage) ? stage : NULL;
    usher_loaded *loaded = NULL;
    usher_status status = usher_load_centre("centre.yaml", &options, &loaded);
    if (loaded == NULL) {
        snprintf(out, TEXT_MAX, "%s\n", usher_strerror(status));
        return status;
    }
    print_findings(usher_loaded_findings(loaded), out);
    usher_loaded_free(loaded);
    return status;
}

/* Names the first line that differs. */
static void report_difference(const char *name, const char *is, const char *should)
{
    unsigned line = 1;
    for (size_t i = 0; is[i] == should[i] && is[i] != '\0'; i++) {
        line += is[i] == '\n';
    }
    fprintf(stderr, "%s: line %u differs; expected:\n%s\nbut it is:\n%s\n", name, line, should, is);
}

static int run_case(const char *name, char *out)
{
    char folder[256];
    char expected[300];
    snprintf(folder, sizeof folder, "%s/%s", root_path, name);
    snprintf(expected, sizeof expected, "%s/expected.txt", folder);
    load_case(folder, out);
    if (getenv("GOLDEN_UPDATE") != NULL) {
        FILE *file = fopen(expected, "wb");
        return file == NULL || fputs(out, file) == EOF || fclose(file) != 0;
    }
    size_t size = 0;
    char *should = read_file(expected, &size);
    int wrong = should == NULL || strcmp(out, should) != 0;
    if (wrong) {
        report_difference(name, out, should != NULL ? should : "(no expected.txt)\n");
    }
    free(should);
    return wrong;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of all cases in order. */
static size_t list_cases(char **names)
{
    DIR *folder = opendir(root_path);
    size_t count = 0;
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.' && count < CASES_MAX) {
            names[count++] = strdup(entry->d_name);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    qsort(names, count, sizeof *names, by_text);
    return count;
}

int main(void)
{
    static char *names[CASES_MAX];
    size_t count = list_cases(names);
    char *out = malloc(TEXT_MAX);
    int wrong = 0;
    if (out == NULL || count == 0) {
        fprintf(stderr, "%s: no cases\n", root_path);
        free(out);
        return 1;
    }
    for (size_t i = 0; i < count; i++) {
        wrong += run_case(names[i], out);
        free(names[i]);
    }
    free(out);
    printf("%zu broken centres, %d wrong\n", count, wrong);
    return wrong > 0;
}
