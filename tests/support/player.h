/*
 * player.h - plays a scenario on an engine, looks at everything, and keeps what came out.
 *
 * A player does what a careful host does: it advances to each due time, takes every event that is
 * visible, confirms most of them, and repeats what was refused. After each call it runs the
 * engine's own checks, and that a refused call left nothing behind. A broken rule is printed with
 * the player's label and stops the program.
 */
#ifndef PLAYER_H
#define PLAYER_H

#include "support/scenario.h"

typedef struct history { /* all events, each once, in order */
    usher_event *events;
    size_t count, capacity;
} history;

enum { PLAYER_SKIPPED = 100 }; /* outcome of a step that found nothing of the kind it names */

typedef struct outcome {
    usher_status status;
    uint64_t id;
} outcome;

typedef struct player {
    const scenario *scenario;
    usher_engine *engine;
    usher_time now;
    uint32_t step;  /* the next one */
    bool late;      /* does not advance before a command: the command has to fire what is due */
    bool lazy;      /* leaves some events unconfirmed for a while */
    bool deaf;      /* takes no events and confirms none */
    bool by_next;   /* reads with usher_engine_next, which confirms all of it */
    bool by_value;  /* submits its commands as values, instead of calling their functions */
    char label[96]; /* for messages: which run is this */
    history history;
    outcome outcomes[SCENARIO_STEPS_MAX];
    bool in_command;        /* the call is the step's own, and not time that passes before it */
    bool repeating;         /* the step's command was refused as BUSY, and will come again */
    bool stopped;           /* the engine is fenced: nothing more is tried */
    uint32_t refusals;      /* calls that were refused for memory or by the store, and repeated */
    scenario_relief relief; /* relent NULL: nothing is repeated */
    void (*called)(struct player *p, void *user); /* after each call, before events are taken */
    void *called_user;
} player;

/* At the first step, at time 0. The engine is borrowed; label and hooks are the caller's to set. */
void player_init(player *p, const scenario *s, usher_engine *engine);
void player_clear(player *p);

/* Runs a command as often as it takes. */
usher_status player_submit(player *p, const usher_command *command, uint64_t *id);
/* Advances from one due time to the next, up to `until`. */
void player_settle(player *p, usher_time until);
/* Puts one event behind the others of the history. */
void player_keep(player *p, const usher_event *event);
/* Takes what is visible into the history, and confirms. */
void player_take_events(player *p);
/* Lets time pass up to the next step, and runs it. */
void player_step(player *p);
/* The rest of the scenario, and whatever is due in the 90 s after it. */
void player_finish(player *p);

/* Stops the program with the label and a text. */
void player_fail(const player *p, const char *format, ...);

/* Everything that queries tell, as one number, without numbers of records. */
uint64_t player_picture(const usher_engine *engine);

/* In flags REDELIVERED and CANCELLED tell about delivery; they are compared only when asked for. */
bool event_equal(const usher_event *a, const usher_event *b, bool with_record, bool with_flags);

enum { /* what player_same compares besides events, outcomes of steps, and what queries tell */
       PLAYER_RECORDS = 1, /* numbers of records, and digests, which contain them */
       PLAYER_DELIVERY = 2 /* flags about delivery */
};
void player_same(const player *p, const player *other, int also);

/* All contacts are ended, all parts cleared, and nothing is left of them. */
void player_clean_up(player *p);

#endif
