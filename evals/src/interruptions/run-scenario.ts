import { systemClock } from '@cascade/runtime';
import { Call, type TimedEvent } from '../call/call.ts';
import type { Loudspeaker } from '../call/loudspeaker.ts';
import { type Reply, repliesIn } from '../call/reply.ts';
import { type Scenario, trueKinds } from './plan.ts';
import { instructionsFor } from './scripted-model.ts';
import type { ScenarioSound, ScenarioSounds } from './sound-of-scenario.ts';
import { stories } from './stories.ts';
import { soundStartsAtMs } from './trigger.ts';

export interface RunOptions {
  readonly url: string;
  readonly key?: string;
  readonly ducking: 'client' | 'server';
  readonly sounds: ScenarioSounds;
}

/** What happened, as it was seen at the client; times on one clock. */
export interface ScenarioRun {
  readonly scenario: Scenario;
  readonly events: readonly TimedEvent[];
  readonly loudspeaker: Loudspeaker;
  readonly microphone: readonly Float32Array[];
  /** The response that was spoken when the sound began. */
  readonly targetId: string | undefined;
  /** Absent when nothing was said: an echo, or the reply was over too early. */
  readonly sound: { readonly name: string; readonly startMs: number; readonly endMs: number } | undefined;
  /** When the client itself ended a reply. */
  readonly clientCutMs: number | undefined;
  /** The text of each assistant item as the service keeps it, once its response was over; undefined when it did not say. */
  readonly kept: ReadonlyMap<string, string | undefined>;
  /** What the server sent that is not of the protocol. */
  readonly malformed: readonly string[];
  /** How late the client itself was with a chunk, at most. */
  readonly maxSendLateMs: number;
  /** What kept the scenario from being played. */
  readonly failure: string | undefined;
}

const question = 'Tell me about the sea.';
const replyLimitMs = 10_000;
const triggerLimitMs = 25_000;
/** An answer counts when so much of it has been played. */
const answerPlayedMs = 300;
const answerLimitMs = 6000;
/** After a sound that should not stop anything: as long as a turn that is taken for one would need to be answered. */
const quietAfterMs = 1500;
const resumeLimitMs = 3000;
const endLimitMs = 18_000;
/** Acknowledgements of the last samples are on their way. */
const settleMs = 120;
/** How much of a reply is played over its own echo. */
const echoPlayedMs = [4000, 7000] as const;

/** Nobody's microphone is silent. */
const microphoneNoiseDbfs = -70;

/**
 * Plays one interruption against a service, in a conversation of its own. What the service does wrong is in the run.
 *
 * @throws CascadeError when there is no connection, or a sound cannot be made
 */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<ScenarioRun> {
  const { url, key, ducking, sounds } = options;
  const sound = await sounds.soundOf(scenario);
  const call = await Call.open({
    url,
    ...(key === undefined ? {} : { key }),
    instructions: instructionsFor(scenario.story),
    ducking,
    echo: scenario.echo && { ...scenario.echo, seed: scenario.seed },
    noiseDbfs: microphoneNoiseDbfs,
    seed: scenario.seed,
  });
  try {
    return await new Conversation(call, scenario, sound).run(options.sounds);
  } finally {
    await call.close();
  }
}

class Conversation {
  readonly #call: Call;
  readonly #scenario: Scenario;
  readonly #sound: ScenarioSound | undefined;
  readonly #story: string;
  #targetId: string | undefined;
  #clientCutMs: number | undefined;

  constructor(call: Call, scenario: Scenario, sound: ScenarioSound | undefined) {
    this.#call = call;
    this.#scenario = scenario;
    this.#sound = sound;
    this.#story = stories[scenario.story]!;
  }

  async run(sounds: ScenarioSounds): Promise<ScenarioRun> {
    await this.#ask(sounds);
    const begun = await this.#call.until(() => this.#replies.length > 0, replyLimitMs);
    const due = begun && (await this.#call.until(() => this.#isDue(), triggerLimitMs));
    this.#targetId ??= this.#replies.at(-1)?.responseId;
    const placed = due ? await this.#sayAndWatch() : undefined;
    await this.#endReplies();
    const kept = await this.#retrieve();
    return {
      scenario: this.#scenario,
      events: this.#call.events,
      loudspeaker: this.#call.loudspeaker,
      microphone: this.#call.microphone,
      targetId: this.#targetId,
      sound: placed,
      clientCutMs: this.#clientCutMs,
      kept,
      malformed: this.#call.malformed,
      maxSendLateMs: this.#call.maxSendLateMs,
      failure: this.#call.failure ?? this.#whyNotPlayed(begun, due, placed !== undefined),
    };
  }

  #whyNotPlayed(begun: boolean, due: boolean, said: boolean): string | undefined {
    if (!begun) return 'no reply began';
    if (!due) return 'the moment for the sound never came';
    return this.#sound && !said ? 'the reply was over before the sound' : undefined;
  }

  get #replies(): Reply[] {
    return repliesIn(this.#call.events);
  }

  get #target(): Reply | undefined {
    return this.#replies.find(({ responseId }) => responseId === this.#targetId);
  }

  async #ask(sounds: ScenarioSounds): Promise<void> {
    if (this.#scenario.asked === 'voice') {
      this.#call.say(await sounds.question());
      return;
    }
    const content = [{ type: 'input_text', text: question } as const];
    this.#call.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    this.#call.send({ type: 'response.create' });
  }

  /** The moment for the sound has come; or the reply is over before, which the outcome will tell. */
  #isDue(): boolean {
    const { phase, fraction } = this.#scenario;
    // Of a question that was taken for finished too early there are two: the first is taken back unheard.
    const replies = this.#replies;
    const reply =
      replies.find(({ itemId }) => itemId !== undefined && this.#call.playedMs(itemId) > 0) ?? replies.at(-1)!;
    this.#targetId = reply.responseId;
    if (phase === 'before-audio') return true;
    const overForMs = reply.doneMs === undefined ? -1 : systemClock.nowMs() - reply.doneMs;
    if (phase === 'after-end') return overForMs >= 100 + 400 * fraction;
    if (overForMs >= 0) return overForMs >= quietAfterMs;
    const playedMs = reply.itemId === undefined ? 0 : this.#call.playedMs(reply.itemId);
    if (phase === 'throughout') return playedMs >= echoPlayedMs[0] + (echoPlayedMs[1] - echoPlayedMs[0]) * fraction;
    const atMs = soundStartsAtMs(this.#scenario, reply, this.#story);
    return atMs !== undefined && playedMs > 0 && playedMs >= atMs - (this.#sound?.startMs ?? 0);
  }

  async #sayAndWatch(): Promise<ScenarioRun['sound']> {
    const sound = this.#sound;
    const overEarly = this.#scenario.phase !== 'after-end' && this.#target?.doneMs !== undefined;
    if (!sound || overEarly) return undefined;
    const saidMs = this.#call.say(sound.samples);
    const placed = { name: sound.name, startMs: saidMs + sound.startMs, endMs: saidMs + sound.endMs };
    const waitMs = placed.endMs - systemClock.nowMs();
    if (trueKinds.has(this.#scenario.kind)) {
      await this.#call.until(() => this.#isAnswered(), waitMs + answerLimitMs);
    } else {
      await this.#call.until(() => false, waitMs + quietAfterMs);
      const stopped = this.#target?.status === 'cancelled';
      if (stopped) await this.#call.until(() => this.#isAnswered(), resumeLimitMs);
    }
    return placed;
  }

  /** A later reply is heard. */
  #isAnswered(): boolean {
    const replies = this.#replies;
    const later = replies.slice(replies.findIndex(({ responseId }) => responseId === this.#targetId) + 1);
    return later.some(({ itemId }) => itemId !== undefined && this.#call.playedMs(itemId) >= answerPlayedMs);
  }

  /** Ends what is still spoken in the scenario's way. */
  async #endReplies(): Promise<void> {
    const over = () => this.#replies.every(({ doneMs }) => doneMs !== undefined);
    const reply = this.#replies.at(-1);
    if (reply && !over()) {
      const { clientCut } = this.#scenario;
      if (clientCut !== 'play-out') this.#clientCutMs = systemClock.nowMs();
      const itemId = reply.itemId;
      if (clientCut === 'truncate' && itemId !== undefined) {
        this.#call.stopPlaying(reply.responseId);
        const audio_end_ms = this.#call.playedMs(itemId);
        this.#call.send({ type: 'conversation.item.truncate', item_id: itemId, content_index: 0, audio_end_ms });
      } else if (clientCut === 'clear') {
        this.#call.send({ type: 'output_audio_buffer.clear' });
      } else if (clientCut !== 'play-out') {
        this.#call.send({ type: 'response.cancel' });
      }
      await this.#call.until(over, endLimitMs);
    }
    await this.#call.until(() => false, settleMs);
  }

  async #retrieve(): Promise<Map<string, string | undefined>> {
    const kept = new Map<string, string | undefined>();
    for (const { itemId, doneMs } of this.#replies) {
      if (itemId === undefined || doneMs === undefined) continue;
      const from = this.#call.events.length;
      this.#call.send({ type: 'conversation.item.retrieve', item_id: itemId });
      await this.#call.until(() => textRetrieved(this.#call.events.slice(from), itemId) !== undefined, 2000);
      kept.set(itemId, textRetrieved(this.#call.events.slice(from), itemId));
    }
    return kept;
  }
}

function textRetrieved(events: readonly TimedEvent[], itemId: string): string | undefined {
  for (const { event } of events) {
    if (event.type !== 'conversation.item.retrieved' || event.item.id !== itemId) continue;
    const content = event.item.type === 'message' ? event.item.content[0] : undefined;
    return content && 'transcript' in content ? (content.transcript ?? '') : '';
  }
  return undefined;
}
