import type { LookupAddress } from 'node:dns';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Injectable } from '@nestjs/common';
import { withTimeLimit } from '../common/time-limit.js';
import { ForbiddenTarget, TargetAddressesService, UnknownTarget } from './target-addresses.service.js';

/** The limits of an attempt. A test of what happens after it makes it shorter. */
export const ATTEMPT = {
  /** Milliseconds for a whole attempt: finding the address, connecting, sending, and reading the answer. */
  limitMs: 15_000,
};
/** Bytes of an answer that are kept. The rest is not read. */
const KEPT_BYTES = 1_024;

/**
 * Separate agents, because Node's shared agents obey HTTPS_PROXY where NODE_USE_ENV_PROXY is set. A proxy would connect to
 * addresses that nobody checked.
 */
const HTTP_AGENT = new HttpAgent({ keepAlive: false });
const HTTPS_AGENT = new HttpsAgent({ keepAlive: false, rejectUnauthorized: true });

/** The result of one attempt. It succeeded if `status` is 2xx. */
export interface Attempt {
  status: number | null;
  /** Why no answer came, in words for the customer; null if one came. */
  error: string | null;
  ms: number;
  /** The beginning of the answer's body. */
  response: string | null;
  retryAfter: string | undefined;
}

/** An endpoint, as far as sending needs it. */
export interface Target {
  url: string;
  /** The endpoint is the operators'. */
  ofOperators: boolean;
}

/** Sends webhooks to receivers that are not trusted. */
@Injectable()
export class WebhookSenderService {
  constructor(private readonly targets: TargetAddressesService) {}

  /**
   * Sends one POST. It follows no redirects, uses no proxies, and connects only to addresses that were checked. A failure of the
   * request is returned in `error`.
   *
   * @throws the reason of `stopped` if that ends the attempt: then nobody knows what the receiver did.
   */
  async post(
    target: Target,
    body: string,
    headers: Record<string, string>,
    stopped: AbortSignal,
  ): Promise<Attempt> {
    const begun = performance.now();
    const { limitMs } = ATTEMPT;
    const outcome = await withTimeLimit(limitMs, stopped, (signal) =>
      this.send(target, body, headers, signal).catch((error: unknown) => {
        stopped.throwIfAborted();
        const reason = signal.aborted ? `No answer within ${limitMs / 1_000} s.` : inWords(error);
        return { status: null, error: reason, response: null, retryAfter: undefined };
      }),
    );
    return { ...outcome, ms: Math.round(performance.now() - begun) };
  }

  private async send(
    target: Target,
    body: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Omit<Attempt, 'ms'>> {
    const url = new URL(target.url);
    const addresses = await this.targets.addressesOf(url.hostname, target.ofOperators, signal);
    const secure = url.protocol === 'https:';
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = (secure ? requestHttps : requestHttp)(url, {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        agent: secure ? HTTPS_AGENT : HTTP_AGENT,
        lookup: pinned(addresses),
        signal,
      });
      request.once('response', resolve);
      request.on('error', reject);
      // An answer 101, which changes the protocol, causes neither a response nor an error.
      request.once('close', () => reject(new ClosedEarly()));
      request.end(body);
    });
    const status = response.statusCode as number;
    const retryAfter = response.headers['retry-after'];
    return { status, error: null, response: await beginningOf(response), retryAfter };
  }
}

/** The connection was closed before a response came. `code` is what Node uses for that. */
class ClosedEarly extends Error {
  readonly code = 'ECONNRESET';
}

/** Answers a look-up with the addresses that were checked, one or all, as Node asks. */
const pinned =
  (addresses: LookupAddress[]): LookupFunction =>
  (_hostname, { all }, callback) => {
    const [{ address, family }] = addresses as [LookupAddress];
    if (all === true) callback(null, addresses);
    else callback(null, address, family);
  };

/** Reads the first bytes of an answer, as text that the database can store. Bytes that come too late are left out. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes >= KEPT_BYTES) break;
    }
  } catch {
    // The status decides, and it came before the body.
  }
  response.destroy();
  const text = Buffer.concat(chunks).subarray(0, KEPT_BYTES).toString('utf8');
  return text.replaceAll('\0', '\ufffd');
}

/** Describes a failure by Node's error code. Node's message would show the address, which may be an internal one. */
function inWords(error: unknown): string {
  if (error instanceof ForbiddenTarget || error instanceof UnknownTarget) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'The connection was refused.';
  if (code === 'ECONNRESET') return 'The connection was closed without an answer.';
  return `The request failed: ${code ?? 'unknown'}.`;
}
