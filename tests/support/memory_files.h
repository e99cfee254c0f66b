/*
 * memory_files.h - centre files that are texts of a test.
 */
#ifndef SUPPORT_MEMORY_FILES_H
#define SUPPORT_MEMORY_FILES_H

#include <usher/load.h>

typedef struct memory_file {
    const char *path; /* NULL behind the last */
    const char *text;
} memory_file;

/* How to read these files; valid as long as they are. */
usher_load_files memory_files_table(const memory_file *files);
/* Loads the first of the files, with a stage or NULL. */
usher_status load_memory_files(const memory_file *files, const char *stage, usher_loaded **out);
/* Loads one text as centre.yaml. */
usher_status load_text(const char *text, usher_loaded **out);
/* The findings as "line:column name", separated by ", ". */
void findings_text(const usher_loaded *loaded, char *out, size_t capacity);

#endif
