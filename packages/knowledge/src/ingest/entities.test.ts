import { describe, expect, test } from 'vitest';
import { type CountedEntity, entitiesIn, keptEntities } from './entities.ts';

function kept(...sentences: string[]): string[] {
  const found = entitiesIn(sentences).map((entity): CountedEntity => ({ ...entity, chunks: 1 }));
  return keptEntities(found).map(({ kind, text }) => `${kind}: ${text}`);
}

describe('entities', () => {
  test('names in mid-sentence, with their numbers', () => {
    expect(kept('We sell the Arden 200 in Kestrel Point.')).toEqual(['name: Arden 200', 'name: Kestrel Point']);
  });

  test('a capital at the beginning proves nothing, unless it is a name elsewhere', () => {
    expect(kept('Filters are cheap.')).not.toContain('name: Filters');
    expect(kept('Senta shows it.', 'Ask the Senta.')).toContain('name: Senta');
  });

  test('codes', () => {
    expect(kept('It uses HX-14 or R290 and shows E4.')).toEqual(['code: HX-14', 'code: R290', 'code: E4']);
  });

  test('two known names joined are no third one', () => {
    expect(kept('See the Arden 200 and Arden 300.', 'The Arden 200 and the Arden 300 differ.')).not.toContain(
      'name: Arden 200 and Arden 300',
    );
    expect(kept('The firm of Brandt and Sons does.')).toContain('name: Brandt and Sons');
  });

  test('uncommon words are terms, days and months are nothing', () => {
    expect(kept('On Tuesday the refrigerant was taken out in May.')).toEqual(['term: refrigerant']);
  });
});
