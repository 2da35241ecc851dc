import type { ServerEvent, ServerItem } from '@cascade/contracts';
import type { Phase } from './connection-state.ts';
import type { ReplyStatus, UserMessage } from './messages.ts';
import type { WordTime } from './reply-text.ts';

export interface ReplyEntry {
  readonly role: 'assistant';
  readonly itemId: string;
  readonly responseId: string;
  readonly status: ReplyStatus;
  readonly isSpoken: boolean;
  readonly text: string;
  readonly words: readonly WordTime[];
  /** The service's word on what was heard; undefined while the reply goes on. */
  readonly heardText: string | undefined;
}

export type Entry = UserMessage | ReplyEntry;

/** What the events of a session make of the page. Immutable: an entry that did not change stays the same object. */
export interface ConversationState {
  readonly sessionId: string | undefined;
  readonly entries: readonly Entry[];
  readonly phase: Phase;
  readonly isPlaying: boolean;
  /** The reply plays quieter, because somebody seems to speak. */
  readonly isDucked: boolean;
  /** What was shed in the turn that runs or was last. */
  readonly degraded: string | undefined;
}

/** Beside the server's events, what the page itself knows. */
export type LocalEvent =
  | { readonly type: 'local.playback'; readonly isPlaying: boolean }
  | { readonly type: 'local.stopped' };

const keptEntries = 200;

export const emptyConversation: ConversationState = {
  sessionId: undefined,
  entries: [],
  phase: 'idle',
  isPlaying: false,
  isDucked: false,
  degraded: undefined,
};

export function reduceConversation(state: ConversationState, event: ServerEvent | LocalEvent): ConversationState {
  switch (event.type) {
    case 'session.created':
    case 'session.updated':
      return event.session.id === state.sessionId ? state : newSession(state, event.session.id);
    case 'input_audio_buffer.speech_started':
      return { ...withUser(state, event.item_id, (user) => user), phase: 'listening' };
    case 'input_audio_buffer.speech_stopped':
      return isUsersTurn(state.phase) ? { ...state, phase: restingPhase(state) } : state;
    case 'input_audio_buffer.committed':
      return { ...state, phase: 'thinking', degraded: undefined };
    case 'cascade.transcript.partial':
      return partial(state, event.item_id, event.text, event.stable_text);
    case 'conversation.item.input_audio_transcription.completed':
      return completed(state, event.item_id, event.transcript);
    case 'conversation.item.input_audio_transcription.failed':
      return withUser(state, event.item_id, (user) => ({ ...user, isFinal: true, failed: true, unstableText: '' }));
    case 'cascade.turn.decision':
      return event.kind === 'wait' && state.phase === 'listening' ? { ...state, phase: 'hesitating' } : state;
    case 'conversation.item.added':
      return addedItem(state, event.item);
    case 'conversation.item.done':
      return doneItem(state, event.item);
    case 'conversation.item.deleted':
      return { ...state, entries: state.entries.filter(({ itemId }) => itemId !== event.item_id) };
    case 'response.created':
      return state.phase === 'idle' ? { ...state, phase: 'thinking', degraded: undefined } : state;
    case 'response.output_item.added':
      return event.item.type === 'message' ? addReply(state, event.item.id, event.response_id) : state;
    case 'response.output_audio_transcript.delta':
      return withReply(answered(state), event.item_id, (reply) => ({ ...reply, text: reply.text + event.delta }));
    case 'response.output_text.delta':
      return withReply(state, event.item_id, (reply) => ({
        ...reply,
        isSpoken: false,
        text: reply.text + event.delta,
      }));
    case 'cascade.reply.words':
      return withReply(state, event.item_id, (reply) => ({
        ...reply,
        words: [...reply.words, ...event.words.map(wordTime)],
      }));
    case 'response.done':
      return responseDone(state, event.response);
    case 'cascade.degraded':
      return { ...state, degraded: event.what === 'full-service' ? undefined : event.reason };
    case 'cascade.playback.duck':
      return { ...state, isDucked: event.ducked };
    case 'local.playback':
      return playback(state, event.isPlaying);
    case 'local.stopped':
      return { ...closeOpen(state), phase: 'idle' };
    default:
      return state;
  }
}

type Response = Extract<ServerEvent, { type: 'response.done' }>['response'];

const wordTime = (word: { start_char: number; end_char: number; start_ms: number; end_ms: number }): WordTime => ({
  startChar: word.start_char,
  endChar: word.end_char,
  startMs: word.start_ms,
  endMs: word.end_ms,
});

const isUsersTurn = (phase: Phase) => phase === 'listening' || phase === 'hesitating' || phase === 'interrupted';

const restingPhase = ({ isPlaying }: ConversationState): Phase => (isPlaying ? 'speaking' : 'idle');

/** Sound that never paused since the turn ended tells nothing new by itself: the reply's first words do. */
const answered = (state: ConversationState): ConversationState =>
  state.isPlaying && state.phase === 'thinking' ? { ...state, phase: 'speaking' } : state;

/** What the old session left open stays as it was when the connection ended. */
function newSession(state: ConversationState, sessionId: string): ConversationState {
  return { ...closeOpen(state), sessionId, phase: 'idle', isDucked: false, degraded: undefined };
}

function closeOpen(state: ConversationState): ConversationState {
  const entries = state.entries.map((entry): Entry => {
    if (entry.role === 'assistant') {
      if (entry.status !== 'in-progress') return entry;
      return { ...entry, status: 'interrupted', heardText: entry.heardText ?? '' };
    }
    if (entry.isFinal) return entry;
    return { ...entry, stableText: entry.stableText + entry.unstableText, unstableText: '', isFinal: true };
  });
  return { ...state, entries: entries.filter((entry) => entry.role === 'assistant' || entry.stableText !== '') };
}

function partial(state: ConversationState, itemId: string, text: string, stableText: string): ConversationState {
  if (text === '') {
    const entries = state.entries.filter((entry) => entry.itemId !== itemId || (isUser(entry) && entry.isFinal));
    return { ...state, entries };
  }
  const next = withUser(state, itemId, (user) => {
    if (user.isFinal) return user;
    const stable = text.startsWith(stableText) ? stableText : '';
    return { ...user, stableText: stable, unstableText: text.slice(stable.length) };
  });
  return state.phase === 'hesitating' && next !== state ? { ...next, phase: 'listening' } : next;
}

function completed(state: ConversationState, itemId: string, transcript: string): ConversationState {
  if (transcript === '') return { ...state, entries: state.entries.filter((entry) => entry.itemId !== itemId) };
  return withUser(state, itemId, (user) => ({ ...user, stableText: transcript, unstableText: '', isFinal: true }));
}

/** What the user wrote. Spoken items come by their transcript, replies by their response. */
function addedItem(state: ConversationState, item: ServerItem): ConversationState {
  if (item.type !== 'message' || item.role !== 'user') return state;
  const text = item.content.flatMap((part) => (part.type === 'input_text' ? [part.text] : [])).join(' ');
  if (text === '') return state;
  return withUser(state, item.id, (user) => ({ ...user, by: 'text', stableText: text, isFinal: true }));
}

/** A reply that is over has in its item what was heard of it. */
function doneItem(state: ConversationState, item: ServerItem): ConversationState {
  if (item.type !== 'message' || item.role !== 'assistant') return addedItem(state, item);
  const heard = item.content
    .map((part) => (part.type === 'output_audio' ? (part.transcript ?? '') : part.text))
    .join('');
  return withReply(state, item.id, (reply) => ({ ...reply, heardText: heard }));
}

function addReply(state: ConversationState, itemId: string, responseId: string): ConversationState {
  if (state.entries.some((entry) => entry.itemId === itemId)) return state;
  const reply: ReplyEntry = {
    role: 'assistant',
    itemId,
    responseId,
    status: 'in-progress',
    isSpoken: true,
    text: '',
    words: [],
    heardText: undefined,
  };
  return append(state, reply);
}

function responseDone(state: ConversationState, response: Response): ConversationState {
  const status: ReplyStatus =
    response.status === 'cancelled' ? 'interrupted' : response.status === 'failed' ? 'failed' : 'completed';
  const entries = state.entries.map((entry) =>
    entry.role === 'assistant' && entry.responseId === response.id ? { ...entry, status } : entry,
  );
  const next = { ...state, entries, isDucked: false };
  if (status === 'interrupted') {
    const byUser = response.status_details?.reason === 'turn_detected';
    if (byUser && isUsersTurn(state.phase)) return { ...next, phase: 'interrupted' };
    return { ...next, phase: isUsersTurn(state.phase) ? state.phase : 'idle' };
  }
  return isUsersTurn(state.phase) ? next : { ...next, phase: restingPhase(state) };
}

function playback(state: ConversationState, isPlaying: boolean): ConversationState {
  const next = { ...state, isPlaying };
  if (isUsersTurn(state.phase)) return next;
  if (isPlaying) return { ...next, phase: 'speaking' };
  if (state.phase !== 'speaking') return next;
  // Late audio is no end: the reply goes on until its response is done.
  const isOpen = state.entries.some((entry) => entry.role === 'assistant' && entry.status === 'in-progress');
  return { ...next, phase: isOpen ? 'speaking' : 'idle' };
}

const isUser = (entry: Entry): entry is UserMessage => entry.role === 'user';

function append(state: ConversationState, entry: Entry): ConversationState {
  return { ...state, entries: [...state.entries, entry].slice(-keptEntries) };
}

/** Changes the user's message, or begins it. */
function withUser(
  state: ConversationState,
  itemId: string,
  change: (user: UserMessage) => UserMessage,
): ConversationState {
  const known = state.entries.find((entry): entry is UserMessage => isUser(entry) && entry.itemId === itemId);
  const changed = change(known ?? newUser(itemId));
  if (!known) return append(state, changed);
  return changed === known ? state : replace(state, known, changed);
}

const newUser = (itemId: string): UserMessage => ({
  role: 'user',
  itemId,
  by: 'voice',
  stableText: '',
  unstableText: '',
  isFinal: false,
  failed: false,
});

function withReply(
  state: ConversationState,
  itemId: string,
  change: (reply: ReplyEntry) => ReplyEntry,
): ConversationState {
  const known = state.entries.find((entry): entry is ReplyEntry => !isUser(entry) && entry.itemId === itemId);
  return known ? replace(state, known, change(known)) : state;
}

function replace(state: ConversationState, before: Entry, after: Entry): ConversationState {
  return { ...state, entries: state.entries.map((entry) => (entry === before ? after : entry)) };
}
