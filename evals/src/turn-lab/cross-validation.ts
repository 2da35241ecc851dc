/**
 * How good the waits are that this very procedure finds, on clips that it has not seen: guards against a table that fits
 * the recordings and nothing else.
 */
import { defaultTurnNumbers, type EndOfTurnNumbers } from '@cascade/turn';
import { type Figures, figuresOf } from './figures.ts';
import type { RecordedClip } from './recorded-clip.ts';
import { type ClipEnding, type LabSettings, replayClip } from './replay-clip.ts';

type Waits = EndOfTurnNumbers['silenceMs'];
type Model = keyof Waits;
type Words = keyof Waits[Model];

export interface Validation {
  readonly folds: number;
  /** Of waits chosen on the other folds. */
  readonly heldOut: Figures;
  /** Of waits chosen on all clips, on these same clips. */
  readonly fitted: Figures;
}

const models: readonly Model[] = ['sure', 'leaning', 'unknown', 'doubtful'];
const words: readonly Words[] = ['complete', 'likely', 'unclear', 'brief', 'open'];
/** Longest first: of two as good as each other, the more careful one is kept. */
const candidatesMs = [1500, 1200, 1000, 800, 700, 640, 560, 500, 420, 350, 280];
/** Delay that one cut-off speaker is worth. With it about one clip in twenty is cut off. */
const cutOffCostMs = 4000;
const rounds = 2;

export function crossValidate(clips: readonly RecordedClip[], folds: number): Validation {
  const groups = [...new Set(clips.map(({ group }) => group))].sort();
  const foldOf = (clip: RecordedClip) => groups.indexOf(clip.group) % folds;
  const heldOut: ClipEnding[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const settings = chooseWaits(clips.filter((clip) => foldOf(clip) !== fold));
    heldOut.push(...clips.filter((clip) => foldOf(clip) === fold).map((clip) => replayClip(clip, settings)));
  }
  const all = chooseWaits(clips);
  return { folds, heldOut: figuresOf(heldOut), fitted: figuresOf(clips.map((clip) => replayClip(clip, all))) };
}

/** One wait after the other, each set to what costs least while the others stay; twice. */
function chooseWaits(clips: readonly RecordedClip[]): LabSettings {
  let best = settingsWith(longestWaits());
  let bestCost = costOf(clips, best.settings);
  for (let round = 0; round < rounds; round++) {
    for (const model of models) {
      for (const word of words) {
        for (const waitMs of candidatesMs) {
          const tried = settingsWith({ ...best.waits, [model]: { ...best.waits[model], [word]: waitMs } });
          const cost = costOf(clips, tried.settings);
          if (cost >= bestCost) continue;
          best = tried;
          bestCost = cost;
        }
      }
    }
  }
  return best.settings;
}

function longestWaits(): Waits {
  const row = Object.fromEntries(words.map((word) => [word, candidatesMs[0]!]));
  return Object.fromEntries(models.map((model) => [model, row])) as unknown as Waits;
}

function settingsWith(waits: Waits): { readonly waits: Waits; readonly settings: LabSettings } {
  const endOfTurn = { ...defaultTurnNumbers.endOfTurn, silenceMs: waits };
  const detection = { mode: 'semantic', maxSilenceMs: 4000, createResponse: true, interruptResponse: true } as const;
  return { waits, settings: { detection, numbers: { endOfTurn } } };
}

/** Mean over clips. */
function costOf(clips: readonly RecordedClip[], settings: LabSettings): number {
  let cost = 0;
  for (const clip of clips) {
    const { delayMs = cutOffCostMs, cutoffs } = replayClip(clip, settings);
    cost += delayMs + (cutoffs > 0 ? cutOffCostMs : 0);
  }
  return cost / clips.length;
}
