/** `node scripts/docs/data-contract.ts [--check]`: writes docs/data-contract.md from the contract, or compares it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type DataContract, dataContract } from '@cascade/contracts';
import { table } from './markdown.ts';

export const dataContractPage = new URL('../../docs/data-contract.md', import.meta.url);

const code = (text: string) => `\`${text}\``;
const yesNo = (value: boolean) => (value ? 'yes' : 'no');

const longestLine = 120;

/** One paragraph, in lines as long as they may be. */
function paragraph(text: string): string {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > longestLine) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}

/** The page, for people who have never seen the project. */
export function renderDataContract(contract: DataContract): string {
  const { audio, metadata, consent, retention, redaction } = contract;
  const { recording } = audio;
  return `<!-- Made by scripts/docs/data-contract.ts from packages/contracts/src/data-contract.ts: change it there. -->

# The data contract

${paragraph(`What Cascade takes from a client, what a user agrees to, how long anything of it lives, and who sees which
part. The same contract is code (${code('dataContract')} of ${code('@cascade/contracts')}, version ${code(contract.version)})
and is answered as JSON by ${code('GET /v1/data-contract')}, so that a client can check what it relies on.`)}

\`\`\`
                  ┌──────────────────── the service ─────────────────────┐
 audio ─────────▶ │ conversation in memory ──▶ turn record ──────────────┼─▶ its own client: everything
 device facts ──▶ │                                 │                    │
 consent ───────▶ │                                 └ recordForOperators ┼─▶ logs, metrics, a turn store:
                  └──────────────────────────────────────────────────────┘   what the user agreed to
\`\`\`

## Audio

${paragraph(`In a conversation, in either direction, one channel (${code('session.audio.input.format')} and
${code('session.audio.output.format')}):`)}

${table(
  ['type', 'coding', 'samples a second', 'if none is named'],
  audio.conversation.map((format) => [
    code(format.type),
    code(format.codec),
    format.rates_hz.join(', '),
    String(format.default_rate_hz),
  ]),
)}

${paragraph(`Inside, speech is recognized at ${audio.inside.input_rate_hz} and spoken at ${audio.inside.output_rate_hz}
samples a second; other rates are converted. As a file, to ${code('POST /v1/audio/transcriptions')}:
${recording.container} with ${recording.encodings.join(', ')}; ${recording.lowest_rate_hz} to ${recording.highest_rate_hz}
samples a second, any number of channels, at most ${recording.max_bytes / (1 << 20)} MiB and
${recording.max_seconds / 60} minutes.`)}

## Metadata of a session

${paragraph(`What a client may say of its device, in ${code('session.cascade.device')}: at most ${metadata.most_entries}
entries, keys of at most ${metadata.longest_key} characters, values of at most ${metadata.longest_value}. All of it is
optional. These keys have one meaning for every client; others are taken as they come.`)}

${table(
  ['key', 'values', 'meaning'],
  metadata.keys.map(({ key, values, meaning }) => [code(key), values?.map(code).join(', ') ?? 'text', meaning]),
)}

It stands in the turn record as it was sent. Nothing in it may name a person.

## Consent

A session says what its user agreed to, in ${code('session.cascade.consent')}, and may change it at any time; each turn record says
what applied at the end of that turn. What a client does not say stays at the default.

${table(
  ['consent', 'by default', 'to what', 'without it'],
  consent.map((entry) => [code(entry.key), yesNo(entry.default), entry.meaning, entry.without]),
)}

\`\`\`json
{ "type": "session.update", "session": { "type": "realtime", "cascade": { "consent": { "transcripts": true } } } }
\`\`\`

## Retention

What this version of the service has, where, and for how long. It has no store of its own: what it does not keep cannot be
asked for later. The ceiling binds whoever adds a store, or collects what the service writes.

${table(
  ['kind of data', 'what it holds', 'needs consent to', 'where it is', 'for how long', 'ceiling'],
  retention.map((entry) => [
    entry.kind,
    entry.holds,
    entry.needs === null ? '–' : code(entry.needs),
    entry.where,
    entry.kept,
    entry.ceiling_days === null ? 'never stored' : `${entry.ceiling_days} days`,
  ]),
)}

## Who sees what

${table(
  ['who', 'sees', 'never sees', 'what sees to that'],
  redaction.map((entry) => [entry.sink, entry.sees, entry.never, entry.enforced_by]),
)}

${code('recordForOperators(record)')} is the one way from a turn record to anyone but its user. Without consent to telemetry it gives
nothing. Without consent to transcripts it empties the transcript, the partials, the reply, what was heard of it, the
arguments and results of tools, and every reason and attribute that could hold a word of them, and names what it emptied
in the record's ${code('redacted')}. A property test holds it to that: no word of the turn is anywhere in what is left.
`;
}

if (import.meta.main) {
  const page = renderDataContract(dataContract);
  if (!process.argv.includes('--check')) {
    writeFileSync(dataContractPage, page);
  } else if (readFileSync(dataContractPage, 'utf8') !== page) {
    console.error('docs/data-contract.md is not what the code says: run node scripts/docs/data-contract.ts');
    process.exit(1);
  }
}
