/*
 * options.h - the words behind a command: options and arguments.
 */
#ifndef COMMAND_OPTIONS_H
#define COMMAND_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/** An option "--name", or "--name VALUE" and "--name=VALUE"; exactly one of the two is set. */
typedef struct option {
    const char *name; /* without the hyphens */
    bool *flag;
    const char **value;
} option;

/** What a command understands, and what it was given. */
typedef struct option_set {
    const char *command; /* for messages */
    const option *options;
    size_t options_count;
    const char **arguments; /* room for arguments_max */
    size_t arguments_max;
    size_t arguments_count;
    bool help; /* --help or -h was there */
} option_set;

/**
 * Reads the words. Options may stand anywhere; "--" ends them. What is wrong is told on stderr.
 * @return true when all words are understood
 */
bool options_read(option_set *set, int count, char **words);
/** Says on stderr how a command was misused, and where help is. */
void options_misuse(const char *command, const char *format, ...);

#endif
