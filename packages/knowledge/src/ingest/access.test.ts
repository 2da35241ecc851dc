import { describe, expect, test } from 'vitest';
import { accessOf, readFolderSettings } from './access.ts';

const settings = readFolderSettings(
  'tenant: acme\npaths:\n  - { match: "staff/**", labels: [staff] }\n  - { match: "rentals/**", tenant: other }\n',
  'knowledge.yaml',
);

describe('accessOf', () => {
  test('the last path that matches gives what a document does not say', () => {
    expect(accessOf('a.md', {}, settings)).toEqual({ tenant: 'acme', labels: [] });
    expect(accessOf('staff/pay.md', {}, settings)).toEqual({ tenant: 'acme', labels: ['staff'] });
    expect(accessOf('rentals/a.md', {}, settings)).toEqual({ tenant: 'other', labels: [] });
  });

  test('the document itself counts first', () => {
    expect(accessOf('staff/a.md', { tenant: 'x', labels: ['b', 'a', 'b'] }, settings)).toEqual({
      tenant: 'x',
      labels: ['a', 'b'],
    });
  });

  test('labels of HTML and PDF are separated by commas', () => {
    expect(accessOf('a.html', { labels: 'staff, managers' }, settings).labels).toEqual(['managers', 'staff']);
    expect(accessOf('a.html', { labels: '' }, settings).labels).toEqual([]);
  });

  test.each([{ labels: 5 }, { labels: [''] }, { tenant: '' }, { tenant: ['a'] }])('malformed: %j', (metadata) => {
    expect(() => accessOf('a.md', metadata, settings)).toThrow(/malformed/);
  });

  test('nobody may see what has no tenant', () => {
    expect(() => accessOf('a.md', {}, readFolderSettings('', 'knowledge.yaml'))).toThrow(/no tenant/);
  });
});

test('settings that make no sense are refused with the field', () => {
  expect(() => readFolderSettings('paths: [{ labels: [a] }]', 'knowledge.yaml')).toThrow(
    /knowledge.yaml: paths.0.match/,
  );
  expect(() => readFolderSettings('tenants: a', 'knowledge.yaml')).toThrow(/tenants/);
  expect(() => readFolderSettings('a: [', 'knowledge.yaml')).toThrow(/not YAML/);
});
