/** The default process: gateway and all stages in one. `pnpm start` runs it with a self-check around it. */
import { parseArgs } from 'node:util';
import { CascadeError } from '@cascade/contracts';
import { startAssistant } from './assistant.ts';
import { loadAssistantConfig } from './config.ts';
import { logFatal } from './log-fatal.ts';
import { stopOnSignals } from './stop-on-signals.ts';

const usage = `Usage: node services/assistant/src/main.ts [--host ADDRESS] [--port PORT] [--json-ready] [--print-config]

  --json-ready    print one JSON line with the addresses when ready; nothing else goes to standard output
  --print-config  print the configuration in force and where each value came from, then exit`;

try {
  const { values: flags } = parseArgs({
    options: {
      host: { type: 'string' },
      port: { type: 'string' },
      'json-ready': { type: 'boolean' },
      'print-config': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (flags.help) {
    console.log(usage);
    process.exit(0);
  }
  const config = loadAssistantConfig(process.env, {
    ...(flags.host === undefined ? {} : { host: flags.host }),
    ...(flags.port === undefined ? {} : { port: flags.port }),
  });
  if (flags['print-config']) {
    console.log(config.describe());
    process.exit(0);
  }
  logFatal(config.values.records);
  const assistant = await startAssistant(config.values);
  const { realtimeUrl: url, url: http, versions } = assistant;
  console.log(flags['json-ready'] ? JSON.stringify({ ready: true, url, http, versions }) : `Cascade is ready: ${url}`);
  stopOnSignals(assistant);
} catch (error) {
  console.error(CascadeError.is(error) ? `${error.code}: ${error.message}` : error);
  process.exit(2);
}
