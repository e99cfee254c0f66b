/*
 * command.h - the commands of `usher` and what they leave behind.
 */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include <usher/load.h>

enum { EXIT_FINE = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_CHANGES = 3 };

/* Each takes the words behind its name and returns the exit code. */
int command_check(int count, char **words);
int command_run(int count, char **words);
int command_diff(int count, char **words);
int command_schema(int count, char **words);
int command_help(int count, char **words);

/**
 * Prints the help page of a command, "" being the program itself; false when there is no such
 * command.
 */
bool help_print(FILE *out, const char *command);
/** The i-th command's name, for lists and suggestions; NULL past the last. */
const char *help_command(unsigned index);

/** Loads a centre and tells on stderr when that is not even possible. False then. */
bool load_centre(const char *command, const char *path, const char *stage, usher_loaded **out);
/** The same, and all errors in its files on stderr: false unless there is a centre. */
bool load_good_centre(const char *command, const char *path, const char *stage, bool colour,
                      usher_loaded **out);

#endif
