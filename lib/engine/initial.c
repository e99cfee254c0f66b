/*
 * initial.c - what the structs of the engine hold before somebody fills them, for languages without
 * macros of C.
 */
#include <usher/change.h>
#include <usher/engine.h>
#include <usher/view.h>

void usher_limits_init(usher_limits *limits)
{
    *limits = (usher_limits)USHER_LIMITS_INIT;
}

void usher_engine_options_init(usher_engine_options *options)
{
    *options = (usher_engine_options)USHER_ENGINE_OPTIONS_INIT;
}

void usher_agent_add_options_init(usher_agent_add_options *options)
{
    *options = (usher_agent_add_options)USHER_AGENT_ADD_OPTIONS_INIT;
}

void usher_contact_begin_options_init(usher_contact_begin_options *options)
{
    *options = (usher_contact_begin_options)USHER_CONTACT_BEGIN_OPTIONS_INIT;
}

void usher_command_init(usher_command *command)
{
    *command = (usher_command)USHER_COMMAND_INIT;
}

void usher_cursor_init(usher_cursor *cursor)
{
    *cursor = (usher_cursor)USHER_CURSOR_INIT;
}

void usher_store_init(usher_store *store)
{
    *store = (usher_store)USHER_STORE_INIT;
}

void usher_host_init(usher_host *host)
{
    *host = (usher_host){ .size = sizeof *host };
}

void usher_change_rule_init(usher_change_rule *rule)
{
    *rule = (usher_change_rule)USHER_CHANGE_RULE_INIT;
}

void usher_change_options_init(usher_change_options *options)
{
    *options = (usher_change_options)USHER_CHANGE_OPTIONS_INIT;
}
