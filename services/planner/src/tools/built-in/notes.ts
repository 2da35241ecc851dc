import type { UserItem } from '@cascade/store';
import { z } from 'zod';
import { counted } from '../../fast-path/number-words.ts';
import { soundKey } from '../similar.ts';
import { defineTool, done, type Tool, type ToolContext } from '../tool.ts';

type Note = UserItem<'note'>;
const about = z.string().trim().min(1).max(200).describe('Words that the note is about; absent: the last note');
const notesOf = ({ store, userId }: ToolContext) => store.items(userId, 'note');

/** More would be a speech. */
const mostReadOut = 5;

const tell = (texts: readonly string[]) => texts.map((text) => text.replace(/[.?!]*$/, '.')).join(' Then: ');

/** Notes that speak of these words, as they sound. */
function notesAbout(words: string | undefined, notes: readonly Note[]): readonly Note[] {
  if (words === undefined) return notes;
  const wanted = words
    .split(/\s+/)
    .map(soundKey)
    .filter((key) => key.length > 1);
  return notes.filter(({ data }) => {
    const has = new Set(data.text.split(/\s+/).map(soundKey));
    return wanted.length > 0 && wanted.every((key) => has.has(key));
  });
}

const add = defineTool({
  name: 'note_add',
  description: 'Keeps a note for the user, in the user’s own words.',
  schema: z.object({ text: z.string().trim().min(1).max(2_000).describe('The note') }),
  sideEffect: 'write',
  async run({ text }, { store, userId, key, wallMs }) {
    await store.change(userId, key, [{ type: 'put', kind: 'note', id: key, data: { text } }], wallMs);
    return done(`Noted: ${tell([text])}`, { text });
  },
});

const read = defineTool({
  name: 'note_read',
  description: 'Reads the user’s notes, all of them or those about something.',
  schema: z.object({ about: about.optional() }),
  sideEffect: 'read',
  async run({ about: words }, context) {
    const found = notesAbout(words, await notesOf(context));
    const texts = found.map(({ data }) => data.text);
    if (texts.length === 0)
      return done(words ? `You have no note about ${words}.` : 'You have no notes.', { notes: [] });
    const latest = texts.slice(-mostReadOut);
    const many = texts.length > latest.length ? ` The latest ${counted(latest.length, 'note')} are:` : '';
    const count =
      texts.length === 1 ? 'You have one note:' : `You have ${counted(texts.length, 'note')}${many ? `.${many}` : ':'}`;
    return done(`${count} ${tell(latest)}`, { notes: texts });
  },
});

const remove = defineTool({
  name: 'note_remove',
  description: 'Deletes one note of the user: the last one, or the one about something.',
  schema: z.object({ about: about.optional() }),
  sideEffect: 'write',
  async run({ about: words }, context) {
    const found = notesAbout(words, await notesOf(context));
    const last = found.at(-1);
    if (!last) return done(words ? `You have no note about ${words}.` : 'You have no notes.', { removed: null });
    const { store, userId, key, wallMs } = context;
    await store.change(userId, key, [{ type: 'remove', kind: 'note', id: last.id }], wallMs);
    return done(`I've deleted the note: ${tell([last.data.text])}`, { removed: last.data.text });
  },
});

const clear = defineTool({
  name: 'note_clear',
  description: 'Deletes all notes of the user.',
  schema: z.object({}),
  sideEffect: 'confirm-first',
  async prepare(_, context) {
    const { length } = await notesOf(context);
    if (length === 0) return done('You have no notes.', { removed: 0 });
    const what = length === 1 ? 'your one note' : `all ${counted(length, 'note')}`;
    return { type: 'confirm', arguments: {}, speech: `Shall I delete ${what}?` };
  },
  async run(_, context) {
    const notes = await notesOf(context);
    const { store, userId, key, wallMs } = context;
    await store.change(
      userId,
      key,
      notes.map(({ id }) => ({ type: 'remove', kind: 'note', id })),
      wallMs,
    );
    return done('All your notes are deleted.', { removed: notes.length });
  },
});

export const noteTools: readonly Tool[] = [add, read, remove, clear];
