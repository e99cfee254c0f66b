/*
 * define_hours.c - zones, hours, their overrides and parents: each call checks, stores, or refuses
 * with a reason.
 *
 * A closed day becomes an override in front of the others: CLOSED all day, yearly on its date, in
 * one year or in all of them. So who asks when hours are open sees overrides only.
 */
#include "builder.h"
#include "civil.h"

#include <string.h>

enum { YEAR_MAX = 9999 };

/* A copy of `count` items; NULL for none or without memory. */
static void *copy_items(usher_centre *centre, const void *items, size_t count, size_t item_size)
{
    void *block = count > 0 ? us_mem_resize(&centre->mem, NULL, 0, count * item_size) : NULL;
    if (block != NULL) {
        memcpy(block, items, count * item_size);
    }
    return block;
}

static us_hours *find_hours(usher_centre_builder *builder, usher_hours_ref ref)
{
    usher_centre *centre = builder->centre;
    return ref.v > 0 && ref.v <= centre->hours_count ? &centre->hours[ref.v - 1] : NULL;
}

void us_hours_free_overrides(us_mem *mem, us_hours *hours)
{
    for (uint32_t i = 0; i < hours->overrides_count; i++) {
        us_override *override = &hours->overrides[i];
        us_mem_free(mem, override->spans, override->def.spans_count * sizeof *override->spans);
    }
    us_mem_free(mem, hours->overrides, hours->overrides_capacity * sizeof *hours->overrides);
}

/* ---- zones ----------------------------------------------------------------------------------- */

bool usher_centre_has_zone(const usher_centre_builder *builder, const char *name)
{
    return builder->centre != NULL && name != NULL && us_centre_zone(builder->centre, name) != NULL;
}

static usher_status check_zone(usher_centre_builder *builder, const usher_zone_def *def)
{
    usher_status status =
        us_builder_check_new_name(builder, &builder->centre->zone_names, "time zone", def->name);
    if (status == USHER_OK && def->data_size > USHER_ZONE_DATA_MAX) {
        return us_builder_refuse(builder, USHER_ERR_LIMIT, "time zone", def->name,
                                 "has more than 65536 bytes");
    }
    if (status == USHER_OK && def->data == NULL) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "time zone", def->name, "has no data");
    }
    return status;
}

/* Keeps name and bytes with the centre. On failure the shifts are the caller's to free. */
static usher_status enter_zone(usher_centre_builder *builder, const usher_zone_def *def,
                               const us_zone *zone)
{
    usher_centre *centre = builder->centre;
    usher_status status = us_builder_grow(builder, (void **)&centre->zones, &centre->zones_capacity,
                                          centre->zones_count, sizeof *centre->zones);
    if (status != USHER_OK) {
        return status;
    }
    const char *data = us_centre_text(centre, def->data, def->data_size);
    const char *name = data != NULL ? us_builder_copy(builder, def->name) : NULL;
    status = us_builder_enter(builder, &centre->zone_names, name);
    if (status == USHER_OK) {
        centre->zones[centre->zones_count++] =
            (us_named_zone){ name, (const uint8_t *)data, def->data_size, *zone };
    }
    return status;
}

usher_status usher_centre_add_zone(usher_centre_builder *builder, const usher_zone_def *def)
{
    usher_status status =
        us_builder_begin(builder, def, def != NULL ? def->size : 0, sizeof *def, "a time zone");
    if (status == USHER_OK) {
        status = check_zone(builder, def);
    }
    if (status != USHER_OK) {
        return status;
    }
    us_mem *mem = &builder->centre->mem;
    us_zone zone;
    const char *why;
    status = us_zone_read(mem, def->data, def->data_size, &zone, &why);
    if (status != USHER_OK) {
        return status == USHER_ERR_NOMEM
                   ? us_builder_no_memory(builder)
                   : us_builder_refuse(builder, status, "time zone", def->name, why);
    }
    status = enter_zone(builder, def, &zone);
    if (status != USHER_OK) {
        us_zone_free(mem, &zone);
    }
    return status;
}

/* ---- hours ----------------------------------------------------------------------------------- */

static bool spans_are_good(const usher_hours_span *spans, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (spans[i].day > 6 || spans[i].from >= spans[i].until || spans[i].until > 1440) {
            return false;
        }
    }
    return true;
}

static usher_status check_closed(usher_centre_builder *builder, const usher_hours_def *def)
{
    if (def->closed_count > USHER_HOURS_OVERRIDES_MAX) {
        return us_builder_refuse(builder, USHER_ERR_LIMIT, "hours", def->name,
                                 "have more than 50 closed days");
    }
    for (size_t i = 0; i < def->closed_count; i++) {
        const usher_hours_closed *closed = &def->closed[i];
        if (closed->name != NULL &&
            us_builder_check_name(builder, "a closed day", closed->name) != USHER_OK) {
            return USHER_ERR_INVALID;
        }
        if (closed->month < 1 || closed->month > 12 || closed->day < 1 || closed->day > 31) {
            return us_builder_refuse(builder, USHER_ERR_INVALID, "hours", def->name,
                                     "are closed on a day that is none");
        }
    }
    return USHER_OK;
}

static usher_status check_hours(usher_centre_builder *builder, const usher_hours_def *def)
{
    if (def->spans_count > USHER_HOURS_SPANS_MAX) {
        return us_builder_refuse(builder, USHER_ERR_LIMIT, "hours", def->name,
                                 "have more than 100 spans");
    }
    if (!spans_are_good(def->spans, def->spans_count)) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "hours", def->name,
                                 "have a span that ends before it begins");
    }
    if (def->zone != NULL &&
        us_builder_check_name(builder, "the time zone", def->zone) != USHER_OK) {
        return USHER_ERR_INVALID;
    }
    return check_closed(builder, def);
}

/* A closed day as an override: on this day of this month, in one year or in all. */
static us_override closed_override(const usher_hours_closed *closed)
{
    us_override override = { .def = USHER_OVERRIDE_DEF_INIT, .till = INT64_MAX };
    uint16_t year = closed->year > 0 ? closed->year : 1;
    override.def.name = closed->name;
    override.def.type = USHER_OVERRIDE_CLOSED;
    override.def.repeat = USHER_REPEAT_YEARLY;
    override.def.month = closed->month;
    override.def.month_day = (int8_t)closed->day;
    override.def.from = (usher_date){ year, 1, 1 };
    override.from = us_civil_day(year, 1, 1);
    if (closed->year > 0) {
        override.till = us_civil_day(year, 12, 31);
    }
    return override;
}

/* Copies names of closed days, and makes overrides of them. False without memory. */
static bool fill_closed(usher_centre_builder *builder, const usher_hours_def *def, us_hours *hours)
{
    for (uint32_t i = 0; i < hours->closed_count; i++) {
        const char *name = def->closed[i].name != NULL ? def->closed[i].name : "";
        hours->closed[i].name = us_builder_copy(builder, name);
        if (hours->closed[i].name == NULL) {
            return false;
        }
        hours->overrides[hours->overrides_count++] = closed_override(&hours->closed[i]);
    }
    return true;
}

/* On failure the blocks in `hours` are the caller's to free. */
static usher_status fill_hours(usher_centre_builder *builder, const usher_hours_def *def,
                               us_hours *hours)
{
    usher_centre *centre = builder->centre;
    *hours = (us_hours){ .spans_count = (uint32_t)def->spans_count,
                         .closed_count = (uint32_t)def->closed_count };
    hours->name = us_builder_copy(builder, def->name);
    hours->zone = def->zone != NULL ? us_builder_copy(builder, def->zone) : "";
    hours->spans = copy_items(centre, def->spans, def->spans_count, sizeof *def->spans);
    hours->closed = copy_items(centre, def->closed, def->closed_count, sizeof *def->closed);
    bool complete = hours->name != NULL && hours->zone != NULL &&
                    (hours->spans != NULL || def->spans_count == 0) &&
                    (hours->closed != NULL || def->closed_count == 0);
    if (complete && def->closed_count > 0) {
        complete = us_mem_grow(&centre->mem, (void **)&hours->overrides, &hours->overrides_capacity,
                               hours->closed_count, sizeof *hours->overrides) == USHER_OK;
    }
    if (!complete || !fill_closed(builder, def, hours)) {
        return us_builder_no_memory(builder);
    }
    return us_builder_enter(builder, &centre->hours_names, hours->name);
}

usher_status usher_centre_add_hours(usher_centre_builder *builder, const usher_hours_def *def,
                                    usher_hours_ref *out)
{
    usher_status status =
        us_builder_begin(builder, def, def != NULL ? def->size : 0, sizeof *def, "hours");
    if (status == USHER_OK) {
        status =
            us_builder_check_new_name(builder, &builder->centre->hours_names, "hours", def->name);
    }
    if (status == USHER_OK) {
        status = check_hours(builder, def);
    }
    if (status != USHER_OK) {
        return status;
    }
    usher_centre *centre = builder->centre;
    status = us_builder_grow(builder, (void **)&centre->hours, &centre->hours_capacity,
                             centre->hours_count, sizeof *centre->hours);
    if (status != USHER_OK) {
        return status;
    }
    us_hours hours;
    status = fill_hours(builder, def, &hours);
    if (status != USHER_OK) {
        us_mem_free(&centre->mem, hours.spans, def->spans_count * sizeof *hours.spans);
        us_mem_free(&centre->mem, hours.closed, def->closed_count * sizeof *hours.closed);
        us_hours_free_overrides(&centre->mem, &hours);
        return status;
    }
    centre->hours[centre->hours_count++] = hours;
    if (out != NULL) {
        out->v = centre->hours_count;
    }
    return USHER_OK;
}

/* ---- overrides ------------------------------------------------------------------------------- */

static bool is_date(usher_date date)
{
    return date.year >= 1 && date.year <= YEAR_MAX && date.month >= 1 && date.month <= 12 &&
           date.day >= 1 && date.day <= us_civil_month_days(date.year, date.month);
}

static int64_t day_of(usher_date date)
{
    return us_civil_day(date.year, date.month, date.day);
}

/* Which days: NULL, or what is wrong with them. */
static const char *check_dates(const usher_override_def *def)
{
    bool has_end = def->till.year != 0;
    if (!is_date(def->from) || (has_end && !is_date(def->till))) {
        return "has a date that is none";
    }
    if (!has_end && def->repeat == USHER_REPEAT_NONE) {
        return "does not repeat and has no last day";
    }
    return has_end && day_of(def->till) < day_of(def->from) ? "ends before it begins" : NULL;
}

/* A day that no year has, such as April 31. February 29 is one that some have. */
static bool never_comes(const usher_override_def *def)
{
    uint32_t month = def->month > 0 ? def->month : def->from.month;
    return def->repeat == USHER_REPEAT_YEARLY && def->month_day > 0 &&
           (uint32_t)def->month_day > us_civil_month_days(2000, month);
}

/* How it comes back: NULL, or what is wrong with that. */
static const char *check_repetition(const usher_override_def *def)
{
    bool in_month = def->month_day != 0 || def->occurrence != 0;
    if (def->repeat > USHER_REPEAT_YEARLY || def->interval < 1 ||
        def->interval > USHER_REPEAT_INTERVAL_MAX || def->month > 12 || def->month_day < -1 ||
        def->month_day > 31 || def->occurrence < -1 || def->occurrence > 4) {
        return "has a value out of range";
    }
    if ((def->repeat == USHER_REPEAT_NONE && def->interval > 1) ||
        (def->repeat != USHER_REPEAT_YEARLY && def->month > 0) ||
        (def->repeat < USHER_REPEAT_MONTHLY && in_month)) {
        return "has a value that does not go with how it repeats";
    }
    if (def->month_day != 0 && def->occurrence != 0) {
        return "is on a day of the month and on a weekday of it";
    }
    if (def->occurrence != 0 && def->spans_count == 0) {
        return "is on a weekday of the month, but no span tells which";
    }
    return never_comes(def) ? "is on a day that no year has" : NULL;
}

/* Is this name taken by an override or closed day of these hours? */
static bool name_is_taken(const us_hours *hours, const char *name)
{
    for (uint32_t i = 0; i < hours->overrides_count; i++) {
        if (strcmp(hours->overrides[i].def.name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* NULL, or what is wrong with an override of a good name. */
static const char *check_override_values(const us_hours *hours, const usher_override_def *def)
{
    if (name_is_taken(hours, def->name)) {
        return "is defined twice";
    }
    if (def->type > USHER_OVERRIDE_CLOSED) {
        return "is of no known type";
    }
    if (!spans_are_good(def->spans, def->spans_count)) {
        return "has a span that ends before it begins";
    }
    const char *why = check_dates(def);
    return why != NULL ? why : check_repetition(def);
}

static usher_status check_override(usher_centre_builder *builder, const us_hours *hours,
                                   const usher_override_def *def)
{
    usher_status status = us_builder_check_name(builder, "an override", def->name);
    if (status != USHER_OK) {
        return status;
    }
    if (def->spans_count > USHER_HOURS_SPANS_MAX) {
        return us_builder_refuse(builder, USHER_ERR_LIMIT, "override", def->name,
                                 "has more than 100 spans");
    }
    const char *why = check_override_values(hours, def);
    if (why != NULL) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "override", def->name, why);
    }
    if (hours->overrides_count == USHER_HOURS_OVERRIDES_MAX) {
        return us_builder_refuse(builder, USHER_ERR_LIMIT, "override", def->name,
                                 "is one too many: hours have 50 at most, closed days included");
    }
    return USHER_OK;
}

usher_status usher_centre_add_override(usher_centre_builder *builder, usher_hours_ref ref,
                                       const usher_override_def *def)
{
    usher_status status =
        us_builder_begin(builder, def, def != NULL ? def->size : 0, sizeof *def, "an override");
    if (status != USHER_OK) {
        return status;
    }
    us_hours *hours = find_hours(builder, ref);
    if (hours == NULL) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "an override", NULL,
                                 "belongs to no hours");
    }
    status = check_override(builder, hours, def);
    if (status == USHER_OK) {
        status = us_builder_grow(builder, (void **)&hours->overrides, &hours->overrides_capacity,
                                 hours->overrides_count, sizeof *hours->overrides);
    }
    if (status != USHER_OK) {
        return status;
    }
    us_override override = { .def = *def, .from = day_of(def->from), .till = INT64_MAX };
    override.till = def->till.year != 0 ? day_of(def->till) : override.till;
    override.def.name = us_builder_copy(builder, def->name);
    if (override.def.name != NULL && def->spans_count > 0) {
        override.spans =
            copy_items(builder->centre, def->spans, def->spans_count, sizeof *def->spans);
    }
    if (override.def.name == NULL || (override.spans == NULL && def->spans_count > 0)) {
        return us_builder_no_memory(builder);
    }
    override.def.spans = override.spans;
    hours->overrides[hours->overrides_count++] = override;
    return USHER_OK;
}

/* ---- parents --------------------------------------------------------------------------------- */

/* NULL, or why these two cannot be child and parent. */
static const char *check_parent(const us_hours *child, const us_hours *parent, uint32_t index)
{
    for (uint32_t i = 0; i < child->parents_count; i++) {
        if (child->parents[i] == index) {
            return "have the same parent twice";
        }
    }
    if (child == parent) {
        return "cannot be their own parent";
    }
    if (child->is_parent) {
        return "are a parent, and cannot have one";
    }
    return parent->parents_count > 0 ? "have a parent that has a parent itself" : NULL;
}

usher_status usher_centre_add_parent(usher_centre_builder *builder, usher_hours_ref ref,
                                     usher_hours_ref parent_ref)
{
    usher_status status = us_builder_begin(builder, builder, 0, 0, "hours");
    if (status != USHER_OK) {
        return status;
    }
    us_hours *child = find_hours(builder, ref);
    us_hours *parent = find_hours(builder, parent_ref);
    if (child == NULL || parent == NULL) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "a parent", NULL,
                                 "or its child are no hours");
    }
    const char *why = check_parent(child, parent, parent_ref.v - 1);
    if (why != NULL) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "hours", child->name, why);
    }
    if (child->parents_count == USHER_HOURS_PARENTS_MAX) {
        return us_builder_refuse(builder, USHER_ERR_LIMIT, "hours", child->name,
                                 "have more than 3 parents");
    }
    child->parents[child->parents_count++] = parent_ref.v - 1;
    parent->is_parent = true;
    return USHER_OK;
}
