/*
 * warnings.c - what is allowed, but hardly meant: definitions that nothing refers to, and work that
 * can never end.
 *
 * A missing file or section may explain all of it, so an incomplete centre gets none of these.
 */
#include "sections.h"

static void warn_unused(us_load *load, const us_node *section, us_code code, const char *what,
                        const char *why)
{
    for (const us_node *node = section != NULL ? section->first : NULL; node != NULL;
         node = node->next) {
        if (!node->used && !node->key->broken) {
            us_report(load, code, node->key, "%s `%s` %s", what, us_show_node(node->key).text, why);
        }
    }
}

static void warn_no_entries(us_load *load, const us_node *profiles)
{
    for (const us_node *node = profiles != NULL ? profiles->first : NULL; node != NULL;
         node = node->next) {
        const us_node *entries = us_node_get(node, "entries");
        if (node->typed && (entries == NULL || (entries->typed && entries->size == 0))) {
            us_report(load, US_CODE_NO_ENTRIES, node->key,
                      "profile `%s` has no entries: its agents are offered nothing",
                      us_show_node(node->key).text);
        }
    }
}

/* A channel of a profile on which an agent's other work pauses, or USHER_CHANNEL_NONE. */
static usher_channel pausing_channel(const us_load *load, const us_node *node)
{
    usher_channel channel = us_channel_find(load, node->key->text);
    bool pauses = channel != USHER_CHANNEL_NONE && load->run->other_work_while[channel] != 0;
    return pauses && us_number(node, "max", 1) > 0 ? channel : USHER_CHANNEL_NONE;
}

static bool lets_others_in(const us_node *node, int64_t usual)
{
    return us_number(node, "while_busy", usual) == USHER_WHILE_BUSY_ANY;
}

/*
 * Two channels that pause each other, in the hands of one agent, stand still for ever. He comes to
 * have both when one of them lets others in.
 */
static void warn_pausing(us_load *load, const us_node *profile, int64_t usual)
{
    const us_node *channels = us_typed(profile, "channels");
    for (const us_node *b = channels != NULL ? channels->first : NULL; b != NULL; b = b->next) {
        if (pausing_channel(load, b) == USHER_CHANNEL_NONE) {
            continue;
        }
        for (const us_node *a = channels->first; a != b; a = a->next) {
            if (pausing_channel(load, a) != USHER_CHANNEL_NONE &&
                (lets_others_in(a, usual) || lets_others_in(b, usual))) {
                us_report(load, US_CODE_PAUSE_EACH_OTHER, b->key,
                          "`%s` and `%s` pause each other in `usher run`: an agent of profile `%s` "
                          "who has both never ends either",
                          us_show_node(a->key).text, us_show_node(b->key).text,
                          us_show_node(profile->key).text);
            }
        }
    }
}

static void warn_pausing_profiles(us_load *load, const us_node *root)
{
    const us_node *profiles = us_typed(root, "profiles");
    const us_node *options = us_typed(root, "options");
    int64_t usual = options != NULL ? us_number(options, "while_busy_default", USHER_WHILE_BUSY_OWN)
                                    : USHER_WHILE_BUSY_OWN;
    for (const us_node *node = profiles != NULL ? profiles->first : NULL; node != NULL;
         node = node->next) {
        warn_pausing(load, node, usual);
    }
}

void us_warnings_report(us_load *load, const us_node *root)
{
    if (load->incomplete) {
        return;
    }
    const us_node *agents = us_typed(root, "agents");
    warn_unused(load, us_typed(root, "queues"), US_CODE_UNSERVED_QUEUE, "queue",
                "is served by no profile");
    warn_unused(load, us_typed(root, "hours"), US_CODE_UNUSED_HOURS, "hours", "belong to no queue");
    if (agents != NULL && agents->size > 0) { /* else they come while the engine runs */
        warn_unused(load, us_typed(root, "profiles"), US_CODE_UNUSED_PROFILE, "profile",
                    "is that of no agent");
    }
    warn_no_entries(load, us_typed(root, "profiles"));
    warn_pausing_profiles(load, root);
}
