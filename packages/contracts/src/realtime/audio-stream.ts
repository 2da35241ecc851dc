import { z } from 'zod';
import { contentIndexField, itemIdField, outputIndexField, responseIdField, serverEventId } from './event-fields.ts';

export const audioStreamSchema = z
  .object({
    type: z.literal('cascade.audio.stream'),
    event_id: serverEventId,
    stream: z
      .number()
      .int()
      .min(0)
      .max(0xffff)
      .describe('Number of the stream; unique in the session for 65,536 items.'),
    response_id: responseIdField,
    item_id: itemIdField,
    output_index: outputIndexField,
    content_index: contentIndexField,
  })
  .describe('Says whose audio the binary frames of a stream are. Comes before the stream’s first frame.');
