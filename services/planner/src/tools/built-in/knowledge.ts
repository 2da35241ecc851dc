import type { KnowledgeBase, Reader } from '@cascade/knowledge';
import { z } from 'zod';
import { defineTool, type Tool } from '../tool.ts';

/** Searching takes milliseconds; an index on a slow disk takes longer. */
const timeoutMs = 4_000;

/** Answers from documents, or says that they do not say. */
export const knowledgeTool = (base: KnowledgeBase, reader: Reader): Tool =>
  defineTool({
    name: 'knowledge_search',
    description:
      'Answers a question from the documents of the knowledge base, with its source, or says that they do not say.',
    schema: z.object({ question: z.string().trim().min(1).max(1_000).describe('The question as the user asked it') }),
    sideEffect: 'read',
    outside: 'documents',
    timeoutMs,
    async run({ question }, { heard, history, clock, recordSpan }) {
      const { kind, speech, confidence, claims, passages, rewrite, steps } = await base.search(
        { text: question, history, ...(heard && { alternatives: heard.alternatives, words: heard.words }) },
        reader,
      );
      // The engine runs beside this thread, on a clock of its own: its last step has ended now.
      const offsetMs = clock.nowMs() - (steps.at(-1)?.endMs ?? 0);
      for (const { name, version, startMs, endMs, attributes } of steps) {
        const span = { startMs: startMs + offsetMs, endMs: endMs + offsetMs };
        recordSpan({ name: `knowledge-${name}`, ...span, attributes: { ...attributes, version } });
      }
      const documentIds = [...new Set(passages.map(({ documentId }) => documentId))];
      const cited = passages.filter(({ chunkId }) => claims.some((claim) => claim.chunkId === chunkId));
      const sources = cited.map(({ chunkId, documentId, documentVersion, title, source, text }) => ({
        chunkId,
        documentId,
        documentVersion,
        title,
        source,
        text,
      }));
      const data = { kind, confidence, index: base.version, query: rewrite.query, claims, sources };
      return { type: 'done', speech, data, documentIds };
    },
  });
