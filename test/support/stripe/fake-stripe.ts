import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import Stripe from 'stripe';
import { expanded } from './expand.js';
import { type Form, readForm } from './form.js';
import { ref } from './objects.js';
import { answerPage, isPage, type PageAnswer } from './pages.js';
import { Person } from './person.js';
import { ROUTES } from './routes.js';
import { invalid, StripeProblem, World } from './world.js';

export const STRIPE_KEY = 'sk_test_fake';
export const WEBHOOK_SECRET = 'whsec_fake';
/** Seconds. Stripe's library waits half a second and more before it sends a request again. No test is about that pause. */
const RETRY_PAUSE = 0.01;
// What the library exports is a function that makes objects of a class of its own.
Object.assign(Object.getPrototypeOf(new Stripe(STRIPE_KEY)) as object, {
  getInitialNetworkRetryDelay: () => RETRY_PAUSE,
  getMaxNetworkRetryDelay: () => RETRY_PAUSE,
});

/** A request and its answer. */
export interface Exchange {
  method: string;
  /** The route as in Stripe's document, such as `/v1/invoices/{invoice}`. */
  route: string;
  path: string;
  params: Form;
  idempotencyKey: string | undefined;
  status: number;
  answer: any;
  replayed: boolean;
}

/**
 * A fault of a request. `lost`: the request never arrives. `unanswered`: it is done, but its answer is lost. `after`: its answer
 * comes when the promise is settled.
 */
export type Fault =
  | 'lost'
  | 'unanswered'
  | 'broken'
  | 'busy'
  | 'refused'
  | 'unauthorized'
  | 'forbidden'
  | { delayMs: number }
  | { after: Promise<unknown> }
  | null;

interface Kept {
  request: string;
  answered: Promise<{ status: number; answer: object }>;
}

/**
 * The part of Stripe that Tenure uses, over HTTP: routes, idempotency, declines by test card, events and hosted pages. A test can
 * make it lose and delay requests.
 */
export class FakeStripe {
  readonly exchanges: Exchange[] = [];
  readonly world: World;
  readonly person: Person;
  /** Decides the fault of each request. */
  fault: (request: Pick<Exchange, 'method' | 'route' | 'path' | 'params'>) => Fault = () => null;
  /** Called with each exchange, to check it against Stripe's document. */
  onExchange: (exchange: Exchange) => void = () => undefined;
  private readonly kept = new Map<string, Kept>();

  private constructor(
    private readonly server: Server,
    accountId?: string,
  ) {
    this.world = new World(() => this.url, accountId);
    this.person = new Person(this.world);
    server.on('request', (request, response) => void this.take(request, response));
  }

  /** Starts a fake. By default it listens on a free port and has its own account. */
  static async start({
    port = 0,
    accountId,
  }: { port?: number; accountId?: string } = {}): Promise<FakeStripe> {
    const server = createServer();
    const fake = new FakeStripe(server, accountId);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The environment for a service that uses this fake. */
  get settings(): Record<string, string> {
    return {
      PAYMENTS: 'stripe',
      STRIPE_SECRET_KEY: STRIPE_KEY,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_BASE: this.url,
    };
  }

  /** The body and the signature of an event, as Stripe sends them. */
  signed(event: Stripe.Event, secret = WEBHOOK_SECRET): { body: string; signature: string } {
    const body = JSON.stringify(event);
    return { body, signature: Stripe.webhooks.generateTestHeaderString({ payload: body, secret }) };
  }

  /** All charges for an invoice of Tenure. */
  chargesOf(invoiceId: string): Stripe.Charge[] {
    const invoices = [...this.world.invoices.values()].filter(
      (each) => each.metadata?.tenure_invoice === invoiceId,
    );
    const intents = new Set(invoices.map((invoice) => this.world.intentOf(invoice).id));
    return [...this.world.charges.values()].filter((charge) => intents.has(ref(charge.payment_intent)));
  }

  requests(route: string): Exchange[] {
    return this.exchanges.filter((exchange) => `${exchange.method} ${exchange.route}` === route);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET' } = request;
    const [path = '', query = ''] = (request.url ?? '').split('?');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = method === 'GET' ? query : Buffer.concat(chunks).toString();
    const params = readForm(text);
    if (isPage(path))
      return show(
        response,
        answerPage(this.world, this.person, {
          method,
          path,
          card: params.card,
          until: readForm(query).until,
        }),
      );
    const route = routeOf(method, path);
    const fault = this.fault({ method, route, path, params });
    if (fault === 'lost') return void request.socket.destroy();
    if (fault === 'busy') return refuse(response, 429, { type: 'invalid_request_error', code: 'rate_limit' });
    if (fault === 'refused') return refuse(response, 400, { type: 'invalid_request_error', message: 'No.' });
    if (fault === 'unauthorized')
      return refuse(response, 401, { type: 'invalid_request_error', message: 'Invalid API Key provided.' });
    if (fault === 'forbidden')
      return refuse(response, 403, { type: 'invalid_request_error', message: 'Having a right would help.' });
    if (fault === 'broken') return refuse(response, 500, { type: 'api_error', message: 'Something broke.' });
    const idempotencyKey = request.headers['idempotency-key'] as string | undefined;
    const replayed = idempotencyKey !== undefined && this.kept.has(idempotencyKey);
    const authorized = request.headers.authorization === `Bearer ${STRIPE_KEY}`;
    const { status, answer } = authorized
      ? await this.once(idempotencyKey, `${method} ${path} ${text}`, () =>
          this.handle(method, route, path, params),
        )
      : { status: 401, answer: { error: { type: 'invalid_request_error', message: 'Invalid API Key' } } };
    const exchange = { method, route, path, params, idempotencyKey, status, answer, replayed };
    this.exchanges.push(exchange);
    this.onExchange(exchange);
    if (typeof fault === 'object' && fault !== null)
      await ('after' in fault ? fault.after : sleep(fault.delayMs));
    if (fault === 'unanswered') return void request.socket.destroy();
    send(response, status, answer);
  }

  /** Does a request once for each key, and repeats its answer, including a decline. */
  private once(
    key: string | undefined,
    request: string,
    work: () => { status: number; answer: object },
  ): Promise<{ status: number; answer: object }> {
    if (key === undefined) return Promise.resolve(work());
    const kept = this.kept.get(key);
    if (kept === undefined) {
      const answered = Promise.resolve(work());
      this.kept.set(key, { request, answered });
      return answered;
    }
    if (kept.request === request) return kept.answered;
    const error = {
      type: 'idempotency_error',
      message: 'Keys for idempotent requests can only be used once.',
    };
    return Promise.resolve({ status: 400, answer: { error } });
  }

  private handle(
    method: string,
    route: string,
    path: string,
    params: Form,
  ): { status: number; answer: object } {
    try {
      const handler = ROUTES[`${method} ${route}`];
      if (handler === undefined)
        throw invalid(`Unrecognized request URL (${method}: ${path}).`, undefined, 404);
      const [id = '', second = ''] = idsIn(route, path);
      const answer = handler(this.world, params, id, second);
      return {
        status: 200,
        answer: expanded(this.world, answer, (params.expand as string[] | undefined) ?? []),
      };
    } catch (error) {
      // An error of the fake itself is answered like an error of Stripe.
      if (!(error instanceof StripeProblem))
        return { status: 500, answer: { error: { message: String(error) } } };
      return { status: error.status, answer: { error: error.error } };
    }
  }
}

function routeOf(method: string, path: string): string {
  const parts = path.split('/');
  const fits = (route: string): boolean => {
    const wanted = route.split('/');
    return (
      wanted.length === parts.length &&
      wanted.every((part, place) => part.startsWith('{') || part === parts[place])
    );
  };
  const routes = Object.keys(ROUTES)
    .filter((each) => each.startsWith(`${method} `))
    .map((each) => each.slice(method.length + 1))
    .sort((a, b) => a.split('{').length - b.split('{').length);
  return routes.find(fits) ?? path;
}

/** The values of `{…}` in the path. */
function idsIn(route: string, path: string): string[] {
  const wanted = route.split('/');
  return path.split('/').filter((_, place) => wanted[place]?.startsWith('{') === true);
}

function show(response: ServerResponse, { status, html = '', location }: PageAnswer): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    ...(location !== undefined && { location }),
  });
  response.end(`${html}\n`);
}

const refuse = (response: ServerResponse, status: number, error: object): void =>
  send(response, status, { error });

function send(response: ServerResponse, status: number, answer: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_fake' });
  response.end(JSON.stringify(answer));
}
