import { ApiProperty } from '@nestjs/swagger';

export class ReadTokenView {
  /** A JWT for `Authorization: Bearer`. @example 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTljIn0.c2ln' */
  accessToken: string;
  /** Seconds until it expires. @example 600 */
  @ApiProperty({ type: 'integer' })
  expiresIn: number;
}
