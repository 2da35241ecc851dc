/** What one file says, before it is cut into chunks. */
export interface ParsedDocument {
  readonly title: string;
  readonly sections: readonly Section[];
  /** Words that the author set apart: bold, code. */
  readonly emphasized: readonly string[];
  /** What the file says of itself: front matter, meta elements. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Invisible characters, and elements that a browser does not show, that were taken out. */
  readonly removed: number;
}

export interface Section {
  /** Outermost first, without the title of the document. */
  readonly headings: readonly string[];
  readonly paragraphs: readonly Paragraph[];
}

/** Sentences that belong together: of a paragraph, an item of a list, a row of a table. None of them is ever cut. */
export type Paragraph = readonly string[];
