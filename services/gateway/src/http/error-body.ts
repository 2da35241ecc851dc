import type { CascadeError } from '@cascade/contracts';
import { errorEvent } from '../error-event.ts';

/** The body of a refusal over HTTP: the same object that an `error` event carries. */
export const errorBody = (error: CascadeError) => ({ error: errorEvent(error, undefined).error });
