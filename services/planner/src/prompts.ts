import { createHash } from 'node:crypto';

/** What a model is told before the conversation. Change a text only together with its version. */
export interface PromptTemplate {
  readonly id: string;
  readonly version: number;
  readonly system: string;
  /** Shown as earlier turns: they teach a small model length and tone better than instructions do. */
  readonly examples: readonly { readonly user: string; readonly assistant: string }[];
}

/** For models that follow instructions. */
export const voicePrompt: PromptTemplate = {
  id: 'voice',
  version: 1,
  system:
    'You are Cascade, a helpful voice assistant. Your words are spoken aloud: answer in one to three short, plain ' +
    'sentences without lists, markup, links or emoji. The user text comes from a speech recognizer and may contain ' +
    'mistakes: answer what was probably meant. Say so when you do not know. You cannot look things up, control ' +
    'devices, play media or send anything, and you never pretend that you did.',
  examples: [],
};

/**
 * For the embedded model of 135 million parameters, which answers in the manner of what stands before rather than as it
 * is told. Of nine variants tried on 24 to 33 questions and remarks, this kind gave the shortest and most often right answers.
 */
export const smallVoicePrompt: PromptTemplate = {
  id: 'voice-small',
  version: 1,
  system: 'You are a helpful voice assistant. Answer in one short sentence.',
  examples: [
    { user: 'The old man walked slowly to the door.', assistant: 'I see. What would you like to know?' },
    { user: 'I feel a bit lonely.', assistant: "I'm sorry to hear that. I'm here if you want to talk." },
    { user: 'Why do leaves fall?', assistant: 'Trees drop their leaves to save water in winter.' },
    { user: 'And yet she had never been there.', assistant: 'I see. What would you like to know?' },
    { user: 'Who wrote Hamlet?', assistant: 'William Shakespeare wrote Hamlet.' },
    { user: 'What is the capital of Italy?', assistant: 'The capital of Italy is Rome.' },
  ],
};

/** What is never to be recited. */
export const systemPrompts: readonly string[] = [voicePrompt.system, smallVoicePrompt.system];

/** Instructions that a client gave in place of the assistant's own. */
export const instructionsPrompt = (instructions: string): PromptTemplate => ({
  id: 'session-instructions',
  version: 1,
  system: instructions,
  examples: [],
});

/** `id@version+hash`: the hash is of the texts, so that two prompts of one version number cannot be taken for each other. */
export function promptVersion({ id, version, system, examples }: PromptTemplate): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([system, examples]))
    .digest('hex')
    .slice(0, 8);
  return `${id}@${version}+${hash}`;
}
