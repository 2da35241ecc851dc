import { readFile } from 'node:fs/promises';
import { CascadeError } from '@cascade/contracts';
import { type AccountedTurn, accountedTurnSchema } from './accounted-turn.ts';

/** @throws CascadeError `invalid_file` that names the file, the line and what is wrong with it */
export async function readTurns(file: string): Promise<AccountedTurn[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CascadeError('invalid_file', `${file}: cannot be read (${error.code}).`, { cause: error });
  });
  return text
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [readTurn(line, `${file}:${index + 1}`)]));
}

function readTurn(line: string, place: string): AccountedTurn {
  try {
    return accountedTurnSchema.parse(JSON.parse(line));
  } catch (error) {
    const message = `${place}: this is no turn as \`pnpm span-accounting --record\` writes them; record the file again.`;
    throw new CascadeError('invalid_file', message, { cause: error });
  }
}
