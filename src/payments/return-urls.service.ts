import { Inject, Injectable } from '@nestjs/common';
import { checkReturnUrl } from '../common/return-url.js';
import { CONFIG, type Config } from '../config/config.js';

/** Checks the addresses to which pages of the provider send people back. */
@Injectable()
export class ReturnUrlsService {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Returns the given address, or `PUBLIC_URL` if none is given. @throws ValidationFailed, which names the field */
  check(field: string, given: string | undefined): string {
    return given === undefined ? this.config.publicUrl : checkReturnUrl(this.config, field, given);
  }
}
