import { also, json, NOT_THERE, WRONG } from './route.ts'
import type { DescribedRoute } from './route.ts'
import { list, object, orNull, ref, someObject, text } from './schema.ts'

const file = object({ file: text, text, version: text })
const page = { about: 'The page and what it loads.', content: { 'text/html': { type: 'string' } } } as const

/** The routes that read, check and write scenario files, and the page that uses them. */
export const fileRoutes: readonly DescribedRoute[] = [
  {
    method: 'GET',
    path: '',
    summary: 'The page that shows what happens here',
    anyQuery: true,
    answers: { 200: page },
  },
  {
    method: 'GET',
    path: '/{file}',
    summary: 'A script or style of the page',
    anyQuery: true,
    answers: { 200: also(page, 'text/javascript', 'text/css'), 404: NOT_THERE },
  },
  {
    method: 'GET',
    path: '/catalogue',
    summary: 'The errors and faults that can be ordered, with a sentence each',
    answers: { 200: json('Their names.', object({ errors: list(someObject), faults: list(someObject) })) },
  },
  {
    method: 'GET',
    path: '/scenario.schema.json',
    summary: 'What may stand in a scenario file, as JSON Schema',
    answers: { 200: json('The schema.', someObject) },
  },
  {
    method: 'GET',
    path: '/files/{path}',
    summary: 'A scenario file: its text, and its version for writing it back',
    answers: { 200: json('The file.', file), 404: NOT_THERE },
  },
  {
    method: 'PUT',
    path: '/files/{path}',
    summary: 'Write a scenario file, whole or not at all; the set is read anew',
    body: { schema: ref('FileToWrite'), required: true },
    answers: {
      200: json('Written.', file),
      400: WRONG,
      403: json('Not a file of the scenario folder.', ref('Error')),
      409: json('It has changed meanwhile, or exists already.', ref('Error')),
      422: json('The set would have mistakes.', ref('Error')),
    },
  },
  {
    method: 'POST',
    path: '/files/check',
    summary: 'The mistakes that the set would have with this text in a file',
    body: { schema: ref('FileToCheck'), required: true },
    answers: { 200: json('The mistakes.', object({ diagnostics: list(someObject) })), 400: WRONG },
  },
  {
    method: 'POST',
    path: '/files/match',
    summary: 'Which scenario would answer an exchange with this text in a file',
    body: { schema: ref('FileToMatch'), required: true },
    answers: {
      200: json(
        'The scenario, and why the nearest others would not.',
        object({ scenario: orNull(text), misses: list(someObject) }),
      ),
      400: WRONG,
      404: NOT_THERE,
      422: json('The set would have mistakes.', ref('Error')),
    },
  },
]
