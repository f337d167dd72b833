import { randomUUID } from 'node:crypto';
import { createTenure, meter } from '../sdk/dist/index.js';
import { httpLoad, httpRequest } from './support/load.mjs';
import { scene } from './usage.mjs';

const CALLERS = 32;
const ITEMS = 100;
const ROUND_MS = 2000;
const FEATURE = 'recordings';

/** Callers of one process use the client's meter. Each makes one call after the other. */
async function meterLoad(units, key) {
  const latencies = [];
  const began = performance.now();
  const caller = async () => {
    while (performance.now() < began + ROUND_MS) {
      const sent = performance.now();
      await units.consume(FEATURE, 1, { key: key() });
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return summary(latencies, (performance.now() - began) / 1000);
}

function summary(latencies, seconds) {
  const sorted = latencies.sort((a, b) => a - b);
  const at = (share) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { rate: sorted.length / seconds, p50: at(0.5), p99: at(0.99) };
}

const ratioOf = (ours, theirs) => ({ ratio: ours.rate / theirs.rate, ours, theirs });

/** Starts a server with one customer, and makes the round that is measured there. */
const oneCustomer = (begin) => async (stage) => {
  const { database, server, made, port } = await scene(stage, 1);
  const round = begin({ port, apiKey: made[0].apiKey });
  return {
    round,
    async end() {
      await server.stop();
      await database.drop();
    },
  };
};

const coalesced = (key) =>
  oneCustomer(({ port, apiKey }) => {
    const client = createTenure({ url: `http://127.0.0.1:${port}`, apiKey });
    const ours = meter(client, { whenUnreachable: 'throw' });
    const theirs = meter(client, { whenUnreachable: 'throw', coalesce: false });
    return async () => ratioOf(await meterLoad(ours, key), await meterLoad(theirs, key));
  });

/** One connection with batches, against single callers. Both use raw sockets. */
const batched = (keyed) =>
  oneCustomer(({ port, apiKey }) => {
    const headers = { 'x-api-key': apiKey };
    const item = () => ({ feature: FEATURE, amount: 1, ...(keyed && { idempotencyKey: randomUUID() }) });
    const batch = () =>
      httpRequest('POST', '/v1/usage/batch', headers, { items: Array.from({ length: ITEMS }, item) });
    const single = () =>
      httpRequest(
        'POST',
        '/v1/usage',
        { ...headers, ...(keyed && { 'idempotency-key': randomUUID() }) },
        { feature: FEATURE, amount: 1 },
      );
    return async () => {
      const batches = await httpLoad({ port, clients: 1, ms: ROUND_MS, request: batch });
      const ours = { ...batches, rate: batches.rate * ITEMS };
      return ratioOf(ours, await httpLoad({ port, clients: CALLERS, ms: ROUND_MS, request: single }));
    };
  });

export const entries = [
  {
    id: 'P10',
    title: `${CALLERS} callers through the client's meter ÷ the same without coalescing`,
    goal: { atLeast: 6 },
    begin: coalesced(() => null),
  },
  {
    id: 'P10.keyed',
    title: `${CALLERS} callers with idempotency keys through the client's meter ÷ the same without coalescing`,
    goal: { atLeast: 4 },
    begin: coalesced(randomUUID),
  },
  {
    id: 'P10b',
    title: `spends of one connection with batches of ${ITEMS} ÷ of ${CALLERS} single callers`,
    goal: { atLeast: 5 },
    begin: batched(false),
  },
  {
    id: 'P10b.keyed',
    title: `spends with idempotency keys of one connection with batches of ${ITEMS} ÷ of ${CALLERS} single callers`,
    goal: { atLeast: 2.5 },
    begin: batched(true),
  },
];
