/*
 * golden_script.c - a script's words to commands: `TIME verb words ... [=> STATUS]`.
 *
 * One table holds the verbs. A word that names nothing gives a reference or id that exists nowhere:
 * scripts show how that is refused. A step that cannot be understood is a fault of the file.
 */
#include "golden.h"

#include <usher/load.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_REF 999999u /* what the centre certainly does not have */

typedef struct step {
    golden_play *play;
    char *words[GOLDEN_WORDS + 1]; /* after time and verb; NULL ends them */
    usher_command command;
    usher_duration acw[USHER_CHANNELS_MAX];
    bool bad;
} step;

/* ---- words ----------------------------------------------------------------------------------- */

static const char *word(step *s, size_t i)
{
    for (size_t k = 0; k <= i; k++) {
        if (s->words[k] == NULL) {
            s->bad = true;
            return "";
        }
    }
    return s->words[i];
}

static int64_t number(step *s, const char *text)
{
    char *end;
    long long value = strtoll(text, &end, 10);
    s->bad = s->bad || *text == '\0' || *end != '\0';
    return value;
}

static usher_duration duration(step *s, const char *text)
{
    usher_duration value = 0;
    const char *digits = *text == '-' ? text + 1 : text;
    if (strcmp(text, "forever") == 0) {
        return USHER_FOREVER;
    }
    if (usher_parse_duration(digits, strlen(digits), &value) != USHER_OK) {
        s->bad = true;
    }
    return digits == text ? value : -value;
}

static usher_channel channel(step *s, const char *text)
{
    return usher_centre_find_channel(s->play->centre, text);
}

static usher_queue_ref queue(step *s, const char *text)
{
    usher_queue_ref ref = golden_find_queue(s->play, text);
    return ref.v != 0 ? ref : (usher_queue_ref){ NO_REF };
}

static usher_profile_ref profile(step *s, const char *text)
{
    usher_profile_ref ref = usher_centre_find_profile(s->play->centre, text);
    return ref.v != 0 ? ref : (usher_profile_ref){ NO_REF };
}

static usher_agent_status_ref status(step *s, const char *text)
{
    usher_agent_status_ref ref = usher_centre_find_status(s->play->centre, text);
    return ref.v != 0 ? ref : (usher_agent_status_ref){ NO_REF };
}

/* The latest object of this name; an id that never was, if there is none. */
static uint64_t named(const golden_names *names, const char *name)
{
    for (size_t i = names->count; i > 0; i--) {
        if (strcmp(names->items[i - 1].name, name) == 0) {
            return names->items[i - 1].id;
        }
    }
    return (uint64_t)NO_REF << 24;
}

static usher_agent_id agent(step *s, const char *name)
{
    return (usher_agent_id){ named(&s->play->agents, name) };
}

static usher_contact_id contact(step *s, const char *name)
{
    return (usher_contact_id){ named(&s->play->contacts, name) };
}

/* "ann c1": ann's latest part of c1; "ann c1#1": the first one; "customer c1": the customer's. */
static usher_participant_id participant(step *s, const char *who, const char *of)
{
    char name[256];
    snprintf(name, sizeof name, "%s", of);
    char *hash = strchr(name, '#');
    int64_t wanted = 0;
    if (hash != NULL) {
        *hash = '\0';
        wanted = number(s, hash + 1);
    }
    uint64_t served = contact(s, name).v;
    if (strcmp(who, "customer") == 0) {
        return (usher_participant_id){ golden_customer(s->play, served) };
    }
    uint64_t found = (uint64_t)NO_REF << 24;
    int64_t count = 0;
    for (size_t i = 0; i < s->play->parts.count; i++) {
        const golden_name *part = &s->play->parts.items[i];
        bool fits = part->contact == served && strcmp(part->name, who) == 0;
        count += fits;
        if (fits && (wanted == 0 || count == wanted)) {
            found = part->id;
        }
    }
    return (usher_participant_id){ found };
}

/* The number of a reason by name: 255 if there is none. */
static uint8_t reason(const char *name)
{
    for (uint8_t i = 0; i < UINT8_MAX; i++) {
        if (strcmp(usher_reason_name(i), name) == 0) {
            return i;
        }
    }
    return UINT8_MAX;
}

static uint8_t via(const char *name)
{
    static const char *const names[] = { "flow", "queue_transfer", "agent_transfer", "callback" };
    for (uint8_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    return UINT8_MAX;
}

static usher_group_ref group(step *s, const char *path)
{
    char copy[256];
    const char *levels[USHER_GROUP_LEVELS];
    uint32_t count = 0;
    snprintf(copy, sizeof copy, "%s", path);
    for (char *at = strtok(copy, "/"); at != NULL && count < USHER_GROUP_LEVELS;
         at = strtok(NULL, "/")) {
        levels[count++] = at;
    }
    usher_group_ref ref = usher_centre_find_group(s->play->centre, levels, count);
    return ref.v != 0 ? ref : (usher_group_ref){ NO_REF };
}

/* ---- options: pairs of words after the fixed ones -------------------------------------------- */

/* A queue by name, or an agent's own as @name. "-" is none. */
static void target(step *s, const char *text)
{
    if (text[0] == '@') {
        s->command.agent = agent(s, text + 1);
    } else if (strcmp(text, "-") != 0) {
        s->command.queue = queue(s, text);
    }
}

static void set_option(step *s, const char *key, const char *value)
{
    usher_command *k = &s->command;
    if (strcmp(key, "priority") == 0) {
        k->priority = number(s, value);
    } else if (strcmp(key, "age") == 0) {
        k->age = duration(s, value);
    } else if (strcmp(key, "acw") == 0) {
        k->acw = duration(s, value);
    } else if (strcmp(key, "tag") == 0) {
        k->tag = (uint64_t)number(s, value);
    } else if (strcmp(key, "customer") == 0 || strcmp(key, "device") == 0) {
        k->endpoint = value;
    } else if (strcmp(key, "queue") == 0) {
        k->queue = queue(s, value);
    } else if (strcmp(key, "via") == 0) {
        k->reason = via(value);
    } else if (strcmp(key, "profile") == 0) {
        k->profile = profile(s, value);
    } else if (strcmp(key, "group") == 0) {
        k->group = group(s, value);
    } else if (strcmp(key, "auto_accept") == 0) {
        k->flag = (uint8_t)(k->flag | 1u << channel(s, value));
    } else if (strcmp(key, "on") == 0) {
        k->channel = channel(s, value);
    } else if (strcmp(key, "as") == 0) {
        k->actor = (uint64_t)number(s, value);
    } else {
        s->bad = true;
    }
}

/* acw of an agent has a channel: `acw voice 30s`. */
static size_t set_agent_acw(step *s, size_t i)
{
    usher_channel at = channel(s, word(s, i + 1));
    if (at < USHER_CHANNELS_MAX) {
        s->acw[at] = duration(s, word(s, i + 2));
    } else {
        s->bad = true;
    }
    s->command.acw_by_channel = s->acw;
    return i + 3;
}

static void options(step *s, size_t from)
{
    bool adds = s->command.op == USHER_COMMAND_AGENT_ADD;
    for (size_t i = from; !s->bad && s->words[i] != NULL;) {
        if (adds && strcmp(s->words[i], "acw") == 0) {
            i = set_agent_acw(s, i);
        } else {
            set_option(s, s->words[i], word(s, i + 1));
            i += 2;
        }
    }
}

/* ---- verbs ----------------------------------------------------------------------------------- */

static void verb_advance(step *s)
{
    options(s, 0);
}

/* agent ann status Lunch, agent ann profile novice */
static void verb_agent(step *s)
{
    s->command.agent = agent(s, word(s, 0));
    if (strcmp(word(s, 1), "status") == 0) {
        s->command.status = status(s, word(s, 2));
    } else {
        s->command.op = USHER_COMMAND_AGENT_SET_PROFILE;
        s->bad = s->bad || strcmp(word(s, 1), "profile") != 0;
        s->command.profile = profile(s, word(s, 2));
    }
    options(s, 3);
}

/* profile ann novice */
static void verb_profile(step *s)
{
    s->command.agent = agent(s, word(s, 0));
    s->command.profile = profile(s, word(s, 1));
    options(s, 2);
}

/* add zoe profile novice device desk:7 acw voice 30s */
static void verb_add(step *s)
{
    s->command.key = word(s, 0);
    options(s, 1);
}

/* remove ann, gone ann, reachable ann */
static void verb_about_agent(step *s)
{
    s->command.agent = agent(s, word(s, 0));
    options(s, 1);
}

/* load ann voice 2 */
static void verb_load(step *s)
{
    s->command.agent = agent(s, word(s, 0));
    s->command.channel = channel(s, word(s, 1));
    s->command.value = (uint64_t)number(s, word(s, 2));
    options(s, 3);
}

/* begin c1 voice sales priority 1; begin c1 voice @ann; begin c1 voice - */
static void verb_begin(step *s)
{
    s->command.key = word(s, 0);
    s->command.channel = channel(s, word(s, 1));
    target(s, word(s, 2));
    options(s, 3);
}

/* dial ann c9 voice queue sales */
static void verb_dial(step *s)
{
    s->command.agent = agent(s, word(s, 0));
    s->command.key = word(s, 1);
    s->command.channel = channel(s, word(s, 2));
    options(s, 3);
}

/* enqueue c1 sales via queue_transfer; enqueue c1 @ann */
static void verb_enqueue(step *s)
{
    s->command.contact = contact(s, word(s, 0));
    target(s, word(s, 1));
    options(s, 2);
}

static void verb_priority(step *s)
{
    s->command.contact = contact(s, word(s, 0));
    s->command.priority = number(s, word(s, 1));
    options(s, 2);
}

static void verb_age(step *s)
{
    s->command.contact = contact(s, word(s, 0));
    s->command.age = duration(s, word(s, 1));
    options(s, 2);
}

static void verb_resume(step *s)
{
    s->command.contact = contact(s, word(s, 0));
    options(s, 1);
}

static void verb_hold(step *s)
{
    s->command.flag = 1;
    verb_resume(s);
}

/* end c1 customer_disconnect */
static void verb_end(step *s)
{
    s->command.contact = contact(s, word(s, 0));
    s->command.reason = reason(word(s, 1));
    options(s, 2);
}

/* ringing ann c1, answered customer c1, left ann c1, clear ann c1#1 */
static void verb_part(step *s)
{
    s->command.participant = participant(s, word(s, 0), word(s, 1));
    options(s, 2);
}

/* failed ann c1 rejected; join_failed ann c1 not_joined */
static void verb_failed(step *s)
{
    s->command.participant = participant(s, word(s, 0), word(s, 1));
    s->command.reason = reason(word(s, 2));
    options(s, 3);
}

/* answered_by ann c1 bob; answered_by ann c1 - */
static void verb_answered_by(step *s)
{
    s->command.participant = participant(s, word(s, 0), word(s, 1));
    if (strcmp(word(s, 2), "-") != 0) {
        s->command.agent = agent(s, word(s, 2));
    }
    options(s, 3);
}

/* leg ann c1 77 */
static void verb_leg(step *s)
{
    s->command.participant = participant(s, word(s, 0), word(s, 1));
    s->command.value = (uint64_t)number(s, word(s, 2));
    options(s, 3);
}

static void verb_disable(step *s)
{
    s->command.queue = queue(s, word(s, 0));
    options(s, 1);
}

static void verb_enable(step *s)
{
    s->command.flag = 1;
    verb_disable(s);
}

/* force ann Offline requeue */
static void verb_force(step *s)
{
    static const char *const rules[] = { "finish", "end", "requeue" };
    s->command.agent = agent(s, word(s, 0));
    s->command.status = status(s, word(s, 1));
    s->command.flag = UINT8_MAX;
    for (uint8_t i = 0; i < 3; i++) {
        s->command.flag = strcmp(word(s, 2), rules[i]) == 0 ? i : s->command.flag;
    }
    options(s, 3);
}

/* end_waiting sales api; move_waiting sales support on voice */
static void verb_sweep(step *s)
{
    s->command.queue = queue(s, word(s, 0));
    if (s->command.op == USHER_COMMAND_QUEUE_END_WAITING) {
        s->command.reason = reason(word(s, 1));
    } else {
        s->command.value = queue(s, word(s, 1)).v;
    }
    s->command.channel = USHER_CHANNEL_NONE;
    options(s, 2);
}

/* stop: no new contacts */
static void verb_stop(step *s)
{
    s->command.flag = 1;
    options(s, 0);
}

/* A time of the calendar, which the script's own times are not. */
static usher_time calendar_time(step *s, const char *text)
{
    usher_time time = 0;
    s->bad = s->bad || usher_parse_time(text, strlen(text), &time) != USHER_OK;
    return time;
}

/* show agent ann, activity ann, contact c1, part ann c1, queue sales, hours ...: no command */
static void show(step *s, usher_time now)
{
    const char *what = word(s, 0);
    if (strcmp(what, "agent") == 0) {
        golden_agent_line(s->play, agent(s, word(s, 1)).v, now);
    } else if (strcmp(what, "activity") == 0) {
        golden_activity_line(s->play, agent(s, word(s, 1)).v, now);
    } else if (strcmp(what, "contact") == 0) {
        golden_contact_line(s->play, contact(s, word(s, 1)).v, now);
    } else if (strcmp(what, "part") == 0) {
        golden_part_line(s->play, participant(s, word(s, 1), word(s, 2)).v, now);
    } else if (strcmp(what, "queue") == 0) {
        golden_queue_line(s->play, queue(s, word(s, 1)), now);
    } else if (strcmp(what, "hours") == 0) {
        golden_hours_line(s->play, word(s, 1), calendar_time(s, word(s, 2)), now);
    } else if (strcmp(what, "queue_hours") == 0) {
        golden_queue_hours_line(s->play, word(s, 1), calendar_time(s, word(s, 2)), now);
    } else if (strcmp(what, "next_due") == 0) {
        golden_due_line(s->play, now);
    } else {
        s->bad = true;
    }
}

static const struct verb {
    const char *name;
    uint16_t op;
    void (*read)(step *s);
} verbs[] = {
    { "advance", USHER_COMMAND_ADVANCE, verb_advance },
    { "agent", USHER_COMMAND_AGENT_SET_STATUS, verb_agent },
    { "profile", USHER_COMMAND_AGENT_SET_PROFILE, verb_profile },
    { "add", USHER_COMMAND_AGENT_ADD, verb_add },
    { "remove", USHER_COMMAND_AGENT_REMOVE, verb_about_agent },
    { "begin", USHER_COMMAND_CONTACT_BEGIN, verb_begin },
    { "dial", USHER_COMMAND_CONTACT_DIAL, verb_dial },
    { "enqueue", USHER_COMMAND_CONTACT_ENQUEUE, verb_enqueue },
    { "priority", USHER_COMMAND_CONTACT_SET_PRIORITY, verb_priority },
    { "age", USHER_COMMAND_CONTACT_SET_AGE, verb_age },
    { "hold", USHER_COMMAND_CONTACT_HOLD, verb_hold },
    { "resume", USHER_COMMAND_CONTACT_HOLD, verb_resume },
    { "end", USHER_COMMAND_CONTACT_END, verb_end },
    { "clear", USHER_COMMAND_PARTICIPANT_CLEAR, verb_part },
    { "enable", USHER_COMMAND_QUEUE_SET_ENABLED, verb_enable },
    { "disable", USHER_COMMAND_QUEUE_SET_ENABLED, verb_disable },
    { "force", USHER_COMMAND_AGENT_FORCE_OUT, verb_force },
    { "end_waiting", USHER_COMMAND_QUEUE_END_WAITING, verb_sweep },
    { "move_waiting", USHER_COMMAND_QUEUE_MOVE_WAITING, verb_sweep },
    { "stop", USHER_COMMAND_STOP_ENTRIES, verb_stop },
    { "allow", USHER_COMMAND_STOP_ENTRIES, verb_advance },
    { "ringing", USHER_COMMAND_REPORT_RINGING, verb_part },
    { "answered", USHER_COMMAND_REPORT_ANSWERED, verb_part },
    { "joined", USHER_COMMAND_REPORT_JOINED, verb_part },
    { "failed", USHER_COMMAND_REPORT_FAILED, verb_failed },
    { "left", USHER_COMMAND_REPORT_LEFT, verb_part },
    { "answered_by", USHER_COMMAND_REPORT_ANSWERED_BY, verb_answered_by },
    { "join_failed", USHER_COMMAND_REPORT_JOIN_FAILED, verb_failed },
    { "leg", USHER_COMMAND_REPORT_LEG, verb_leg },
    { "gone", USHER_COMMAND_REPORT_AGENT_GONE, verb_about_agent },
    { "reachable", USHER_COMMAND_REPORT_AGENT_REACHABLE, verb_about_agent },
    { "load", USHER_COMMAND_REPORT_OUTSIDE_LOAD, verb_load },
};

/* ---- steps ----------------------------------------------------------------------------------- */

/* Does what a step says; the name of the status. NULL when it cannot be understood. */
static const char *do_step(step *s, const char *time, const char *name)
{
    usher_time now = duration(s, time);
    if (strcmp(name, "show") == 0) {
        show(s, now);
        return s->bad ? NULL : "OK";
    }
    if (strcmp(name, "change") == 0) {
        return golden_change(s->play, now, s->words);
    }
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(verbs[i].name, name) == 0) {
            uint64_t id;
            s->command.op = verbs[i].op;
            s->command.now = now;
            verbs[i].read(s);
            return s->bad ? NULL : usher_status_name(golden_submit(s->play, &s->command, &id));
        }
    }
    return NULL;
}

/* Writes the words of a line, one blank between them; a word like 255*k is k 255 times. */
static void expand(const char *line, size_t size, golden_text *out)
{
    for (const char *at = line; at < line + size;) {
        size_t length = strcspn(at, " \t\r\n");
        length = at + length > line + size ? (size_t)(line + size - at) : length;
        char *star;
        unsigned long times = strtoul(at, &star, 10);
        if (star > at && *star == '*' && star + 2 == at + length) {
            for (unsigned long i = 0; i < times; i++) {
                golden_append(out, star + 1, 1);
            }
        } else {
            golden_append(out, at, length);
        }
        golden_append(out, " ", 1);
        at += length + 1;
    }
}

/* Cuts a line into words; what stands after "=>" goes to *expected. Returns the number of words. */
static size_t cut(char *line, char **words, const char **expected)
{
    size_t count = 0;
    bool wants = false;
    *expected = "OK";
    for (char *at = strtok(line, " \t\r"); at != NULL; at = strtok(NULL, " \t\r")) {
        if (wants) {
            *expected = at;
        } else if (strcmp(at, "=>") == 0) {
            wants = true;
        } else if (count < GOLDEN_WORDS) {
            words[count++] = at;
        }
    }
    return count;
}

static void play_line(golden_play *play, char *line, const char *written, unsigned at_line)
{
    char *words[GOLDEN_WORDS + 1] = { 0 };
    const char *expected;
    size_t count = cut(line, words, &expected);
    if (count == 0 || words[0][0] == '#') {
        return;
    }
    step s = { .play = play, .command = USHER_COMMAND_INIT };
    const char *answer = NULL;
    if (count >= 2) {
        memcpy(s.words, words + 2, (GOLDEN_WORDS - 1) * sizeof words[0]);
        answer = do_step(&s, words[0], words[1]);
    }
    if (answer == NULL) {
        golden_add(&play->faults, "line %u: not understood: %s\n", at_line, written);
    } else if (strcmp(answer, expected) != 0) {
        golden_add(&play->faults, "line %u: %s, not %s: %s\n", at_line, answer, expected, written);
    }
}

void golden_script(golden_play *play, const char *text, size_t size, unsigned first)
{
    const char *end = text + size;
    for (unsigned number_of_line = first; text < end; number_of_line++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((stop != NULL ? stop : end) - text);
        golden_text written = { 0 };
        golden_text line = { 0 };
        golden_append(&written, text, length);
        expand(text, length, &line);
        if (line.size > 0) {
            play_line(play, line.data, written.data, number_of_line);
        }
        golden_free(&written);
        golden_free(&line);
        text += length + 1;
    }
}
