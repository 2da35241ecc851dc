import { runCommand } from '../command/run-command.ts';
import { listeningCommand } from './command.ts';

await runCommand(listeningCommand);
