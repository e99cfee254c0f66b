/*
 * check.c - `usher check`: everything that is wrong in a centre's files.
 */
#include "command.h"

#include "findings.h"
#include "json.h"
#include "options.h"
#include "screen.h"

bool load_centre(const char *command, const char *path, const char *stage, usher_loaded **out)
{
    usher_load_options options = USHER_LOAD_OPTIONS_INIT;
    usher_status status;

    options.stage = stage;
    status = usher_load_centre(path, &options, out);
    if (*out == NULL || (status != USHER_OK && status != USHER_ERR_CORRUPT)) {
        fprintf(stderr, "usher %s: %s: %s\n", command, path, usher_strerror(status));
        usher_loaded_free(*out);
        *out = NULL;
        return false;
    }
    return true;
}

bool load_good_centre(const char *command, const char *path, const char *stage, bool colour,
                      usher_loaded **out)
{
    if (!load_centre(command, path, stage, out)) {
        return false;
    }
    const usher_findings *findings = usher_loaded_findings(*out);
    size_t count = usher_findings_count(findings);
    if (usher_loaded_centre(*out) != NULL) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        const usher_finding *finding = usher_findings_get(findings, i);
        if (finding->severity == USHER_FINDING_ERROR) {
            finding_print(stderr, colour,
                          (file_place){ finding->file, finding->line, finding->column }, true,
                          finding->code, finding->name, finding->message);
        }
    }
    return false;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void print_summary(const char *path, size_t errors, size_t warnings,
                          const usher_centre *centre)
{
    printf("%s: ", path);
    if (errors == 0 && warnings == 0) {
        printf("no errors");
    } else {
        printf("%zu error%s, %zu warning%s", errors, plural(errors), warnings, plural(warnings));
    }
    if (centre != NULL) {
        uint32_t queues = usher_centre_queues(centre);
        uint32_t profiles = usher_centre_profiles(centre);
        uint32_t agents = usher_centre_agents(centre);
        printf("; %u queue%s, %u profile%s, %u agent%s", (unsigned)queues, plural(queues),
               (unsigned)profiles, plural(profiles), (unsigned)agents, plural(agents));
    }
    putchar('\n');
}

static void print_text(const char *path, const usher_loaded *loaded, bool colour)
{
    const usher_findings *findings = usher_loaded_findings(loaded);
    size_t count = usher_findings_count(findings);
    size_t errors = usher_findings_errors(findings);

    for (size_t i = 0; i < count; i++) {
        const usher_finding *finding = usher_findings_get(findings, i);
        finding_print(stdout, colour, (file_place){ finding->file, finding->line, finding->column },
                      finding->severity == USHER_FINDING_ERROR, finding->code, finding->name,
                      finding->message);
    }
    print_summary(path, errors, count - errors, usher_loaded_centre(loaded));
}

static void print_finding_json(const usher_finding *finding)
{
    printf("\n  {\"severity\":\"%s\",\"code\":%u,\"name\":",
           finding->severity == USHER_FINDING_ERROR ? "error" : "warning", (unsigned)finding->code);
    json_string(stdout, finding->name);
    fputs(",\"file\":", stdout);
    json_string(stdout, finding->file);
    printf(",\"line\":%u,\"column\":%u,\"message\":", (unsigned)finding->line,
           (unsigned)finding->column);
    json_string(stdout, finding->message);
    putchar('}');
}

static void print_json(const usher_loaded *loaded)
{
    const usher_findings *findings = usher_loaded_findings(loaded);
    size_t count = usher_findings_count(findings);
    size_t errors = usher_findings_errors(findings);

    printf("{\"errors\":%zu,\"warnings\":%zu,\"findings\":[", errors, count - errors);
    for (size_t i = 0; i < count; i++) {
        fputs(i > 0 ? "," : "", stdout);
        print_finding_json(usher_findings_get(findings, i));
    }
    puts("]}");
}

int command_check(int count, char **words)
{
    const char *path = NULL;
    const char *stage = NULL;
    bool json = false;
    bool no_color = false;
    const option options[] = {
        { "stage", NULL, &stage },
        { "json", &json, NULL },
        { "no-color", &no_color, NULL },
    };
    option_set set = { "check", options, sizeof options / sizeof *options, &path, 1, 0, false };
    usher_loaded *loaded;
    size_t errors;

    if (!options_read(&set, count, words)) {
        return EXIT_USAGE;
    }
    if (set.help) {
        (void)help_print(stdout, "check");
        return EXIT_FINE;
    }
    if (path == NULL) {
        options_misuse("check", "which centre? Give its file");
        return EXIT_USAGE;
    }
    if (!load_centre("check", path, stage, &loaded)) {
        return EXIT_FINDINGS;
    }
    if (json) {
        print_json(loaded);
    } else {
        print_text(path, loaded, screen_has_colour(stdout, no_color));
    }
    errors = usher_findings_errors(usher_loaded_findings(loaded));
    usher_loaded_free(loaded);
    return errors > 0 ? EXIT_FINDINGS : EXIT_FINE;
}
