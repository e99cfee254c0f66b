/*
 * parse.c - libyaml's events become a tree.
 *
 * Aliases are copied, and every node that a copy makes counts against nodes_max, so nested aliases
 * cannot grow without limit. An alias may stand only behind the whole of what it names; so a tree
 * never contains itself. Nesting is limited by depth_max. What cannot be kept (a tag that means
 * something, an alias of nothing, a scalar of a megabyte) is reported and marked as broken; what
 * makes the rest of the file unreadable ends the parse, and the file counts as missing.
 *
 * libyaml gets its memory from malloc, not from the caller's functions.
 */
#include "bytes.h"
#include "tree.h"

#include <string.h>
#include <yaml.h>

enum { ANCHORS_MAX = 1000, TEXT_MAX = 4096 };

typedef struct anchor {
    const char *name;
    us_node *node;
    uint32_t height; /* 0 for a scalar */
    bool complete;
} anchor;

typedef struct frame { /* a map or list that is being read */
    us_node *node;
    us_node **link;  /* where its next value goes */
    us_node *key;    /* of a map: read, and waiting for its value */
    anchor *anchor;  /* its own; NULL = none */
    uint32_t height; /* of the highest value so far, + 1 */
} frame;

typedef struct parser {
    us_load *load;
    yaml_parser_t yaml;
    uint16_t file;
    us_node *root;
    frame frames[US_DEPTH_LIMIT];
    uint32_t depth;
    anchor *anchors;
    size_t anchors_count;
    bool failed; /* nothing more can be made of this file */
    bool ended;
} parser;

static us_place place_of(const parser *p, const yaml_mark_t *mark)
{
    us_place place = { p->load->opened[p->file].path, p->file, (uint32_t)mark->line + 1,
                       (uint32_t)mark->column + 1 };
    return place;
}

static void fail(parser *p, us_code code, const yaml_mark_t *mark, const char *message)
{
    us_place place = place_of(p, mark);
    us_report_at(p->load, code, &place, "%s", message);
    p->failed = true;
}

/* A node was not to be had: memory, or the limit? */
static void out_of_nodes(parser *p, const yaml_mark_t *mark)
{
    p->failed = true;
    if (!p->load->nomem) {
        fail(p, US_CODE_TOO_MANY_NODES, mark,
             "there are more keys and values than allowed, aliases counted in full");
    }
}

static us_node *new_node(parser *p, us_node_kind kind, const yaml_mark_t *mark)
{
    us_node *node = us_tree_node(p->load);
    if (node == NULL) {
        out_of_nodes(p, mark);
        return NULL;
    }
    node->kind = (uint8_t)kind;
    node->file = p->file;
    node->line = (uint32_t)mark->line + 1;
    node->column = (uint32_t)mark->column + 1;
    node->text = "";
    return node;
}

/* Puts a node where the innermost map or list wants it, or at the root. */
static void attach(parser *p, us_node *node)
{
    if (p->depth == 0) {
        p->root = node;
        return;
    }
    frame *top = &p->frames[p->depth - 1];
    if (top->node->kind == US_MAP && top->key == NULL) {
        if (node->kind != US_SCALAR) {
            us_report(p->load, US_CODE_BAD_KEY, node, "a key must be a simple text");
        }
        top->key = node;
        return;
    }
    bool keyless = top->key != NULL && (top->key->kind != US_SCALAR || top->key->broken);
    if (!keyless) {
        node->key = top->key;
        *top->link = node;
        top->link = &node->next;
        top->node->size++;
    }
    top->key = NULL;
}

/* ---- anchors and tags ------------------------------------------------------------------------ */

static anchor *add_anchor(parser *p, const yaml_char_t *name, us_node *node)
{
    if (name == NULL) {
        return NULL;
    }
    if (p->anchors_count == ANCHORS_MAX) {
        us_report(p->load, US_CODE_TOO_MANY_ANCHORS, node,
                  "a file can have 1000 anchors, this is one more");
        p->failed = true;
        return NULL;
    }
    if (p->anchors == NULL) {
        p->anchors = us_load_get(p->load, ANCHORS_MAX * sizeof *p->anchors);
    }
    const char *text =
        us_arena_text(&p->load->arena, (const char *)name, strlen((const char *)name));
    if (p->anchors == NULL || text == NULL) {
        p->load->nomem = true;
        p->failed = true;
        return NULL;
    }
    anchor *added = &p->anchors[p->anchors_count++];
    *added = (anchor){ .name = text, .node = node };
    return added;
}

static const anchor *find_anchor(const parser *p, const char *name)
{
    for (size_t i = p->anchors_count; i-- > 0;) {
        if (strcmp(p->anchors[i].name, name) == 0) {
            return &p->anchors[i];
        }
    }
    return NULL;
}

/* The schema decides what a value is: the core types say nothing, all other tags are refused. */
static void check_tag(parser *p, const yaml_char_t *tag, us_node *node)
{
    static const char *const harmless[] = {
        "!", "str", "int", "float", "bool", "null", "map", "seq"
    };
    static const char core[] = "tag:yaml.org,2002:";
    if (tag == NULL) {
        return;
    }
    const char *text = (const char *)tag;
    size_t prefix = strncmp(text, core, sizeof core - 1) == 0 ? sizeof core - 1 : 0;
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        if (strcmp(text + prefix, harmless[i]) == 0 && (prefix > 0) == (i > 0)) {
            return;
        }
    }
    us_report(p->load, US_CODE_YAML_TAG, node, "the tag `%s%s` is not used here: leave it out",
              prefix > 0 ? "!!" : "", us_show(text + prefix, strlen(text + prefix)).text);
    node->broken = true;
}

/* ---- events ---------------------------------------------------------------------------------- */

static void read_scalar(parser *p, const yaml_event_t *event)
{
    us_node *node = new_node(p, US_SCALAR, &event->start_mark);
    if (node == NULL) {
        return;
    }
    const char *text = (const char *)event->data.scalar.value;
    size_t size = event->data.scalar.length;
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    check_tag(p, event->data.scalar.tag, node);
    if (size > TEXT_MAX) {
        us_report(p->load, US_CODE_TEXT_TOO_LONG, node, "this text is longer than 4096 bytes");
        node->broken = true;
    } else if (!us_bytes_printable(text, size)) {
        us_report(p->load, US_CODE_BAD_CHARACTER, node,
                  "this text contains a control character or more than one line");
        node->broken = true;
    } else {
        node->text = us_arena_text(&p->load->arena, text, size);
        node->size = (uint32_t)size;
        p->load->nomem |= node->text == NULL;
        p->failed |= node->text == NULL;
    }
    anchor *own = add_anchor(p, event->data.scalar.anchor, node);
    if (own != NULL) {
        own->complete = true;
    }
    if (!p->failed) {
        attach(p, node);
    }
}

static void begin_container(parser *p, us_node_kind kind, const yaml_event_t *event,
                            const yaml_char_t *name, const yaml_char_t *tag)
{
    if (p->depth == p->load->options.depth_max) {
        fail(p, US_CODE_TOO_DEEP, &event->start_mark, "maps and lists are nested too deep here");
        return;
    }
    us_node *node = new_node(p, kind, &event->start_mark);
    if (node == NULL) {
        return;
    }
    check_tag(p, tag, node);
    attach(p, node);
    anchor *own = add_anchor(p, name, node);
    p->frames[p->depth++] = (frame){ node, &node->first, NULL, own, 1 };
}

static void end_container(parser *p, const yaml_mark_t *mark)
{
    frame *top = &p->frames[--p->depth];
    if (top->node->kind == US_MAP && !us_tree_settle(p->load, top->node)) {
        out_of_nodes(p, mark);
        return;
    }
    if (top->anchor != NULL) {
        top->anchor->complete = true;
        top->anchor->height = top->height;
    }
    if (p->depth > 0 && p->frames[p->depth - 1].height <= top->height) {
        p->frames[p->depth - 1].height = top->height + 1;
    }
}

static void read_alias(parser *p, const yaml_event_t *event)
{
    const char *name = (const char *)event->data.alias.anchor;
    const anchor *target = find_anchor(p, name);
    if (target == NULL || !target->complete) {
        us_node *node = new_node(p, US_SCALAR, &event->start_mark);
        if (node != NULL) {
            us_report(p->load, US_CODE_UNKNOWN_ALIAS, node, "the alias `*%s` %s",
                      us_show(name, strlen(name)).text,
                      target == NULL ? "names no anchor before it" : "stands inside what it names");
            node->broken = true;
            attach(p, node);
        }
        return;
    }
    if (p->depth + target->height > p->load->options.depth_max) {
        fail(p, US_CODE_TOO_DEEP, &event->start_mark, "maps and lists are nested too deep here");
        return;
    }
    us_node *copy = us_tree_copy(p->load, target->node);
    if (copy == NULL) {
        out_of_nodes(p, &event->start_mark);
        return;
    }
    copy->key = NULL;
    if (p->depth > 0 && p->frames[p->depth - 1].height <= target->height) {
        p->frames[p->depth - 1].height = target->height + 1;
    }
    attach(p, copy);
}

static void read_event(parser *p, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        read_scalar(p, event);
        break;
    case YAML_ALIAS_EVENT:
        read_alias(p, event);
        break;
    case YAML_MAPPING_START_EVENT:
        begin_container(p, US_MAP, event, event->data.mapping_start.anchor,
                        event->data.mapping_start.tag);
        break;
    case YAML_SEQUENCE_START_EVENT:
        begin_container(p, US_LIST, event, event->data.sequence_start.anchor,
                        event->data.sequence_start.tag);
        break;
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        end_container(p, &event->start_mark);
        break;
    case YAML_DOCUMENT_START_EVENT:
        if (p->root != NULL) {
            fail(p, US_CODE_MANY_DOCUMENTS, &event->start_mark,
                 "a second document begins here; a file holds one");
        }
        break;
    case YAML_STREAM_END_EVENT:
        p->ended = true;
        break;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
}

/* What libyaml says of slips that are often made, and what it means by it. */
typedef struct slip {
    const char *problem;
    const char *meaning;
    bool at_beginning; /* of what libyaml was reading: there it is wrong, and seen only behind it */
} slip;

static const slip slips[] = {
    { "mapping values are not allowed in this context",
      "`: ` cannot stand here: put the value in quotes, or indent this line as the one above",
      false },
    { "found character that cannot start any token",
      "a text that begins with this character needs quotes", false },
    { "did not find expected key",
      "this does not go on with what is above: look at the indentation, and at what stands behind "
      "a quote or bracket",
      false },
    { "did not find expected '-' indicator",
      "a list stands above, in the same column: begin this line with `- `, or indent it otherwise",
      false },
    { "could not find expected ':'",
      "this is neither `key: value` nor `- item`: a `:` or a `-` is missing, or a bracket is open",
      true },
    { "found unexpected end of stream", "this quote is never closed", true },
};

static const slip *find_slip(const yaml_parser_t *yaml)
{
    for (size_t i = 0; yaml->problem != NULL && i < sizeof slips / sizeof *slips; i++) {
        if (strcmp(yaml->problem, slips[i].problem) == 0) {
            return &slips[i];
        }
    }
    return NULL;
}

/* What is wrong; if it is no known slip, in libyaml's words, and inside of what. */
static void report_syntax(parser *p)
{
    const yaml_parser_t *yaml = &p->yaml;
    p->failed = true;
    if (yaml->error == YAML_MEMORY_ERROR) {
        p->load->nomem = true;
        return;
    }
    us_place place = place_of(p, &yaml->problem_mark);
    if (yaml->error == YAML_SCANNER_ERROR && yaml->buffer.pointer < yaml->buffer.last &&
        *yaml->buffer.pointer == '\t') {
        us_report_at(p->load, US_CODE_YAML_SYNTAX, &place,
                     "a tab cannot stand here: indent with spaces");
        return;
    }
    const slip *known = find_slip(yaml);
    const char *problem = yaml->problem != NULL ? yaml->problem : "this is not YAML";
    if (known != NULL) {
        place = known->at_beginning ? place_of(p, &yaml->context_mark) : place;
        us_report_at(p->load, US_CODE_YAML_SYNTAX, &place, "%s", known->meaning);
    } else if (yaml->context == NULL) {
        us_report_at(p->load, US_CODE_YAML_SYNTAX, &place, "%s", problem);
    } else {
        us_report_at(p->load, US_CODE_YAML_SYNTAX, &place, "%s %s that begins in line %u", problem,
                     yaml->context, (unsigned)yaml->context_mark.line + 1);
    }
}

static void read_events(parser *p)
{
    while (!p->failed && !p->ended) {
        yaml_event_t event;
        if (!yaml_parser_parse(&p->yaml, &event)) {
            report_syntax(p);
            return;
        }
        read_event(p, &event);
        yaml_event_delete(&event);
    }
}

/* A root is a map; nothing at all is a file that somebody forgot to fill. */
static us_node *check_root(parser *p)
{
    us_node *root = p->root;
    if (root == NULL || us_node_is_nothing(root)) {
        us_place whole = { p->load->opened[p->file].path, p->file, 0, 0 };
        us_report_at(p->load, US_CODE_EMPTY_FILE, &whole, "the file is empty");
        return NULL;
    }
    if (root->kind != US_MAP) {
        us_report(p->load, US_CODE_WRONG_KIND, root,
                  "a centre is written as keys with values, such as `usher: 1`");
        return NULL;
    }
    return root;
}

us_node *us_tree_parse(us_load *load, uint16_t file, const char *data, size_t size)
{
    static const char mark[] = "\xef\xbb\xbf"; /* a byte order mark is allowed at the beginning */
    if (size >= sizeof mark - 1 && memcmp(data, mark, sizeof mark - 1) == 0) {
        data += sizeof mark - 1;
        size -= sizeof mark - 1;
    }
    us_node *root = NULL;
    if (us_bytes_check(load, file, data, size)) {
        parser p = { .load = load, .file = file };
        if (yaml_parser_initialize(&p.yaml) == 0) {
            load->nomem = true;
            return NULL;
        }
        yaml_parser_set_encoding(&p.yaml, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&p.yaml, (const unsigned char *)data, size);
        read_events(&p);
        yaml_parser_delete(&p.yaml);
        root = p.failed ? NULL : check_root(&p);
    }
    load->incomplete |= root == NULL;
    return root;
}
