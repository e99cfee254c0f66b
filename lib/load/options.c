/*
 * options.c - `options:`, the choices of routing, under the names of usher_routing_options.
 */
#include "sections.h"

static void read_failures(const us_node *section, usher_routing_options *o)
{
    static const struct {
        const char *key;
        uint32_t index;
    } causes[] = {
        { "busy", USHER_FAILURE_BUSY },
        { "rejected", USHER_FAILURE_REJECTED },
        { "unreachable", USHER_FAILURE_UNREACHABLE },
        { "no_answer", USHER_FAILURE_NO_ANSWER },
        { "cancelled", USHER_FAILURE_CANCELLED },
        { "network", USHER_FAILURE_NETWORK },
        { "not_joined", USHER_FAILURE_NOT_JOINED },
    };
    const us_node *failures = us_typed(section, "failures");
    for (size_t i = 0; failures != NULL && i < sizeof causes / sizeof *causes; i++) {
        const us_node *node = us_typed(failures, causes[i].key);
        usher_failure_rule *rule = &o->failures[causes[i].index];
        if (node != NULL) {
            rule->clear_after = us_number(node, "clear_after", rule->clear_after);
            rule->reoffer_after = us_number(node, "reoffer_after", rule->reoffer_after);
            rule->after_miss = (uint8_t)us_number(node, "after_miss", rule->after_miss);
            rule->counts = (uint8_t)us_number(node, "counts", rule->counts);
        }
    }
}

void us_options_read(us_load *load, const us_node *section)
{
    usher_routing_options o = USHER_ROUTING_OPTIONS_INIT;
    o.buffer_rounding = (uint8_t)us_number(section, "buffer_rounding", o.buffer_rounding);
    o.while_busy_default = (uint8_t)us_number(section, "while_busy_default", o.while_busy_default);
    o.profile_change = (uint8_t)us_number(section, "profile_change", o.profile_change);
    o.priority_scope = (uint8_t)us_number(section, "priority_scope", o.priority_scope);
    o.delay_clock = (uint8_t)us_number(section, "delay_clock", o.delay_clock);
    o.handled = (uint8_t)us_number(section, "handled", o.handled);
    o.after_miss = (uint8_t)us_number(section, "after_miss", o.after_miss);
    o.age_adjustment = (uint8_t)us_number(section, "age_adjustment", o.age_adjustment);
    o.same_agent_twice = (uint8_t)us_number(section, "same_agent_twice", o.same_agent_twice);
    o.slots_with_next_status =
        (uint8_t)us_number(section, "slots_with_next_status", o.slots_with_next_status);
    o.reoffer_after = us_number(section, "reoffer_after", o.reoffer_after);
    o.clear_missed_after = us_number(section, "clear_missed_after", o.clear_missed_after);
    read_failures(section, &o);
    o.join_limit = us_number(section, "join_limit", o.join_limit);
    o.presentation_limit = us_number(section, "presentation_limit", o.presentation_limit);
    o.gone_status.v = us_status_without_offers(load, us_typed(section, "gone_status"));
    o.when_gone = (uint8_t)us_number(section, "when_gone", o.when_gone);
    o.agent_queue_max = (uint32_t)us_number(section, "agent_queue_max", o.agent_queue_max);
    o.transfers_max = (uint32_t)us_number(section, "transfers_max", o.transfers_max);
    if (us_load_clean(load)) {
        us_load_take(load, section, usher_centre_set_options(load->builder, &o));
    }
}
