/* inbox.c - links the inbox: one command through it, without an engine that would have agents. */
#include <usher/inbox.h>
#include <usher/usher.h>

#include <stdio.h>

static void keep(void *user, usher_status status, uint64_t id)
{
    (void)id;
    *(usher_status *)user = status;
}

/* The smallest centre there is. */
static usher_centre *build_centre(void)
{
    usher_centre_builder *builder;
    usher_centre *centre = NULL;
    if (usher_centre_builder_new(NULL, &builder) != USHER_OK) {
        return NULL;
    }
    if (usher_centre_build(builder, &centre) != USHER_OK) {
        centre = NULL;
    }
    usher_centre_builder_free(builder);
    return centre;
}

int main(void)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_inbox_options inbox_options = USHER_INBOX_OPTIONS_INIT;
    usher_command command = USHER_COMMAND_INIT;
    usher_status status = USHER_ERR_BUSY;
    usher_engine *engine;
    usher_inbox *inbox;

    options.centre = build_centre();
    command.op = USHER_COMMAND_ADVANCE;
    command.now = USHER_SECONDS(1);
    if (options.centre == NULL || usher_engine_new(&options, &engine) != USHER_OK ||
        usher_inbox_new(&inbox_options, &inbox) != USHER_OK ||
        usher_inbox_put(inbox, &command, keep, &status) != USHER_OK ||
        !usher_inbox_wait(inbox, USHER_FOREVER) || usher_inbox_serve(inbox, engine) != 1) {
        return 1;
    }
    printf("%s: %s\n", usher_version(), usher_strerror(status));
    usher_inbox_free(inbox);
    usher_engine_free(engine);
    usher_centre_unref(options.centre);
    return status == USHER_OK ? 0 : 1;
}
