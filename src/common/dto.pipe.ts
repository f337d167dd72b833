import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { type ValidationError, validate } from 'class-validator';
import type { FieldError } from './problems.js';
import { isPlainlyValid } from './plainly-valid.js';
import { readDto } from './read-dto.js';
import { ValidationFailed } from './domain-error.js';
import { lookUpRulesOnce } from './rules-looked-up-once.js';

lookUpRulesOnce();

/** Rules about the type of a value. Their messages come first, because other rules do not apply to a value of a wrong type. */
const TYPE_RULES = ['isString', 'isInt', 'isBoolean', 'isObject', 'isArray', 'isDate'];

/**
 * Reads bodies and queries into their DTO. It refuses unknown fields and wrong fields, and names at most twenty of them.
 * The message for a missing field is "is required"; the message for a wrong type names the right type. An absent body counts as
 * `{}`, so a body whose fields are all optional may be empty.
 */
@Injectable()
export class DtoPipe implements PipeTransform {
  async transform(value: unknown, { type, metatype }: ArgumentMetadata): Promise<unknown> {
    if ((type !== 'body' && type !== 'query') || metatype === undefined || metatype === Object) return value;
    const plain = value === undefined ? {} : value;
    if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
      throw new ValidationFailed([{ field: 'body', message: 'must be a JSON object' }]);
    }
    const unknown: string[] = [];
    const dto = readDto(metatype as Type<Record<string, unknown>>, plain, unknown);
    const errors = isPlainlyValid(dto) ? [] : await validate(dto, { forbidUnknownValues: true });
    const wrong = [
      ...errors.flatMap((error) => fieldErrors(error)),
      ...unknown.map((field) => ({ field, message: 'is not a known field' })),
    ];
    if (wrong.length > 0) throw new ValidationFailed(wrong);
    return dto;
  }
}

function fieldErrors(error: ValidationError, parent = ''): FieldError[] {
  const field = parent === '' ? error.property : `${parent}.${error.property}`;
  const own = error.constraints === undefined ? [] : [{ field, message: firstMessage(error) }];
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}

/** The most important message about a field: first that it is missing, then about its type, then any other. */
function firstMessage({ constraints = {}, value, property }: ValidationError): string {
  if (value === undefined) return 'is required';
  const ofType = TYPE_RULES.find((rule) => rule in constraints);
  const message = withoutField(constraints[ofType ?? Object.keys(constraints)[0] ?? ''] ?? '', property);
  return message.replace('one of the following values: ', 'one of ');
}

/** Removes the property's name from the start of a message. class-validator puts it there, and `field` has it already. */
const withoutField = (message: string, property: string): string =>
  message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
