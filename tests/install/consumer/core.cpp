// core.cpp - the headers in C++17: initialisers, a host table, and a link against the C library.
#include <usher/usher.h>

#include <cstdio>
#include <cstring>

int main()
{
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_host host{};
    usher_engine *engine = nullptr;

    host.size = sizeof host;
    host.offer_made = [](void *, usher_engine *, const usher_event *) {};
    // Without a centre there is no engine.
    if (usher_engine_new(&options, &engine) != USHER_ERR_INVALID || queue.offers != 1) {
        return 1;
    }
    std::printf("%s\n", usher_event_name(USHER_EVENT_OFFER_MADE));
    return std::strcmp(usher_event_name(USHER_EVENT_OFFER_MADE), "offer.made") == 0 ? 0 : 1;
}
