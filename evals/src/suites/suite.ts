import type { EntryKind } from '@cascade/models';
import type { Measure, Metric } from '../results-schema/index.ts';

/** One thing that an entry is tried on: a recording, a text to say, a command. */
export interface SuiteItem {
  readonly id: string;
  /** Items of one group (a sentence under three noises) are no independent evidence. */
  readonly group: string;
  readonly slices: readonly string[];
  /** How much it counts in rates beside other items; 1 when absent. */
  readonly weight?: number;
  /** Of everything that decides what the entry is given. */
  readonly sha256: string;
  /** What should come out, in words, for reports. */
  readonly reference: string;
  /** What the bench is given; crosses to another process, so plain data and typed arrays only. */
  input(): Promise<unknown>;
  /** For reports, 16 kHz; undefined where there is nothing to listen to. */
  audio?(): Promise<Float32Array>;
}

export interface LoadedSuite {
  readonly name: string;
  /** Of everything that is in it: runs compare only when it is the same. */
  readonly sha256: string;
  readonly items: readonly SuiteItem[];
}

export interface LoadOptions {
  /** `smoke`: a few items of every kind, to see that all works. */
  readonly size: 'full' | 'smoke';
  readonly manifests: readonly string[];
  readonly cache: string;
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
}

/** What a worker process runs entries on. */
export interface Bench {
  /**
   * @param settings configuration variables of the entry
   * @returns what came of it, as plain data: it is kept as JSON, and metrics are computed from it later
   */
  run(settings: Readonly<Record<string, string>>, input: unknown, signal: AbortSignal): Promise<unknown>;
  close(): Promise<void>;
}

/** What one kind of entry is measured on. */
export interface Suite {
  readonly kind: EntryKind;
  readonly about: string;
  /** Module whose `openBench()` opens the models in a worker process. */
  readonly bench: URL;
  /** Folders, relative to the repository, whose code decides outcomes. */
  readonly code: readonly string[];
  /** At most so many processes, however many cores there are: models may be large. */
  readonly mostProcesses?: number;
  /** Those that are shown in the terminal; all are in the results. */
  readonly shown: readonly string[];
  readonly metrics: Readonly<Record<string, Metric>>;
  load(options: LoadOptions): Promise<LoadedSuite>;
  /** Metrics of one item from what came of it. */
  measure(item: SuiteItem, outcome: unknown): Record<string, Measure>;
  /** What came out, in words, for reports. */
  hypothesisOf(outcome: unknown): string;
}
