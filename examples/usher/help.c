/*
 * help.c - `usher help`, `usher schema`, and the help pages of all commands.
 *
 * A page is a list of pieces, because a single text would be longer than a C compiler must take.
 * docs/command.md and the manual page say the same at greater length.
 */
#include "command.h"

#include <stddef.h>
#include <string.h>

#include "options.h"
#include "suggest.h"

static const char *const usher_page[] = {
    "Usage:\n"
    "  usher COMMAND [ARGUMENT...] [OPTION...]\n"
    "\n"
    "Checks a contact centre that is kept as files, shows what a change of it would\n"
    "mean, and plays a day through it.\n"
    "\n"
    "Commands:\n"
    "  check   find everything that is wrong in a centre's files\n"
    "  diff    show what changes from one centre to another\n"
    "  run     play a day of contacts and shifts through a centre, on a virtual clock\n"
    "  schema  print the JSON Schema of a centre's file, for editors\n"
    "  help    show the page of a command: `usher help run`\n"
    "\n"
    "Options:\n"
    "  --help, -h   this page; behind a command, the page of that command\n"
    "  --version    print the version\n"
    "\n"
    "Examples:\n"
    "  usher check centre.yaml\n"
    "  usher diff installed.yaml centre.yaml\n"
    "  usher run centre.yaml contacts.csv --agents shifts.csv\n"
    "\n"
    "Exit codes:\n"
    "  0  done\n"
    "  1  there are errors in a file, or a file cannot be read or written\n"
    "  2  the command was not understood\n"
    "  3  `diff` has found changes\n",
    NULL
};

static const char *const check_page[] = {
    "Usage:\n"
    "  usher check CENTRE [--stage STAGE] [--json] [--no-color]\n"
    "\n"
    "Reads a centre's file and all that it includes, and prints everything that is\n"
    "wrong, one line each, then a summary. A line tells file, line, column, severity,\n"
    "the finding's stable number and name, and what is wrong:\n"
    "\n"
    "  centre.yaml:12:15: error 401 unknown-queue: unknown queue `biling`\n"
    "\n"
    "Errors must be cured before the centre can be used; warnings point at what is\n"
    "probably not meant.\n"
    "\n"
    "Arguments:\n"
    "  CENTRE           the centre's file, YAML\n"
    "\n"
    "Options:\n"
    "  --stage STAGE    lay this stage of the file over the rest, as `run` does\n"
    "  --json           print one JSON document instead of lines\n"
    "  --no-color       no colours; there are none anyway outside a terminal, or when\n"
    "                   NO_COLOR is set\n"
    "  --help, -h       this page\n"
    "\n"
    "Examples:\n"
    "  usher check centre.yaml\n"
    "  usher check centre.yaml --stage prod --json | jq '.findings[].message'\n"
    "\n"
    "Exit codes:\n"
    "  0  no errors (warnings perhaps)\n"
    "  1  errors, or a file that cannot be read\n"
    "  2  the command was not understood\n",
    NULL
};

static const char *const diff_page[] = {
    "Usage:\n"
    "  usher diff OLD NEW [--day CONTACTS --agents SHIFTS] [OPTION...]\n"
    "\n"
    "Shows what would change if the centre NEW took the place of OLD, thing by thing\n"
    "and value by value, with the lines that define them, and a summary:\n"
    "\n"
    "  ~ queue billing                              old.yaml:12 -> new.yaml:14\n"
    "      ~ max_contacts  200 -> 250\n"
    "\n"
    "  0 to add, 1 to change, 0 to remove.\n"
    "\n"
    "  +  is new\n"
    "  -  is removed\n"
    "  ~  has other values; a value that a file does not give is the usual one\n"
    "\n"
    "Then, if there are any, the queues and channels that somebody can serve in OLD\n"
    "and nobody in NEW: there contacts would wait for ever.\n"
    "\n"
    "Agents who follow each other in the file and change alike are told together. How\n"
    "a file is written does not matter, nor do comments, tags and skills; the order\n"
    "of definitions does, because an engine and its records go by it.\n"
    "\n"
    "Arguments:\n"
    "  OLD              the file of the centre as it is, YAML\n"
    "  NEW              the file of the centre as it is going to be\n"
    "\n"
    "Options:\n"
    "  --day CONTACTS   play this day of contacts through both centres, as `run`\n"
    "                   does, and show the figures of each queue and channel in both,\n"
    "                   with their difference, and how many contacts nobody could\n"
    "                   have served. Rows that only one of the centres understands\n"
    "                   are left out of the other, and counted\n"
    "  --agents SHIFTS  who was there on that day; needed with --day\n"
    "  --start TIME     when the day begins, and what plain seconds count from\n"
    "  --stage STAGE    lay this stage of each file over the rest of it\n"
    "  --json           print one JSON document instead of text\n"
    "  --no-color       no colours; there are none anyway outside a terminal, or when\n"
    "                   NO_COLOR is set\n"
    "  --help, -h       this page\n"
    "\n"
    "Examples:\n"
    "  usher diff installed.yaml centre.yaml\n"
    "  git show HEAD:centre.yaml > old.yaml && usher diff old.yaml centre.yaml\n"
    "  usher diff old.yaml new.yaml --day contacts.csv --agents shifts.csv\n"
    "  usher diff old.yaml new.yaml --json | jq '.unserved'\n"
    "\n"
    "Exit codes:\n"
    "  0  no changes\n"
    "  1  errors in a file (told on standard error), or a file that cannot be read\n"
    "  2  the command was not understood\n"
    "  3  there are changes\n",
    NULL
};

static const char *const run_page[] = {
    "Usage:\n"
    "  usher run CENTRE CONTACTS --agents SHIFTS [OPTION...]\n"
    "\n"
    "Plays contacts and shifts through a centre with the engine that routes real\n"
    "ones, on a clock that jumps from one thing to the next: a day takes a moment.\n"
    "Customers arrive and lose patience as CONTACTS says, agents come and go as\n"
    "SHIFTS says; telephones ring at once, agents answer after a while, work, and\n"
    "hang up. The same files give the same result, to the microsecond.\n"
    "\n"
    "Prints what became of the contacts of each queue and channel, and how busy the\n"
    "agents of each group and profile were.\n"
    "\n"
    "Arguments:\n"
    "  CENTRE      the centre's file, YAML\n"
    "  CONTACTS    who arrives when: CSV, a header and then one row for each contact\n"
    "\n"
    "    id               a name for the contact, used once\n"
    "    arrival          2026-03-02T08:00:00Z, or seconds after --start; sorted\n"
    "    channel          voice, chat, task, email, or one that the centre defines\n"
    "    queue, number    one of them: a queue, or a number that leads to one\n"
    "    handle           seconds of work for one agent\n"
    "\n"
    "  and, if wanted,\n"
    "\n"
    "    priority         1 is best; empty: 5\n"
    "    patience         seconds in queue until the customer leaves; empty: for ever\n"
    "    acw              seconds of after-contact work; empty: the agent's\n"
    "    ring             seconds until an offer is answered; empty: run.answer_after\n"
    "    age              seconds, with sign, added to the time in queue for its rank\n"
    "    customer         read and not used; so is every column attr:NAME\n"
    "\n"
    "Options:\n"
    "  --agents SHIFTS       when agents change: CSV with the columns agent, at (as\n"
    "                        arrival), do (status or profile), value; sorted by at.\n"
    "                        Required\n"
    "  --stage STAGE         lay this stage of the centre over the rest\n"
    "  --start TIME          when the run begins, and what plain seconds count from\n"
    "  --until TIME          when it ends: a time, or seconds after its beginning.\n"
    "                        Without it the run goes on until nothing is left to\n"
    "                        happen, at most 24 hours after the last row\n"
    "  --contacts-out FILE   write what became of each contact, CSV\n"
    "  --events FILE         write every event of the engine, one JSON object a line\n"
    "  --json                print the figures as one JSON document\n"
    "  --seed N              another seed of the engine's tables; changes no result\n"
    "  --no-color            no colours; there are none anyway outside a terminal, or\n"
    "                        when NO_COLOR is set\n"
    "  --help, -h            this page\n"
    "\n"
    "Examples:\n"
    "  usher run centre.yaml contacts.csv --agents shifts.csv\n"
    "  usher run centre.yaml contacts.csv --agents shifts.csv --until 36000 --json\n"
    "  usher run centre.yaml contacts.csv --agents shifts.csv --events day.jsonl\n"
    "  grep '\"contact\":\"c17\"' day.jsonl\n"
    "\n",
    "Exit codes:\n"
    "  0  done\n"
    "  1  errors in a file (told on standard error), or a file that cannot be read or\n"
    "     written\n"
    "  2  the command was not understood\n",
    NULL
};

static const char *const schema_page[] = {
    "Usage:\n"
    "  usher schema\n"
    "\n"
    "Prints the JSON Schema of a centre's file. Editors that know it complete keys\n"
    "and mark mistakes while one types.\n"
    "\n"
    "Options:\n"
    "  --help, -h   this page\n"
    "\n"
    "Examples:\n"
    "  usher schema > centre.schema.json\n"
    "  # then, as the first line of centre.yaml:\n"
    "  # yaml-language-server: $schema=centre.schema.json\n"
    "\n"
    "Exit codes:\n"
    "  0  done\n"
    "  2  the command was not understood\n",
    NULL
};

static const char *const help_page[] = {
    "Usage:\n"
    "  usher help [COMMAND]\n"
    "\n"
    "Shows the page of a command; without one, the list of commands.\n"
    "\n"
    "Examples:\n"
    "  usher help\n"
    "  usher help run\n"
    "\n"
    "Exit codes:\n"
    "  0  done\n"
    "  2  there is no such command\n",
    NULL
};

static const struct {
    const char *command;
    const char *const *pieces;
} pages[] = {
    { "check", check_page },
    { "diff", diff_page },
    { "run", run_page },
    { "schema", schema_page },
    { "help", help_page },
    { "", usher_page },
};

enum { PAGES = sizeof pages / sizeof *pages };

const char *help_command(unsigned index)
{
    return index + 1 < PAGES ? pages[index].command : NULL;
}

bool help_print(FILE *out, const char *command)
{
    for (size_t i = 0; i < PAGES; i++) {
        if (strcmp(pages[i].command, command) == 0) {
            for (const char *const *piece = pages[i].pieces; *piece != NULL; piece++) {
                fputs(*piece, out);
            }
            return true;
        }
    }
    return false;
}

int command_help(int count, char **words)
{
    const char *command = "";
    char hint[SUGGEST_WORD_MAX + 32];
    option_set set = { "help", NULL, 0, &command, 1, 0, false };
    suggestion s;

    if (!options_read(&set, count, words)) {
        return EXIT_USAGE;
    }
    if (help_print(stdout, set.help ? "help" : command)) {
        return EXIT_FINE;
    }
    suggest_start(&s, command, strlen(command));
    for (unsigned i = 0; help_command(i) != NULL; i++) {
        suggest_offer(&s, help_command(i));
    }
    fprintf(stderr, "usher help: unknown command `%s`%s\nSee `usher --help`.\n", command,
            suggest_text(&s, hint, sizeof hint));
    return EXIT_USAGE;
}

int command_schema(int count, char **words)
{
    const char *text = usher_load_schema();
    option_set set = { "schema", NULL, 0, NULL, 0, 0, false };

    if (!options_read(&set, count, words)) {
        return EXIT_USAGE;
    }
    if (set.help) {
        (void)help_print(stdout, "schema");
        return EXIT_FINE;
    }
    fputs(text, stdout);
    if (text[0] != '\0' && text[strlen(text) - 1] != '\n') {
        putchar('\n');
    }
    return EXIT_FINE;
}
