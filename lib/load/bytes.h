/*
 * bytes.h - is a file text that may be given to the YAML parser at all?
 */
#ifndef US_LOAD_BYTES_H
#define US_LOAD_BYTES_H

#include "context.h"

/* Checks the bytes of file number `file`; false with a finding at the first wrong one. */
bool us_bytes_check(us_load *load, uint16_t file, const char *data, size_t size);
/* Control characters (in a scalar they can only come from escapes such as "\0" or "\n"). */
bool us_bytes_printable(const char *text, size_t size);

#endif
