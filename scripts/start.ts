/** `pnpm start`: models, service, one self-check turn through the real WebSocket, then the address. */
import { parseArgs } from 'node:util';
import {
  loadAssistantConfig,
  logFatal,
  selfCheckQuestion,
  selfCheckRateHz,
  startAssistant,
  stopOnSignals,
} from '@cascade/assistant';
import { renderWaterfall } from '@cascade/budget';
import { isFullRecord, talkClip } from '@cascade/client';
import { CascadeError } from '@cascade/contracts';
import { createProgressPrinter, pullModels } from '@cascade/models';
import { systemClock } from '@cascade/runtime';

const usage = `Usage: pnpm start [--port PORT] [--host ADDRESS] [--no-self-check] [--print-config]

Fetches and verifies the models, starts the service, asks it one synthetic question through the real WebSocket and prints
where the time went. Ends with Ctrl-C. The configuration table in README.md lists the environment variables.`;

try {
  const { values: flags } = parseArgs({
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      'no-self-check': { type: 'boolean' },
      'print-config': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (flags.help) {
    console.log(usage);
    process.exit(0);
  }
  const { port, host } = flags;
  // The log stays quiet beside what this command prints, unless it was asked for.
  const environment = { CASCADE_LOG_LEVEL: 'warn', ...process.env };
  const config = loadAssistantConfig(environment, { ...(port && { port }), ...(host && { host }) });
  if (flags['print-config']) {
    console.log(config.describe());
    process.exit(0);
  }
  const startMs = performance.now();
  await pullModels({ onProgress: createProgressPrinter(process.stdout) });
  console.log(`models: verified in ${seconds(startMs)}`);
  logFatal(config.values.records);
  const assistant = await startAssistant(config.values);
  stopOnSignals(assistant);
  console.log(`service: ready after ${seconds(startMs)}`);
  for (const [stage, version] of Object.entries(assistant.versions)) console.log(`  ${stage.padEnd(16)} ${version}`);
  if (!flags['no-self-check']) {
    // Whatever it runs into (a certificate this process does not know), the service itself stands.
    await selfCheck().catch((error) => console.log(`Self-check failed: ${String(error.message)} The service runs on.`));
  }
  console.log(`\nCascade listens at ${assistant.realtimeUrl}`);
  if (config.values.assistant.console) console.log(`  talk in the browser: ${assistant.url}/`);
  console.log(`  health ${assistant.url}/healthz   ready ${assistant.url}/readyz   metrics ${assistant.url}/metrics`);
  console.log(`  try it: pnpm talk FILE.wav --server ${assistant.realtimeUrl}`);

  async function selfCheck(): Promise<void> {
    console.log(`\nSelf-check: asking "${selfCheckQuestion}" with the service's own voice …`);
    const samples = await assistant.speak(selfCheckQuestion);
    const { record } = await talkClip(
      { id: 'self-check', samples, sampleRateHz: selfCheckRateHz },
      { url: assistant.realtimeUrl, key: assistant.ownToken(), clock: systemClock },
    );
    console.log(`  heard   ${record.final_transcript || '(nothing)'}`);
    console.log(`  replied ${record.reply_text || '(nothing)'}\n`);
    if (isFullRecord(record)) console.log(renderWaterfall(record));
    if (record.error) console.log(`Self-check failed: ${record.error}. The service runs on; see its log.`);
  }
} catch (error) {
  console.error(CascadeError.is(error) ? `${error.code}: ${error.message}` : error);
  process.exit(2);
}

function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}
