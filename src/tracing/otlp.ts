import {
  type Context,
  diag,
  DiagLogLevel,
  type DiagLogger,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { SystemClock } from '../common/clock.js';
import type { SpanRecorder } from '../common/spans.js';
import type { RemoteSpan } from '../common/trace.js';
import { VERSION } from '../common/version.js';
import type { Config } from '../config/config.js';

/** How long one delivery to the collector may take, with its repetitions. */
const EXPORT_LIMIT_MS = 10_000;
/** The most spans that wait during a delivery. Further ones are dropped. */
const WAITING = 2_048;

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

const clock = new SystemClock();

/** A recorder that can be stopped. `stop` first sends the spans that still wait. */
export type StoppableRecorder = SpanRecorder & { stop: () => Promise<void> };

/** Makes a recorder that sends spans to a collector by OTLP over HTTP, in batches. */
export function otlpRecorder(
  { endpoint, headers, serviceName, ratio }: NonNullable<Config['otlp']>,
  warn: (line: string) => void,
): StoppableRecorder {
  diag.setLogger(atMostOnceAMinute(warn), DiagLogLevel.ERROR);
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const exporter = new OTLPTraceExporter({ url, headers, timeoutMillis: EXPORT_LIMIT_MS });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': VERSION }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter, maxQueueSize: WAITING, exportTimeoutMillis: EXPORT_LIMIT_MS }),
    ],
  });
  const tracer = provider.getTracer('tenure', VERSION);
  return {
    begin({ name, kind, parent, links = [], sinceMs, fields = {} }) {
      const options = {
        kind: KINDS[kind],
        attributes: fields,
        links: links.map((link) => ({ context: contextOf(link) })),
        ...(sinceMs !== undefined && { startTime: clock.now().getTime() - sinceMs }),
      };
      const span = tracer.startSpan(name, options, under(parent));
      const { traceId, spanId } = span.spanContext();
      return {
        trace: span.isRecording() ? { traceId, spanId } : { traceId },
        end(more = {}, failure) {
          span.setAttributes(more);
          if (failure !== undefined)
            span.setAttribute('error.type', failure).setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    async stop() {
      await provider.shutdown();
      diag.disable();
    },
  };
}

const contextOf = ({ traceId, spanId, sampled }: RemoteSpan) => ({
  traceId,
  spanId,
  traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  isRemote: true,
});

const under = (parent: RemoteSpan | undefined): Context =>
  parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, contextOf(parent));

/** A logger that writes at most one line a minute. If the collector is out of reach, every batch fails, and one line is enough. */
function atMostOnceAMinute(warn: (line: string) => void): DiagLogger {
  let toldAt = -Infinity;
  const silent = () => {};
  const error = (line: string) => {
    if (performance.now() - toldAt < 60_000) return;
    toldAt = performance.now();
    warn(`Spans are lost: ${messageOf(line)}`);
  };
  return { error, warn: silent, info: silent, debug: silent, verbose: silent };
}

/** The message of an error that the SDK writes as JSON, without its stack. */
function messageOf(line: string): string {
  try {
    return (JSON.parse(line) as Error).message;
  } catch {
    return line;
  }
}
