import { ApiProperty } from '@nestjs/swagger';

export class SecondFactorView {
  /** Whether log-ins need a code. */
  enabled: boolean;
  /** When the second factor was switched on; null if it is off. */
  enabledAt: Date | null;
  @ApiProperty({ type: 'integer', minimum: 0 })
  recoveryCodesLeft: number;
}

export class SecondFactorSecretView {
  /** The secret in Base32, to type into an authenticator app. It is shown only here. */
  secret: string;
  /** The secret as a URI for a QR code. @example 'otpauth://totp/Tenure:ada@example.com?issuer=Tenure&secret=…' */
  uri: string;
}

export class RecoveryCodesView {
  /** Each code works once in place of the app. They are shown only here. */
  @ApiProperty({ type: 'string', isArray: true })
  recoveryCodes: string[];
}
