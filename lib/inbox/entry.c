/*
 * entry.c - lists of entries, copies of commands, and what it means to run one.
 */
#include "entry.h"

#include <string.h>

void us_entries_add(us_entries *list, us_entry *entry)
{
    entry->before = list->last;
    entry->next = NULL;
    if (list->last != NULL) {
        list->last->next = entry;
    } else {
        list->first = entry;
    }
    list->last = entry;
}

void us_entries_remove(us_entries *list, us_entry *entry)
{
    if (entry->before != NULL) {
        entry->before->next = entry->next;
    } else {
        list->first = entry->next;
    }
    if (entry->next != NULL) {
        entry->next->before = entry->before;
    } else {
        list->last = entry->before;
    }
}

/* ---- copies ---------------------------------------------------------------------------------- */

/* Only these commands read texts. What others point to may be anything, and is not looked at. */
static bool reads_texts(uint16_t op)
{
    return op == USHER_COMMAND_CONTACT_BEGIN || op == USHER_COMMAND_CONTACT_DIAL ||
           op == USHER_COMMAND_AGENT_ADD;
}

/* Copies *text, if there is one, to where *to points, and moves that behind it. */
static bool copy_text(const char **text, char **to, size_t *room)
{
    if (*text == NULL) {
        return true;
    }
    const char *end = memchr(*text, '\0', *room);
    if (end == NULL) {
        return false;
    }
    size_t size = (size_t)(end - *text) + 1;
    memcpy(*to, *text, size);
    *text = *to;
    *to += size;
    *room -= size;
    return true;
}

bool us_entry_copy(us_entry *entry, const usher_command *command, char *text, size_t room)
{
    usher_command *own = &entry->command;
    *own = *command;
    if (!reads_texts(own->op)) {
        own->key = NULL;
        own->endpoint = NULL;
    }
    if (own->op != USHER_COMMAND_AGENT_ADD) {
        own->acw_by_channel = NULL;
    } else if (own->acw_by_channel != NULL) {
        memcpy(entry->acw, own->acw_by_channel, sizeof entry->acw);
        own->acw_by_channel = entry->acw;
    }
    return copy_text(&own->key, &text, &room) && copy_text(&own->endpoint, &text, &room);
}

/* ---- running --------------------------------------------------------------------------------- */

/*
 * Requests are refused while work that is due is left over. Who handed one in could only try again;
 * the serving thread can do that work.
 */
static usher_status submit(usher_engine *engine, const usher_command *command, uint64_t *id)
{
    usher_status status = usher_engine_submit(engine, command, id);
    if (status != USHER_ERR_BUSY || usher_engine_next_due(engine) > command->now) {
        return status;
    }
    usher_status advanced = USHER_OK;
    while (advanced == USHER_OK && usher_engine_next_due(engine) <= command->now) {
        advanced = usher_engine_advance(engine, command->now);
    }
    return usher_engine_submit(engine, command, id);
}

usher_status us_entry_run(us_entry *entry, usher_engine *engine, uint64_t *id)
{
    *id = 0;
    if (entry->work != NULL) {
        entry->work(entry->user, engine);
        return USHER_OK;
    }
    /* To have waited here is no clock that went back. */
    usher_time now = usher_engine_now(engine);
    if (entry->command.now < now) {
        entry->command.now = now;
    }
    usher_status status = submit(engine, &entry->command, id);
    if (entry->done != NULL) {
        entry->done(entry->user, status, *id);
    }
    return status;
}
