/*
 * ari.h - an ARI client: Asterisk calls the application `usher`, over HTTP and one WebSocket.
 *
 * The host has the connections and one loop: it hands in each event as it comes, and carries out
 * requests in the order in which they are asked for. It may go on before they are answered.
 */
#ifndef ARI_H
#define ARI_H

#include "adapter.h"

typedef struct ari {
    adapter *adapter;
    usher_queue_ref queue; /* for all callers; a real host reads it from StasisStart's args */
    void *user;
    /* queues a request; `leg` comes back with its answer */
    void (*request)(void *user, const char *method, const char *path, const char *leg);
    /* GET /channels/{leg}, waiting: writes its .state; false = 404. After a restart only */
    bool (*state_of)(void *user, const char *leg, char *state, size_t size);
} ari;

adapter_switch ari_switch(ari *r);
/* An event: its type, .channel.id, .channel.state, and .cause of ChannelDestroyed (else 0). */
usher_status ari_event(ari *r, usher_time now, const char *type, const char *channel,
                       const char *state, int cause);
/* The answer to a request about a leg. */
usher_status ari_answer(ari *r, usher_time now, const char *method, const char *leg, int http);

#endif
