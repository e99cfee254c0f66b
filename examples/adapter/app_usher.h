/*
 * app_usher.h - a module of Asterisk: the dialplan application Usher(queue).
 */
#ifndef APP_USHER_H
#define APP_USHER_H

#include <usher/usher.h>

struct ast_channel;

/* In load_module: starts the thread that serves the engine. */
usher_status usher_start(usher_engine *engine);
/* In unload_module, when no channel is in the application any more. */
void usher_stop(void);
/* For ast_register_application. Sets USHERSTATUS to what entering the queue answered. */
int usher_exec(struct ast_channel *chan, const char *queue);

#endif
