import { Cron } from '@nestjs/schedule';

/** Milliseconds until jobs begin. The first look at the calendar is slow, and a server is ready without it. */
const BEGIN_AFTER_MS = 1_000;

/** Calls the method at these times (six fields, seconds first), on every server. While a call is under way, no other one begins. */
export const Scheduled = (times: string, name?: string): MethodDecorator =>
  Cron(times, { name, waitForCompletion: true, initialDelay: BEGIN_AFTER_MS });
