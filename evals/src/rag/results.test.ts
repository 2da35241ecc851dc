import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const read = (name: string) => JSON.parse(readFileSync(new URL(`../../results/${name}`, import.meta.url), 'utf8'));
const percent = (share: number) => (100 * share).toFixed(1);
const points = (share: number) => percent(share).replace('-', '−');

test('the figures of the README are those of the kept results', () => {
  const result = read('rag.json');
  for (const condition of ['clean', 'spoken', 'noisy']) {
    const { recall_at_5, answer_correct, grounded, citation_correct, refusal_correct, ...others } = result[condition];
    const { entity_substitutions, entity_substitutions_after_repair } = others;
    const shares = [recall_at_5, answer_correct, grounded, citation_correct, refusal_correct];
    const row = [condition, ...[...shares, entity_substitutions, entity_substitutions_after_repair].map(percent)];
    expect(readme).toMatch(new RegExp(row.join(' *\\| *')));
  }
  for (const [name, file] of [
    ['repair by sound', 'rag.json'],
    ['biasing the recognizer', 'rag-bias.json'],
  ] as const) {
    const { comparison } = read(file);
    const gains = ['spoken', 'noisy'].map((condition) => points(comparison[condition].answer_correct.value));
    expect(readme).toMatch(new RegExp(`${name} *\\| *${gains.map((gain) => `${gain} \\([^|]*`).join('\\| *')}`));
  }
});
