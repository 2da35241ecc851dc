/** `node deploy/speech-check.ts URL KEY`: has a service speak a sentence and understand it again. Exit code 1 if it cannot. */
const [url = 'http://127.0.0.1:8080', key = ''] = process.argv.slice(2);
const sentence = 'What is twelve times seven?';
const headers = { authorization: `Bearer ${key}` };

const spoken = await ask('/v1/audio/speech', {
  headers: { ...headers, 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'cascade', voice: 'alloy', input: sentence, response_format: 'wav' }),
});
const form = new FormData();
form.set('model', 'cascade');
form.set('file', new Blob([await spoken.arrayBuffer()], { type: 'audio/wav' }), 'sentence.wav');
const { text } = (await (await ask('/v1/audio/transcriptions', { headers, body: form })).json()) as { text: string };
console.log(`said "${sentence}", heard "${text}"`);
if (!/twelve|12/i.test(text)) process.exitCode = 1;

async function ask(path: string, options: RequestInit): Promise<Response> {
  const answer = await fetch(`${url}${path}`, { method: 'POST', ...options });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return answer;
}
