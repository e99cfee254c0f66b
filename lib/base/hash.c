/*
 * hash.c - SipHash-1-3 of bytes and the CRC-32C of records, equal on every platform.
 *
 * Words are put together byte by byte, so neither the byte order nor the alignment of the machine
 * matters; compilers turn this into one load where they may. The CRC takes eight bytes a step from
 * eight tables. They are constants: a CRC is linear, so each table of 256 entries is spelled out by
 * the preprocessor from the eight entries whose index is a power of two.
 */
#include "hash.h"

static uint32_t load32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t load64(const uint8_t *p)
{
    return (uint64_t)load32(p) | (uint64_t)load32(p + 4) << 32;
}

/* ---- SipHash-1-3 ----------------------------------------------------------------------------- */

typedef struct sip {
    uint64_t v0, v1, v2, v3;
} sip;

static uint64_t rotate(uint64_t word, unsigned bits)
{
    return word << bits | word >> (64 - bits);
}

static void sip_round(sip *s)
{
    s->v0 += s->v1;
    s->v1 = rotate(s->v1, 13) ^ s->v0;
    s->v0 = rotate(s->v0, 32);
    s->v2 += s->v3;
    s->v3 = rotate(s->v3, 16) ^ s->v2;
    s->v0 += s->v3;
    s->v3 = rotate(s->v3, 21) ^ s->v0;
    s->v2 += s->v1;
    s->v1 = rotate(s->v1, 17) ^ s->v2;
    s->v2 = rotate(s->v2, 32);
}

static void sip_word(sip *s, uint64_t word)
{
    s->v3 ^= word;
    sip_round(s);
    s->v0 ^= word;
}

uint64_t us_hash_bytes(uint64_t seed, const void *bytes, size_t size)
{
    uint64_t key0 = seed;
    uint64_t key1 = seed * UINT64_C(0x9e3779b97f4a7c15);
    sip s = {
        key0 ^ UINT64_C(0x736f6d6570736575),
        key1 ^ UINT64_C(0x646f72616e646f6d),
        key0 ^ UINT64_C(0x6c7967656e657261),
        key1 ^ UINT64_C(0x7465646279746573),
    };
    const uint8_t *p = bytes;
    size_t left = size;
    for (; left >= 8; left -= 8, p += 8) {
        sip_word(&s, load64(p));
    }
    uint64_t last = (uint64_t)size << 56;
    for (size_t i = 0; i < left; i++) {
        last |= (uint64_t)p[i] << (8 * i);
    }
    sip_word(&s, last);
    s.v2 ^= 0xff;
    sip_round(&s);
    sip_round(&s);
    sip_round(&s);
    return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

/* ---- CRC-32C --------------------------------------------------------------------------------- */

/* TABLE_n spells out 2^n entries that begin with x, from the entries of the n powers of two. */
#define TABLE_1(x, a) (x), (x) ^ (a)
#define TABLE_2(x, a, b) TABLE_1(x, a), TABLE_1((x) ^ (b), a)
#define TABLE_3(x, a, b, c) TABLE_2(x, a, b), TABLE_2((x) ^ (c), a, b)
#define TABLE_4(x, a, b, c, d) TABLE_3(x, a, b, c), TABLE_3((x) ^ (d), a, b, c)
#define TABLE_5(x, a, b, c, d, e) TABLE_4(x, a, b, c, d), TABLE_4((x) ^ (e), a, b, c, d)
#define TABLE_6(x, a, b, c, d, e, f) TABLE_5(x, a, b, c, d, e), TABLE_5((x) ^ (f), a, b, c, d, e)
#define TABLE_7(x, a, b, c, d, e, f, g) \
    TABLE_6(x, a, b, c, d, e, f), TABLE_6((x) ^ (g), a, b, c, d, e, f)
#define TABLE_8(x, a, b, c, d, e, f, g, h) \
    TABLE_7(x, a, b, c, d, e, f, g), TABLE_7((x) ^ (h), a, b, c, d, e, f, g)

/* crc_tables[k][n]: what the byte n does to the remainder when k more bytes follow it. */
static const uint32_t crc_tables[8][256] = {
    { TABLE_8(0u, 0xf26b8303u, 0xe13b70f7u, 0xc79a971fu, 0x8ad958cfu, 0x105ec76fu, 0x20bd8edeu,
              0x417b1dbcu, 0x82f63b78u) },
    { TABLE_8(0u, 0x13a29877u, 0x274530eeu, 0x4e8a61dcu, 0x9d14c3b8u, 0x3fc5f181u, 0x7f8be302u,
              0xff17c604u, 0xfbc3faf9u) },
    { TABLE_8(0u, 0xa541927eu, 0x4f6f520du, 0x9edea41au, 0x38513ec5u, 0x70a27d8au, 0xe144fb14u,
              0xc76580d9u, 0x8b277743u) },
    { TABLE_8(0u, 0xdd45aab8u, 0xbf672381u, 0x7b2231f3u, 0xf64463e6u, 0xe964b13du, 0xd725148bu,
              0xaba65fe7u, 0x52a0c93fu) },
    { TABLE_8(0u, 0x38116facu, 0x7022df58u, 0xe045beb0u, 0xc5670b91u, 0x8f2261d3u, 0x1ba8b557u,
              0x37516aaeu, 0x6ea2d55cu) },
    { TABLE_8(0u, 0xef306b19u, 0xdb8ca0c3u, 0xb2f53777u, 0x6006181fu, 0xc00c303eu, 0x85f4168du,
              0x0e045bebu, 0x1c08b7d6u) },
    { TABLE_8(0u, 0x68032cc8u, 0xd0065990u, 0xa5e0c5d1u, 0x4e2dfd53u, 0x9c5bfaa6u, 0x3d5b83bdu,
              0x7ab7077au, 0xf56e0ef4u) },
    { TABLE_8(0u, 0x493c7d27u, 0x9278fa4eu, 0x211d826du, 0x423b04dau, 0x847609b4u, 0x0d006599u,
              0x1a00cb32u, 0x34019664u) },
};

static uint32_t crc_step8(uint32_t crc, const uint8_t *p)
{
    uint32_t low = crc ^ load32(p);
    return crc_tables[7][low & 0xff] ^ crc_tables[6][low >> 8 & 0xff] ^
           crc_tables[5][low >> 16 & 0xff] ^ crc_tables[4][low >> 24] ^ crc_tables[3][p[4]] ^
           crc_tables[2][p[5]] ^ crc_tables[1][p[6]] ^ crc_tables[0][p[7]];
}

uint32_t us_crc32c(uint32_t crc, const void *bytes, size_t size)
{
    const uint8_t *p = bytes;
    crc = ~crc;
    for (; size >= 8; size -= 8, p += 8) {
        crc = crc_step8(crc, p);
    }
    for (; size > 0; size--, p++) {
        crc = crc_tables[0][(crc ^ *p) & 0xff] ^ crc >> 8;
    }
    return ~crc;
}
