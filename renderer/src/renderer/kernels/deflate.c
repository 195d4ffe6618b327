/* A zlib stream (RFC 1950, 1951) for PNG's filtered rows, in half the time of general compressors.

   In filtered rows a byte mostly repeats the one before or is noise, so that is all that is looked
   for: runs of one byte, and how often each other one occurs. Files become as large as by a search
   for any repetition at its lowest level. */

#include "kernels.h"

#define LITERALS 256
#define BLOCK_END 256
#define SYMBOLS 286 /* literals, the end of a block, lengths */
#define LENGTH_SYMBOLS 19 /* of the alphabet that code lengths are written in */
#define LONGEST_CODE 12 /* so that four fit into a writer at once */
#define SHORTEST_RUN 4 /* repetitions of a byte that are worth more than their literals */
#define LONGEST_RUN 258
#define BLOCK 131072 /* bytes that share their codes, and more where they are a run */
#define STRETCHES (BLOCK / SHORTEST_RUN + 1)
#define HEADER_BITS (3 + 14 + 3 * LENGTH_SYMBOLS + 7 * (SYMBOLS + 1))

typedef struct {
    u8 *at, *end;
    u64 bits;
    u32 count;
} Writer;

static inline void put(Writer *writer, u64 bits, u32 count) {
    writer->bits |= bits << writer->count;
    writer->count += count;
}

/* Whole bytes go out; at most seven bits stay. Eight bytes of room are needed. */
static inline void flush(Writer *writer) {
    store_pair(writer->at, writer->bits);
    writer->at += writer->count >> 3;
    writer->bits >>= writer->count & ~7u;
    writer->count &= 7;
}

/* --- Huffman codes ------------------------------------------------------------------------ */

typedef struct {
    u16 codes[SYMBOLS]; /* first bit lowest, as they are written */
    u8 lengths[SYMBOLS];
} Codes;

typedef struct {
    u32 count;
    u16 symbol;
} Counted;

static int by_count(const void *first, const void *second) {
    const Counted *a = first, *b = second;
    if (a->count != b->count) return a->count < b->count ? -1 : 1;
    return a->symbol < b->symbol ? -1 : 1;
}

/* How many symbols have a code of each length: the tree of two queues, no deeper than allowed. */
static void count_lengths(const Counted *sorted, int used, int longest, int *of_length) {
    u32 weights[2 * SYMBOLS];
    int parents[2 * SYMBOLS], depths[2 * SYMBOLS];
    int leaf = 0, node = used, made = used;
    for (int i = 0; i < used; i++) weights[i] = sorted[i].count;
    for (; made < 2 * used - 1; made++) {
        weights[made] = 0;
        for (int k = 0; k < 2; k++) {
            int least = leaf < used && (node >= made || weights[leaf] <= weights[node]) ? leaf++
                                                                                       : node++;
            weights[made] += weights[least];
            parents[least] = made;
        }
    }
    int total = 0; /* of the shares of all codes, in those of the longest */
    depths[made - 1] = 0;
    for (int i = made - 2; i >= 0; i--) {
        depths[i] = depths[parents[i]] + 1;
        if (i >= used) continue;
        int length = depths[i] < longest ? depths[i] : longest;
        of_length[length]++;
        total += 1 << (longest - length);
    }
    /* Until all fit: two codes below a shorter one, instead of it and one of the longest. */
    for (; total > 1 << longest; total--) {
        int shorter = longest - 1;
        while (of_length[shorter] == 0) shorter--;
        of_length[longest]--;
        of_length[shorter]--;
        of_length[shorter + 1] += 2;
    }
}

static u16 reversed(u32 code, int length) {
    u32 result = 0;
    for (int i = 0; i < length; i++) result |= (code >> i & 1) << (length - 1 - i);
    return (u16)result;
}

/* Canonical codes for symbols that occur so often. */
static void make_codes(const u32 *counts, int symbols, int longest, Codes *made) {
    Counted sorted[SYMBOLS];
    int used = 0, of_length[LONGEST_CODE + 1] = {0};
    memset(made, 0, sizeof *made);
    for (int symbol = 0; symbol < symbols; symbol++)
        if (counts[symbol] > 0) sorted[used++] = (Counted){counts[symbol], (u16)symbol};
    if (used == 1) { /* a code has at least a bit */
        made->lengths[sorted[0].symbol] = 1;
        return;
    }
    qsort(sorted, (size_t)used, sizeof *sorted, by_count);
    count_lengths(sorted, used, longest, of_length);
    for (int length = longest, i = 0; length > 0; length--)
        for (int k = 0; k < of_length[length]; k++) made->lengths[sorted[i++].symbol] = (u8)length;
    u32 code = 0;
    for (int length = 1; length <= longest; length++, code <<= 1)
        for (int symbol = 0; symbol < symbols; symbol++)
            if (made->lengths[symbol] == length) made->codes[symbol] = reversed(code++, length);
}

/* --- runs --------------------------------------------------------------------------------- */

static const u16 length_bases[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                   31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
static const u8 length_extras[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                   2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
#define LENGTHS ((int)(sizeof length_extras))

/* Which of the lengths above each run is. */
static void fill_kinds(u8 *kinds) {
    for (int kind = 0; kind < LENGTHS; kind++)
        for (int length = length_bases[kind]; length <= LONGEST_RUN; length++)
            kinds[length] = (u8)kind;
}

/* Literals, and a run of the last one; without a run (0) the block ends. */
typedef struct {
    u32 literals;
    u32 run;
} Stretch;

typedef struct {
    Stretch stretches[STRETCHES];
    size_t used;
    u32 counts[SYMBOLS];
    u8 kinds[LONGEST_RUN + 1];
} Block;

/* How often the byte before is repeated, at most as often as a run may be long. */
static size_t run_length(const u8 *data, size_t rest) {
    size_t most = rest < LONGEST_RUN ? rest : LONGEST_RUN, length = 0;
    while (length + 8 <= most && load_pair(data + length) == load_pair(data + length - 1))
        length += 8;
    while (length < most && data[length] == data[length - 1]) length++;
    return length;
}

/* Divides bytes into stretches until the block is full; returns how many were read. */
static size_t read_block(Block *block, const u8 *data, size_t start, size_t size) {
    u32 counts[4][LITERALS] = {{0}}; /* several, so that one sum need not wait for the last */
    size_t end = size - start < BLOCK ? size : start + BLOCK, at = start, begun = start;
    memset(block->counts, 0, sizeof block->counts);
    block->used = 0;
    while (at < end) {
        size_t length = 0;
        if (at > 0 && at + 8 <= end) { /* only runs that fill four bytes are seen: all long ones */
            u64 eight = load_pair(data + at), differs = eight ^ load_pair(data + at - 1);
            int first = (u32)differs == 0, second = differs >> 32 == 0;
            if (!first) {
                for (int i = 0; i < 4; i++) counts[i][(u8)(eight >> 8 * i)]++;
                at += 4;
                if (!second) {
                    for (int i = 0; i < 4; i++) counts[i][(u8)(eight >> 8 * (i + 4))]++;
                    at += 4;
                    continue;
                }
            }
            for (; at > begun && at > 1 && data[at - 1] == data[at - 2]; at--)
                counts[0][data[at - 1]]--; /* it began before */
            length = run_length(data + at, size - at);
        }
        if (length < SHORTEST_RUN) {
            counts[0][data[at++]]++;
            continue;
        }
        block->stretches[block->used++] = (Stretch){(u32)(at - begun), (u32)length};
        block->counts[BLOCK_END + 1 + block->kinds[length]]++;
        at += length;
        begun = at;
    }
    block->stretches[block->used++] = (Stretch){(u32)(at - begun), 0};
    for (int i = 0; i < LITERALS; i++)
        block->counts[i] = counts[0][i] + counts[1][i] + counts[2][i] + counts[3][i];
    block->counts[BLOCK_END] = 1;
    return at - start;
}

/* --- blocks ------------------------------------------------------------------------------- */

static const u8 length_order[] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

/* The codes' lengths, of the symbols and of the only distance, each by a code of its own. */
static void write_codes(Writer *writer, const Codes *codes) {
    u8 lengths[SYMBOLS + 1];
    u32 counts[SYMBOLS] = {0};
    Codes code_lengths;
    memcpy(lengths, codes->lengths, SYMBOLS);
    lengths[SYMBOLS] = 1;
    for (int i = 0; i <= SYMBOLS; i++) counts[lengths[i]]++;
    make_codes(counts, LENGTH_SYMBOLS, 7, &code_lengths);
    put(writer, SYMBOLS - 257, 5);
    put(writer, 0, 5);
    put(writer, LENGTH_SYMBOLS - 4, 4);
    flush(writer);
    for (int i = 0; i < LENGTH_SYMBOLS; i++) {
        put(writer, code_lengths.lengths[length_order[i]], 3);
        flush(writer);
    }
    for (int i = 0; i <= SYMBOLS; i++) {
        put(writer, code_lengths.codes[lengths[i]], code_lengths.lengths[lengths[i]]);
        flush(writer);
    }
}

/* The codes of several literals, one after the other, and how many bits they have. */
typedef struct {
    u64 bits;
    u32 count;
} Written;

static inline Written joined(Written first, Written second) {
    return (Written){first.bits | second.bits << first.count, first.count + second.count};
}

static void write_literals(Writer *writer, const Written *of, const u8 *data, size_t count) {
    Writer w = *writer; /* where the compiler can keep it at hand */
    size_t i = 0;
    for (; i + 4 <= count; i += 4) { /* joined in pairs, so that one need not wait for the other */
        Written first = joined(of[data[i]], of[data[i + 1]]);
        Written second = joined(of[data[i + 2]], of[data[i + 3]]);
        Written four = joined(first, second);
        put(&w, four.bits, four.count);
        flush(&w);
    }
    for (; i < count; i++) put(&w, of[data[i]].bits, of[data[i]].count);
    flush(&w);
    *writer = w;
}

static void write_run(Writer *writer, const Codes *codes, u32 run, int kind) {
    int symbol = BLOCK_END + 1 + kind;
    put(writer, codes->codes[symbol], codes->lengths[symbol]);
    put(writer, run - length_bases[kind], length_extras[kind] + 1); /* the distance's code is a 0 */
    flush(writer);
}

/* Returns whether there was room. */
static int write_block(Writer *writer, const Block *block, const u8 *data, int is_last) {
    Codes codes;
    make_codes(block->counts, SYMBOLS, LONGEST_CODE, &codes);
    u64 bits = HEADER_BITS;
    for (int symbol = 0; symbol < SYMBOLS; symbol++) {
        int kind = symbol - BLOCK_END - 1; /* a run's has more bits, and one for the distance */
        u32 more = kind >= 0 ? length_extras[kind] + 1u : 0;
        bits += (u64)block->counts[symbol] * (codes.lengths[symbol] + more);
    }
    if (bits / 8 > (u64)(writer->end - writer->at)) return 0;
    put(writer, (u64)is_last, 1);
    put(writer, 2, 2); /* with codes of its own */
    write_codes(writer, &codes);
    Written literals[LITERALS];
    for (int i = 0; i < LITERALS; i++) literals[i] = (Written){codes.codes[i], codes.lengths[i]};
    for (size_t i = 0; i < block->used; i++) {
        Stretch stretch = block->stretches[i];
        write_literals(writer, literals, data, stretch.literals);
        if (stretch.run) write_run(writer, &codes, stretch.run, block->kinds[stretch.run]);
        data += stretch.literals + stretch.run;
    }
    put(writer, codes.codes[BLOCK_END], codes.lengths[BLOCK_END]);
    flush(writer);
    return 1;
}

/* Compresses into ``out``; returns the number of bytes, or 0 where there is no room (or memory).
   ``checksum`` is the data's Adler-32. */
EXPORT size_t compress_rows(const u8 *data, size_t size, u32 checksum, u8 *out, size_t room) {
    Block *block = malloc(sizeof *block);
    if (block == NULL || room < 16) {
        free(block);
        return 0;
    }
    fill_kinds(block->kinds);
    Writer writer = {out, out + room - 16, 0, 0};
    put(&writer, 0x0178, 16); /* a window of 32 KiB, the fastest way */
    int is_written = 1;
    size_t at = 0;
    do {
        size_t start = at;
        at += read_block(block, data, start, size);
        is_written = write_block(&writer, block, data + start, at >= size);
    } while (is_written && at < size);
    free(block);
    if (!is_written) return 0;
    put(&writer, 0, -writer.count & 7);
    flush(&writer);
    for (int shift = 24; shift >= 0; shift -= 8) *writer.at++ = (u8)(checksum >> shift);
    return (size_t)(writer.at - out);
}
