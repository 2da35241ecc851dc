import type { StageLogger } from '@cascade/contracts';
import { type KnowledgeBase, openKnowledgeBase } from '@cascade/knowledge';
import { systemClock } from '@cascade/runtime';
import type { UserStore } from '@cascade/store';
import type { PlannerConfig } from '../config.ts';
import { connectMcpServers, readMcpConfig } from '../mcp/index.ts';
import { appointmentTools } from './built-in/appointments.ts';
import { doctors, openDemoBusiness, seededOrders } from './built-in/demo-business.ts';
import { knowledgeTool } from './built-in/knowledge.ts';
import { listTools, usualLists } from './built-in/lists.ts';
import { noteTools } from './built-in/notes.ts';
import { orderTools } from './built-in/orders.ts';
import { skillTools } from './built-in/skills.ts';
import { fromMcp } from './mcp-tools.ts';
import { ToolRegistry } from './registry.ts';
import type { ToolParts } from './session-tools.ts';
import type { Tool } from './tool.ts';

export interface OpenTools {
  readonly parts: ToolParts;
  /** What users are likely to say for them. */
  readonly vocabulary: readonly string[];
  close(): Promise<void>;
}

interface ToolSources {
  readonly store?: UserStore;
  /** Closed by who opened it. */
  readonly knowledge?: KnowledgeBase;
  readonly wallClockMs?: () => number;
  readonly logger?: Pick<StageLogger, 'info' | 'warn'>;
}

/**
 * The tools that the configuration allows; undefined where nothing can be kept. Opens the knowledge base that it names.
 *
 * @throws CascadeError `invalid_config` naming a tool that there is not or the place in a file of servers, `invalid_file` for a folder that cannot be read
 */
export async function openTools(config: PlannerConfig, sources: ToolSources): Promise<OpenTools | undefined> {
  const { store, wallClockMs = Date.now } = sources;
  if (!store || config.tools.join() === 'none') return undefined;
  const reader = { tenant: config.knowledgeTenant, labels: config.knowledgeLabels };
  const opened = config.knowledge === '' || sources.knowledge ? undefined : await openKnowledge(config);
  const knowledge = sources.knowledge ?? opened;
  const business: readonly Tool[] = config.demoBusiness ? [...orderTools, ...appointmentTools] : [];
  const documents = knowledge ? [knowledgeTool(knowledge, reader)] : [];
  const all = [...skillTools, ...listTools, ...noteTools, ...business, ...documents];
  const mcp = config.mcp === '' ? undefined : await connectMcp(config.mcp, sources.logger);
  const openUser = (userId: string, zone: string) => openDemoBusiness(store, userId, wallClockMs(), zone);
  return {
    parts: {
      registry: new ToolRegistry(all, config.tools.length > 0 ? config.tools : undefined, mcp && fromMcp(mcp)),
      store,
      ...(config.demoBusiness && { openUser }),
    },
    vocabulary: [
      ...commands,
      ...(config.demoBusiness ? businessWords : []),
      ...((await knowledge?.entities(reader)) ?? []),
    ],
    close: async () => {
      await Promise.all([opened?.close(), mcp?.close()]);
    },
  };
}

const openKnowledge = ({ knowledge: folder, knowledgeTenant: tenant }: PlannerConfig): Promise<KnowledgeBase> =>
  openKnowledgeBase({ folder, tenant });

const connectMcp = async (file: string, logger = silent) =>
  connectMcpServers(await readMcpConfig(file), { clock: systemClock, logger });

const silent: Pick<StageLogger, 'info' | 'warn'> = { info: () => undefined, warn: () => undefined };

const commands: readonly string[] = [
  ...usualLists.map((name) => `${name.replace('-', ' ')} list`),
  ...['add', 'on my list', 'take off my list', 'note that', 'read my notes', 'delete the note'],
];

const businessWords: readonly string[] = [
  ...doctors.map(({ name }) => `Doctor ${name}`),
  ...['appointment', 'book an appointment', 'cancel my appointment', 'where is my order', 'order number'],
  ...seededOrders.map(({ customer }) => customer),
];
