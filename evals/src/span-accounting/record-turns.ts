import { type Clip, talkClip } from '@cascade/client';
import { type Clock, inputRateHz } from '@cascade/contracts';
import { type BenchClip, chooseClips, speechMs, withoutSilence } from '../bench/clips.ts';
import { type AccountedTurn, accountedTurn } from './accounted-turn.ts';

export interface RecordOptions {
  readonly url: string;
  readonly key: string | undefined;
  readonly turns: number;
  /** Conversations at once. */
  readonly sessions: number;
  readonly seed: string;
  readonly clock: Clock;
  /** Epoch milliseconds; the client's wall clock. */
  readonly wallClockMs: () => number;
  readonly signal: AbortSignal;
  /** Each turn as soon as it is over; undefined for a clip that has no voice-to-voice time. */
  readonly onTurn: (turn: AccountedTurn | undefined, clip: string, problem: string | undefined) => void;
  readonly talk?: typeof talkClip;
}

/** As in the bench: longer texts are read by nobody to an assistant. */
const longestSpeechMs = 12_000;

/** Says clips to a service, each in a conversation of its own and to the end of its reply, and accounts for every turn. */
export async function recordTurns(clips: readonly BenchClip[], options: RecordOptions): Promise<void> {
  const short = clips.map(withoutSilence).filter((clip) => speechMs(clip) <= longestSpeechMs);
  const waiting = chooseClips(short, options.turns, options.seed);
  const talker = async () => {
    for (let clip = waiting.shift(); clip && !options.signal.aborted; clip = waiting.shift()) await say(clip, options);
  };
  await Promise.all(Array.from({ length: options.sessions }, talker));
}

async function say({ id, samples }: BenchClip, options: RecordOptions): Promise<void> {
  const { url, key, clock, signal, onTurn, wallClockMs } = options;
  const clip: Clip = { id, samples, sampleRateHz: inputRateHz };
  const device = { client: 'span-accounting' };
  const talked = await (options.talk ?? talkClip)(clip, {
    url,
    ...(key === undefined ? {} : { key }),
    clock,
    signal,
    device,
  });
  if (signal.aborted) return;
  onTurn(accountedTurn(talked, wallClockMs() - clock.nowMs()), id, talked.record.error);
}
