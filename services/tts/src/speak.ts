/** `node services/tts/src/speak.ts TEXT OUT.wav`: the stage alone, with the voice that the configuration names. */
import { writeFile } from 'node:fs/promises';
import { joinSamples, writeWav } from '@cascade/audio';
import { CascadeError, outputRateHz, type StageContext, type TtsInput } from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { createInferencePool, systemClock } from '@cascade/runtime';
import { loadTtsConfig } from './config.ts';
import { createHibariEngine, hibariEngineSpec } from './engines/hibari/hibari-engine.ts';
import { createOpenAiSpeechEngine } from './engines/openai-speech/openai-speech-engine.ts';
import { emptyLexicon, readPronunciationLexicon } from './pronunciation-lexicon.ts';
import { createTtsStage } from './tts-stage.ts';

const [text, path] = process.argv.slice(2);
try {
  if (text === undefined || path === undefined) {
    throw new CascadeError('invalid_config', 'Usage: node services/tts/src/speak.ts TEXT OUT.wav');
  }
  await speak(text, path);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function speak(spoken: string, file: string): Promise<void> {
  const { values } = loadTtsConfig();
  const lexicon = values.lexiconPath === '' ? emptyLexicon : await readPronunciationLexicon(values.lexiconPath);
  const model = await resolveModel('hibari');
  const embedded = values.engine === 'hibari';
  const engines = embedded ? [hibariEngineSpec({ model, lexicon })] : [];
  const pool = await createInferencePool({ name: 'speak', workers: embedded ? 1 : 0, engines });
  const { speechUrl, speechApiKey, speechModel, speechVoice, speechTimeoutMs } = values;
  const engine = embedded
    ? createHibariEngine({ pool, model, lexicon })
    : createOpenAiSpeechEngine({
        baseUrl: speechUrl,
        apiKey: speechApiKey,
        model: speechModel,
        voice: speechVoice,
        timeoutMs: speechTimeoutMs,
        lexicon,
      });
  const stage = createTtsStage({ engine, speed: values.speed, maxAheadMs: Number.POSITIVE_INFINITY });
  const chunks: Float32Array[] = [];
  for await (const event of stage.run(plan(spoken), context())) {
    if (event.type === 'speech-failed') throw new CascadeError(event.code, 'A clause could not be spoken.');
    if (event.type !== 'speech-audio') continue;
    chunks.push(event.samples);
    const words = event.words.map((word) => `${word.text} ${Math.round(word.startMs)}`).join('  ');
    console.log(`clause ${event.clauseIndex}: ${event.computeMs.toFixed(0)} ms of work; words at ms: ${words}`);
  }
  await pool.close();
  await writeFile(file, writeWav(joinSamples(chunks), outputRateHz));
}

async function* plan(delta: string): AsyncGenerator<TtsInput> {
  const { signal } = new AbortController();
  yield { type: 'plan-text', responseId: 'speak', delta, signal };
  yield { type: 'plan-done', responseId: 'speak', source: 'announcement', signal };
}

function context(): StageContext {
  const print = (fields: Record<string, unknown>, message: string) => console.error(message, fields);
  const logger = { debug: () => undefined, info: () => undefined, warn: print, error: print };
  const { signal } = new AbortController();
  return { sessionId: 'speak', traceId: 'speak', clock: systemClock, logger, signal, recordSpan: () => undefined };
}
