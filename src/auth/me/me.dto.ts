import { MayBeAbsent, Text } from '../../common/validation.js';

export class EditMeDto {
  @MayBeAbsent()
  @Text(100)
  firstName?: string;

  @MayBeAbsent()
  @Text(100)
  lastName?: string;
}
