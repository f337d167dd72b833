import { setTimeout as sleep } from 'node:timers/promises';
import { postHead, RawConnection } from '../support/raw-connection.js';
import type { Client } from '../support/tenure.js';

const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nhost: a\r\n${headers}\r\n`;
const post = (path: string, body: string): string => postHead(path, body.length) + body;
const login = (email: string): string => `{"email":${email},"password":"not the password"}`;
/** What is nested so deep, in about as few bytes as can be. */
const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const flood = (count: number): string =>
  Array.from({ length: count }, (_, at) => `x-${at}: ${at}\r\n`).join('');

/** Requests that must be refused, each with the status that says why. */
const REFUSED: [what: string, bytes: string, status: number][] = [
  ['a body of 64 KiB and one byte', post('/v1/auth/login', ' '.repeat(65_537)), 413],
  ['a body that says it is larger than it may be', postHead('/v1/auth/login', 1e9), 413],
  ['JSON nested 33 deep', post('/v1/auth/login', login(deep(33))), 400],
  ['JSON nested as deep as fits', post('/v1/auth/login', login(deep(10_000))), 400],
  ['arrays nested as deep as fit', post('/v1/auth/login', `${'['.repeat(30_000)}${']'.repeat(30_000)}`), 400],
  ['a head of more than 16 KiB', get('/v1/plans', flood(2_000)), 431],
  ['one header of more than 16 KiB', get('/v1/plans', `x: ${'y'.repeat(17_000)}\r\n`), 431],
  ['a parameter twice', get('/v1/plans?limit=1&limit=2'), 400],
  ['a parameter a thousand times', get(`/v1/plans?${'limit=1&'.repeat(1_000)}`), 400],
  ['a parameter as an object', get('/v1/plans?limit[a]=1'), 400],
  [
    'a length twice',
    `POST /v1/auth/login HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}`,
    400,
  ],
  ['no host', 'GET /v1/plans HTTP/1.1\r\n\r\n', 400],
  ['a method that there is not', 'BREW /v1/plans HTTP/1.1\r\nhost: a\r\n\r\n', 400],
  ['a method that nothing has', 'PROPFIND /v1/plans HTTP/1.1\r\nhost: a\r\n\r\n', 404],
  // Node ends a connection that asks for a tunnel without a word.
  ['a tunnel', 'CONNECT /v1/plans HTTP/1.1\r\nhost: a\r\n\r\n', 0],
  ['another protocol', get('/v1/plans', 'connection: upgrade\r\nupgrade: websocket\r\n'), 200],
  ['bytes that are no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400],
];

/** Sends each of them `times` times, all at once, and answers what is not refused as it should be. */
export async function wronglyAnswered(server: Client, times: number): Promise<string[]> {
  const rounds = Array.from({ length: times }, () => REFUSED).flat();
  const answers = await Promise.all(
    rounds.map(async ([what, bytes, expected]) => {
      const connection = await RawConnection.open(server.url);
      connection.send(bytes);
      const answered = connection.receives(/^HTTP\/1\.1 \d+ /, 30).catch(() => null);
      await Promise.race([answered, connection.ended]);
      const status = Number(/^HTTP\/1\.1 (\d+) /.exec(connection.received)?.[1] ?? 0);
      connection.close();
      return status === expected ? [] : [`${what}: ${status}, not ${expected}`];
    }),
  );
  return answers.flat();
}

/**
 * Opens `count` connections of each slow kind and answers how many seconds the last of the kind lived: heads that never
 * end, bodies that never end, and pipelines of answers that are never read.
 */
export async function slowOnes(
  server: Client,
  count: number,
): Promise<{ head: number; body: number; answer: number }> {
  const open = (n: number) => Promise.all(Array.from({ length: n }, () => RawConnection.open(server.url)));
  const [heads, bodies, unread] = await Promise.all([open(count), open(count), open(count)]);
  for (const each of heads) each.send('GET /v1/plans HTTP/1.1\r\nhost: a\r\n');
  for (const each of bodies) each.send(`${postHead('/v1/auth/login', 100)}{"email":`);
  for (const each of unread) each.stopReading().send(get('/openapi.json').repeat(50));
  // Something each second: alive, as far as the sockets are concerned. It also tells of a connection that is cut
  // while nobody reads it.
  const dripping = setInterval(() => {
    for (const each of heads) each.send('x: y\r\n');
    for (const each of [...bodies, ...unread]) each.send(' ');
  }, 1_000);
  const lived = async (kind: RawConnection[]) =>
    Math.max(...(await Promise.all(kind.map((each) => each.ended)))) / 1_000;
  const withLimit = (kind: RawConnection[]) =>
    Promise.race([lived(kind), sleep(60_000, Infinity, { ref: false })]);
  const [head, body, answer] = await Promise.all([heads, bodies, unread].map(withLimit));
  clearInterval(dripping);
  for (const each of [...heads, ...bodies, ...unread]) each.close();
  return { head: head!, body: body!, answer: answer! };
}

/** What the process holds in memory, in MiB. */
export async function memoryOf(server: Client): Promise<number> {
  const { body } = await server.get('/metrics');
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(body as string)?.[1]) / 2 ** 20;
}
