/*
 * warnings.c - what is allowed, but hardly meant: definitions that nothing refers to.
 *
 * A missing file may explain all of it, so an incomplete centre gets none of these.
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
}
