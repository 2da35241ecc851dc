import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKeyFile } from '@cascade/gateway';
import { afterEach, expect, test } from 'vitest';
import { makeSecrets } from '../secrets.ts';

const root = mkdtempSync(join(tmpdir(), 'cascade-secrets-'));
const folder = join(root, 'secrets');
const environmentFile = join(root, '.env');
const user = { uid: 1000, gid: 1001 };
const make = () => makeSecrets({ folder, environmentFile, user, now: new Date('2026-01-01') });
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const modeOf = (path: string) => statSync(path).mode & 0o777;

afterEach(() => rmSync(root, { recursive: true, force: true }));

test('makes what docker-compose.yml asks for, once', () => {
  const owner = make();
  expect(owner).toMatch(/\S{20}/);
  expect(read('database_url')).toBe(`postgres://cascade:${read('postgres_password')}@postgres:5432/cascade`);
  expect(read('grafana_password')).not.toBe(read('postgres_password'));
  const keys = readKeyFile(join(folder, 'keys/api-keys.json'));
  expect(keys.map(({ name, scopes }) => [name, scopes])).toEqual([
    ['owner', ['talk', 'records', 'debug']],
    ['prometheus', ['debug']],
  ]);
  expect(readFileSync(environmentFile, 'utf8')).toBe('CASCADE_UID=1000\nCASCADE_GID=1001\n');

  const before = ['postgres_password', 'database_url', 'grafana_password', 'metrics_key'].map(read);
  expect(make()).toBeUndefined();
  expect(['postgres_password', 'database_url', 'grafana_password', 'metrics_key'].map(read)).toEqual(before);
  expect(readFileSync(environmentFile, 'utf8').match(/CASCADE_UID/g)).toHaveLength(1);
});

test('closes the folder to others of this machine, and opens each file to the container that gets it', () => {
  make();
  expect(modeOf(folder)).toBe(0o700);
  expect(modeOf(join(folder, 'keys'))).toBe(0o700);
  for (const name of ['postgres_password', 'database_url', 'grafana_password', 'metrics_key']) {
    expect(modeOf(join(folder, name)), name).toBe(0o444);
  }
  expect(modeOf(join(folder, 'keys/api-keys.json'))).toBe(0o600);
  expect(existsSync(join(folder, 'keys/api-keys.json'))).toBe(true);
});
