import { readFileSync } from 'node:fs';
import { inputRateHz } from '@cascade/contracts';

/** What the reference implementation gives: written by scripts/smart-turn-golden.py. */
export interface SmartTurnGolden {
  /** Frames whose features are kept. */
  readonly frames: readonly number[];
  readonly signals: readonly {
    readonly samples: number;
    readonly offset: number;
    readonly probability: number;
    /** For each kept frame the 80 bands. */
    readonly features: readonly (readonly number[])[];
  }[];
  readonly clips: readonly { readonly id: string; readonly probability: number }[];
}

export const golden = JSON.parse(
  readFileSync(new URL('../fixtures/smart-turn-golden.json', import.meta.url), 'utf8'),
) as SmartTurnGolden;

/** The made signal of the script: a sweep that comes and goes, with noise of a linear congruential generator. */
export function madeSignal(samples: number, offset: number): Float32Array<ArrayBuffer> {
  let noise = 12_345n;
  return Float32Array.from({ length: samples }, (_, n) => {
    noise = (1_103_515_245n * noise + 12_345n) % 2_147_483_648n;
    const swell = 0.5 + 0.5 * Math.sin((2 * Math.PI * 3 * n) / inputRateHz);
    const sweep = Math.sin((2 * Math.PI * (120 + 0.02 * n) * n) / inputRateHz);
    return offset + 0.3 * swell * sweep + 0.02 * (Number(noise) / 1_073_741_824 - 1);
  });
}
