/** The expensive part: one clip through the real voice detector, recognizer and end-of-turn model. */
import {
  type AsrEvent,
  type AsrInput,
  type AudioChunk,
  inputRateHz,
  type Stage,
  type StageContext,
  type VadEvent,
  type VadInput,
  type VadOutput,
} from '@cascade/contracts';
import { EventQueue } from '@cascade/runtime';
import type { EndOfTurnModel } from '@cascade/turn';
import { background, chunksOf, detectSpeech, silentContext, withTail } from '../recordings/index.ts';
import type { RecordedClip, RecordedPause } from './recorded-clip.ts';

/** What a clip is recorded with; opened once for all clips. */
export interface RecordingParts {
  readonly vad: Stage<VadInput, VadOutput>;
  readonly asr: Stage<AsrInput, AsrEvent>;
  readonly endOfTurn: EndOfTurnModel;
}

export interface LabClip {
  readonly id: string;
  readonly slices: readonly string[];
  readonly group: string;
  /** Mono at 16 kHz. */
  readonly samples: Float32Array;
}

const chunkMs = 100;
/** Silence behind a clip: enough for every pause to be told and scored. */
const tailMs = 2_000;
/** Audio before the first word that the model hears too, as the turn stage gives it. */
const preRollSamples = inputRateHz / 2;
/** Silences at which the model is asked: every frame of the voice detector at first, where settings differ. */
const scoredSilencesMs = [64, 96, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640];

export async function recordClip(clip: LabClip, parts: RecordingParts, signal: AbortSignal): Promise<RecordedClip> {
  const audio = withTail(clip.samples, tailMs);
  const context = silentContext('lab', signal);
  const activity = await detectSpeech(chunksOf(audio, chunkMs), parts.vad, context);
  const speech = activity.filter(({ type }) => type !== 'speech-silence');
  const told = speech.filter((event) => event.type === 'speech-pause' || event.type === 'speech-misfire');
  const finals = await transcribe(parts.asr, chunksOf(audio, chunkMs), speech, context);
  const turnStart = speech[0] && 'startSample' in speech[0] ? speech[0].startSample : 0;
  const pauses: RecordedPause[] = [];
  for (const { endSample, atSample } of told) {
    const final = finals.find((event) => event.endSample === endSample);
    const next = speech.find((event) => event.atSample > atSample && isSpeech(event))?.atSample ?? audio.length;
    const scores: Record<string, number> = {};
    for (const silenceMs of scoredSilencesMs) {
      const upTo = endSample + (silenceMs * inputRateHz) / 1000;
      if (upTo < atSample || upTo >= next) continue;
      const from = Math.max(0, turnStart - preRollSamples, upTo - (parts.endOfTurn.windowMs * inputRateHz) / 1000);
      const { probability } = await parts.endOfTurn.judge(audio.slice(from, upTo), signal);
      scores[silenceMs] = rounded(probability, 3);
    }
    pauses.push({
      endSample,
      atSample,
      text: final?.text ?? '',
      meanLogProbability: rounded(final?.meanLogProbability ?? 0, 3),
      finalMs: rounded(final?.computeMs ?? 0, 1),
      scores,
    });
  }
  return { id: clip.id, slices: [...clip.slices], group: clip.group, speech: speech.map(slim), pauses };
}

const isSpeech = ({ type }: VadEvent) => type === 'speech-start' || type === 'speech-resume';

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

function slim(event: VadEvent): RecordedClip['speech'][number] {
  const { probability, ...rest } = event as RecordedClip['speech'][number];
  return probability === undefined ? rest : { ...rest, probability: rounded(probability, 2) };
}

/** The final transcript of every pause; each is awaited before more audio follows, so that speed changes nothing. */
async function transcribe(
  asr: RecordingParts['asr'],
  chunks: AudioChunk[],
  speech: readonly VadEvent[],
  context: StageContext,
) {
  const input = new EventQueue<AsrInput>({ capacity: 4096, whenFull: 'drop-newest' });
  const finals: Extract<AsrEvent, { type: 'transcript-final' }>[] = [];
  let answered = 0;
  let wake = () => {};
  const reading = (async () => {
    for await (const event of asr.run(input, context)) {
      if (event.type === 'transcript-final') finals.push(event);
      if (event.type !== 'transcript-partial') answered++;
      wake();
    }
  })();
  const answeredAll = async (count: number) => {
    while (answered < count && !context.signal.aborted) {
      await Promise.race([reading, new Promise<void>((resolve) => (wake = resolve))]);
    }
  };
  input.push(background);
  let asked = 0;
  let next = 0;
  for (const chunk of chunks) {
    input.push(chunk);
    const atSample = chunk.startSample + chunk.samples.length;
    for (let event = speech[next]; event && event.atSample <= atSample; event = speech[++next]) {
      input.push(event);
      if (event.type !== 'speech-pause' && event.type !== 'speech-misfire') continue;
      asked++;
      await answeredAll(asked);
    }
  }
  input.end();
  await reading;
  return finals;
}
