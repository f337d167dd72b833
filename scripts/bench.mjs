/**
 * Measures this service against the software below it: `npm run bench [-- --json] [-- --only P1,P2]`.
 *
 * Every entry of bench/ is measured in rounds. Each round measures both sides of the ratio, so that a slow moment of the machine
 * slows both. It prints one line each: `P1 1.08 goal>=1.0 ok n=7 range 0.91..1.22`. The exit status says only whether all entries
 * that were asked for are there and could be measured.
 *
 * `npm run bench:distributed` measures the entries of bench/distributed: a Citus cluster against plain PostgreSQL.
 */
import { readdir } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { startCluster } from '../bench/support/cluster.mjs';
import { startBench } from '../bench/support/stage.mjs';
import { chooseEntries, readArguments } from './chosen.mjs';

const ROUNDS = 7;
const {
  json = false,
  distributed = false,
  only,
} = readArguments(process.argv.slice(2), 'Usage: npm run bench [-- --json] [-- --only P1,P2]', [
  'json',
  'distributed',
]);

const entries = await load();
const stage = distributed ? startCluster() : await startBench();
const measured = [];
let failed = false;
try {
  for (const entry of entries) {
    try {
      const result = await measure(entry);
      measured.push(result);
      if (!json) console.log(lineOf(result));
    } catch (error) {
      failed = true;
      console.error(`${entry.id} could not be measured: ${error.stack ?? error}`);
    }
  }
} finally {
  await stage.close();
}
if (json) console.log(JSON.stringify(measured, null, 2));
process.exit(failed ? 1 : 0);

/**
 * Loads the entries. Every `bench/*.mjs` exports `entries`: {id, title, goal: {atLeast|atMost}, begin(stage) → {round(), end()}}.
 */
async function load() {
  const folder = join(import.meta.dirname ?? '', '..', 'bench', distributed ? 'distributed' : '');
  const files = (await readdir(folder)).filter((file) => file.endsWith('.mjs'));
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(join(folder, file)).href)));
  const all = modules.flatMap((module) => module.entries);
  return chooseEntries(all, only, ({ id }, name) => id === name || id.split('.')[0] === name).toSorted(
    (a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }),
  );
}

/** Measures one entry. `round()` returns {ratio, inTime, ours, theirs}. The last two can have `rate`, `p50` and `p99`. */
async function measure({ id, title, goal, rounds = ROUNDS, begin }) {
  const { round, end } = await begin(stage);
  const results = [];
  try {
    await round();
    for (let n = 0; n < rounds; n += 1) results.push(await round());
  } finally {
    await end();
  }
  const ratios = results.map(({ ratio }) => ratio).sort((a, b) => a - b);
  const middle = ratios[Math.floor(ratios.length / 2)];
  const met = goal.atLeast === undefined ? middle <= goal.atMost : middle >= goal.atLeast;
  return {
    id,
    title,
    ratio: middle,
    goal,
    met,
    n: ratios.length,
    range: [ratios[0], ratios.at(-1)],
    rounds: results,
  };
}

function lineOf({ id, ratio, goal, met, n, range, rounds }) {
  const wanted = goal.atLeast === undefined ? `goal<=${goal.atMost}` : `goal>=${goal.atLeast}`;
  const head = `${id} ${ratio.toFixed(2)} ${wanted} ${met ? 'ok' : 'missed'} n=${n} range ${range.map((one) => one.toFixed(2)).join('..')}`;
  const sides = ['ours', 'theirs']
    .filter((side) => rounds[0]?.[side]?.rate !== undefined)
    .map((side) => `   ${side} ${figures(rounds.map((round) => round[side]))}`);
  if (rounds[0]?.inTime !== undefined) {
    const times = rounds.map(({ inTime }) => inTime).sort((a, b) => a - b);
    sides.push(
      `   in time ${times[Math.floor(times.length / 2)].toFixed(2)} range ${times[0].toFixed(2)}..${times.at(-1).toFixed(2)}`,
    );
  }
  const notes = rounds.at(-1)?.note === undefined ? [] : [`   ${rounds.at(-1).note}`];
  return [head, ...sides, ...notes].join('\n');
}

function figures(side) {
  const median = (name) => side.map((one) => one[name]).sort((a, b) => a - b)[Math.floor(side.length / 2)];
  return `${Math.round(median('rate'))}/s p50 ${median('p50').toFixed(1)} ms p99 ${median('p99').toFixed(1)} ms`;
}
