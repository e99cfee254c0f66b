/*
 * golden_change.c - changes of centre in a script, on the engine or on the reference.
 *
 * A change is prepared and committed at once. What it makes is the centre in force from then on; on
 * the reference it is the one that the engine has made of the same script.
 */
#include "golden.h"

#include <stdlib.h>
#include <string.h>

static usher_centre *file_of(const golden_play *play, const char *name)
{
    for (size_t i = 0; i < play->files_count; i++) {
        if (strcmp(play->files[i].name, name) == 0) {
            return play->files[i].centre;
        }
    }
    return NULL;
}

static usher_status change_engine(golden_play *play, usher_time now, const usher_centre *file,
                                  const usher_change_options *options)
{
    usher_change *change;
    usher_status status = usher_engine_prepare_change(play->engine, file, options, &change);
    if (status != USHER_OK) {
        return status;
    }
    status = usher_engine_commit_change(play->engine, now, change);
    usher_change_free(change);
    if (status == USHER_OK) {
        usher_centre *made = (usher_centre *)usher_engine_centre(play->engine); /* shared */
        play->made.centres[play->made.count++] = usher_centre_ref(made);
    }
    return status;
}

static usher_status change_reference(golden_play *play, usher_time now, const usher_centre *file,
                                     const usher_change_options *options)
{
    reference_change *change;
    usher_status status = reference_prepare(play->reference, file, options, &change);
    if (status != USHER_OK) {
        return status;
    }
    status = reference_check_change(play->reference, now, change);
    if (status == USHER_OK && play->changes < play->made.count) {
        reference_commit(play->reference, change, play->made.centres[play->changes]);
    }
    reference_change_free(change);
    return status;
}

static usher_status change(golden_play *play, usher_time now, const char *name,
                           const usher_change_options *options)
{
    const usher_centre *file = file_of(play, name);
    if (file == NULL || play->changes == GOLDEN_CHANGES) {
        return USHER_ERR_NOT_FOUND;
    }
    usher_status status = play->engine != NULL ? change_engine(play, now, file, options)
                                               : change_reference(play, now, file, options);
    if (status == USHER_OK && play->changes < play->made.count) {
        play->centre = play->made.centres[play->changes++];
    }
    golden_tell(play);
    return status;
}

/* ---- words ----------------------------------------------------------------------------------- */

/* The place of a word among others; `count` if it is none of them. */
static uint8_t place_in(const char *const names[], uint8_t count, const char *word)
{
    uint8_t i = 0;
    while (i < count && (word == NULL || strcmp(names[i], word) != 0)) {
        i++;
    }
    return i;
}

/* queue sales move support; agent ann drain. So many words, or 0 if they are no rule. */
static size_t read_rule(char *const *words, usher_change_rule *rule)
{
    static const char *const kinds[] = { "channel", "status", "queue", "profile", "agent" };
    static const char *const actions[] = { "refuse", "drain", "move" };
    *rule = (usher_change_rule)USHER_CHANGE_RULE_INIT;
    uint8_t kind = place_in(kinds, 5, words[0]);
    uint8_t action = kind < 5 && words[1] != NULL ? place_in(actions, 3, words[2]) : 3;
    if (action == 3 || (action == USHER_MOVE && words[3] == NULL)) {
        return 0;
    }
    rule->kind = (uint8_t)(kind + USHER_CHANGE_CHANNEL);
    rule->name = words[1];
    rule->action = action;
    rule->to = action == USHER_MOVE ? words[3] : NULL;
    return action == USHER_MOVE ? 4 : 3;
}

/* otherwise drain, as 7, or a rule. So many words, or 0. */
static size_t read_option(char *const *words, usher_change_options *to, usher_change_rule *rule)
{
    if (strcmp(words[0], "otherwise") == 0) {
        to->otherwise = USHER_DRAIN;
        return words[1] != NULL && strcmp(words[1], "drain") == 0 ? 2 : 0;
    }
    if (strcmp(words[0], "as") == 0 && words[1] != NULL) {
        to->actor = strtoull(words[1], NULL, 10);
        return 2;
    }
    to->rules_count++;
    return read_rule(words, rule);
}

const char *golden_change(golden_play *play, usher_time now, char *const *words)
{
    usher_change_rule rules[GOLDEN_WORDS];
    usher_change_options to = USHER_CHANGE_OPTIONS_INIT;
    to.rules = rules;
    if (words[0] == NULL) {
        return NULL;
    }
    for (size_t i = 1; words[i] != NULL;) {
        size_t taken = read_option(words + i, &to, &rules[to.rules_count]);
        if (taken == 0) {
            return NULL;
        }
        i += taken;
    }
    return usher_status_name(change(play, now, words[0], &to));
}

usher_queue_ref golden_find_queue(const golden_play *play, const char *name)
{
    usher_queue_ref ref = usher_centre_find_queue(play->centre, name);
    for (size_t i = play->changes; ref.v == 0 && i > 0; i--) {
        ref = usher_centre_find_queue(play->made.centres[i - 1], name);
    }
    return ref.v != 0 ? ref : usher_centre_find_queue(play->files[0].centre, name);
}
