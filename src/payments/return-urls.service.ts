import { Inject, Injectable } from '@nestjs/common';
import { checkReturnUrl } from '../common/return-url.js';
import { CONFIG, type Config } from '../config/config.js';

/** The addresses that pages of the provider may send people back to. */
@Injectable()
export class ReturnUrlsService {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** The address as given, or `PUBLIC_URL`. @throws ValidationFailed, which names the field */
  check(field: string, given: string | undefined): string {
    return given === undefined ? this.config.publicUrl : checkReturnUrl(this.config, field, given);
  }
}
