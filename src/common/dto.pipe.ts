import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { type ValidationError, validate } from 'class-validator';
import type { FieldError } from './problems.js';
import { ValidationFailed } from './refusal.js';
import { lookUpRulesOnce } from './rules-looked-up-once.js';

lookUpRulesOnce();

/** Deeper input than anybody means. Code that walks it recursively would run out of stack. */
const MAX_DEPTH = 32;

/**
 * Reads bodies and queries into their DTO: unknown fields are refused, every wrong field is named. An absent
 * body reads as `{}`, so that a body whose fields are all optional may be empty.
 */
@Injectable()
export class DtoPipe implements PipeTransform {
  async transform(value: unknown, { type, metatype }: ArgumentMetadata): Promise<unknown> {
    if ((type !== 'body' && type !== 'query') || metatype === undefined || metatype === Object) return value;
    const plain = value === undefined ? {} : value;
    if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
      throw new ValidationFailed([{ field: 'body', message: 'must be a JSON object' }]);
    }
    const deep = Object.entries(plain).filter(([, child]) => !isShallow(child, MAX_DEPTH));
    if (deep.length > 0) {
      const message = `must be nested at most ${MAX_DEPTH} deep`;
      throw new ValidationFailed(deep.map(([field]) => ({ field, message })));
    }
    const dto = plainToInstance(metatype as Type<object>, plain);
    const errors = await validate(dto, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
    });
    const wrong = [...inheritedNames(plain, dto), ...errors.flatMap((error) => fieldErrors(error))];
    if (wrong.length > 0) throw new ValidationFailed(wrong);
    return dto;
  }
}

const isShallow = (value: unknown, depth: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth > 0 && Object.values(value).every((child) => isShallow(child, depth - 1)));

/** Fields called like a member of every object (`toString`): the validator takes these for known ones. */
function inheritedNames(plain: object, dto: object, parent = ''): FieldError[] {
  return Object.entries(plain).flatMap(([key, child]: [string, unknown]) => {
    if (key in Object.prototype) return [{ field: parent + key, message: 'is not a known field' }];
    const instance = (dto as Record<string, unknown>)[key];
    return isInstance(instance) && isInstance(child, true)
      ? inheritedNames(child, instance, `${parent}${key}.`)
      : [];
  });
}

/** An object of a DTO's class; with `plain`, any object. */
const isInstance = (value: unknown, plain = false): value is object =>
  typeof value === 'object' &&
  value !== null &&
  (plain || ![Object.prototype, Array.prototype, Date.prototype].includes(Object.getPrototypeOf(value)));

function fieldErrors(error: ValidationError, parent = ''): FieldError[] {
  const field = parent === '' ? error.property : `${parent}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    message: rule === 'whitelistValidation' ? 'is not a known field' : withoutField(message, error.property),
  }));
  return [...own.slice(0, 1), ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}

/** class-validator begins its messages with the property's name, which `field` says already. */
const withoutField = (message: string, property: string): string =>
  message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
