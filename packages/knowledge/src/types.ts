/** Who asks: bounds what retrieval may see. Enforced in the query to the index, never in a prompt. */
export interface Reader {
  readonly tenant: string;
  /** Access labels that the reader holds; a document is visible when the reader holds all of its labels. */
  readonly labels: readonly string[];
}

/** A question as it came out of a recognizer, or as it was typed. */
export interface SpokenQuestion {
  readonly text: string;
  /** Other hypotheses of the recognizer, best first. */
  readonly alternatives?: readonly string[];
  /** The words of `text` with the recognizer's confidence, 0..1; absent when typed. */
  readonly words?: readonly { readonly text: string; readonly confidence: number }[];
  /** Earlier turns of the conversation, oldest first: what pronouns may refer to. */
  readonly history?: readonly { readonly user: string; readonly reply: string }[];
}

/** A piece of a document. */
export interface Passage {
  /** Stable over re-indexing while its document path, heading and text stay the same. */
  readonly chunkId: string;
  readonly documentId: string;
  readonly documentVersion: string;
  readonly title: string;
  /** Headings above it, outermost first. */
  readonly headings: readonly string[];
  readonly text: string;
  /** Path within the knowledge base's folder. */
  readonly source: string;
  readonly score: number;
}

/** A sentence that is spoken, and what supports it. */
export interface Claim {
  readonly text: string;
  readonly chunkId: string;
  /** The words of the passage that support it, verbatim. */
  readonly quote: string;
}

/** What a query was changed into, and why. */
export interface Rewrite {
  readonly query: string;
  readonly repairs: readonly {
    readonly heard: string;
    readonly meant: string;
    readonly reason: 'pronoun' | 'disfluency' | 'phonetic' | 'alternative';
  }[];
}

/** One step of the pipeline, for a span. */
export interface RetrievalStep {
  readonly name: 'rewrite' | 'retrieve' | 'rerank' | 'answer';
  readonly version: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

export interface KnowledgeAnswer {
  /** `refusal`: nothing in the knowledge base that this reader may see supports an answer. */
  readonly kind: 'answer' | 'refusal';
  /** Ready to be spoken, the source named for the ear. */
  readonly speech: string;
  /** 0..1: that the best passage answers the question. */
  readonly confidence: number;
  readonly claims: readonly Claim[];
  /** Best first, after reranking; shown in the console. */
  readonly passages: readonly Passage[];
  readonly rewrite: Rewrite;
  readonly steps: readonly RetrievalStep[];
}

/** An indexed collection of documents. Searching takes milliseconds and runs beside, not on, the caller's thread. */
export interface KnowledgeBase {
  /** Of the index: changes when any document changes. */
  readonly version: string;
  /** @throws CascadeError when the index cannot be read */
  search(question: SpokenQuestion, reader: Reader, options?: { readonly limit?: number }): Promise<KnowledgeAnswer>;
  /** Names, codes and terms of the documents that this reader may see, for a recognizer's bias. */
  entities(reader: Reader): Promise<readonly string[]>;
  close(): Promise<void>;
}
