import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { addKey, removeKey } from '../src/edge/key-file.ts';
import type { Scope } from '../src/edge/scopes.ts';
import { type BenchOptions, gatewayBench } from './gateway-bench.ts';

/** A gateway with a file of keys, made before it begins. */
export async function keyedBench(options: BenchOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'cascade-edge-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'keys.json');
  const make = (name: string, scopes: readonly Scope[] = ['talk'], maxSessions?: number) =>
    addKey(path, { name, scopes, ...(maxSessions === undefined ? {} : { maxSessions }), createdAt: new Date(0) }).key;
  const keys = {
    talk: make('talk'),
    records: make('records', ['talk', 'records']),
    debug: make('debug', ['debug']),
    all: make('all', ['talk', 'records', 'debug']),
    few: make('few', ['talk'], 1),
  };
  const bench = await gatewayBench({
    ...options,
    environment: { CASCADE_API_KEYS_FILE: path, ...options.environment },
  });
  return {
    ...bench,
    keys,
    make,
    revoke: (name: string) => removeKey(path, name),
    /** Opens a socket as a server does, by a header. */
    connectWith: (key: string, settings: Parameters<typeof bench.connect>[0] = {}) =>
      bench.connect({ ...settings, headers: { authorization: `Bearer ${key}`, ...settings.headers } }),
    securityEvents: () => securityEvents(bench.logs),
  };
}

/** The security log, without the line that every accepted socket writes. */
export const securityEvents = (logs: readonly { fields: Record<string, unknown>; message: string }[]) =>
  logs
    .filter(({ message, fields }) => message === 'security event' && fields.event !== 'admitted')
    .map(({ fields }) => fields);

/** Why a socket was refused. */
export async function refusalOf(opening: Promise<unknown>) {
  const refusal = await opening.then(
    () => Promise.reject(new Error('the socket was accepted')),
    (error: { status?: number; headers?: Record<string, string>; message: string }) => error,
  );
  const { error } = JSON.parse(refusal.message) as { error: { code: string; message: string } };
  return { status: refusal.status, headers: refusal.headers ?? {}, code: error.code, message: error.message };
}
