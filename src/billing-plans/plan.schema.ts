import { ApiProperty } from '@nestjs/swagger';

const AFTERWARDS = {
  oneOf: [
    { type: 'string', enum: ['renew', 'end'] },
    {
      type: 'object',
      required: ['switchTo'],
      additionalProperties: false,
      properties: { switchTo: { type: 'string' } },
    },
  ],
};
const LIMITS = {
  type: 'object' as const,
  additionalProperties: { oneOf: [{ type: 'integer', minimum: 0 }, { type: 'boolean' }, { type: 'null' }] },
};

/** `"renew"`, `"end"` or `{"switchTo": code}`, for the OpenAPI document. */
export const AfterwardsProperty = (required: boolean) => ApiProperty({ ...AFTERWARDS, required });
/** A map of limits, for the OpenAPI document. */
export const LimitsProperty = (required: boolean) => ApiProperty({ ...LIMITS, required } as never);
