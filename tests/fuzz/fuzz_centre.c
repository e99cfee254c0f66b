/*
 * fuzz_centre.c - any bytes as a centre: no crash, no hang; what is taken comes back the same.
 */
#include <usher/centre.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "fuzz_centre: %s\n", what);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    usher_centre *centre = NULL;
    usher_status status = usher_centre_decode(data, size, NULL, &centre);
    must(status == USHER_OK || status == USHER_ERR_CORRUPT || status == USHER_ERR_VERSION ||
             status == USHER_ERR_INVALID,
         usher_status_name(status));
    if (status != USHER_OK) {
        return 0;
    }
    usher_centre *again = NULL;
    size_t needed = usher_centre_encode(centre, NULL, 0);
    uint8_t *bytes = malloc(needed);
    must(bytes != NULL && needed == size, "another size");
    must(usher_centre_encode(centre, bytes, needed) == needed, "another size, written");
    must(usher_centre_decode(bytes, needed, NULL, &again) == USHER_OK, "cannot be read again");
    must(usher_centre_hash(again) == usher_centre_hash(centre), "another hash");
    usher_centre_unref(again);
    usher_centre_unref(centre);
    free(bytes);
    return 0;
}
