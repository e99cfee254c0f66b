/*
 * later_options.c - options that came after the first version, by number.
 *
 * Numbers keep their meaning for ever. Four of each rule for failures follow one another.
 */
#include "later_options.h"

enum {
    GONE_STATUS = 1,
    WHEN_GONE = 2,
    JOIN_LIMIT = 3,
    PROFILE_CHANGE = 4,
    FAILURES = 16,
    FAILURES_END = FAILURES + 4 * USHER_FAILURES
};

uint32_t us_later_option_next(uint32_t which)
{
    if (which == PROFILE_CHANGE) {
        return FAILURES;
    }
    return which + 1 < FAILURES_END ? which + 1 : 0;
}

static int64_t rule_value(const usher_failure_rule *rule, uint32_t field)
{
    switch (field) {
    case 0:
        return rule->clear_after;
    case 1:
        return rule->reoffer_after;
    case 2:
        return rule->after_miss;
    default:
        return rule->counts;
    }
}

int64_t us_later_option(const usher_routing_options *options, uint32_t which)
{
    switch (which) {
    case GONE_STATUS:
        return options->gone_status.v;
    case WHEN_GONE:
        return options->when_gone;
    case JOIN_LIMIT:
        return options->join_limit;
    case PROFILE_CHANGE:
        return options->profile_change;
    default:
        return rule_value(&options->failures[(which - FAILURES) / 4], (which - FAILURES) % 4);
    }
}

static bool set_byte(uint8_t *field, int64_t value)
{
    *field = (uint8_t)value;
    return value >= 0 && value <= UINT8_MAX;
}

static bool set_rule(usher_failure_rule *rule, uint32_t field, int64_t value)
{
    switch (field) {
    case 0:
        rule->clear_after = value;
        return true;
    case 1:
        rule->reoffer_after = value;
        return true;
    case 2:
        return set_byte(&rule->after_miss, value);
    default:
        return set_byte(&rule->counts, value);
    }
}

bool us_set_later_option(usher_routing_options *options, uint32_t which, int64_t value)
{
    if (which == GONE_STATUS) {
        options->gone_status.v = (uint32_t)value;
        return value >= 0 && value <= UINT32_MAX;
    }
    if (which == WHEN_GONE) {
        return set_byte(&options->when_gone, value);
    }
    if (which == JOIN_LIMIT) {
        options->join_limit = value;
        return true;
    }
    if (which == PROFILE_CHANGE) {
        return set_byte(&options->profile_change, value);
    }
    if (which < FAILURES || which >= FAILURES_END) {
        return false;
    }
    return set_rule(&options->failures[(which - FAILURES) / 4], (which - FAILURES) % 4, value);
}

/* ---- of queues ------------------------------------------------------------------------------- */

enum { LONGEST_WAIT = 1, OVERFLOW_QUEUE = 2, OVERFLOW_END = 3, JOIN_NEEDS = 4 };

int64_t us_queue_rule(const us_queue_rules *rules, uint32_t which)
{
    switch (which) {
    case LONGEST_WAIT:
        return rules->longest_wait;
    case OVERFLOW_QUEUE:
        return rules->overflow_queue;
    case OVERFLOW_END:
        return rules->overflow_end;
    case JOIN_NEEDS:
        return rules->join_needs;
    default:
        return rules->stay_needs;
    }
}

bool us_queue_has_rules(const us_queue_rules *rules)
{
    for (uint32_t i = 1; i <= US_QUEUE_RULES; i++) {
        if (us_queue_rule(rules, i) != 0) {
            return true;
        }
    }
    return false;
}

bool us_set_queue_rule(us_queue_rules *rules, uint32_t which, int64_t value)
{
    switch (which) {
    case LONGEST_WAIT:
        rules->longest_wait = value;
        return true;
    case OVERFLOW_QUEUE:
        rules->overflow_queue = (uint32_t)value;
        return value >= 0 && value <= UINT32_MAX;
    case OVERFLOW_END:
        return set_byte(&rules->overflow_end, value);
    case JOIN_NEEDS:
        return set_byte(&rules->join_needs, value);
    default:
        return which == US_QUEUE_RULES && set_byte(&rules->stay_needs, value);
    }
}
