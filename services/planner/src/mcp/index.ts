import type { Clock, StageLogger } from '@cascade/contracts';
import packageJson from '../../package.json' with { type: 'json' };
import type { McpConfig } from './mcp-config.ts';
import { McpServer, type McpTool } from './mcp-server.ts';

export { type McpConfig, readMcpConfig } from './mcp-config.ts';
export { type McpResult, type McpTool, type McpTrace, serverSeparator } from './mcp-server.ts';

/** Tools of every configured server of the Model Context Protocol. */
export interface McpTools {
  /** Of the servers that are connected now. */
  list(): readonly McpTool[];
  /** Ends the connections, and the servers that were started for them. */
  close(): Promise<void>;
}

/** Connects to all servers at once. Never throws for one of them: it is tried again, and said in the log. */
export async function connectMcpServers(
  config: McpConfig,
  { clock, logger }: { readonly clock: Clock; readonly logger: Pick<StageLogger, 'info' | 'warn'> },
): Promise<McpTools> {
  const servers = Object.entries(config).map(
    ([name, server]) => new McpServer({ name, config: server, clock, logger, version: packageJson.version }),
  );
  await Promise.all(servers.map((server) => server.connect()));
  return {
    list: () => servers.flatMap((server) => server.tools),
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}
