/*
 * channels.c - `channels:` and `statuses:`, the two sections with built-in names.
 *
 * Built-in channels are set before channels of the user's own are added, wherever they stand: a
 * channel without a ring window takes that of the built-in one it is like.
 */
#include "sections.h"

#include <string.h>

enum { BUILT_IN_CHANNELS = 4 };

usher_channel us_channel_find(const us_load *load, const char *name)
{
    for (usher_channel i = 0; i < load->channels_count; i++) {
        if (strcmp(load->channels[i], name) == 0) {
            return i;
        }
    }
    return USHER_CHANNEL_NONE;
}

usher_channel us_channel_refer(us_load *load, const us_node *name)
{
    usher_channel channel = us_channel_find(load, name->text);
    if (channel == USHER_CHANNEL_NONE && !load->incomplete) {
        us_suggest suggest;
        us_suggest_begin(&suggest, name->text, name->size, &load->suggest_budget);
        for (usher_channel i = 0; i < load->channels_count; i++) {
            us_suggest_try(&suggest, load->channels[i]);
        }
        us_report(load, US_CODE_UNKNOWN_CHANNEL, name, "unknown channel `%s`%s",
                  us_show_node(name).text, us_hint_of(&suggest).text);
    }
    return channel;
}

static void add_channel(us_load *load, const us_node *node)
{
    usher_channel_def def = USHER_CHANNEL_DEF_INIT;
    usher_channel channel = USHER_CHANNEL_NONE;
    def.name = node->key->text;
    def.like = (usher_channel)us_number(node, "like", USHER_VOICE);
    def.ring = us_number(node, "ring", 0);
    def.live_max = (uint32_t)us_number(node, "live_max", 0);
    if (us_load_clean(load)) {
        us_load_take(load, node->key, usher_centre_add_channel(load->builder, &def, &channel));
        us_place_keep(load, USHER_DEFINES_CHANNEL, channel, node->key);
    }
}

static void add_built_in(us_load *load, const us_node *node)
{
    const us_node *like = us_node_get(node, "like");
    if (like != NULL) {
        us_report(load, US_CODE_BUILT_IN, like->key,
                  "`%s` is built in: only a channel of your own has `like`", node->key->text);
    }
    add_channel(load, node);
}

static void add_own(us_load *load, const us_node *node)
{
    if (load->channels_count == USHER_CHANNELS_MAX) {
        us_report(load, US_CODE_TOO_MANY, node->key,
                  "a centre has at most %d channels, %d of them built in", USHER_CHANNELS_MAX,
                  BUILT_IN_CHANNELS);
        return;
    }
    load->channels[load->channels_count++] = node->key->text;
    add_channel(load, node);
}

void us_channels_read(us_load *load, const us_node *section)
{
    static const char *const built_in[BUILT_IN_CHANNELS] = { "voice", "chat", "task", "email" };
    memcpy(load->channels, built_in, sizeof built_in);
    load->channels_count = BUILT_IN_CHANNELS;
    us_places_begin(load, USHER_DEFINES_CHANNEL, USHER_CHANNELS_MAX);
    for (const us_node *node = section->first; node != NULL; node = node->next) {
        if (us_channel_find(load, node->key->text) != USHER_CHANNEL_NONE) {
            add_built_in(load, node);
        }
    }
    for (const us_node *node = section->first; node != NULL; node = node->next) {
        if (!node->key->broken && us_channel_find(load, node->key->text) == USHER_CHANNEL_NONE) {
            add_own(load, node);
        }
    }
}

/* ---- statuses -------------------------------------------------------------------------------- */

/* Is this one of the two built-in statuses? Then its kind is known. */
static bool check_built_in(us_load *load, const us_node *node)
{
    bool available = strcmp(node->key->text, "Available") == 0;
    bool offline = strcmp(node->key->text, "Offline") == 0;
    if (node->typed && (available || offline) &&
        node->number != (available ? USHER_STATUS_ROUTABLE : USHER_STATUS_OFFLINE)) {
        us_report(load, US_CODE_BUILT_IN, node, "`%s` is built in, and %s", node->key->text,
                  available ? "routable" : "offline");
    }
    return available || offline;
}

enum { OFFLINE = 2 }; /* the reference of the second built-in status */

/* One of the file's statuses by its name; a finding, and NULL, when there is none. */
static const us_node *refer_status(us_load *load, const us_node *name)
{
    const us_index *index = &load->statuses;
    const us_node *found = us_index_find(index, name->text, name->size);
    if (found != NULL || load->incomplete) {
        return found;
    }
    us_suggest suggest;
    us_suggest_begin(&suggest, name->text, name->size, &load->suggest_budget);
    us_suggest_try(&suggest, "Offline"); /* known without the file, as is `none` */
    us_suggest_try(&suggest, "none");
    for (size_t i = 0; i < index->count; i++) {
        us_suggest_try(&suggest, index->items[i]->key->text);
    }
    us_report(load, US_CODE_UNKNOWN_STATUS, name, "unknown status `%s`%s", us_show_node(name).text,
              us_hint_of(&suggest).text);
    return NULL;
}

uint32_t us_status_without_offers(us_load *load, const us_node *name)
{
    if (name == NULL || strcmp(name->text, "Offline") == 0) {
        return OFFLINE;
    }
    if (strcmp(name->text, "none") == 0) {
        return 0;
    }
    int64_t ref = 0;
    if (strcmp(name->text, "Available") != 0) {
        const us_node *found = refer_status(load, name);
        if (found == NULL) {
            return 0;
        }
        ref = found->number;
    }
    if (ref == 0) {
        us_report(load, US_CODE_ROUTABLE_STATUS, name,
                  "`%s` is routable, and `gone_status` must not be", us_show_node(name).text);
    }
    return (uint32_t)ref;
}

/* Its node's number becomes the reference, of a routable one 0: nothing refers to those. */
static void add_status(us_load *load, us_node *node)
{
    usher_agent_status_def def = USHER_AGENT_STATUS_DEF_INIT;
    usher_agent_status_ref ref = { 1 };
    def.name = node->key->text;
    def.kind = (uint8_t)node->number;
    if (us_load_clean(load)) {
        us_load_take(load, node->key, usher_centre_add_status(load->builder, &def, &ref));
        us_place_keep(load, USHER_DEFINES_STATUS, ref.v - UINT64_C(1), node->key);
    }
    node->number = def.kind != USHER_STATUS_ROUTABLE || !node->typed ? ref.v : 0;
}

void us_statuses_read(us_load *load, const us_node *section)
{
    load->statuses = us_index_make(load, section);
    us_places_begin(load, USHER_DEFINES_STATUS, USHER_STATUSES_MAX);
    uint32_t count = OFFLINE; /* the built-in ones */
    for (us_node *node = section->first; node != NULL; node = node->next) {
        count += !check_built_in(load, node);
        if (count > USHER_STATUSES_MAX) {
            us_report(load, US_CODE_TOO_MANY, node->key,
                      "a centre has at most %d statuses, Available and Offline included",
                      USHER_STATUSES_MAX);
            return;
        }
        add_status(load, node);
    }
}
