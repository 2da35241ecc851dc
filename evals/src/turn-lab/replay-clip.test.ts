import { expect, test } from 'vitest';
import { hesitant, madeRecording, question } from '../../test/made-recordings.ts';
import { fixedSilence, namedSettings, scaledBy } from './lab-settings.ts';
import { replayClip } from './replay-clip.ts';

const balanced = namedSettings.find(({ isDefault }) => isDefault)!.settings;

test('a question is ended by its two good signs, and its answer was prepared before', () => {
  expect(replayClip(question, balanced)).toMatchObject({
    pauses: 0,
    cutoffs: 0,
    delayMs: 288,
    scores: 1,
    speculations: 1,
    speculationsUsed: 1,
    // The transcript is there 144 ms after the last word.
    aheadMs: 144,
  });
});

test('a pause that is short enough is no end, and what was prepared for it is wasted', () => {
  expect(replayClip(hesitant(256), balanced)).toMatchObject({
    pauses: 1,
    cutoffs: 0,
    delayMs: 288,
    speculations: 2,
    speculationsUsed: 1,
  });
});

test('a longer one is cut off, taken up again, and the speaker is given more time after that', () => {
  const ending = replayClip(hesitant(480), balanced);
  expect(ending).toMatchObject({ pauses: 1, cutoffs: 1, reopened: 1 });
  expect(ending.delayMs).toBe(608);
  expect(replayClip(hesitant(480), scaledBy(2))).toMatchObject({ cutoffs: 0, delayMs: 576 });
});

test('a fixed silence asks no model; without the model the words decide', () => {
  expect(replayClip(question, fixedSilence(500))).toMatchObject({ delayMs: 512, scores: 0 });
  expect(replayClip(question, { ...balanced, withoutModel: true })).toMatchObject({ delayMs: 480 });
});

test('a machine so slow that the transcript comes late ends the turn with it', () => {
  expect(replayClip(question, { ...balanced, slowness: 5 })).toMatchObject({ delayMs: 464 });
});

test('a noise after the last word is not the end of the clip', () => {
  const { speech, pauses, ...rest } = madeRecording('noise', [
    { fromMs: 320, toMs: 1600, text: 'What time is it?', probability: 0.97 },
    { fromMs: 3200, toMs: 3232, text: '', probability: 0.9 },
  ]);
  const misfire = { type: 'speech-misfire' as const, startSample: 51_200, endSample: 51_712, atSample: 57_344 };
  const clip = { ...rest, speech: [...speech.slice(0, 2), speech[2]!, misfire], pauses };
  expect(replayClip(clip, balanced)).toMatchObject({ cutoffs: 0, pauses: 0, delayMs: 288 });
});
