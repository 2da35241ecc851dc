import type { ConversationItem } from '@cascade/contracts';
import type { GatewayConnection } from '../src/connection.ts';
import { spokenReply } from './spoken-reply.ts';

/** What the planner does with the conversation: says something, or has the client run a function. */
export type Answer = { say: string } | { call: string; arguments: string };

export interface StageScript {
  /** What the recognizer makes of the user's turns, one after the other. */
  readonly heard: readonly string[];
  answer(items: readonly ConversationItem[]): Answer;
  readonly wordMs?: number;
}

const audible = 0.05;
const endOfTurnSamples = 200 * 16;

/**
 * Stages by script, for clients that nobody here wrote: sound begins a turn, 200 ms of silence (or a commit) end it, sound
 * during a reply interrupts it. No model, no chance.
 */
export class ScriptedStages {
  readonly #connection: GatewayConnection;
  readonly #script: StageScript;
  /** Responses that were asked of the planner. */
  readonly asked: (readonly ConversationItem[])[] = [];
  #turns = 0;
  #responses = 0;
  #active: string | undefined;
  #speechStart: number | undefined;
  #lastSound = 0;
  #position = 0;

  constructor(connection: GatewayConnection, script: StageScript) {
    this.#connection = connection;
    this.#script = script;
    void this.#run();
  }

  get #turnId(): string {
    return `turn_${this.#turns}`;
  }

  async #run(): Promise<void> {
    for await (const event of this.#connection.input) {
      switch (event.type) {
        case 'audio-chunk':
          this.#hear(event.samples, event.startSample);
          break;
        case 'input-commit':
          this.#endTurn(event.endSample);
          break;
        case 'response-create':
          if (this.#active === undefined) this.#respond('client');
          break;
        case 'response-cancel':
          this.#cancel('client');
          break;
        case 'playback-done':
          if (event.responseId === this.#active) this.#active = undefined;
          break;
      }
    }
  }

  #hear(samples: Float32Array, startSample: number): void {
    this.#position = startSample + samples.length;
    const sounds = samples.some((sample) => Math.abs(sample) > audible);
    if (sounds) this.#lastSound = this.#position;
    if (this.#connection.settings().turnDetection.mode === 'manual') return;
    if (sounds && this.#speechStart === undefined) this.#beginTurn(startSample);
    else if (this.#speechStart !== undefined && this.#position - this.#lastSound >= endOfTurnSamples) {
      this.#endTurn(this.#lastSound);
    }
  }

  #beginTurn(startSample: number): void {
    this.#turns++;
    this.#speechStart = startSample;
    this.#connection.send({ type: 'speech-start', startSample, atSample: startSample + 512, probability: 0.9 });
    const { turnDetection } = this.#connection.settings();
    if (turnDetection.mode !== 'manual' && turnDetection.interruptResponse) this.#cancel('barge-in');
    this.#connection.send({ type: 'turn-started', turnId: this.#turnId, startSample, atMs: 0 });
  }

  #endTurn(endSample: number): void {
    if (this.#speechStart === undefined) this.#beginTurn(Math.max(0, endSample - 16_000));
    const startSample = this.#speechStart ?? 0;
    this.#speechStart = undefined;
    const text = this.#script.heard[this.#turns - 1] ?? '';
    const utteranceId = `utterance_${this.#turns}`;
    const stableText = text.slice(0, text.indexOf(' ') + 1).trimEnd();
    const place = { startSample, endSample, queueMs: 0, computeMs: 1 };
    this.#connection.send({ type: 'transcript-partial', utteranceId, text, stableText, ...place });
    const turn = { turnId: this.#turnId, startSample, endSample, atMs: 0 };
    this.#connection.send({ type: 'turn-committed', ...turn, text, continued: false });
    this.#connection.send({ type: 'utterance-boundary', endSample });
    const { turnDetection, respond } = this.#connection.settings();
    if (respond && turnDetection.mode !== 'manual' && turnDetection.createResponse) this.#respond('turn');
  }

  #cancel(cause: 'client' | 'barge-in'): void {
    if (this.#active === undefined) return;
    this.#connection.send({ type: 'response-cancelled', responseId: this.#active, cause, atMs: 0 });
    this.#active = undefined;
  }

  #respond(cause: 'client' | 'turn'): void {
    const responseId = `resp_${++this.#responses}`;
    this.#active = responseId;
    const connection = this.#connection;
    connection.send({ type: 'response-requested', responseId, turnId: this.#turnId, cause, atMs: 0 });
    const items = connection.conversation.items();
    this.asked.push(items);
    const answer = this.#script.answer(items);
    const { signal } = connection;
    if ('call' in answer) {
      const { call: name, arguments: json } = answer;
      const callId = `call_${this.#responses}`;
      connection.send({ type: 'plan-tool-call', responseId, callId, name, arguments: json, runsAt: 'client' });
    } else {
      connection.send({ type: 'plan-text', responseId, delta: answer.say, signal });
    }
    connection.send({
      type: 'plan-done',
      responseId,
      source: 'language-model',
      inputTokens: 9,
      outputTokens: 3,
      signal,
    });
    const speaks = 'say' in answer && connection.settings().outputModality === 'audio';
    const { parts, audioMs } = spokenReply(responseId, speaks ? [answer.say] : [], this.#script.wordMs ?? 50, 40);
    for (const { clause, audio } of parts) for (const event of [clause, ...audio]) connection.send(event);
    connection.send({ type: 'speech-done', responseId, audioMs });
  }
}

/** Samples of a tone and of silence as 16-bit PCM. */
export function toneAndSilence(toneMs: number, silenceMs: number, rateHz = 24_000): Buffer {
  const samples = new Int16Array(((toneMs + silenceMs) * rateHz) / 1000);
  for (let i = 0; i < (toneMs * rateHz) / 1000; i++) {
    samples[i] = Math.round(8000 * Math.sin((2 * Math.PI * 440 * i) / rateHz));
  }
  return Buffer.from(samples.buffer);
}
