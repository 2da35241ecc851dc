/** Fields that many events have, described once. */
import { z } from 'zod';

const index = z.number().int().nonnegative();

export const serverEventId = z
  .string()
  .describe('Ends in an underscore and the event’s number in the session, which rises by one.');
export const clientEventId = z
  .string()
  .max(512)
  .optional()
  .describe('The client’s own; an `error` that the event causes names it.');
export const itemIdField = z.string().describe('The conversation item.');
export const responseIdField = z.string().describe('The response.');
export const outputIndexField = index.describe('Which item of the response’s output, from 0.');
export const contentIndexField = index.describe('Which content part of the item, from 0.');
export const previousItemIdField = z
  .string()
  .nullable()
  .describe('The item before it in the conversation; null for the first.');
