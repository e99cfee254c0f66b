/*
 * scenario.h - small working days for tests: a centre, and steps whose targets are found when they
 * run.
 *
 * A step is a usher_command that names its targets by what they are ("the second live contact that
 * waits"). What it names depends on the state of the engine alone, so a scenario can be run again,
 * repeated from the middle, and played on an engine that was opened from records: equal states give
 * equal commands. Steps come from a generator with the seed 1000 + index; scenario `index` is
 * always the same one, on the centre with setting index % SCENARIOS.
 * From SCENARIO_CHANGING on, the centre is changed now and then.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <usher/usher.h>

enum {
    SCENARIOS = 4, /* settings of the centre; one scenario of each is enough for most tests */
    SCENARIO_STEPS_MAX = 400,
    SCENARIO_QUEUES = 4,
    SCENARIO_PROFILES = 3,
    SCENARIO_AGENTS = 4,
    SCENARIO_CHANGING = 100, /* index of the first scenario with changes of centre */
    SCENARIO_VARIANTS = 3,   /* of a centre, to change between */
    SCENARIO_CHANGE = 0xffff /* op of a step: to the variant in `value` */
};

/* What is refused for memory is repeated after this: it makes memory available again. */
typedef struct scenario_relief {
    void (*relent)(void *user);
    void *user;
} scenario_relief;

typedef struct scenario_step {
    usher_command command;   /* without now, contact, agent and participant */
    usher_duration after;    /* time since the step before */
    uint16_t contact_states; /* bit per USHER_CONTACT_*: which contacts are meant; 0 = no contact */
    uint16_t part_states;    /* bit per USHER_PART_*: which agents' parts are meant; 0 = no part */
    bool customer;           /* the part is the customer's, of the contact that is meant */
    bool agent;              /* names an agent */
    uint8_t nth;             /* which of those that are meant, modulo their number */
    uint8_t nth_agent;
} scenario_step;

typedef struct scenario {
    uint32_t index;
    uint64_t seed;
    uint32_t count;
    scenario_step steps[SCENARIO_STEPS_MAX];
} scenario;

/* Scenario `index` with its first `count` steps. */
void scenario_make(scenario *s, uint32_t index, uint32_t count);

/* The centre of a scenario. `relief` (may be NULL) is asked whenever the builder gets no memory. */
usher_centre *scenario_centre(const scenario *s, const usher_mem *mem,
                              const scenario_relief *relief);

/* Another variant of it; 0 is the one above. */
usher_centre *scenario_variant(const scenario *s, uint32_t variant, const usher_mem *mem,
                               const scenario_relief *relief);
/*
 * What becomes of that which this engine has and that variant does not. Returns the number of
 * rules, at most SCENARIO_RULES.
 */
enum { SCENARIO_RULES = 4 };
uint32_t scenario_rules(const usher_engine *engine, const usher_centre *next,
                        usher_change_rule rules[SCENARIO_RULES]);

/* The command of a step at `now`; false if there is nothing of the kind it names. */
bool scenario_resolve(const usher_engine *engine, const scenario_step *step, usher_time now,
                      usher_command *out);

/* A number below `n`, of the generator with this state. */
uint32_t scenario_random(uint64_t *state, uint32_t n);
/* An index below `count`, drawn by weights, which stand `stride` bytes apart in their table. */
uint32_t scenario_draw(uint64_t *random, const uint16_t *weights, size_t stride, uint32_t count);

#endif
