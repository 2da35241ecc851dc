/** What is given up when computing time runs short, in this order. `full-service`: nothing is. */
export const loadMeasures = ['full-service', 'partials-slower', 'no-speculation', 'one-cut-finals'] as const;
export type LoadMeasure = (typeof loadMeasures)[number];

/** The machine has more or less to do than before. Every measure up to this one is in force. */
export interface LoadChanged {
  readonly type: 'load-changed';
  readonly measure: LoadMeasure;
  /** A sentence with numbers. */
  readonly reason: string;
  readonly atMs: number;
}

/** Whether `asked` is in force under `measure`. */
export const isInForce = (asked: LoadMeasure, measure: LoadMeasure): boolean =>
  asked !== 'full-service' && loadMeasures.indexOf(measure) >= loadMeasures.indexOf(asked);
