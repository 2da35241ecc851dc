import { z } from 'zod';
import { stageNames } from './stage.ts';

/**
 * What a fault switch does to a stage: `slow` delays its work, `fail` makes it fail with an error, `drop` loses its
 * results without a word, `stall` holds them back until the switch is off.
 */
export const faultKinds = ['slow', 'fail', 'drop', 'stall'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What is asked for: a drill, limited in time. */
export const faultRequestSchema = z.strictObject({
  stage: z.enum(stageNames),
  kind: z.enum(faultKinds),
  delay_ms: z.number().int().min(1).max(60_000).default(1500).describe('Of `slow`: added to each piece of work.'),
  session_share: z.number().min(0).max(1).default(1).describe('Share of the sessions it is for; drawn by their ids.'),
  session_id: z.string().min(1).optional().describe('For one session only, whatever the share.'),
  for_seconds: z.number().int().min(1).max(3600).default(300).describe('It goes off by itself after this.'),
});
export type FaultRequest = z.infer<typeof faultRequestSchema>;

export const faultSwitchSchema = faultRequestSchema.omit({ for_seconds: true }).extend({
  id: z.string(),
  since: z.string().describe('ISO 8601.'),
  until: z.string().describe('ISO 8601: when it goes off by itself.'),
});
export type FaultSwitch = z.infer<typeof faultSwitchSchema>;
