/*
 * status.c - the names and texts of statuses, and the version.
 *
 * Everything comes from the one table in usher/base.h, so a new status needs no change here. A
 * switch instead of an array keeps the numbers free to have gaps and needs no relocated data.
 */
#include <usher/base.h>

const char *usher_strerror(usher_status status)
{
    switch (status) {
#define TEXT_OF(name, number, text) \
    case number:                    \
        return text;
        USHER_STATUS_MAP(TEXT_OF)
#undef TEXT_OF
    default:
        return "unknown status";
    }
}

const char *usher_status_name(usher_status status)
{
    switch (status) {
#define NAME_OF(name, number, text) \
    case number:                    \
        return #name;
        USHER_STATUS_MAP(NAME_OF)
#undef NAME_OF
    default:
        return "unknown";
    }
}

const char *usher_version(void)
{
    return USHER_VERSION;
}
