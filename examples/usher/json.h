/*
 * json.h - the few things that every JSON text of the command is made of.
 */
#ifndef COMMAND_JSON_H
#define COMMAND_JSON_H

#include <stdint.h>
#include <stdio.h>

/** A string in quotes; `text` is UTF-8. */
void json_string(FILE *out, const char *text);
/** Microseconds as a number of seconds with six decimals. */
void json_seconds(FILE *out, int64_t micros);

#endif
