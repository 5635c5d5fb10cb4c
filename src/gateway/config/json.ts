import { isObject } from '../../json/json-object.ts'
import type { JsonObject } from '../../json/json-object.ts'

/** Readers of values of any type: what is of another type counts as absent, after `checkShape` has named it. */
export function object(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

export function list(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(object) : []
}

export function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

export function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function number(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback
}
