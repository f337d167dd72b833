import { cleanUp } from '../boot/support/children.js';
import { figure } from './figure.js';
import { Canaries, core, written } from './g13.canaries.js';
import { Scene } from './g13.scene.js';
import { searchForSecrets } from './g13.secrets.js';

const ODD = `a "quoted" pässword\\ ${core()}`;

describe('G13 secrets', () => {
  let scene: Scene | undefined;
  afterAll(async () => {
    await scene?.stop();
    await cleanUp();
  });

  it.each(written(ODD))('would be found if they stood somewhere as %s', (_encoding, text) => {
    const canaries = new Canaries();
    canaries.add('password', ODD);
    expect(canaries.in(`before ${text} after`)).toHaveLength(1);
    expect(canaries.in(`before ${text.slice(0, -1)} after`)).toEqual([]);
  });

  it('would be found in the middle of something that is encoded', () => {
    const [canaries, secret] = [new Canaries(), core(32)];
    canaries.add('API key', secret);
    for (const before of ['', 'a', 'ab', 'abc']) {
      const credentials = Buffer.from(`${before}${secret}:x`);
      expect(canaries.in(credentials.toString('base64'))).toHaveLength(1);
      expect(canaries.in(credentials.toString('base64url'))).toHaveLength(1);
      expect(canaries.in(credentials.toString('hex'))).toHaveLength(1);
    }
  });

  it('stand in no log, no row and no answer but the one that shows them', async () => {
    scene = await Scene.start();
    const report = await searchForSecrets(scene);
    expect(report.leaks).toEqual([]);
    expect(report.insides).toEqual([]);
    expect(report.log).toMatch(/violates check constraint[^]*does not exist[^]*The database is out of reach/);
    expect(report.waiting).toBeGreaterThan(0);
    expect(report.statuses).toEqual(expect.arrayContaining([200, 400, 401, 404, 410, 413, 415, 500, 503]));
    const { canaries, answers, logged, dumped, mails } = report;
    figure(
      `${canaries} secrets in ${answers} answers, ${mails} mails, ${logged} letters of logs, ${dumped} of dumps: 0 hits`,
    );
  }, 600_000);
});
