import { ApiProperty } from '@nestjs/swagger';

export class SecondFactorView {
  /** Whether log-ins ask for a code. */
  enabled: boolean;
  /** Since when. */
  enabledAt: Date | null;
  @ApiProperty({ type: 'integer', minimum: 0 })
  recoveryCodesLeft: number;
}

export class SecondFactorSecretView {
  /** Base32, to be typed into an authenticator app. Shown here and never again. */
  secret: string;
  /** The same for a QR code. @example 'otpauth://totp/Tenure:ada@example.com?issuer=Tenure&secret=…' */
  uri: string;
}

export class RecoveryCodesView {
  /** Each opens the account once without the app. Shown here and never again. */
  @ApiProperty({ type: 'string', isArray: true })
  recoveryCodes: string[];
}
