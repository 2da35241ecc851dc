import { runCommand } from '../command/run-command.ts';
import { driftCommand } from './command.ts';

await runCommand(driftCommand(Date.now()));
