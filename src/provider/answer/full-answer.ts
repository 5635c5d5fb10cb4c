import type { Random } from '../../random/random.ts'
import { fakeText } from '../../fake/fake-text.ts'
import type { Answer, AnswerChoice, Usage } from './answer.ts'
import { joined } from './answer.ts'
import type { Call } from '../call.ts'
import { completionBody } from '../format/completion.ts'
import { toolCallId } from '../format/response-metadata.ts'
import { tokenLogprobs } from './logprobs.ts'
import { pieces } from './scripted-answer.ts'
import { foundOnTheWeb, foundPages } from './search-results.ts'
import { audioOf } from './audio.ts'
import { promptTokens, usageOf } from '../format/usage.ts'

/**
 * An answer with every field that the gateway's documentation names, those too that Azure never sends: for clients that
 * have to cope with all of them. The gateway adds `raw_request`, `raw_response` and `cache_debug` as a patch.
 */
export function fullAnswer(answer: Answer, call: Call): Answer {
  const random = call.random.fork('full')
  const choices = answer.choices.map((choice, index) =>
    fullChoice(choice, call, random.fork(`choice ${index}`)),
  )
  const pages = foundPages(3, call.locale, random.fork('pages'))
  const full: Answer = {
    ...answer,
    choices,
    serviceTier: 'default',
    usage: fullUsage(usageOf(promptTokens(call, call.tokenizer), choices), pages.length),
    extra: {
      search_results: pages,
      videos: [
        {
          url: `https://videos.example/${random.int(1000, 9999)}`,
          thumbnail_url: `https://videos.example/${random.int(1000, 9999)}.jpg`,
          thumbnail_width: 640,
          thumbnail_height: 360,
          duration: random.int(300, 6000) / 10,
        },
      ],
      citations: pages.map((page) => page.url),
    },
  }
  return { ...full, patch: { extra_fields: gatewayFields(full, call, random.fork('gateway')) } }
}

function fullChoice(choice: AnswerChoice, call: Call, random: Random): AnswerChoice {
  const { tokenizer } = call
  const content = choice.content ?? []
  const thought = fakeText(random.fork('reasoning'), { words: 25 })
  const refusal = pieces('I can only help with a part of this.', tokenizer)
  const logprobs = tokenLogprobs(content, 2, random.fork('logprobs'))
  return {
    ...choice,
    content,
    reasoning: tokenizer.tokenize(thought),
    refusal: refusal.map(({ text }) => text),
    audio: choice.audio ?? audioOf(joined(content), call, random.fork('audio')),
    annotations: foundOnTheWeb(content, call.locale, random.fork('web')).map((annotation) =>
      withSources(annotation),
    ),
    toolCalls:
      choice.toolCalls.length > 0 ? choice.toolCalls : [inventedCall(call, random.fork('tool call'))],
    finishReason: 'tool_calls',
    logprobs: {
      content: logprobs,
      refusal: tokenLogprobs(refusal, 0, random.fork('refusal')).map(withoutTop),
      ...legacyLogprobs(
        content.map(({ text }) => text),
        random.fork('legacy'),
      ),
    },
    extra: {
      choice: { text: joined(content) },
      message: {
        name: 'assistant',
        tool_call_id: toolCallId(random.fork('answered call')),
        reasoning_details: [
          {
            id: `rs_${random.int(0x10000000, 0xffffffff).toString(16)}`,
            index: 0,
            type: 'reasoning.text',
            summary: thought.split('. ')[0],
            text: thought,
            signature: Buffer.from(thought.slice(0, 24)).toString('base64'),
            data: Buffer.from(thought.slice(0, 48)).toString('base64'),
          },
        ],
      },
    },
  }
}

function withSources(annotation: object): object {
  const { url_citation: citation } = annotation as { url_citation: { url: string } }
  return {
    ...annotation,
    url_citation: { ...citation, sources: [{ type: 'url', url: citation.url }], type: 'url_citation' },
  }
}

function inventedCall(call: Call, random: Random) {
  const text = JSON.stringify({ query: 'opening hours of the city museum' })
  return {
    id: toolCallId(random),
    type: 'function',
    name: 'web_search',
    arguments: call.tokenizer.tokenize(text),
  }
}

function withoutTop(logprob: object): object {
  const { top_logprobs: _top, ...own } = logprob as { top_logprobs: unknown }
  return own
}

/** Log probabilities as text completions have them. */
function legacyLogprobs(tokens: readonly string[], random: Random): object {
  let offset = 0
  const offsets = tokens.map((token) => (offset += token.length) - token.length)
  const own = tokens.map(() => Number((-random.next()).toFixed(6)))
  const top = tokens.map((token, index) => ({ [token]: own[index]! }))
  return { text_offset: offsets, token_logprobs: own, tokens, top_logprobs: top }
}

/** Dollars per token, as gpt-4o costs. */
const PER_PROMPT_TOKEN = 2.5e-6
const PER_COMPLETION_TOKEN = 1e-5
const PER_SEARCH = 0.01

function fullUsage(usage: Usage, searches: number): Usage {
  const prompt = Number(usage['prompt_tokens'])
  const completion = Number(usage['completion_tokens'])
  const cached = Math.floor(prompt / 4)
  const input = prompt * PER_PROMPT_TOKEN
  const output = completion * PER_COMPLETION_TOKEN
  const search = searches * PER_SEARCH
  const { reasoning_tokens: reasoning, audio_tokens: audio } = usage['completion_tokens_details'] as {
    reasoning_tokens: number
    audio_tokens: number
  }
  return {
    ...usage,
    prompt_tokens_details: {
      text_tokens: prompt - 2,
      audio_tokens: 1,
      image_tokens: 1,
      cached_read_tokens: cached,
      cached_write_tokens: 1,
    },
    completion_tokens_details: {
      text_tokens: completion - reasoning - audio - 3,
      accepted_prediction_tokens: 1,
      audio_tokens: audio,
      citation_tokens: 1,
      num_search_queries: searches,
      reasoning_tokens: reasoning,
      image_tokens: 1,
      rejected_prediction_tokens: 1,
    },
    cost: {
      input_tokens_cost: money(input),
      output_tokens_cost: money(output),
      reasoning_tokens_cost: money(reasoning * PER_COMPLETION_TOKEN),
      citation_tokens_cost: money(PER_PROMPT_TOKEN),
      search_queries_cost: money(search),
      request_cost: money(PER_SEARCH),
      total_cost: money(input + output + search + PER_SEARCH + PER_PROMPT_TOKEN),
    },
  }
}

function money(dollars: number): number {
  return Number(dollars.toFixed(7))
}

function gatewayFields(answer: Answer, call: Call, random: Random) {
  const { provider, model } = call.upstream
  return {
    raw_request: call.upstream.value,
    raw_response: call.upstream.stream ? JSON.stringify(completionBody(answer)) : completionBody(answer),
    cache_debug: {
      cache_hit: false,
      cache_id: `cache_${random.int(0x10000000, 0xffffffff).toString(16)}`,
      hit_type: 'semantic',
      requested_provider: provider,
      requested_model: model,
      provider_used: provider,
      model_used: model,
      input_tokens: answer.usage['prompt_tokens'],
      threshold: 0.8,
      similarity: Number((0.5 + random.next() / 4).toFixed(4)),
    },
  }
}
