/*
 * anywhere.c - the same decisions, records and digests on every machine: fixed numbers in a file.
 *
 * Plays scenarios, opens an engine from the records of each, and compares the numbers that come out
 * with tests/anywhere/expected.txt; then the day of every_op.h with tests/golden/records/. It needs
 * the core and libc only, no test library and no other files, so it runs where nothing else does:
 * scripts/elsewhere builds it for other machines, other libraries and other sanitizers.
 *   anywhere SOURCE       GOLDEN_UPDATE=1 writes the file instead
 * Under clang's memory sanitizer it also looks that every byte that comes out was written.
 */
#include "base/hash.h"
#include "engine/record.h"
#include "support/every_op.h"
#include "support/player.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
#define LOOK_AT(bytes, size) __msan_check_mem_is_initialized(bytes, size)
#endif
#endif
#ifndef LOOK_AT
#define LOOK_AT(bytes, size) ((void)(bytes), (void)(size))
#endif

enum { PLAYED = 32, TEXT_MAX = 1 << 16, PATH_SIZE = 1024 };

typedef struct text {
    char chars[TEXT_MAX];
    size_t size;
} text;

static void stop(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static void add(text *t, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(t->chars + t->size, sizeof t->chars - t->size, format, arguments);
    va_end(arguments);
    if (size < 0 || (size_t)size >= sizeof t->chars - t->size) {
        stop("anywhere: the text does not fit");
    }
    t->size += (size_t)size;
}

static void add_number(text *t, const char *what, uint64_t number)
{
    add(t, "%s 0x%08x%08x", what, (unsigned)(number >> 32), (unsigned)number);
}

static bool read_file(const char *source, const char *name, text *t)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", source, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    t->size = fread(t->chars, 1, sizeof t->chars - 1, file);
    t->chars[t->size] = '\0';
    fclose(file);
    return true;
}

/* ---- scenarios ------------------------------------------------------------------------------- */

static void look_at_all(const player *p, const journal *j)
{
    for (size_t i = 0; i < p->history.count; i++) {
        LOOK_AT(&p->history.events[i], sizeof p->history.events[i]);
    }
    for (uint64_t i = 0; i < j->last; i++) {
        LOOK_AT(j->records[i].bytes, j->records[i].size);
    }
}

static void add_records(text *out, const journal *j)
{
    uint32_t crc = 0;
    size_t bytes = 0;
    for (uint64_t i = 0; i < j->last; i++) {
        crc = us_crc32c(crc, j->records[i].bytes, j->records[i].size);
        bytes += j->records[i].size;
    }
    add(out, "%u records, %u bytes, crc 0x%08x", (unsigned)j->last, (unsigned)bytes, (unsigned)crc);
}

static usher_engine *open_engine(journal *j, usher_centre *centre, uint32_t index)
{
    usher_store store = journal_store(j);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    options.centre = centre;
    options.store = &store;
    options.seed = index;
    options.limits.units_per_command = index % 3 == 0 ? 1 : 64;
    usher_engine *engine = NULL;
    usher_status status = usher_engine_new(&options, &engine);
    if (status != USHER_OK) {
        stop("anywhere: scenario %u: %s", (unsigned)index, usher_status_name(status));
    }
    return engine;
}

/* An engine that is opened from the records is the same. */
static void replay(journal *j, usher_centre *centre, uint32_t index, const usher_engine *engine)
{
    usher_engine *again = open_engine(j, centre, index);
    usher_engine_info first;
    usher_engine_info second;
    usher_engine_get(engine, &first);
    usher_engine_get(again, &second);
    if (first.digest != second.digest || first.event != second.event ||
        usher_engine_state_digest(engine) != usher_engine_state_digest(again) ||
        player_picture(engine) != player_picture(again)) {
        stop("anywhere: scenario %u: replay gives another engine", (unsigned)index);
    }
    usher_engine_free(again);
}

static void play(text *out, uint32_t index)
{
    static scenario s;
    static player p;
    journal j;
    journal_init(&j, USHER_APPEND_DURABLE);
    scenario_make(&s, index, SCENARIO_STEPS_MAX);
    usher_centre *centre = scenario_centre(&s, NULL, NULL);
    usher_engine *engine = open_engine(&j, centre, index);
    player_init(&p, &s, engine);
    p.late = (index & 4) != 0;
    p.lazy = (index & 8) != 0;
    snprintf(p.label, sizeof p.label, "scenario %u", (unsigned)index);
    player_finish(&p);
    look_at_all(&p, &j);
    usher_engine_info info;
    usher_engine_get(engine, &info);
    add(out, "scenario %u: ", (unsigned)index);
    add_records(out, &j);
    add(out, ", %u events", (unsigned)info.event);
    add_number(out, ",", info.digest);
    add_number(out, ", state", usher_engine_state_digest(engine));
    add_number(out, ", queries", player_picture(engine));
    add_number(out, ", centre", usher_centre_hash(centre));
    add(out, "\n");
    replay(&j, centre, index, engine);
    player_clear(&p);
    usher_engine_free(engine);
    journal_clear(&j);
    usher_centre_unref(centre);
}

/* ---- golden records -------------------------------------------------------------------------- */

static const char *op_name(uint16_t op)
{
    return op == US_OP_OPEN ? "open" : usher_command_name(op);
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The bytes of a file of tests/golden/records: two digits each; # begins a remark. */
static size_t bytes_of(const text *t, uint8_t *bytes)
{
    size_t size = 0;
    for (const char *at = t->chars; *at != '\0' && size < USHER_RECORD_MAX; at++) {
        if (*at == '#') {
            at += strcspn(at, "\n");
        }
        if (digit(at[0]) >= 0 && digit(at[1]) >= 0) {
            bytes[size++] = (uint8_t)(digit(at[0]) << 4 | digit(at[1]));
            at++;
        }
    }
    return size;
}

/* The record is that of the file, as written and as read. */
static void check_record(const char *source, const journal_record *record)
{
    static text file;
    static us_record decoded;
    uint8_t bytes[USHER_RECORD_MAX];
    char name[PATH_SIZE];
    if (us_record_decode(record->bytes, record->size, &decoded) != USHER_OK) {
        stop("anywhere: a record of ours cannot be read");
    }
    snprintf(name, sizeof name, "tests/golden/records/%s-v1.hex", op_name(decoded.command.op));
    if (!read_file(source, name, &file)) {
        stop("anywhere: there is no %s", name);
    }
    size_t size = bytes_of(&file, bytes);
    if (size != record->size || memcmp(bytes, record->bytes, size) != 0) {
        stop("anywhere: the record is not that of %s", name);
    }
}

static void play_every_op(text *out, const char *source)
{
    journal j;
    journal_init(&j, USHER_APPEND_DURABLE);
    usher_store store = journal_store(&j);
    usher_centre *centre = every_op_centre();
    usher_engine *engine;
    if (every_op_open(&store, centre, &engine) != USHER_OK) {
        stop("anywhere: the day of all commands does not begin");
    }
    every_op_play(engine);
    for (uint64_t i = 0; i < j.last; i++) {
        check_record(source, &j.records[i]);
    }
    add(out, "every command: ");
    add_records(out, &j);
    add_number(out, ", state", usher_engine_state_digest(engine));
    add(out, "\n");
    usher_engine_free(engine);
    journal_clear(&j);
    usher_centre_unref(centre);
}

/* ---- the file -------------------------------------------------------------------------------- */

static void write_expected(const char *source, const text *now)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/tests/anywhere/expected.txt", source);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(now->chars, 1, now->size, file) != now->size || fclose(file) != 0) {
        stop("anywhere: cannot write %s", path);
    }
}

/* Prints the first line that differs; false if none does. */
static bool differs(const text *now, const text *expected)
{
    if (strcmp(now->chars, expected->chars) == 0) {
        return false;
    }
    const char *is = now->chars;
    const char *was = expected->chars;
    size_t size;
    while ((size = strcspn(is, "\n")) == strcspn(was, "\n") && strncmp(is, was, size) == 0 &&
           is[size] != '\0' && was[size] != '\0') {
        is += size + 1;
        was += size + 1;
    }
    printf("expected: %.*s\nhere:     %.*s\n", (int)strcspn(was, "\n"), was, (int)size, is);
    return true;
}

int main(int count, char **words)
{
    static text now;
    static text expected;
    if (count != 2) {
        stop("usage: anywhere SOURCE");
    }
    for (uint32_t index = 0; index < PLAYED; index++) {
        play(&now, index);
    }
    play_every_op(&now, words[1]);
    const char *update = getenv("GOLDEN_UPDATE");
    if (update != NULL && strcmp(update, "1") == 0) {
        write_expected(words[1], &now);
    }
    if (!read_file(words[1], "tests/anywhere/expected.txt", &expected) ||
        differs(&now, &expected)) {
        stop("anywhere: what is decided here is not what is decided elsewhere");
    }
    printf("%d scenarios and all golden records are the same here\n", PLAYED);
    return 0;
}
