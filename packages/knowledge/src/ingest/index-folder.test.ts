import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { acme, makeEngine } from '../../test/engine.ts';
import { page, writeInto } from '../../test/folder.ts';

const question = (text: string) => ({ text });

describe('indexFolder', () => {
  test('reads what is new or changed only, and removes what is gone', async () => {
    const { folder, index, report } = await makeEngine({
      'a.md': page('Pumps', 'The pump costs 5 dollars.'),
      'b.md': page('Stoves', 'The stove costs 7 dollars.'),
    });
    expect(report).toMatchObject({ documents: 2, added: 2, updated: 0, unchanged: 0, removed: 0, skipped: [] });
    expect(await index()).toMatchObject({ added: 0, updated: 0, unchanged: 2, version: report.version });
    writeInto(folder, 'a.md', page('Pumps', 'The pump costs 6 dollars.'));
    const changed = await index();
    expect(changed).toMatchObject({ documents: 2, added: 0, updated: 1, unchanged: 1 });
    expect(changed.version).not.toBe(report.version);
    rmSync(join(folder, 'b.md'));
    expect(await index()).toMatchObject({ documents: 1, removed: 1, unchanged: 1 });
    writeInto(folder, 'a.md', page('Pumps', 'The pump costs 5 dollars.'));
    writeInto(folder, 'b.md', page('Stoves', 'The stove costs 7 dollars.'));
    expect((await index()).version).toBe(report.version);
  });

  test('nothing of a removed or replaced document is left in any table', async () => {
    const { database, folder, index } = await makeEngine({ 'a.md': page('Zefirten', 'The Zefirten weighs 9 pounds.') });
    const rows = (table: string) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get()!.n;
    rmSync(join(folder, 'a.md'));
    await index();
    for (const table of ['documents', 'chunks', 'words', 'entities', 'audiences', 'chunk_words', 'chunk_sounds']) {
      expect(rows(table), table).toBe(0);
    }
  });

  test('bad files are skipped with a reason, the others are there', async () => {
    const { report } = await makeEngine({
      'good.md': page('Good', 'Text.'),
      'labels.md': '---\ntenant: acme\nlabels: 7\n---\nSecret.',
      'nobody.md': 'No tenant.',
      'yaml.md': '---\na: [\n---\nText.',
      'empty.md': page('', ''),
      'broken.pdf': 'no pdf',
      'binary.md': new Uint8Array([0xff, 0xfe, 0x00]),
      'picture.png': 'x',
      '.hidden.md': page('Hidden', 'Text.'),
    });
    expect(report.documents).toBe(1);
    expect(Object.fromEntries(report.skipped.map(({ path, reason }) => [path, reason.slice(0, 20)]))).toEqual({
      'binary.md': 'cannot be read: The ',
      'broken.pdf': 'cannot be read: Inva',
      'empty.md': 'no text in it',
      'labels.md': 'labels in its metada',
      'nobody.md': 'no tenant: name one ',
      'picture.png': '.png: not one of .md',
      'yaml.md': expect.stringContaining('cannot be read'),
    });
  });

  test('a file that has become unreadable keeps its old text; one whose labels are unclear is not kept', async () => {
    const { folder, index, engine } = await makeEngine({
      'a.md': page('Pump', 'The pump costs 5 dollars.'),
      'b.md': page('Stove', 'The stove costs 7 dollars.'),
    });
    writeInto(folder, 'a.md', new Uint8Array([0xff]));
    writeInto(folder, 'b.md', '---\ntenant: acme\nlabels: 7\n---\nThe stove costs 7 dollars.');
    const report = await index();
    expect(report.skipped.map(({ path }) => path)).toEqual(['a.md', 'b.md']);
    const sources = (await engine.search(question('what does the pump or stove cost'), acme, 9)).passages;
    expect(sources.map(({ source }) => source)).toEqual(['a.md']);
  });

  test('settings of the folder count for documents that say nothing', async () => {
    const { report, engine } = await makeEngine({
      'knowledge.yaml': 'tenant: acme\npaths: [{ match: "staff/*", labels: [staff] }]',
      'a.md': '# Pump\n\nThe pump costs 5 dollars.',
      'staff/b.md': '# Margin\n\nThe margin of the pump is 30 percent.',
    });
    expect(report.documents).toBe(2);
    const seen = async (labels: string[]) =>
      (await engine.search(question('margin of the pump'), { tenant: 'acme', labels }, 9)).passages.map(
        ({ source }) => source,
      );
    expect(await seen([])).toEqual(['a.md']);
    expect(await seen(['staff'])).toContain('staff/b.md');
  });
});
