import { connect } from 'node:net';

/**
 * Keeps `clients` connections busy for `ms`, or while `goOn()` is true. Each connection sends one request after the other. Returns
 * the rate and the latencies. It uses raw sockets, so that the load takes little processor time from the server.
 */
export async function httpLoad({
  port,
  clients = 32,
  ms = 2000,
  goOn = () => true,
  request,
  accepts = [200],
}) {
  const latencies = [];
  const statuses = new Map();
  const until = performance.now() + ms;
  const began = performance.now();
  await Promise.all(Array.from({ length: clients }, (_, n) => client(n)));
  const seconds = (performance.now() - began) / 1000;
  const wrong = [...statuses].filter(([status]) => !accepts.includes(status));
  if (wrong.length > 0)
    throw new Error(`Answered ${wrong.map(([status, n]) => `${n} × ${status}`).join(', ')}`);
  return summary(latencies, seconds);

  function client(n) {
    return new Promise((/** @type {(value?: unknown) => void} */ resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.setNoDelay(true);
      socket.on('error', reject);
      let answer = '';
      let sent = 0;
      let turn = 0;
      const next = () => {
        if (performance.now() >= until || !goOn()) {
          socket.end();
          resolve();
          return;
        }
        sent = performance.now();
        socket.write(request(n, turn));
        turn += 1;
      };
      socket.on('connect', next);
      socket.on('data', (chunk) => {
        answer += chunk.toString('latin1');
        const end = answer.indexOf('\r\n\r\n');
        if (end < 0) return;
        const length = Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? 0);
        if (answer.length < end + 4 + length) return;
        latencies.push(performance.now() - sent);
        const status = Number(answer.slice(9, 12));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        answer = '';
        next();
      });
    });
  }
}

/** Keeps connections of a database busy with prepared statements. */
export async function sqlLoad({ clients, ms = 2000, statement }) {
  const latencies = [];
  const began = performance.now();
  const until = began + ms;
  await Promise.all(
    clients.map(async (client, n) => {
      for (let turn = 0; performance.now() < until; turn += 1) {
        const sent = performance.now();
        await client.query(statement(n, turn));
        latencies.push(performance.now() - sent);
      }
    }),
  );
  return summary(latencies, (performance.now() - began) / 1000);
}

function summary(latencies, seconds) {
  const sorted = latencies.sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: sorted.length, rate: sorted.length / seconds, p50: at(0.5), p99: at(0.99) };
}

/** The text of one HTTP/1.1 request. */
export function httpRequest(method, path, headers, body) {
  const text = body === undefined ? '' : JSON.stringify(body);
  const lines = Object.entries({
    host: '127.0.0.1',
    ...headers,
    ...(text && { 'content-type': 'application/json' }),
  });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${method} ${path} HTTP/1.1\r\n${head}content-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}
