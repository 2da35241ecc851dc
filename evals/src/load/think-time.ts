import type { SeededRandom } from '../sounds/index.ts';

/** A distribution of pauses; seconds as written, milliseconds as drawn. */
export interface ThinkTime {
  readonly text: string;
  draw(random: SeededRandom): number;
}

const shapes: Readonly<Record<string, { count: number; draw(random: SeededRandom, a: number, b: number): number }>> = {
  constant: { count: 1, draw: (_, seconds) => seconds },
  exponential: { count: 1, draw: (random, mean) => -mean * Math.log(1 - random.next()) },
  uniform: { count: 2, draw: (random, low, high) => random.between(low, high) },
  lognormal: { count: 2, draw: (random, median, sigma) => median * Math.exp(sigma * random.gaussian()) },
};

/** Nobody thinks for longer: a rare draw must not silence a client for a whole measurement. */
const longestMs = 60_000;

/**
 * @param text `constant:2`, `exponential:2` (mean), `uniform:1,4`, or `lognormal:2,0.5` (median and sigma of the logarithm)
 * @throws Error whose message says what it takes
 */
export function parseThinkTime(text: string): ThinkTime {
  const [name = '', list = ''] = text.split(':');
  const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
  const numbers = list.split(',').map((part) => (/^\d+(\.\d+)?$/.test(part) ? Number(part) : Number.NaN));
  if (!shape || numbers.length !== shape.count || numbers.some(Number.isNaN)) {
    const examples = 'constant:2, exponential:2, uniform:1,4 or lognormal:2,0.5 (seconds)';
    throw new Error(`--think takes a distribution like ${examples}, not "${text}".`);
  }
  const [a = 0, b = 0] = numbers;
  return { text, draw: (random) => Math.min(longestMs, 1000 * shape.draw(random, a, b)) };
}
