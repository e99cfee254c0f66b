/*
 * inbox.c - one list of entries behind one lock.
 *
 * The lock is held for a few assignments, never while a command runs or a callback is called. An
 * entry is in the list until the serving thread takes it; from then on it is the serving thread's
 * alone, until its slot is free again or its waiter is told. So a thread whose patience ends finds
 * its entry in the list, and takes it back, or knows that the answer is about to come.
 *
 * Entries of waiting threads lie on their stacks: they need no room here and cannot be refused for
 * want of it. Room counts slots only.
 */
#include "entry.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

typedef struct us_waiter {
    us_entry entry;
    pthread_cond_t answered;
    bool taken; /* by the serving thread: it can no longer be taken back */
    bool over;
    usher_status status;
    uint64_t id;
} us_waiter;

struct usher_inbox {
    usher_mem mem;
    usher_inbox_options options;
    us_entry *slots; /* options.commands of them */
    char *texts;     /* options.text_bytes for each slot */

    pthread_mutex_t lock; /* of all that follows */
    pthread_condattr_t monotonic;
    pthread_cond_t came; /* the serving thread sleeps here */
    us_entries entries;
    us_entry *free; /* slots that were used and are not now, by `next` */
    uint32_t fresh; /* slots from here on were never used */
    uint64_t last;  /* number of the entry that came last */
    usher_inbox_info info;
    pthread_t server;
    bool has_server;
    bool serving; /* inside usher_inbox_serve */
    bool woken;   /* options.wake was called, and nothing was served since */
};

/* ---- locks and clocks ------------------------------------------------------------------------ */

static void lock(usher_inbox *inbox)
{
    int error = pthread_mutex_lock(&inbox->lock);
    assert(error == 0);
    (void)error;
}

static void unlock(usher_inbox *inbox)
{
    int error = pthread_mutex_unlock(&inbox->lock);
    assert(error == 0);
    (void)error;
}

/* When so much time is over. False if that is so far away that nobody will wait for it. */
static bool time_after(usher_duration at_most, struct timespec *until)
{
    const usher_duration second = USHER_SECONDS(1);
    const usher_duration year = 366 * 24 * 60 * USHER_MINUTES(1);
    if (at_most > year) {
        return false;
    }
    if (at_most < 0) {
        at_most = 0;
    }
    (void)clock_gettime(CLOCK_MONOTONIC, until);
    int64_t ns = until->tv_nsec + at_most % second * 1000;
    until->tv_sec += (time_t)(at_most / second + ns / 1000000000);
    until->tv_nsec = (long)(ns % 1000000000);
    return true;
}

/*
 * Sleeps until told, or until that time (NULL: no end); false when it has come. A thread that was
 * cancelled here would leave its lock and its entry behind, so that has to wait.
 */
static bool sleep_until(usher_inbox *inbox, pthread_cond_t *told, const struct timespec *until)
{
    int before;
    (void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    int error = until != NULL ? pthread_cond_timedwait(told, &inbox->lock, until)
                              : pthread_cond_wait(told, &inbox->lock);
    (void)pthread_setcancelstate(before, &before);
    return error == 0;
}

/* ---- life ------------------------------------------------------------------------------------ */

static void *libc_resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    (void)ctx;
    (void)old_size;
    if (new_size == 0) {
        free(ptr);
        return NULL;
    }
    return realloc(ptr, new_size);
}

void usher_inbox_options_init(usher_inbox_options *options)
{
    *options = (usher_inbox_options)USHER_INBOX_OPTIONS_INIT;
}

/* A lock, and a condition on a clock that nobody sets. */
static bool init_threads(usher_inbox *inbox)
{
    if (pthread_condattr_init(&inbox->monotonic) != 0) {
        return false;
    }
    if (pthread_condattr_setclock(&inbox->monotonic, CLOCK_MONOTONIC) == 0 &&
        pthread_cond_init(&inbox->came, &inbox->monotonic) == 0) {
        if (pthread_mutex_init(&inbox->lock, NULL) == 0) {
            return true;
        }
        (void)pthread_cond_destroy(&inbox->came);
    }
    (void)pthread_condattr_destroy(&inbox->monotonic);
    return false;
}

static bool get_memory(usher_inbox *inbox)
{
    usher_mem *mem = &inbox->mem;
    size_t count = inbox->options.commands;
    size_t text = inbox->options.text_bytes;
    if (count > SIZE_MAX / sizeof *inbox->slots || (text > 0 && count > SIZE_MAX / text)) {
        return false;
    }
    inbox->slots = mem->resize(mem->ctx, NULL, 0, count * sizeof *inbox->slots);
    if (text > 0) {
        inbox->texts = mem->resize(mem->ctx, NULL, 0, count * text);
    }
    return inbox->slots != NULL && (text == 0 || inbox->texts != NULL);
}

static void give_memory_back(usher_inbox *inbox)
{
    usher_mem mem = inbox->mem;
    size_t count = inbox->options.commands;
    if (inbox->slots != NULL) {
        (void)mem.resize(mem.ctx, inbox->slots, count * sizeof *inbox->slots, 0);
    }
    if (inbox->texts != NULL) {
        (void)mem.resize(mem.ctx, inbox->texts, count * inbox->options.text_bytes, 0);
    }
    (void)mem.resize(mem.ctx, inbox, sizeof *inbox, 0);
}

usher_status usher_inbox_new(const usher_inbox_options *options, usher_inbox **out)
{
    if (out == NULL || options == NULL || options->size != sizeof *options ||
        options->commands == 0) {
        return USHER_ERR_INVALID;
    }
    usher_mem mem = options->mem != NULL ? *options->mem : (usher_mem){ libc_resize, NULL };
    usher_inbox *inbox = mem.resize(mem.ctx, NULL, 0, sizeof *inbox);
    if (inbox == NULL) {
        return USHER_ERR_NOMEM;
    }
    *inbox = (usher_inbox){ .mem = mem, .options = *options };
    if (!get_memory(inbox) || !init_threads(inbox)) {
        give_memory_back(inbox);
        return USHER_ERR_NOMEM;
    }
    *out = inbox;
    return USHER_OK;
}

void usher_inbox_free(usher_inbox *inbox)
{
    if (inbox == NULL) {
        return;
    }
    assert(!inbox->serving);
    for (const us_entry *entry = inbox->entries.first; entry != NULL; entry = entry->next) {
        assert(entry->waiter == NULL);
        if (entry->done != NULL) {
            entry->done(entry->user, USHER_ERR_STATE, 0);
        }
    }
    (void)pthread_mutex_destroy(&inbox->lock);
    (void)pthread_cond_destroy(&inbox->came);
    (void)pthread_condattr_destroy(&inbox->monotonic);
    give_memory_back(inbox);
}

/* ---- handing in ------------------------------------------------------------------------------ */

/* Under the lock: the entry stands last. */
static void take_in(usher_inbox *inbox, us_entry *entry)
{
    entry->number = ++inbox->last;
    if (inbox->entries.first == NULL) {
        (void)pthread_cond_signal(&inbox->came);
    }
    us_entries_add(&inbox->entries, entry);
    inbox->info.waiting++;
    if (inbox->info.waiting > inbox->info.waiting_most) {
        inbox->info.waiting_most = inbox->info.waiting;
    }
}

/* Gives up the lock, and tells who does not sleep in usher_inbox_wait. */
static void unlock_and_wake(usher_inbox *inbox)
{
    bool wake = inbox->options.wake != NULL && !inbox->woken;
    inbox->woken = true;
    unlock(inbox);
    if (wake) {
        inbox->options.wake(inbox->options.user);
    }
}

static us_entry *free_slot(usher_inbox *inbox)
{
    us_entry *slot = inbox->free;
    if (slot != NULL) {
        inbox->free = slot->next;
    } else if (inbox->fresh < inbox->options.commands) {
        slot = &inbox->slots[inbox->fresh++];
    }
    return slot;
}

static void give_slot_back(usher_inbox *inbox, us_entry *slot)
{
    slot->next = inbox->free;
    inbox->free = slot;
}

static char *text_of(const usher_inbox *inbox, const us_entry *slot)
{
    size_t at = (size_t)(slot - inbox->slots);
    return inbox->texts != NULL ? inbox->texts + at * inbox->options.text_bytes : NULL;
}

/* Under the lock: a slot for the entry, if anything may come in. */
static usher_status find_slot(usher_inbox *inbox, us_entry **slot)
{
    if (inbox->info.closed) {
        return USHER_ERR_STATE;
    }
    *slot = free_slot(inbox);
    if (*slot == NULL) {
        inbox->info.full++;
        return USHER_ERR_BUSY;
    }
    return USHER_OK;
}

usher_status usher_inbox_put(usher_inbox *inbox, const usher_command *command,
                             usher_inbox_done done, void *user)
{
    if (command == NULL || command->size != sizeof *command) {
        return USHER_ERR_INVALID;
    }
    us_entry *slot;
    lock(inbox);
    usher_status status = find_slot(inbox, &slot);
    if (status != USHER_OK) {
        unlock(inbox);
        return status;
    }
    slot->work = NULL;
    slot->done = done;
    slot->user = user;
    slot->waiter = NULL;
    if (!us_entry_copy(slot, command, text_of(inbox, slot), inbox->options.text_bytes)) {
        give_slot_back(inbox, slot);
        unlock(inbox);
        return USHER_ERR_LIMIT;
    }
    take_in(inbox, slot);
    unlock_and_wake(inbox);
    return USHER_OK;
}

usher_status usher_inbox_post(usher_inbox *inbox, usher_inbox_work work, void *user)
{
    if (work == NULL) {
        return USHER_ERR_INVALID;
    }
    us_entry *slot;
    lock(inbox);
    usher_status status = find_slot(inbox, &slot);
    if (status != USHER_OK) {
        unlock(inbox);
        return status;
    }
    slot->work = work;
    slot->done = NULL;
    slot->user = user;
    slot->waiter = NULL;
    take_in(inbox, slot);
    unlock_and_wake(inbox);
    return USHER_OK;
}

/* Under the lock. Once the entry is taken its answer is near, however long that is. */
static usher_status wait_for_answer(usher_inbox *inbox, us_waiter *waiter,
                                    const struct timespec *until)
{
    while (!waiter->over) {
        bool in_time = sleep_until(inbox, &waiter->answered, waiter->taken ? NULL : until);
        if (!in_time && !waiter->taken) {
            us_entries_remove(&inbox->entries, &waiter->entry);
            inbox->info.waiting--;
            return USHER_ERR_BUSY;
        }
    }
    return waiter->status;
}

/* Hands in what the waiter holds, and waits. */
static usher_status hand_in_and_wait(usher_inbox *inbox, us_waiter *waiter, usher_duration at_most)
{
    struct timespec until;
    bool ends = time_after(at_most, &until);
    lock(inbox);
    bool own = inbox->has_server && pthread_equal(inbox->server, pthread_self());
    if (own || inbox->info.closed) {
        unlock(inbox);
        return own ? USHER_ERR_REENTRANT : USHER_ERR_STATE;
    }
    if (pthread_cond_init(&waiter->answered, &inbox->monotonic) != 0) {
        unlock(inbox);
        return USHER_ERR_NOMEM;
    }
    waiter->entry.waiter = waiter;
    take_in(inbox, &waiter->entry);
    unlock_and_wake(inbox);
    lock(inbox);
    usher_status status = wait_for_answer(inbox, waiter, ends ? &until : NULL);
    unlock(inbox);
    (void)pthread_cond_destroy(&waiter->answered);
    return status;
}

usher_status usher_inbox_submit(usher_inbox *inbox, const usher_command *command,
                                usher_duration at_most, uint64_t *id)
{
    if (command == NULL || command->size != sizeof *command) {
        return USHER_ERR_INVALID;
    }
    us_waiter waiter = { .entry = { .command = *command } };
    usher_status status = hand_in_and_wait(inbox, &waiter, at_most);
    if (id != NULL) {
        *id = waiter.id;
    }
    return status;
}

usher_status usher_inbox_call(usher_inbox *inbox, usher_inbox_work work, void *user,
                              usher_duration at_most)
{
    if (work == NULL) {
        return USHER_ERR_INVALID;
    }
    us_waiter waiter = { .entry = { .work = work, .user = user } };
    return hand_in_and_wait(inbox, &waiter, at_most);
}

void usher_inbox_close(usher_inbox *inbox)
{
    lock(inbox);
    inbox->info.closed = true;
    (void)pthread_cond_signal(&inbox->came);
    unlock_and_wake(inbox);
}

/* ---- serving --------------------------------------------------------------------------------- */

/* Under the lock: who serves must not wait for an answer. */
static void become_server(usher_inbox *inbox)
{
    inbox->server = pthread_self();
    inbox->has_server = true;
}

bool usher_inbox_wait(usher_inbox *inbox, usher_duration at_most)
{
    struct timespec until;
    bool ends = time_after(at_most, &until);
    lock(inbox);
    become_server(inbox);
    bool in_time = true;
    while (in_time && inbox->entries.first == NULL && !inbox->info.closed) {
        in_time = sleep_until(inbox, &inbox->came, ends ? &until : NULL);
    }
    bool more = inbox->entries.first != NULL || !inbox->info.closed;
    unlock(inbox);
    return more;
}

/* Under the lock: the first entry is the serving thread's, if it is not later than that. */
static us_entry *take_out(usher_inbox *inbox, uint64_t last)
{
    us_entry *entry = inbox->entries.first;
    if (entry == NULL || entry->number > last) {
        return NULL;
    }
    us_entries_remove(&inbox->entries, entry);
    inbox->info.waiting--;
    if (entry->waiter != NULL) {
        entry->waiter->taken = true;
    }
    return entry;
}

/* Under the lock: it has run. A waiter's entry is no longer there once the lock is given up. */
static void settle(usher_inbox *inbox, us_entry *entry, usher_status status, uint64_t id)
{
    us_waiter *waiter = entry->waiter;
    inbox->info.served++;
    if (waiter == NULL) {
        give_slot_back(inbox, entry);
        return;
    }
    waiter->status = status;
    waiter->id = id;
    waiter->over = true;
    (void)pthread_cond_signal(&waiter->answered);
}

size_t usher_inbox_serve(usher_inbox *inbox, usher_engine *engine)
{
    lock(inbox);
    if (inbox->serving) {
        unlock(inbox);
        return 0;
    }
    become_server(inbox);
    inbox->serving = true;
    inbox->woken = false;
    uint64_t last = inbox->last;
    size_t served = 0;
    us_entry *entry;
    while ((entry = take_out(inbox, last)) != NULL) {
        unlock(inbox);
        uint64_t id;
        usher_status status = us_entry_run(entry, engine, &id);
        lock(inbox);
        settle(inbox, entry, status, id);
        served++;
    }
    inbox->serving = false;
    unlock(inbox);
    return served;
}

void usher_inbox_get(usher_inbox *inbox, usher_inbox_info *out)
{
    lock(inbox);
    *out = inbox->info;
    unlock(inbox);
}
