import { outputRateHz, type SpeechAudio, type SpeechClause, type SpeechWord } from '@cascade/contracts';

/** A reply as the voice stage would send it: every word `wordMs` long, clauses as given, a constant audible tone. */
export function spokenReply(responseId: string, clauses: readonly string[], wordMs = 200, chunkMs = 150) {
  const parts: { clause: SpeechClause; audio: SpeechAudio[] }[] = [];
  let startChar = 0;
  let startMs = 0;
  for (const [clauseIndex, text] of clauses.entries()) {
    const words: SpeechWord[] = [...text.matchAll(/\S+/g)].map((match, index) => ({
      text: match[0],
      startChar: startChar + match.index,
      endChar: startChar + match.index + match[0].length,
      startMs: startMs + index * wordMs,
      endMs: startMs + (index + 1) * wordMs,
    }));
    const endMs = startMs + words.length * wordMs;
    const audio: SpeechAudio[] = [];
    for (let fromMs = startMs; fromMs < endMs; fromMs += chunkMs) {
      const toMs = Math.min(endMs, fromMs + chunkMs);
      audio.push({
        type: 'speech-audio',
        responseId,
        clauseIndex,
        samples: new Float32Array(((toMs - fromMs) * outputRateHz) / 1000).fill(0.25),
        startSample: (fromMs * outputRateHz) / 1000,
        words: words.filter((word) => word.startMs >= fromMs && word.startMs < toMs),
        queueMs: 0,
        computeMs: 1,
        cached: false,
      });
    }
    parts.push({ clause: { type: 'speech-clause', responseId, clauseIndex, text, atMs: 0 }, audio });
    startChar += text.length;
    startMs = endMs;
  }
  return { parts, audioMs: startMs, text: clauses.join('') };
}
