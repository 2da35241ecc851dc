import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder, page, writeInto } from '../test/folder.ts';
import { indexKnowledge, openKnowledgeBase } from './open-knowledge-base.ts';

const files = { 'arden.md': page('Arden 200', 'The Arden 200 costs 6,480 dollars.') };
const reader = { tenant: 'acme', labels: [] };

describe('openKnowledgeBase', () => {
  test('a folder in memory', async () => {
    const knowledge = await openKnowledgeBase({ folder: makeFolder(files) });
    const answer = await knowledge.search({ text: 'what does the Arden 200 cost' }, reader);
    expect(answer.speech).toContain('6,480 dollars');
    expect(await knowledge.entities(reader)).toContain('Arden 200');
    expect(knowledge.report).toMatchObject({ documents: 1 });
    await knowledge.close();
    await expect(knowledge.search({ text: 'x' }, reader)).rejects.toMatchObject({ code: 'store_failed' });
  });

  test('an index that was made before, and its version', async () => {
    const folder = makeFolder(files);
    const database = join(makeFolder({}), 'index.sqlite');
    const progress: number[] = [];
    const report = await indexKnowledge({ folder, database, onProgress: (done) => progress.push(done) });
    expect(progress).toEqual([1]);
    const knowledge = await openKnowledgeBase({ database });
    expect(knowledge.version).toBe(report.version);
    expect((await knowledge.search({ text: 'what does the Arden 200 cost' }, reader)).kind).toBe('answer');
    await knowledge.close();
    writeInto(folder, 'arden.md', page('Arden 200', 'The Arden 200 costs 7 dollars.'));
    expect(await indexKnowledge({ folder, database })).toMatchObject({ updated: 1, unchanged: 0 });
  });

  test.each([
    ['neither folder nor database', {}, 'invalid_config'],
    ['a folder that is not there', { folder: '/nonexistent/folder' }, 'invalid_file'],
    ['an index that is not there', { database: '/nonexistent/index.sqlite' }, 'store_failed'],
    ['an unknown retriever', { folder: '.', retrievers: ['psychic' as 'dense'] }, 'invalid_config'],
  ])('refuses %s', async (_, options, code) => {
    await expect((async () => openKnowledgeBase(options))()).rejects.toMatchObject({ code });
  });

  test('leaves a file alone that is something else', async () => {
    const { DatabaseSync } = await import('node:sqlite');
    const database = join(makeFolder({}), 'other.sqlite');
    const other = new DatabaseSync(database);
    other.exec('CREATE TABLE turns (id TEXT)');
    other.close();
    await expect(openKnowledgeBase({ folder: makeFolder(files), database })).rejects.toThrow(/turns/);
  });

  test('an index of another chunk size is not opened as it is', async () => {
    const database = join(makeFolder({}), 'index.sqlite');
    await indexKnowledge({ folder: makeFolder(files), database, chunks: { targetWords: 40, overlapSentences: 0 } });
    await expect(openKnowledgeBase({ database })).rejects.toThrow(/index the folder again/);
  });
});
