import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { SystemClock } from './clock.js';
import { currentTrace } from './trace.js';

const LEVELS = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const;
/** The names of levels that log collectors know, where Nest has other names. */
const WORDS: Partial<Record<LogLevel, string>> = { log: 'info', verbose: 'trace' };
/** The contexts in which Nest logs a line for each module and route at the start. These lines would hide the line that matters. */
const START = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);
/** Finds e-mail addresses, and the user and password in a URL. The errors of mail servers contain addresses. */
const ADDRESS = /[^\s"'<>()[\],;:/@=]{1,64}@[\w.-]+/g;

type Fields = Record<string, unknown>;
type Line = Parameters<ConsoleLogger['printAsJson']>[1];

/**
 * Writes log lines: JSON in production, lines for people elsewhere. Each line has the id of its request, and no line has an e-mail
 * address. Nest's own lines about its start appear with `LOG_LEVEL=debug`.
 */
export class TenureLogger extends ConsoleLogger {
  private readonly clock = new SystemClock();

  constructor({ logLevel, nodeEnv }: Pick<Config, 'logLevel' | 'nodeEnv'>) {
    const json = nodeEnv === 'production';
    super({
      logLevels: LEVELS.slice(0, LEVELS.indexOf(logLevel) + 1),
      json,
      colors: !json && process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
    });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof context === 'string' && START.has(context)) return this.debug(message, ...rest);
    super.log(message, ...rest);
  }

  protected override printAsJson(
    message: unknown,
    { context, logLevel, errorStack, params, error }: Line,
  ): void {
    const stack = errorStack ?? error?.stack;
    const line: Fields = {
      time: this.clock.now().toISOString(),
      level: WORDS[logLevel] ?? logLevel,
      msg: withoutAddresses(message),
      ...(context && { context }),
      ...currentTrace(),
      ...params,
      ...(stack !== undefined && { stack: withoutAddresses(stack) }),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }

  protected override formatMessage(
    level: LogLevel,
    message: unknown,
    ...[pid, levelText, context, since, params]: [string, string, string, string, Fields?]
  ): string {
    const said = { ...currentTrace(), ...params };
    const fields = Object.keys(said).length > 0 ? said : undefined;
    return super.formatMessage(level, withoutAddresses(message), pid, levelText, context, since, fields);
  }
}

const withoutAddresses = (said: unknown): unknown =>
  typeof said === 'string' ? said.replaceAll(ADDRESS, '…@…') : said;
