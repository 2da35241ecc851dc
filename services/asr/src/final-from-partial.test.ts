import { describe, expect, it } from 'vitest';
import { chunk, HeldEngine, open, pause, start } from '../test/held-session.ts';
import { asrSettingsOf, defaultAsrSwitches } from './settings.ts';

/** Answers of the held engine have a mean log-probability of −0.2. */
const session = (sureEnough: number, finalFromPartial = true) =>
  open(new HeldEngine(), asrSettingsOf({ ...defaultAsrSwitches, finalFromPartial, sureEnough }));

/** Speech from 0 to 900 ms, a partial that was asked for at `partialMs`, and a pause. */
async function said(partialMs: number, { tell, settle, engine, ...rest }: ReturnType<typeof session>) {
  await tell(chunk(0, 100), start(0), chunk(100, partialMs));
  engine.waiting.at(-1)?.answer('Turn it off.');
  await settle();
  const asked = engine.waiting.length;
  await tell(chunk(partialMs, 1100), pause(900));
  const finals = engine.waiting.slice(asked).filter(({ request }) => request.kind === 'final');
  return { finals, tell, settle, engine, ...rest };
}

describe('a final from a partial', () => {
  it('needs no decoding when the partial has heard all of the speech and is sure', async () => {
    const { finals, events, abort } = await said(960, session(-0.3));
    expect(finals).toHaveLength(0);
    expect(events.at(-1)).toMatchObject({ type: 'transcript-final', text: 'Turn it off.' });
    await abort();
  });

  it.each([
    ['has not heard the last of it', 800, -0.3, true],
    ['is not sure', 960, -0.1, true],
    ['is not asked', 960, -0.3, false],
  ])('is decoded when the partial %s', async (_, partialMs, sureEnough, finalFromPartial) => {
    const { finals, abort } = await said(partialMs, session(sureEnough, finalFromPartial));
    expect(finals).toHaveLength(1);
    await abort();
  });

  it('is not of the first part of long speech when the partial heard more', async () => {
    const { tell, settle, engine, events, end } = session(-0.3);
    const answerAll = async (partial: string, final: string) => {
      for (const { request, answer } of engine.waiting) answer(request.kind === 'final' ? final : partial);
      await settle();
    };
    await tell(chunk(0, 100), start(0), chunk(100, 5100), pause(5000));
    await answerAll('First.', 'First.');
    await tell(chunk(5100, 5700), start(5600), chunk(5700, 7500), pause(7400));
    await answerAll('First. Second.', 'First. Second.');
    // From eight seconds on, what was said before the first pause is finished for good.
    await tell(chunk(7500, 7700), start(7600), chunk(7700, 7990));
    await answerAll('First. Second. Third.', '');
    await tell(chunk(7990, 9000));
    await answerAll('Third.', 'First.');
    engine.immediately = 'Second. Third.';
    await tell(chunk(9000, 9500), pause(9400));
    await end();
    expect(events.at(-1)).toMatchObject({ type: 'transcript-final', text: 'First. Second. Third.' });
  });
});
