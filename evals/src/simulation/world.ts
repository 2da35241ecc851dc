import type { Latency } from './distributions.ts';

/** How long the scripted stages take. */
export interface StageLatencies {
  /** Wait for a thread, in front of every inference. */
  readonly queue: Latency;
  readonly detection: Latency;
  /** Beside what each recorded final took. */
  readonly finalSpread: Latency;
  readonly endOfTurn: Latency;
  readonly firstToken: Latency;
  readonly msPerWord: number;
  readonly tool: Latency;
  readonly clause: Latency;
  /** One way between client and service. */
  readonly network: Latency;
}

/**
 * On the two-core machine with four sessions: waits as in the README of the runtime; finals are drawn from the recorded
 * pauses of the turn manager's fixtures, with their spread between runs; model, voice and language model as measured in
 * the READMEs of their stages.
 */
export const measuredLatencies: StageLatencies = {
  queue: { p50: 8, p95: 69 },
  detection: { p50: 4, p95: 12 },
  finalSpread: { p50: 1, p95: 1.8 },
  endOfTurn: { p50: 50, p95: 110 },
  firstToken: { p50: 60, p95: 260 },
  msPerWord: 25,
  tool: { p50: 400, p95: 4000 },
  clause: { p50: 90, p95: 210 },
  network: { p50: 15, p95: 60 },
};

/** What goes wrong, each with its probability for every chance that it has. */
export interface Faults {
  /** The recognizer fails on a final. */
  readonly recognizerFails: number;
  /** A final never comes. */
  readonly finalLost: number;
  /** A final takes 2 to 4 s. */
  readonly finalSlow: number;
  readonly endOfTurnFails: number;
  /** For a whole session. */
  readonly endOfTurnDown: number;
  /** The first word of an answer takes 3 to 8 s. */
  readonly modelSlow: number;
  /** The language model fails: the planner apologizes. */
  readonly modelFails: number;
  /** The thread that speaks a clause dies. */
  readonly workerLost: number;
  /** A playback acknowledgement is late by up to 1.5 s, so that a later one overtakes it. */
  readonly ackLate: number;
  readonly ackLost: number;
  /** A session's client sends nothing for 0.5 to 3 s, then all of it at once: for each turn. */
  readonly networkStalls: number;
  /** The client is gone without a word: for each turn. */
  readonly clientVanishes: number;
}

/** Far more than any service should see, so that every fault meets every moment of a conversation. */
export const frequentFaults: Faults = {
  recognizerFails: 0.02,
  finalLost: 0.01,
  finalSlow: 0.02,
  endOfTurnFails: 0.03,
  endOfTurnDown: 0.05,
  modelSlow: 0.02,
  modelFails: 0.02,
  workerLost: 0.02,
  ackLate: 0.1,
  ackLost: 0.05,
  networkStalls: 0.02,
  clientVanishes: 0.005,
};

/** Each probability multiplied; none above one half. */
export const scaled = (faults: Faults, factor: number): Faults =>
  Object.fromEntries(Object.entries(faults).map(([name, value]) => [name, Math.min(0.5, value * factor)])) as never;

/** What the scripted users do, as probabilities for each turn or reply. */
export interface Manners {
  readonly bargeIn: number;
  readonly backchannel: number;
  readonly cough: number;
  /** Goes on a moment after the turn seemed over. */
  readonly afterthought: number;
  /** Stops the reply by a button. */
  readonly stopButton: number;
  /** Says nothing for half a minute. */
  readonly longSilence: number;
  /** Between a reply and the next turn. */
  readonly thinking: Latency;
  /** Turns before the user hangs up. */
  readonly turns: { readonly least: number; readonly most: number };
}

export const livelyManners: Manners = {
  bargeIn: 0.15,
  backchannel: 0.12,
  cough: 0.06,
  afterthought: 0.08,
  stopButton: 0.03,
  longSilence: 0.02,
  thinking: { p50: 900, p95: 5000 },
  turns: { least: 4, most: 24 },
};

export interface World {
  readonly latencies: StageLatencies;
  readonly faults: Faults;
  readonly manners: Manners;
}
