import { currentTrace, type RemoteSpan, type Trace, traced } from './trace.js';

/** The part that the work has in a trace: it answers a caller, asks the database, does a job, or is a step of one of these. */
export type SpanKind = 'server' | 'client' | 'consumer' | 'internal';
export type SpanFields = Record<string, string | number>;

interface SpanAsked {
  name: string;
  kind: SpanKind;
  /** The span that it is a part of. Without one, it begins a new trace. */
  parent?: RemoteSpan | undefined;
  /** Spans of other traces that this work is for, too. */
  links?: RemoteSpan[];
  /** How many milliseconds ago it began. */
  sinceMs?: number;
  fields?: SpanFields;
}

/** Work that is under way. */
export interface Span {
  /** Names it to what it causes. There is no `spanId` when the trace is not recorded. */
  readonly trace: Pick<Trace, 'traceId' | 'spanId'>;
  /** `failure` says what went wrong. */
  end(fields?: SpanFields, failure?: string): void;
}

/** Takes spans, and sends them somewhere. */
export interface SpanRecorder {
  begin(asked: SpanAsked): Span;
}

let recorder: SpanRecorder | null = null;

/** From now on spans go there; null ends it. There is one for the whole process. */
export function recordSpans(to: SpanRecorder | null): void {
  recorder = to;
}

/** Begins a span; null while none are recorded. */
export const beginSpan = (asked: SpanAsked): Span | null => recorder?.begin(asked) ?? null;

/** The recorded span that a trace names; undefined where there is none. */
export const spanOf = (trace: Trace | undefined): RemoteSpan | undefined =>
  trace?.traceId !== undefined && trace.spanId !== undefined
    ? { traceId: trace.traceId, spanId: trace.spanId, sampled: true }
    : undefined;

/** The recorded span that this very code runs for. While none are recorded it costs nothing to ask. */
export const currentSpan = (): RemoteSpan | undefined =>
  recorder === null ? undefined : spanOf(currentTrace());

/** Does work as a span, if spans are recorded. Log lines, statements and jobs of the work name it. */
export function inSpan<T>(asked: SpanAsked, trace: Trace | undefined, work: () => Promise<T>): Promise<T> {
  const span = beginSpan(asked);
  if (span === null) return traced(trace, work);
  return ended(span, traced({ ...trace, ...span.trace }, work));
}

/** Ends a span when the work ends, and answers what that answers. */
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
