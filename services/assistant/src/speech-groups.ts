import { inputRateHz, type VadOutput } from '@cascade/contracts';

/** Speech to be recognized in one go, on the recording's clock at 16 kHz. */
export interface SpeechGroup {
  readonly startSample: number;
  readonly endSample: number;
}

const toSamples = (milliseconds: number) => (milliseconds * inputRateHz) / 1000;

/** From this length on, the next good pause ends a group: the recognizer has heard enough to make sense of it. */
const soft = toSamples(8_000);
const goodPause = toSamples(400);
/** A pause like this ends a group of any length: something else begins. */
const longPause = toSamples(2_000);
/** Longer than this no group becomes, if there is any pause in it. */
const hard = toSamples(12_000);
/** Speech without any pause is cut here, wherever that is; up to here the recognizer finds a quiet place by itself. */
const longest = toSamples(36_000);
/** Alone, less speech than this has too little context. */
const shortest = toSamples(3_000);

/** The stretches of speech between any two pauses, in order; sounds too short to be speech are left out. */
export async function* speechStretches(events: AsyncIterable<VadOutput>): AsyncGenerator<SpeechGroup> {
  let held: SpeechGroup[] = [];
  let startSample: number | undefined;
  const close = (endSample: number) => {
    if (startSample !== undefined && endSample > startSample) held.push({ startSample, endSample });
    startSample = undefined;
  };
  for await (const event of events) {
    switch (event.type) {
      case 'speech-start':
      case 'speech-resume':
        startSample = event.startSample;
        break;
      case 'speech-pause':
        close(event.endSample);
        break;
      case 'speech-misfire':
        held = [];
        startSample = undefined;
        break;
      case 'speech-end':
        close(event.endSample);
        yield* held;
        held = [];
        break;
    }
  }
}

/**
 * Puts stretches together to groups that are long enough to make sense and short enough to be decoded well: as the
 * recognizer does in a conversation, but without deciding anew at every pause, because nobody waits for it there.
 */
export async function* speechGroups(stretches: AsyncIterable<SpeechGroup>): AsyncGenerator<SpeechGroup> {
  let group: SpeechGroup[] = [];
  const joined = (parts: readonly SpeechGroup[]): SpeechGroup => ({
    startSample: parts[0]!.startSample,
    endSample: parts.at(-1)!.endSample,
  });
  for await (const stretch of stretches) {
    for (const part of cutLong(stretch)) {
      while (group.length > 0) {
        const { startSample, endSample } = joined(group);
        const pause = part.startSample - endSample;
        const enough = endSample - startSample >= soft && pause >= goodPause;
        if (pause >= longPause || enough) {
          yield joined(group);
          group = [];
        } else if (part.endSample - startSample > hard) {
          const before = longestPause([...group, part]);
          yield joined(group.slice(0, before));
          group = group.slice(before);
        } else {
          break;
        }
      }
      group.push(part);
    }
  }
  if (group.length > 0) yield joined(group);
}

/** Index of the stretch that the longest pause is before; not so early that little would be left before it. */
function longestPause(parts: readonly SpeechGroup[]): number {
  let best = parts.length - 1;
  let bestPause = -1;
  for (let index = 1; index < parts.length; index++) {
    const before = parts[index - 1]!;
    const pause = parts[index]!.startSample - before.endSample;
    const isTooEarly = before.endSample - parts[0]!.startSample < shortest && index < parts.length - 1;
    if (pause >= bestPause && !isTooEarly) {
      bestPause = pause;
      best = index;
    }
  }
  return best;
}

function* cutLong({ startSample, endSample }: SpeechGroup): Generator<SpeechGroup> {
  const parts = Math.ceil((endSample - startSample) / longest);
  const length = (endSample - startSample) / parts;
  for (let part = 0; part < parts; part++) {
    yield {
      startSample: Math.round(startSample + part * length),
      endSample: Math.round(startSample + (part + 1) * length),
    };
  }
}
