/** Why a model's server gave nothing of use. */
export class ModelFault extends Error {
  override readonly name = 'ModelFault'
  readonly why: 'timeout' | 'rate-limited' | 'unavailable' | 'too-long' | 'bad-answer' | 'refused'

  constructor(why: ModelFault['why'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.why = why
  }
}
