/**
 * The assistant's own voice in the microphone, told by its sound: what was sent to be played is looked for in what is
 * heard. Words tell it later, and of a faint echo a recognizer makes other words.
 */
import {
  amplitudeToDbfs,
  createEchoFinder,
  createExplainedShare,
  createResampler,
  createSampleRing,
  type Resampler,
  rms,
} from '@cascade/audio';
import { inputRateHz, outputRateHz } from '@cascade/contracts';
import { sampleOf } from './reply-audio.ts';
import type { SpokenReply } from './turn-state.ts';

/** Speech has all that is needed below 4 kHz. */
const rateHz = 8000;
export const windowMs = 256;
/** The place of a reply's audio on the audio clock is an estimate, and the echo comes after it. */
const reachMs = { late: 900, early: 300 };
const keptReplies = 3;
const keptSeconds = 40;
/** Of the correlation, where the place of the reply is not known yet; measured: echoes 7 … 46, other speech 4 … 6. */
const echoPeak = 7;
/** Of what is heard, explained by the reply; measured: echoes 0.4 … 1 with rooms, speech over them 0.02 … 0.1. */
const echoShare = 0.4;
const ownShare = 0.25;
/** From here there is hardly anything else in the window. */
const pureEchoShare = 0.7;
/** What is hardly louder than an echo would be need not be anything else. */
const louderDb = 6;
/** Of pure echoes: one of a quiet moment beside another sound would mislead. */
const keptGains = 9;
const frameSamples = 256;
const silenceDbfs = -65;
/** Replies are looked for so long after their end: buffers, ways, the room. */
const tailMs = 1500;
/** A reply that was faded out so long ago makes no echo; what is heard of it is the end of one. */
const fadedMs = 150;
/** Rooms go on sounding for so long. */
const roomMs = 150;

const toRate = (ms: number) => Math.round((ms * rateHz) / 1000);

/** Working memory that all conversations share: each look is over before the next begins. */
const finder = createEchoFinder({
  windowSamples: toRate(windowMs),
  referenceSamples: toRate(windowMs + reachMs.late + reachMs.early),
  rateHz,
});
const explainedShare = createExplainedShare(frameSamples);

export type HeardSound = 'echo' | 'own' | 'silence';

interface ReplyAudio {
  readonly resampler: Resampler;
  readonly audio: ReturnType<typeof createSampleRing>;
}

/** What may sound in a window, and whether it was faded out before. */
interface Reference {
  readonly samples: Float32Array;
  readonly faded: boolean;
}

/** Louder sounds than this would be, as an echo, are none. */
interface EchoPath {
  /** From a place in the reference to the same in the window. */
  readonly position: number;
  /** What the way from loudspeaker to microphone lets through, as it was seen lately. */
  readonly gainsDb: readonly number[];
}

export class EchoListener {
  readonly #replies = new Map<string, ReplyAudio>();
  #path: EchoPath | undefined;

  /** Takes what is about to be played of a response. @param samples 24 kHz */
  add(responseId: string, samples: Float32Array): void {
    let reply = this.#replies.get(responseId);
    if (!reply) {
      reply = {
        resampler: createResampler({ fromHz: outputRateHz, toHz: rateHz }),
        audio: createSampleRing(keptSeconds * rateHz),
      };
      this.#replies.set(responseId, reply);
      const [oldest] = this.#replies.keys();
      if (this.#replies.size > keptReplies && oldest !== undefined) this.#replies.delete(oldest);
    }
    reply.audio.append(reply.resampler.process(samples));
  }

  /**
   * What is heard in a window, beside the replies that may sound in it; undefined when none can.
   *
   * @param window 16 kHz, `windowMs` of it @param startSample of it, on the audio clock
   */
  judge(window: Float32Array, startSample: number, replies: readonly SpokenReply[]): HeardSound | undefined {
    const references = replies.flatMap((reply) => this.#reference(reply, startSample) ?? []);
    if (references.length === 0) return undefined;
    const heard = createResampler({ fromHz: inputRateHz, toHz: rateHz }).process(window);
    const heardDbfs = amplitudeToDbfs(rms(heard));
    if (heardDbfs < silenceDbfs) return 'silence';
    const sounds = references.map((reference) => this.#compare(heard, heardDbfs, reference));
    return sounds.find((sound) => sound === 'echo') ?? sounds.find((sound) => sound === 'silence') ?? 'own';
  }

  #compare(heard: Float32Array, heardDbfs: number, { samples, faded }: Reference): HeardSound {
    const found = finder.find(heard, samples);
    const positions = [found.peakToNoise >= echoPeak ? found.position : [], this.#path?.position ?? []].flat();
    const shares = positions.map((at) => explainedShare(heard, samples.subarray(at, at + heard.length)));
    const share = Math.max(0, ...shares);
    if (share >= pureEchoShare) this.#note(positions[shares.indexOf(share)]!, heard, heardDbfs, samples);
    if (share >= echoShare) return 'echo';
    const maybe = share >= ownShare || (!faded && this.#mayBeEcho(heardDbfs, heard.length, samples));
    return maybe ? 'silence' : 'own';
  }

  #note(position: number, heard: Float32Array, heardDbfs: number, samples: Float32Array): void {
    const gainDb = heardDbfs - amplitudeToDbfs(rms(samples.subarray(position, position + heard.length)));
    this.#path = { position, gainsDb: [...(this.#path?.gainsDb ?? []), gainDb].slice(-keptGains) };
  }

  /** No louder than the reply would be there: a quiet moment of it, hidden by what else sounds in a room. */
  #mayBeEcho(heardDbfs: number, length: number, samples: Float32Array): boolean {
    if (!this.#path) return false;
    const { position, gainsDb } = this.#path;
    const gainDb = gainsDb.toSorted((one, other) => one - other)[gainsDb.length >> 1]!;
    const played = samples.subarray(Math.max(0, position - toRate(roomMs)), position + length);
    return heardDbfs <= amplitudeToDbfs(rms(played)) + gainDb + louderDb;
  }

  /** What may sound in the window; silence where the reply is not known, or not begun. */
  #reference(reply: SpokenReply, startSample: number): Reference | undefined {
    const audio = this.#replies.get(reply.responseId)?.audio;
    const beginSample = sampleOf(reply, 0);
    if (!audio || beginSample === undefined) return undefined;
    const { endedSample, fadedSample } = reply;
    if (endedSample !== undefined && startSample > endedSample + (tailMs * inputRateHz) / 1000) return undefined;
    const centre = Math.round(((startSample - beginSample) * rateHz) / inputRateHz);
    const from = centre - toRate(reachMs.late);
    const reference = new Float32Array(finder.referenceSamples);
    const [first, end] = [Math.max(from, audio.startSample), Math.min(from + reference.length, audio.endSample)];
    if (end <= first) return undefined;
    reference.set(audio.read(first, end), first - from);
    const isFaded = fadedSample !== undefined && startSample > fadedSample + (fadedMs * inputRateHz) / 1000;
    return { samples: reference, faded: isFaded };
  }
}
