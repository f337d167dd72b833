import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Child, cleanUp, temporaryFolder } from '../boot/support/children.js';
import { newSecret, signedHeaders } from '../../src/webhooks/signing.js';

describe('The receiver for Fastify in docs/webhooks.md', () => {
  it('takes what is signed as it came, and answers 400 to all else', async () => {
    const [, code] = /```js\n(.*?)```/s.exec(await readFile('docs/webhooks.md', 'utf8'))!;
    const folder = await temporaryFolder();
    await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
    const file = join(folder, 'server.mjs');
    await writeFile(file, code!);
    const secret = newSecret();
    const env = { PATH: process.env.PATH, PORT: '0', WEBHOOK_SECRET: secret };
    const child = new Child(process.execPath, [file], { env });
    const [, url] = await child.says(/(http:\S+)/, 20);
    // Spaces and the order of fields would be lost by parsing it.
    const body = '{"type":"bot.created",  "businessId":"b","1":1,"data":{}}';
    const send = async (sent: string) => {
      const headers = signedHeaders('e', new Date(), body, [secret]);
      return (await fetch(`${url}/hooks`, { method: 'POST', headers, body: sent })).status;
    };
    const statuses = [await send(body), await send(body.replace('  ', ' ')), await send('{')];
    child.process.kill('SIGTERM');
    await child.ended;
    await cleanUp();
    expect(statuses).toEqual([204, 400, 400]);
    expect(child.output).toContain('bot.created b e\n');
  });
});

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
      expect(statuses).toEqual([204, 204, 400, 400, 400]);
      expect(child.output.match(/bot\.created of b, number 7/g)).toHaveLength(1);
    },
  );
});
