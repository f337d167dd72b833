import { ConsoleLogger } from '@nestjs/common';
import type { Config } from '../config/config.js';

const LEVELS = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const;
/** Nest logs a line for each module and route at its start, which hides the one line that matters. */
const START = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** Writes lines for people, or JSON in production. Nest's own lines about its start appear with `LOG_LEVEL=debug`. */
export class TenureLogger extends ConsoleLogger {
  constructor({ logLevel, nodeEnv }: Pick<Config, 'logLevel' | 'nodeEnv'>) {
    super({ logLevels: LEVELS.slice(0, LEVELS.indexOf(logLevel) + 1), json: nodeEnv === 'production' });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof context === 'string' && START.has(context)) return this.debug(message, ...rest);
    super.log(message, ...rest);
  }
}
