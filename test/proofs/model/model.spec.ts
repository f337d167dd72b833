import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectInvariants } from '../../support/invariants.js';
import { type Lives, startLives } from './life.js';

const SEEDS = 'test/proofs/model/seeds';
/** `npm run proof` asks for 300 runs; a seed replays one failure: `MODEL_SEED=… MODEL_PATH=… npx jest test/proofs/model`. */
const RUNS = Number(process.env.MODEL_RUNS ?? 5);
const COMMANDS = 60;
const TWINS = Number(process.env.TWIN_RUNS ?? 6);

describe('A life of a business behaves like a page of plain code', () => {
  let lives: Lives;
  beforeAll(async () => (lives = await startLives()));
  afterEach(async () => {
    await expectInvariants(lives.tenure.databaseUrl);
  });
  afterAll(() => lives?.close());

  it(
    `in ${RUNS} lives of up to ${COMMANDS} commands`,
    async () => {
      const { MODEL_SEED: seed, MODEL_PATH: path } = process.env;
      const replay = seed === undefined ? {} : { seed: Number(seed), path };
      const failure = await lives.live({ runs: RUNS, commands: COMMANDS, ...replay });
      if (failure !== null) throw new Error(failure);
    },
    RUNS * 20_000,
  );

  it(
    `and of its twin that nobody looks at just so, however its plan is edited: ${TWINS} pairs`,
    async () => {
      const { TWIN_SEED: seed } = process.env;
      const failure = await lives.liveAlike(TWINS, seed === undefined ? undefined : Number(seed));
      if (failure !== null) throw new Error(failure);
    },
    TWINS * 20_000,
  );

  // What failed once is tried for ever: { seed, path?, runs, commands, why }.
  it.each(readdirSync(SEEDS).filter((file) => file.endsWith('.json')))(
    'again with %s',
    async (file) => {
      const { runs, commands, seed, path } = JSON.parse(readFileSync(join(SEEDS, file), 'utf8'));
      const failure = await lives.live({ runs, commands, seed, path });
      if (failure !== null) throw new Error(failure);
    },
    600_000,
  );
});
