/**
 * `node scripts/docs/protocol.ts` writes `docs/protocol.md`; with `--check` it only says whether the file is what the
 * code says, by its exit status.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { protocolPage } from './protocol-page.ts';

export const protocolFile = new URL('../../docs/protocol.md', import.meta.url);

if (import.meta.main) {
  const page = protocolPage();
  if (!process.argv.includes('--check')) {
    mkdirSync(new URL('.', protocolFile), { recursive: true });
    writeFileSync(protocolFile, page);
    console.log(`docs/protocol.md: ${page.split('\n').length} lines`);
  } else if (readFileSync(protocolFile, 'utf8') !== page) {
    console.error('docs/protocol.md is not what the code says: run `node scripts/docs/protocol.ts`.');
    process.exitCode = 1;
  }
}
