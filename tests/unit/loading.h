/*
 * loading.h - what tests of the reader expect of a load, as cmocka assertions.
 */
#ifndef UNIT_LOADING_H
#define UNIT_LOADING_H

#include "support/memory_files.h"

/* Loads a centre that must be clean but for warnings. */
usher_loaded *load_good(const memory_file *files, const char *stage);
/* The findings are these, as findings_text tells them. */
void expect_findings(const usher_loaded *loaded, const char *wanted);
/* A text has these findings; with an error among them there is no centre. */
void expect_of_text(const char *text, const char *wanted);

#endif
