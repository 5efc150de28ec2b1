import { toErrorReport } from '../spec/errors';
import { version } from '../training/versions';
import { backtest } from './commands/backtest';
import { compare } from './commands/compare';
import { exportRun } from './commands/exportRun';
import { generateTexts } from './commands/generateTexts';
import { init } from './commands/init';
import { predict } from './commands/predict';
import { runs } from './commands/runs';
import { train } from './commands/train';
import { exitCodes } from './exitCodes';
import { help } from './help';
import { type Output, createOutput } from './output';
import { UsageError } from './usageError';

/** A command takes the arguments after its name, and answers with the exit code. */
export type Command = (args: string[], output: Output) => number | Promise<number>;

const commands: Record<string, Command> = {
  ...{ train, init, runs, compare, predict, backtest },
  ...{ generate: generateTexts, export: exportRun },
};

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  const output = createOutput(args.includes('--json'));
  if (args.includes('--help') || args.includes('-h') || name === undefined || name === 'help') {
    process.stdout.write(help(name === 'help' ? rest[0] : name));
    return name === undefined ? exitCodes.wrongUsage : exitCodes.done;
  }
  if (name === '--version') {
    process.stdout.write(`${version}\n`);
    return exitCodes.done;
  }
  try {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw new UsageError(`"${name}" is not a command.`);
    return await command(rest, output);
  } catch (error) {
    return tell(error, name, output);
  }
}

function tell(error: unknown, command: string, output: Output): number {
  if (error instanceof UsageError || isParseArgsError(error)) {
    const of = Object.hasOwn(commands, command) ? `${command} ` : '';
    output.error({ message: error.message, hint: `See sequence-lab ${of}--help.`, defect: false });
    return exitCodes.wrongUsage;
  }
  const report = toErrorReport(error);
  output.error(report);
  if (report.defect && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return report.defect ? exitCodes.defect : exitCodes.failed;
}

/** What `parseArgs` throws for unknown options and missing values. */
function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

// A pipe whose reader has ended (`| head`) is no defect.
process.stdout.on('error', () => process.exit(exitCodes.done));
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
