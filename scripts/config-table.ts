/** `node scripts/config-table.ts`: the README's configuration table, made from the definitions. */
import { configParts } from '@cascade/assistant';
import type { ConfigEntry } from '@cascade/runtime';

/** Markdown: one table for all parts, in the order that data takes. */
export function configTable(): string {
  const rows = Object.entries(configParts).flatMap(([part, definition]) =>
    Object.values(definition as Readonly<Record<string, ConfigEntry<unknown>>>).map(
      (entry) => `| \`${entry.env}\` | ${part} | ${shown(entry)} | ${entry.describe} |`,
    ),
  );
  return ['| variable | part | default | what it is |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function shown({ default: value, secret }: ConfigEntry<unknown>): string {
  if (secret) return '(secret)';
  if (value === '' || value === undefined) return '–';
  const text = typeof value === 'object' && value !== null ? Object.values(value).join(',') : String(value);
  return text === '' ? '–' : `\`${text}\``;
}

if (import.meta.main) console.log(configTable());
