/*
 * answers.c - answers questions about time zones and hours, one a line, for compare.py.
 *
 *     zone FILE          reads a zone file: ok, or what is wrong with it
 *     offset SECONDS     the offset of that zone, in seconds
 *     centre FILE        loads a centre with the system's zones: ok, or the first finding
 *     ask HOURS SECONDS  open or closed, the override that decides (- is the week), and when that
 *                        changes, in seconds or never
 */
#include "model/zone.h"

#include <usher/load.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_SIZE = 1024, ZONE_MAX_SIZE = 65536 };

typedef struct answers {
    us_mem mem;
    us_zone zone;
    usher_loaded *loaded;
} answers;

static void answer_zone(answers *a, const char *path)
{
    static uint8_t bytes[ZONE_MAX_SIZE];
    const char *why = "cannot be read";
    FILE *file = fopen(path, "rb");
    us_zone_free(&a->mem, &a->zone);
    memset(&a->zone, 0, sizeof a->zone);
    if (file != NULL) {
        size_t size = fread(bytes, 1, sizeof bytes, file);
        (void)us_zone_read(&a->mem, bytes, size, &a->zone, &why);
        fclose(file);
    }
    printf("%s\n", why != NULL ? why : "ok");
}

static void answer_centre(answers *a, const char *path)
{
    usher_loaded_free(a->loaded);
    usher_status status = usher_load_centre(path, NULL, &a->loaded);
    const usher_finding *finding =
        a->loaded != NULL ? usher_findings_get(usher_loaded_findings(a->loaded), 0) : NULL;
    printf("%s\n", status == USHER_OK ? "ok"
                   : finding != NULL  ? finding->message
                                      : usher_strerror(status));
}

static void answer_hours(const answers *a, const char *name, int64_t seconds)
{
    const usher_centre *centre = usher_loaded_centre(a->loaded);
    usher_hours_ref ref = usher_centre_find_hours(centre, name);
    usher_hours_state state;
    usher_time change;
    if (usher_centre_hours_at(centre, ref, USHER_SECONDS(seconds), &state) != USHER_OK ||
        usher_centre_hours_change(centre, ref, USHER_SECONDS(seconds), &change) != USHER_OK) {
        printf("no answer\n");
        return;
    }
    printf("%s %s ", state.open ? "open" : "closed",
           state.override_name != NULL ? state.override_name : "-");
    if (change == USHER_TIME_NEVER) {
        printf("never\n");
    } else {
        printf("%" PRId64 "\n", change / USHER_SECONDS(1));
    }
}

static void answer(answers *a, char *line)
{
    const char *verb = strtok(line, " \n");
    const char *first = strtok(NULL, " \n");
    const char *second = strtok(NULL, " \n");
    if (verb == NULL || first == NULL) {
        printf("no question\n");
    } else if (strcmp(verb, "zone") == 0) {
        answer_zone(a, first);
    } else if (strcmp(verb, "offset") == 0) {
        printf("%d\n", (int)us_zone_at(&a->zone, strtoll(first, NULL, 10)).offset);
    } else if (strcmp(verb, "centre") == 0) {
        answer_centre(a, first);
    } else if (strcmp(verb, "ask") == 0 && second != NULL) {
        answer_hours(a, first, strtoll(second, NULL, 10));
    } else {
        printf("no question\n");
    }
}

int main(void)
{
    char line[LINE_MAX_SIZE];
    answers a = { .loaded = NULL };
    us_mem_init(&a.mem, NULL);
    while (fgets(line, sizeof line, stdin) != NULL) {
        answer(&a, line);
        fflush(stdout);
    }
    us_zone_free(&a.mem, &a.zone);
    usher_loaded_free(a.loaded);
    return 0;
}
