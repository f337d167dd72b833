import fastify from 'fastify';
import { loadConfig } from '../../src/config/config.js';
import { clientAddress, trustedProxies } from '../../src/common/client-address.js';

const CLIENT = '203.0.113.7';

/** What a server with this TRUST_PROXY takes for the client's address, asked over HTTP from 127.0.0.1. */
async function addressBehind(trust: string, forwarded: string): Promise<unknown> {
  const server = fastify({ trustProxy: trustedProxies(loadConfig({ TRUST_PROXY: trust }).trustProxy) });
  server.get('/', (request) => ({ address: clientAddress(request) }));
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const answer = await fetch(url, { headers: { 'x-forwarded-for': forwarded } });
  await server.close();
  return ((await answer.json()) as { address: unknown }).address;
}

describe('The address of a client', () => {
  it.each([
    ['false', CLIENT, '127.0.0.1'],
    ['0', CLIENT, '127.0.0.1'],
    ['1', `198.51.100.1, ${CLIENT}`, CLIENT],
    ['2', `${CLIENT}, 10.0.0.1`, CLIENT],
    ['2', CLIENT, CLIENT],
    ['true', `${CLIENT}, 10.0.0.1, 10.0.0.2`, CLIENT],
    ['127.0.0.1', `198.51.100.1, ${CLIENT}`, CLIENT],
    ['127.0.0.0/8, 10.0.0.0/8', `198.51.100.1, ${CLIENT}, 10.0.0.1`, CLIENT],
    ['loopback', CLIENT, CLIENT],
    ['loopback, uniquelocal', `${CLIENT}, fd00::1, 172.16.0.9`, CLIENT],
    ['loopback, linklocal', `${CLIENT}, fe80::1`, CLIENT],
    ['loopback, 2001:db8:9::/48', `${CLIENT}, 2001:DB8:9::1`, CLIENT],
    ['::ffff:127.0.0.1', CLIENT, CLIENT],
    ['10.0.0.0/8', CLIENT, '127.0.0.1'],
  ])(
    'with TRUST_PROXY=%s and %s forwarded is as the trusted proxies say',
    async (trust, forwarded, address) => {
      expect(await addressBehind(trust, forwarded)).toBe(address);
    },
  );

  it.each([
    ['203.0.113.7:40001', '203.0.113.7'],
    ['[2001:db8::1]:40001', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:0DB8:0:0::1', '2001:db8::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['fe80::1%eth0', 'fe80::1'],
    ['198.51.100.1:1, 203.0.113.7:40001, 10.0.0.1:2', '203.0.113.7'],
    ['unknown', '127.0.0.1'],
    ['203.0.113.7, not an address', '127.0.0.1'],
  ])('has one form, without port, when %s is forwarded', async (forwarded, address) => {
    const proxies = forwarded.includes('10.0.0.1') ? 'loopback, 10.0.0.0/8' : 'loopback';
    expect(await addressBehind(proxies, forwarded)).toBe(address);
  });

  it.each(['yes', '-1', '1.5', '10.0.0.0/33', '10.0.0.0/255.0.0.0', 'fe80::1%eth0', 'proxy.internal', ','])(
    'is nothing that the server guesses: TRUST_PROXY=%s is refused at boot',
    (trust) => {
      expect(() => loadConfig({ TRUST_PROXY: trust })).toThrow('TRUST_PROXY');
    },
  );
});
