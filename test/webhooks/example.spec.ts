import { Child } from '../boot/support/children.js';
import { newSecret, signedHeaders } from '../../src/webhooks/signing.js';

describe('examples/webhook-receiver', () => {
  it.each(['node:crypto', 'client'])(
    'accepts by %s what is signed with one of its secrets, tells of it once, and refuses all else',
    async (by) => {
      const [old, present] = [newSecret(), newSecret()];
      const env = { PATH: process.env.PATH, PORT: '0', VERIFY_WITH: by, WEBHOOK_SECRET: `${old},${present}` };
      const child = new Child(process.execPath, ['examples/webhook-receiver/server.mjs'], { env });
      const [, url] = await child.says(/(http:\S+)/, 20);
      const body = '{"type":"bot.created","businessId":"b","sequence":7,"data":{}}';
      const send = async (secret: string, sent: string, at = new Date()) =>
        (await fetch(url!, { method: 'POST', headers: signedHeaders('e', at, body, [secret]), body: sent }))
          .status;
      const statuses = [
        await send(old, body),
        await send(present, body),
        await send(newSecret(), body),
        await send(present, body.replace('7', '8')),
        await send(present, body, new Date(Date.now() - 600_000)),
      ];
      child.process.kill('SIGTERM');
      await child.ended;
      expect(statuses).toEqual([204, 204, 401, 401, 401]);
      expect(child.output.match(/bot\.created of b, number 7/g)).toHaveLength(1);
    },
  );
});
