import { freshDatabase } from '../support/database.js';
import { proveBoundaries } from './boundaries.js';
import { proveCrashes } from './crashes.js';
import { proveSteps } from './kills.js';
import { proveKill, proveOnce, type Verdict } from './once.js';
import { withPostgres } from './postgres.js';

export const proofs = [
  {
    id: 'G3',
    prove: (): Promise<Verdict> =>
      withPostgres(async () => {
        const database = await freshDatabase();
        const { compared, differences } = await proveBoundaries(database.url, { inEachZone: true });
        await database.drop();
        const figures = [`${compared} boundaries, ${differences.length} differences`, ...differences].join(
          '\n   ',
        );
        return { ok: differences.length === 0 && compared > 0, figures };
      }),
  },
  {
    id: 'G4',
    prove: (): Promise<Verdict> =>
      withPostgres(async () => {
        const runs: Verdict[] = [];
        for (let run = 0; run < 3; run += 1) runs.push(await proveOnce(100_000));
        return { ok: runs.every(({ ok }) => ok), figures: runs.map(({ figures }) => figures).join('; ') };
      }),
  },
  {
    id: 'G5',
    prove: (): Promise<Verdict> =>
      withPostgres(async () => {
        // The steps are triggers, which a distributed database does not run, and its nodes are not ours to crash.
        const onOne = process.env.DISTRIBUTED !== 'on';
        const parts = [
          ...(onOne ? [await proveSteps(50_000)] : []),
          await proveKill(50, 100_000),
          ...(onOne ? [await proveCrashes(5, 100_000)] : []),
        ];
        return { ok: parts.every(({ ok }) => ok), figures: parts.map(({ figures }) => figures).join('; ') };
      }),
  },
];
