/*
 * run_golden.c - plays golden files and compares what comes out (docs/testing.md, "Golden files").
 *
 *     run_golden [--reference] [FILE or FOLDER ...]
 *
 * A file is Markdown. A ```centre block is a centre, a ```script block is played on the latest one
 * from the beginning, and the ```events block after it says what must come out. ```script units N
 * allows N units of work a command, and is played on the engine only. A ```centre NAME block is
 * another centre, which a script may change to; those belong to the ```centre before them.
 * GOLDEN_UPDATE=1 in the environment rewrites the events blocks; steps that are answered otherwise
 * than written, and broken invariants, fail in any case. --reference plays on the naive reference.
 */
#include "golden.h"
#include "support/zones.h"

#include <usher/load.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct block {
    const char *kind; /* the word after the fence */
    size_t kind_size;
    const char *text;
    size_t size;
    unsigned line; /* of its first line of text */
    const char *next;
} block;

typedef struct file {
    const char *path;
    golden_text text;
    golden_text updated;                  /* the file with new events blocks */
    const char *kept;                     /* copied to `updated` up to here */
    usher_loaded *loaded[GOLDEN_CENTRES]; /* the centre, and those to change to */
    golden_centre centres[GOLDEN_CENTRES];
    size_t centres_count; /* 0: there is none, or it is wrong */
    golden_play play;
    bool playing;
    bool skipped; /* the script of the next events block, on the reference */
    bool on_reference;
    bool update;
    unsigned played;
    unsigned failed;
} file;

static bool read_file(const char *path, golden_text *text)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        return false;
    }
    char piece[2048];
    size_t size;
    while ((size = fread(piece, 1, sizeof piece, in)) > 0) {
        golden_append(text, piece, size);
    }
    fclose(in);
    return true;
}

static bool write_file(const char *path, const golden_text *text)
{
    FILE *out = fopen(path, "wb");
    if (out == NULL) {
        return false;
    }
    bool written = fwrite(text->data, 1, text->size, out) == text->size;
    return fclose(out) == 0 && written;
}

/* The next fenced block from `at`; false when there is none. */
static bool next_block(const file *f, const char *at, block *b)
{
    const char *open = at == f->text.data && strncmp(at, "```", 3) == 0 ? at : strstr(at, "\n```");
    if (open == NULL) {
        return false;
    }
    b->kind = open + (*open == '\n' ? 4 : 3);
    b->kind_size = strcspn(b->kind, "\n");
    b->text = b->kind + b->kind_size + (b->kind[b->kind_size] == '\n');
    const char *close = strncmp(b->text, "```", 3) == 0 ? b->text : strstr(b->text, "\n```");
    if (close == NULL) {
        close = b->text + strlen(b->text);
    }
    close += *close == '\n';
    b->size = (size_t)(close - b->text);
    b->next = close + strcspn(close, "\n");
    b->line = 1;
    for (const char *c = f->text.data; c < b->text; c++) {
        b->line += *c == '\n';
    }
    return true;
}

static bool is_kind(const block *b, const char *kind)
{
    return b->kind_size == strlen(kind) && strncmp(b->kind, kind, b->kind_size) == 0;
}

static void complain(file *f, unsigned line, const char *what)
{
    printf("%s:%u: %s\n", f->path, line, what);
    f->failed++;
}

/* ---- the centre: loaded from the block as if it were a file ---------------------------------- */

static usher_status read_block(void *user, const char *path, size_t size_max, char **data,
                               size_t *size)
{
    const block *b = user;
    (void)path;
    if (b->size > size_max) {
        return USHER_ERR_LIMIT;
    }
    *data = malloc(b->size + 1);
    if (*data == NULL) {
        abort();
    }
    memcpy(*data, b->text, b->size);
    *size = b->size;
    return USHER_OK;
}

static void release_block(void *user, char *data)
{
    (void)user;
    free(data);
}

static void forget_centres(file *f)
{
    for (size_t i = 0; i < GOLDEN_CENTRES; i++) {
        usher_loaded_free(f->loaded[i]);
        f->loaded[i] = NULL;
    }
    f->centres_count = 0;
}

static void show_findings(const file *f, const block *b, const usher_loaded *loaded)
{
    const usher_findings *findings = usher_loaded_findings(loaded);
    const usher_finding *each;
    for (size_t i = 0; (each = usher_findings_get(findings, i)) != NULL; i++) {
        printf("%s:%u: %s\n", f->path, b->line + each->line - 1, each->message);
    }
}

static void load_centre(file *f, block *b, const char *name, size_t name_size)
{
    usher_load_files files = { b, read_block, release_block };
    usher_load_options options = USHER_LOAD_OPTIONS_INIT;
    options.files = &files;
    options.zones = &zones_table;
    size_t at = f->centres_count;
    if (at == GOLDEN_CENTRES) {
        complain(f, b->line, "too many centres");
        return;
    }
    usher_status status = usher_load_centre("centre.yaml", &options, &f->loaded[at]);
    if (status == USHER_OK) {
        golden_centre *c = &f->centres[f->centres_count++];
        snprintf(c->name, sizeof c->name, "%.*s", (int)name_size, name);
        c->centre = usher_loaded_centre(f->loaded[at]);
        return;
    }
    complain(f, b->line, usher_strerror(status));
    if (f->loaded[at] != NULL) {
        show_findings(f, b, f->loaded[at]);
    }
    forget_centres(f);
}

/* ```centre begins anew; ```centre NAME is one more to change to. */
static void read_centre(file *f, block *b)
{
    static const char first[] = "first";
    size_t word = strlen("centre ");
    if (is_kind(b, "centre")) {
        forget_centres(f);
        load_centre(f, b, first, strlen(first));
    } else if (f->centres_count > 0) {
        load_centre(f, b, b->kind + word, b->kind_size - word);
    }
}

/* ---- scripts and what must come out ---------------------------------------------------------- */

static void end_play(file *f)
{
    if (f->playing) {
        golden_end(&f->play);
        f->playing = false;
    }
}

/* What the changes of this script come to, which the reference must be told. */
static void make_centres(const file *f, const block *b, golden_made *made)
{
    golden_play on_engine;
    golden_begin(&on_engine, f->centres, f->centres_count, NULL, 0, false);
    golden_script(&on_engine, b->text, b->size, b->line);
    golden_made_copy(made, &on_engine.made);
    golden_end(&on_engine);
}

static void play_script(file *f, const block *b, uint32_t units)
{
    golden_made made = { .count = 0 };
    end_play(f);
    if (f->centres_count == 0) {
        complain(f, b->line, "a script without a centre");
        return;
    }
    if (f->on_reference && f->centres_count > 1) {
        make_centres(f, b, &made);
    }
    golden_begin(&f->play, f->centres, f->centres_count, &made, units, f->on_reference);
    golden_made_clear(&made);
    f->playing = true;
    f->played++;
    golden_script(&f->play, b->text, b->size, b->line);
    if (f->play.faults.size > 0) {
        complain(f, b->line, "the script goes otherwise than written");
        printf("%s", f->play.faults.data);
    }
}

/* The reference, which knows no units, plays nothing, and what must come out is not asked. */
static void play_in_units(file *f, const block *b, uint32_t units)
{
    if (units == 0) {
        complain(f, b->line, "a script in no units");
    } else if (f->on_reference) {
        end_play(f);
        f->skipped = true;
    } else {
        play_script(f, b, units);
    }
}

static size_t line_length(const char *text, const char *end)
{
    const char *stop = memchr(text, '\n', (size_t)(end - text));
    return (size_t)((stop != NULL ? stop + 1 : end) - text);
}

/* Shows the first line that differs, and all that came out. */
static void show_difference(file *f, const block *b)
{
    const char *wanted = b->text;
    const char *wanted_end = b->text + b->size;
    const char *got = f->play.lines.data != NULL ? f->play.lines.data : "";
    const char *got_end = got + f->play.lines.size;
    unsigned line = b->line;
    for (; wanted < wanted_end && got < got_end; line++) {
        size_t size = line_length(wanted, wanted_end);
        if (size != line_length(got, got_end) || memcmp(wanted, got, size) != 0) {
            break;
        }
        wanted += size;
        got += size;
    }
    complain(f, line, "something else came out");
    printf("- %.*s\n", wanted < wanted_end ? (int)line_length(wanted, wanted_end) - 1 : 0, wanted);
    printf("+ %.*s\n", got < got_end ? (int)line_length(got, got_end) - 1 : 0, got);
    printf("all of it:\n%s", f->play.lines.size > 0 ? f->play.lines.data : "");
}

static void compare(file *f, const block *b)
{
    const golden_text *lines = &f->play.lines;
    if (f->skipped) {
        f->skipped = false;
        return;
    }
    if (!f->playing) {
        complain(f, b->line, "events without a script");
        return;
    }
    golden_append(&f->updated, f->kept, (size_t)(b->text - f->kept));
    if (lines->size > 0) {
        golden_append(&f->updated, lines->data, lines->size);
    }
    f->kept = b->text + b->size;
    bool same =
        lines->size == b->size && (b->size == 0 || memcmp(lines->data, b->text, b->size) == 0);
    if (!same && !f->update) {
        show_difference(f, b);
    }
    end_play(f);
}

static void play_blocks(file *f)
{
    static const char units[] = "script units ";
    block b;
    f->kept = f->text.data;
    for (const char *at = f->text.data; next_block(f, at, &b); at = b.next) {
        if (is_kind(&b, "centre") || strncmp(b.kind, "centre ", 7) == 0) {
            read_centre(f, &b);
        } else if (is_kind(&b, "script")) {
            play_script(f, &b, 0);
        } else if (strncmp(b.kind, units, strlen(units)) == 0) {
            play_in_units(f, &b, (uint32_t)strtoul(b.kind + strlen(units), NULL, 10));
        } else if (is_kind(&b, "events")) {
            compare(f, &b);
        }
    }
    golden_append(&f->updated, f->kept, strlen(f->kept));
}

static unsigned play_file(const char *path, bool on_reference, unsigned *played)
{
    const char *update = getenv("GOLDEN_UPDATE");
    file f = { .path = path, .on_reference = on_reference };
    f.update = update != NULL && strcmp(update, "1") == 0;
    if (!read_file(path, &f.text) || f.text.size == 0) {
        printf("%s: cannot be read\n", path);
        return 1;
    }
    play_blocks(&f);
    if (f.played == 0) {
        complain(&f, 1, "no script in it");
    }
    bool differs = strcmp(f.text.data, f.updated.data) != 0;
    if (f.update && differs && !write_file(path, &f.updated)) {
        complain(&f, 1, "cannot be written");
    }
    end_play(&f);
    forget_centres(&f);
    golden_free(&f.text);
    golden_free(&f.updated);
    *played += f.played;
    return f.failed;
}

static bool is_golden(const char *name)
{
    size_t length = strlen(name);
    return length > 3 && strcmp(name + length - 3, ".md") == 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All golden files of a folder, in order of name. */
static unsigned play_folder(DIR *folder, const char *path, bool on_reference, unsigned *played)
{
    char *names[1024];
    size_t count = 0;
    unsigned failed = 0;
    for (struct dirent *entry; count < 1024 && (entry = readdir(folder)) != NULL;) {
        if (is_golden(entry->d_name)) {
            golden_text name = { 0 };
            golden_add(&name, "%s/%s", path, entry->d_name);
            names[count++] = name.data;
        }
    }
    qsort(names, count, sizeof names[0], by_name);
    for (size_t i = 0; i < count; i++) {
        failed += play_file(names[i], on_reference, played);
        free(names[i]);
    }
    return failed;
}

static unsigned play_path(const char *path, bool on_reference, unsigned *played)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return play_file(path, on_reference, played);
    }
    unsigned failed = play_folder(folder, path, on_reference, played);
    closedir(folder);
    return failed;
}

int main(int count, char **words)
{
    bool on_reference = count > 1 && strcmp(words[1], "--reference") == 0;
    int first = on_reference ? 2 : 1;
    unsigned played = 0;
    unsigned failed = 0;
    for (int i = first; i < count; i++) {
        failed += play_path(words[i], on_reference, &played);
    }
    if (first == count) {
        failed += play_path("tests/golden/routing", on_reference, &played);
        failed += play_path("tests/golden/museum", on_reference, &played);
        failed += play_path("tests/golden/coming-from", on_reference, &played);
    }
    const char *on = on_reference ? "the reference" : "the engine";
    printf("%u scripts played on %s, %u failures\n", played, on, failed);
    return failed > 0 || played == 0 ? 1 : 0;
}
