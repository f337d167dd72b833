import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

const colour = (code) => (text) => (process.stdout.isTTY ? `\u001b[${code}m${text}\u001b[0m` : text);
const bold = colour(1);
const dim = colour(2);
const green = colour(32);

/** An answer that differs from the story. */
export class WrongAnswer extends Error {}

/** Sends requests, prints each request and answer in a few lines, and checks the answers. */
export class Story {
  calls = 0;
  /** Makes the names of this run unique on the server. */
  run = randomBytes(4).toString('hex');

  /** @type {{ email: string, password: string } | null} */
  operatorLogin = null;
  /** Where the server writes its mails. @type {string | null} */
  mailFolder = null;
  /** Starts another server with a clock that is ahead. @type {any} */
  launchAhead = null;
  /** Starts another server, which writes invoices. @type {any} */
  launchInvoicing = null;

  constructor(url) {
    this.url = url;
  }

  chapter(title) {
    console.log(`\n${bold(title)}`);
  }

  say(sentence) {
    console.log(`\n  ${sentence}`);
  }

  async logIn({ email, password }) {
    const { tokens } = await this.quietly('POST', '/v1/auth/login', { body: { email, password } }, 200, {
      user: { operator: true },
    });
    this.operator = { token: tokens.accessToken, as: 'operator' };
  }

  /**
   * Sends a request, prints it, and returns the body. `expected` is a part of the body; a function in it is a test. The printed
   * fields are those of `expected`, unless `show` picks others.
   */
  async ask(method, path, call, status, expected = {}, show = (answer) => shown(answer, expected)) {
    const { as = 'nobody', body } = call;
    console.log(dim(`    → ${method} ${path}  as ${as}`) + (body ? `\n      ${JSON.stringify(body)}` : ''));
    const answer = await this.quietly(method, path, call, status, expected);
    console.log(`    ${green(`← ${status}`)} ${JSON.stringify(show(answer))}`);
    return answer;
  }

  /**
   * Sends a request without printing it.
   *
   * @param {{ token?: string, key?: string, body?: object }} call
   */
  async quietly(method, path, call, status, expected = {}) {
    const { token, key, body } = call;
    this.calls += 1;
    const headers = {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(key && { 'x-api-key': key }),
      ...(body && { 'content-type': 'application/json' }),
    };
    const response = await fetch(this.url + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await response.text();
    const answer = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
    const wrong = response.status === status ? differences(answer, expected) : [`status ${response.status}`];
    if (wrong.length > 0) {
      throw new WrongAnswer(
        `✗ ${method} ${path} is not answered as the story says (${status}): ${wrong.join(', ')}\n  ${text}`,
      );
    }
    return answer;
  }
}

/** The places where `answer` differs from `expected`. The answer can have more fields. */
function differences(answer, expected, path = '') {
  if (typeof expected === 'function') return expected(answer) ? [] : [`${path} is ${JSON.stringify(answer)}`];
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected)) {
    return isDeepStrictEqual(answer, expected) ? [] : [`${path} is ${JSON.stringify(answer)}`];
  }
  return Object.entries(expected).flatMap(([name, value]) =>
    differences(answer?.[name], value, path === '' ? name : `${path}.${name}`),
  );
}

/** The part of the answer that `expected` names. */
function shown(answer, expected) {
  const pick = (value, wanted) =>
    typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)
      ? value
      : Object.fromEntries(Object.keys(wanted).map((name) => [name, pick(value?.[name], wanted[name])]));
  return pick(answer, expected);
}
