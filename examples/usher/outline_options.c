/*
 * outline_options.c - the choices of routing, in the words of docs/configuration.md.
 */
#include "outline.h"

enum { WORDS = 3 };

/* An option of few values, each with its word. */
typedef struct choice {
    const char *key;
    const char *words[WORDS];
    uint8_t value, usual;
} choice;

static void say_choices(outline *o, const usher_routing_options *is,
                        const usher_routing_options *usual)
{
    const choice choices[] = {
        { "buffer_rounding", { "down", "up" }, is->buffer_rounding, usual->buffer_rounding },
        { "while_busy_default",
          { "", "own", "any" },
          is->while_busy_default,
          usual->while_busy_default },
        { "profile_change",
          { "offers_stand", "offers_withdrawn" },
          is->profile_change,
          usual->profile_change },
        { "priority_scope", { "global", "in_queue" }, is->priority_scope, usual->priority_scope },
        { "delay_clock", { "real", "adjusted" }, is->delay_clock, usual->delay_clock },
        { "handled", { "occupied", "active" }, is->handled, usual->handled },
        { "after_miss", { "keeps_rank", "to_bottom" }, is->after_miss, usual->after_miss },
        { "age_adjustment", { "replaces", "adds" }, is->age_adjustment, usual->age_adjustment },
        { "same_agent_twice", { "avoid", "allow" }, is->same_agent_twice, usual->same_agent_twice },
        { "slots_with_next_status",
          { "zero", "keep" },
          is->slots_with_next_status,
          usual->slots_with_next_status },
        { "when_gone", { "keep", "end", "back" }, is->when_gone, usual->when_gone },
    };
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        const choice *c = &choices[i];
        outline_say(o, c->key, c->words[c->value], c->words[c->usual]);
    }
}

static const char *failure_duration(outline *o, usher_duration micros)
{
    return micros == USHER_AS_FOR_ALL ? "as for all" : outline_duration(o, micros, "never");
}

static void say_failures(outline *o, const usher_routing_options *is)
{
    static const char *const causes[USHER_FAILURES] = {
        [USHER_FAILURE_BUSY] = "busy",
        [USHER_FAILURE_REJECTED] = "rejected",
        [USHER_FAILURE_UNREACHABLE] = "unreachable",
        [USHER_FAILURE_NO_ANSWER] = "no_answer",
        [USHER_FAILURE_CANCELLED] = "cancelled",
        [USHER_FAILURE_NETWORK] = "network",
        [USHER_FAILURE_NOT_JOINED] = "not_joined",
    };
    static const char *const misses[] = { "keeps_rank", "to_bottom", "as for all" };
    static const char *const counts[] = { "as usual", "yes", "no" };

    for (int i = 0; i < USHER_FAILURES; i++) {
        const usher_failure_rule *rule = &is->failures[i];
        outline_say(o, outline_text(o, "failures.%s.clear_after", causes[i]),
                    failure_duration(o, rule->clear_after), "as for all");
        outline_say(o, outline_text(o, "failures.%s.reoffer_after", causes[i]),
                    failure_duration(o, rule->reoffer_after), "as for all");
        outline_say(o, outline_text(o, "failures.%s.after_miss", causes[i]),
                    misses[rule->after_miss], "as for all");
        outline_say(o, outline_text(o, "failures.%s.counts", causes[i]), counts[rule->counts],
                    "as usual");
    }
}

void outline_options(outline *o, const usher_centre *centre)
{
    const usher_routing_options usual = USHER_ROUTING_OPTIONS_INIT;
    const usher_routing_options *is = usher_centre_options(centre);

    outline_begin(o, OUTLINE_OPTIONS, "", NULL, 0, 0);
    say_choices(o, is, &usual);
    outline_say(o, "reoffer_after", outline_duration(o, is->reoffer_after, "never"), "0s");
    outline_say(o, "clear_missed_after", outline_duration(o, is->clear_missed_after, "never"),
                "30s");
    say_failures(o, is);
    outline_say(o, "presentation_limit", outline_duration(o, is->presentation_limit, "never"),
                "1m");
    outline_say(o, "gone_status", usher_centre_status_name(centre, is->gone_status), "Offline");
    outline_say(o, "join_limit", outline_duration(o, is->join_limit, "never"), "never");
    outline_say(o, "agent_queue_max", outline_count(o, is->agent_queue_max, UINT64_MAX, ""), "10");
    outline_say(o, "transfers_max", outline_count(o, is->transfers_max, UINT64_MAX, ""), "11");
}
