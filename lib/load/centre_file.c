/*
 * centre_file.c - the sections of a centre in their order, and how they look values up.
 */
#include "sections.h"
#include "zones.h"

us_node *us_typed(const us_node *map, const char *key)
{
    us_node *value = us_node_get(map, key);
    return value != NULL && value->typed ? value : NULL;
}

int64_t us_number(const us_node *map, const char *key, int64_t fallback)
{
    const us_node *value = us_typed(map, key);
    return value != NULL ? value->number : fallback;
}

const char *us_text(const us_node *map, const char *key)
{
    const us_node *value = us_typed(map, key);
    return value != NULL ? value->text : NULL;
}

us_node *us_reference(us_load *load, const us_node *map, const char *key, const us_index *index,
                      us_code code)
{
    const us_node *name = us_typed(map, key);
    if (name == NULL) {
        return NULL;
    }
    const char *what = code == US_CODE_UNKNOWN_QUEUE   ? "queue"
                       : code == US_CODE_UNKNOWN_HOURS ? "hours"
                                                       : "profile";
    return us_refer(load, index, name, code, what);
}

static void read_name(us_load *load, const us_node *root)
{
    const us_node *at = us_node_get(root, "name");
    const us_node *zone = us_typed(root, "zone");
    if (zone != NULL) {
        us_zone_use(load, zone);
    }
    if (us_load_clean(load)) {
        us_load_take(
            load, at != NULL ? at : root,
            usher_centre_set_name(load->builder, us_text(root, "name"), us_text(root, "zone")));
    }
}

void us_sections_read(us_load *load, us_node *root)
{
    static const struct {
        const char *key;
        void (*read)(us_load *load, const us_node *section);
    } sections[] = {
        { "channels", us_channels_read }, { "statuses", us_statuses_read },
        { "options", us_options_read },   { "hours", us_hours_read },
        { "queues", us_queues_read },     { "profiles", us_profiles_read },
        { "agents", us_agents_read },     { "numbers", us_numbers_read },
        { "run", us_run_read },
    };
    const us_node nothing = { .kind = US_MAP, .typed = true };
    read_name(load, root);
    for (size_t i = 0; i < sizeof sections / sizeof *sections && !load->nomem; i++) {
        const us_node *section = us_typed(root, sections[i].key);
        sections[i].read(load, section != NULL ? section : &nothing);
    }
    us_warnings_report(load, root);
}
