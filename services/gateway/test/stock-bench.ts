import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gatewayBench } from './gateway-bench.ts';
import { ScriptedStages, type StageScript } from './scripted-stages.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

/** A gateway with scripted stages for clients that others wrote; `tls` with the certificate for localhost. */
export async function stockBench(script: StageScript, { tls = false } = {}) {
  const certificate = fixture('localhost-cert.pem');
  const stages: ScriptedStages[] = [];
  const bench = await gatewayBench({
    environment: tls ? { CASCADE_TLS_CERT: certificate, CASCADE_TLS_KEY: fixture('localhost-key.pem') } : {},
    reads: false,
    onConnection: (connection) => {
      stages.push(new ScriptedStages(connection, script));
    },
  });
  return { ...bench, stages, ca: readFileSync(certificate) };
}
