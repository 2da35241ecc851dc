/** Plants what must not be seen in speech, tools and errors, and searches everything that was written for it. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePcm16 } from '@cascade/audio';
import type { Consent, StageLogger, TurnRecord } from '@cascade/contracts';
import { systemClock } from '@cascade/runtime';
import { openTurnStore } from '@cascade/store';
import { createLogger, createMetrics, createRedactor, createTraceExporter } from '@cascade/telemetry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadAssistantConfig } from '../src/config.ts';
import { createRecords } from '../src/records.ts';
import { loadRecordRules, redactionOf } from '../src/records-rules.ts';
import { keepTurns } from '../src/records-store.ts';
import type { SessionStages } from '../src/stages.ts';
import { failingStages, harmless, planted, plantedStages } from './planted-stages.ts';
import { runScripted, ScriptedConnection } from './scripted-session.ts';

const folder = mkdtempSync(join(tmpdir(), 'cascade-redaction-'));
/** Some samples that nothing else is likely to be. */
const sound = Float32Array.from({ length: 64 }, (_, index) => Math.sin(index * index) / 3);
const everything: Consent = { telemetry: true, transcripts: true, audio_review: true };
/** By sink: all that was written while a session of each kind ran. */
const written: Record<string, string> = {};
const own: TurnRecord[] = [];
const stored: string[] = [];

beforeAll(async () => {
  const { records: config } = loadAssistantConfig({ CASCADE_STORE: join(folder, 'turns.db') }).values;
  const lines: string[] = [];
  const redaction = redactionOf(config);
  const logger = createLogger({ level: 'trace', redaction, destination: { write: (line) => void lines.push(line) } });
  const metrics = createMetrics({
    sessions: () => 1,
    queueDepths: () => [],
    loadMeasure: () => 'full-service',
    eventLoopDelayP99Ms: () => 0,
    droppedEvents: () => [],
  });
  const collector = await startCollector();
  const common = { clock: systemClock, logger: logger as StageLogger };
  const traces = await createTraceExporter({
    ...common,
    endpoint: collector.endpoint,
    serviceName: 'test',
    serviceVersion: '1',
  });
  const store = await keepTurns({ config, ...common, wallClockMs: Date.now });
  const rules = await loadRecordRules(config, 'default');
  const finish = createRecords(rules, { redactor: createRedactor(redaction), metrics, logger, traces, store });

  const run = async (id: string, stages: SessionStages, consent?: Consent) => {
    const connection = new ScriptedConnection(id, 'record', consent);
    for (const { samples } of connection.audio) samples.set(sound);
    const client = {
      send: (event: Parameters<typeof connection.send>[0]) => {
        if (event.type === 'turn-record') own.push(event.record);
        if (event.type === 'turn-stored') stored.push(event.turnId);
        connection.send(event);
      },
    };
    await runScripted(connection, stages, { metrics, logger, onRecord: (record) => finish(record, client) });
  };
  await run('sess_agreed', plantedStages(), everything);
  await run('sess_default', plantedStages());
  await run('sess_refused', plantedStages(), { telemetry: false, transcripts: true, audio_review: false });
  await run('sess_failed', failingStages(), everything);

  written.metrics = await metrics.text();
  written.openMetrics = (await metrics.exposition('application/openmetrics-text')).body;
  // First as a backup of a running service would find it, log of the database included.
  written.storeWhileOpen = filesOf(folder);
  await traces.close();
  await store?.close();
  written.traces = await collector.close();
  written.store = filesOf(folder);
  written.logs = lines.join('');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('every sink was written to', () => {
  expect(own).toHaveLength(3);
  expect(stored).toHaveLength(2);
  expect(written.logs).toContain('turn ended');
  expect(written.logs).toContain('session failed');
  expect(written.traces).toContain('voice-to-voice');
  expect(written.metrics).toContain('cascade_turns_total');
  expect(written.store).toContain('sess_agreed');
});

test.each(Object.entries(planted))('%s is nowhere', (_, secret) => {
  for (const [sink, text] of Object.entries(written)) {
    expect(text.includes(secret), sink).toBe(false);
    expect(text.includes(secret.replaceAll(/[ ()-]/g, '')), `${sink}, without spaces`).toBe(false);
  }
});

test('the user’s voice is nowhere, however it might be written', () => {
  const samples = Buffer.from(sound.buffer);
  const pcm = Buffer.from(encodePcm16(sound));
  // Base64 depends on where in a text it begins: three bytes make four letters.
  const encoded = (bytes: Buffer) => [0, 1, 2].map((from) => bytes.subarray(from, from + 24).toString('base64'));
  const needles = [samples, pcm].flatMap((bytes) => [
    bytes.subarray(0, 16).toString('latin1'),
    bytes.subarray(0, 16).toString('hex'),
    ...encoded(bytes),
  ]);
  const numbers = [...sound.subarray(8, 12)].map(String);
  for (const [sink, text] of Object.entries(written)) {
    for (const needle of [...needles, ...numbers]) expect(text.includes(needle), `${sink}: ${needle}`).toBe(false);
  }
});

test('the user’s own client has it all, the store the words that are no secret, of who agreed to that', async () => {
  for (const { final_transcript, tool_calls } of own) {
    expect(final_transcript).toContain(planted.mail);
    expect(tool_calls[0]?.arguments).toContain(planted.key);
  }
  const store = await openTurnStore(join(folder, 'turns.db'));
  const kept = await Array.fromAsync(store.turns());
  await store.close();
  const of = (id: string) => kept.find(({ session_id }) => session_id === id);
  expect(of('sess_agreed')?.final_transcript).toContain(harmless);
  expect(of('sess_agreed')?.final_transcript).toContain('[email]');
  expect(JSON.parse(of('sess_agreed')?.tool_calls[0]?.arguments ?? '')).toEqual({ to: '[email]', token: '[redacted]' });
  expect(JSON.stringify(of('sess_default'))).not.toContain(harmless);
  expect(of('sess_refused')).toBeUndefined();
  expect(of('sess_agreed')?.budget.verdicts).toBeDefined();
  expect(of('sess_agreed')?.cost.price?.total).toBeGreaterThanOrEqual(0);
});

const filesOf = (path: string): string =>
  readdirSync(path)
    .map((name) => readFileSync(join(path, name), 'latin1'))
    .join('\n');

/** Takes whatever is exported; strings stand in protobuf as they are. */
async function startCollector() {
  let received = '';
  const server = createServer((request, response) => {
    request.setEncoding('latin1');
    request.on('data', (text: string) => {
      received += text;
    });
    request.on('end', () => response.end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      return received;
    },
  };
}
