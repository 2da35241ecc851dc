export type Edit = 'equal' | 'substitute' | 'delete' | 'insert';

/** One step of an alignment: indices into the reference and the hypothesis, of what is compared or comes next. */
export interface AlignmentStep {
  readonly edit: Edit;
  readonly reference: number;
  readonly hypothesis: number;
}

export interface EditCounts {
  readonly hits: number;
  readonly substitutions: number;
  readonly deletions: number;
  readonly insertions: number;
}

/**
 * The least number of edits that turn the reference into the hypothesis (Levenshtein 1966), step by step. There are often several
 * shortest ways, with different counts of substitutions; the one taken is that of rapidfuzz, and so of jiwer: common beginning
 * and end first, then from the end a deletion where one is as short, an insertion where what comes before it is shorter than
 * before a substitution, otherwise equal or a substitution. (rapidfuzz splits texts of more than some four million cells; there
 * its choice between equally short ways may differ.)
 *
 * @param reference tokens: words, characters, phonemes
 */
export function align(reference: readonly string[], hypothesis: readonly string[]): AlignmentStep[] {
  const start = commonStart(reference, hypothesis);
  const end = commonEnd(reference, hypothesis, start);
  const rows = reference.length - start - end;
  const columns = hypothesis.length - start - end;
  const equal = (from: number, to: number, shift: number): AlignmentStep[] =>
    Array.from({ length: to - from }, (_, index) => ({
      edit: 'equal',
      reference: from + index,
      hypothesis: from + index + shift,
    }));
  const middle = alignMiddle(reference.slice(start, start + rows), hypothesis.slice(start, start + columns));
  return [
    ...equal(0, start, 0),
    ...middle.map((step) => ({ ...step, reference: step.reference + start, hypothesis: step.hypothesis + start })),
    ...equal(start + rows, reference.length, columns - rows),
  ];
}

export function countEdits(steps: readonly AlignmentStep[]): EditCounts {
  const counts = { equal: 0, substitute: 0, delete: 0, insert: 0 };
  for (const { edit } of steps) counts[edit]++;
  return {
    hits: counts.equal,
    substitutions: counts.substitute,
    deletions: counts.delete,
    insertions: counts.insert,
  };
}

/** A word of each side, for display; undefined where it has no partner. */
export interface AlignedPair {
  readonly edit: Edit;
  readonly reference: string | undefined;
  readonly hypothesis: string | undefined;
}

/** Both texts word by word, beside each other. */
export function alignedPairs(reference: readonly string[], hypothesis: readonly string[]): AlignedPair[] {
  return align(reference, hypothesis).map((step) => ({
    edit: step.edit,
    reference: step.edit === 'insert' ? undefined : reference[step.reference],
    hypothesis: step.edit === 'delete' ? undefined : hypothesis[step.hypothesis],
  }));
}

function commonStart(reference: readonly string[], hypothesis: readonly string[]): number {
  const most = Math.min(reference.length, hypothesis.length);
  let length = 0;
  while (length < most && reference[length] === hypothesis[length]) length++;
  return length;
}

function commonEnd(reference: readonly string[], hypothesis: readonly string[], start: number): number {
  const most = Math.min(reference.length, hypothesis.length) - start;
  let length = 0;
  while (length < most && reference.at(-1 - length) === hypothesis.at(-1 - length)) length++;
  return length;
}

function alignMiddle(reference: readonly string[], hypothesis: readonly string[]): AlignmentStep[] {
  const width = hypothesis.length + 1;
  const distances = distanceTable(reference, hypothesis);
  const at = (row: number, column: number) => distances[row * width + column]!;
  const steps: AlignmentStep[] = [];
  let row = reference.length;
  let column = hypothesis.length;
  while (row > 0 || column > 0) {
    let edit: Edit;
    if (column === 0 || (row > 0 && at(row, column) === at(row - 1, column) + 1)) edit = 'delete';
    else if (row === 0 || at(row, column - 1) < at(row - 1, column - 1)) edit = 'insert';
    else edit = reference[row - 1] === hypothesis[column - 1] ? 'equal' : 'substitute';
    if (edit !== 'insert') row--;
    if (edit !== 'delete') column--;
    steps.push({ edit, reference: row, hypothesis: column });
  }
  return steps.reverse();
}

/** Distances of all beginnings: row by row, one row more than there are reference tokens. */
function distanceTable(reference: readonly string[], hypothesis: readonly string[]): Uint32Array {
  const width = hypothesis.length + 1;
  const distances = new Uint32Array((reference.length + 1) * width);
  for (let column = 0; column < width; column++) distances[column] = column;
  for (let row = 1; row <= reference.length; row++) {
    const at = row * width;
    distances[at] = row;
    for (let column = 1; column < width; column++) {
      const changed = reference[row - 1] === hypothesis[column - 1] ? 0 : 1;
      distances[at + column] = Math.min(
        distances[at + column - width - 1]! + changed,
        distances[at + column - width]! + 1,
        distances[at + column - 1]! + 1,
      );
    }
  }
  return distances;
}
