import { proveCollecting } from './g21.kills.js';
import { withPostgres } from './postgres.js';

/**
 * G21: what is owed is charged once, whatever is lost on the way and whichever server dies. The tests show it in small, in one
 * process.
 */
export const proofs = [
  {
    id: 'G21',
    prove: () => withPostgres(() => proveCollecting(Number(process.env.G21_RENEWALS ?? 10_000))),
  },
];
