import { readFileSync } from 'node:fs';
import { dataContract } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { dataContractPage, renderDataContract } from './data-contract.ts';

test('the page is what the code says (`node scripts/docs/data-contract.ts` writes it)', () => {
  expect(readFileSync(dataContractPage, 'utf8')).toBe(renderDataContract(dataContract));
});

test('it names every key, consent, kind of data and sink', () => {
  const page = renderDataContract(dataContract);
  const { metadata, consent, retention, redaction, audio } = dataContract;
  const names = [
    ...audio.conversation.map(({ type }) => type),
    ...[...metadata.keys, ...consent].map(({ key }) => key),
    ...retention.map(({ kind }) => kind),
    ...redaction.map(({ sink }) => sink),
  ];
  for (const name of names) expect(page).toContain(name);
});
