/** What the SQLite thread is asked, and what it answers. */
export interface SqliteRequest {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export type SqliteAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'rows'; readonly id: number; readonly rows: unknown[]; readonly changes: number }
  | { readonly type: 'failed'; readonly id: number | undefined; readonly message: string };
