import { readFileSync } from 'node:fs';
import {
  clientEventSchemas,
  clientEventTypes,
  errorTable,
  parseClientEvent,
  parseServerEvent,
  type ServerEventType,
  serverEventSchemas,
} from '@cascade/contracts';
import { describe, expect, it, test } from 'vitest';
import { anchor } from './markdown.ts';
import { protocolFile } from './protocol.ts';
import { clientExamples, serverExamples } from './protocol-examples.ts';
import { shownTypes } from './protocol-exchange.ts';
import { aside, exchanges } from './protocol-exchanges.ts';
import { protocolPage } from './protocol-page.ts';

const page = protocolPage();
const serverTypes = Object.keys(serverEventSchemas) as ServerEventType[];

test('docs/protocol.md is what the code says (`node scripts/docs/protocol.ts` writes it)', () => {
  expect(readFileSync(protocolFile, 'utf8') === page).toBe(true);
});

describe('examples', () => {
  it.each(clientEventTypes)('%s is taken as it stands', (type) => {
    const example = clientExamples[type];
    const parsed = parseClientEvent(JSON.stringify(example));
    expect(parsed).toMatchObject({ ok: true });
    // Nothing in it that the schema would drop.
    expect(clientEventSchemas[type].parse(example)).toEqual(example);
  });

  it.each(serverTypes)('%s fits its schema', (type) => {
    expect(parseServerEvent(serverExamples[type])).toEqual(serverExamples[type]);
  });
});

test('every event is in an exchange', () => {
  const shown = new Set(
    [...Object.values(exchanges), ...Object.values(aside)].flatMap(({ steps }) => shownTypes(steps)),
  );
  expect([...clientEventTypes, ...serverTypes].filter((type) => !shown.has(type))).toEqual([]);
});

test('every field says what it is, but for those whose name says it', () => {
  const [fields = ''] = page.split('\n## Errors');
  const silent = fields.split('\n').filter((line) => /^\| `[^`]+` \|.*\| +\|$/.test(line));
  // A bound on what is left unsaid: it may fall, and rises only on purpose.
  expect(silent.length).toBeLessThan(120);
});

test('every error code is in the table, with its cause and its cure', () => {
  for (const [code, { cause, cure }] of Object.entries(errorTable))
    expect(page).toContain(`| \`${code}\` | ${cause} | ${cure} |`);
});

test('every link on the page leads to a heading, and no two headings have the same address', () => {
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchor(heading));
  expect(headings.filter((address, index) => headings.indexOf(address) !== index)).toEqual([]);
  const targets = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, target = '']) => target);
  expect(targets.length).toBeGreaterThan(100);
  expect(targets.filter((target) => !headings.includes(target))).toEqual([]);
});
