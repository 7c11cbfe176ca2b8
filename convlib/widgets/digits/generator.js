/**
 * NumPy's generator: `generator(7)` draws what `numpy.random.default_rng(7)` draws, so that
 * first weights and the order of the digits are the same in a page and in Python. Seeds are
 * spread by SeedSequence; PCG64 (O'Neill, 2014; output XSL-RR) makes the bits.
 */

const WORD = 32n;
const LOW = (1n << 64n) - 1n;
const STATE = (1n << 128n) - 1n;
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
/** How SeedSequence mixes: where its hashes begin, and what they are multiplied by. */
const [MIXING, BY] = [0x43b0d7e5, 0x931e8875];
const [MAKING, MAKING_BY] = [0x8b51f9dd, 0x58f38ded];
const [LEFT, RIGHT] = [0xca01f9dd, 0x4973f715];
const POOL = 4;

/** @param {number} word */
const folded = (word) => (word ^ (word >>> 16)) >>> 0;

/** A hash of 32 bits whose constant goes on with each call.
 * @param {number} constant @param {number} factor */
const hashing = (constant, factor) => (/** @type {number} */ word) => {
  const mixed = word ^ constant;
  constant = Math.imul(constant, factor);
  return folded(Math.imul(mixed, constant));
};

/** Four words of 64 bits for a seed below 2³². @param {number} seed */
function spread(seed) {
  const hash = hashing(MIXING, BY);
  const pool = Array.from({ length: POOL }, (_, n) => hash(n === 0 ? seed : 0));
  for (let from = 0; from < POOL; from += 1) {
    for (let to = 0; to < POOL; to += 1) {
      if (from === to) continue;
      pool[to] = folded(Math.imul(LEFT, pool[to]) - Math.imul(RIGHT, hash(pool[from])));
    }
  }
  const make = hashing(MAKING, MAKING_BY);
  const words = Array.from({ length: 2 * POOL }, (_, n) => BigInt(make(pool[n % POOL])));
  return Array.from({ length: POOL }, (_, n) => words[2 * n] | (words[2 * n + 1] << WORD));
}

/** What draws numbers. @param {number} seed a whole number below 2³² */
export function generator(seed) {
  const [high, low, first, second] = spread(seed);
  const step = ((((first << 64n) | second) << 1n) | 1n) & STATE;
  let state = 0n;
  const next = () => {
    state = (state * MULTIPLIER + step) & STATE;
    const [turn, word] = [state >> 122n, (state >> 64n) ^ (state & LOW)];
    return ((word >> turn) | (word << (64n - turn))) & LOW;
  };
  next();
  state += (high << 64n) | low;
  next();
  let /** @type {bigint | null} */ rest = null;
  /** 32 bits; each word of 64 has two of them. */
  const next32 = () => {
    const word = rest ?? next();
    rest = rest === null ? word >> WORD : null;
    return Number(word & (LOW >> WORD));
  };
  /** A whole number from 0 to `most`: bits that say a larger one are drawn again.
   * @param {number} most */
  const upTo = (most) => {
    const bits = 32 - Math.clz32(most);
    let drawn = most + 1;
    while (drawn > most) drawn = next32() & (2 ** bits - 1);
    return drawn;
  };
  return {
    /** As `Generator.uniform(-bound, bound, count)`. @param {number} bound @param {number} count */
    uniform: (bound, count) =>
      Float64Array.from(
        { length: count },
        () => -bound + 2 * bound * (Number(next() >> 11n) / 2 ** 53),
      ),
    /** As `Generator.permutation(numbers)`. @param {Int32Array} numbers */
    permutation: (numbers) => {
      const shuffled = numbers.slice();
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const other = upTo(last);
        [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
      }
      return shuffled;
    },
  };
}
