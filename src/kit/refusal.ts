/** A `Refusal` is a "no" for the person's ears: one clear sentence. Anything else thrown is a fault. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}
