import { Logger } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { failuresOf } from './metrics.js';

/** Milliseconds until jobs begin. The first look at the calendar is slow, and a server is ready without it. */
const BEGIN_AFTER_MS = 1_000;

/**
 * Calls the method at these times (six fields, seconds first), on every server. While a call is under way, no other one begins. A
 * call that fails is logged and counted as a failure of the task `name`.
 */
export const Scheduled =
  (times: string, name: string): MethodDecorator =>
  (target, key, descriptor: PropertyDescriptor) => {
    const work = descriptor.value as () => Promise<void>;
    const logger = new Logger(target.constructor.name);
    const failures = failuresOf(name);
    descriptor.value = async function (this: unknown): Promise<void> {
      try {
        await work.call(this);
      } catch (error) {
        failures.inc();
        logger.error(error);
      }
    };
    Cron(times, { name, waitForCompletion: true, initialDelay: BEGIN_AFTER_MS })(target, key, descriptor);
  };
