/** What was asked needs the store. */
export class StoreDown extends Error {
  readonly statusCode = 503
}
