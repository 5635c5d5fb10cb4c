import { isObject } from './json-object.ts'

/** A value with the keys of its objects in the order that a model has them; keys that the model lacks come last. */
export function inOrderOf(value: unknown, model: unknown): unknown {
  if (Array.isArray(value))
    return Array.isArray(model) ? value.map((item, index) => inOrderOf(item, model[index])) : value
  if (!isObject(value) || !isObject(model)) return value
  const keys = new Set([
    ...Object.keys(model).filter((key) => Object.hasOwn(value, key)),
    ...Object.keys(value),
  ])
  return Object.fromEntries([...keys].map((key) => [key, inOrderOf(value[key], model[key])]))
}
