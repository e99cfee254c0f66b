/*
 * options.c - the words behind a command.
 *
 * An option that is not known is never guessed at: the nearest one is suggested, and nothing is
 * done.
 */
#include "options.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "suggest.h"

void options_misuse(const char *command, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "usher %s: ", command);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\nSee `usher help %s`.\n", command);
}

static void unknown_option(const option_set *set, const char *name, size_t size)
{
    char hint[SUGGEST_WORD_MAX + 32] = "";
    const char *best;
    suggestion s;

    suggest_start(&s, name, size);
    for (size_t i = 0; i < set->options_count; i++) {
        suggest_offer(&s, set->options[i].name);
    }
    suggest_offer(&s, "help");
    best = suggest_best(&s);
    if (best != NULL) {
        snprintf(hint, sizeof hint, ", did you mean `--%s`?", best);
    }
    options_misuse(set->command, "unknown option `--%.*s`%s", (int)size, name, hint);
}

static const option *find_option(const option_set *set, const char *name, size_t size)
{
    for (size_t i = 0; i < set->options_count; i++) {
        const option *known = &set->options[i];
        if (strlen(known->name) == size && memcmp(known->name, name, size) == 0) {
            return known;
        }
    }
    return NULL;
}

/*
 * Reads "--name", "--name=value" or "--name" and the word behind it; *at moves past what was
 * read.
 */
static bool read_option(option_set *set, int count, char **words, int *at)
{
    const char *name = words[*at] + 2;
    const char *equals = strchr(name, '=');
    size_t size = equals != NULL ? (size_t)(equals - name) : strlen(name);
    const option *known = find_option(set, name, size);

    if (known == NULL) {
        unknown_option(set, name, size);
        return false;
    }
    if (known->flag != NULL) {
        if (equals != NULL) {
            options_misuse(set->command, "option `--%s` takes no value", known->name);
            return false;
        }
        *known->flag = true;
        return true;
    }
    if (equals == NULL && *at + 1 == count) {
        options_misuse(set->command, "option `--%s` needs a value", known->name);
        return false;
    }
    *known->value = equals != NULL ? equals + 1 : words[++*at];
    return true;
}

static bool read_argument(option_set *set, const char *word)
{
    if (set->arguments_count == set->arguments_max) {
        options_misuse(set->command, "one argument too many: `%s`", word);
        return false;
    }
    set->arguments[set->arguments_count++] = word;
    return true;
}

bool options_read(option_set *set, int count, char **words)
{
    bool only_arguments = false;

    for (int at = 0; at < count; at++) {
        const char *word = words[at];
        bool fine = true;
        if (only_arguments || word[0] != '-' || word[1] == '\0') {
            fine = read_argument(set, word);
        } else if (strcmp(word, "--") == 0) {
            only_arguments = true;
        } else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
            set->help = true;
        } else if (word[1] == '-') {
            fine = read_option(set, count, words, &at);
        } else {
            options_misuse(set->command, "unknown option `%s`; options begin with two hyphens",
                           word);
            fine = false;
        }
        if (!fine) {
            return false;
        }
    }
    return true;
}
