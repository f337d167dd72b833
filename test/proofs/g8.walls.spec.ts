import { OperatorsService } from '../../src/members/members.service.js';
import * as auditSql from '../../src/audit/audit.sql.js';
import * as sessionSql from '../../src/auth/session.sql.js';
import * as allocationsSql from '../../src/usage/allocations.sql.js';
import * as keysSql from '../../src/members/keys.sql.js';
import * as membersSql from '../../src/members/members.sql.js';
import * as invitationsSql from '../../src/onboarding/invitations.sql.js';
import { colleague } from '../support/people.js';
import { type Customer, startTenure, type Tenure } from '../support/tenure.js';
import { type Caller, mismatches, type Wall, wallsOf, withDeclaration } from './g8.walls.js';

const CANARY = 'canary of another tenant';
const PUBLIC = { to: 'public', document: 'dashboard' } as const;

describe('G8 walls', () => {
  let tenure: Tenure;
  let walls: Wall[];
  let callers: Caller[];
  let owner: Customer;
  let other: Customer;
  let invitationId: string;
  let keyId: string;
  let colleagueId: string;
  let sessionId: string;

  beforeAll(async () => {
    tenure = await startTenure();
    walls = await wallsOf(tenure);
    owner = await tenure.signUp({ planCode: 'pro' });
    other = await tenure.signUp({ planCode: 'pro', name: CANARY });
    const [admin, member] = [await colleague(tenure, owner, 'admin'), await colleague(tenure, owner)];
    const removed = await colleague(tenure, owner);
    await tenure.delete(`/v1/members/${removed.memberId}`, { token: owner.token });
    const { apiKey } = await tenure.app
      .get(OperatorsService, { strict: false })
      .makeKey('operator@example.com', 'G8');
    callers = [
      { name: 'nobody', is: 'nobody', call: {} },
      { name: 'a malformed token', is: 'nobody', call: { token: 'x.y.z' } },
      { name: 'a refresh token', is: 'nobody', call: { token: owner.refreshToken } },
      { name: 'a bot', is: 'bot', call: { key: owner.key } },
      { name: 'a member', is: 'member', call: { token: member.token } },
      { name: 'an admin', is: 'admin', call: { token: admin.token } },
      { name: 'the owner', is: 'owner', call: { token: owner.token } },
      { name: 'a removed member', is: 'removed', call: { token: removed.token } },
      { name: 'an operator', is: 'operator', call: { token: await tenure.operator() } },
      { name: 'an operator key', is: 'operatorKey', call: { key: apiKey } },
    ];
    const invite = { email: 'canary@example.com', role: 'member' };
    invitationId = (await tenure.post('/v1/invitations', { token: other.token, body: invite })).body.id;
    sessionId = (await tenure.get('/v1/me/sessions', { token: other.token })).body.data[0].id;
    await tenure.put('/v1/allocations/applications/canary-app', { key: other.key, body: {} });
    keyId = (await tenure.get(`/v1/bots/${other.botId}/keys`, { token: other.token })).body.data[0].id;
    colleagueId = (await colleague(tenure, other)).memberId;
  });
  afterAll(() => tenure.close());

  it('every operation answers every caller as it declares', async () => {
    expect(walls.length).toBeGreaterThan(60);
    expect(await mismatches(tenure, walls, callers)).toEqual([]);
  }, 120_000);

  it('turns red for each declaration that is taken away', async () => {
    const unnoticed: string[] = [];
    for (const wall of walls.filter(({ declared }) => declared.to !== 'public')) {
      const red = await withDeclaration(wall, PUBLIC, () => mismatches(tenure, [wall], callers.slice(0, 1)));
      if (red.length === 0) unnoticed.push(wall.operation.name);
    }
    expect(unnoticed).toEqual([]);
  }, 120_000);

  it('turns red for each role that is lowered', async () => {
    const unnoticed: string[] = [];
    for (const wall of walls) {
      if (wall.declared.to !== 'members' || wall.declared.least === 'member') continue;
      // Lowered, it would let a member close the business that the other walls are asked about.
      if (wall.operation.path === '/v1/business/close') continue;
      const lowered = { to: 'members', least: 'member' } as const;
      const red = await withDeclaration(wall, lowered, () => mismatches(tenure, [wall], callers));
      if (red.length === 0) unnoticed.push(wall.operation.name);
    }
    expect(unnoticed).toEqual([]);
  }, 120_000);

  /** What the owner of one business gets when they name the other's things. */
  const reaches = async (): Promise<string[]> => {
    const { token } = owner;
    const bot = `/v1/bots/${other.botId}`;
    const calls: [string, string, object?][] = [
      ['GET', `/v1/members/${other.memberId}`],
      ['PATCH', `/v1/members/${other.botId}`, { active: true }],
      ['GET', `${bot}/keys`],
      ['POST', `${bot}/keys/${keyId}/rotate`, { overlapSeconds: 60 }],
      ['POST', `/v1/invitations/${invitationId}/resend`],
      ['DELETE', `/v1/invitations/${invitationId}`],
      ['DELETE', `${bot}/keys/${keyId}`],
      ['POST', '/v1/business/owner', { memberId: colleagueId }],
      ['DELETE', `/v1/me/sessions/${sessionId}`],
    ];
    const lists = [
      '/v1/members?limit=100',
      '/v1/invitations?limit=100',
      '/v1/business/audit?limit=100',
      '/v1/me/sessions?limit=100',
    ];
    const found: string[] = [];
    for (const [method, path, body] of calls) {
      const { status } = await tenure.send(method, path, { token, body });
      if (status !== 404) found.push(`${method} ${path}: ${status}`);
    }
    for (const path of lists) {
      const { body } = await tenure.get(path, { token });
      if ([CANARY, 'canary@', other.memberId, sessionId].some((one) => JSON.stringify(body).includes(one)))
        found.push(path);
    }
    const held = await tenure.get('/v1/allocations/applications?limit=100', { key: owner.key });
    if (JSON.stringify(held.body).includes('canary')) found.push('GET /v1/allocations/applications');
    return found;
  };

  it('another tenant’s things are as unknown ones', async () => {
    expect(await reaches()).toEqual([]);
  });

  it.each([
    ['member_find', membersSql.FIND_MEMBER],
    ['member_list', membersSql.LIST_MEMBERS],
    ['key_find_bot', keysSql.FIND_BOT],
    ['key_revoke', keysSql.REVOKE_KEY],
    ['invitation_lock', invitationsSql.LOCK],
    ['invitation_list', invitationsSql.LIST],
    ['audit_list', auditSql.LIST],
    ['allocation_list', allocationsSql.LIST],
    ['session_list', sessionSql.LIST_SESSIONS],
    ['session_end_own', sessionSql.END_OWN],
  ])('turns red when the tenant’s predicate is taken from %s', async (name, statement) => {
    const written = statement as { name: string; text: string };
    const { text } = written;
    Object.assign(written, {
      name: `${name}_mutant`,
      text: text.replace(/(\w+\.)?(?:business|user)_id = (\$\d)/, '$2::uuid IS NOT NULL'),
    });
    expect(written.text).not.toBe(text);
    try {
      expect(await reaches()).not.toEqual([]);
    } finally {
      Object.assign(written, { name, text });
    }
  });
});
