import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { type FaultSwitch, faultRequestSchema } from '@cascade/contracts';

/** Fault switches as a service has them that lets everybody use them; they break nothing. */
export function faultRoutes(): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  let switches: FaultSwitch[] = [];
  let made = 0;
  return async (request, response) => {
    const answer = (status: number, body: object) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.method === 'GET') {
      answer(200, { data: switches });
    } else if (request.method === 'DELETE') {
      const id = request.url?.split('/').at(-1);
      switches = switches.filter((one) => one.id !== id);
      response.writeHead(204).end();
    } else {
      const { for_seconds, ...asked } = faultRequestSchema.parse(await json(request));
      const now = Date.now();
      const until = new Date(now + 1000 * for_seconds).toISOString();
      made += 1;
      switches = [...switches, { ...asked, id: `fault_${made}`, since: new Date(now).toISOString(), until }];
      answer(201, switches.at(-1)!);
    }
  };
}
