import { runCommand } from '../command/run-command.ts';
import { dashboardCommand } from './command.ts';

await runCommand(dashboardCommand);
