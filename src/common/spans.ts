import { currentTrace, type RemoteSpan, type Trace, traced } from './trace.js';

/** The kind of work: it answers a caller, calls the database or another server, does a job, or is a step of one of these. */
export type SpanKind = 'server' | 'client' | 'consumer' | 'internal';
export type SpanFields = Record<string, string | number>;

interface SpanOptions {
  name: string;
  kind: SpanKind;
  /** The span of which this span is a part. Without a parent, the span begins a new trace. */
  parent?: RemoteSpan | undefined;
  /** Spans of other traces that this work is for, too. */
  links?: RemoteSpan[];
  /** How many milliseconds ago the work began. */
  sinceMs?: number;
  fields?: SpanFields;
}

/** Work that is under way. */
export interface Span {
  /** The ids for log lines, statements and jobs that the work causes. There is no `spanId` if the trace is not recorded. */
  readonly trace: Pick<Trace, 'traceId' | 'spanId'>;
  /** `failure` says what went wrong. */
  end(fields?: SpanFields, failure?: string): void;
}

/** Records spans, and sends them to a collector. */
export interface SpanRecorder {
  begin(options: SpanOptions): Span;
}

let recorder: SpanRecorder | null = null;

/** Sets the recorder of the whole process. With null, spans are no longer recorded. */
export function recordSpans(to: SpanRecorder | null): void {
  recorder = to;
}

/** Begins a span; null while spans are not recorded. */
export const beginSpan = (options: SpanOptions): Span | null => recorder?.begin(options) ?? null;

/** The recorded span that a trace names; undefined where there is none. */
export const spanOf = (trace: Trace | undefined): RemoteSpan | undefined =>
  trace?.traceId !== undefined && trace.spanId !== undefined
    ? { traceId: trace.traceId, spanId: trace.spanId, sampled: true }
    : undefined;

/** The recorded span for which the current code runs. While spans are not recorded, the call costs nothing. */
export const currentSpan = (): RemoteSpan | undefined =>
  recorder === null ? undefined : spanOf(currentTrace());

/** Does work as a span, if spans are recorded. Log lines, statements and jobs of the work name it. */
export function inSpan<T>(
  options: SpanOptions,
  trace: Trace | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const span = beginSpan(options);
  if (span === null) return traced(trace, work);
  return ended(span, traced({ ...trace, ...span.trace }, work));
}

/** Ends the span when the work ends, and returns the result of the work. */
export function ended<T>(span: Span, work: Promise<T>): Promise<T> {
  return work.then(
    (answer) => {
      span.end();
      return answer;
    },
    (error: unknown) => {
      span.end({}, error instanceof Error ? error.name : 'error');
      throw error;
    },
  );
}
