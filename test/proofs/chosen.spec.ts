import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { failures, ranAll, suitesOf } from './jest.js';

type Choose = (all: { id: string }[], names: string[] | null) => { id: string }[];
const FILE: string = '../../scripts/chosen.mjs';

describe('A proof or a bench that is asked for', () => {
  let chooseEntries: Choose;
  beforeAll(async () => ({ chooseEntries } = (await import(FILE)) as { chooseEntries: Choose }));
  const all = [{ id: 'G1' }, { id: 'G2' }, { id: 'G2.pairs' }];

  it('is taken by its id, and all are without one', () => {
    expect(chooseEntries(all, ['G2', 'G1'])).toEqual([{ id: 'G1' }, { id: 'G2' }]);
    expect(chooseEntries(all, null)).toEqual(all);
  });

  it('is an error if it is not there', () => {
    expect(() => chooseEntries(all, ['G1', 'Gone'])).toThrow('There is no Gone, only G1, G2, G2.pairs.');
    expect(() => chooseEntries(all, [''])).toThrow('There is no ');
  });

  it('begins only if each word of the command line is known', async () => {
    const run = (script: string, word: string) =>
      promisify(execFile)(process.execPath, [`scripts/${script}.mjs`, word], { timeout: 20_000 }).then(
        ({ stdout }) => ({ code: 0, said: stdout }),
        (error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }),
      );
    const ended = await Promise.all([run('proof', '--help'), run('proof', '--onyl'), run('bench', 'P1')]);
    expect(ended.map(({ code }) => code)).toEqual([0, 2, 2]);
    for (const { said } of ended) expect(said).toContain('Usage: npm run');
  });

  it('fails if none of its tests ran', () => {
    expect(suitesOf(0, 'Tests:       2 passed, 9 skipped, 11 total')).toMatchObject({
      passed: true,
      tests: 2,
    });
    expect(suitesOf(0, 'Tests:       11 skipped, 11 total')).toMatchObject({ passed: false, tests: 0 });
    expect(suitesOf(1, 'Tests:       1 failed, 2 passed, 3 total')).toMatchObject({
      passed: false,
      tests: 2,
    });
  });

  it('has seen a bug only if its tests ran: the check at the end of a file may fail, too', () => {
    const outside = '  ● Test suite failed to run\n\n    ';
    const told = (error: string) =>
      `  ● A bot › is refused\n\n    expect(received)\n\n${outside}${error}\n\nTests:       1 failed, 1 total\n`;
    expect(ranAll(told('expect(received).toEqual(expected)'))).toBe(true);
    expect(ranAll(told('Cannot find module'))).toBe(false);
    expect(ranAll(`${outside}expect(received)`)).toBe(false);
    expect(failures(suitesOf(1, told('expect(received)'))).map(({ test }) => test)).toEqual([
      'A bot › is refused',
    ]);
  });
});
