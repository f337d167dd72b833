import type { Type } from '@nestjs/common';
import { plainToInstance, TransformationType } from 'class-transformer';
import { defaultMetadataStorage as storage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';

type Fields = Record<string, unknown>;
type Dto = Type<Fields>;

/**
 * Makes a DTO from the input. A field without a rule in the DTO is left out, and its path is added to `unknown`. The value of a
 * field that holds no DTO, such as `metadata`, stays as it was sent, whatever its keys are.
 *
 * class-transformer 0.5.1 calls the value of a key `constructor` as a function in any object that it walks through, and drops
 * `__proto__`. So it gets one DTO at a time, and objects inside are wrapped in functions, which it does not touch. For a DTO
 * without decorators of class-transformer it is not used at all, because its search for the rules of each field takes longer than
 * the rest.
 */
export function readDto(type: Dto, sent: object, unknown: string[], parent = ''): Fields {
  const { fields, isTransformed } = shapeOf(type);
  const shown: Fields = {};
  for (const [name, value] of Object.entries(sent)) {
    if (!fields.has(name)) unknown.push(parent + name);
    else shown[name] = holdsObjects(value) ? () => value as unknown : value;
  }
  const dto = isTransformed ? plainToInstance(type, shown) : Object.assign(new type(), shown);
  for (const [name, value] of Object.entries(dto)) {
    if (typeof value !== 'function') continue;
    dto[name] = readInner(fields.get(name) ?? null, (value as () => unknown)(), unknown, parent + name);
  }
  return dto;
}

function readInner(type: Dto | null, sent: unknown, unknown: string[], path: string): unknown {
  if (type === null || typeof sent !== 'object' || sent === null) return sent;
  if (!Array.isArray(sent)) return readDto(type, sent, unknown, `${path}.`);
  return sent.map((item, index) => readInner(type, item, unknown, `${path}.${index}`));
}

const holdsObjects = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(holdsObjects) : typeof value === 'object' && value !== null;

interface Shape {
  /** The fields for which the DTO has rules, each with the DTO that the field holds, if any. */
  fields: Map<string, Dto | null>;
  /** True if class-transformer has a rule for one of the fields. */
  isTransformed: boolean;
}

const known = new Map<Dto, Shape>();

function shapeOf(type: Dto): Shape {
  let shape = known.get(type);
  if (shape === undefined) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
    const fields = new Map(rules.map(({ propertyName }) => [propertyName, innerOf(type, propertyName)]));
    shape = { fields, isTransformed: [...fields.keys()].some((field) => isTransformed(type, field)) };
    known.set(type, shape);
  }
  return shape;
}

const isTransformed = (type: Dto, field: string): boolean =>
  storage.findTypeMetadata(type, field) !== undefined ||
  storage.findTransformMetadatas(type, field, TransformationType.PLAIN_TO_CLASS).length > 0 ||
  storage.findExposeMetadata(type, field) !== undefined ||
  storage.findExcludeMetadata(type, field) !== undefined;

const innerOf = (type: Dto, property: string): Dto | null =>
  (storage.findTypeMetadata(type, property)?.typeFunction?.() as Dto | undefined) ?? null;
