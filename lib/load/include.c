/*
 * include.c - `include:` of a centre file: which files belong to it, and how they become one tree.
 *
 * Paths are relative to the including file. Maps of the same section are joined, lists follow each
 * other, and a name that stands in two files is a finding, as it is within one. A file may come in
 * once; that also ends every cycle. Paths are compared as texts after `.` and `..` were resolved.
 */
#include "include.h"
#include "schema.h"
#include "tree.h"

#include <string.h>

/* ---- paths ----------------------------------------------------------------------------------- */

/* Drops the last part of the path built so far; false if there is none, or it is `..` itself. */
static bool drop_part(const char *path, size_t *size)
{
    size_t from = *size;
    while (from > 0 && path[from - 1] != '/') {
        from--;
    }
    bool parent = *size - from == 2 && memcmp(path + from, "..", 2) == 0;
    if (*size == from || parent) {
        return false;
    }
    *size = from > 1 ? from - 1 : from; /* the slash goes too, unless it is the root's */
    return true;
}

/* Appends the parts of `path` to what is in `out`, resolving `.` and `..`. */
static void add_parts(char *out, size_t *size, const char *path)
{
    while (*path != '\0') {
        size_t length = strcspn(path, "/");
        bool here = length == 0 || (length == 1 && path[0] == '.');
        bool parent = length == 2 && path[0] == '.' && path[1] == '.';
        if (!here && !(parent && drop_part(out, size))) {
            if (*size > 0 && out[*size - 1] != '/') {
                out[(*size)++] = '/';
            }
            memcpy(out + *size, path, length);
            *size += length;
        }
        path += length;
        path += *path == '/';
    }
    out[*size] = '\0';
}

/* The same file always under the same text (unless links lead to it); NULL without memory. */
static const char *normalised(us_load *load, const char *path)
{
    char *out = us_load_get(load, strlen(path) + 2);
    if (out == NULL) {
        return NULL;
    }
    size_t size = 0;
    if (path[0] == '/') {
        out[size++] = '/';
    }
    add_parts(out, &size, path);
    return out;
}

/* `path` as seen from the folder of `from`; NULL without memory. */
static const char *resolve(us_load *load, const char *from, const char *path)
{
    const char *slash = strrchr(from, '/');
    size_t folder = slash != NULL && path[0] != '/' ? (size_t)(slash - from) + 1 : 0;
    char *out = us_load_get(load, folder + strlen(path) + 1);
    if (out != NULL) {
        memcpy(out, from, folder);
        strcpy(out + folder, path);
    }
    return out;
}

/* ---- one file -------------------------------------------------------------------------------- */

static void report_unread(us_load *load, const us_place *place, const char *path,
                          usher_status status)
{
    us_shown shown = us_show(path, strlen(path));
    load->incomplete = true;
    if (status == USHER_ERR_NOMEM) {
        load->nomem = true;
    } else if (status == USHER_ERR_LIMIT) {
        us_report_at(load, US_CODE_FILE_TOO_LARGE, place, "`%s` is larger than %llu bytes",
                     shown.text, (unsigned long long)load->options.bytes_max);
    } else if (status == USHER_ERR_NOT_FOUND) {
        us_report_at(load, US_CODE_CANNOT_READ, place, "there is no file `%s`", shown.text);
    } else {
        us_report_at(load, US_CODE_CANNOT_READ, place, "`%s` cannot be read", shown.text);
    }
}

/* The tree of one file that has been entered into `opened`. */
static us_node *read_file(us_load *load, uint16_t file, const us_place *place)
{
    const char *path = load->opened[file].path;
    char *data = NULL;
    size_t size = 0;
    /* The first file is the caller's own wish. What a file names may be meant to make us wait. */
    if (file > 0 && load->files.read == us_file_read && !us_file_is_plain(path)) {
        load->incomplete = true;
        us_report_at(load, US_CODE_CANNOT_READ, place, "`%s` is no plain file",
                     us_show(path, strlen(path)).text);
        return NULL;
    }
    usher_status status =
        load->files.read(load->files.user, path, load->options.bytes_max, &data, &size);
    if (status == USHER_OK && size > load->options.bytes_max) {
        load->files.release(load->files.user, data);
        status = USHER_ERR_LIMIT;
    }
    if (status != USHER_OK) {
        report_unread(load, place, path, status);
        return NULL;
    }
    us_node *root = us_tree_parse(load, file, data != NULL ? data : "", size);
    load->files.release(load->files.user, data);
    return root;
}

/* ---- joining --------------------------------------------------------------------------------- */

static void join_documents(us_load *load, us_node *into, us_node *from);

/* Two maps of stages: a stage that stands in both is joined as a document of its own. */
static void join_stages(us_load *load, us_node *there, us_node *more)
{
    us_index index = us_index_make(load, there);
    us_node **link = &more->first;
    while (*link != NULL) {
        us_node *stage = *link;
        us_node *twin = us_index_find(&index, stage->key->text, stage->key->size);
        if (twin != NULL && twin->kind == US_MAP && stage->kind == US_MAP) {
            *link = stage->next;
            more->size--;
            join_documents(load, twin, stage);
        } else {
            link = &stage->next;
        }
    }
    us_tree_append(there, more);
    us_tree_settle(load, there);
}

/* Two values of one section: `there` stays and takes in what it can. */
static void join_values(us_load *load, us_node *there, us_node *more)
{
    bool same_kind = there->kind == more->kind;
    if (us_node_is_nothing(more)) {
        return;
    }
    if (us_node_is_nothing(there)) {
        us_node *next = there->next;
        *there = *more;
        there->next = next;
    } else if (same_kind && there->kind == US_LIST) {
        us_tree_append(there, more);
    } else if (same_kind && there->kind == US_MAP && strcmp(there->key->text, "stages") == 0) {
        join_stages(load, there, more);
    } else if (same_kind && there->kind == US_MAP) {
        us_tree_append(there, more);
        us_tree_settle(load, there);
    } else {
        us_place first = us_load_place(load, there->key);
        us_report(load, US_CODE_CANNOT_JOIN, more->key,
                  "`%s` stands in %s line %u already, and the two cannot be joined",
                  us_show_node(more->key).text, us_show(first.path, strlen(first.path)).text,
                  (unsigned)first.line);
    }
}

/* Section by section; what is no section is unknown and goes along to be reported. */
static void join_documents(us_load *load, us_node *into, us_node *from)
{
    for (const us_row *row = us_shape_centre.rows; row->name != NULL; row++) {
        us_node *there = us_node_get(into, row->name);
        us_node *more = us_node_get(from, row->name);
        if (there != NULL && more != NULL) {
            us_node_unlink(from, more);
            join_values(load, there, more);
        }
    }
    us_tree_append(into, from);
    us_tree_settle(load, into);
}

/* ---- the files of a centre ------------------------------------------------------------------- */

static us_node *read_with_includes(us_load *load, const char *path, const char *same,
                                   uint32_t included_by, const us_place *place);

/* May this file come in now? `same`: its normalised path. */
static bool may_include(us_load *load, const us_node *item, const char *same, uint32_t from)
{
    for (uint32_t at = from;; at = load->opened[at].included_by) {
        if (strcmp(load->opened[at].same, same) == 0) {
            us_report(load, US_CODE_INCLUDE_CYCLE, item,
                      "`%s` includes itself, at once or through others", us_show_node(item).text);
            return false;
        }
        if (at == 0) {
            break;
        }
    }
    for (uint32_t i = 0; i < load->opened_count; i++) {
        if (strcmp(load->opened[i].same, same) == 0) {
            us_report(load, US_CODE_INCLUDED_TWICE, item, "`%s` is included already",
                      us_show_node(item).text);
            return false;
        }
    }
    if (load->opened_count == US_FILES_MAX) {
        us_report(load, US_CODE_TOO_MANY_FILES, item,
                  "a centre can have %d files, this is one more", US_FILES_MAX);
        load->incomplete = true;
        return false;
    }
    return true;
}

static void include_one(us_load *load, us_node *root, const us_node *item, uint32_t from)
{
    const char *path = resolve(load, load->opened[from].path, item->text);
    const char *same = path != NULL ? normalised(load, path) : NULL;
    if (same == NULL || !may_include(load, item, same, from)) {
        return;
    }
    us_place place = us_load_place(load, item);
    us_node *included = read_with_includes(load, path, same, from, &place);
    if (included == NULL) {
        return;
    }
    us_node *version = us_node_get(included, "usher"); /* it may say its version, and need not */
    if (version != NULL) {
        us_schema_check(load, version, us_row_of(&us_shape_centre, "usher")->shape, version->key);
        us_node_unlink(included, version);
    }
    join_documents(load, root, included);
}

/* Depth of recursion: a file comes in once, so US_FILES_MAX. */
static us_node *read_with_includes(us_load *load, const char *path, const char *same,
                                   uint32_t included_by, const us_place *place)
{
    uint32_t file = load->opened_count++;
    load->opened[file] = (us_load_file){ path, same, included_by, NULL };
    us_node *root = read_file(load, (uint16_t)file, place);
    us_node *list = root != NULL ? us_node_get(root, "include") : NULL;
    if (list == NULL) {
        return root;
    }
    us_node_unlink(root, list);
    us_schema_check(load, list, us_row_of(&us_shape_centre, "include")->shape, list->key);
    load->incomplete |= !list->typed;
    for (us_node *item = list->kind == US_LIST ? list->first : NULL; item != NULL;
         item = item->next) {
        if (item->typed) {
            include_one(load, root, item, file);
        }
    }
    return root;
}

us_node *us_include_read(us_load *load, const char *path)
{
    us_place whole = { path, 0, 0, 0 };
    const char *same = normalised(load, path);
    return same != NULL ? read_with_includes(load, path, same, 0, &whole) : NULL;
}
