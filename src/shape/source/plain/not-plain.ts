/** Thrown where a text leaves the plain part of YAML. */
export const NOT_PLAIN = new Error('not in the plain part of YAML')

export const MAX_DEPTH = 50
