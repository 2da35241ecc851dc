import type { VadEvent } from '@cascade/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpeechDetector } from './speech-detector.ts';

const frameSamples = 512;
const frameMs = 32;
const settings = { frameSamples, threshold: 0.5, pauseMs: 64, hangoverMs: 4 * frameMs, minSpeechMs: 3 * frameMs };

/** Feeds frames from sample 0; events are given positions in frames, which read more easily. */
async function feed(detector: SpeechDetector, probabilities: readonly number[], from = 0): Promise<VadEvent[]> {
  const events: VadEvent[] = [];
  for (const [i, probability] of probabilities.entries()) {
    events.push(...(await detector.next((from + i) * frameSamples, probability)));
  }
  return events;
}

const inFrames = (sample: number) => sample / frameSamples;

function told(events: readonly VadEvent[]): string[] {
  return events.map((event) => {
    const at = `at ${inFrames(event.atSample)}`;
    switch (event.type) {
      case 'speech-start':
        return `start ${inFrames(event.startSample)} ${at}`;
      case 'speech-resume':
        return `resume ${inFrames(event.startSample)} after ${event.pausedMs / frameMs} ${at}`;
      case 'speech-silence':
        return `silence ${event.silenceMs / frameMs} since ${inFrames(event.endSample)} ${at}`;
      default:
        return `${event.type.slice('speech-'.length)} ${inFrames(event.startSample)}–${inFrames(event.endSample)} ${at}`;
    }
  });
}

const [loud, unsure, low, silent] = [0.9, 0.4, 0.2, 0.01];

describe('a stretch of speech', () => {
  it('starts, pauses, goes silent and ends', async () => {
    const events = await feed(new SpeechDetector(settings), [silent, ...Array(5).fill(loud), ...Array(6).fill(silent)]);
    expect(told(events)).toEqual([
      'start 1 at 2',
      'pause 1–6 at 8',
      'silence 3 since 6 at 9',
      'silence 4 since 6 at 10',
      'end 1–6 at 10',
      'silence 5 since 6 at 11',
      'silence 6 since 6 at 12',
    ]);
  });

  it('goes on after a pause', async () => {
    const events = await feed(new SpeechDetector(settings), [
      ...Array(3).fill(loud),
      silent,
      silent,
      silent,
      loud,
      loud,
    ]);
    expect(told(events)).toEqual(['start 0 at 1', 'pause 0–3 at 5', 'silence 3 since 3 at 6', 'resume 0 after 3 at 7']);
  });

  it('begins where the model began to waver, at most 256 ms back', async () => {
    expect(told(await feed(new SpeechDetector(settings), [silent, unsure, unsure, loud]))).toEqual(['start 1 at 4']);
    expect(told(await feed(new SpeechDetector(settings), [...Array(20).fill(unsure), loud]))).toEqual([
      'start 12 at 21',
    ]);
  });

  it('does not end on frames that waver, and resumes only on a sure one', async () => {
    const events = await feed(new SpeechDetector(settings), [
      loud,
      loud,
      loud,
      unsure,
      low,
      unsure,
      low,
      low,
      unsure,
      loud,
    ]);
    expect(told(events)).toEqual([
      'start 0 at 1',
      'pause 0–6 at 8',
      'silence 3 since 6 at 9',
      'resume 0 after 2 at 10',
    ]);
  });

  it('is a misfire when there is too little speech in it', async () => {
    const events = await feed(new SpeechDetector(settings), [loud, loud, ...Array(6).fill(silent)]);
    expect(told(events)).toEqual([
      'start 0 at 1',
      'pause 0–2 at 4',
      'silence 3 since 2 at 5',
      'silence 4 since 2 at 6',
      'misfire 0–2 at 6',
      'silence 5 since 2 at 7',
      'silence 6 since 2 at 8',
    ]);
  });

  it('counts silence from a misfire as from speech', async () => {
    const speech = [...Array(4).fill(loud), ...Array(5).fill(silent)];
    const events = await feed(new SpeechDetector(settings), [...speech, loud, ...Array(5).fill(silent)]);
    expect(told(events).slice(-2)).toEqual(['misfire 9–10 at 14', 'silence 5 since 10 at 15']);
  });

  it('tells a pause before its end even when no two silent frames came together', async () => {
    const flicker = Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? silent : unsure));
    const events = await feed(new SpeechDetector(settings), [...Array(4).fill(loud), ...flicker]);
    expect(told(events)).toEqual(['start 0 at 1', 'pause 0–10 at 11', 'end 0–10 at 11', 'silence 2 since 10 at 12']);
  });

  it('tells silence for ten seconds, not longer', async () => {
    const events = await feed(new SpeechDetector(settings), [...Array(4).fill(loud), ...Array(400).fill(silent)]);
    const last = events.at(-1);
    expect(last?.type === 'speech-silence' && last.silenceMs).toBe(312 * frameMs);
  });
});

describe('what the client says', () => {
  it('closes the stretch at a commit and tells no more silence', async () => {
    const detector = new SpeechDetector(settings);
    await feed(detector, [loud, loud, loud, loud]);
    expect(told(detector.commit(2100))).toEqual([`end 0–4 at ${2100 / 512}`]);
    expect(await feed(detector, Array(5).fill(silent), 4)).toEqual([]);
  });

  it('starts anew when speech goes on after a commit', async () => {
    const detector = new SpeechDetector(settings);
    await feed(detector, [loud, loud, loud, loud]);
    detector.commit(2048);
    expect(told(await feed(detector, [loud], 4))).toEqual(['start 4 at 5']);
  });

  it('calls it nothing when the audio is taken back', async () => {
    const detector = new SpeechDetector(settings);
    await feed(detector, [loud, loud, loud, loud]);
    expect(told(detector.clear(2048))).toEqual(['misfire 0–4 at 4']);
    expect(await feed(detector, Array(5).fill(silent), 4)).toEqual([]);
  });

  it('has nothing to close in silence', () => {
    const detector = new SpeechDetector(settings);
    expect([...detector.commit(0), ...detector.clear(0), ...detector.end()]).toEqual([]);
  });

  it('closes with the audio, after a pause', async () => {
    const detector = new SpeechDetector(settings);
    await feed(detector, [loud, loud, loud, loud, silent]);
    expect(told(detector.end())).toEqual(['pause 0–4 at 5', 'end 0–4 at 5']);
  });

  it('moves the threshold at once', async () => {
    const detector = new SpeechDetector(settings);
    expect(await feed(detector, [unsure, unsure])).toEqual([]);
    detector.setThreshold(0.3);
    expect(told(await feed(detector, [unsure], 2))).toEqual(['start 0 at 3']);
  });
});

describe('any audio', () => {
  it('gives whole stretches with positions in order', async () => {
    const probability = fc.constantFrom(loud, unsure, low, silent);
    const runs = fc.array(fc.tuple(probability, fc.integer({ min: 1, max: 8 })), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(runs, async (lengths) => {
        const detector = new SpeechDetector(settings);
        const events = await feed(
          detector,
          lengths.flatMap(([value, length]) => Array(length).fill(value)),
        );
        events.push(...detector.end());
        expect(grammar(events)).toMatch(/^(S(PR|p)*P?[EM]|s)*$/);
        const positions = events.map((event) => event.atSample);
        expect(positions).toEqual(positions.toSorted((a, b) => a - b));
        for (const event of events) {
          if ('startSample' in event && 'endSample' in event) expect(event.startSample).toBeLessThan(event.endSample);
          if ('endSample' in event) expect(event.endSample).toBeLessThanOrEqual(event.atSample);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** One letter for each event; silence within a stretch (p) must follow a pause. */
function grammar(events: readonly VadEvent[]): string {
  let [open, paused] = [false, false];
  const letters: string[] = [];
  for (const { type } of events) {
    if (type === 'speech-start') open = true;
    if (type === 'speech-end' || type === 'speech-misfire') open = false;
    if (type === 'speech-pause') paused = true;
    if (type === 'speech-start' || type === 'speech-resume') paused = false;
    if (type === 'speech-silence') {
      if (open && !paused) letters.push('!');
      if (!open) letters.push('s');
    } else {
      letters.push(
        { 'speech-start': 'S', 'speech-pause': 'P', 'speech-resume': 'R', 'speech-end': 'E', 'speech-misfire': 'M' }[
          type
        ],
      );
    }
  }
  return letters.join('');
}
