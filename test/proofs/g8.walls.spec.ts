import * as auditSql from '../../src/audit/audit.sql.js';
import * as sessionSql from '../../src/auth/sessions/sessions.sql.js';
import * as allocationsSql from '../../src/usage/allocations/allocations.sql.js';
import * as keysSql from '../../src/members/bots/keys.sql.js';
import * as membersSql from '../../src/members/members.sql.js';
import * as invitationsSql from '../../src/members/invitations/invitations.sql.js';
import { OPERATOR_KEY_SCOPES, type OperatorKeyScope } from '../../src/common/principal.js';
import type { PreparedStatement } from '../../src/database/sql.js';
import { decode, forge, unsigned } from '../support/forgery.js';
import { colleague } from '../support/people.js';
import { type Customer, startTenure, type Tenure } from '../support/tenure.js';
import { figure } from './figure.js';
import { type Belongings, belongings, CANARY, naming, reaches } from './g8.tenants.js';
import { type Caller, mismatches, type Wall, wallsOf, withDeclaration } from './g8.walls.js';

const PUBLIC = { to: 'public', document: 'dashboard' } as const;

describe('G8 walls', () => {
  let tenure: Tenure;
  let walls: Wall[];
  let callers: Caller[];
  let owner: Customer;
  let theirs: Belongings;

  beforeAll(async () => {
    tenure = await startTenure({ DOCS: 'on', PAYMENTS: 'manual' });
    walls = await wallsOf(tenure);
    owner = await tenure.signUp({ planCode: 'pro' });
    callers = await everyone();
    const other = await tenure.signUp({ planCode: 'pro', name: CANARY });
    theirs = await belongings(tenure, other, (await colleague(tenure, other)).memberId);
  });
  afterAll(() => tenure.close());

  it('every operation answers every caller as it declares', async () => {
    expect(walls.length).toBeGreaterThan(60);
    expect(await mismatches(tenure, walls, callers)).toEqual([]);
    figure(`${walls.length} operations × ${callers.length} callers, 0 mismatches`);
  }, 120_000);

  it('turns red for each declaration that is taken away', async () => {
    const unnoticed: string[] = [];
    const closed = walls.filter(({ declared }) => declared.to !== 'public');
    for (const wall of closed) {
      const red = await withDeclaration(wall, PUBLIC, () => mismatches(tenure, [wall], callers.slice(0, 1)));
      if (red.length === 0) unnoticed.push(wall.operation.name);
    }
    expect(unnoticed).toEqual([]);
    figure(`${closed.length} declarations taken away, each seen`);
  }, 120_000);

  it('turns red for each role that is lowered', async () => {
    const unnoticed: string[] = [];
    const ranked = walls.filter(({ declared }) => declared.to === 'members' && declared.least !== 'member');
    for (const wall of ranked) {
      const lowered = { to: 'members', least: 'member' } as const;
      const red = await withDeclaration(wall, lowered, () => mismatches(tenure, [wall], callers));
      if (red.length === 0) unnoticed.push(wall.operation.name);
    }
    expect(unnoticed).toEqual([]);
    figure(`${ranked.length} roles lowered, each seen`);
  }, 120_000);

  it('another tenant’s things are as unknown ones, wherever they can be named', async () => {
    expect(naming(walls).length).toBeGreaterThan(10);
    expect(await reaches(tenure, walls, owner, theirs)).toEqual([]);
    figure(`${naming(walls).length} operations that name a thing, 0 answers about another tenant's`);
  });

  it.each([
    ['member_find', membersSql.FIND_MEMBER],
    ['member_list', membersSql.LIST_MEMBERS],
    ['key_has_bot', keysSql.HAS_BOT],
    ['key_revoke', keysSql.REVOKE_KEY],
    ['invitation_lock', invitationsSql.LOCK],
    ['invitation_list', invitationsSql.LIST_INVITATIONS],
    ['audit_list', auditSql.LIST],
    ['allocation_list', allocationsSql.LIST],
    ['session_list', sessionSql.LIST_SESSIONS],
    ['session_end_own', sessionSql.END_OWN],
  ])('turns red when the tenant’s predicate is taken from %s', async (name, statement) => {
    const written = statement as Pick<PreparedStatement, 'name' | 'text' | 'distributed'>;
    const { text, distributed } = written;
    const withoutTenant = (sql: string) => {
      const mutant = sql.replace(/(\w+\.)?(?:business|user)_id = (\$\d)/g, '$2::uuid IS NOT NULL');
      expect(mutant).not.toBe(sql);
      return mutant;
    };
    Object.assign(written, {
      name: `${name}_mutant`,
      text: withoutTenant(text),
      distributed: { ...distributed, text: withoutTenant(distributed.text) },
    });
    // The database may refuse what gets through.
    tenure.breaks = true;
    try {
      expect(await reaches(tenure, walls, owner, theirs)).not.toEqual([]);
    } finally {
      tenure.breaks = false;
      Object.assign(written, { name, text, distributed });
    }
  });

  async function everyone(): Promise<Caller[]> {
    const [admin, member] = [await colleague(tenure, owner, 'admin'), await colleague(tenure, owner)];
    const removed = await colleague(tenure, owner);
    await tenure.delete(`/v1/members/${removed.memberId}`, { token: owner.token });
    const operator = await tenure.operator();
    const made = await tenure.post('/v1/admin/operators/keys', { token: operator, body: { name: 'G8' } });
    const { apiKey } = made.body;
    const services = await Promise.all([
      serviceWith('usage:write', 'usage:refund'),
      serviceWith('usage:read', 'allocations:write', 'events:read', 'auth:forward'),
    ]);
    const other = await tenure.post('/v1/admin/operators/keys', {
      token: operator,
      body: { name: 'Elsewhere', scopes: OPERATOR_KEY_SCOPES, networks: ['192.0.2.1'] },
    });
    const elsewhere = (role: 'admin' | 'member') => async () => ({
      token: (await colleague(tenure, await tenure.signUp({ planCode: 'pro' }), role)).token,
    });
    const { exp } = decode(owner.token.split('.')[1]) as { exp: number };
    return [
      { name: 'nobody', is: 'nobody', call: {} },
      { name: 'a malformed token', is: 'nobody', call: { token: 'x.y.z' } },
      {
        name: 'an expired token',
        is: 'nobody',
        call: { token: forge(owner.token, { claims: { exp: exp - 700 } }) },
      },
      {
        name: 'a token of another secret',
        is: 'nobody',
        call: { token: forge(owner.token, { secret: 'another' }) },
      },
      { name: 'a token of alg none', is: 'nobody', call: { token: unsigned(owner.token) } },
      { name: 'a refresh token', is: 'nobody', call: { token: owner.refreshToken } },
      { name: 'a revoked key', is: 'nobody', call: { key: await revokedKey() } },
      { name: 'a bot that is switched off', is: 'nobody', call: { key: await keyOfSwitchedOff() } },
      { name: 'a bot', is: 'bot', call: { key: owner.key } },
      { name: 'a member', is: 'member', call: { token: member.token }, elsewhere: elsewhere('member') },
      { name: 'an admin', is: 'admin', call: { token: admin.token }, elsewhere: elsewhere('admin') },
      {
        name: 'the owner',
        is: 'owner',
        call: { token: owner.token },
        elsewhere: () => tenure.signUp().then(({ token }) => ({ token })),
      },
      { name: 'a removed member', is: 'removed', call: { token: removed.token } },
      { name: 'an operator', is: 'operator', call: { token: operator } },
      { name: 'an operator key', is: 'operatorKey', scopes: ['admin'], call: { key: apiKey } },
      { name: 'an operator key from another network', is: 'nobody', call: { key: other.body.apiKey } },
      ...services,
    ];
  }

  /** A service whose key has these scopes. It names the owner's business at every route. */
  async function serviceWith(...scopes: OperatorKeyScope[]): Promise<Caller> {
    const body = { name: 'Backend', scopes };
    const made = await tenure.post('/v1/admin/operators/keys', { token: await tenure.operator(), body });
    const call = { key: made.body.apiKey, headers: { 'x-business': owner.businessId } };
    return { name: `an operator key with ${scopes.join(', ')}`, is: 'service', scopes, call };
  }

  async function newBot(): Promise<{ id: string; key: string; keyId: string }> {
    const { token } = owner;
    const { id } = (await tenure.post('/v1/bots', { token, body: { name: 'Another bot' } })).body;
    const made = await tenure.post(`/v1/bots/${id}/keys`, { token, body: {} });
    expect(await tenure.get('/v1/sdk/me', { key: made.body.apiKey })).toMatchObject({ status: 200 });
    return { id, key: made.body.apiKey, keyId: made.body.id };
  }

  async function revokedKey(): Promise<string> {
    const { id, key, keyId } = await newBot();
    await tenure.delete(`/v1/bots/${id}/keys/${keyId}`, { token: owner.token });
    return key;
  }

  async function keyOfSwitchedOff(): Promise<string> {
    const { id, key } = await newBot();
    await tenure.patch(`/v1/members/${id}`, { token: owner.token, body: { active: false } });
    return key;
  }
});
