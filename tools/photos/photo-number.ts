/** How tools take the number of a photo: as the house gave it out. */
import { paperNumber } from '#kit/inputs.ts'

export function photoNumber() {
  return paperNumber()
    .describe('The number of the photo')
    .refine((said) => /^\d{1,15}$/.test(said), 'the number of a photo, such as "12"')
}
