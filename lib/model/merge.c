/*
 * merge.c - the new centre on the places of the old one, definition by definition.
 *
 * Places are decided first, kind by kind; then a builder makes the centre, as any other is made.
 * Groups decide nothing and are never removed; hours are referred to by queues only, and are those
 * of the new centre.
 */
#include "merge.h"

#include "builder.h"

#include <string.h>

#define NOWHERE UINT32_MAX

/* The places of one kind of definition. */
typedef struct places {
    uint32_t *of_new;   /* by index in the new centre */
    uint32_t *from_new; /* by place: index in the new centre, or NOWHERE */
    uint32_t old_count, new_count, count;
} places;

typedef struct merger {
    us_mem mem;
    const usher_centre *old, *next;
    const us_plan *plan;
    usher_centre_builder *builder;
    places channels, statuses, queues, profiles;
} merger;

/* ---- the plan -------------------------------------------------------------------------------- */

static bool is_before(const us_removal *item, uint8_t kind, uint32_t place)
{
    return item->kind != kind ? item->kind < kind : item->place < place;
}

const us_removal *us_plan_find(const us_plan *plan, uint8_t kind, uint32_t place)
{
    uint32_t low = 0;
    uint32_t high = plan->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (is_before(&plan->items[middle], kind, place)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const us_removal *item = low < plan->count ? &plan->items[low] : NULL;
    return item != NULL && item->kind == kind && item->place == place ? item : NULL;
}

static uint8_t presence_of(const merger *m, uint8_t kind, uint32_t place)
{
    const us_removal *item = us_plan_find(m->plan, kind, place);
    return item != NULL && item->action == USHER_DRAIN ? US_IS_LEAVING : US_IS_GONE;
}

/* ---- places ---------------------------------------------------------------------------------- */

/* The reference that the old centre has for a definition of the new one; 0 = none. */
typedef uint32_t find_place(const merger *m, uint32_t index);

static uint32_t find_channel(const merger *m, uint32_t index)
{
    usher_channel at = usher_centre_find_channel(m->old, m->next->channels[index].name);
    return at != USHER_CHANNEL_NONE ? at + 1u : 0;
}

static uint32_t find_status(const merger *m, uint32_t index)
{
    return usher_centre_find_status(m->old, m->next->statuses[index].name).v;
}

static uint32_t find_queue(const merger *m, uint32_t index)
{
    return usher_centre_find_queue(m->old, m->next->queues[index].name).v;
}

static uint32_t find_profile(const merger *m, uint32_t index)
{
    return usher_centre_find_profile(m->old, m->next->profiles[index].name).v;
}

static usher_status decide_places(merger *m, places *p, uint32_t old_count, uint32_t new_count,
                                  find_place *find)
{
    size_t places_max = (size_t)old_count + new_count;
    p->old_count = old_count;
    p->new_count = new_count;
    p->count = old_count;
    p->of_new = us_mem_zero(&m->mem, (new_count + 1u) * sizeof *p->of_new);
    p->from_new = us_mem_zero(&m->mem, (places_max + 1) * sizeof *p->from_new);
    if (p->of_new == NULL || p->from_new == NULL) {
        return USHER_ERR_NOMEM;
    }
    for (size_t i = 0; i < places_max; i++) {
        p->from_new[i] = NOWHERE;
    }
    for (uint32_t i = 0; i < new_count; i++) {
        uint32_t ref = find(m, i);
        uint32_t place = ref != 0 ? ref - 1 : p->count++;
        p->of_new[i] = place;
        p->from_new[place] = i;
    }
    return USHER_OK;
}

static void forget_places(merger *m, places *p)
{
    us_mem_free(&m->mem, p->of_new, (p->new_count + 1u) * sizeof *p->of_new);
    us_mem_free(&m->mem, p->from_new,
                ((size_t)p->old_count + p->new_count + 1) * sizeof *p->from_new);
}

static usher_status decide_all_places(merger *m)
{
    const usher_centre *a = m->old;
    const usher_centre *b = m->next;
    usher_status status =
        decide_places(m, &m->channels, a->channels_count, b->channels_count, find_channel);
    if (status == USHER_OK) {
        status = decide_places(m, &m->statuses, a->statuses_count, b->statuses_count, find_status);
    }
    if (status == USHER_OK) {
        status = decide_places(m, &m->queues, a->queues_count, b->queues_count, find_queue);
    }
    if (status == USHER_OK) {
        status = decide_places(m, &m->profiles, a->profiles_count, b->profiles_count, find_profile);
    }
    return status == USHER_OK && m->channels.count > USHER_CHANNELS_MAX ? USHER_ERR_LIMIT : status;
}

/* A reference of the new centre, as it is in the merged one. */
static uint32_t ref_in(const places *p, uint32_t ref)
{
    return ref != 0 ? p->of_new[ref - 1] + 1 : 0;
}

/* ---- definitions ----------------------------------------------------------------------------- */

static usher_status merge_channels(merger *m)
{
    usher_centre *centre = m->builder->centre;
    for (uint32_t place = 0; place < m->channels.count; place++) {
        uint32_t from = m->channels.from_new[place];
        us_channel_def def = from != NOWHERE ? m->next->channels[from] : m->old->channels[place];
        def.presence = US_IS_PRESENT;
        if (from == NOWHERE) {
            def.presence = presence_of(m, USHER_CHANGE_CHANNEL, place);
            def.live_max = 0;
        }
        def.name = us_builder_copy(m->builder, def.name);
        if (def.name == NULL) {
            return USHER_ERR_NOMEM;
        }
        centre->channels[place] = def;
    }
    centre->channels_count = m->channels.count;
    return USHER_OK;
}

/* What is gone is found by nobody, but old events may still ask what it was called. */
static usher_status name_again(const merger *m, const char **name, const char *was)
{
    if ((*name)[0] == '\0') {
        *name = us_builder_copy(m->builder, was);
    }
    return *name != NULL ? USHER_OK : USHER_ERR_NOMEM;
}

/* The two built-in statuses are there already. */
static usher_status merge_statuses(merger *m)
{
    usher_status status = USHER_OK;
    for (uint32_t place = 2; status == USHER_OK && place < m->statuses.count; place++) {
        uint32_t from = m->statuses.from_new[place];
        const us_status_def *def =
            from != NOWHERE ? &m->next->statuses[from] : &m->old->statuses[place];
        uint8_t presence =
            from != NOWHERE ? US_IS_PRESENT : presence_of(m, USHER_CHANGE_STATUS, place);
        status = us_builder_append_status(m->builder, presence != US_IS_GONE ? def->name : NULL,
                                          def->kind);
        if (status == USHER_OK) {
            us_status_def *made = &m->builder->centre->statuses[place];
            made->presence = presence;
            status = name_again(m, &made->name, def->name);
        }
    }
    return status;
}

static usher_status copy_zones(merger *m)
{
    usher_status status = USHER_OK;
    usher_zone_def def = USHER_ZONE_DEF_INIT;
    for (uint32_t i = 0; status == USHER_OK && usher_centre_zone_data(m->next, i, &def); i++) {
        status = usher_centre_add_zone(m->builder, &def);
    }
    return status;
}

static usher_status copy_hours(merger *m, usher_hours_ref ref)
{
    usher_hours_def def;
    usher_override_def override;
    (void)usher_centre_hours(m->next, ref, &def);
    def.zone = def.zone[0] != '\0' ? def.zone : NULL;
    usher_status status = usher_centre_add_hours(m->builder, &def, NULL);
    for (uint32_t i = 0; status == USHER_OK && usher_centre_override(m->next, ref, i, &override);
         i++) {
        status = usher_centre_add_override(m->builder, ref, &override);
    }
    return status;
}

static usher_status copy_parents(merger *m, usher_hours_ref ref)
{
    usher_status status = USHER_OK;
    usher_hours_ref parent;
    for (uint32_t i = 0;
         status == USHER_OK && (parent = usher_centre_parent(m->next, ref, i)).v != 0; i++) {
        status = usher_centre_add_parent(m->builder, ref, parent);
    }
    return status;
}

static usher_status copy_all_hours(merger *m)
{
    usher_status status = copy_zones(m);
    for (uint32_t i = 1; status == USHER_OK && i <= m->next->hours_count; i++) {
        status = copy_hours(m, (usher_hours_ref){ i });
    }
    for (uint32_t i = 1; status == USHER_OK && i <= m->next->hours_count; i++) {
        status = copy_parents(m, (usher_hours_ref){ i });
    }
    return status;
}

static usher_status merge_queues(merger *m)
{
    usher_status status = USHER_OK;
    for (uint32_t place = 0; status == USHER_OK && place < m->queues.count; place++) {
        uint32_t from = m->queues.from_new[place];
        const us_queue_def *queue =
            from != NOWHERE ? &m->next->queues[from] : &m->old->queues[place];
        uint8_t presence =
            from != NOWHERE ? US_IS_PRESENT : presence_of(m, USHER_CHANGE_QUEUE, place);
        const us_queue_rules *rules = &queue->rules;
        uint32_t to =
            from != NOWHERE ? ref_in(&m->queues, rules->overflow_queue) : rules->overflow_queue;
        usher_queue_def def = { .name = presence != US_IS_GONE ? queue->name : NULL,
                                .display = presence != US_IS_GONE ? queue->display : NULL,
                                .max_contacts = queue->max_contacts,
                                .offers = queue->offers,
                                .hours = { from != NOWHERE ? queue->hours : 0 },
                                .service_level = queue->service_level,
                                .disabled = queue->disabled || from == NOWHERE,
                                .longest_wait = rules->longest_wait,
                                .overflow_queue = { to },
                                .overflow_end = rules->overflow_end,
                                .join_needs = rules->join_needs,
                                .stay_needs = rules->stay_needs };
        status = us_builder_append_queue(m->builder, &def);
        if (status == USHER_OK) {
            us_queue_def *made = &m->builder->centre->queues[place];
            made->presence = presence;
            status = name_again(m, &made->name, queue->name);
        }
    }
    return status;
}

/* ---- profiles -------------------------------------------------------------------------------- */

/* Slots and rules of the channels: those of the new centre, and of channels that are leaving. */
static void merge_slots(const merger *m, usher_profile_def *def, const us_profile *before,
                        const us_profile *next)
{
    for (uint32_t place = 0; place < m->channels.count; place++) {
        uint32_t from = m->channels.from_new[place];
        if (from != NOWHERE && next != NULL) {
            def->max[place] = next->max[from];
            def->while_busy[place] = next->while_busy[from];
        } else if (before != NULL && place < m->channels.old_count) {
            def->max[place] = before->max[place];
            def->while_busy[place] = before->while_busy[place];
        }
    }
}

static usher_status add_new_entries(merger *m, us_profile *profile, const us_profile *next)
{
    usher_status status = USHER_OK;
    for (uint32_t i = 0; status == USHER_OK && i < next->entries_count; i++) {
        us_entry entry = next->entries[i];
        uint32_t queue = m->queues.of_new[us_line_queue_index(entry.line)];
        entry.channel = (usher_channel)m->channels.of_new[entry.channel];
        entry.line = us_line_of(queue, entry.channel);
        status = us_builder_append_entry(m->builder, profile, entry);
    }
    return status;
}

static uint8_t presence_of_line(const merger *m, const us_entry *entry)
{
    const usher_centre *centre = m->builder->centre;
    uint8_t queue = centre->queues[us_line_queue_index(entry->line)].presence;
    uint8_t channel = centre->channels[entry->channel].presence;
    return queue > channel ? queue : channel;
}

/* What a profile served before and may not stop serving; all of it, if the profile is leaving. */
static usher_status keep_entries(merger *m, us_profile *profile, const us_profile *before)
{
    uint8_t least = profile->presence == US_IS_LEAVING ? US_IS_PRESENT : US_IS_LEAVING;
    usher_status status = USHER_OK;
    for (uint32_t i = 0; status == USHER_OK && i < before->entries_count; i++) {
        uint8_t presence = presence_of_line(m, &before->entries[i]);
        if (presence >= least && presence < US_IS_GONE) {
            status = us_builder_append_entry(m->builder, profile, before->entries[i]);
        }
    }
    return status;
}

static uint32_t outbound_queue(const merger *m, const us_profile *before, const us_profile *next)
{
    if (next != NULL) {
        return ref_in(&m->queues, next->outbound_queue);
    }
    uint32_t ref = before->outbound_queue;
    return ref != 0 && m->builder->centre->queues[ref - 1].presence != US_IS_GONE ? ref : 0;
}

static usher_status merge_profile(merger *m, uint32_t place)
{
    uint32_t from = m->profiles.from_new[place];
    const us_profile *next = from != NOWHERE ? &m->next->profiles[from] : NULL;
    const us_profile *before = place < m->old->profiles_count ? &m->old->profiles[place] : NULL;
    const us_profile *either = next != NULL ? next : before;
    uint8_t presence = next != NULL ? US_IS_PRESENT : presence_of(m, USHER_CHANGE_PROFILE, place);
    usher_profile_def def = { .name = presence != US_IS_GONE ? either->name : NULL,
                              .availability_timer = either->availability_timer,
                              .outbound_queue = { outbound_queue(m, before, next) } };
    merge_slots(m, &def, before, next);
    usher_status status = us_builder_append_profile(m->builder, &def);
    if (status != USHER_OK) {
        return status;
    }
    us_profile *profile = &m->builder->centre->profiles[place];
    profile->presence = presence;
    status = name_again(m, &profile->name, either->name);
    if (status == USHER_OK && next != NULL) {
        status = add_new_entries(m, profile, next);
    }
    bool keeps = before != NULL && presence != US_IS_GONE;
    return status == USHER_OK && keeps ? keep_entries(m, profile, before) : status;
}

/* ---- groups and agents ----------------------------------------------------------------------- */

static usher_status keep_groups(merger *m)
{
    usher_status status = USHER_OK;
    for (uint32_t i = 0; status == USHER_OK && i < m->old->groups_count; i++) {
        const us_group *group = &m->old->groups[i];
        status = us_builder_append_group(m->builder, group->parent, group->name, group->level);
    }
    return status;
}

/* What an agent has for channels that are leaving stays as it was. */
static void keep_lengths(const merger *m, const char *name, usher_agent_def *def)
{
    uint32_t index;
    if (!us_names_find(&m->old->agent_names, name, strlen(name), &index)) {
        return;
    }
    const us_agent_def *before = &m->old->agents[index];
    for (uint32_t place = 0; place < m->channels.old_count; place++) {
        if (m->builder->centre->channels[place].presence == US_IS_LEAVING) {
            def->acw[place] = before->acw[place];
            def->auto_accept |= (uint8_t)(before->auto_accept & 1u << place);
        }
    }
}

static usher_status merge_agent(merger *m, uint32_t index)
{
    usher_agent_def next;
    usher_agent_def def;
    (void)usher_centre_agent(m->next, index, &next);
    def = next;
    def.profile.v = ref_in(&m->profiles, next.profile.v);
    def.auto_accept = 0;
    memset(def.acw, 0, sizeof def.acw);
    for (uint32_t i = 0; i < m->next->channels_count; i++) {
        uint32_t place = m->channels.of_new[i];
        def.acw[place] = next.acw[i];
        def.auto_accept |= (uint8_t)((next.auto_accept >> i & 1) << place);
    }
    keep_lengths(m, next.name, &def);
    return usher_centre_add_agent(m->builder, &def);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static usher_status merge_top(merger *m)
{
    const char *name = m->next->name[0] != '\0' ? m->next->name : NULL;
    usher_routing_options options = m->next->options;
    options.gone_status.v = ref_in(&m->statuses, options.gone_status.v);
    usher_status status = usher_centre_set_name(m->builder, name, m->next->zone);
    return status == USHER_OK ? usher_centre_set_options(m->builder, &options) : status;
}

static usher_status merge_all(merger *m)
{
    static usher_status (*const parts[])(merger *) = { decide_all_places, merge_top,
                                                       merge_channels,    merge_statuses,
                                                       copy_all_hours,    merge_queues };
    usher_status status = USHER_OK;
    for (size_t i = 0; status == USHER_OK && i < sizeof parts / sizeof *parts; i++) {
        status = parts[i](m);
    }
    for (uint32_t i = 0; status == USHER_OK && i < m->profiles.count; i++) {
        status = merge_profile(m, i);
    }
    status = status == USHER_OK ? keep_groups(m) : status;
    for (uint32_t i = 0; status == USHER_OK && i < m->next->agents_count; i++) {
        status = merge_agent(m, i);
    }
    return status;
}

usher_status us_centre_merge(const usher_mem *mem, const usher_centre *old,
                             const usher_centre *next, const us_plan *plan, usher_centre **out)
{
    merger m = { .old = old, .next = next, .plan = plan };
    us_mem_init(&m.mem, mem);
    usher_status status = usher_centre_builder_new(mem, &m.builder);
    if (status == USHER_OK) {
        status = merge_all(&m);
    }
    if (status == USHER_OK) {
        status = usher_centre_build(m.builder, out);
    }
    if (status == USHER_OK) {
        (*out)->hash = next->hash;
    }
    places *const all[] = { &m.channels, &m.statuses, &m.queues, &m.profiles };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        forget_places(&m, all[i]);
    }
    usher_centre_builder_free(m.builder);
    return status;
}
