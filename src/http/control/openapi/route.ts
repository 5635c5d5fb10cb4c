import { ref } from './schema.ts'
import type { Schema } from './schema.ts'

/** One control route as it is described. */
export interface DescribedRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the prefix: `/journal/{id}`. */
  readonly path: string
  readonly summary: string
  /** What each parameter means; one that takes certain words alone has a schema. */
  readonly query?: Readonly<Record<string, string | Schema>>
  /** Parameters mean nothing here, and do no harm. */
  readonly anyQuery?: true
  readonly body?: { readonly schema: Schema; readonly required: boolean; readonly types?: readonly string[] }
  /** By status. */
  readonly answers: Readonly<Record<number, Answer>>
}

export interface Answer {
  readonly about: string
  /** By media type. */
  readonly content: Readonly<Record<string, Schema>>
}

export function json(about: string, schema: Schema): Answer {
  return { about, content: { 'application/json': schema } }
}

/** The same in other formats. */
export function also(answer: Answer, ...types: readonly string[]): Answer {
  return {
    ...answer,
    content: { ...answer.content, ...Object.fromEntries(types.map((type) => [type, { type: 'string' }])) },
  }
}

export const WRONG = json('The request makes no sense; `error` says why.', ref('Error'))
export const NOT_THERE = json('There is no such thing.', ref('Error'))
