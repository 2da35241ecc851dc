/** The process of the one well-behaved client. */
import { answerCalls } from '../load/process-calls.ts';
import { type GoodClient, openGoodClient, talkOn } from './good-client.ts';

export type GoodClientMethods = typeof methods;

let client: GoodClient | undefined;

const methods = {
  async start({ url, key }: { url: string; key?: string }): Promise<void> {
    client = await openGoodClient(url, key);
    talkOn(client);
  },
  window: () => client?.window(),
};
answerCalls(methods);
