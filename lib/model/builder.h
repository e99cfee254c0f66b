/*
 * builder.h - a centre under construction, for the files that build it.
 *
 * The builder owns an unfinished centre and hands it over when it is built. A refused call leaves
 * it as it was: checks come first, then texts are copied (what is left over of a failed copy is
 * freed with the centre), the array grows, the name is entered, and only then the definition is
 * counted.
 */
#ifndef US_BUILDER_H
#define US_BUILDER_H

#include "centre.h"

struct usher_centre_builder {
    us_mem mem;
    usher_centre *centre; /* NULL once it is spent */
    char reason[256];
};

/* Every definition begins here: is the builder usable, is the struct of the size we know? */
usher_status us_builder_begin(usher_centre_builder *builder, const void *def, size_t size,
                              size_t wanted, const char *what);
/* Refuses: "<what> `<name>` <why>"; name may be NULL. Returns the status. */
usher_status us_builder_refuse(usher_centre_builder *builder, usher_status status, const char *what,
                               const char *name, const char *why);
usher_status us_builder_no_memory(usher_centre_builder *builder);

/* A name is there, not too long, and UTF-8; and, for the second, not taken. */
usher_status us_builder_check_name(usher_centre_builder *builder, const char *what,
                                   const char *name);
usher_status us_builder_check_new_name(usher_centre_builder *builder, const us_names *names,
                                       const char *what, const char *name);

/* A text that lives as long as the centre; NULL without memory. */
const char *us_builder_copy(usher_centre_builder *builder, const char *text);
/* Room for one more item of an array of the centre. */
usher_status us_builder_grow(usher_centre_builder *builder, void **items, uint32_t *capacity,
                             uint32_t count, size_t item_size);
/*
 * Enters a name that was copied already (NULL: it was not), with the place of the definition that
 * comes next. The last step before it counts.
 */
usher_status us_builder_enter(usher_centre_builder *builder, us_names *names, const char *name);

/*
 * append.c: definitions that were checked already. name NULL: a place without a name. Refused
 * without memory; then nothing has changed. The entry gets its order.
 */
usher_status us_builder_append_status(usher_centre_builder *builder, const char *name,
                                      uint8_t kind);
usher_status us_builder_append_queue(usher_centre_builder *builder, const usher_queue_def *def);
usher_status us_builder_append_profile(usher_centre_builder *builder,
                                       const usher_profile_def *def);
usher_status us_builder_append_entry(usher_centre_builder *builder, us_profile *profile,
                                     us_entry entry);
usher_status us_builder_append_group(usher_centre_builder *builder, uint32_t parent,
                                     const char *name, uint32_t level);

/* Only valid UTF-8, up to the NUL. */
bool us_utf8_valid(const char *text);

#endif
