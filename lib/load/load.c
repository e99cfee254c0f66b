/*
 * load.c - the public face: a path goes in, a centre and findings come out.
 *
 * Order: files to one tree, stage over it, schema, sections into the builder, the centre if nothing
 * is wrong. Whatever happens the result owns the findings and nothing of the tree.
 */
#include "include.h"
#include "schema.h"
#include "sections.h"
#include "zones.h"

#include <string.h>

struct usher_loaded {
    usher_mem mem;
    usher_centre *centre;
    usher_findings *findings;
    usher_run_settings run;
    us_arena kept;
    usher_entry_point *entry_points; /* in kept */
    size_t entry_points_count;
    us_places places[US_DEFINED_KINDS]; /* in kept */
};

/* All options set: what the caller's older struct does not have, or leaves 0, is the default. */
static bool read_options(const usher_load_options *given, usher_load_options *out)
{
    const usher_load_options defaults = USHER_LOAD_OPTIONS_INIT;
    *out = defaults;
    if (given == NULL) {
        return true;
    }
    if (given->size < sizeof given->size || given->size > sizeof *given) {
        return false;
    }
    memcpy(out, given, given->size);
    out->bytes_max = out->bytes_max > 0 ? out->bytes_max : defaults.bytes_max;
    out->depth_max = out->depth_max > 0 ? out->depth_max : defaults.depth_max;
    out->nodes_max = out->nodes_max > 0 ? out->nodes_max : defaults.nodes_max;
    if (out->depth_max > US_DEPTH_LIMIT) {
        out->depth_max = US_DEPTH_LIMIT;
    }
    return true;
}

static const usher_run_settings default_run = {
    .size = sizeof(usher_run_settings),
    .answer_after = USHER_SECONDS(3),
    .chat_speed_count = 1,
    .chat_speed = { 1000000 },
};

static usher_loaded *new_loaded(const usher_mem *mem)
{
    usher_mem own = us_load_mem(mem);
    usher_loaded *loaded = own.resize(own.ctx, NULL, 0, sizeof *loaded);
    if (loaded == NULL) {
        return NULL;
    }
    *loaded = (usher_loaded){ .mem = own, .run = default_run };
    us_arena_init(&loaded->kept, &own);
    loaded->findings = us_findings_new(&own);
    if (loaded->findings == NULL) {
        usher_loaded_free(loaded);
        return NULL;
    }
    return loaded;
}

void usher_loaded_free(usher_loaded *loaded)
{
    if (loaded == NULL) {
        return;
    }
    usher_centre_unref(loaded->centre);
    usher_findings_free(loaded->findings);
    us_arena_clear(&loaded->kept);
    loaded->mem.resize(loaded->mem.ctx, loaded, sizeof *loaded, 0);
}

/* From the checked tree to the centre, if there is no error. */
static void build(us_load *load, us_node *root, usher_centre **out)
{
    if (usher_centre_builder_new(&load->mem, &load->builder) != USHER_OK) {
        load->nomem = true;
        return;
    }
    us_sections_read(load, root);
    if (us_load_clean(load)) {
        us_load_take(load, root, usher_centre_build(load->builder, out));
    }
    usher_centre_builder_free(load->builder);
}

static void run_load(us_load *load, const char *path, usher_loaded *loaded)
{
    us_node *root = us_include_read(load, path);
    if (root == NULL || load->nomem) {
        return;
    }
    if (load->options.stage != NULL) {
        us_stage_apply(load, root);
    }
    us_schema_check(load, root, &us_shape_centre, root);
    if (!load->nomem) {
        build(load, root, &loaded->centre);
    }
}

usher_status usher_load_centre(const char *path, const usher_load_options *options,
                               usher_loaded **out)
{
    us_load load = { .suggest_budget = US_SUGGEST_BUDGET };
    if (out == NULL) {
        return USHER_ERR_INVALID;
    }
    *out = NULL;
    if (path == NULL || !read_options(options, &load.options)) {
        return USHER_ERR_INVALID;
    }
    usher_loaded *loaded = new_loaded(load.options.mem);
    if (loaded == NULL) {
        return USHER_ERR_NOMEM;
    }
    load.files = (usher_load_files){ NULL, us_file_read, us_file_release };
    if (load.options.files != NULL) {
        load.files = *load.options.files;
    }
    load.zones = us_system_zones(&load);
    if (load.options.zones != NULL) {
        load.zones = *load.options.zones;
    }
    load.mem = loaded->mem;
    load.kept = &loaded->kept;
    load.findings = loaded->findings;
    load.run = &loaded->run;
    load.nodes_left = load.options.nodes_max;
    us_arena_init(&load.arena, &loaded->mem);
    run_load(&load, path, loaded);
    us_findings_sort(loaded->findings);
    us_arena_clear(&load.arena);
    loaded->entry_points = load.entry_points;
    loaded->entry_points_count = load.entry_points_count;
    memcpy(loaded->places, load.places, sizeof load.places);
    if (load.nomem) {
        usher_loaded_free(loaded);
        return USHER_ERR_NOMEM;
    }
    *out = loaded;
    return loaded->centre != NULL ? USHER_OK : USHER_ERR_CORRUPT;
}

void usher_load_options_init(usher_load_options *options)
{
    *options = (usher_load_options)USHER_LOAD_OPTIONS_INIT;
}

usher_centre *usher_loaded_centre(const usher_loaded *loaded)
{
    return loaded->centre;
}

const usher_findings *usher_loaded_findings(const usher_loaded *loaded)
{
    return loaded->findings;
}

const usher_run_settings *usher_loaded_run(const usher_loaded *loaded)
{
    return &loaded->run;
}

size_t usher_loaded_entry_points(const usher_loaded *loaded)
{
    return loaded->entry_points_count;
}

bool usher_loaded_entry_point(const usher_loaded *loaded, size_t index, usher_entry_point *out)
{
    if (index >= loaded->entry_points_count) {
        return false;
    }
    *out = loaded->entry_points[index];
    return true;
}

bool usher_loaded_place(const usher_loaded *loaded, uint8_t kind, uint32_t index, usher_place *out)
{
    if (loaded->centre == NULL || kind >= US_DEFINED_KINDS || index >= loaded->places[kind].count ||
        loaded->places[kind].at[index].file == NULL) {
        return false;
    }
    *out = loaded->places[kind].at[index];
    return true;
}
