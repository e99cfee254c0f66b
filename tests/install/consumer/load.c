/* load.c - links the reader of files: one duration, and a file that is not there. */
#include <usher/load.h>

#include <stdio.h>
#include <string.h>

int main(void)
{
    static const char text[] = "1h30m";
    usher_duration duration = 0;
    usher_loaded *loaded = NULL;

    if (usher_parse_duration(text, strlen(text), &duration) != USHER_OK ||
        duration != USHER_MINUTES(90)) {
        return 1;
    }
    usher_status status = usher_load_centre("no-such-file.yaml", NULL, &loaded);
    printf("%s: %s\n", usher_version(), usher_strerror(status));
    usher_loaded_free(loaded);
    return status == USHER_OK ? 1 : 0;
}
