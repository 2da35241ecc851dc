import { z } from 'zod';

/** A blind listening test as listeners get it: which side is which system is in a key of its own, which they do not get. */
export const listeningSetSchema = z.object({
  schema: z.literal('cascade-listening-1'),
  id: z.string().min(1).describe('Of this set; votes name it.'),
  question: z.string().min(1).describe('What is to be judged.'),
  trials: z
    .array(
      z.object({
        id: z.string().min(1),
        text: z.string().describe('What is said.'),
        a: z.string().describe('A wav file, base64.'),
        b: z.string().describe('The same words, another wav file.'),
      }),
    )
    .min(1),
});
export type ListeningSet = z.infer<typeof listeningSetSchema>;

export const listeningChoices = ['a', 'b', 'none'] as const;
export type ListeningChoice = (typeof listeningChoices)[number];

/** What one listener preferred. */
export const listeningVotesSchema = z.object({
  schema: z.literal('cascade-preference-1'),
  set: z.string().min(1).describe('Its id.'),
  listener: z.string().min(1).describe('Drawn by the page; says nothing of a person.'),
  votes: z.array(
    z.object({
      trial: z.string().min(1),
      choice: z.enum(listeningChoices).describe('`none`: no difference that matters.'),
    }),
  ),
});
export type ListeningVotes = z.infer<typeof listeningVotesSchema>;
