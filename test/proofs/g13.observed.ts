import { randomInt } from 'node:crypto';
import { type Answer, type Call, Client } from '../support/tenure.js';
import { type Canaries, core, type Kind } from './g13.canaries.js';

/** What a client was told. */
export interface Told {
  operation: string;
  text: string;
}

/** Fields of requests that hold a password. */
const PASSWORDS = ['password', 'current'];
/** Fields of answers that hold a secret, and which part of it is one. */
const SHOWN: Record<string, [Kind, RegExp][]> = {
  apiKey: [
    ['API key', /^tnr_(?:live|test)_\w{22}(\w{32})\w{6}$/],
    ['operator key', /^tnr_op_(\w{32})\w{6}$/],
  ],
  accessToken: [['access token', /^[\w-]+\.[\w-]+\.([\w-]{43}|[\w-]{86})$/]],
  refreshToken: [['refresh token', /^(\w{43})$/]],
  secret: [['webhook secret', /^whsec_(.{43})=$/]],
};

/** The canary that is sent for each password. */
export class Passwords {
  private readonly known = new Map<string, string>();

  constructor(private readonly canaries: Canaries) {}

  canaryFor(password: string): string {
    const known = this.known.get(password);
    if (known !== undefined) return known;
    const secret = core();
    const canary = `${password.slice(0, 30)} é"\\ ${secret}`;
    this.canaries.add('password', secret);
    this.canaries.add('password', canary);
    this.known.set(password, canary);
    return canary;
  }

  /** Some secret that is sent as it is. */
  add(password: string): string {
    this.canaries.add('password', password);
    this.known.set(password, password);
    return password;
  }
}

/**
 * A client that sends a canary for every password, takes each secret that it is told for one, and keeps every answer.
 * It comes from everywhere, so that no limit of rates ends the walk.
 */
export class Observed extends Client {
  readonly told: Told[] = [];

  constructor(
    url: string,
    private readonly canaries: Canaries,
    private readonly passwords: Passwords,
  ) {
    super(url);
  }

  override async send(method: string, path: string, call: Call = {}): Promise<Answer> {
    const from = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;
    const headers = { 'x-forwarded-for': from, ...call.headers };
    const answer = await super.send(method, path, { ...call, headers, body: this.withCanaries(call.body) });
    const text = JSON.stringify([answer.status, [...answer.headers], answer.body]);
    const told = { operation: `${method} ${path.split('?')[0]}`, text };
    this.told.push(told);
    this.learn(answer.body, told);
    return answer;
  }

  private withCanaries(body: unknown): unknown {
    if (typeof body !== 'string') return this.filled(body);
    try {
      return this.filled(JSON.parse(body));
    } catch {
      return body;
    }
  }

  private filled(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((each) => this.filled(each));
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [
        name,
        PASSWORDS.includes(name) && typeof each === 'string'
          ? this.passwords.canaryFor(each)
          : this.filled(each),
      ]),
    );
  }

  private learn(value: unknown, told: Told): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, each] of Object.entries(value)) {
      if (typeof each !== 'string') {
        this.learn(each, told);
        continue;
      }
      for (const [kind, secret] of SHOWN[name] ?? []) {
        const shown = secret.exec(each)?.[1];
        if (shown !== undefined) this.canaries.add(kind, shown, told);
      }
    }
  }
}
