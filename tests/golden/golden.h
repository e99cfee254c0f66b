/*
 * golden.h - the rooms of the runner of golden files (docs/testing.md, "Golden files").
 *
 * run_golden.c      finds the files, cuts them into blocks, compares, rewrites
 * golden_script.c   words of a script to commands
 * golden_play.c     plays commands on the engine, or on the reference
 * golden_change.c   the same for changes of centre
 * golden_lines.c    events and what is shown, as lines of text
 * golden_hours.c    the same for hours of operation
 *
 * Everything aborts when memory runs out: these are tests.
 */
#ifndef USHER_TESTS_GOLDEN_H
#define USHER_TESTS_GOLDEN_H

#include <usher/usher.h>

#include "reference.h"

/* A text that grows. data is NUL-terminated, or NULL while the text is empty. */
typedef struct golden_text {
    char *data;
    size_t size;
} golden_text;

void golden_append(golden_text *text, const char *data, size_t size);
void golden_add(golden_text *text, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 2, 3)))
#endif
    ;
void golden_free(golden_text *text);

/* What a script calls by name, in the order in which it came up. A part's name is its agent's. */
typedef struct golden_name {
    char name[256];
    uint64_t id;
    uint64_t contact; /* of a part: the contact's id */
} golden_name;

typedef struct golden_names {
    golden_name *items;
    size_t count;
} golden_names;

void golden_names_add(golden_names *names, const char *name, uint64_t id, uint64_t contact);

/* A centre that a script may change to, by the word behind `centre`; "first" has none. */
typedef struct golden_centre {
    char name[64];
    usher_centre *centre; /* borrowed */
} golden_centre;

/* And so many words of a step are read. */
enum { GOLDEN_CENTRES = 8, GOLDEN_CHANGES = 16, GOLDEN_WORDS = 32 };

/*
 * The centres that changes made, in their order: what is leaving stands in them, too. The engine
 * makes them; the reference, which does not merge, is given those of the engine.
 */
typedef struct golden_made {
    usher_centre *centres[GOLDEN_CHANGES];
    size_t count;
} golden_made;

/* One script while it is played: on the engine or on the reference, the other is NULL. */
typedef struct golden_play {
    usher_centre *centre; /* in force */
    usher_engine *engine;
    reference *reference;
    const golden_centre *files; /* to change to; the first is the one it began with */
    size_t files_count;
    golden_made made;
    size_t changes; /* committed */
    golden_names contacts;
    golden_names agents;
    golden_names parts;
    uint64_t moved;     /* the part that went over to another agent last: it gets his name too */
    golden_text lines;  /* what the events block should say */
    golden_text faults; /* steps that answered otherwise than written, broken invariants */
} golden_play;

/* ---- golden_play.c --------------------------------------------------------------------------- */

/*
 * made: what its changes come to, for the reference; NULL = none. units: of work a command, 0 = as
 * usual; the reference does all of it at once.
 */
void golden_begin(golden_play *play, const golden_centre *files, size_t count,
                  const golden_made *made, uint32_t units, bool on_reference);
void golden_end(golden_play *play);
void golden_made_copy(golden_made *to, const golden_made *from);
void golden_made_clear(golden_made *made);
/* Submits, tells the events, checks every invariant. *id: what was made, else 0. */
usher_status golden_submit(golden_play *play, const usher_command *command, uint64_t *id);
/* Tells the events of what was done last, and checks every invariant. */
void golden_tell(golden_play *play);
/* The participant of the customer of a contact. */
uint64_t golden_customer(const golden_play *play, uint64_t contact);

bool golden_contact(const golden_play *play, uint64_t id, usher_contact_info *out);
bool golden_agent(const golden_play *play, uint64_t id, usher_agent_info *out);
uint8_t golden_activity(const golden_play *play, uint64_t agent);
bool golden_part(const golden_play *play, uint64_t id, usher_participant_info *out);
bool golden_queue(const golden_play *play, usher_queue_ref ref, usher_queue_info *out);
uint32_t golden_position(const golden_play *play, uint64_t contact);
usher_time golden_next_due(const golden_play *play);

/* ---- golden_change.c ------------------------------------------------------------------------- */

/*
 * NAME [KIND NAME ACTION ...] [otherwise drain] [as N]. The name of the status that preparing
 * answers, or else committing; NULL if the words cannot be understood.
 */
const char *golden_change(golden_play *play, usher_time now, char *const *words);
/* A queue of the centre in force, or one that a change has removed. */
usher_queue_ref golden_find_queue(const golden_play *play, const char *name);

/* ---- golden_script.c ------------------------------------------------------------------------- */

/* Plays a script, one step per line. `first` is the number of its first line in the file. */
void golden_script(golden_play *play, const char *text, size_t size, unsigned first);

/* ---- golden_lines.c -------------------------------------------------------------------------- */

/* Seconds with as many decimals as needed: 90s, 0.25s, -3s; "never" for the end of time. */
void golden_seconds(golden_text *text, int64_t time);
void golden_event_line(golden_play *play, const usher_event *event);
void golden_agent_line(golden_play *play, uint64_t agent, usher_time now);
void golden_activity_line(golden_play *play, uint64_t agent, usher_time now);
void golden_contact_line(golden_play *play, uint64_t contact, usher_time now);
void golden_part_line(golden_play *play, uint64_t participant, usher_time now);
void golden_queue_line(golden_play *play, usher_queue_ref queue, usher_time now);
void golden_due_line(golden_play *play, usher_time now);

/* ---- golden_hours.c -------------------------------------------------------------------------- */

/* Hours and queues by name, asked about the time `at`. */
void golden_hours_line(golden_play *play, const char *name, usher_time at, usher_time now);
void golden_queue_hours_line(golden_play *play, const char *name, usher_time at, usher_time now);

#endif
