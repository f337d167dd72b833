import type { Type } from '@nestjs/common';
import { ValidationFailed } from '../common/domain-error.js';
import { DtoPipe } from '../common/dto.pipe.js';
import { CreateOperatorKeyDto, RotateOperatorKeyDto } from '../users/index.js';
import { Misused } from './command.js';
import { type Action, usageOf } from './operator-actions.js';

/** The words of the actions, by the fields of the API that have the same rules. */
const WORDS: Record<string, string> = {
  name: 'NAME',
  expiresAt: 'EXPIRES',
  scopes: 'SCOPES',
  networks: 'NETWORKS',
  overlapSeconds: 'SECONDS',
};

/** The key that the words of `operator key` describe. @throws Misused when the API would refuse it */
export const keyFrom = ([
  ,
  name = 'Backend',
  expires,
  scopes,
  networks,
]: string[]): Promise<CreateOperatorKeyDto> =>
  read('key', CreateOperatorKeyDto, {
    name,
    expiresAt: expires === 'never' ? undefined : expires,
    scopes: scopes === undefined ? undefined : [...new Set(listOf(scopes))],
    networks: networks === undefined ? undefined : listOf(networks),
  });

/** For how many seconds the old key of `operator rotate` stays valid. @throws Misused when the API would refuse it */
export async function overlapFrom([, text = '0']: string[]): Promise<number> {
  const sent = { overlapSeconds: /^\d+$/.test(text) ? Number(text) : text };
  return (await read('rotate', RotateOperatorKeyDto, sent)).overlapSeconds ?? 0;
}

const listOf = (text: string): string[] => text.split(',').map((each) => each.trim());

/** Reads the words as the API reads the body of the same action. */
async function read<T>(action: Action, dto: Type<T>, sent: object): Promise<T> {
  try {
    return (await new DtoPipe().transform(sent, { type: 'body', metatype: dto })) as T;
  } catch (error) {
    if (!(error instanceof ValidationFailed)) throw error;
    const { errors } = error.members as { errors: { field: string; message: string }[] };
    const wrong = errors.map(({ field, message }) => `${WORDS[field] ?? field} ${message}.`);
    throw new Misused([...wrong, 'Usage:', usageOf(action)].join('\n'));
  }
}
