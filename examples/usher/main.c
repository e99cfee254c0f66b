/*
 * main.c - the `usher` command: finds the command that is meant.
 *
 * This program is the reference host of usher, and a tool of its own: it checks a centre that is
 * kept as files, and plays a day through it on a virtual clock. It uses the public headers only.
 */
#include "command.h"

#include <string.h>

#include <usher/usher.h>

#include "suggest.h"

struct command {
    const char *name;
    int (*run)(int count, char **words);
};

static const struct command commands[] = {
    { "check", command_check },
    { "diff", command_diff },
    { "run", command_run },
    { "schema", command_schema },
    { "help", command_help },
};

static int version(void)
{
    printf("usher %s\n", usher_version());
    return EXIT_FINE;
}

static int unknown(const char *word)
{
    const char *best;
    suggestion s;

    suggest_start(&s, word, strlen(word));
    for (unsigned i = 0; help_command(i) != NULL; i++) {
        suggest_offer(&s, help_command(i));
    }
    suggest_offer(&s, "--help");
    suggest_offer(&s, "--version");
    best = suggest_best(&s);
    fprintf(stderr, "usher: unknown %s `%s`", word[0] == '-' ? "option" : "command", word);
    if (best != NULL) {
        fprintf(stderr, ", did you mean `%s`?", best);
    }
    fputs("\nSee `usher --help`.\n", stderr);
    return EXIT_USAGE;
}

static int dispatch(int count, char **words)
{
    if (count == 0) {
        (void)help_print(stderr, "");
        return EXIT_USAGE;
    }
    if (strcmp(words[0], "--help") == 0 || strcmp(words[0], "-h") == 0) {
        return command_help(count - 1, words + 1);
    }
    if (strcmp(words[0], "--version") == 0) {
        return version();
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(words[0], commands[i].name) == 0) {
            return commands[i].run(count - 1, words + 1);
        }
    }
    return unknown(words[0]);
}

int main(int count, char **words)
{
    int code = dispatch(count - 1, words + 1);

    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("usher: cannot write to standard output\n", stderr);
        return EXIT_FINDINGS;
    }
    return code;
}
