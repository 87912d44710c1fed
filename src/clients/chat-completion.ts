/** One answer in the chat-completions protocol: a stranger's until it is parsed here. */
import { z } from 'zod'
import { ModelFault } from './model-fault.ts'

export interface Usage {
  inputTokens: number
  outputTokens: number
}

const reply = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({
                id: z.string().nullish(),
                function: z.object({ name: z.string(), arguments: z.string().nullish() }),
              }),
            )
            .nullish(),
        }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
})

type Message = z.output<typeof reply>['choices'][number]['message']

/** Throws ModelFault for what is cut, filtered, refused or no answer at all. */
export function completionOf(raw: unknown): { message: Message; usage?: Usage } {
  const parsed = reply.safeParse(raw)
  if (!parsed.success) throw new ModelFault('bad-answer', 'not a chat completion')
  const { finish_reason: finish, message } = parsed.data.choices[0]!
  if (finish === 'content_filter' || message.refusal)
    throw new ModelFault('refused', 'the model would not answer')
  if (finish === 'length') throw new ModelFault('bad-answer', 'the answer was cut at its maximum')
  const { usage } = parsed.data
  if (!usage) return { message }
  return {
    message,
    usage: { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens },
  }
}
