/*
 * decode.c - a centre from the bytes that encode.c wrote.
 *
 * Each definition goes through the builder, as if a host gave it: whatever the bytes are, no centre
 * comes of them that a host could not have made. A centre that was read has the hash that stands
 * behind it, or the bytes are damaged.
 */
#include "base/buf.h"
#include "builder.h"
#include "later_options.h"

#include <string.h>

typedef struct decoder {
    us_reader in;
    usher_centre_builder *builder;
    usher_status status; /* of the first call that the builder refused */
} decoder;

/* Nothing more is read once something was wrong. */
static bool goes_on(const decoder *d)
{
    return d->status == USHER_OK && !d->in.failed;
}

static void keep(decoder *d, usher_status status)
{
    if (d->status == USHER_OK) {
        d->status = status;
    }
}

/* ---- numbers and texts ----------------------------------------------------------------------- */

static uint64_t take_uint(decoder *d, uint64_t max)
{
    uint64_t value = us_read_uint(&d->in);
    if (value > max) {
        d->in.failed = true;
    }
    return d->in.failed ? 0 : value;
}

static uint8_t take_byte(decoder *d)
{
    return (uint8_t)take_uint(d, UINT8_MAX);
}

static uint16_t take_short(decoder *d)
{
    return (uint16_t)take_uint(d, UINT16_MAX);
}

static uint32_t take_word(decoder *d)
{
    return (uint32_t)take_uint(d, UINT32_MAX);
}

/* A text where it lies; "" when something is wrong. */
static const char *take_text(decoder *d)
{
    uint64_t size = take_uint(d, SIZE_MAX - 1);
    const char *text = (const char *)us_read_bytes(&d->in, (size_t)size + 1);
    if (text == NULL || memchr(text, '\0', (size_t)size + 1) != text + size) {
        d->in.failed = true;
        return "";
    }
    return text;
}

/* ---- definitions ----------------------------------------------------------------------------- */

/* In ascending order, and none that has its default: so there is one form of all. */
static void take_later_options(decoder *d, usher_routing_options *options)
{
    const usher_routing_options usual = USHER_ROUTING_OPTIONS_INIT;
    uint32_t last = 0;
    uint32_t which;
    while ((which = take_word(d)) != 0 && goes_on(d)) {
        int64_t value = us_read_int(&d->in);
        bool known = which > last && us_set_later_option(options, which, value);
        if (!known || value == us_later_option(&usual, which)) {
            d->in.failed = true;
        }
        last = which;
    }
}

static void take_options(decoder *d)
{
    usher_routing_options options = USHER_ROUTING_OPTIONS_INIT;
    uint8_t *const words[] = { &options.buffer_rounding,
                               &options.while_busy_default,
                               &options.priority_scope,
                               &options.delay_clock,
                               &options.handled,
                               &options.after_miss,
                               &options.age_adjustment,
                               &options.same_agent_twice,
                               &options.slots_with_next_status };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const uint8_t *word = us_read_bytes(&d->in, 1);
        *words[i] = word != NULL ? *word : 0;
    }
    options.reoffer_after = us_read_int(&d->in);
    options.clear_missed_after = us_read_int(&d->in);
    options.presentation_limit = us_read_int(&d->in);
    options.agent_queue_max = take_word(d);
    options.transfers_max = take_word(d);
    take_later_options(d, &options);
    if (goes_on(d)) {
        keep(d, usher_centre_set_options(d->builder, &options));
    }
}

static void take_channel(decoder *d)
{
    usher_channel_def def = USHER_CHANNEL_DEF_INIT;
    def.name = take_text(d);
    def.like = take_byte(d);
    def.ring = us_read_int(&d->in);
    def.live_max = take_word(d);
    if (goes_on(d)) {
        keep(d, usher_centre_add_channel(d->builder, &def, NULL));
    }
}

static void take_status(decoder *d)
{
    usher_agent_status_def def = USHER_AGENT_STATUS_DEF_INIT;
    def.name = take_text(d);
    def.kind = take_byte(d);
    if (goes_on(d)) {
        keep(d, usher_centre_add_status(d->builder, &def, NULL));
    }
}

static void take_zone(decoder *d)
{
    usher_zone_def def = USHER_ZONE_DEF_INIT;
    def.name = take_text(d);
    def.data_size = (size_t)take_uint(d, USHER_ZONE_DATA_MAX);
    def.data = us_read_bytes(&d->in, def.data_size);
    if (goes_on(d)) {
        keep(d, usher_centre_add_zone(d->builder, &def));
    }
}

/* Spans into room for USHER_HOURS_SPANS_MAX; how many. */
static size_t take_spans(decoder *d, usher_hours_span *spans)
{
    size_t count = (size_t)take_uint(d, USHER_HOURS_SPANS_MAX);
    for (size_t i = 0; i < count; i++) {
        spans[i].day = take_byte(d);
        spans[i].from = take_short(d);
        spans[i].until = take_short(d);
    }
    return count;
}

static usher_date take_date(decoder *d)
{
    usher_date date;
    date.year = take_short(d);
    date.month = take_byte(d);
    date.day = take_byte(d);
    return date;
}

static int8_t take_signed_byte(decoder *d)
{
    int64_t value = us_read_int(&d->in);
    if (value < INT8_MIN || value > INT8_MAX) {
        d->in.failed = true;
    }
    return d->in.failed ? 0 : (int8_t)value;
}

static void take_override(decoder *d, usher_hours_ref hours)
{
    usher_hours_span spans[USHER_HOURS_SPANS_MAX];
    usher_override_def def = USHER_OVERRIDE_DEF_INIT;
    def.name = take_text(d);
    def.type = take_byte(d);
    def.repeat = take_byte(d);
    def.interval = take_byte(d);
    def.month = take_byte(d);
    def.month_day = take_signed_byte(d);
    def.occurrence = take_signed_byte(d);
    def.from = take_date(d);
    def.till = take_date(d);
    def.spans = spans;
    def.spans_count = take_spans(d, spans);
    if (goes_on(d)) {
        keep(d, usher_centre_add_override(d->builder, hours, &def));
    }
}

static void take_hours(decoder *d)
{
    usher_hours_span spans[USHER_HOURS_SPANS_MAX];
    usher_hours_closed closed[USHER_HOURS_OVERRIDES_MAX];
    usher_hours_def def = USHER_HOURS_DEF_INIT;
    usher_hours_ref hours = { 0 };
    def.name = take_text(d);
    def.zone = take_text(d);
    def.zone = def.zone[0] != '\0' ? def.zone : NULL;
    def.spans = spans;
    def.spans_count = take_spans(d, spans);
    def.closed = closed;
    def.closed_count = (size_t)take_uint(d, USHER_HOURS_OVERRIDES_MAX);
    for (size_t i = 0; i < def.closed_count; i++) {
        closed[i].name = take_text(d);
        closed[i].name = closed[i].name[0] != '\0' ? closed[i].name : NULL;
        closed[i].year = take_short(d);
        closed[i].month = take_byte(d);
        closed[i].day = take_byte(d);
    }
    if (goes_on(d)) {
        keep(d, usher_centre_add_hours(d->builder, &def, &hours));
    }
    uint64_t overrides = take_uint(d, USHER_HOURS_OVERRIDES_MAX);
    for (uint64_t i = 0; i < overrides && goes_on(d); i++) {
        take_override(d, hours);
    }
}

/* The parents of all hours that were taken. */
static void take_parents(decoder *d)
{
    usher_hours_ref hours = { 1 };
    for (; hours.v <= d->builder->centre->hours_count && goes_on(d); hours.v++) {
        uint64_t count = take_uint(d, USHER_HOURS_PARENTS_MAX);
        for (uint64_t i = 0; i < count && goes_on(d); i++) {
            usher_hours_ref parent = { (uint32_t)take_uint(d, UINT32_MAX - 1) + 1 };
            if (goes_on(d)) {
                keep(d, usher_centre_add_parent(d->builder, hours, parent));
            }
        }
    }
}

/* In ascending order, and none that is 0: so there is one form of all. */
static void take_rules(decoder *d, us_queue_rules *rules)
{
    uint32_t last = 0;
    uint32_t which;
    while ((which = take_word(d)) != 0 && goes_on(d)) {
        int64_t value = us_read_int(&d->in);
        if (which <= last || value == 0 || !us_set_queue_rule(rules, which, value)) {
            d->in.failed = true;
        }
        last = which;
    }
}

static void take_queue(decoder *d)
{
    us_queue_rules rules = { 0 };
    usher_queue_def def = USHER_QUEUE_DEF_INIT;
    def.name = take_text(d);
    def.display = take_text(d);
    def.max_contacts = take_word(d);
    def.offers = take_word(d);
    def.hours.v = take_word(d);
    def.service_level = us_read_int(&d->in);
    uint64_t flags = take_uint(d, US_QUEUE_DISABLED | US_QUEUE_RULES_FOLLOW);
    def.disabled = (flags & US_QUEUE_DISABLED) != 0;
    if ((flags & US_QUEUE_RULES_FOLLOW) != 0) {
        take_rules(d, &rules);
        d->in.failed = d->in.failed || !us_queue_has_rules(&rules);
    }
    def.longest_wait = rules.longest_wait;
    def.overflow_queue.v = rules.overflow_queue;
    def.overflow_end = rules.overflow_end;
    def.join_needs = rules.join_needs;
    def.stay_needs = rules.stay_needs;
    if (goes_on(d)) {
        keep(d, usher_centre_add_queue(d->builder, &def, NULL));
    }
}

static void take_entry(decoder *d, usher_profile_ref profile)
{
    usher_entry_def def = USHER_ENTRY_DEF_INIT;
    uint32_t line = take_word(d);
    def.queue.v = us_line_queue_index(line) + 1;
    def.channel = (usher_channel)(line & (US_LINES_PER_QUEUE - 1));
    def.priority = take_byte(d);
    def.delay = us_read_int(&d->in);
    if (goes_on(d)) {
        keep(d, usher_centre_add_entry(d->builder, profile, &def));
    }
}

static void take_profile(decoder *d)
{
    usher_profile_def def = USHER_PROFILE_DEF_INIT;
    usher_profile_ref profile = { 0 };
    def.name = take_text(d);
    def.availability_timer = take_byte(d);
    def.outbound_queue.v = take_word(d);
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        def.max[channel] = take_short(d);
        def.while_busy[channel] = take_byte(d);
    }
    if (goes_on(d)) {
        keep(d, usher_centre_add_profile(d->builder, &def, &profile));
    }
    uint64_t entries = take_uint(d, USHER_ENTRIES_MAX);
    for (uint64_t i = 0; i < entries && goes_on(d); i++) {
        take_entry(d, profile);
    }
}

static void take_agent(decoder *d)
{
    usher_agent_def def = USHER_AGENT_DEF_INIT;
    def.name = take_text(d);
    def.device = take_text(d);
    uint32_t profile = take_word(d);
    def.profile.v = profile < UINT32_MAX ? profile + 1 : 0;
    const char *group = take_text(d);
    for (uint32_t i = 0; group[0] != '\0'; i++) {
        if (i == USHER_GROUP_LEVELS) {
            d->in.failed = true;
            return;
        }
        def.group[i] = group;
        group = take_text(d);
    }
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        def.acw[channel] = us_read_int(&d->in);
    }
    def.auto_accept = take_byte(d);
    def.tag = take_uint(d, UINT64_MAX);
    if (goes_on(d)) {
        keep(d, usher_centre_add_agent(d->builder, &def));
    }
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* A list: how many, then each. No more is promised than there can be: each takes a byte. */
static void take_all(decoder *d, void (*take)(decoder *d))
{
    uint64_t count = take_uint(d, d->in.size - d->in.at);
    for (uint64_t i = 0; i < count && goes_on(d); i++) {
        take(d);
    }
}

static void take_centre(decoder *d)
{
    const char *name = take_text(d);
    const char *zone = take_text(d);
    if (goes_on(d)) {
        keep(d, usher_centre_set_name(d->builder, name[0] != '\0' ? name : NULL, zone));
    }
    take_options(d);
    take_all(d, take_channel);
    take_all(d, take_status);
    take_all(d, take_zone);
    take_all(d, take_hours);
    take_parents(d);
    take_all(d, take_queue);
    take_all(d, take_profile);
    take_all(d, take_agent);
}

/* What the builder refuses is damage; only memory may be short without. */
static usher_status finish(decoder *d, usher_centre **out)
{
    usher_centre *made = NULL;
    uint64_t hash = us_read_fixed32(&d->in);
    hash |= (uint64_t)us_read_fixed32(&d->in) << 32;
    if (goes_on(d) && d->in.at == d->in.size) {
        keep(d, usher_centre_build(d->builder, &made));
    } else {
        keep(d, USHER_ERR_CORRUPT);
    }
    if (d->status == USHER_OK && usher_centre_hash(made) != hash) {
        usher_centre_unref(made);
        return USHER_ERR_CORRUPT;
    }
    if (d->status == USHER_OK) {
        *out = made;
    }
    return d->status == USHER_OK || d->status == USHER_ERR_NOMEM ? d->status : USHER_ERR_CORRUPT;
}

usher_status usher_centre_decode(const void *bytes, size_t size, const usher_mem *mem,
                                 usher_centre **out)
{
    if (bytes == NULL || out == NULL) {
        return USHER_ERR_INVALID;
    }
    decoder d = { .in = { bytes, size, 0, false }, .status = USHER_OK };
    uint64_t format = us_read_uint(&d.in);
    if (d.in.failed || format != US_CENTRE_FORMAT) {
        return d.in.failed || format == 0 ? USHER_ERR_CORRUPT : USHER_ERR_VERSION;
    }
    usher_status status = usher_centre_builder_new(mem, &d.builder);
    if (status != USHER_OK) {
        return status;
    }
    take_centre(&d);
    status = finish(&d, out);
    usher_centre_builder_free(d.builder);
    return status;
}
