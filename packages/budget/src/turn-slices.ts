import type { TurnRecord } from '@cascade/contracts';

/** Kinds of slices by the word before the colon, beside `device.KEY` and one for each key of a record's versions. */
export const sliceKinds = {
  source: 'who made the text of the reply: fast-path, language-model, announcement, apology, none',
  status: 'how the response ended: completed, interrupted, cancelled, failed, none',
  codec: 'of the audio that the client sent: pcm16, g711_ulaw …',
  length: 'speech of the turn: short (under 2 s), medium (under 6 s), long',
  prepared: 'whether an answer prepared before the turn’s end was used: used, discarded, none',
  tools: 'whether tools were called: called, none',
  machine: 'what the hypervisor took during the turn: quiet (under 5 %), disturbed, unknown',
  fault: 'fault switches that touched the turn, STAGE-KIND: asr-slow …; none',
  profile: 'the budget profile that the service judged the turn by',
} as const;

const longestValue = 64;
const samplesPerSecond = 16_000;
const disturbedStealPercent = 5;

/**
 * The slices a turn is in, `KIND:VALUE` each, in a fixed order and without duplicates: one of each kind of `sliceKinds` (of
 * faults, one for each), then `device.KEY:VALUE` for what the client said of its device, then `STAGE:VERSION` for what ran.
 * Pure. Nothing of what was said.
 */
export function slicesOf(record: TurnRecord): string[] {
  const { response, audio, machine } = record;
  const faults = (record.faults ?? []).map(({ stage, kind }) => slice('fault', `${stage}-${kind}`));
  const slices = [
    slice('source', response?.source ?? 'none'),
    slice('status', response?.status ?? 'none'),
    slice('codec', audio.codec),
    slice('length', lengthOf((audio.end_sample - audio.start_sample) / samplesPerSecond)),
    slice('prepared', preparedOf(record)),
    slice('tools', record.tool_calls.length > 0 ? 'called' : 'none'),
    slice('machine', machineOf(machine.steal_percent)),
    ...(faults.length > 0 ? faults : [slice('fault', 'none')]),
    slice('profile', record.budget.profile),
    ...Object.entries(record.device).map(([key, value]) => slice(`device.${key}`, value)),
    ...Object.entries(record.versions).map(([stage, version]) => slice(stage, version)),
  ];
  return [...new Set(slices)];
}

const slice = (kind: string, value: string): string => `${kind}:${value.slice(0, longestValue)}`;

const lengthOf = (seconds: number): string => (seconds < 2 ? 'short' : seconds < 6 ? 'medium' : 'long');

const preparedOf = ({ speculation: { attempts, used } }: TurnRecord): string =>
  attempts === 0 ? 'none' : used > 0 ? 'used' : 'discarded';

const machineOf = (stealPercent: number | null): string => {
  if (stealPercent === null) return 'unknown';
  return stealPercent < disturbedStealPercent ? 'quiet' : 'disturbed';
};
