import { map, property } from '../../shape/maps.ts'
import { onlyTrue, text } from '../../shape/scalars.ts'

const fileKeys = {
  text: property(text(), 'The whole file.'),
  file: property(text(), 'Its path in the scenario folder.'),
}

/** A file is written over only by who knows what it held. */
export const writeShape = map(
  {
    text: fileKeys.text,
    version: property(text(), 'The version that was read.'),
    new: property(onlyTrue(), 'The file is not there yet.'),
  },
  {
    required: ['text'],
    apart: [['version', 'new']],
    oneOf: [['version', 'new']],
    missing: 'give the version that was read, or "new": true for a file that is not there yet',
  },
)

export const checkShape = map(fileKeys, { required: ['file', 'text'] })

export const matchShape = map(
  { ...fileKeys, exchange: property(text(), 'Its id in the journal.') },
  { required: ['file', 'text', 'exchange'] },
)
