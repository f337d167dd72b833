import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { AccountService, OperatorSessionsService } from '../auth/index.js';
import type { Page, PageQuery } from '../common/paging.js';
import { type CreateOperatorKeyDto, OperatorKeysService, OperatorsService } from '../users/index.js';
import { done, type Result } from './command.js';
import type { Action } from './operator-actions.js';
import { withServices } from './with-services.js';

/** One action with its arguments. */
interface Wanted {
  action: Action;
  /** An e-mail address, or the id of a key. */
  word: string;
  key: CreateOperatorKeyDto | null;
  overlapSeconds: number;
}

/** Does one action on operators or their keys. The audit log names the service itself as the actor. */
export const manageOperators = (env: NodeJS.ProcessEnv, wanted: Wanted): Promise<Result> =>
  withServices(env, (services) => act(services, wanted));

async function act(
  services: INestApplicationContext,
  { action, word, key, overlapSeconds }: Wanted,
): Promise<Result> {
  const operators = services.get(OperatorsService);
  const keys = services.get(OperatorKeysService);
  const sessions = services.get(OperatorSessionsService);
  switch (action) {
    case 'list': {
      const all = await everyPage((page) => operators.list(page));
      return listed(all, ({ id, email, firstName, lastName }) => [id, email, `${firstName} ${lastName}`]);
    }
    case 'add': {
      const password = randomPassword();
      await operators.addWithPassword(word, password);
      return done([`${word} is an operator now. Password, shown this once: ${password}`], {
        email: word,
        password,
      });
    }
    case 'reset': {
      const password = randomPassword();
      const { id } = await operators.withEmail(word);
      await services.get(AccountService).resetOperator(id, password);
      return done([`Every session of ${word} has ended. New password, shown this once: ${password}`], {
        email: word,
        password,
      });
    }
    case 'remove':
      await operators.remove(null, (await operators.withEmail(word)).id);
      return done([`${word} is not an operator any more.`], { email: word });
    case 'sessions': {
      const { id } = await operators.withEmail(word);
      const all = await everyPage((page) => sessions.list(null, id, page));
      return listed(all, (session) => [
        session.id,
        `since ${session.createdAt.toISOString()}`,
        `used ${session.lastUsedAt.toISOString()}`,
      ]);
    }
    case 'end-sessions':
      await sessions.end(null, (await operators.withEmail(word)).id);
      return done([`Every session of ${word} has ended.`], { email: word });
    case 'key':
      return newKey(await keys.make(null, (await operators.withEmail(word)).id, key as CreateOperatorKeyDto));
    case 'rotate':
      return newKey(await keys.rotate(null, word, overlapSeconds));
    case 'keys': {
      const all = await everyPage((page) => keys.list(page));
      return listed(all, ({ id, prefix, lastFour, scopes, networks, madeBy, expiresAt, name }) => [
        id,
        `${prefix}…${lastFour}`,
        scopes.join(',') || 'nothing any more',
        ...(networks === null ? [] : [networks.join(',')]),
        madeBy?.email ?? 'nobody',
        expiresAt === null ? 'never expires' : `expires ${expiresAt.toISOString()}`,
        name,
      ]);
    }
    case 'revoke':
      await keys.revoke(null, word);
      return done(['Revoked.'], { id: word });
  }
}

const randomPassword = (): string => randomBytes(18).toString('base64url');

const newKey = (key: { id: string; apiKey: string }): Result =>
  done([`Key ${key.id}, shown this once; send it as X-Api-Key: ${key.apiKey}`], key);

const listed = <T>(rows: T[], line: (row: T) => string[]): Result =>
  done(rows.length === 0 ? ['None.'] : rows.map((row) => line(row).join('  ')), rows);

async function everyPage<T>(list: (page: PageQuery) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  for (let cursor: string | undefined; ;) {
    const { data, nextCursor } = await list({ limit: 100, cursor });
    all.push(...data);
    if (nextCursor === null) return all;
    cursor = nextCursor;
  }
}
