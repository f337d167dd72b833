import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The ids that link log lines, a request and the jobs that it queued. It holds only text, because a connection that a request opens
 * keeps it in memory.
 */
export interface Trace {
  readonly requestId?: string;
  /** The trace that the caller's `traceparent` names, or that this server began. */
  readonly traceId?: string;
  /** The span that is under way; absent while spans are not recorded. */
  readonly spanId?: string;
}

/** Where a request came from. It holds only text: see `Trace`. */
export interface Origin {
  readonly address?: string;
  readonly userAgent?: string;
}

const traces = new AsyncLocalStorage<{ trace: Trace; origin: Origin | undefined }>();
/** How many pieces of work with a trace are under way. */
let underWay = 0;

/** The trace of the request or job for which the current code runs; undefined where there is none. */
export const currentTrace = (): Trace | undefined => traces.getStore()?.trace;

/** Where the current request came from; undefined in jobs, and where the product's backend forwards a person's request. */
export const currentOrigin = (): Origin | undefined => traces.getStore()?.origin;

/** Forgets where the current request came from, because the product's backend forwards it: its address is not the person's. */
export function forgetOrigin(): void {
  const current = traces.getStore();
  if (current !== undefined) current.origin = undefined;
}

/** Calls `begin`, which starts work under the trace. The caller must call `endTrace` once when the work ends. */
export function beginTrace(trace: Trace, begin: () => void, origin?: Origin): void {
  underWay += 1;
  traces.run({ trace, origin }, begin);
}

/**
 * Ends work that `beginTrace` began. When no such work is left, Node stops following promises. Below Node 24, following them
 * costs every request of the process an eighth of its time, also requests without a trace.
 */
export function endTrace(): void {
  underWay -= 1;
  if (underWay === 0) traces.disable();
}

/** Does the work under the trace. Without a trace, it only does the work. */
export function traced<T>(trace: Trace | undefined, work: () => Promise<T>): Promise<T> {
  if (trace === undefined) return work();
  return new Promise((resolve, reject) =>
    beginTrace(trace, () => void work().finally(endTrace).then(resolve, reject)),
  );
}

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-|$)/;
/** The ids that the specification calls invalid. */
const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);

/** The span of a caller, as a `traceparent` names it. */
export interface RemoteSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Whether the caller records its trace. */
  readonly sampled: boolean;
}

/** Reads a `traceparent` (W3C Trace Context); undefined if it is not one. */
export function remoteSpanOf(traceparent: unknown): RemoteSpan | undefined {
  const [, traceId, spanId, flags] = (typeof traceparent === 'string' && TRACEPARENT.exec(traceparent)) || [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (traceId === NO_TRACE || spanId === NO_SPAN) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
