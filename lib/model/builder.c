/*
 * builder.c - the life of a builder, its way of saying no, and the centre as a whole.
 *
 * The definitions themselves are define.c's. Here: what they share, and what is derived when the
 * centre is built: entries in order, cross-channel rules resolved, and who serves each line.
 */
#include "builder.h"

#include <string.h>

/* ---- saying no ------------------------------------------------------------------------------- */

static void append(char *buffer, size_t capacity, const char *text)
{
    size_t used = strlen(buffer);
    size_t size = strlen(text);
    if (size > capacity - 1 - used) {
        size = capacity - 1 - used;
    }
    memcpy(buffer + used, text, size);
    buffer[used + size] = '\0';
}

/* Refuses: "<what> `<name>` <why>"; name may be NULL. */
usher_status us_builder_refuse(usher_centre_builder *builder, usher_status status, const char *what,
                               const char *name, const char *why)
{
    builder->reason[0] = '\0';
    append(builder->reason, sizeof builder->reason, what);
    if (name != NULL) {
        append(builder->reason, sizeof builder->reason, " `");
        append(builder->reason, sizeof builder->reason, name);
        append(builder->reason, sizeof builder->reason, "`");
    }
    append(builder->reason, sizeof builder->reason, " ");
    append(builder->reason, sizeof builder->reason, why);
    return status;
}

usher_status us_builder_no_memory(usher_centre_builder *builder)
{
    return us_builder_refuse(builder, USHER_ERR_NOMEM, "the centre", NULL,
                             "does not fit into memory");
}

/* Every definition begins here: is the builder usable, is the struct ours? */
usher_status us_builder_begin(usher_centre_builder *builder, const void *def, size_t size,
                              size_t wanted, const char *what)
{
    builder->reason[0] = '\0';
    if (builder->centre == NULL) {
        return us_builder_refuse(builder, USHER_ERR_STATE, "the builder", NULL, "is spent");
    }
    if (def == NULL || size != wanted) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, what, NULL,
                                 "is not a struct of this version");
    }
    return USHER_OK;
}

/* ---- names and arrays ------------------------------------------------------------------------ */

usher_status us_builder_check_name(usher_centre_builder *builder, const char *what,
                                   const char *name)
{
    if (name == NULL || *name == '\0') {
        return us_builder_refuse(builder, USHER_ERR_INVALID, what, NULL, "has no name");
    }
    if (strlen(name) > USHER_NAME_MAX) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, what, name,
                                 "has a name longer than 127 bytes");
    }
    if (!us_utf8_valid(name)) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, what, NULL,
                                 "has a name that is not UTF-8");
    }
    return USHER_OK;
}

usher_status us_builder_check_new_name(usher_centre_builder *builder, const us_names *names,
                                       const char *what, const char *name)
{
    usher_status status = us_builder_check_name(builder, what, name);
    uint32_t taken;
    if (status == USHER_OK && us_names_find(names, name, strlen(name), &taken)) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, what, name, "is defined twice");
    }
    return status;
}

const char *us_builder_copy(usher_centre_builder *builder, const char *text)
{
    return us_centre_text(builder->centre, text, strlen(text));
}

/* Room for one more item of an array of the centre. */
usher_status us_builder_grow(usher_centre_builder *builder, void **items, uint32_t *capacity,
                             uint32_t count, size_t item_size)
{
    usher_status status = us_mem_grow(&builder->centre->mem, items, capacity, count + 1, item_size);
    return status == USHER_OK ? status : us_builder_no_memory(builder);
}

/* Enters a name that was copied already. The last step before a definition counts. */
usher_status us_builder_enter(usher_centre_builder *builder, us_names *names, const char *name)
{
    if (name == NULL ||
        us_names_add(names, &builder->centre->mem, name, strlen(name)) != USHER_OK) {
        return us_builder_no_memory(builder);
    }
    return USHER_OK;
}

/* ---- life ------------------------------------------------------------------------------------ */

static usher_status add_built_in_statuses(usher_centre_builder *builder)
{
    usher_agent_status_ref ref;
    usher_agent_status_def available = { sizeof available, "Available", USHER_STATUS_ROUTABLE };
    usher_agent_status_def offline = { sizeof offline, "Offline", USHER_STATUS_OFFLINE };
    usher_status status = usher_centre_add_status(builder, &available, &ref);
    return status == USHER_OK ? usher_centre_add_status(builder, &offline, &ref) : status;
}

usher_status usher_centre_builder_new(const usher_mem *host, usher_centre_builder **out)
{
    if (out == NULL) {
        return USHER_ERR_INVALID;
    }
    us_mem mem;
    us_mem_init(&mem, host);
    usher_centre_builder *builder = us_mem_zero(&mem, sizeof *builder);
    if (builder == NULL) {
        return USHER_ERR_NOMEM;
    }
    builder->mem = mem;
    builder->centre = us_centre_new(host);
    if (builder->centre == NULL || add_built_in_statuses(builder) != USHER_OK) {
        usher_centre_builder_free(builder);
        return USHER_ERR_NOMEM;
    }
    *out = builder;
    return USHER_OK;
}

void usher_centre_builder_free(usher_centre_builder *builder)
{
    if (builder == NULL) {
        return;
    }
    usher_centre_unref(builder->centre);
    us_mem mem = builder->mem;
    us_mem_free(&mem, builder, sizeof *builder);
}

const char *usher_centre_builder_error(const usher_centre_builder *builder)
{
    return builder->reason;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool entry_before(const us_entry *a, const us_entry *b)
{
    return a->priority != b->priority ? a->priority < b->priority : a->order < b->order;
}

/* Best priority first, then as added: 50 entries at most, so by insertion. */
static void sort_entries(us_profile *profile)
{
    for (uint32_t i = 1; i < profile->entries_count; i++) {
        us_entry entry = profile->entries[i];
        uint32_t at = i;
        for (; at > 0 && entry_before(&entry, &profile->entries[at - 1]); at--) {
            profile->entries[at] = profile->entries[at - 1];
        }
        profile->entries[at] = entry;
    }
}

/* Sorted: the first and the last entry have the extremes of the priority. */
static bool is_even(const us_profile *profile)
{
    bool even =
        profile->entries_count > 0 &&
        profile->entries[0].priority == profile->entries[profile->entries_count - 1].priority;
    for (uint32_t i = 0; i < profile->entries_count; i++) {
        even &= profile->entries[i].delay == 0;
    }
    return even;
}

static void resolve_profile(const usher_centre *centre, us_profile *profile)
{
    sort_entries(profile);
    profile->even = is_even(profile);
    profile->any = 0;
    for (uint32_t channel = 0; channel < centre->channels_count; channel++) {
        uint8_t word = profile->while_busy[channel] != USHER_WHILE_BUSY_DEFAULT
                           ? profile->while_busy[channel]
                           : centre->options.while_busy_default;
        if (profile->max[channel] > 0 && word == USHER_WHILE_BUSY_ANY) {
            profile->any |= (uint8_t)(1u << channel);
        }
    }
}

/* Lists who serves each line: counts, offsets, then the places, in the order of the profiles. */
static void list_servers(usher_centre *centre)
{
    uint32_t *from = centre->servers_from;
    for (uint32_t p = 0; p < centre->profiles_count; p++) {
        for (uint32_t i = 0; i < centre->profiles[p].entries_count; i++) {
            from[centre->profiles[p].entries[i].line + 1]++;
        }
    }
    for (uint32_t line = 0; line < centre->lines_count; line++) {
        from[line + 1] += from[line];
    }
    for (uint32_t p = centre->profiles_count;
         p-- > 0;) { /* from the end: each offset becomes its begin */
        for (uint32_t i = 0; i < centre->profiles[p].entries_count; i++) {
            const us_entry *entry = &centre->profiles[p].entries[i];
            centre->servers[--from[entry->line + 1]] =
                (us_server){ p, entry->priority, entry->delay };
            centre->line_delays[entry->line] |= entry->delay > 0;
            centre->watches |= entry->delay > 0;
        }
    }
    for (uint32_t line = 0; line < centre->lines_count; line++) {
        from[line] = from[line + 1];
    }
    from[centre->lines_count] = centre->servers_count;
}

/* Zones do not move any more. */
static void find_clocks(usher_centre *centre)
{
    for (uint32_t i = 0; i < centre->hours_count; i++) {
        us_hours *hours = &centre->hours[i];
        hours->local = us_centre_zone(centre, *hours->zone != '\0' ? hours->zone : centre->zone);
    }
}

/* What is not said for a cause is said for all. */
static void resolve_failures(usher_centre *centre)
{
    const usher_routing_options *o = &centre->options;
    for (uint32_t i = 0; i < USHER_FAILURES; i++) {
        const usher_failure_rule *own = &o->failures[i];
        bool usual = i != USHER_FAILURE_CANCELLED;
        uint8_t after_miss =
            own->after_miss != USHER_MISS_AS_FOR_ALL ? own->after_miss : o->after_miss;
        us_failure rule = { .clear_after = own->clear_after,
                            .reoffer_after = own->reoffer_after,
                            .counts = own->counts == USHER_COUNTS_AS_USUAL
                                          ? usual
                                          : own->counts == USHER_COUNTS_YES,
                            .to_bottom = after_miss == USHER_MISS_TO_BOTTOM };
        if (rule.clear_after == USHER_AS_FOR_ALL) {
            rule.clear_after = o->clear_missed_after;
        }
        if (rule.reoffer_after == USHER_AS_FOR_ALL) {
            rule.reoffer_after = o->reoffer_after;
        }
        centre->failures[i] = rule;
        centre->backs_off |= rule.counts && rule.reoffer_after > 0;
    }
}

/* What queues do by themselves, as far as the whole centre must know. */
static void list_rules(usher_centre *centre)
{
    for (uint32_t i = 0; i < centre->queues_count; i++) {
        const us_queue_rules *rules = &centre->queues[i].rules;
        centre->stays = centre->stays || rules->stay_needs != USHER_NEEDS_NOTHING;
        centre->needs = centre->needs || centre->stays || rules->join_needs != USHER_NEEDS_NOTHING;
        centre->watches = centre->watches || rules->longest_wait > 0;
    }
}

static usher_status derive(usher_centre *centre)
{
    us_mem *mem = &centre->mem;
    uint32_t lines = centre->queues_count << US_LINES_SHIFT;
    uint32_t servers = 0;
    for (uint32_t p = 0; p < centre->profiles_count; p++) {
        resolve_profile(centre, &centre->profiles[p]);
        servers += centre->profiles[p].entries_count;
    }
    uint32_t *from = us_mem_zero(mem, (lines + 1) * sizeof *from);
    us_server *items = servers > 0 ? us_mem_zero(mem, servers * sizeof *items) : NULL;
    bool *delays = lines > 0 ? us_mem_zero(mem, lines * sizeof *delays) : NULL;
    if (from == NULL || (items == NULL && servers > 0) || (delays == NULL && lines > 0)) {
        us_mem_free(mem, from, (lines + 1) * sizeof *from);
        us_mem_free(mem, items, servers * sizeof *items);
        us_mem_free(mem, delays, lines * sizeof *delays);
        return USHER_ERR_NOMEM;
    }
    centre->lines_count = lines;
    centre->servers_from = from;
    centre->servers = items;
    centre->servers_count = servers;
    centre->line_delays = delays;
    list_servers(centre);
    find_clocks(centre);
    resolve_failures(centre);
    list_rules(centre);
    return USHER_OK;
}

/* Known only now: a queue may overflow to one that is added after it. */
static const us_queue_def *wrong_overflow(const usher_centre *centre)
{
    for (uint32_t i = 0; i < centre->queues_count; i++) {
        uint32_t to = centre->queues[i].rules.overflow_queue;
        if (to > centre->queues_count || to == i + 1) {
            return &centre->queues[i];
        }
    }
    return NULL;
}

/* Known only now: statuses may be added after the options are set. */
static bool gone_status_fits(const usher_centre *centre)
{
    uint32_t ref = centre->options.gone_status.v;
    return ref == 0 || (ref <= centre->statuses_count &&
                        centre->statuses[ref - 1].kind != USHER_STATUS_ROUTABLE);
}

usher_status usher_centre_build(usher_centre_builder *builder, usher_centre **out)
{
    usher_status status = us_builder_begin(builder, out, 0, 0, "the centre");
    if (status != USHER_OK) {
        return status;
    }
    if (!gone_status_fits(builder->centre)) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "the option `gone_status`", NULL,
                                 "is no status, or a routable one");
    }
    const us_queue_def *wrong = wrong_overflow(builder->centre);
    if (wrong != NULL) {
        return us_builder_refuse(builder, USHER_ERR_INVALID, "queue", wrong->name,
                                 "overflows to itself, or to no queue");
    }
    if (derive(builder->centre) != USHER_OK) {
        return us_builder_no_memory(builder);
    }
    builder->centre->hash = us_centre_digest(builder->centre);
    *out = builder->centre;
    builder->centre = NULL;
    return USHER_OK;
}
