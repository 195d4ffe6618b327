/* Loops over pixels that Pillow has not, or only as several passes.

   Images are Pillow's own memory: rows without gaps, four bytes a pixel for RGB (whose fourth byte
   means nothing) and RGBA, one for L. What comes out equals to the byte what the callers make with
   Pillow alone; so the arithmetic is Pillow's: a product of levels is divided by 255 and rounded.
   Callers see to it that all sizes are right. */

#include "kernels.h"

#define INTERFACE 6 /* of library.py too: another number where functions take other arguments */
#define OUT_OF_MEMORY 1
#define UP 2
#define ALPHA 24 /* bits below it in a pixel read as a number, as little-endian processors do */

/* A pixel's four bytes far enough apart to be multiplied by a level each. */
#define APART 0x00FF00FF00FF00FFu
#define HALVES 0x0080008000800080u

static inline u64 spread(u32 pixel) { return (pixel | (u64)pixel << 24) & APART; }

static inline u32 joined(u64 bytes) { return (u32)(bytes | bytes >> 24); }

/* Two pixels' bytes mixed: weight 0 is all the first's, 255 all the second's. */
static inline u32 mixed(u32 first, u32 second, u32 weight) {
    u64 sum = spread(first) * (255 - weight) + spread(second) * weight + HALVES;
    return joined(((sum + ((sum >> 8) & APART)) >> 8) & APART);
}

/* One level mixed, in 16 bits: compilers turn loops of that into vectors. */
static inline u8 mixed_level(u8 first, u8 second, u8 weight) {
    u16 sum = (u16)(first * (255 - weight) + second * weight + 128);
    return (u8)((u16)(sum + (sum >> 8)) >> 8);
}

static void mix_rows(const u8 *first, const u8 *second, const u8 *weights, size_t count, u8 *out) {
    for (size_t i = 0; i < count; i++) out[i] = mixed_level(first[i], second[i], weights[i]);
}

static void mix_evenly(const u8 *first, const u8 *second, u8 weight, size_t count, u8 *out) {
    for (size_t i = 0; i < count; i++) out[i] = mixed_level(first[i], second[i], weight);
}

static inline u32 load(const u8 *pixel) {
    u32 value;
    memcpy(&value, pixel, 4);
    return value;
}

static inline void store(u8 *pixel, u32 value) { memcpy(pixel, &value, 4); }

/* The source pixel at a whole position, or the one at the edge. */
static inline long clamped(double whole, long count) {
    if (!(whole > 0)) return 0;
    return whole < (double)count ? (long)whole : count - 1;
}

EXPORT int kernels_interface(void) { return INTERFACE; }

/* --- Pillow's memory ---------------------------------------------------------------------- */

/* As the Arrow C data interface lays it down. A pixel of several bytes is a list of them: its
   bytes are those of the only child. */
typedef struct Array {
    int64_t length, null_count, offset, n_buffers, n_children;
    const void **buffers;
    struct Array **children;
    struct Array *dictionary;
    void (*release)(struct Array *);
    void *private_data;
} Array;

static u8 *pixels_of(const Array *array) {
    while (array->n_children > 0) array = array->children[0];
    return (u8 *)array->buffers[1];
}

/* --- sampling ----------------------------------------------------------------------------- */

/* Where the output pixels of a row take theirs: the numbers of the source pixels before and
   after, how much of the one after (four times the same byte), and room for both. */
typedef struct {
    size_t count;
    u32 *before, *after, *weights, *firsts, *seconds;
} Taps;

/* Pixels looked at together: many are opaque, or nothing is seen of them. Of a known length, runs
   are turned into vectors; what is left of a row is one of another. */
#define RUN 16
#define OPAQUE (255u << ALPHA)

/* The bits that all alphas of a run have. */
static inline u32 common_alpha(const u32 *pixels, size_t count) {
    u32 common = OPAQUE;
    for (size_t i = 0; i < count; i++) common &= pixels[i];
    return common;
}

static inline size_t run_at(size_t at, size_t count) { return count - at < RUN ? count - at : RUN; }

static void premultiply(u32 *pixels, size_t count) {
    for (size_t at = 0; at < count; at += RUN) {
        size_t length = run_at(at, count);
        if (common_alpha(pixels + at, length) == OPAQUE) continue;
        for (size_t i = at; i < at + length; i++) {
            u32 alpha = pixels[i] >> ALPHA;
            pixels[i] = (mixed(0, pixels[i], alpha) & ~OPAQUE) | alpha << ALPHA;
        }
    }
}

static inline u32 share(u32 level, u32 alpha) {
    u32 value = 255 * level / alpha;
    return value > 255 ? 255 : value;
}

static void straighten(u32 *pixels, size_t count) {
    for (size_t at = 0; at < count; at += RUN) {
        size_t length = run_at(at, count);
        if (common_alpha(pixels + at, length) == OPAQUE) continue;
        for (size_t i = at; i < at + length; i++) {
            u32 pixel = pixels[i], alpha = pixel >> ALPHA;
            if (alpha != 0 && alpha != 255)
                pixels[i] = share((u8)pixel, alpha) | share((u8)(pixel >> 8), alpha) << 8 |
                            share((u8)(pixel >> 16), alpha) << 16 | alpha << ALPHA;
        }
    }
}

/* One source row, sampled along x; the coverage's row, if there is one, is its alpha. */
static void sample_row(const u8 *row, const u8 *coverage, int has_alpha, const Taps *x, u32 *out) {
    for (size_t i = 0; i < x->count; i++) {
        x->firsts[i] = load(row + 4 * x->before[i]);
        x->seconds[i] = load(row + 4 * x->after[i]);
    }
    if (coverage != NULL)
        for (size_t i = 0; i < x->count; i++) {
            x->firsts[i] = (x->firsts[i] & ~OPAQUE) | (u32)coverage[x->before[i]] << ALPHA;
            x->seconds[i] = (x->seconds[i] & ~OPAQUE) | (u32)coverage[x->after[i]] << ALPHA;
        }
    if (has_alpha) {
        premultiply(x->firsts, x->count);
        premultiply(x->seconds, x->count);
    }
    mix_rows((u8 *)x->firsts, (u8 *)x->seconds, (u8 *)x->weights, 4 * x->count, (u8 *)out);
}

/* Bilinear samples on a grid; the edge pixels go on beyond the source. Straight alpha, that of the
   pixels or of a coverage as large as the source, is taken premultiplied and given back so. */
EXPORT int sample(const Array *image, int width, int height, int has_alpha, const Array *coverage,
                  double x_first, double x_step, int x_count, const u8 *x_weights, double y_first,
                  double y_step, int y_count, const u8 *y_weights, Array *result) {
    const u8 *source = pixels_of(image), *alphas = coverage ? pixels_of(coverage) : NULL;
    u8 *out = pixels_of(result);
    size_t columns = (size_t)x_count;
    u32 *memory = malloc(7 * columns * sizeof(u32));
    if (memory == NULL) return OUT_OF_MEMORY;
    Taps x = {columns, memory, memory + columns, memory + 2 * columns, memory + 3 * columns,
              memory + 4 * columns};
    u32 *rows[2] = {memory + 5 * columns, memory + 6 * columns};
    long held[2] = {-1, -1}; /* which source row each holds, sampled along x */
    for (int i = 0; i < x_count; i++) {
        double position = floor(x_first + i * x_step);
        x.before[i] = (u32)clamped(position, width);
        x.after[i] = (u32)clamped(position + 1, width);
        x.weights[i] = x_weights[i] * 0x01010101u;
    }
    for (int j = 0; j < y_count; j++) {
        double position = floor(y_first + j * y_step);
        long wanted[2] = {clamped(position, height), clamped(position + 1, height)};
        if (y_weights[j] == 0) wanted[1] = wanted[0];
        int found[2];
        for (int k = 0; k < 2; k++) {
            found[k] = held[0] == wanted[k] ? 0 : held[1] == wanted[k] ? 1 : -1;
            if (found[k] >= 0) continue;
            found[k] = k == 0 ? held[0] == wanted[1] : !found[0]; /* not the other one's room */
            held[found[k]] = wanted[k];
            size_t start = (size_t)wanted[k] * (size_t)width;
            sample_row(source + 4 * start, alphas ? alphas + start : NULL, has_alpha, &x,
                       rows[found[k]]);
        }
        u32 *line = (u32 *)out + (size_t)j * columns;
        mix_evenly((u8 *)rows[found[0]], (u8 *)rows[found[1]], y_weights[j], 4 * columns,
                   (u8 *)line);
        if (has_alpha) straighten(line, columns);
    }
    free(memory);
    return 0;
}

/* --- reducing ----------------------------------------------------------------------------- */

static inline u32 mean(u32 a, u32 b) { return (a & b) + (((a ^ b) & 0xFEFEFEFEu) >> 1); }

/* Every output pixel one source pixel (block 1), or the mean of 2 x 2 cut to whole levels, first
   along x, then along y (block 2); blocks start at the whole part of first + i * step. */
EXPORT int pick(const Array *image, int width, int height, int block, double x_first, double x_step,
                int x_count, double y_first, double y_step, int y_count, Array *result) {
    const u8 *source = pixels_of(image);
    u8 *out = pixels_of(result);
    size_t columns = (size_t)x_count;
    u32 *before = malloc(2 * columns * sizeof(u32));
    if (before == NULL) return OUT_OF_MEMORY;
    u32 *after = before + columns;
    for (int i = 0; i < x_count; i++) {
        double position = floor(x_first + i * x_step);
        before[i] = 4 * (u32)clamped(position, width);
        after[i] = 4 * (u32)clamped(position + 1, width);
    }
    for (int j = 0; j < y_count; j++) {
        double position = floor(y_first + j * y_step);
        const u8 *upper = source + (size_t)clamped(position, height) * (size_t)width * 4;
        const u8 *lower = source + (size_t)clamped(position + 1, height) * (size_t)width * 4;
        u8 *line = out + (size_t)j * columns * 4;
        for (size_t i = 0; i < columns; i++) {
            u32 value = load(upper + before[i]);
            if (block == 2)
                value = mean(mean(value, load(upper + after[i])),
                             mean(load(lower + before[i]), load(lower + after[i])));
            store(line + 4 * i, value);
        }
    }
    free(before);
    return 0;
}

/* --- laying ------------------------------------------------------------------------------- */

#define PATCH_RUN 64 /* most of a photo with round corners is opaque: long runs are copied faster */

static inline void lay_run(u32 *under, const u32 *over, size_t count) {
    u32 every = OPAQUE, any = 0, weights[PATCH_RUN];
    for (size_t i = 0; i < count; i++) {
        every &= over[i];
        any |= over[i] & OPAQUE;
    }
    if (any == 0) return;
    if (every == OPAQUE) {
        memcpy(under, over, 4 * count);
        return;
    }
    for (size_t i = 0; i < count; i++) weights[i] = (over[i] >> ALPHA) * 0x01010101u;
    mix_rows((u8 *)under, (const u8 *)over, (u8 *)weights, 4 * count, (u8 *)under);
}

/* An opaque image with the alpha of a coverage of its size. */
EXPORT void cover(const Array *image, const Array *coverage, int64_t count, Array *result) {
    const u32 *pixels = (const u32 *)pixels_of(image);
    const u8 *alphas = pixels_of(coverage);
    u32 *out = (u32 *)pixels_of(result);
    for (int64_t i = 0; i < count; i++) out[i] = (pixels[i] & ~OPAQUE) | (u32)alphas[i] << ALPHA;
}

/* A straight RGBA patch over a part of an opaque page; the patch has to lie inside of it. */
EXPORT void lay(Array *page, int page_width, const Array *patch, int width, int height, int left,
                int top) {
    u32 *below = (u32 *)pixels_of(page) + (size_t)top * (size_t)page_width + left;
    const u32 *above = (const u32 *)pixels_of(patch);
    size_t columns = (size_t)width, whole = columns - columns % PATCH_RUN;
    for (int j = 0; j < height; j++, below += page_width, above += columns) {
        for (size_t at = 0; at < whole; at += PATCH_RUN)
            lay_run(below + at, above + at, PATCH_RUN);
        lay_run(below + whole, above + whole, columns - whole);
    }
}

static inline void ink_run(u32 *under, const u8 *mask, const u32 *colours, size_t count) {
    u32 weights[RUN];
    u8 every = 255, any = 0;
    for (size_t i = 0; i < count; i++) {
        every &= mask[i];
        any |= mask[i];
        weights[i] = mask[i] * 0x01010101u;
    }
    if (any == 0) return;
    if (every == 255)
        memcpy(under, colours, 4 * count);
    else
        mix_rows((u8 *)under, (const u8 *)colours, (u8 *)weights, 4 * count, (u8 *)under);
}

/* One colour through a mask onto a part of an opaque page; the mask has to lie inside of it. */
EXPORT void ink(Array *page, int page_width, const Array *mask, int width, int height, u32 colour,
                int left, int top) {
    u32 *below = (u32 *)pixels_of(page) + (size_t)top * (size_t)page_width + left;
    const u8 *above = pixels_of(mask);
    size_t columns = (size_t)width;
    u32 colours[RUN];
    for (int i = 0; i < RUN; i++) colours[i] = colour;
    size_t whole = columns - columns % RUN;
    for (int j = 0; j < height; j++, below += page_width, above += columns) {
        for (size_t at = 0; at < whole; at += RUN)
            ink_run(below + at, above + at, colours, RUN);
        ink_run(below + whole, above + whole, colours, columns - whole);
    }
}

/* A mask, and where it is placed in another one; no part of it may lie outside. */
typedef struct {
    int64_t address, width, height, left, top;
} Part;

/* Masks painted over each other onto one, which is empty before. */
EXPORT void unite(const Part *parts, int count, Array *whole, int width) {
    for (const Part *part = parts; part < parts + count; part++) {
        const u8 *over = (const u8 *)(intptr_t)part->address;
        u8 *under = pixels_of(whole) + part->top * width + part->left;
        size_t columns = (size_t)part->width;
        for (int64_t j = 0; j < part->height; j++, over += columns, under += width)
            for (size_t i = 0; i < columns; i++) under[i] = mixed_level(under[i], 255, over[i]);
    }
}

/* --- gradients ---------------------------------------------------------------------------- */

/* A strip of colours laid aslant: what pixel (i, j) shows stands at ``first + i * across + j * down``
   in it, in parts of 1 / 65536. Beyond the strip there is nothing. */
EXPORT void slant(const Array *strip, int count, int64_t first, int64_t across, int64_t down,
                  int width, int height, Array *made) {
    const u8 *colours = pixels_of(strip);
    u8 *out = pixels_of(made);
    for (int j = 0; j < height; j++) {
        int64_t place = first + j * down;
        for (int i = 0; i < width; i++, out += 4, place += across) {
            int64_t index = place >> 16;
            store(out, index >= 0 && index < count ? load(colours + 4 * index) : 0);
        }
    }
}

/* --- encoding ----------------------------------------------------------------------------- */

static inline u64 difference(u64 values, u64 others) {
    const u64 tops = 0x8080808080808080u; /* of each byte: kept from borrowing from the next one */
    return ((values | tops) - (others & ~tops)) ^ ((values ^ ~others) & tops);
}

/* PNG's filter "up": each row minus the one above it (of the first: minus black), led by the
   filter's number. Of the ``stride`` bytes of a pixel the first ``bands`` are kept. */
EXPORT void filter_up(const Array *image, int width, int height, int stride, int bands, u8 *out) {
    const u8 *pixels = pixels_of(image);
    size_t row = (size_t)width * (size_t)stride;
    for (int j = 0; j < height; j++) {
        const u8 *line = pixels + (size_t)j * row, *above = line - row;
        *out++ = UP;
        int i = 0;
        if (j > 0 && stride == 4 && bands == 3) {
            /* Bytes that are written beyond a pixel are overwritten by the next one. */
            for (; i + 4 < width; i += 4, out += 12)
                for (int k = 0; k < 4; k += 2) {
                    size_t at = 4 * (size_t)(i + k);
                    u64 pair = difference(load_pair(line + at), load_pair(above + at));
                    store_pair(out + 3 * k, (pair & 0xFFFFFFu) | (pair >> 8 & 0xFFFFFF000000u));
                }
        }
        for (; i < width; i++)
            for (int band = 0; band < bands; band++)
                *out++ = (u8)(line[i * stride + band] - (j > 0 ? above[i * stride + band] : 0));
    }
}
