/*
 * loading.c - what tests of the reader expect of a load, as cmocka assertions.
 */
#include "unit/loading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

usher_loaded *load_good(const memory_file *files, const char *stage)
{
    usher_loaded *loaded = NULL;
    usher_status status = load_memory_files(files, stage, &loaded);
    char findings[1024] = "";
    if (loaded != NULL) {
        findings_text(loaded, findings, sizeof findings);
    }
    if (status != USHER_OK) {
        fail_msg("%s: %s", usher_strerror(status), findings);
    }
    assert_non_null(usher_loaded_centre(loaded));
    return loaded;
}

void expect_findings(const usher_loaded *loaded, const char *wanted)
{
    char text[4096];
    findings_text(loaded, text, sizeof text);
    assert_string_equal(text, wanted);
}

void expect_of_text(const char *text, const char *wanted)
{
    usher_loaded *loaded = NULL;
    usher_status status = load_text(text, &loaded);
    expect_findings(loaded, wanted);
    bool errors = usher_findings_errors(usher_loaded_findings(loaded)) > 0;
    assert_int_equal(status, errors ? USHER_ERR_CORRUPT : USHER_OK);
    assert_true((usher_loaded_centre(loaded) == NULL) == errors);
    usher_loaded_free(loaded);
}
