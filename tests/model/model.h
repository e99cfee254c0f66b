/*
 * model.h - the rooms of the model test: random worlds and commands, played on the engine and on
 * the naive reference, compared after every step.
 *
 * world.c       a small centre, thrown with dice
 * world_build.c worlds to centres, and to the text of a centre file
 * world_change.c  another world out of one, and what becomes of what it does not have
 * choose.c      the next command
 * kinds.c       the kinds of commands, filled with what makes sense now
 * take.c        one of what there is now
 * play.c        plays steps on both sides, knows all objects by name
 * play_change.c plays changes of centre
 * compare.c     everything that can be seen of both sides
 * compare_views.c  cursors and rows
 * compare_fold.c   a table rebuilt from events (fold.c) and what can be read
 * compare_centre.c a centre with what is leaving, and the two it was made from
 * compare_places.c what must be the same on both sides of a change
 * crowd.c       all that lives in the engine
 * trace.c       a failing list of steps made shorter
 * print.c       steps as lines of a script
 * situations.c  all small situations of routing
 * test_model.c  runs, figures, quotas
 *
 * A step names its objects as scripts of golden files do (docs/testing.md): contacts by their key,
 * parts by agent and contact. So a step keeps its meaning when others are taken out. Everything
 * aborts when memory runs out.
 */
#ifndef USHER_TESTS_MODEL_H
#define USHER_TESTS_MODEL_H

#include <usher/usher.h>

#include "fold.h"
#include "reference.h"

#include <stdio.h>

enum {
    WORLD_CHANNELS = 5,
    WORLD_STATUSES = 5, /* Available and Offline included */
    WORLD_QUEUES = 4,
    WORLD_PROFILES = 4,
    WORLD_AGENTS = 6,
    WORLD_GROUPS = 3,
    AGENT_NAMES = 9, /* agents that come later have names too */
    EXTRA_CHANNELS = 2,
    WORLD_RULES = 64,
    PLACES_MAX = 64, /* references of a kind in an engine, whatever has been removed */
    NOBODY = 999999  /* a name or reference that nothing has */
};

/* ---- dice: the same numbers on every machine ------------------------------------------------- */

typedef struct dice {
    uint64_t state;
} dice;

uint64_t dice_next(dice *d);
/* 0 .. sides - 1; sides is at least 1. */
uint32_t dice_below(dice *d, uint32_t sides);
bool dice_percent(dice *d, uint32_t percent);
int64_t dice_pick(dice *d, const int64_t *values, size_t count);

/* ---- world.c --------------------------------------------------------------------------------- */

/* A centre as numbers, small enough to be copied, built again and printed. */
typedef struct world {
    uint64_t seed;
    usher_time start;      /* engine time at the beginning */
    bool stored;           /* the engine writes records */
    bool by_value;         /* commands are submitted as values, not by their functions */
    uint32_t units;        /* limits.units_per_command */
    uint32_t contacts_max; /* with so many, contacts end rather than begin */
    usher_routing_options options;
    uint32_t channels_count, statuses_count, queues_count, profiles_count, agents_count;
    usher_channel_def channels[WORLD_CHANNELS];
    usher_agent_status_def statuses[WORLD_STATUSES];
    usher_queue_def queues[WORLD_QUEUES];
    usher_profile_def profiles[WORLD_PROFILES];
    /* By profile, queue and channel; priority 0 = no such entry. */
    usher_entry_def entries[WORLD_PROFILES][WORLD_QUEUES][WORLD_CHANNELS];
    usher_agent_def agents[WORLD_AGENTS];
} world;

/* Only the built-in things, default options, nothing else. */
void world_clear(world *w);
void world_throw(world *w, uint64_t seed, dice *d);
usher_centre *world_build(const world *w);
void world_print(const world *w, FILE *out);

/* What a step of a change wants: another world, and rules for what it does not have. */
typedef struct world_change {
    world world;
    usher_change_rule rules[WORLD_RULES];
    usher_change_options options; /* its rules are those above: it cannot be copied */
    const usher_centre *before;   /* the engine's */
    bool each;                    /* there is a rule for each thing, and most make sense */
} world_change;

/* Made from the world in force, the centre of the engine, and a number. */
void world_change_throw(world_change *out, const world *now, const usher_centre *centre,
                        uint64_t number, bool each);
void world_change_print(const world_change *change, FILE *out);

/* The names of things, by number from 1; "nobody" beyond the last. */
const char *world_queue_name(uint32_t number);
const char *world_profile_name(uint32_t number);
const char *world_agent_name(uint32_t number);
const char *world_status_name(uint32_t number);
const char *world_channel_name(usher_channel channel);
/* Of the channel behind the built-in ones, 0 .. EXTRA_CHANNELS - 1. */
const char *world_extra_channel(uint32_t number);
/* The path of a group, ended by NULL; number 0 is the empty path. */
const char *const *world_group_path(uint32_t number);

/* ---- steps ----------------------------------------------------------------------------------- */

/*
 * Steps that are no commands: a change is prepared, and committed. `flag` is its place among those
 * that are prepared, `value` what it is thrown with; tag 1: with a rule for each thing.
 */
enum { STEP_PREPARE = 0xff00, STEP_COMMIT = 0xff01 };

enum { KEY_GIVEN, KEY_NONE, KEY_EMPTY, KEY_LONGEST, KEY_TOO_LONG };

/* One command, by names. Fields that the command does not use are 0. */
typedef struct step {
    usher_duration at; /* since the world's start */
    uint64_t actor, tag, value;
    int64_t priority;
    usher_duration age, acw;
    uint32_t contact; /* of the name "c<number>"; 0 = none */
    uint32_t agent;   /* of the name "a<number>"; 0 = none */
    uint32_t by;      /* another agent, likewise */
    uint32_t ordinal; /* of a part: which of that agent's parts of that contact; 0 = the latest */
    uint32_t queue, profile, status, group;
    uint16_t op;
    usher_channel channel;
    uint8_t reason, flag, key, text;
    bool customer; /* of a part: the customer's */
    bool has_acws;
    usher_duration acws[USHER_CHANNELS_MAX];
} step;

/* ---- play.c ---------------------------------------------------------------------------------- */

enum { KNOWN_NOTHING, KNOWN_CONTACT, KNOWN_AGENT, KNOWN_PART };

/* What is known about an object that is or was, by its serial. */
typedef struct known {
    uint64_t id; /* the engine's */
    uint8_t kind;
    uint32_t name;    /* number of the contact's or agent's name; of a part its agent's */
    uint64_t contact; /* of a part: the contact's serial */
    const char *text; /* the customer or the device; "" = none */
    bool named;       /* its key or name is that of the number */
} known;

enum { PREPARED = 2 };

/* A change that is prepared on both sides; engine NULL: none. */
typedef struct prepared {
    world_change wanted;
    usher_centre *before, *file; /* the engine's when it was prepared, and the new one */
    usher_change *engine;
    reference_change *reference;
    uint32_t waiting[PLACES_MAX + 1][USHER_CHANNELS_MAX]; /* in queues, when it was prepared */
    bool committed;
} prepared;

/* All live objects, as they read now. */
typedef struct crowd {
    usher_contact_info *contacts;
    usher_participant_info *parts;
    usher_agent_info *agents;
    uint32_t contacts_count, parts_count, agents_count;
} crowd;

/* What there was before a change was committed; compare_places.c. */
typedef struct places {
    const prepared *change; /* NULL: nothing was noted */
    crowd before;
    uint32_t *positions;          /* of its contacts */
    char (*devices)[32];          /* of its agents */
    bool enabled[PLACES_MAX + 1]; /* queues, by reference */
} places;

/* What was there when changes were committed. */
typedef struct change_figures {
    uint64_t waiting;   /* contacts */
    uint64_t moved;     /* those who are in another queue since */
    uint64_t draining;  /* those who are in something that is leaving */
    uint64_t parts;     /* of agents: slots that were taken */
    uint64_t overrides; /* what was set by hand, and stayed */
} change_figures;

typedef struct play {
    const world *world;
    usher_centre *centre; /* as the engine has it, with what is leaving */
    uint32_t channels_count, statuses_count, queues_count, profiles_count; /* of it */
    world file_world;     /* what it was made from last */
    usher_centre *file;
    prepared prepared[PREPARED];
    uint64_t changes; /* committed */
    places places;
    change_figures counted;
    usher_engine *engine;
    usher_memory_store *store; /* NULL = none */
    reference *reference;
    known *known; /* by serial; 0 is nobody */
    size_t known_count;
    uint64_t *contacts; /* the latest serial by the number of the name */
    size_t contacts_count;
    uint64_t agents[AGENT_NAMES + 1];
    bool matching_only;  /* cursors, rows and the fold are left to others */
    fold fold;           /* all events so far */
    uint64_t viewed;     /* the last event when views were compared */
    uint64_t folds, folded; /* tables that were compared, and objects in them */
    usher_status status; /* of the last step, as the reference answered it */
    char why[2048];      /* what differs; empty while nothing does */
} play;

/* ---- play_change.c --------------------------------------------------------------------------- */

/* Another centre is the engine's: counts its things. */
void play_know_centre(play *p, usher_centre *centre);
/* STEP_PREPARE and STEP_COMMIT; `now` is the step's time. */
bool play_change_step(play *p, const step *s, usher_time now);
void play_change_end(play *p);
/* Both sides have come to the step's time. */
bool play_advance(play *p, usher_time now);

void play_begin(play *p, const world *w);
void play_end(play *p);
/* Opens a second engine from the records, if there are any: is it as the first one? */
bool play_again(play *p);
/* Plays one step on both sides and compares; `closely`: with all that can be read. */
bool play_step(play *p, const step *s, bool closely);
/* The known object with this serial; a nobody if there is none. */
const known *play_known(const play *p, uint64_t serial);
/* The serial of a contact name; 0 = it was never begun. */
uint64_t play_contact(const play *p, uint32_t name);
/* The serial of the agent's part of the contact with this ordinal, as step has it; 0 = none. */
uint64_t play_part(const play *p, const step *s);
known *play_learn(play *p, uint64_t id, uint8_t kind, uint32_t name);

/* ---- compare.c ------------------------------------------------------------------------------- */

/* The events since the last call, confirmed and forgotten; learns the names of parts. */
bool compare_events(play *p);
/* Everything that can be read, and the engine's invariants. */
bool compare_state(play *p);
/* False, with the reason in p->why, when the two are not equal. */
bool compare_value(play *p, const char *what, uint64_t number, int64_t engine, int64_t model);

/* ---- compare_views.c ------------------------------------------------------------------------- */

/* Cursors and rows of view.h against what the single objects tell. */
bool compare_views(play *p);

/* ---- compare_centre.c ------------------------------------------------------------------------ */

/* Is p->centre made of what was before it and of the file, as the change says? */
bool compare_centre(play *p, const prepared *change);

/* ---- compare_places.c ------------------------------------------------------------------------ */

/* This change is about to be committed. */
void places_note(play *p, const prepared *change);
/* It was committed, and nothing is left to do: has everything kept what it must keep? */
bool compare_places(play *p);
void places_forget(play *p);

/* ---- crowd.c --------------------------------------------------------------------------------- */

void crowd_gather(const play *p, crowd *all);
void crowd_free(crowd *all);

/* ---- compare_fold.c -------------------------------------------------------------------------- */

/* What the events have told, against what can be read. */
bool compare_fold(play *p);

/* ---- choose.c -------------------------------------------------------------------------------- */

enum { COMMAND_KINDS = 32, REPEATS = 8 };

/* How one seed chooses: weights of the kinds of commands, and what was made lately. */
typedef struct chooser {
    dice dice;
    uint32_t weights[COMMAND_KINDS];
    uint32_t weights_sum;
    uint32_t wild; /* percent of steps that are spoilt */
    uint32_t contact_names;
    step made[REPEATS]; /* begin, dial and agent_add */
    uint32_t made_count;
} chooser;

void chooser_begin(chooser *c, const dice *d);
void chooser_next(chooser *c, const play *p, step *out);

/* ---- kinds.c --------------------------------------------------------------------------------- */

/* What a kind is called. */
const char *kind_name(uint32_t kind);
/* The kind of a command, 0 .. COMMAND_KINDS - 1; COMMAND_KINDS = no such command. */
uint32_t command_kind(uint16_t op);
uint16_t command_of_kind(uint32_t kind);
uint32_t kind_weight(uint32_t kind);
/* Fills a step of this kind; false when nothing is in a state for it. */
bool kind_choose(uint32_t kind, chooser *c, const play *p, step *s);
/* ---- take.c ---------------------------------------------------------------------------------- */

typedef bool contact_filter(const usher_contact_info *info);
typedef bool part_filter(const usher_participant_info *info);
typedef bool agent_filter(const usher_agent_info *info);

/* The serial of one that will do, and that steps can name; 0 = there is none. */
uint64_t take_contact(const play *p, dice *d, contact_filter *wanted);
uint64_t take_part(const play *p, dice *d, part_filter *wanted);
/* The number of an agent's name; 0 = there is nobody. */
uint32_t take_agent(const play *p, dice *d, agent_filter *wanted);
/* Puts the contact's name into the step; false if there is no such contact. */
bool name_contact(const play *p, uint64_t serial, step *s);
/* References of the engine's centre, mostly of what is there still if changes have removed some. */
uint32_t some_queue(const play *p, dice *d);
uint32_t some_profile(const play *p, dice *d);
/* `least`: 1, or 2 for one that is not Available. */
uint32_t some_status(const play *p, dice *d, uint32_t least);
uint8_t some_channel(const play *p, dice *d);
/* Says which part it is as scripts do: the agent's latest of this contact, or the n-th. False when
 * there is no such part, or when its contact's name has gone to another one. */
bool name_part(const play *p, uint64_t serial, step *s);

/* ---- trace.c --------------------------------------------------------------------------------- */

/* Plays a list of steps; false when some step differs: *failed is its index, `why` what differs. */
bool trace_play(const world *w, const step *steps, size_t count, size_t *failed, char *why,
                size_t why_size);
/* Makes a failing list as short as deleting steps can make it, and prints it. */
void trace_report(const world *w, const step *steps, size_t count, FILE *out);
/* Runs play_step; an assertion that fails inside the engine is told as a difference. */
bool step_safely(play *p, const step *s, bool closely);

/* ---- print.c --------------------------------------------------------------------------------- */

/* -1s 0s 1.500000s forever */
void print_duration(FILE *out, usher_duration duration);
/* A line; the status stands behind it if it is not OK. */
void print_step(const step *s, usher_status status, FILE *out);

/* ---- situations.c ---------------------------------------------------------------------------- */

/*
 * All small situations, or two parts of them that have every crew and every crowd; false when one
 * differs (it is printed). *count: how many there were.
 */
bool situations_all(bool whole, uint64_t *count);

#endif
