import { z } from 'zod';

/** Says whose audio the binary frames of a stream are. */
export const audioStreamSchema = z.object({
  type: z.literal('cascade.audio.stream'),
  event_id: z.string(),
  /** Unique in the session for 65,536 items. */
  stream: z.number().int().min(0).max(0xffff),
  response_id: z.string(),
  item_id: z.string(),
  output_index: z.number().int().nonnegative(),
  content_index: z.number().int().nonnegative(),
});
