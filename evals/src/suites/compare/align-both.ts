import { align, type Edit } from '../../metrics/index.ts';

/** One word of the reference, or a place between two, with what each hypothesis has there; '' where it has nothing. */
export interface AlignedColumn {
  readonly reference: string;
  readonly hypotheses: readonly { readonly word: string; readonly edit: Edit }[];
}

/** Two or more hypotheses against one reference, word by word in common columns. @param reference normalized words, as all */
export function alignBoth(reference: readonly string[], hypotheses: readonly (readonly string[])[]): AlignedColumn[] {
  const rows = hypotheses.map((words) => placesOf(reference, words));
  const columns: AlignedColumn[] = [];
  for (let place = 0; place <= reference.length; place++) {
    const inserted = Math.max(...rows.map((row) => row[place]!.inserted.length));
    for (let index = 0; index < inserted; index++) {
      const wordIn = (row: Place[]) => row[place]!.inserted[index];
      columns.push({
        reference: '',
        hypotheses: rows.map((row) => ({
          word: wordIn(row) ?? '',
          edit: wordIn(row) === undefined ? 'equal' : 'insert',
        })),
      });
    }
    if (place < reference.length) {
      columns.push({ reference: reference[place]!, hypotheses: rows.map((row) => row[place]!.at) });
    }
  }
  return columns;
}

/** A word of the reference: what stands for it, and what was inserted before it. One more place than words. */
interface Place {
  readonly inserted: string[];
  at: { word: string; edit: Edit };
}

function placesOf(reference: readonly string[], words: readonly string[]): Place[] {
  const places = Array.from(
    { length: reference.length + 1 },
    (): Place => ({ inserted: [], at: { word: '', edit: 'delete' } }),
  );
  for (const step of align(reference, words)) {
    const place = places[step.reference]!;
    if (step.edit === 'insert') place.inserted.push(words[step.hypothesis]!);
    else place.at = { word: step.edit === 'delete' ? '' : words[step.hypothesis]!, edit: step.edit };
  }
  return places;
}
