/** Stands for every value beyond those that a label may have. */
export const otherLabelValue = 'other';

/** Puts `other` in place of a value that is one too many for its label. */
export type LabelBound = (label: string, value: string) => string;

/**
 * Each label keeps the first `most` values that it meets; what comes later is counted as `other`. Every combination of
 * label values is a time series of its own, in this process's memory and in Prometheus's: without a bound, a version in
 * a loop of deployments or a code from outside would grow both for ever.
 */
export function boundLabels(most = 48): LabelBound {
  const seen = new Map<string, Set<string>>();
  return (label, value) => {
    const values = seen.get(label) ?? new Set();
    seen.set(label, values);
    if (values.has(value)) return value;
    if (values.size >= most) return otherLabelValue;
    values.add(value);
    return value;
  };
}
