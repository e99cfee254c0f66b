#!/usr/bin/env python3
"""05-from-python.py - the call of 01-hello-queue.c from Python: no binding, just the shared library.

    examples/05-from-python.py build/shared/lib/libusher.so

Structs are laid out as in the headers; the library itself fills them (usher_..._init) with `size`
and all that is not said here. Ids are structs too, so that none is taken for another.
"""
import ctypes as c
import sys

usher = c.CDLL(sys.argv[1])
u8, u16, i64, u64, text, pointer = c.c_uint8, c.c_uint16, c.c_int64, c.c_uint64, c.c_char_p, c.c_void_p
Ref = type("Ref", (c.Structure,), {"_fields_": [("v", c.c_uint32)]})
Id = type("Id", (c.Structure,), {"_fields_": [("v", u64)]})
Event = type("Event", (c.Structure,), {"_fields_": [
    ("number", u64), ("record", u64), ("time", i64), ("actor", u64), ("contact", Id), ("agent", Id),
    ("part", Id), ("until", i64), ("value", i64), ("tag", u64), ("queue", Ref), ("profile", Ref),
    ("status", Ref), ("type", u16)]})
OFFER_MADE, OFFER_ANSWERED = 16, 18
usher.usher_strerror.restype = usher.usher_event_name.restype = text
usher.usher_engine_next.restype = c.POINTER(Event)
usher.usher_agent_find.restype = usher.usher_contact_customer.restype = Id
usher.usher_centre_find_status.restype = Ref
usher.usher_engine_next_due.restype = i64


def struct(kind, *fields, **values):
    """One of the library's structs: its first fields, room for the others, and these values."""
    layout = [("size", c.c_size_t), *fields, ("others", u64 * 64)]
    made = type(kind, (c.Structure,), {"_fields_": layout})()
    getattr(usher, f"usher_{kind}_init")(c.byref(made))
    for name, value in values.items():
        setattr(made, name, value)
    return c.byref(made)


def must(name, *arguments, out=None):
    """Calls what answers with a status. `out` receives what it makes."""
    status = getattr(usher, name)(*arguments, *([] if out is None else [c.byref(out)]))
    if status < 0:
        sys.exit(f"{name}: {usher.usher_strerror(status).decode()}")
    return out


def serve(now):
    """Prints what has come out, and does what it asks for."""
    while event := usher.usher_engine_next(engine):
        kind, part = event[0].type, Id(event[0].part.v)
        print(f"{event[0].time // 1000000:2} s  {usher.usher_event_name(kind).decode()}")
        if kind == OFFER_MADE:
            must("usher_report_ringing", engine, i64(now), part)
            must("usher_report_answered", engine, i64(now + 3000000), part)
        elif kind == OFFER_ANSWERED:
            must("usher_report_joined", engine, i64(now + 3000000), part)


builder = must("usher_centre_builder_new", None, out=pointer())
sales = must("usher_centre_add_queue", builder, struct("queue_def", ("name", text), name=b"sales"), out=Ref())
desk = struct("profile_def", ("name", text), ("timer", u8), ("outbound", Ref), ("max", u16 * 8),
              name=b"desk", max=(1,))
desk = must("usher_centre_add_profile", builder, desk, out=Ref())
must("usher_centre_add_entry", builder, desk, struct("entry_def", ("queue", Ref), queue=sales))
alice = struct("agent_def", ("name", text), ("profile", Ref), name=b"alice", profile=desk)
must("usher_centre_add_agent", builder, alice)
centre = must("usher_centre_build", builder, out=pointer())
engine = must("usher_engine_new", struct("engine_options", ("centre", pointer), centre=centre), out=pointer())

begin = struct("contact_begin_options", ("channel", u8), ("queue", Ref), queue=sales)
call = must("usher_contact_begin", engine, i64(0), begin, out=Id())
serve(0)
must("usher_agent_set_status", engine, i64(5000000), usher.usher_agent_find(engine, b"alice"),
     usher.usher_centre_find_status(centre, b"Available"))
serve(5000000)
must("usher_report_left", engine, i64(40000000), usher.usher_contact_customer(call))
serve(40000000)
usher.usher_engine_free(engine)
usher.usher_centre_unref(centre)
usher.usher_centre_builder_free(builder)
