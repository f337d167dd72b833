import { ApiProperty } from '@nestjs/swagger';

const SWITCH_TO = {
  type: 'object',
  required: ['switchTo'],
  additionalProperties: false,
  properties: { switchTo: { type: 'string' } },
};
const AFTERWARDS = { oneOf: [{ type: 'string', enum: ['renew', 'end'] }, SWITCH_TO] };
const WHEN_UNPAID = { oneOf: [{ type: 'string', enum: ['end'] }, SWITCH_TO, { type: 'null' }] };
const LIMITS = {
  type: 'object' as const,
  additionalProperties: { oneOf: [{ type: 'integer', minimum: 0 }, { type: 'boolean' }, { type: 'null' }] },
};

/** `"renew"`, `"end"` or `{"switchTo": code}`, for the OpenAPI document. */
export const AfterwardsProperty = (required: boolean, byDefault?: 'renew') =>
  ApiProperty({ ...AFTERWARDS, required, default: byDefault });
/** `"end"`, `{"switchTo": code}` or null, for the OpenAPI document. */
export const WhenUnpaidProperty = (required: boolean, byDefault?: null) =>
  ApiProperty({ ...WHEN_UNPAID, required, default: byDefault });
/** A map of limits, for the OpenAPI document. */
export const LimitsProperty = (required: boolean, byDefault?: object) =>
  ApiProperty({ ...LIMITS, required, default: byDefault } as never);
