/*
 * places.c - where the definitions of a centre stand in its files.
 *
 * They are kept in the order of references, so that looking one up costs nothing; what no file
 * defines (the built-in channels and statuses) has line 0.
 */
#include "sections.h"

#include <string.h>

void us_places_begin(us_load *load, uint8_t kind, size_t count)
{
    us_places *places = &load->places[kind];
    places->at = us_arena_get(load->kept, count * sizeof *places->at);
    places->count = places->at != NULL ? count : 0;
    load->nomem |= places->at == NULL;
}

/* The path of a file for as long as the result lives. */
static const char *kept_path(us_load *load, uint16_t file)
{
    us_load_file *opened = &load->opened[file];
    if (opened->kept == NULL) {
        opened->kept = us_arena_text(load->kept, opened->path, strlen(opened->path));
        load->nomem |= opened->kept == NULL;
    }
    return opened->kept;
}

void us_place_keep(us_load *load, uint8_t kind, uint64_t index, const us_node *node)
{
    us_places *places = &load->places[kind];
    if (index < places->count && us_load_clean(load)) {
        places->at[index] = (usher_place){ kept_path(load, node->file), node->line, node->column };
    }
}
