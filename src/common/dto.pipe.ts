import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { type ValidationError, validate } from 'class-validator';
import type { FieldError } from './problems.js';
import { readDto } from './read-dto.js';
import { ValidationFailed } from './refusal.js';
import { lookUpRulesOnce } from './rules-looked-up-once.js';

lookUpRulesOnce();

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
    const unknown: string[] = [];
    const dto = readDto(metatype as Type<Record<string, unknown>>, plain, unknown);
    const errors = await validate(dto, { forbidUnknownValues: true });
    const wrong = [
      ...unknown.map((field) => ({ field, message: 'is not a known field' })),
      ...errors.flatMap((error) => fieldErrors(error)),
    ];
    if (wrong.length > 0) throw new ValidationFailed(wrong);
    return dto;
  }
}

function fieldErrors(error: ValidationError, parent = ''): FieldError[] {
  const field = parent === '' ? error.property : `${parent}.${error.property}`;
  const own = Object.values(error.constraints ?? {}).map((message) => ({
    field,
    message: withoutField(message, error.property),
  }));
  return [...own.slice(0, 1), ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}

/** class-validator begins its messages with the property's name, which `field` says already. */
const withoutField = (message: string, property: string): string =>
  message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
