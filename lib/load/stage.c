/*
 * stage.c - one centre for several places: stages.<name> laid over the rest.
 *
 * Key by key: where both are maps the stage's keys are laid over one by one, everything else (a
 * text, a list) takes the place of what was there. A stage can add and change, but not take away.
 */
#include "include.h"
#include "schema.h"
#include "tree.h"

#include <string.h>

/* Depth of recursion: that of the tree. */
static void lay_over(us_load *load, us_node *base, us_node *stage)
{
    us_index index = us_index_make(load, base);
    us_node added = { .kind = US_MAP };
    us_node **link = &added.first;
    us_node *next = NULL;
    for (us_node *value = stage->first; value != NULL; value = next) {
        next = value->next;
        us_node *there = us_index_find(&index, value->key->text, value->key->size);
        if (there == NULL) {
            *link = value;
            link = &value->next;
            added.size++;
        } else if (there->kind == US_MAP && value->kind == US_MAP) {
            lay_over(load, there, value);
        } else {
            us_node *after = there->next;
            *there = *value;
            there->next = after;
        }
    }
    *link = NULL;
    us_tree_append(base, &added);
}

static void report_unknown(us_load *load, const us_node *stages)
{
    const char *name = load->options.stage;
    us_suggest suggest;
    us_suggest_begin(&suggest, name, strlen(name), &load->suggest_budget);
    us_place place = { load->opened[0].path, 0, 0, 0 };
    if (stages != NULL && stages->kind == US_MAP) {
        place = us_load_place(load, stages->key);
        for (const us_node *stage = stages->first; stage != NULL; stage = stage->next) {
            us_suggest_try(&suggest, stage->key->text);
        }
    }
    us_report_at(load, US_CODE_UNKNOWN_STAGE, &place, "unknown stage `%s`%s",
                 us_show(name, strlen(name)).text, us_hint_of(&suggest).text);
}

/* What a stage may not contain has been reported, and must not come into the centre. */
static void keep_sections(us_node *stage)
{
    us_node *next = NULL;
    for (us_node *value = stage->first; value != NULL; value = next) {
        next = value->next;
        const us_row *row = us_row_of(&us_shape_centre, value->key->text);
        if (row != NULL && us_row_of(&us_shape_stage, value->key->text) == NULL) {
            us_node_unlink(stage, value);
        }
    }
}

void us_stage_apply(us_load *load, us_node *root)
{
    us_node *stages = us_node_get(root, "stages");
    us_node *stage = stages != NULL ? us_node_get(stages, load->options.stage) : NULL;
    if (stage == NULL) {
        if (!load->incomplete) {
            report_unknown(load, stages);
        }
        return;
    }
    us_node_unlink(stages, stage);
    us_schema_check(load, stage, &us_shape_stage, stage->key);
    if (stage->kind == US_MAP) {
        keep_sections(stage);
        lay_over(load, root, stage);
    }
}
